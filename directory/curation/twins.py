"""What different organizations have in common, or nearly: numbers, hosts, names and slugs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from rapidfuzz.distance import Levenshtein

from directory import text
from directory.curation.finding import Finding, finding
from directory.curation.whole import Subject, Whole
from directory.model import ContactPoint, Id, Organization

SHOWN = 4


def find(whole: Whole) -> Iterator[Finding]:
    """Every likeness between organizations that nobody explained."""
    yield from _numbers(whole)
    yield from _hosts(whole)
    yield from _names(whole)
    yield from _slugs(whole)


def _numbers(whole: Whole) -> Iterator[Finding]:
    users = defaultdict[str, dict[Id, Organization | ContactPoint]](dict)
    reachable: list[Organization | ContactPoint] = [*whole.doors.values(), *whole.organizations.values()]
    for record in reachable:
        owner = whole.organization_of(record)
        if record.phone is not None and owner is not None:
            users[text.digits(record.phone.number)].setdefault(owner.id, record)
    for compared, records in users.items():
        if len(records) > 1 and not _together(whole, list(records)):
            yield _shared(whole, compared, list(records.values()))


def _together(whole: Whole, organizations: Sequence[Id]) -> bool:
    """Whether all of these hang together, directly or by way of one another."""
    reached, rest = {organizations[0]}, set(organizations[1:])
    while near := {each for each in rest if any(whole.related(each, other) for other in reached)}:
        reached |= near
        rest -= near
    return not rest


def _shared(whole: Whole, compared: str, records: Sequence[Organization | ContactPoint]) -> Finding:
    names = sorted(owner.name for each in records if (owner := whole.organization_of(each)) is not None)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    who = ", ".join(names[:SHOWN]) + more
    record = min(records, key=lambda each: each.slug)
    number = record.phone.number if record.phone else compared
    # That two organizations name the same national number proves little (DOMAIN 1.4).
    if compared.startswith(text.NATIONAL_PHONES):
        sentence = f"For information: {who} share the national number {number}. Is one of them the owner?"
        sentence += " Then write down who hands over to whom, as a division of labour."
        return finding(whole, record, "phone", "phone.shared-national", sentence, level="incomplete", risk=1)
    sentence = f"{who} give the same number {number}, and nothing says why. Check whose it is; if they work together,"
    return finding(whole, record, "phone", "phone.shared", f"{sentence} declare a division of labour.", risk=70)


def _hosts(whole: Whole) -> Iterator[Finding]:
    """Hosts one letter apart are found by what is left when one letter goes: a table, not a comparison of all pairs."""
    users = _users_of_hosts(whole)
    rests = defaultdict[str, set[str]](set)
    for host in users:
        for rest in (host, *(host[:at] + host[at + 1 :] for at in range(len(host)))):
            rests[rest].add(host)
    pairs = {(one, other) for hosts in rests.values() for one in hosts for other in hosts if one < other}
    for one, other in sorted(pairs):
        if Levenshtein.distance(one, other) == 1 and not users[one].keys() & users[other].keys():
            yield _lookalike(whole, one, other, next(iter(users[one].values())), next(iter(users[other].values())))


def _lookalike(whole: Whole, one: str, other: str, here: tuple[Subject, str], there: tuple[Subject, str]) -> Finding:
    record, field = here
    sentence = f"{one} and {other} ({whole.title(there[0])}) differ by one letter: a typing error, or a trap."
    sentence += " Open both with care before anybody is sent there."
    return finding(whole, record, field, "host.lookalike", sentence, risk=85)


def _users_of_hosts(whole: Whole) -> Mapping[str, dict[Id, tuple[Subject, str]]]:
    users = defaultdict[str, dict[Id, tuple[Subject, str]]](dict)
    for record in whole.subjects():
        owner = whole.organization_of(record)
        for field in ("website", "url", "email"):
            value: str | None = getattr(record, field, None)
            if value is not None and owner is not None and (host := _host(value)):
                users[host].setdefault(owner.id, (record, field))
    return users


def _host(value: str) -> str:
    """The host of a web or mail address, without `www.`."""
    host = value.rpartition("@")[2] if "://" not in value else _parsed(value)
    return host.casefold().removeprefix("www.")


def _parsed(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _names(whole: Whole) -> Iterator[Finding]:
    named = defaultdict[str, list[Organization]](list)
    for organization in whole.organizations.values():
        named[text.fold(organization.name) or text.plain(organization.name)].append(organization)
    for twins in named.values():
        if len(twins) > 1:
            first, *others = sorted(twins, key=lambda each: each.slug)
            slugs = ", ".join(each.slug for each in others)
            sentence = f"Another organization has the same name: {slugs}. Merge them, or tell them apart by name."
            yield finding(whole, first, "name", "name.twice", sentence, risk=45)


def _slugs(whole: Whole) -> Iterator[Finding]:
    kinds: tuple[Iterable[Subject], ...] = (
        whole.organizations.values(), whole.services.values(), whole.doors.values(), whole.locations.values()
    )  # fmt: skip
    for records in kinds:
        users = defaultdict[str, dict[Id, Subject]](dict)
        for record in records:
            for slug in (record.slug, *record.former_slugs):
                users[slug][record.id] = record
        for slug, twins in users.items():
            if len(twins) > 1:
                first, *others = (twins[id] for id in sorted(twins))
                names = ", ".join(whole.title(each) for each in others)
                sentence = f"The slug `{slug}` also stands for {names}: an address leads to one of them only."
                yield finding(whole, first, "slug", "slug.twice", f"{sentence} Give each its own.", risk=65)
