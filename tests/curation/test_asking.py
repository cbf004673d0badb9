"""Questions to a partner: about their own organization, the most valuable first, and never where a secret place is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from directory.coverage import read_hours
from directory.curation.answering import answer
from directory.curation.approving import look
from directory.curation.asking import Asked, questions
from directory.curation.replies import Answer, Reader, read_answers
from directory.curation.work import work
from directory.errors import Forbidden, Invalid
from directory.model import Change, Fact, Occasion, Phone, Proposal, Question, Record, WaitingTime, kind_of
from directory.permissions import Actor
from directory.storage.sqlite import SqliteStore
from tests.curation.desk import AREAS, GAZETTEER
from tests.curation.merged import NOW
from tests.curation.office import OTHER, accept, id_of, now
from tests.exchange import builders as b

TODAY = b.TODAY
KADERA = b.id_of("organization", "kadera")
PARTNER = Actor(id="link-a", roles=frozenset({"partner"}), organization=KADERA)
READER = Reader(hours=read_hours, today=TODAY, secret=False)


def checked(days_ago: int, *names: str, **more: Any) -> dict[str, Fact]:
    return {each: b.fact(checked_on=TODAY - timedelta(days=days_ago), **more) for each in names}


LINE = b.phone_door(phone=Phone(number="053-436 00 00", label="Team Toegang"), facts=checked(100, "phone", "access"))
CHAT = b.chat_door()


def asked(*records: Record, of: str = KADERA, on: date = TODAY) -> list[Asked]:
    catalogue = b.catalogue(*records)
    return questions(catalogue, of, work(catalogue, AREAS, on, GAZETTEER), on)


def house(*more: Record, **fields: Any) -> tuple[Record, ...]:
    return (b.organization(**fields), b.service(), *more)


def by_field(found: Sequence[Asked], field: str) -> Asked:
    return next(each for each in found if each.field == field)


def said(each: Asked, choice: str, text: str = "", seen: str | None = None) -> dict[str, Answer]:
    return {each.key: Answer(choice=choice, text=text, seen=each.seen if seen is None else seen)}


@pytest.fixture
def desk(store: SqliteStore) -> SqliteStore:
    """Kadera with a line and a chat, as it is published."""
    records = [*b.vocabularies(), *house(LINE, CHAT, website="https://www.kadera.nl")]
    changes = [
        Change(kind=kind_of(each), id=each.id, after=each)
        for each in records
        if store.read(kind_of(each), each.id) is None
    ]
    store.commit(changes, Occasion(actor="test", at=NOW, reason="Begin."))
    return store


def settle(
    desk: SqliteStore, given: dict[str, Answer], found: Sequence[Asked], actor: Actor = PARTNER
) -> Proposal | None:
    settled = read_answers(found, given, READER)
    return answer(desk, settled, "Kadera", actor, NOW, id_of(len(desk.proposals()) + 1), TODAY)


def everything(desk: SqliteStore) -> list[Asked]:
    return asked(*(now(desk, each) for each in house(LINE, CHAT)))


def test_what_is_due_and_harms_most_is_asked_first_and_each_thing_once() -> None:
    found = asked(*house(LINE, CHAT, website="https://www.kadera.nl"))
    assert found[0].field == "phone"
    assert [each.worth for each in found] == sorted((each.worth for each in found), reverse=True)
    assert len({each.key for each in found}) == len(found)


def test_one_number_at_three_places_is_one_question() -> None:
    number = {"phone": LINE.phone}
    again = b.chat_door("ook", **number)
    (found,) = [each for each in asked(*house(LINE, again, phone=Phone(number="0534360000"))) if each.form == "phone"]
    assert {each.kind for each in found.spots} == {"organization", "contact-point"}
    assert len(found.spots) == 3


def test_nothing_is_asked_about_another_organization() -> None:
    other = (b.organization("fier"), b.service("elders", "fier"), b.phone_door("elders-lijn", "elders"))
    mine = {each.id for each in house(LINE)}
    assert {spot.id for each in asked(*house(LINE), *other) for spot in each.spots} <= mine
    assert asked(*house(LINE), of=b.id_of("organization", "geen")) == []


def test_beside_a_secret_place_no_place_is_asked_about() -> None:
    places = [each for each in asked(*house(LINE), b.office()) if each.spots[0].kind == "location"]
    assert places
    found = asked(*house(LINE, b.secret_door()), b.office(), b.shelter())
    assert not [each for each in found if each.spots[0].kind == "location"]
    assert "Marktstraat" not in str(found)
    assert "Xyzzy" not in str(found)


def test_what_they_said_lately_is_not_asked_again() -> None:
    line = replace(LINE, facts=LINE.facts | checked(10, "phone", checked_by="partner"))
    assert not [each for each in asked(*house(line)) if each.field == "phone"]
    line = replace(LINE, facts=LINE.facts | checked(60, "phone", checked_by="partner"))
    assert [each for each in asked(*house(line)) if each.field == "phone"]


def test_a_confirmation_moves_the_day_and_nothing_else(desk: SqliteStore) -> None:
    found = everything(desk)
    proposal = settle(desk, said(by_field(found, "phone"), "yes"), found)
    assert proposal is not None
    assert proposal.confirms == "phone"
    accept(desk, proposal, OTHER)
    line = now(desk, LINE)
    assert line.facts["phone"] == replace(LINE.facts["phone"], checked_on=TODAY, checked_by="partner")
    assert line.phone == LINE.phone


def test_all_answers_are_one_proposal_that_nobody_but_somebody_else_publishes(desk: SqliteStore) -> None:
    found = everything(desk)
    given = {
        **said(by_field(found, "phone"), "no", "(053) 436 00 01"),
        **said(by_field(found, "access"), "by-referral"),
        **said(by_field(found, "conditions.anoniem"), "yes"),
        **said(next(each for each in found if each.form == "hours" and each.value == b.WEEK), "no", "ma-do 9:00-16:00"),
    }
    proposal = settle(desk, given, found)
    assert proposal is not None
    assert desk.proposals() == (proposal,)
    assert (proposal.author.capacity, proposal.author.actor) == ("partner", "link-a")
    assert now(desk, LINE) == LINE
    with pytest.raises(Forbidden):
        accept(desk, proposal, replace(OTHER, id="link-a"))
    accept(desk, proposal, OTHER)
    line = now(desk, LINE)
    assert line.phone == Phone(number="053 436 00 01", label="Team Toegang")
    assert line.access == "by-referral"
    assert line.facts["phone"].source == "Opgave van de organisatie zelf"
    assert now(desk, CHAT).hours.spans[0].closes == "16:00"


def test_i_do_not_know_is_written_nowhere(desk: SqliteStore) -> None:
    found = everything(desk)
    given = {each.key: Answer(choice="unknown", text="", seen=each.seen) for each in found}
    assert settle(desk, given, found) is None
    assert settle(desk, {}, found) is None
    assert desk.proposals() == ()
    assert now(desk, LINE) == LINE


def test_who_only_types_another_value_says_no(desk: SqliteStore) -> None:
    found = everything(desk)
    (settled,) = read_answers(found, said(by_field(found, "phone"), "", "053-436 00 01"), READER)
    assert (settled.deed, settled.value) == ("now", Phone(number="053-436 00 01"))


def test_no_without_more_becomes_a_question_and_never_a_no(desk: SqliteStore) -> None:
    found = everything(desk)
    proposal = settle(desk, said(by_field(found, "phone"), "no"), found)
    assert proposal is not None
    after: Any = proposal.changes[0].after
    assert after.phone == LINE.phone
    assert after.questions[-1] == Question(
        field="phone", text="De organisatie zegt dat dit niet meer klopt. Wat geldt er nu?", ask="Kadera"
    )


def test_a_number_that_is_gone_goes_and_its_source_with_it(desk: SqliteStore) -> None:
    found = everything(desk)
    proposal = settle(desk, said(by_field(found, "phone"), "gone"), found)
    assert proposal is not None
    assert [each.why for each in look(desk, proposal.id).needs] == ["crisis-door"]
    accept(desk, proposal, OTHER)
    assert now(desk, LINE).phone is None
    assert "phone" not in now(desk, LINE).facts


def test_a_waiting_time_that_still_holds_begins_anew() -> None:
    old = WaitingTime(text="2 weken", stated_on=date(2026, 9, 1), expires_on=date(2026, 10, 1))
    service = b.service(referral=b.referral(waiting_time=old), facts=checked(80, "referral.waitingTime"))
    found = by_field(asked(b.organization(), service, LINE), "referral.waitingTime")
    (settled,) = read_answers([found], said(found, "yes"), READER)
    assert settled.deed == "still"
    (settled,) = read_answers([found], said(found, "no", "4 weken"), READER)
    assert settled.value.expires_on == TODAY + timedelta(days=30)


def test_an_answer_about_another_value_is_no_answer(desk: SqliteStore) -> None:
    found = everything(desk)
    phone = by_field(found, "phone")
    with pytest.raises(Invalid) as moved:
        settle(desk, said(phone, "yes", seen="0" * 16), found)
    assert [each.code for each in moved.value.faults] == ["moved"]
    other = replace(LINE, phone=Phone(number="053-436 00 99"))
    desk.commit(
        [Change(kind="contact-point", id=LINE.id, after=other, expected=1)],
        Occasion(actor="x", at=NOW, reason="Anders."),
    )
    with pytest.raises(Invalid) as moved:
        settle(desk, said(phone, "yes"), found)
    assert [(each.pointer, each.code) for each in moved.value.faults] == [(phone.key, "moved")]
    assert desk.proposals() == ()


WRONG: tuple[tuple[str, str, str, str], ...] = (
    ("phone", "no", "bel ons", "phone"),
    ("phone", "no", "053-12", "phone"),
    ("phone", "no", "0534360000" * 80, "too-long"),
    ("phone", "no", "053\u202e436", "text"),
    ("phone", "self", "", "choice"),
    ("phone", "yes", "053-436 00 01", "choice"),
    ("url", "no", "javascript:alert(1)", "value"),
    ("url", "no", "geen site", "value"),
    ("hours", "no", "soms", "hours"),
    ("access", "yes", "", "choice"),
    ("conditions.anoniem", "gone", "", "choice"),
    ("referral.route", "no", "Kom naar Dorpsstraat 12", "text.address"),
    ("referral.route", "gone", "", "choice"),
)


def test_every_fault_is_told_at_its_question_and_none_repeats_what_was_typed(desk: SqliteStore) -> None:
    service = b.service(referral=b.referral(), facts=checked(10, "referral.route"))
    found = asked(b.organization(), service, LINE, CHAT)
    for field, choice, text, code in WRONG:
        each = by_field(found, field)
        with pytest.raises(Invalid) as wrong:
            read_answers(found, said(each, choice, text), READER)
        assert [(fault.pointer, fault.code) for fault in wrong.value.faults] == [(each.key, code)], (field, text)
        assert not text or text not in str(wrong.value)
    several = {**said(by_field(found, "phone"), "no", "x"), **said(by_field(found, "hours"), "no", "x")}
    with pytest.raises(Invalid) as wrong:
        read_answers(found, several, READER)
    assert len(wrong.value.faults) == 2


def test_of_a_secret_place_no_answer_tells_where_it_is() -> None:
    found = asked(*house(b.secret_door(), CHAT), b.shelter())
    reader = replace(READER, secret=True)
    for field, text in (
        ("url", "https://kadera.nl/wilgenpad-87"),
        ("phone", "het wilgenpad"),
        ("hours", "in de wilgenstraat"),
        ("url", "7522 KX"),
    ):
        with pytest.raises(Invalid) as wrong:
            read_answers(found, said(by_field(found, field), "no", text), reader)
        assert [each.code for each in wrong.value.faults] == ["text.address"]


def test_a_partner_of_another_organization_proposes_nothing(desk: SqliteStore) -> None:
    found = everything(desk)
    stranger = replace(PARTNER, organization=b.id_of("organization", "fier"))
    with pytest.raises(Forbidden):
        settle(desk, said(by_field(found, "phone"), "yes"), found, stranger)
    assert desk.proposals() == ()


def test_whoever_could_read_the_link_does_not_approve_its_answers(desk: SqliteStore) -> None:
    found = everything(desk)
    handed = replace(PARTNER, owner=OTHER.id)
    proposal = settle(desk, said(by_field(found, "phone"), "no", "053-436 00 01"), found, handed)
    assert proposal is not None
    with pytest.raises(Forbidden):
        accept(desk, proposal, OTHER)
    assert to_builtins(proposal.author)["behind"] == OTHER.id
