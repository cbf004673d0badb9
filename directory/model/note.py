"""What only the desk may see: numbers that went out of use, and warnings. Never in the atlas, a feed or an export."""

from typing import Literal

from directory.model.base import Id, Part, Sentence, Slug, Slugs
from directory.model.lifecycle import Lifecycle


class Note(Part, frozen=True, kw_only=True, tag="note", tag_field="kind"):
    """A remark for curators about a record. `do-not-use` holds an old or wrong value that still goes round."""

    id: Id
    slug: Slug
    former_slugs: Slugs = ()
    about: Id
    purpose: Literal["do-not-use", "remark"]
    text: Sentence
    value: Sentence | None = None
    successor: Sentence | None = None
    source: Sentence | None = None
    lifecycle: Lifecycle = "draft"
