"""Every page in every state in each language but Dutch: which way it runs, whether it fits, what axe-core sees."""

import os

import pytest

from directory.app import Application
from directory.web.languages import RIGHT_TO_LEFT
from tests.web.browser import NARROW, axe
from tests.web.conftest import Visit
from tests.web.looks import check_frame, crowded, told
from tests.web.screens import LOOKED_AT, Screen

# Looked at in English and in Arabic, which say whether it is the page; in all languages where every state is asked for.
OTHER_STATES = {
    "start, word half typed",
    "results, urgent",
    "nothing found, filters",
    "report with a fault",
    "report thanked for",
    "card",
    "card, neutral",
    "list",
    "list of an address",
    "map, one municipality",
    "widget, answered",
    "withdrawn",
}


def own(screen: Screen) -> bool:
    """Whether this screen is looked at in all the others too."""
    return screen.name not in OTHER_STATES or "DIRECTORY_EVERY_STATE" in os.environ


@pytest.mark.outside
@pytest.mark.parametrize("screen", LOOKED_AT, ids=str)
def test_in_each_language_axe_objects_to_nothing_and_it_fits_and_runs_the_right_way(
    visit: Visit, site: Application, screen: Screen
) -> None:
    with visit(viewport=NARROW) as journey:
        faults: list[str] = []
        for code in (each for each in screen.languages if each in ("ar", "en") or (each != "nl" and own(screen))):
            screen.open(journey, site, code)
            check_frame(journey.page, screen, code, "rtl" if code in RIGHT_TO_LEFT else "ltr")
            faults += [f"{code}: {each}" for each in (*axe(journey.page), *crowded(journey.page))]
        assert not faults, told(faults)
