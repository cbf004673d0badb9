"""The past of a record over HTTP: read, compared, put back, undone, ended, merged, and hidden at once."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from directory.model import Kept, Occasion, Organization, kind_of
from tests.conftest import Desk
from tests.curation import office
from tests.web.desk.colleague import Colleague, hidden, hire
from tests.web.desk.deeds import (
    ADVICE,
    CRISIS,
    HOSTILE,
    SHELTER,
    ask,
    call,
    chain,
    edit,
    now,
    path,
    record,
    send,
)

# An id that nobody ever had.
NEVER = "5b0c8a8e-6d0a-4d7c-9b8e-0f5a4c7f2e11"


@pytest.fixture
def rik(desk: Desk) -> Colleague:
    return hire(desk, "reviewer", "rik")


@pytest.fixture
def olga(desk: Desk) -> Colleague:
    return hire(desk, "reviewer", "olga")


@pytest.fixture
def eva(desk: Desk) -> Colleague:
    return hire(desk, "editor", "eva")


def fill(colleague: Colleague, page: str, to: str = "", **fields: Any) -> Any:
    """Open a page and send its form."""
    opened = colleague.get(page)
    assert opened.status_code == 200
    return colleague.post(to or page.partition("?")[0], {**hidden(opened.text), **fields})


def accept(colleague: Colleague, waits: str) -> None:
    """Approve all of a proposal, as its page offers it."""
    place = waits.partition("?")[0]
    ticked = re.findall(r'name="deel" value="(\d+)" checked', colleague.get(place).text)
    done = fill(colleague, place, f"{place}/goedkeuren", checked="called", deel=ticked, getoond=ticked)
    assert done.status_code == 303


def test_every_version_says_who_why_and_what(desk: Desk, rik: Colleague) -> None:
    send(desk, rik.actor, edit(desk, ADVICE, description="Een nieuwe tekst."), reason=f"Omdat {HOSTILE}")
    page = rik.get(f"{path(record(desk, ADVICE))}/geschiedenis").text
    for each in ("Versie 2: gewijzigd", "Versie 1: gemaakt", "Rik (persoon-rik)", "Beschrijving", "Een nieuwe tekst."):
        assert each in page
    assert "<script>alert" not in page
    assert HOSTILE in unescape(page)


def test_any_two_versions_are_compared(desk: Desk, rik: Colleague) -> None:
    for text in ("Tekst één.", "Tekst twee."):
        send(desk, rik.actor, edit(desk, ADVICE, description=text))
    place = f"{path(record(desk, ADVICE))}/geschiedenis"
    found = rik.get(f"{place}?van=1&tot=3").text.partition("<section")[2].partition("</section>")[0]
    assert "Tekst twee." in found
    assert "Tekst één." not in found
    for query in ("?van=1&tot=9", "?van=x&tot=1", "?van=&tot=", "?pagina=x", "?pagina=9999999"):
        assert rik.get(place + query).status_code == 200


def test_an_earlier_version_comes_back_as_a_new_one(desk: Desk, rik: Colleague) -> None:
    old = record(desk, ADVICE)
    send(desk, rik.actor, edit(desk, ADVICE, description="Een fout."))
    place = f"{path(old)}/terugzetten/1"
    assert "Een fout." in rik.get(place).text
    empty = fill(rik, place, reason=" ")
    assert (empty.status_code, 'id="reason-fout"' in empty.text) == (400, True)
    assert fill(rik, place, reason="Het stond goed.").status_code == 303
    assert now(desk, old) == old
    assert desk.store.history("contact-point", old.id)[-1].revision == 3
    assert "Een fout." not in desk.client.get(f"/hulp/{old.id}").text
    assert chain(desk).broken == ()


def test_a_number_of_a_crisis_door_does_not_come_back_by_one_person(
    desk: Desk, rik: Colleague, olga: Colleague
) -> None:
    waits = ask(desk, rik.actor, call(desk, CRISIS, "0800-2001"))
    accept(olga, f"/beheer/voorstellen/{waits.id}")
    done = fill(rik, f"{path(record(desk, CRISIS))}/terugzetten/1", reason="Toch het oude.")
    assert done.headers["location"].startswith("/beheer/voorstellen/")
    assert record(desk, CRISIS).phone.number == "0800-2001"
    accept(olga, done.headers["location"])
    assert record(desk, CRISIS).phone.number == "0800-2000"


def test_a_version_that_is_not_the_last_any_more_is_shown_again(desk: Desk, rik: Colleague) -> None:
    send(desk, rik.actor, edit(desk, ADVICE, description="Een fout."))
    place = f"{path(record(desk, ADVICE))}/terugzetten/1"
    fields = hidden(rik.get(place).text)
    send(desk, rik.actor, edit(desk, ADVICE, description="Nog een."))
    stale = rik.post(place, {**fields, "reason": "Terug."})
    assert stale.status_code == 409
    assert "Nog een." in stale.text
    assert record(desk, ADVICE).description == "Nog een."


def test_a_batch_is_read_and_taken_back_as_a_whole(desk: Desk, rik: Colleague) -> None:
    one, other = record(desk, ADVICE), record(desk, "mind-hulplijn", "organization")
    done = send(
        desk,
        rik.actor,
        edit(desk, ADVICE, description="Fout."),
        edit(desk, other.slug, "organization", description="Ook."),
    )
    batch = done.entries[0].batch
    for number in (batch, batch + 1):
        page = rik.get(f"/beheer/partij/{number}").text
        assert "2 gegevens" in page
        assert other.name in unescape(page)
    place = f"/beheer/partij/{batch}/terug"
    assert "Wordt wat het was (2)" in rik.get(place).text
    assert fill(rik, place, reason="").status_code == 400
    assert fill(rik, place, reason="Een vergissing.").status_code == 303
    assert (now(desk, one), now(desk, other)) == (one, other)
    assert rik.get(place).status_code == 409
    assert chain(desk).broken == ()


def test_a_batch_of_which_something_changed_since_says_what_is_in_the_way(desk: Desk, rik: Colleague) -> None:
    done = send(desk, rik.actor, edit(desk, ADVICE, description="Eén."))
    send(desk, rik.actor, edit(desk, ADVICE, description="Twee."))
    place = f"/beheer/partij/{done.entries[0].batch}/terug"
    page = rik.get(place)
    assert page.status_code == 409
    assert "Dit kan niet meer in één keer terug" in page.text
    assert rik.post(place, {"reason": "Toch."}).status_code == 409
    assert record(desk, ADVICE).description == "Twee."


@pytest.mark.parametrize("number", [0, 999999, 10**30])
def test_a_batch_that_there_never_was_is_not_found(desk: Desk, rik: Colleague, number: int) -> None:
    assert rik.get(f"/beheer/partij/{number}").status_code == 404
    assert rik.get(f"/beheer/partij/{number}/terug").status_code == 404
    assert rik.post(f"/beheer/partij/{number}/terug", {"reason": "x"}).status_code == 404


# Emergency.


def test_a_wrong_number_is_gone_with_one_press_and_everybody_is_told(desk: Desk, rik: Colleague) -> None:
    door = record(desk, ADVICE)
    place = f"{path(door)}/verbergen"
    assert place in rik.get(f"{path(door)}/geschiedenis").text
    done = fill(rik, place, field="phone", reason="Hier neemt een heel ander op.")
    assert done.status_code == 303
    assert "0900-1450" not in desk.client.get(f"/hulp/{door.id}").text
    assert "phone" not in desk.client.get(f"/api/v1/contact-points/{door.id}").json()
    told = [each.notice for each in desk.store.untold() if each.notice.code == "number.hidden"]
    assert {each.to for each in told} == {"reviewers", "partner"}
    assert chain(desk).broken == ()


def test_hiding_asks_for_a_value_and_a_reason_at_once_and_keeps_what_was_typed(desk: Desk, rik: Colleague) -> None:
    place = f"{path(record(desk, ADVICE))}/verbergen"
    refused = fill(rik, place, field="niets", reason="")
    assert refused.status_code == 400
    assert 'id="field-fout"' in refused.text
    assert 'id="reason-fout"' in refused.text
    typed = fill(rik, place, field="email", reason=HOSTILE)
    assert typed.status_code == 400
    assert HOSTILE in unescape(typed.text)
    assert "<script>alert" not in typed.text


def test_a_number_that_everybody_knows_is_not_hidden_by_one(desk: Desk, rik: Colleague) -> None:
    place = f"{path(record(desk, 'noodnummer-112-spoed-telefoon'))}/verbergen"
    assert "Nummers als 112" in rik.get(place).text
    assert rik.post(place, {"field": "phone", "reason": "x", "seen": "1"}).status_code == 400


def test_what_somebody_changed_meanwhile_is_not_hidden_unseen(desk: Desk, rik: Colleague) -> None:
    place = f"{path(record(desk, ADVICE))}/verbergen"
    fields = hidden(rik.get(place).text)
    send(desk, rik.actor, edit(desk, ADVICE, description="Anders."))
    stale = rik.post(place, {**fields, "field": "phone", "reason": "Fout."})
    assert (stale.status_code, "Fout." in stale.text) == (409, True)
    assert record(desk, ADVICE).phone is not None


@pytest.mark.parametrize("seen", ["", "x", "0", "99", "-1"])
def test_nobody_acts_on_what_they_do_not_say_that_they_saw(desk: Desk, rik: Colleague, seen: str) -> None:
    """A form without its revision, or with another one, changes nothing."""
    door, one = record(desk, ADVICE), record(desk, "mind-hulplijn", "organization")
    twice, before = path(twin(desk, one)), desk.store.sequence()
    for place, fields in (
        (f"{path(door)}/verbergen", {"field": "phone", "reason": "Fout.", "seen": seen}),
        (f"{path(door)}/beeindigen", {"knop": "doe", "tell": "Weg.", "why": "Weg.", "seen": seen}),
        (f"{path(door)}/terugzetten/1", {"reason": "Terug.", "seen": seen}),
        (f"{twice}/samenvoegen", {"met": one.slug, "knop": "doe", "why": "Dubbel.", "winner": seen, "loser": seen}),
    ):
        assert rik.post(place, fields).status_code == 409, place
    assert desk.store.sequence() == before
    assert desk.store.proposals() == ()


# Ending and merging.


def test_what_ends_is_shown_first_and_then_waits_for_a_second_person(
    desk: Desk, eva: Colleague, rik: Colleague
) -> None:
    door = record(desk, ADVICE)
    place = f"{path(door)}/beeindigen"
    page = eva.get(place).text
    assert "Dit eindigt (1)" in page
    assert "Iets verdwijnt uit de gids." in page
    assert fill(eva, place, knop="doe", tell="Bestaat niet meer.", why="").status_code == 400
    done = fill(eva, place, knop="doe", tell="De lijn is gestopt.", why="Gelezen op de site.")
    assert done.headers["location"].startswith("/beheer/voorstellen/")
    assert isinstance(desk.store.read("contact-point", door.id), Kept)
    accept(rik, done.headers["location"])
    assert desk.client.get(f"/api/v1/contact-points/{door.id}").status_code == 410
    assert "De lijn is gestopt." in rik.get(f"{path(door)}/geschiedenis").text
    assert rik.get(place).status_code == 410
    assert fill(rik, f"{path(door)}/terugzetten/1", reason="Toch niet.").status_code == 303
    assert now(desk, door) == door


def test_what_comes_instead_is_named_as_people_name_it(desk: Desk, eva: Colleague) -> None:
    old, new = record(desk, "mind-hulplijn", "organization"), record(desk, "luisterlijn", "organization")
    place = f"{path(old)}/beeindigen"
    for typed in (new.slug, new.id, new.name, f"https://gids.example/organisatie/{new.slug}?x=1"):
        seen = fill(eva, place, knop="bekijk", successor=typed, tell="Opgegaan in een ander.")
        assert f"Wie hier komt, gaat naar {new.name}" in unescape(seen.text)
    wrong = fill(eva, place, knop="doe", successor=HOSTILE, tell="", why="")
    assert wrong.status_code == 400
    assert 'id="successor-fout"' in wrong.text
    assert "<script>alert" not in wrong.text


def test_a_relation_ends_by_itself(desk: Desk, eva: Colleague, rik: Colleague) -> None:
    relation = next(desk.store.records("division-of-labour"))
    place = f"/beheer/gegevens/division-of-labour/{relation.id}/beeindigen"
    assert "Wat komt er in de plaats?" not in eva.get(place).text
    refused = fill(eva, place, knop="doe", tell="", why="Zo werkt het niet meer.")
    assert (refused.status_code, 'id="tell-fout"' in refused.text) == (400, True)
    done = fill(eva, place, knop="doe", tell="Dit is veranderd.", why="Zo werkt het niet meer.")
    accept(rik, done.headers["location"])
    assert not isinstance(desk.store.read("division-of-labour", relation.id), Kept)
    assert eva.get(place.replace("beeindigen", "samenvoegen")).status_code == 404


def test_where_112_stands_somebody_has_to_be_sure(desk: Desk, eva: Colleague) -> None:
    place = f"{path(record(desk, 'noodnummer-112-spoed-telefoon'))}/beeindigen"
    assert "Hier staat 112." in eva.get(place).text
    refused = fill(eva, place, knop="doe", tell="Weg.", why="Een proef.")
    assert (refused.status_code, 'id="sure-fout"' in refused.text) == (400, True)
    assert fill(eva, place, knop="doe", tell="Weg.", why="Een proef.", sure="1").status_code == 303


def twin(desk: Desk, of: Organization) -> Organization:
    """The same organization once more, as a draft of somebody else's import would be."""
    one = replace(
        of, id=str(uuid4()), slug=f"{of.slug}-dubbel", former_slugs=(), name=f"{of.name} dubbel", part_of=None
    )
    desk.store.commit([office.create(one)], office_occasion(desk))
    return one


def office_occasion(desk: Desk) -> Any:

    return Occasion(actor="redactie", at=desk.now, reason="Een proef.")


def test_two_that_are_one_are_seen_beside_each_other_and_merged_by_two_people(
    desk: Desk, eva: Colleague, rik: Colleague
) -> None:
    winner = record(desk, "mind-hulplijn", "organization")
    loser = twin(desk, winner)
    place = f"{path(loser)}/samenvoegen"
    assert winner.name in unescape(eva.get(place).text)
    seen = f"{place}?met={winner.slug}&blijft=ander"
    page = eva.get(seen).text
    assert "Waarin ze verschillen" in page
    assert "Twee gegevens worden er één." in page
    assert fill(eva, seen, knop="doe", why="").status_code == 400
    done = fill(eva, seen, knop="doe", why="Twee keer ingevoerd.", **{"kies:name": "winner"})
    assert done.headers["location"].startswith("/beheer/voorstellen/")
    accept(rik, done.headers["location"])
    assert desk.client.get(f"/api/v1/organizations/{loser.id}").json()["id"] == winner.id
    assert desk.client.get(f"/organisatie/{loser.slug}", follow_redirects=True).url.path.endswith(winner.id)
    assert chain(desk).broken == ()


def test_a_pair_that_is_none_says_so_at_its_field(desk: Desk, eva: Colleague) -> None:
    place = f"{path(record(desk, 'mind-hulplijn', 'organization'))}/samenvoegen"
    refused = eva.get(f"{place}?met=niets&blijft=dit")
    assert (refused.status_code, 'id="met-fout"' in refused.text) == (400, True)
    sent = eva.post(place, {"met": HOSTILE, "blijft": "dit", "knop": "doe", "kies:phone": "loser", "kies:x": "y"})
    assert sent.status_code == 400
    assert "<script>alert" not in sent.text


# Who may, and what there is.


def test_the_wrong_role_is_refused_every_deed(desk: Desk, eva: Colleague) -> None:
    door, batch = record(desk, ADVICE), desk.store.sequence()
    for page in (f"{path(door)}/verbergen", f"{path(door)}/terugzetten/1", f"/beheer/partij/{batch}/terug"):
        assert eva.get(page).status_code == 403
        assert eva.post(page, {"reason": "x", "field": "phone", "seen": "1"}).status_code == 403
    assert now(desk, door) == door
    stranger = desk.client.get(f"{path(door)}/geschiedenis", follow_redirects=False)
    assert stranger.headers["location"].startswith("/beheer/in")


@pytest.mark.parametrize("of", ["contact-point/" + NEVER, "niets/" + NEVER, "person/x", "%00/%00", "note/x"])
def test_what_is_no_record_is_not_found(desk: Desk, rik: Colleague, of: str) -> None:
    for page in ("geschiedenis", "verbergen", "beeindigen", "samenvoegen", "terugzetten/1"):
        assert rik.get(f"/beheer/gegevens/{of}/{page}").status_code == 404
        if page != "geschiedenis":
            assert rik.post(f"/beheer/gegevens/{of}/{page}", {"reason": "x"}).status_code == 404
    door = path(record(desk, ADVICE))
    assert rik.get(f"{door}/terugzetten/99").status_code == 404
    assert not re.search("Traceback", rik.get(f"{door}/terugzetten/{10**30}").text)


def test_no_reason_that_is_kept_holds_an_address(desk: Desk, rik: Colleague, eva: Colleague) -> None:
    address = "Wilgenpad 87, 7522 KX Enschede"
    done = send(desk, rik.actor, edit(desk, ADVICE, description="Anders."))
    waits = ask(desk, eva.actor, call(desk, CRISIS, "0800-2001"))
    door, paper, before = path(record(desk, ADVICE)), f"/beheer/voorstellen/{waits.id}", chain(desk).head
    refused = (
        fill(rik, f"{door}/terugzetten/1", reason=address),
        fill(rik, f"{door}/verbergen", field="phone", reason=address),
        fill(rik, f"/beheer/partij/{done.entries[0].batch}/terug", reason=address),
        fill(rik, f"{door}/beeindigen", knop="doe", tell=address, why="Weg."),
        fill(rik, f"{door}/beeindigen", knop="doe", tell="Weg.", why=address),
        fill(rik, paper, f"{paper}/goedkeuren", checked="called", note=address),
        fill(rik, paper, f"{paper}/terugsturen", note=address),
        fill(rik, paper, f"{paper}/intrekken", note=address),
    )
    for sent in refused:
        assert (sent.status_code, "Haal het adres weg." in sent.text) == (400, True)
    assert chain(desk).head == before


def test_the_history_of_a_secret_place_says_nothing_of_where_it_is(desk: Desk, rik: Colleague) -> None:
    place = record(desk, SHELTER, "location")
    page = rik.get(f"{path(place)}/geschiedenis").text
    assert place.name in unescape(page)
    assert kind_of(place) == "location"
    assert "Straat" not in page
