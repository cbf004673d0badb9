"""Terms in which everything is filed: what they are called, what they mean, and other words that lead to them.

A vocabulary is one record with all its terms, but two people who work on two terms do not stand in each other's way:
what somebody saw of this one term is compared, not the record. Another meaning waits for a second person (`guarding`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from msgspec import Struct, structs, to_builtins

from directory import validation
from directory.curation.comparing import since
from directory.curation.links import Standing, current
from directory.curation.submitting import Submission, submit
from directory.errors import Conflict, Fault, Invalid, Unknown
from directory.gate import reply
from directory.gate.house import House
from directory.model import Change, Term, Vocabulary
from directory.text import fold
from directory.web.desk import words
from directory.web.desk.forms import number, reason_of
from directory.web.desk.frame import Visit, does, sees
from directory.web.languages import NAMES

HOME = "/beheer/woorden/begrippen"
# The languages of the pages but Dutch, in which a term is called something too.
OTHERS: Mapping[str, str] = {code: name for code, name in NAMES.items() if code != "nl"}
# Pieces of a term by the field of the form that they are typed in.
FIELDS: Mapping[str, str] = {
    "label": "label",
    "definition": "definition",
    "alternateLabels": "other",
    "broader": "broader",
    "labels": "labels",
    "source": "source",
    "slug": "slug",
}


class Typed(Struct, frozen=True, kw_only=True):
    """What stands in the form of a term. `other` has a word on each line; `labels` are by language."""

    slug: str = ""
    label: str = ""
    definition: str = ""
    other: str = ""
    broader: str = ""
    source: str = ""
    labels: Mapping[str, str] = {}


class Opened(Struct, frozen=True, kw_only=True):
    """A vocabulary as it is now, and the term that is worked on; None for a new one."""

    vocabulary: Vocabulary
    revision: int
    term: Term | None


def routes() -> list[Any]:
    """A vocabulary, and the form of a term."""
    return [vocabulary, new_term, write_new, term, write]


@sees(f"{HOME}/{{slug:str}}", "edit-lexicon")
def vocabulary(visit: Visit) -> reply.Ready:
    """All terms of a vocabulary. Raises `Unknown`."""
    opened = _opened(visit, visit.id("slug"))
    return visit.page("vocabulary.html", vocabulary=opened.vocabulary, terms=[*_in_order(opened.vocabulary)])


@sees(f"{HOME}/{{slug:str}}/nieuw", "edit-lexicon")
def new_term(visit: Visit) -> reply.Ready:
    """The form of a term that is not there yet."""
    return form(visit, _opened(visit, visit.id("slug")), Typed())


@does(f"{HOME}/{{slug:str}}/nieuw", "edit-lexicon")
def write_new(visit: Visit) -> reply.Ready:
    """A new term."""
    return _written(visit, _opened(visit, visit.id("slug")))


@sees(f"{HOME}/{{slug:str}}/{{term:str}}", "edit-lexicon")
def term(visit: Visit) -> reply.Ready:
    """The form of a term. Raises `Unknown`."""
    opened = open_term(visit, visit.id("slug"), visit.id("term"))
    return form(visit, opened, typed_of(opened.term))


@does(f"{HOME}/{{slug:str}}/{{term:str}}", "edit-lexicon")
def write(visit: Visit) -> reply.Ready:
    """Another version of a term."""
    return _written(visit, open_term(visit, visit.id("slug"), visit.id("term")))


def open_term(visit: Visit, slug: str, term: str) -> Opened:
    """A term by its name. Raises `Unknown`."""
    opened = _opened(visit, slug)
    found = next((each for each in opened.vocabulary.terms if each.slug == term), None)
    if found is None:
        raise Unknown("term.unknown", "There is no such term.")
    return structs.replace(opened, term=found)


def typed_of(term: Term | None) -> Typed:
    """A term as it stands in the form."""
    if term is None:
        return Typed()
    return Typed(
        slug=term.slug,
        label=term.label,
        definition=term.definition,
        other="\n".join(term.alternate_labels),
        broader=term.broader or "",
        source=term.source or "",
        labels=term.labels,
    )


def form(
    visit: Visit,
    opened: Opened,
    typed: Typed,
    *,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
    theirs: Typed | None = None,
) -> reply.Ready:
    """The form of a term, with what was typed, what is wrong, and what somebody else made of it meanwhile."""
    here, of = visit.house, opened.vocabulary
    return visit.page(
        "term.html",
        status=status,
        vocabulary=of,
        term=opened.term,
        revision=opened.revision,
        typed=typed,
        theirs=theirs,
        faults=faults or {},
        reason=visit.text("reason"),
        broader=[each for each in _in_order(of) if opened.term is None or each[1].slug != opened.term.slug],
        languages=OTHERS,
        doors=_used(here, of, opened.term.slug) if opened.term else 0,
        action=f"{HOME}/{of.slug}/{opened.term.slug if opened.term else 'nieuw'}",
    )


def _opened(visit: Visit, slug: str) -> Opened:
    found = next((each for each in visit.house.atlas.catalogue.vocabularies() if each.slug == slug), None)
    standing: Standing | None = current(visit.store, "vocabulary", found.id) if found else None
    if standing is None or not isinstance(standing.record, Vocabulary):
        raise Unknown("vocabulary.unknown", "There is no such vocabulary.")
    return Opened(vocabulary=standing.record, revision=standing.revision, term=None)


def _written(visit: Visit, opened: Opened) -> reply.Ready:
    typed = _typed(visit)
    if opened.term is not None and _seen(visit, opened) != opened.term:
        # Nothing of either is lost: the other's version stands beside what was typed, and is what is changed next.
        return form(visit, opened, typed, status=412, theirs=typed_of(opened.term))
    try:
        made = _made(opened, typed, visit.house.today())
        if made == opened.vocabulary:
            return visit.go(f"{HOME}/{made.slug}", said="unchanged")
        change = Change(kind="vocabulary", id=made.id, after=made, expected=opened.revision)
        submission = Submission(changes=(change,), reason=reason_of(visit))
        done = submit(visit.store, submission, visit.actor, visit.now, str(uuid4()))
    except Invalid as invalid:
        return form(visit, opened, typed, status=400, faults=_at_fields(invalid))
    except Conflict:
        # Somebody wrote between looking and writing: look again.
        return form(visit, _opened_again(visit, opened), typed, status=412, theirs=typed_of(opened.term))
    return visit.go(f"{HOME}/{made.slug}", said="proposed" if done.proposal else "published")


def _opened_again(visit: Visit, opened: Opened) -> Opened:
    again = _opened(visit, opened.vocabulary.slug)
    slug = opened.term.slug if opened.term else None
    return structs.replace(again, term=next((each for each in again.vocabulary.terms if each.slug == slug), None))


def _seen(visit: Visit, opened: Opened) -> Term | None:
    """The term as this person saw it; None when that cannot be said any more."""
    revision = number(visit.text("revision"))
    if revision == opened.revision:
        return opened.term
    base = since(visit.store, "vocabulary", opened.vocabulary.id, revision).base
    terms = base.terms if isinstance(base, Vocabulary) else ()
    return next((each for each in terms if opened.term and each.id == opened.term.id), None)


def _typed(visit: Visit) -> Typed:
    given = {name: visit.text(name) for name in ("slug", "label", "definition", "other", "broader", "source")}
    labels: dict[str, str] = {code: text for code in OTHERS if (text := visit.text(f"labels-{code}"))}
    return Typed(**given, labels=labels)


def _made(opened: Opened, typed: Typed, today: date) -> Vocabulary:
    """The vocabulary with this term as it was typed. Raises `Invalid` with every fault."""
    old = to_builtins(opened.vocabulary)
    terms, of = list(old["terms"]), opened.term
    position = next((at for at, each in enumerate(terms) if of and each["id"] == of.id), len(terms))
    before = terms[position] if of else {"id": str(uuid4()), "slug": typed.slug or _slug(typed.label)}
    terms[position : position + 1] = [_term(before, typed)]
    moved = of is None or typed.definition != of.definition or typed.broader != (of.broader or "")
    made = validation.read("vocabulary", old | {"terms": terms} | ({"version": today.isoformat()} if moved else {}))
    if not isinstance(made, Vocabulary):
        raise Unknown("vocabulary.unknown", "There is no such vocabulary.")
    return made


def _term(before: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    other = list(dict.fromkeys(each for line in typed.other.splitlines() if (each := line.strip())))
    given: dict[str, Any] = {
        "label": typed.label,
        "definition": typed.definition,
        "alternateLabels": other,
        "labels": {**typed.labels},
        "broader": typed.broader,
        "source": typed.source,
    }
    rest = {name: value for name, value in before.items() if name not in given}
    return rest | {name: value for name, value in given.items() if value}


def _slug(label: str) -> str:
    """A name for addresses: small letters and digits with dashes."""
    plain = "".join(each if each.isascii() and each.isalnum() else " " for each in fold(label))
    return "-".join(plain.split())[:80]


def _at_fields(invalid: Invalid) -> dict[str, str]:
    """Faults by the field of the form."""
    found: dict[str, str] = {}
    for each in invalid.faults:
        found.setdefault(_field(each), words.fault(each))
    return found


def _field(fault: Fault) -> str:
    if fault.pointer == "/reason":
        return "reason"
    steps = fault.pointer.split("/")
    return next((FIELDS[each] for each in steps if each in FIELDS), "reason" if "occasion" in steps else "label")


def _in_order(vocabulary: Vocabulary) -> Iterator[tuple[int, Term]]:
    """The terms as a tree, each with its depth: narrower ones below the broader one."""
    terms = {each.slug: each for each in vocabulary.terms}

    def below(slug: str | None, depth: int) -> Iterator[tuple[int, Term]]:
        for each in terms.values():
            if (each.broader if each.broader in terms else None) == slug:
                yield depth, each
                yield from below(each.slug, depth + 1)

    return below(None, 0)


def _used(here: House, vocabulary: Vocabulary, slug: str) -> int:
    """How many doors are filed under this term."""
    name = "channel" if vocabulary.slug == "channels" else vocabulary.slug
    catalogue = here.atlas.catalogue
    held = (getattr(catalogue.door(id), name) for id in catalogue.ids("contact-point"))
    return sum(slug == each if isinstance(each, str) else slug in (each or ()) for each in held)
