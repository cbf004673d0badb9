"""A proposal as a form: what was ticked and typed, the choices that there are, and what is wrong with it, in words.

Whatever somebody sends becomes a form again; nothing of it is kept by reading it.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from directory.atlas.terms import Tree
from directory.coverage import Proposal
from directory.errors import Fault
from directory.gate.forms import Fields, first
from directory.gate.house import House
from directory.geo.areas import TWENTE
from directory.lexicon.languages import LANGUAGES
from directory.model import DAYS, Schedule
from directory.text import normal
from directory.web import naming
from directory.web.languages import Speech

# In the order of a sentence.
TICKED = ("functions", "topics", "audiences", "area", "channels", "languages", "conditions")
MOST_TICKED = 60
# Hours that are chosen by name; `own` are typed.
HOURS: Mapping[str, str] = {
    "always": "24/7",
    "office": "ma-vr 9:00-17:00",
    "evening": "ma-vr 17:00-23:00; za-zo 9:00-23:00",
}
DUTCH_DAYS = dict(zip(DAYS, ("ma", "di", "wo", "do", "vr", "za", "zo"), strict=True))


class Draft(Struct, frozen=True, kw_only=True):
    """What somebody proposes, as it stands in the form. `without` are partners (slugs) to think away."""

    title: str = ""
    ticked: Mapping[str, tuple[str, ...]] = {}
    hours: str = ""
    own_hours: str = ""
    text: str = ""
    without: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was proposed."""
        return not (self.title or self.ticked or self.hours or self.text.strip())

    def body(self) -> dict[str, object]:
        """The same as the API takes it."""
        body: dict[str, object] = {name: [*terms] for name, terms in self.ticked.items()}
        hours = HOURS.get(self.hours, self.own_hours if self.hours else "")
        said = {"title": self.title, "hours": hours, "text": self.text, "without": [*self.without]}
        body |= {name: value for name, value in said.items() if value}
        if self.hours and "hours" not in body:
            body["hours"] = ""
        return body


def read_draft(fields: Fields) -> Draft:
    """The form that these fields make."""
    ticked = {name: tuple(dict.fromkeys(each for each in fields.get(name, ()) if each)) for name in TICKED}
    hours = first(fields, "hours")
    return Draft(
        title=normal(first(fields, "title")),
        ticked={name: terms[:MOST_TICKED] for name, terms in ticked.items() if terms},
        hours=hours if hours in (*HOURS, "own") else "",
        own_hours=normal(first(fields, "ownHours")),
        # A line at a time: what no reader sees goes, what parts its sentences stays.
        text="\n".join(map(normal, first(fields, "text").splitlines())),
        without=tuple(dict.fromkeys(each for each in fields.get("without", ()) if each))[:MOST_TICKED],
    )


def drafted(proposal: Proposal) -> Draft:
    """The form that says this proposal: what was read from a paragraph, to be corrected."""
    ticked = {name: terms for name in TICKED if (terms := getattr(proposal, name))}
    always = proposal.hours is not None and proposal.hours.always
    own = "" if always or proposal.hours is None else "; ".join(_spans(proposal.hours))
    hours = next((name for name, said in HOURS.items() if said == own), "own" if own else "")
    return Draft(title=proposal.title, ticked=ticked, hours="always" if always else hours, own_hours=own)


def _spans(hours: Schedule) -> Iterator[str]:
    for span in hours.spans:
        yield f"{', '.join(DUTCH_DAYS[day] for day in span.days)} {span.opens}-{span.closes}"


class Choice(Struct, frozen=True, kw_only=True):
    """One term to tick. `depth` is how far it lies below the broadest."""

    term: str
    label: str
    definition: str = ""
    depth: int = 0
    ticked: bool = False


class Group(Struct, frozen=True, kw_only=True):
    """The choices of one dimension, and what is wrong with them."""

    name: str
    choices: tuple[Choice, ...]
    fault: str = ""

    @property
    def chosen(self) -> list[str]:
        """The labels of what is ticked."""
        return [each.label for each in self.choices if each.ticked]


def groups(draft: Draft, faults: Mapping[str, str], here: House, speech: Speech) -> dict[str, Group]:
    """Every dimension that is ticked, by name."""
    return {name: _group(name, draft.ticked.get(name, ()), faults.get(name, ""), here, speech) for name in TICKED}


def _group(name: str, ticked: Sequence[str], fault: str, here: House, speech: Speech) -> Group:
    known = {each.term: each for each in offered(name, here, speech)}
    # What a text named beside them (a language that is asked for seldom) is offered too.
    more = [each for each in ticked if each not in known and (name == "area" and here.areas.known(each))]
    known |= {each: Choice(term=each, label=said(name, each, here, speech)) for each in more}
    choices = (
        Choice(
            term=each.term, label=each.label, definition=each.definition, depth=each.depth, ticked=each.term in ticked
        )
        for each in known.values()
    )
    return Group(name=name, choices=tuple(choices), fault=fault)


def offered(name: str, here: House, speech: Speech) -> Iterator[Choice]:
    """Every value of a dimension that can be chosen, in the order of its vocabulary."""
    if name == "area":
        codes = [TWENTE, *sorted(here.areas.twente, key=here.areas.name)]
        yield from (Choice(term=each, label=said(name, each, here, speech), depth=each != TWENTE) for each in codes)
    elif name == "languages":
        yield from (Choice(term=each, label=said(name, each, here, speech)) for each in LANGUAGES)
    elif tree := here.atlas.trees.get(name):
        for slug in _in_order(tree):
            term = tree.terms[slug]
            label = term.labels.get(speech.code, term.label)
            yield Choice(term=slug, label=label, definition=term.definition, depth=len(tree.above[slug]))


def _in_order(tree: Tree, broader: str | None = None) -> Iterator[str]:
    """Each term with those below it behind it."""
    for each in tree.terms.values():
        if each.broader == broader:
            yield each.slug
            yield from _in_order(tree, each.slug)


def said(name: str, term: str, here: House, speech: Speech) -> str:
    """What people call a value of a dimension, in the language of the page where it has a word for it."""
    if name == "area":
        return here.areas.name(term)
    if name == "languages":
        return naming.language(term, speech)
    return here.label(name, term, speech.code)


def said_faults(faults: Sequence[Fault], draft: Draft, speech: Speech) -> dict[str, str]:
    """By field what is wrong with it and what would be right: one sentence each."""
    found: dict[str, str] = {}
    for each in faults:
        name = each.pointer.strip("/").partition("/")[0]
        found.setdefault(name, _said_fault(name, each.code, draft, speech))
    return found


def _said_fault(name: str, code: str, draft: Draft, speech: Speech) -> str:
    _ = speech.say
    if code == "text.address":
        return _("Zet geen adres, mailadres of nummer in de naam. Een dossier is voor iedereen te lezen.")
    texts = {
        "title": _("De naam mag hoogstens 200 tekens lang zijn."),
        "text": _("De tekst mag hoogstens 8.000 tekens lang zijn. Dit zijn er {}.").format(len(draft.text)),
        "hours": _("Deze uren kunnen wij niet lezen. Schrijf bijvoorbeeld: ma-vr 17:00-23:00."),
        "without": _("Een organisatie die u weg wilt denken, kennen wij niet."),
    }
    if code == "too-many":
        return _("U koos te veel. Kies er hoogstens 50.")
    return texts.get(name, _("Een van deze keuzes kennen wij niet. Kies opnieuw."))
