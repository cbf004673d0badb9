"""What the pages say is said in every language that they are read in."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from directory.lexicon import Language
from directory.web.languages import DUTCH, EVERY, FOLDER
from directory.web.messages import POLICY_PAGES, WEB, texts, waiting

OTHERS = [each for each in EVERY if each != DUTCH]


@pytest.fixture(scope="module")
def every() -> Catalog:
    return texts()


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_waits_for_its_translation(every: Catalog, code: Language) -> None:
    assert waiting(code, every) == []


def test_what_is_not_translated_yet_waits_and_policy_only_where_it_is_read(every: Catalog) -> None:
    more = texts()
    more.add("Een nieuwe zin.", locations=[("pages/start.html", 1)])
    more.add("Een nieuw cijfer.", locations=[("coverage.py", 1), ("pages/coverage.html", 1)])
    assert waiting("en", more) == ["Een nieuwe zin.", "Een nieuw cijfer."]
    assert waiting("tr", more) == ["Een nieuwe zin."]


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_holds_nothing_that_no_page_says(every: Catalog, code: Language) -> None:
    with (FOLDER / f"{code}.po").open("rb") as file:
        kept = {each.id for each in read_po(file, locale=code)}
    assert kept - {each.id for each in every} == set()


def test_every_page_about_policy_exists() -> None:
    assert {each.stem for each in (*WEB.glob("*.py"), *WEB.glob("pages/*.html"))} >= POLICY_PAGES
