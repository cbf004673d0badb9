"""The documentation page, as a developer sees it: in a real browser, on a wide screen and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.conftest import outside
from tests.test_serving import serving
from tests.web.browser import QUIET


@pytest.mark.outside
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("script", [True, False])
def test_the_page_asks_nothing_of_another_site_and_fits(tmp_path: Path, width: int, script: bool) -> None:
    chromium = outside("chromium")
    with serving(tmp_path / "data") as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=QUIET)
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        page = context.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(f"http://127.0.0.1:{server.port}/api/v1/docs")
        assert all(url.startswith(f"http://127.0.0.1:{server.port}/") for url in asked)
        assert page.locator("h1").inner_text() == "Regional partner directory"
        assert page.locator("section").count() > 15
        box = page.locator("main").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
        assert (context.cookies(), wrong) == ([], [])
        browser.close()
