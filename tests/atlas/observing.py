"""Everything that can be seen of one version of the atlas, in a form that two versions can be compared by."""

from collections.abc import Iterable
from typing import Any

from directory.atlas import Atlas
from directory.errors import DirectoryError, Gone
from directory.model import Kind
from directory.model.change import PUBLIC_KINDS
from directory.search import Facets, Finder, Near, Question, Suggester
from tests.atlas.world import MOMENTS, containing

HERE = Near(label="hier", latitude=52.2656, longitude=6.7931, municipalities=("GM0164",))
QUESTIONS = (
    Question(at=MOMENTS[0], per_page=100),
    Question(at=MOMENTS[0], near=HERE, include_unknown=True, per_page=100),
    Question(at=MOMENTS[1], near=HERE, radius_km=10, per_page=3, page=2, include_unknown=True),
    Question(at=MOMENTS[2], terms={"topics": ("partnergeweld", "femicide")}, include_unknown=True, per_page=100),
    Question(at=MOMENTS[0], terms={"conditions": ("anoniem",)}, open_now=True, include_unknown=True, per_page=100),
    Question(
        at=MOMENTS[3], municipalities=("GM0193",), terms={"languages": ("nl",)}, include_unknown=True, per_page=100
    ),
    Question(at=MOMENTS[0], words="haven kinderen", include_unknown=True, per_page=100),
    Question(at=MOMENTS[0], words="geweld", terms={"channels": ("chat",)}, include_unknown=True, per_page=100),
)
BEGINNINGS = ("h", "ha", "kind", "gew", "stalking", "rozen")
Tools = tuple[Finder, Facets]


def observed(atlas: Atlas, names: Iterable[tuple[Kind, str]], tools: Tools | None = None) -> dict[str, Any]:
    """Records, what these names resolve to, who owns what, answers, facets and suggestions."""
    told = answers(tools or tools_for(atlas))
    return {**catalogue(atlas, names), **told, "suggestions": suggestions(atlas), "trees": dict(atlas.trees)}


def catalogue(atlas: Atlas, names: Iterable[tuple[Kind, str]]) -> dict[str, Any]:
    kept = atlas.catalogue
    return {
        "sequence": (atlas.sequence, kept.sequence),
        "ids": {kind: list(kept.ids(kind)) for kind in PUBLIC_KINDS},
        "versions": {(kind, id): kept.version(kind, id) for kind in PUBLIC_KINDS for id in kept.ids(kind)},
        "names": {(kind, name): _resolved(atlas, kind, name) for kind, name in sorted(names)},
        "tombstones": sorted(kept.tombstones(), key=lambda each: (each.kind, each.id)),
        "vocabularies": kept.vocabularies(),
        "divisions": kept.divisions(),
        "owned": {name: sorted(each) for name, each in owned(atlas).items()},
    }


def owned(atlas: Atlas) -> dict[tuple[str, str], tuple[str, ...]]:
    """What each record has, in the order in which the catalogue gives it."""
    kept = atlas.catalogue
    return {
        **{("services", id): kept.services_of(id) for id in kept.ids("organization")},
        **{("locations", id): kept.locations_of(id) for id in kept.ids("organization")},
        **{("doors", id): kept.doors_of(id) for id in kept.ids("service")},
        **{("doors at", id): kept.doors_at(id) for id in kept.ids("location")},
    }


def _resolved(atlas: Atlas, kind: Kind, name: str) -> object:
    try:
        id = atlas.catalogue.resolve(kind, name)
        return atlas.catalogue.version(kind, id)
    except Gone as gone:
        return gone.facts["tombstone"]
    except DirectoryError as error:
        return error.code


def tools_for(atlas: Atlas, before: Tools | None = None) -> Tools:
    """What finds and counts in an atlas, with what an earlier one may hand on."""
    finder, facets = before or (None, None)
    return Finder(atlas, containing, finder), Facets(atlas.index, facets)


def answers(tools: Tools) -> dict[str, Any]:
    finder, facets = tools
    index = finder.index
    told: dict[str, Any] = {}
    for number, question in enumerate(QUESTIONS):
        found = finder.find(question)
        told[f"question {number}"] = {
            "page": [(index.ids[each], index.items[each], found.distances.get(each)) for each in found.page],
            "total": found.total,
            "matched": found.matched,
            "certain": {index.ids[each] for each in found.certain},
            "possible": {index.ids[each] for each in found.possible},
            "open": {index.ids[each] for each in found.opening.yes},
            "perhaps open": {index.ids[each] for each in found.opening.unknown},
            "due": {index.ids[each]: int(index.columns["due"][each]) for each in found.possible},
            "facets": facets.count(found),
        }
    return told


def suggestions(atlas: Atlas) -> dict[str, Any]:
    suggester = Suggester(atlas)
    return {beginning: suggester.suggest(beginning, 20) for beginning in BEGINNINGS}
