"""What a page weighs: it is read on a six-year-old phone."""

from urllib.parse import urlencode

from directory.web.assets import FOLDER
from tests.conftest import Client

FORM = {"content-type": "application/x-www-form-urlencoded"}
PAGE, STYLE, SCRIPT = 60_000, 30_000, 20_000


def test_twenty_results_are_light(client: Client) -> None:
    for path in ("/zoek", "/ar/zoek"):
        page = client.post(path, content=urlencode({"all": "1"}), headers=FORM)
        assert page.text.count('<li class="card">') == 20
        assert len(page.content) <= PAGE


def test_all_style_and_all_script_together_are_light() -> None:
    """Of visitors; who works at the desk gets as much once more."""
    for desk in (False, True):
        files = [each for each in FOLDER.iterdir() if each.name.startswith("desk") is desk]
        for kind, most in ((".css", STYLE), (".js", SCRIPT)):
            assert sum(each.stat().st_size for each in files if each.suffix == kind) <= most
