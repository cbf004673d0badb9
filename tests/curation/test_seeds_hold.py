"""The starting data does not contradict itself by a mistake of ours."""

from datetime import date

from directory.curation import Finding, findings
from directory.exchange.seeds import read_seeds
from tests.conftest import ROOT
from tests.curation.desk import AREAS, GAZETTEER
from tests.exchange import builders as b

# The day after the seeds were checked.
DAY = date(2026, 11, 25)


def look() -> list[Finding]:
    records = read_seeds(ROOT / "seeds", GAZETTEER, AREAS)
    return findings(b.catalogue(*records), AREAS, DAY, GAZETTEER)


def test_the_seeds_do_not_contradict_themselves():
    assert {(each.slug, each.code): each.sentence for each in look() if each.level == "contradiction"} == {}


def test_only_sources_that_are_years_old_are_stale_on_the_first_day():
    assert all("about 20" in each.sentence for each in look() if each.level in ("alarm", "due"))


def test_no_old_number_is_told():
    told = " ".join(each.sentence for each in look())
    assert "0900-126" not in told
    assert "0900-8020" not in told
