"""Hours as HSDS schedules: the rows of `directory.hours` under HSDS's names, there and back."""

from collections.abc import Mapping, Sequence
from datetime import date

from directory.errors import Fault, Invalid
from directory.exchange.hsds.nodes import Node
from directory.exchange.hsds.shape import Json, derived, kept
from directory.hours import Rule, rules, schedule_from_rules
from directory.model import Id, Schedule

# A row holds for one season of the clock; this many years of seasons are told ahead.
YEARS = 1
NAMES: Mapping[str, str] = {"opens": "opens_at", "closes": "closes_at"}
DATES = ("valid_from", "valid_to", "dtstart", "until")
TEXTS = ("freq", "byday", "opens", "closes", "description", "notes", "byweekno", "bymonthday", "byyearday")


def schedules(owner: Id, hours: Schedule | None, today: date, **link: Id) -> list[Json]:
    """The rows of these hours, from the present season on; none when the hours are not known."""
    return [_row(owner, rule, link) for rule in rules(hours, today.replace(day=1), YEARS)]


def _row(owner: Id, rule: Rule, link: Mapping[str, Id]) -> Json:
    told = {NAMES.get(name, name): _plain(getattr(rule, name)) for name in Rule.__struct_fields__}
    path = (str(told[name]) for name in ("valid_from", "valid_to", "freq", "byday", "opens_at", "closes_at"))
    return kept(id=derived(owner, "schedule", *path), **link, **told)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def read_hours(nodes: Sequence[Node]) -> Schedule | None:
    """The schedule that these objects say. None: nothing that we can hold. What is wrong becomes a fault there."""
    try:
        found = schedule_from_rules([_rule(each) for each in nodes])
    except Invalid as error:
        for fault in error.faults:
            _tell(nodes, fault)
        return None
    return found if found.always or found.spans or any(each.spans for each in found.exceptions) else None


def _tell(nodes: Sequence[Node], fault: Fault) -> None:
    """Pass a fault on to the object it is about. What is right, but more than we can hold, leaves the hours unknown."""
    row, _, name = fault.pointer.lstrip("/").partition("/")
    if not fault.code.endswith("unsupported"):
        # A fault of all rows together is told at the first of them.
        nodes[int(row) if row.isdigit() else 0].wrong(NAMES.get(name, name), fault.code, fault.detail)


def _rule(node: Node) -> Rule:
    told: Json = {name: node.text(NAMES.get(name, name)) for name in TEXTS}
    told |= {name: node.day(name) for name in DATES}
    told |= {name: _whole(node, name) for name in ("count", "interval")}
    return Rule(**told, timezone=node.number("timezone"))


def _whole(node: Node, name: str) -> int | None:
    number = node.number(name)
    if number is not None and number != int(number):
        node.wrong(name, "type", "This must be a whole number.")
        return None
    return None if number is None else int(number)
