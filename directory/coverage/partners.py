"""Who a column of a cube is: doors by their organization, read from the ready items of the atlas."""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas import Atlas
from directory.atlas.catalogue import Catalogue
from directory.atlas.index import Positions
from directory.model import ContactPoint, Id


class Named(msgspec.Struct, frozen=True):
    """An organization or a service as items name it."""

    id: Id
    slug: str
    name: str


class Door(msgspec.Struct, frozen=True, rename="camel"):
    """A ready item, as far as a check needs it."""

    id: Id
    slug: str
    organization: Named
    service: Named | None = None
    channel: str | None = None
    access: str | None = None
    verified_on: str | None = None


class Partner(msgspec.Struct, frozen=True):
    """An organization with its doors by column of the cube."""

    organization: Named
    doors: dict[int, Door]


ITEM = msgspec.json.Decoder(Door)


class Partners:
    """The organizations behind the columns of one cube."""

    def __init__(self, atlas: Atlas, positions: Positions) -> None:
        self._atlas = atlas
        self._positions = positions
        self._columns = {int(position): column for column, position in enumerate(positions)}

    def door(self, column: int) -> Door | None:
        """The door of a column; None for what is no door that anybody may see."""
        item = self._atlas.index.ready(int(self._positions[column]))
        return ITEM.decode(item) if item is not None else None

    def of(self, columns: Iterable[int], most: int) -> list[Partner]:
        """The organizations of these columns, in their order, each with all its doors that have to do with it."""
        found: dict[Id, Partner] = {}
        for column in columns:
            door = self.door(int(column))
            if door is None or door.organization.id in found:
                continue
            found[door.organization.id] = Partner(door.organization, dict(self._doors_of(door.organization.id)))
            if len(found) == most:
                break
        return list(found.values())

    def _doors_of(self, organization: Id) -> Iterator[tuple[int, Door]]:
        catalogue, index = self._atlas.catalogue, self._atlas.index
        for service in catalogue.services_of(organization):
            for id in catalogue.doors_of(service):
                column = self._columns.get(index.position.get(id, -1))
                if column is not None and (door := self.door(column)) is not None:
                    yield column, door

    def among(self, positions: BitMap) -> Iterator[Door]:
        """The doors at these positions of the atlas, whether they have a column or not."""
        for position in positions:
            item = self._atlas.index.ready(position)
            if item is not None and self._atlas.catalogue.has("contact-point", self._atlas.index.ids[position]):
                yield ITEM.decode(item)

    def columns_of(self, ids: Iterable[Id]) -> list[int]:
        """The columns of these doors."""
        return [self._columns[self._atlas.index.position[each]] for each in ids]

    def record(self, door: Door) -> ContactPoint:
        """The whole record of a door."""
        return self._atlas.catalogue.door(door.id)


class Owners:
    """The organization behind each position of one version of the atlas, by number."""

    def __init__(self, atlas: Atlas) -> None:
        self.named: list[Named] = []
        self.numbers: NDArray[np.int32] = np.full(len(atlas.index.ids), -1, dtype=np.int32)
        known: dict[Id, int] = {}
        for position in atlas.index.bits("is", "live"):
            if (item := atlas.index.ready(position)) is not None:
                owner = ITEM.decode(item).organization
                number = known.setdefault(owner.id, len(self.named))
                if number == len(self.named):
                    self.named.append(owner)
                self.numbers[position] = number
        self.declared = [
            (known[one], known[other])
            for one, other in _declared(atlas)
            if one in known and other in known and one != other
        ]


def _declared(atlas: Atlas) -> Iterator[tuple[Id, Id]]:
    """Pairs of organizations that divided the work between them."""
    for each in atlas.catalogue.divisions():
        one, other = (organization_of(atlas.catalogue, id) for id in (each.from_id, each.to_id))
        if one is not None and other is not None:
            yield one, other


def organization_of(catalogue: Catalogue, id: Id) -> Id | None:
    """The organization that an id stands for: itself, or whose contact point it is; None for what is not public."""
    if catalogue.has("contact-point", id):
        return catalogue.service(catalogue.door(id).service_id).organization_id
    return id if catalogue.has("organization", id) else None


def best_first(*keys: NDArray[np.float64]) -> list[int]:
    """Columns by the first key, then the next; higher is better."""
    found: list[int] = np.lexsort([-each for each in reversed(keys)]).tolist()
    return found
