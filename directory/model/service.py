"""What: a service of an organization, and how a professional refers somebody to it."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from directory.model.base import Id, Ids, Name, Names, Part, Sentence, Slug, Slugs, Text, Url
from directory.model.fact import Facts, Questions
from directory.model.lifecycle import Lifecycle, Operation

Age = Annotated[int, Meta(ge=0, le=120)]
Step = Annotated[int, Meta(ge=1, le=5)]


class WaitingTime(Part, frozen=True, kw_only=True):
    """How long people wait, as it was said on one day. After `expires_on` it is not known any more."""

    text: Sentence
    stated_on: date
    expires_on: date


class Referral(Part, frozen=True, kw_only=True):
    """What a professional must know at the moment of referring. An absent field is not known; "geen" is an answer.

    `meldcode_steps` are the steps of the reporting code (1 to 5) in which this service has a part.
    """

    register_by: Annotated[
        tuple[Literal["self", "professional", "professional-with-consent"], ...], Meta(max_length=3)
    ] = ()
    route: Sentence | None = None
    route_hours: Sentence | None = None
    have_ready: Sentence | None = None
    consent: Sentence | None = None
    next_step: Sentence | None = None
    waiting_time: WaitingTime | None = None
    criteria: Sentence | None = None
    cost: Sentence | None = None
    interpreter: Sentence | None = None
    accessibility: Sentence | None = None
    fallback: Sentence | None = None
    professional_line: Sentence | None = None
    area_rule: Sentence | None = None
    maximum_stay: Sentence | None = None
    meldcode_steps: Annotated[tuple[Step, ...], Meta(max_length=5)] = ()


class Service(Part, frozen=True, kw_only=True, tag="service", tag_field="kind"):
    """One thing an organization does. Its reach is the union of its contact points, never the product of lists."""

    id: Id
    slug: Slug
    former_slugs: Slugs = ()
    organization_id: Id
    location_ids: Ids = ()
    name: Name
    alternate_names: Names = ()
    description: Text
    url: Url | None = None
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    eligibility: Sentence | None = None
    fees: Sentence | None = None
    referral: Referral | None = None
    operation: Operation | None = None
    lifecycle: Lifecycle = "published"
    facts: Facts = {}
    questions: Questions = ()
