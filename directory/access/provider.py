"""The identity provider of somebody else, over HTTP: what it says of itself, its keys, what it gives for a code.

Nothing that it says is believed unless it came from where the settings say, over TLS, without detours, and is signed
with a key that it published there. No redirect is followed, no answer is read further than it may be long.
"""

import logging
import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote_plus

import httpx
import msgspec
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key, KeySet
from msgspec import Struct

from directory.errors import Unavailable

T = TypeVar("T")
# It would write each address that is asked into the log, which is for lines of our own.
logging.getLogger("httpx").setLevel(logging.WARNING)

TIMEOUT = httpx.Timeout(5.0, connect=3.0)
LONGEST = 256 * 1024
# What a provider says of itself is asked again after this long; its keys also when one is missing, once.
KEPT = timedelta(hours=1)
# A provider that did not answer is left alone for so long.
REST = timedelta(seconds=10)
# Two clocks may differ so much.
SKEW_S = 60
# Signed with a key that only the provider has: never `none`, never with a secret that we have too.
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
# An issuer or an endpoint: over TLS, or plain http that does not leave this machine.
ADDRESS = re.compile(r"https://[^/\s?#@]+(?:/[^\s#]*)?|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:/[^\s#]*)?")
# Words of `amr` (RFC 8176) and values of `acr` that say that there was a second factor.
FACTORS = frozenset({"mfa"})
CONTEXTS = frozenset({"https://refeds.org/profile/mfa", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"})


class Distrusted(Exception):
    """What came back cannot be believed. `why` is a code for the log of the door."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Metadata(Struct, frozen=True, kw_only=True):
    """What a provider says of itself, as far as we use it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Tokens(Struct, frozen=True, kw_only=True):
    """What a provider gives for a code."""

    id_token: str
    access_token: str = ""


class _Published(Struct, frozen=True, kw_only=True):
    keys: tuple[dict[str, Any], ...]


class Claims(Struct, frozen=True, kw_only=True):
    """Who somebody is at the provider. `mail` is None unless the provider says that it checked it."""

    subject: str
    mail: str | None = None
    two_factors: bool = False


class Provider:
    """One provider, and this site as its client. Safe to use from several threads."""

    def __init__(self, issuer: str, client: str, secret: str) -> None:
        self.issuer = issuer
        self.client = client
        self._secret = secret
        # Packed answers could be longer than they look.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        self._http = httpx.Client(timeout=TIMEOUT, follow_redirects=False, headers=headers)
        self._held = threading.Lock()
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._failed: datetime | None = None

    def metadata(self, now: datetime) -> Metadata:
        """What it says of itself. Raises `Unavailable`."""
        with self._held:
            if self._metadata is None or not _is_fresh(self._metadata[0], now):
                # Whoever tries meanwhile hears it at once: they do not stand in line for an answer that does not come.
                if self._failed is not None and timedelta() <= now - self._failed < REST:
                    raise _down()
                self._failed = now
                self._metadata, self._failed = (now, self._read_metadata()), None
            return self._metadata[1]

    def redeem(self, code: str, verifier: str, back: str, now: datetime) -> Tokens:
        """Give the code, and what only who began holds, for tokens. Raises `Unavailable`, `Distrusted`."""
        metadata = self.metadata(now)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        auth = None
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            auth = httpx.BasicAuth(quote_plus(self.client), quote_plus(self._secret))
        else:
            form |= {"client_id": self.client, "client_secret": self._secret}
        status, body = self._ask("POST", metadata.token_endpoint, data=form, auth=auth)
        if status != 200:
            raise _refusal(body)
        return _read(body, Tokens)

    def claims(self, tokens: Tokens, nonce: str, now: datetime) -> Claims:
        """Who this is, when signature, issuer, audience, times and nonce are right. Raises `Unavailable`,
        `Distrusted`."""
        signed = self._verified(tokens.id_token, now)
        told = CodeIDToken(
            signed.claims,
            signed.header,
            {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client}},
            {"client_id": self.client, "nonce": nonce, "access_token": tokens.access_token},
        )
        try:
            told.validate(now=int(now.timestamp()), leeway=SKEW_S)
        except (JoseError, TypeError, ValueError) as error:
            raise Distrusted("oidc-claims") from error
        return _claims_of(told)

    def told(self, tokens: Tokens, claims: Claims, now: datetime) -> Claims:
        """The same with the mail address, for a provider that keeps it out of the token. Raises `Unavailable`,
        `Distrusted`."""
        at = self.metadata(now).userinfo_endpoint
        if claims.mail is not None or at is None:
            return claims
        status, body = self._ask("GET", at, headers={"Authorization": f"Bearer {tokens.access_token}"})
        found = _read(body, dict[str, Any]) if status == 200 else {}
        if status != 200 or found.get("sub") != claims.subject:
            raise Distrusted("oidc-userinfo")
        return msgspec.structs.replace(claims, mail=_mail_of(found))

    def _read_metadata(self) -> Metadata:
        status, body = self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if status != 200:
            raise _down()
        try:
            found = msgspec.json.decode(body, type=Metadata)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise _down() from None
        addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint)
        if found.issuer != self.issuer or not all(each is None or ADDRESS.fullmatch(each) for each in addresses):
            raise _misconfigured()
        return found

    def _verified(self, token: str, now: datetime) -> jwt.Token:
        """The token, if a key of the provider signed it. A key that we do not know may be a new one: asked once."""
        allowed = [each for each in self.metadata(now).id_token_signing_alg_values_supported if each in SIGNED]
        try:
            try:
                return jwt.decode(token, self._key_set(now), algorithms=allowed)
            except (InvalidKeyIdError, BadSignatureError):
                return jwt.decode(token, self._key_set(now, anew=True), algorithms=allowed)
        except (JoseError, ValueError, TypeError) as error:
            raise Distrusted("oidc-signature") from error

    def _key_set(self, now: datetime, *, anew: bool = False) -> KeySet:
        at = self.metadata(now).jwks_uri
        with self._held:
            if anew or self._keys is None or not _is_fresh(self._keys[0], now):
                status, body = self._ask("GET", at)
                if status != 200:
                    raise _down()
                self._keys = now, KeySet([*_signing_keys(_read(body, _Published))])
            return self._keys[1]

    def _ask(self, method: str, address: str, **what: Any) -> tuple[int, bytes]:
        """Status and body of an answer. Raises `Unavailable` for no answer, a fault of theirs and a detour."""
        try:
            with self._http.stream(method, address, **what) as answer:
                body = b""
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > LONGEST:
                        raise _down()
        except (httpx.HTTPError, httpx.InvalidURL):
            raise _down() from None
        if answer.status_code >= 500 or answer.is_redirect:
            raise _down()
        return answer.status_code, body

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()


def _is_fresh(since: datetime, now: datetime) -> bool:
    return timedelta() <= now - since <= KEPT


def _read(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Distrusted("oidc-answer") from None


def _signing_keys(published: _Published) -> Iterator[Key]:
    """The keys that we can use; a provider may publish others beside them. RSA keys below 2048 bits are none."""
    for each in published.keys:
        with suppress(JoseError, ValueError, TypeError, KeyError, SecurityWarning), warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            key = JWKRegistry.import_key(each)
            if each.get("use", "sig") == "sig" and not key.is_private:
                yield key


def _refusal(body: bytes) -> Exception:
    """A code that is not good (any more) is the visitor's; that we are not known there is a fault of the settings."""
    try:
        error = msgspec.json.decode(body, type=dict[str, Any]).get("error")
    except (msgspec.DecodeError, UnicodeDecodeError):
        error = None
    return _misconfigured() if error in ("invalid_client", "unauthorized_client") else Distrusted("oidc-code")


def _claims_of(told: Mapping[str, Any]) -> Claims:
    subject, methods, context = told["sub"], told.get("amr") or [], told.get("acr")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise Distrusted("oidc-claims")
    two = any(each in FACTORS for each in methods if isinstance(each, str)) or context in CONTEXTS
    return Claims(subject=subject, mail=_mail_of(told), two_factors=two)


def _mail_of(told: Mapping[str, Any]) -> str | None:
    """Only what the provider says it checked, and says so as it should: a word such as "false" is not a no."""
    mail = told.get("email")
    return mail if told.get("email_verified") is True and isinstance(mail, str) else None


def _down() -> Unavailable:
    return Unavailable("oidc.unavailable", "The identity provider does not answer as it should.", retry=True)


def _misconfigured() -> Unavailable:
    sentence = (
        "The identity provider does not know this site, or is not who the settings say; look at DIRECTORY_OIDC_*."
    )
    return Unavailable("oidc.settings", sentence, retry=False)
