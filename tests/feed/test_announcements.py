"""The change feed as others read it: public versions and their ends, and nothing of the desk."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from directory.feed import announcements
from directory.model import Entry, Note, Record, kind_of
from directory.model.json import encode
from tests.atlas.history import History, change, steps
from tests.atlas.world import atlas_of, worlds
from tests.exchange import builders as make

SECRET_REASON = "een reden"
HEAD = {"sequence", "at", "kind", "id", "action", "revision"}


def told(history: History) -> list[dict[str, Any]]:
    return [json.loads(line) for line in announcements(history.entries)]


def note(**fields: Any) -> Note:
    return Note(
        id=make.id_of("note", "een"),
        slug="een",
        about=make.id_of("organization", "kadera"),
        purpose="do-not-use",
        text="Oud nummer.",
        **fields,
    )


def test_a_public_record_is_told_from_its_beginning_to_its_end() -> None:
    history = History([organization := make.organization()])
    history.put(replace(organization, name="Kadera Twente"))
    history.bury(("organization", organization.id))
    first, second, last = told(history)
    assert [each["action"] for each in (first, second, last)] == ["create", "update", "withdraw"]
    assert [each["sequence"] for each in (first, second, last)] == [1, 2, 3]
    assert [each["revision"] for each in (first, second, last)] == [1, 2, 3]
    assert first.keys() == second.keys() == HEAD | {"record"}
    assert second["record"] == json.loads(encode(replace(organization, name="Kadera Twente")))
    assert last.keys() == HEAD | {"tombstone"}
    assert last["tombstone"]["slugs"] == ["kadera"]


def test_a_merge_names_the_survivor() -> None:
    history = History([make.organization(), loser := make.organization("dubbel")])
    history.bury(("organization", loser.id), successor=make.id_of("organization", "kadera"))
    (*_, last) = told(history)
    assert (last["action"], last["tombstone"]["successorId"]) == ("merge", make.id_of("organization", "kadera"))


def test_a_draft_is_not_told_and_its_number_stays_open() -> None:
    history = History([draft := make.organization("geheim", lifecycle="draft"), make.organization()])
    history.put(replace(draft, name="Nog geheimer"))
    history.bury(("organization", draft.id))
    assert [(each["sequence"], each["record"]["slug"]) for each in told(history)] == [(2, "kadera")]
    assert b"geheim" not in b"".join(announcements(history.entries)).lower()


def test_a_draft_that_is_published_is_told_as_new() -> None:
    history = History([draft := make.organization(lifecycle="in-review")])
    history.put(replace(draft, lifecycle="published"))
    assert [(each["action"], each["revision"]) for each in told(history)] == [("create", 2)]


def test_what_goes_back_to_the_desk_is_told_as_hidden_and_says_nothing_more() -> None:
    history = History([organization := make.organization()])
    history.put(replace(organization, lifecycle="draft", name="Nieuwe naam, nog geheim"))
    history.put(replace(organization, lifecycle="draft", name="Een andere, ook geheim"))
    history.put(replace(organization, name="Openbaar"))
    assert [each["action"] for each in told(history)] == ["create", "hide", "create"]
    assert told(history)[1].keys() == HEAD
    assert b"geheim" not in b"".join(announcements(history.entries))


def test_what_ends_at_the_desk_is_told_only_when_the_public_saw_it_once() -> None:
    history = History([draft := make.organization(lifecycle="draft"), public := make.organization("ooit")])
    history.put(replace(public, lifecycle="draft"))
    for each in (draft, public):
        history.bury(("organization", each.id))
        history.put(replace(each, lifecycle="draft"))
        history.bury(("organization", each.id))

    def seen_before(entry: Entry) -> bool:
        return entry.id == public.id

    lines = [json.loads(line) for line in announcements(history.entries, seen_before)]
    assert [each["action"] for each in lines] == ["create", "hide", "withdraw", "hide", "withdraw"]
    assert lines[-1]["tombstone"]["slugs"] == ["ooit"]


def test_an_archived_record_stays_public() -> None:
    history = History([organization := make.organization()])
    history.put(replace(organization, lifecycle="archived"))
    assert told(history)[-1]["action"] == "update"


@pytest.mark.parametrize("lifecycle", ["draft", "published", "archived"])
def test_a_note_never_leaves_the_desk(lifecycle: Any) -> None:
    history = History([kept := note(lifecycle=lifecycle)])
    history.put(replace(kept, text="Anders."))
    history.bury(("note", kept.id))
    assert told(history) == []


def test_who_changed_it_and_why_stay_at_the_desk() -> None:
    history = History(make.everything())
    for each in make.everything():
        history.bury((kind_of(each), each.id))
    lines = b"".join(announcements(history.entries))
    assert b"redactie" not in lines.replace(b'"checkedBy":"redactie"', b"")
    assert SECRET_REASON.encode() not in lines
    assert b"actor" not in lines


def replayed(history: History) -> dict[tuple[str, str], Any]:
    """A copy elsewhere that only ever read the feed."""
    copy: dict[tuple[str, str], Any] = {}
    for each in told(history):
        key = each["kind"], each["id"]
        if "record" in each:
            copy[key] = each["record"]
        else:
            del copy[key]
    return copy


@settings(derandomize=True, max_examples=80, deadline=None)
@given(worlds(), steps)
def test_a_copy_that_follows_the_feed_holds_exactly_what_is_public(world: list[Record], deeds: list[Any]) -> None:
    history = History(world)
    for deed in deeds:
        change(history, *deed)
    catalogue = history.atlas().catalogue
    public = {
        (kind, id): json.loads(catalogue.version(kind, id).document)
        for kind, shelf in catalogue.shelves.items()
        for id in shelf.ids
    }
    assert replayed(history) == public


def test_the_feed_says_the_same_bytes_each_time() -> None:
    history = History(make.everything())
    assert [*announcements(history.entries)] == [*announcements(history.entries)]
    assert atlas_of(make.everything()).catalogue.ids("organization")
