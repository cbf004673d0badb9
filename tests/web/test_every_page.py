"""Every page in every state, as axe-core sees it and as it fits a small phone."""

import pytest

from directory.app import Application
from tests.web.browser import COLOURS, NARROW, axe
from tests.web.conftest import Visit
from tests.web.looks import check_frame, crowded, shown, told
from tests.web.screens import LOOKED_AT, ONE_OF_EACH, SCREENS, Screen

pytestmark = pytest.mark.outside
every_screen = pytest.mark.parametrize("screen", LOOKED_AT, ids=str)


@every_screen
def test_axe_objects_to_nothing_wide_or_narrow_light_or_dark(visit: Visit, site: Application, screen: Screen) -> None:
    with visit() as journey:
        screen.open(journey, site)
        faults = [f"wide: {each}" for each in axe(journey.page)]
        wide = shown(journey.page)
        journey.page.emulate_media(color_scheme="dark")
        faults += [f"wide, dark: {each}" for each in axe(journey.page, *COLOURS)]
        journey.page.set_viewport_size(NARROW)
        faults += [f"narrow, dark: {each}" for each in axe(journey.page)]
        # Nothing is left out where there is room for it.
        faults += [f"wide, not shown: {each}" for each in shown(journey.page) - wide]
        journey.page.emulate_media(color_scheme="light")
        faults += [f"narrow: {each}" for each in axe(journey.page, *COLOURS)]
        assert not faults, told(faults)


@every_screen
def test_it_fits_a_small_phone_and_four_hundred_percent_also_with_wider_letters(
    visit: Visit, site: Application, screen: Screen
) -> None:
    with visit(viewport=NARROW) as journey:
        screen.open(journey, site)
        check_frame(journey.page, screen)
        faults = crowded(journey.page)
        assert not faults, told(faults)


def test_of_every_page_one_state_is_looked_at_in_every_way() -> None:
    assert {each.name for each in SCREENS} >= ONE_OF_EACH
    assert {each.path.partition("?")[0].partition("{")[0] for each in SCREENS if each.status == 200} == {
        each.path.partition("?")[0].partition("{")[0] for each in LOOKED_AT if each.status == 200
    }
