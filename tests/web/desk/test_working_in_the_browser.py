"""A due fact is confirmed in one key, by keyboard alone; keys work in the list only. Other pages are looked at too."""

from datetime import timedelta

import pytest
from msgspec import structs
from playwright.sync_api import Page, expect

from directory.app import Application
from directory.model import Change, Occasion
from directory.model.json import decode
from directory.store import Desk
from tests.conftest import NOW
from tests.web.browser import NARROW, axe
from tests.web.desk.conftest import Working
from tests.web.looks import crowded, told

pytestmark = pytest.mark.outside
LIST = "/beheer/werk?wat=bevestigen"
HERE = "() => document.activeElement.closest('article') ? document.activeElement.getAttribute('aria-labelledby') : ''"


@pytest.fixture(scope="module", autouse=True)
def _stale(office: Application) -> None:
    """Six numbers that nobody looked at for a while."""
    store: Desk = office.litestar.state.house.store
    changes = []
    for kept in store.records("contact-point"):
        record = decode("contact-point", kept.document)
        fact = record.facts.get("phone")  # type: ignore[union-attr]
        if fact is not None and fact.as_of is None and len(changes) < 6:
            old = structs.replace(fact, checked_on=NOW.date() - timedelta(days=100))
            facts = {**record.facts, "phone": old}  # type: ignore[union-attr]
            after = structs.replace(record, facts=facts)  # type: ignore[type-var]
            changes.append(Change(kind="contact-point", id=kept.id, after=after, expected=kept.revision))
    store.commit(changes, Occasion(actor="persoon-ander", at=NOW, reason="Een proef."))


def into_the_list(page: Page) -> None:
    """With Tab alone, from the top of the page."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(HERE):
            return
    pytest.fail("no question came in focus")


def name(page: Page) -> str:
    """The question that has the focus."""
    labelled = page.evaluate(HERE)
    return page.locator(f"#{labelled}").inner_text() if labelled else ""


def test_a_due_fact_is_confirmed_in_one_key_and_the_next_question_has_the_focus(working: Working) -> None:
    with working("reviewer") as journey:
        page = journey.page
        journey.open(LIST)
        before = page.locator("article").count()
        # Outside the list a key is a key.
        page.keyboard.press("b")
        page.keyboard.press("j")
        assert page.url.endswith(LIST)
        into_the_list(page)
        first = name(page)
        page.keyboard.press("j")
        second = name(page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("k")
        assert name(page) == second
        page.keyboard.press("ArrowUp")
        assert name(page) == first
        page.keyboard.press("h")
        expect(page.locator("[data-help]")).to_have_attribute("open", "")
        page.keyboard.press("h")
        # On to one that needs no newer source.
        while page.locator("article:focus [data-needed]").count():
            page.keyboard.press("j")
        done, following = name(page), page.locator("article:focus input[name=next]").input_value()
        with page.expect_navigation():
            page.keyboard.press("b")
        expect(page.locator(".said")).to_contain_text("Bevestigd")
        assert page.locator("article").count() <= before
        assert done not in page.locator("article h2").all_inner_texts()
        held = page.locator("article:focus input[name=field]").input_value()
        assert following.endswith(held)
        # And on, without touching anything else.
        while page.locator("article:focus [data-needed]").count():
            page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("b")
        expect(page.locator(".said")).to_contain_text("Bevestigd")


def test_a_source_that_is_too_old_is_asked_for_and_typing_in_it_is_typing(working: Working) -> None:
    with working("reviewer", "anders") as journey:
        page = journey.page
        journey.open(LIST)
        into_the_list(page)
        while not page.locator("article:focus [data-needed]").count():
            page.keyboard.press("j")
        page.keyboard.press("b")
        field = page.locator("[data-needed]:focus")
        expect(field).to_have_count(1)
        page.keyboard.type("Gebeld, bijna jaarlijks")
        expect(field).to_have_value("Gebeld, bijna jaarlijks")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".said")).to_contain_text("Bevestigd")


def test_w_goes_to_the_form_of_the_record(working: Working) -> None:
    with working("editor") as journey:
        page = journey.page
        journey.open(LIST)
        expect(page.locator("main")).to_contain_text("wordt een voorstel")
        into_the_list(page)
        with page.expect_navigation():
            page.keyboard.press("w")
        assert "/beheer/gegevens/" in page.url


def test_without_scripts_a_button_does_the_same(working: Working) -> None:
    with working("reviewer", "stil", java_script_enabled=False) as journey:
        page = journey.page
        journey.open(LIST)
        chosen = page.locator("article:not(:has([data-needed])) [data-confirm]").first
        with page.expect_navigation():
            chosen.press("Enter")
        expect(page.locator(".said")).to_contain_text("Bevestigd")


PLACES = [
    LIST,
    "/beheer/vermeldingen",
    "/beheer/mensen/rechten",
    "/beheer/mensen/persoon-administrator",
    "/beheer/woorden/zoekwoorden",
    "/beheer/woorden/begrippen/topics",
    "/beheer/woorden/begrippen/topics/stalking",
    "/beheer/ik/wachtzin",
    "/beheer/ik/app",
]


def test_other_pages_are_accessible_and_fit_a_small_phone(working: Working) -> None:
    faults = []
    with working("administrator", "ada") as journey:
        for path in PLACES:
            page = journey.page
            journey.open(path.replace("persoon-administrator", "persoon-ada"))
            found = axe(page)
            page.set_viewport_size(NARROW)
            found += [*axe(page), *crowded(page)]
            page.set_viewport_size({"width": 1280, "height": 800})
            faults += [f"{path}: {each}" for each in found]
    assert not faults, told(faults)
