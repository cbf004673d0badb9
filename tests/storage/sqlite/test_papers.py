"""Proposals, drafts and notices beside the records: whole or not at all, and without what no record may hold."""

import msgspec
import pytest
from msgspec.structs import replace

from directory.errors import Conflict, Invalid
from directory.model import (
    Change,
    Draft,
    DraftKey,
    Filing,
    Notice,
)
from directory.storage.sqlite import SqliteStore

from ..builders import (
    BEGIN,
    create,
    decided,
    filled,
    id_of,
    location,
    occasion,
    open_location,
    organization,
    proposal,
    update,
)


def renamed(name: str = "Anders", expected: int = 1) -> Change:
    return update(organization(name=name), expected)


def test_a_proposal_is_read_as_it_was_filed(store: SqliteStore) -> None:
    filled(store, "kadera")
    waits = proposal(renamed(), source="https://kadera.nl")
    store.file(Filing(proposals=(waits,)))
    assert store.proposal(waits.id) == waits
    assert store.proposals() == store.proposals("open") == (waits,)
    assert store.proposals("approved") == ()
    assert store.sequence() == 1


def test_who_decides_about_what_somebody_decided_already_is_refused(store: SqliteStore) -> None:
    waits = proposal(renamed())
    filled(store, "kadera").file(Filing(proposals=(waits,)))  # type: ignore[attr-defined]
    back = decided(waits, "send-back", note="Waarom?")
    store.file(Filing(proposals=(back,)))
    for late in (waits, decided(waits, "withdraw")):
        with pytest.raises(Conflict) as refusal:
            store.file(Filing(proposals=(late,)))
        assert refusal.value.code == "proposal.stale"
    store.file(Filing(proposals=(decided(back, "withdraw"),)))
    with pytest.raises(Conflict):
        store.file(Filing(proposals=(decided(decided(back, "withdraw"), "revise"),)))
    found = store.proposal(waits.id)
    assert found is not None
    assert found.status == "withdrawn"


def test_publishing_and_closing_are_one_commit_or_none(store: SqliteStore) -> None:
    waits = proposal(renamed())
    filled(store, "kadera").file(Filing(proposals=(waits,)))  # type: ignore[attr-defined]
    told = Notice(to="reviewers", code="guarded.published", at=BEGIN, kind="organization", id=id_of("kadera"))

    def closing(batch: int | None) -> Filing:
        return Filing(proposals=(decided(waits, "approve", batch=batch),), notices=(told,))

    store.commit([renamed()], occasion(), filing=closing)
    found = store.proposal(waits.id)
    assert found is not None
    assert (found.status, found.decisions[-1].batch) == ("approved", 2)
    with pytest.raises(Conflict):
        store.commit([renamed("Nog anders", 2)], occasion(), filing=closing)
    assert (store.sequence(), len(store.untold())) == (2, 1)


@pytest.mark.parametrize(
    "change",
    [
        create(location(description="Aanbellen op Wilgenpad 87.")),
        create(open_location(confidential=True)),
        create(organization("x", slug="kadera")),
        create(organization("x", part_of=id_of("nobody"))),
        create(organization("opvang-wilgenpad-87")),
    ],
)
def test_what_no_record_may_be_is_not_proposed(store: SqliteStore, change: Change) -> None:
    filled(store, "kadera")
    with pytest.raises(Invalid):
        store.file(Filing(proposals=(proposal(change),)))  # type: ignore[attr-defined]
    assert store.proposals() == ()


def test_a_draft_is_the_last_that_its_author_saved(store: SqliteStore) -> None:
    first = Draft(kind="organization", id=id_of("kadera"), author="eva", at=BEGIN, document=msgspec.Raw(b'{"na":1}'))
    last = replace(first, base=3, document=msgspec.Raw('{"naam":"Één"}'.encode()))
    others = replace(first, author="rik")
    for each in (first, others, last):
        store.keep(each)
    assert store.drafts("eva") == (last,)
    assert {each.author for each in store.drafts(about=("organization", first.id))} == {"eva", "rik"}
    key = DraftKey(kind="organization", id=first.id, author="eva")
    store.drop(key)
    store.drop(key)
    assert store.drafts() == (others,)
    store.file(Filing(done=(replace(key, author="rik"),)))
    assert store.drafts() == ()
