"""The smallest face that holds to the standard, without HTTP: the check passes it, and barks when it is broken."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from directory.errors import DirectoryError
from directory.exchange.hsds import Asked, Hsds, Json, Near, TermsAsked, ndjson, root

BASE = "/hsds/v3"
HOST = "https://gids.voorbeeld.nl"


class Answer(msgspec.Struct):
    status_code: int
    content: bytes
    headers: dict[str, str]


def answer(value: object, status: int = 200, kind: str = "application/json") -> Answer:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(status, content, {"content-type": kind})


class Face:
    """Every endpoint over one version of the directory."""

    def __init__(self, hsds: Hsds, places: Mapping[str, tuple[frozenset[str], tuple[float, float]]]) -> None:
        self.hsds = hsds
        self.places = places

    def get(self, path: str) -> Answer:
        parts = urlsplit(path)
        try:
            return self._route(parts.path.removeprefix(BASE).strip("/"), dict(parse_qsl(parts.query)))
        except ValueError as error:
            return answer({"title": str(error)}, 400, "application/problem+json")
        except DirectoryError as error:
            return answer({"title": str(error)}, 404, "application/problem+json")

    def _route(self, path: str, query: dict[str, str]) -> Answer:
        if path in ("", "profile", "openapi.json"):
            return answer(root(f"{HOST}{BASE}", {"name": "Voorbeeld"}))
        endpoint, _, id = path.partition("/")
        brief, whole = self._makers(endpoint, query)
        if id:
            return answer(whole(id))
        ids = self._ids(endpoint, query)
        if query.get("minimal") == "true":
            return answer(page([self.hsds.service_minimal(id) for id in ids], 1, max(len(ids), 1), len(ids)))
        make = whole if flag(query, "full") else brief
        if query.get("format", "json") not in ("json", "ndjson"):
            raise ValueError("format")
        if query.get("format") == "ndjson":
            return answer(b"".join(ndjson(make(id) for id in ids)), kind="application/x-ndjson")
        number, size = whole_number(query, "page", 1), whole_number(query, "per_page", 50)
        shown = ids[(number - 1) * size : number * size]
        return answer(page([make(id) for id in shown], number, size, len(ids)))

    def _makers(self, endpoint: str, query: dict[str, str]) -> tuple[Callable[[str], Json], Callable[[str], Json]]:
        hsds = self.hsds
        full_service = flag(query, "full_service")
        return {
            "services": (hsds.service_brief, hsds.service),
            "organizations": (hsds.organization_brief, lambda id: hsds.organization(id, full_service)),
            "service_at_locations": (hsds.service_at_location_brief, hsds.service_at_location),
            "taxonomies": (hsds.taxonomy, hsds.taxonomy),
            "taxonomy_terms": (hsds.taxonomy_term, hsds.taxonomy_term),
        }[endpoint]

    def _ids(self, endpoint: str, query: dict[str, str]) -> Sequence[str]:
        if endpoint == "taxonomies":
            return self.hsds.taxonomies(query.get("search"))
        if endpoint == "taxonomy_terms":
            picked = {name: query[name] for name in ("search", "taxonomy_id", "parent_id") if name in query}
            return self.hsds.taxonomy_terms(TermsAsked(**picked, top_only=flag(query, "top_only")))
        return getattr(self.hsds, endpoint)(self._asked(endpoint, query))

    def _asked(self, endpoint: str, query: dict[str, str]) -> Asked:
        names = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id")
        picked: dict[str, Any] = {name: query[name] for name in names if name in query}
        if "modified_after" in query:
            picked["modified_after"] = datetime.fromisoformat(re.sub(r" (\d\d:\d\d)$", r"+\1", query["modified_after"]))
        if "postcode" in query:
            picked |= self._near(query["postcode"], query.get("proximity"))
        return Asked(**picked)

    def _near(self, postcode: str, proximity: str | None) -> dict[str, object]:
        found = re.fullmatch(r"(\d{4})([a-z]{2})?", postcode.replace(" ", "").lower())
        if found is None or (proximity is not None and float(proximity) < 0):
            raise ValueError("postcode")
        municipalities, (latitude, longitude) = self.places[found[1]]
        near = Near(latitude=latitude, longitude=longitude, metres=float(proximity)) if proximity else None
        return {"municipalities": municipalities, "near": near}


def flag(query: dict[str, str], name: str) -> bool:
    value = query.get(name, "false")
    if value not in ("true", "false"):
        raise ValueError(name)
    return value == "true"


def whole_number(query: dict[str, str], name: str, default: int) -> int:
    number = int(query.get(name, default))
    if number < 1:
        raise ValueError(name)
    return number


def page(contents: Iterable[Json], number: int, size: int, total: int) -> Json:
    held, pages = list(contents), -(-total // size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(held),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not held,
        "contents": held,
    }
