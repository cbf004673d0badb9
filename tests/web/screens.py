"""Every page and every state of it that a visitor can meet, in one table: the tests in a browser go through all of it.

A path names a record by its slug in braces; `Screen.open` fills in the id, which is what addresses are made of.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from playwright.sync_api import Page

from directory.app import Application
from directory.gate.house import House
from directory.lexicon import Language
from directory.model.ids import derived_id
from directory.web.languages import EVERY, POLICY, prefix
from tests.web.browser import Journey


class Screen(NamedTuple):
    """One page in one state. `fields` are sent to it; `then` is what a visitor does there before it is looked at."""

    name: str
    path: str
    fields: Mapping[str, str | Sequence[str]] | None = None
    status: int = 200
    languages: Sequence[Language] = EVERY
    then: Callable[[Page], object] | None = None
    # On its paper stands no word of the subject, no name, no 112.
    neutral: bool = False
    # Inside a page of another site: the way out is that of the whole page.
    framed: bool = False
    # Whether the state exists without script.
    scripted: bool = False

    def __str__(self) -> str:
        return self.name

    def open(self, journey: Journey, site: Application, language: Language = "nl") -> None:
        """Bring a visitor here, in this language."""
        path = prefix(language) + addressed(self.path, site)
        if self.fields is not None and journey.page.url == "about:blank":
            journey.open(prefix(language) or "/")
        status = journey.open(path, self._sent(site))
        assert status == self.status, f"{path}: {status}"
        if self.then is not None:
            self.then(journey.page)

    def _sent(self, site: Application) -> list[tuple[str, str]] | None:
        """The fields in pairs: one with several values is sent several times."""
        if self.fields is None:
            return None
        several = {name: [value] if isinstance(value, str) else value for name, value in self.fields.items()}
        return [(name, addressed(each, site)) for name, values in several.items() for each in values]


SLUG = re.compile(r"\{([a-z0-9-]+)\}")


def addressed(path: str, site: Application) -> str:
    """A path with the ids of the records that it names."""
    here: House = site.litestar.state.house
    return SLUG.sub(lambda found: here.atlas.catalogue.partner_or_door(found[1])[1], path)


def _complete(page: Page) -> None:
    page.locator("#q").press_sequentially("stalk")
    page.locator("#q-list [role=option]").first.wait_for()
    page.press("#q", "ArrowDown")


def _listed(page: Page) -> None:
    page.locator("#lijstje .card").first.wait_for()


# The organization that has been withdrawn on the site of these tests.
WITHDRAWN = derived_id("organization", "lambertusbasiliek-hengelo")
FEMICIDE = {
    "title": "Centraal aanspreekpunt",
    "functions": ["informatie", "advies", "melden", "doorverwijzen"],
    "topics": ["femicide", "intieme-terreur"],
    "audiences": ["slachtoffers"],
    "area": ["VR05"],
    "channels": ["telefoon", "web"],
    "hours": "always",
}
FAULTY = {**FEMICIDE, "title": "Opvang Molenstraat 12", "hours": "own", "ownHours": "soms", "topics": ["niets"]}
PARAGRAPH = (
    "Wij stellen een nieuw meldpunt voor: slachtoffers van stalking in Hengelo kunnen dag en nacht advies krijgen "
    "en een melding doen, via chat. Het is anoniem en gratis."
)
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e{{7*7}}"
LONG = "hij volgt mij overal en ik ben bang voor wat er komt " * 95

START = [
    Screen("start", "/"),
    Screen("start, word half typed", "/", then=_complete, scripted=True),
    Screen("nothing asked", "/zoek", {"q": "", "place": ""}),
]
RESULTS = [
    Screen("results, words and place", "/zoek", {"q": "mijn man slaat mij", "place": "Hengelo", "radius": "25"}),
    Screen("results, filters", "/zoek", {"audience": "slachtoffers", "channel": "telefoon", "open": "1"}),
    Screen("results, everything, second page", "/zoek", {"all": "1", "page": "2"}),
    Screen("results, danger now", "/zoek", {"q": "hij slaat mij nu"}),
    Screen("results, urgent", "/zoek", {"q": "ik ben vannacht verkracht", "place": "7551"}),
    Screen("results, link made", "/zoek", {"audience": "kinderen", "share": "1"}),
    Screen("results of a link", "/zoek?audience=mannen"),
    Screen("nothing found, words", "/zoek", {"q": "xqzvw"}),
    Screen("nothing found, filters", "/zoek", {"topic": "stalking", "channel": "app", "language": "ar"}),
    Screen("place with namesakes", "/zoek", {"q": "opvang", "place": "Haarle"}),
    Screen("place elsewhere", "/zoek", {"q": "opvang", "place": "Bergen"}),
    Screen("place unknown", "/zoek", {"q": "opvang", "place": "Verweggistan"}),
    Screen("filter unknown", "/zoek", {"topic": "bestaat-niet", "radius": "-3", "page": "0"}),
    Screen("5,000 characters", "/zoek", {"q": LONG[:5000]}),
    Screen("script in every field", "/zoek", {"q": SCRIPT, "place": SCRIPT, "topic": SCRIPT, "drop": SCRIPT}),
]
DOORS = [
    Screen("door", "/hulp/{veilig-thuis-twente-advies-telefoon}"),
    Screen("door of a secret place", "/hulp/{kadera-vrouwenopvang-telefoon}"),
    Screen("door, after a search", "/hulp/{kadera-ambulante-hulp-telefoon}", {"q": "opvang", "place": "Borne"}),
    Screen("door of which little is known", "/hulp/{veilig-thuis-twente-advies-chat}"),
    Screen("organization", "/organisatie/{kadera}"),
    Screen("organization without doors", "/organisatie/{vrouwenverenigingen-hengelo}"),
    Screen("report with a fault", "/hulp/{kadera-ambulante-hulp-telefoon}/klopt-niet", {"text": "a@b.nl"}, status=400),
    Screen("report thanked for", "/organisatie/{kadera}/klopt-niet", {"about": "other", "text": "De naam is anders."}),
    Screen("card", "/hulp/{veilig-thuis-twente-advies-telefoon}/kaartje"),
    Screen("card, large", "/hulp/{kadera-vrouwenopvang-telefoon}/kaartje?maat=a4"),
    Screen("card, neutral", "/hulp/{veilig-thuis-twente-advies-telefoon}/kaartje?soort=neutraal", neutral=True),
    Screen("referral note", "/hulp/{kadera-ambulante-hulp-telefoon}/verwijsbriefje"),
    Screen("list, empty", "/lijst"),
    Screen("list", "/lijst", {"ids": "{veilig-thuis-twente-advies-telefoon} {kadera-ambulante-hulp-telefoon}"}),
    Screen("list of an address", "/lijst#{veilig-thuis-twente-advies-telefoon}.{kadera}", then=_listed, scripted=True),
    Screen("list, not understood", "/lijst", {"more": "zomaar iets"}, status=400),
]
REGION = [
    Screen("map", "/kaart"),
    Screen("map, one municipality", "/kaart", {"municipality": "GM0164"}),
    Screen("map, no municipality", "/kaart", {"municipality": "Atlantis"}, status=400),
]
EXISTING = [
    Screen("overlap", "/bestaat-dit-al", languages=POLICY),
    Screen("overlap, answered", "/bestaat-dit-al", FEMICIDE, languages=POLICY),
    Screen("overlap, pasted", "/bestaat-dit-al", {"text": PARAGRAPH}, languages=POLICY),
    Screen("overlap, half", "/bestaat-dit-al", {"functions": "advies"}, languages=POLICY),
    Screen("overlap, faults", "/bestaat-dit-al", FAULTY, status=400, languages=POLICY),
    Screen("dossier", "/bestaat-dit-al/bewaar", FEMICIDE, languages=POLICY),
    Screen("dossier unknown", "/bestaat-dit-al/bestaat-niet", status=404, languages=POLICY),
]
COVERAGE = [
    Screen("coverage", "/dekking", languages=POLICY),
]
OTHERS = [
    Screen("developers", "/ontwikkelaars", languages=POLICY),
    Screen("widget", "/widget", framed=True),
    Screen("widget, answered", "/widget", {"q": "stalking", "place": "Almelo"}, framed=True),
    Screen("widget, nothing found", "/widget", {"q": "xqzvw"}, framed=True),
]
STANDING = [
    Screen("about", "/over"),
    Screen("traces", "/sporen"),
    Screen("accessibility", "/toegankelijkheid", languages=POLICY),
]
FAILURES = [
    Screen("not found", "/bestaat-niet", status=404),
    Screen("not allowed", "/aanvullen", status=405),
    Screen("withdrawn", f"/organisatie/{WITHDRAWN}", status=410),
    Screen("address too long", f"/{'a' * 9000}", status=414),
]
SCREENS = [*START, *RESULTS, *DOORS, *REGION, *EXISTING, *COVERAGE, *OTHERS, *STANDING, *FAILURES]
# One state of every page: what is dear is looked at here, and in every state where somebody asks for it
# (`DIRECTORY_EVERY_STATE=1`, a quarter of an hour on two cores).
ONE_OF_EACH = {
    "start",
    "start, word half typed",
    "results, words and place",
    "results, urgent",
    "nothing found, filters",
    "door",
    "organization",
    "report with a fault",
    "report thanked for",
    "card",
    "card, neutral",
    "referral note",
    "list",
    "list of an address",
    "map, one municipality",
    "overlap, pasted",
    "dossier",
    "coverage",
    "developers",
    "widget, answered",
    "about",
    "traces",
    "accessibility",
    "not found",
    "withdrawn",
}
LOOKED_AT = [each for each in SCREENS if each.name in ONE_OF_EACH or os.environ.get("DIRECTORY_EVERY_STATE")]
