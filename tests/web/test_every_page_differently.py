"""Every page in every state, for who has other colours, wants nothing to move, prints it, or has no script."""

import pytest

from directory.app import Application
from tests.web.conftest import Visit
from tests.web.looks import EDGELESS, MOVING, SUBJECT, UNFOLD, check_frame, told
from tests.web.screens import LOOKED_AT, Screen

pytestmark = pytest.mark.outside


@pytest.mark.parametrize("screen", LOOKED_AT, ids=str)
def test_forced_colours_leave_edges_and_nothing_moves_and_on_paper_stands_112_but_no_way_out(
    visit: Visit, site: Application, screen: Screen
) -> None:
    with visit(reduced_motion="reduce") as journey:
        page = journey.page
        screen.open(journey, site)
        check_frame(page, screen)
        page.evaluate(UNFOLD)
        page.emulate_media(forced_colors="active")
        faults = [*page.evaluate(EDGELESS), *page.evaluate(MOVING)]
        assert not faults, told(faults)
        assert page.locator("[data-exit]").is_visible()
        page.emulate_media(media="print", forced_colors="none")
        assert not page.locator("[data-exit]").is_visible()
        paper = page.locator("body").inner_text()
        assert ("112" in paper) is not screen.neutral
        assert not (screen.neutral and (SUBJECT.search(paper) or journey.home.partition("//")[2] in paper))


@pytest.mark.parametrize("screen", [each for each in LOOKED_AT if not each.scripted], ids=str)
def test_without_script_it_says_the_same(visit: Visit, site: Application, screen: Screen) -> None:
    with visit() as scripted, visit(java_script_enabled=False) as plain:
        texts = []
        for journey in (scripted, plain):
            screen.open(journey, site)
            texts.append(journey.page.locator("main").inner_text())
        assert plain.page.title() == scripted.page.title()
        assert len(texts[1]) >= 0.9 * len(texts[0])
