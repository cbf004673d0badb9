"""One door whose fields do not agree with each other."""

from collections.abc import Callable, Iterator

from directory import text
from directory.curation.finding import Finding, Level, asking, finding
from directory.curation.whole import Whole, question_about
from directory.model import ContactPoint

# What each channel cannot do without: the field, and how we call it.
MEANS = {
    "telefoon": ("phone", "phone number"),
    "chat": ("url", "web address"),
    "web": ("url", "web address"),
    "mail": ("email", "mail address"),
    "fysiek": ("location_id", "location"),
}
SPELLED = {"location_id": "locationId"}
PAID = ("0900", "0906", "0909")
# Whom a door helps in their work; municipalities as organizations are among them.
AT_WORK = frozenset({"professionals", "gemeenten"})


def find(whole: Whole) -> Iterator[Finding]:
    """Every contradiction between the fields of one door."""
    for door in whole.doors.values():
        for rule in RULES:
            yield from rule(whole, door)


def _channel(whole: Whole, door: ContactPoint) -> Iterator[Finding]:
    """A number that we know we do not know is a gap; only without a recorded question it is a contradiction."""
    field, called = MEANS.get(door.channel or "", ("id", ""))
    if getattr(door, field) is not None:
        return
    spelled = SPELLED.get(field, field)
    question = question_about(door, spelled, *(("address",) if field == "location_id" else ()))
    level: Level = "contradiction" if question is None else "incomplete"
    action = "Add it, or correct the channel." if question is None else asking(question)
    sentence = f"The channel is `{door.channel}`, but there is no {called}. {action}"
    yield finding(whole, door, spelled, "channel.no-way-in", sentence, level=level, risk=60)


def _walk_in(whole: Whole, door: ContactPoint) -> Iterator[Finding]:
    place = whole.location_of(door)
    if place is not None and place.confidential and door.channel == "fysiek" and door.access == "self":
        sentence = "People are told to walk in, and the place is confidential. Name the real way in, or the open place."
        yield finding(whole, door, "locationId", "confidential.walk-in", sentence, risk=100)


def _access(whole: Whole, door: ContactPoint) -> Iterator[Finding]:
    """A page that anybody can read may well be meant for professionals; a door where somebody answers may not."""
    if not door.audiences:
        return
    at_work = AT_WORK.intersection(door.audiences)
    if door.access == "professionals-only" and not at_work:
        sentence = "Only professionals may use this door, but they are not among its audiences. Correct one of them."
        yield finding(whole, door, "audiences", "access.audiences", sentence, risk=50)
    if door.access == "self" and door.channel != "web" and AT_WORK.issuperset(door.audiences):
        sentence = "It helps professionals only, but anybody may use it. Say `professionals-only`, or add audiences."
        yield finding(whole, door, "access", "access.audiences", sentence, risk=50)


def _paid(whole: Whole, door: ContactPoint) -> Iterator[Finding]:
    if door.phone is None or door.conditions.get("gratis") != "yes":
        return
    if text.digits(door.phone.number).startswith(PAID):
        sentence = f"It is said to be free, but {door.phone.number} is a number that callers pay for. Check the costs."
        yield finding(whole, door, "conditions.gratis", "cost.paid-number", sentence, risk=70)


RULES: tuple[Callable[[Whole, ContactPoint], Iterator[Finding]], ...] = (_channel, _walk_in, _access, _paid)
