"""People who work here: who may change what of whom, and what is left of who was erased."""

import pytest

from directory.access import accounts, keys, links, log
from directory.access.signing import Welcome
from directory.errors import Conflict, DirectoryError, Forbidden, Invalid, Unknown
from directory.model.person import Person
from directory.permissions import CONSOLE, VISITOR, Actor
from tests.access.door import PASSPHRASE, Door

INVITED = {"name": "Bert", "mail": "bert@example.nl", "roles": ["editor"]}


def as_actor(door: Door, token: str) -> Actor:
    return door.here(token).actor


def test_only_an_administrator_with_a_passphrase_of_a_moment_ago_manages_people(door: Door) -> None:
    anna = door.first()
    reviewer = as_actor(door, door.person("rik@example.nl", "reviewer").token)
    editor = as_actor(door, door.person("eva@example.nl", "editor").token)
    stale = Actor(id=anna.person.id, roles=frozenset({"administrator"}))
    key = Actor(id="k", roles=frozenset({"key"}), owner=anna.person.id, scopes=frozenset({"drafts:write"}))
    before = accounts.people(door.access, CONSOLE)
    for actor in (VISITOR, editor, reviewer, stale, key):
        for deed in (
            lambda actor=actor: accounts.people(door.access, actor),
            lambda actor=actor: accounts.invite(door.access, actor, INVITED, door.now),
            lambda actor=actor: accounts.invite_again(door.access, actor, editor.id, door.now),
            lambda actor=actor: accounts.change_roles(door.access, actor, editor.id, {"roles": ["editor"]}, door.now),
            lambda actor=actor: accounts.disable(door.access, actor, editor.id, door.now),
            lambda actor=actor: accounts.enable(door.access, actor, editor.id, door.now),
            lambda actor=actor: accounts.reset_passphrase(door.access, actor, editor.id, door.now),
            lambda actor=actor: accounts.reset_second_factor(door.access, actor, editor.id, door.now),
            lambda actor=actor: accounts.erase(door.access, actor, editor.id, door.now),
            lambda actor=actor: keys.listed(door.access, actor),
            lambda actor=actor: keys.revoke(door.access, actor, "sleutel-x", door.now),
        ):
            with pytest.raises(Forbidden):
                deed()
    with pytest.raises(Forbidden):
        log.events(door.access, editor, 10)
    assert accounts.people(door.access, CONSOLE) == before


def test_every_fault_of_an_invitation_is_told_and_nothing_else_can_be_given(door: Door) -> None:
    door.first()
    with pytest.raises(Invalid) as told:
        accounts.invite(door.access, CONSOLE, {"name": "", "mail": "x", "roles": ["owner"], "secret": "x"}, door.now)
    assert {each.pointer.split("/")[1] for each in told.value.faults} == {"name", "mail", "roles", "secret"}
    for more in ({"passphrase": "x"}, {"awaited": False}, {"id": "persoon-x"}):
        with pytest.raises(Invalid):
            accounts.invite(door.access, CONSOLE, {**INVITED, **more}, door.now)


def test_a_name_gives_no_address_away_and_the_refusal_does_not_repeat_it(door: Door) -> None:
    anna = door.first().person
    key = {"name": "Wilgenpad 87", "owner": anna.id, "scopes": ["drafts:read"]}
    for deed in (
        lambda: accounts.invite(door.access, CONSOLE, {**INVITED, "name": "Bert, Wilgenpad 87"}, door.now),
        lambda: keys.create(door.access, CONSOLE, key, door.now),
    ):
        with pytest.raises(Invalid) as told:
            deed()
        assert "Wilgenpad" not in str(told.value)
    assert b"Wilgenpad" not in door.kept()


def test_a_mail_address_is_of_one_person_however_it_is_typed(door: Door) -> None:
    door.first()
    accounts.invite(door.access, CONSOLE, INVITED, door.now)
    with pytest.raises(Conflict) as told:
        accounts.invite(door.access, CONSOLE, {**INVITED, "mail": "BERT@Example.NL"}, door.now)
    assert told.value.code == "mail.taken"
    assert accounts.find(door.access, "BERT@example.nl").name == "Bert"


def test_nobody_changes_their_own_account_as_an_administrator(door: Door) -> None:
    actor = as_actor(door, door.first().token)
    for deed in (
        lambda: accounts.change_roles(door.access, actor, actor.id, {"roles": ["editor"]}, door.now),
        lambda: accounts.disable(door.access, actor, actor.id, door.now),
        lambda: accounts.reset_second_factor(door.access, actor, actor.id, door.now),
        lambda: accounts.erase(door.access, actor, actor.id, door.now),
    ):
        with pytest.raises(Conflict) as told:
            deed()
        assert told.value.code == "person.own"


def test_somebody_who_can_administer_is_always_left(door: Door) -> None:
    anna = door.first().person
    door.person("eva@example.nl", "editor")
    for deed in (
        lambda: accounts.disable(door.access, CONSOLE, anna.id, door.now),
        lambda: accounts.erase(door.access, CONSOLE, anna.id, door.now),
        lambda: accounts.change_roles(door.access, CONSOLE, anna.id, {"roles": ["reviewer"]}, door.now),
    ):
        with pytest.raises(Conflict) as told:
            deed()
        assert told.value.code == "administrator.last"
    assert accounts.find(door.access, anna.id) == anna
    assert "disabled" not in door.events()
    door.person("bea@example.nl", "administrator")
    accounts.disable(door.access, CONSOLE, anna.id, door.now)


def test_a_role_that_needs_a_second_factor_waits_for_one(door: Door) -> None:
    door.first()
    eva = door.person("eva@example.nl", "editor").person
    with pytest.raises(Invalid, match="second factor"):
        accounts.change_roles(door.access, CONSOLE, eva.id, {"roles": ["editor", "reviewer"]}, door.now)
    rik = door.person("rik@example.nl", "reviewer").person
    changed = accounts.change_roles(
        door.access, CONSOLE, rik.id, {"roles": ["administrator", "editor", "editor"]}, door.now
    )
    assert changed.roles == ("editor", "administrator")


@pytest.mark.parametrize("raw", [{}, {"roles": []}, {"roles": ["owner"]}, {"roles": ["editor"], "mail": "x@y.nl"}])
def test_roles_are_given_as_roles_and_nothing_else(door: Door, raw: dict[str, object]) -> None:
    door.first()
    rik = door.person("rik@example.nl", "reviewer").person
    with pytest.raises(Invalid):
        accounts.change_roles(door.access, CONSOLE, rik.id, raw, door.now)


def test_who_did_not_come_yet_is_invited_again(door: Door) -> None:
    door.first()
    person, one = accounts.invite(door.access, CONSOLE, INVITED, door.now)
    for deed in (accounts.reset_passphrase, accounts.reset_second_factor):
        with pytest.raises(Conflict) as told:
            deed(door.access, CONSOLE, person.id, door.now)
        assert told.value.code == "person.invited"
    two = accounts.invite_again(door.access, CONSOLE, person.id, door.now)
    with pytest.raises(Unknown):
        links.look(door.access, one.token, door.now)
    door.take(two)
    with pytest.raises(Conflict):
        accounts.invite_again(door.access, CONSOLE, person.id, door.now)


def test_who_is_not_there_is_unknown_by_every_name(door: Door) -> None:
    door.first()
    for name in ("", "nobody@example.nl", "persoon-x", "console", "\ud800"):
        with pytest.raises(Unknown):
            accounts.find(door.access, name)
    with pytest.raises(Unknown):
        accounts.disable(door.access, CONSOLE, "persoon-x", door.now)


def test_who_is_erased_is_a_pseudonym_everywhere_and_nowhere_a_name(door: Door) -> None:
    door.first()
    rik = door.person("rik.janssen@example.nl", "reviewer")
    raw = {"name": "Sleutel van Rik", "owner": rik.person.id, "scopes": ["drafts:read"]}
    made = keys.create(door.access, CONSOLE, raw, door.now)
    for _ in range(3):
        door.enter("rik.janssen@example.nl", "niet de goede zin")
    door.welcome(rik.person)
    before = [(each.what, each.actor, each.about) for each in log.events(door.access, CONSOLE, 99)]
    assert b"rik.janssen" in door.kept()
    erased = accounts.erase(door.access, CONSOLE, rik.person.id, door.now)
    assert erased == Person(id=rik.person.id, made=rik.person.made, erased=door.now.date())
    kept = door.kept().lower()
    assert b"janssen" not in kept
    assert b"sleutel van rik" not in kept
    assert [(each.what, each.actor, each.about) for each in log.events(door.access, CONSOLE, 99)][1:] == before
    assert accounts.named(door.access, [rik.person.id]) == {rik.person.id: accounts.FORMER}
    assert door.who(rik.token) is None
    assert keys.of(door.access, made.secret, door.now) is None
    assert not isinstance(door.enter("rik.janssen@example.nl", code=rik.recovery[0]), Welcome)
    with pytest.raises(Unknown):
        accounts.enable(door.access, CONSOLE, rik.person.id, door.now)
    # The address is free for who comes next, who is somebody else.
    other = door.person("rik.janssen@example.nl", "editor").person
    assert other.id != rik.person.id


def test_what_is_refused_is_written_down_without_who_was_meant(door: Door) -> None:
    anna = door.first()
    door.enter("nobody.special@example.nl")
    door.enter("anna@example.nl", PASSPHRASE + "x")
    log.deny(door.access, door.here(anna.token).actor, "export-audit", door.now)
    told = {each.what: each for each in log.events(door.access, CONSOLE, 3)}
    assert told["denied"].detail == "export-audit"
    assert b"nobody.special" not in door.kept()
    refused = [each for each in log.events(door.access, CONSOLE, 9) if each.what == "refused"]
    assert [(each.about, each.detail) for each in refused] == [(anna.person.id, "passphrase"), (None, "unknown")]


def test_nothing_half_is_written_when_something_is_refused(door: Door) -> None:
    door.first()
    before = (door.events(), accounts.people(door.access, CONSOLE))
    for raw in ({**INVITED, "mail": "anna@example.nl"}, {**INVITED, "roles": []}):
        with pytest.raises(DirectoryError):
            accounts.invite(door.access, CONSOLE, raw, door.now)
    assert (door.events(), accounts.people(door.access, CONSOLE)) == before
