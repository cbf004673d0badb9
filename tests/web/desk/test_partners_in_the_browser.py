"""The pages of partners as axe-core sees them and on a small phone, and answering by keyboard and without script."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, Page

from directory.access import partner_links
from directory.app import Application
from directory.model.ids import derived_id
from directory.permissions import CONSOLE
from tests.conftest import NOW
from tests.web.browser import COLOURS, NARROW, Journey, axe, journey
from tests.web.desk.conftest import Working
from tests.web.looks import crowded, told

pytestmark = pytest.mark.outside
KADERA = derived_id("organization", "kadera")
Visit = Callable[..., AbstractContextManager[Journey]]


@pytest.fixture(scope="module")
def partner(chromium: Browser, office: Application) -> Visit:
    """Somebody without an account, with a link of Kadera that works: `with partner() as (journey, path)`."""
    return lambda **options: journey(chromium, office, **options)


def link(office: Application) -> str:
    return f"/vragen/{partner_links.give(office.litestar.state.access, CONSOLE, KADERA, NOW).token}"


def faults(page: Page) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 800})
    found = [f"wide: {each}" for each in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in axe(page, *COLOURS)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    return found + [f"narrow: {each}" for each in axe(page)] + crowded(page)


def test_axe_objects_to_no_page_of_a_partner(partner: Visit, office: Application) -> None:
    with partner() as visit:
        visit.open(link(office))
        found = faults(visit.page)
        visit.page.fill("#opmerking", "mail jan@voorbeeld.nl")
        visit.page.click("button.go")
        visit.page.locator(".faults").wait_for()
        found += faults(visit.page)
        for path, status in (("/vragen/x", 404), (f"/organisatie/{KADERA}/link", 200)):
            assert visit.open(path) == status
            found += faults(visit.page)
        visit.page.click("main form button")
        found += faults(visit.page)
        assert not found, told(found)


def test_axe_objects_to_no_page_about_partners(working: Working) -> None:
    with working("reviewer") as visit:
        found = []
        for path in ("/beheer/bellen", "/beheer/partners", f"/beheer/partners/{KADERA}"):
            assert visit.open(path) == 200
            found += faults(visit.page)
        visit.page.click("button.go")
        visit.page.locator(".secret").wait_for()
        found += faults(visit.page)
        assert not found, told(found)


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_a_partner_answers_by_keyboard(partner: Visit, office: Application, scripted: bool) -> None:
    store = office.litestar.state.house.store
    before = len(store.proposals())
    with partner(java_script_enabled=scripted) as visit:
        assert visit.open(link(office)) == 200
        page = visit.page
        phone = page.locator("fieldset", has_text="Klopt 088-422 24 95 nog?")
        phone.locator("input[type=radio]").first.focus()
        page.keyboard.press("Space")
        page.locator("button.go").focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Dank u wel").wait_for()
        if not scripted:
            # Nothing is kept in a browser that runs nothing.
            visit.end = lambda cookies=(): None  # type: ignore[method-assign, assignment]
    assert len(store.proposals()) == before + 1
