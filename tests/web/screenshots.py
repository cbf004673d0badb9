"""The pictures of the README, made by the running product: `make screens` writes them to `docs/screens/`.

With `--all FOLDER` every state of every page, on a phone, a wide screen, in the dark, in Arabic and on paper: to be
looked at one by one before a release.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from directory.app import Application
from directory.lexicon import Language
from tests.conftest import ROOT, outside, sow
from tests.web.browser import QUIET, answering, journey
from tests.web.screens import SCREENS, Screen

PHONE: ViewportSize = {"width": 390, "height": 1100}
DESK: ViewportSize = {"width": 1200, "height": 780}
ASKED = {"q": "mijn man volgt me overal", "place": "Hengelo"}
PROPOSED = {
    "text": "Wij willen een centraal aanspreekpunt voor femicide in Twente. Slachtoffers en omstanders krijgen er "
    "informatie en advies en kunnen er melden. Het is dag en nacht bereikbaar per telefoon en via een website."
}


class Picture(NamedTuple):
    """One picture: of which page, on which screen, in which language and colours."""

    file: str
    screen: Screen
    viewport: ViewportSize
    language: Language = "nl"
    dark: bool = False
    print: bool = False


DOOR = "/hulp/{veilig-thuis-twente-advies-telefoon}"
PICTURES = (
    Picture("start", Screen("start", "/"), PHONE),
    Picture("results", Screen("results", "/zoek", ASKED), PHONE),
    Picture("door", Screen("door", DOOR), PHONE),
    Picture("arabic", Screen("start", "/"), PHONE, language="ar"),
    Picture("dark", Screen("results", "/zoek", ASKED), DESK, dark=True),
    Picture("map", Screen("map", "/kaart"), DESK),
    Picture("existing", Screen("existing", "/bestaat-dit-al", PROPOSED), DESK),
    Picture("coverage", Screen("coverage", "/dekking"), DESK),
    Picture("neutral-card", Screen("card", f"{DOOR}/kaartje?maat=a6&soort=neutraal"), PHONE, print=True),
)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.web.screenshots", description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    folder: Path = options.all or ROOT / "docs" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as play:
        sow(Path(data))
        browser = play.chromium.launch(executable_path=outside("chromium"), args=QUIET)
        with answering(Path(data)) as site:
            for picture in _every() if options.all else PICTURES:
                take(picture, browser, site, folder, whole=bool(options.all))
        browser.close()


def take(picture: Picture, browser: Browser, site: Application, folder: Path, *, whole: bool) -> None:
    """One picture, into a file of its name."""
    how: dict[str, Any] = {"viewport": picture.viewport, "color_scheme": "dark" if picture.dark else "light"}
    with journey(browser, site, **how) as visit:
        picture.screen.open(visit, site, picture.language)
        if picture.print:
            visit.page.emulate_media(media="print")
        visit.page.screenshot(path=folder / f"{picture.file}.png", full_page=whole)


def _every() -> Iterator[Picture]:
    for number, screen in enumerate(SCREENS):
        name = f"{number:02}-{screen.name.replace(' ', '-').replace(',', '')}"
        yield Picture(f"{name}-phone", screen, PHONE)
        yield Picture(f"{name}-desk", screen, DESK)
        yield Picture(f"{name}-dark", screen, PHONE, dark=True)
        yield Picture(f"{name}-print", screen, DESK, print=True)
        if "ar" in screen.languages:
            yield Picture(f"{name}-arabic", screen, PHONE, language="ar")


if __name__ == "__main__":
    main()
