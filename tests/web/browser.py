"""A real browser against a real server: who visits, what is watched meanwhile, and what must be empty afterwards.

The server is the project's own, in a thread, at the moment of the tests. Nothing may leave it: each request to
elsewhere is answered here with an empty page, so that even a page that fails asks nothing of the world.
"""

import asyncio
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.sync_api import Browser, BrowserContext, Page, Route

from directory.app import Application
from directory.gate.present import DEVICE, SESSION
from directory.settings import Settings
from tests.conftest import NOW, Recorder, free_port

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # A second lock: names of other machines are not looked up at all.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WIDE = {"width": 1280, "height": 800}
# A small phone, and also 1280 px at 400 % (WCAG 1.4.10).
NARROW = {"width": 320, "height": 640}
# How a test hears on the console what it asked a page to tell.
TOLD = "told to a test: "
ELSEWHERE = "<!doctype html><html lang='nl'><title>Het weer</title><h1>Het weer</h1>"

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the colours of the other scheme can change; everything else was looked at in the first.
COLOURS = ["color-contrast", "link-in-text-block"]
RUN_AXE = """
async (only) => {
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  const shown = (node) => `\\n    ${node.target}  ${node.html.slice(0, 160)}\\n      `
    + (node.failureSummary ?? "").split("\\n").slice(1, 3).join(" ").trim();
  return found.violations.map((rule) =>
    `${rule.id} (${rule.impact}): ${rule.help}${rule.nodes.slice(0, 5).map(shown).join("")}`);
}
"""
KEPT = """
async () => {
  const counts = {
    cookie: document.cookie.length,
    localStorage: localStorage.length,
    sessionStorage: sessionStorage.length,
    indexedDB: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  };
  return Object.entries(counts).filter(([, count]) => count).map(([name]) => name);
}
"""
# A form as a page would send it: an address with words in it would be no journey of ours.
SEND = """
([path, fields]) => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: path});
  for (const [name, value] of fields) {
    const field = Object.assign(document.createElement("input"), {type: "hidden", value});
    field.name = name;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
"""


class Ready(Recorder):
    """A log that tells when the server answers."""

    def __init__(self) -> None:
        super().__init__()
        self.told = threading.Event()

    def event(self, name: str, **facts: object) -> None:
        super().event(name, **facts)
        if name == "ready":
            self.told.set()


@contextmanager
def answering(folder: Path, **settings: Any) -> Iterator[Application]:
    """The directory in a folder behind the project's own HTTP server, in a thread of this process."""
    port, log, loop = free_port(), Ready(), asyncio.new_event_loop()
    application = Application(Settings(data=folder, port=port, **settings), now=lambda: NOW, log=log)
    server = Server(application, port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False)
    thread = threading.Thread(target=_serve, args=(loop, server), daemon=True)
    thread.start()
    try:
        assert log.told.wait(60), log.lines
        yield application
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(server.stop)
        thread.join(20)


def _serve(loop: asyncio.AbstractEventLoop, server: Server) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(server.serve())
    finally:
        loop.close()


class Journey:
    """One visit in a browser of its own: what was asked, what was said, and what the way out led to."""

    def __init__(self, context: BrowserContext, application: Application) -> None:
        self.context = context
        self.home = application.settings.address
        self.exit = application.settings.exit_url
        self.asked: list[str] = []
        self.left: list[str] = []
        self.strayed: list[str] = []
        self.wrong: list[str] = []
        # Of requests that were answered with what we asked for: a 404 page makes Chromium say so on the console.
        self.expected = "Failed to load resource: the server responded with a status of"
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda message: self._said(message.text))
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        context.route(lambda url: not url.startswith(f"{self.home}/"), self._away)
        self.page = context.new_page()

    def _said(self, text: str) -> None:
        if not text.startswith((self.expected, TOLD)):
            self.wrong.append(text)

    def _away(self, route: Route) -> None:
        """What the world answers: the way out leads to the weather, everything else strays."""
        known = route.request.url.rstrip("/") == self.exit.rstrip("/") and route.request.is_navigation_request()
        (self.left if known else self.strayed).append(route.request.url)
        route.fulfill(body=ELSEWHERE, content_type="text/html; charset=utf-8")

    def open(self, path: str, fields: Sequence[tuple[str, str]] | None = None) -> int:
        """Go to a page of ours by its path, or send it these fields. Returns the status."""
        if fields is None:
            answer = self.page.goto(f"{self.home}{path}", wait_until="load")
        else:
            with self.page.expect_navigation(wait_until="load") as sent:
                self.page.evaluate(SEND, [path, fields])
            answer = sent.value
        assert answer is not None
        return answer.status

    def search(self, words: str = "", place: str = "") -> None:
        """Fill in the form that is on this page and press Enter in it."""
        self.page.fill("#q", words)
        if place:
            self.page.fill("#place", place)
        with self.page.expect_navigation(wait_until="load"):
            self.page.press("#q", "Enter")

    def end(self, cookies: Collection[str] = ()) -> None:
        """What holds after every visit: nobody else was asked, nothing went wrong, nothing was kept but `cookies`."""
        self.page.goto(f"{self.home}/assets/icon.svg")
        kept = self.page.evaluate(KEPT)
        held = [each["name"] for each in self.context.cookies() if each["name"] not in cookies]
        found = (self.strayed, self.wrong, kept, held)
        assert found == ([], [], [], []), found


@contextmanager
def journey(
    browser: Browser, application: Application, cookies: Mapping[str, str] | None = None, **options: Any
) -> Iterator[Journey]:
    """A visit without history, which ends with what must hold after it. A test that failed says only its own.

    Visitors have no cookies; who works at the desk has the two of `gate.present`, and may bring them.
    """
    chosen = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "nl-NL", **options}
    context = browser.new_context(**chosen)
    try:
        if cookies:
            held = {"domain": "127.0.0.1", "path": "/", "secure": True, "httpOnly": True, "sameSite": "Lax"}
            given: Any = [{"name": name, "value": value, **held} for name, value in cookies.items()]
            context.add_cookies(given)
        visit = Journey(context, application)
        visit.page.set_default_timeout(10_000)
        yield visit
        visit.end(() if cookies is None else (SESSION, DEVICE))
    finally:
        context.close()


def axe(page: Page, *rules: str) -> list[str]:
    """What axe-core objects to, one readable text per rule; of these rules only, or of all of WCAG 2.2 AA."""
    # Evaluated over the debugger, so that the policy of the page, which forbids strange script, stays on.
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found: list[str] = page.evaluate(RUN_AXE, only)
    return found


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
