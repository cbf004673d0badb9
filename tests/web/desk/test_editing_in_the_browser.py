"""The form of a door in a browser: a week is painted by mouse and keyboard, what is typed keeps itself, and it fits."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import NARROW, axe
from tests.web.desk.conftest import Working
from tests.web.looks import crowded, told

pytestmark = pytest.mark.outside


def of_the_line(page: Page, home: str) -> str:
    """The page of a door, found by its number in the list."""
    page.goto(f"{home}/beheer/gegevens?q=0800-0113")
    href = page.locator("a.quick[href*='veld=phone']", has_text="0800-0113").first.get_attribute("href")
    assert href is not None
    return href.partition("/wijzig")[0]


def cell(page: Page, day: int, slot: int) -> str:
    return f"[role=gridcell][data-day='{day}'][data-slot='{slot}']"


def test_a_week_is_painted_and_keeps_itself(working: Working) -> None:
    with working("editor") as journey:
        page = journey.page
        path = of_the_line(page, journey.home)
        page.goto(f"{journey.home}{path}/wijzig")
        page.locator("[data-week]").scroll_into_view_if_needed()
        # By mouse: Monday from nine to eleven.
        page.hover(cell(page, 0, 18))
        page.mouse.down()
        for slot in (19, 20, 21):
            page.hover(cell(page, 0, slot))
        page.mouse.up()
        assert page.input_value("[name='hours.mo']") == "09:00-11:00"
        assert page.is_checked("[name='hours.known'][value=week]")
        # By keyboard: on to half past eleven, and Tuesday below it.
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        page.keyboard.press("Shift+ArrowDown")
        assert page.input_value("[name='hours.mo']") == "09:00-11:30"
        assert page.input_value("[name='hours.tu']") == "11:00-11:30"
        # Typing is painted; what half hours cannot say is left alone.
        page.fill("[name='hours.we']", "13:00-14:00")
        expect(page.locator(cell(page, 2, 26))).to_have_attribute("aria-selected", "true")
        page.fill("[name='hours.th']", "22:00-06:00")
        page.click(cell(page, 3, 2), force=True)
        assert page.input_value("[name='hours.th']") == "22:00-06:00"
        # Terms: one tick takes "not known" away.
        page.click("#topics > summary")
        page.check("[name=topics][value=stalking]")
        assert not page.is_checked("[name='topics.unknown']")
        page.fill("[name=bron]", "gebeld")
        expect(page.locator("[data-kept]")).to_contain_text("Bewaard als concept om")
        expect(page.locator("[data-changes]")).to_contain_text("kijkt eerst")
        page.goto(f"{journey.home}{path}")
        expect(page.locator("main")).to_contain_text("Uw concept")
        expect(page.locator("main")).to_contain_text("ma 09:00")


def test_an_organization_is_made_with_the_keyboard_and_a_likeness_is_told(working: Working) -> None:
    with working("reviewer") as journey:
        page = journey.page
        journey.open("/beheer/gegevens/nieuw/organization")
        page.focus("#name")
        page.keyboard.type("Kadera")
        expect(page.locator("[data-alike]")).to_contain_text("Staat dit er al")
        page.keyboard.press("Enter")
        expect(page.locator("[data-faults]")).to_contain_text("Beschrijving")
        assert page.input_value("#name") == "Kadera"


@pytest.mark.parametrize("where", ["", "/wijzig", "/wijzig?veld=phone", "/wijzig?veld=hours"])
def test_the_pages_of_a_door_are_accessible_and_fit_a_small_phone(working: Working, where: str) -> None:
    with working("reviewer") as journey:
        page = journey.page
        path = of_the_line(page, journey.home)
        page.goto(f"{journey.home}{path}{where}")
        faults = axe(page)
        page.set_viewport_size(NARROW)
        faults += [*axe(page), *crowded(page)]
        assert not faults, told(faults)


@pytest.mark.parametrize("address", ["/beheer/gegevens/nieuw/organization", "/beheer/gegevens/nieuw/location?geheim=1"])
def test_so_are_the_forms_of_what_is_new(working: Working, address: str) -> None:
    with working("editor") as journey:
        assert journey.open(address) == 200
        faults = axe(journey.page)
        journey.page.set_viewport_size(NARROW)
        faults += [*axe(journey.page), *crowded(journey.page)]
        assert not faults, told(faults)
