"""What two organizations are to each other: a class, a score, a line for each reason, and what stands in the way.

The score is a sum of log-odds (DOMAIN.md 1.4): from 0 on a person should look, from 2 on it is proposed as the same.
Only `same` ever reaches 2: what makes two entries something else to each other holds the score below it, and says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import log2
from typing import Literal

from msgspec import Struct

from directory.matching import telling
from directory.matching.likeness import RARE, WEIGHTS, Field, Likeness, Uses, best
from directory.matching.names import Name
from directory.matching.party import Party
from directory.matching.words import COMPASS, NATIONAL_PHONES, NATIONAL_USERS, SHARED_HOSTS, SHARED_PHONES

ENGINE = "dup-1.0"
Class = Literal["same", "part-of", "sister", "successor", "related", "different"]

SHOWN = 0.0
SAME = 2.0
HELD = 1.5
PRIOR = -5.0
# The least that a shared number or host is worth, however many share it: a hint, too little to find a pair by.
HINT = 0.5
# What a number or host is worth when nobody else has it.
MOST: Mapping[Field, float] = {"phone": 4.0, "host": 3.5}
# A number or host of more organizations than this is no more than a hint.
SHARED_BY_MANY = 6
# Up to so many municipalities a place that lies within an area is evidence; the country is none.
REGION_SIZE = 25
IDENTITY = ("equal", "typo", "core", "acronym")
# An error in `team` is an error; in `a` or `1` it is another one.
LONGEST_MARK = 3
DIRECTED = ("part-of", "successor")


class Reason(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One line of the sum: about which field, in Dutch, and what it adds."""

    field: str
    text: str
    weight: float


class Judgement(Struct, frozen=True, kw_only=True):
    """What two are to each other. `forwards`: the first is the part or the predecessor; None without direction."""

    verdict: Class
    score: float
    label: str
    reasons: tuple[Reason, ...]
    vetoes: tuple[Reason, ...] = ()
    forwards: bool | None = None

    @property
    def shown(self) -> bool:
        """Whether a person should look at it."""
        return self.score >= SHOWN and self.verdict != "different"


class Standing(Struct, frozen=True, kw_only=True):
    """What the structure of the names says, before anything is counted."""

    verdict: Class | None = None
    forwards: bool | None = None
    vetoes: tuple[tuple[str, str], ...] = ()
    name: Likeness | None = None
    former: bool = False
    maybe: bool = False


def judge(one: Party, other: Party, uses: Uses) -> Judgement:
    """What these two are to each other. With the two swapped only `forwards` turns around."""
    standing = _stand(one, other, uses)
    expected = standing.verdict in ("sister", "part-of", "successor")
    lines = [line for line in _lines(one, other, standing, uses) if not (expected and line.weight < 0) or _fixed(line)]
    score = round(sum(each.weight for each in lines), 1)
    verdict = standing.verdict or _verdict(score, one, other, standing)
    if score < SHOWN:
        verdict = "different"
    vetoes = _vetoes(standing, verdict, score)
    return Judgement(
        verdict=verdict,
        score=round(score + sum(each.weight for each in vetoes), 1),
        label=telling.label(verdict, maybe=standing.maybe or standing.verdict is None),
        reasons=tuple(lines),
        vetoes=vetoes,
        forwards=standing.forwards if verdict in DIRECTED else None,
    )


def _fixed(line: Reason) -> bool:
    return line.field == "prior" or line.field == "name"


def _verdict(score: float, one: Party, other: Party, standing: Standing) -> Class:
    alike = standing.name is not None and standing.name.kind in IDENTITY
    same_register = one.register is not None and one.register == other.register
    return "same" if score >= SAME and (alike or same_register) else "related"


def _vetoes(standing: Standing, verdict: Class, score: float) -> tuple[Reason, ...]:
    """Why it is not the same, and how much that takes off a score that would say so."""
    found = list(standing.vetoes)
    if verdict == "same":
        return ()
    held = min(0.0, round(HELD - score, 1)) if score >= SAME else 0.0
    if held and not found:
        found.append(("class", telling.NOT_THE_SAME[verdict]))
    return tuple(
        Reason(field=field, text=text, weight=held if not at else 0.0) for at, (field, text) in enumerate(found)
    )


# What the structure says.


def _stand(one: Party, other: Party, uses: Uses) -> Standing:
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
        return Standing(verdict="different", vetoes=(("number", veto),), name=now)
    if veto := _other_mark(now.one, now.other):
        return Standing(verdict="sister", vetoes=(("name", veto),), name=now)
    if (forwards := _part(one, other, now)) is not None:
        part = (one if forwards else other).main or now.one
        return Standing(verdict="part-of", forwards=forwards, vetoes=(("name", telling.part(part.text)),), name=now)
    if now.kind == "core" and now.network and bool(now.one.places) != bool(now.other.places):
        # It is in the region that the other names, but so may another organization of this network be.
        return Standing(verdict="related", vetoes=(("region", telling.NO_REGION),), name=now, maybe=True)
    if vetoes := tuple(_register(one, other)):
        return Standing(verdict="related", vetoes=vetoes, name=now)
    return Standing(verdict=None if now.kind in IDENTITY else "related", name=now)


def _succession(one: Party, other: Party, now: Likeness | None, uses: Uses) -> Standing | None:
    """Whether one bears the former name of the other, and not its name of today."""
    forwards = best(one.names, other.former, uses), best(one.later, other.names, uses)
    backwards = best(other.names, one.former, uses), best(other.later, one.names, uses)
    found = [
        (each.weight, ahead, each)
        for ahead, both in ((True, forwards), (False, backwards))
        for each in both
        if each is not None and each.kind in ("equal", "typo", "acronym")
    ]
    if not found:
        return None
    weight, ahead, likeness = max(found, key=lambda each: (each[0], each[2].order[3]))
    if now is not None and now.kind in ("equal", "typo", "acronym") and now.weight >= weight:
        return None
    if _apart(likeness.one.places or _scope(one), likeness.other.places or _scope(other)):
        return None
    # Both were called so once: nobody can say which of them goes on.
    both_ways = {each[1] for each in found if each[0] == weight} == {True, False}
    return Standing(verdict="successor", forwards=None if both_ways else ahead, name=likeness, former=True)


def _other_region(one: Party, other: Party, now: Likeness) -> str | None:
    here, there = now.one.places or _scope(one), now.other.places or _scope(other)
    if _apart(here, there) or _apart(_scope(one), _scope(other)):
        return telling.OTHER_REGION
    by_place = now.network and not (here and there) and _apart(here or one.place, there or other.place)
    return telling.OTHER_REGION if by_place else None


def _apart(here: int, there: int) -> bool:
    return bool(here and there and not here & there)


def _scope(party: Party) -> int:
    """Where it works by its own first name, or else by what is known of its area; 0 is not known or everywhere."""
    return (party.main.places if party.main else 0) or (0 if party.national else party.area)


def _national(party: Party) -> bool:
    main = party.main
    return main is not None and not main.places and (main.national or party.national)


def _other_number(one: Name, other: Name) -> str | None:
    if one.numbers <= other.numbers or other.numbers <= one.numbers:
        return None
    return telling.other_number(one.numbers, other.numbers)


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
        return None if here == there else _narrower(here, there)
    return _one_sided(one, other, now)


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
    return local if _scope(local) or (now.network and local.place) else None


def _whole(now: Likeness) -> bool:
    """Whether it is the names as a whole that are one error apart, not only their cores."""
    return abs(len(now.one.content) - len(now.other.content)) <= 2


def _one_sided(one: Party, other: Party, now: Likeness) -> bool | None:
    """One names a place and the other does not: those are a region and the whole, unless the other is in that place."""
    if now.kind == "equal":
        here, there = (each.main.places if each.main else 0 for each in (one, other))
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
        where = party.place or _scope(party)
        if name.places and where and where & name.places == where:
            return True
    return False


def _narrower(here: int, there: int) -> bool | None:
    if here & there == here:
        return True
    return False if here & there == there else None


def _register(one: Party, other: Party) -> Iterator[tuple[str, str]]:
    if one.register and other.register and one.register != other.register:
        yield "kvk", telling.OTHER_REGISTER


# What is counted.


def _lines(one: Party, other: Party, standing: Standing, uses: Uses) -> Iterator[Reason]:
    yield Reason(field="prior", text=telling.PRIOR, weight=PRIOR)
    if standing.name is not None:
        sentence = telling.name(standing.name, former=standing.former)
        yield Reason(field="name", text=sentence, weight=_name_weight(one, other, standing.name))
    yield from _phone(one, other, uses)
    yield from _number_in_name(one, other, standing.name)
    yield from _host(one, other, uses)
    yield from _email(one, other, uses)
    yield from _place(one, other)
    yield from _number_in_register(one, other, uses)


def _name_weight(one: Party, other: Party, now: Likeness) -> float:
    """What the names say. `Wijkracht` in Hengelo and `Wijkracht Hengelo` are nearly equal."""
    same_words = now.kind == "core" and now.one.kinds == now.other.kinds and not now.network
    if same_words and bool(now.one.places) != bool(now.other.places) and placed(one, other, now):
        return WEIGHTS["core-placed" if now.one.distinctive else "core-placed-general"]
    return now.weight


def _phone(one: Party, other: Party, uses: Uses) -> Iterator[Reason]:
    if shared := one.phones & other.phones:
        yield _shared("phones", shared, MOST["phone"], uses)
    elif old := (one.phones & other.former_phones) | (one.former_phones & other.phones):
        yield _shared("formerPhones", old, MOST["phone"] - 0.5, uses)
    elif one.phones and other.phones:
        yield Reason(field="phones", text=telling.OTHER_PHONE, weight=-1.0)


def _number_in_name(one: Party, other: Party, name: Likeness | None) -> Iterator[Reason]:
    """`Noodnummer 112` and an organization that is called at 112."""
    alike = name is not None and name.kind in IDENTITY and not one.phones & other.phones
    if alike and any(
        each.numbers & party.phones for party, near in ((one, other), (other, one)) for each in near.names
    ):
        yield Reason(field="name", text=telling.NUMBER_IN_NAME, weight=2.0)


def _host(one: Party, other: Party, uses: Uses) -> Iterator[Reason]:
    if shared := one.hosts & other.hosts:
        yield _shared("url", shared, MOST["host"], uses)
    elif one.hosts and other.hosts:
        # One of both changes now and then; both at once is somebody else.
        both = one.phones and other.phones and not one.phones & other.phones
        yield Reason(field="url", text=telling.OTHER_HOST, weight=-2.0 if both else -1.0)


def _shared(field: str, values: Iterable[str], most: float, uses: Uses) -> Reason:
    """The best of these values: what few others use says most."""
    counting: Field = "host" if field == "url" else "phone"
    weight, users, value = min(
        (-worth(counting, each, most, uses), known_users(counting, each, uses), each) for each in values
    )
    return Reason(field=field, text=telling.shared(field, value, users), weight=-weight)


def worth(field: Field, value: str, most: float, uses: Uses) -> float:
    """What it says that two have this number or host: all of `most` when nobody else has, a hint when many have."""
    users = known_users(field, value, uses)
    return HINT if users > SHARED_BY_MANY else max(HINT, round(most - 2 * log2(users), 1))


def known_users(field: Field, value: str, uses: Uses) -> int:
    """Organizations that use it, in what is known here and in what is known of the country."""
    outside = (SHARED_HOSTS if field == "host" else SHARED_PHONES).get(value, 1)
    if field == "phone" and value.startswith(NATIONAL_PHONES):
        outside = max(outside, NATIONAL_USERS)
    return max(1, outside, uses.users(field, value))


def _email(one: Party, other: Party, uses: Uses) -> Iterator[Reason]:
    if any(uses.users("email", each) <= RARE for each in one.emails & other.emails):
        # The host of the address is counted already.
        yield Reason(field="email", text=telling.SAME_EMAIL, weight=1.0 if one.hosts & other.hosts else 3.0)


def _number_in_register(one: Party, other: Party, uses: Uses) -> Iterator[Reason]:
    if one.register is None or other.register is None:
        return
    if one.register != other.register:
        yield Reason(field="kvk", text=telling.register(same=False), weight=-6.0)
    elif uses.users("register", one.register) <= RARE:
        # One legal person with hundreds of branches in a sheet says nothing of two of them.
        yield Reason(field="kvk", text=telling.register(same=True), weight=8.0)


def _place(one: Party, other: Party) -> Iterator[Reason]:
    here, there = _seat(one), _seat(other)
    text_equal = bool(one.place_text) and one.place_text == other.place_text
    if text_equal or (here and here == there):
        yield Reason(field="place", text=telling.SAME_PLACE, weight=1.0)
    elif _regional(here, other) or _regional(there, one):
        yield Reason(field="place", text=telling.WITHIN_AREA, weight=1.0)
    elif _apart(here or _scope(one), there or _scope(other)) and not (one.national or other.national):
        yield Reason(field="place", text=telling.OTHER_PLACE, weight=-2.0)


def _seat(party: Party) -> int:
    """The one municipality where it is, or where alone it works."""
    for mask in (party.place, party.area, party.main.places if party.main else 0):
        if mask and mask.bit_count() == 1:
            return mask
    return party.place


def _regional(seat: int, other: Party) -> bool:
    scope = _scope(other)
    return bool(seat and scope and scope.bit_count() <= REGION_SIZE and seat & scope == seat)
