"""Who: the organization, and what it is to somebody who looks for help."""

from typing import Annotated, Literal

from msgspec import Meta

from directory.model.base import Email, Id, Name, Names, Part, Sentence, Slug, Slugs, Text, Url
from directory.model.fact import Facts, Questions
from directory.model.lifecycle import Lifecycle, Operation
from directory.model.place import ServiceArea

# Nobody is sent to the wrong kind of door: only `help` and `community` are for people who look for help themselves.
Role = Literal["help", "knowledge", "community", "authority", "platform", "consultation"]


class Phone(Part, frozen=True, kw_only=True):
    """A number as people dial it (`0800-2000`). `extension` keeps its zeros; `label` says who answers."""

    number: Annotated[
        str,
        Meta(
            pattern=r"^\+?[0-9](?:[0-9 -]*[0-9])?$",
            min_length=3,
            max_length=25,
            description="a phone number as people dial it",
        ),
    ]
    extension: Annotated[str, Meta(pattern=r"^[0-9]{1,10}$")] | None = None
    label: Name | None = None
    kind: Literal["voice", "text", "sms"] = "voice"


class Identifier(Part, frozen=True, kw_only=True):
    """A number in a register, such as `NL-KVK`. Never for a shelter: registers hold addresses."""

    scheme: Slug
    value: Name


class Organization(Part, frozen=True, kw_only=True, tag="organization", tag_field="kind"):
    """An organization, a campaign or a form of consultation that the directory knows.

    `inclusion` is the reason why it is listed. `area` is where it works as a whole; doors have their own.
    """

    id: Id
    slug: Slug
    former_slugs: Slugs = ()
    name: Name
    alternate_names: Names = ()
    former_names: Names = ()
    role: Role
    description: Text
    part_of: Id | None = None
    area: ServiceArea | None = None
    website: Url | None = None
    email: Email | None = None
    phone: Phone | None = None
    identifiers: Annotated[tuple[Identifier, ...], Meta(max_length=10)] = ()
    operation: Operation | None = None
    inclusion: Sentence | None = None
    lifecycle: Lifecycle = "published"
    facts: Facts = {}
    questions: Questions = ()
