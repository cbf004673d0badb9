"""Organizations that may be one: the most alike first, why, and what somebody says that they are to each other."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from directory.errors import Invalid
from directory.gate import reply
from directory.gate.house import House
from directory.matching import Pair, sweep, undecided
from directory.matching import decide as keep
from directory.model import Id
from directory.web.desk.frame import Visit, does, sees

HOME = "/beheer/dubbel"
# Of more pairs nobody looks at the end; the most alike stand first.
SHOWN = 50
# Comparing everybody with everybody takes minutes from here on; then `directory duplicates` does it.
MOST = 5_000
CLASSES: Mapping[str, str] = {
    "different": "Het zijn er echt twee",
    "related": "Ze horen bij elkaar, en zijn er twee",
    "sister": "Ze zijn van hetzelfde netwerk",
    "part-of": "De een is een deel van de ander",
    "successor": "De een kwam in de plaats van de ander",
}


class Side(Struct, frozen=True, kw_only=True):
    """One of two."""

    id: Id
    name: str

    @property
    def path(self) -> str:
        """Its page at the desk."""
        return f"/beheer/gegevens/organization/{self.id}"


class Double(Struct, frozen=True, kw_only=True):
    """Two that somebody should look at, and why."""

    one: Side
    other: Side
    label: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names the pair in the form."""
        return f"{self.one.id}.{self.other.id}"

    @property
    def merge(self) -> str:
        """Where the two are made one."""
        return f"{self.one.path}/samenvoegen?met={self.other.id}"


def routes() -> list[Any]:
    """The pairs, and what is decided about one."""
    return [doubles, decide]


@sees(HOME, "decide-duplicates")
def doubles(visit: Visit) -> reply.Ready:
    """The pairs that nobody decided about as they are now."""
    return _page(visit)


@does(HOME, "decide-duplicates")
def decide(visit: Visit) -> reply.Ready:
    """What somebody says that these two are. They are not asked about again until one of them changes."""
    one, _, other = visit.text("paar").partition(".")
    here, reason = visit.house, visit.text("reden") or "Bekeken."
    roster, pair = here.rosters.at(here.atlas), (one, other)
    try:
        keep(
            pair,
            visit.text("wat"),
            reason,
            roster=roster,
            ledger=here.decisions,
            actor=visit.actor.id,
            at=visit.now,
        )
    except Invalid as invalid:
        said = "Kies wat deze twee van elkaar zijn." if visit.text("wat") not in CLASSES else _said(invalid)
        return _page(visit, chosen=visit.text("paar"), fault=said, status=400)
    return visit.go(HOME, said="decided")


def _said(invalid: Invalid) -> str:
    if any(each.pointer == "/reason" for each in invalid.faults):
        return "Maak de reden korter, en noem er geen adres in."
    return "Een van deze twee staat niet meer in de gids."


def _page(visit: Visit, *, chosen: str = "", fault: str = "", status: int = 200) -> reply.Ready:
    here = visit.house
    too_many = len(here.atlas.catalogue.ids("organization")) > MOST
    found = [] if too_many else pairs(here)
    return visit.page(
        "doubles.html",
        status=status,
        doubles=[_double(each, here) for each in found[:SHOWN]],
        total=len(found),
        too_many=too_many,
        classes=CLASSES,
        chosen=chosen,
        fault=fault,
        typed=visit.text("reden"),
        merges=visit.plays("propose"),
    )


def pairs(here: House) -> list[Pair]:
    """The pairs of this moment that nobody decided about, the most alike first."""
    roster = here.rosters.at(here.atlas)
    return undecided(sweep(roster), roster, here.decisions.all())


def _double(pair: Pair, here: House) -> Double:
    return Double(
        one=_side(pair.a, here),
        other=_side(pair.b, here),
        label=pair.judgement.label,
        reasons=tuple(each.text for each in pair.judgement.reasons if each.field != "prior"),
        against=tuple(each.text for each in pair.judgement.vetoes),
    )


def _side(id: Id, here: House) -> Side:
    return Side(id=id, name=here.atlas.catalogue.organization(id).name)
