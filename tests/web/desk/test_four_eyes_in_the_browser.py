"""Proposals, history and the log as axe-core sees them and on a small phone; and approving by keyboard alone."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

from directory.app import Application
from directory.model import Fact, Phone
from directory.permissions import Actor
from tests.conftest import NOW
from tests.web.browser import COLOURS, NARROW, WIDE, axe
from tests.web.desk.conftest import Working
from tests.web.desk.deeds import ADVICE, CRISIS, ask, call, edit, path, record, send
from tests.web.looks import crowded, told

pytestmark = pytest.mark.outside
EVA = Actor(id="persoon-eva", roles=frozenset({"editor"}))
OLGA = Actor(id="persoon-olga", roles=frozenset({"reviewer"}))
LIST = "/beheer/voorstellen"


@pytest.fixture(scope="module")
def desk(office: Application) -> Any:
    """The directory behind the browser, with some history."""
    found = SimpleNamespace(store=office.litestar.state.house.store, now=NOW)
    send(found, OLGA, edit(found, ADVICE, description="Een luisterend oor voor iedereen."))
    send(found, OLGA, edit(found, ADVICE, description="Een luisterend oor, ook 's nachts."))
    return found


def looked_at(page: Page) -> list[str]:
    page.set_viewport_size(WIDE)
    faults = [f"wide: {each}" for each in axe(page)]
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {each}" for each in axe(page, *COLOURS)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    return faults + [f"narrow: {each}" for each in axe(page)] + crowded(page)


def test_axe_objects_to_no_proposal_and_it_fits_a_small_phone(working: Working, desk: Any) -> None:
    both = call(desk, CRISIS, "0800-2001").after
    assert both is not None
    first = ask(desk, EVA, call(desk, CRISIS, "0800-2002"))
    several = ask(desk, EVA, edit(desk, CRISIS, phone=both.phone, description="Kort."), call(desk, ADVICE, "0900-1451"))  # type: ignore[union-attr]
    send(desk, OLGA, edit(desk, CRISIS, description="Wat olga schreef."))
    with working("reviewer") as visit:
        faults = []
        for place in (LIST, f"{LIST}?welke=klaar", f"{LIST}/{first.id}", f"{LIST}/{several.id}"):
            assert visit.open(place) == 200
            faults += looked_at(visit.page)
        visit.page.click("text=Stuur terug")
        faults += looked_at(visit.page)
        assert not faults, told(faults)


def test_axe_objects_to_no_page_about_the_past(working: Working, desk: Any) -> None:
    door, organization = path(record(desk, ADVICE)), path(record(desk, "mind-hulplijn", "organization"))
    batch = desk.store.sequence()
    pages = (
        f"{door}/geschiedenis?van=1&tot=3",
        f"{door}/terugzetten/1",
        f"{door}/verbergen",
        f"{door}/beeindigen",
        f"{organization}/samenvoegen?met=luisterlijn&blijft=dit",
        f"/beheer/partij/{batch}",
        f"/beheer/partij/{batch}/terug",
        "/beheer/logboek",
        "/beheer/logboek/deur",
    )
    with working("administrator") as visit:
        faults = []
        for place in pages:
            assert visit.open(place) in (200, 400)
            faults += [f"{place} {each}" for each in looked_at(visit.page)]
        visit.open("/beheer/logboek")
        visit.page.click("text=Kijk het hele logboek na")
        faults += looked_at(visit.page)
        assert not faults, told(faults)


def test_a_proposal_is_read_and_approved_by_keyboard_without_script(working: Working, desk: Any) -> None:
    door = record(desk, "kadera-consultatie-telefoon")
    facts = {**door.facts, "phone": Fact(source="https://bron.example", checked_on=NOW.date())}
    waits = ask(desk, EVA, edit(desk, door.slug, phone=Phone(number="088-4222496"), facts=facts))
    with working("reviewer", "toets", java_script_enabled=False) as visit:
        visit.open(f"{LIST}/{waits.id}")
        for _ in range(60):
            visit.page.keyboard.press("Tab")
            if visit.page.locator("button:focus", has_text="Keur goed").count():
                break
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/voorstellen?gedaan=published")
        visit.page.goto(f"{visit.home}/hulp/{door.id}")
        assert "088-4222496" in visit.page.content()
