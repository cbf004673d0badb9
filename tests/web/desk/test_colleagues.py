"""People and keys at the desk over HTTP: links shown once, somebody always administers, erased is erased."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec import structs

from directory.access import accounts, keys, links
from directory.gate.house import House
from directory.mail.looking import look
from directory.model.person import Link, Person
from directory.permissions import ACTIONS, CAST, CONSOLE, matrix
from directory.web.desk.rights import DEEDS, PEOPLE
from tests.conftest import Desk
from tests.web.desk.colleague import Colleague, access, hire, present, unconfirmed

HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"
HOME = "/beheer/mensen"
EVA = {"name": "Eva", "mail": "eva@example.nl", "roles": ["editor"]}
SECRET = re.compile(r'id="geheim">([^<]*)<')


@pytest.fixture
def ada(desk: Desk) -> Colleague:
    return hire(desk, "administrator")


@pytest.fixture(autouse=True)
def _quiet(desk: Desk) -> Iterator[None]:
    yield
    assert not [line for line in desk.log.lines if "token=" in line or "@example.nl" in line or "gids_" in line]


def kept(desk: Desk, id: str) -> Person | None:
    with access(desk).people.reading() as book:
        return book.find(Person, id)


def shown(page: str) -> str:
    """What was shown once."""
    found = SECRET.search(page)
    assert found is not None
    return found[1]


def test_only_who_administers_comes_here_and_only_with_a_passphrase_of_a_moment_ago(desk: Desk) -> None:
    other = hire(desk, "editor", "ander")
    deeds = [
        f"{HOME}/{other.person.id}/{each}" for each in ("rollen", "sluiten", "wachtzin", "app", "sessies", "wissen")
    ]
    for role in ("editor", "reviewer"):
        colleague = hire(desk, role)  # type: ignore[arg-type]
        assert {
            colleague.get(path).status_code for path in (HOME, f"{HOME}/{other.person.id}", "/beheer/sleutels")
        } == {403}
        for path in (HOME, "/beheer/sleutels", *deeds):
            assert colleague.post(path, {"roles": "administrator", "sure": "1"}).status_code == 403
        assert '/beheer/mensen"' not in colleague.get("/beheer/ik").text
    long_ago = unconfirmed(hire(desk, "administrator"))
    asked = long_ago.get(HOME)
    assert asked.status_code == 403
    assert "Geef uw wachtzin opnieuw" in asked.text
    assert long_ago.post(deeds[1]).status_code == 403
    assert present(other) is not None


def test_an_invitation_is_shown_once_and_works_once(desk: Desk, ada: Colleague) -> None:
    done = ada.post(HOME, EVA)
    assert done.status_code == 200
    link = shown(done.text)
    assert link.startswith(f"{desk.settings.address}/beheer/link?token=")
    assert links.look(access(desk), link.partition("=")[2], desk.now).person is not None
    page = ada.get(HOME).text
    assert "eva@example.nl" in page
    assert "uitgenodigd" in page
    assert "token=" not in page
    assert link not in ada.get(f"{HOME}/{_id(page, 'Eva')}").text


def test_where_mail_is_on_a_link_is_mailed_and_shown_nowhere(desk: Desk, ada: Colleague) -> None:
    house: House = desk.application.litestar.state.house
    assert "Stuur de link per mail" not in ada.get(HOME).text
    house.outbox = structs.replace(house.outbox, on=True)
    assert "Stuur de link per mail" in ada.get(HOME).text
    done = ada.post(HOME, {**EVA, "send": "1"})
    assert "onderweg per mail" in done.text
    assert "token=" not in done.text
    assert [each.kind for each in look(house.outbox, ada.actor).letters] == ["invitation"]
    eva = _id(ada.get(HOME).text, "Eva")
    assert "token=" in ada.post(f"{HOME}/{eva}/wachtzin").text
    assert len(look(house.outbox, ada.actor).letters) == 1


def _id(page: str, name: str) -> str:
    found = re.search(rf'/beheer/mensen/([^"]*)">{name}<', page)
    assert found is not None
    return found[1]


def test_all_faults_stand_at_their_fields_and_what_was_typed_stays(desk: Desk, ada: Colleague) -> None:
    refused = ada.post(HOME, {"name": HOSTILE * 3, "mail": HOSTILE, "roles": ["koning"]})
    assert refused.status_code == 400
    assert refused.text.count('class="fault"') == 3
    assert "<script>alert(1)" not in refused.text
    assert "&lt;script&gt;" in refused.text
    assert ada.post(HOME, {}).text.count("Vul dit in.") == 3
    ada.post(HOME, EVA)
    taken = ada.post(HOME, {**EVA, "name": "Ander", "mail": "EVA@example.nl"})
    assert taken.status_code == 409
    assert "Iemand anders heeft dit mailadres al." in taken.text
    assert 'value="Ander"' in taken.text
    assert len(accounts.people(access(desk), CONSOLE)) == 2


def test_nothing_can_be_given_along_that_the_form_does_not_ask(desk: Desk, ada: Colleague) -> None:
    ada.post(HOME, {**EVA, "id": "persoon-ada", "passphrase": "x", "secret": "y", "made": "2020-01-01", "subject": "z"})
    eva = next(each for each in accounts.people(access(desk), CONSOLE) if each.name == "Eva")
    assert (eva.passphrase, eva.secret, eva.subject, eva.made) == (None, None, None, desk.now)
    assert eva.id != "persoon-ada"


def test_roles_are_given_and_end_the_sessions_and_some_need_a_second_factor_first(desk: Desk, ada: Colleague) -> None:
    editor, reviewer = hire(desk, "editor"), hire(desk, "reviewer")
    refused = ada.post(f"{HOME}/{editor.person.id}/rollen", {"roles": ["editor", "reviewer"]})
    assert refused.status_code == 400
    assert "eerst een app voor codes" in refused.text
    assert present(editor) is not None
    done = ada.post(f"{HOME}/{reviewer.person.id}/rollen", {"roles": ["editor"]})
    assert done.headers["location"] == f"{HOME}/{reviewer.person.id}?gedaan=saved"
    assert present(reviewer) is None
    person = kept(desk, reviewer.person.id)
    assert person is not None
    assert person.roles == ("editor",)
    for wrong in ({}, {"roles": "koning"}, {"roles": ["editor"] * 9}):
        assert ada.post(f"{HOME}/{reviewer.person.id}/rollen", wrong).status_code == 400


def test_the_last_who_administers_cannot_leave(desk: Desk, ada: Colleague) -> None:
    own = f"{HOME}/{ada.person.id}"
    for path, fields in (("rollen", {"roles": "editor"}), ("sluiten", {}), ("wissen", {"sure": "1"}), ("app", {})):
        refused = ada.post(f"{own}/{path}", fields)
        assert refused.status_code == 409
        assert "een andere beheerder" in refused.text
    second = hire(desk, "administrator", "bea")
    assert ada.post(f"{HOME}/{second.person.id}/sluiten").status_code == 303
    # Ada is the last one again.
    assert second.get(HOME).status_code == 303
    person = kept(desk, ada.person.id)
    assert person is not None
    assert person.active
    assert "Uw account" in ada.get("/beheer/ik").text


def test_closing_is_at_once_and_opening_gives_it_back(desk: Desk, ada: Colleague) -> None:
    editor = hire(desk, "editor")
    ada.post(f"{HOME}/{editor.person.id}/sluiten")
    assert present(editor) is None
    assert "gesloten" in ada.get(f"{HOME}/{editor.person.id}").text
    ada.post(f"{HOME}/{editor.person.id}/openen")
    person = kept(desk, editor.person.id)
    assert person is not None
    assert person.active


def test_who_cannot_come_in_gets_a_link_that_is_shown_once(desk: Desk, ada: Colleague) -> None:
    reviewer = hire(desk, "reviewer")
    of = f"{HOME}/{reviewer.person.id}"
    passphrase = shown(ada.post(f"{of}/wachtzin").text)
    assert links.look(access(desk), passphrase.partition("=")[2], desk.now).code
    factor = shown(ada.post(f"{of}/app").text)
    assert links.look(access(desk), factor.partition("=")[2], desk.now).must_enrol
    assert present(reviewer) is None
    assert "moet de app instellen" in ada.get(of).text
    eva = _id(ada.post(HOME, EVA) and ada.get(HOME).text, "Eva")
    again = ada.post(f"{HOME}/{eva}/wachtzin")
    assert "een uitnodiging" in again.text
    # Who never came in has no second factor that could be lost.
    assert ada.post(f"{HOME}/{eva}/app").status_code == 409
    with access(desk).people.reading() as book:
        assert len(book.all(Link, eva)) == 1


def test_a_session_of_somebody_else_is_ended_and_their_way_of_elsewhere_let_go(desk: Desk, ada: Colleague) -> None:
    editor = hire(desk, "editor")
    assert ada.post(f"{HOME}/{editor.person.id}/losmaken").status_code == 409
    ada.post(f"{HOME}/{editor.person.id}/sessies")
    assert present(editor) is None


def test_who_is_erased_is_gone_from_every_page_but_the_pseudonym(desk: Desk, ada: Colleague) -> None:
    editor = hire(desk, "editor", "evi")
    of = f"{HOME}/{editor.person.id}"
    asked = ada.post(f"{of}/wissen")
    assert asked.status_code == 400
    assert "Zet eerst een vinkje" in asked.text
    assert present(editor) is not None
    assert ada.post(f"{of}/wissen", {"sure": "1"}).headers["location"] == f"{HOME}?gedaan=erased"
    page = ada.get(HOME).text
    assert "evi@example.nl" not in page
    assert "Evi" not in page
    assert "oud-medewerker" in page
    assert editor.person.id in page
    assert ada.get(of).status_code == 404
    for path in ("rollen", "sluiten", "openen", "wachtzin", "app", "sessies", "losmaken", "wissen"):
        assert ada.post(f"{of}/{path}", {"roles": "editor", "sure": "1"}).status_code == 404


@pytest.mark.parametrize("id", ["persoon-nobody", "..%2F..", "%00", "x" * 300, "<script>"])
def test_somebody_who_is_not_there_is_not_there(desk: Desk, ada: Colleague, id: str) -> None:
    assert ada.get(f"{HOME}/{id}").status_code == 404
    for path in ("rollen", "sluiten", "wachtzin", "app", "sessies", "wissen"):
        assert ada.post(f"{HOME}/{id}/{path}", {"roles": "editor", "sure": "1"}).status_code == 404


def test_everybody_at_the_desk_can_read_who_may_do_what(desk: Desk) -> None:
    page = hire(desk, "editor").get(f"{HOME}/rechten").text
    assert {*DEEDS} == {*ACTIONS}
    assert {*PEOPLE} == {*CAST}
    assert page.count('<tr><th scope="row">') == len(ACTIONS)
    assert page.count("ja, niet het eigen werk") == sum(
        cell == "not their own" for row in matrix().values() for cell in row.values()
    )
    assert "scope" not in re.sub(r'scope="\w+"', "", page)


# Keys.

KEY = {"name": "Sociale kaart", "scopes": ["drafts:read", "proposals:write"], "days": "30"}


def test_a_key_is_shown_once_listed_by_its_beginning_and_revoked(desk: Desk, ada: Colleague) -> None:
    done = ada.post("/beheer/sleutels", {**KEY, "owner": ada.person.id})
    secret = shown(done.text)
    found = keys.of(access(desk), secret, desk.now)
    assert found is not None
    assert (found.scopes, found.owner) == ({"drafts:read", "proposals:write"}, ada.person.id)
    page = ada.get("/beheer/sleutels").text
    assert secret not in page
    assert secret.rpartition("_")[0] in page
    assert "concepten lezen, voorstellen doen" in page
    assert "25 nov" in page
    assert ada.post(f"/beheer/sleutels/{found.id}/intrekken").headers["location"] == "/beheer/sleutels?gedaan=revoked"
    assert keys.of(access(desk), secret, desk.now) is None
    assert ada.post(f"/beheer/sleutels/{found.id}/intrekken").status_code == 412
    assert ada.post("/beheer/sleutels/sleutel-x/intrekken").status_code == 404
    assert "ingetrokken" in ada.get("/beheer/sleutels").text


def test_a_key_needs_a_name_an_owner_who_works_here_a_scope_and_an_end(desk: Desk, ada: Colleague) -> None:
    for fields in (
        {},
        {**KEY, "owner": "persoon-nobody"},
        {**KEY, "owner": ada.person.id, "scopes": ["people:write"]},
        {**KEY, "owner": ada.person.id, "days": "9999"},
        {**KEY, "owner": ada.person.id, "days": "-1"},
        {**KEY, "owner": ada.person.id, "days": "x"},
        {**KEY, "owner": ada.person.id, "name": HOSTILE * 9},
    ):
        refused = ada.post("/beheer/sleutels", fields)
        assert refused.status_code == 400
        assert 'class="fault"' in refused.text
        assert "<script>alert(1)" not in refused.text
    assert keys.listed(access(desk), CONSOLE) == ()


def test_a_key_that_ended_says_so(desk: Desk, ada: Colleague) -> None:
    ada.post("/beheer/sleutels", {**KEY, "owner": ada.person.id})
    desk.now += timedelta(days=31)
    later = hire(desk, "administrator", "bea")
    assert "verlopen" in later.get("/beheer/sleutels").text
