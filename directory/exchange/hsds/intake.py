"""From HSDS to our records: organizations, services, places and doors, however they are nested.

What another source does not say, or says in terms that are not ours, is a dimension that is not known. What a service
says as a whole is not true of each of its doors, so it is used only when it has no doors of its own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from directory.exchange.hsds import words
from directory.exchange.hsds.boxes import DoorReader, Gazetteer, read_phone
from directory.exchange.hsds.drafts import Draft, Drafts, Origin, first
from directory.exchange.hsds.nodes import Node
from directory.exchange.hsds.shape import derived
from directory.exchange.hsds.terms import Terms
from directory.model import Id, Kind
from directory.text import slug

POSTCODE = re.compile(r"([1-9]\d{3})\s*([A-Za-z]{2})")


class Intake:
    """Takes in one source."""

    def __init__(self, terms: Terms, areas: Gazetteer, origin: Origin) -> None:
        self.terms = terms
        self.areas = areas
        self.origin = origin
        self.drafts = Drafts()

    def take(self, node: Node) -> None:
        """One object of the source, with all that is nested in it. Taxonomies and their terms are not taken over."""
        if "location_type" in node:
            self._location(node, None)
        elif "service_id" in node or "service" in node:
            self._lone_door(node)
        elif "status" in node:
            self._service(node, None)
        elif not {"taxonomy_id", "code", "version"} & node.value.keys():
            self._organization(node)

    def _id(self, node: Node, name: str = "id") -> Id | None:
        """The id, if it is a UUID; else one that is always the same for this source and id."""
        given = node.text(name)
        if given is None:
            return None
        try:
            return str(UUID(given))
        except ValueError:
            return derived("hsds", self.origin.source, given)

    def _draft(self, kind: Kind, node: Node) -> Draft | None:
        id = self._id(node)
        if id is None:
            node.wrong("id", "field.missing", "`id` is required.")
            return None
        return Draft(kind, id, node)

    # Organizations.

    def _organization(self, node: Node) -> Id | None:
        draft = self._draft("organization", node)
        if draft is None:
            return None
        id: Id = draft.raw["id"]
        self._named(draft, node)
        draft.put("role", node.text("role") or "help", "role")
        draft.put("description", node.text("description"), "description")
        draft.put("formerNames", node.texts("former_names"), "former_names")
        draft.put("partOf", self._id(node, "parent_organization_id"), "parent_organization_id")
        draft.put("area", self._codes(node), "area_codes")
        draft.put("website", node.text("website"), "website")
        draft.put("email", node.text("email"), "email")
        self._phone(draft, node.objects("phones"))
        draft.put("identifiers", [*_identifiers(node)], "organization_identifiers")
        draft.source(self.origin, None)
        self.drafts.add(draft)
        for each in node.objects("locations"):
            self._location(each, id)
        for each in node.objects("services"):
            self._service(each, id)
        return id

    def _named(self, draft: Draft, node: Node) -> None:
        name = node.text("name")
        others = node.texts("alternate_names") or [*filter(None, [node.text("alternate_name")])]
        draft.put("name", name, "name")
        draft.put(
            "slug", node.text("slug") or self._slug(name or draft.kind, draft), "slug" if "slug" in node else "name"
        )
        draft.put("alternateNames", others, "alternate_names" if "alternate_names" in node else "alternate_name")

    def _slug(self, name: str, draft: Draft) -> str:
        # An x before the digits: `adres 12` would look like an address that slipped in.
        return f"{slug(name)[:100]}-x{draft.raw['id'][:8]}".strip("-")

    # Services.

    def _service(self, node: Node, organization: Id | None, *, doors: bool = True) -> Draft | None:
        draft = self._draft("service", node)
        if draft is None:
            return None
        nested = node.object("organization")
        organization = (
            (self._organization(nested) if nested else None) or organization or self._id(node, "organization_id")
        )
        self._named(draft, node)
        draft.put("organizationId", organization, "organization_id")
        draft.put("description", node.text("description") or node.text("name"), "description")
        draft.put("url", node.text("url"), "url")
        draft.put("minimumAge", node.number("minimum_age"), "minimum_age")
        draft.put("maximumAge", node.number("maximum_age"), "maximum_age")
        referral = _referral(node)
        draft.put(
            "eligibility", _unless(referral.get("criteria"), node, "eligibility_description"), "eligibility_description"
        )
        draft.put("fees", _unless(referral.get("cost"), node, "fees_description"), "fees_description")
        draft.put("referral", referral, "referral" if "referral" in node else "application_process")
        _state(draft, node, node.text("status"))
        draft.source(self.origin, node.day("assured_date"))
        self.drafts.add(draft)
        if doors:
            self._doors(node, draft)
        return draft

    def _doors(self, node: Node, service: Draft) -> None:
        every = node.objects("service_at_locations")
        for each in every:
            self._door(each, service, node)
        # Our own export names what is unknown; a service of ours without doors has none.
        if not every and "unknown" not in node.value and _reachable(node):
            self._door(node, service, node)

    def _lone_door(self, node: Node) -> None:
        """A door that is not nested in its service; that may be nested in it instead."""
        nested = node.object("service")
        service = self._service(nested, None, doors=False) if nested else None
        if service is None:
            id = self._id(node, "service_id")
            if id is None:
                node.wrong("service_id", "field.missing", "`service_id` is required.")
                return
            service = Draft("service", id, node)
        self._door(node, service, nested)

    def _door(self, node: Node, service: Draft, of: Node | None) -> None:
        reader = DoorReader(self.terms, self.areas, self.origin, node)
        place = node.object("location")
        location = self._location(place, service.raw.get("organizationId")) if place else None
        assured = of.day("assured_date") if of else None
        for draft in reader.read(self._door_id(node, service), service.raw["id"], location):
            _state(draft, node, self._own_status(node, of))
            draft.source(self.origin, assured)
            self.drafts.add(draft)

    def _door_id(self, node: Node, service: Draft) -> Id:
        """Its own id; a door made of a whole service has one derived from that."""
        own = self._id(node)
        return own if own and node is not service.node else derived(service.raw["id"], "door")

    def _own_status(self, node: Node, service: Node | None) -> str | None:
        """The status of a door, where it is another one than its service has."""
        status = node.text("status")
        return None if service is node or (service and service.text("status") == status) else status

    # Places.

    def _location(self, node: Node, organization: Id | None) -> Id | None:
        """A place of an organization. What only stands for a channel, or belongs to nobody, is none."""
        secret = node.yes("confidential")
        organization = self._id(node, "organization_id") or organization
        draft = self._draft("location", node) if secret or node.text("location_type") != "virtual" else None
        if draft is None or organization is None or not (secret or _somewhere(node)):
            return None
        draft.put("organizationId", organization, "organization_id")
        self._place(draft, node) if not secret else self._secret_place(draft, node)
        draft.source(self.origin, None)
        self.drafts.add(draft)
        return str(draft.raw["id"])

    def _secret_place(self, draft: Draft, node: Node) -> None:
        """The region and nothing more, whatever the source says."""
        draft.put("name", words.SECRET_PLACE, "name")
        draft.put("slug", self._slug(words.SECRET_PLACE, draft), "name")
        draft.put("confidential", True, "confidential")
        draft.put("region", node.text("area_code"), "area_code")

    def _place(self, draft: Draft, node: Node) -> None:
        address = first(_address(each) for each in node.objects("addresses"))
        name = node.text("name") or (address and address["place"]) or "Locatie"
        code = node.text("area_code") or ""
        draft.put("name", name, "name")
        draft.put("slug", node.text("slug") or self._slug(name, draft), "slug" if "slug" in node else "name")
        draft.put("description", node.text("description"), "description")
        draft.put("address", address, "addresses/0")
        draft.put(
            "place",
            node.text("city") or (address and address["place"]),
            "city" if "city" in node else "addresses/0/city",
        )
        draft.put("street", node.text("street"), "street")
        draft.put("municipality" if code.startswith("GM") else "region", code, "area_code")
        draft.put("transport", node.text("transportation"), "transportation")
        draft.put(
            "accessibility", first(each.text("description") for each in node.objects("accessibility")), "accessibility"
        )
        self._point(draft, node, "address" if address else "place")

    def _point(self, draft: Draft, node: Node, precision: str) -> None:
        if "latitude" in node or "longitude" in node:
            draft.put("latitude", node.number("latitude"), "latitude")
            draft.put("longitude", node.number("longitude"), "longitude")
            draft.put("precision", node.text("precision") or precision, "precision")

    def _codes(self, node: Node) -> dict[str, list[str]] | None:
        codes = node.texts("area_codes")
        return {"codes": codes} if codes else None

    def _phone(self, draft: Draft, nodes: Sequence[Node]) -> None:
        for each in nodes[:1]:
            draft.put("phone", read_phone(each), each.pointer)


def _identifiers(node: Node) -> Iterator[dict[str, str]]:
    for each in node.objects("organization_identifiers"):
        scheme = each.text("identifier_scheme") or each.text("identifier_type")
        if scheme and (value := each.text("identifier")):
            yield {"scheme": slug(scheme), "value": value}


def _referral(node: Node) -> dict[str, Any]:
    """The referral block of the profile, else what HSDS has of it."""
    block = node.object("referral")
    if block:
        return {_camel(name): _camels(value) for name, value in block.value.items() if value not in (None, "")}
    ready = first(each.text("document") for each in node.objects("required_documents"))
    told = {"route": node.text("application_process"), "interpreter": node.text("interpretation_services")}
    return {name: text for name, text in {**told, "haveReady": ready}.items() if text}


def _camels(value: Any) -> Any:
    return {_camel(name): each for name, each in value.items()} if isinstance(value, dict) else value


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(each.title() for each in rest)


def _unless(said: object, node: Node, name: str) -> str | None:
    """A text, unless the referral block says it already."""
    text = node.text(name)
    return None if text == said else text


def _state(draft: Draft, node: Node, status: str | None) -> None:
    """Lifecycle and operation, as far as one status can tell them."""
    if status in ("inactive", "defunct"):
        draft.put("lifecycle", "archived", "status")
    if status == "defunct":
        draft.put("operation", {"state": "ended"}, "status")
    if status == "temporarily closed":
        note = {"note": node.text("alert")} if "alert" in node else {}
        draft.put("operation", {"state": "temporarily-closed", **note}, "status")


def _reachable(node: Node) -> bool:
    return any(node.value.get(name) for name in ("phones", "contacts", "email", "url"))


def _somewhere(node: Node) -> bool:
    return any(
        node.value.get(name) for name in ("addresses", "latitude", "city", "street", "area_code", "organization_id")
    )


def _address(node: Node) -> dict[str, str] | None:
    """A whole address. Half of one is none."""
    found = POSTCODE.fullmatch(node.text("postal_code") or "")
    street, place, kind = node.text("address_1"), node.text("city"), node.text("address_type")
    if not (found and street and place):
        return None
    more = f", {node.text('address_2')}" if "address_2" in node else ""
    postcode = f"{found[1]} {found[2].upper()}"
    return {
        "street": street + more,
        "postcode": postcode,
        "place": place,
        "kind": "postal" if kind == "postal" else "physical",
    }
