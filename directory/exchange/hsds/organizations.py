"""Organizations in HSDS's shape: a brief form with what there is one of, and the lists that make it whole."""

from collections.abc import Iterator
from datetime import date

from directory.exchange.hsds import facts, parts
from directory.exchange.hsds.shape import Json, derived, kept, uri
from directory.model import Organization


def brief(organization: Organization, parent: bool, today: date) -> Json:
    """Scalars of an organization. `parent`: whether what it is part of can be asked for."""
    return kept(
        id=organization.id,
        name=organization.name,
        alternate_name=next(iter(organization.alternate_names), None),
        description=organization.description,
        email=organization.email,
        website=uri(organization.website),
        parent_organization_id=organization.part_of if parent else None,
        slug=organization.slug,
        role=organization.role,
        **facts.freshness([organization], today),
    )


def lists(organization: Organization, locations: list[Json], shelter: bool) -> Json:
    """What an organization has many of. A shelter has no register numbers: registers hold addresses."""
    return kept(
        alternate_names=list(organization.alternate_names),
        former_names=list(organization.former_names),
        area_codes=parts.area_codes(organization.area),
        phones=parts.phone(organization.id, organization.phone, organization_id=organization.id),
        locations=locations,
        organization_identifiers=[] if shelter else [*_identifiers(organization)],
        metadata=facts.metadata(organization, "organization"),
    )


def _identifiers(organization: Organization) -> Iterator[Json]:
    for each in organization.identifiers:
        scheme = each.scheme.upper()
        yield {
            "id": derived(organization.id, "identifier", each.scheme, each.value),
            "organization_id": organization.id,
            "identifier_scheme": scheme,
            "identifier_type": scheme,
            "identifier": each.value,
        }
