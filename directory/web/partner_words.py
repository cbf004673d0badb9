"""The questions to a partner as their page shows them, in Dutch: what we show now, what to choose, what was typed."""

from collections.abc import Iterator, Mapping

from msgspec import Struct, to_builtins

from directory.curation.asking import Asked
from directory.curation.replies import ACCESS, GONE, NO, UNKNOWN, YES, Answer
from directory.errors import Fault
from directory.gate.house import House
from directory.web import naming
from directory.web.desk.values import label, lines

WHO: Mapping[str, str] = {
    "self": "Iedereen, zonder verwijzing",
    "by-referral": "Alleen met een verwijzing",
    "professionals-only": "Alleen beroepskrachten",
}
# What is asked when nothing is known and nobody wrote down a better question.
UNKNOWN_YET: Mapping[str, str] = {
    "phone": "Op welk telefoonnummer bent u te bereiken?",
    "web": "Wat is het adres van uw website?",
    "mail": "Wat is het mailadres?",
    "hours": "Wanneer bent u te bereiken?",
    "waiting": "Hoe lang is de wachttijd nu?",
}
HINTS: Mapping[str, str] = {
    "phone": "Alleen het nummer, bijvoorbeeld 053 123 45 67.",
    "web": "Bijvoorbeeld https://www.voorbeeld.nl",
    "hours": "Bijvoorbeeld: ma-vr 9:00-17:00; za 10:00-12:00. Of: dag en nacht.",
    "waiting": "Bijvoorbeeld: 2 weken.",
    "text": "Hoogstens 600 tekens. Noem geen adres en geen namen.",
}
FAULTS: Mapping[str, str] = {
    "choice": "Kies één van de antwoorden. Vulde u iets in? Dat hoort bij “nee”.",
    "field.missing": "Vul in wat het is, of kies “weet ik niet”.",
    "moved": "Dit is net veranderd. Kijk nog een keer wat er nu staat.",
    "phone": "Dit nummer kan niet. Kijk de cijfers na.",
    "hours": "Deze tijden kunnen wij niet lezen. Schrijf ze zoals in het voorbeeld.",
    "value": "Dit adres kunnen wij niet lezen.",
    "too-long": "Maak de tekst korter.",
    "text": "Er staan tekens in die wij niet kunnen lezen. Typ de tekst opnieuw.",
    "text.address": "Haal het adres weg. In deze tekst mag geen adres staan.",
    "text.mail": "Haal het mailadres weg.",
    "text.mobile": "Haal het mobiele nummer weg. Het kan van iemand zelf zijn.",
    "full": "Uw opmerking kunnen wij nu niet bewaren. Laat die weg, of probeer het later nog een keer.",
    "nothing": "U heeft nog niets gekozen.",
}


class Choice(Struct, frozen=True, kw_only=True):
    """One answer that can be chosen."""

    value: str
    name: str
    chosen: bool


class Item(Struct, frozen=True, kw_only=True):
    """One question on the page. `at` says of what it is, `shown` what we publish now, `typed` what was filled in.

    `entry` is the kind of field for another value; "" where there is none.
    """

    key: str
    seen: str
    question: str
    at: tuple[str, ...]
    shown: tuple[str, ...]
    choices: tuple[Choice, ...]
    entry: str
    entry_name: str
    hint: str
    typed: str
    fault: str


def item(asked: Asked, given: Answer, fault: Fault | None, here: House) -> Item:
    """A question, with what was answered before if this is a second look."""
    long = asked.form == "text" or (asked.value is not None and len(str(asked.value)) > 200)
    field = "" if asked.form in ("yes-no", "access", "check") else "textarea" if long else "input"
    return Item(
        key=asked.key,
        seen=asked.seen,
        question=_question(asked, here),
        at=tuple(dict.fromkeys(each.title or "De organisatie zelf" for each in asked.spots)),
        shown=_shown(asked, here),
        choices=tuple(Choice(value=value, name=name, chosen=given.choice == value) for value, name in _choices(asked)),
        entry=field,
        entry_name="Wat is het nu? Mag leeg blijven." if asked.value is not None else "Vul het hier in",
        hint=HINTS.get(asked.form, "") if field else "",
        typed=given.text[:5_000],
        fault=said(fault) if fault else "",
    )


def said(fault: Fault) -> str:
    """What is wrong, for who has to mend it."""
    return FAULTS.get(fault.code) or "Dit kunnen wij niet lezen."


def _question(asked: Asked, here: House) -> str:
    name = label(asked.spots[0].kind, (*asked.field.split(".", 1),), here)
    if asked.form == "yes-no":
        return f"{name}: {_meaning(asked, here)}"
    if asked.form == "access":
        return "Wie kan hier terecht?"
    if asked.value is None:
        return asked.recorded or UNKNOWN_YET.get(asked.form) or f"{name}: wat kunt u daarover zeggen?"
    match asked.form:
        case "phone":
            return f"Klopt {asked.value.number} nog?"
        case "web":
            return f"Klopt {naming.site(asked.value)} nog?"
        case "mail":
            return f"Klopt {asked.value} nog?"
        case "hours":
            return "Kloppen deze tijden nog?"
    return f"{name}: klopt dit nog?"


def _meaning(asked: Asked, here: House) -> str:
    """What a condition says, in the words of its vocabulary."""
    tree = here.atlas.trees.get("conditions")
    term = tree.terms.get(asked.field.partition(".")[2]) if tree else None
    return term.definition if term else "geldt dit?"


def _shown(asked: Asked, here: House) -> tuple[str, ...]:
    if asked.value is None or asked.form in ("phone", "mail"):
        # The question says it already.
        return ()
    if asked.form == "access":
        return (WHO[asked.value],)
    return lines((*asked.field.split(".", 1),), to_builtins(asked.value), here)


def _choices(asked: Asked) -> Iterator[tuple[str, str]]:
    known = asked.value is not None
    if asked.form == "access":
        yield from ((each, WHO[each]) for each in ACCESS)
    elif asked.form == "yes-no":
        yield from ((YES, "Ja"), (NO, "Nee"))
    elif known:
        yield from ((YES, "Ja, dit klopt"), (NO, "Nee"))
    else:
        yield NO, "Ik weet het"
    if known and asked.form in ("phone", "web", "mail"):
        yield GONE, "Nee, dit is er niet meer"
    yield UNKNOWN, "Weet ik niet"
