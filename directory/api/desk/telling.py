"""How the description of the API tells of operations for who is let in: the body, what is needed, who may.

Which scope a key needs is read off the permissions, so that the description cannot say something else than is done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec import Parameter as Described
from litestar.openapi.spec.enums import OpenAPIType
from msgspec import Struct

from directory.api.describe import failure, parameter_of
from directory.gate.parameters import NONE, Parameters
from directory.permissions import MATRIX, Action, cell

KEY, SESSION = "key", "session"
SCHEMES: Mapping[str, Any] = {
    KEY: {
        "type": "http",
        "scheme": "bearer",
        "description": "A key (`gids_…`) that an administrator made. It reads what waits and proposes; it never "
        "publishes. What an operation needs stands in its `security` as a scope.",
    },
    SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-session",
        "description": "Somebody who came in at the desk (`/beheer`). Writes only from pages of this site.",
    },
}
# None of these can be sent by a form of another site; what a file is, is told by its bytes.
FILES = (
    "application/octet-stream",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    "application/json",
    "application/x-ndjson",
)
# Litestar writes schemas of its own as objects; ours are JSON Schema already.
REF = "#/components/schemas/{name}"


class Told(Struct, frozen=True, kw_only=True):
    """What the description says of one operation. `answers` are sentences by status; the least has the example.

    `body` is what has to be sent (`sent` is an example of it), with `body_needed` always; a `file` is sent as it is, of
    at most so many bytes. `seen` says that `If-Match` is required.
    """

    id: str
    summary: str
    answers: Mapping[int, str]
    example: Any
    tag: str = "desk"
    parameters: Parameters = NONE
    body: Mapping[str, Any] | None = None
    sent: Any = None
    body_needed: bool = True
    body_type: str = "application/json"
    media_type: str = "application/json"
    file: int | None = None
    seen: bool = False
    errors: tuple[int, ...] = ()


def described(told: Told, action: Action, more: str | None) -> dict[str, Any]:
    """Keyword arguments for a route; `more` is said before who may."""
    statuses = {400, 401, 403, 406, 429, *told.errors}
    statuses |= {413, 415} if told.body or told.file else set()
    statuses |= {412, 428} if told.seen else set()
    failed = {status: failure(status) for status in sorted(statuses)}
    return {
        "operation_id": told.id,
        "summary": told.summary,
        "description": f"{cleandoc(more or '')}\n\n{_who(action)}".strip(),
        "tags": [told.tag],
        "operation_class": _operation(told, failed),
        "responses": {**{each: _answer(told, each) for each in sorted(told.answers)}, **failed},
        "security": security(action),
        "opt": {"action": action},
    }


def security(action: Action) -> list[dict[str, list[str]]]:
    """What lets somebody do this: a session of the right role, or a key with the scope where there is one."""
    scope = MATRIX[action].scope
    session: dict[str, list[str]] = {SESSION: []}
    return [{KEY: [scope]}, session] if scope else [session]


def _who(action: Action) -> str:
    """Who may, in words, as the permissions have it."""
    roles = {role: cell(role, action) for role in ("editor", "reviewer", "administrator")}
    people = ", ".join(role if said == "yes" else f"{role} ({said})" for role, said in roles.items() if said != "no")
    scope = MATRIX[action].scope
    return f"For {people}; a key needs the scope `{scope}`." if scope else f"For {people}; not for keys."


def _operation(told: Told, failed: Iterable[int]) -> type[Operation]:
    @dataclass
    class Secured(Operation):
        def __post_init__(self) -> None:
            given = [parameter_of(each) for each in told.parameters.values()]
            # The framework takes a status of its own for granted.
            known = {str(each) for each in (*told.answers, *failed)}
            self.responses = {status: each for status, each in (self.responses or {}).items() if status in known}
            self.parameters = [*(self.parameters or []), *given, *([IF_MATCH] if told.seen else [])]
            self.request_body = _request_body(told)

    return Secured


def _request_body(told: Told) -> RequestBody | None:
    if told.file is not None:
        return RequestBody(content={each: OpenAPIMediaType() for each in FILES}, required=True)
    if told.body is None:
        return None
    media = OpenAPIMediaType(schema=told.body, example=told.sent)  # type: ignore[arg-type]
    return RequestBody(content={told.body_type: media}, required=told.body_needed)


IF_MATCH = Described(
    name="If-Match",
    param_in="header",
    description="The `ETag` of the version that you saw. Without it 428; when it is not the version of now, 412.",
    required=True,
    schema=Schema(type=OpenAPIType.STRING),
    example='"1a2-b4c35"',
)


def _answer(told: Told, status: int) -> ResponseSpec:
    shown = status == min(told.answers) and told.example is not None
    return ResponseSpec(
        data_container=None if told.example is None else dict[str, Any],
        description=told.answers[status],
        examples=[Example(summary=told.summary, value=told.example)] if shown else None,
        media_type=told.media_type,
        generate_examples=False,
    )


def body_of(struct: type[Struct]) -> dict[str, Any]:
    """The schema of a body; what it is made of stands among the components (`components`)."""
    found: dict[str, Any] = _schemas(struct)[1][struct.__name__]
    return found


@cache
def _schemas(struct: type[Struct]) -> tuple[Any, dict[str, Any]]:
    schema, found = msgspec.json.schema_components([struct], ref_template=REF)
    return schema, {name: _bare(each) for name, each in found.items()}


def components(structs: tuple[type[Struct], ...]) -> dict[str, Any]:
    """The schemas by name that bodies of these are made of."""
    return {name: each for struct in structs for name, each in _schemas(struct)[1].items()}


def _bare(node: Any) -> Any:
    """A schema without `null`, which is no value here, and without the empty defaults that stand for absence."""
    match node:
        case {"anyOf": [only, {"type": "null"}], **more}:
            return _bare({**only, **{name: each for name, each in more.items() if name == "description"}})
        case dict():
            return {name: _bare(each) for name, each in node.items() if name not in ("default", "title")}
        case list():
            return [_bare(each) for each in node]
    return node
