"""The file of people: whole transactions, one owner per mail, events that stay, and several processes at once."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from directory.errors import Conflict, Damaged, Unavailable
from directory.model.person import Event, Person, Session, Tally
from directory.storage.sqlite import SqlitePeople
from directory.storage.sqlite.keyfile import read_key

NOW = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
ANNA = Person(id="persoon-a", made=NOW, name="Anna", mail="anna@example.nl", roles=("editor",))
ADDER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from directory.errors import Unavailable
from directory.model.person import Tally, UsedStep
from directory.storage.sqlite import SqlitePeople
people, won = SqlitePeople(Path(sys.argv[1])), 0
def add(step):
    with people.writing() as book:
        found = book.find(Tally, "count")
        book.keep(Tally(name="count", level=(found.level if found else 0) + 1, at=datetime(2026, 1, 1, tzinfo=UTC)))
        return book.add(UsedStep(person="a", step=step))
step = 0
while step < 25:
    try:
        won, step = won + add(step), step + 1
    except Unavailable as busy:
        assert busy.retry
print(won)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def people(path: Path) -> SqlitePeople:
    return SqlitePeople(path)


def test_looking_makes_nothing(people: SqlitePeople, path: Path) -> None:
    with people.reading() as book:
        assert book.all(Person) == ()
        assert book.find(Person, "x") is None
        assert book.named("x") is None
        assert book.events(9) == ()
    assert [*path.parent.iterdir()] == []


def test_what_is_kept_is_read_back(people: SqlitePeople) -> None:
    session = Session(hash="h", id="i", person=ANNA.id, made=NOW, seen=NOW, confirmed=NOW, ends=NOW)
    with people.writing() as book:
        book.keep(ANNA)
        assert book.add(session)
        assert not book.add(session)
    with people.reading() as book:
        assert book.find(Person, ANNA.id) == book.named("anna@example.nl") == ANNA
        assert book.all(Session, ANNA.id) == book.all(Session) == (session,)
        assert book.all(Session, "other") == ()
        assert book.find(Session, "\ud800") is None


def test_the_files_are_for_their_owner_alone(people: SqlitePeople, path: Path) -> None:
    with people.writing() as book:
        book.keep(ANNA)
        for file in path.parent.iterdir():
            assert file.stat().st_mode & 0o777 == 0o600, file
    people.close()
    assert {each.name for each in path.parent.iterdir()} == {"people.db", "people.key"}


def test_after_an_exception_nothing_is_written(people: SqlitePeople) -> None:
    with people.writing() as book:
        book.keep(ANNA)

    def fail() -> None:
        with people.writing() as book:
            book.drop(Person, ANNA.id)
            book.tell(Event(at=NOW, what="erased"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with people.reading() as book:
        assert book.find(Person, ANNA.id) == ANNA
        assert book.events(9) == ()


def test_reading_cannot_write(people: SqlitePeople) -> None:
    with people.writing() as book:
        book.keep(ANNA)
    with people.reading() as book:
        book.drop(Person, ANNA.id)
    with people.reading() as book:
        assert book.find(Person, ANNA.id) == ANNA


def test_a_mail_address_is_of_one_person_and_no_address_is_of_many(people: SqlitePeople) -> None:
    with people.writing() as book:
        book.keep(ANNA)
        for id in ("persoon-b", "persoon-c"):
            book.keep(Person(id=id, made=NOW))
    with pytest.raises(Conflict), people.writing() as book:
        book.keep(Person(id="persoon-d", made=NOW, mail=ANNA.mail))
    with people.reading() as book:
        assert len(book.all(Person)) == 3


def test_what_has_ended_is_let_go_of_in_the_order_of_time_in_every_zone(people: SqlitePeople) -> None:
    ends = [NOW + timedelta(seconds=each) for each in (-2, -1, 0, 1)] + [None]
    with people.writing() as book:
        for number, end in enumerate(ends):
            book.keep(Tally(name=str(number), level=1, at=NOW, ends=end))
        assert book.drop_ended(Tally, NOW.astimezone(tz=None)) == 2
        assert [each.name for each in book.all(Tally)] == ["2", "3", "4"]
        book.trim(Tally, 1)
        assert [each.name for each in book.all(Tally)] == ["3", "4"]


def test_events_are_numbered_and_never_changed(people: SqlitePeople, path: Path) -> None:
    with people.writing() as book:
        for number in range(4):
            book.tell(Event(at=NOW, what="signed-in", actor=str(number), sequence=99))
        assert [each.sequence for each in book.events(2)] == [4, 3]
        assert [each.actor for each in book.events(9, before=3)] == ["1", "0"]
    with closing(sqlite3.connect(path)) as db:
        for deed in ("update event set document = ''", "delete from event", "delete from event where sequence = 1"):
            with pytest.raises(sqlite3.IntegrityError, match="events are"):
                db.execute(deed)


def test_events_are_let_go_of_when_they_are_old_and_not_before(people: SqlitePeople) -> None:
    with people.writing() as book:
        for days in (0, 10, 185):
            book.tell(Event(at=NOW + timedelta(days=days), what="swept"))
        # A clock that ran ahead of every event forgets nothing that is young beside the newest.
        assert book.forget_events(NOW + timedelta(days=9_999)) == 1
        assert [each.at for each in book.events(9)] == [NOW + timedelta(days=185), NOW + timedelta(days=10)]


def test_what_was_let_go_of_cannot_be_read_from_the_file(people: SqlitePeople, path: Path) -> None:
    with people.writing() as book:
        for number in range(200):
            book.keep(Person(id=f"persoon-{number}", made=NOW, name=f"Kanarie {number}", mail=f"k{number}@example.nl"))
    with people.writing() as book:
        for number in range(200):
            book.keep(Person(id=f"persoon-{number}", made=NOW))
    people.scrub()
    assert all(b"Kanarie" not in file.read_bytes() for file in path.parent.iterdir())


def test_eight_processes_lose_no_count_and_use_no_code_twice(people: SqlitePeople, path: Path) -> None:
    command = [sys.executable, "-c", ADDER, str(path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    won = [int(each.communicate()[0]) for each in started]
    assert all(each.returncode == 0 for each in started)
    assert sum(won) == 25
    with people.reading() as book:
        found = book.find(Tally, "count")
    assert found is not None
    assert found.level == 200


def test_threads_that_make_the_file_at_once_share_one_key(path: Path) -> None:
    def one(number: int) -> bytes:
        people = SqlitePeople(path)
        with people.writing() as book:
            book.keep(Person(id=str(number), made=NOW))
        return people.key()

    with ThreadPoolExecutor(6) as many:
        keys = set(many.map(one, range(6)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    with SqlitePeople(path).reading() as book:
        assert len(book.all(Person)) == 6
    assert not [each for each in path.parent.iterdir() if not each.name.startswith("people.")]


def test_a_key_that_another_program_makes_at_this_moment_is_not_called_lost(people: SqlitePeople, path: Path) -> None:
    class Sudden(type(path)):  # type: ignore[misc]
        def exists(self) -> bool:
            with people.writing() as book:
                book.keep(ANNA)
            return bool(super().exists())

    assert read_key(path.with_suffix(".key"), Sudden(path)) == people.key()


def test_a_key_that_is_lost_is_not_made_anew(people: SqlitePeople, path: Path) -> None:
    with people.writing() as book:
        book.keep(ANNA)
    path.with_suffix(".key").unlink()
    with pytest.raises(Damaged, match="put the key"):
        SqlitePeople(path).key()
    assert not path.with_suffix(".key").exists()


def test_a_key_that_is_open_to_others_or_not_whole_is_refused(people: SqlitePeople, path: Path) -> None:
    people.key()
    key = path.with_suffix(".key")
    key.chmod(0o640)
    with pytest.raises(Damaged, match="chmod 600"):
        people.key()
    key.chmod(0o600)
    key.write_bytes(b"short")
    with pytest.raises(Damaged, match="damaged"):
        people.key()


def test_a_file_of_a_newer_program_or_of_another_is_not_touched(people: SqlitePeople, path: Path) -> None:
    with people.writing() as book:
        book.keep(ANNA)
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(Damaged, match="newer"), people.writing():
        pass
    people.close()
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(Damaged, match="put your copy"), people.reading():
        pass
    assert path.read_bytes().startswith(b"no database")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable), SqlitePeople(tmp_path / "no" / "such" / "people.db").writing():
        pass
