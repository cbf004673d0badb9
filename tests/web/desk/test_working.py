"""The work list over HTTP: what is asked and why, "still so" by one button, and nothing confirmed unseen."""

import re
from datetime import timedelta

import pytest
from msgspec import structs

from directory.curation.guarding import is_crisis_door
from directory.model import Change, ContactPoint, Fact, Occasion
from directory.model.ids import derived_id
from directory.model.json import decode
from tests.conftest import NOW, Desk
from tests.web.desk.colleague import Colleague, hidden, hire

HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"
FIRST = re.compile(r'<form method="post" action="/beheer/werk" class="deeds">\n<input.*?</form>', re.DOTALL)


@pytest.fixture
def stale(desk: Desk) -> Desk:
    """A directory that nobody looked after for a hundred days."""
    desk.now = NOW + timedelta(days=100)
    return desk


def first(colleague: Colleague, *, old: bool = False) -> dict[str, str]:
    """The fields of the first question that can be confirmed; `old`: of which the source is too old."""
    forms = FIRST.findall(colleague.get("/beheer/werk?wat=bevestigen").text)
    return hidden(next(each for each in forms if ("data-needed" in each) == old))


def door(desk: Desk, id: str) -> ContactPoint:
    kept = desk.store.read("contact-point", id)
    record = decode("contact-point", kept.document)  # type: ignore[union-attr, arg-type]
    assert isinstance(record, ContactPoint)
    return record


def test_a_question_says_what_stands_there_whom_to_ask_and_why(stale: Desk) -> None:
    page = hire(stale, "editor").get("/beheer/werk")
    assert page.status_code == 200
    for word in ("Staat er nu", "Nagekeken", "Bron", "Vraag het aan", "Klopt dit nog?", "Wijzig", "tel:"):
        assert word in page.text
    assert "Mensen in gevaar gebruiken deze ingang." in page.text
    # With a question nobody is sent to a line for people in danger.
    asked = {"".join(filter(str.isdigit, each)) for each in re.findall(r'href="tel:([^"]*)"', page.text)}
    assert asked.isdisjoint({"112", "113", "08002000", "31800200", "08000188"})
    assert "is not yet" not in page.text
    assert "Wat u bevestigt, wordt een voorstel" in page.text


def test_a_question_leads_to_the_form_of_that_field_alone(stale: Desk) -> None:
    editor = hire(stale, "editor")
    (kind, id, field), *_ = re.findall(
        r'data-edit="/beheer/gegevens/([a-z-]+)/([^/"]+)/wijzig\?veld=([a-z]+)"', editor.get("/beheer/werk").text
    )
    form = editor.get(f"/beheer/gegevens/{kind}/{id}/wijzig?veld={field}")
    assert form.status_code == 200
    assert re.search(rf'name="{field}\b', form.text)


def test_a_reviewer_confirms_with_one_form_and_goes_on_to_the_next_question(stale: Desk) -> None:
    reviewer = hire(stale, "reviewer")
    fields = first(reviewer)
    done = reviewer.post("/beheer/werk", fields)
    assert done.status_code == 303
    where = done.headers["location"]
    assert "gedaan=confirmed" in where
    page = reviewer.get(where)
    assert "Bevestigd." in page.text
    focused = re.search(
        r"autofocus.*?name=\"id\" value=\"([^\"]*)\".*?name=\"field\" value=\"([^\"]*)\"", page.text, re.DOTALL
    )
    assert focused is not None
    assert fields["next"].endswith(f"{focused[1]}.{focused[2]}")
    kept = stale.store.history(fields["kind"], fields["id"])[-1]  # type: ignore[arg-type]
    assert (kept.confirms, kept.actor) == (fields["field"], "persoon-reviewer")
    assert f'value="{fields["id"]}"><input type="hidden" name="field" value="{fields["field"]}"' not in page.text


def test_what_an_editor_confirms_waits_once_for_a_reviewer(stale: Desk) -> None:
    editor = hire(stale, "editor")
    fields = first(editor)
    assert "gedaan=proposed" in editor.post("/beheer/werk", fields).headers["location"]
    assert "gedaan=waits" in editor.post("/beheer/werk", fields).headers["location"]
    (waits,) = stale.store.proposals("open")
    assert (waits.confirms, waits.author.actor) == (fields["field"], "persoon-editor")
    assert "Een collega zei al dat dit klopt" in editor.get("/beheer/werk").text
    assert "<p>klopt nog: " in editor.get("/beheer/voorstellen").text
    assert "<dt>Klopt nog</dt>" in editor.get(f"/beheer/voorstellen/{waits.id}").text


def test_a_source_that_is_too_old_has_to_be_replaced_and_what_was_typed_stays(stale: Desk) -> None:
    reviewer = hire(stale, "reviewer")
    fields = first(reviewer, old=True)
    refused = reviewer.post("/beheer/werk", fields)
    assert refused.status_code == 400
    assert "De bron is te oud" in refused.text
    assert 'aria-invalid="true"' in refused.text
    again = reviewer.post("/beheer/werk", {**fields, "source": "x" * 1_990 + HOSTILE})
    assert again.status_code in (303, 400)
    assert "<script>alert(1)" not in again.text
    right = reviewer.post("/beheer/werk", {**fields, "source": "Gebeld met de organisatie"})
    assert right.status_code == 303


def test_nobody_confirms_a_number_that_they_did_not_see(stale: Desk) -> None:
    reviewer = hire(stale, "reviewer")
    fields = first(reviewer)
    kept = stale.store.read(fields["kind"], fields["id"])  # type: ignore[arg-type]
    record = decode(fields["kind"], kept.document)  # type: ignore[arg-type, union-attr]
    changed = structs.replace(record, description="Nu anders.")  # type: ignore[arg-type]
    occasion = Occasion(actor="persoon-ander", at=stale.now, reason="Een proef.")
    change = Change(kind=fields["kind"], id=record.id, after=changed, expected=kept.revision)  # type: ignore[arg-type, union-attr]
    stale.store.commit([change], occasion)
    refused = reviewer.post("/beheer/werk", fields)
    assert refused.status_code == 409
    assert "Kijk eerst wat er nu staat" in refused.text
    assert reviewer.post("/beheer/werk", first(reviewer)).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "person"},
        {"kind": ""},
        {"id": "../../etc/passwd"},
        {"id": derived_id("contact-point", "nobody")},
        {"field": HOSTILE},
        {"revision": "9" * 30},
        {"revision": "-1"},
        {"next": HOSTILE, "pagina": "x", "field": ""},
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(stale: Desk, wrong: dict[str, str]) -> None:
    reviewer = hire(stale, "reviewer")
    before = stale.store.sequence()
    answer = reviewer.post("/beheer/werk", {**first(reviewer), **wrong})
    assert answer.status_code in (400, 409)
    assert "<script>alert" not in answer.text
    assert stale.store.sequence() == before


def test_hostile_text_in_a_record_stays_text_and_a_list_has_pages(stale: Desk) -> None:
    reviewer = hire(stale, "reviewer")
    fields = first(reviewer)
    source = f"Bron {HOSTILE}"
    kept = stale.store.read(fields["kind"], fields["id"])  # type: ignore[arg-type]
    record = decode(fields["kind"], kept.document)  # type: ignore[arg-type, union-attr]
    fact = Fact(source=source, checked_on=NOW.date())
    changed = structs.replace(record, facts={**record.facts, fields["field"]: fact})  # type: ignore[arg-type, union-attr]
    occasion = Occasion(actor="persoon-ander", at=stale.now, reason="Een proef.")
    change = Change(kind=fields["kind"], id=record.id, after=changed, expected=kept.revision)  # type: ignore[arg-type, union-attr]
    stale.store.commit([change], occasion)
    page = reviewer.get("/beheer/werk?wat=bevestigen").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert "Bladzijde 2 van" in reviewer.get("/beheer/werk?pagina=2").text
    for odd in ("pagina=999999", "pagina=-1", "pagina=x", f"bij={HOSTILE}", "wat=x"):
        assert reviewer.get(f"/beheer/werk?{odd}").status_code == 200


def test_the_number_to_call_is_that_of_the_door_unless_people_in_danger_call_it(stale: Desk) -> None:
    reviewer = hire(stale, "reviewer")
    pages = [reviewer.get(f"/beheer/werk?wat=bevestigen&pagina={number}").text for number in range(1, 7)]
    found = [
        (door(stale, each["id"]), page)
        for page in pages
        for each in map(hidden, FIRST.findall(page))
        if each["kind"] == "contact-point"
    ]
    calm = [(each.phone, page) for each, page in found if each.phone and not is_crisis_door(each)]
    assert calm
    assert all(f">{phone.number}</a>" in page for phone, page in calm[:3])
    crisis = {each.phone.number for each, _ in found if each.phone and is_crisis_door(each)}
    assert crisis
    assert not any(f">{number}</a>" in page for number in crisis for page in pages)
