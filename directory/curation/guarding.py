"""Which changes need a second person: a wrong number before somebody in danger, or a place given away, harms for good.

A **crisis door** is not a list that somebody keeps up to date: it follows from what the door says of itself, as it is
published or as it would be (either is enough, so that no change can first make it something else):

- it acts in danger (`noodhulp`, `crisisinterventie`) or takes reports (`melden`), whatever is known of its hours;
- somebody answers there day and night: always open, and no page or mailbox;
- it is open day and night and gives advice;
- it is called by a number that everybody in danger is told to call (112, 0800-2000 and the like).

Confirming is not changing: when nothing differs but where a value comes from and when somebody looked, one person
will do. No visitor sees another number by it, and who confirmed what stands in the history as an event of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, Protocol, cast

import msgspec
from msgspec import Struct, structs

from directory import text
from directory.curation.links import current, owned
from directory.curation.numbers import FIXED, named_in
from directory.curation.pieces import WHEREABOUTS
from directory.curation.stale import is_crisis
from directory.curation.whole import NOT_STAFFED, always_open
from directory.curation.wording import numbers_in, texts
from directory.model import (
    Change,
    ContactPoint,
    DivisionOfLabour,
    Id,
    Kind,
    Location,
    Note,
    Organization,
    Record,
    Service,
    Vocabulary,
    is_public,
)
from directory.model.json import decode
from directory.store import Store

Why = Literal[
    "crisis-door",
    "day-and-night",
    "reporting-route",
    "crisis-contact",
    "confidential",
    "merge",
    "withdrawal",
    "warning-lifted",
    "several-doors",
    "vocabulary",
    "way-in-text",
]
ACTS = frozenset({"noodhulp", "crisisinterventie"})
REPORTS = "melden"
FUNCTIONS = "functions"
# What a visitor of a crisis door acts upon. A name or a description sends nobody to another number.
ACTED_UPON = ("phone", "url", "email", "hours", "conditions", "channel", "access", "location_id", "operation")
# What decides whether a door is a crisis door, and who looks for it there.
FINDS = ("functions", "service_id", "area", "lifecycle")
CONTACT = ("phone", "website", "email", "operation", "lifecycle")
# Where a report goes and what is needed for it.
ROUTE = ("route", "route_hours", "register_by", "fallback", "professional_line", "meldcode_steps", "have_ready")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
ROUTES = frozenset({"routes-to", "escalates-to"})


class Need(Struct, frozen=True, kw_only=True):
    """Why one change (by its position) needs a second person."""

    position: int
    why: Why


class Sight(Protocol):
    """The directory as it is published, as far as these rules look."""

    def find(self, kind: Kind, id: Id) -> Record | None:
        """The record as it is now."""
        ...

    def below(self, id: Id) -> Iterable[Record]:
        """What this organization or service owns, and what that owns."""
        ...

    def kinds(self, functions: Iterable[str]) -> frozenset[str]:
        """These functions, with everything that they are a kind of: people look for the one and find the other."""
        ...


class Seen:
    """What a store shows. Who owns what is read at most once, however many changes ask for it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, kind: Kind, id: Id) -> Record | None:
        """The record as it is now."""
        found = current(self._store, kind, id)
        return found.record if found else None

    def below(self, id: Id) -> Iterator[Record]:
        """What this organization or service owns, and what that owns."""
        for kind, each in self._owned.get(id, ()):
            if (record := self.find(kind, each)) is not None:
                yield record
            yield from self.below(each)

    def kinds(self, functions: Iterable[str]) -> frozenset[str]:
        """These functions, with everything that they are a kind of."""
        return frozenset(each for slug in functions for each in (slug, *self._broader.get(slug, ())))

    @cached_property
    def _broader(self) -> Mapping[str, Sequence[str]]:
        found = (decode("vocabulary", each.document) for each in self._store.records("vocabulary"))
        return next((broader(each) for each in found if isinstance(each, Vocabulary) and each.slug == FUNCTIONS), {})

    @cached_property
    def _owned(self) -> Mapping[Id, Sequence[tuple[Kind, Id]]]:
        return owned(self._store)


def needs(changes: Sequence[Change], sight: Sight) -> tuple[Need, ...]:
    """Why these changes need a second person; empty when one will do. Pure: the same for the same directory."""
    both = [(change, sight.find(change.kind, change.id)) for change in changes]
    found = [Need(position=at, why=why) for at, each in enumerate(both) for why in _why(*each, sight)]
    doors = [at for at, each in enumerate(both) if _touches_door(*each)]
    if len(doors) > 1:
        found += [Need(position=at, why="several-doors") for at in doors]
    return tuple(found)


def broader(vocabulary: Vocabulary) -> Mapping[str, Sequence[str]]:
    """The broader terms of every term, the nearest first."""
    above = {each.slug: each.broader for each in vocabulary.terms}

    def up(slug: str | None) -> Iterator[str]:
        while slug is not None:
            yield slug
            slug = above.get(slug)

    return {slug: tuple(up(first)) for slug, first in above.items()}


def is_crisis_door(door: ContactPoint, functions: frozenset[str] | None = None) -> bool:
    """Whether people in danger turn to this door. `functions` are its own with what they are a kind of, where known."""
    functions = frozenset(door.functions or ()) if functions is None else functions
    if functions & ACTS or REPORTS in functions or is_crisis(door):
        return True
    if door.phone is not None and named_in(door.phone, FIXED):
        return True
    return always_open(door.hours) and door.channel not in NOT_STAFFED


def _why(change: Change, before: Record | None, sight: Sight) -> Iterator[Why]:
    if change.after is None:
        yield from _ended(change, before)
    elif before is None or _says(before) != _says(change.after):
        rule = RULES.get(type(change.after))
        if _unpublishes(before, change.after):
            yield "withdrawal"
        if _shows(before, change.after):
            yield from rule(before, change.after, sight) if rule else ()
            yield from _written(before, change.after)


def _says(record: Record) -> Any:
    """Everything but where it comes from and what is asked about it."""
    bare: dict[str, Any] = {name: empty for name, empty in (("facts", {}), ("questions", ())) if hasattr(record, name)}
    return structs.replace(record, **bare)


def _shows(before: Record | None, after: Record) -> bool:
    """Whether the public sees either; notes have their own rule. A draft that stays one harms nobody."""
    return isinstance(after, Note) or is_public(after) or (before is not None and is_public(before))


def _written(before: Record | None, after: Record) -> Iterator[Why]:
    """A number or address in a text that was not there: people dial what they read, wherever it stands."""
    if not isinstance(after, Note) and before is not None and _ways_in(after) - _ways_in(before):
        yield "way-in-text"


def _ways_in(record: Record) -> frozenset[str]:
    said = [value for _, value in texts(msgspec.to_builtins(record))]
    numbers = (text.digits(number) for value in said for number in numbers_in(value))
    links = (found[0] for value in said for found in LINK.finditer(value))
    mails = (word for value in said for word in value.split() if _is_mail(word))
    return frozenset((*numbers, *links, *mails))


def _is_mail(word: str) -> bool:
    """Something, an @, something, a dot, something. A pattern that tries every place takes minutes for `@@@@…`."""
    at = word.find("@", 1)
    return at > 0 and 0 < word.find(".", at + 2) < len(word) - 1


def _unpublishes(before: Record | None, after: Record) -> bool:
    return before is not None and is_public(before) and after.lifecycle != before.lifecycle


def _ended(change: Change, before: Record | None) -> Iterator[Why]:
    if isinstance(before, Note):
        if before.purpose == "do-not-use":
            yield "warning-lifted"
    elif before is None or is_public(before):
        yield "merge" if change.tombstone is not None and change.tombstone.status == "merged" else "withdrawal"


def _touches_door(change: Change, before: Record | None) -> bool:
    """Whether this changes what the public sees of a door."""
    if change.kind != "contact-point":
        return False
    if change.after is None or before is None:
        return True
    return _says(before) != _says(change.after) and _shows(before, change.after)


def _differ(before: Record | None, after: Record, names: Iterable[str]) -> bool:
    return any(getattr(before, name, None) != getattr(after, name, None) for name in names)


def _in_danger(door: ContactPoint, sight: Sight) -> bool:
    return is_crisis_door(door, sight.kinds(door.functions or ()))


def _door(before: ContactPoint | None, after: ContactPoint, sight: Sight) -> Iterator[Why]:
    either = [each for each in (before, after) if each is not None]
    if any(_in_danger(each, sight) for each in either) and _differ(before, after, (*ACTED_UPON, *FINDS)):
        yield "crisis-door"
    if _differ(before, after, ("hours",)) and any(always_open(each.hours) for each in either):
        yield "day-and-night"
    if before is not None and before.location_id != after.location_id:
        places = (sight.find("location", each.location_id) for each in either if each.location_id)
        if any(isinstance(each, Location) and each.confidential for each in places):
            yield "confidential"


def _organization(before: Organization | None, after: Organization, sight: Sight) -> Iterator[Why]:
    fixed = any(each is not None and each.phone is not None and named_in(each.phone, FIXED) for each in (before, after))
    if not _differ(before, after, CONTACT):
        return
    if fixed or any(isinstance(each, ContactPoint) and _in_danger(each, sight) for each in sight.below(after.id)):
        yield "crisis-contact"


def _service(before: Service | None, after: Service, sight: Sight) -> Iterator[Why]:
    old, new = (each.referral if each else None for each in (before, after))
    # No list and an empty one say the same: nothing is known.
    routes = any((getattr(old, name, None) or None) != (getattr(new, name, None) or None) for name in ROUTE)
    moved = before is not None and _differ(before, after, ("organization_id", "url", "operation", "lifecycle"))
    if not (routes or moved):
        return
    doors = [each for each in sight.below(after.id) if isinstance(each, ContactPoint)]
    if routes and any(REPORTS in sight.kinds(each.functions or ()) for each in doors):
        yield "reporting-route"
    if moved and any(_in_danger(each, sight) for each in doors):
        yield "crisis-contact"


def _location(before: Location | None, after: Location, sight: Sight) -> Iterator[Why]:
    """A place that is secret or was, or one beside a secret place: its address may be the other's."""
    either = [each for each in (before, after) if each is not None]
    if any(each.confidential for each in either):
        yield "confidential"
    elif _differ(before, after, (*WHEREABOUTS, "organization_id", "region")):
        owners = {each.organization_id for each in either}
        beside = (each for owner in sorted(owners) for each in sight.below(owner) if isinstance(each, Location))
        if any(each.confidential for each in beside):
            yield "confidential"


def _division(before: DivisionOfLabour | None, after: DivisionOfLabour, sight: Sight) -> Iterator[Why]:
    if any(each is not None and each.relation in ROUTES for each in (before, after)):
        yield "reporting-route"


def _note(before: Note | None, after: Note, sight: Sight) -> Iterator[Why]:
    """A warning may be given by one, and taken away by two."""
    if before is not None and before.purpose == "do-not-use" and _differ(before, after, ("purpose", "value", "about")):
        yield "warning-lifted"


def _vocabulary(before: Vocabulary | None, after: Vocabulary, sight: Sight) -> Iterator[Why]:
    """Another meaning of a term changes what every door with it says. A new term changes none; below one of help in
    danger or of reporting, people in danger find whoever is filed under it."""
    terms = {each.slug: each for each in after.terms}
    known = {each.slug for each in before.terms} if before else set()
    acute = after.slug == FUNCTIONS and any(
        not (ACTS | {REPORTS}).isdisjoint(above) for slug, above in broader(after).items() if slug not in known
    )
    if before is not None and (acute or any(terms.get(each.slug) != each for each in before.terms)):
        yield "vocabulary"


Rule = Callable[[Any, Any, Sight], Iterator[Why]]
RULES: dict[type, Rule] = {
    Organization: cast(Rule, _organization),
    Service: cast(Rule, _service),
    ContactPoint: cast(Rule, _door),
    Location: cast(Rule, _location),
    DivisionOfLabour: cast(Rule, _division),
    Note: cast(Rule, _note),
    Vocabulary: cast(Rule, _vocabulary),
}
