"""Who may do what. One table: the desk, the API, the command line and the tests over HTTP all read this one.

Pure: it is told who asks (`Actor`), what they ask (`Action`) and on what, and says no with a reason.
"""

from collections.abc import Collection
from typing import Literal, get_args

from msgspec import Struct

from directory.errors import Forbidden
from directory.model import Id
from directory.model.person import Role, Scope

Cast = Literal["visitor", "partner", "editor", "reviewer", "administrator", "key"]
Action = Literal[
    # everybody
    "read",
    "report",
    "request-link",
    # a partner, by link
    "answer-questions",
    # at the desk
    "manage-own-account",
    "read-drafts",
    "read-history",
    "read-worklist",
    "edit-drafts",
    "propose",
    "take-back-proposal",
    "import",
    "bulk-edit",
    "decide-duplicates",
    "read-reports",
    "handle-reports",
    "send-partner-links",
    "revoke-partner-links",
    # what the public sees
    "publish",
    "confirm-fact",
    "approve",
    "approve-guarded",
    "send-back",
    "split-proposal",
    "merge",
    "withdraw",
    "emergency-hide",
    "revert",
    "undo-batch",
    "edit-lexicon",
    "edit-divisions",
    "manage-reminders",
    "read-audit",
    # administration
    "edit-vocabularies",
    "manage-people",
    "manage-keys",
    "end-sessions-of-others",
    "read-access-log",
    "read-mail-queue",
    "export-audit",
]
Refusal = Literal["role", "scope", "organization", "own", "not-own", "confirm"]

CAST: tuple[Cast, ...] = get_args(Cast)
ACTIONS: tuple[Action, ...] = get_args(Action)
SCOPES: tuple[Scope, ...] = get_args(Scope)
ROLES: tuple[Role, ...] = get_args(Role)
# Who publishes or administers has a second factor (ASVS 6.3.3).
TWO_FACTORS: frozenset[Role] = frozenset({"reviewer", "administrator"})


class Grant(Struct, frozen=True, kw_only=True):
    """Who may do one thing. A key may when it has the scope; none of the other conditions can be waived.

    `own` is "never" where it must be somebody else's work, "only" where it must be one's own. `organization` holds a
    partner to the organization of the link. `confirm` asks for the passphrase of a moment ago.
    """

    roles: frozenset[Cast]
    scope: Scope | None = None
    own: Literal["never", "only"] | None = None
    organization: bool = False
    confirm: bool = False


ANYBODY: frozenset[Cast] = frozenset(CAST)
PARTNER: frozenset[Cast] = frozenset({"partner"})
ADMINISTRATOR: frozenset[Cast] = frozenset({"administrator"})
REVIEWER: frozenset[Cast] = ADMINISTRATOR | {"reviewer"}
EDITOR: frozenset[Cast] = REVIEWER | {"editor"}

# Keys and imports only propose (SAFETY.md 7): no scope reaches anything that the public sees, or people, or keys.
MATRIX: dict[Action, Grant] = {
    "read": Grant(roles=ANYBODY),
    "report": Grant(roles=ANYBODY),
    "request-link": Grant(roles=ANYBODY),
    "answer-questions": Grant(roles=PARTNER, organization=True),
    "manage-own-account": Grant(roles=EDITOR),
    "read-drafts": Grant(roles=EDITOR, scope="drafts:read"),
    "read-history": Grant(roles=EDITOR, scope="drafts:read"),
    "read-worklist": Grant(roles=EDITOR, scope="drafts:read"),
    "edit-drafts": Grant(roles=EDITOR, scope="drafts:write"),
    "propose": Grant(roles=EDITOR, scope="proposals:write"),
    "take-back-proposal": Grant(roles=EDITOR, scope="proposals:write", own="only"),
    "import": Grant(roles=EDITOR, scope="imports:write"),
    "bulk-edit": Grant(roles=EDITOR),
    "decide-duplicates": Grant(roles=EDITOR),
    "read-reports": Grant(roles=EDITOR, scope="reports:read"),
    "handle-reports": Grant(roles=EDITOR),
    "send-partner-links": Grant(roles=EDITOR),
    "revoke-partner-links": Grant(roles=EDITOR),
    "publish": Grant(roles=REVIEWER),
    "confirm-fact": Grant(roles=REVIEWER),
    "approve": Grant(roles=REVIEWER, own="never"),
    "approve-guarded": Grant(roles=REVIEWER, own="never"),
    "send-back": Grant(roles=REVIEWER),
    "split-proposal": Grant(roles=REVIEWER),
    "merge": Grant(roles=REVIEWER, own="never"),
    "withdraw": Grant(roles=REVIEWER, own="never"),
    "emergency-hide": Grant(roles=REVIEWER),
    "revert": Grant(roles=REVIEWER),
    "undo-batch": Grant(roles=REVIEWER),
    "edit-lexicon": Grant(roles=REVIEWER),
    "edit-divisions": Grant(roles=REVIEWER),
    "manage-reminders": Grant(roles=REVIEWER),
    "read-audit": Grant(roles=REVIEWER, scope="audit:read"),
    "edit-vocabularies": Grant(roles=ADMINISTRATOR),
    "manage-people": Grant(roles=ADMINISTRATOR, confirm=True),
    "manage-keys": Grant(roles=ADMINISTRATOR, confirm=True),
    "end-sessions-of-others": Grant(roles=ADMINISTRATOR, confirm=True),
    "read-access-log": Grant(roles=ADMINISTRATOR),
    "read-mail-queue": Grant(roles=ADMINISTRATOR),
    "export-audit": Grant(roles=ADMINISTRATOR, confirm=True),
}


class Actor(Struct, frozen=True, kw_only=True):
    """Who asks. `id` is what history and audit write down: a pseudonym, never a name.

    A key has its `scopes`, an `owner` who answers for it, and a `maker` who was shown it; a partner the `organization`
    of the link. `confirmed` says that the passphrase was given a moment ago.
    """

    id: str
    roles: frozenset[Cast]
    scopes: frozenset[Scope] = frozenset()
    owner: str | None = None
    maker: str | None = None
    organization: Id | None = None
    confirmed: bool = False

    @property
    def selves(self) -> frozenset[str]:
        """The ids under which this is one and the same hand: a key is its owner too."""
        return frozenset({self.id, self.owner} - {None})  # type: ignore[arg-type]


VISITOR = Actor(id="bezoeker", roles=frozenset({"visitor"}))
# Who can start commands on the machine itself.
CONSOLE = Actor(id="console", roles=frozenset({"administrator"}), confirmed=True)


def refusal(
    actor: Actor, action: Action, *, authors: Collection[str] = (), organization: Id | None = None
) -> Refusal | None:
    """Why this actor may not do this, or None when they may.

    `authors` are the ids (`Actor.selves`) of everybody whose work it is; nobody approves their own, also not through
    a key and administrators neither. `organization` is the one that it is about.
    """
    grant = MATRIX[action]
    if denied := _of_role(actor, grant):
        return denied
    if grant.organization and (organization is None or organization != actor.organization):
        return "organization"
    if grant.own and (denied := _of_authors(actor, grant, authors)):
        return denied
    return "confirm" if grant.confirm and not actor.confirmed else None


def outright(actor: Actor, action: Action) -> Refusal | None:
    """Why this actor may do this on nothing at all, or None: for doors and menus, before it is known on what."""
    grant = MATRIX[action]
    return _of_role(actor, grant) or ("confirm" if grant.confirm and not actor.confirmed else None)


def may(actor: Actor, action: Action, *, authors: Collection[str] = (), organization: Id | None = None) -> bool:
    """Whether this actor may do this. Where somebody else's work is needed and nobody says whose it is, no."""
    return refusal(actor, action, authors=authors, organization=organization) is None


def require(actor: Actor, action: Action, *, authors: Collection[str] = (), organization: Id | None = None) -> None:
    """Raises `Forbidden` (`facts`: action, reason) unless this actor may do this."""
    if reason := refusal(actor, action, authors=authors, organization=organization):
        raise Forbidden(f"forbidden.{reason}", SENTENCES[reason], action=action, reason=reason)


SENTENCES: dict[Refusal, str] = {
    "role": "Your role does not include this.",
    "scope": "This key does not have the scope for this.",
    "organization": "This is not about your organization.",
    "own": "Somebody else has to do this: it is your own work.",
    "not-own": "Only who made this can do this.",
    "confirm": "Give your passphrase again first.",
}


def _of_role(actor: Actor, grant: Grant) -> Refusal | None:
    held = actor.roles - {"key"}
    if held & grant.roles:
        return None
    if "key" not in actor.roles:
        return "role"
    if "key" in grant.roles or grant.scope in actor.scopes:
        return None
    return "scope" if grant.scope else "role"


def _of_authors(actor: Actor, grant: Grant, authors: Collection[str]) -> Refusal | None:
    own = not actor.selves.isdisjoint(authors)
    if grant.own == "only":
        return None if own else "not-own"
    return "own" if own or not authors else None


def needs_second_factor(roles: Collection[Role]) -> bool:
    """Whether somebody with these roles must have a second factor."""
    return not TWO_FACTORS.isdisjoint(roles)


def cell(role: Cast, action: Action) -> str:
    """What the matrix says of this role: `no`, `yes`, or under which conditions."""
    grant = MATRIX[action]
    if role == "key" and role not in grant.roles:
        return f"scope {grant.scope}" if grant.scope else "no"
    if role not in grant.roles:
        return "no"
    conditions = {
        "own organization": grant.organization,
        "not their own": grant.own == "never",
        "only their own": grant.own == "only",
        "passphrase again": grant.confirm,
    }
    return ", ".join(said for said, applies in conditions.items() if applies) or "yes"


def matrix() -> dict[Action, dict[Cast, str]]:
    """Every cell: action by action, role by role."""
    return {action: {role: cell(role, action) for role in CAST} for action in ACTIONS}
