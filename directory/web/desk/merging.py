"""Two records that are one: both beside each other, whose value is kept, what moves; then proposed to somebody."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4

from msgspec import Struct

from directory.curation.changing import Key
from directory.curation.guarding import Seen, needs
from directory.curation.links import current
from directory.curation.merging import Plan, plan_merge
from directory.curation.pieces import Mergeable
from directory.curation.refusing import MERGEABLE
from directory.curation.sourcing import Choices, Side
from directory.curation.submitting import Submission
from directory.curation.uniting import LISTS, Line, unite
from directory.errors import Conflict, Invalid
from directory.gate import reply
from directory.gate.house import House
from directory.model import Id, Kind, Occasion
from directory.web.desk import words
from directory.web.desk.ending import living, why
from directory.web.desk.forms import saw
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.other import LISTED, Candidate, candidates, meant
from directory.web.desk.reasons import overtaken, why_two
from directory.web.desk.subject import RECORD, Subject, hand_in
from directory.web.desk.values import KINDS, Lines, called, label, lines

PLACE = RECORD + "/samenvoegen"
SIDES: Mapping[Side, str] = {"winner": "van wat blijft", "loser": "van wat opgaat", "both": "allebei"}
CHOOSE = "kies:"


class Row(Struct, frozen=True, kw_only=True):
    """One field of both, and what they become. `sides` are what can be chosen; none where there is no choice."""

    field: str
    label: str
    winner: Lines
    loser: Lines
    result: Lines
    taken: Side
    sides: tuple[Side, ...]


class Pair(Struct, frozen=True, kw_only=True):
    """The one that stays and the one that goes into it, with the revisions of now."""

    kind: Kind
    winner: Mergeable
    loser: Mergeable
    seen: tuple[int, int]

    def keys(self, seen: Sequence[int | None]) -> tuple[Key, Key]:
        """The loser and the winner, at the revisions that somebody saw (winner first)."""
        return Key(self.kind, self.loser.id, seen[1]), Key(self.kind, self.winner.id, seen[0])


def routes() -> list[Any]:
    """Seeing both, and proposing that they are one."""
    return [look, merge]


@sees(PLACE, "propose")
def look(visit: Visit) -> reply.Ready:
    """Which other one; then both beside each other."""
    return _page(visit)


@does(PLACE, "propose")
def merge(visit: Visit) -> reply.Ready:
    """Look once more with other choices, or hand it in."""
    if visit.text("knop") != "doe":
        return _page(visit)
    of = living(visit, MERGEABLE)
    pair = _pair(visit, of, candidates(visit.store, of))
    if pair is None:
        return _page(visit, status=400)
    try:
        planned = _planned(visit, pair, (saw(visit, "winner"), saw(visit, "loser")))
        submission = Submission(changes=planned.changes, reason=why(visit, planned.merge.urgent))
        to = f"/beheer/gegevens/{pair.kind}/{pair.winner.id}/geschiedenis"
        return hand_in(visit, submission, str(uuid4()), to=to, said="merged")
    except Invalid as invalid:
        return _page(visit, status=400, faults=dict(_at(invalid)))
    except Conflict as conflict:
        return _page(visit, status=409, stopped=overtaken(conflict))


def _at(invalid: Invalid) -> Iterator[tuple[str, str]]:
    """Faults by field of this form: what is wrong with a field of the result stands at its choice."""
    for each in invalid.faults:
        first, _, rest = each.pointer.removeprefix("/").partition("/")
        if each.pointer.startswith("/occasion") or first in ("why", "sure"):
            yield ("sure" if first == "sure" else "why"), words.fault(each)
        elif first in ("loser", "winner"):
            yield "met", words.fault(each)
        else:
            yield f"{CHOOSE}{(rest if first == 'choices' else first).replace('/', '.')}", words.fault(each)


def _asked(visit: Visit, name: str) -> str:
    return visit.text(name) if visit.writes else visit.asked(name)


def _pair(visit: Visit, of: Subject, others: Sequence[Candidate]) -> Pair | None:
    """The two, in the direction that was chosen; None when the other one is not known (yet)."""
    other = meant(others, _asked(visit, "met"))
    one = current(visit.store, of.kind, of.id)
    two = current(visit.store, of.kind, other.id) if other else None
    if one is None or two is None:
        return None
    winner, loser = (one, two) if _asked(visit, "blijft") == "dit" else (two, one)
    return Pair(
        kind=of.kind,
        winner=cast(Mergeable, winner.record),
        loser=cast(Mergeable, loser.record),
        seen=(winner.revision, loser.revision),
    )


def _choices(visit: Visit) -> Choices:
    found = {name.removeprefix(CHOOSE): visit.text(name) for name in visit.fields if name.startswith(CHOOSE)}
    return {name: cast(Side, side) for name, side in found.items() if side in SIDES}


def _planned(visit: Visit, pair: Pair, seen: Sequence[int | None]) -> Plan:
    occasion = Occasion(actor=visit.actor.id, at=visit.now, reason="-")
    return plan_merge(visit.store, *pair.keys(seen), _choices(visit), occasion)


def _page(
    visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None, stopped: str = ""
) -> reply.Ready:
    of = living(visit, MERGEABLE)
    others = candidates(visit.store, of)
    pair, planned, found = _pair(visit, of, others), None, dict(faults or {})
    if pair is None and _asked(visit, "met"):
        found["met"] = "Dit vinden wij niet bij dezelfde organisatie. Kies er een uit de lijst."
    try:
        planned = _planned(visit, pair, pair.seen) if pair else None
    except Invalid as invalid:
        found |= dict(_at(invalid))
    except Conflict as conflict:
        status, stopped = 409, stopped or overtaken(conflict)
    return visit.page(
        "merging.html",
        status=max(status, 400) if found else status,
        subject=of,
        kinds=KINDS,
        others=others[:LISTED],
        pair=pair,
        rows=_rows(pair, visit) if pair else (),
        told=planned.merge if planned else None,
        moved=called(planned.merge.moved if planned else (), visit.house),
        dropped=called(planned.merge.dropped if planned else (), visit.house),
        whys=why_two(each.why for each in needs(planned.changes, Seen(visit.store))) if planned else (),
        faults=found,
        stopped=stopped,
        sides=SIDES,
        choose=CHOOSE,
        typed={name: _asked(visit, name) for name in ("met", "blijft", "why", "sure")},
    )


def _rows(pair: Pair, visit: Visit) -> tuple[Row, ...]:
    """The fields in which they differ, also while something about them is wrong."""
    united = unite(pair.loser, pair.winner, _choices(visit))
    return tuple(_row(pair.kind, each, visit.house) for each in united.lines if each.differs)


def _row(kind: Kind, line: Line, here: House) -> Row:
    piece = (*line.field.split(".", 1),)
    both = line.winner is not None and line.loser is not None
    sides: tuple[Side, ...] = ("winner", "loser") if both or line.field == "operation" else ()
    return Row(
        field=line.field,
        label=label(kind, piece, here),
        winner=_said(piece, line.winner, here),
        loser=_said(piece, line.loser, here),
        result=_said(piece, line.result, here),
        taken=line.taken,
        sides=(*sides, "both") if both and line.field in LISTS else sides,
    )


def _said(piece: tuple[str, ...], value: Any, here: House) -> Lines:
    """A value in lines; an address is several fields."""
    if piece == ("address",) and isinstance(value, Mapping) and "postcode" not in value:
        return tuple(line for name, each in value.items() for line in lines((name,), each, here))
    return lines(piece, value, here)


def address(kind: Kind, id: Id, other: str) -> str:
    """Where these two are looked at beside each other: for who found that they may be one."""
    return f"/beheer/gegevens/{kind}/{id}/samenvoegen?{urlencode({'met': other, 'blijft': 'ander'})}"
