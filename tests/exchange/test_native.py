"""Our own export: what goes out comes back byte for byte, and what is wrong is told by line without repeating it."""

import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.atlas import build
from directory.errors import Invalid
from directory.exchange import native
from directory.exchange.licence import ATTRIBUTION, LICENCE
from directory.feed import announcements
from directory.model import KINDS, Change, Note, Occasion, Record, Tombstone, kind_of
from directory.model.json import decode, encode
from directory.storage.sqlite import SqliteStore, open_store
from directory.validation import holds_address, unclean
from tests.exchange import builders as b

OCCASION = Occasion(actor="redactie", at=b.START, reason="Proef")
HEADING = b'{"format":"regional-partner-directory","version":1,"sequence":7}\n'
SECRET = "Xyzzystraat 12"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "directory.db")
    yield opened
    opened.close()


def fill(store: SqliteStore, *records: Record) -> None:
    order = list(KINDS)
    changes = [
        Change(kind=kind_of(each), id=each.id, after=each)
        for each in sorted(records, key=lambda each: order.index(kind_of(each)))
    ]
    store.commit(changes, OCCASION)


def note(text: str = "Niet gebruiken", **fields: Any) -> Note:
    made = {"id": b.id_of("note", "oud"), "slug": "oud", "about": b.id_of("organization", "kadera"), "text": text}
    return Note(**made | {"purpose": "do-not-use", "value": "074 123 45 67"} | fields)


def tombstone(name: str = "wijkracht", **fields: Any) -> Tombstone:
    made = {"kind": "organization", "id": b.id_of("organization", name), "slugs": (name,), "status": "withdrawn"}
    return Tombstone(**made | {"reason": "Bestaat niet meer.", "on": b.TODAY} | fields)


def line(kind: str, record: object, **more: object) -> bytes:
    return json.dumps({"kind": kind, "record": record, **more}).encode() + b"\n"


def raw(record: Record, **fields: object) -> dict[str, Any]:
    return {**msgspec.to_builtins(record), **fields}


def faults_of(*lines: bytes, heading: bytes = HEADING) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        native.read_native([heading, *lines], "uitvoer.ndjson", known_area=b.AREAS.known)
    assert refusal.value.facts["source"] == "uitvoer.ndjson"
    assert {each.where for each in refusal.value.faults} == {"file"}
    return {each.pointer: each.code for each in refusal.value.faults}


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs")), min_size=1, max_size=60).filter(
    lambda each: not unclean(each) and not holds_address(each)
)


@st.composite
def directories(draw: st.DrawFn) -> list[Record]:
    records: list[Record] = [*b.vocabularies()]
    for number in range(draw(st.integers(1, 3))):
        name = f"partner-{number}"
        records.append(b.organization(name, name=draw(words), alternate_names=tuple(draw(st.lists(words, max_size=3)))))
        records.append(b.service(f"dienst-{number}", name, description=draw(words)))
        records.append(draw(st.sampled_from([b.office, b.shelter]))(f"plek-{number}", name))
        made = draw(st.sampled_from([b.phone_door, b.chat_door, b.unknown_door]))
        records.append(made(f"deur-{number}", f"dienst-{number}", name=draw(words), at=f"plek-{number}"))
    return records


@given(directories())
def test_what_goes_out_comes_back_the_same(records: list[Record]) -> None:
    found = native.read_native(native.public(b.catalogue(*records)), "x", known_area=b.AREAS.known)
    assert sorted(map(encode, found.records)) == sorted(map(encode, records))
    assert found.heading.scope == "public"
    assert found.heading.sequence == len(records)


def test_the_heading_says_licence_and_attribution_and_owners_come_first() -> None:
    lines = [json.loads(each) for each in native.public(b.catalogue(*b.everything()))]
    assert lines[0] == {
        "format": "regional-partner-directory",
        "version": 1,
        "scope": "public",
        "sequence": len(lines) - 1,
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
    }
    order = [list(KINDS).index(each["kind"]) for each in lines[1:]]
    assert order == sorted(order)


def test_the_public_export_equals_the_replay_of_the_change_feed(store: SqliteStore) -> None:
    fill(store, *b.everything(), note())
    renamed = b.organization("kadera", name="Kadera Twente")
    gone = Change(kind="service", id=b.id_of("service", "onderzoek"), tombstone=tombstone("x", kind="service"))
    gone = msgspec.structs.replace(gone, expected=1, tombstone=msgspec.structs.replace(gone.tombstone, id=gone.id))
    store.commit([Change(kind="organization", id=renamed.id, after=renamed, expected=1), gone], OCCASION)
    told: dict[str, bytes] = {}
    for each in announcements(store.entries()):
        seen = msgspec.json.decode(each, type=dict[str, msgspec.Raw])
        told[bytes(seen["id"]).decode().strip('"')] = bytes(seen.get("record") or seen["tombstone"])
    atlas = build(store.records(), store.tombstones(), store.sequence())
    rows = [msgspec.json.decode(each, type=dict[str, msgspec.Raw]) for each in native.public(atlas.catalogue)][1:]
    exported = [bytes(each.get("record") or each["tombstone"]) for each in rows]
    assert sorted(exported) == sorted(told.values())
    assert {int(bytes(each["revision"])) for each in rows if "revision" in each} == {1, 2}


def test_only_the_export_of_everything_has_notes_and_drafts(store: SqliteStore) -> None:
    draft = b.organization("plan", lifecycle="draft")
    fill(store, *b.everything(), note(), draft)
    whole = native.read_native(native.everything(store), "x", known_area=b.AREAS.known)
    assert {note().id, draft.id} <= {each.id for each in whole.records}
    assert whole.heading.scope == "everything"
    atlas = build(store.records(), store.tombstones(), store.sequence())
    public = b"".join(native.public(atlas.catalogue)).decode()
    assert note().id not in public
    assert draft.id not in public


def test_what_is_withdrawn_while_everything_is_written_stands_there_once(store: SqliteStore) -> None:
    fill(store, *b.everything())
    lines = native.everything(store)
    written = [next(lines), next(lines)]
    store.commit([Change(kind="organization", id=tombstone().id, tombstone=tombstone(), expected=1)], OCCASION)
    found = native.read_native([*written, *lines], "x")
    assert {tombstone().id} <= {each.id for each in found.records}
    assert found.tombstones == ()


def test_a_directory_is_taken_over_whole_with_its_tombstones(store: SqliteStore, tmp_path: Path) -> None:
    fill(store, *b.everything(), b.organization("oud"))
    old = tombstone("oud")
    store.commit([Change(kind="organization", id=old.id, tombstone=old, expected=1)], OCCASION)
    found = native.read_native(native.everything(store), "x", known_area=b.AREAS.known)
    other = open_store(tmp_path / "other.db")
    native.load(found, other, OCCASION)
    assert [each.document for each in other.records()] == [each.document for each in store.records()]
    assert list(other.tombstones()) == [old]
    assert native.load(found, other, OCCASION) == ()
    other.close()


def test_only_what_differs_is_changed_and_what_was_withdrawn_stays_so(store: SqliteStore) -> None:
    fill(store, b.organization("kadera"), b.organization("wijkracht"), b.organization("filomena"))
    store.commit([Change(kind="organization", id=tombstone().id, tombstone=tombstone(), expected=1)], OCCASION)
    renamed, new = b.organization("filomena", name="Filomena Rotterdam"), b.organization("nieuw")
    changes = native.changes_for([b.organization("kadera"), b.organization("wijkracht"), renamed, new], store)
    assert [(each.id, each.expected) for each in changes] == [(renamed.id, 1), (new.id, None)]
    buried = native.changes_for([], store, [tombstone(), tombstone("kadera"), tombstone("nooit-gezien")])
    assert [each.expected for each in buried] == [1, None]


def test_all_faults_come_with_line_and_field() -> None:
    organization = b.organization()
    found = faults_of(
        line("organization", raw(organization, role="boss", website="nergens")),
        b"\n",
        b'{"kind": NaN}\n',
        b'{"kind": "organization", "record": "\xff"}\n',
        b"[" * 5000 + b"\n",
        b"[]\n",
        line("gebouw", {}),
        b'{"kind": "organization"}\n',
        line("organization", raw(organization), extra=1),
        line("organization", raw(organization)),
        line("service", raw(organization)),
        line("location", raw(b.office(), municipality="GM9999")),
        b'{"kind": "service", "record": "\\ud800"}\n',
    )
    assert found == {
        "/2/record/role": "choice",
        "/2/record/website": "value",
        "/4": "json",
        "/5": "json",
        "/6": "json",
        "/7": "type",
        "/8/kind": "choice",
        "/9": "shape",
        "/10/extra": "field.unknown",
        "/11/record/id": "twice",
        "/12/record/organizationId": "field.missing",
        "/12/record/role": "field.unknown",
        "/13/record/municipality": "area.unknown",
        "/14": "json",
    }


def test_a_record_must_be_of_the_kind_that_its_line_says() -> None:
    only_names = {"id": b.id_of("organization", "x"), "slug": "x", "name": "X", "role": "help", "description": "X."}
    assert faults_of(line("organization", {**only_names, "kind": "service"})) == {"/2/record/kind": "choice"}


def test_tombstones_are_read_as_strictly() -> None:
    good = msgspec.to_builtins(tombstone())
    found = faults_of(
        json.dumps({"kind": "service", "tombstone": good}).encode(),
        json.dumps({"kind": "organization", "tombstone": {**good, "reason": f"Zat op {SECRET}"}}).encode(),
        json.dumps({"kind": "organization", "tombstone": {**good, "status": "weg"}}).encode(),
        json.dumps({"kind": "organization", "tombstone": good, "record": {}}).encode(),
        json.dumps({"kind": "organization", "tombstone": {**good, "slugs": ["xyzzystraat-12"]}}).encode(),
    )
    assert found == {
        "/2/tombstone/kind": "choice",
        "/3/tombstone/reason": "text.address",
        "/4/tombstone/status": "choice",
        "/5": "shape",
        "/6/tombstone/slugs": "text.address",
    }


@pytest.mark.parametrize(
    ("heading", "pointer"),
    [
        (b'{"kind": "organization", "record": {}}\n', "/1/format"),
        (b'{"format":"regional-partner-directory","version":2,"sequence":7}\n', "/1/version"),
        (b'{"format":"regional-partner-directory","version":0,"sequence":7}\n', "/1/version"),
        (b'{"format":"regional-partner-directory","version":1,"sequence":-7}\n', "/1/sequence"),
        (b"id;naam\n", "/1"),
        (b"\n", "/1"),
        (b"[]\n", "/1"),
    ],
)
def test_a_file_of_another_make_is_refused_at_its_first_line(heading: bytes, pointer: str) -> None:
    assert list(faults_of(heading=heading)) == [pointer]


def test_an_empty_file_is_no_export() -> None:
    with pytest.raises(Invalid):
        native.read_native([], "leeg")


def test_a_mark_before_the_first_line_is_passed_over() -> None:
    assert native.read_native([native.BOM + HEADING], "x").heading.sequence == 7


def test_nothing_of_a_refused_address_is_repeated() -> None:
    bad = raw(b.organization(), description=f"Wij zitten op {SECRET}.")
    keyed = {**raw(b.organization("b")), SECRET: "x", "name": f"{SECRET}\x00", "role": SECRET}
    lines = [line("organization", bad), line("organization", keyed), line(SECRET, {}), line("note", {}, **{SECRET: 1})]
    with pytest.raises(Invalid) as refusal:
        native.read_native([HEADING, *lines, b'{"kind": "Xyzzystraat 12'], "x")
    told = f"{refusal.value} {refusal.value.faults} {refusal.value.facts}"
    assert "xyzzy" not in told.lower()
    assert len(refusal.value.faults) >= 5


def test_a_line_that_is_too_long_is_refused_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "MAXIMUM_LINE", 100)
    file = io.BytesIO(HEADING + b"x" * 1000 + b"\n" + b"[]\n" + b"y" * 101)
    lines = list(native.bounded_lines(file))
    assert [len(each) for each in lines] == [len(HEADING), 101, 3, 101]
    assert faults_of(*lines[1:]) == {"/2": "too-long", "/3": "type", "/4": "too-long"}


def test_reading_stops_after_very_many_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "MAXIMUM_FAULTS", 5)
    assert list(faults_of(*[b"[]\n"] * 50)) == ["/2", "/3", "/4", "/5", "/6"]


def read(records: Iterable[Record], heading: bytes = HEADING) -> native.Native:
    return native.read_native([heading, *(line(kind_of(each), raw(each)) for each in records)], "uitvoer.ndjson")


def test_what_only_the_store_sees_is_told_by_line_as_well_and_nothing_is_written(store: SqliteStore) -> None:
    fill(store, b.organization("kadera"))
    found = read([b.organization("kadera"), b.organization("wijkracht"), b.service("los", "nergens")])
    with pytest.raises(Invalid) as refusal:
        native.load(found, store, OCCASION)
    assert [(each.pointer, each.where) for each in refusal.value.faults] == [("/4/record/organizationId", "file")]
    assert refusal.value.facts["source"] == "uitvoer.ndjson"
    assert store.sequence() == 1


def test_dates_and_numbers_survive(store: SqliteStore) -> None:
    fill(store, *b.everything())
    lines = list(native.everything(store))
    door = next(each for each in lines if b'"kind":"contact-point"' in each and b"0800-2000" in each)
    document = bytes(msgspec.json.decode(door, type=dict[str, msgspec.Raw])["record"])
    assert decode("contact-point", document).facts["phone"].checked_on == date(2026, 11, 1)  # type: ignore[union-attr]
