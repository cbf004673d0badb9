"""The frame of every page of the desk: who is there, whether they may, what went wrong, and the menu.

A page is a function of a `Visit`, and runs in a thread: it may read files. `sees` gives it an address for reading,
`does` one for writing:

    @sees("/beheer/werk", "read-worklist")
    def work(visit: Visit) -> reply.Ready:
        return visit.page("work.html", questions=...)

    @does("/beheer/werk/{id:str}", "confirm-fact")
    def confirm(visit: Visit) -> reply.Ready:
        ...
        return visit.go("/beheer/werk", said="confirmed")

The frame asks whether this person may do that action at all; what depends on whose work it is, the deed itself asks.
Where somebody is not there (any more), or has to give the passphrase again, what they sent comes back on a page that
asks for it and goes on from there: nothing that was typed is lost. A form that does not carry the token of this
session is never acted on.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlencode

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from msgspec import Struct

from directory.access import Access, accounts, log, signing
from directory.access.sessions import Present, actor_of
from directory.access.signing import Attempt, Outcome, Welcome
from directory.errors import DirectoryError, Forbidden
from directory.gate import forms, present, problems, reply
from directory.gate.forms import Fields, first, read_fields
from directory.gate.house import House, house
from directory.model import Id
from directory.permissions import Action, Actor, may, outright
from directory.store import Desk
from directory.web.desk import words
from directory.web.frame import HTML, Site, environment

AnyRequest = Request[Any, Any, Any]
Deed = Callable[["Visit"], reply.Ready]

IN = "/beheer/in"
MAXIMUM = 1_000_000
MOST_FIELDS = 5_000
# Fields of the frame itself; all others are those of the page.
TOKEN = "_token"  # noqa: S105
MAIL, PASSPHRASE, CODE = "_mail", "_passphrase", "_code"
# What stands in an address as it is (RFC 3986).
READY = "/?#[]@!$&'()*+,;=:%~"
OURS = frozenset({TOKEN, MAIL, PASSPHRASE, CODE})
# A field with such a name is never sent back in a page, also not to go on with after coming in again.
SECRET = "secret-"  # noqa: S105


class Upload(Struct, frozen=True, kw_only=True):
    """A file that somebody sent. The name is what their machine calls it: never a path of ours."""

    name: str
    content: bytes


class Entry(Struct, frozen=True, kw_only=True):
    """Where the menu leads, and for whom it is there."""

    path: str
    name: str
    action: Action


# In the order in which people need it.
MENU: Sequence[Entry] = (
    Entry(path="/beheer", name="Overzicht", action="read-worklist"),
    Entry(path="/beheer/werk", name="Nakijken", action="read-worklist"),
    Entry(path="/beheer/voorstellen", name="Voorstellen", action="read-drafts"),
    Entry(path="/beheer/gegevens", name="Gegevens", action="read-drafts"),
    Entry(path="/beheer/dubbel", name="Dubbel", action="decide-duplicates"),
    Entry(path="/beheer/meldingen", name="Wat lezers melden", action="read-reports"),
    Entry(path="/beheer/bellen", name="Bellen", action="send-partner-links"),
    Entry(path="/beheer/invoer", name="Invoer", action="import"),
    Entry(path="/beheer/woorden", name="Woorden", action="edit-lexicon"),
    Entry(path="/beheer/logboek", name="Logboek", action="read-audit"),
    Entry(path="/beheer/mensen", name="Mensen", action="manage-people"),
    Entry(path="/beheer/sleutels", name="Sleutels", action="manage-keys"),
    Entry(path="/beheer/post", name="Post", action="read-mail-queue"),
)


class Sent(Struct, frozen=True, kw_only=True):
    """A request with what was in its form."""

    request: AnyRequest
    fields: Fields = {}
    files: Mapping[str, Upload] = {}
    whole: bool = True

    @property
    def path(self) -> str:
        """The address that was asked."""
        return str(self.request.scope["path"])

    @property
    def writes(self) -> bool:
        """Whether something is to be done."""
        return self.request.scope["method"] == "POST"

    def text(self, name: str) -> str:
        """A field as typed, without spaces around it; "" when it is not there."""
        return first(self.fields, name).strip()


class Visit(Sent, frozen=True, kw_only=True):
    """Somebody at the desk, and what they ask."""

    present: Present
    cookies: tuple[str, ...] = ()

    @property
    def house(self) -> House:
        """Everything that can be asked."""
        return house(self.request)

    @property
    def store(self) -> Desk:
        """Where records, drafts and proposals are kept."""
        return self.house.store

    @property
    def access(self) -> Access:
        """The door of the desk."""
        return present.access(self.request)

    @property
    def actor(self) -> Actor:
        """Who asks, for permissions and for what is written down."""
        return self.present.actor

    @property
    def now(self) -> datetime:
        """The moment of this request."""
        return self.house.now()

    @property
    def token(self) -> str:
        """What a form must carry."""
        return present.token(self.request, self.present)

    def id(self, name: str = "id") -> Id:
        """A part of the address."""
        return str(self.request.path_params[name])

    def asked(self, name: str) -> str:
        """A parameter of the address; "" when it is not there."""
        return str(self.request.query_params.get(name, "")).strip()

    def may(self, action: Action, **about: Any) -> bool:
        """Whether this person may do this now."""
        return may(self.actor, action, **about)

    def plays(self, action: Action) -> bool:
        """Whether this is part of what this person does: perhaps after the passphrase, perhaps not on own work."""
        return outright(self.actor, action) in (None, "confirm")

    def named(self, *ids: str) -> Mapping[str, str]:
        """The names of people behind ids, for who is at the desk to read."""
        return accounts.named(self.access, ids)

    def page(self, template: str, *, status: int = 200, **facts: object) -> reply.Ready:
        """A page of the desk (`pages/desk/`)."""
        return _ready(self.request, template, status, self.cookies, visit=self, **facts)

    def go(self, path: str, *, said: str = "", **query: str) -> reply.Ready:
        """On to another page after something was done; `said` is a code of `words.SAID` for what was done."""
        asked = urlencode({key: value for key, value in {"gedaan": said, **query}.items() if value})
        return went(path + (f"?{asked}" if asked else ""), self.cookies)


def sees(path: str | list[str], action: Action) -> Callable[[Deed], Any]:
    """Gives a page its address for reading."""

    def made(deed: Deed) -> Any:
        @get(path, include_in_schema=False, opt={"action": action}, name=f"desk.{deed.__module__}.{deed.__name__}")
        async def handler(request: Request[Any, Any, Any]) -> Response[bytes]:
            return await _answered(request, action, deed)

        return handler

    return made


def does(path: str | list[str], action: Action, *, most: int = MAXIMUM) -> Callable[[Deed], Any]:
    """Gives a page its address for writing: a form of at most so many bytes, with files when it is multipart."""

    def made(deed: Deed) -> Any:
        @post(
            path,
            include_in_schema=False,
            status_code=200,
            opt={"action": action},
            request_max_body_size=most,
            name=f"desk.{deed.__module__}.{deed.__name__}",
        )
        async def handler(request: Request[Any, Any, Any]) -> Response[bytes]:
            if most > MAXIMUM and await _is_a_file_of_nobody(request):
                return _ask(Sent(request=request, whole=False), "in")
            return await _answered(request, action, deed)

        return handler

    return made


async def _is_a_file_of_nobody(request: AnyRequest) -> bool:
    """Whether somebody who is not in sends more than a form. It is let go of as it comes in: many at once would
    fill the memory."""
    length = reply.sent(request.scope, b"content-length") or ""
    if (length.isdecimal() and int(length) <= MAXIMUM) or not present.from_here(request):
        return False
    if await asyncio.to_thread(present.present, request) is not None:
        return False
    async for _ in request.stream():
        pass
    return True


def went(path: str, cookies: Sequence[str] = (), **more: str) -> reply.Ready:
    """Sends a browser on to an address of ours."""
    # An address in a header is plain ASCII, whatever somebody typed into the one that they came from.
    headers = {"Location": quote(path, safe=READY), "Cache-Control": reply.PRIVATE, **more}
    return reply.Ready(b"", HTML, headers, HTTPStatus.SEE_OTHER, cookies)


def outside(request: AnyRequest, template: str, *, status: int = 200, **facts: object) -> reply.Ready:
    """A page for who is not in yet."""
    return _ready(request, template, status, (), visit=None, **facts)


async def read(request: AnyRequest) -> Sent:
    """What was sent. Raises a problem (403) for a form that no page of ours sent."""
    if request.scope["method"] != "POST":
        return Sent(request=request)
    if not present.from_here(request):
        raise problems.problem(403, "foreign-form", "This form was not sent by a page of this site.")
    if (reply.sent(request.scope, b"content-type") or "").startswith(forms.KIND):
        return Sent(request=request, fields=read_fields(await request.body(), MOST_FIELDS))
    parts = await _parts(request)
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    for name, part in parts:
        if isinstance(part, UploadFile):
            files[name] = Upload(name=part.filename, content=await part.read())
        else:
            fields.setdefault(name, []).append(str(part))
    return Sent(request=request, fields=fields, files=files, whole=not files)


async def _parts(request: AnyRequest) -> Sequence[tuple[str, Any]]:
    """What came in parts. Raises a problem (400) for text in no known encoding: each part may name one of its own."""
    try:
        return [*(await request.form()).multi_items()]
    except (UnicodeError, LookupError):
        raise problems.problem(400, "unreadable-form", "The text in this form cannot be read.") from None


async def _answered(request: AnyRequest, action: Action, deed: Deed) -> reply.Ready:
    sent = await read(request)
    return await asyncio.to_thread(_answer, sent, action, deed)


def _answer(sent: Sent, action: Action, deed: Deed) -> reply.Ready:
    came = _came(sent)
    if not isinstance(came, Visit):
        return came
    if refused := outright(came.actor, action):
        return _ask(came, "confirm") if refused == "confirm" else _denied(came, action, refused)
    try:
        return deed(came)
    except Forbidden as forbidden:
        reason = str(forbidden.facts.get("reason", "role"))
        return _ask(came, "confirm") if reason == "confirm" else _denied(came, action, reason)
    except DirectoryError as error:
        return _failed(came, error)


def _came(sent: Sent) -> Visit | reply.Ready:
    """Who is there. Otherwise the page that asks them to come in, with what they sent."""
    given = _given(sent)
    if isinstance(given, Welcome):
        actor = actor_of(given.person, given.session, house(sent.request).now())
        return _visit(sent, Present(actor=actor, person=given.person, session=given.session), cookies_of(given))
    found = present.present(sent.request)
    if found is None:
        if not sent.writes:
            return went(f"{IN}?{urlencode({'naar': sent.path})}")
        return _ask(sent, "in", given)
    visit = _visit(sent, found)
    if given is not None:
        return _ask(visit, "confirm", given)
    if sent.writes and sent.text(TOKEN) != visit.token:
        return _ask(visit, "token")
    return visit


def _visit(sent: Sent, found: Present, cookies: tuple[str, ...] = ()) -> Visit:
    kept = {key: value for key, value in sent.fields.items() if key not in OURS or key == TOKEN}
    return Visit(request=sent.request, fields=kept, files=sent.files, whole=sent.whole, present=found, cookies=cookies)


def _given(sent: Sent) -> Outcome | None:
    """What became of the passphrase that came with this, if one did: to come in, or once more before this."""
    passphrase = first(sent.fields, PASSPHRASE)
    if not (sent.writes and passphrase):
        return None
    if sent.text(MAIL):
        return attempt(sent, sent.text(MAIL), passphrase, sent.text(CODE))
    token = present.held(sent.request, present.SESSION)
    access = present.access(sent.request)
    return signing.confirm(access, token, passphrase, sent.text(CODE), house(sent.request).now())


def attempt(sent: Sent, mail: str, passphrase: str, code: str) -> Outcome:
    """Somebody tries to come in from this browser."""
    request = sent.request
    given = Attempt(
        mail=mail,
        passphrase=passphrase,
        code=code,
        network=present.network(request),
        device=present.held(request, present.DEVICE),
        label=present.label(request),
    )
    return signing.sign_in(present.access(request), given, house(request).now())


def cookies_of(welcome: Welcome) -> tuple[str, ...]:
    """What the browser of somebody who came in keeps."""
    session = present.session_cookie(welcome.token)
    return (session, present.device_cookie(welcome.device)) if welcome.device else (session,)


def _ask(sent: Sent, why: str, outcome: Outcome | None = None) -> reply.Ready:
    """Asks for what is missing, and holds on to what was sent."""
    names = [each for each in sent.fields if each not in OURS and not each.startswith(SECRET)]
    kept = [(each, value) for each in names for value in sent.fields[each]]
    visit = sent if isinstance(sent, Visit) else None
    return _ready(
        sent.request,
        "again.html",
        {"in": 401, "confirm": 403, "token": 403}[why],
        visit.cookies if visit else (),
        visit=visit,
        why=why,
        kept=kept,
        whole=sent.whole,
        to=sent.path if sent.writes else "/beheer/opnieuw",
        toward="" if sent.writes else _asked(sent),
        fault=words.not_in(outcome) if outcome else "",
    )


def _asked(sent: Sent) -> str:
    """The address that was asked for, with what stands after the question mark."""
    query = sent.request.scope["query_string"].decode("latin-1")
    return f"{sent.path}?{query}" if query else sent.path


def _denied(visit: Visit, action: Action, reason: str) -> reply.Ready:
    log.deny(visit.access, visit.actor, action, visit.now)
    return visit.page("refused.html", status=403, title="Dit mag u niet doen", text=words.REFUSALS[reason])


def _failed(visit: Visit, error: DirectoryError) -> reply.Ready:
    status = next(
        (problems.STATUS[kind] for kind in type(error).__mro__ if kind in problems.STATUS), HTTPStatus.BAD_REQUEST
    )
    return visit.page("refused.html", status=status, title="Dat kon niet", text=words.failure(error))


def _ready(
    request: AnyRequest, template: str, status: int, cookies: Sequence[str], *, visit: Visit | None, **facts: object
) -> reply.Ready:
    said = words.SAID.get(str(request.query_params.get("gedaan", "")), "")
    site = cast("Site", request.app.state.site)
    content = (
        environment("nl")
        .get_template(f"desk/{template}")
        .render(
            visit=visit,
            site=site,
            path=request.scope["path"],
            said=said,
            menu=[each for each in MENU if visit and visit.plays(each.action)],
            **facts,
        )
    )
    headers = {"Content-Language": "nl", "Cache-Control": reply.PRIVATE, "Vary": "Accept-Encoding"}
    return reply.Ready(content.encode("utf-8", "replace"), HTML, headers, status, cookies)
