"""What a browser remembers of a visit, and how fast one is away from it (SAFETY 2 and 3)."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from directory.app import Application
from tests.web.browser import QUIET, TOLD, Journey, axe, journey
from tests.web.conftest import Visit

pytestmark = pytest.mark.outside
# In no text of ours: where it turns up, it was kept.
CANARY = "zonnebloemvogel"

# What is left of a page when it is first changed: a page that is on its way out answers no questions.
WATCH = """
(told) => new MutationObserver(() =>
  console.debug(told + JSON.stringify([document.title, document.documentElement.innerText]))
).observe(document, {childList: true, subtree: true})
"""


def away(it: Journey) -> bool:
    """Whether the page is the one that the way out leads to."""
    return it.page.url.rstrip("/") == it.exit.rstrip("/") and it.page.title() == "Het weer"


@pytest.mark.parametrize("path", ["/", "/sporen"])
def test_a_press_on_the_way_out_blanks_at_once_and_back_does_not_return(visit: Visit, path: str) -> None:
    with visit() as it:
        it.open(path)
        before = it.page.evaluate("history.length")
        it.page.evaluate(WATCH, TOLD)
        with it.page.expect_console_message(lambda message: message.text.startswith(TOLD)) as seen:
            it.page.locator("[data-exit]").click()
        assert seen.value.text.removeprefix(TOLD) == '["…",""]'
        it.page.wait_for_url(it.exit)
        assert away(it)
        assert it.page.evaluate("history.length") == before
        it.page.go_back()
        assert not it.page.url.startswith(it.home)


def test_without_script_the_way_out_is_a_link_in_the_same_tab(visit: Visit) -> None:
    with visit(java_script_enabled=False) as it:
        it.open("/")
        it.page.locator("[data-exit]").click()
        it.page.wait_for_url(it.exit)
        assert away(it)
        assert len(it.context.pages) == 1


def test_the_way_out_tells_nobody_where_one_comes_from(visit: Visit) -> None:
    for script in (True, False):
        with visit(java_script_enabled=script) as it:
            it.open("/")
            with it.page.expect_request(lambda request: request.url.startswith(it.exit)) as sent:
                it.page.locator("[data-exit]").click()
            assert "referer" not in sent.value.all_headers()


def test_shift_three_times_leaves_and_the_count_is_said(visit: Visit) -> None:
    with visit() as it:
        it.open("/")
        said = it.page.get_by_role("status")
        it.page.keyboard.press("Shift")
        assert "2" in said.first.inner_text()
        it.page.keyboard.press("Shift")
        assert "1" in said.first.inner_text()
        assert it.page.url.startswith(it.home)
        it.page.keyboard.press("Shift")
        it.page.wait_for_url(it.exit)
        assert away(it)


@pytest.mark.parametrize(
    "keys",
    [
        ["Shift", "Shift", "a", "Shift", "Shift"],
        ["Shift+A", "Shift+B", "Shift+C", "Shift+D"],
        ["Escape"] * 5,
        ["Shift", "Shift"],
    ],
    ids=["another key between", "capital letters", "Escape", "twice"],
)
def test_other_keys_do_not_leave(visit: Visit, keys: list[str]) -> None:
    with visit() as it:
        it.open("/")
        it.page.focus("#q")
        for key in keys:
            it.page.keyboard.press(key)
        assert it.page.locator("h1").is_visible()
        assert not it.left


def test_after_another_key_the_count_is_gone(visit: Visit) -> None:
    with visit() as it:
        it.open("/")
        it.page.keyboard.press("Shift")
        it.page.keyboard.press("Tab")
        assert it.page.locator("[data-exit-status]").inner_text() == ""


def test_the_browser_keeps_no_word_place_or_choice_of_a_search(
    chromium: Browser, site: Application, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    context = chromium.browser_type.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), args=QUIET, locale="nl-NL"
    )
    it = Journey(context, site)
    it.open("/")
    it.page.fill("#q", f"mijn man volgt mij {CANARY}")
    it.page.fill("#place", "Ootmarsum")
    it.page.click("button.go")
    it.page.locator(".filters summary").click()
    it.page.locator("input[name=channel][value=telefoon]").check()
    it.page.get_by_role("button", name="Werk de lijst bij").click()
    it.page.locator(".card h2 :is(a, button)").first.click()
    it.page.locator("h1").wait_for()
    it.page.go_back()
    it.open("/kaart", [("municipality", "GM0164")])
    it.open("/")
    it.page.locator("[data-exit]").click()
    it.page.wait_for_url(it.exit)
    assert (it.strayed, it.wrong) == ([], [])
    context.close()
    visited = {
        url.removeprefix(it.home): title for url, title in rows(profile, "History", "select url, title from urls")
    }
    ours = {path for path in visited if path.startswith("/")}
    assert {"/", "/zoek", "/kaart"} <= ours
    assert all(path in ("/", "/zoek", "/kaart") or path.startswith(("/hulp/", "/organisatie/")) for path in ours), ours
    told = " ".join([*visited, *visited.values()]).lower()
    for word in (CANARY, "volgt", "ootmarsum", "telefoon", "gm0164", "stalk", "geweld"):
        assert word not in told, told
    assert [*rows(profile, "Web Data", "select name, value from autofill")] == []


def rows(profile: Path, name: str, query: str) -> Iterator[tuple[str, str]]:
    """What stands in a database of the browser."""
    with closing(sqlite3.connect(profile / "Default" / name)) as database:
        yield from database.execute(query).fetchall()


def test_suggestions_work_by_keyboard_and_ask_without_words_in_an_address(visit: Visit) -> None:
    with visit() as it:
        it.open("/")
        field, options = it.page.get_by_role("combobox").first, it.page.locator("#q-list [role=option]")
        asked: set[tuple[str, str]] = set()
        it.page.on("request", lambda request: asked.add((request.method, urlsplit(request.url).path)))
        field.press_sequentially("stalk")
        options.first.wait_for()
        assert {each for each in asked if not each[1].startswith("/assets/")} == {("POST", "/aanvullen")}
        assert not any("stalk" in url for url in it.asked)
        assert field.get_attribute("aria-expanded") == "true"
        assert not axe(it.page)
        it.page.keyboard.press("ArrowDown")
        assert chosen(it.page) == options.first.inner_text()
        it.page.keyboard.press("ArrowUp")
        assert chosen(it.page) == options.last.inner_text()
        it.page.keyboard.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"
        assert field.input_value() == "stalk"
        field.press_sequentially("i")
        options.first.wait_for()
        it.page.keyboard.press("ArrowDown")
        wanted = chosen(it.page)
        it.page.keyboard.press("Enter")
        assert (field.input_value(), it.page.url) == (wanted, f"{it.home}/")
        assert not options.first.is_visible()
        with it.page.expect_navigation():
            it.page.keyboard.press("Enter")
        assert it.page.url == f"{it.home}/zoek"


def chosen(page: Page) -> str:
    """The text of the option that the combobox points at, which is the selected one."""
    return str(
        page.evaluate(
            """() => {
          const option = document.getElementById(document.activeElement.getAttribute("aria-activedescendant"));
          return option.getAttribute("aria-selected") === "true" ? option.textContent : null;
        }"""
        )
    )


def test_enter_in_a_field_searches_and_takes_nothing_back(visit: Visit) -> None:
    for script in (True, False):
        with visit(java_script_enabled=script) as it:
            it.open("/")
            it.search("slachtofferhulp", "Hengelo")
            assert it.page.locator(".chip").count() > 0
            it.search("kindertelefoon")
            assert "Kindertelefoon" in it.page.locator(".card").first.inner_text()
            assert it.page.input_value("#place") == "Hengelo"
            assert it.page.locator("html").get_attribute("lang") == "nl"


def test_a_double_press_gives_one_answer(visit: Visit) -> None:
    with visit() as it:
        it.open("/")
        it.page.fill("#q", "slachtofferhulp")
        it.page.locator("button.go").dblclick(no_wait_after=True)
        it.page.wait_for_url(f"{it.home}/zoek")
        it.page.locator(".card").first.wait_for()
        it.page.go_back()
        assert it.page.url == f"{it.home}/"


def test_back_asks_anew_and_a_frozen_copy_reloads_itself(visit: Visit) -> None:
    with visit() as it:
        it.open("/")
        with it.page.expect_navigation():
            it.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        assert it.page.evaluate("performance.getEntriesByType('navigation')[0].type") == "reload"


def test_a_browser_that_freezes_pages_shows_no_copy_after_back(chromium: Browser, site: Application) -> None:
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium"), args=QUIET, ignore_default_args=["--disable-back-forward-cache"]
    )
    try:
        with journey(browser, site) as it:
            it.open("/over")
            it.open("/sporen")
            it.asked.clear()
            it.page.go_back()
            it.page.wait_for_load_state()
            assert f"{it.home}/over" in it.asked
    finally:
        browser.close()
