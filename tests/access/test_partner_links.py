"""Links for partners: one organization, one answer, two weeks; and no word about why one does not work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from directory.access import partner_links as links
from directory.access import retention
from directory.access.partner_links import Given
from directory.errors import Forbidden, Invalid, Unknown
from directory.model.ids import derived_id
from directory.permissions import CONSOLE, VISITOR, Actor, may
from tests.access.door import Door

KADERA, FIER = derived_id("organization", "kadera"), derived_id("organization", "fier")
EDITOR = Actor(id="persoon-eva", roles=frozenset({"editor"}))
PARTNER = Actor(id="link-x", roles=frozenset({"partner"}), organization=KADERA)
KEY = Actor(id="sleutel", roles=frozenset({"key"}), scopes=frozenset({"proposals:write"}), owner="persoon-eva")


def give(door: Door, organization: str = KADERA, **more: str) -> Given:
    return links.give(door.access, EDITOR, organization, door.now, **more)


def use(door: Door, token: str) -> str:
    with links.answering(door.access, token, door.now) as link:
        return link.organization


def refused(door: Door, token: str) -> None:
    told = set()
    for deed in (links.look, lambda access, token, now: use(door, token)):
        with pytest.raises(Unknown) as why:
            deed(door.access, token, door.now)
        told.add((why.value.code, why.value.detail))
    assert told == {("link.unknown", "This link does not work (any more).")}


def test_a_link_opens_one_organization_and_looking_uses_nothing_up(door: Door) -> None:
    given = give(door)
    for _ in range(5):
        assert links.look(door.access, given.token, door.now).organization == KADERA
    assert use(door, given.token) == KADERA
    refused(door, given.token)


def test_what_fails_within_leaves_the_link_as_it_was(door: Door) -> None:
    given = give(door)
    with pytest.raises(ValueError, match="stuk"), links.answering(door.access, given.token, door.now):
        raise ValueError("stuk")
    assert use(door, given.token) == KADERA


def test_the_token_is_kept_nowhere(door: Door) -> None:
    given = give(door)
    use(door, give(door, FIER).token)
    assert given.token.encode() not in door.kept()
    assert given.link.hash.encode() in door.kept()


def test_a_tampered_link_opens_nothing(door: Door) -> None:
    token = give(door).token
    for at in (0, 31, 63):
        refused(door, token[:at] + ("0" if token[at] != "0" else "1") + token[at + 1 :])
    for odd in ("", token[:-1], token + "0", token.upper(), f" {token}", "\ud800", give(door, FIER).link.id):
        refused(door, odd)


@pytest.mark.parametrize(("after", "opens"), [(13.9, True), (14.1, False), (-0.1, False), (-400, False), (4000, False)])
def test_a_link_lives_two_weeks_by_a_clock_that_runs_forward(door: Door, after: float, opens: bool) -> None:
    given = give(door)
    door.now += timedelta(days=after)
    if opens:
        assert use(door, given.token) == KADERA
    else:
        refused(door, given.token)


def test_a_new_link_takes_the_place_of_the_one_before_and_of_no_other_organization(door: Door) -> None:
    one, other, two = give(door), give(door, FIER), give(door)
    refused(door, one.token)
    assert use(door, two.token) == KADERA
    assert use(door, other.token) == FIER


def test_a_link_that_was_revoked_opens_nothing(door: Door) -> None:
    given = give(door)
    assert links.revoke(door.access, EDITOR, KADERA, door.now)
    refused(door, given.token)
    assert not links.revoke(door.access, EDITOR, KADERA, door.now)


def test_of_two_who_answer_at_once_one_comes_in(door: Door) -> None:
    token = give(door).token

    def one(_: int) -> bool:
        try:
            return bool(use(door, token))
        except Unknown:
            return False

    with ThreadPoolExecutor(4) as several:
        assert sum(several.map(one, range(4))) == 1


def test_the_public_fills_no_mailbox_and_takes_no_link_away_that_was_just_sent(door: Door) -> None:
    given = give(door)
    assert links.ask(door.access, KADERA, door.now) is None
    assert links.look(door.access, given.token, door.now)
    asked = 0
    for _ in range(14 * 24):
        door.now += timedelta(hours=1)
        asked += links.ask(door.access, KADERA, door.now) is not None
    assert asked <= 6
    many = [links.ask(door.access, derived_id("organization", str(each)), door.now) for each in range(60)]
    assert sum(each is not None for each in many) <= 30


def test_whoever_could_read_a_link_is_one_hand_with_it(door: Door) -> None:
    actor = links.actor_of(give(door, behind="persoon-eva").link)
    assert actor.selves == {actor.id, "persoon-eva"}
    assert may(actor, "answer-questions", organization=KADERA)
    assert not may(actor, "answer-questions", organization=FIER)
    assert not any(may(actor, deed) for deed in ("propose", "publish", "approve", "confirm-fact", "read-drafts"))


Deed = Callable[[Door, Actor], object]
DEEDS: tuple[Deed, ...] = (
    lambda door, who: links.give(door.access, who, KADERA, door.now),
    lambda door, who: links.revoke(door.access, who, KADERA, door.now),
    lambda door, who: links.links_of(door.access, who, KADERA),
    lambda door, who: links.write_contact(door.access, who, KADERA, {"mail": "a@example.nl"}, door.now),
    lambda door, who: links.forget_contact(door.access, who, KADERA, door.now),
)


@pytest.mark.parametrize("who", [VISITOR, PARTNER, KEY], ids=lambda who: who.id)
def test_only_who_edits_sends_and_revokes(door: Door, who: Actor) -> None:
    for deed in DEEDS:
        with pytest.raises(Forbidden):
            deed(door, who)
        deed(door, EDITOR)


def test_an_address_on_file_is_one_address_and_with_another_one_the_old_link_stops(door: Door) -> None:
    links.write_contact(door.access, EDITOR, KADERA, {"mail": "Post@Kadera.nl"}, door.now)
    assert links.contacts(door.access)[KADERA].mail == "post@kadera.nl"
    given = give(door)
    links.write_contact(door.access, EDITOR, KADERA, {"mail": "nieuw@kadera.nl"}, door.now)
    refused(door, given.token)
    for wrong in (
        {},
        {"mail": "geen adres"},
        {"mail": "a@b.nl", "organization": FIER},
        {"mail": "a@b.nl\r\nBcc: c@d.nl"},
    ):
        with pytest.raises(Invalid):
            links.write_contact(door.access, EDITOR, KADERA, wrong, door.now)
    assert links.forget_contact(door.access, EDITOR, KADERA, door.now)
    assert links.contact_of(door.access, KADERA) is None


def test_links_are_let_go_of_two_weeks_after_their_end(door: Door) -> None:
    retention.sweep(door.access, door.now)
    given = give(door)
    use(door, given.token)
    for days, left in ((13, 1), (2, 0)):
        door.now += timedelta(days=days)
        retention.sweep(door.access, door.now)
        assert len(links.links_of(door.access, CONSOLE, KADERA)) == left
