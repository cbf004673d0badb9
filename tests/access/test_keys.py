"""Keys of programs: shown once, known by a hash, and gone with who answers for them."""

from datetime import timedelta

import pytest

from directory.access import accounts, keys
from directory.access.keys import Made
from directory.errors import Conflict, Invalid, Unknown
from directory.permissions import CONSOLE, may
from tests.access.door import Door


@pytest.fixture
def made(door: Door) -> Made:
    door.first()
    owner = door.person("eva@example.nl", "editor").person
    raw = {"name": "Sociale kaart", "owner": owner.id, "scopes": ["proposals:write", "drafts:read"], "days": 30}
    return keys.create(door.access, CONSOLE, raw, door.now)


def test_a_key_lets_a_program_in_as_what_it_is(door: Door, made: Made) -> None:
    actor = keys.of(door.access, made.secret, door.now)
    assert actor is not None
    assert actor.id == made.key.id
    assert actor.owner == made.key.owner
    assert may(actor, "propose")
    assert not may(actor, "import")
    assert made.key.scopes == ("drafts:read", "proposals:write")


def test_it_has_a_prefix_and_256_bits_and_only_a_hash_is_kept(door: Door, made: Made) -> None:
    prefix, name, secret = made.secret.split("_")
    assert (prefix, f"sleutel-{name}") == ("gids", made.key.id)
    assert len(secret) * 4 == 256
    kept = door.kept()
    assert secret.encode() not in kept
    assert made.key.hash.encode() in kept


def test_what_is_nearly_a_key_is_none(door: Door, made: Made) -> None:
    secret = made.secret
    for odd in (
        "",
        "gids",
        "gids__",
        secret[:-1],
        secret + "0",
        secret.upper(),
        secret.replace("gids", "tool"),
        f" {secret}",
        secret[:-1] + ("0" if secret[-1] != "0" else "1"),
        "gids_\ud800_x",
        made.key.hash,
    ):
        assert keys.of(door.access, odd, door.now) is None


def test_the_day_of_its_last_use_is_known_and_no_more(door: Door, made: Made) -> None:
    assert keys.listed(door.access, CONSOLE)[0].used is None
    for hours in (0, 3, 24):
        door.now += timedelta(hours=hours)
        keys.of(door.access, made.secret, door.now)
        assert keys.listed(door.access, CONSOLE)[0].used == door.now.date()


@pytest.mark.parametrize(("days", "works"), [(29.9, True), (30.1, False), (-1, False)])
def test_it_ends_by_itself(door: Door, made: Made, days: float, works: bool) -> None:
    assert (keys.of(door.access, made.secret, door.now + timedelta(days=days)) is not None) is works


def test_it_is_revoked_once_and_at_once(door: Door, made: Made) -> None:
    keys.revoke(door.access, CONSOLE, made.key.id, door.now)
    assert keys.of(door.access, made.secret, door.now) is None
    with pytest.raises(Conflict):
        keys.revoke(door.access, CONSOLE, made.key.id, door.now)
    with pytest.raises(Unknown):
        keys.revoke(door.access, CONSOLE, "sleutel-x", door.now)


def test_it_does_not_outlive_the_account_of_who_answers_for_it(door: Door, made: Made) -> None:
    accounts.disable(door.access, CONSOLE, made.key.owner, door.now)
    assert keys.of(door.access, made.secret, door.now) is None
    accounts.enable(door.access, CONSOLE, made.key.owner, door.now)
    assert keys.of(door.access, made.secret, door.now) is not None


@pytest.mark.parametrize(
    "more",
    [
        {"owner": "persoon-x"},
        {"owner": "console"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"days": 0},
        {"days": 367},
        {"name": ""},
        {"hash": "x"},
        {"revoked": None},
    ],
)
def test_a_key_needs_an_owner_a_scope_and_an_end(door: Door, made: Made, more: dict[str, object]) -> None:
    raw = {"name": "x", "owner": made.key.owner, "scopes": ["drafts:read"], **more}
    with pytest.raises(Invalid):
        keys.create(door.access, CONSOLE, raw, door.now)
    assert len(keys.listed(door.access, CONSOLE)) == 1
