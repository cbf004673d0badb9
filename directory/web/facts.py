"""What is known of a door and how we know it: answers, sources, questions. Unknown is said, with who may know.

A condition is shown as yes, no or not known; of what decides whether somebody dares to call each is shown, always.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from directory.gate.house import House
from directory.model import Answer, Fact, Question, due_on
from directory.web import naming
from directory.web.doorway import Doorway
from directory.web.languages import Speech

# Asked of every phone, in this order (SAFETY 4); of other ways in only the first two.
BY_PHONE = ("gratis", "anoniem", "niet-op-telefoonrekening", "niet-in-belgeschiedenis", "belt-terug")
BY_OTHERS = ("gratis", "anoniem")
# What happens with what somebody tells.
AFTERWARDS = ("handelt-zonder-toestemming", "informeert-instanties", "neemt-melding-aan")


class Told(Struct, frozen=True, kw_only=True):
    """A question that somebody has before calling, and the answer. `note` is Dutch, from the record.

    `ask` is who may know, where a record names somebody; else it is the organization.
    """

    question: str
    answer: Answer
    text: str
    note: str = ""
    checked: date | None = None
    old: bool = False
    ask: str = ""


class Line(Struct, frozen=True, kw_only=True):
    """A fact with its name. Without values it is not known, and `ask` is who may know. `dutch`: as it was recorded."""

    label: str
    values: tuple[str, ...]
    dutch: bool = False
    ask: str = ""
    note: str = ""


class Origin(Struct, frozen=True, kw_only=True):
    """Where a fact comes from, and when somebody must look again. Without `href` the source is no address."""

    what: str
    source: str
    href: str
    note: str
    checked: date
    as_of: str
    reported: bool
    due: date
    old: bool


class Asking(Struct, frozen=True):
    """What is not known: the question in Dutch, and who may know."""

    text: str
    ask: str


def before(way: Doorway, here: House, speech: Speech) -> list[Told]:
    """What somebody wants to know before making contact."""
    asked = BY_PHONE if way.door.channel == "telefoon" else BY_OTHERS
    return [_told(each, way, here, speech) for each in asked]


def afterwards(way: Doorway, here: House, speech: Speech) -> list[Told]:
    """What happens with what somebody tells."""
    return [_told(each, way, here, speech) for each in AFTERWARDS]


def further(way: Doorway, here: House, speech: Speech) -> list[tuple[Answer, str]]:
    """The other conditions that are known."""
    shown = {*BY_PHONE, *AFTERWARDS}
    return [
        (answer, here.label("conditions", name, speech.code))
        for name, answer in way.door.conditions.items()
        if name not in shown
    ]


def _told(name: str, way: Doorway, here: House, speech: Speech) -> Told:
    fact = way.door.facts.get(f"conditions.{name}")
    answer: Answer = way.door.conditions.get(name, "unknown")
    if name == "niet-op-telefoonrekening" and fact is None:
        # Only with a source for this very door: that a number begins with 0800 proves nothing (SAFETY 4).
        answer = "unknown"
    asked = way.asked(f"conditions.{name}")
    # Of what is on no bill or in no list the question is the other way round.
    turned: Mapping[Answer, Answer] = {"yes": "no", "no": "yes", "unknown": "unknown"}
    return Told(
        question=_question(name, speech),
        answer=turned[answer] if name in ("niet-op-telefoonrekening", "niet-in-belgeschiedenis") else answer,
        text=_answer(name, answer, speech),
        note=(fact.note or "") if fact else "",
        checked=fact.checked_on if fact else None,
        old=fact is not None and due_on(f"conditions.{name}", fact) <= here.today(),
        ask=(asked.ask or "") if asked else "",
    )


def _question(name: str, speech: Speech) -> str:
    _ = speech.say
    return {
        "gratis": _("Is het gratis?"),
        "anoniem": _("Kan het zonder uw naam?"),
        "niet-op-telefoonrekening": _("Staat het nummer op de rekening?"),
        "niet-in-belgeschiedenis": _("Staat het nummer in de bellijst van dit toestel?"),
        "belt-terug": _("Belt iemand u terug?"),
        "handelt-zonder-toestemming": _("Kan er iets gebeuren zonder dat u dat wilt?"),
        "informeert-instanties": _("Hoort een ander wat u vertelt, zoals de politie?"),
        "neemt-melding-aan": _("Kunt u hier een melding doen?"),
    }[name]


def _answer(name: str, answer: Answer, speech: Speech) -> str:
    _ = speech.say
    particular = {
        ("niet-op-telefoonrekening", "yes"): _("Nee. Het staat wel in de bellijst van dit toestel."),
        ("niet-op-telefoonrekening", "unknown"): _("Niet bekend. Reken op ja."),
        ("niet-in-belgeschiedenis", "yes"): _("Nee, zegt de bron. Kijk het na op uw toestel."),
        ("niet-in-belgeschiedenis", "no"): _("Ja."),
        ("niet-in-belgeschiedenis", "unknown"): _("Niet bekend. Reken op ja."),
        ("belt-terug", "yes"): _("Dat kan. Zeg erbij wanneer het veilig is."),
        ("handelt-zonder-toestemming", "yes"): _("Ja. Vraag eerst wat er kan gebeuren."),
        ("informeert-instanties", "yes"): _("Dat kan. Vraag eerst wie het te horen krijgt."),
    }
    usual = {"yes": _("Ja."), "no": _("Nee."), "unknown": _("Niet bekend.")}
    return particular.get((name, answer), usual[answer])


def about(way: Doorway, here: House, speech: Speech) -> list[Line]:
    """For whom, about what, where and in which languages."""
    _, door, service = speech.say, way.door, way.service

    def line(label: str, name: str, values: Iterable[str], *, dutch: bool = False, note: str = "") -> Line:
        return Line(label=label, values=tuple(values), dutch=dutch, ask=way.whom(name), note=note)

    lines = [
        line(_("Voor wie"), "audiences", naming.terms("audiences", door.audiences, here, speech)),
        line(_("Waarover"), "topics", naming.terms("topics", door.topics, here, speech)),
        line(_("Wat u hier krijgt"), "functions", naming.terms("functions", door.functions, here, speech)),
        line(_("Waar"), "area", naming.areas(door.area, here), note=(door.area.note or "") if door.area else ""),
        line(_("Talen"), "languages", naming.languages(door.languages, speech)),
        line(_("Leeftijd"), "minimumAge", _age(service.minimum_age, service.maximum_age, speech)),
        line(_("Wie mag komen"), "eligibility", filter(None, [service.eligibility]), dutch=True),
        line(_("Kosten"), "fees", filter(None, [service.fees]), dutch=True),
    ]
    # What is seldom told is no hole: of those only what is known.
    return [each for number, each in enumerate(lines) if each.values or number < 5]


def _age(least: int | None, most: int | None, speech: Speech) -> tuple[str, ...]:
    _ = speech.say
    if least is not None and most is not None:
        return (_("{least} tot en met {most} jaar").format(least=least, most=most),)
    if least is not None:
        return (_("vanaf {} jaar").format(least),)
    return (_("tot en met {} jaar").format(most),) if most is not None else ()


def origins(facts: Iterable[tuple[str, Fact]], here: House, speech: Speech) -> list[Origin]:
    """The sources of these facts, the ones that are due first."""
    today = here.today()
    found = [_origin(name, fact, today, here, speech) for name, fact in facts]
    return sorted(found, key=lambda each: (not each.old, each.what))


def _origin(name: str, fact: Fact, today: date, here: House, speech: Speech) -> Origin:
    due = due_on(name, fact)
    source, href = naming.cited(fact.source)
    return Origin(
        what=naming.field(name, here, speech),
        source=source,
        href=href,
        note=fact.note or "",
        checked=fact.checked_on,
        as_of=fact.as_of or "",
        reported=fact.status == "reported",
        due=due,
        old=due <= today,
    )


def asking(questions: Iterable[Question], otherwise: str) -> Iterator[Asking]:
    """The open questions, each once."""
    seen: set[str] = set()
    for each in questions:
        if each.text not in seen:
            seen.add(each.text)
            yield Asking(each.text, each.ask or otherwise)
