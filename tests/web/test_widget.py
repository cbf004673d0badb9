"""The search inside another site: it may be framed, keeps the way out and the number for danger, and keeps nothing."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Frame, Page

from directory.app import Application
from directory.web.assets import FOLDER
from directory.web.languages import EVERY, paths
from tests.conftest import Client
from tests.web.conftest import Visit
from tests.web.test_about_pages import FALSE

WIDGETS = paths("/widget")


def ask(client: Client, path: str = "/widget", **fields: str) -> str:
    answer = client.post(path, data=fields)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", WIDGETS)
def test_other_sites_may_frame_it_and_no_other_page(client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path, data={"q": "opvang"})):
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "x-frame-options" not in answer.headers
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/", "/kaart", "/hulp/widget", "/organisatie/widget", "/x/widget", "/en/hulp/widget", "/widget/widget"]
)
def test_what_only_looks_like_it_may_not_be_framed(client: Client, path: str) -> None:
    answer = client.get(path)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


def test_other_sites_may_load_what_it_is_made_of(client: Client) -> None:
    page = client.get("/widget").text
    for path in ["/assets/widget.js", *re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)]:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/assets/widget.js").headers["cache-control"] == "no-cache"
    assert client.get("/").headers["cross-origin-resource-policy"] == "same-origin"
    assert client.get("/api/v1/docs").headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", WIDGETS)
def test_danger_and_the_way_out_come_first_and_leave_the_whole_page(client: Client, path: str) -> None:
    for page in (client.get(path).text, ask(client, path, q="opvang"), ask(client, path)):
        assert page.index('class="leave"') < page.index('href="tel:112"') < page.index("<main")
        assert re.search(r'<a class="leave" [^>]*rel="noreferrer noopener" target="_top"', page)
        assert '<base target="_top">' in page
        assert re.search(r'<form method="post" action="[^"]*/widget" target="_self" autocomplete="off"', page)
        assert page.count("<h1>") == 1
        assert not any(each in page.lower() for each in FALSE)


def test_the_first_five_answers_stand_in_the_frame_and_the_rest_a_button_away(client: Client) -> None:
    page = ask(client, q="mijn man volgt me", place="Borne")
    assert page.count('<li class="card">') == 5
    assert '<button formaction="/zoek" formtarget="_top">' in page
    assert 'value="mijn man volgt me"' in page
    first = re.search(r'<h2><a href="/hulp/[^"]*"[^>]*>([^<]*)</a>', page)
    whole = client.post("/zoek", data={"q": "mijn man volgt me", "place": "Borne"}).text
    assert first is not None
    assert first[1] in whole[: whole.index("</li>", whole.index('class="card"'))]


def test_the_frame_shows_what_the_whole_page_begins_with(client: Client) -> None:
    for words in ("advies", "stalking", "ik wil overleggen over een cliënt"):
        whole = client.post("/zoek", data={"q": words}).text
        first = re.findall(r'<h2><button class="link" formaction="([^"]*)"', whole)[:5]
        assert re.findall(r'<h2><a href="([^"]*)"', ask(client, q=words)) == first


def test_what_must_be_said_first_is_said_first(client: Client) -> None:
    page = ask(client, q="hij slaat mij nu")
    assert page.index('<section class="urgent') < page.index('<ol class="cards">')


def test_a_place_that_nobody_knows_or_that_there_are_two_of_is_said_at_the_field(client: Client) -> None:
    page = ask(client, q="opvang", place="Kanariedorp")
    assert 'aria-describedby="place-fault"' in page
    assert "Deze plaats kennen wij niet" in page


def test_nothing_found_has_a_way_on(client: Client) -> None:
    page = ask(client, q="xyzzyplugh")
    assert "Niets gevonden" in page
    assert page.count("0800-2000") >= 2


@pytest.mark.parametrize(
    "typed", ["", "<script>alert(1)</script>", '"><img src=x onerror=y>', "\u202eomgekeerd", "x" * 5000]
)
def test_whatever_is_typed_it_is_a_page_and_runs_nothing(client: Client, typed: str) -> None:
    page = ask(client, q=typed, place=typed[:90])
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_form_without_words_says_so(client: Client) -> None:
    assert 'role="alert"' in ask(client)


def test_the_script_of_other_sites_is_small_and_keeps_nothing() -> None:
    script = (FOLDER / "widget.js").read_text()
    assert len(script) <= 1500
    for each in ("cookie =", "localStorage", "sessionStorage", "fetch(", "XMLHttpRequest", "sendBeacon", "eval"):
        assert each not in script
    assert "allow-same-origin" not in re.sub(r"//.*", "", script)
    languages = re.search(r"\[(.*?)\]\.find", script)
    assert languages is not None
    assert {*re.findall(r'"(\w+)"', languages[1])} == {*EVERY} - {"nl"}


# In a browser: a municipality's page on another origin.

HOST = """<!doctype html><html lang="nl"><head><title>Gemeente</title></head><body><h1>Gemeente</h1>
<p><a id="link" href="{home}/">Zoek hulp</a>
<script src="{home}/assets/widget.js" async referrerpolicy="no-referrer" data-language="{language}"></script></p>
</body></html>"""


class Municipality(BaseHTTPRequestHandler):
    """A site that embeds the widget; `policy` is its Content-Security-Policy."""

    def __init__(self, home: str, *more: object) -> None:
        self.home = home
        super().__init__(*more)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """The page; under /strikt one that forbids frames."""
        content = HOST.format(home=self.home, language="en" if self.path == "/english" else "nl").encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        if self.path == "/strikt":
            self.send_header("content-security-policy", f"default-src 'none'; script-src {self.home}")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing: a test says what went wrong."""


@pytest.fixture(scope="module")
def municipality(site: Application) -> Iterator[str]:
    """The address of a page on another origin that has the widget."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Municipality, site.settings.address))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def framed(page: Page) -> Frame:
    """The frame of the widget, when it has spoken."""
    page.wait_for_function("document.querySelector('#link').hidden")
    return next(each for each in page.frames if each.url.endswith("/widget"))


def let_through(visit: object, municipality: str) -> None:
    """The page of the municipality is no part of the site, but of this journey."""
    visit.context.route(lambda url: url.startswith(municipality), lambda route: route.continue_())  # type: ignore[attr-defined]


@pytest.mark.outside
def test_somebody_finds_help_inside_the_frame_and_leaves_the_whole_page(visit: Visit, municipality: str) -> None:
    with visit() as journey:
        let_through(journey, municipality)
        page = journey.page
        page.goto(municipality)
        frame = framed(page)
        assert page.locator("iframe").get_attribute("title") == "Wegwijzer"
        frame.fill("#q", "mijn man volgt me")
        with page.expect_response(lambda answer: answer.url.endswith("/widget") and answer.request.method == "POST"):
            frame.click("button.go")
        frame.wait_for_selector(".card")
        assert page.url.rstrip("/") == municipality
        assert frame.locator(".card").count() == 5
        height = page.locator("iframe").bounding_box()
        assert height is not None
        assert height["height"] <= 650
        with page.expect_navigation(url=journey.exit):
            frame.click(".leave")
        assert [each.rstrip("/") for each in journey.left] == [journey.exit.rstrip("/")]


@pytest.mark.outside
def test_shift_three_times_in_the_frame_leaves_the_whole_page(visit: Visit, municipality: str) -> None:
    with visit() as journey:
        let_through(journey, municipality)
        journey.page.goto(f"{municipality}/english")
        frame = framed(journey.page)
        assert "/en/widget" in frame.url
        frame.focus("#q")
        with journey.page.expect_navigation(url=journey.exit):
            for _ in range(3):
                journey.page.keyboard.press("Shift")


@pytest.mark.outside
def test_more_answers_open_on_the_directory_itself_without_words_in_the_address(
    visit: Visit, municipality: str
) -> None:
    with visit() as journey:
        let_through(journey, municipality)
        journey.page.goto(municipality)
        frame = framed(journey.page)
        frame.fill("#q", "opvang")
        frame.click("button.go")
        frame.wait_for_selector(".card")
        with journey.page.expect_navigation(url=f"{journey.home}/zoek"):
            frame.click("button[formaction]")
        assert journey.page.locator("#q").input_value() == "opvang"


@pytest.mark.outside
def test_where_frames_are_blocked_the_link_stays(visit: Visit, municipality: str) -> None:
    with visit() as journey:
        let_through(journey, municipality)
        with journey.page.expect_response(lambda answer: answer.url.endswith("/assets/widget.js")):
            journey.page.goto(f"{municipality}/strikt")
        journey.page.locator("iframe").wait_for(state="attached")
        journey.page.locator("iframe").wait_for(state="detached")
        assert journey.page.locator("#link").is_visible()
        # The browser says that the page of the municipality forbids this, which is what was tried.
        journey.wrong.clear()
