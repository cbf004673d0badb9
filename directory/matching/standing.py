"""What the names and areas of two organizations say of them before anything is counted: a region, a part, a successor.

Each has its own text, because it is the answer to "why is this not the same?".
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct
from rapidfuzz.distance import OSA

from directory.matching import telling
from directory.matching.likeness import Likeness, best
from directory.matching.names import Name
from directory.matching.party import Party
from directory.matching.uses import Uses
from directory.matching.words import COMPASS, GENERIC, LINES, NATIONAL, WHOLES

Class = Literal["same", "part-of", "sister", "successor", "related", "different"]
SURELY = ("equal", "typo", "acronym")
IDENTITY = ("equal", "typo", "core", "acronym")
# An error in `team` is an error; in `a` or `1` it is another one.
LONGEST_MARK = 3
# Short numbers for emergencies and of public interest begin with 1: 112, 113, 144.
SHORT_NUMBER = 3


class Standing(Struct, frozen=True, kw_only=True):
    """What two are to each other by their structure. `verdict` None: the sum decides.

    `forwards`: the first is the part or the predecessor. `vetoes` are fields and sentences. `name` is the likeness that
    counts, with `past` that of a former name or of who took over the work. `maybe`: but for the veto it could be the
    same.
    """

    verdict: Class | None = None
    forwards: bool | None = None
    vetoes: tuple[tuple[str, str], ...] = ()
    name: Likeness | None = None
    past: Literal["name", "work"] | None = None
    maybe: bool = False


def stand(one: Party, other: Party, uses: Uses) -> Standing:
    """What these two are by their names, areas and what the directory says of them."""
    now = best(one.names, other.names, uses)
    if one.part_of == other.key or other.part_of == one.key:
        veto = ("partOf", telling.KNOWN_PART)
        return Standing(verdict="part-of", forwards=one.part_of == other.key, vetoes=(veto,), name=now)
    if (succession := _succession(one, other, now, uses)) is not None:
        return succession
    if now is None or now.kind == "none":
        return Standing(name=now, vetoes=(*_register(one, other),))
    return _of_alike(one, other, now)


def _of_alike(one: Party, other: Party, now: Likeness) -> Standing:
    if veto := _other_region(one, other, now):
        distinctive = now.network or (now.one.distinctive and now.other.distinctive)
        verdict: Class = "sister" if now.kind in IDENTITY and distinctive else "different"
        return Standing(verdict=verdict, vetoes=(("region", veto),), name=now)
    if veto := _other_number(now.one, now.other):
        # Team 1 and team 2 are of one whole; 112 and 113 are not.
        teams = now.kind in IDENTITY and any(len(each) > LONGEST_MARK for each in now.one.marks & now.other.marks)
        return Standing(verdict="sister" if teams else "different", vetoes=(("number", veto),), name=now)
    if veto := _other_line(one, other):
        return Standing(verdict="related", vetoes=(("phones", veto),), name=now)
    if veto := _other_mark(now.one, now.other):
        return Standing(verdict="sister", vetoes=(("name", veto),), name=now)
    if (forwards := _part(one, other, now)) is not None:
        part = (one if forwards else other).main or now.one
        return Standing(verdict="part-of", forwards=forwards, vetoes=(("name", telling.part(part.text)),), name=now)
    if now.kind == "core" and now.network and bool(now.one.places) != bool(now.other.places):
        # It is in the region that the other names, but so may another organization of this network be.
        return Standing(verdict="related", vetoes=(("region", telling.NO_REGION),), name=now, maybe=True)
    if vetoes := (*_register(one, other), *_namesakes(one, other, now)):
        return Standing(verdict="related", vetoes=vetoes, name=now)
    if (forwards := _by_alias(one, other, now)) is not None:
        return Standing(verdict="part-of", forwards=forwards, vetoes=(("name", telling.BESIDE),), name=now)
    return Standing(verdict=None if now.kind in IDENTITY else "related", name=now)


def _succession(one: Party, other: Party, now: Likeness | None, uses: Uses) -> Standing | None:
    """Whether one bears the former name of the other, or did its work before, and does not bear its name of today."""
    found = [*_pasts(one, other, uses, ahead=True), *_pasts(other, one, uses, ahead=False)]
    if not found:
        return None
    first = max(found, key=lambda each: (each.likeness.weight, each.likeness.order[3]))
    likeness = first.likeness
    if now is not None and now.kind in SURELY and now.weight >= likeness.weight:
        return None
    if apart(likeness.one.places or scope(one), likeness.other.places or scope(other)):
        return None
    # Both were called so once: nobody can say which of them goes on.
    both_ways = len({each.ahead for each in found if each.likeness.weight == likeness.weight}) > 1
    forwards = None if both_ways else first.ahead
    return Standing(verdict="successor", forwards=forwards, name=likeness, past=first.past)


class _Past(Struct, frozen=True):
    ahead: bool
    past: Literal["name", "work"]
    likeness: Likeness


def _pasts(old: Party, new: Party, uses: Uses, *, ahead: bool) -> Iterator[_Past]:
    """In what way the first may be what the second was."""
    name, work = best(old.names, new.former, uses), best(old.later, new.names, uses)
    if name is not None and name.kind in SURELY:
        yield _Past(ahead, "name", name)
    if work is not None and work.kind in SURELY:
        yield _Past(ahead, "work", work)


def _other_region(one: Party, other: Party, now: Likeness) -> str | None:
    here, there = now.one.places or scope(one), now.other.places or scope(other)
    if (
        apart(here, there)
        or apart(scope(one), scope(other))
        or _elsewhere(one, other, there)
        or _elsewhere(other, one, here)
    ):
        return telling.OTHER_REGION
    by_place = now.network and not (here and there) and apart(here or one.place, there or other.place)
    return telling.OTHER_REGION if by_place else None


def _elsewhere(one: Party, other: Party, there: int) -> bool:
    """Whether it says that it is out of the place in its own name, and out of where the other is or works."""
    stated = one.place or one.area
    return apart(stated, one.named) and apart(stated, there | other.place | scope(other))


def elsewhere(one: Party, other: Party) -> bool:
    """Whether one is in a place that is none of ours, and the other is known to be or work somewhere else."""
    if not (one.strange or other.strange):
        return False
    if one.place_text and other.place_text:
        return OSA.distance(one.place_text, other.place_text) > 1
    known = other if one.strange else one
    return bool(known.place or scope(known))


def _namesakes(one: Party, other: Party, now: Likeness) -> Iterator[tuple[str, str]]:
    """What is contrary of two of one short name, or of a name by which one of them is known too: more go by those."""
    both = (now.one, now.other)
    telling_enough = all(each.first and (len(each.cores) > 1 or each.places) for each in both)
    if telling_enough or now.kind not in IDENTITY or _shared(one, other):
        return
    place = elsewhere(one, other) or apart(one.place, other.place)
    if place or one.strange != other.strange:
        yield "place", telling.OTHER_PLACE
    together = one.place & (other.place or scope(other)) or other.place & (one.place or scope(one))
    if one.hosts and other.hosts and (place or ((one.phones or other.phones) and not together)):
        yield "url", telling.NAMESAKES


def _shared(one: Party, other: Party) -> bool:
    """Whether they have a number, a site, a mail address or their number in the register in common."""
    numbers = (one.phones | one.former_phones) & (other.phones | other.former_phones)
    register = one.register is not None and one.register == other.register
    return bool(numbers or one.hosts & other.hosts or one.emails & other.emails or register)


def apart(here: int, there: int) -> bool:
    """Whether two masks are both known and have no municipality in common."""
    return bool(here and there and not here & there)


def scope(party: Party) -> int:
    """Where it works: by its own first name, unless its area is elsewhere, or else by its area.

    0 is not known or everywhere.
    """
    area = 0 if party.national else party.area
    return area if apart(party.named, area) else party.named or area


def _national(party: Party) -> bool:
    main = party.main
    return main is not None and not main.places and (main.national or party.national)


def _other_number(one: Name, other: Name) -> str | None:
    if one.numbers <= other.numbers or other.numbers <= one.numbers:
        return None
    return telling.other_number(one.numbers, other.numbers)


def _other_line(one: Party, other: Party) -> str | None:
    """Lines of three digits (112, 113, 116, 144) that are not those of the other."""
    dialled, named = [_short(each.phones) for each in (one, other)], [_named_line(each) for each in (one, other)]
    for here, there in ((dialled[0], dialled[1]), (named[0], named[1]), (dialled[0], named[1]), (named[0], dialled[1])):
        if here and there and here.isdisjoint(there):
            return telling.other_line(here, there)
    return None


def _short(numbers: Iterable[str]) -> frozenset[str]:
    return frozenset(each for each in numbers if len(each) == SHORT_NUMBER and each.startswith("1"))


def _named_line(party: Party) -> frozenset[str]:
    """The line in the name that it is called by, if there is one."""
    return _short(party.main.numbers) if party.main else frozenset()


def _other_mark(one: Name, other: Name) -> str | None:
    """Team 1 is not team 2, north is not south."""
    here, there = ({each for each in name.marks if each in COMPASS or len(each) == 1} for name in (one, other))
    return None if here <= there or there <= here else telling.OTHER_PART


def _part(one: Party, other: Party, now: Likeness) -> bool | None:
    """Whether the first is a part of the second (True), the second of the first (False), or neither (None)."""
    if _marked(now):
        return None if len(now.one.marks) == len(now.other.marks) else len(now.one.marks) > len(now.other.marks)
    here, there = now.one.places, now.other.places
    if (now.kind == "equal" and here) or (now.kind == "typo" and bool(here) != bool(there) and _whole(now)):
        # Both bear the name of the region, with a typing error perhaps: neither is the whole of which that is a part.
        return None
    if _national(one) != _national(other) and (regional := _regional_of(one, other, now)) is not None:
        return regional is one
    if here and there:
        return _narrower(here, there)
    return _one_sided(one, other, now)


def _by_alias(one: Party, other: Party, now: Likeness) -> bool | None:
    """The same as `_part` when one bears a name by which the other goes too: that may be of its whole or of a part."""
    if now.kind not in IDENTITY or now.one.first == now.other.first:
        return None
    alias, party = (now.other, other) if now.one.first else (now.one, one)
    alone = not (_shared(one, other) or placed(one, other, now) or one.place & other.place)
    whole = _is_whole(alias, party, alone=alone)
    return None if whole is None else whole is not now.one.first


def _is_whole(alias: Name, party: Party, *, alone: bool) -> bool | None:
    """Whether another name is that of what the party is a part of (True), of a part of it (False), or its own (None).

    `alone`: nothing but the name speaks for it, so a shorter name is enough to doubt it.
    """
    main, own = party.main, [each for each in party.names if each.first]
    if main is None or any(alias.acronym in each.initials for each in own) or alias.line.isdigit():
        return None
    here, there = _telling(alias), _telling(main)
    # The police of the east is not its district Twente.
    wider = _within(main.places, alias.places) or (main.marks - alias.marks and 0 != main.places == alias.places)
    district = not alias.marks and _within(alias.places, main.places)
    if district or (not wider and any(_telling(each) == here for each in own)):
        return None
    if alias.marks - main.marks and (there < here or _within(alias.places, main.places)):
        return False
    added = there - here
    part = wider or added & LINES or (here & WHOLES and added - GENERIC) or (alone and added & main.cores - GENERIC)
    return True if here <= there and part else None


def _telling(name: Name) -> set[str]:
    """Its words without those for places and the country."""
    return set(name.tokens) - name.placed - NATIONAL


def _within(inner: int, outer: int) -> bool:
    """Whether a known place lies in another, larger one."""
    return bool(inner) and inner != outer and inner & outer == inner


def _marked(now: Likeness) -> bool:
    """Whether one has a word for a part that the other has not, not by a space or an error in that word."""
    differing = now.one.marks ^ now.other.marks
    if now.kind == "typo":
        return any(len(each) <= LONGEST_MARK for each in differing)
    if now.kind in ("partial", "kindred"):
        # The desk of the municipality is a part of it; two desks are no parts of each other.
        here, there = set(now.one.tokens), set(now.other.tokens)
        return bool(differing) and (here <= there or there <= here)
    return bool(differing) and now.kind not in ("equal", "acronym")


def _regional_of(one: Party, other: Party, now: Likeness) -> Party | None:
    """Of a national and another organization the one that works in a region, as far as that is known.

    In a network of regions, one that is somewhere is of that region.
    """
    local = other if _national(one) else one
    return local if scope(local) or (now.network and local.place) else None


def _whole(now: Likeness) -> bool:
    """Whether it is the names as a whole that are one error apart, not only their cores."""
    return abs(len(now.one.content) - len(now.other.content)) <= 2


def _one_sided(one: Party, other: Party, now: Likeness) -> bool | None:
    """One names a place and the other does not: those are a region and the whole, unless the other is in that place."""
    if now.kind == "equal":
        here, there = one.named, other.named
        known = bool((here or one.place) & (there or other.place))
        return bool(here) if now.network and bool(here) != bool(there) and not known else None
    here, there = now.one.places, now.other.places
    if bool(here) == bool(there) or placed(one, other, now) or (now.kind == "acronym" and _spelled(now)):
        return None
    return bool(here)


def _spelled(now: Likeness) -> bool:
    """Whether the letters stand for the place too: VTT is Veilig Thuis Twente, CSG is any Centrum Seksueel Geweld."""
    both = ((now.one, now.other), (now.other, now.one))
    return any(short.acronym in long.initials - {long.bare_initials} for short, long in both)


def placed(one: Party, other: Party, now: Likeness) -> bool:
    """Whether one names a place and the other is in that place, or works there."""
    for name, party in ((now.one, other), (now.other, one)):
        where = party.place or scope(party)
        if name.places and where and where & name.places == where:
            return True
    return False


def _narrower(here: int, there: int) -> bool | None:
    if _within(here, there):
        return True
    return False if _within(there, here) else None


def _register(one: Party, other: Party) -> Iterator[tuple[str, str]]:
    if one.register and other.register and one.register != other.register:
        yield "kvk", telling.OTHER_REGISTER
