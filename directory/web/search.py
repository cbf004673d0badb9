"""The search page: one field, a place, filters that lead somewhere; and the answers, by POST: they leave no trace."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from msgspec import Struct, structs

from directory.gate import reply
from directory.gate.asking.beside import WayOn, open_counts, urgency, ways_on
from directory.gate.asking.search import DIMENSIONS
from directory.gate.forms import first, read_fields
from directory.gate.house import House, house
from directory.lexicon import Concept, Understood
from directory.search import Found, Hit, Question, Voice
from directory.search.situation import LABELS
from directory.web import naming
from directory.web.asking import Answerable, Form, answerable, read_form
from directory.web.cards import Item, cards, item_at
from directory.web.frame import page, spoken
from directory.web.languages import DUTCH, Speech, paths
from directory.web.said import STARTS

AnyRequest = Request[Any, Any, Any]
PER_PAGE = 20
# Of each dimension so many filters are offered; what is ticked always stays.
OFFERED = 8
# How sure a concept must be beside the surest, before a reader is told that it was understood.
NEARLY = 0.93
# The order in which filters are offered: what decides first stands first.
ORDER = ("topic", "function", "audience", "channel", "language", "condition")
SUGGESTED = 8
MAXIMUM_FORM = 64 * 1024


class Choice(Struct, frozen=True):
    """One filter that leads somewhere: `count` entries are left with it."""

    term: str
    label: str
    count: int
    ticked: bool


class Chip(Struct, frozen=True):
    """Something that was understood or set, and the value of `drop` that takes it back."""

    text: str
    drop: str


def routes() -> list[Any]:
    """Start, answers, and what completes a word that is being typed."""
    return [start, shared, answers, completions]


@get(paths("/"), include_in_schema=False)
async def start(request: AnyRequest) -> Response[bytes]:
    """The start page."""
    return page(request, "start.html", form=Form())


@get(paths("/zoek"), include_in_schema=False)
async def shared(request: AnyRequest) -> Response[bytes]:
    """The answers to a shared link: its filters, never words or a place. Without filters the form."""
    form = read_form(
        {name: each for name, each in read_fields(request.scope["query_string"]).items() if name in LINKED}
    )
    return page(request, "start.html", form=form) if form.empty else _answered(request, form, share=False)


LINKED = frozenset({*DIMENSIONS, "open", "unknown"})


@post(paths("/zoek"), status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_FORM)
async def answers(request: AnyRequest) -> Response[bytes]:
    """Who can help, in this case, here, now."""
    fields = read_fields(await request.body())
    form = read_form(fields)
    if start := STARTS.get(first(fields, "start")):
        form = structs.replace(form, q=spoken(request).say(start))
    if form.empty and not fields.get("all"):
        return page(request, "start.html", form=form, asked_nothing=True)
    return _answered(request, form, share=bool(first(fields, "share")))


@post(paths("/aanvullen"), status_code=200, include_in_schema=False, request_max_body_size=2_000)
async def completions(request: AnyRequest) -> Response[bytes]:
    """What somebody may mean who has typed this far: `field` is `q` or `place`."""
    fields = read_fields(await request.body())
    here, speech = house(request), spoken(request)
    text = first(fields, "text").strip()[:80]
    found = _completed(text, first(fields, "field"), here, speech) if len(text) > 1 else ()
    content = msgspec.json.encode({"items": found})
    return reply.Ready(content, reply.JSON, {"Cache-Control": reply.PRIVATE})


def _completed(text: str, field: str, here: House, speech: Speech) -> Sequence[str]:
    if field == "place":
        return [each.label for each in here.gazetteer.suggest(text, SUGGESTED)]
    labels = (_suggested(each, here, speech) for each in here.suggester.suggest(text, 2 * SUGGESTED))
    return [*dict.fromkeys(filter(None, labels))][:SUGGESTED]


def _suggested(answer: Mapping[str, str], here: House, speech: Speech) -> str:
    """What a suggestion is called in this language; "" for what has no name in it."""
    if speech.code == DUTCH or answer["kind"] == "organization":
        return answer["label"]
    if answer["kind"] in DIMENSIONS:
        return here.label(DIMENSIONS[answer["kind"]], answer["term"], speech.code)
    concept = here.lexicon.called(answer["concept"]) if answer["kind"] == "concept" else None
    return concept_label(concept, here, speech) if concept else ""


def _answered(request: AnyRequest, form: Form, *, share: bool) -> Response[bytes]:
    here, speech = house(request), spoken(request)
    made = answerable(form, here, speech.code)
    asked = structs.replace(made.asked.question, per_page=PER_PAGE)
    found = here.finder.find(asked)
    if asked.understood is not None and asked.page == 1:
        filtered = bool(asked.near or asked.municipalities or asked.terms or asked.open_now)
        here.demand.note(asked.understood, here.today(), found=bool(found.total) or filtered)
    told = {each.concept for each in told_concepts(asked.understood)}
    voice = Voice(speech.say, lambda each: concept_label(each, here, speech) if each.concept in told else "")
    hits = helpers_first(here.narrator.hits(found, asked, made.asked.labels, voice), form, asked, here)
    shared = _shared(hits)
    return page(
        request,
        "results.html",
        form=form,
        made=made,
        cards=cards((structs.replace(each, reasons=_own(each, shared)) for each in hits), asked.at, here, speech),
        shared=shared,
        found=found,
        pages=-(-found.total // PER_PAGE),
        counts=open_counts(found),
        unknown=len(found.possible) - len(found.certain),
        understood=_understood(made, form, found, here, speech),
        chips=_chips(form, here, speech),
        filters=_filters(form, found, here, speech),
        urgent=urgent(made, here, speech),
        ways=[] if found.total else _ways(ways_on(asked, here), form, speech, asked.at),
        share=f"{request.app.state.site.address}{request.scope['path']}?{form.link}" if share else "",
        when=LABELS.get(made.asked.heard.when or "", "") if made.asked.heard else "",
    )


def helpers_first(hits: Sequence[Hit], form: Form, asked: Question, here: House) -> Sequence[Hit]:
    """Doors for professionals alone after the others, where nobody showed to be one: they turn a visitor away."""
    is_one = asked.understood is not None and asked.understood.role == "professional"
    if is_one or "professionals" in form.ticked.get("audience", ()):
        return hits
    closed = here.finder.index.bits("is", "professionals")
    return sorted(hits, key=lambda hit: hit.position in closed)


def _shared(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The reasons that all hits have: said once, so that a card says what is its own."""
    if len(hits) < 2:
        return ()
    return tuple(each for each in hits[0].reasons if all(each in hit.reasons for hit in hits))


def _own(hit: Hit, shared: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in hit.reasons if each not in shared)


def told_concepts(meant: Understood | None) -> list[Concept]:
    """The concepts that are told: those that were heard about as surely as the first. Weaker ones only help to find."""
    heard = meant.concepts if meant else ()
    return [each.concept for each in heard if each.strength >= NEARLY * heard[0].strength]


def concept_label(concept: Concept, here: House, speech: Speech) -> str:
    """What a concept is called; in another language than Dutch by its first topic, function or audience."""
    if speech.code == DUTCH:
        return concept.told or concept.preferred
    for dimension in ("topics", "functions", "audiences"):
        for term in getattr(concept, dimension):
            return here.label(dimension, term, speech.code)
    return concept.told or concept.preferred


def _understood(made: Answerable, form: Form, found: Found, here: House, speech: Speech) -> list[Chip]:
    """What was made of the words, each with the way to take it back."""
    asked = made.asked
    meant = asked.question.understood
    chips = []
    if meant is not None and found.matched == "concept":
        labels = dict.fromkeys(concept_label(each, here, speech) for each in told_concepts(meant))
        chips += [Chip(label, "literal:1") for label in labels]
    if asked.place is not None:
        chips.append(Chip(asked.place.label, "place" if form.place else "noplace:1"))
    return chips


def _chips(form: Form, here: House, speech: Speech) -> list[Chip]:
    """The filters that are set, each with the way to take it off."""
    chips = [
        Chip(_label(name, term, here, speech), f"{name}:{term}")
        for name, terms in form.ticked.items()
        for term in terms
    ]
    if form.open:
        chips.append(Chip(speech.say("nu open"), "open"))
    return chips


def _label(name: str, term: str, here: House, speech: Speech) -> str:
    if name == "language":
        return naming.language(term, speech)
    return here.label(DIMENSIONS[name], term, speech.code)


def _filters(form: Form, found: Found, here: House, speech: Speech) -> dict[str, list[Choice]]:
    """By dimension the filters that leave something, the ticked ones first."""
    counted = here.facets.count(found)
    return {name: _choices(name, dict(counted[DIMENSIONS[name]]), form, here, speech) for name in ORDER}


def _choices(name: str, counts: Mapping[str, int], form: Form, here: House, speech: Speech) -> list[Choice]:
    ticked = form.ticked.get(name, ())
    offered = [each for each in counts if each not in ticked][: max(0, OFFERED - len(ticked))]
    return [
        Choice(term, _label(name, term, here, speech), counts.get(term, 0), term in ticked)
        for term in (*ticked, *offered)
    ]


class Urgent(Struct, frozen=True):
    """The line above the answers, with the doors that it names."""

    level: str
    text: str
    doors: tuple[Item, ...]


def urgent(made: Answerable, here: House, speech: Speech) -> Urgent | None:
    """The line that these words ask for, if any."""
    found = urgency(made.asked, here)
    if found is None:
        return None
    return Urgent(found.line.level, speech.say(found.line.text), tuple(item_at(each, here) for each in found.doors))


def _ways(ways: Sequence[WayOn], form: Form, speech: Speech, at: datetime) -> list[Chip]:
    """What to take back when nothing was found, and what that gives."""
    drops = {"openNow": "open", "radiusKm": "radius", "near": "place" if form.place else "noplace:1"}
    return [Chip(_said(each, speech), drops.get(each.without, f"every:{each.without}")) for each in ways]


def _said(way: WayOn, speech: Speech) -> str:
    _ = speech.say
    texts = {
        "openNow": _("Toon ook wat nu niet open is"),
        "radiusKm": _("Toon ook wat verder weg is"),
        "near": _("Zoek zonder plaats"),
        "topic": _("Zoek zonder het onderwerp"),
        "function": _("Zoek zonder de soort hulp"),
        "audience": _("Zoek zonder de doelgroep"),
        "channel": _("Zoek zonder de manier van contact"),
        "language": _("Zoek zonder de taal"),
        "condition": _("Zoek zonder de voorwaarde"),
    }
    return f"{texts[way.without]} ({way.total})"
