"""Every page of the desk that an administrator opens from the menu: as axe-core sees it, and on a small phone."""

import pytest

from directory.web.desk.frame import IN, MENU
from tests.web.browser import COLOURS, NARROW, axe
from tests.web.desk.conftest import Working
from tests.web.looks import crowded, told

pytestmark = pytest.mark.outside
PAGES = [each.path for each in MENU] + ["/beheer/ik"]


def looked_at(working: Working, role: str | None, path: str) -> list[str]:
    with working(role) as journey:
        assert journey.open(path) == 200
        page = journey.page
        faults = [f"wide: {each}" for each in axe(page)]
        page.emulate_media(color_scheme="dark")
        faults += [f"dark: {each}" for each in axe(page, *COLOURS)]
        page.set_viewport_size(NARROW)
        faults += [f"narrow: {each}" for each in axe(page)]
        return faults + crowded(page)


@pytest.mark.parametrize("path", PAGES)
def test_axe_objects_to_nothing_and_it_fits_a_small_phone(working: Working, path: str) -> None:
    faults = looked_at(working, "administrator", path)
    assert not faults, told(faults)


def test_so_it_is_with_the_way_in(working: Working) -> None:
    faults = looked_at(working, None, IN)
    assert not faults, told(faults)
