"""The log over HTTP: read, filtered, checked and taken along; and what happened at the door."""

import pytest

from directory.curation.auditing import read_export, verify
from directory.gate.present import SESSION
from tests.conftest import Desk
from tests.web.desk.colleague import PASSPHRASE, Colleague, code, hire, unconfirmed
from tests.web.desk.deeds import ADVICE, CRISIS, HOSTILE, ask, call, chain, edit, path, record, send

LOG = "/beheer/logboek"


@pytest.fixture
def rik(desk: Desk) -> Colleague:
    return hire(desk, "reviewer", "rik")


@pytest.fixture
def ada(desk: Desk) -> Colleague:
    return hire(desk, "administrator", "ada")


def test_the_last_deed_stands_first_with_who_and_why(desk: Desk, rik: Colleague) -> None:
    ask(desk, hire(desk, "editor", "eva").actor, call(desk, CRISIS, "0800-2001"), reason=f"Zie {HOSTILE}")
    send(desk, rik.actor, edit(desk, ADVICE, description="Anders."), reason="Rik weet het.")
    page = rik.get(LOG).text
    assert page.index("Rik weet het.") < page.index("voorstel gedaan")
    assert "Eva (persoon-eva)" in page
    assert "<script>alert" not in page


def test_it_is_filtered_by_person_and_by_record(desk: Desk, rik: Colleague) -> None:
    ask(desk, hire(desk, "editor", "eva").actor, call(desk, CRISIS, "0800-2001"), reason="Van eva.")
    send(desk, rik.actor, edit(desk, ADVICE, description="Anders."), reason="Van rik.")
    mine = rik.get(f"{LOG}?wie=persoon-rik").text
    assert ("Van rik." in mine, "Van eva." in mine) == (True, False)
    about = rik.get(f"{LOG}?over=https://gids.example{path(record(desk, CRISIS))}/geschiedenis").text
    assert ("Van rik." in about, "Van eva." in about) == (False, True)
    assert "Dit is geen adres van een gegeven." in rik.get(f"{LOG}?over=%3Cscript%3E").text
    older = rik.get(f"{LOG}?voor=3").text
    assert "nummer 2</span>" in older
    assert "nummer 3</span>" not in older
    for query in ("?voor=x", "?voor=-1", "?voor=99999999999", "?wie=%00", "?over=note/x"):
        assert rik.get(LOG + query).status_code == 200


def test_the_chain_is_checked_with_one_button_also_from_an_older_head(desk: Desk, rik: Colleague) -> None:
    before = chain(desk).head
    send(desk, rik.actor, edit(desk, ADVICE, description="Anders."))
    page = rik.post(f"{LOG}/controle", {"since": before})
    assert "Het logboek klopt." in page.text
    assert chain(desk).head in page.text
    wrong = rik.post(f"{LOG}/controle", {"since": f"{before.partition(':')[0]}:{'00' * 32}"})
    assert "Er klopt iets niet." in wrong.text
    assert rik.post(f"{LOG}/controle", {"since": HOSTILE}).status_code == 400


def test_the_export_needs_the_passphrase_and_can_be_checked_without_us(
    desk: Desk, rik: Colleague, ada: Colleague
) -> None:
    assert rik.post(f"{LOG}/uitvoer").status_code == 403
    late = unconfirmed(ada)
    asked = late.post(f"{LOG}/uitvoer")
    assert asked.status_code == 403
    assert "Geef uw wachtzin opnieuw" in asked.text
    assert late.post(f"{LOG}/uitvoer", {"_passphrase": "iets anders van hier"}).status_code == 403
    done = late.post(f"{LOG}/uitvoer", {"_passphrase": PASSPHRASE, "_code": code(desk)})
    # The session got a new number on the way.
    assert SESSION in done.headers["set-cookie"]
    assert done.headers["content-disposition"].startswith('attachment; filename="logboek-2026-11-25')
    assert done.headers["cache-control"] == "no-store"
    assert verify(read_export(done.content.splitlines())).head == chain(desk).head


def test_the_log_is_for_reviewers_and_that_of_the_door_for_administrators(
    desk: Desk, rik: Colleague, ada: Colleague
) -> None:
    eva = hire(desk, "editor", "eva")
    assert [eva.get(LOG).status_code, eva.post(f"{LOG}/controle").status_code] == [403, 403]
    assert rik.get(f"{LOG}/deur").status_code == 403
    page = ada.get(f"{LOG}/deur").text
    assert "vroeg iets wat niet mag" in page
    assert "Eva (persoon-eva)" in page
    assert "@example.nl" not in page
    assert ada.get(f"{LOG}/deur?voor=1").status_code == 200
