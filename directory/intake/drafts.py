"""The records that one row is about: those that stand, and those that it begins."""

from directory.curation.links import current
from directory.intake.drafting import Drafted
from directory.intake.patching import raw_of, value_at
from directory.intake.table import World
from directory.model import Id, Kind, Lifecycle, Record
from directory.text import slug


class Drafts:
    """At most one record of each kind. `lifecycle` is what new ones begin as."""

    def __init__(self, world: World, lifecycle: Lifecycle) -> None:
        self.found: dict[Kind, Drafted] = {}
        self._world, self._lifecycle = world, lifecycle

    def of(self, kind: Kind) -> Drafted | None:
        """The record of this kind, if the row is about one."""
        return self.found.get(kind)

    def record(self, kind: Kind, id: Id | None) -> Record | None:
        """The record with this id as it is now."""
        found = current(self._world.store, kind, id) if id else None
        return found.record if found else None

    def standing(self, kind: Kind, id: Id) -> Drafted | None:
        """The row is about this record; None when there is none (any more)."""
        found = current(self._world.store, kind, id)
        if found is None:
            return None
        self.found[kind] = Drafted(kind, id, found.revision, raw_of(found.record))
        return self.found[kind]

    def begin(self, kind: Kind, id: Id, called: str, **more: str) -> Drafted:
        """A new record. What it may not be without it has, until the row says better."""
        draft = self.found[kind] = Drafted(kind, id, None, {})
        # An x before the digits: `adres 12` would look like an address that slipped in.
        draft.put("/slug", f"{slug(called)[:100] or kind}-x{id[:8]}", "")
        draft.put("/lifecycle", self._lifecycle, "")
        for key, value in more.items():
            draft.put(f"/{key}", value, "")
        return draft

    def complete(self) -> None:
        """What a new record may not be without, from what the row says elsewhere."""
        organization, service = self.of("organization"), self.of("service")
        if organization is None:
            return
        about = organization.values.get("/description")
        if organization.new:
            organization.put_once("/role", "help")
            organization.put_once("/description", value_at(organization.after, "/name"), "organization")
        if service is not None and service.new:
            service.put_once("/description", about or value_at(service.after, "/name"), "description")

    def ordered(self, doors: bool) -> tuple[Drafted, ...]:
        """The one that the row is about first."""
        main: Kind = "contact-point" if doors else "organization"
        return tuple(sorted(self.found.values(), key=lambda each: each.kind != main))
