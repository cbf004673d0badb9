"""Which records a list holds: the parameters of the standard, all of them AND, answered from the index."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import overload

import numpy as np
from msgspec import Struct
from pyroaring import BitMap

from directory.exchange.hsds.index import Index
from directory.exchange.hsds.level import Column, Level
from directory.exchange.hsds.places import Areas
from directory.exchange.hsds.shape import Json
from directory.exchange.hsds.terms import Terms
from directory.geo.distance import between_km, spot
from directory.model import Id
from directory.text import plain, words


class Near(Struct, frozen=True, kw_only=True):
    """A centre and how far from it, both ends included."""

    latitude: float
    longitude: float
    metres: float


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a list is asked for. The caller has read the values and found the place that goes with a postcode.

    `municipalities` are the codes in which the postcode lies. Ids that are no ids find nothing.
    """

    search: str | None = None
    taxonomy_term_id: Id | None = None
    taxonomy_id: Id | None = None
    organization_id: Id | None = None
    modified_after: datetime | None = None
    municipalities: frozenset[str] | None = None
    near: Near | None = None


class TermsAsked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the list of taxonomy terms is asked for. `top_only`: those without a broader term."""

    search: str | None = None
    taxonomy_id: Id | None = None
    parent_id: Id | None = None
    top_only: bool = False


class Ids(Sequence[Id]):
    """Ids in order, looked up when they are asked for: a page of a long list costs no more than a page."""

    def __init__(self, level: Level, positions: Column) -> None:
        self._level = level
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, at: int) -> Id: ...
    @overload
    def __getitem__(self, at: slice) -> "Ids": ...
    def __getitem__(self, at: int | slice) -> "Id | Ids":
        if isinstance(at, slice):
            return Ids(self._level, self._positions[at])
        return self._level.id(int(self._positions[at]))


class Selection:
    """The lists of one index."""

    def __init__(self, index: Index, areas: Areas) -> None:
        self.index = index
        self.areas = areas

    def organizations(self, asked: Asked) -> Ids:
        """Organizations by id. They carry the terms of their services."""
        level = self.index.organizations
        found = [level.live, *(self._organizations_with(word) for word in words(asked.search or ""))]
        found += [self.index.services.owners(each) for each in self._services_carrying(asked)]
        return Ids(level, level.sorted(BitMap.intersection(*found)))

    def services(self, asked: Asked) -> Ids:
        """Services by id. They carry the terms of their doors."""
        level = self.index.services
        found = [self.index.listed_services, *(self._services_with(word) for word in words(asked.search or ""))]
        found += self._services_carrying(asked)
        if asked.organization_id is not None:
            found.append(self._services_of(asked.organization_id))
        if asked.modified_after is not None:
            found.append(_since(self.index.changed_at, asked.modified_after))
        return Ids(level, level.sorted(BitMap.intersection(*found)))

    def doors(self, asked: Asked) -> Ids:
        """Doors by id. An area that is not known stays in: unknown is not no."""
        level = self.index.doors
        found = [self.index.listed_doors, *(self._doors_with(word) for word in words(asked.search or ""))]
        found += self._doors_carrying(asked)
        if asked.organization_id is not None:
            found.append(level.owned_by(self._services_of(asked.organization_id)))
        if asked.modified_after is not None:
            found.append(level.owned_by(_since(self.index.changed_at, asked.modified_after)))
        if asked.municipalities is not None:
            found.append(self._serving(asked.municipalities))
        if asked.near is not None:
            found.append(self._within(asked.near))
        return Ids(level, level.sorted(BitMap.intersection(*found)))

    # Words: a record is also found by those of its owners, which stand in its list form.

    def _organizations_with(self, word: str) -> BitMap:
        return self.index.organizations.postings.containing(word)

    def _services_with(self, word: str) -> BitMap:
        services = self.index.services
        return services.postings.containing(word) | services.owned_by(self._organizations_with(word))

    def _doors_with(self, word: str) -> BitMap:
        doors = self.index.doors
        return doors.postings.containing(word) | doors.owned_by(self._services_with(word))

    # Terms.

    def _doors_carrying(self, asked: Asked) -> Iterator[BitMap]:
        postings = self.index.doors.postings
        if asked.taxonomy_term_id is not None:
            yield postings.find("term", asked.taxonomy_term_id)
        if asked.taxonomy_id is not None:
            yield postings.find("taxonomy", asked.taxonomy_id)

    def _services_carrying(self, asked: Asked) -> Iterator[BitMap]:
        listed = self.index.listed_doors
        return (self.index.doors.owners(each & listed) for each in self._doors_carrying(asked))

    # Owners, areas, places.

    def _services_of(self, organization: Id) -> BitMap:
        position = self.index.organizations.shelf.position(organization)
        return self.index.services.owned_by(BitMap() if position is None else BitMap([position]))

    def _serving(self, municipalities: frozenset[str]) -> BitMap:
        postings = self.index.doors.postings
        fitting = (code for code in postings.names("area") if code and self.areas.expand([code]) & municipalities)
        return BitMap.union(postings.find("area", ""), *(postings.find("area", code) for code in fitting))

    def _within(self, near: Near) -> BitMap:
        kilometres = between_km(spot(near.latitude, near.longitude), self.index.spots)
        # A comparison with nan, the distance of what has no place, is false.
        return BitMap(np.flatnonzero(kilometres * 1000 <= near.metres))


def _since(changed_at: Column, moment: datetime) -> BitMap:
    """On or after. Moments are told in milliseconds, so that is what is compared; one without a zone is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return BitMap(np.flatnonzero(changed_at * 1000 >= round(aware.timestamp() * 1_000_000)))


def taxonomies(terms: Terms, search: str | None) -> list[Id]:
    """Taxonomies by id."""
    return sorted(id for id, each in terms.taxonomies.items() if _told(each, search))


def taxonomy_terms(terms: Terms, asked: TermsAsked) -> list[Id]:
    """Taxonomy terms by id."""
    return sorted(
        id
        for id, each in terms.by_id.items()
        if _told(each, asked.search)
        and asked.taxonomy_id in (None, each["taxonomy_id"])
        and (asked.parent_id is None or asked.parent_id == each.get("parent_id"))
        and not (asked.top_only and "parent_id" in each)
    )


def _told(record: Json, search: str | None) -> bool:
    text = plain(" ".join((record["name"], *record.get("alternate_names", ()), record["description"])))
    return all(word in text for word in words(search or ""))
