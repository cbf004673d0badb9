"""Two people for what could harm: who may publish what, what waits, and what happens to it."""

import pytest
from msgspec.structs import replace

from directory.curation.approving import Approval, approve, look
from directory.curation.auditing import verify
from directory.curation.proposing import revise, send_back, separable, split, split_fields, take_back
from directory.curation.submitting import Submission
from directory.errors import Conflict, Forbidden, Invalid, Overtaken, Unknown
from directory.feed import atlas_of
from directory.model import Change, Fact, Kept, Proposal, Tombstone
from directory.permissions import Actor
from directory.storage.sqlite import SqliteStore
from tests.curation import office
from tests.curation.merged import NOW, exported, put, replayed
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
    create,
    edit,
    id_of,
    now,
    send,
)
from tests.exchange import builders as make

LINE = make.phone_door("lijn")
CHAT = make.chat_door("chat")


@pytest.fixture
def desk(store: SqliteStore) -> SqliteStore:
    """A crisis line and a chat in office hours."""
    put(store, LINE, CHAT)
    return store


def wrong(desk: SqliteStore, number: str = "0800-0113") -> Change:
    return edit(desk, LINE, phone=called(number))


def proposal(desk: SqliteStore, number: int = 1) -> Proposal:
    found = desk.proposal(id_of(number))
    assert found is not None
    return found


def test_a_number_of_a_crisis_door_waits_for_another_person_whoever_wrote_it(desk: SqliteStore) -> None:
    for number, actor in enumerate((EDITOR, REVIEWER, ADMINISTRATOR, KEY), 1):
        before = desk.sequence()
        done = send(desk, wrong(desk), actor=actor, id=number)
        assert done.entries == ()
        assert desk.sequence() == before
        assert [each.why for each in done.needs] == ["crisis-door"]
        assert proposal(desk, number).status == "open"


def test_nobody_approves_their_own_administrators_and_keys_neither(desk: SqliteStore) -> None:
    own = {1: REVIEWER, 2: ADMINISTRATOR, 3: KEY}
    for number, actor in own.items():
        send(desk, wrong(desk), actor=actor, id=number)
    for number, approver in ((1, REVIEWER), (2, ADMINISTRATOR), (3, REVIEWER), (1, EDITOR), (1, KEY), (1, VISITOR)):
        with pytest.raises(Forbidden):
            accept(desk, proposal(desk, number), approver)
    assert now(desk, LINE).phone == LINE.phone


def test_what_another_person_approves_is_published_in_one_commit_that_names_both(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    after = desk.sequence()
    done = accept(desk, waits, REVIEWER, note="Gebeld.")
    (entry,) = office.rows(desk, after)
    assert (entry.actor, entry.approver, entry.proposal) == (EDITOR.id, REVIEWER.id, waits.id)
    assert now(desk, LINE).phone == called("0800-0113")
    closed = proposal(desk)
    assert closed == done.proposal
    assert (closed.status, closed.decisions[-1].batch, closed.decisions[-1].checked) == (
        "approved",
        entry.sequence,
        "called",
    )
    with pytest.raises(Conflict):
        accept(desk, closed, OTHER)


def test_a_guarded_change_is_only_approved_by_who_called_or_read_the_source(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    with pytest.raises(Invalid) as refusal:
        accept(desk, waits, checked=None)
    assert [each.pointer for each in refusal.value.faults] == ["/checked"]
    assert accept(desk, waits, checked="read").entries


def test_all_reviewers_and_the_partner_are_told_of_what_needed_two_people_in_codes_only(desk: SqliteStore) -> None:
    accept(desk, ask(desk, wrong(desk)))
    told = [(each.notice.to, each.notice.code, each.notice.id) for each in desk.untold()]
    assert told == [
        ("reviewers", "proposal.waits", LINE.id),
        ("reviewers", "guarded.published", LINE.id),
        ("partner", "guarded.published", LINE.id),
    ]
    desk.told([each.number for each in desk.untold(limit=2)], NOW)
    assert [each.notice.to for each in desk.untold()] == ["partner"]


def test_a_harmless_change_of_a_reviewer_is_published_at_once_and_one_of_an_editor_waits(desk: SqliteStore) -> None:
    harmless = edit(desk, CHAT, description="Chat met ons.")
    assert send(desk, harmless).entries
    waits = send(desk, edit(desk, CHAT, description="Chat."), actor=EDITOR)
    assert (waits.needs, proposal(desk).status) == ((), "open")
    done = accept(desk, proposal(desk), REVIEWER, checked=None)
    assert done.entries[0].approver == REVIEWER.id
    assert len(desk.untold()) == 1


def test_who_may_not_propose_writes_nothing(desk: SqliteStore) -> None:
    nobody = Actor(id="sleutel-2", roles=frozenset({"key"}))
    for actor in (VISITOR, nobody):
        with pytest.raises(Forbidden):
            ask(desk, wrong(desk), actor=actor)
    assert desk.proposals() == ()


def test_a_partner_proposes_only_for_the_own_organization(desk: SqliteStore) -> None:
    other = make.chat_door("andere", "chatdienst")
    put(desk, other)
    with pytest.raises(Forbidden):
        ask(desk, edit(desk, other, description="Van een ander."), actor=PARTNER)
    with pytest.raises(Forbidden):
        ask(desk, edit(desk, other, service_id=make.id_of("service", "hulplijn")), actor=PARTNER)
    waits = ask(desk, edit(desk, CHAT, description="Van ons."), actor=PARTNER)
    assert waits.author.capacity == "partner"
    with pytest.raises(Forbidden):
        revise(desk, ask(desk, wrong(desk), id=2).id, 1, Submission(changes=(wrong(desk),), reason="x"), PARTNER, NOW)


def test_what_waits_is_in_no_atlas_feed_or_export(desk: SqliteStore) -> None:
    before = exported(desk), replayed(desk), [*desk.records()], desk.sequence()
    ask(desk, wrong(desk, "0900-1234"), create(make.organization("nieuw")))
    assert (exported(desk), replayed(desk), [*desk.records()], desk.sequence()) == before
    assert atlas_of(desk).sequence == desk.sequence()


def test_sent_back_with_a_note_it_is_written_anew_and_its_new_writer_cannot_approve_it(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    with pytest.raises(Invalid):
        send_back(desk, waits.id, 1, " ", REVIEWER, NOW)
    back = send_back(desk, waits.id, 1, "Welke bron?", REVIEWER, NOW)
    with pytest.raises(Conflict):
        accept(desk, back, REVIEWER)
    anew = Submission(changes=(edit(desk, LINE, phone=LINE.phone),), reason="Met bron.", source="https://kadera.nl")
    again = revise(desk, waits.id, 2, anew, OTHER, NOW)
    assert again.writers == {EDITOR.id, OTHER.id}
    with pytest.raises(Forbidden):
        accept(desk, again, OTHER)
    assert accept(desk, again, REVIEWER).proposal.status == "overtaken"


def test_history_names_whose_words_they_are(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    revise(desk, waits.id, 1, Submission(changes=(wrong(desk, "0900-6666"),), reason="Anders."), OTHER, NOW)
    (entry,) = accept(desk, waits, REVIEWER).entries
    assert (entry.actor, entry.approver, entry.reason) == (OTHER.id, REVIEWER.id, "Anders.")


def test_who_revises_after_a_look_is_not_approved_unseen(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    review = look(desk, waits.id)
    revise(desk, waits.id, 1, Submission(changes=(wrong(desk, "0900-6666"),), reason="Anders."), EDITOR, NOW)
    with pytest.raises(Conflict) as refusal:
        approve(desk, waits.id, Approval(revision=review.revision, seen=review.seen, checked="read"), REVIEWER, NOW)
    assert refusal.value.code == "proposal.stale"


def test_its_writer_takes_it_back_others_only_as_reviewers(desk: SqliteStore) -> None:
    for number in (1, 2, 3):
        ask(desk, wrong(desk), id=number)
    editor = Actor(id="persoon-erik", roles=frozenset({"editor"}))
    with pytest.raises(Forbidden):
        take_back(desk, id_of(1), 1, editor, NOW)
    assert take_back(desk, id_of(1), 1, EDITOR, NOW).status == "withdrawn"
    assert take_back(desk, id_of(2), 1, OTHER, NOW, "Dit wordt niets.").decisions[-1].note == "Dit wordt niets."
    with pytest.raises(Conflict):
        take_back(desk, id_of(1), 2, EDITOR, NOW)
    with pytest.raises(Unknown):
        take_back(desk, id_of(9), 1, EDITOR, NOW)


def test_a_proposal_of_somebody_who_left_waits_for_somebody_else(desk: SqliteStore) -> None:
    send(desk, wrong(desk), actor=REVIEWER)
    left = replace(REVIEWER, roles=frozenset({"visitor"}))
    for deed in (lambda: accept(desk, proposal(desk), left), lambda: take_back(desk, id_of(1), 1, left, NOW)):
        with pytest.raises(Forbidden):
            deed()
    assert accept(desk, proposal(desk), OTHER).entries


def test_a_part_is_published_and_the_rest_stays_open(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk), edit(desk, CHAT, url="https://www.voorbeeld.nl/anders"))
    done = accept(desk, waits, part=frozenset({1}), apart=id_of(2))
    assert [each.id for each in done.entries] == [CHAT.id]
    assert (proposal(desk, 2).status, proposal(desk, 1).status) == ("approved", "open")
    assert [each.id for each in proposal(desk, 1).changes] == [LINE.id]
    assert done.entries[0].proposal == id_of(2)
    with pytest.raises(Forbidden):
        accept(desk, proposal(desk, 1), replace(REVIEWER, id=EDITOR.id))
    assert accept(desk, proposal(desk, 1)).entries


def test_a_proposal_is_parted_so_that_a_part_can_go_back(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk), edit(desk, CHAT, url="https://www.voorbeeld.nl/anders"))
    rest, gone = split(desk, waits.id, 1, {0}, id_of(2), REVIEWER, NOW)
    assert ([each.id for each in rest.changes], [each.id for each in gone.changes]) == ([CHAT.id], [LINE.id])
    send_back(desk, gone.id, gone.revision, "Bel eerst.", REVIEWER, NOW)
    assert accept(desk, rest).entries
    for part in ((), (0,), (7,)):
        with pytest.raises((Invalid, Conflict)):
            split(desk, gone.id, gone.revision + 1, part, id_of(3), REVIEWER, NOW)


def test_fields_of_one_record_are_parted_with_their_sources_and_published_apart(
    desk: SqliteStore,
) -> None:
    source = Fact(source="gebeld", checked_on=NOW.date())
    facts = {**LINE.facts, "phone": source}
    waits = ask(desk, edit(desk, LINE, phone=called("0800-0113"), description="Nieuw.", facts=facts))
    assert separable(desk, waits.changes[0]) == ("/description", "/phone")
    rest, gone = split_fields(desk, waits.id, 1, 0, {"/phone"}, id_of(2), REVIEWER, NOW)
    assert (rest.status, gone.status, gone.writers) == ("open", "open", waits.writers)
    accept(desk, rest, REVIEWER)
    assert (now(desk, LINE).description, now(desk, LINE).phone) == ("Nieuw.", LINE.phone)
    assert now(desk, LINE).facts["phone"] == LINE.facts["phone"]
    accept(desk, gone, OTHER)
    assert (now(desk, LINE).description, now(desk, LINE).phone) == ("Nieuw.", called("0800-0113"))
    assert now(desk, LINE).facts["phone"] == source
    assert verify(desk.audit(), sequence=desk.sequence(), proposals=desk.proposals()).broken == ()


def test_a_field_is_only_parted_from_another_one(desk: SqliteStore) -> None:
    waits = ask(
        desk, edit(desk, LINE, phone=called("0800-0113"), description="Nieuw."), create(make.phone_door("nieuw"))
    )
    wrong_ones: list[tuple[int, set[str]]] = [(0, set()), (0, {"/phone", "/description"}), (0, {"/name"})]
    for position, fields in (*wrong_ones, (1, {"/phone"}), (2, {"/phone"})):
        with pytest.raises(Invalid):
            split_fields(desk, waits.id, 1, position, fields, id_of(2), REVIEWER, NOW)
    with pytest.raises(Forbidden):
        split_fields(desk, waits.id, 1, 0, {"/phone"}, id_of(2), EDITOR, NOW)
    assert proposal(desk) == waits


def test_what_others_changed_elsewhere_in_the_record_is_woven_in(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    put(desk, replace(now(desk, LINE), description="Dag en nacht."))
    review = look(desk, waits.id)
    assert [each.pointer for each in review.sides[0].differences] == ["/phone/number", "/phone/label"]
    accept(desk, waits)
    assert (now(desk, LINE).phone.number, now(desk, LINE).description) == ("0800-0113", "Dag en nacht.")


def test_what_two_people_changed_differently_is_shown_and_not_overwritten(desk: SqliteStore) -> None:
    first, second = ask(desk, wrong(desk, "0800-0113")), ask(desk, wrong(desk, "0800-1205"), actor=OTHER, id=2)
    accept(desk, first)
    (side,) = look(desk, second.id).sides
    assert [each.pointer for each in side.clashes] == ["/phone"]
    assert (side.base.phone.number, side.theirs.phone.number) == ("0800-2000", "0800-0113")  # type: ignore[union-attr]
    with pytest.raises(Overtaken) as refusal:
        accept(desk, second)
    assert [(each.expected, each.current) for each in refusal.value.facts["sides"]] == [(1, 2)]
    assert now(desk, LINE).phone.number == "0800-0113"
    assert proposal(desk, 2).status == "open"


def test_a_new_number_clashes_with_somebody_who_confirmed_the_old_one_since(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    facts = LINE.facts | {"phone": Fact(source=make.SOURCE, checked_on=NOW.date())}
    put(desk, replace(now(desk, LINE), facts=facts))
    assert [each.pointer for each in look(desk, waits.id).sides[0].clashes] == ["/phone"]


def test_a_record_that_ended_since_cannot_be_changed_by_what_waited(desk: SqliteStore) -> None:
    waits = ask(desk, wrong(desk))
    end = Tombstone(
        kind="contact-point", id=LINE.id, slugs=(LINE.slug,), status="withdrawn", reason="Weg.", on=NOW.date()
    )
    ending = Change(kind="contact-point", id=LINE.id, tombstone=end, expected=1)
    accept(desk, ask(desk, ending, id=2), OTHER)
    with pytest.raises(Overtaken):
        accept(desk, waits)
    assert take_back(desk, waits.id, 1, EDITOR, NOW).status == "withdrawn"


def test_an_end_waits_and_is_refused_when_something_new_refers_to_it(desk: SqliteStore) -> None:
    service = now(desk, make.service("chatdienst", "dubbel"))
    end = Tombstone(
        kind="service", id=service.id, slugs=(service.slug,), status="withdrawn", reason="Weg.", on=NOW.date()
    )
    change = Change(kind="service", id=service.id, tombstone=end, expected=1)
    done = send(desk, change, actor=ADMINISTRATOR)
    assert [each.why for each in done.needs] == ["withdrawal"]
    put(desk, make.chat_door("later", "chatdienst"))
    with pytest.raises(Overtaken):
        accept(desk, proposal(desk))
    assert isinstance(desk.read("service", service.id), Kept)


def test_what_could_not_be_written_cannot_wait_either(desk: SqliteStore) -> None:
    changes = (
        edit(desk, CHAT, service_id=id_of(77)),
        create(replace(make.organization("x"), slug="kadera")),
        create(replace(make.organization("y"), description="Opvang op Wilgenpad 87.")),
    )
    for each in changes:
        with pytest.raises(Invalid):
            ask(desk, each)
    with pytest.raises(Invalid):
        ask(desk, wrong(desk), source="Wilgenpad 87")
    with pytest.raises(Invalid):
        send_back(desk, ask(desk, wrong(desk), id=3).id, 1, "Ga naar Wilgenpad 87", REVIEWER, NOW)
    assert [each.id for each in desk.proposals()] == [id_of(3)]


def test_what_waits_is_listed_by_status_and_by_record(desk: SqliteStore) -> None:
    ask(desk, wrong(desk))
    take_back(desk, ask(desk, wrong(desk), id=2).id, 1, EDITOR, NOW)
    ask(desk, edit(desk, CHAT, description="Anders."), id=3)
    assert [each.id for each in desk.proposals("open")] == [id_of(1), id_of(3)]
    assert [each.id for each in desk.proposals(about=("contact-point", LINE.id))] == [id_of(1), id_of(2)]
    assert [each.id for each in desk.proposals("open", limit=1)] == [id_of(1)]
