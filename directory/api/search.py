"""Search: the same question by GET, or by POST so that words and places stay out of addresses and logs."""

from datetime import UTC
from functools import lru_cache
from typing import Any

import msgspec
from litestar import Request, Response, get, post

from directory.api.describe import described
from directory.errors import Fault, Invalid
from directory.gate import reply
from directory.gate.answers import Answer
from directory.gate.asking.beside import WayOn, open_counts, urgency, ways_on
from directory.gate.asking.search import DIMENSIONS, SEARCH, Asked, ask
from directory.gate.house import House, house
from directory.gate.paging import links
from directory.gate.parameters import body_reading, query_reading
from directory.gate.problems import problem
from directory.hours import minute_of
from directory.model.json import encode
from directory.search import Found, Hit, Question
from directory.search.situation import LABELS

AnyRequest = Request[Any, Any, Any]
OPEN = {answer: b',"open":"%b"' % answer.encode() for answer in ("yes", "no", "unknown")}
STALE = {True: b',"stale":true,"reasons":', False: b',"stale":false,"reasons":'}
ANSWER_EXAMPLE = {
    "totalItems": 1,
    "page": 1,
    "perPage": 20,
    "unknownItems": 0,
    "understood": {
        "words": ["stalking"],
        "matched": "concept",
        "concepts": [{"concept": "stalking", "label": "stalking", "because": "stalking"}],
        "language": "nl",
        "role": "victim",
        "place": {"label": "7551 Hengelo (gemeente Hengelo)", "municipality": "GM0164", "inRegion": True},
    },
    "urgency": {"level": "today", "text": "Is het vandaag niet veilig?", "phone": "0800-2000", "contactPoints": []},
    "open": {"yes": 1, "no": 0, "unknown": 0},
    "facets": {"topic": [{"term": "partnergeweld", "label": "partnergeweld", "count": 1}]},
    "items": [],
}


@get(
    "/api/v1/search",
    **described("findContactPoints", "Find contact points", SEARCH, example=ANSWER_EXAMPLE, tag="search"),
)
async def search(request: AnyRequest) -> Response[bytes]:
    """Who can help, here, now, in this case."""
    query = request.scope["query_string"]
    here = house(request)
    if known := here.answers().get(query):
        return reply.reply(request, known.content, known.version, cache=known.cache, more=known.more)
    return _answer(request, ask(query_reading(SEARCH, query), here), here, query)


@post(
    "/api/v1/search",
    status_code=200,
    **described(
        "askForContactPoints", "Find contact points, words in the body", SEARCH, ANSWER_EXAMPLE, "search", body=True
    ),
)
async def search_by_body(request: AnyRequest) -> Response[bytes]:
    """The same question as a JSON object."""
    here = house(request)
    return _answer(request, ask(body_reading(SEARCH, await read_json(request)), here), here, None)


async def read_json(request: AnyRequest) -> object:
    """The JSON of a request body. 415 for another type, `Invalid` for what is no JSON."""
    kind, _ = request.content_type
    if kind != "application/json" and not kind.endswith("+json"):
        raise problem(415, "media-type", "Send this as application/json.")
    raw = await request.body()
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        detail = "The body is not valid JSON in UTF-8."
        raise Invalid([Fault(pointer="", code="json", detail=detail)]) from None


def _answer(request: AnyRequest, asked: Asked, here: House, query: bytes | None) -> Response[bytes]:
    question = asked.question
    asking = repr(question) if query is None else query
    version = reply.tag(here.atlas.sequence, here.lexicon.edition, minute_of(question.at), asking)
    personal = bool(question.words or question.near or query is None)
    cache = reply.PRIVATE if personal else reply.PUBLIC
    reply.accept(request, reply.JSON)
    if old := reply.unchanged(request, version, cache):
        return old
    found = here.finder.find(question)
    if question.understood is not None and question.page == 1:
        # A filter that leaves nothing says nothing about the words.
        filtered = bool(question.near or question.municipalities or question.terms or question.open_now)
        here.demand.note(question.understood, here.today(), found=bool(found.total) or filtered)
    content = write(asked, found, here)
    if query is None:
        return reply.Ready(content, reply.JSON, reply.headers(request, version, cache))
    more = links("/api/v1/search", query, question.page, found.total, question.per_page)
    if not question.words:
        here.answers().keep(query, Answer(content, version, cache, more))
    return reply.Ready(content, reply.JSON, {**reply.headers(request, version, cache), **more})


def write(asked: Asked, found: Found, here: House) -> bytes:
    """The answer as JSON: ready-made items, with what depends on the question put behind each."""
    question = asked.question
    hits = here.narrator.hits(found, question, asked.labels)
    items = here.finder.index.items
    head = {
        "totalItems": found.total,
        "page": question.page,
        "perPage": question.per_page,
        "unknownItems": len(found.possible) - len(found.certain),
        "understood": _understood(asked, found, here),
        "open": open_counts(found),
    }
    if (urgency := _urgency(asked, here)) is not None:
        head["urgency"] = urgency
    if not found.total and (instead := _instead(question, here)):
        head["instead"] = instead
    parts = [msgspec.json.encode(head)[:-1]]
    if question.facets:
        parts.append(b',"facets":%b' % _facets(found, here))
    body = b",".join((items[each.position] or b"{") + _tail(each) for each in hits)
    return b'%b,"items":[%b]}' % (b"".join(parts), body)


def _tail(hit: Hit) -> bytes:
    away = b"" if hit.distance_km is None else b',"distanceKm":%.2f' % hit.distance_km
    opens = b""
    if hit.opens_at is not None:
        opens = b',"opensAt":"%b"' % hit.opens_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return OPEN[hit.open] + away + opens + STALE[hit.stale] + _reasons(hit.reasons)


@lru_cache(maxsize=4096)
def _reasons(reasons: tuple[str, ...]) -> bytes:
    return encode(reasons) + b"}"


def _understood(asked: Asked, found: Found, here: House) -> dict[str, Any]:
    meant, heard = asked.question.understood, asked.heard
    understood: dict[str, Any] = {"words": asked.question.words.split(), "matched": found.matched, "concepts": []}
    if meant is not None:
        understood["language"] = meant.language
        understood["role"] = meant.role
        understood["concepts"] = [
            {"concept": each.concept.concept, "label": each.concept.preferred, "because": each.phrase}
            for each in meant.concepts
        ]
        if meant.repaired:
            understood["repaired"] = meant.repaired
        if meant.outside and found.matched == "nothing":
            understood["outside"] = meant.outside
    if heard is not None and heard.namesakes:
        understood["namesakes"] = [each.label for each in heard.namesakes]
    if heard is not None and heard.place is not None and heard.place != asked.place:
        # What was given beside the words goes before what they say; said, so that nobody wonders.
        understood["placeInWords"] = heard.place.label
    if heard is not None and heard.when is not None:
        understood["when"] = LABELS[heard.when]
    if asked.place:
        understood["place"] = {
            "label": asked.place.label,
            "municipality": asked.place.municipality,
            "municipalityName": here.areas.name(asked.place.municipality),
            "otherMunicipalities": asked.place.other_municipalities,
            "inRegion": asked.place.in_twente,
        }
    understood["at"] = asked.question.at.astimezone(UTC)
    return understood


def _urgency(asked: Asked, here: House) -> dict[str, Any] | None:
    found = urgency(asked, here)
    if found is None:
        return None
    index = here.finder.index
    shown = [msgspec.Raw(item) for each in found.doors if (item := index.ready(each)) is not None]
    phones = [number for each in shown if (number := msgspec.json.decode(each).get("phone"))]
    told: dict[str, Any] = {"level": found.line.level, "text": found.line.text, "contactPoints": shown}
    return {**told, "phone": phones[0]} if phones else told


def _instead(question: Question, here: House) -> list[dict[str, Any]]:
    return [_way_on(each) for each in ways_on(question, here)]


def _way_on(way: WayOn) -> dict[str, Any]:
    told = {"without": way.without, "totalItems": way.total}
    return told if way.opens_at is None else {**told, "opensAt": way.opens_at.astimezone(UTC)}


def _facets(found: Found, here: House) -> bytes:
    written = here.facets.written(found, here.label)
    return b"{%b}" % b",".join([b'"%b":[%b]' % (name.encode(), written[ours]) for name, ours in DIMENSIONS.items()])
