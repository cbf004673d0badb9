"""Whether the addresses in the records still lead somewhere: asked rarely, slowly, and only what a site allows.

What comes of it is a question in the list of work, never a change. One bad day is not told: a site that fails is asked
again the next day, and only then a person. Nothing of what a site says is kept or shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Protocol
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from msgspec import Struct, structs

from directory.curation.finding import Finding, finding
from directory.curation.stale import STEP, risk_of
from directory.curation.whole import Subject, Whole
from directory.model import ContactPoint, Organization, Service
from directory.model.visit import Outcome, Visited
from directory.outside import Forbidden, Heard, Silent

AGENT = "gids-linkcheck"
EACH, AFTER_FAILURE = timedelta(days=7), timedelta(days=1)
# Told after so many failures in a row, each on a day of its own.
TOLD = 2
PACE_S = 1.0
SLOWEST_S = 30.0
MOST_STEPS = 3
# A site that wants no programs, or not now, says nothing of whether people get through.
CLOSED_TO_US = frozenset({400, 401, 402, 403, 405, 406, 407, 418, 425, 429, 451, 999})
GONE = frozenset({404, 410})
AT_ONCE: frozenset[Outcome] = frozenset({"elsewhere", "inside"})


class Visits(Protocol):
    """Where the last visits are kept."""

    def all(self) -> Mapping[str, Visited]:
        """The last visit of every address that was asked."""
        ...

    def keep(self, visited: Visited) -> None:
        """Keep this in the place of the last visit of its address."""
        ...

    def forget(self, addresses: Iterable[str]) -> None:
        """Let go of addresses that stand nowhere any more."""
        ...


class Asks(Protocol):
    """Goes out and asks (`directory.outside.Outside`)."""

    def host(self, address: str) -> str:
        """The host of an address that may be asked. Raises `outside.Forbidden`."""
        ...

    def ask(self, address: str, *, body: bool = False) -> Heard:
        """What an address answers. Raises `outside.Forbidden`, `outside.Silent`."""
        ...


class Pace:
    """Leaves each host alone for a while after each question. `ticks` and `sleep` count in seconds."""

    def __init__(self, ticks: Callable[[], float], sleep: Callable[[float], object]) -> None:
        self._ticks, self._sleep = ticks, sleep
        self._last: dict[str, float] = {}

    def wait(self, host: str, delay_s: float) -> None:
        """Wait until this host may be asked again; then it is."""
        left = self._last.get(host, float("-inf")) + delay_s - self._ticks()
        if left > 0:
            self._sleep(left)
        self._last[host] = self._ticks()


class Rules(Struct, frozen=True):
    """What a site says of programs: what they may read, and how long to leave it alone in between."""

    allows: Callable[[str], bool]
    delay_s: float = PACE_S


class Visitor:
    """Asks addresses, one after another. `going` is asked before each, so that whoever wants to stop waits for one."""

    def __init__(
        self,
        asks: Asks,
        visits: Visits,
        now: Callable[[], datetime],
        pace: Pace,
        going: Callable[[], bool] = lambda: True,
    ) -> None:
        self._asks, self._visits, self._now, self._pace, self._going = asks, visits, now, pace, going
        self._rules: dict[str, Rules] = {}
        self._silent: dict[str, str] = {}

    def visit(self, addresses: Iterable[str]) -> Iterator[Visited]:
        """Ask what is due of these, each kept as soon as it is known; others that were kept before are let go of."""
        wanted, known = dict.fromkeys(addresses), self._visits.all()
        self._visits.forget(known.keys() - wanted.keys())
        for address in in_turn([each for each in wanted if is_due(known.get(each), self._now())]):
            if not self._going():
                return
            visited = self._after(known.get(address), address, *self._asked(address))
            self._visits.keep(visited)
            yield visited

    def _asked(self, address: str) -> tuple[Outcome, str]:
        try:
            return self._followed(address)
        except Forbidden as refused:
            return ("inside" if refused.why == "inside" else "unasked"), refused.why
        except Silent as silent:
            # Some old sites answer in the unsafe way only; that is not gone around to know it.
            return ("unasked" if _over_tls(address) != address else "failing"), silent.why

    def _followed(self, address: str) -> tuple[Outcome, str]:
        """Ask, and go on where it leads, each step looked at as the first one was."""
        first = at = _over_tls(address)
        for _ in range(MOST_STEPS + 1):
            host = self._asks.host(at)
            rules = self._rules_of(host)
            if not rules.allows(at):
                return "unasked", "robots"
            self._pace.wait(host, rules.delay_s)
            heard = self._asks.ask(at)
            if not (300 <= heard.status < 400 and heard.location):
                return _outcome(heard.status, self._asks.host(first), host), str(heard.status)
            at = _over_tls(urljoin(at, heard.location))
        return "failing", "loop"

    def _rules_of(self, host: str) -> Rules:
        """The rules of a site, read once. A site that says nothing is asked nothing more this time."""
        if host in self._silent:
            raise Silent(self._silent[host])
        if host not in self._rules:
            self._pace.wait(host, PACE_S)
            try:
                self._rules[host] = self._read_rules(host)
            except Silent as silent:
                self._silent[host] = silent.why
                raise
        return self._rules[host]

    def _read_rules(self, host: str) -> Rules:
        """What `robots.txt` says (RFC 9309): none is no rules; a site that fails is left alone until the next time."""
        heard = self._asks.ask(f"https://{host}/robots.txt", body=True)
        if heard.status >= 500:
            return Rules(lambda _: False)
        if heard.status != 200:
            return Rules(lambda _: True)
        parser = RobotFileParser()
        parser.parse(heard.body.decode("utf-8", "replace").splitlines())
        delay = float(parser.crawl_delay(AGENT) or PACE_S)
        return Rules(lambda address: parser.can_fetch(AGENT, address), min(max(delay, PACE_S), SLOWEST_S))

    def _after(self, last: Visited | None, address: str, outcome: Outcome, why: str) -> Visited:
        found = Visited(address=address, at=self._now(), outcome=outcome, why=why)
        if outcome == "fine" or outcome == "unasked":
            return found
        before = last if last is not None and last.failed else None
        since = before.since if before else found.at.date()
        return structs.replace(found, failed=(before.failed if before else 0) + 1, since=since)


def addresses(whole: Whole) -> dict[str, list[tuple[Subject, str]]]:
    """Every address that leads somewhere for whoever reads a record, with the records and fields in which it stands."""
    found = defaultdict[str, list[tuple[Subject, str]]](list)
    for record in whole.subjects():
        if isinstance(record, Organization) and record.website:
            found[record.website].append((record, "website"))
        if isinstance(record, Service | ContactPoint) and record.url:
            found[record.url].append((record, "url"))
    return found


def find(whole: Whole, visits: Mapping[str, Visited]) -> Iterator[Finding]:
    """What a person should look at after the last visits: not what somebody confirmed since it began to fail."""
    for address, places in addresses(whole).items() if visits else ():
        visited = visits.get(address)
        if visited is None or not (visited.failed >= TOLD or (visited.failed and visited.outcome in AT_ONCE)):
            continue
        for record, field in places:
            if _confirmed_since(record, field, visited):
                continue
            sentence = f"{SENTENCES[visited.outcome]} (`{visited.why}`, since {visited.since}). {ACTION}"
            risk = 2 * risk_of(field) * STEP
            yield finding(whole, record, field, f"link.{visited.outcome}", sentence, level="due", risk=risk)


def _confirmed_since(record: Subject, field: str, visited: Visited) -> bool:
    """Whether a person looked after it began to fail: some sites only keep programs out."""
    fact = record.facts.get(field)
    return fact is not None and visited.since is not None and fact.checked_on > visited.since


ACTION = "Open it yourself, and look for the right one."
SENTENCES: Mapping[Outcome, str] = {
    "gone": "The page at this address is not there any more",
    "failing": "This address gives no answer",
    "elsewhere": "This address leads to the site of somebody else",
    "inside": "This address leads to a computer inside a network, not to a site",
}


def is_due(last: Visited | None, now: datetime) -> bool:
    """Whether it is time to ask again. A visit from the future is from before the clock was put back."""
    return last is None or not timedelta() <= now - last.at < (AFTER_FAILURE if last.failed else EACH)


def in_turn(every: Iterable[str]) -> list[str]:
    """The addresses so that hosts take turns: while one is left alone another is asked."""
    by_host = defaultdict[str, list[str]](list)
    for each in every:
        by_host[urlsplit(each).netloc].append(each)
    return [each for each in chain.from_iterable(zip_longest(*by_host.values())) if each is not None]


def _outcome(status: int, first: str, last: str) -> Outcome:
    if status in GONE:
        return "gone"
    if status in CLOSED_TO_US:
        return "unasked"
    if not 200 <= status < 300:
        return "failing"
    return "fine" if _family(first, last) else "elsewhere"


def _family(one: str, other: str) -> bool:
    """Whether two hosts are of one site: the same but for what stands before it."""
    bare, same = one.removeprefix("www."), other.removeprefix("www.")
    return bare == same or bare.endswith(f".{same}") or same.endswith(f".{bare}")


def _over_tls(address: str) -> str:
    """An old-fashioned address is asked in the safe way, as browsers do."""
    return f"https://{address[7:]}" if address[:7].lower() == "http://" else address
