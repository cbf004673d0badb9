"""What the tests in a browser ask for: one server and one browser per file."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from directory.app import Application
from directory.model import Change, Occasion, Tombstone
from directory.settings import Settings
from directory.storage.sqlite import open_store
from tests.conftest import NOW, outside
from tests.web.browser import QUIET, Journey, answering, journey
from tests.web.screens import WITHDRAWN

Visit = Callable[..., AbstractContextManager[Journey]]


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The directory of Twente behind a real server."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(seeded, folder, ignore=shutil.ignore_patterns("*.lock"))
    _withdraw(folder)
    with answering(folder) as application:
        yield application


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = outside("chromium")
    # Not for the whole session: Playwright holds the event loop of its thread, and there is one of those.
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visit(chromium: Browser, site: Application) -> Visit:
    """Begins a visit: `with visit(java_script_enabled=False) as journey:`."""
    chosen: Any = partial(journey, chromium, site)
    return chosen


def _withdraw(folder: Path) -> None:
    """What was and is no more has a page too."""
    store = open_store(Settings(data=folder).database)
    slug, id = "lambertusbasiliek-hengelo", WITHDRAWN
    told: Any = {"status": "withdrawn", "reason": "Doet dit niet meer.", "on": NOW.date()}
    tombstone = Tombstone(kind="organization", id=id, slugs=(slug,), **told)
    occasion = Occasion(actor="test", at=NOW, reason="Een proef.")
    store.commit([Change(kind="organization", id=id, tombstone=tombstone, expected=1)], occasion)
    store.close()
