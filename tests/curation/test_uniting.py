"""Two records become one piece by piece: whose value is taken, with which provenance, and what is refused."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from directory.curation.pieces import put_together, taken_apart
from directory.curation.uniting import United, unite
from directory.model import Operation, Organization, Phone, Question, Service, ServiceArea
from tests.exchange import builders as make


def united(loser: Any, winner: Any, **choices: Any) -> United:
    found = unite(loser, winner, {name.replace("__", "."): side for name, side in choices.items()})
    assert found.faults == ()
    return found


def codes(loser: Any, winner: Any, **choices: Any) -> list[tuple[str, str]]:
    found = unite(loser, winner, {name.replace("__", "."): side for name, side in choices.items()})
    return [(each.pointer, each.code) for each in found.faults]


@pytest.mark.parametrize("record", make.everything()[5:], ids=lambda each: each.slug)
def test_a_record_taken_apart_and_put_together_is_itself(record: Any) -> None:
    assert put_together(record, taken_apart(record)) == record


@pytest.mark.parametrize("record", make.everything()[5:], ids=lambda each: each.slug)
def test_a_record_united_with_its_copy_is_itself(record: Any) -> None:
    copy = replace(record, id=make.id_of("copy", record.slug), slug=f"{record.slug}-2")
    found = united(copy, record)
    assert found.record == record
    assert not any(line.differs for line in found.lines)


def two(**loser: Any) -> tuple[Organization, Organization]:
    return make.organization("dubbel", **loser), make.organization("kadera", description="Van Kadera.")


def test_the_winner_keeps_its_values_and_gets_what_it_had_not() -> None:
    loser, winner = two(role="authority", website="https://dubbel.nl")
    result = united(loser, winner).record
    assert isinstance(result, Organization)
    assert (result.id, result.slug, result.description, result.role) == (winner.id, "kadera", "Van Kadera.", "help")
    assert result.website == "https://dubbel.nl"
    assert result.facts["website"] == loser.facts["website"]


def test_a_choice_takes_the_value_of_the_loser_with_its_provenance() -> None:
    checked = make.fact(source="https://dubbel.nl", checked_on=date(2026, 10, 1))
    loser, winner = two(phone=Phone(number="053-1234567"), facts={"phone": checked})
    winner = make.sourced(replace(winner, phone=Phone(number="088-4222400")))
    result = united(loser, winner, phone="loser").record
    assert isinstance(result, Organization)
    assert (result.phone, result.facts["phone"]) == (Phone(number="053-1234567"), checked)
    kept = united(loser, winner).record
    assert kept.facts["phone"] == winner.facts["phone"]


def test_lists_are_united_and_names_that_are_not_kept_go_on_being_found() -> None:
    loser, winner = two(name="Dubbel", alternate_names=("Het Dubbele",), area=ServiceArea(codes=("GM0164", "VR05")))
    winner = make.sourced(replace(winner, alternate_names=("Kadera plus",), area=ServiceArea(codes=("GM0164",))))
    result = united(loser, winner).record
    assert isinstance(result, Organization)
    assert result.alternate_names == ("Kadera plus", "Het Dubbele")
    assert result.former_names == ("Dubbel",)
    assert result.area == ServiceArea(codes=("GM0164", "VR05"))
    other = united(loser, winner, name="loser", area="loser").record
    assert isinstance(other, Organization)
    assert (other.name, other.former_names) == ("Dubbel", ("Kadera",))
    assert other.area == ServiceArea(codes=("GM0164", "VR05"))


def test_a_name_that_is_known_already_is_not_kept_twice() -> None:
    loser, winner = two(name="KADERA", alternate_names=("Kadera",))
    result = united(loser, winner).record
    assert isinstance(result, Organization)
    assert (result.alternate_names, result.former_names) == ((), ())


def test_a_service_keeps_the_other_name_beside_its_own_and_unites_a_referral_by_its_parts() -> None:
    loser = make.service("dubbel", referral=make.referral(route="Mail ons.", fallback="Bel 112."))
    winner = make.service("hulplijn", referral=make.referral(fallback=None, cost="Niets."))
    result = united(loser, winner, referral__route="loser").record
    assert isinstance(result, Service)
    assert result.alternate_names == ("Dubbel",)
    assert result.referral is not None
    assert (result.referral.route, result.referral.fallback, result.referral.cost) == (
        "Mail ons.",
        "Bel 112.",
        "Niets.",
    )


def test_conditions_are_united_one_by_one_and_none_is_made_up() -> None:
    loser = make.door("dubbel", conditions={"anoniem": "no", "gratis": "yes"})
    winner = make.door("lijn", conditions={"anoniem": "yes"})
    assert united(loser, winner).record.conditions == {"anoniem": "yes", "gratis": "yes"}  # type: ignore[union-attr]
    other = united(loser, winner, conditions__anoniem="loser").record
    assert other.conditions == {"anoniem": "no", "gratis": "yes"}  # type: ignore[union-attr]
    assert other.facts["conditions.anoniem"] == loser.facts["conditions.anoniem"]


def test_where_a_place_is_comes_from_one_side_whole() -> None:
    loser, winner = make.office("dubbel"), make.location("kantoor", place="Enschede", municipality="GM0153")
    result = united(loser, winner).record
    assert (result.place, result.address, result.latitude) == ("Enschede", None, None)  # type: ignore[union-attr]
    other = united(loser, winner, address="loser").record
    assert (other.place, other.address) == ("Hengelo", loser.address)  # type: ignore[union-attr]
    assert {"address", "place", "municipality"} <= other.facts.keys()
    assert united(winner, make.location("leeg")).record.place == "Enschede"  # type: ignore[union-attr]


def test_what_two_sources_say_together_is_as_old_as_the_older_and_names_both() -> None:
    old = make.fact(source="https://oud.nl", checked_on=date(2026, 1, 1))
    loser = make.door("dubbel", area=("GM0153",), facts={"area": old})
    winner = make.door("lijn", area=("GM0164",))
    fact = united(loser, winner).record.facts["area"]
    assert (fact.source, fact.checked_on) == (old.source, old.checked_on)
    assert fact.note == f"Ook volgens {make.SOURCE}."


@pytest.mark.parametrize("side", ["winner", "loser"])
def test_a_list_that_holds_the_other_keeps_its_own_source(side: str) -> None:
    old = make.fact(source="https://oud.nl", checked_on=date(2026, 1, 1))
    small, large = ("GM0164",), ("GM0164", "GM0153")
    loser = make.door("dubbel", area=large if side == "loser" else small, facts={"area": old})
    winner = make.door("lijn", area=large if side == "winner" else small)
    expected = old if side == "loser" else winner.facts["area"]
    assert united(loser, winner).record.facts["area"] == expected


def test_of_two_who_say_the_same_the_latest_word_counts() -> None:
    new = make.fact(source="https://nieuw.nl", checked_on=date(2026, 11, 20))
    loser = make.door("dubbel", phone=Phone(number="0800-2000"), facts={"phone": new})
    assert united(loser, make.door("lijn", phone=Phone(number="0800-2000"))).record.facts["phone"] == new


def test_open_questions_are_all_kept() -> None:
    asked = [Question(field=each, text=f"Wat is {each}?") for each in ("phone", "area", "website")]
    loser, winner = make.organization("dubbel", questions=asked[1:]), make.organization(questions=asked[:2])
    assert united(loser, winner).record.questions == tuple(asked)


def test_being_a_part_of_each_other_means_nothing_any_more() -> None:
    loser, winner = two()
    loser, winner = replace(loser, part_of=make.id_of("organization", "gemeente")), replace(winner, part_of=loser.id)
    assert united(loser, winner).record.part_of == make.id_of("organization", "gemeente")  # type: ignore[union-attr]
    assert united(replace(loser, part_of=winner.id), winner).record.part_of is None  # type: ignore[union-attr]


def test_two_boxes_that_differ_in_two_ways_need_a_choice() -> None:
    loser = make.door("dubbel", topics=("stalking",), area=("GM0153",), languages=("nl",))
    winner = make.door("lijn", topics=("femicide",), area=("GM0164",), languages=("nl",))
    assert codes(loser, winner) == [("/topics", "box.wider"), ("/area", "box.wider")]
    assert codes(loser, winner, topics="winner") == []
    assert codes(loser, winner, topics="both") == [("/area", "box.wider")]
    assert codes(loser, winner, topics="both", area="both") == []
    assert codes(make.door("dubbel", topics=("stalking",)), winner) == []
    assert codes(make.door("groot", topics=("femicide", "stalking"), area=("GM0164", "VR05")), winner) == []


def test_two_doors_with_two_channels_need_a_choice() -> None:
    loser, winner = make.chat_door(), make.phone_door(area=("NL",), topics=("huiselijk-geweld",))
    assert ("/channel", "box.channel") in codes(loser, winner)
    assert codes(make.door("dubbel", channel="chat"), make.door("lijn", channel="telefoon"), channel="loser") == []
    assert codes(make.door("dubbel", channel="chat"), make.door("lijn")) == []


def running(record: Any, state: str | None) -> Any:
    return replace(record, operation=Operation(state=state)) if state else record  # type: ignore[arg-type]


def test_whether_it_runs_is_never_taken_from_the_loser_unchosen() -> None:
    loser, winner = make.phone_door("dubbel"), make.phone_door("lijn")
    working = replace(running(loser, "operating"), facts=loser.facts | {"operation": make.fact()})
    result = united(working, winner).record
    assert result.operation is None  # type: ignore[union-attr]
    assert "operation" not in result.facts
    chosen = united(working, winner, operation="loser").record
    assert chosen.operation == Operation(state="operating")  # type: ignore[union-attr]
    assert chosen.facts["operation"] == working.facts["operation"]
    assert codes(loser, winner, operation="loser") == [("/choices/operation", "choice.empty")]


@pytest.mark.parametrize("working", [None, "operating", "unknown"])
@pytest.mark.parametrize("closed", ["studied", "ended", "example", "temporarily-closed", "intake-stop"])
def test_one_that_is_closed_and_one_that_works_need_a_choice(closed: str, working: str | None) -> None:
    for one, other in ((closed, working), (working, closed)):
        loser, winner = running(make.service("dubbel"), one), running(make.service(), other)
        assert codes(loser, winner) == [("/operation", "operation")]
        for side, record in (("loser", loser), ("winner", winner)):
            assert united(loser, winner, operation=side).record.operation == record.operation  # type: ignore[union-attr]


def test_two_that_are_closed_need_no_choice() -> None:
    loser, winner = running(make.service("dubbel"), "ended"), running(make.service(), "studied")
    assert united(loser, winner).record.operation == Operation(state="studied")  # type: ignore[union-attr]


def test_all_choices_that_cannot_be_made_are_told_at_once() -> None:
    loser, winner = two(email="x@dubbel.nl")
    found = codes(loser, winner, email="winner", website="loser", role="both", Wilgenpad="loser", inclusion="loser")
    assert set(found) == {
        ("/choices/0", "choice.unknown"),
        ("/choices/email", "choice.empty"),
        ("/choices/inclusion", "choice.empty"),
        ("/choices/website", "choice.empty"),
        ("/choices/role", "choice.both"),
    }
    told = " ".join(each.detail + each.pointer for each in unite(loser, winner, {"Wilgenpad": "loser"}).faults)
    assert "Wilgenpad" not in told


@pytest.mark.parametrize(
    ("loser", "winner", "chosen", "expected"),
    [
        ("published", "draft", {}, ["lifecycle"]),
        ("archived", "in-review", {"lifecycle": "winner"}, ["lifecycle"]),
        ("published", "archived", {}, ["lifecycle"]),
        ("published", "archived", {"lifecycle": "loser"}, []),
        ("published", "archived", {"lifecycle": "winner"}, []),
        ("draft", "published", {}, []),
        ("draft", "published", {"lifecycle": "loser"}, ["lifecycle"]),
        ("draft", "draft", {}, []),
    ],
)
def test_what_is_public_does_not_end_at_the_desk(loser: Any, winner: Any, chosen: Any, expected: Any) -> None:
    one, other = two(lifecycle=loser)
    assert [code for _, code in codes(one, replace(other, lifecycle=winner), **chosen)] == expected


def test_a_list_that_becomes_too_long_is_told() -> None:
    names = [tuple(f"Naam {side} {number}" for number in range(30)) for side in "ab"]
    loser, winner = two(alternate_names=names[0])
    assert codes(loser, replace(winner, alternate_names=names[1])) == [("/alternateNames", "too-many")]
