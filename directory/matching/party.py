"""What is matched: an organization with everything by which it can be known, from a description or from the atlas."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from directory import text
from directory.atlas.catalogue import Catalogue
from directory.matching.names import Name, names_of
from directory.matching.places import Places
from directory.matching.words import LINEAGE, PUBLIC_HOSTS, same_letters
from directory.model import Id, Location, ServiceArea

# More names than this is a list of words, not what an organization is called.
MOST_NAMES = 40
# What stands between two numbers in one cell of a sheet.
SEVERAL = re.compile(r"[;,|]| / | of | en ")


class Described(Struct, frozen=True, kw_only=True):
    """An organization as somebody describes it: all that `duplicate-checks` takes, as it was sent."""

    key: str = ""
    name: str
    alternate_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    former_phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    place: str | None = None
    areas: tuple[str, ...] = ()
    register: str | None = None
    part_of: Id | None = None
    national: bool = False


class Party(Struct, frozen=True, kw_only=True, eq=False):
    """The same, ready to be compared. `key` is an id in the directory or the key in a batch.

    `later` are names of what took over the work of an organization of this name. `place` and `area` are masks of
    municipalities: where it is, where it works; 0 is not known, and for `area` also "everywhere" (`national`).
    `strange`: it is in a place that is none of ours.
    """

    key: str
    names: tuple[Name, ...]
    former: tuple[Name, ...] = ()
    later: tuple[Name, ...] = ()
    phones: frozenset[str] = frozenset()
    former_phones: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    register: str | None = None
    place: int = 0
    place_text: str = ""
    strange: bool = False
    area: int = 0
    national: bool = False
    part_of: Id | None = None

    @property
    def main(self) -> Name | None:
        """The first name; None when there is none with a letter or digit in it."""
        return self.names[0] if self.names else None

    @property
    def named(self) -> int:
        """Where it is by its first name; 0 when that names no place."""
        return self.main.places if self.main else 0

    @property
    def content(self) -> tuple[object, ...]:
        """Everything but the key: equal for copies."""
        names = tuple(each.text for each in (*self.names, *self.former))
        numbers = self.phones, self.former_phones, self.hosts, self.emails, self.register
        return names, len(self.names), numbers, self.place, self.place_text, self.area, self.national, self.part_of

    @property
    def signature(self) -> tuple[str, int]:
        """Equal for two records of one organization as a rule: so many of these share a number, so little it says."""
        return (self.main.core, self.main.places or self.place) if self.main else (self.key, 0)


class Reader:
    """Makes parties. It holds what names of places mean."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def party(self, described: Described) -> Party:
        """This description, ready to be compared. Odd texts (no letters, no digits) are as if they were not there."""
        names = self._names((described.name, *described.alternate_names))
        former = self._names(described.former_names)
        place = self._places.of_text(described.place) if described.place else 0
        return Party(
            key=described.key,
            names=names,
            former=former,
            later=self._later((*names, *former)),
            phones=_numbers(described.phones),
            former_phones=_numbers(described.former_phones),
            hosts=frozenset(each for url in (*described.urls, *described.emails) if (each := host(url))),
            emails=frozenset(_mail(each) for each in described.emails),
            register=register_number(described.register),
            place=place,
            place_text=text.fold(described.place or "").removeprefix("gemeente "),
            strange=not place and self._places.strange(described.place or ""),
            area=self._places.of_codes(described.areas),
            national=described.national or "NL" in described.areas,
            part_of=described.part_of,
        )

    def organization(self, catalogue: Catalogue, id: Id) -> Party:
        """An organization of the directory with the numbers and sites of its doors. Raises as the catalogue does."""
        return self.party(described(catalogue, id))

    def _names(self, texts: Iterable[str]) -> tuple[Name, ...]:
        found: dict[str, Name] = {}
        for each in dict.fromkeys(texts):
            for name in names_of(each, self._places, first=not found):
                found.setdefault(name.whole, name)
        return tuple(found.values())[:MOST_NAMES]

    def _later(self, names: Sequence[Name]) -> tuple[Name, ...]:
        """What organizations of these names became, in the same place."""
        became = (_became(each) for each in names)
        return self._names(each for each in became if each is not None)


def _became(name: Name) -> str | None:
    for before, after in LINEAGE.items():
        if all(each in name.tokens for each in before):
            places = (each for each in text.words(name.text) if same_letters(each) in name.placed)
            return " ".join((after, *places))
    return None


def described(catalogue: Catalogue, id: Id) -> Described:
    """What is known of an organization of the directory. Nothing of a confidential place but what the names say."""
    organization = catalogue.organization(id)
    services = [catalogue.service(each) for each in catalogue.services_of(id)]
    doors = [catalogue.door(door) for each in services for door in catalogue.doors_of(each.id)]
    places = [catalogue.location(each) for each in catalogue.locations_of(id)]
    phones = (organization.phone, *(each.phone for each in doors))
    return Described(
        key=id,
        name=organization.name,
        alternate_names=organization.alternate_names,
        former_names=organization.former_names,
        phones=tuple(_known(each.number for each in phones if each is not None)),
        urls=tuple(_known((organization.website, *(each.url for each in services), *(each.url for each in doors)))),
        emails=tuple(_known((organization.email, *(each.email for each in doors)))),
        place=_seat(places),
        areas=_codes(organization.area),
        register=next((each.value for each in organization.identifiers if each.scheme == "nl-kvk"), None),
        part_of=organization.part_of,
    )


def _known(values: Iterable[str | None]) -> Iterable[str]:
    return dict.fromkeys(each for each in values if each is not None)


def _seat(places: Iterable[Location]) -> str | None:
    """The town of its places that may be known, when that is one town."""
    towns = {each.place for each in places if each.place is not None and not each.confidential}
    return towns.pop() if len(towns) == 1 else None


def _codes(area: ServiceArea | None) -> tuple[str, ...]:
    return area.codes if area is not None else ()


def _numbers(numbers: Iterable[str]) -> frozenset[str]:
    """Comparable numbers. `088-4222495` and `+31 88 422 24 95` are one; fewer than three digits are none."""
    single = (one for each in numbers for one in SEVERAL.split(each))
    return frozenset(found for each in single if len(found := text.digits(each.replace("(0)", ""))) >= 3)


def _mail(address: str) -> str:
    return text.plain(address).strip()


def register_number(number: str | None) -> str | None:
    """A number of the trade register: eight digits, with zeros in front where somebody's sheet lost them, or None."""
    found = re.sub(r"\D", "", number or "")
    return found.zfill(8) if 6 <= len(found) <= 8 and int(found) else None


def host(value: str) -> str:
    """The host of a web or mail address without `www.`; "" when there is none or when it is anybody's."""
    bare = text.plain(value).strip()
    bare = bare if "//" in bare else bare.rpartition("@")[2]
    try:
        found = urlsplit(bare if "//" in bare else f"//{bare}").hostname or ""
    except ValueError:
        return ""
    found = re.sub(r"^(?:www\d?|m)\.", "", found).strip(".")
    labels = found.split(".")
    public = any(".".join(labels[at:]) in PUBLIC_HOSTS for at in range(len(labels)))
    return "" if public or len(labels) < 2 else found
