"""The search form as it stands on a page: what was typed and ticked, kept whatever was wrong with it.

It travels by POST alone. Only filters may stand in an address, and only when somebody asks for a link.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from msgspec import Struct, structs

from directory.errors import Fault, Invalid
from directory.gate.asking.search import DIMENSIONS, SEARCH, Asked, ask
from directory.gate.forms import Fields, first
from directory.gate.house import House
from directory.gate.parameters import body_reading
from directory.lexicon import Language
from directory.text import normal

LONGEST = 300
LONGEST_SHOWN = 5_000
RADII = ("5", "10", "25")
FLAGS = ("open", "unknown", "literal", "noplace")


class Form(Struct, frozen=True, kw_only=True):
    """What somebody asked. `ticked` are filters by API name of the dimension.

    `literal`: not what the lexicon makes of the words; `noplace`: not the place that the words name.
    """

    q: str = ""
    place: str = ""
    ticked: Mapping[str, tuple[str, ...]] = {}
    radius: str = ""
    open: bool = False
    unknown: bool = False
    literal: bool = False
    noplace: bool = False
    page: int = 1

    @property
    def empty(self) -> bool:
        """Whether nothing was asked."""
        return not (self.q or self.place or self.ticked or self.open)

    @property
    def filters(self) -> int:
        """How many filters are set."""
        return sum(map(len, self.ticked.values())) + self.open + self.unknown + bool(self.radius)

    def fields(self) -> Iterator[tuple[str, str]]:
        """The fields that make this form again."""
        yield from (("q", self.q), ("place", self.place), ("radius", self.radius))
        yield from self.shared()
        yield from ((name, "1") for name in ("literal", "noplace") if getattr(self, name))
        if self.page > 1:
            yield "page", str(self.page)

    def shared(self) -> Iterator[tuple[str, str]]:
        """The fields that may stand in a link: filters, no words and no place."""
        yield from ((name, each) for name, terms in self.ticked.items() for each in terms)
        yield from ((name, "1") for name in ("open", "unknown") if getattr(self, name))

    @property
    def link(self) -> str:
        """The filters as the query of an address."""
        return urlencode([*self.shared()])


def read_form(fields: Fields) -> Form:
    """The form that these fields make, with what a button undoes left out (`drop`)."""
    ticked = {name: tuple(dict.fromkeys(each[:120] for each in fields.get(name, ()) if each)) for name in DIMENSIONS}
    form = Form(
        q=_shown(first(fields, "q")),
        place=_shown(first(fields, "place"))[:100],
        ticked={name: terms[:20] for name, terms in ticked.items() if terms},
        radius=radius if (radius := first(fields, "radius")) in RADII else "",
        page=_page(first(fields, "page")),
        **{name: bool(first(fields, name)) for name in FLAGS},
    )
    return _without(form, first(fields, "drop"))


def _shown(text: str) -> str:
    return " ".join(text.split())[:LONGEST_SHOWN]


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else 1


def _without(form: Form, drop: str) -> Form:
    name, _, term = drop.partition(":")
    if name in form.ticked:
        left = {**form.ticked, name: tuple(each for each in form.ticked[name] if each != term)}
        return structs.replace(form, ticked={key: each for key, each in left.items() if each}, page=1)
    if name == "every" and term in form.ticked:
        left = {key: each for key, each in form.ticked.items() if key != term}
        return structs.replace(form, ticked=left, page=1)
    if name in ("literal", "noplace") and term:
        return structs.replace(form, **{name: True}, page=1)
    if name == "filters":
        return structs.replace(form, ticked={}, open=False, unknown=False, radius="", page=1)
    if name in ("place", "q", "radius"):
        return structs.replace(form, **{name: ""}, page=1)
    return structs.replace(form, **{name: False}, page=1) if name in FLAGS else form


class Answerable(Struct, frozen=True):
    """A form with the question that could be made of it, and what had to be left out of that."""

    asked: Asked
    faults: tuple[Fault, ...] = ()
    places: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    shortened: bool = False


def answerable(form: Form, here: House, language: Language) -> Answerable:
    """The question that this form asks. What cannot be read is left out and said: somebody may be in a hurry."""
    place, namesakes = _meant(form.place, here)
    values = _values(structs.replace(form, place=place))
    left: list[Fault] = []
    places: tuple[str, ...] = ()
    # Each round leaves out what was wrong: there are only so many fields.
    for _ in range(3):
        try:
            asked = _asked(values, form, here, language)
        except Invalid as invalid:
            left += invalid.faults
            told = invalid.facts.get("places")
            places = tuple(each["label"] for each in told) if isinstance(told, list) else places
            wrong = {each.pointer.strip("/").partition("/")[0] for each in invalid.faults}
            values = {name: each for name, each in values.items() if name not in wrong}
            if "near" in wrong:
                values.pop("radiusKm", None)
        else:
            return Answerable(asked, tuple(left), places, namesakes, shortened=len(form.q) > LONGEST)
    return Answerable(_asked({}, form, here, language), tuple(left), places, namesakes)


def _asked(values: Mapping[str, object], form: Form, here: House, language: Language) -> Asked:
    asked = ask(body_reading(SEARCH, values), here, language)
    question = asked.question
    if form.literal and question.understood is not None:
        question = structs.replace(question, understood=None)
    if form.noplace and asked.heard is not None and asked.heard.place == asked.place:
        return Asked(question=structs.replace(question, near=None), labels=asked.labels, place=None, heard=None)
    return Asked(question=question, labels=asked.labels, place=asked.place, heard=asked.heard)


def _values(form: Form) -> dict[str, object]:
    values: dict[str, object] = {name: [*terms] for name, terms in form.ticked.items()}
    if words := normal(form.q)[:LONGEST].strip():
        values["q"] = words
    if place := normal(form.place):
        values["near"] = place
        if form.radius:
            values["radiusKm"] = float(form.radius)
    if form.open:
        values["openNow"] = True
    return {**values, "includeUnknown": form.unknown, "page": form.page}


def _meant(place: str, here: House) -> tuple[str, tuple[str, ...]]:
    """Of places with one name the one in this region, if there is just one, and the others to choose from."""
    found = here.gazetteer.find(place) if place else ()
    home = [each for each in found if each.in_twente]
    if len(found) > 1 and len(home) == 1:
        return home[0].label, tuple(each.label for each in found if each is not home[0])
    return place, ()
