"""Names that people may mix up: that is the confusion which the council letter fears, and it is not overlap."""

import re
from collections.abc import Iterable, Iterator

import msgspec
from rapidfuzz.distance import JaroWinkler, Levenshtein

from directory.text import digits, fold

ALIKE = 0.88
SHORTEST = 5
# A number that people know by heart.
CODE = re.compile(r"(?<!\d)\d{3}(?!\d)")
ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})", re.IGNORECASE)
# Words that say what kind of thing it is, not which one.
KINDS = frozenset(
    """stichting vereniging centrum steunpunt meldpunt hulplijn hulpnummer lijn nummer loket punt desk app site website
    centraal centrale nationaal nationale landelijk landelijke regionaal regionale regio gemeente nieuw nieuwe
    aanspreekpunt inloop spreekuur campagne advies hulp helpdesk platform netwerk team chat telefoon voor van de het een
    en in bij tegen over met op huiselijk geweld kindermishandeling twente""".split()  # noqa: SIM905
)


class Alike(msgspec.Struct, frozen=True):
    """A name that is like the proposed one. `likeness` from 0 to 1."""

    slug: str
    name: str
    likeness: float
    why: str


class Known(msgspec.Struct, frozen=True):
    """A partner with everything it is called or found by."""

    slug: str
    name: str
    names: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def confusable(title: str, known: Iterable[Known]) -> list[Alike]:
    """Partners with whose name, site or number this title may be mixed up, the most alike first."""
    found: dict[str, Alike] = {}
    for partner in known:
        for each in _likenesses(title, partner):
            if partner.slug not in found or found[partner.slug].likeness < each.likeness:
                found[partner.slug] = each
    return sorted(found.values(), key=lambda each: (-each.likeness, each.slug))


def _likenesses(title: str, partner: Known) -> Iterator[Alike]:
    core = core_of(title)
    sites = [match[1].lower().removeprefix("www.") for match in ADDRESS.finditer(title)]
    for name in partner.names:
        other = core_of(name)
        if min(len(core), len(other)) >= SHORTEST and (likeness := JaroWinkler.similarity(core, other)) >= ALIKE:
            yield Alike(partner.slug, partner.name, round(likeness, 3), f"de naam lijkt op: {name}")
    for host in partner.hosts:
        stem = fold(host.rpartition(".")[0]).replace(" ", "")
        for site in (*(each.rpartition(".")[0] for each in sites), core):
            said = fold(site).replace(" ", "")
            if min(len(stem), len(said)) >= SHORTEST and (likeness := JaroWinkler.similarity(said, stem)) >= ALIKE:
                yield Alike(partner.slug, partner.name, round(likeness, 3), f"de naam lijkt op de site: {host}")
    for code in set(CODE.findall(title)):
        for own in {*CODE.findall(partner.name), *(digits(each) for each in partner.phones)}:
            if len(own) == len(code) and Levenshtein.distance(code, own) <= 1:
                why = "het nummer is hetzelfde" if code == own else f"het nummer {code} lijkt op {own}"
                yield Alike(partner.slug, partner.name, 1.0 if code == own else 0.9, why)


def core_of(name: str) -> str:
    """A name without what says its kind, written as one word: two names are mixed up by what is left."""
    return "".join(each for each in fold(name).split() if each not in KINDS)
