"""The overview over HTTP: what is due, what waits for whom, what changed, how far entries are, and how it goes."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from directory.access.partner_links import give
from directory.curation.proposing import send_back
from directory.curation.submitting import Submission, propose, submit
from directory.gate.house import House
from directory.gate.measuring import keep_course, measured
from directory.model import Change, Organization, Proposal
from directory.model.ids import derived_id
from directory.model.json import decode
from directory.model.measurement import Measurement
from directory.storage.sqlite import SqliteCourse
from directory.web.desk.overview import MOST_DAYS, drawn, thinned
from tests.conftest import NOW, Desk
from tests.web.desk.colleague import Colleague, access, hire

HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"


def house(desk: Desk) -> House:
    found: House = desk.application.litestar.state.house
    return found


def suggest(colleague: Colleague, text: str, number: int = 1) -> Proposal:
    """This colleague proposes another description of Kadera."""
    desk = colleague.desk
    id = derived_id("organization", "kadera")
    kept = desk.store.read("organization", id)
    record = decode("organization", kept.document)  # type: ignore[union-attr]
    assert isinstance(record, Organization)
    change = Change(
        kind="organization",
        id=id,
        after=structs.replace(record, description=text),
        expected=kept.revision,  # type: ignore[union-attr]
    )
    submission = Submission(changes=(change,), reason="Zo heet het nu.")
    return propose(desk.store, submission, colleague.actor, desk.now, derived_id("proposal", str(number)))


def test_everybody_at_the_desk_sees_what_is_due_and_nobody_else_does(desk: Desk) -> None:
    for role in ("editor", "reviewer", "administrator"):
        page = hire(desk, role).get("/beheer")  # type: ignore[arg-type]
        assert page.status_code == 200
        for word in ("Aan de beurt", "Wat wacht", "Pas veranderd", "Gezocht en niet gevonden", "Hoe zeker de gids is"):
            assert word in page.text
    (batch,) = re.findall(r'href="(/beheer/partij/[0-9]+)"', page.text)
    assert hire(desk, "editor", "els").get(batch).status_code == 200
    for path in ("/beheer", "/beheer/vermeldingen"):
        assert desk.client.get(path, follow_redirects=False).status_code == 303


def test_what_waits_is_for_the_one_who_can_do_something_about_it(desk: Desk) -> None:
    editor, reviewer = hire(desk, "editor"), hire(desk, "reviewer")
    waits = suggest(editor, f"Een nieuwe tekst {HOSTILE}")
    there = reviewer.get("/beheer").text
    assert ">1 voorstel</a> om over te beslissen" in there
    assert f"/beheer/voorstellen/{waits.id}" in there
    assert "<script>alert(1)" not in there
    here = editor.get("/beheer").text
    assert "om over te beslissen" not in here
    assert ">1 voorstel van u</a> wacht" in here
    send_back(desk.store, waits.id, waits.revision, f"Welke bron? {HOSTILE}", reviewer.actor, desk.now)
    back = editor.get("/beheer").text
    assert "Teruggestuurd naar u" in back
    assert "Welke bron?" in back
    assert "<script>alert(1)" not in back
    assert "Teruggestuurd naar u" not in reviewer.get("/beheer").text


def test_what_changed_lately_says_by_whom_and_why(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    kept = desk.store.read("organization", derived_id("organization", "kadera"))
    record = decode("organization", kept.document)  # type: ignore[union-attr]
    change = Change(
        kind="organization",
        id=record.id,
        after=structs.replace(record, description="Nieuw."),  # type: ignore[type-var]
        expected=kept.revision,  # type: ignore[union-attr]
    )
    submit(desk.store, Submission(changes=(change,), reason=HOSTILE), reviewer.actor, desk.now, "x" * 36)
    page = reviewer.get("/beheer").text
    assert "Reviewer (persoon-reviewer)" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_question_to_a_partner_that_nobody_answered_is_counted(desk: Desk) -> None:
    editor = hire(desk, "editor")
    give(access(desk), editor.actor, derived_id("organization", "kadera"), desk.now)
    assert ">1 vraag aan partners</a> zonder antwoord" in editor.get("/beheer").text


def test_words_that_nobody_found_stand_there_once_they_may(desk: Desk) -> None:
    editor = hire(desk, "editor")
    assert "geen woord dat op vijf dagen niets vond" in editor.get("/beheer").text
    for day in range(5):
        house(desk).counts.add({}, [(NOW.date() - timedelta(days=day), "budgetcoach")])
    page = editor.get("/beheer").text
    assert "budgetcoach" in page
    assert "/beheer/woorden" not in page
    assert "/beheer/woorden" in hire(desk, "reviewer").get("/beheer").text


def test_every_entry_says_the_one_fact_that_opens_its_next_gate(desk: Desk) -> None:
    editor = hire(desk, "editor")
    page = editor.get("/beheer/vermeldingen").text
    assert "bevestiging van de organisatie zelf" in page
    found = re.findall(r"Nog niet (\w+) \((\d+)\)", page)
    assert [name for name, _ in found] == ["vindbaar", "bereikbaar", "verwijsbaar", "vergelijkbaar", "veilig"]
    total, ready = (int(re.search(rf"{word} \(?(\d+)", page)[1]) for word in ("Alle", "Alles open"))  # type: ignore[index]
    assert sum(int(count) for _, count in found) + ready == total
    some = editor.get("/beheer/vermeldingen?poort=reachable").text
    assert some.count('<th scope="row">') == int(dict(found)["bereikbaar"])
    for odd in ("poort=x", "pagina=9999", "pagina=-1", f"poort={HOSTILE}"):
        answer = editor.get(f"/beheer/vermeldingen?{odd}")
        assert answer.status_code == 200
        assert "<script>alert(1)" not in answer.text


def test_a_day_is_measured_once_and_drawn_with_a_table_beside_it(desk: Desk) -> None:
    here, editor = house(desk), hire(desk, "editor")
    assert "Vanaf morgen staat hier een lijn" in editor.get("/beheer").text
    assert keep_course(here)
    assert not keep_course(here)
    now = measured(here)
    assert 0 < now.unknown < 1
    assert 0 < now.stale < now.facts
    assert here.course.since(date.min) == (now,)
    desk.now += timedelta(days=100)
    assert keep_course(here)
    later = measured(here)
    assert later.stale > now.stale
    page = hire(desk, "reviewer").get("/beheer").text
    assert 'class="course"' in page
    assert "25 nov" in page
    # A dot is round or square, a line whole or dotted: no colour is needed.
    assert page.count("<circle") == 2
    assert "stroke-dasharray" in page


@pytest.mark.parametrize("days", [1, 2, 400, 2_000])
def test_a_long_course_stays_a_picture(tmp_path: Path, days: int) -> None:
    course = SqliteCourse(tmp_path / "course.db")
    for number in range(days):
        each = Measurement(day=NOW.date() - timedelta(days=days - number), known=0.5, unknown=0.0, facts=0, stale=0)
        assert course.keep(each)
    assert not course.keep(Measurement(day=NOW.date() - timedelta(days=1), known=1, unknown=1, facts=1, stale=1))
    kept = course.since(date.min)
    assert len(kept) == min(days, 1_831)
    assert len(thinned(kept, MOST_DAYS)) <= MOST_DAYS
    assert "nan" not in str(drawn(thinned(kept, MOST_DAYS)))


def test_measurements_that_cannot_be_kept_are_let_go(tmp_path: Path) -> None:
    course = SqliteCourse(tmp_path / "missing" / "course.db")
    assert not course.keep(Measurement(day=NOW.date(), known=0, unknown=0, facts=0, stale=0))
    assert course.since(date.min) == ()
    (tmp_path / "course.db").write_bytes(b"no database" * 100)
    assert SqliteCourse(tmp_path / "course.db").since(date.min) == ()
