"""Somebody leaves, or may less than before, while what they began still waits; and clocks that jump. Over HTTP."""

from datetime import timedelta

import pytest

from tests.api.caller import of, program
from tests.conftest import Desk
from tests.web.desk.colleague import PASSPHRASE, SAME_ORIGIN, Colleague, code, hidden, hire
from tests.web.desk.deeds import CRISIS, ask, call, record

NUMBER = "053-436 00 01"
JUMPS = [timedelta(days=-1), timedelta(minutes=-6), timedelta(minutes=31), timedelta(days=400)]


@pytest.fixture
def ada(desk: Desk) -> Colleague:
    return hire(desk, "administrator", "ada")


def test_what_somebody_proposed_is_decided_by_others_after_they_left(desk: Desk, ada: Colleague) -> None:
    rik, olga = hire(desk, "reviewer", "rik"), hire(desk, "reviewer", "olga")
    waits = ask(desk, rik.actor, call(desk, CRISIS, NUMBER))
    person = f"/beheer/mensen/{rik.person.id}"
    assert ada.post(f"{person}/sluiten").status_code == 303
    assert rik.get("/beheer/voorstellen").status_code == 303
    assert ada.post(f"{person}/wissen", {"sure": "1"}).status_code == 303
    page = olga.get(f"/beheer/voorstellen/{waits.id}")
    assert "oud-medewerker" in page.text
    assert "Rik" not in page.text
    fields = {**hidden(page.text), "deel": "0", "getoond": "0", "checked": "called"}
    assert olga.post(f"/beheer/voorstellen/{waits.id}/goedkeuren", fields).status_code == 303
    assert record(desk, CRISIS).phone.number == NUMBER


def test_who_may_less_from_now_on_may_less_at_the_next_request(desk: Desk, ada: Colleague) -> None:
    rik, olga = hire(desk, "reviewer", "rik"), hire(desk, "reviewer", "olga")
    waits = ask(desk, olga.actor, call(desk, CRISIS, NUMBER))
    place = f"/beheer/voorstellen/{waits.id}"
    fields = {**hidden(rik.get(place).text), "deel": "0", "getoond": "0", "checked": "called"}
    assert ada.post(f"/beheer/mensen/{rik.person.id}/rollen", {"roles": "editor"}).status_code == 303
    # What they were about to send is held on to, and refused once they are in again.
    asked = rik.post(f"{place}/goedkeuren", fields)
    assert asked.status_code == 401
    again = {**hidden(asked.text), "_mail": "rik@example.nl", "_passphrase": PASSPHRASE, "_code": code(desk)}
    refused = desk.client.post(f"{place}/goedkeuren", data=again, headers=SAME_ORIGIN, follow_redirects=False)
    assert (refused.status_code, "Dit mag u niet doen" in refused.text) == (403, True)
    assert desk.store.proposals("open") == (waits,)


def test_a_key_stops_with_the_account_of_its_owner_and_what_it_proposed_stays(desk: Desk, ada: Colleague) -> None:
    rik = hire(desk, "reviewer", "rik")
    key = program(desk, of(rik), ["proposals:write", "drafts:read"])
    waits = ask(desk, rik.actor, call(desk, CRISIS, NUMBER))
    assert key("GET", "/proposals").json()["totalItems"] == 1
    assert ada.post(f"/beheer/mensen/{rik.person.id}/sluiten").status_code == 303
    assert key("GET", "/proposals").status_code == 401
    assert desk.store.proposals("open") == (waits,)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_session_ends_when_the_clock_jumps_either_way(desk: Desk, ada: Colleague, jump: timedelta) -> None:
    assert ada.get("/beheer").status_code == 200
    desk.now += jump
    assert ada.get("/beheer").status_code == 303
    assert of(ada)("GET", "/proposals").status_code == 401


def test_a_clock_that_was_put_back_makes_no_passphrase_of_a_moment_ago(desk: Desk, ada: Colleague) -> None:
    desk.now += timedelta(minutes=11)
    assert ada.get("/beheer/mensen").status_code == 403
    desk.now -= timedelta(minutes=17)
    assert ada.get("/beheer/mensen").status_code == 303
