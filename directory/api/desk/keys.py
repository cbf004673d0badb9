"""Keys of programs: made, listed and revoked by administrators who gave their passphrase a moment ago."""

from typing import Any

from directory.access import keys
from directory.access.keys import NewKey
from directory.api.desk.operation import Call, operation
from directory.api.desk.telling import Told, body_of
from directory.gate import reply
from directory.model.person import ApiKey

EXAMPLE = {
    "id": "sleutel-00aa11bb22",
    "name": "Sociale kaart van een buurgemeente",
    "owner": "persoon-ab2c",
    "scopes": ["proposals:write"],
    "made": "2026-11-25T13:00:00Z",
    "ends": "2027-11-25T13:00:00Z",
    "works": True,
}


def routes() -> list[Any]:
    """All of them."""
    return [listed, made, revoked]


@operation(
    "GET",
    "/keys",
    Told(
        id="listKeys",
        summary="Every key, the newest first",
        answers={200: "Also those that ended."},
        tag="keys",
        example={"items": [EXAMPLE]},
    ),
    action="manage-keys",
)
def listed(call: Call) -> reply.Ready:
    """What each may, who answers for it and on which day it was last used. The key itself is not kept."""
    return call.answer({"items": [_told(call, each) for each in keys.listed(call.access, call.actor)]})


@operation(
    "POST",
    "/keys",
    Told(
        id="makeKey",
        summary="Make a key",
        answers={201: "`secret` is what the program sends; it is shown this once."},
        example={"key": EXAMPLE, "secret": "gids_00aa11bb22_…"},
        body=body_of(NewKey),
        sent={"name": "Sociale kaart", "owner": "persoon-ab2c", "scopes": ["proposals:write"], "days": 365},
        tag="keys",
    ),
    action="manage-keys",
)
def made(call: Call) -> reply.Ready:
    """Somebody with an account answers for it. It only reads what waits, and proposes."""
    new = keys.create(call.access, call.actor, call.body, call.now)
    return call.answer({"key": _told(call, new.key), "secret": new.secret}, 201)


@operation(
    "DELETE",
    "/keys/{id:str}",
    Told(
        id="revokeKey",
        summary="Revoke a key",
        answers={204: "It opens nothing any more."},
        example=None,
        errors=(404, 412),
        tag="keys",
    ),
    action="manage-keys",
)
def revoked(call: Call) -> reply.Ready:
    """At once, and for good."""
    keys.revoke(call.access, call.actor, call.part(), call.now)
    return call.answer(b"", 204)


def _told(call: Call, key: ApiKey) -> dict[str, Any]:
    """A key as people see it: never the hash."""
    names = ("id", "name", "owner", "scopes", "made", "ends", "used", "revoked")
    told = {name: found for name in names if (found := getattr(key, name)) is not None}
    return told | {"works": keys.works(key, call.now)}
