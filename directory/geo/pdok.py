"""PDOK Locatieserver: Dutch addresses of the national register, no key, fair use. geopy has no class for it."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.geocoders.base import Geocoder as Base

from directory.geo.geocoder import MOST, Suggestion

URL = "https://api.pdok.nl/bzk/locatieserver/search/v3_1/free"
FIELDS = "type,weergavenaam,postcode,huisnummer,gemeentecode,centroide_ll"
POSTCODE = re.compile(r"\b([1-9][0-9]{3})\s?([A-Za-z]{2})\b")
POINT = re.compile(r"POINT\((\S+) (\S+)\)")


class Pdok(Base):  # type: ignore[misc]  # geopy publishes no types
    """Thin on purpose: a successor of this API exists. An unknown parameter is answered with 400."""

    def __init__(
        self,
        *,
        url: str = URL,
        timeout: Any = DEFAULT_SENTINEL,
        proxies: Any = DEFAULT_SENTINEL,
        user_agent: str | None = None,
        ssl_context: Any = DEFAULT_SENTINEL,
        adapter_factory: Any = None,
    ) -> None:
        super().__init__(
            timeout=timeout,
            proxies=proxies,
            user_agent=user_agent,
            ssl_context=ssl_context,
            adapter_factory=adapter_factory,
        )
        self.url = url

    def geocode(self, query: str, *, timeout: Any = DEFAULT_SENTINEL) -> list[Suggestion] | None:
        """Addresses that fit. It nearly always finds something, so what contradicts the question is left out."""
        url = f"{self.url}?{urlencode({'q': query, 'fq': 'type:adres', 'fl': FIELDS, 'rows': MOST})}"
        found: list[Suggestion] | None = self._call_geocoder(url, partial(_parsed, query), timeout=timeout)
        return found


def _parsed(query: str, answer: Mapping[str, Any]) -> list[Suggestion]:
    return [_suggestion(each) for each in answer["response"]["docs"] if _fits(query, each)]


def _fits(query: str, found: Mapping[str, Any]) -> bool:
    """Whether type, postcode and house number are those that were asked for, as far as they were."""
    postcode = POSTCODE.search(query)
    numbers = re.findall(r"\b\d+", POSTCODE.sub(" ", query))
    same_code = postcode is None or found.get("postcode") == f"{postcode[1]}{postcode[2].upper()}"
    same_house = not numbers or str(found.get("huisnummer")) in numbers
    return found["type"] == "adres" and same_code and same_house


def _suggestion(found: Mapping[str, Any]) -> Suggestion:
    point = POINT.fullmatch(found["centroide_ll"])
    if point is None:
        raise ValueError("no point")
    code = found.get("gemeentecode")
    return Suggestion(
        label=str(found["weergavenaam"]),
        kind="address",
        latitude=float(point[2]),
        longitude=float(point[1]),
        source="pdok",
        attribution="© Kadaster, PDOK Locatieserver",
        postcode=found.get("postcode"),
        municipality=f"GM{code}" if code else None,
    )
