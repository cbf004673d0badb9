"""Reminding partners: a mail, again after two weeks, once more, then somebody calls; never twice, never a helpline."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import structs

from directory.access import Access, partner_links
from directory.cli import main
from directory.curation import reminding
from directory.curation.reminding import Due, Step
from directory.errors import Forbidden, Invalid, Unavailable
from directory.gate.house import House
from directory.gate.reminding import Ran, overview, remind
from directory.mail.letters import PartnerCall, PartnerQuestion, content
from directory.model.ids import derived_id
from directory.model.partner import Reminder
from directory.permissions import CONSOLE, Actor
from directory.storage.sqlite import SqliteReminders
from tests.conftest import Desk, copied
from tests.web.desk.colleague import hire

KADERA, FIOM = derived_id("organization", "kadera"), derived_id("organization", "fiom")
REVIEWER = Actor(id="persoon-rik", roles=frozenset({"reviewer"}))
EDITOR = Actor(id="persoon-eva", roles=frozenset({"editor"}))
# A day on which much is due: four months after the seeds were read.
LATER = timedelta(days=120)
DAY = timedelta(days=1)


class Office:
    """A desk at which much is due, with a mail server."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.now += LATER
        self.here: House = desk.application.litestar.state.house
        self.here.outbox = structs.replace(self.here.outbox, on=True)
        self.access: Access = desk.application.litestar.state.access
        self.reminders: SqliteReminders = desk.application.litestar.state.reminders

    def remind(self, most: int = 99, *, dry: bool = False) -> Ran:
        return remind(self.here, self.access, self.reminders, CONSOLE, most=most, dry=dry)

    def due(self, organization: str = KADERA) -> Due:
        return next(
            each for each in overview(self.here, self.access, self.reminders) if each.organization == organization
        )

    def step(self, organization: str = KADERA) -> Step:
        return self.due(organization).step

    def letters(self) -> list[PartnerQuestion | PartnerCall]:
        box = self.here.outbox
        return [content(box.seal.open(each.id, each.sealed or "")).facts for each in box.letters.open(999)]  # type: ignore[misc]

    def mails(self) -> list[PartnerQuestion]:
        return [each for each in self.letters() if isinstance(each, PartnerQuestion)]

    def today(self) -> date:
        return self.here.today()


@pytest.fixture
def office(seeded: Path, tmp_path: Path) -> Iterator[Office]:
    with copied(seeded, tmp_path / "data") as desk:
        yield Office(desk)


def test_three_mails_two_weeks_apart_and_then_a_call(office: Office) -> None:
    told = []
    for _ in range(8):
        ran = office.remind()
        told.append("mail" if KADERA in {each.organization for each in ran.mailed} else office.step())
        office.desk.now += 7 * DAY
    assert told == ["mail", "wait", "mail", "wait", "mail", "wait", "call", "call"]
    assert [each.reminders for each in office.mails() if isinstance(each, PartnerQuestion)][:1] == [0]


def test_on_one_day_nobody_is_mailed_twice_and_has_one_link_that_works(office: Office) -> None:
    first, second = office.remind(), office.remind()
    assert KADERA in {each.organization for each in first.mailed}
    assert second.mailed == ()
    assert len(office.mails()) == len(first.mailed)
    office.desk.now += 14 * DAY
    office.remind()
    working = [
        each
        for each in partner_links.links_of(office.access, CONSOLE, KADERA)
        if partner_links.works(each, office.desk.now)
    ]
    assert len(working) == 1


def test_of_two_who_remind_at_once_each_partner_hears_from_one(office: Office) -> None:
    office.here.worklist.of(office.here)
    with ThreadPoolExecutor(3) as several:
        ran = [*several.map(lambda _: office.remind(), range(3))]
    mailed = [each.organization for one in ran for each in one.mailed]
    assert len(mailed) == len(set(mailed)) == len(office.mails())


def test_a_mail_says_how_many_questions_and_nothing_of_whom(office: Office) -> None:
    office.remind()
    for each in office.mails():
        assert 1 <= each.questions <= 12
        assert each.link.startswith("http://127.0.0.1:8000/vragen/")


def test_looking_changes_nothing(office: Office) -> None:
    dry = office.remind(dry=True)
    assert dry.mailed
    assert office.letters() == []
    assert office.reminders.all() == {}
    assert partner_links.links_of(office.access, CONSOLE, KADERA) == ()


def test_who_cannot_be_mailed_is_called(office: Office) -> None:
    assert office.step(FIOM) == "call"
    partner_links.write_contact(office.access, EDITOR, FIOM, {"mail": "post@fiom.nl"}, office.desk.now)
    assert office.step(FIOM) == "mail"


def test_who_answered_is_left_alone_and_then_asked_anew(office: Office) -> None:
    office.remind()
    reminding.answered(office.reminders, KADERA, office.today())
    assert office.step() == "answered"
    office.desk.now += 27 * DAY
    assert office.step() == "answered"
    office.desk.now += DAY
    assert (office.step(), office.due().mails) == ("mail", 0)


def test_whose_answer_waits_for_us_is_not_asked_again(office: Office) -> None:
    given = partner_links.give(office.access, EDITOR, KADERA, office.desk.now)
    page = office.desk.client.get(f"/vragen/{given.token}").text
    key = page.partition('<fieldset id="')[2].partition('"')[0]
    seen = page.partition(f'name="stand-{key}" value="')[2].partition('"')[0]
    fields = {f"antwoord-{key}": "no", f"stand-{key}": seen, f"tekst-{key}": "ma-vr 9:00-17:00"}
    assert office.desk.client.post(f"/vragen/{given.token}", data=fields).status_code == 200
    office.desk.now += 200 * DAY
    assert office.step() == "answered"


def test_a_pause_ends_by_itself_and_is_for_who_may(office: Office) -> None:
    with pytest.raises(Forbidden):
        reminding.pause(office.reminders, EDITOR, KADERA, office.today(), office.today())
    for wrong in (office.today() - DAY, office.today() + 400 * DAY):
        with pytest.raises(Invalid):
            reminding.pause(office.reminders, REVIEWER, KADERA, wrong, office.today())
    reminding.pause(office.reminders, REVIEWER, KADERA, office.today() + 30 * DAY, office.today())
    assert office.step() == "paused"
    assert KADERA not in {each.organization for each in office.remind().mailed}
    office.desk.now += 31 * DAY
    assert office.step() == "mail"


def test_a_clock_that_was_ahead_for_a_while_keeps_nobody_waiting(office: Office) -> None:
    now = office.desk.now
    office.desk.now = now + 4_000 * DAY
    office.remind()
    office.desk.now = now
    assert office.step() == "mail"
    office.remind()
    assert office.step() == "wait"


def test_when_mail_cannot_be_queued_it_is_their_turn_the_next_time(office: Office) -> None:
    class Broken:
        def seal(self, owner: str, secret: str, now: object) -> str:
            raise Unavailable("letters", retry=True)

    whole = office.here.outbox
    office.here.outbox = structs.replace(whole, seal=Broken())
    ran = office.remind()
    assert (ran.mailed, KADERA in {each.organization for each in ran.failed}) == ((), True)
    assert office.step() == "mail"
    assert partner_links.links_of(office.access, CONSOLE, KADERA) == ()
    office.here.outbox = whole
    assert KADERA in {each.organization for each in office.remind().mailed}


def test_at_most_so_many_at_once_the_most_valuable_first(office: Office) -> None:
    ran = office.remind(2)
    assert len(ran.mailed) == 2
    assert ran.later == len([each for each in ran.due if each.step == "mail"]) - 2
    assert [each.worth for each in ran.due] == sorted((each.worth for each in ran.due), reverse=True)


def test_nobody_is_told_to_call_a_line_for_people_in_danger(office: Office) -> None:
    for each in office.remind().due:
        assert each.number not in ("112", "113", "0800-2000", "0800-0188", "0800-0113", "0900-8844")
        assert each.number is None or not each.crisis


def test_what_is_not_due_any_more_is_forgotten_and_a_pause_is_not(office: Office) -> None:
    gone, paused = derived_id("organization", "x"), derived_id("organization", "y")
    office.reminders.move(gone, None, Reminder(organization=gone, mails=2, last=office.today()))
    office.reminders.move(paused, None, Reminder(organization=paused, paused=office.today()))
    office.remind()
    assert gone not in office.reminders.all()
    assert paused in office.reminders.all()


def test_the_command_says_whom_it_mails_and_whom_to_call(office: Office) -> None:
    def run(*more: str) -> str:
        result = CliRunner().invoke(
            main, ["remind", "--data", str(office.desk.settings.data), *more], env={"COLUMNS": "200"}
        )
        assert result.exit_code == 0, result.output
        return result.output

    told = run("--dry-run", "--on", "2027-03-25")
    assert "nobody is mailed" in told
    assert "helplines only: look for an office number" in told
    found = json.loads(run("--dry-run", "--on", "2027-03-25", "--json"))
    assert {each["slug"] for each in found["calls"]} >= {"noodnummer-112"}
    assert found["dry"] is True
    assert CliRunner().invoke(main, ["remind", "--on", "2027-03-25"]).exit_code == 2


def test_who_can_call_is_told_once_a_week(office: Office) -> None:
    hire(office.desk, "editor")
    for days in (0, 1, 7):
        office.desk.now += days * DAY
        office.remind()
    calls = [each for each in office.letters() if isinstance(each, PartnerCall)]
    assert len(calls) == 2
    assert all(each.partners > 0 and each.link.endswith("/beheer/bellen") for each in calls)
