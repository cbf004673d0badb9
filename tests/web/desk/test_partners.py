"""Partners at the desk over HTTP: the call list, links that are sent, shown once or stopped, the address on file."""

import re
from datetime import timedelta

import pytest
from msgspec import structs

from directory.access import partner_links
from directory.curation.approving import Approval, approve, look
from directory.curation.reminding import Reminders
from directory.errors import Forbidden
from directory.gate.house import House
from directory.mail.letters import content
from directory.model.ids import derived_id
from directory.permissions import CONSOLE
from tests.api.caller import of
from tests.api.caller import program as key
from tests.conftest import Desk
from tests.web.desk.colleague import Colleague, access, hire

KADERA, FIER = derived_id("organization", "kadera"), derived_id("organization", "fier")
PAGE = "/beheer/partners"


def house(desk: Desk, *, mail: bool = True) -> House:
    found: House = desk.application.litestar.state.house
    found.outbox = structs.replace(found.outbox, on=mail)
    return found


def mailed(desk: Desk) -> list[tuple[str, str]]:
    box = house(desk).outbox
    found = (content(box.seal.open(each.id, each.sealed or "")) for each in box.letters.open(99))
    return [(each.to, each.facts.link) for each in found]


def shown(page: str) -> str:
    """The link that stands on a page; "" when none does."""
    found = re.search(r'<p class="secret">(http[^<]*)</p>', page)
    return found[1] if found else ""


def test_a_link_goes_to_the_address_on_file_and_is_not_shown(desk: Desk) -> None:
    house(desk)
    eva = hire(desk, "editor")
    answer = eva.post(f"{PAGE}/{KADERA}/link")
    assert answer.status_code == 303
    ((to, link),) = mailed(desk)
    assert to == "info@kadera.nl"
    page = eva.get(f"{PAGE}/{KADERA}").text
    assert "werkt tot en met 9 december 2026" in page
    assert "Editor" in page
    assert link.rpartition("/")[2] not in page
    assert desk.client.get(link.partition(":8000")[2]).status_code == 200


def test_without_an_address_or_a_mail_server_it_is_shown_once(desk: Desk) -> None:
    eva = hire(desk, "editor")
    for organization, mail in ((KADERA, False), (FIER, True)):
        house(desk, mail=mail)
        link = shown(eva.post(f"{PAGE}/{organization}/link").text)
        assert desk.client.get(link.partition(":8000")[2]).status_code == 200
        assert shown(eva.get(f"{PAGE}/{organization}").text) == ""
    assert mailed(desk) == []


def answered(desk: Desk, link: str) -> str:
    """Somebody answers the first question by this link with another number; the id of the proposal."""
    before, path = {each.id for each in desk.store.proposals()}, link.partition(":8000")[2]
    page = desk.client.get(path).text
    key = next(each for each in re.findall(r'<fieldset id="([^"]+)"', page) if each.endswith(".phone"))
    seen = page.partition(f'name="stand-{key}" value="')[2].partition('"')[0]
    fields = {f"antwoord-{key}": "no", f"tekst-{key}": "053-436 00 01", f"stand-{key}": seen}
    assert desk.client.post(path, data=fields).status_code == 200
    (new,) = {each.id for each in desk.store.proposals()} - before
    return new


def yes(desk: Desk, id: str, who: Colleague) -> None:
    review = look(desk.store, id)
    approve(desk.store, id, Approval(revision=review.revision, seen=review.seen, checked="called"), who.actor, desk.now)


def test_who_saw_the_link_or_wrote_down_the_mailbox_approves_nothing_that_comes_of_it(desk: Desk) -> None:
    """Otherwise one reviewer could answer as the partner and approve as themselves."""
    rik, olga = hire(desk, "reviewer", "rik"), hire(desk, "reviewer", "olga")
    house(desk, mail=False)
    seen_by_rik = answered(desk, shown(rik.post(f"{PAGE}/{KADERA}/link").text))
    with pytest.raises(Forbidden):
        yes(desk, seen_by_rik, rik)
    house(desk)
    assert rik.post(f"{PAGE}/{KADERA}/adres", {"mail": "rik@example.nl"}).status_code == 303
    olga.post(f"{PAGE}/{KADERA}/link")
    sent_by_olga = answered(desk, mailed(desk)[-1][1])
    with pytest.raises(Forbidden):
        yes(desk, sent_by_olga, rik)
    yes(desk, sent_by_olga, olga)


def test_writing_the_same_mailbox_down_once_more_does_not_hide_who_brought_it_in(desk: Desk) -> None:
    rik, olga = hire(desk, "reviewer", "rik"), hire(desk, "reviewer", "olga")
    house(desk)
    for each in (rik, olga):
        each.post(f"{PAGE}/{KADERA}/adres", {"mail": "rik@example.nl"})
    olga.post(f"{PAGE}/{KADERA}/link")
    with pytest.raises(Forbidden):
        yes(desk, answered(desk, mailed(desk)[-1][1]), rik)


@pytest.mark.parametrize("program", [False, True], ids=["in person", "by a key"])
def test_who_changed_the_published_mailbox_approves_nothing_that_comes_of_it(desk: Desk, program: bool) -> None:
    """The address that an organization publishes may be the mailbox of who put it there."""
    rik, olga = hire(desk, "reviewer", "rik"), hire(desk, "reviewer", "olga")
    house(desk)
    found = desk.client.get(f"/api/v1/organizations/{KADERA}")
    writes = key(desk, of(rik), ["proposals:write"]) if program else of(rik)
    done = writes("PATCH", f"/organizations/{KADERA}", {"email": "rik@example.nl"}, seen=found.headers["etag"])
    assert done.status_code == (202 if program else 200)
    if program:
        yes(desk, desk.store.proposals()[-1].id, olga)
    olga.post(f"{PAGE}/{KADERA}/link")
    to, link = mailed(desk)[-1]
    assert to == "rik@example.nl"
    sent_by_olga = answered(desk, link)
    with pytest.raises(Forbidden):
        yes(desk, sent_by_olga, rik)
    yes(desk, sent_by_olga, olga)


def test_a_link_is_stopped_by_who_edits(desk: Desk) -> None:
    house(desk)
    eva = hire(desk, "editor")
    eva.post(f"{PAGE}/{KADERA}/link")
    ((_, link),) = mailed(desk)
    assert eva.post(f"{PAGE}/{KADERA}/link/stop").status_code == 303
    assert desk.client.get(link.partition(":8000")[2]).status_code == 404
    assert "gestopt op 25 november 2026" in eva.get(f"{PAGE}/{KADERA}").text


def test_an_address_that_no_mail_reaches_is_refused_and_stays_in_its_field(desk: Desk) -> None:
    house(desk)
    eva = hire(desk, "editor")
    for wrong in ("geen adres", "a@b.nl\r\nBcc: c@d.nl", "a@b.nl,c@d.nl", '"><script>alert(1)</script>@x.nl'):
        answer = eva.post(f"{PAGE}/{KADERA}/adres", {"mail": wrong})
        assert answer.status_code == 400
        assert "Naar dit adres kan geen mail." in answer.text
        assert "<script>alert" not in answer.text
    assert eva.post(f"{PAGE}/{KADERA}/adres", {"mail": "post@kadera.nl"}).status_code == 303
    assert 'value="post@kadera.nl"' in eva.get(f"{PAGE}/{KADERA}").text
    assert "post@kadera.nl" not in desk.client.get(f"/organisatie/{KADERA}").text
    assert eva.post(f"{PAGE}/{KADERA}/adres", {"mail": ""}).status_code == 303
    assert partner_links.contact_of(access(desk), KADERA) is None


def test_a_pause_is_for_reviewers(desk: Desk) -> None:
    house(desk)
    eva, rik = hire(desk, "editor"), hire(desk, "reviewer")
    assert eva.post(f"{PAGE}/{KADERA}/pauze", {"until": "2026-12-24"}).status_code == 403
    assert "Niets vragen tot en met" not in eva.get(f"{PAGE}/{KADERA}").text
    for wrong in ("gisteren", "2026-11-24", "2030-01-01"):
        answer = rik.post(f"{PAGE}/{KADERA}/pauze", {"until": wrong})
        assert answer.status_code == 400
        assert f'value="{wrong}"' in answer.text
    assert rik.post(f"{PAGE}/{KADERA}/pauze", {"until": "2026-12-24"}).status_code == 303
    reminders: Reminders = desk.application.litestar.state.reminders
    assert str(reminders.all()[KADERA].paused) == "2026-12-24"
    assert 'value="2026-12-24"' in rik.get(f"{PAGE}/{KADERA}").text


def test_the_call_list_says_whom_to_call_and_never_a_helpline(desk: Desk) -> None:
    house(desk)
    desk.now += timedelta(days=120)
    page = hire(desk, "editor").get("/beheer/bellen").text
    assert "Alarmnummer 112" in page
    assert "Bel die hier niet voor" in page
    assert not re.search(r'class="number">(?:112|113|0800-2000|0800-0188)<', page)
    assert "tel:" not in page
    assert f'href="{PAGE}/{KADERA}"' in page
    assert "krijgt mail" in page


def test_every_organization_can_be_sent_a_link_also_when_nothing_is_due(desk: Desk) -> None:
    eva = hire(desk, "editor")
    every = eva.get(PAGE).text
    assert every.count(f'href="{PAGE}/') == len(house(desk).atlas.catalogue.ids("organization"))
    found = eva.get(f"{PAGE}?naam=KADER").text
    assert f'href="{PAGE}/{KADERA}"' in found
    assert f'href="{PAGE}/{FIER}"' not in found
    assert "0 organisaties." in eva.get(f"{PAGE}?naam=%22><script>").text
    assert '<script>"' not in eva.get(f"{PAGE}?naam=%22><script>").text


def test_nobody_does_any_of_it_without_being_there_or_with_a_foreign_form(desk: Desk) -> None:
    house(desk)
    eva = hire(desk, "editor")
    for path in ("link", "link/stop", "adres", "pauze"):
        bare = desk.client.post(f"{PAGE}/{KADERA}/{path}", data={"mail": "x@example.nl"}, follow_redirects=False)
        assert bare.status_code in (401, 403)
        assert eva.post(f"{PAGE}/{KADERA}/{path}", {"_token": "anders"}).status_code == 403
    assert mailed(desk) == []
    assert partner_links.links_of(access(desk), CONSOLE, KADERA) == ()


def test_of_what_is_no_organization_there_is_no_page(desk: Desk) -> None:
    eva = hire(desk, "editor")
    for id in ("bestaat-niet", derived_id("contact-point", "x"), "%00", "a" * 500):
        assert eva.get(f"{PAGE}/{id}").status_code == 404
        assert eva.post(f"{PAGE}/{id}/link").status_code == 404
