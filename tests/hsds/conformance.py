"""Does an API hold to HSDS 3.2? An independent check over HTTP: it knows the standard and nothing of this program.

`check(get)` asks every endpoint with every parameter and gives the list of what is wrong; an empty list is a pass.
What a filter should find is worked out again, by brute force, from the full records.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SCHEMAS = Path(__file__).parents[2].parent / "shared" / "hsds" / "schema"
FORMATS = ("uuid", "email", "uri", "date-time")
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
ENVELOPE = ("total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents")
Json = dict[str, Any]


class Response(Protocol):
    """What the check needs of an answer."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


Get = Callable[[str], Response]

# Endpoint -> schema of a record, schema in a list, and whether it takes terms.
ENDPOINTS: Mapping[str, tuple[str, str]] = {
    "services": ("compiled/service", "compiled/service_list"),
    "organizations": ("compiled/organization", "compiled/organization_list"),
    "service_at_locations": ("compiled/service_at_location", "compiled/service_at_location_list"),
    "taxonomies": ("taxonomy", "taxonomy"),
    "taxonomy_terms": ("taxonomy_term", "taxonomy_term"),
}
NESTING = ("services", "organizations", "service_at_locations")
SCALAR_TEXT = ("name", "alternate_name", "description")
LIST_TEXT = ("alternate_names", "former_names")


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a schema, with every format that the standard uses really looked at."""
    formats = FormatChecker()
    missing = [each for each in FORMATS if each not in formats.checkers]
    if missing:
        raise RuntimeError(f"no check for the formats {missing}: install rfc3986-validator and rfc3339-validator")
    return Draft202012Validator(_schema(name), format_checker=formats, registry=_registry())


def _schema(name: str) -> Json:
    return json.loads((SCHEMAS / f"{name}.json").read_text())


@cache
def _registry() -> Registry:
    files = sorted(SCHEMAS.glob("*.json"))
    found = [(each.name, Resource(json.loads(each.read_text()), DRAFT202012)) for each in files]
    return Registry().with_resources(found)


def faults_of(name: str, record: object) -> list[str]:
    """What is wrong with one object: against the schema, and what no schema forbids but the standard does."""
    found = [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(record)]
    return [*found, *_empties(record, "$")]


def _empties(value: object, path: str) -> Iterator[str]:
    """Nulls, empty texts and empty lists: absent is left out."""
    if value is None or value == "" or value == [] or value == {}:
        yield f"{path}: {value!r}"
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _empties(each, f"{path}.{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _empties(each, f"{path}[{number}]")


def check(
    get: Get,
    base: str = "/hsds/v3",
    *,
    post: Get | None = None,
    postcodes: Mapping[str, frozenset[str]] | None = None,
    centres: Mapping[str, tuple[float, float]] | None = None,
) -> list[str]:
    """Everything wrong with the API at `base`. `postcodes` says in which municipalities (codes in `extent`) a postcode
    lies and `centres` where its middle is; without them those filters are looked at less closely."""
    checker = Checker(get, base, post)
    checker.root()
    for endpoint in ENDPOINTS:
        checker.records(endpoint)
        checker.paging(endpoint)
        checker.wrong_input(endpoint)
    checker.copies()
    checker.filters()
    checker.places(postcodes or {}, centres or {})
    return checker.problems


class Checker:
    """Asks, and notes what is wrong."""

    def __init__(self, get: Get, base: str, post: Get | None = None) -> None:
        self.get = get
        self.post = post
        self.base = base
        self.problems: list[str] = []
        self.all: dict[str, dict[str, Json]] = {}

    # Asking.

    def say(self, problem: str) -> None:
        """Note a problem."""
        self.problems.append(problem)

    def expect(self, holds: object, problem: str) -> None:
        """Note a problem unless something holds."""
        if not holds:
            self.say(problem)

    def ask(self, path: str, status: int = 200) -> Response:
        """An answer, which must have this status."""
        response = self.get(f"{self.base}{path}")
        self.expect(response.status_code == status, f"{path}: {response.status_code} instead of {status}")
        return response

    def json(self, path: str) -> Json:
        """The object in an answer."""
        response = self.ask(path)
        kind = response.headers.get("content-type", "")
        self.expect(kind.startswith("application/json"), f"{path}: content type {kind}")
        try:
            found = json.loads(response.content)
        except ValueError:
            found = None
        self.expect(isinstance(found, dict), f"{path}: no JSON object")
        return found if isinstance(found, dict) else {}

    def lines(self, path: str) -> list[Json]:
        """The objects in an NDJSON answer."""
        response = self.ask(path)
        kind = response.headers.get("content-type", "")
        self.expect(kind.startswith("application/x-ndjson"), f"{path}: content type {kind}")
        found = response.content.splitlines() if response.status_code == 200 else []
        return [json.loads(line) for line in found if line]

    def ids(self, endpoint: str, query: str) -> list[str]:
        """The ids that a filter finds, as a stream and page by page."""
        streamed = [each["id"] for each in self.lines(f"/{endpoint}?format=ndjson&{query}")]
        paged = [each["id"] for page in self.pages(f"/{endpoint}?{query}", 50) for each in page["contents"]]
        self.expect(streamed == paged, f"/{endpoint}?{query}: ndjson and pages differ")
        return streamed

    def pages(self, path: str, size: int) -> Iterator[Json]:
        """All pages of a list."""
        number, last = 1, False
        while not last and number < 2000:
            page = self.json(f"{path}{'&' if '?' in path else '?'}page={number}&per_page={size}")
            if "contents" not in page:
                return
            yield page
            number, last = number + 1, page.get("last_page", True)

    # What the API says of itself.

    def root(self) -> None:
        """Version, profile and description of the API, and that both can be asked for."""
        told = self.json("/")
        self.expect(self.json("") == told, "with and without a slash at its end, the base differs")
        self.expect(told.get("version") == "3.2", f"/: version {told.get('version')}")
        for name in ("profile", "openapi_url"):
            address = urlsplit(str(told.get(name, "")))
            self.expect(address.scheme and address.netloc, f"/: {name} is no whole address")
            served = self.get(address.path).status_code == 200 if address.path else False
            self.expect(served, f"/: {name} is not served")
        for fault in _empties(told, "/"):
            self.say(fault)

    # Records.

    def records(self, endpoint: str) -> None:
        """Every record: by itself, in lists, in full lists and streamed; each holds to its schema and all agree."""
        whole, brief = ENDPOINTS[endpoint]
        full = "full=true&full_service=true&" if endpoint in NESTING else ""
        streamed = self.lines(f"/{endpoint}?{full}format=ndjson")
        self.all[endpoint] = {each["id"]: each for each in streamed}
        self.expect(len(self.all[endpoint]) == len(streamed), f"/{endpoint}: an id comes twice")
        self.expect([*self.all[endpoint]] == sorted(self.all[endpoint]), f"/{endpoint}: not in order of id")
        for each in self.lines(f"/{endpoint}?format=ndjson"):
            self._listed(endpoint, each, brief)
        for id, record in self.all[endpoint].items():
            self._detail(endpoint, id, record, whole)
        self._forms(endpoint, full)

    def _listed(self, endpoint: str, each: Json, schema: str) -> None:
        where = f"/{endpoint} (list) {each.get('id')}"
        for fault in faults_of(schema, each):
            self.say(f"{where}: {fault}")
        if endpoint in NESTING:
            for path in _lists(each, "$"):
                self.say(f"{where}: a list at {path}, where only what there is one of belongs")
        whole = self.all[endpoint].get(each.get("id", ""), {})
        for path in _differences(each, whole, "$"):
            self.say(f"{where}: {path} differs from the full record")

    def _detail(self, endpoint: str, id: str, record: Json, schema: str) -> None:
        query = "?full_service=true" if endpoint == "organizations" else ""
        found = self.json(f"/{endpoint}/{id}{query}")
        for fault in faults_of(schema, found):
            self.say(f"/{endpoint}/{id}: {fault}")
        self.expect(found == record, f"/{endpoint}/{id}: differs from the full list")
        if endpoint == "organizations":
            short = self.json(f"/{endpoint}/{id}")
            for fault in faults_of(schema, short):
                self.say(f"/{endpoint}/{id} (services by name): {fault}")
            for path in _differences(short, found, "$"):
                self.say(f"/{endpoint}/{id}: {path} differs from that with full services")

    def _forms(self, endpoint: str, full: str) -> None:
        """The same in pages; in full; by POST."""
        paged = [each for page in self.pages(f"/{endpoint}?{full}", 5) for each in page["contents"]]
        self.expect(paged == [*self.all[endpoint].values()], f"/{endpoint}: pages and ndjson differ")
        if self.post is not None:
            path = f"{self.base}/{endpoint}?{full}page=1&per_page=3"
            self.expect(self.post(path).content == self.get(path).content, f"/{endpoint}: POST differs from GET")

    # Paging.

    def paging(self, endpoint: str) -> None:
        """The envelope on every page, past the end, and without parameters."""
        total = len(self.all[endpoint])
        for size in {1, 2, max(total, 1), total + 1}:
            for number, page in enumerate(
                self.pages(f"/{endpoint}", size) if size > 1 else self._ends(endpoint, total), 1
            ):
                self._envelope(f"/{endpoint} page {number} of {size}", page, total, size)
        self._envelope(f"/{endpoint}", self.json(f"/{endpoint}"), total, None)
        for number in (total + 1, 10**9):
            page = self.json(f"/{endpoint}?page={number}&per_page=1")
            self.expect(
                page.get("contents") == [] and page.get("empty") is True, f"/{endpoint}: page {number} is not empty"
            )
            self.expect(page.get("total_items") == total, f"/{endpoint}: past the end there are other totals")
            self.expect(page.get("page_number") == number, f"/{endpoint}: past the end another page number")

    def _ends(self, endpoint: str, total: int) -> Iterator[Json]:
        for number in sorted({1, (total + 1) // 2 or 1, total or 1}):
            yield self.json(f"/{endpoint}?page={number}&per_page=1")

    def _envelope(self, where: str, page: Json, total: int, size: int | None) -> None:
        missing = [each for each in ENVELOPE if each not in page]
        if missing:
            self.say(f"{where}: the envelope misses {missing}")
            return
        held = len(page["contents"])
        size = size or max(held, 1)
        pages = max(-(-total // size), 0)
        self.expect(page["total_items"] == total, f"{where}: total_items {page['total_items']} instead of {total}")
        self.expect(page["size"] == held, f"{where}: size {page['size']} with {held} items")
        self.expect(
            page["total_pages"] in (pages, max(pages, 1)), f"{where}: total_pages {page['total_pages']} for {pages}"
        )
        self.expect(page["empty"] == (held == 0), f"{where}: empty {page['empty']} with {held} items")
        self.expect(page["first_page"] == (page["page_number"] == 1), f"{where}: first_page")
        self.expect(page["last_page"] == (page["page_number"] >= pages), f"{where}: last_page")
        left = total - (page["page_number"] - 1) * size
        self.expect(held == max(min(size, left), 0), f"{where}: {held} items where {left} are left")

    # Wrong input.

    def wrong_input(self, endpoint: str) -> None:
        """4xx with a problem for what cannot be; what is not known is ignored; never 500."""
        wrong = ["page=0", "page=-1", "page=x", "page=1.5", "per_page=0", "per_page=-1", "per_page=x", "format=xml"]
        if endpoint in NESTING:
            wrong.append("full=perhaps")
        if endpoint in ("services", "service_at_locations"):
            wrong += ["modified_after=yesterday", "modified_after=2026-13-45"]
        if endpoint == "service_at_locations":
            wrong += ["postcode=abc", "proximity=x&postcode=7551", "proximity=-1&postcode=7551"]
        for query in wrong:
            self._refused(f"/{endpoint}?{query}", 400)
        for id in (UNKNOWN_ID, "x", "1%20or%201", "%00", "..%2f..%2fetc", "9" * 300):
            self._refused(f"/{endpoint}/{id}", 404)
        ignored = self.json(f"/{endpoint}?somethingelse=1&per_page=2")
        self.expect(
            ignored == self.json(f"/{endpoint}?per_page=2"), f"/{endpoint}: an unknown parameter is not ignored"
        )
        for query in (f"search={quote(chr(0))}", "search=%ff", "search=" + "x" * 500, "&".join(["page=1"] * 300)):
            status = self.get(f"{self.base}/{endpoint}?{query}").status_code
            self.expect(status < 500, f"/{endpoint}?{query[:40]}: {status}")

    def _refused(self, path: str, status: int) -> None:
        response = self.ask(path, status)
        kind = response.headers.get("content-type", "")
        self.expect(kind.startswith("application/problem+json"), f"{path}: the error has content type {kind}")

    # Copies within others.

    def copies(self) -> None:
        """A copy inside another record says what the record says, and one id is one thing."""
        named = {"service": "services", "organization": "organizations", "service_at_locations": "service_at_locations"}
        named |= {"taxonomy_term": "taxonomy_terms", "services": "services"}
        seen: dict[str, Json] = {}
        for endpoint in ENDPOINTS:
            for id, record in self.all[endpoint].items():
                for name, copy in _objects(record):
                    where = f"/{endpoint}/{id}: {name} {copy.get('id')}"
                    if name in named:
                        self._copy(where, copy, self.all[named[name]])
                    self._one_thing(where, copy, seen)

    def _copy(self, where: str, copy: Json, originals: Mapping[str, Json]) -> None:
        original = originals.get(copy.get("id", ""))
        self.expect(original is not None, f"{where} cannot be asked for")
        for path in _differences(copy, original or copy, "$"):
            self.say(f"{where}: {path} differs from the record itself")

    def _one_thing(self, where: str, copy: Json, seen: dict[str, Json]) -> None:
        scalars = {name: value for name, value in copy.items() if not isinstance(value, dict | list)}
        before = seen.setdefault(str(copy.get("id")), scalars)
        shared = before.keys() & scalars.keys()
        same = all(before[name] == scalars[name] for name in shared)
        self.expect(same and len(shared) > 1, f"{where}: this id is also something else")

    # Filters, against brute force.

    def filters(self) -> None:
        """Each parameter finds what it should, all of it and nothing else; together they are AND."""
        self._searches()
        self._terms()
        self._owners()
        self._moments()
        self._minimal()
        self._trees()

    def found(self, endpoint: str, query: str, wanted: Callable[[Json], bool]) -> None:
        """That a filter finds the records for which `wanted` holds."""
        expected = sorted(id for id, record in self.all[endpoint].items() if wanted(record))
        got = self.ids(endpoint, query)
        missed, extra = sorted({*expected} - {*got}), sorted({*got} - {*expected})
        self.expect(not missed, f"/{endpoint}?{query} misses {missed[:3]}")
        self.expect(not extra, f"/{endpoint}?{query} also finds {extra[:3]}")

    def _searches(self) -> None:
        for endpoint in ENDPOINTS:
            words = sorted({word for each in self.all[endpoint].values() for word in _words(_told(each))})
            some = words[:: max(len(words) // 12, 1)]
            for asked in [*some, *(f"{a} {b.upper()}" for a, b in pairwise(some)), "qqxjz"]:
                self.found(endpoint, f"search={quote(asked)}", _mentions(asked))

    def _terms(self) -> None:
        terms = self.all["taxonomy_terms"]
        some = [*terms.values()][:: max(len(terms) // 25, 1)]
        for endpoint in NESTING:
            for term in some:
                self.found(endpoint, f"taxonomy_term_id={term['id']}", self._carries(endpoint, {term["id"]}))
            for taxonomy in self.all["taxonomies"]:
                inside = {id for id, each in terms.items() if each.get("taxonomy_id") == taxonomy}
                self.found(endpoint, f"taxonomy_id={taxonomy}", self._carries(endpoint, inside))
            self.found(endpoint, f"taxonomy_term_id={UNKNOWN_ID}", lambda _: False)

    def _carries(self, endpoint: str, terms: set[str]) -> Callable[[Json], bool]:
        """Whether a record carries one of the terms; a service by its doors, an organization by its services."""

        def at(record: Json) -> bool:
            found = (each for each in record.get("attributes", ()) if each.get("value") != "no")
            return any(each.get("taxonomy_term", {}).get("id") in terms for each in found)

        def service(record: Json) -> bool:
            return any(at(each) for each in record.get("service_at_locations", ()))

        def organization(record: Json) -> bool:
            return any(service(each) for each in record.get("services", ()))

        return {"services": service, "organizations": organization, "service_at_locations": at}[endpoint]

    def _owners(self) -> None:
        for organization in [*self.all["organizations"], UNKNOWN_ID]:
            query = f"organization_id={organization}"
            self.found("services", query, lambda each, of=organization: each.get("organization_id") == of)
            self.found(
                "service_at_locations",
                query,
                lambda each, of=organization: each["service"].get("organization_id") == of,
            )

    def _moments(self) -> None:
        moments = sorted({each["last_modified"] for each in self.all["services"].values()})
        for text in {moments[0], moments[len(moments) // 2], moments[-1]} if moments else ():
            moment = _moment(text)
            for asked, spelled in _spellings(moment):
                for endpoint in ("services", "service_at_locations"):
                    self.found(
                        endpoint,
                        f"modified_after={spelled}",
                        lambda each, of=asked: _moment(each["last_modified"]) >= of,
                    )

    def _minimal(self) -> None:
        page = self.json("/services?minimal=true")
        every = {each["id"]: each["last_modified"] for each in self.all["services"].values()}
        self.expect(
            {each["id"]: each.get("last_modified") for each in page["contents"]} == every, "minimal: not all services"
        )
        named = all(each.get("modified_date") == each.get("last_modified") for each in page["contents"])
        self.expect(named, "minimal: modified_date is missing")
        self.expect(page["last_page"] and page["total_pages"] <= 1, "minimal: not in one page")

    def _trees(self) -> None:
        terms = self.all["taxonomy_terms"]
        self.found("taxonomy_terms", "top_only=true", lambda each: "parent_id" not in each)
        self.found("taxonomy_terms", "top_only=false", lambda each: True)
        for taxonomy in [*self.all["taxonomies"], UNKNOWN_ID]:
            self.found(
                "taxonomy_terms", f"taxonomy_id={taxonomy}", lambda each, of=taxonomy: each.get("taxonomy_id") == of
            )
            both = f"taxonomy_id={taxonomy}&top_only=true"
            self.found(
                "taxonomy_terms", both, lambda e, of=taxonomy: e.get("taxonomy_id") == of and "parent_id" not in e
            )
        for parent in sorted({each["parent_id"] for each in terms.values() if "parent_id" in each}):
            self.expect(parent in terms, f"the parent {parent} cannot be asked for")
            self.found("taxonomy_terms", f"parent_id={parent}", lambda each, of=parent: each.get("parent_id") == of)

    # Places.

    def places(self, postcodes: Mapping[str, frozenset[str]], centres: Mapping[str, tuple[float, float]]) -> None:
        """Virtual places have no address; a postcode finds whose area holds it; proximity finds places nearby."""
        for id, each in self.all["service_at_locations"].items():
            location = each.get("location", {})
            bare = not {"addresses", "latitude", "longitude"} & location.keys()
            self.expect(location.get("location_type") != "virtual" or bare, f"{id}: a virtual place with an address")
            self.expect(
                not each.get("confidential") or location.get("location_type") == "virtual", f"{id}: a secret place"
            )
        for postcode, codes in postcodes.items():
            serves = _serves(codes)
            for spelled in (postcode, f"{postcode}ab", f"%20{postcode}%20AB%20"):
                self.found("service_at_locations", f"postcode={spelled}", serves)
            if postcode in centres:
                self._near(postcode, centres[postcode], serves)

    def _near(self, postcode: str, centre: tuple[float, float], serves: Callable[[Json], bool]) -> None:
        """Within a distance. A place within a meter of the edge may be found or not."""
        distances = {id: _distance(centre, each["location"]) for id, each in self.all["service_at_locations"].items()}
        known = sorted(each for each in distances.values() if each is not None)
        for metres in [0, *(each + 5 for each in known[:: max(len(known) // 3, 1)]), 400_000]:
            got = {*self.ids("service_at_locations", f"postcode={postcode}&proximity={metres:.0f}")}
            for id, distance in distances.items():
                inside = distance is not None and distance <= metres and serves(self.all["service_at_locations"][id])
                sure = distance is None or abs(distance - metres) > 2 + distance * 0.005
                self.expect(not sure or inside == (id in got), f"proximity={metres:.0f}: {id} at {distance} m")


def _lists(value: Json, path: str) -> Iterator[str]:
    for key, each in value.items():
        if isinstance(each, list):
            yield f"{path}.{key}"
        elif isinstance(each, dict):
            yield from _lists(each, f"{path}.{key}")


def _differences(part: Json, whole: Json, path: str) -> Iterator[str]:
    """Where `part` says something else than `whole`; it may say less."""
    for key, value in part.items():
        other = whole.get(key)
        if isinstance(value, dict) and isinstance(other, dict):
            yield from _differences(value, other, f"{path}.{key}")
        elif isinstance(value, list) and isinstance(other, list) and value and isinstance(value[0], dict):
            yield from _differing_items(value, other, f"{path}.{key}")
        elif key not in whole and path == "$" and key in ("organization", "service_at_locations"):
            continue  # a service within its organization, or with its doors, is not repeated in them
        elif value != other:
            yield f"{path}.{key}"


def _differing_items(part: list[Json], whole: list[Json], path: str) -> Iterator[str]:
    if [each.get("id") for each in part] != [each.get("id") for each in whole]:
        yield path
        return
    for number, (a, b) in enumerate(zip(part, whole, strict=True)):
        yield from _differences(a, b, f"{path}[{number}]")


def _objects(record: Json) -> Iterator[tuple[str, Json]]:
    """All objects under a record, with the name they have there."""
    for name, value in record.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "id" in each:
                yield name, each
                yield from _objects(each)


def _told(record: Json) -> str:
    """The names and descriptions of a record and of the records it belongs to."""
    texts = [record[name] for name in SCALAR_TEXT if name in record]
    texts += [each for name in LIST_TEXT for each in record.get(name, ())]
    return " ".join([*texts, *(_told(record[name]) for name in ("service", "organization") if name in record)])


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _fold(text))


def _mentions(asked: str) -> Callable[[Json], bool]:
    words = _words(asked)
    return lambda record: all(word in _fold(_told(record)) for word in words)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _spellings(moment: datetime) -> Iterable[tuple[datetime, str]]:
    """Moments around this one, in every spelling a client may send."""
    plain = moment.replace(tzinfo=None).isoformat()
    yield moment, f"{plain}Z"
    yield moment, f"{plain}%2B00:00"
    yield moment, f"{plain}+00:00"
    yield moment, plain
    yield (
        moment + timedelta(milliseconds=1),
        f"{(moment + timedelta(milliseconds=1)).replace(tzinfo=None).isoformat()}Z",
    )
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    yield day, day.date().isoformat()


def _serves(codes: frozenset[str]) -> Callable[[Json], bool]:
    def serves(record: Json) -> bool:
        areas = {each.get("extent") for each in record.get("service_areas", ())}
        return not areas or bool(areas & codes)

    return serves


def _distance(centre: tuple[float, float], location: Json) -> float | None:
    """Metres over a sphere, good to half a percent; None for what has no place."""
    if location.get("location_type") != "physical" or "latitude" not in location:
        return None
    (a, b), (c, d) = map(radians, centre), (radians(location["latitude"]), radians(location["longitude"]))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * 6_371_009 * asin(sqrt(half))


__all__: Sequence[str] = ("check", "faults_of")
