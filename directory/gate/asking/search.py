"""From the parameters of a search to a question: places found, terms resolved, contradictions said, nothing guessed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from msgspec import Struct

from directory.errors import Fault, Invalid
from directory.gate.asking.faults import did_you_mean, fault_at, near_names
from directory.gate.house import House
from directory.gate.parameters import PAGE, PER_PAGE, Parameter, Reading, table
from directory.geo.place import Place
from directory.lexicon import Language, Understood
from directory.search import Near, Question
from directory.search.situation import Situation
from directory.text import plain
from directory.validation import MAXIMUM_FAULTS

# The name of the parameter for each dimension of a contact point.
DIMENSIONS: Mapping[str, str] = {
    "topic": "topics",
    "audience": "audiences",
    "function": "functions",
    "channel": "channels",
    "language": "languages",
    "condition": "conditions",
}


def _term(name: str, description: str, example: str) -> Parameter:
    sentence = f"{description} Given more than once, any of them will do."
    return Parameter(name=name, kind="text", description=sentence, many=True, maximum_length=120, example=[example])


SEARCH = table(
    Parameter(
        name="q",
        kind="text",
        description=(
            "What somebody looks for in their own words (Dutch, English, Turkish, Arabic, Polish, Ukrainian, German), "
            "or a name, a phone number, a site. Places and moments in it are understood. Send words in a POST body to "
            "keep them out of logs."
        ),
        example="mijn man volgt me overal",
        private=True,
    ),
    Parameter(
        name="near",
        kind="text",
        description="A postcode (cut to four digits) or a place. A name with namesakes needs `municipality` too.",
        maximum_length=100,
        example="7551",
    ),
    Parameter(
        name="radiusKm",
        kind="number",
        description="With `near`: places people visit lie this close. Lines and sites have no place and stay.",
        minimum=0.1,
        maximum=400,
        example=25,
    ),
    Parameter(
        name="municipality",
        kind="text",
        description="CBS code or name of the municipality that must be served. More than one: any of them.",
        many=True,
        maximum_length=100,
        example=["GM0164"],
    ),
    _term("topic", "Slug of a topic. Broader and narrower topics count.", "partnergeweld"),
    _term("audience", "Slug of an audience.", "slachtoffers"),
    _term("function", "Slug of what a contact point does.", "advies"),
    _term("channel", "Slug of a channel.", "telefoon"),
    _term("language", "Language code, such as `nl` or `tr`.", "nl"),
    _term("condition", "Slug of a condition that is known to hold.", "gratis"),
    Parameter(
        name="openNow",
        kind="flag",
        description="Only what is certainly open at this moment, or at the moment `at`.",
        example=True,
    ),
    Parameter(
        name="at",
        kind="moment",
        description="The moment for which opening is judged. Without it: now.",
        example="2026-11-25T14:00:00+01:00",
    ),
    Parameter(
        name="includeUnknown",
        kind="flag",
        description="Also give, after the rest, entries of which a filtered fact is not known.",
        default=False,
        example=False,
    ),
    Parameter(
        name="facets",
        kind="flag",
        description="Whether to count what each further filter would leave.",
        default=True,
        example=True,
    ),
    PAGE,
    PER_PAGE,
)


class Asked(Struct, frozen=True, kw_only=True):
    """A question with what was understood of it. `labels` say what was asked by filter, `place` where.

    `heard` is what the words themselves said of place and moment.
    """

    question: Question
    labels: Mapping[str, str]
    place: Place | None
    heard: Situation | None = None


def ask(reading: Reading, house: House, language: str = "nl") -> Asked:
    """The question that these values ask. Raises `Invalid` with every fault; an unknown name comes with near ones.

    `language` is that of the labels.
    """
    values, where = reading.values, reading.where
    faults: list[Fault] = list(reading.faults)
    extra: dict[str, object] = {}
    municipalities = [code for each in values["municipality"] for code in _municipality(each, house, where, faults)]
    place = _place(values.get("near"), municipalities, house, where, faults, extra)
    terms = {ours: tuple(terms_of(name, ours, values[name], house, where, faults)) for name, ours in DIMENSIONS.items()}
    if values.get("radiusKm") is not None and values.get("near") is None and not _named(faults, "near"):
        faults.append(fault_at(where, "radiusKm", "radius.alone", "A radius needs `near`: the place to measure from."))
    if faults:
        raise Invalid(faults[:MAXIMUM_FAULTS], **extra)
    words = _in_dutch(values.get("q") or "", house)
    heard = house.situations.read(words, house.now()) if words else None
    if heard and heard.place and place is None and not municipalities:
        place = heard.place
        if not heard.rest.strip():
            # Nothing but a place: everybody who is there for it.
            words, heard = "", None
    return Asked(
        question=_question(values, words, heard, house, place, municipalities, terms),
        labels=_labels(values, place, municipalities, terms, house, language),
        place=place,
        heard=heard,
    )


def _named(faults: Iterable[Fault], name: str) -> bool:
    return any(fault.pointer.strip("/") == name for fault in faults)


def _question(
    values: Mapping[str, Any],
    words: str,
    heard: Situation | None,
    house: House,
    place: Place | None,
    municipalities: Sequence[str],
    terms: Mapping[str, tuple[str, ...]],
) -> Question:
    return Question(
        at=values.get("at") or (heard and heard.at) or house.now(),
        words=words,
        understood=_understood(words, heard, house) if heard else None,
        prefers_open=heard is not None and heard.at is not None,
        near=_near(place) if place else None,
        radius_km=values.get("radiusKm"),
        municipalities=tuple(dict.fromkeys(municipalities)),
        terms={name: each for name, each in terms.items() if each},
        open_now=bool(values.get("openNow")),
        include_unknown=values["includeUnknown"],
        facets=values["facets"],
        page=values["page"],
        per_page=values["perPage"],
    )


def _understood(words: str, heard: Situation, house: House) -> Understood:
    return house.lexicon.understand(heard.rest or words, words if heard.place else None)


def _in_dutch(words: str, house: House) -> str:
    """The Dutch label of a term for its label in another language: whoever picks a suggestion must find it."""
    asked = plain(words)
    return next((tree.spoken[asked] for tree in house.atlas.trees.values() if asked in tree.spoken), words)


def _near(place: Place) -> Near:
    return Near(
        label=place.label,
        latitude=place.latitude,
        longitude=place.longitude,
        municipalities=(place.municipality, *place.other_municipalities),
    )


def _labels(
    values: Mapping[str, Any],
    place: Place | None,
    municipalities: Iterable[str],
    terms: Mapping[str, Sequence[str]],
    house: House,
    language: str,
) -> dict[str, str]:
    # "Of" between alternatives; a stroke says it in every language.
    either = " of " if language == "nl" else " / "
    labels = {
        name: either.join(house.label(name, each, language) for each in slugs) for name, slugs in terms.items() if slugs
    }
    if place:
        labels["near"] = house.areas.name(place.municipality)
    labels["municipality"] = either.join(dict.fromkeys(house.areas.name(each) for each in municipalities))
    return labels


def _municipality(text: str, house: House, where: str, faults: list[Fault]) -> Iterable[str]:
    found = house.areas.find(text)
    if not found:
        names = [each.name for each in house.areas.municipalities]
        detail = f"No municipality is called this. {near_names(text, names)}"
        faults.append(fault_at(where, "municipality", "municipality.unknown", detail))
    elif len(found) > 1:
        choice = ", ".join(f"{each.name} ({each.code}, {each.province})" for each in found)
        detail = f"Several municipalities are called this: {choice}."
        faults.append(fault_at(where, "municipality", "municipality.ambiguous", detail))
    return [each.code for each in found]


def _place(
    text: str | None,
    municipalities: Sequence[str],
    house: House,
    where: str,
    faults: list[Fault],
    extra: dict[str, object],
) -> Place | None:
    if text is None:
        return None
    places = house.gazetteer.find(text)
    here = [each for each in places if {each.municipality, *each.other_municipalities} & set(municipalities)]
    if municipalities and places and not here:
        names = ", ".join(house.areas.name(each) for each in dict.fromkeys(municipalities))
        at = ", ".join(each.label for each in places[:5])
        detail = f"This place does not lie in {names}, but: {at} ({house.areas.name(places[0].municipality)})."
        faults.append(fault_at(where, "near", "near.elsewhere", detail))
        return None
    places = tuple(here) if municipalities else places
    if len(places) == 1:
        return places[0]
    extra["places"] = [_told(each, house) for each in places or house.gazetteer.suggest(text, 5)]
    faults.append(_lost(text, places, house, where))
    return None


def _lost(text: str, places: Sequence[Place], house: House, where: str) -> Fault:
    if places:
        choice = "; ".join(f"{each.label} ({each.municipality})" for each in places[:10])
        detail = f"Several places are called this: {choice}. Add `municipality` or use one of these names."
        return fault_at(where, "near", "place.ambiguous", detail)
    return fault_at(
        where, "near", "place.unknown", f"This place is not known. {did_you_mean(house.gazetteer.nearest_names(text))}"
    )


def _told(place: Place, house: House) -> dict[str, str]:
    return {"name": place.name, "label": place.label, "municipality": place.municipality, "kind": place.kind}


def terms_of(
    name: str, dimension: str, slugs: Sequence[str], house: House, where: str, faults: list[Fault]
) -> Iterable[str]:
    tree = house.atlas.trees.get(dimension)
    if tree is None and dimension != "languages":
        faults += [fault_at(where, name, "term.unknown", "No terms are loaded yet.") for _ in slugs[:1]]
        return
    for slug in slugs:
        resolved = tree.resolve(slug) if tree else language_code(slug)
        if resolved is not None:
            yield resolved
        else:
            known = list(tree.terms if tree else get_args(Language))
            detail = f"There is no {name} of this name. {near_names(slug, known)}"
            faults.append(fault_at(where, name, "term.unknown", detail))


def language_code(code: str) -> str | None:
    """A code of ISO 639 as it is written; None for what cannot be one."""
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower() else None
