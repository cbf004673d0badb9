"""A proposal as it is sent: read with every fault at once, or made of a paragraph."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import structs

from directory import validation
from directory.coverage import Existing, Overlap, Proposal, check, read_hours, read_paragraph
from directory.errors import Fault, Invalid, Unknown
from directory.gate.asking.faults import fault_at, near_names
from directory.gate.asking.search import terms_of
from directory.gate.house import House
from directory.gate.parameters import Parameter, body_reading, table
from directory.lexicon import Understood
from directory.model import Schedule

DIMENSIONS = ("functions", "topics", "audiences", "channels", "conditions", "languages")
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
MOST_SENTENCES = 40
MOST_MORE = 10
WHAT_IF = ("with", "without", "text")
PERSONAL = re.compile(r"\S@\S|\b(?:\+31|0)\s?6[\s-]?(?:\d[\s-]?){8}|\b\w+(?:str|ln|wg|pln)\.?\s+\d", re.IGNORECASE)
LONGEST_PLACE = 3


def _many(name: str, description: str, example: list[str]) -> Parameter:
    return Parameter(name=name, kind="text", description=description, many=True, maximum_length=100, example=example)


PROPOSAL = table(
    Parameter(
        name="title",
        kind="text",
        description="What it would be called. Compared with the names that there are.",
        maximum_length=200,
        example="Centraal aanspreekpunt femicide",
    ),
    _many("functions", "What somebody would get there (slugs).", ["advies", "melden"]),
    _many("topics", "What it is about (slugs). A broad topic stands for all below it.", ["femicide"]),
    _many("audiences", "Whom it is for (slugs).", ["slachtoffers"]),
    _many("area", "Municipalities, regions or the country: codes or names.", ["twente"]),
    _many("channels", "How somebody gets in touch (slugs). Each must exist.", ["telefoon", "web"]),
    Parameter(
        name="hours",
        kind="text",
        description='When: "24/7", "ma-vr 17:00-23:00", or a schedule as contact points have it.',
        maximum_length=300,
        forms=("text", "object"),
        example="24/7",
    ),
    _many("languages", "In which languages (ISO 639). Each must exist.", ["nl"]),
    _many("conditions", "What must hold at one and the same door (slugs).", ["anoniem"]),
    Parameter(
        name="text",
        kind="text",
        description="A paragraph to make the proposal of, where the fields above do not say. It is not kept.",
        maximum_length=8_000,
        private=True,
    ),
    _many("without", "Organizations (slugs) to think away: what if they stop.", []),
    Parameter(
        name="with",
        kind="text",
        description="Boxes to think up (with the fields above): what if they were there. What is not said is unknown.",
        forms=("objects",),
    ),
)


def area_of(text: str, name: str, where: str, here: House, faults: list[Fault]) -> tuple[str, ...]:
    """The area that a code or a name stands for; `()` with a fault when there is none, or more than one."""
    areas = here.areas
    code = text.strip().upper()
    if areas.known(code):
        return (areas.current(code),)
    if text.strip().lower() in ("nederland", "landelijk"):
        return ("NL",)
    found = areas.named(text) or _by_place(text, here)
    # Of namesakes the one of this region is meant: whoever asks, asks about Twente. Then a municipality goes before the
    # larger region of its name.
    for meant in (
        [each for each in found if each in areas.twente],
        [each for each in found if each not in areas.regions],
        [*found],
    ):
        if len(meant) == 1:
            return (meant[0],)
        if meant:
            break
    names = [*(each.name for each in areas.municipalities), *areas.regions.values()]
    detail = f"Several are called this: {', '.join(found)}." if found else near_names(text, names)
    faults.append(
        fault_at(where, name, "area.ambiguous" if found else "area.unknown", f"No one area is meant. {detail}")
    )
    return ()


def _by_place(text: str, here: House) -> tuple[str, ...]:
    """The municipality of a village or a postcode: Rijssen is in Rijssen-Holten."""
    return tuple(dict.fromkeys(each.municipality for each in here.gazetteer.find(text)))


def is_public(slug: str, here: House) -> bool:
    """Whether an organization of this name may be seen now."""
    return called_now(slug, here) is not None


def called_now(slug: str, here: House) -> str | None:
    """The slug of today of an organization: who was merged goes on as another; who is gone or hidden has none."""
    catalogue = here.atlas.catalogue
    try:
        id = catalogue.survivor("organization", slug)
    except Unknown:
        return None
    return catalogue.slug("organization", id) if catalogue.has("organization", id) else None


class Asked:
    """A request, read: the proposal with every fault of it at once."""

    def __init__(self, body: object, here: House, existing: Existing) -> None:
        """`existing` is what it will be compared with: one version, whatever is committed meanwhile."""
        self._here = here
        self._existing = existing
        self._faults: list[Fault] = []
        body = {**body} if isinstance(body, dict) else body
        hours = body.pop("hours", None) if isinstance(body, dict) else None
        more = body.pop("with", None) if isinstance(body, dict) else None
        reading = body_reading(PROPOSAL, body)
        self._faults += reading.faults
        self._values = reading.values
        self.paragraph: str = self._values.get("text") or ""
        self.without: tuple[str, ...] = self._values["without"]
        self.proposal = self._read(hours)
        self.more = tuple(self._thought_up(more)) if more is not None else ()
        self._check_without()
        if self._faults:
            raise Invalid(self._faults[: validation.MAXIMUM_FAULTS])

    def answer(self) -> Overlap:
        """The check of this proposal."""
        here = self._here
        outside = here.lexicon.understand(self.proposal.title).outside if self.proposal.title else None
        return check(
            self.proposal,
            self._existing,
            here.today(),
            without=self.without,
            more=self.more,
            outside=outside,
        )

    def _read(self, hours: object) -> Proposal:
        title = self._values.get("title") or ""
        if validation.holds_address(title) or PERSONAL.search(title):
            # It is kept with the answer, for everybody who knows its address.
            detail = "A title may not hold an address, a mail address or somebody's number."
            self._fault("title", "text.address", detail)
            title = ""
        given: dict[str, Any] = {
            # In one order, so that one proposal is one proposal whichever way it is written.
            name: tuple(sorted({*self._terms(name)}))
            for name in DIMENSIONS
            if self._values[name]
        }
        if self._values["area"]:
            areas = (area_of(each, "area", "body", self._here, self._faults) for each in self._values["area"])
            given["area"] = tuple(sorted({code for each in areas for code in each}))
        if hours is not None:
            given["hours"] = self._hours(hours)
        told = Proposal(title=title, **given)
        if not self.paragraph:
            return told
        read = self._from_paragraph(title)
        return msgspec.structs.replace(read, **given)

    def _terms(self, name: str) -> list[str]:
        tree = self._existing.atlas.trees.get(name)
        by_label = {each.label.lower(): each.slug for each in tree.terms.values()} if tree else {}
        slugs = [by_label.get(each.lower(), each) for each in self._values[name]]
        return list(terms_of(name, name, slugs, self._here, "body", self._faults))

    def _hours(self, hours: object) -> Schedule | None:
        try:
            read = read_hours(hours)
        except ValueError as error:
            self._fault("hours", "value", str(error))
            return None
        if not Proposal(hours=read).week:
            self._fault("hours", "value", "These hours hold no whole hour of an ordinary week.")
        return read

    def _from_paragraph(self, title: str) -> Proposal:
        here = self._here
        sentences = [each.strip() for each in SENTENCE.split(self.paragraph) if each.strip()][:MOST_SENTENCES]
        understood: list[Understood] = [here.lexicon.understand(each[:300]) for each in sentences]
        return read_paragraph(self.paragraph, title, self._existing.atlas.trees, understood, self._places())

    def _places(self) -> tuple[str, ...]:
        """Municipalities and regions that the paragraph names with a capital."""
        said = re.findall(r"[^\s.,;:()\"]+", self.paragraph)
        found: dict[str, None] = {}
        for length in range(LONGEST_PLACE, 0, -1):
            for start in range(len(said) - length + 1):
                words = said[start : start + length]
                if words[0][:1].isupper():
                    name = " ".join(words)
                    codes = self._here.areas.named(name) or _by_place(name, self._here)
                    found |= {each: None for each in codes if each in self._here.areas.twente or each == "VR05"}
        return tuple(found)

    def _thought_up(self, more: object) -> Iterator[Proposal]:
        """The boxes that are thought up, each with every fault of it."""
        if not isinstance(more, list) or len(more) > MOST_MORE:
            self._fault("with", "type", f"This must be a list of at most {MOST_MORE} boxes.")
            return
        for number, each in enumerate(more):
            # Taken out before the rest is read: what is thought up thinks up nothing itself, however deep it is nested.
            nested = [name for name in WHAT_IF if each.get(name)] if isinstance(each, dict) else []
            if nested:
                self._fault(f"with/{number}", "parameter.unknown", "A box here has no `with`, `without` or `text`.")
                each = {name: value for name, value in each.items() if name not in nested}
            try:
                yield Asked(each, self._here, self._existing).proposal
            except Invalid as invalid:
                self._faults += [
                    structs.replace(fault, pointer=f"/with/{number}{fault.pointer}") for fault in invalid.faults
                ]

    def _check_without(self) -> None:
        for each in self.without:
            if not is_public(each, self._here):
                self._fault("without", "record.unknown", f"No organization is called {each[:80]}.")

    def _fault(self, name: str, code: str, detail: str) -> None:
        self._faults.append(fault_at("body", name, code, detail))
