"""What differs between two versions, and what two people changed, woven together or shown apart."""

from datetime import date
from typing import Any

import hypothesis.strategies as some
from hypothesis import given
from msgspec.structs import replace

from directory.curation import weaving
from directory.curation.comparing import differences, versions
from directory.curation.weaving import weave
from directory.model import Address, ContactPoint, Fact, Phone, Question, Referral
from directory.storage.sqlite import SqliteStore
from tests.curation.merged import put
from tests.exchange import builders as make

LINE = make.phone_door("lijn")
CALLED = Fact(source="gebeld", checked_on=date(2026, 11, 20))


def pointers(before: Any, after: Any) -> list[str]:
    return [each.pointer for each in differences(before, after)]


def test_equal_versions_do_not_differ() -> None:
    assert differences(LINE, LINE) == ()
    assert differences(None, None) == ()


def test_a_difference_is_told_at_its_field_with_both_values() -> None:
    after = replace(LINE, phone=Phone(number="0800-0113", label=LINE.phone and LINE.phone.label), conditions={})
    found = {each.pointer: (each.before, each.after) for each in differences(LINE, after)}
    assert found == {
        "/phone/number": ("0800-2000", "0800-0113"),
        "/conditions": ({"anoniem": "yes", "gratis": "yes"}, None),
    }


def test_of_a_list_is_told_what_came_and_what_went() -> None:
    (found,) = differences(LINE, replace(LINE, topics=("stalking", "femicide")))
    assert (found.pointer, found.added, found.removed) == ("/topics", ("femicide",), ("huiselijk-geweld",))


def test_terms_and_questions_are_told_by_name() -> None:
    asked = tuple(Question(field=each, text=f"Wat is {each}?") for each in ("phone", "phone", "hours"))
    after = replace(LINE, questions=(*asked[:2], replace(asked[2], ask="Kadera")))
    assert pointers(replace(LINE, questions=asked), after) == ["/questions/hours/ask"]
    assert pointers(LINE, after) == ["/questions/phone", "/questions/phone (2)", "/questions/hours"]
    topics = make.vocabulary("topics")
    first, *rest = topics.terms
    changed = replace(topics, terms=(*rest, replace(first, label="anders")))
    assert pointers(topics, changed) == [f"/terms/{first.slug}/label"]


def test_a_beginning_and_an_end_tell_everything_that_was_said() -> None:
    assert "/phone" in pointers(None, LINE)
    assert pointers(None, LINE) == pointers(LINE, None)


def test_history_is_told_version_by_version_the_last_first(store: SqliteStore) -> None:
    put(store, LINE)
    put(store, replace(LINE, name="Lijn"))
    last, first = versions(store, "contact-point", LINE.id)
    assert [each.pointer for each in last.differences] == ["/name"]
    assert len(first.differences) > 10


def door(**fields: Any) -> ContactPoint:
    return replace(LINE, **fields)


def test_what_only_one_changed_is_taken_from_that_one() -> None:
    ours = door(phone=Phone(number="0800-0113"), conditions={"anoniem": "no", "gratis": "yes"})
    theirs = door(name="Lijn", conditions={"anoniem": "yes", "gratis": "no"})
    woven = weave(LINE, theirs, ours)
    both = door(name="Lijn", phone=Phone(number="0800-0113"), conditions={"anoniem": "no", "gratis": "no"})
    assert (woven.record, woven.clashes) == (both, ())


def test_what_both_changed_to_the_same_is_no_clash() -> None:
    assert weave(LINE, door(name="Lijn"), door(name="Lijn", access="by-referral")).record == door(
        name="Lijn", access="by-referral"
    )


def test_what_both_changed_differently_is_a_clash_with_all_three() -> None:
    woven = weave(door(name="Een"), door(name="Twee"), door(name="Drie"))
    assert woven.record is None
    assert [(each.pointer, each.base, each.theirs, each.ours) for each in woven.clashes] == [
        ("/name", "Een", "Twee", "Drie")
    ]


def test_a_value_goes_with_where_it_comes_from() -> None:
    theirs = door(facts=LINE.facts | {"phone": CALLED})
    ours = door(phone=Phone(number="0800-0113"), facts=LINE.facts | {"phone": replace(CALLED, source="gelezen")})
    assert [each.pointer for each in weave(LINE, theirs, ours).clashes] == ["/phone"]
    gone = {name: fact for name, fact in LINE.facts.items() if name != "phone"}
    away = door(phone=None, facts=gone)
    assert weave(LINE, door(name="Lijn"), away).record == replace(away, name="Lijn")


def test_an_address_is_woven_as_one() -> None:
    place = make.location(street="Straat 1", place="Hengelo")
    theirs, ours = replace(place, street="Straat 2"), replace(place, place="Enschede")
    assert [each.pointer for each in weave(place, theirs, ours).clashes] == ["/address"]
    assert weave(place, place, ours).record == ours


def test_two_changes_that_cannot_be_together_are_shown() -> None:
    place = make.location(place="Hengelo")
    secret = replace(place, place=None, facts={}, confidential=True, region="VR05")
    address = Address(street="Straat 1", postcode="7551 AB", place="Hengelo")
    told = replace(place, address=address, facts=place.facts | {"address": CALLED})
    assert weave(place, secret, told).record is None
    quiet = replace(secret, place=None)
    assert weave(place, quiet, replace(place, transport="Bus 9.")).record is None


def test_questions_and_referrals_are_woven_part_by_part() -> None:
    service = make.service(
        referral=Referral(route="Bel.", consent="Nodig."), questions=(Question(field="fees", text="Wat?"),)
    )
    theirs = replace(service, referral=Referral(route="Mail.", consent="Nodig."), questions=())
    ours = replace(
        service,
        referral=Referral(route="Bel.", consent="Niet nodig."),
        questions=(*service.questions, Question(field="url", text="Waar?")),
    )
    woven = weave(service, theirs, ours).record
    assert woven == replace(
        service,
        referral=Referral(route="Mail.", consent="Niet nodig."),
        questions=(Question(field="url", text="Waar?"),),
    )


CHANGES = some.fixed_dictionaries(
    {},
    optional={
        "name": some.sampled_from(["Een", "Twee", None]),
        "phone": some.sampled_from([LINE.phone, Phone(number="0800-0113"), Phone(number="088-1234567")]),
        "conditions": some.dictionaries(some.sampled_from(["anoniem", "gratis"]), some.sampled_from(["yes", "no"])),
        "topics": some.sampled_from([("stalking",), ("femicide",), None]),
        "questions": some.sampled_from([(), (Question(field="fees", text="Wat?"),)]),
    },
)


def sourced(fields: dict[str, Any]) -> ContactPoint:
    record = door(**fields)
    named = {f"conditions.{each}" for each in record.conditions}
    kept = {name: fact for name, fact in LINE.facts.items() if not name.startswith("conditions.") or name in named}
    return replace(record, facts=kept)


@given(CHANGES, CHANGES)
def test_weaving_loses_nobodys_words(theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    """Whatever one of the two changed alone is in the result; what both changed is equal, or shown."""
    now, new = sourced(theirs), sourced(ours)
    woven = weave(LINE, now, new)
    assert (woven.record is None) == bool(woven.clashes)
    assert weave(LINE, now, LINE).record == now
    assert weave(LINE, LINE, new).record == new
    if isinstance(woven.record, ContactPoint):
        for name in ("name", "phone", "topics", "questions"):
            was, a, b, c = (getattr(each, name) for each in (LINE, now, new, woven.record))
            assert c == (a if b == was else b)
    else:
        assert any(
            getattr(now, each.pointer.split("/")[1]) != getattr(new, each.pointer.split("/")[1])
            for each in woven.clashes
        )


def test_what_two_people_changed_differently_is_decided_field_by_field() -> None:
    theirs = replace(LINE, phone=Phone(number="0800-0113"), description="Van hen.")
    ours = replace(LINE, phone=Phone(number="0800-1205"), description="Van ons.", name="Nieuw")
    settled = weaving.settled(LINE, theirs, ours, {"/phone"})
    assert (settled.phone, settled.description, settled.name) == (ours.phone, "Van hen.", "Nieuw")  # type: ignore[union-attr]
