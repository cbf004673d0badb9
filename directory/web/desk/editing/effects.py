"""What an edit does, told before it is done: whether a second person is needed and why, whom it may be, who notices."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from directory.curation.guarding import Seen, Why, needs
from directory.gate.house import House
from directory.gate.supposing import Effects, effects
from directory.model import Change, Record, kind_of
from directory.web.desk.differences import Row, rows
from directory.web.desk.editing.likeness import Like, alike
from directory.web.desk.editing.opening import Opened
from directory.web.desk.frame import Visit
from directory.web.desk.reasons import NEEDS


class Told(Struct, frozen=True, kw_only=True):
    """Everything that somebody should know. `alone`: they may publish by themselves what has no `whys`."""

    whys: tuple[Why, ...]
    alone: bool
    effects: Effects
    alike: tuple[Like, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Why a second person has to look."""
        return [NEEDS[each] for each in NEEDS if each in self.whys]

    @property
    def sure(self) -> bool:
        """Whether it is probably there already."""
        return any(each.sure for each in self.alike)

    @property
    def seen(self) -> str:
        """What somebody has seen who saw this: reasons, and that it is there already."""
        return " ".join(sorted({*self.whys, *(("alike",) if self.sure else ())}))


def told(visit: Visit, opened: Opened, record: Record, document: Mapping[str, Any]) -> Told:
    """What this version would do, beside what there is now."""
    here, now = visit.house, opened.now.theirs
    change = change_of(opened, record)
    return Told(
        whys=whys(here, change),
        alone=visit.may("publish"),
        effects=effects(change, now, here),
        # Who corrects a number knows whose it is; a stranger with the same number is still worth saying.
        alike=alike(opened.kind, opened.id, document, here),
        rows=rows(now, record, here, secret=opened.secret),
    )


def change_of(opened: Opened, record: Record) -> Change:
    """The change that writes this version over the one that was opened."""
    return Change(kind=kind_of(record), id=record.id, after=record, expected=opened.base)


def whys(here: House, change: Change) -> tuple[Why, ...]:
    """Why this change needs a second person, each reason once."""
    found = (each.why for each in needs((change,), Seen(here.store)))
    return tuple(dict.fromkeys(found))
