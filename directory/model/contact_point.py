"""The unit of everything: one door of one service, one box of eight dimensions."""

from typing import Annotated, Literal

from msgspec import Meta

from directory.model.base import Email, Id, Languages, Name, Part, Sentence, Slug, Slugs, Terms, Url
from directory.model.fact import Facts, Questions
from directory.model.hours import Schedule
from directory.model.lifecycle import Lifecycle, Operation
from directory.model.organization import Phone
from directory.model.place import ServiceArea

Conditions = Annotated[dict[Slug, Literal["yes", "no"]], Meta(max_length=60)]
DIMENSIONS = ("functions", "topics", "audiences", "area", "hours", "languages", "channel", "conditions")


class ContactPoint(Part, frozen=True, kw_only=True, tag="contact-point", tag_field="kind"):
    """One door. Every dimension is a known set or unknown (absent), and unknown is never read as no or as yes.

    `conditions` holds what is known, yes or no, of each condition; the ones that are absent are not known. They
    include what decides whether somebody dares: anonymous, on the phone bill, acts without consent.
    `access` says who may use the door itself; the audiences say whom it helps.
    """

    id: Id
    slug: Slug
    former_slugs: Slugs = ()
    service_id: Id
    name: Name | None = None
    description: Sentence | None = None
    functions: Terms | None = None
    topics: Terms | None = None
    audiences: Terms | None = None
    area: ServiceArea | None = None
    hours: Schedule | None = None
    languages: Languages | None = None
    channel: Slug | None = None
    conditions: Conditions = {}
    access: Literal["self", "by-referral", "professionals-only"] | None = None
    phone: Phone | None = None
    url: Url | None = None
    email: Email | None = None
    location_id: Id | None = None
    operation: Operation | None = None
    lifecycle: Lifecycle = "published"
    facts: Facts = {}
    questions: Questions = ()


def unknown_dimensions(door: ContactPoint) -> tuple[str, ...]:
    """The dimensions of this box that nobody told us, in the order of `DIMENSIONS`."""
    return tuple(each for each in DIMENSIONS if not getattr(door, each))
