"""Every page in every state in each language but Dutch: which way it runs, whether it fits, what axe-core sees."""

import pytest

from directory.app import Application
from directory.lexicon import Language
from directory.web.languages import RIGHT_TO_LEFT
from tests.web.browser import NARROW, axe
from tests.web.conftest import Visit
from tests.web.looks import check_frame, crowded, told
from tests.web.screens import SCREENS, Screen

ABROAD = [(each, code) for each in SCREENS for code in each.languages if code != "nl"]


@pytest.mark.outside
@pytest.mark.parametrize(("screen", "code"), ABROAD, ids=[f"{each}, {code}" for each, code in ABROAD])
def test_axe_objects_to_nothing_and_it_fits_and_runs_the_right_way(
    visit: Visit, site: Application, screen: Screen, code: Language
) -> None:
    with visit(viewport=NARROW) as journey:
        screen.open(journey, site, code)
        check_frame(journey.page, screen, code, "rtl" if code in RIGHT_TO_LEFT else "ltr")
        faults = [*axe(journey.page), *crowded(journey.page)]
        assert not faults, told(faults)
