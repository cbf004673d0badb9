"""Files at the desk over HTTP: sent, looked at, chosen and applied, in few steps and without a script."""

import re
from typing import Any

import httpx
import pytest

from directory.exchange import sheet
from directory.exchange.spreadsheets import LIMITS
from directory.gate.house import House
from directory.model.intake import Job
from tests.conftest import Desk
from tests.intake import messy
from tests.intake.office import table
from tests.web.desk.colleague import Colleague, hire
from tests.web.desk.forms import filled

HEAD = ("Organisatie", "Telefoon", "Website", "Plaats")
ROWS = (("Het Anker", "074-1234567", "www.anker.nl", "Almelo"), ("De Brug", "", "debrug.nl", "Borne"))
HOSTILE = "<script>alert(1)</script>'{{7*7}}"


def house(desk: Desk) -> House:
    found: House = desk.application.litestar.state.house
    return found


def send(colleague: Colleague, content: bytes, name: str = "partners.csv") -> httpx.Response:
    return colleague.post("/beheer/invoer", files={"bestand": (name, content)})


def follow(colleague: Colleague, answer: httpx.Response) -> httpx.Response:
    assert answer.status_code == 303, answer.text[:3000]
    return colleague.get(answer.headers["location"])


def press(colleague: Colleague, page: httpx.Response, mark: str, **changes: Any) -> httpx.Response:
    """Send a form of this page, as it stands but for these, and see what it leads to when all rows are looked at."""
    action, fields = filled(page.text, changes, mark)
    page = follow(colleague, colleague.post(action, fields))
    while "data-progress" in page.text:
        page = colleague.get(page.request.url.path)
    return page


def job(colleague: Colleague) -> Job:
    return next(each for each in house(colleague.desk).imports.all() if each.owner == colleague.person.id)


def test_a_messy_sheet_of_300_rows_comes_in_within_ten_interactions(desk: Desk) -> None:
    editor = hire(desk, "editor")
    steps = 0

    def step(deed: httpx.Response) -> httpx.Response:
        nonlocal steps
        steps += 1
        return deed

    step(editor.get("/beheer/invoer"))  # 1 open the page
    step(editor.get("/beheer/invoer"))  # 2 choose the file
    page = step(follow(editor, send(editor, messy.workbook(), "Sociale kaart.xlsx")))  # 3 send it
    assert "Naam organisatie" in page.text
    page = step(press(editor, page, "data-form", doe="lees"))  # 4 the columns are right
    assert "Misschien al in de gids" in page.text
    page = step(editor.get(f"/beheer/invoer/{job(editor).id}?soort=error"))  # 5 what is wrong
    causes = re.findall(r'name="zonder" value="(\w+)"', page.text)
    assert {"hours", "audiences", "phone"} <= {*causes}
    page = step(press(editor, page, "data-without", doe="alles"))  # 6 leave all cells empty that are not understood
    page = step(editor.get(f"/beheer/invoer/{job(editor).id}?soort=duplicate"))  # 7 who may be known
    page = step(press(editor, page, "data-group", doe="dezelfde"))  # 8 they are the same
    page = step(press(editor, page, "data-apply"))  # 9 apply
    assert steps <= 10
    assert "één voorstel" in page.text
    (proposal,) = desk.store.proposals("open")
    assert len({each.id for each in proposal.changes if each.kind == "organization"}) > 250


def test_our_own_table_sent_back_changes_nothing(desk: Desk) -> None:
    editor = hire(desk, "editor")
    content = b"".join(sheet.table(house(desk).atlas.catalogue))
    page = press(editor, follow(editor, send(editor, content, "gids.csv")), "data-form", doe="lees")
    assert "Ongewijzigd: 82" in page.text
    assert "data-apply" not in page.text


def test_a_change_is_shown_before_it_is_made_and_can_be_taken_back(desk: Desk) -> None:
    reviewer, editor = hire(desk, "reviewer"), hire(desk, "editor")
    content = b"".join(sheet.table(house(desk).atlas.catalogue)).replace(b",Kadera,", b",Kadera Twente,", 1)
    page = press(editor, follow(editor, send(editor, content, "gids.csv")), "data-form", doe="lees")
    assert "<ins>Kadera Twente</ins>" in page.text
    assert house(desk).atlas.catalogue.organization(_kadera(desk)).name == "Kadera"
    page = press(editor, page, "data-apply")
    assert "Dit wacht op een collega" in page.text
    page = press(reviewer, follow(reviewer, send(reviewer, content, "gids.csv")), "data-form", doe="lees")
    page = press(reviewer, page, "data-apply")
    batch = job(reviewer).batch
    assert f'href="/beheer/partij/{batch}/terug"' in page.text
    follow(reviewer, reviewer.post(f"/beheer/partij/{batch}/terug", {"reason": "Toch niet."}))
    assert house(desk).atlas.catalogue.organization(_kadera(desk)).name == "Kadera"


def _kadera(desk: Desk) -> str:
    return house(desk).atlas.catalogue.resolve("organization", "kadera")


def test_a_row_can_be_left_and_a_group_as_well(desk: Desk) -> None:
    editor = hire(desk, "editor")
    page = press(editor, follow(editor, send(editor, table(HEAD, *ROWS))), "data-form", doe="lees")
    one, other = re.findall(r'name="rij-(\d+)" value="mee"', page.text)
    page = press(editor, page, "data-rows", **{f"rij-{one}": "weg", f"rij-{other}": "mee"})
    assert "Stel 1 rij voor" in page.text
    page = press(editor, page, "data-group", doe="weg")
    assert "data-apply" not in page.text


def test_every_fault_is_told_with_its_cell_in_dutch(desk: Desk) -> None:
    editor = hire(desk, "editor")
    rows = table(HEAD, ("Het Anker", "7,4E+08", "geen site", "Almelo"))
    page = press(editor, follow(editor, send(editor, rows)), "data-form", doe="lees")
    assert "<strong>B2</strong> Telefoon: Een programma rondde dit nummer af." in page.text
    assert "<strong>C2</strong> Website: Dit is geen webadres." in page.text


def test_looking_stops_and_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from directory.web.desk.importing import looking

    monkeypatch.setattr(looking, "AT_ONCE_S", 0.0)
    monkeypatch.setattr(looking, "STEP", 100)
    editor = hire(desk, "editor")
    page = follow(editor, send(editor, messy.workbook(), "kaart.xlsx"))
    page = follow(editor, editor.post(*filled(page.text, {"doe": "lees"})))
    assert '<meta http-equiv="refresh" content="1">' in page.text
    assert "100 van 303" in page.text
    address = f"/beheer/invoer/{job(editor).id}"
    page = follow(editor, editor.post(f"{address}/stop"))
    assert "Gestopt" in page.text
    assert "100 van 303" in editor.get(address).text
    page = follow(editor, editor.post(f"{address}/verder"))
    assert "200 van 303" in page.text
    editor.get(address)
    assert "data-apply" in editor.get(address).text


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "leeg.csv", "Er zit niets in dit bestand."),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "oud.xls", "Bewaar het als XLSX"),
        (b"PK\x03\x04zip", "x.xlsx", "beschadigd"),
        (b"naam;\x00", "x.csv", "geen tekst"),
        (b'{"contents": [{"id": "1", "status": "active", "name": "x"}]}', "x.json", ""),
        (b"[1, 2]", "x.json", ""),
        (b'{"format": "regional-partner-directory"}', "x.ndjson", ""),
    ],
)
def test_a_file_that_is_not_taken_is_refused_with_a_word(desk: Desk, content: bytes, name: str, told: str) -> None:
    editor = hire(desk, "editor")
    answer = send(editor, content, name)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'id="bestand-fout"' in answer.text
    assert house(desk).imports.all() == ()


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(desk: Desk) -> None:
    editor = hire(desk, "editor")
    headers = {**editor.headers, "content-type": "multipart/form-data; boundary=x", "content-length": str(2**30)}
    answer = desk.client.post("/beheer/invoer", content=iter([b"--x\r\n"]), headers=headers)
    assert answer.status_code == 413
    assert send(editor, b"x" * (LIMITS.size + 100_000)).status_code == 413


def test_no_file_at_all_is_told(desk: Desk) -> None:
    answer = hire(desk, "editor").post("/beheer/invoer")
    assert answer.status_code == 400
    assert "Kies eerst een bestand." in answer.text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "a\u202ecsv.exe", "a\x01b.csv", f"{HOSTILE}.csv", "C:\\x.csv"]
)
def test_a_name_of_a_file_does_nothing(desk: Desk, name: str) -> None:
    editor = hire(desk, "editor")
    page = follow(editor, send(editor, table(HEAD, *ROWS), name))
    assert HOSTILE not in page.text
    assert not any(each in job(editor).name for each in ("/", "\\", "\u202e", "\x01", "<"))
    assert {each.suffix for each in desk.settings.imports.iterdir()} == {".db"}


def test_headings_and_cells_are_shown_as_text(desk: Desk) -> None:
    editor = hire(desk, "editor")
    page = follow(editor, send(editor, table(("Organisatie", HOSTILE, "Organisatie"), (HOSTILE, HOSTILE, "x"))))
    assert HOSTILE not in page.text
    page = press(editor, page, "data-form", doe="lees")
    assert HOSTILE not in page.text


def test_a_file_is_of_who_sent_it(desk: Desk) -> None:
    editor, other = hire(desk, "editor"), hire(desk, "reviewer")
    follow(editor, send(editor, table(HEAD, *ROWS)))
    address = f"/beheer/invoer/{job(editor).id}"
    assert other.get(address).status_code == 404
    for deed in ("kolommen", "kies", "groep", "zonder", "toepassen", "opnieuw", "stop", "verder", "weg"):
        assert other.post(f"{address}/{deed}").status_code == 404
    assert other.get("/beheer/invoer/..%2Fdirectory").status_code == 404
    assert other.get("/beheer/invoer").text.count("partners.csv") == 0
    follow(editor, editor.post(f"{address}/weg"))
    assert house(desk).imports.all() == ()


def test_what_moved_meanwhile_is_told_and_looked_at_again(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    content = b"".join(sheet.table(house(desk).atlas.catalogue)).replace(b",Kadera,", b",Kadera Twente,", 1)
    page = press(reviewer, follow(reviewer, send(reviewer, content)), "data-form", doe="lees")
    stale = filled(page.text, {}, "data-apply")
    other = press(
        reviewer, follow(reviewer, send(reviewer, content.replace(b"Twente", b"Overijssel"))), "data-form", doe="lees"
    )
    press(reviewer, other, "data-apply")
    address = f"/beheer/invoer/{stale[0].split('/')[3]}"
    assert "Iemand heeft dit intussen veranderd." in reviewer.get(address).text
    answer = reviewer.post(*stale)
    assert answer.status_code == 409
    assert "Iemand heeft intussen iets veranderd" in answer.text
    page = follow(reviewer, reviewer.post(f"{address}/opnieuw"))
    assert "<del>Kadera Overijssel</del>" in page.text


def test_a_file_is_proposed_once_also_when_the_program_was_killed_in_between(desk: Desk) -> None:
    editor = hire(desk, "editor")
    page = press(editor, follow(editor, send(editor, table(HEAD, *ROWS))), "data-form", doe="lees")
    place = desk.settings.imports / f"{job(editor).id}.db"
    before = place.read_bytes()
    press(editor, page, "data-apply")
    place.write_bytes(before)
    press(editor, page, "data-apply")
    assert len(desk.store.proposals()) == 1
    assert job(editor).proposal == desk.store.proposals()[0].id


def test_columns_that_cannot_be_are_told_at_their_place_and_what_was_chosen_stays(desk: Desk) -> None:
    editor = hire(desk, "editor")
    page = follow(editor, send(editor, table(HEAD, *ROWS)))
    action, fields = filled(page.text, {"veld-0": "phone", "veld-1": "phone", "doe": "lees"})
    answer = editor.post(action, fields)
    assert answer.status_code == 422
    assert "Zeg bij één kolom" in answer.text
    assert answer.text.count('<option value="phone" selected>') == 2


def test_one_field_of_many_records_is_seen_first_and_then_done_as_one(desk: Desk) -> None:
    editor = hire(desk, "editor")
    form = editor.get("/beheer/bulk")
    page = press(editor, form, "data-form", field="contact-point:access", value="op verwijzing", words="kadera")
    changed = re.search(r"Gewijzigd: (\d+)", page.text)
    assert changed
    assert int(changed[1]) > 2
    assert "alleen met een verwijzing" in page.text
    page = press(editor, page, "data-apply")
    (proposal,) = desk.store.proposals("open")
    assert len(proposal.changes) == int(changed[1])
    assert "Wie er zelf terechtkan" in proposal.reason


def test_what_cannot_be_done_to_many_is_told_at_its_field(desk: Desk) -> None:
    editor = hire(desk, "editor")
    action, fields = filled(
        editor.get("/beheer/bulk").text, {"field": "contact-point:phone", "value": "12", "named": "bestaat-niet"}
    )
    answer = editor.post(action, fields)
    assert answer.status_code == 422
    for name in ("value", "source"):
        assert f'id="{name}-fout"' in answer.text
    assert 'value="12"' in answer.text


def test_who_is_not_in_sees_nothing_of_it(desk: Desk) -> None:
    for path in ("/beheer/invoer", "/beheer/bulk", "/beheer/invoer/00000000-0000-0000-0000-000000000001"):
        assert desk.client.get(path, follow_redirects=False).status_code == 303
