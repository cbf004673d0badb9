"""The starting data: readable YAML, one file per organization, loaded again and again without harm.

    vocabularies/*.yaml     one vocabulary each
    partners/*.yaml         organization, locations, services with their contactPoints, notes
    divisions/*.yaml        a list of divisions of labour

Keys are those of the records; references (`partOf`, `locationIds`, `location`, `about`, `from`, `to`) are slugs, and
ids follow from slugs. `from` and `to` name an organization, or else a contact point. A note without a slug gets one
from what it is about, its purpose and its number among those, so a new one goes at the end.

YAML is read as YAML 1.2 reads it: `yes`, `09:00` and `2026-11-24` are text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import msgspec
import yaml
from msgspec import Struct, structs

from directory import validation
from directory.errors import Fault, Invalid
from directory.geo.place import Place
from directory.model import KINDS, Change, Id, Kept, Kind, Location, Occasion, Record, Tombstone, kind_of
from directory.model.ids import derived_id
from directory.model.json import decode, encode
from directory.store import Reader, Store

# Who loads seeds, in the history. What anybody else changed last is theirs.
ACTOR = "seeds"
MAXIMUM_BYTES = 1_000_000
FOLDERS = ("vocabularies", "partners", "divisions")


class Gazetteer(Protocol):
    """What this asks of the gazetteer; `directory.geo.gazetteer.Gazetteer` is the real one."""

    def find(self, text: str) -> tuple[Place, ...]:
        """Every place of this name."""
        ...

    def postcode(self, code: str) -> Place | None:
        """The place of four digits."""
        ...


class Areas(Protocol):
    """What this asks of the areas."""

    def known(self, code: str) -> bool:
        """Whether there is such an area."""
        ...


class Draft(Struct, frozen=True, kw_only=True):
    """A record to be, and where it stands: `at` is the name of the file and the pointer within it."""

    kind: Kind
    at: str
    body: dict[str, Any]


# Reading.


def read_seeds(folder: Path, gazetteer: Gazetteer, areas: Areas) -> tuple[Record, ...]:
    """All records in `folder`, owners before what they own, then by slug. Raises `Invalid` with every fault of every
    file; a pointer is the name of the file with a JSON pointer behind it."""
    reading = _Reading()
    for name in FOLDERS:
        for path in sorted((folder / name).glob("*.yaml")):
            reading.file(f"{name}/{path.name}", path)
    records = reading.records(gazetteer, areas)
    if reading.faults:
        raise Invalid(reading.faults)
    order = list(KINDS)
    return tuple(sorted(records, key=lambda each: (order.index(kind_of(each)), each.slug)))


class _Reading:
    """Collects drafts and faults, file after file."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._drafts: list[Draft] = []

    def file(self, name: str, path: Path) -> None:
        """Take in one file."""
        content = self._content(name, path)
        if content is None:
            return
        if name.startswith("divisions/"):
            for at, body in self._objects(name, content):
                self._add("division-of-labour", at, body)
        elif not isinstance(content, dict):
            self._fault(name, "type", "An object with named fields is expected here.")
        elif name.startswith("vocabularies/"):
            self._add("vocabulary", name, content | {"terms": _terms(content)} if "terms" in content else content)
        else:
            self._partner(name, content)

    def _content(self, name: str, path: Path) -> Any:
        try:
            if path.stat().st_size > MAXIMUM_BYTES:
                self._fault(name, "too-long", f"A file has at most {MAXIMUM_BYTES} bytes.")
                return None
            found = yaml.load(path.read_text("utf-8"), Loader)  # noqa: S506  a safe loader of ours
        except yaml.MarkedYAMLError as error:
            line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
            twice = isinstance(error, Twice)
            detail = "A field stands here twice" if twice else "This is not valid YAML"
            self._fault(name, "twice" if twice else "yaml", f"{detail}{line}.")
        except (yaml.YAMLError, UnicodeDecodeError):
            self._fault(name, "yaml", "This is not valid YAML in UTF-8.")
        except (OSError, RecursionError):
            self._fault(name, "file", "This file cannot be read.")
        else:
            if found is None:
                self._fault(name, "empty", "There is nothing in this file.")
            return found
        return None

    def _partner(self, name: str, content: dict[Any, Any]) -> None:
        for key in content.keys() - {"organization", "locations", "services", "notes"}:
            detail = "A partner has organization, locations, services and notes."
            self._fault(f"{name}/{_segment(key)}", "field.unknown", detail)
        organization = content.get("organization")
        if not isinstance(organization, dict):
            self._fault(f"{name}/organization", "field.missing", "A partner needs an organization.")
            return
        owner = _id("organization", organization)
        self._add("organization", f"{name}/organization", organization)
        for at, body in self._objects(f"{name}/locations", content.get("locations", [])):
            self._add("location", at, body, organizationId=owner)
        for at, body in self._objects(f"{name}/services", content.get("services", [])):
            self._service(at, body, owner)
        self._notes(f"{name}/notes", content.get("notes", []), organization.get("slug"))

    def _service(self, at: str, body: dict[Any, Any], owner: Id | None) -> None:
        own = {key: value for key, value in body.items() if key != "contactPoints"}
        self._add("service", at, own, organizationId=owner)
        for place, door in self._objects(f"{at}/contactPoints", body.get("contactPoints", [])):
            self._add("contact-point", place, door, serviceId=_id("service", body))

    def _notes(self, name: str, content: Any, owner: Any) -> None:
        numbers: Counter[tuple[Any, Any]] = Counter()
        for at, body in self._objects(name, content):
            note = {"about": owner} | body
            about = str(note["about"]), str(note.get("purpose"))
            numbers[about] += 1
            self._add("note", at, {"slug": f"{'-'.join(about)}-{numbers[about]}"} | note)

    def _objects(self, at: str, content: Any) -> Iterator[tuple[str, dict[Any, Any]]]:
        if not isinstance(content, list):
            self._fault(at, "type", "A list is expected here.")
            return
        for position, each in enumerate(content):
            if isinstance(each, dict):
                yield f"{at}/{position}", each
            else:
                self._fault(f"{at}/{position}", "type", "An object with named fields is expected here.")

    def _add(self, kind: Kind, at: str, body: Mapping[Any, Any], **owner: Id | None) -> None:
        """A draft with its ids; those follow from slugs, so that a file which gives one is wrong."""
        for key in body.keys() & {"id", *owner, *(("fromId", "toId", "locationId"))}:
            self._fault(f"{at}/{key}", "field.unknown", "Ids follow from slugs here; leave this out.")
        given = {"id": _id(kind, body)} | owner
        ids = {key: value for key, value in given.items() if value is not None}
        self._drafts.append(Draft(kind=kind, at=at, body={**body, **ids}))

    def _fault(self, at: str, code: str, detail: str) -> None:
        self.faults.append(Fault(pointer=at, code=code, detail=detail, where="file"))

    def records(self, gazetteer: Gazetteer, areas: Areas) -> list[Record]:
        """The records that are right; the rest is in `faults`."""
        declared: dict[tuple[Kind, Any], str] = {}
        for draft in self._drafts:
            self._declare(draft, declared)
        read = [(draft, self._read(draft, declared, gazetteer, areas)) for draft in self._drafts]
        found = [(draft, record) for draft, record in read if record is not None]
        self._check_terms(found)
        return [record for _, record in found]

    def _declare(self, draft: Draft, declared: dict[tuple[Kind, Any], str]) -> None:
        slug = draft.body.get("slug")
        first = declared.setdefault((draft.kind, slug), draft.at) if isinstance(slug, str) else draft.at
        if first != draft.at:
            self._fault(f"{draft.at}/slug", "twice", f"This slug stands in {first} already.")

    def _read(
        self, draft: Draft, declared: Mapping[tuple[Kind, Any], str], gazetteer: Gazetteer, areas: Areas
    ) -> Record | None:
        body = draft.body if draft.kind != "location" else placed(draft.body, gazetteer)
        faults = [*_resolve(draft.kind, body := dict(body), declared)]
        try:
            record = validation.read(draft.kind, body, known_area=areas.known)
        except Invalid as refusal:
            record, faults = None, faults + list(refusal.faults)
        for fault in faults:
            self._fault(draft.at + _as_written(fault.pointer), fault.code, fault.detail)
        return record

    def _check_terms(self, found: Sequence[tuple[Draft, Record]]) -> None:
        """Whether every term exists. Where a vocabulary is wrong itself, its terms are not known and this must wait."""
        records = {(draft.kind, record.id): record for draft, record in found}
        if sum(draft.kind == "vocabulary" for draft in self._drafts) > sum(kind == "vocabulary" for kind, _ in records):
            return
        for draft, record in found:
            change = Change(kind=draft.kind, id=record.id, after=record)
            for fault in validation.together(0, change, lambda kind, id: records.get((kind, id))):
                if fault.code == "term.unknown":
                    self._fault(draft.at + fault.pointer.removeprefix("/0"), fault.code, fault.detail)


def _id(kind: Kind, body: Mapping[Any, Any]) -> Id | None:
    slug = body.get("slug")
    return derived_id(kind, slug) if isinstance(slug, str) else None


def _terms(vocabulary: Mapping[Any, Any]) -> Any:
    """The terms with their ids, as far as there are any."""
    dimension, terms = vocabulary.get("slug"), vocabulary["terms"]
    if not isinstance(terms, list):
        return terms
    return [
        each | {"id": derived_id("term", dimension, each["slug"])}
        if isinstance(dimension, str) and isinstance(each, dict) and isinstance(each.get("slug"), str)
        else each
        for each in terms
    ]


# As in the file -> as in the record, and what it may refer to, best first.
REFERENCES: Mapping[Kind, tuple[tuple[str, str, tuple[Kind, ...]], ...]] = {
    "organization": (("partOf", "partOf", ("organization",)),),
    "service": (("locationIds", "locationIds", ("location",)),),
    "contact-point": (("location", "locationId", ("location",)),),
    "division-of-labour": (
        ("from", "fromId", ("organization", "contact-point")),
        ("to", "toId", ("organization", "contact-point")),
    ),
    "note": (("about", "about", ("organization", "service", "contact-point", "location")),),
}
WRITTEN = {"locationId": "location", "fromId": "from", "toId": "to"}


def _resolve(kind: Kind, body: dict[str, Any], declared: Mapping[tuple[Kind, Any], str]) -> Iterator[Fault]:
    """Put ids in the place of slugs, in `body`. A slug that leads nowhere is told, and gets an id to go on with."""
    for written, name, kinds in REFERENCES.get(kind, ()):
        if written not in body:
            continue
        value = body.pop(written)
        if isinstance(value, list):
            body[name] = [_reference(each, kinds, declared) for each in value]
            unknown = [f"/{name}/{place}" for place, each in enumerate(value) if _lost(each, kinds, declared)]
        else:
            body[name] = _reference(value, kinds, declared)
            unknown = [f"/{name}"] if _lost(value, kinds, declared) else []
        for pointer in unknown:
            detail = f"No {' or '.join(kinds)} in these files has this slug."
            yield Fault(pointer=pointer, code="reference", detail=detail)


def _reference(slug: Any, kinds: tuple[Kind, ...], declared: Mapping[tuple[Kind, Any], str]) -> Any:
    if not isinstance(slug, str):
        return slug
    return derived_id(next((kind for kind in kinds if (kind, slug) in declared), kinds[0]), slug)


def _lost(slug: Any, kinds: tuple[Kind, ...], declared: Mapping[tuple[Kind, Any], str]) -> bool:
    return isinstance(slug, str) and not any((kind, slug) in declared for kind in kinds)


def _as_written(pointer: str) -> str:
    """A pointer into a record as one into the file."""
    parts = pointer.split("/")
    return "/".join([*parts[:1], WRITTEN.get(parts[1], parts[1]), *parts[2:]]) if len(parts) > 1 else pointer


def _segment(key: object) -> str:
    """A name from the file as a part of a pointer; what looks like an address is not repeated."""
    name = str(key)[:80]
    return "…" if validation.holds_address(name) else name.replace("~", "~0").replace("/", "~1")


def placed(body: dict[str, Any], gazetteer: Gazetteer) -> dict[str, Any]:
    """A location with a point: of its four-digit postcode, else of its town when no namesake is possible.

    Not when it has one already, is confidential, is a box at the post office, or when only its municipality is known.
    """
    if body.get("confidential", False) is not False or body.keys() & {"latitude", "longitude", "precision"}:
        return body
    address = body.get("address")
    address = address if isinstance(address, dict) else {}
    if address.get("kind") == "postal":
        return body
    if (found := _by_postcode(address.get("postcode"), gazetteer)) is not None:
        return body | _point(found, "postcode")
    found = _by_name(body.get("place", address.get("place")), body.get("municipality"), gazetteer)
    return body if found is None else body | _point(found, "place")


def _by_postcode(postcode: object, gazetteer: Gazetteer) -> Place | None:
    found = gazetteer.postcode(postcode[:4]) if isinstance(postcode, str) else None
    return found if found is not None and found.kind == "postcode" else None


def _by_name(name: object, municipality: object, gazetteer: Gazetteer) -> Place | None:
    if not isinstance(name, str):
        return None
    found = [each for each in gazetteer.find(name) if municipality in (None, each.municipality)]
    towns = [each for each in found if each.kind == "place"] or found
    return towns[0] if len(towns) == 1 else None


def _point(place: Place, precision: str) -> dict[str, Any]:
    return {"latitude": round(place.latitude, 4), "longitude": round(place.longitude, 4), "precision": precision}


# Loading.


class Named(Struct, frozen=True, kw_only=True, rename="camel"):
    """A record by its kind and slug."""

    kind: Kind
    slug: str


class Difference(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A field that is not the same. None is: absent."""

    field: str
    before: Any = None
    after: Any = None


class Altered(Named, frozen=True, kw_only=True, rename="camel"):
    """A record of which the seeds say something else than the store."""

    differences: tuple[Difference, ...]


class Plan(Struct, frozen=True, kw_only=True, rename="camel"):
    """What loading does, or would do. The last three are left alone.

    `edited`: a curator changed it last, so it is theirs; the differences say what the seeds have now. `withdrawn`:
    somebody withdrew or merged it. `orphaned`: what it refers to is not there any more, because a curator withdrew it.
    """

    new: tuple[Named, ...] = ()
    changed: tuple[Altered, ...] = ()
    unchanged: int = 0
    edited: tuple[Altered, ...] = ()
    withdrawn: tuple[Named, ...] = ()
    orphaned: tuple[Named, ...] = ()


def load(store: Store, records: Iterable[Record], occasion: Occasion, *, dry_run: bool = False) -> Plan:
    """Bring the store up to date with the seeds, in one commit, without touching what people decided since.

    `occasion.actor` must be `ACTOR`: by that name the next load knows its own work. Raises `Invalid` with the kind and
    slug of the record as pointer, and `Conflict` when somebody changed a record meanwhile: then load again.
    """
    sorting = _Sorting(store)
    for record in records:
        sorting.take(record)
    changes, orphaned = _standing(sorting.changes, store)
    if changes and not dry_run:
        _commit(store, changes, occasion)
    return sorting.plan(orphaned)


class _Sorting:
    """Holds every record against the store."""

    def __init__(self, store: Store) -> None:
        self.changes: list[Change] = []
        self._store = store
        self._new: list[Named] = []
        self._changed: list[Altered] = []
        self._edited: list[Altered] = []
        self._withdrawn: list[Named] = []
        self._unchanged = 0

    def take(self, record: Record) -> None:
        """Decide about one record."""
        standing = self._store.read(kind_of(record), record.id)
        if standing is None:
            self._new.append(_named(record))
            self._change(record, None)
        elif isinstance(standing, Tombstone):
            self._withdrawn.append(_named(record))
        elif standing.document == encode(record):
            self._unchanged += 1
        elif self._store.history(standing.kind, standing.id)[-1].actor != ACTOR:
            self._edited.append(_altered(standing, record))
        else:
            self._changed.append(_altered(standing, record))
            self._change(record, standing.revision)

    def _change(self, record: Record, expected: int | None) -> None:
        self.changes.append(Change(kind=kind_of(record), id=record.id, after=record, expected=expected))

    def plan(self, orphaned: Sequence[Named]) -> Plan:
        """What comes of it."""
        left = {(each.kind, each.slug) for each in orphaned}
        return Plan(
            new=tuple(each for each in self._new if (each.kind, each.slug) not in left),
            changed=tuple(each for each in self._changed if (each.kind, each.slug) not in left),
            unchanged=self._unchanged,
            edited=tuple(self._edited),
            withdrawn=tuple(self._withdrawn),
            orphaned=tuple(orphaned),
        )


def _named(record: Record) -> Named:
    return Named(kind=kind_of(record), slug=record.slug)


def _altered(standing: Kept, record: Record) -> Altered:
    differences = tuple(differ(decode(standing.kind, standing.document), record))
    return Altered(kind=standing.kind, slug=record.slug, differences=differences)


def differ(before: Record, after: Record) -> Iterator[Difference]:
    """Field by field, in depth; lists as a whole. Of a place that became confidential the old values are not told."""
    secret = isinstance(after, Location) and after.confidential
    for each in _differ(msgspec.to_builtins(before), msgspec.to_builtins(after), ""):
        yield structs.replace(each, before=None) if secret else each


def _differ(before: Any, after: Any, field: str) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _differ(before.get(name), after.get(name), f"{field}/{_segment(name)}")
    elif before != after:
        yield Difference(field=field, before=before, after=after)


def _standing(changes: Sequence[Change], store: Store) -> tuple[list[Change], list[Named]]:
    """The changes that stand on something, and the records that do not. Leaving one out may orphan another."""
    left, orphaned = list(changes), list[Named]()
    while True:
        find = _as_it_will_be(left, store)
        lost = {each.id for each in left if _is_lost(each, find)}
        if not lost:
            return left, orphaned
        orphaned += [_named(each.after) for each in left if each.id in lost and each.after is not None]
        left = [each for each in left if each.id not in lost]


def _is_lost(change: Change, find: Reader) -> bool:
    return any(fault.code in ("reference", "term.unknown") for fault in validation.together(0, change, find))


def _as_it_will_be(changes: Sequence[Change], store: Store) -> Reader:
    batch = {(each.kind, each.id): each.after for each in changes}

    @cache
    def kept(kind: Kind, id: Id) -> Record | None:
        found = store.read(kind, id)
        return decode(kind, found.document) if isinstance(found, Kept) else None

    return lambda kind, id: batch[kind, id] if (kind, id) in batch else kept(kind, id)


def _commit(store: Store, changes: Sequence[Change], occasion: Occasion) -> None:
    try:
        store.commit(changes, occasion)
    except Invalid as refusal:
        raise Invalid(_by_record(refusal.faults, changes)) from None


def _by_record(faults: Iterable[Fault], changes: Sequence[Change]) -> Iterator[Fault]:
    for fault in faults:
        _, position, *rest = fault.pointer.split("/")
        change = changes[int(position)]
        slug = change.after.slug if change.after is not None else change.id
        yield structs.replace(fault, pointer="/".join([change.kind, slug, *rest]), where="file")


# YAML.


class Twice(yaml.MarkedYAMLError):
    """A field that stands twice in one object: YAML would silently keep the last."""


# These hold text whatever it looks like: `number: 112`, `asOf: 2019`, `extension: 012`.
TEXTUAL = ("number", "extension", "asOf", "version", "successor", "value", "field")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain data only, with the scalars of YAML 1.2: no dates, no `yes` for true, no 17:00 in base sixty."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  as the library has it

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """An object, each field of which stands there once."""
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                raise Twice(problem="a field stands here twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
            if key.value in TEXTUAL and isinstance(value, yaml.ScalarNode):
                value.tag = "tag:yaml.org,2002:str"
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"~|null|", ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", r"true|false", list("tf")),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)", list("-0123456789")),
    ("tag:yaml.org,2002:float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", list("-0123456789")),
):
    Loader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _first)
