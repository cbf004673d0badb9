"""Every page and every state of it that a visitor can meet, in one table: the tests in a browser go through all of it.

A path names a record by its slug in braces; `Screen.open` fills in the id, which is what addresses are made of.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from playwright.sync_api import Page

from directory.app import Application
from directory.gate.house import House
from directory.lexicon import Language
from directory.web.languages import EVERY, prefix
from tests.web.browser import Journey


class Screen(NamedTuple):
    """One page in one state. `fields` are sent to it; `then` is what a visitor does there before it is looked at."""

    name: str
    path: str
    fields: Mapping[str, str] | None = None
    status: int = 200
    languages: Sequence[Language] = EVERY
    then: Callable[[Page], object] | None = None
    # A page without the word of the subject, for on paper or in another site.
    neutral: bool = False
    # Whether the state exists without script.
    scripted: bool = False

    def __str__(self) -> str:
        return self.name

    def open(self, journey: Journey, site: Application, language: Language = "nl") -> None:
        """Bring a visitor here, in this language."""
        path = prefix(language) + addressed(self.path, site)
        if self.fields is not None and journey.page.url == "about:blank":
            journey.open(prefix(language) or "/")
        status = journey.open(path, self.fields)
        assert status == self.status, f"{path}: {status}"
        if self.then is not None:
            self.then(journey.page)


SLUG = re.compile(r"\{([a-z0-9-]+)\}")


def addressed(path: str, site: Application) -> str:
    """A path with the ids of the records that it names."""
    here: House = site.litestar.state.house
    return SLUG.sub(lambda found: here.atlas.catalogue.partner_or_door(found[1])[1], path)


def _complete(page: Page) -> None:
    page.locator("#q").press_sequentially("stalk")
    page.locator("#q-list [role=option]").first.wait_for()
    page.press("#q", "ArrowDown")


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
FAILURES = [
    Screen("not found", "/bestaat-niet", status=404),
    Screen("not allowed", "/aanvullen", status=405),
    Screen("address too long", f"/{'a' * 9000}", status=414),
]
SCREENS = [*START, *RESULTS, *FAILURES]
