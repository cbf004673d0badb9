"""Coming in by way of an identity provider that listens on a real port: who may, and everything that is refused."""

import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from directory.access import accounts, log, oidc
from directory.access.oidc import Again, CodeNeeded, Leave, Relying, Return, complete, finish, start
from directory.access.provider import LONGEST, Provider
from directory.access.signing import Outcome, Refused, Wait, Welcome
from directory.errors import Conflict, Forbidden, Unavailable
from directory.permissions import CONSOLE, VISITOR
from tests.access.door import NEXT, Door
from tests.access.issuer import CLIENT, KEYS, SECRET, Issuer, provided

BACK = "https://gids.example/beheer/oidc/terug"


class Gate:
    """A door with a provider behind it. Anna administers, Eva edits without a second factor."""

    def __init__(self, door: Door, issuer: Issuer) -> None:
        self.door, self.issuer = door, issuer
        self.anna = door.first().person
        self.eva = door.person("eva@example.nl", "editor").person
        self.relying = self.rely(SECRET)

    def rely(self, secret: str) -> Relying:
        return Relying(provider=Provider(self.issuer.address, CLIENT, secret), back=BACK)

    def begin(self) -> Leave:
        return start(self.door.access, self.relying, self.door.now)

    def come_back(self, leave: Leave, brought: dict[str, str], **more: str) -> Outcome | Any:
        self.issuer.now = self.door.now
        given = {"code": "", "state": "", "issuer": brought.pop("iss", ""), **brought, **more}
        return finish(self.door.access, self.relying, Return(ticket=leave.ticket, **given), self.door.now)

    def go(self, **more: str) -> Outcome | Any:
        """There and back, in one go."""
        self.door.now += NEXT
        leave = self.begin()
        return self.come_back(leave, self.issuer.sign_in(leave.address), **more)

    def told(self) -> list[tuple[str, str | None]]:
        return [(each.what, each.detail) for each in reversed(log.events(self.door.access, CONSOLE, 1_000))]


@pytest.fixture
def gate(door: Door) -> Iterator[Gate]:
    with provided(door.now) as issuer:
        gate = Gate(door, issuer)
        yield gate
        gate.relying.provider.close()


def test_who_has_an_account_comes_in_and_is_bound_the_first_time(gate: Gate) -> None:
    found = gate.go(label="Firefox")
    assert isinstance(found, Welcome)
    assert gate.door.here(found.token).person.id == gate.eva.id
    assert gate.told()[-2:] == [("bound", None), ("signed-in", None)]
    # From now on the provider's own name for her counts, not the mail address, and nobody is asked for it.
    gate.issuer.claims = {"sub": "u-1", "email": "anna@example.nl", "email_verified": True}
    again = gate.go(device=found.device)
    assert isinstance(again, Welcome)
    assert (again.person.id, again.device) == (gate.eva.id, found.device)
    assert [what for what, _ in gate.told()].count("bound") == 1
    assert gate.issuer.asked.count("/realm/userinfo") == 0


def test_a_mail_address_that_got_another_owner_opens_nothing(gate: Gate) -> None:
    assert isinstance(gate.go(), Welcome)
    gate.issuer.claims["sub"] = "u-2"
    assert gate.go() == Refused()
    assert gate.told()[-1] == ("refused", "oidc-account")
    with pytest.raises(Forbidden):
        oidc.unbind(gate.door.access, VISITOR, gate.eva.id, gate.door.now)
    oidc.unbind(gate.door.access, CONSOLE, gate.eva.id, gate.door.now)
    with pytest.raises(Conflict):
        oidc.unbind(gate.door.access, CONSOLE, gate.eva.id, gate.door.now)
    assert isinstance(gate.go(), Welcome)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.nl", "email_verified": True},
        {"email": "eva@example.nl"},
        {"email": "eva@example.nl", "email_verified": False},
        {"email": "eva@example.nl", "email_verified": "false"},
        {"email": ["eva@example.nl"], "email_verified": True},
        {"email_verified": True},
    ],
)
def test_nobody_is_known_by_a_mail_address_that_was_not_checked_and_no_account_is_made(
    gate: Gate, claims: dict[str, Any]
) -> None:
    gate.issuer.claims = {"sub": "u-9", **claims}
    gate.issuer.userinfo = {"sub": "u-9"}
    before = len(accounts.people(gate.door.access, CONSOLE))
    assert gate.go() == Refused()
    assert len(accounts.people(gate.door.access, CONSOLE)) == before
    assert accounts.find(gate.door.access, gate.eva.id).subject is None


def test_a_provider_may_tell_the_mail_address_beside_the_token(gate: Gate) -> None:
    gate.issuer.claims = {"sub": "u-1"}
    gate.issuer.userinfo = {"sub": "somebody else", "email": "eva@example.nl", "email_verified": True}
    assert gate.go() == Refused()
    gate.issuer.userinfo["sub"] = "u-1"
    assert isinstance(gate.go(), Welcome)


def test_who_is_invited_closed_or_waits_for_a_second_factor_stays_out(gate: Gate) -> None:
    raw = {"name": "Ina", "mail": "ina@example.nl", "roles": ["editor"]}
    accounts.invite(gate.door.access, CONSOLE, raw, gate.door.now)
    rik = gate.door.person("rik@example.nl", "reviewer").person
    accounts.reset_second_factor(gate.door.access, CONSOLE, rik.id, gate.door.now)
    accounts.disable(gate.door.access, CONSOLE, gate.eva.id, gate.door.now)
    for mail in ("ina@example.nl", "rik@example.nl", "eva@example.nl"):
        gate.issuer.claims = {"sub": mail, "email": mail, "email_verified": True, "amr": ["mfa"]}
        assert gate.go() == Refused(), mail


@pytest.mark.parametrize(
    "said", [{"amr": ["pwd", "mfa"]}, {"acr": "https://refeds.org/profile/mfa"}, {"amr": ["pwd", "otp", "mfa"]}]
)
def test_a_second_factor_at_the_provider_counts(gate: Gate, said: dict[str, Any]) -> None:
    gate.issuer.claims = {"sub": "a-1", "email": "Anna@Example.nl", "email_verified": True, **said}
    assert isinstance(gate.go(), Welcome)


@pytest.mark.parametrize("said", [{}, {"amr": ["pwd"]}, {"amr": []}, {"acr": "1"}])
def test_without_one_at_the_provider_ours_is_asked(gate: Gate, said: dict[str, Any]) -> None:
    door = gate.door
    gate.issuer.claims = {"sub": "a-1", "email": "anna@example.nl", "email_verified": True, **said}
    half = gate.go()
    assert isinstance(half, CodeNeeded)
    assert ("bound", None) not in gate.told()
    assert complete(door.access, Return(ticket=half.ticket, code="000000"), door.now) == Refused()
    code = door.code(gate.anna)
    assert complete(door.access, Return(ticket=half.ticket[:-2], code=code), door.now) == Again()
    found = complete(door.access, Return(ticket=half.ticket, code=code), door.now)
    assert isinstance(found, Welcome)
    assert found.person.id == gate.anna.id
    door.now += NEXT
    again = Return(ticket=half.ticket, code=door.code(gate.anna))
    assert complete(door.access, again, door.now) == Again()


def test_half_a_way_in_ends_after_five_minutes_and_when_the_account_changes(gate: Gate) -> None:
    door = gate.door
    door.person("rik@example.nl", "reviewer")
    gate.issuer.claims = {"sub": "r-1", "email": "rik@example.nl", "email_verified": True}
    half = gate.go()
    assert isinstance(half, CodeNeeded)
    rik = accounts.find(door.access, "rik@example.nl")
    accounts.disable(door.access, CONSOLE, rik.id, door.now)
    assert complete(door.access, Return(ticket=half.ticket, code=door.code(rik)), door.now) == Refused()
    door.now += timedelta(seconds=oidc.CODE_S + 1)
    assert complete(door.access, Return(ticket=half.ticket, code=door.code(rik)), door.now) == Again()


def test_codes_are_not_guessed_for_long_behind_the_provider(gate: Gate) -> None:
    door = gate.door
    gate.issuer.claims = {"sub": "a-1", "email": "anna@example.nl", "email_verified": True}
    half = gate.go()
    assert isinstance(half, CodeNeeded)
    for guess in range(8):
        assert complete(door.access, Return(ticket=half.ticket, code=f"00000{guess}"), door.now) == Refused()
    # The right one, but too soon after so many wrong ones.
    assert complete(door.access, Return(ticket=half.ticket, code=door.code(gate.anna)), door.now) == Refused()


def test_the_way_back_belongs_to_the_browser_that_began_and_works_once(gate: Gate) -> None:
    """Somebody who makes another's browser come back with a code of their own signs nobody in (login CSRF)."""
    mine, theirs = gate.begin(), gate.begin()
    brought = gate.issuer.sign_in(theirs.address)
    assert gate.come_back(mine, {**brought}) == Again()
    assert gate.come_back(Leave(address="", ticket=""), {**brought}) == Again()
    assert gate.come_back(theirs, {**brought, "state": "\ud800"}) == Again()
    assert isinstance(gate.come_back(theirs, {**brought}), Welcome)
    assert gate.come_back(theirs, {**brought}) == Again()
    assert gate.issuer.asked.count("/realm/token") == 1


def test_the_way_ends_after_ten_minutes(gate: Gate) -> None:
    leave = gate.begin()
    gate.door.now += timedelta(seconds=oidc.THERE_AND_BACK_S + 1)
    assert gate.come_back(leave, gate.issuer.sign_in(leave.address)) == Again()


def test_who_breaks_off_at_the_provider_begins_again(gate: Gate) -> None:
    leave = gate.begin()
    assert gate.come_back(leave, gate.issuer.sign_in(leave.address), error="access_denied") == Again()
    leave = gate.begin()
    assert gate.come_back(leave, gate.issuer.sign_in(leave.address), code="") == Again()


@pytest.mark.parametrize("issuer", ["", "https://evil.example"])
def test_an_answer_of_another_provider_is_refused(gate: Gate, issuer: str) -> None:
    leave = gate.begin()
    assert gate.come_back(leave, gate.issuer.sign_in(leave.address), issuer=issuer) == Refused()
    assert gate.told()[-1] == ("refused", "oidc-issuer")
    assert "/realm/token" not in gate.issuer.asked


@pytest.mark.parametrize("code", ["guess", "code-1"])
def test_a_code_that_is_not_good_or_was_used_is_refused(gate: Gate, code: str) -> None:
    assert isinstance(gate.go(), Welcome)
    leave = gate.begin()
    assert gate.come_back(leave, gate.issuer.sign_in(leave.address), code=code) == Refused()
    assert gate.told()[-1] == ("refused", "oidc-code")


def test_a_code_that_another_browser_began_with_is_refused_by_the_verifier(gate: Gate) -> None:
    """Code injection: the code of one way with the state of another."""
    mine, theirs = gate.begin(), gate.begin()
    code = gate.issuer.sign_in(theirs.address)["code"]
    assert gate.come_back(mine, {**gate.issuer.sign_in(mine.address), "code": code}) == Refused()


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ({"iss": "https://evil.example"}, "oidc-claims"),
        ({"aud": "another site"}, "oidc-claims"),
        ({"aud": [CLIENT, "another site"]}, "oidc-claims"),
        ({"azp": "another site"}, "oidc-claims"),
        ({"exp": 1_000_000}, "oidc-claims"),
        ({"exp": None}, "oidc-claims"),
        ({"exp": "soon"}, "oidc-claims"),
        ({"nbf": 9_000_000_000}, "oidc-claims"),
        ({"nonce": "of another time"}, "oidc-claims"),
        ({"nonce": None}, "oidc-claims"),
        ({"sub": None}, "oidc-claims"),
        ({"sub": ""}, "oidc-claims"),
        ({"sub": 7}, "oidc-claims"),
        ({"sub": "x" * 256}, "oidc-claims"),
        ({"amr": "mfa"}, "oidc-claims"),
        ({"at_hash": "of another"}, "oidc-claims"),
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(gate: Gate, token: dict[str, Any], why: str) -> None:
    gate.issuer.token = token
    assert gate.go() == Refused()
    assert gate.told()[-1] == ("refused", why)


def test_a_token_that_nobody_or_somebody_else_signed_is_refused(gate: Gate) -> None:
    issuer = gate.issuer
    for header, key in (({"alg": "none"}, None), ({"alg": "HS256"}, None), ({}, KEYS[1])):
        issuer.header, issuer.signing = header, key
        assert gate.go() == Refused(), header
        assert gate.told()[-1] == ("refused", "oidc-signature")


@pytest.mark.parametrize("header", ["jwk", "jku", "x5u"])
def test_a_token_does_not_say_by_which_key_it_is_to_be_believed(gate: Gate, header: str) -> None:
    """Signed by somebody else, who sends the key along or says where it is."""
    elsewhere = f"{gate.issuer.address}/their-keys"
    given: Any = KEYS[1].as_dict(private=False) if header == "jwk" else elsewhere
    gate.issuer.header, gate.issuer.signing = {header: given, "kid": KEYS[1].kid}, KEYS[1]
    assert gate.go() == Refused()
    assert gate.told()[-1] == ("refused", "oidc-signature")
    assert "/realm/their-keys" not in gate.issuer.asked


def test_a_key_that_is_too_short_is_no_key(gate: Gate) -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  meant to be too short
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        key = RSAKey(short, short, {"kid": "short"})
    gate.issuer.key, gate.issuer.published = key, [key]
    assert gate.go() == Refused()
    assert gate.told()[-1] == ("refused", "oidc-signature")


def test_a_new_key_of_the_provider_is_asked_for_once(gate: Gate) -> None:
    assert isinstance(gate.go(), Welcome)
    gate.issuer.key, gate.issuer.published = KEYS[1], [KEYS[1]]
    assert isinstance(gate.go(), Welcome)
    assert gate.issuer.asked.count("/realm/keys") == 2
    gate.issuer.key = KEYS[0]
    assert gate.go() == Refused()
    assert gate.issuer.asked.count("/realm/keys") == 3
    # What it says of itself is asked once an hour.
    assert gate.issuer.asked.count("/realm/.well-known/openid-configuration") == 1
    gate.door.now += timedelta(hours=2)
    assert gate.go() == Refused()
    assert gate.issuer.asked.count("/realm/.well-known/openid-configuration") == 2


def test_a_secret_may_go_in_the_form_where_the_provider_wants_that(gate: Gate) -> None:
    gate.issuer.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert isinstance(gate.go(), Welcome)


CONFIGURATION = "/realm/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (CONFIGURATION, (500, {}, b"")),
        (CONFIGURATION, (404, {}, b"")),
        (CONFIGURATION, (200, {}, b"<html>")),
        (CONFIGURATION, (200, {}, b"{}")),
        (CONFIGURATION, (200, {}, b" " * (LONGEST + 1))),
        (CONFIGURATION, (302, {"Location": "http://127.0.0.1:1/"}, b"")),
        ("/realm/token", (503, {}, b"")),
        ("/realm/token", (307, {"Location": "https://evil.example/"}, b"")),
        ("/realm/keys", (500, {}, b"")),
    ],
)
def test_a_provider_that_does_not_answer_as_it_should_is_named_so(
    gate: Gate, path: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    gate.issuer.answers[path] = answer
    with pytest.raises(Unavailable) as told:
        gate.go()
    assert (told.value.code, told.value.retry) == ("oidc.unavailable", True)
    # Who tries at once hears it at once; and it comes back by itself.
    if path == CONFIGURATION:
        asked = len(gate.issuer.asked)
        with pytest.raises(Unavailable):
            gate.begin()
        assert len(gate.issuer.asked) == asked
    gate.issuer.answers.clear()
    assert isinstance(gate.go(), Welcome)


def test_a_provider_that_is_gone_is_named_so(gate: Gate) -> None:
    nowhere = Relying(provider=Provider("http://127.0.0.1:9/realm", CLIENT, SECRET), back=BACK)
    with pytest.raises(Unavailable):
        start(gate.door.access, nowhere, gate.door.now)
    nowhere.provider.close()


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://name@evil.example/"},
    ],
)
def test_a_provider_that_is_not_who_the_settings_say_is_not_used(gate: Gate, metadata: dict[str, Any]) -> None:
    gate.issuer.metadata = metadata
    with pytest.raises(Unavailable) as told:
        gate.begin()
    assert (told.value.code, told.value.retry) == ("oidc.settings", False)


def test_a_wrong_secret_is_a_fault_of_the_settings(gate: Gate) -> None:
    gate.relying.provider.close()
    gate.relying = gate.rely("another secret")
    with pytest.raises(Unavailable) as told:
        gate.go()
    assert told.value.code == "oidc.settings"


def test_one_network_does_not_make_us_ask_the_provider_all_the_time(gate: Gate) -> None:
    now = gate.door.now
    for _ in range(oidc.PACE.burst):
        leave = gate.begin()
        assert (
            gate.come_back(leave, gate.issuer.sign_in(leave.address), code="guess", network="203.0.113.1") == Refused()
        )
    leave = gate.begin()
    brought = gate.issuer.sign_in(leave.address)
    assert gate.come_back(leave, {**brought}, network="203.0.113.1") == Wait(seconds=5)
    assert isinstance(gate.come_back(leave, {**brought}, network="203.0.113.2"), Welcome)
    assert gate.door.now == now


def test_nothing_of_the_way_is_kept_readable_and_erasing_takes_the_name_at_the_provider(gate: Gate) -> None:
    gate.issuer.claims["sub"] = "name-at-the-provider"
    assert isinstance(gate.go(), Welcome)
    assert b"name-at-the-provider" in gate.door.kept()
    accounts.erase(gate.door.access, CONSOLE, gate.eva.id, gate.door.now)
    assert b"name-at-the-provider" not in gate.door.kept()


def test_of_two_who_come_back_at_once_one_comes_in(gate: Gate) -> None:
    leave = gate.begin()
    brought = gate.issuer.sign_in(leave.address)
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(gate.come_back, leave, {**brought}) for _ in range(2)]
    found = [each.result() for each in tries]
    assert Again() in found
    assert sum(isinstance(each, Welcome) for each in found) == 1
