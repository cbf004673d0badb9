"""Drafts, emergencies, going back, and confirming: each through the same door."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from directory.curation.approving import look
from directory.curation.changing import Key
from directory.curation.confirming import Confirmation, confirm
from directory.curation.drafting import MOST_DRAFTS, discard, find, key_of, others, save
from directory.curation.hiding import hide
from directory.curation.proposing import send_back
from directory.curation.reverting import reverted, undoing
from directory.curation.submitting import Submission, submit
from directory.errors import Conflict, Forbidden, Invalid, Overtaken, Unknown
from directory.model import Change, Fact, Kept, Location, Occasion
from directory.model.json import encode
from directory.storage.sqlite import SqliteStore
from tests.curation.merged import NOW, exported, notes, occasion, put
from tests.curation.office import (
    ADMINISTRATOR,
    EDITOR,
    KEY,
    OTHER,
    PARTNER,
    REVIEWER,
    VISITOR,
    accept,
    ask,
    called,
    edit,
    id_of,
    key,
    now,
    send,
)
from tests.exchange import builders as make

LINE = make.phone_door("lijn", phone=called("088-4222495"))
CHAT = make.chat_door("chat")
TODAY = NOW.date()


@pytest.fixture
def desk(store: SqliteStore) -> SqliteStore:
    put(store, LINE, CHAT)
    return store


# Drafts.


def test_a_draft_may_be_half_typed_and_is_seen_by_nobody_else(desk: SqliteStore) -> None:
    before = exported(desk), [*desk.entries()]
    save(desk, "contact-point", CHAT.id, {"phone": {"number": "08"}, "name": ""}, 1, EDITOR, NOW)
    save(desk, "contact-point", CHAT.id, {"phone": {"number": "088"}}, 1, EDITOR, NOW)
    opened = find(desk, "contact-point", CHAT.id, EDITOR)
    assert opened is not None
    assert (bytes(opened.draft.document), opened.moved, opened.published) == (
        b'{"phone":{"number":"088"}}',
        False,
        CHAT,
    )
    assert find(desk, "contact-point", CHAT.id, REVIEWER) is None
    assert others(desk, "contact-point", CHAT.id, REVIEWER) == (EDITOR.id,)
    assert (exported(desk), [*desk.entries()]) == before
    for actor in (VISITOR, PARTNER, KEY):
        with pytest.raises(Forbidden):
            save(desk, "contact-point", CHAT.id, {}, 1, actor, NOW)
    discard(desk, "contact-point", CHAT.id, EDITOR)
    assert find(desk, "contact-point", CHAT.id, EDITOR) is None


def test_a_draft_beside_which_somebody_published_is_woven_or_shown(desk: SqliteStore) -> None:
    save(desk, "contact-point", CHAT.id, to_builtins(replace(CHAT, name="Onze chat")), 1, EDITOR, NOW)
    put(desk, replace(CHAT, access="self"))
    opened = find(desk, "contact-point", CHAT.id, EDITOR)
    assert opened is not None
    assert opened.moved
    assert opened.woven is not None
    assert opened.woven.record == replace(CHAT, name="Onze chat", access="self")
    put(desk, replace(CHAT, name="Chat"))
    opened = find(desk, "contact-point", CHAT.id, EDITOR)
    assert opened is not None
    assert opened.woven is not None
    assert [each.pointer for each in opened.woven.clashes] == ["/name"]


@pytest.mark.parametrize(
    "typed",
    [
        {"description": "Aanbellen op Wilgenpad 87"},
        {"name": "7522 KX"},
        {"facts": {"phone": {"source": "Wilgenpad 87"}}},
        {"onbekend": "Wilgenpad 87"},
        {"phone": {"value": "Wilgenpad 87"}},
        {"description": "a\x00b"},
        {"description": "x" * 200_000},
    ],
)
def test_what_may_be_kept_nowhere_is_not_kept_half_typed_either(desk: SqliteStore, typed: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        save(desk, "contact-point", CHAT.id, typed, 1, EDITOR, NOW)
    assert "wilgenpad" not in f"{refusal.value}{refusal.value.faults}".lower()
    assert desk.drafts() == ()


def test_no_draft_says_where_a_secret_place_is(desk: SqliteStore) -> None:
    shelter = make.location("opvang", confidential=True, region="VR05")
    put(desk, shelter)
    opened = {"confidential": False, "street": "x"}
    for typed in ({"street": "Wilgenpad 87"}, {"place": "Enschede"}, {"latitude": 52.2}, opened):
        with pytest.raises(Invalid):
            save(desk, "location", shelter.id, typed, 1, EDITOR, NOW)
    with pytest.raises(Invalid):
        save(desk, "location", id_of(9), {"confidential": True, "street": "Wilgenpad 87"}, None, EDITOR, NOW)
    save(desk, "location", id_of(9), {"street": "Stationsplein 1"}, None, EDITOR, NOW)


def test_a_draft_is_done_when_it_is_submitted(desk: SqliteStore) -> None:
    for actor in (EDITOR, REVIEWER):
        save(desk, "contact-point", CHAT.id, {}, 1, actor, NOW)
        change = edit(desk, CHAT, description=f"Van {actor.id}.")
        send(desk, change, actor=actor, drafts=(key_of("contact-point", CHAT.id, actor),))
    assert desk.drafts() == ()


def test_one_person_has_so_many_drafts_and_no_more(desk: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_DRAFTS >= 100
    monkeypatch.setattr("directory.curation.drafting.MOST_DRAFTS", 2)
    for number in (1, 2, 1):
        save(desk, "contact-point", id_of(number), {}, None, EDITOR, NOW)
    with pytest.raises(Invalid):
        save(desk, "contact-point", id_of(3), {}, None, EDITOR, NOW)


# Emergencies.


def test_a_wrong_number_is_taken_away_at_once_by_one_reviewer_and_all_are_told(desk: SqliteStore) -> None:
    done = hide(desk, key(LINE), "phone", "Dit nummer is van iemand anders.", REVIEWER, NOW)
    record = now(desk, LINE)
    assert (record.phone, "phone" in record.facts) == (None, False)
    assert [each.field for each in record.questions] == ["phone"]
    assert [(each.value, each.about) for each in notes(desk)] == [("088-4222495", LINE.id)]
    assert {(each.notice.to, each.notice.code, each.notice.batch) for each in desk.untold()} == {
        ("reviewers", "number.hidden", done.sequence),
        ("partner", "number.hidden", done.sequence),
    }
    assert b"088" not in b"".join(encode(each.notice) for each in desk.untold())
    assert {each.reason for each in desk.entries(after=done.sequence - 1)} == {"Dit nummer is van iemand anders."}


def test_what_was_taken_away_comes_back_by_two_people_only(desk: SqliteStore) -> None:
    hide(desk, key(LINE), "phone", "Fout.", REVIEWER, NOW)
    back = reverted(desk, "contact-point", LINE.id, 1)
    assert send(desk, back).proposal
    accept(desk, look(desk, id_of(1)).proposal, OTHER)
    assert now(desk, LINE).phone == LINE.phone


def test_an_emergency_is_for_reviewers_and_for_what_is_there(desk: SqliteStore) -> None:
    for actor in (EDITOR, KEY, PARTNER, VISITOR):
        with pytest.raises(Forbidden):
            hide(desk, key(LINE), "phone", "Fout.", actor, NOW)
    put(desk, replace(CHAT, description="Nu."))
    with pytest.raises(Overtaken):
        hide(desk, Key("contact-point", CHAT.id, 1), "url", "Fout.", REVIEWER, NOW)
    for of, field in ((key(CHAT), "phone"), (Key("contact-point", id_of(9)), "phone"), (key(make.service()), "url")):
        with pytest.raises(Invalid):
            hide(desk, of, field, "Fout.", REVIEWER, NOW)  # type: ignore[arg-type]
    hide(desk, key(CHAT), "url", "Fout.", ADMINISTRATOR, NOW)
    assert now(desk, CHAT).url is None
    assert notes(desk) == []


def test_nobody_alone_takes_away_a_number_that_everybody_in_danger_is_told_to_call(desk: SqliteStore) -> None:
    line = make.phone_door("nood", phone=called("112"))
    put(desk, line)
    with pytest.raises(Invalid) as refusal:
        hide(desk, key(line), "phone", "Fout.", REVIEWER, NOW)
    assert [each.code for each in refusal.value.faults] == ["number.fixed"]


# Back.


def test_a_revert_is_a_new_version_that_answers_to_newer_names_too(desk: SqliteStore) -> None:
    put(desk, replace(CHAT, slug="nieuwe-chat", former_slugs=("chat",), description="Anders."))
    done = send(desk, reverted(desk, "contact-point", CHAT.id, 1))
    assert [(each.revision, each.action) for each in done.entries] == [(3, "update")]
    assert now(desk, CHAT) == replace(CHAT, former_slugs=("nieuwe-chat",))
    for revision in (0, 4):
        with pytest.raises(Unknown):
            reverted(desk, "contact-point", CHAT.id, revision)


def test_a_record_that_ended_comes_back_by_a_revert_and_two_people(desk: SqliteStore) -> None:
    sequence = put(desk, make.chat_door("weg"))
    accept(desk, send(desk, *undoing(desk, sequence, occasion()).changes, actor=EDITOR).proposal)  # type: ignore[arg-type]
    gone = make.chat_door("weg")
    assert not isinstance(desk.read("contact-point", gone.id), Kept)
    assert send(desk, reverted(desk, "contact-point", gone.id, 1), id=2).entries[0].action == "create"
    assert now(desk, gone) == gone


def test_what_had_to_be_forgotten_does_not_come_back(desk: SqliteStore) -> None:
    place = make.location("huis", place="Hengelo")
    put(desk, place)
    other = make.location("ander", place="Hengelo")
    put(desk, other)
    end = undoing(desk, desk.sequence(), occasion()).changes
    desk.commit(end, occasion())
    desk.purge("location", other.id, occasion())
    with pytest.raises(Overtaken):
        reverted(desk, "location", other.id, 1)
    put(desk, replace(place, place=None, facts={}, confidential=True, region="VR05"))
    back = reverted(desk, "location", place.id, 1)
    assert isinstance(back.after, Location)
    assert back.after.place is None


def test_an_undo_of_a_crisis_number_waits_and_says_what_it_takes_back(desk: SqliteStore) -> None:
    done = accept(desk, ask(desk, edit(desk, LINE, phone=called("0800-0113"))))
    back = undoing(desk, done.entries[0].sequence, Occasion(actor="x", at=NOW, reason="Terug."))
    waits = submit(desk, back, REVIEWER, NOW, id_of(2))
    assert waits.proposal is not None
    again = accept(desk, waits.proposal, OTHER)
    assert [(each.undoes, each.approver) for each in again.entries] == [(done.entries[0].batch, OTHER.id)]
    assert now(desk, LINE) == LINE


# Confirming.


def said(field: str, **more: Any) -> Confirmation:
    return Confirmation(field=field, on=TODAY, **more)


def test_confirming_moves_the_date_of_one_field_and_is_an_event_of_its_own(desk: SqliteStore) -> None:
    done = confirm(desk, key(LINE), said("phone"), "Gebeld.", REVIEWER, NOW, id_of(1))
    assert [(each.confirms, each.action, each.approver) for each in done.entries] == [("phone", "update", None)]
    fact = replace(LINE.facts["phone"], checked_on=TODAY)
    assert now(desk, LINE) == replace(LINE, facts=LINE.facts | {"phone": fact})


def test_what_an_editor_a_partner_or_a_key_confirms_waits_for_one_other(desk: SqliteStore) -> None:
    for number, actor in enumerate((EDITOR, PARTNER, KEY), 1):
        done = confirm(desk, key(LINE), said("hours"), "Nagevraagd.", actor, NOW, id_of(number))
        assert done.proposal is not None
        assert done.needs == ()
    first = accept(desk, look(desk, id_of(2)).proposal, checked=None)
    assert [(each.confirms, each.actor, each.approver) for each in first.entries] == [
        ("hours", PARTNER.id, REVIEWER.id)
    ]
    assert accept(desk, look(desk, id_of(1)).proposal, checked=None).proposal.status == "overtaken"


def test_an_old_source_is_not_made_young_by_reading_it_again(desk: SqliteStore) -> None:
    old = replace(LINE, facts=LINE.facts | {"phone": Fact(source="een gids", checked_on=TODAY, as_of="2020")})
    put(desk, old)
    with pytest.raises(Invalid) as refusal:
        confirm(desk, key(LINE), said("phone"), "Gelezen.", REVIEWER, NOW, id_of(1))
    assert [each.code for each in refusal.value.faults] == ["source.old"]
    confirm(desk, key(LINE), said("phone", source="gebeld"), "Gebeld.", REVIEWER, NOW, id_of(1))
    assert now(desk, LINE).facts["phone"] == Fact(source="gebeld", checked_on=TODAY)


@pytest.mark.parametrize("source", ["x" * 2_000, "", "met een \x00 erin"])
def test_a_source_that_cannot_be_read_again_is_not_written(desk: SqliteStore, source: str) -> None:
    before = desk.sequence()
    with pytest.raises(Invalid) as refusal:
        confirm(desk, key(LINE), said("phone", source=source), "Gebeld.", REVIEWER, NOW, id_of(1))
    assert {each.pointer for each in refusal.value.faults} == {"/source"}
    assert desk.sequence() == before


@pytest.mark.parametrize("words", ["x" * 5_000, "", "met een \x00 erin"])
def test_words_that_cannot_be_read_again_are_not_written(desk: SqliteStore, words: str) -> None:
    change = edit(desk, LINE, description="Anders.")
    for act in (REVIEWER, EDITOR):
        with pytest.raises(Invalid):
            submit(desk, Submission(changes=(change,), reason=words), act, NOW, id_of(1))
    waits = send(desk, change, actor=EDITOR).proposal
    assert waits is not None
    with pytest.raises(Invalid):
        send_back(desk, waits.id, 1, words, REVIEWER, NOW)
    assert [each.revision for each in desk.proposals()] == [1]


def test_what_cannot_be_confirmed_is_refused(desk: SqliteStore) -> None:
    put(desk, replace(LINE, description="Nu."))
    for field, of in (("email", key(LINE)), ("phone", Key("note", id_of(1))), ("phone", Key("organization", id_of(1)))):
        with pytest.raises(Invalid):
            confirm(desk, of, said(field), "x", REVIEWER, NOW, id_of(1))
    with pytest.raises(Overtaken):
        confirm(desk, Key("contact-point", LINE.id, 1), said("phone"), "x", REVIEWER, NOW, id_of(1))
    earlier = Confirmation(field="phone", on=make.START.date() - timedelta(days=9))
    with pytest.raises(Invalid):
        confirm(desk, key(LINE), earlier, "x", REVIEWER, NOW, id_of(1))


def test_a_confirmation_that_changes_something_is_refused_at_the_door(desk: SqliteStore) -> None:
    for change in (
        edit(desk, LINE, name="Anders"),
        edit(desk, LINE, facts=LINE.facts | {"hours": make.fact(note="x")}),
    ):
        for act in (REVIEWER, EDITOR):
            with pytest.raises(Invalid):
                submit(desk, Submission(changes=(change,), reason="x", confirms="phone"), act, NOW, id_of(1))
    new = Change(kind="organization", id=id_of(5), after=replace(make.organization("x"), id=id_of(5)))
    with pytest.raises(Invalid):
        submit(desk, Submission(changes=(new,), reason="x", confirms="phone"), REVIEWER, NOW, id_of(1))


def test_two_who_edit_one_record_lose_nothing_the_second_is_told(desk: SqliteStore) -> None:
    first, second = edit(desk, CHAT, description="Een."), edit(desk, CHAT, description="Twee.")
    send(desk, first)
    with pytest.raises(Conflict) as refusal:
        send(desk, second, actor=OTHER)
    assert refusal.value.code == "record.stale"
    assert now(desk, CHAT).description == "Een."


def test_where_a_secret_place_is_may_not_even_wait(desk: SqliteStore) -> None:
    shelter = make.location("opvang", confidential=True, region="VR05")
    put(desk, shelter)
    told = edit(desk, shelter, confidential=False, street="Wilgenpad 87", facts={"street": make.fact()})
    for actor in (EDITOR, ADMINISTRATOR):
        with pytest.raises(Invalid) as refusal:
            send(desk, told, actor=actor)
        assert "Wilgenpad" not in str(refusal.value.faults)
    assert send(desk, edit(desk, shelter, confidential=False), actor=EDITOR).proposal
