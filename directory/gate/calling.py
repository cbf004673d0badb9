"""Who calls the API to write, or to read what is not public: a program by its key, a person by the session of the desk.

What is public asks nobody who they are: none of this is on its way.
"""

from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from litestar import Request

from directory.access import keys
from directory.gate.limits import Visitors, address, hourly
from directory.gate.present import SESSION, access, from_here, held, present
from directory.gate.problems import Problem, problem
from directory.gate.reply import sent
from directory.permissions import Actor

AnyRequest = Request[Any, Any, Any]
BEARER = "bearer"
SAFE = ("GET", "HEAD")
WRITES_AN_HOUR, READS_AN_HOUR, CALLS_AN_HOUR = 600, 1_200, 2_400
# So many wrong keys of one address in an hour are answered in full.
MISSES_AN_HOUR = 30
MOST_MISSING = 10_000
HOUR = timedelta(hours=1)


def credentials(request: AnyRequest) -> str:
    """What this request comes in with, or where it comes from when that is nothing."""
    return sent(request.scope, b"authorization") or held(request, SESSION) or address(request)


# First who comes from one address, whatever they come with; then each key or session by itself.
_CALLS = hourly("address", CALLS_AN_HOUR, together=True)
READS = [_CALLS, hourly("reads", READS_AN_HOUR, together=True, of=credentials)]
WRITES = [_CALLS, hourly("writes", WRITES_AN_HOUR, together=True, of=credentials)]


class Misses:
    """Wrong keys by who sent them, in memory, under names that mean nothing tomorrow.

    A right key is never held up by them: 256 bits are not guessed, and many may share one address.
    """

    def __init__(self) -> None:
        self._names = Visitors()
        self._counts: dict[str, tuple[datetime, int]] = {}
        self._lock = Lock()

    def another(self, request: AnyRequest, now: datetime) -> float:
        """Count one more. How long, in seconds, until a wrong key is answered in full again; 0 while it is."""
        name = self._names(request)
        with self._lock:
            began, count = self._counts.get(name, (now, 0))
            if not began <= now < began + HOUR:
                began, count = now, 0
            if len(self._counts) >= MOST_MISSING:
                self._counts.clear()
            self._counts[name] = began, count + 1
        return (began + HOUR - now).total_seconds() if count >= MISSES_AN_HOUR else 0.0


def caller(request: AnyRequest) -> Actor:
    """Who calls. Reads a file: not in the event loop. Raises a problem: 401 for nobody, 403 for a page of another
    site, 429 after many wrong keys."""
    if (given := sent(request.scope, b"authorization")) is not None:
        return _by_key(request, given)
    found = present(request)
    if found is None:
        raise nobody("Send a key in Authorization, or come in at the desk.")
    if request.scope["method"] not in SAFE and not from_here(request):
        raise problem(403, "foreign-origin", "With a session only pages of this site write. Programs send a key.")
    return found.actor


def nobody(detail: str, error: str = "") -> Problem:
    """The answer to who is not let in (RFC 6750)."""
    challenge = f'Bearer realm="gids", error="{error}"' if error else 'Bearer realm="gids"'
    return problem(401, "unauthenticated", detail, headers={"WWW-Authenticate": challenge})


def _by_key(request: AnyRequest, given: str) -> Actor:
    now = request.app.state.house.now()
    scheme, _, secret = given.strip().partition(" ")
    if scheme.lower() != BEARER:
        raise nobody("This takes keys only: Authorization: Bearer gids_…")
    actor = keys.of(access(request), secret.strip(), now)
    if actor is not None:
        return actor
    misses: Misses = request.app.state.misses
    if wait_s := misses.another(request, now):
        detail = "Many wrong keys came from this address. Wait before sending another one."
        raise problem(429, "http.429", detail, headers={"Retry-After": str(int(wait_s) + 1)})
    raise nobody("This key opens nothing (any more).", "invalid_token")
