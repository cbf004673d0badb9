"""What stands first, and that it stands there every time."""

import random
from collections.abc import Iterable
from itertools import chain
from typing import Any

import pytest
from msgspec.structs import replace

from directory.atlas import apply
from directory.model import ContactPoint, Record
from directory.search import Finder, Question
from tests.atlas.history import History
from tests.atlas.world import MOMENTS, atlas_of, containing
from tests.exchange import builders as make


def twins(number: int) -> list[ContactPoint]:
    """Doors in pairs whose ids begin alike, as a few of a hundred thousand do."""
    dice = random.Random(20261125)
    heads = [dice.getrandbits(32) for _ in range(number)]
    return [
        replace(make.chat_door(f"chat-{place}-{tail}"), id=f"{head:08x}-0000-4000-8000-{tail:012x}")
        for place, head in enumerate(heads)
        for tail in (1, 2)
    ]


def records(doors: Iterable[ContactPoint]) -> list[Record]:
    return [*make.vocabularies(), make.organization(), make.service(), *doors]


def page(asked: Finder, number: int, per_page: int, **more: Any) -> list[str]:
    found = asked.find(Question(at=MOMENTS[0], page=number, per_page=per_page, **more))
    return [asked.index.ids[each] for each in found.page]


@pytest.mark.parametrize("per_page", [1, 7, 50])
def test_pages_of_entries_that_nearly_tie_have_no_gaps_or_repeats(per_page: int) -> None:
    asked = Finder(atlas_of(records(twins(150))), containing)
    pages = (page(asked, number, per_page) for number in range(1, 2 + 300 // per_page))
    paged = list(chain.from_iterable(pages))
    assert len(set(paged)) == len(paged) == 300
    assert paged == page(asked, 1, 1_000)


def test_entries_that_nearly_tie_stand_in_the_same_order_when_they_came_one_by_one() -> None:
    history = History(records([]))
    start = history.atlas()
    for each in reversed(twins(20)):
        history.put(each)
    followed = apply(start, history.entries[start.sequence :])
    one, other = (Finder(each, containing) for each in (followed, history.atlas()))
    assert page(one, 1, 100) == page(other, 1, 100)


def test_who_helps_stands_before_who_knows_and_local_before_national() -> None:
    everybody = [
        *make.vocabularies(),
        make.organization("weter", role="knowledge"),
        make.organization("helper"),
        make.service("kennis", "weter"),
        make.service("hulp", "helper"),
        make.phone_door("wijzer", "kennis", area=("GM0164",)),
        make.phone_door("landelijk", "hulp", area=("NL",)),
        make.phone_door("regio", "hulp", area=("VR05",)),
        make.phone_door("lokaal", "hulp", area=("GM0164",)),
    ]
    asked = Finder(atlas_of(everybody), containing)
    slugs = [asked.atlas.catalogue.door(id).slug for id in page(asked, 1, 100)]
    assert slugs == ["lokaal", "regio", "landelijk", "wijzer"]


def test_what_is_certain_stands_before_what_is_not_however_well_the_words_fit() -> None:
    everybody = [
        *records([make.phone_door("zeker"), make.chat_door("perhaps", name="Rozen")]),
        make.organization("rozen", name="Rozen Hulplijn", description="Anders."),
        make.service("tuin", "rozen"),
        make.chat_door("onzeker", "tuin"),
        make.phone_door("ook-zeker", "tuin", name="Hulplijn"),
    ]
    asked = Finder(atlas_of(everybody), containing)
    more = {"words": "rozen hulplijn", "terms": {"audiences": ("slachtoffers",)}, "include_unknown": True}
    found = asked.find(Question(at=MOMENTS[0], **more))  # type: ignore[arg-type]
    sure = [each in found.certain for each in found.page]
    assert sure == sorted(sure, reverse=True)
    assert True in sure
    assert False in sure


def test_of_several_conditions_one_that_may_hold_is_enough_to_stay_possible() -> None:
    doors = [
        make.phone_door("een", conditions={"anoniem": "no"}),
        make.phone_door("geen", conditions={"anoniem": "no", "gratis": "no"}),
        make.phone_door("beide", conditions={"anoniem": "no", "gratis": "yes"}),
    ]
    asked = Finder(atlas_of(records(doors)), containing)
    found = page(asked, 1, 100, terms={"conditions": ("anoniem", "gratis")}, include_unknown=True)
    assert [asked.atlas.catalogue.door(id).slug for id in found] == ["beide", "een"]
