"""Who must be told is told: an alarm at once, the rest in the morning, one mail a person, and the partner too."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace

from directory.curation.hiding import hide
from directory.curation.proposing import take_back
from directory.curation.retiring import plan_retirement
from directory.mail.delivering import deliver
from directory.mail.telling import Reader, Told, tell
from directory.model import Tombstone
from directory.storage.sqlite import SqliteStore, open_store
from tests.curation.merged import NOW, occasion, put, small
from tests.curation.office import EDITOR, REVIEWER, accept, ask, called, edit, key, now
from tests.exchange import builders as make
from tests.mail.post import Post

SITE = "https://gids.example"
LINE = make.phone_door("lijn", phone=called("088-4222495"))
KADERA = make.organization("kadera", email="info@kadera.example")
READERS = (Reader(id="persoon-rik", mail="rik@example.nl"), Reader(id="persoon-olga", mail="olga@example.nl"))


@pytest.fixture
def desk(post: Post) -> Iterator[SqliteStore]:
    with closing(open_store(post.folder / "directory.db")) as store:
        small(store, LINE)
        put(store, KADERA)
        yield store


def told(post: Post, desk: SqliteStore, readers: tuple[Reader, ...] = READERS, **on_file: str) -> Told:
    return tell(
        desk,
        post.outbox,
        readers,
        SITE,
        post.now,
        {make.id_of("organization", "kadera"): each for each in on_file.values()},
    )


def arrived(post: Post) -> list[tuple[str, str, str]]:
    """To whom, about what, and what it says: in the order of the addresses."""
    with post.open() as office:
        deliver(post.outbox, post.server, lambda: post.now, tls=post.tls)
    found = [(str(each["To"]), str(each["Subject"]), each.get_content().replace("\r\n", "\n")) for each in office.mails]
    office.mails.clear()
    return sorted(found)


def test_a_number_that_was_taken_away_alarms_every_reviewer_and_the_partner_at_once(
    post: Post, desk: SqliteStore
) -> None:
    post.now = NOW.replace(hour=2)
    hide(desk, key(LINE), "phone", "Dit nummer is van iemand anders.", REVIEWER, post.now)
    assert told(post, desk) == Told(notices=2, letters=3)
    partner, *reviewers = arrived(post)
    assert [each[:2] for each in reviewers] == [
        ("olga@example.nl", "Graag vandaag nog kijken"),
        ("rik@example.nl", "Graag vandaag nog kijken"),
    ]
    assert f"{SITE}/beheer\n" in reviewers[0][2]
    assert partner[:2] == ("info@kadera.example", "Uw gegevens zijn aangepast")
    assert f"{SITE}/organisatie/{KADERA.id}\n" in partner[2]
    for *_, text in (partner, *reviewers):
        for word in ("088", "kadera.", "Kadera", "iemand anders", "lijn"):
            assert word not in text
    assert told(post, desk) == Told()


def test_proposals_wait_for_the_morning_and_come_in_one_mail_a_day(post: Post, desk: SqliteStore) -> None:
    for number in (1, 2):
        ask(desk, edit(desk, LINE, phone=called(f"088-422249{number}")), id=number)
    post.now = NOW.replace(hour=5, minute=59)
    assert told(post, desk) == Told()
    post.now = NOW.replace(hour=6)
    assert told(post, desk) == Told(notices=2, letters=2)
    assert [(to, subject) for to, subject, _ in arrived(post)] == [
        ("olga@example.nl", "Nieuws over de gegevens"),
        ("rik@example.nl", "Nieuws over de gegevens"),
    ]
    ask(desk, edit(desk, LINE, phone=called("088-4222499")), id=3)
    post.now += timedelta(hours=10)
    assert told(post, desk) == Told()
    post.now += timedelta(hours=14)
    assert told(post, desk) == Told(notices=1, letters=2)
    assert "1 voorstel wacht op een tweede persoon." in arrived(post)[0][2]


def test_what_was_decided_meanwhile_is_no_news(post: Post, desk: SqliteStore) -> None:
    proposal = ask(desk, edit(desk, LINE, phone=called("088-4222491")))
    take_back(desk, proposal.id, 1, EDITOR, NOW)
    assert told(post, desk) == Told(notices=1)
    assert arrived(post) == []


def test_what_two_people_published_is_told_at_once_with_all_that_waits(post: Post, desk: SqliteStore) -> None:
    post.now = NOW.replace(hour=2)
    accept(desk, ask(desk, edit(desk, LINE, phone=called("088-4222491"))))
    ask(desk, edit(desk, LINE, phone=called("088-4222492")), id=2)
    assert told(post, desk) == Told(notices=4, letters=3)
    partner, olga, _ = arrived(post)
    assert "Wij hebben iets aangepast." in partner[2]
    assert "1 aanpassing staat nu in de gids" in olga[2]
    assert "1 voorstel wacht" in olga[2]


def test_who_puts_another_address_in_place_does_not_keep_the_partner_from_hearing_of_it(
    post: Post, desk: SqliteStore
) -> None:
    accept(desk, ask(desk, edit(desk, KADERA, email="iemand@anders.example")))
    told(post, desk, on_file="Teamleider@kadera.example")
    reached = {to for to, *_ in arrived(post)} - {each.mail for each in READERS}
    assert reached == {"iemand@anders.example", "info@kadera.example", "teamleider@kadera.example"}


def test_a_partner_without_an_address_keeps_nobody_else_waiting(post: Post, desk: SqliteStore) -> None:
    put(desk, make.organization("kadera"))
    hide(desk, key(LINE), "phone", "Fout.", REVIEWER, NOW)
    assert told(post, desk).letters == 2
    assert not desk.untold()


def test_a_door_that_is_gone_is_still_somebodys(post: Post, desk: SqliteStore) -> None:
    gone = plan_retirement(desk, key(LINE), None, "bestaat niet meer", occasion())
    accept(desk, ask(desk, *gone.changes))
    assert isinstance(now(desk, LINE), Tombstone)
    told(post, desk)
    assert arrived(post)[0][0] == "info@kadera.example"


def test_while_there_is_nobody_to_tell_it_stays_untold(post: Post, desk: SqliteStore) -> None:
    hide(desk, key(LINE), "phone", "Fout.", REVIEWER, NOW)
    odd = (Reader(id="persoon-x", mail="x@localhost"),)
    assert told(post, desk, odd) == Told(notices=1, letters=1, unreachable=1)
    assert [each.notice.to for each in desk.untold()] == ["reviewers"]
    assert told(post, desk, READERS) == Told(notices=1, letters=2)


def test_without_a_mail_server_nothing_is_told_and_nothing_is_lost(post: Post, desk: SqliteStore) -> None:
    hide(desk, key(LINE), "phone", "Fout.", REVIEWER, NOW)
    post.outbox = replace(post.outbox, on=False)
    assert told(post, desk) == Told()
    assert len(desk.untold()) == 2


def _killed(*given: object) -> None:
    raise KeyboardInterrupt


def test_who_is_killed_between_the_queue_and_the_book_tells_nobody_twice(
    post: Post, desk: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(desk, key(LINE), "phone", "Fout.", REVIEWER, NOW)
    with monkeypatch.context() as killed:
        killed.setattr(SqliteStore, "told", _killed)
        with pytest.raises(KeyboardInterrupt):
            told(post, desk)
    assert told(post, desk) == Told(notices=2, letters=0)
    assert len(arrived(post)) == 3
