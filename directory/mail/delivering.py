"""Sends what waits: one letter after another over one conversation, each claimed before it is sent.

Who is killed in the middle leaves a claim that ends by itself; the letter is then sent again under the same Message-ID.
So nothing is lost, and of each letter at most one arrives twice for each time that this program was killed.
"""

import random
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta

from msgspec import Struct, structs

from directory.errors import Damaged
from directory.mail.composing import compose
from directory.mail.letters import Content, content, ends_of
from directory.mail.queue import Outbox
from directory.mail.sending import FINAL, OF_SERVER, Conversation, MailServer, NoServer, conversation
from directory.model.letter import Slip, Word

LEASE = timedelta(minutes=10)
FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)
# Servers dislike endless conversations; what is left goes in the next one.
A_CONVERSATION = 50


class Delivered(Struct, frozen=True, kw_only=True):
    """What became of what was due. `word` is why the server took nothing (more), if so."""

    sent: int = 0
    later: int = 0
    refused: int = 0
    ended: int = 0
    word: Word | None = None


def deliver(
    outbox: Outbox,
    server: MailServer,
    now: Callable[[], datetime],
    *,
    chance: Callable[[], float] = random.random,
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    going: Callable[[], bool] = lambda: True,
) -> Delivered:
    """Send what is due. `chance` (0 to 1) spreads the next tries of what could not be sent; `going` is asked before
    each letter, so that whoever wants to stop only waits for one.

    When the server does not answer everything stays where it is, with the reason beside it. Failures of the file and
    of its key as `Letters`.
    """
    run = _Run(outbox, server, now, chance, tls)
    while going() and run.one_conversation(going):
        continue
    ended = outbox.letters.end(now())
    return Delivered(**run.tally, ended=run.ended + ended, word=run.word)


def pause(tries: int, chance: float) -> timedelta:
    """How long to wait after so many tries: twice as long each time, half of it by chance, at most six hours."""
    return min(FIRST * (1 << min(tries - 1, 20)), LONGEST) * (0.5 + chance / 2)


class _Run:
    def __init__(
        self,
        outbox: Outbox,
        server: MailServer,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        tls: Callable[[], ssl.SSLContext],
    ) -> None:
        self._outbox, self._server = outbox, server
        self._now, self._chance, self._tls = now, chance, tls
        self.tally = {"sent": 0, "later": 0, "refused": 0}
        self.ended = 0
        self.word: Word | None = None

    def one_conversation(self, going: Callable[[], bool]) -> bool:
        """Send a number of letters. Whether there may be more, and the server still listens."""
        with ExitStack() as open_now:
            line: Conversation | None = None
            for _ in range(A_CONVERSATION):
                claimed = self._claim() if going() else None
                if claimed is None:
                    return False
                slip, letter = claimed
                try:
                    line = line or open_now.enter_context(conversation(self._server, self._tls))
                except NoServer as error:
                    self._put_back(slip, error.word)
                    return False
                if not self._send(line, slip, letter):
                    return False
        return True

    def _claim(self) -> tuple[Slip, Content] | None:
        """The next letter that can be sent; those that cannot any more are closed on the way."""
        while True:
            now = self._now()
            slip = self._outbox.letters.claim(now, now + LEASE)
            if slip is None:
                return None
            letter = self._opened(slip)
            if letter is None:
                self._settle(slip, "unreadable")
            elif _has_ended(letter, now):
                self._close(slip, state="ended", sealed=None)
                self.ended += 1
            else:
                return slip, letter

    def _opened(self, slip: Slip) -> Content | None:
        try:
            return content(self._outbox.seal.open(slip.id, slip.sealed or ""))
        except (Damaged, ValueError) as error:
            # A key that is lost is for whoever runs this; a letter of another key only for that letter.
            if isinstance(error, Damaged) and error.code.startswith("key."):
                raise
            return None

    def _send(self, line: Conversation, slip: Slip, letter: Content) -> bool:
        """Whether the server still listens after it."""
        word = line.send(letter.to, compose(slip.id, letter.to, letter.facts, self._server.sender, slip.made))
        if word in OF_SERVER:
            self._put_back(slip, word)
            return False
        if word is None:
            self._close(slip, state="sent", sealed=None, word=None)
            self.tally["sent"] += 1
            return True
        self._settle(slip, word)
        if word == "dropped":
            self.word = word
        return word != "dropped"

    def _settle(self, slip: Slip, word: Word) -> None:
        """Not now, or not any more; what was refused can still be sent when somebody at the desk says so."""
        if word in FINAL:
            self._close(slip, state="refused", word=word)
            self.tally["refused"] += 1
        else:
            self._close(slip, word=word, due=self._now() + pause(slip.tries, self._chance()))
            self.tally["later"] += 1

    def _put_back(self, slip: Slip, word: Word) -> None:
        """It is not about this letter: it was not tried, and all that are due wait for the same reason."""
        self.word = word
        self._close(slip, word=word, tries=slip.tries - 1)
        self._outbox.letters.put_off(self._now(), word)

    def _close(self, slip: Slip, **what: object) -> None:
        assert slip.claimed is not None  # noqa: S101  as every claimed one is
        done = structs.replace(slip, claimed=None, changed=self._now(), **what)
        self._outbox.letters.settle(done, slip.claimed)


def _has_ended(letter: Content, now: datetime) -> bool:
    """Whether its link does not work any more. Letters without such a link are tried once, however late it is."""
    ends = ends_of(letter.facts)
    return ends is not None and ends <= now
