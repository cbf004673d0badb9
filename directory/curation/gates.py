"""Completeness as gates, not as a percentage: findable, reachable, referable, comparable, safe.

Of every service this names the one fact that opens its next gate, with the question that was recorded and whom to
ask. Gates open in this order; what lies behind a closed one is not asked for yet.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from directory.curation.finding import Finding, asking, finding
from directory.curation.whole import NOT_STAFFED, Whole, question_about
from directory.model import DIMENSIONS, ContactPoint, Location, Organization, Question, Service, unknown_dimensions

# What somebody must know before they dare, where a partner may see the bill or the screen (SAFETY 4).
DISCREET = {"telefoon": ("anoniem", "niet-op-telefoonrekening", "belt-terug"), "chat": ("anoniem",)}
# Only these are for people who look for help themselves: there a missing service is a gap.
HELPING = frozenset({"help", "community"})
# Other fields whose question opens the same gate.
ALSO_ASKED = {
    "phone": ("url", "email", "website", "address"),
    "url": ("website",),
    "address": ("street", "place"),
    "services": ("description", "phone", "website", "email", "address"),
    "contactPoints": ("phone", "website", "email", "address"),
}
# A sentence stands beside the slug of the record that lacks something, so these are enough to point at it.
POINTED: dict[type, str] = {ContactPoint: " of this door", Location: " of this place"}


class Missing(Struct, frozen=True, kw_only=True):
    """The fact that opens a gate: of which record, which field, and in words."""

    of: Organization | Service | ContactPoint | Location
    field: str
    words: str


Gate = Callable[[Whole, Service, Sequence[ContactPoint]], Missing | None]


class Standing(Struct, frozen=True, kw_only=True):
    """How far somebody came: the gates that are open, and what is missing for the next one (None: all are open)."""

    subject: Organization | Service
    opened: tuple[str, ...]
    missing: Missing | None = None

    @property
    def next(self) -> str | None:
        """The gate that is closed; what lies behind it is not asked for yet."""
        return None if self.missing is None else [*GATES][len(self.opened)]


def find(whole: Whole) -> Iterator[Finding]:
    """For every service that runs, what opens its next gate; for a helper without services, that there are none."""
    for each in standings(whole):
        if each.missing is not None and each.next is not None:
            yield _told(whole, each.subject, each.next, each.missing, value=len(GATES) - len(each.opened))


def standings(whole: Whole) -> Iterator[Standing]:
    """How far every service that runs came, and every helper without services."""
    for service in whole.services.values():
        if whole.is_there(service):
            yield _standing(whole, service)
    for organization in whole.organizations.values():
        if organization.role in HELPING and whole.is_there(organization) and not whole.services_of(organization):
            yield Standing(subject=organization, opened=(), missing=_without_services(organization))


def _without_services(organization: Organization) -> Missing:
    if organization.operation is not None and organization.operation.state == "unknown":
        return Missing(of=organization, field="operation", words="whether it runs at all")
    return Missing(of=organization, field="services", words="what it does, as a service with a door")


def _standing(whole: Whole, service: Service) -> Standing:
    doors = [each for each in whole.doors_of(service) if whole.is_there(each)]
    opened: list[str] = []
    for name, gate in GATES.items():
        missing = gate(whole, service, doors)
        if missing is not None:
            return Standing(subject=service, opened=tuple(opened), missing=missing)
        opened.append(name)
    return Standing(subject=service, opened=tuple(opened))


def _told(whole: Whole, subject: Organization | Service, gate: str, missing: Missing, value: int) -> Finding:
    of = POINTED.get(type(missing.of), "")
    sentence = f"{whole.title(subject)} is not yet {gate}. Missing: {missing.words}{of}."
    question = _question(whole, subject, missing)
    if question is not None:
        sentence += f" {asking(question)}"
    code, risk = f"gate.{gate}", 10 * value
    return finding(whole, missing.of, missing.field, code, sentence, level="incomplete", risk=risk)


def _question(whole: Whole, subject: Organization | Service, missing: Missing) -> Question | None:
    """The recorded question about this field: at the record itself, else at the service, else at the organization."""
    owner = whole.organization_of(subject)
    askable = (missing.of, subject, *((owner,) if owner else ()))
    fields = (missing.field, *ALSO_ASKED.get(missing.field, ()))
    return next((q for each in askable if (q := question_about(each, *fields))), None)


def _findable(whole: Whole, service: Service, doors: Sequence[ContactPoint]) -> Missing | None:
    """Name and description are there in every service; a topic and an area must be known of one of its doors."""
    if not doors:
        return Missing(of=service, field="contactPoints", words="a door: how somebody gets there")
    for field, words in (("topics", "the topics"), ("area", "the area")):
        if not any(getattr(door, field) for door in doors):
            return Missing(of=doors[0], field=field, words=words)
    return None


def _reachable(whole: Whole, service: Service, doors: Sequence[ContactPoint]) -> Missing | None:
    """One door is enough, where somebody answers if there is such a door. That its facts are stale is told apart."""
    staffed = [each for each in doors if each.channel not in NOT_STAFFED] or doors
    lacking = [[*_unreached(whole, service, door)] for door in staffed]
    return min(lacking, key=len)[0] if all(lacking) else None


def _unreached(whole: Whole, service: Service, door: ContactPoint) -> Iterator[Missing]:
    if door.channel in ("op-verwijzing", "overleg"):
        if not (service.referral and service.referral.route):
            yield Missing(of=service, field="referral.route", words="the route of a referral")
    else:
        yield from _unverified(whole, door)
    if door.hours is None and door.channel not in NOT_STAFFED:
        yield Missing(of=door, field="hours", words="the hours")


def _unverified(whole: Whole, door: ContactPoint) -> Iterator[Missing]:
    """A way in counts when its source is the organization's own word, not what a third party reports."""
    ways = [each for each in ("phone", "url", "email", "location_id") if getattr(door, each) is not None]
    if not ways:
        yield Missing(of=door, field="phone", words="a way in (a phone number, web address, mail address or place)")
    elif ways == ["location_id"]:
        yield from _unvisited(whole, door)
    elif not any(way in door.facts and door.facts[way].status == "confirmed" for way in ways):
        words = f"a confirmed source (so far only others report it) for the `{ways[0]}`"
        yield Missing(of=door, field=ways[0], words=words)


def _unvisited(whole: Whole, door: ContactPoint) -> Iterator[Missing]:
    place = whole.location_of(door)
    if place is None or place.confidential:
        yield Missing(of=door, field="phone", words="a way in that does not need the place")
    elif not (place.address or place.street):
        yield Missing(of=place, field="address", words="the address")
    elif not any(each in place.facts and place.facts[each].status == "confirmed" for each in ("address", "street")):
        yield Missing(of=place, field="address", words="a confirmed source for the address")


def _referable(whole: Whole, service: Service, doors: Sequence[ContactPoint]) -> Missing | None:
    """Only asked of services to which professionals refer, or that are theirs alone."""
    if not _takes_referrals(service, doors):
        return None
    referral = service.referral
    known = {
        "referral.route": ("the route of a referral", referral and referral.route),
        "referral.criteria": ("for whom it is", service.eligibility or (referral and referral.criteria)),
        "referral.consent": ("whose consent is needed", referral and referral.consent),
        "referral.nextStep": ("what happens after a referral", referral and referral.next_step),
    }
    lacking = ((field, words) for field, (words, value) in known.items() if not value)
    return next((Missing(of=service, field=field, words=words) for field, words in lacking), None)


def _takes_referrals(service: Service, doors: Sequence[ContactPoint]) -> bool:
    """Reading a page is no referral, so what professionals read is left out."""
    if service.referral and {"professional", "professional-with-consent"} & {*service.referral.register_by}:
        return True
    return any(
        door.access in ("by-referral", "professionals-only")
        or door.channel == "op-verwijzing"
        or door.conditions.get("verwijzing-nodig") == "yes"
        for door in doors
        if door.channel != "web"
    )


def _comparable(whole: Whole, service: Service, doors: Sequence[ContactPoint]) -> Missing | None:
    """Every door is a whole box. The door that lacks least comes first."""
    lacking = [(door, _unknown(door)) for door in doors]
    open_ones = [each for each in lacking if each[1]]
    if not open_ones:
        return None
    door, unknown = min(open_ones, key=lambda each: len(each[1]))
    return Missing(of=door, field=unknown[0], words=f"the {unknown[0]} ({len(unknown)} of {len(DIMENSIONS)} unknown)")


def _unknown(door: ContactPoint) -> list[str]:
    """The dimensions that are unknown, in the order in which to ask: of a page its hours last."""
    late = "hours" if door.channel in NOT_STAFFED else ""
    return sorted(unknown_dimensions(door), key=lambda each: each == late)


def _safe(whole: Whole, service: Service, doors: Sequence[ContactPoint]) -> Missing | None:
    """What decides whether somebody dares, of doors that they use themselves; and which places are secret."""
    for door in doors:
        for slug in DISCREET.get(door.channel or "", ()) if door.access != "professionals-only" else ():
            if slug not in door.conditions:
                return Missing(of=door, field=f"conditions.{slug}", words=f"whether `{slug}` holds, yes or no")
    places = whole.locations_of(service)
    if not places and any("opvang" in (door.functions or ()) for door in doors):
        words = "the place of the shelter, as confidential (a region only) or as one that people may visit"
        return Missing(of=service, field="locationIds", words=words)
    undecided = (each for each in places if not _decided(each))
    words = "whether the place is confidential"
    return next((Missing(of=each, field="confidential", words=words) for each in undecided), None)


def _decided(place: Location) -> bool:
    """An address that is published is a decision too."""
    return place.confidential or bool(place.address or place.street) or "confidential" in place.facts


GATES: dict[str, Gate] = {
    "findable": _findable,
    "reachable": _reachable,
    "referable": _referable,
    "comparable": _comparable,
    "safe": _safe,
}
