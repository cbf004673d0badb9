"""Made-up organizations in the numbers that one wants: Dutch names, numbers and sites, and a few of them twice."""

import random
from collections.abc import Iterator
from datetime import date
from functools import cache

from directory.atlas.catalogue import Catalogue
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.matching import Places, Reader
from directory.model import Kept, Location, Organization, Phone, ServiceArea
from directory.model.ids import derived_id
from directory.model.json import encode
from tests.conftest import NOW, ROOT


def _words(text: str) -> list[str]:
    return text.split()


KINDS = _words(
    """
    Stichting Steunpunt Huisartsenpraktijk Buurthuis Wijkcentrum Inloophuis Vereniging Zorgboerderij Praktijk
    Thuiszorg Meldpunt Bibliotheek Gemeente Stadsbank Dorpshuis Voedselbank Maatjesproject Jongerenwerk
    Ouderenbond Taalhuis
    """
)
STARTS = _words(
    """
    ber dal els fen gor hol iep jol kan lin mor nes ooi pol ros sta tul uit vel wol zan bra dre
    """
)
MIDDLES = _words(
    """
    a e i o u aa ee oe ie eu
    """
)
ENDS = _words(
    """
    berg dam hof kamp laan meer oord poort rust stein veld wijk horst beek brug donk haar loo
    """
)
SECOND = _words(
    """
    zorg hulp samen thuis kracht plus nabij licht anker brug kompas haven baken venster vuur
    """
)


@cache
def areas() -> Areas:
    return Areas.read(ROOT / "seeds" / "geo", date(2026, 11, 25))


@cache
def reader() -> Reader:
    return Reader(Places(areas(), Gazetteer.read(ROOT / "seeds" / "geo", areas())))


def organizations(size: int, seed: int = 5) -> Iterator[tuple[Organization, Location]]:
    """So many organizations with the place where each is; one in thirty is an earlier one with a fault in it."""
    chance = random.Random(seed)
    towns = areas().municipalities
    made: list[tuple[str, str, str | None, str | None]] = []
    for number in range(size):
        if made and chance.random() < 1 / 30:
            name, town, phone, site = chance.choice(made[-2_000:])
            name = with_an_error(name, chance)
            phone = phone if chance.random() < 0.7 else None
        else:
            town = chance.choice(towns).name
            word = "".join(
                map(
                    chance.choice, (STARTS, MIDDLES, ENDS) if chance.random() < 0.3 else (STARTS, MIDDLES, STARTS, ENDS)
                )
            )
            second = f" {chance.choice(SECOND)}" if chance.random() < 0.4 else ""
            place = f" {town}" if chance.random() < 0.4 else ""
            name = f"{chance.choice(KINDS)} {word.capitalize()}{second}{place}"
            phone = f"0{chance.randrange(10**8, 10**9 - 1)}" if chance.random() < 0.8 else "0800-2000"
            site = f"https://www.{word}{number}.nl" if chance.random() < 0.7 else None
            made.append((name, town, phone, site))
        yield _made(number, name, town, phone, site)


def with_an_error(name: str, chance: random.Random) -> str:
    """The same name with two letters swapped somewhere."""
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _made(number: int, name: str, town: str, phone: str | None, site: str | None) -> tuple[Organization, Location]:
    id = derived_id("organization", f"made-up-{number}")
    organization = Organization(
        id=id,
        slug=f"made-up-{number}",
        name=name,
        alternate_names=("".join(each[0] for each in name.split()),) if number % 4 == 0 else (),
        role="help",
        description="Verzonnen.",
        website=site,
        phone=Phone(number=phone) if phone else None,
        area=ServiceArea(codes=("VR05",)) if number % 5 == 0 else None,
    )
    location = Location(
        id=derived_id("location", f"made-up-{number}"),
        slug=f"made-up-{number}",
        organization_id=id,
        name=name,
        place=town,
    )
    return organization, location


def catalogue(size: int, seed: int = 5) -> Catalogue:
    """A catalogue of so many made-up organizations."""
    found = Catalogue.empty()
    for organization, location in organizations(size, seed):
        take(found, organization)
        take(found, location)
    for shelf in found.shelves.values():
        shelf.ids.sort()
    return found


def take(into: Catalogue, record: Organization | Location) -> None:
    """Put a record in a catalogue."""
    kind = "organization" if isinstance(record, Organization) else "location"
    kept = Kept(kind=kind, id=record.id, revision=1, sequence=1, at=NOW, document=encode(record))
    into.take(kept, sort=False)
