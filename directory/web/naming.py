"""What things of the records are called on a page, in each language."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale

from directory import lexicon
from directory.gate.house import House
from directory.model import ServiceArea
from directory.web.languages import Speech

# Where the host of a web address ends, as browsers read it.
HOST = re.compile(r"[/\\?#]")


@cache
def fields(speech: Speech) -> Mapping[str, str]:
    """The names of the facts, as a reader calls them."""
    _ = speech.say
    return {
        "phone": _("Telefoonnummer"),
        "url": _("Website"),
        "website": _("Website"),
        "email": _("Mailadres"),
        "hours": _("Openingstijden"),
        "area": _("Gebied"),
        "languages": _("Talen"),
        "access": _("Wie er terecht kan"),
        "channel": _("Manier van contact"),
        "functions": _("Soort hulp"),
        "topics": _("Onderwerpen"),
        "audiences": _("Voor wie"),
        "operation": _("Open of gestopt"),
        "name": _("Naam"),
        "alternateNames": _("Andere namen"),
        "formerNames": _("Vroegere namen"),
        "partOf": _("Hoort bij"),
        "role": _("Wat voor organisatie"),
        "description": _("Beschrijving"),
        "location": _("Plek"),
        "address": _("Adres"),
        "street": _("Straat"),
        "place": _("Plaats"),
        "municipality": _("Gemeente"),
        "region": _("Regio"),
        "transport": _("Met bus of trein"),
        "accessibility": _("Toegang"),
        "fees": _("Kosten"),
        "eligibility": _("Wie mag komen"),
        "minimumAge": _("Leeftijd vanaf"),
        "maximumAge": _("Leeftijd tot en met"),
        "identifiers": _("Nummer in een register"),
        **{f"referral.{name}": label for name, label in referral(speech).items()},
    }


@cache
def referral(speech: Speech) -> Mapping[str, str]:
    """What a professional must know, by field and in the order in which it is needed."""
    _ = speech.say
    return {
        "registerBy": _("Wie mag iemand aanmelden"),
        "route": _("Hoe meldt u iemand aan"),
        "professionalLine": _("Nummer voor beroepskrachten"),
        "routeHours": _("Wanneer kan aanmelden"),
        "haveReady": _("Wat houdt u klaar"),
        "consent": _("Toestemming"),
        "nextStep": _("Wat gebeurt er daarna"),
        "waitingTime": _("Wachttijd"),
        "criteria": _("Voor wie wel en niet"),
        "cost": _("Kosten"),
        "interpreter": _("Tolk"),
        "accessibility": _("Toegang"),
        "areaRule": _("Welke gemeente telt"),
        "maximumStay": _("Hoe lang kan iemand blijven"),
        "fallback": _("Als het vol is"),
        "meldcodeSteps": _("Stap van de meldcode"),
    }


def field(name: str, here: House, speech: Speech) -> str:
    """The name of one fact; of a condition its own label."""
    first, _, rest = name.partition(".")
    if first == "conditions":
        return here.label("conditions", rest, speech.code)
    return fields(speech).get(name) or speech.say("Iets anders")


def terms(dimension: str, slugs: Iterable[str] | None, here: House, speech: Speech) -> tuple[str, ...]:
    """The labels of these terms."""
    return tuple(here.label(dimension, each, speech.code) for each in slugs or ())


def languages(codes: Iterable[str] | None, speech: Speech) -> tuple[str, ...]:
    """The names of languages."""
    return tuple(language(each, speech) for each in codes or ())


def language(code: str, speech: Speech) -> str:
    """The name of a language; in Dutch where only that is known, and a code that nobody has a name for is itself."""
    return str(Locale.parse(speech.code).languages.get(code, lexicon.language(code)))


def areas(area: ServiceArea | None, here: House) -> tuple[str, ...]:
    """The names of the places in an area."""
    return tuple(here.areas.name(each) for each in (area.codes if area else ()) if here.areas.known(each))


@cache
def roles(speech: Speech) -> Mapping[str, str]:
    """What an organization is to somebody who looks for help."""
    _ = speech.say
    return {
        "help": _("Hier kunt u hulp krijgen."),
        "community": _("Hier ontmoet u mensen. Er werken geen hulpverleners."),
        "knowledge": _("Hier vindt u kennis. U krijgt er zelf geen hulp."),
        "authority": _("Dit is een deel van de overheid."),
        "platform": _("Deze site wijst de weg naar wie helpt."),
        "consultation": _("Dit is overleg tussen beroepskrachten. U kunt er zelf niet terecht."),
    }


@cache
def states(speech: Speech) -> Mapping[str, str]:
    """What keeps people out."""
    _ = speech.say
    return {
        "intake-stop": _("Neemt nu niemand nieuw aan."),
        "studied": _("Dit is een plan. U kunt er nog niet terecht."),
        "example": _("Dit is een voorbeeld uit een andere plaats."),
        "ended": _("Dit is gestopt."),
        "temporarily-closed": _("Dit is nu dicht."),
    }


def cited(source: str) -> tuple[str, str]:
    """A source as it is shown, and its address; "" where it is none."""
    if source.startswith(("https://", "http://")) and " " not in source:
        return site(source), source
    return source, ""


def site(url: str) -> str:
    """A web address as short as somebody says it: where it leads, whatever it is made to look like."""
    return HOST.split(url.partition("://")[2])[0].rpartition("@")[2].removeprefix("www.")
