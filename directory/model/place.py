"""Where a service is, and where it serves. A confidential place has a region and nothing more."""

from typing import Annotated, Literal

from msgspec import Meta

from directory.model.base import (
    AreaCode,
    Id,
    Latitude,
    Longitude,
    MunicipalityCode,
    Name,
    Part,
    Sentence,
    Slug,
    Slugs,
)
from directory.model.fact import Facts, Questions
from directory.model.lifecycle import Lifecycle


class ServiceArea(Part, frozen=True, kw_only=True):
    """The municipalities a door serves: CBS codes, regions (`VR05` is Twente) or the country (`NL`)."""

    codes: Annotated[tuple[AreaCode, ...], Meta(min_length=1, max_length=400)]
    note: Sentence | None = None


class Address(Part, frozen=True, kw_only=True):
    """A postal or visiting address in the Netherlands: all of it, or none."""

    street: Name
    postcode: Annotated[str, Meta(pattern=r"^[1-9][0-9]{3} [A-Z]{2}$", description="a postcode such as 7551 AB")]
    place: Name
    kind: Literal["physical", "postal"] = "physical"


class Location(Part, frozen=True, kw_only=True, tag="location", tag_field="kind"):
    """A place that people can visit, or one that nobody may find.

    With `confidential`, only `region` says where it is (`municipality` where the organization publishes it itself):
    no address, no coordinates, no postcode anywhere. What is not stored cannot leak.
    `precision` says what `latitude` and `longitude` stand for: an address, a four-digit postcode or a town.
    """

    id: Id
    slug: Slug
    former_slugs: Slugs = ()
    organization_id: Id
    name: Name
    description: Sentence | None = None
    confidential: bool = False
    region: AreaCode | None = None
    municipality: MunicipalityCode | None = None
    place: Name | None = None
    street: Name | None = None
    address: Address | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    precision: Literal["address", "postcode", "place"] | None = None
    transport: Sentence | None = None
    accessibility: Sentence | None = None
    lifecycle: Lifecycle = "published"
    facts: Facts = {}
    questions: Questions = ()
