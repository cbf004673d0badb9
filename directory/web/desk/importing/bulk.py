"""One field of many records at once: which ones, what becomes of it, and then the same page as for a file."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from directory.errors import Invalid
from directory.gate import reply
from directory.intake import bulk
from directory.intake.fields import FIELDS
from directory.model import KINDS, Kind
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.importing import told
from directory.web.desk.importing.jobs import path, world
from directory.web.desk.values import CODES
from directory.web.desk.values import KINDS as CALLED

HOME = "/beheer/bulk"
DEEDS: Mapping[bulk.Deed, str] = {"set": "wordt", "add": "krijgt erbij", "remove": "verliest"}
DONE: Mapping[bulk.Deed, str] = {"set": "veranderd", "add": "aangevuld", "remove": "ingekort"}
MORE = {"fees": "Kosten", "eligibility": "Voor wie het bedoeld is"}


def routes() -> list[Any]:
    """The form, and what it would do."""
    return [ask, begin]


@sees(HOME, "bulk-edit")
def ask(visit: Visit) -> reply.Ready:
    """Which records and what becomes of them; `ids` in the address fills them in."""
    return _form(visit, {"named": visit.asked("ids"), "field": visit.asked("veld")})


@does(HOME, "bulk-edit")
def begin(visit: Visit) -> reply.Ready:
    """See what it would do, record by record; nothing is changed yet."""
    typed = {name: visit.text(name) for name in visit.fields}
    asked, _, field = typed.get("field", "").rpartition(":")
    kind: Kind = asked if asked in KINDS else "contact-point"
    selection = bulk.Selection(
        kind=kind,
        named=tuple(typed.get("named", "").replace(",", " ").split()),
        words=typed.get("words", ""),
        term=typed.get("term", ""),
        area=typed.get("area", ""),
        lifecycle=typed.get("lifecycle", ""),
    )
    deed = cast(bulk.Deed, typed.get("deed", "")) if typed.get("deed") in DEEDS else "set"
    edit = bulk.Edit(field=field, deed=deed, value=typed.get("value", ""), source=typed.get("source", ""))
    jobs = visit.house.imports
    try:
        made = bulk.begin(jobs, world(visit), selection, edit, visit.actor, visit.now, str(uuid4()), _said(kind, edit))
    except Invalid as invalid:
        return _form(visit, typed, status=422, faults=told.asked(invalid))
    return visit.go(path(made))


def _said(kind: Kind, edit: bulk.Edit) -> str:
    """What it is called in history, without the value: that may be anything."""
    return f"{_label(edit.field)} van {CALLED[kind]}: in één keer {DONE[edit.deed]}"


def _label(field: str) -> str:
    return MORE.get(field) or (FIELDS[field].label if field in FIELDS else "Een veld")


def _form(
    visit: Visit, typed: Mapping[str, str], *, status: int = 200, faults: Mapping[str, str] | None = None
) -> reply.Ready:
    kinds = dict.fromkeys(each.kind for each in bulk.FIELDS)
    return visit.page(
        "importing/bulk.html",
        status=status,
        typed=typed,
        faults=faults or {},
        fields={
            CALLED[kind]: [(f"{kind}:{each.name}", _label(each.name)) for each in bulk.FIELDS if each.kind == kind]
            for kind in kinds
        },
        deeds=DEEDS,
        stages=CODES["lifecycle"],
    )
