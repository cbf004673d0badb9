"""The one place where the parts meet: settings, store, atlas, rooms, faces."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any, cast
from urllib.parse import urlsplit

from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.middleware.compression import CompressionMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Contact, License, Server
from litestar.types import Receive, Scope, Send

from directory import __version__, lexicon
from directory.access import Access, Passphrases, Vault
from directory.access.oidc import Relying
from directory.access.provider import Provider
from directory.api import (
    changes,
    coverage,
    duplicates,
    exports,
    health,
    hsds,
    openapi,
    overlap,
    places,
    reconcile,
    records,
    search,
)
from directory.api.desk import routes as writing
from directory.coverage import read_weights
from directory.errors import Fault, Invalid
from directory.feed import Follower
from directory.gate import problems
from directory.gate.calling import Misses
from directory.gate.edge import Edge
from directory.gate.house import House, Log
from directory.gate.measuring import keep_course
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.geo.outlines import Outlines
from directory.intake.contract import KEPT
from directory.mail.queue import Outbox, deliverable
from directory.mail.sending import MailServer, Tls
from directory.settings import Settings
from directory.storage.sqlite import (
    SqliteCourse,
    SqliteDecisions,
    SqliteDemand,
    SqliteDossiers,
    SqliteImports,
    SqliteLetters,
    SqlitePeople,
    SqliteReminders,
    SqliteReports,
    SqliteVisits,
    alone,
    open_store,
)
from directory.store import Desk
from directory.telemetry import Lines, prometheus
from directory.upkeep import LINKS_S, Mailroom, keeping, look_at_links, repeating
from directory.web import routes
from directory.web.desk import routes as desk
from directory.web.desk.elsewhere import BACK
from directory.web.failures import failure
from directory.web.frame import Site

MAXIMUM_BODY = 256 * 1024
# Where nobody listens in between.
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")

DESCRIPTION = """Who helps with domestic violence in Twente: partners with their services, contact points, audiences and
areas. This directory takes no reports and stores no data of people who look for help; it points to who does.

Names are those of the Human Services Data Specification (HSDS), in English; values are Dutch. Unknown is never no: a
dimension that is absent is not known. Every contact fact carries its source and the day it was checked."""

Clock = Callable[[], datetime]


class Application:
    """The ASGI application: the edge around Litestar around the house."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Clock | None = None,
        log: Log | None = None,
        checked: bool = False,
        upkeep: bool = False,
    ) -> None:
        self.settings = settings
        self._checked = checked
        self._upkeep = upkeep
        self.log: Log = log or Lines()
        self._now = now or (lambda: datetime.now(UTC))
        self.site = Site(
            address=settings.address,
            exit_url=settings.exit_url,
            contact_email=settings.contact_email,
            owner=settings.owner,
            security_contact=settings.security_contact,
            accessibility_statement=settings.accessibility_statement,
            elsewhere=bool(settings.oidc_issuer),
        )
        self._relying = open_provider(settings)
        self.litestar = self._litestar()
        self.litestar.state.site = self.site
        self.litestar.state.failed = self._failed
        tls = settings.address.startswith("https://")
        zipping = CompressionConfig(backend="gzip", minimum_size=1024, gzip_compress_level=5)
        self._edge = Edge(
            self.litestar,
            CompressionMiddleware(self.litestar, zipping),
            self.log,
            lambda: getattr(self.litestar.state, "house", None),
            self._failed,
            tls=tls,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, by way of the edge."""
        await self._edge(scope, receive, send)

    def _failed(self, path: str, status: int) -> bytes:
        return failure(path, status, self.site)

    def _litestar(self) -> Litestar:
        metered = self.settings.metrics_port > 0
        return Litestar(
            route_handlers=[
                search.search,
                search.search_by_body,
                places.places,
                places.suggestions,
                changes.changes,
                coverage.coverage,
                coverage.gaps,
                overlap.overlap,
                overlap.dossier,
                duplicates.duplicates,
                reconcile.reconcile,
                reconcile.reconcile_by_form,
                *records.routes(),
                *writing.routes(),
                *exports.routes(),
                *hsds.routes(),
                *openapi.routes(),
                *routes.routes(),
                *desk.routes(),
                health.live,
                health.ready,
            ],
            plugins=[problems.plugin()],
            exception_handlers={Exception: problems.unexpected},
            middleware=[prometheus().middleware] if metered else [],
            request_max_body_size=MAXIMUM_BODY,
            openapi_config=self._openapi(),
            lifespan=[self._lifespan],
            debug=False,
        )

    def _openapi(self) -> OpenAPIConfig:
        contact = Contact(name="Beheer van de gids", url=self.settings.address, email=self.settings.contact_email)
        return OpenAPIConfig(
            title="Regional partner directory",
            version=__version__,
            description=DESCRIPTION,
            contact=contact,
            license=License(name="EUPL-1.2", identifier="EUPL-1.2"),
            servers=[Server(url=self.settings.address, description="This server")],
            # The framework has pages of its own for it, with scripts of others: they are nowhere.
            openapi_router=Router(
                "/api/v1/schema", route_handlers=[], include_in_schema=False, before_request=_nowhere
            ),
            use_handler_docstrings=True,
        )

    @asynccontextmanager
    async def _lifespan(self, app: Litestar) -> AsyncIterator[None]:
        store = open_store(self.settings.database, checked=self._checked)
        try:
            app.state.log = self.log
            app.state.access = open_access(self.settings)
            app.state.reminders = SqliteReminders(self.settings.reminders)
            app.state.misses = Misses()
            app.state.relying = self._relying
            here = build_house(self.settings, store, self._now)
            here.prepare()
            app.state.house = here
            self.log.event("ready", sequence=here.atlas.sequence)
            with self._kept(here, app.state.access):
                yield
        finally:
            house: House | None = getattr(app.state, "house", None)
            if house is not None:
                house.demand.hand_on()
            app.state.house = None
            if self._relying is not None:
                self._relying.provider.close()
            store.close()

    @contextmanager
    def _kept(self, here: House, access: Access) -> Iterator[None]:
        """Tests and commands do not want to be disturbed; a server does what nobody asks for."""
        if not self._upkeep:
            yield
            return
        room = open_mailroom(self.settings, here.store, access, here.outbox)
        with ExitStack() as all_of_it:
            all_of_it.enter_context(keeping(room, self._now, self.log, lambda daily: self._also(here, daily)))
            if self.settings.check_links:
                all_of_it.enter_context(repeating("links", lambda stop: self._look(here, stop), self.log, LINKS_S))
            yield

    def _also(self, here: House, daily: bool) -> None:
        keep_course(here)
        if daily:
            here.imports.sweep(self._now() - KEPT)

    def _look(self, here: House, stop: Event) -> None:
        """Ask the links that are due, unless another worker is at it."""
        with alone(self.settings.visits) as ours:
            if ours:
                site, catalogue = self.settings.address, here.atlas.catalogue
                every = look_at_links(here.visits, catalogue, site, self._now, stop.wait, lambda: not stop.is_set())
                if found := Counter(str(each.outcome) for each in every):
                    self.log.event("links", **found)


def _nowhere(request: Request[Any, Any, Any]) -> None:
    raise problems.problem(404, "http.404", "There is nothing at this address.")


def build_house(settings: Settings, store: Desk, now: Clock) -> House:
    """The rooms over this store."""
    areas, gazetteer = read_places(settings, now().date())
    words = lexicon.read(settings.seeds / "lexicon")
    return House(
        store,
        Follower(store),
        areas,
        gazetteer,
        Outlines.read(settings.seeds / "geo"),
        lexicon=words,
        demand=SqliteDemand(settings.demand),
        dossiers=SqliteDossiers(settings.dossiers),
        course=SqliteCourse(settings.course),
        visits=SqliteVisits(settings.visits),
        reports=SqliteReports(settings.reports),
        decisions=SqliteDecisions(settings.decisions),
        imports=SqliteImports(settings.imports),
        weights=read_weights(settings.seeds / "coverage" / "weights.yaml"),
        address=settings.address,
        outbox=open_outbox(settings),
        now=now,
    )


def open_access(settings: Settings) -> Access:
    """The door of the desk over the people of this folder; nothing is made there before somebody is written down."""
    people = SqlitePeople(settings.people)
    return Access(
        people=people,
        vault=Vault(people.key),
        passphrases=Passphrases(),
        site=urlsplit(settings.address).hostname or settings.host,
    )


def open_provider(settings: Settings) -> Relying | None:
    """This site as a client of the identity provider, if there is one. Raises `Invalid` for half a setting."""
    needed = {"OIDC_CLIENT_ID": settings.oidc_client_id, "OIDC_CLIENT_SECRET_FILE": settings.oidc_client_secret_file}
    if not settings.oidc_issuer:
        return None
    faults = [
        _unset(f"DIRECTORY_{name}", "is needed beside DIRECTORY_OIDC_ISSUER") for name in needed if not needed[name]
    ]
    secret = "" if faults else _secret(Path(settings.oidc_client_secret_file))
    if not (faults or secret):
        faults = [_unset("DIRECTORY_OIDC_CLIENT_SECRET_FILE", "names a file that cannot be read or holds nothing")]
    if faults:
        raise Invalid(faults)
    provider = Provider(settings.oidc_issuer, settings.oidc_client_id, secret)
    return Relying(provider=provider, back=f"{settings.address}{BACK}")


def open_outbox(settings: Settings) -> Outbox:
    """Where letters of this folder wait; nothing is made there before the first one."""
    letters = SqliteLetters(settings.letters)
    return Outbox(letters=letters, seal=Vault(letters.key), on=bool(settings.smtp_host))


def open_mailroom(settings: Settings, desk: Desk, access: Access, outbox: Outbox) -> Mailroom:
    """What telling and sending needs. Raises `Invalid` for half a setting."""
    return Mailroom(
        desk=desk,
        access=access,
        outbox=outbox,
        server=mail_server(settings),
        site=settings.address,
        alone=lambda: alone(settings.letters),
    )


def mail_server(settings: Settings) -> MailServer | None:
    """The server that sends our mail, if there is one. Raises `Invalid` with every fault of half a setting."""
    if not settings.smtp_host:
        return None
    password = _secret(Path(settings.smtp_password_file)) if settings.smtp_password_file else ""
    if faults := [*_of_mail(settings, password)]:
        raise Invalid(faults)
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        tls=cast("Tls", settings.smtp_tls),
        user=settings.smtp_user,
        password=password,
    )


def _of_mail(settings: Settings, password: str) -> Iterator[Fault]:
    if not deliverable(settings.mail_from):
        yield _unset("DIRECTORY_MAIL_FROM", "is needed beside DIRECTORY_SMTP_HOST, as one mail address")
    if not settings.base_url:
        yield _unset("DIRECTORY_BASE_URL", "is needed beside DIRECTORY_SMTP_HOST: links in mail lead there")
    if settings.smtp_port == 0:
        yield _unset("DIRECTORY_SMTP_PORT", "is needed beside DIRECTORY_SMTP_HOST")
    if settings.smtp_user and not password:
        yield _unset("DIRECTORY_SMTP_PASSWORD_FILE", "names no file, or one that cannot be read or holds nothing")
    if settings.smtp_tls == "none" and settings.smtp_host not in THIS_MACHINE:
        yield _unset("DIRECTORY_SMTP_TLS", "can only be none for a mail server on this machine itself")


def _secret(file: Path) -> str:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _unset(name: str, what: str) -> Fault:
    return Fault(pointer=name, code="setting", detail=f"{name} {what}.")


def read_places(settings: Settings, on: date) -> tuple[Areas, Gazetteer]:
    """Areas and places as they are on this day."""
    folder = settings.seeds / "geo"
    areas = Areas.read(folder, on)
    return areas, Gazetteer.read(folder, areas)
