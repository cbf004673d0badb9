"""What readers say is wrong: by record, crisis doors first, handled with what was done. Of readers nothing."""

import pytest
from msgspec import structs

from directory.curation.reports import Report
from directory.gate.house import House
from directory.model.ids import derived_id
from tests.conftest import Desk
from tests.web.desk.colleague import hire

HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"
HOME = "/beheer/meldingen"


def house(desk: Desk) -> House:
    found: House = desk.application.litestar.state.house
    return found


@pytest.fixture
def told(desk: Desk) -> Desk:
    """Three things that readers said."""
    one = Report(
        id="one", day=desk.now.date(), kind="organization", slug="kadera", about="phone", text=HOSTILE, times=3
    )
    others = (
        structs.replace(one, id="two", about="url", text=None, times=1),
        structs.replace(one, id="three", kind="contact-point", slug="veilig-thuis-twente-melding-telefoon", times=1),
        structs.replace(one, id="four", slug="nobody-any-more"),
    )
    for each in (one, *others):
        assert house(desk).reports.keep(each)
    return desk


def test_reports_stand_with_their_record_and_what_it_says_now(told: Desk) -> None:
    page = hire(told, "editor").get(HOME)
    assert page.status_code == 200
    assert f"/beheer/gegevens/organization/{derived_id('organization', 'kadera')}" in page.text
    # One step from what is said to the field that it is about.
    assert f"/{derived_id('organization', 'kadera')}/wijzig?veld=website" in page.text
    assert "3 keer" in page.text
    assert "Staat er nu" in page.text
    assert "Dit staat niet meer in de gids." in page.text
    assert "<script>alert(1)" not in page.text
    assert page.text.index("Mensen in gevaar") < page.text.index("Kadera")


def test_handling_one_says_what_was_done_and_forgets_what_was_said(told: Desk) -> None:
    editor = hire(told, "editor")
    refused = editor.post(f"{HOME}/one", {"done": "deleted"})
    assert refused.status_code == 400
    assert "Kies wat u heeft gedaan." in refused.text
    done = editor.post(f"{HOME}/one", {"done": "changed", "text": HOSTILE, "handled": "1"})
    assert done.headers["location"] == f"{HOME}?gedaan=handled"
    page = editor.get(done.headers["location"]).text
    assert "Afgehandeld." in page
    assert "Ik heb het aangepast</span>" in page
    assert f'{derived_id("organization", "kadera")}">Kadera</a>' in page
    assert {each.id for each in house(told).reports.open(9)} == {"two", "three", "four"}
    for gone in ("one", "nobody", "..%2F..", "%00"):
        assert editor.post(f"{HOME}/{gone}", {"done": "right"}).status_code == 404


def test_only_people_at_the_desk_read_them_and_only_a_form_of_ours_handles_them(told: Desk) -> None:
    assert told.client.get(HOME, follow_redirects=False).status_code == 303
    editor = hire(told, "editor")
    for fields in ({"_token": "x"}, {"_token": ""}):
        assert editor.post(f"{HOME}/one", {"done": "right", **fields}).status_code == 403
    assert len(house(told).reports.open(9)) == 4
