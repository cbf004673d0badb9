"""What a professional must know at the moment of referring; what is not known is listed, with whom to ask."""

from collections.abc import Collection, Iterator
from datetime import date

from msgspec import Struct

from directory.gate.house import House
from directory.model import Fact, Referral, due_on
from directory.web import naming
from directory.web.doorway import Doorway
from directory.web.languages import Speech

# Told only of who takes people in, and only of what has a part in the reporting code.
NOT_ALWAYS = frozenset({"maximumStay", "meldcodeSteps"})


class Term(Struct, frozen=True, kw_only=True):
    """One thing that is known. `said` are our own words, `text` is Dutch from the record."""

    label: str
    said: tuple[str, ...] = ()
    text: str = ""
    checked: date | None = None
    old: bool = False


class Missing(Struct, frozen=True):
    """One thing that is not known: whom to ask, and the question where there is one."""

    label: str
    ask: str
    question: str


class Block(Struct, frozen=True, kw_only=True):
    """The whole block. `waiting` says how long people wait, or that it is not known any more."""

    known: tuple[Term, ...]
    missing: tuple[Missing, ...]
    # The day on which a waiting time was said that nobody may rely on any more.
    lapsed: date | None


def block(way: Doorway, here: House, speech: Speech) -> Block:
    """What is and what is not known about referring somebody to this door."""
    told = way.service.referral or Referral()
    today = here.today()
    known = dict(_known(told, today, way, speech))
    waiting = told.waiting_time
    return Block(
        known=tuple(known.values()),
        missing=tuple(_missing(known.keys(), way, speech)),
        lapsed=waiting.stated_on if waiting and waiting.expires_on < today else None,
    )


def _known(told: Referral, today: date, way: Doorway, speech: Speech) -> Iterator[tuple[str, Term]]:
    plain = {
        "route": told.route,
        "professionalLine": told.professional_line,
        "routeHours": told.route_hours,
        "haveReady": told.have_ready,
        "consent": told.consent,
        "nextStep": told.next_step,
        "criteria": told.criteria,
        "cost": told.cost or way.service.fees,
        "interpreter": told.interpreter,
        "accessibility": told.accessibility,
        "areaRule": told.area_rule,
        "maximumStay": told.maximum_stay,
        "fallback": told.fallback,
    }
    for name, label in naming.referral(speech).items():
        fact = way.service.facts.get(f"referral.{name}")
        if name == "registerBy" and told.register_by:
            yield name, _term(label, fact, name, today, said=tuple(_who(told, speech)))
        elif name == "meldcodeSteps" and told.meldcode_steps:
            yield name, _term(label, fact, name, today, said=tuple(_steps(told, speech)))
        elif name == "waitingTime" and told.waiting_time and told.waiting_time.expires_on >= today:
            said = speech.say("Gezegd op {day}. Geldt tot en met {last}.").format(
                day=speech.day(told.waiting_time.stated_on), last=speech.day(told.waiting_time.expires_on)
            )
            yield name, _term(label, fact, name, today, text=told.waiting_time.text, said=(said,))
        elif text := plain.get(name):
            yield name, _term(label, fact, name, today, text=text)


def _term(label: str, fact: Fact | None, name: str, today: date, *, text: str = "", said: tuple[str, ...] = ()) -> Term:
    return Term(
        label=label,
        said=said,
        text=text,
        checked=fact.checked_on if fact else None,
        old=fact is not None and due_on(f"referral.{name}", fact) <= today,
    )


def _missing(known: Collection[str], way: Doorway, speech: Speech) -> Iterator[Missing]:
    shelter = "opvang" in (way.door.functions or ())
    for name, label in naming.referral(speech).items():
        expected = name not in NOT_ALWAYS or (name == "maximumStay" and shelter)
        if expected and name not in known:
            asked = way.asked(f"referral.{name}")
            yield Missing(label, way.whom(f"referral.{name}"), asked.text if asked else "")


def _who(told: Referral, speech: Speech) -> Iterator[str]:
    _ = speech.say
    said = {
        "self": _("Iemand zelf"),
        "professional": _("Een beroepskracht"),
        "professional-with-consent": _("Een beroepskracht, als de persoon het goed vindt"),
    }
    yield from (said[each] for each in told.register_by)


def _steps(told: Referral, speech: Speech) -> Iterator[str]:
    _ = speech.say
    said = {
        1: _("Stap 1: kijk wat u ziet en schrijf het op"),
        2: _("Stap 2: praat met een collega of met Veilig Thuis"),
        3: _("Stap 3: praat met de mensen om wie het gaat"),
        4: _("Stap 4: weeg of het veilig is"),
        5: _("Stap 5: beslis over melden en over hulp"),
    }
    yield from (said[each] for each in sorted(told.meldcode_steps))
