"""Mail goes to a real server, over a safe connection, once; what cannot be sent now waits and says why."""

import os
import signal
import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from directory.errors import Damaged, Invalid
from directory.mail.delivering import LEASE, Delivered, pause
from directory.mail.letters import Digest, Facts, Invitation, PartnerQuestion
from directory.mail.queue import LASTS, enqueue_all
from tests.conftest import ROOT
from tests.mail.post import SENDER, Post, id_of

LINK = "https://gids.example/p?token=0123456789abcdef"
DIGEST = Digest(link="https://gids.example/beheer", waiting=2)


def asks(post: Post, days: float = 7) -> PartnerQuestion:
    return PartnerQuestion(link=LINK, ends=post.now + timedelta(days=days), questions=3)


def test_a_letter_arrives_once_over_a_safe_connection_and_nothing_of_it_is_left(post: Post) -> None:
    assert post.put(1, asks(post), to="info@partner.example") == "queued"
    assert post.slip(1).sealed
    with post.open() as office:
        assert post.deliver() == Delivered(sent=1)
        assert post.deliver() == Delivered()
    assert (office.to, office.secure) == (["info@partner.example"], [True])
    assert office.mails[0]["Message-ID"] == f"<{id_of(1)}@gids.example>"
    # What this machine is called is nobody's business.
    assert set(office.greeted) == {"gids.example"}
    assert (post.slip(1).state, post.slip(1).sealed, post.slip(1).tries) == ("sent", None, 1)
    assert post.letters.counts() == {"waiting": 0, "sent": 1, "refused": 0, "ended": 0}


def test_while_it_waits_nobody_can_read_it_from_the_file(post: Post) -> None:
    post.put(1, asks(post), to="info@partner.example")
    for secret in (b"info@", b"partner.example", b"token", b"0123456789abcdef"):
        assert secret not in post.kept()
    for file in post.folder.iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_a_whole_queue_goes_in_one_run(post: Post) -> None:
    for number in range(60):
        post.put(number, DIGEST, to=f"lezer{number}@example.nl")
    with post.open() as office:
        assert post.deliver() == Delivered(sent=60)
    assert len(set(office.to)) == 60


def test_the_same_letter_is_put_in_the_queue_once_also_after_it_was_sent(post: Post) -> None:
    assert [post.put(number, DIGEST, once="2026-11-25") for number in (1, 2)] == ["queued", "known"]
    with post.open() as office:
        post.deliver()
        assert post.put(3, DIGEST, once="2026-11-25") == "known"
        assert post.deliver() == Delivered()
    assert len(office.mails) == 1


@pytest.mark.parametrize("command", ["RCPT", "DATA", "MAIL"])
def test_what_the_server_cannot_take_now_is_tried_again_later_and_arrives(post: Post, command: str) -> None:
    post.put(1, DIGEST)
    with post.open() as office:
        office.answers[command] = ["451 4.7.1 rik@example.nl is greylisted"]
        assert post.deliver() == Delivered(later=1)
        assert (post.slip(1).state, post.slip(1).word, post.slip(1).due) == (
            "waiting",
            "later",
            post.now + timedelta(minutes=1),
        )
        assert post.deliver() == Delivered()
        post.now += timedelta(minutes=1)
        assert post.deliver() == Delivered(sent=1)
    assert len(office.mails) == 1
    assert (post.slip(1).tries, post.slip(1).word) == (2, None)


@pytest.mark.parametrize(("command", "word"), [("RCPT", "recipient-refused"), ("DATA", "content-refused")])
def test_what_is_refused_for_good_is_not_tried_again_until_somebody_says_so(
    post: Post, command: str, word: str
) -> None:
    post.put(1, DIGEST)
    post.put(2, DIGEST, to="eva@example.nl")
    with post.open() as office:
        office.answers[command] = ["550 5.1.1 rik@example.nl unknown"]
        assert post.deliver() == Delivered(sent=1, refused=1)
        assert (post.slip(1).state, post.slip(1).word) == ("refused", word)
        post.now += timedelta(hours=7)
        assert post.deliver() == Delivered()
        assert post.letters.hurry(id_of(1), post.now)
        assert post.deliver() == Delivered(sent=1)
    assert not post.letters.hurry(id_of(1), post.now)


def test_a_sender_that_is_not_accepted_is_the_settings_and_every_letter_waits(post: Post) -> None:
    for number in (1, 2):
        post.put(number, DIGEST)
    with post.open() as office:
        office.answers["MAIL"] = [f"550 5.7.1 {SENDER} not owned"]
        assert post.deliver() == Delivered(word="sender-refused")
        assert [(post.slip(each).word, post.slip(each).tries) for each in (1, 2)] == [("sender-refused", 0)] * 2
        assert post.deliver() == Delivered(sent=2)


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_off_costs_a_minute_and_no_other_letter(post: Post, moment: str) -> None:
    for number in (1, 2):
        post.put(number, DIGEST)
    with post.open() as office:
        office.answers[moment] = [None]
        assert post.deliver() == Delivered(later=1, word="dropped")
        assert post.deliver() == Delivered(sent=1)
        post.now += timedelta(minutes=1)
        assert post.deliver() == Delivered(sent=1)
    assert [each["Message-ID"] for each in office.mails] == [f"<{id_of(number)}@gids.example>" for number in (2, 1)]


def test_who_never_hears_that_a_mail_was_taken_sends_it_again_as_the_very_same(post: Post) -> None:
    post.put(1, DIGEST)
    with post.open() as office:
        office.answers["AFTER"] = [None]
        assert post.deliver() == Delivered(later=1, word="dropped")
        post.now += timedelta(minutes=1)
        assert post.deliver() == Delivered(sent=1)
    first, second = office.raw
    assert first == second


def test_while_the_server_is_down_everything_stays_and_says_why(post: Post) -> None:
    for number in (1, 2):
        post.put(number, DIGEST)
    for _ in range(3):
        assert post.deliver() == Delivered(word="unreachable")
        post.now += timedelta(minutes=5)
    assert [(each.state, each.word, each.tries) for each in post.letters.open(9)] == [("waiting", "unreachable", 0)] * 2
    with post.open() as office:
        assert post.deliver() == Delivered(sent=2)
    assert len(office.mails) == 2


def test_without_a_safe_connection_nothing_is_said_to_the_server(post: Post) -> None:
    post.put(1, DIGEST)
    with post.open(tls_context=None, require_starttls=False, auth_required=False) as office:
        assert post.deliver() == Delivered(word="no-tls")
    with post.open() as office:
        assert post.deliver(context=ssl.create_default_context) == Delivered(word="untrusted")
        assert post.deliver(host="localhost", password="verkeerd") == Delivered(word="login-refused")
        assert post.deliver(tls="tls") == Delivered(word="no-tls")
        assert post.deliver() == Delivered(sent=1)
    assert len(office.mails) == 1


def test_what_could_not_be_sent_in_five_days_is_emptied(post: Post) -> None:
    post.put(1, DIGEST)
    post.deliver()
    post.now += LASTS
    assert post.deliver() == Delivered(ended=1, word="unreachable")
    assert (post.slip(1).state, post.slip(1).sealed) == ("ended", None)
    assert not post.letters.hurry(id_of(1), post.now)


def test_a_link_that_has_ended_is_not_sent(post: Post) -> None:
    post.put(1, asks(post, days=1))
    post.now += timedelta(days=1)
    with post.open() as office:
        assert post.deliver() == Delivered(ended=1)
    assert office.mails == []


def test_a_clock_that_jumps_loses_no_alarm_and_puts_nothing_off(post: Post) -> None:
    post.put(1, DIGEST)
    post.now += timedelta(days=400)
    with post.open() as office:
        assert post.deliver() == Delivered(sent=1)
        post.put(2, DIGEST)
        # Somebody was sending it when the clock was put right, and was killed.
        post.letters.claim(post.now, post.now + LEASE)
        post.now -= timedelta(days=400)
        assert post.deliver() == Delivered(sent=1)
    assert len(office.mails) == 2


def test_rows_without_content_are_let_go_of_after_half_a_year(post: Post) -> None:
    post.put(1, DIGEST)
    with post.open():
        post.deliver()
    post.now += timedelta(days=181)
    post.deliver()
    assert post.letters.find(id_of(1)) is None


def test_pauses_double_to_six_hours_and_half_of_each_is_chance() -> None:
    assert [pause(tries, 1.0) for tries in (1, 2, 3)] == [timedelta(minutes=each) for each in (1, 2, 4)]
    assert pause(1, 0.0) == timedelta(seconds=30)
    assert pause(9, 1.0) == timedelta(minutes=256)
    assert pause(10, 1.0) == pause(10_000, 1.0) == timedelta(hours=6)


def test_two_who_send_at_once_never_take_the_same_letter(post: Post) -> None:
    post.put(1, DIGEST)
    first = post.letters.claim(post.now, post.now + LEASE)
    assert first is not None
    assert post.letters.claim(post.now, post.now + LEASE) is None
    # The first was killed; when it had only been slow, it finds that the letter is somebody else's now.
    post.now += LEASE
    second = post.letters.claim(post.now, post.now + LEASE)
    assert second is not None
    assert second.tries == 2
    assert first.claimed is not None
    assert not post.letters.settle(first, first.claimed)


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from directory.mail import delivering, sending
from tests.mail.post import Post
folder, pem, port, moment = sys.argv[1:]
post = Post(Path(folder), Path(pem), int(port))
send = sending.Conversation.send
def die(*given):
    if moment == "after":
        send(*given)
    os.kill(os.getpid(), signal.SIGKILL)
sending.Conversation.send = die
post.deliver()
"""


@pytest.mark.parametrize(("moment", "arrives"), [("before", 1), ("after", 2)])
def test_who_is_killed_while_sending_loses_nothing_and_sends_at_most_one_twice(
    post: Post, moment: str, arrives: int
) -> None:
    for number in (1, 2, 3):
        post.put(number, DIGEST)
    with post.open() as office:
        asked = [sys.executable, "-c", KILLED, str(post.folder), str(post.pem), str(post.server.port), moment]
        killed = subprocess.run(asked, cwd=ROOT, env=os.environ, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert post.deliver() == Delivered(sent=2)
        post.now += LEASE
        assert post.deliver() == Delivered(sent=1)
    ids = [each["Message-ID"] for each in office.mails]
    assert len(set(ids)) == 3
    assert len(ids) == 2 + arrives


def test_a_letter_of_another_key_is_put_aside_and_a_lost_key_stops_everything(post: Post) -> None:
    post.put(1, DIGEST)
    (post.folder / "mail.key").write_bytes(b"x" * 32)
    again = Post(post.folder, post.pem, post.server.port)
    assert again.deliver() == Delivered(refused=1)
    assert again.slip(1).word == "unreadable"
    again.put(2, DIGEST)
    (post.folder / "mail.key").unlink()
    with pytest.raises(Damaged, match="key"):
        Post(post.folder, post.pem, post.server.port).deliver()


@pytest.mark.parametrize(
    "address",
    ["rik@example.nl\nBcc: x@y.nl", "rik@example.nl\r\n", "a,b@example.nl", "<rik@example.nl>", "rik", "é@x.nl"],
)
def test_an_address_that_could_be_more_than_one_is_refused_and_not_repeated(post: Post, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        post.put(1, DIGEST, to=address)
    assert address not in str(refused.value)
    assert post.letters.open(9) == ()


@pytest.mark.parametrize("link", ["https://gids.example/\r\nBcc: x@y.nl", "javascript:alert(1)", "https://a b", "/p"])
def test_a_link_that_is_none_is_refused(post: Post, link: str) -> None:
    facts: tuple[Facts, ...] = (
        Digest(link=link),
        Invitation(link=link, ends=datetime(2026, 12, 1, tzinfo=UTC)),
    )
    for each in facts:
        with pytest.raises(ValueError, match="link"):
            post.put(1, each)


def test_without_a_mail_server_nothing_is_kept(post: Post) -> None:
    off = replace(post.outbox, on=False)
    assert enqueue_all(post.outbox, [], post.now) == 0
    post.outbox = off
    assert post.put(1, DIGEST) == "off"
    assert not (post.folder / "mail.db").exists()
    assert post.letters.open(9) == ()
    assert post.letters.last("digest") is None


def test_a_server_that_is_safe_from_the_first_byte_and_one_on_this_machine_that_asks_nothing(post: Post) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(post.pem)
    plain = {"tls_context": None, "require_starttls": False, "auth_required": False, "auth_require_tls": False}
    post.put(1, DIGEST)
    with post.open(**plain, ssl_context=context) as office:
        assert post.deliver(timeout_s=0.2) == Delivered(word="unreachable")
        assert post.deliver(tls="tls") == Delivered(sent=1)
    post.put(2, DIGEST)
    with post.open(**plain):
        assert post.deliver(tls="none", user="") == Delivered(sent=1)
    assert len(office.mails) == 2


def test_many_who_write_and_send_at_once_lose_nothing_and_take_nothing_twice(post: Post) -> None:
    def write(part: int) -> None:
        for number in range(part * 25, part * 25 + 25):
            post.put(number, DIGEST)

    def take(_: int) -> list[str]:
        taken = []
        while len(taken) < 25:
            slip = post.letters.claim(post.now, post.now + LEASE)
            if slip is not None and slip.claimed is not None:
                assert post.letters.settle(replace(slip, state="sent", sealed=None), slip.claimed)
                taken.append(slip.id)
        return taken

    post.outbox.seal.seal("x", "y", post.now)
    with ThreadPoolExecutor(8) as people:
        writing = [people.submit(write, part) for part in range(4)]
        taking = [people.submit(take, part) for part in range(4)]
        taken = [id for each in taking for id in each.result()]
        for each in writing:
            each.result()
    assert sorted(taken) == [id_of(number) for number in range(100)]
    assert post.letters.counts()["sent"] == 100


def test_a_file_that_is_damaged_is_not_touched_and_says_what_to_do(post: Post) -> None:
    post.put(1, DIGEST)
    (post.folder / "mail.db").write_bytes(b"geen database" * 100)
    with pytest.raises(Damaged, match="move it away"):
        post.put(2, DIGEST)
    assert (post.folder / "mail.db").read_bytes() == b"geen database" * 100
