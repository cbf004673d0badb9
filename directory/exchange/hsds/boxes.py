"""From a service_at_location to our contact points: one box for each number that it has."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from msgspec import to_builtins

from directory.errors import Invalid
from directory.exchange.hsds.doors import sentence
from directory.exchange.hsds.drafts import Draft, Origin, first
from directory.exchange.hsds.nodes import Node
from directory.exchange.hsds.schedules import read_hours
from directory.exchange.hsds.shape import Json, derived
from directory.exchange.hsds.terms import Terms
from directory.model import ContactPoint, Id
from directory.text import slug
from directory.validation import read_struct

AREA = re.compile(r"GM\d{4}|VR\d{2}|NL")
EXTENSION = re.compile(r"(?:\. )?\bToestel (\d+)")
SMS = re.compile(r"(?:\. )?\bAlleen sms")
DECORATION = re.compile(r"[().\/\s]+")
KINDS = {"text": "text", "textphone": "text", "video": "text"}
NOT_A_DOOR = frozenset({"fax", "pager"})
# Our field -> the dimension of its attributes.
SETS = {"functions": "functions", "topics": "topics", "audiences": "audiences"}
# By what somebody is reached, where nothing says which channel it is: the first of these that is a channel of ours.
PHONE, MAIL, WEB, DESK = ("telefoon",), ("mail", "e-mail", "email"), ("website", "web"), ("fysiek", "inloop", "bezoek")


class Gazetteer(Protocol):
    """What an import asks of the areas; `directory.geo.areas.Areas` is the real one."""

    def known(self, code: str) -> bool:
        """Whether an area has this code."""
        ...

    def named(self, text: str) -> Sequence[str]:
        """The codes of the areas that a text may mean."""
        ...


class DoorReader:
    """Reads one service_at_location, or a service that has none."""

    def __init__(self, terms: Terms, areas: Gazetteer, origin: Origin, node: Node) -> None:
        self.terms = terms
        self.areas = areas
        self.origin = origin
        self.node = node
        self.place = node.object("location")
        self.carried, self.foreign = self._carried()

    def read(self, id: Id, service: Id, location: Id | None) -> Iterator[Draft]:
        """The door; and when it has more numbers than one, a door for each of the others."""
        phones = [each for each in self.node.objects("phones") if each.text("type") not in NOT_A_DOOR]
        yield self._door(id, service, location, first(phones))
        for each in phones[1:]:
            yield self._door(
                derived(id, "phone", each.text("id") or each.text("number") or ""), service, location, each
            )

    def _door(self, id: Id, service: Id, location: Id | None, phone: Node | None) -> Draft:
        node, draft = self.node, Draft("contact-point", id, self.node)
        whole = "service_at_locations" in node.value or "organization" in node.value
        own = None if whole else node.text("slug")
        draft.put("slug", own or f"{slug(node.text('name') or 'deur')[:100]}-x{id[:8]}", "slug")
        draft.put("serviceId", service, "service_id")
        draft.put("name", None if whole else node.text("name"), "name")
        draft.put("locationId", location, "location_id")
        draft.put("access", node.text("access"), "access")
        self._ways(draft, phone)
        self._sets(draft, phone)
        draft.put("channel", self._channel(phone), "attributes")
        if not whole:
            draft.put("description", self._description(draft), "description")
        return draft

    # How to reach it.

    def _ways(self, draft: Draft, phone: Node | None) -> None:
        node = self.node
        if phone is not None:
            draft.put("phone", read_phone(phone), phone.pointer)
        page = self.place.text("url") if self.place else None
        draft.put("url", page or node.text("url"), "location/url" if page else "url")
        mail = first(each.text("email") for each in node.objects("contacts"))
        draft.put("email", mail or node.text("email"), "contacts/0/email" if mail else "email")

    def _channel(self, phone: Node | None) -> str | None:
        """The channel that the source names; else, unless it says that it does not know, what its door looks like."""
        named = self.carried.get("channels")
        if (
            named
            or "channels" in self.foreign
            or "unknown" in self.node.value
            or "channel" in self.node.texts("unknown")
        ):
            return next(iter(named), None) if named else None
        visited = self.place is not None and self.place.text("location_type") == "physical"
        looks = (
            DESK
            if visited
            else PHONE
            if phone
            else MAIL
            if self.node.objects("contacts")
            else WEB
            if self._page()
            else ()
        )
        return next((each for each in looks if self.terms.find("channels", each)), None)

    def _page(self) -> bool:
        return bool((self.place and self.place.text("url")) or self.node.text("url"))

    # The dimensions.

    def _sets(self, draft: Draft, phone: Node | None) -> None:
        for name, dimension in SETS.items():
            known = [] if dimension in self.foreign else self.carried.get(dimension, {})
            draft.put(name, list(known), "attributes")
        draft.put("conditions", self._conditions(), "attributes")
        draft.put("languages", self._languages(phone), "languages")
        draft.put("area", self._area(), "service_areas")
        schedules = self.node.objects("schedules")
        if schedules and (hours := read_hours(schedules)):
            draft.put("hours", to_builtins(hours), "schedules")

    def _carried(self) -> tuple[dict[str, dict[str, str | None]], set[str]]:
        """Our terms by dimension with their values, and the dimensions in which there is a term that is not ours."""
        found: dict[str, dict[str, str | None]] = {}
        foreign: set[str] = set()
        for each in self.node.objects("attributes"):
            dimension, term = self._term(each)
            if term is not None:
                found.setdefault(str(dimension), {})[term["code"]] = each.text("value")
            elif dimension:
                foreign.add(dimension)
        return found, foreign

    def _term(self, attribute: Node) -> tuple[str | None, Json | None]:
        """By id; else by dimension and code. An attribute about something else has neither."""
        told = attribute.object("taxonomy_term")
        id = attribute.text("taxonomy_term_id") or (told.text("id") if told else None)
        if id in self.terms.by_id:
            term = self.terms.by_id[str(id)]
            return self.terms.taxonomies[term["taxonomy_id"]]["slug"], term
        dimension = attribute.text("link_type")
        code = (told.text("code") if told else None) or attribute.text("label") or ""
        if not any(each.slug == dimension for each in self.terms.vocabularies):
            return None, None
        return dimension, self.terms.find(str(dimension), code)

    def _conditions(self) -> dict[str, str]:
        """Only what is said to hold or not to hold."""
        return {slug: value for slug, value in self.carried.get("conditions", {}).items() if value in ("yes", "no")}

    def _languages(self, phone: Node | None) -> list[str]:
        """Of the phone, of a virtual place, or of the door itself."""
        virtual = self.place if self.place and self.place.text("location_type") == "virtual" else None
        spoken = [*_codes(phone), *_codes(virtual)]
        here = self.node.value.get("languages") or []
        own = _codes(self.node) if any(isinstance(each, dict) for each in here) else self.node.texts("languages")
        return list(dict.fromkeys([*spoken, *own]))

    def _area(self) -> dict[str, list[str]] | None:
        """The codes of our profile, else one for each service area. One that is not known makes all unknown."""
        codes: list[str | None] = [*self.node.texts("area_codes")]
        codes = codes or [self._area_code(each) for each in self.node.objects("service_areas")]
        known = [each for each in codes if each]
        return {"codes": list(dict.fromkeys(known))} if known and len(known) == len(codes) else None

    def _area_code(self, node: Node) -> str | None:
        for given in (node.text("area_code"), node.text("extent")):
            if given and AREA.fullmatch(given) and self.areas.known(given):
                return given
        name = node.text("name")
        meant = self.areas.named(name) if name else ()
        return meant[0] if len(meant) == 1 else None

    # Words.

    def _description(self, draft: Draft) -> str | None:
        """What the source says of the door, unless it is the sentence that our own export makes of its terms."""
        given = self.node.text("description")
        try:
            door = read_struct(ContactPoint, {name: value for name, value in draft.raw.items() if name != "facts"})
        except Invalid:
            return given
        return None if given == sentence(door, self.terms) else given


def _codes(node: Node | None) -> list[str]:
    found = node.objects("languages") if node else []
    return [code for each in found if (code := (each.text("code") or "").lower())]


def read_phone(node: Node) -> dict[str, Any]:
    """A phone in our fields. What our export puts into the description comes back out of it."""
    said = node.text("description") or ""
    told = EXTENSION.search(said)
    number = node.number("extension")
    label = EXTENSION.sub("", SMS.sub("", said)).strip(" .")
    found = {
        "number": _dialled(node.text("number") or ""),
        "extension": told[1] if told else None if number is None else str(int(number)),
        "label": label,
        "kind": "sms" if SMS.search(said) else KINDS.get(node.text("type") or "voice", "voice"),
    }
    return {name: value for name, value in found.items() if value or name == "number"}


def _dialled(number: str) -> str:
    """A number without brackets, dots and slashes: `(074) 123.45.67` is `074 123 45 67`."""
    return DECORATION.sub(" ", number.replace("(0)", "")).strip()
