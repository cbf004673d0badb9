"""What an edit would change for others, told before anybody makes it; what people ask meanwhile is not touched."""

from typing import cast

import pytest
from msgspec import structs

from directory.gate.house import House
from directory.gate.supposing import effects, supposed
from directory.model import Change, ContactPoint, Location, kind_of
from tests.conftest import Desk

CHAT = {
    "title": "Chat over zelfdoding",
    "functions": ["luisteren"],
    "topics": ["suicidepreventie"],
    "audiences": ["slachtoffers"],
    "area": ["Hengelo"],
    "channels": ["chat"],
}


@pytest.fixture
def here(desk: Desk) -> House:
    found: House = desk.application.litestar.state.house
    return found


def door(here: House, slug: str) -> ContactPoint:
    catalogue = here.atlas.catalogue
    return catalogue.door(catalogue.resolve("contact-point", slug))


def update(record: ContactPoint | Location) -> Change:
    return Change(kind=kind_of(record), id=record.id, after=record, expected=1)


def test_who_goes_is_missed_by_searches_and_cells_and_nobody_sees_it_yet(here: House) -> None:
    before = here.atlas
    line = door(here, "113-hulplijn-telefoon")
    gone = effects(update(structs.replace(line, lifecycle="draft")), line, here)
    assert "denken aan zelfdoding" in gone.lost
    assert not gone.found
    assert here.atlas is before
    assert here.atlas.catalogue.resolve("contact-point", line.slug) == line.id


def test_what_was_closed_opens_where_somebody_does_it(here: House) -> None:
    line = door(here, "113-hulplijn-telefoon")
    more = structs.replace(line, functions=("melden",), topics=("geldzaken", *(line.topics or ())))
    assert {each.opens for each in effects(update(more), line, here).opens} <= {True}
    assert effects(update(line), line, here).none


def test_dossiers_that_would_say_something_else_are_named(desk: Desk, here: House) -> None:
    kept = desk.client.post("/api/v1/overlap-checks", json=CHAT).json()["id"]
    line = door(here, "113-hulplijn-chat")
    (dossier,) = effects(update(structs.replace(line, lifecycle="draft")), line, here).dossiers
    assert (dossier.id, dossier.title) == (kept, CHAT["title"])
    assert dossier.differences


def test_a_thought_does_not_take_the_name_of_another(here: House) -> None:
    line, other = door(here, "113-hulplijn-telefoon"), door(here, "113-hulplijn-chat")
    thought = structs.replace(line, id="00000000-0000-5000-8000-000000000001", slug=other.slug)
    then = supposed(here.atlas, Change(kind="contact-point", id=thought.id, after=thought), None, here.now())
    assert then.catalogue.resolve("contact-point", other.slug) == thought.id
    assert here.atlas.catalogue.resolve("contact-point", other.slug) == other.id
    assert cast(dict[str, int], here.atlas.index.position).get(thought.id) is None


def test_what_the_public_never_sees_changes_nothing(here: House) -> None:
    line = door(here, "113-hulplijn-telefoon")
    hidden = structs.replace(line, lifecycle="draft")
    assert effects(update(hidden), hidden, here).none
