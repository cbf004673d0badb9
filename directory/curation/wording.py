"""What the text of a record says beside what its fields say: hours, costs and numbers.

What a service or an organization says in general must hold for one of its doors. Where a door is silent it may be
that one, so nothing is said then.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from directory import text
from directory.curation.finding import Finding, Level, finding
from directory.curation.whole import NOT_STAFFED, Subject, Whole, always_open, question_about
from directory.model import ContactPoint, Organization, Service
from directory.validation import NOT_FREE_TEXT, plausible_phone

# Where a record speaks of its own hours and costs. The hours of a route, or a free interpreter, are something else.
ON_HOURS = ("name", "description", "hours.note", "phone.label")
ON_COST = ("name", "description", "fees", "referral.cost", "phone.label")

DAY = "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
SHORT = "ma|di|wo|do|vr|za|zo"
TO = r"\.?\s?(?:-|–|t/m|tot en met)\s?"
EVERY_DAY = re.compile(rf"\bma(?:andag)?{TO}zo(?:ndag)?\b", re.IGNORECASE)
ROSTER = re.compile(
    rf"(?<!ook )(?<!ook op )\b(?:{DAY})(?:en)?\b|\b(?:{SHORT}){TO}(?:{SHORT})\b"
    r"|(?<!buiten )\b(?:kantooruren|kantoortijd(?:en)?)\b|\bop (?:alle )?werkdagen\b",
    re.IGNORECASE,
)
# "Binnen 24 uur" is how long somebody waits, and in a "24-uurs opvang" people live: neither is when a door is open.
ALWAYS = re.compile(
    r"(?<!binnen )(?<!binnen de )(?<!na )(?<!eerste )\b24[ -]?uurs?\b(?! na\b)(?! ?-?opvang)|\b24\s?/\s?7\b"
    r"|\bdag en (?:de )?nacht\b",
    re.IGNORECASE,
)
FREE = re.compile(r"(?<!niet )(?<!niet altijd )\b(?:gratis|kosteloos|kosteloze)\b", re.IGNORECASE)
# "Het advies is gratis, de beller betaalt de belkosten" says itself what is not free.
CALLS = re.compile(r"belkosten|beller betaalt", re.IGNORECASE)
NUMBER = re.compile(
    r"(?<![\w/.:,-])(?:\+31|0031|0)[0-9 ()-]{5,14}[0-9](?!\w)"
    r"|(?<![\w/.-])(?:14|116)[ -]?[0-9]{3,4}(?!\w)"
)
# Fields that hold a number on purpose, and words that are no text.
NOT_READ = NOT_FREE_TEXT | {"number", "spans", "kind"}

Spoken = Organization | Service | ContactPoint


def find(whole: Whole) -> Iterator[Finding]:
    """Every text that says something else than the fields do."""
    for record in whole.subjects():
        yield from _numbers(whole, record)
        match record:
            case Organization():
                yield from _hours(whole, record, whole.doors_of_organization(record))
            case Service():
                yield from _hours(whole, record, whole.doors_of(record))
                yield from _costs(whole, record, whole.doors_of(record))
            case ContactPoint():
                yield from _hours(whole, record, (record,))
                yield from _costs(whole, record, (record,))


def _hours(whole: Whole, record: Spoken, doors: Sequence[ContactPoint]) -> Iterator[Finding]:
    if any(door.hours is None and door.channel not in NOT_STAFFED for door in doors):
        return
    known = [always_open(door.hours) for door in doors if door.hours is not None]
    for field, value in _said(record, ON_HOURS) if known else ():
        always, roster = ALWAYS.search(value), ROSTER.search(EVERY_DAY.sub("", value))
        if always and not roster and not any(known):
            sentence = f"The text says `{always[0]}`, but the hours are a roster. Correct one of them."
            yield finding(whole, record, field, "text.hours", sentence, risk=80)
        if roster and not always and all(known):
            sentence = f"The text says `{roster[0]}`, but the hours are day and night. Correct one of them."
            yield finding(whole, record, field, "text.hours", sentence, risk=80)


def _costs(whole: Whole, record: Spoken, doors: Sequence[ContactPoint]) -> Iterator[Finding]:
    answers = [door.conditions.get("gratis", "unknown") for door in doors]
    if not answers or "yes" in answers:
        return
    now = "no" if "no" in answers else "not known"
    # A question that was written down makes it a known gap.
    asked = now != "no" and any(question_about(each, "conditions.gratis") for each in (record, *doors))
    for field, value in _said(record, ON_COST):
        found = FREE.search(value)
        if found and not (now == "no" and CALLS.search(value)):
            sentence = f"The text says `{found[0]}`, but the condition `gratis` is {now}. Find out what a visitor pays."
            level: Level = "incomplete" if asked else "contradiction"
            yield finding(whole, record, field, "text.cost", sentence, level=level, risk=30)


def _said(record: Spoken, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The texts in these fields, where the record has them."""
    for field in fields:
        value: object = record
        for step in field.split("."):
            value = getattr(value, step, None)
        if isinstance(value, str):
            yield field, value


def _numbers(whole: Whole, record: Subject) -> Iterator[Finding]:
    """Numbers that nobody keeps: they stay in a text when the field changes.

    112 may stand anywhere. What does not run may be called by the number that it would have.
    """
    found = [(field, number) for field, value in texts(msgspec.to_builtins(record)) for number in numbers_in(value)]
    if not found or (isinstance(record, Organization) and not whole.is_there(record)):
        return
    own = _own_numbers(whole, record)
    for field, number in found:
        if text.digits(number) not in own:
            sentence = f"The text holds {number}, none of the numbers of this organization: it would go stale unseen."
            sentence += " Make it a field, or take it out."
            yield finding(whole, record, field, "text.number", sentence, risk=90)


def texts(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Every free text in a record, also in the notes on its facts, with the path of its field."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key not in NOT_READ:
                yield from texts(each, f"{field}.{key}" if field else str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each, field)


def numbers_in(value: str) -> Iterator[str]:
    """What reads as a phone number in a text, as it stands there."""
    return (each[0] for each in NUMBER.finditer(value) if plausible_phone(each[0]))


def _own_numbers(whole: Whole, record: Subject) -> frozenset[str]:
    """The numbers of the organization whose record this is, and of all its doors."""
    owner = whole.organization_of(record)
    if owner is None:
        return frozenset()
    phones = (owner.phone, *(door.phone for door in whole.doors_of_organization(owner)))
    return frozenset(text.digits(each.number) for each in phones if each is not None)
