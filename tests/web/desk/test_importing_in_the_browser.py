"""A file comes in, in a browser: by itself while rows are looked at, readable for everybody, also on a small phone."""

import pytest

from tests.intake import messy
from tests.web.browser import NARROW, axe
from tests.web.desk.conftest import Working
from tests.web.looks import crowded, told

pytestmark = pytest.mark.outside


def test_a_messy_sheet_comes_in(working: Working) -> None:
    with working("editor") as journey:
        page = journey.page
        faults: list[str] = []

        def look(name: str) -> None:
            faults.extend(f"{name}: {each}" for each in axe(page))
            page.set_viewport_size(NARROW)
            faults.extend(f"{name}, narrow: {each}" for each in [*axe(page), *crowded(page)])
            page.set_viewport_size({"width": 1280, "height": 900})

        journey.open("/beheer/invoer")
        sheet = {
            "name": "kaart.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": messy.workbook(),
        }
        page.set_input_files("#bestand", files=[sheet])  # type: ignore[list-item]
        page.get_by_role("button", name="Stuur en bekijk").click()
        look("columns")
        page.get_by_role("button", name="Bekijk de rijen").click()
        # The page goes on by itself.
        page.wait_for_selector("[data-apply]", timeout=60_000)
        look("new")
        for group in ("duplicate", "error"):
            page.goto(page.url.split("?")[0] + f"?soort={group}")
            look(group)
        page.locator("input[name=zonder]").first.check()
        page.get_by_role("button", name="Laat deze cellen leeg").click()
        page.wait_for_selector("[data-apply]", timeout=60_000)
        page.locator("[data-apply] button").click()
        look("applied")
        assert "één voorstel" in page.inner_text("main")
        journey.open("/beheer/bulk")
        look("bulk")
        assert not faults, told(faults)
