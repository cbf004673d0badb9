"""Who does what on purpose: declared relations between doors, each with a sentence and a source."""

from typing import Literal

from directory.model.base import Id, Part, Sentence, Slug, Slugs
from directory.model.fact import Facts
from directory.model.lifecycle import Lifecycle


class DivisionOfLabour(Part, frozen=True, kw_only=True, tag="division-of-labour", tag_field="kind"):
    """One party hands over to another, as somebody wrote down. The parties are organizations or contact points."""

    id: Id
    slug: Slug
    former_slugs: Slugs = ()
    relation: Literal["escalates-to", "then", "routes-to", "refers-to", "complements", "successor-of"]
    from_id: Id
    to_id: Id
    sentence: Sentence
    lifecycle: Lifecycle = "published"
    facts: Facts = {}
