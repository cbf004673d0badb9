"""Whether what somebody types is in the directory already: the organizations that it may be, and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from directory.gate.house import House
from directory.matching import Described, candidates
from directory.model import Id, Kind
from directory.web.desk.values import KINDS

# So many are shown while somebody types.
MOST = 5
SURE = frozenset({"same"})
REGISTER = "nl-kvk"


class Like(Struct, frozen=True, kw_only=True):
    """An organization that this may be. `label` and `reasons` are Dutch sentences of the comparison itself."""

    id: Id
    name: str
    label: str
    reasons: tuple[str, ...]
    sure: bool

    @property
    def path(self) -> str:
        """Its page at the desk."""
        return f"/beheer/gegevens/organization/{self.id}"


def alike(kind: Kind, id: Id, document: Mapping[str, Any], here: House) -> tuple[Like, ...]:
    """Whom this record may be, the most alike first. Of a door or service counts what it shares with strangers."""
    if kind not in ("organization", "service", "contact-point"):
        return ()
    described = _described(kind, document)
    if described is None:
        return ()
    roster = here.rosters.at(here.atlas)
    own = id if kind == "organization" else _owner(kind, document, here)
    found, _ = candidates(roster.reader.party(described), roster, own)
    return tuple(
        Like(
            id=each.id,
            name=roster.catalogue.organization(each.id).name,
            label=each.judgement.label,
            reasons=tuple(reason.text for reason in each.judgement.reasons if reason.field != "prior"),
            sure=each.judgement.verdict in SURE,
        )
        for each in found[:MOST]
    )


def _described(kind: Kind, document: Mapping[str, Any]) -> Described | None:
    said = [*_texts(document, "website"), *_texts(document, "url")]
    phones = _texts(document.get("phone"), "number")
    name = [*_texts(document, "name")]
    if not (said or phones or (name and kind == "organization")):
        return None
    registers = (each.get("value") for each in document.get("identifiers", ()) if each.get("scheme") == REGISTER)
    return Described(
        # What a service or door is called is no name of an organization.
        name=name[0] if name and kind == "organization" else KINDS[kind],
        alternate_names=_names(document, "alternateNames"),
        former_names=_names(document, "formerNames"),
        phones=tuple(phones),
        urls=tuple(said),
        emails=tuple(_texts(document, "email")),
        areas=tuple(
            each for each in (document.get("area") or {}).get("codes", ()) if each.startswith(("GM", "VR", "NL"))
        ),
        register=next((str(each) for each in registers if each), None),
        part_of=document.get("partOf"),
    )


def _texts(document: Any, name: str) -> Sequence[str]:
    found = document.get(name) if isinstance(document, Mapping) else None
    return [found] if isinstance(found, str) else []


def _names(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(map(str, document.get(name) or ()))


def _owner(kind: Kind, document: Mapping[str, Any], here: House) -> Id | None:
    """Whose service or door this is, as far as the public sees."""
    return next(_owners(kind, document, here), None)


def _owners(kind: Kind, document: Mapping[str, Any], here: House) -> Iterator[Id]:
    if kind == "service":
        yield str(document.get("organizationId"))
    service = str(document.get("serviceId"))
    if kind == "contact-point" and here.atlas.catalogue.has("service", service):
        yield here.atlas.catalogue.service(service).organization_id
