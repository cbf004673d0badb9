"""The small HSDS objects that hang under others: phone, language, service area, address, contact."""

from collections.abc import Iterable

from directory.exchange.hsds.places import Areas
from directory.exchange.hsds.shape import Json, derived, kept
from directory.lexicon import language
from directory.model import Id, Phone, ServiceArea

KINDS = {"voice": "voice", "text": "text", "sms": "text"}


def phone(owner: Id, given: Phone | None, spoken: Iterable[str] = (), **link: Id) -> list[Json]:
    """A number as people dial it. `link` names what it is the number of, such as `organization_id`."""
    if given is None:
        return []
    id = derived(owner, "phone")
    return [
        kept(
            id=id,
            **link,
            number=given.number,
            extension=_number(given.extension),
            type=KINDS[given.kind],
            description=_spoken(given),
            languages=languages(id, spoken, phone_id=id),
        )
    ]


def _number(extension: str | None) -> int | None:
    """An extension as HSDS has it, a number; one with a leading zero would lose it and goes into words."""
    return int(extension) if extension and not extension.startswith("0") else None


def _spoken(given: Phone) -> str:
    lost = given.extension if given.extension and given.extension.startswith("0") else None
    return ". ".join(
        filter(None, [given.label, f"Toestel {lost}" if lost else None, "Alleen sms" if given.kind == "sms" else None])
    )


def languages(owner: Id, codes: Iterable[str] | None, **link: Id) -> list[Json]:
    """Languages with their Dutch names."""
    return [kept(id=derived(owner, "language", code), **link, name=language(code), code=code) for code in codes or ()]


def service_areas(owner: Id, codes: Iterable[str], areas: Areas, **link: Id) -> list[Json]:
    """One object per municipality, by code: regions and the country are unfolded."""
    return [
        {
            "id": derived(owner, "area", code),
            **link,
            "name": areas.name(code),
            "extent": code,
            "extent_type": "text",
            "area_code": code,
        }
        for code in sorted(areas.expand(codes))
    ]


def area_codes(area: ServiceArea | None) -> list[str]:
    """The codes as they were given, not unfolded: a country in one word. The profile adds it."""
    return list(area.codes) if area else []


def contact(owner: Id, email: str | None, name: str | None, **link: Id) -> list[Json]:
    """A shared mailbox; never a person."""
    return [kept(id=derived(owner, "contact"), **link, name=name, email=email)] if email else []
