"""What HSDS says of the state of a service or door: one status, and an alert while something is closed."""

from collections.abc import Sequence
from datetime import date

from directory.model import ContactPoint, Operation, Organization, Service

# Nobody can go there: an idea under study or an example is not listed.
UNREAL = frozenset({"studied", "example"})
PAUSED = {"temporarily-closed": "Tijdelijk gesloten", "intake-stop": "Tijdelijk geen nieuwe aanmeldingen"}


def real(record: Service | ContactPoint) -> bool:
    """Whether it exists, so that HSDS lists it."""
    return record.operation is None or record.operation.state not in UNREAL


def in_force(operation: Operation | None, today: date) -> Operation | None:
    """What is said of the operation, as long as it holds: a closure with an end date ends by itself."""
    return operation if operation and (operation.until is None or operation.until >= today) else None


def status(records: Sequence[Organization | Service | ContactPoint | None], today: date) -> str:
    """The one status of a service or door, from itself and its owners: organization first, None when that is gone."""
    states = {operation.state for each in records if each and (operation := in_force(each.operation, today))}
    organization = records[0]
    if organization is None or (organization.operation and organization.operation.state == "ended"):
        return "defunct"
    if "ended" in states or any(each.lifecycle == "archived" for each in records if each):
        return "inactive"
    return "temporarily closed" if states & PAUSED.keys() else "active"


def alert(operation: Operation | None, today: date) -> str | None:
    """Why it is closed for a while, and until when."""
    now = in_force(operation, today)
    if now is None or now.state not in PAUSED:
        return None
    until = f" tot en met {now.until.isoformat()}" if now.until else ""
    return f"{PAUSED[now.state]}{until}. {now.note or ''}".rstrip()
