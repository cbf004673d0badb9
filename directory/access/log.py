"""What happened at the door: who came in, who was refused, what administrators did. Ids only; kept for 180 days."""

from datetime import datetime

from directory.access import throttling
from directory.access.entrance import Access, tell
from directory.model.person import Event
from directory.permissions import Action, Actor, require


def events(access: Access, actor: Actor, limit: int, before: int | None = None) -> tuple[Event, ...]:
    """The last so many events, or those before a number, the newest first. Raises `Forbidden`."""
    require(actor, "read-access-log")
    with access.people.reading() as book:
        return book.events(limit, before)


def deny(access: Access, actor: Actor, action: Action, now: datetime) -> None:
    """Write down that somebody asked for what they may not; of a flood only so much."""
    with access.people.writing() as book:
        if throttling.within(book, f"denied:{actor.id}", throttling.STRANGERS_TOLD, now):
            tell(book, "denied", now, actor=actor.id, detail=action)
