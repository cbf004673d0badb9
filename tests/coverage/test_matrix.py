"""The matrix against asking every door of the seeds by itself."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.atlas import Atlas
from directory.coverage import Cross, Crossing, Existing, Weights
from directory.coverage.boxes import GROWN_UP, OTHERS
from directory.coverage.terms import Terms
from directory.feed import atlas_of
from directory.geo.areas import Areas
from directory.hours import week_mask
from directory.model import ContactPoint, due_on
from directory.storage.sqlite import open_store
from tests.conftest import NOW, ROOT

AREAS = Areas.read(ROOT / "seeds" / "geo", NOW.date())
TODAY: date = NOW.date()
FIELDS = {"functions": "functions", "topics": "topics", "audiences": "audiences", "languages": "languages"}
UNATTENDED = {"informatie", "doorverwijzen", "melden", "aangifte", "campagne", "preventie"}


@pytest.fixture(scope="module")
def atlas(seeded: Path) -> Iterator[Atlas]:
    store = open_store(seeded / "directory.db")
    yield atlas_of(store)
    store.close()


def answer(door: ContactPoint, dimension: str, value: str, terms: Terms) -> str:
    """`yes`, `no` or `unknown`: what one door says of one value."""
    if dimension == "area":
        if door.area is None:
            return "unknown"
        return "yes" if value in AREAS.expand(door.area.codes) else "no"
    if dimension == "conditions":
        return door.conditions.get(value, "unknown")
    if dimension == "channels":
        carried = (door.channel,) if door.channel else ()
    else:
        carried = tuple(getattr(door, FIELDS[dimension]) or ())
    if dimension == "audiences":
        return for_whom(door, value, {*carried} & {*terms.covering(dimension, value)})
    if not carried:
        return "yes" if (dimension, value) == ("languages", "nl") else "unknown"
    return "yes" if {*carried} & {*terms.covering(dimension, value)} else "no"


def for_whom(door: ContactPoint, value: str, named: set[str]) -> str:
    """The same for an audience: roles leave out no grown-up who is not named."""
    if value != "professionals" and (door.access == "professionals-only" or door.audiences == ("professionals",)):
        return "no"
    if named or "noodhulp" in (door.functions or ()):
        return "yes"
    if not door.audiences:
        return "unknown"
    roles = {"slachtoffers", "omstanders", "plegers", "inwoners"} & {*door.audiences}
    traits = (GROWN_UP | OTHERS) & {*door.audiences}
    if len(roles) > 1 or (roles and not traits):
        return "yes" if value in GROWN_UP else "unknown" if value in OTHERS else "no"
    return "no"


def hour(door: ContactPoint, which: int) -> str:
    if door.channel == "web" and door.functions and {*door.functions} <= UNATTENDED:
        return "yes"
    mask = week_mask(door.hours)
    stale = "hours" in door.facts and due_on("hours", door.facts["hours"]) <= TODAY
    if mask is None or stale:
        return "unknown"
    return "yes" if mask >> which & 1 else "no"


def counted(atlas: Atlas, terms: Terms, asked: dict[str, tuple[str, ...]], at: int | None) -> tuple[set[str], set[str]]:
    """The organizations that are known to do all of this, and those that may."""
    catalogue = atlas.catalogue
    known, may = set(), set()
    for id in catalogue.ids("contact-point"):
        position = atlas.index.position.get(id)
        live = position is not None and position in atlas.index.bits("is", "live")
        if not live or position in atlas.index.bits("is", "closed"):
            continue
        door = catalogue.door(id)
        if "noodhulp" in (door.functions or ()) and not asked.get("functions"):
            continue
        answers = [
            "yes" if "yes" in said else "unknown" if "unknown" in said else "no"
            for name, values in asked.items()
            for said in [[answer(door, name, each, terms) for each in values]]
        ]
        answers += [] if at is None else [hour(door, at)]
        subject = [(name, each) for name in ("functions", "topics") for each in asked.get(name, ())]
        touched = not subject or any(answer(door, *each, terms) == "yes" for each in subject)
        owner = catalogue.organization(catalogue.service(door.service_id).organization_id).slug
        if all(each == "yes" for each in answers):
            known.add(owner)
        elif touched and "no" not in answers:
            may.add(owner)
    return known, may


VALUES = {
    "functions": ("advies", "melden", "opvang", "informatie", "noodhulp", "consultatie"),
    "topics": ("femicide", "huiselijk-geweld", "mensenhandel", "straatintimidatie", "seksueel-geweld"),
    "audiences": ("slachtoffers", "plegers", "professionals", "mannen", "inwoners", "jongeren"),
    "area": ("GM0164", "GM0153", "GM0363"),
    "channels": ("telefoon", "chat", "web", "fysiek"),
    "languages": ("nl", "tr"),
    "conditions": ("gratis", "anoniem"),
}


@settings(max_examples=60)
@given(st.data())
def test_every_cell_is_what_asking_each_door_gives(atlas: Atlas, data: st.DataObject) -> None:
    rows, cols = data.draw(st.lists(st.sampled_from([*VALUES]), min_size=2, max_size=2, unique=True))
    others = [each for each in VALUES if each not in (rows, cols)]
    fixed = {
        name: tuple(data.draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2, unique=True)))
        for name in data.draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
    }
    at = data.draw(st.none() | st.integers(0, 167))
    terms = Terms(atlas.trees)
    crossing = Crossing(Existing(atlas, AREAS), TODAY)
    cross = Cross(rows=rows, cols=cols, row_values=VALUES[rows], col_values=VALUES[cols], fixed=fixed, hour=at)
    labels = {(name, value): value for name in (rows, cols) for value in VALUES[name]}
    matrix = crossing.matrix(cross, Weights(), labels)
    for row, cells in zip(VALUES[rows], matrix.cells, strict=True):
        for col, cell in zip(VALUES[cols], cells, strict=True):
            known, may = counted(atlas, terms, {rows: (row,), cols: (col,), **fixed}, at)
            assert cell.depth == len(known)
            assert {*cell.partners} <= known
            assert {*cell.unknown} <= may
            assert (cell.status == "none-known") == (not known and not may)
            assert (cell.status == "unknown") == (not known and bool(may))
            assert 0 <= cell.week_hours[0] <= cell.week_hours[1] <= 168
