"""The terms in which boxes are filled in: small trees with a definition per term."""

from typing import Annotated, Literal

from msgspec import Meta

from directory.model.base import Id, Name, Part, Sentence, Slug, Slugs
from directory.model.lifecycle import Lifecycle

# Vocabulary slug -> the field of a contact point that holds its terms.
Dimension = Literal["functions", "topics", "audiences", "channels", "conditions"]


class CountsAs(Part, frozen=True, kw_only=True):
    """Doing this also does `term`, for this reason (advice counts as information). A curator can switch it off."""

    term: Slug
    reason: Sentence
    enabled: bool = True


class Term(Part, frozen=True, kw_only=True):
    """One term. `label` is Dutch, `labels` holds other languages by code; `aliases` are other slugs that mean this."""

    id: Id
    slug: Slug
    label: Name
    labels: Annotated[dict[Annotated[str, Meta(pattern=r"^[a-z]{2}$")], Name], Meta(max_length=20)] = {}
    definition: Sentence
    broader: Slug | None = None
    aliases: Slugs = ()
    alternate_labels: Annotated[tuple[Name, ...], Meta(max_length=40)] = ()
    counts_as: Annotated[tuple[CountsAs, ...], Meta(max_length=20)] = ()
    source: Sentence | None = None


class Vocabulary(Part, frozen=True, kw_only=True, tag="vocabulary", tag_field="kind"):
    """The terms of one dimension. `version` is the date of the last change of meaning."""

    id: Id
    slug: Dimension
    former_slugs: Slugs = ()
    name: Name
    description: Sentence
    version: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    terms: Annotated[tuple[Term, ...], Meta(min_length=1, max_length=500)]
    lifecycle: Lifecycle = "published"
