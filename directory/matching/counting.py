"""What speaks for and against two organizations being one: a line for each thing, as log-odds (DOMAIN.md 1.4)."""

from collections.abc import Iterable, Iterator, Mapping
from math import log2

from msgspec import Struct

from directory.matching import telling
from directory.matching.likeness import Likeness
from directory.matching.party import Party
from directory.matching.standing import IDENTITY, Standing, apart, elsewhere, placed, scope
from directory.matching.uses import RARE, Field, Uses
from directory.matching.weights import WEIGHTS
from directory.matching.words import NATIONAL_USERS, SHARED_HOSTS, SHARED_PHONES
from directory.text import NATIONAL_PHONES

PRIOR = -5.0
# The least that a shared number or host is worth, however many share it: a hint, too little to find a pair by.
HINT = 0.5
# What a number or host is worth when nobody else has it.
MOST: Mapping[Field, float] = {"phone": 4.0, "host": 3.5}
# A number or host of more organizations than this is no more than a hint.
SHARED_BY_MANY = 6
# Up to so many municipalities a place that lies within an area is evidence; the country is none.
REGION_SIZE = 25


class Reason(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One line of the sum: about which field, in Dutch, and what it adds."""

    field: str
    text: str
    weight: float


def count(one: Party, other: Party, standing: Standing, uses: Uses) -> Iterator[Reason]:
    """The lines of these two, in order of the fields."""
    yield Reason(field="prior", text=telling.PRIOR, weight=PRIOR)
    if standing.name is not None:
        sentence = telling.name(standing.name, standing.past)
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
    users, value = min((known_users(counting, each, uses), each) for each in values)
    return Reason(field=field, text=telling.shared(field, value, users), weight=worth(users, most))


def worth(users: int, most: float) -> float:
    """What it says that two have a number or host of so many: all of `most` when nobody else has, or a hint."""
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
        yield Reason(field="kvk", text=telling.OTHER_REGISTER, weight=-6.0)
    elif uses.users("register", one.register) <= RARE:
        # One legal person with hundreds of branches in a sheet says nothing of two of them.
        yield Reason(field="kvk", text=telling.SAME_REGISTER, weight=8.0)


def _place(one: Party, other: Party) -> Iterator[Reason]:
    here, there = _seat(one), _seat(other)
    text_equal = bool(one.place_text) and one.place_text == other.place_text
    if text_equal or (here and here == there):
        yield Reason(field="place", text=telling.SAME_PLACE, weight=1.0)
    elif _regional(here, other) or _regional(there, one):
        yield Reason(field="place", text=telling.WITHIN_AREA, weight=1.0)
    elif elsewhere(one, other) or (
        apart(here or scope(one), there or scope(other)) and not (one.national or other.national)
    ):
        yield Reason(field="place", text=telling.OTHER_PLACE, weight=-2.0)


def _seat(party: Party) -> int:
    """The one municipality where it is, or where alone it works."""
    for mask in (party.place, party.area, party.named):
        if mask and mask.bit_count() == 1:
            return mask
    return party.place


def _regional(seat: int, other: Party) -> bool:
    area = scope(other)
    return bool(seat and area and area.bit_count() <= REGION_SIZE and seat & area == seat)
