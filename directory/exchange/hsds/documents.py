"""What the API says of itself: the root object, and the profile as JSON merge patches in our own words."""

from collections.abc import Mapping

from directory.exchange.hsds.shape import Json, kept

VERSION = "3.2"
DESCRIPTION = (
    "Who helps with domestic violence in Twente: organizations, their services and every door of those, with source "
    "and check date. Ask /service_at_locations: the terms, languages and areas of a service are the union of its "
    "doors, which no single door may offer. What is not known is named in `unknown` and is neither no nor yes."
)


def root(base: str, publisher: Mapping[str, str], data_guide: str | None = None) -> Json:
    """The object at `/`. `base` is the address of the API without a slash at its end; `publisher` may hold name,
    identifier, email and website."""
    return kept(
        version=VERSION,
        profile=f"{base}/profile",
        openapi_url=f"{base}/openapi.json",
        description=DESCRIPTION,
        data_guide=data_guide,
        publisher=kept(**publisher),
    )


def _text(description: str, **more: str) -> Json:
    return {"type": "string", "description": description, **more}


def _list(description: str, **item: object) -> Json:
    return {"type": "array", "description": description, "items": {"type": "string", **item}}


DIMENSIONS = ("functions", "topics", "audiences", "area", "hours", "languages", "channel", "conditions")
SLUG = {"slug": _text("Readable name of the record on the site; it may change, the id does not.")}
NAMES = {"alternate_names": _list("All other names in use; alternate_name is the first.")}
TRUST = {
    "verified_on": _text("The oldest day on which somebody checked a fact by which people get here.", format="date"),
    "stale": {
        "type": "boolean",
        "description": "Whether such a fact is due for a check. Show it to whoever relies on it.",
    },
    "source": _text("Address or name of the document that was checked."),
}
UNKNOWN = {"unknown": _list("The dimensions that nobody told us. They mean neither no nor yes.", enum=list(DIMENSIONS))}
AREA_CODES = {"area_codes": _list("Areas as they were given: CBS municipality codes, safety regions (VR05) or NL.")}
AREA_CODE = {"area_code": _text("CBS code of a municipality, or of a safety region.")}
SECRET = {
    "confidential": {
        "type": "boolean",
        "description": "A place that nobody may look for. It has no address and no point, here or in any other form.",
    }
}
STATUS = ["active", "inactive", "defunct", "temporarily closed"]
REFERRAL = {
    "referral": {
        "type": "object",
        "description": "What a professional must know to refer, by field; application_process says it in one text.",
    }
}

PROFILE: Mapping[str, Json] = {
    "organization": {
        **SLUG,
        **NAMES,
        **TRUST,
        **AREA_CODES,
        "former_names": _list("Names it had."),
        "role": _text("What it is to somebody who looks for help: only help and community are doors for them.")
        | {"enum": ["help", "knowledge", "community", "authority", "platform", "consultation"]},
    },
    "service": {**SLUG, **NAMES, **TRUST, **UNKNOWN, **REFERRAL},
    "service_at_location": {
        **SLUG,
        **TRUST,
        **UNKNOWN,
        **SECRET,
        **AREA_CODES,
        "name": _text("What this door calls itself."),
        "status": _text("As of a service, for this door alone.") | {"enum": STATUS},
        "last_modified": _text("When this or anything nested in it last changed.", format="date-time"),
        "access": _text("Who may use the door itself.") | {"enum": ["self", "by-referral", "professionals-only"]},
        "languages": _list("ISO 639 codes, where HSDS has no other place for the languages of this door."),
        "url": _text("Page of a door at a physical place.", format="uri"),
    },
    "location": {
        **SLUG,
        **SECRET,
        **AREA_CODE,
        "city": _text("Town."),
        "street": _text("Street, when the whole address is not known."),
        "precision": _text("What the point stands for.") | {"enum": ["address", "postcode", "place"]},
    },
    "service_area": AREA_CODE,
    "metadata": {"source": TRUST["source"]},
    "taxonomy": {"slug": _text("Name of the dimension; the link_type of its attributes.")},
    "taxonomy_term": NAMES,
}


def profile(base: str) -> Json:
    """What `profile` on the root leads to: which version it extends, and the address of a patch per object."""
    return {
        "title": "Regional partner directory",
        "description": "Adds properties to HSDS and takes nothing away: what holds to HSDS holds to this profile.",
        "hsds_version": VERSION,
        "patches": {name: f"{base}/profile/{name}.json" for name in PROFILE},
    }


def patch(name: str) -> Json:
    """The JSON merge patch that makes the schema of an HSDS object the profile's. `KeyError` if there is none."""
    return {"properties": PROFILE[name]}
