"""Vocabularies: a taxonomy for each dimension, and the attributes that say which terms a record carries."""

from collections.abc import Iterable, Iterator, Mapping

from directory.exchange.hsds.shape import Json, derived, kept
from directory.model import ContactPoint, Id, Slug, Term, Vocabulary

# Dimension of a door (the slug of its vocabulary), term, and for a condition whether it holds.
Carried = tuple[str, Slug, str | None]


def taxonomy(vocabulary: Vocabulary) -> Json:
    """The record of a taxonomy."""
    return {
        "id": vocabulary.id,
        "name": vocabulary.name,
        "description": vocabulary.description,
        "version": vocabulary.version,
        "slug": vocabulary.slug,
    }


class Terms:
    """All terms in HSDS's shape, made once. They are shared by the records that carry them: never change one."""

    def __init__(self, vocabularies: Iterable[Vocabulary]) -> None:
        self.vocabularies = tuple(vocabularies)
        self.taxonomies = {each.id: taxonomy(each) for each in self.vocabularies}
        self.by_id: dict[Id, Json] = {}
        self._named: dict[tuple[str, Slug], Json] = {}
        for each in self.vocabularies:
            self._take(each)

    def _take(self, vocabulary: Vocabulary) -> None:
        ids = {each.slug: each.id for each in vocabulary.terms}
        for term in vocabulary.terms:
            record = _term(term, vocabulary, ids)
            self.by_id[term.id] = record
            self._named |= {(vocabulary.slug, slug): record for slug in (term.slug, *term.aliases)}

    def find(self, dimension: str, slug: Slug) -> Json | None:
        """The term of this slug or alias."""
        return self._named.get((dimension, slug))

    def label(self, dimension: str, slug: Slug | None) -> str | None:
        """How a term is called; a term that is in no vocabulary is called by its slug."""
        if slug is None:
            return None
        found = self.find(dimension, slug)
        return str(found["name"]) if found else slug


def _term(term: Term, vocabulary: Vocabulary, ids: Mapping[Slug, Id]) -> Json:
    return kept(
        id=term.id,
        code=term.slug,
        name=term.label,
        description=term.definition,
        parent_id=ids.get(term.broader) if term.broader else None,
        taxonomy=vocabulary.name,
        taxonomy_id=vocabulary.id,
        language="nl",
        alternate_names=list(term.alternate_labels),
    )


def carried(door: ContactPoint) -> Iterator[Carried]:
    """All terms of a door, conditions with their answer. What is not known is not there."""
    for dimension in ("functions", "topics", "audiences"):
        yield from ((dimension, slug, None) for slug in getattr(door, dimension) or ())
    if door.channel:
        yield "channels", door.channel, None
    yield from (("conditions", slug, door.conditions[slug]) for slug in sorted(door.conditions))


def union(doors: Iterable[ContactPoint]) -> list[Carried]:
    """The terms of all doors together, for filters only. A condition holds if it does at any door; it is "no" only
    if every door says so, since unknown is never "no"."""
    every = [{(dimension, slug): answer for dimension, slug, answer in carried(door)} for door in doors]
    found = sorted({key for each in every for key in each})
    return [(*key, answer) for key in found for answer in _together(key, every)]


def _together(key: tuple[str, Slug], every: list[dict[tuple[str, Slug], str | None]]) -> Iterator[str | None]:
    answers = [each.get(key, "unknown") for each in every]
    if key[0] != "conditions":
        yield None
    elif "yes" in answers:
        yield "yes"
    elif all(answer == "no" for answer in answers):
        yield "no"


def attributes(owner: Id, entity: str, found: Iterable[Carried], terms: Terms) -> list[Json]:
    """One attribute per term. A term that no vocabulary has is named, without an object that nobody can ask for."""
    return [_attribute(owner, entity, each, terms.find(each[0], each[1])) for each in found]


def _attribute(owner: Id, entity: str, found: Carried, term: Json | None) -> Json:
    dimension, slug, answer = found
    return kept(
        id=derived(owner, dimension, slug),
        link_id=owner,
        link_type=dimension,
        link_entity=entity,
        value=answer,
        taxonomy_term_id=term["id"] if term else None,
        taxonomy_term=term,
        label=None if term else slug,
    )
