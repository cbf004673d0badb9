"""What the tests of the checks share: the real areas and places, and findings of a handful of records."""

from datetime import date
from typing import Any

from directory.curation import Finding, findings
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.model import DivisionOfLabour, Question, Record
from tests.conftest import ROOT
from tests.exchange import builders as b

GEO = ROOT / "seeds" / "geo"
AREAS = Areas.read(GEO, b.TODAY)
GAZETTEER = Gazetteer.read(GEO, AREAS)


def look(*records: Record, on: date = b.TODAY) -> list[Finding]:
    return findings(b.catalogue(*records), AREAS, on, GAZETTEER)


def found(code: str, *records: Record, on: date = b.TODAY) -> list[Finding]:
    """The findings with this code."""
    return [each for each in look(*records, on=on) if each.code == code]


def codes(*records: Record, on: date = b.TODAY) -> set[str]:
    """The codes of what contradicts itself."""
    return {each.code for each in look(*records, on=on) if each.level == "contradiction"}


def house(*doors: Record, **fields: Any) -> tuple[Record, ...]:
    """An organization with one service, and these doors in it."""
    return (b.organization(), b.service("hulplijn", "kadera", **fields), *doors)


def question(field: str, ask: str | None = "Kadera") -> Question:
    return Question(field=field, text=f"Wat is {field}?", ask=ask)


def division(one: Record, other: Record, **fields: Any) -> DivisionOfLabour:
    made = {"slug": "een-naar-ander", "relation": "refers-to", "sentence": "De een verwijst naar de ander."} | fields
    id = b.id_of("division", made["slug"])
    return b.sourced(DivisionOfLabour(id=id, from_id=one.id, to_id=other.id, **made))  # type: ignore[no-any-return]
