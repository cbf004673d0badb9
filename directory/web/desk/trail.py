"""The log of everything that was done: the chain, read backwards, checked, and taken along for an archive."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import IO, Any, cast

from msgspec import Struct

from directory.curation.auditing import Verdict, export, verified
from directory.errors import Invalid
from directory.gate import reply
from directory.model import KINDS, Id, Kind
from directory.model.audit import Link
from directory.store import Desk
from directory.web.desk.chain import line, read
from directory.web.desk.download import Download
from directory.web.desk.forms import number
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.reasons import names

HOME = "/beheer/logboek"
PAGE = 50
NO_HEAD = "Dit is geen kop van het logboek. Plak hem zoals hij er stond."
# An export that is larger than this is kept in a file while it is sent.
IN_MEMORY = 4 * 1024 * 1024


class Filter(Struct, frozen=True, kw_only=True):
    """What was asked for. `wrong` says that the record that was typed is none."""

    who: str
    about: tuple[Kind, Id] | None
    typed: str
    before: int | None
    wrong: bool


def routes() -> list[Any]:
    """The chain, its check, and its export."""
    return [trail, check, take_along]


@sees(HOME, "read-audit")
def trail(visit: Visit) -> reply.Ready:
    """The last entries, or those of one person or about one record."""
    return _page(visit)


@does(HOME + "/controle", "read-audit")
def check(visit: Visit) -> reply.Ready:
    """Check the whole chain, and that it goes through a head that was written down before."""
    since = visit.text("since")
    try:
        return _page(visit, verdict=verified(visit.store, since or None))
    except Invalid:
        return _page(visit, status=400, faults={"since": NO_HEAD})


@does(HOME + "/uitvoer", "export-audit")
def take_along(visit: Visit) -> reply.Ready:
    """The whole chain as a file, for an archive."""
    return Download(_written(visit.store), f"logboek-{visit.house.today()}.ndjson", reply.NDJSON, visit)


def _written(store: Desk) -> IO[bytes]:
    """The export in a file without a name, that is gone when it is closed."""
    file = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  closed when it is sent
    for each in export(store.audit()):
        file.write(each + b"\n")
    file.seek(0)
    return file


def _page(
    visit: Visit,
    *,
    status: int = 200,
    verdict: Verdict | None = None,
    faults: Mapping[str, str] | None = None,
) -> reply.Ready:
    asked = _asked(visit)
    found = () if asked.wrong else _found(visit.store, asked)
    shown = [(each, read(each)) for each in found[:PAGE]]
    told = names(visit, [who for _, said in shown for who in said.who])
    return visit.page(
        "trail.html",
        status=status,
        lines=[line(visit.house, link, said, told) for link, said in shown],
        asked=asked,
        people=_people(visit, [who for _, said in shown for who in said.who]),
        further=found[PAGE - 1].number if len(found) > PAGE else None,
        verdict=verdict,
        faults=faults or {},
        since=visit.text("since"),
    )


def _people(visit: Visit, ids: Iterable[str]) -> Mapping[str, str]:
    """Whom one can choose: those on this page who have an account, by name."""
    return dict(sorted(visit.named(*{*ids}).items(), key=lambda each: each[1]))


def _asked(visit: Visit) -> Filter:
    typed = visit.asked("over")
    about = _about(typed)
    return Filter(
        who=visit.asked("wie"),
        about=about,
        typed=typed,
        before=number(visit.asked("voor")),
        wrong=bool(typed) and about is None,
    )


def _about(typed: str) -> tuple[Kind, Id] | None:
    """The record in an address of the desk, or in `kind/id`."""
    steps = [each for each in typed.split("?")[0].split("/") if each]
    pairs = pairwise(steps)
    return next(((kind, id) for kind, id in pairs if kind in KINDS), None)


def _found(store: Desk, asked: Filter) -> Sequence[Link]:
    return store.trail(PAGE + 1, before=asked.before, who=asked.who or None, about=asked.about)
