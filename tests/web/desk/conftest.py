"""What the tests of the desk in a browser ask for: a directory that they may change, and colleagues who are in."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from directory.app import Application
from directory.gate.present import SESSION
from directory.model.person import Role
from tests.conftest import NOW
from tests.web.browser import Journey, answering, journey
from tests.web.desk.colleague import take_on

Working = Callable[..., AbstractContextManager[Journey]]


@pytest.fixture(scope="module")
def office(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The directory of Twente behind a real server, for a file of tests that may change it."""
    folder = tmp_path_factory.mktemp("office") / "data"
    shutil.copytree(seeded, folder, ignore=shutil.ignore_patterns("*.lock"))
    with answering(folder) as application:
        yield application


@pytest.fixture(scope="module")
def working(chromium: Browser, office: Application) -> Working:
    """Somebody at the desk in a browser: `with working("reviewer") as journey:`; without a role nobody is in."""

    def begin(role: Role | None = None, name: str = "", **options: Any) -> AbstractContextManager[Journey]:
        cookies = {}
        if role:
            cookies[SESSION] = take_on(office.litestar.state.access, NOW, role, name)[1]
        return journey(chromium, office, cookies, **options)

    return begin
