"""Coming in by way of an identity provider (OpenID Connect, authorization code with PKCE).

The provider says who somebody is; whether they may come in, and as what, is said here. No account is ever made: the
first time somebody is known by the mail address that the provider checked, from then on by the provider's own name for
them and by nothing else. Where the provider does not say that there was a second factor, ours is asked.

The way there and back is bound to one browser: what only it holds (`ticket`, for a short-lived cookie) is sealed, says
which answer belongs to it, and works once.
"""

import hmac
from datetime import datetime, timedelta

import msgspec
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from msgspec import Struct, structs

from directory.access import throttling
from directory.access.contract import Book
from directory.access.devices import recognize
from directory.access.entrance import Access, found, spelled_mail, tell
from directory.access.provider import Claims, Distrusted, Provider
from directory.access.signing import Refused, Wait, Welcome, second, welcome
from directory.errors import Conflict, Unknown
from directory.model.person import Person, Subject, Tally
from directory.permissions import Actor, needs_second_factor, require

SCOPE = "openid email"
# To the provider, through its pages and back; and to take up the app with codes.
THERE_AND_BACK_S, CODE_S = 600, 300
# So often may one network come back: each time we ask the provider something.
PACE = throttling.Pace(burst=10, per_s=0.2)


class Relying(Struct, frozen=True, kw_only=True):
    """This site as a client of a provider. `back` is the address to which people come back."""

    provider: Provider
    back: str


class Leave(Struct, frozen=True, kw_only=True):
    """Go to `address`. The browser keeps `ticket` for `THERE_AND_BACK_S` seconds."""

    address: str
    ticket: str


class Return(Struct, frozen=True, kw_only=True):
    """How somebody comes back: what the provider gave along, and what the browser held.

    `network`, `device` and `label` as in `signing.Attempt`.
    """

    ticket: str
    state: str = ""
    code: str = ""
    issuer: str = ""
    error: str = ""
    network: str = ""
    device: str = ""
    label: str = ""


class Again(Struct, frozen=True):
    """This way was not begun in this browser, took too long, was used, or was broken off: begin anew."""


class CodeNeeded(Struct, frozen=True, kw_only=True):
    """The provider knows who this is; a code of our second factor is needed. `ticket` lives `CODE_S` seconds."""

    ticket: str


Outcome = Welcome | CodeNeeded | Refused | Wait | Again


class _Way(Struct, frozen=True, kw_only=True):
    state: str
    nonce: str
    verifier: str


class _Half(Struct, frozen=True, kw_only=True):
    """Somebody of whom the provider said who they are, and who still owes a code."""

    id: str
    person: str
    subject: Subject


def start(access: Access, relying: Relying, now: datetime) -> Leave:
    """Begin the way to the provider. Raises `Unavailable` when it does not answer."""
    metadata = relying.provider.metadata(now)
    way = _Way(state=access.token(), nonce=access.token(), verifier=access.token())
    address = prepare_grant_uri(
        metadata.authorization_endpoint,
        relying.provider.client,
        "code",
        redirect_uri=relying.back,
        scope=SCOPE,
        state=way.state,
        nonce=way.nonce,
        code_challenge=create_s256_code_challenge(way.verifier),
        code_challenge_method="S256",
    )
    return Leave(address=address, ticket=access.vault.seal("oidc-way", msgspec.json.encode(way).decode(), now))


def finish(access: Access, relying: Relying, back: Return, now: datetime) -> Outcome:
    """Let somebody in who comes back from the provider, or not. Raises `Unavailable`."""
    way = _way(access, back, now)
    if way is None:
        return Again()
    with access.people.writing() as book:
        if not throttling.within(book, access.vault.name("oidc-pace", back.network, now.date().isoformat()), PACE, now):
            return Wait(seconds=int(1 / PACE.per_s))
        if not _spend(book, way.state, now, THERE_AND_BACK_S) or back.error or not back.code:
            return Again()
    try:
        claims = _claims(access, relying, back, way, now)
    except Distrusted as reason:
        with access.people.writing() as book:
            return _refuse(book, None, reason.why, now)
    with access.people.writing() as book:
        return _enter(book, access, relying, back, claims, now)


def complete(access: Access, back: Return, now: datetime) -> Outcome:
    """Let somebody in who still owed a code of our second factor: `ticket` as `CodeNeeded` gave it, and `code`."""
    sealed = access.vault.take("oidc-code", back.ticket, now, CODE_S)
    if sealed is None:
        return Again()
    half = msgspec.json.decode(sealed, type=_Half)
    with access.people.writing() as book:
        person = _of(book, half.subject) or found(book, half.person)
        if person is None or person.id != half.person or not _may_enter(person, half.subject):
            return _refuse(book, person, "oidc-account", now)
        if book.find(Tally, f"oidc:{half.id}") is not None:
            return Again()
        # Guesses are counted whatever the browser: nothing of this account but the provider's word was shown yet.
        if not second(book, access, person, back.code, now, known=False):
            return _refuse(book, person, "code", now)
        _spend(book, half.id, now, CODE_S)
        return _come_in(book, access, back, person, half.subject, now)


def unbind(access: Access, actor: Actor, id: str, now: datetime) -> Person:
    """Forget by which name the provider knows somebody, so that another may be bound. Raises `Forbidden`, `Unknown`,
    `Conflict` when none was bound."""
    require(actor, "manage-people")
    with access.people.writing() as book:
        person = found(book, id)
        if person is None:
            raise Unknown("person.unknown", "Nobody here has this id.")
        if person.subject is None:
            raise Conflict("person.unbound", "This person never came in by way of the identity provider.")
        person = structs.replace(person, subject=None)
        book.keep(person)
        tell(book, "unbound", now, actor=actor.id, about=id)
        return person


def _way(access: Access, back: Return, now: datetime) -> _Way | None:
    """The way that was begun in this browser, if this is the answer to it."""
    sealed = access.vault.take("oidc-way", back.ticket, now, THERE_AND_BACK_S)
    way = None if sealed is None else msgspec.json.decode(sealed, type=_Way)
    given = back.state.encode("utf-8", "replace")
    return way if way is not None and hmac.compare_digest(way.state.encode(), given) else None


def _claims(access: Access, relying: Relying, back: Return, way: _Way, now: datetime) -> Claims:
    """Who the provider says this is; its mail address is only asked for where nobody is bound yet."""
    provider = relying.provider
    told_issuer = provider.metadata(now).authorization_response_iss_parameter_supported
    # An answer of another provider than the one that was asked (RFC 9207).
    if (told_issuer or back.issuer) and back.issuer != provider.issuer:
        raise Distrusted("oidc-issuer")
    tokens = provider.redeem(back.code, way.verifier, relying.back, now)
    claims = provider.claims(tokens, way.nonce, now)
    with access.people.reading() as book:
        bound = _of(book, Subject(issuer=provider.issuer, name=claims.subject))
    return claims if bound else provider.told(tokens, claims, now)


def _enter(book: Book, access: Access, relying: Relying, back: Return, claims: Claims, now: datetime) -> Outcome:
    subject = Subject(issuer=relying.provider.issuer, name=claims.subject)
    person = _of(book, subject) or (book.named(spelled_mail(claims.mail)) if claims.mail else None)
    if person is None or not _may_enter(person, subject):
        return _refuse(book, person, "oidc-account", now)
    if claims.two_factors or not (person.secret or needs_second_factor(person.roles)):
        return _come_in(book, access, back, person, subject, now)
    if person.secret is None:
        return _refuse(book, person, "oidc-factor", now)
    half = _Half(id=access.token(), person=person.id, subject=subject)
    return CodeNeeded(ticket=access.vault.seal("oidc-code", msgspec.json.encode(half).decode(), now))


def _of(book: Book, subject: Subject) -> Person | None:
    return next((each for each in book.all(Person) if each.subject == subject), None)


def _may_enter(person: Person, subject: Subject) -> bool:
    """Whether this account is in use and no other subject was bound to it: a mail address may get another owner."""
    return person.active and not person.awaited and person.subject in (None, subject)


def _come_in(book: Book, access: Access, back: Return, person: Person, subject: Subject, now: datetime) -> Welcome:
    if person.subject is None:
        person = structs.replace(person, subject=subject)
        tell(book, "bound", now, actor=person.id)
    known = recognize(book, person, back.device, now) is not None
    return welcome(book, access, person, now, device=back.device if known else None, label=back.label)


def _refuse(book: Book, person: Person | None, detail: str, now: datetime) -> Refused:
    if throttling.within(book, "strangers-told", throttling.STRANGERS_TOLD, now):
        tell(book, "refused", now, about=person.id if person else None, detail=detail)
    return Refused()


def _spend(book: Book, id: str, now: datetime, lives_s: int) -> bool:
    """Whether this was not used before; afterwards it is."""
    # Kept longer than it lives, for clocks that go back.
    return book.add(Tally(name=f"oidc:{id}", level=1, at=now, ends=now + timedelta(seconds=10 * lives_s)))
