"""The page of the mail: an administrator sees what waits and why, and can have it tried now; never to whom it goes."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import structs

from directory.app import Application
from directory.mail.letters import Alarm, Invitation, Letter
from directory.mail.queue import Outbox, enqueue
from directory.model.letter import Slip
from tests.conftest import NOW, Desk
from tests.web.browser import NARROW, axe
from tests.web.desk.colleague import hire
from tests.web.desk.conftest import Working
from tests.web.looks import crowded

LINK = "https://gids.example/beheer/link?token=0123456789abcdef"
ID = str(UUID(int=7))


@pytest.fixture
def outbox(desk: Desk) -> Outbox:
    """With a mail server."""
    house = desk.application.litestar.state.house
    house.outbox = structs.replace(house.outbox, on=True)
    found: Outbox = house.outbox
    return found


def waiting(desk: Desk, outbox: Outbox) -> Slip:
    """A letter that was refused two hours ago."""
    written = desk.now - timedelta(hours=2)
    facts = Invitation(link=LINK, ends=desk.now + timedelta(days=1))
    assert enqueue(outbox, Letter(id=ID, to="eva@example.nl", facts=facts), written) == "queued"
    slip = outbox.letters.claim(written, desk.now)
    assert slip is not None
    assert slip.claimed is not None
    refused = structs.replace(slip, state="refused", word="recipient-refused", claimed=None, changed=written)
    assert outbox.letters.settle(refused, slip.claimed)
    return refused


def test_it_says_that_there_is_no_mail_server(desk: Desk) -> None:
    page = hire(desk, "administrator").get("/beheer/post")
    assert page.status_code == 200
    assert "Er is geen mailserver ingesteld." in page.text
    assert "Er wacht geen mail." in page.text
    assert not desk.settings.letters.exists()


def test_what_waits_is_listed_with_its_reason_and_without_address_or_link(desk: Desk, outbox: Outbox) -> None:
    waiting(desk, outbox)
    page = hire(desk, "administrator").get("/beheer/post").text
    for words in ("Link voor een collega", "2 uur geleden", "De mailserver kent dit mailadres niet.", "niet vanzelf"):
        assert words in page
    for secret in ("eva@example.nl", "0123456789abcdef"):
        assert secret not in page


def test_a_refused_letter_is_tried_now_when_somebody_says_so(desk: Desk, outbox: Outbox) -> None:
    waiting(desk, outbox)
    anna = hire(desk, "administrator")
    done = anna.post(f"/beheer/post/{ID}")
    assert done.status_code == 303
    assert "als eerste aan de beurt" in anna.get(done.headers["location"]).text
    slip = outbox.letters.find(ID)
    assert slip is not None
    assert (slip.state, slip.due, slip.tries) == ("waiting", desk.now, 0)


@pytest.mark.parametrize("id", [str(UUID(int=8)), "x", "%00", "'; drop table letter"])
def test_a_letter_that_is_not_there_is_not_found(desk: Desk, outbox: Outbox, id: str) -> None:
    enqueue(outbox, Letter(id=ID, to="eva@example.nl", facts=Alarm(link=LINK, hidden=1)), desk.now)
    refused = hire(desk, "administrator").post(f"/beheer/post/{id}")
    assert refused.status_code == 404
    assert len(outbox.letters.open(9)) == 1


def test_only_who_administers_sees_it_or_does_something(desk: Desk, outbox: Outbox) -> None:
    before = waiting(desk, outbox)
    for role in ("editor", "reviewer"):
        colleague = hire(desk, role)  # type: ignore[arg-type]
        assert colleague.get("/beheer/post").status_code == 403
        assert colleague.post(f"/beheer/post/{ID}").status_code == 403
    assert desk.client.post(f"/beheer/post/{ID}").status_code in (401, 403)
    assert outbox.letters.find(ID) == before


@pytest.mark.outside
def test_axe_objects_to_nothing_when_much_waits_and_it_fits_a_small_phone(
    working: Working, office: Application
) -> None:
    house = office.litestar.state.house
    house.outbox = structs.replace(house.outbox, on=True)
    for number in range(3):
        letter = Letter(id=str(UUID(int=number)), to="eva@example.nl", facts=Alarm(link=LINK, hidden=1))
        enqueue(house.outbox, letter, NOW - timedelta(hours=7 * number))
    house.outbox.letters.put_off(NOW, "unreachable")
    with working("administrator") as journey:
        assert journey.open("/beheer/post") == 200
        faults = axe(journey.page)
        journey.page.set_viewport_size(NARROW)
        faults += axe(journey.page) + crowded(journey.page)
    assert not faults
