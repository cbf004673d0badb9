"""What must be looked at again: by the check date of each field, and by the dates that records name themselves."""

from collections.abc import Iterator
from datetime import date

from directory.curation.finding import Finding, Level, finding
from directory.curation.whole import Subject, Whole, always_open
from directory.model import ContactPoint, Fact, Organization, Service, due_on

# A door with one of these functions that never closes is where people turn to in danger.
CRISIS = frozenset({"noodhulp", "crisisinterventie", "melden", "advies"})
WAYS_IN = ("phone", "url", "email")
# What harms most when it is wrong comes first; the days overdue decide among equals.
RISKS = {"phone": 6, "hours": 5, "url": 5, "email": 5, "access": 5, "conditions": 4, "referral": 3, "description": 1}
OTHER_RISK = 2
STEP = 100_000


def find(whole: Whole, today: date) -> Iterator[Finding]:
    """Every value that is stale on this day."""
    for record in whole.subjects():
        expired = tuple(_expired(whole, record, today))
        yield from expired
        told = {each.field for each in expired}
        for name, fact in record.facts.items():
            if name not in told and due_on(name, fact) <= today:
                yield _due(whole, record, name, fact, (today - due_on(name, fact)).days)


def is_crisis(record: Subject) -> bool:
    """Whether this is a door for people in danger that is always open."""
    if not isinstance(record, ContactPoint) or not always_open(record.hours):
        return False
    return not CRISIS.isdisjoint(record.functions or ())


def risk_of(name: str) -> int:
    """What it harms when this field, or the field that this is a part of, is wrong."""
    return RISKS.get(name.partition(".")[0], OTHER_RISK)


def _due(whole: Whole, record: Subject, name: str, fact: Fact, days: int) -> Finding:
    alarm = is_crisis(record) and name in WAYS_IN
    late = "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} ago"
    seen = f"{fact.checked_on}, about {fact.as_of}" if fact.as_of else f"{fact.checked_on}"
    asked = "somebody in danger may use it, so check it first" if alarm else "confirm it or change it"
    sentence = f"`{name}` was due {late} (last checked on {seen}). Read {fact.source} again: {asked}."
    level: Level = "alarm" if alarm else "due"
    return finding(whole, record, name, "stale", sentence, level=level, risk=_risk(record, name, days))


def _risk(record: Subject, name: str, days: int) -> int:
    return (2 * risk_of(name) + is_crisis(record)) * STEP + min(days, STEP - 1)


def _expired(whole: Whole, record: Subject, today: date) -> Iterator[Finding]:
    if isinstance(record, Service):
        yield from _waiting(whole, record, today)
    if isinstance(record, ContactPoint):
        yield from _hours(whole, record, today)
    if isinstance(record, Organization | Service | ContactPoint):
        yield from _operation(whole, record, today)


def _waiting(whole: Whole, service: Service, today: date) -> Iterator[Finding]:
    waiting = service.referral.waiting_time if service.referral else None
    if waiting is not None and waiting.expires_on < today:
        name, days = "referral.waitingTime", (today - waiting.expires_on).days
        sentence = f"The waiting time expired on {waiting.expires_on} and is no longer shown. Ask for today's."
        yield finding(
            whole, service, name, "waiting-time.expired", sentence, level="due", risk=_risk(service, name, days)
        )


def _hours(whole: Whole, door: ContactPoint, today: date) -> Iterator[Finding]:
    last = door.hours.valid_to if door.hours else None
    if last is not None and last < today:
        sentence = f"The hours were valid to {last}; what holds since is not known. Ask for the new hours."
        risk = _risk(door, "hours", (today - last).days)
        yield finding(whole, door, "hours", "hours.expired", sentence, level="due", risk=risk)


def _operation(whole: Whole, record: Organization | Service | ContactPoint, today: date) -> Iterator[Finding]:
    until = record.operation.until if record.operation else None
    if record.operation is not None and until is not None and until < today:
        sentence = f"`{record.operation.state}` was to last until {until}. Ask whether it did, and say what holds now."
        risk = _risk(record, "hours", (today - until).days)
        yield finding(whole, record, "operation", "operation.expired", sentence, level="due", risk=risk)
