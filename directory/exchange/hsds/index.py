"""What the filters of the lists ask: for each kind, who carries what, who owns whom and when it changed.

A position is that of the record on its shelf of the catalogue, so it is the same in all versions. A next version looks
only at records that changed since (about 5 ms with 1e5 doors); the first one reads everything.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from directory.atlas.catalogue import Catalogue
from directory.atlas.index import positions_in
from directory.exchange.hsds.doors import sentence
from directory.exchange.hsds.level import NOBODY, Column, Level
from directory.exchange.hsds.postings import Key
from directory.exchange.hsds.states import real
from directory.exchange.hsds.terms import Terms, carried
from directory.geo.distance import NOWHERE, Spot, spot
from directory.model import ContactPoint, Id, Kept, Kind, Location, Organization, Record, Service, Tombstone
from directory.model.json import decode
from directory.text import WORD, words

LEVELS: tuple[Kind, ...] = ("organization", "service", "contact-point", "location")


class Index:
    """The levels of one catalogue, and when each record changed with all that its HSDS form shows."""

    def __init__(self, catalogue: Catalogue, terms: Terms, before: "Index | None" = None) -> None:
        # Sentences and keys are made of terms: another vocabulary makes everything anew.
        base = before if before and before.terms.vocabularies == terms.vocabularies else None
        self.terms: Terms = terms
        self.levels: dict[Kind, Level] = {}
        for kind in LEVELS:
            self.levels[kind] = self._level(catalogue, kind, base.levels[kind] if base else None)
        shelf = catalogue.shelves["vocabulary"]
        self._vocabularies = max((_milliseconds(found) for id in shelf.ids if (found := shelf.get(id))), default=0)

    def _level(self, catalogue: Catalogue, kind: Kind, before: Level | None) -> Level:
        level = Level(catalogue.shelves[kind], before)
        for position in level.changed():
            old, new = level.before(position), level.shelf.versions[position]
            if isinstance(old, Kept):
                self._drop(level, position, decode(kind, old.document))
            if isinstance(new, Kept):
                self._take(catalogue, level, position, new)
        level.seen = level.shelf.versions
        return level

    def _drop(self, level: Level, position: int, record: Record) -> None:
        level.postings.discard(self._keys(record), position)
        level.live.discard(position)
        level.at[position], level.owner[position], level.place[position] = 0, NOBODY, NOBODY

    def _take(self, catalogue: Catalogue, level: Level, position: int, kept: Kept) -> None:
        record = decode(kept.kind, kept.document)
        level.at[position] = _milliseconds(kept)
        level.owner[position] = _position(catalogue, *_owner(record))
        if isinstance(record, ContactPoint):
            level.place[position] = _position(catalogue, "location", record.location_id)
        if isinstance(record, Location):
            level.spot[position] = _spot(record)
        if not isinstance(record, Service | ContactPoint) or real(record):
            level.live.add(position)
            level.postings.add(self._keys(record), position)

    def _keys(self, record: Record) -> Iterator[Key]:
        """Everything that a list can be asked for."""
        yield from (("word", word) for word in set(_words(self._text(record))))
        if isinstance(record, ContactPoint):
            yield from self._carried(record)
            yield from (("area", code) for code in (record.area.codes if record.area else ("",)))

    def _carried(self, door: ContactPoint) -> Iterator[Key]:
        """Terms and their taxonomies. A condition that is known not to hold is not carried."""
        found = (self.terms.find(dimension, slug) for dimension, slug, answer in carried(door) if answer != "no")
        for term in filter(None, found):
            yield "term", term["id"]
            yield "taxonomy", term["taxonomy_id"]

    def _text(self, record: Record) -> str:
        match record:
            case Organization():
                return " ".join((record.name, *record.alternate_names, *record.former_names, record.description))
            case Service():
                return " ".join((record.name, *record.alternate_names, record.description))
            case ContactPoint():
                return f"{record.name or ''} {sentence(record, self.terms)}"
            case _:
                return ""

    @property
    def organizations(self) -> Level:
        """Who."""
        return self.levels["organization"]

    @property
    def services(self) -> Level:
        """What."""
        return self.levels["service"]

    @property
    def doors(self) -> Level:
        """How."""
        return self.levels["contact-point"]

    @property
    def locations(self) -> Level:
        """Where."""
        return self.levels["location"]

    @cached_property
    def listed_services(self) -> BitMap:
        """The services that HSDS lists."""
        return self.services.live

    @cached_property
    def listed_doors(self) -> BitMap:
        """The doors that HSDS lists: those of a listed service."""
        return self.doors.live & self.doors.owned_by(self.listed_services)

    @cached_property
    def changed_at(self) -> Column:
        """Per service, in milliseconds, when it or anything it shows last changed. Its doors share the moment."""
        organizations, places, doors = self.organizations.at.copy(), self.locations, positions_in(self.listed_doors)
        np.maximum.at(organizations, places.owner[places.owner > NOBODY], places.at[places.owner > NOBODY])
        moments = np.maximum(self.services.at, _through(organizations, self.services.owner))
        own = np.maximum(self.doors.at, _through(places.at, self.doors.place))
        np.maximum.at(moments, self.doors.owner[doors], np.maximum(own[doors], self._vocabularies))
        return moments

    @cached_property
    def spots(self) -> Column:
        """Per door the spot of the place where people come; nan when there is none."""
        return np.vstack([self.locations.spot, NOWHERE])[self.doors.place]


def _owner(record: Record) -> tuple[Kind, Id | None]:
    match record:
        case Service() | Location():
            return "organization", record.organization_id
        case ContactPoint():
            return "service", record.service_id
        case _:
            return "organization", None


def _position(catalogue: Catalogue, kind: Kind, id: Id | None) -> int:
    found = catalogue.shelves[kind].position(id) if id else None
    return NOBODY if found is None else found


def _spot(place: Location) -> Spot:
    """Of a place that people visit: never a secret one, nor a box at the post office."""
    visited = not place.confidential and not (place.address and place.address.kind == "postal")
    if not visited or place.latitude is None or place.longitude is None:
        return NOWHERE
    return spot(place.latitude, place.longitude)


def _through(values: Column, column: Column) -> Column:
    """The values that a column points at; 0 where it points at nobody."""
    return np.append(values, 0)[column]


def _milliseconds(kept: Kept | Tombstone | None) -> int:
    return int(kept.at.timestamp() * 1_000_000) // 1000 if isinstance(kept, Kept) else 0


def _words(text: str) -> Iterable[str]:
    """As `text.words`. Most words are ASCII and then need no more than lower case, which is ten times as fast."""
    if text.isascii():
        return WORD.findall(text.lower())
    return (word for part in text.split() for word in (WORD.findall(part.lower()) if part.isascii() else words(part)))
