"""Services in HSDS's shape: a brief form with what there is one of, and the lists that make it whole."""

from collections.abc import Iterable, Sequence
from datetime import date

from directory.exchange.hsds import facts, parts, words
from directory.exchange.hsds.places import Areas
from directory.exchange.hsds.shape import Json, derived, kept, uri
from directory.exchange.hsds.states import alert
from directory.exchange.hsds.terms import Terms, attributes, union
from directory.model import ContactPoint, Referral, Service, WaitingTime, unknown_dimensions

FREE, OWN_CONTRIBUTION = "gratis", "eigen-bijdrage"


def brief(service: Service, state: str, doors: Sequence[ContactPoint], modified: str, today: date) -> Json:
    """Scalars of a service."""
    referral = service.referral or Referral()
    return kept(
        id=service.id,
        organization_id=service.organization_id,
        name=service.name,
        alternate_name=next(iter(service.alternate_names), None),
        description=service.description,
        url=uri(service.url),
        status=state,
        interpretation_services=referral.interpreter,
        application_process=application(referral),
        fees_description=service.fees or referral.cost,
        eligibility_description=service.eligibility or referral.criteria,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        assured_date=facts.assured_on([*doors, service]),
        alert=alert(service.operation, today),
        last_modified=modified,
        slug=service.slug,
        **facts.freshness([*doors, service], today),
    )


def application(referral: Referral) -> str:
    """How to refer, as one text: route, hours, consent, what follows and what else is possible."""
    told = (
        ("", referral.route),
        ("Bereikbaar voor verwijzers: ", referral.route_hours),
        ("Lijn voor beroepskrachten: ", referral.professional_line),
        ("Toestemming: ", referral.consent),
        ("Daarna: ", referral.next_step),
        ("Lukt dat niet: ", referral.fallback),
    )
    return "\n".join(f"{label}{text}" for label, text in told if text)


def lists(service: Service, doors: Sequence[ContactPoint], terms: Terms, areas: Areas, today: date) -> Json:
    """What a service has many of. Terms, languages and areas are unions over its doors, for filters only."""
    id = service.id
    spoken = {language for door in doors for language in door.languages or ()}
    return kept(
        alternate_names=list(service.alternate_names),
        unknown=unknown_of(doors),
        referral=referral_of(service, today),
        languages=parts.languages(id, sorted(spoken), service_id=id),
        service_areas=parts.service_areas(
            id, {code for door in doors for code in parts.area_codes(door.area)}, areas, service_id=id
        ),
        cost_options=cost_options(service, doors),
        required_documents=_documents(service),
        attributes=attributes(id, "service", union(doors), terms),
        metadata=facts.metadata(service, "service"),
    )


def unknown_of(doors: Iterable[ContactPoint]) -> list[str]:
    """The dimensions that are not known of any door; all of them when there is no door."""
    every = [unknown_dimensions(door) for door in doors] or [unknown_dimensions(NO_DOOR)]
    return [name for name in every[0] if all(name in each for each in every)]


NO_DOOR = ContactPoint(id="", slug="", service_id="")


def referral_of(service: Service, today: date) -> Json:
    """The referral block field by field, under names in HSDS's style. An expired waiting time is not known any more."""
    if service.referral is None:
        return {}
    told = {name: getattr(service.referral, name) for name in Referral.__struct_fields__}
    waiting = service.referral.waiting_time
    told["waiting_time"] = _waiting(waiting) if waiting and waiting.expires_on >= today else None
    lists = {name: list(value) for name, value in told.items() if isinstance(value, tuple)}
    return kept(**told | lists)


def _waiting(waiting: WaitingTime) -> Json:
    return {
        "text": waiting.text,
        "stated_on": waiting.stated_on.isoformat(),
        "expires_on": waiting.expires_on.isoformat(),
    }


def _documents(service: Service) -> list[Json]:
    ready = service.referral.have_ready if service.referral else None
    return [{"id": derived(service.id, "document"), "service_id": service.id, "document": ready}] if ready else []


def cost_options(service: Service, doors: Sequence[ContactPoint]) -> list[Json]:
    """Free, or an own contribution, only when it is true of every door."""

    def everywhere(condition: str) -> bool:
        return bool(doors) and all(door.conditions.get(condition) == "yes" for door in doors)

    base = {"service_id": service.id, "currency": "EUR"}
    free = [{"id": derived(service.id, "cost", FREE), **base, "option": words.FREE, "amount": 0}]
    own = [{"id": derived(service.id, "cost", OWN_CONTRIBUTION), **base, "option": words.OWN_CONTRIBUTION}]
    return (free if everywhere(FREE) else []) + (own if everywhere(OWN_CONTRIBUTION) else [])
