"""Names that people may mix up: that is the confusion which the council letter fears, and it is not overlap."""

import re
from collections.abc import Iterator

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from directory.atlas import Atlas
from directory.model import Id, Organization
from directory.text import digits, fold

ALIKE = 0.88
SHORTEST = 5
MOST = 20
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
    """An organization with what it may be mixed up by: names and sites without their kind, numbers of three digits."""

    revision: int
    slug: str
    name: str
    cores: tuple[tuple[str, str], ...]
    codes: frozenset[str]


class Names:
    """Every name, site and short number of one version of the atlas; what did not change comes from the one before."""

    def __init__(self, atlas: Atlas, before: "Names | None" = None) -> None:
        old = before._known if before else {}
        self._known: dict[Id, Known] = {}
        catalogue = atlas.catalogue
        for id in catalogue.ids("organization"):
            if catalogue.has("organization", id):
                revision = catalogue.version("organization", id).revision
                known = old.get(id)
                fresh = known is not None and known.revision == revision
                self._known[id] = known if fresh and known else _known(catalogue.organization(id), revision)
        self._cores: list[str] = []
        self._owners: list[tuple[Known, str]] = []
        self._codes: dict[str, list[Known]] = {}
        for each in self._known.values():
            for core, why in each.cores:
                self._cores.append(core)
                self._owners.append((each, why))
            for code in each.codes:
                self._codes.setdefault(code, []).append(each)

    def like(self, title: str) -> list[Alike]:
        """Partners with whose name, site or number this title may be mixed up, the most alike first."""
        found: dict[str, Alike] = {}
        for each in (*self._by_name(title), *self._by_number(title)):
            if each.slug not in found or found[each.slug].likeness < each.likeness:
                found[each.slug] = each
        return sorted(found.values(), key=lambda each: (-each.likeness, each.slug))[:MOST]

    def _by_name(self, title: str) -> Iterator[Alike]:
        sites = (_stem(match[1]) for match in ADDRESS.finditer(title))
        for said in {core_of(title), *sites}:
            if len(said) < SHORTEST:
                continue
            near = process.extract(said, self._cores, scorer=JaroWinkler.similarity, score_cutoff=ALIKE, limit=MOST)
            for _, likeness, number in near:
                owner, why = self._owners[number]
                yield Alike(owner.slug, owner.name, round(likeness, 3), why)

    def _by_number(self, title: str) -> Iterator[Alike]:
        for code in set(CODE.findall(title)):
            for own, owners in self._codes.items():
                if Levenshtein.distance(code, own) <= 1:
                    why = "het nummer is hetzelfde" if code == own else f"het nummer {code} lijkt op {own}"
                    for owner in owners:
                        yield Alike(owner.slug, owner.name, 1.0 if code == own else 0.9, why)


def _known(organization: Organization, revision: int) -> Known:
    names = (organization.name, *organization.alternate_names, *organization.former_names)
    cores = [(core_of(each), f"de naam lijkt op: {each}") for each in names]
    if organization.website:
        host = organization.website.partition("://")[2].partition("/")[0].removeprefix("www.")
        cores.append((_stem(host), f"de naam lijkt op de site: {host}"))
    numbers = [organization.phone.number] if organization.phone else []
    codes = {*CODE.findall(organization.name), *(each for each in map(digits, numbers) if len(each) == 3)}
    known = tuple(each for each in cores if len(each[0]) >= SHORTEST)
    return Known(revision, organization.slug, organization.name, known, frozenset(codes))


def _stem(host: str) -> str:
    """A site without `www.` and without its ending, as one word."""
    return fold(host.lower().removeprefix("www.").rpartition(".")[0]).replace(" ", "")


def core_of(name: str) -> str:
    """A name without what says its kind, written as one word: two names are mixed up by what is left."""
    return "".join(each for each in fold(name).split() if each not in KINDS)
