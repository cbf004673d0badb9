"""Questions to a partner over HTTP: a link that works once, answers that are one proposal, nothing for who pries."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from msgspec import structs

from directory.access import Access, partner_links
from directory.access.partner_links import Given
from directory.curation.asking import Asked, questions
from directory.gate import inviting
from directory.gate.house import House
from directory.mail.letters import content
from directory.model.ids import derived_id
from directory.permissions import CONSOLE, Actor
from tests.conftest import Client, Desk
from tests.web.entries import bury, record, write
from tests.web.test_door_page import HOSTILE, assert_harmless

KADERA, WELBIONS = derived_id("organization", "kadera"), derived_id("organization", "welbions")
EDITOR = Actor(id="persoon-eva", roles=frozenset({"editor"}))
NEUTRAL = "Deze link werkt niet (meer)"


def house(desk: Desk) -> House:
    found: House = desk.application.litestar.state.house
    return found


def access(desk: Desk) -> Access:
    found: Access = desk.application.litestar.state.access
    return found


def give(desk: Desk, organization: str = KADERA, **more: str) -> Given:
    return partner_links.give(access(desk), EDITOR, organization, desk.now, **more)


def asked(desk: Desk, organization: str = KADERA) -> list[Asked]:
    here = house(desk)
    return questions(here.atlas.catalogue, organization, here.worklist.of(here), here.today())


def about(desk: Desk, field: str, organization: str = KADERA) -> Asked:
    return next(each for each in asked(desk, organization) if each.field == field)


def said(each: Asked, choice: str, text: str = "") -> dict[str, str]:
    return {f"antwoord-{each.key}": choice, f"tekst-{each.key}": text, f"stand-{each.key}": each.seen}


def send(desk: Desk, token: str, fields: Mapping[str, str]) -> Any:
    return desk.client.post(f"/vragen/{token}", data=dict(fields))


def proposals(desk: Desk) -> tuple[Any, ...]:
    return desk.store.proposals()


def test_a_link_asks_the_most_valuable_first_with_three_ways_to_answer(desk: Desk) -> None:
    page = desk.client.get(f"/vragen/{give(desk).token}")
    assert page.status_code == 200
    assert "Klopt 088-422 24 95 nog?" in page.text
    order = [each.key for each in asked(desk)[:12]]
    assert re.findall(r'<fieldset id="([^"]+)"', page.text) == order
    assert page.text.count('value="unknown"') == len(order)
    assert " checked" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert 'name="robots" content="noindex"' in page.text


def test_looking_uses_nothing_up_and_an_answer_does(desk: Desk) -> None:
    token = give(desk).token
    for _ in range(3):
        assert desk.client.get(f"/vragen/{token}").status_code == 200
        assert desk.client.head(f"/vragen/{token}").status_code == 200
    assert "Dank u wel" in send(desk, token, said(about(desk, "phone"), "yes")).text
    assert len(proposals(desk)) == 1
    for again in (
        desk.client.get(f"/vragen/{token}"),
        send(desk, token, said(about(desk, "phone"), "no", "053 4360000")),
    ):
        assert again.status_code == 404
        assert NEUTRAL in again.text
    assert len(proposals(desk)) == 1


def test_answers_are_one_proposal_of_the_partner_and_publish_nothing(desk: Desk) -> None:
    before = desk.store.sequence()
    fields = {
        **said(about(desk, "phone"), "no", "053-436 00 01"),
        **said(about(desk, "email"), "yes"),
        **said(about(desk, "hours"), "no", "ma-vr 9:00-17:00"),
        **said(about(desk, "area"), "unknown"),
    }
    assert send(desk, give(desk).token, fields).status_code == 200
    (proposal,) = proposals(desk)
    assert proposal.author.capacity == "partner"
    assert proposal.author.actor.startswith("link-")
    assert desk.store.sequence() == before
    assert record(desk, "organization", "kadera").phone.number == "088-422 24 95"
    doors = [each.after for each in proposal.changes if each.kind == "contact-point"]
    assert {each.phone.number for each in doors if each.phone} == {"053-436 00 01"}
    assert {each.phone.label for each in doors if each.phone} == {"Team Toegang"}


def test_i_do_not_know_is_no_answer_and_no_no(desk: Desk) -> None:
    fields = {key: value for each in asked(desk) for key, value in said(each, "unknown").items()}
    answer = send(desk, give(desk).token, fields)
    assert "Er verandert nu niets" in answer.text
    assert proposals(desk) == ()


def test_of_every_link_that_does_not_work_the_answer_is_the_same_to_the_byte(desk: Desk) -> None:
    token = give(desk).token
    used = give(desk, WELBIONS).token
    send(desk, used, said(about(desk, "description", WELBIONS), "yes"))
    revoked = give(desk, WELBIONS).token
    partner_links.revoke(access(desk), EDITOR, WELBIONS, desk.now)
    replaced = give(desk, WELBIONS).token
    give(desk, WELBIONS)
    gone = give(desk, derived_id("organization", "nergens")).token
    tampered = [token[:-1] + ("0" if token[-1] != "0" else "1"), token.upper(), "x", "a" * 2_000, "%00"]
    bodies = set()
    for each in (used, revoked, replaced, gone, *tampered):
        for answer in (desk.client.get(f"/vragen/{each}"), send(desk, each, {"opmerking": "hallo"})):
            assert answer.status_code == 404
            bodies.add(answer.text)
    assert len(bodies) == 1
    assert NEUTRAL in bodies.pop()
    assert desk.client.get(f"/vragen/{token}").status_code == 200


@pytest.mark.parametrize("jump", [timedelta(days=14, minutes=1), timedelta(hours=-1), timedelta(days=-4_000)])
def test_a_clock_that_jumps_opens_nothing_and_a_clock_put_right_does_again(desk: Desk, jump: timedelta) -> None:
    token, now = give(desk).token, desk.now
    desk.now = now + jump
    assert NEUTRAL in desk.client.get(f"/vragen/{token}").text
    assert NEUTRAL in send(desk, token, {"opmerking": "hallo"}).text
    desk.now = now
    assert desk.client.get(f"/vragen/{token}").status_code == 200


def test_answers_about_another_organization_or_field_are_not_read(desk: Desk) -> None:
    """What stands in the form names nothing: the server reads only what it asks of this organization."""
    other = about(desk, "description", WELBIONS)
    door = record(desk, "contact-point", "kadera-vrouwenopvang-telefoon")
    place = record(desk, "location", "kadera-opvang-enschede")
    fields = {**said(other, "no", "Overgenomen.")}
    for key in (f"{door.id}.lifecycle", f"{door.id}.slug", f"{place.id}.municipality", f"{place.id}.region", "x"):
        fields |= {f"antwoord-{key}": "no", f"tekst-{key}": "draft", f"stand-{key}": other.seen}
    fields |= {"organization": WELBIONS, "actor": "console", "roles": "administrator", "lifecycle": "draft"}
    token = give(desk).token
    refused = send(desk, token, fields)
    assert refused.status_code == 400
    assert "U heeft nog niets gekozen." in refused.text
    assert proposals(desk) == ()
    assert send(desk, token, {**fields, **said(about(desk, "phone"), "yes")}).status_code == 200
    (proposal,) = proposals(desk)
    own = {KADERA, *(each.id for each in (door,))}
    assert all(set(each.after.facts) >= {"phone"} for each in proposal.changes)
    assert own <= {each.id for each in proposal.changes}
    assert WELBIONS not in {each.id for each in proposal.changes}


def test_every_fault_is_told_at_its_question_and_what_was_typed_is_kept(desk: Desk) -> None:
    phone, hours = about(desk, "phone"), about(desk, "hours")
    fields = {**said(phone, "no", "bel ons <b>"), **said(hours, "no", "soms"), "opmerking": "Mail jan@voorbeeld.nl"}
    token = give(desk).token
    answer = send(desk, token, fields)
    assert answer.status_code == 400
    assert "<title>Fout:" in answer.text
    for text in ("Dit nummer kan niet.", "Deze tijden kunnen wij niet lezen.", "Haal het mailadres weg."):
        assert text in answer.text
    assert 'value="bel ons &lt;b&gt;"' in answer.text
    assert "Mail jan@voorbeeld.nl</textarea>" in answer.text
    assert answer.text.count("checked") == 2
    assert f'href="#{phone.key}"' in answer.text
    assert proposals(desk) == ()
    assert desk.client.get(f"/vragen/{token}").status_code == 200


def test_a_value_that_changed_meanwhile_is_asked_again_as_it_is_now(desk: Desk) -> None:
    token, stay = give(desk).token, about(desk, "referral.maximumStay")
    service = record(desk, "service", "kadera-vrouwenopvang")
    write(desk, structs.replace(service, referral=structs.replace(service.referral, maximum_stay="2 jaar")))
    answer = send(desk, token, said(stay, "no", "een half jaar"))
    assert answer.status_code == 400
    assert "Dit is net veranderd." in answer.text
    assert "2 jaar" in answer.text
    assert "een half jaar" in answer.text
    assert proposals(desk) == ()
    assert send(desk, token, said(about(desk, "referral.maximumStay"), "yes")).status_code == 200


def test_where_a_shelter_is_is_neither_asked_nor_taken(desk: Desk) -> None:
    token = give(desk).token
    page = unescape(desk.client.get(f"/vragen/{token}").text)
    assert "Opvang Enschede" not in page
    assert "Opvang Zwolle" not in page
    text = next(each for each in asked(desk) if each.form == "text")
    for fields in (
        {"opmerking": "Wij zitten aan de Kanariestraat"},
        said(text, "no", "Kom naar Kanariestraat 12"),
        said(about(desk, "hours"), "no", "Kanariestraat 12"),
    ):
        answer = send(desk, token, fields)
        assert answer.status_code == 400
        assert "Haal het adres weg." in unescape(answer.text)
    kept = b"".join(each.read_bytes() for each in desk.settings.data.iterdir() if each.is_file())
    assert b"anariestraat" not in kept
    assert "anariestraat" not in "\n".join(desk.log.lines)


def test_a_remark_is_kept_as_what_readers_report(desk: Desk) -> None:
    assert send(desk, give(desk).token, {"opmerking": "Wij heten binnenkort anders."}).status_code == 200
    assert [(each.slug, each.about, each.text) for each in house(desk).reports.open(9)] == [
        ("kadera", "other", "Wij heten binnenkort anders.")
    ]
    assert proposals(desk) == ()


def test_what_somebody_types_is_text(desk: Desk) -> None:
    token = give(desk).token
    text = next(each for each in asked(desk) if each.form == "text")
    for fields in (said(text, "no", HOSTILE * 20), {"opmerking": HOSTILE * 20}, said(text, HOSTILE, HOSTILE)):
        answer = send(desk, token, fields)
        assert answer.status_code == 400
        assert_harmless(answer.text)
    for raw in (b"\xff%%&&=", b"a=b&" * 5_000, b"antwoord-" * 50):
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert desk.client.post(f"/vragen/{token}", content=raw, headers=headers).status_code == 400
    assert send(desk, token, {"opmerking": "x" * 200_000}).status_code == 413


def test_an_organization_that_went_takes_its_link_along(desk: Desk) -> None:
    token = give(desk, derived_id("organization", "filomena-rotterdam")).token
    assert desk.client.get(f"/vragen/{token}").status_code == 200
    bury(desk, "organization", "filomena-rotterdam")
    assert NEUTRAL in desk.client.get(f"/vragen/{token}").text


def test_a_token_is_in_no_log_and_in_no_file(desk: Desk) -> None:
    token = give(desk).token
    desk.client.get(f"/vragen/{token}")
    send(desk, token, {"opmerking": "x" * 300})
    send(desk, token, said(about(desk, "phone"), "yes"))
    desk.client.get(f"/vragen/{token}")
    assert token not in "\n".join(desk.log.lines)
    assert "/vragen/{token" in "\n".join(desk.log.lines)
    assert token.encode() not in b"".join(each.read_bytes() for each in desk.settings.data.iterdir() if each.is_file())


def test_who_guesses_links_has_to_wait(desk: Desk) -> None:
    answers = [desk.client.get(f"/vragen/{each}").status_code for each in range(70)]
    assert answers.count(404) == 60
    assert answers[-1] == 429


# Asking for a link.


def posting(desk: Desk) -> None:
    here = house(desk)
    here.outbox = structs.replace(here.outbox, on=True)


def mailed(desk: Desk) -> list[tuple[str, str]]:
    """To whom what was mailed: the address and the link."""
    outbox = house(desk).outbox
    found = (content(outbox.seal.open(each.id, each.sealed or "")) for each in outbox.letters.open(99))
    return [(each.to, each.facts.link) for each in found]


def ask(client: Client, organization: str) -> str:
    answer = client.post(f"/organisatie/{organization}/link")
    assert answer.status_code == 200
    return answer.text.replace(organization, "")


def test_whether_we_have_an_address_shows_in_nothing(desk: Desk) -> None:
    posting(desk)
    with_address, without = ask(desk.client, KADERA), ask(desk.client, WELBIONS)
    assert with_address == without
    assert ask(desk.client, KADERA) == with_address
    assert [to for to, _ in mailed(desk)] == ["info@kadera.nl"]
    assert "@" not in with_address


def test_a_link_goes_to_the_address_on_file_and_opens_the_questions(desk: Desk) -> None:
    posting(desk)
    inviting.write_contact(access(desk), EDITOR, WELBIONS, "post@welbions.nl", desk.now)
    ask(desk.client, WELBIONS)
    ((to, link),) = mailed(desk)
    assert to == "post@welbions.nl"
    assert "Welbions" in desk.client.get(link.removeprefix(house(desk).address)).text
    (given,) = partner_links.links_of(access(desk), CONSOLE, WELBIONS)
    assert (given.by, given.behind) == ("bezoeker", EDITOR.id)


def test_no_address_of_the_asker_is_ever_used(desk: Desk) -> None:
    posting(desk)
    for path in (f"/organisatie/{KADERA}/link", f"/organisatie/{WELBIONS}/link?mail=ik@kwaad.nl"):
        desk.client.post(path, data={"mail": "ik@kwaad.nl", "to": "ik@kwaad.nl"})
    assert [to for to, _ in mailed(desk)] == ["info@kadera.nl"]


def test_a_mailbox_is_not_filled_and_who_asks_a_lot_waits(desk: Desk) -> None:
    posting(desk)
    answers = [desk.client.post(f"/organisatie/{KADERA}/link").status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert len(mailed(desk)) == 1


def test_when_mail_cannot_be_queued_nobody_sees_and_no_link_is_made(desk: Desk) -> None:
    posting(desk)
    here, whole = house(desk), ask(desk.client, WELBIONS)

    class Broken:
        def seal(self, owner: str, secret: str, now: object) -> str:
            from directory.errors import Unavailable

            raise Unavailable("letters", retry=True)

    here.outbox = structs.replace(here.outbox, seal=Broken())
    assert ask(desk.client, KADERA) == whole
    assert partner_links.links_of(access(desk), CONSOLE, KADERA) == ()
    assert "Unavailable" in "\n".join(desk.log.lines)


def test_the_page_of_an_organization_offers_it_in_dutch(desk: Desk) -> None:
    assert "Is dit uw organisatie?" in desk.client.get(f"/organisatie/{KADERA}").text
    assert f'action="/organisatie/{KADERA}/link"' in desk.client.get(f"/organisatie/{KADERA}/link").text
    assert desk.client.post("/organisatie/bestaat-niet/link").status_code == 404


def test_a_program_that_was_killed_between_proposal_and_link_takes_no_second_answer(desk: Desk) -> None:
    given, phone = give(desk), about(desk, "phone")
    fields = said(phone, "no", "053-436 00 01")
    assert send(desk, given.token, fields).status_code == 200
    # As it would be when the link had not been written any more.
    with access(desk).people.writing() as book:
        book.keep(given.link)
    assert NEUTRAL in send(desk, given.token, fields).text
    assert len(proposals(desk)) == 1
