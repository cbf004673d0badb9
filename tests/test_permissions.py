"""Who may do what: the table is whole, and no condition in it can be gone around."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import Forbidden
from directory.permissions import (
    ACTIONS,
    CAST,
    CONSOLE,
    MATRIX,
    REVIEWER,
    SCOPES,
    SENTENCES,
    VISITOR,
    Actor,
    matrix,
    may,
    needs_second_factor,
    refusal,
    require,
)

EDITOR = Actor(id="e", roles=frozenset({"editor"}))
REVIEWS = Actor(id="r", roles=frozenset({"reviewer"}))
ADMINISTERS = Actor(id="a", roles=frozenset({"administrator"}), confirmed=True)
KEY = Actor(id="k", roles=frozenset({"key"}), scopes=frozenset(SCOPES), owner="r")
PARTNER = Actor(id="p", roles=frozenset({"partner"}), organization="one")


def test_every_action_is_in_the_table_and_every_cell_is_said() -> None:
    assert tuple(MATRIX) == ACTIONS
    for cells in matrix().values():
        assert tuple(cells) == CAST
        assert all(cells.values())


def test_every_scope_opens_something_and_none_opens_what_the_public_sees() -> None:
    assert {grant.scope for grant in MATRIX.values()} - {None} == set(SCOPES)
    closed = ("publish", "approve", "approve-guarded", "merge", "withdraw", "emergency-hide", "revert", "undo-batch")
    closed += ("confirm-fact", "bulk-edit", "manage-people", "manage-keys", "export-audit")
    for action in closed:
        assert refusal(KEY, action, authors=["other"]) == "role"


def test_a_visitor_reads_and_reports_and_nothing_more() -> None:
    allowed = {action for action in ACTIONS if may(VISITOR, action, authors=["x"], organization="one")}
    assert allowed == {"read", "report", "request-link"}


def test_a_partner_answers_about_their_own_organization_only() -> None:
    assert may(PARTNER, "answer-questions", organization="one")
    assert refusal(PARTNER, "answer-questions", organization="two") == "organization"
    assert refusal(PARTNER, "answer-questions") == "organization"
    without = Actor(id="p", roles=frozenset({"partner"}))
    assert refusal(without, "answer-questions", organization=None) == "organization"


def test_a_higher_role_may_all_that_a_lower_one_may() -> None:
    for action in ACTIONS:
        for lower, higher in itertools.pairwise((EDITOR, REVIEWS, ADMINISTERS)):
            assert not may(lower, action, authors=["x"]) or may(higher, action, authors=["x"]), action


@pytest.mark.parametrize("actor", [REVIEWS, ADMINISTERS, CONSOLE])
@pytest.mark.parametrize("action", ["approve", "approve-guarded", "merge", "withdraw"])
def test_nobody_approves_their_own_administrators_neither(actor: Actor, action: str) -> None:
    assert may(actor, action, authors=["other"])  # type: ignore[arg-type]
    assert refusal(actor, action, authors=["other", actor.id]) == "own"  # type: ignore[arg-type]
    # Where nobody says whose it is, it may be anybody's.
    assert refusal(actor, action) == "own"  # type: ignore[arg-type]


def test_what_a_key_proposed_is_the_work_of_who_answers_for_it() -> None:
    assert KEY.selves == {"k", "r"}
    assert refusal(REVIEWS, "approve", authors=KEY.selves) == "own"
    assert refusal(KEY, "take-back-proposal", authors=["r"]) is None
    assert refusal(KEY, "take-back-proposal", authors=["other"]) == "not-own"


def test_a_key_without_the_scope_is_told_so() -> None:
    reader = Actor(id="k", roles=frozenset({"key"}), scopes=frozenset({"drafts:read"}))
    assert may(reader, "read-drafts")
    assert may(reader, "read")
    assert refusal(reader, "propose") == "scope"
    with pytest.raises(Forbidden) as told:
        require(reader, "propose")
    assert (told.value.code, told.value.facts) == ("forbidden.scope", {"action": "propose", "reason": "scope"})


def test_a_person_gets_nothing_from_scopes() -> None:
    odd = Actor(id="x", roles=frozenset({"visitor"}), scopes=frozenset(SCOPES))
    assert refusal(odd, "read-drafts") == "role"


def test_dangerous_acts_need_the_passphrase_of_a_moment_ago() -> None:
    stale = Actor(id="a", roles=frozenset({"administrator"}))
    dangerous = {action for action in ACTIONS if refusal(stale, action, authors=["x"]) == "confirm"}
    assert dangerous == {"manage-people", "manage-keys", "end-sessions-of-others", "export-audit"}
    assert all(may(ADMINISTERS, action) for action in dangerous)


def test_who_publishes_or_administers_needs_a_second_factor() -> None:
    assert not needs_second_factor(["editor"])
    assert needs_second_factor(["editor", "reviewer"])
    assert needs_second_factor(["administrator"])
    publishes = {role for action in ("publish", "approve", "emergency-hide") for role in MATRIX[action].roles}
    assert publishes == REVIEWER


@given(
    roles=st.frozensets(st.sampled_from(CAST)),
    scopes=st.frozensets(st.sampled_from(SCOPES)),
    confirmed=st.booleans(),
    action=st.sampled_from(ACTIONS),
    authors=st.frozensets(st.sampled_from(["me", "owner", "other"])),
    organization=st.sampled_from([None, "one", "two"]),
)
def test_whatever_is_combined_no_condition_is_gone_around(
    roles: frozenset, scopes: frozenset, confirmed: bool, action: str, authors: frozenset, organization: str | None
) -> None:
    actor = Actor(id="me", owner="owner", roles=roles, scopes=scopes, confirmed=confirmed, organization="one")
    grant = MATRIX[action]  # type: ignore[index]
    reason = refusal(actor, action, authors=authors, organization=organization)  # type: ignore[arg-type]
    own = bool(authors & {"me", "owner"})
    allowed = bool(roles & grant.roles) or ("key" in roles and grant.scope in scopes)
    allowed &= not grant.organization or organization == "one"
    allowed &= grant.own != "never" or (bool(authors) and not own)
    allowed &= grant.own != "only" or own
    allowed &= not grant.confirm or confirmed
    assert (reason is None) is allowed
    assert reason is None or reason in SENTENCES
