"""Coming in with the account of one's own work, over HTTP all the way: our pages, and a provider on a real port."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from directory.app import Application, open_provider
from directory.errors import Invalid
from directory.gate.present import DEVICE, SESSION, WAY
from directory.model.person import Person
from directory.settings import Settings
from tests.access.issuer import CLIENT, SECRET, Issuer, provided
from tests.conftest import NOW, Client, Recorder
from tests.web.desk.colleague import SAME_ORIGIN, access, code, hire


class Elsewhere:
    """A directory with a provider; a browser that keeps cookies, as colleagues have."""

    def __init__(self, settings: Settings, issuer: Issuer) -> None:
        self.issuer, self.now, self.log = issuer, NOW, Recorder()
        self.application = Application(settings, now=lambda: self.now, log=self.log)
        self.client: Client = TestClient(app=self.application, base_url="https://gids.example")

    def open(self, path: str, site: str = "same-origin") -> httpx.Response:
        return self.client.get(path, headers={"sec-fetch-site": site}, follow_redirects=False)

    def back(self, toward: str = "") -> str:
        """There, and the address by which the browser comes back."""
        leave = self.open(f"/beheer/oidc/start{toward}")
        assert leave.status_code == 303
        there = httpx.get(leave.headers["location"])
        assert there.status_code == 302
        address: str = there.headers["location"]
        return address.removeprefix("https://gids.example")


@pytest.fixture(scope="module")
def opened(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    tmp_path = tmp_path_factory.mktemp("elsewhere")
    folder = tmp_path / "data"
    shutil.copytree(seeded, folder, ignore=shutil.ignore_patterns("*.lock"))
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    with provided(NOW) as issuer:
        settings = Settings(
            data=folder,
            base_url="https://gids.example",
            oidc_issuer=issuer.address,
            oidc_client_id=CLIENT,
            oidc_client_secret_file=str(secret),
        )
        found = Elsewhere(settings, issuer)
        with found.client:
            yield found


@pytest.fixture
def elsewhere(opened: Elsewhere) -> Elsewhere:
    """The same directory a few minutes later, with an empty browser and a provider that does well."""
    opened.now += timedelta(minutes=5)
    opened.issuer.now = opened.now
    opened.issuer.answers.clear()
    opened.client.cookies.clear()
    opened.log.lines.clear()
    with access(opened).people.writing() as book:  # type: ignore[arg-type]
        book.drop(Person, "persoon-eva")
    return opened


def names(answer: httpx.Response) -> dict[str, bool]:
    """The cookies that an answer sets, and whether it takes them away."""
    return {each.partition("=")[0]: "Max-Age=0" in each for each in answer.headers.get_list("set-cookie")}


def test_a_colleague_comes_in_and_goes_on_to_what_was_asked_for(elsewhere: Elsewhere) -> None:
    hire(elsewhere, "editor", "eva")
    page = elsewhere.open("/beheer/in?naar=/beheer/werk").text
    assert 'href="/beheer/oidc/start?naar=/beheer/werk"' in page
    leave = elsewhere.open("/beheer/oidc/start?naar=/beheer/werk")
    (held,) = leave.headers.get_list("set-cookie")
    assert held.startswith(f"{WAY}=")
    assert all(each in held for each in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"))
    came = elsewhere.open(elsewhere.back("?naar=/beheer/werk"))
    assert (came.status_code, came.headers["location"]) == (303, "/beheer/werk")
    assert names(came) == {SESSION: False, DEVICE: False, WAY: True}
    assert elsewhere.open("/beheer/opnieuw").headers["location"] == "/beheer"


def test_who_owes_a_code_is_asked_for_it(elsewhere: Elsewhere) -> None:
    hire(elsewhere, "reviewer", "eva")
    half = elsewhere.open(elsewhere.back())
    assert half.headers["location"] == "/beheer/oidc/code"
    assert SESSION not in names(half)
    assert 'autocomplete="one-time-code"' in elsewhere.open("/beheer/oidc/code").text
    wrong = elsewhere.client.post("/beheer/oidc/code", data={"_code": "000000"}, headers=SAME_ORIGIN)
    assert wrong.status_code == 403
    assert "klopt niet" in wrong.text
    given = {"_code": code(elsewhere)}
    foreign = elsewhere.client.post("/beheer/oidc/code", data=given, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    right = elsewhere.client.post("/beheer/oidc/code", data=given, headers=SAME_ORIGIN, follow_redirects=False)
    assert right.headers["location"] == "/beheer"
    assert names(right) == {SESSION: False, DEVICE: False, WAY: True}
    assert elsewhere.open("/beheer/oidc/code").headers["location"] == "/beheer/in"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_nobody_is_signed_in_without_asking_for_it(elsewhere: Elsewhere, site: str) -> None:
    """A page of somebody else cannot send a browser on its way through a provider that knows it already."""
    sent = elsewhere.open("/beheer/oidc/start", site)
    assert sent.headers["location"] == "/beheer/in"
    assert names(sent) == {}


def test_who_has_no_account_here_stays_out_and_nothing_is_told_in_the_log(elsewhere: Elsewhere) -> None:
    refused = elsewhere.open(elsewhere.back())
    assert refused.status_code == 403
    assert SESSION not in names(refused)
    assert "kunt u er hier niet in" in refused.text
    assert "eva@example.nl" not in " ".join(elsewhere.log.lines)


def test_a_way_back_that_was_not_begun_here_signs_nobody_in(elsewhere: Elsewhere) -> None:
    hire(elsewhere, "editor", "eva")
    address = elsewhere.back()
    elsewhere.client.cookies.clear()
    assert elsewhere.open(address).status_code == 400
    address = elsewhere.back()
    assert elsewhere.open(address).status_code == 303
    again = elsewhere.open(address)
    assert (again.status_code, SESSION in names(again)) == (400, False)


@pytest.mark.parametrize("query", ["", "?state=%00&code=%ff", "?error=access_denied", "?code=1&code=2&state[]=x"])
def test_whatever_comes_back_is_answered_with_a_page(elsewhere: Elsewhere, query: str) -> None:
    elsewhere.back()
    answer = elsewhere.open(f"/beheer/oidc/terug{query}")
    assert answer.status_code == 400
    assert "Begin opnieuw" in answer.text


@pytest.mark.parametrize("toward", ["?naar=//evil.example", "?naar=https://evil.example/", "?naar=/beheer/uit"])
def test_nobody_is_led_away(elsewhere: Elsewhere, toward: str) -> None:
    hire(elsewhere, "editor", "eva")
    assert elsewhere.open(elsewhere.back(toward)).headers["location"] == "/beheer"


def test_a_provider_that_is_down_leaves_the_passphrase(elsewhere: Elsewhere) -> None:
    elsewhere.now += timedelta(hours=2)
    elsewhere.issuer.answers["/realm/.well-known/openid-configuration"] = (500, {}, b"")
    page = elsewhere.open("/beheer/oidc/start")
    assert page.status_code == 503
    assert "Log in met uw wachtzin" in page.text
    assert 'name="_passphrase"' in page.text


def test_without_a_provider_there_is_no_such_page(client: Client) -> None:
    assert "/beheer/oidc" not in client.get("/beheer/in").text
    assert client.get("/beheer/oidc/start", follow_redirects=False).status_code == 404
    assert client.get("/beheer/oidc/terug", follow_redirects=False).status_code == 404


def test_half_a_setting_is_named_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as told:
        open_provider(Settings(oidc_issuer="https://id.example"))
    assert {each.pointer for each in told.value.faults} == {
        "DIRECTORY_OIDC_CLIENT_ID",
        "DIRECTORY_OIDC_CLIENT_SECRET_FILE",
    }
    for file in (tmp_path / "gone", tmp_path):
        half = Settings(oidc_issuer="https://id.example", oidc_client_id="x", oidc_client_secret_file=str(file))
        with pytest.raises(Invalid):
            open_provider(half)
