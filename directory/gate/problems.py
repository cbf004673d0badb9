"""How failure looks: one table from our errors to HTTP, one shape (RFC 9457), every fault of a request at once."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.plugins.problem_details import ProblemDetailsConfig, ProblemDetailsException, ProblemDetailsPlugin
from msgspec import to_builtins

from directory import errors
from directory.model import Tombstone
from directory.model.json import encode
from directory.permissions import MATRIX

STATUS: dict[type[errors.DirectoryError], int] = {
    errors.Invalid: 400,
    errors.Unknown: 404,
    errors.Gone: 410,
    errors.Conflict: 412,
    errors.Overtaken: 409,
    errors.Forbidden: 403,
    errors.Unavailable: 503,
    errors.Damaged: 503,
}
TITLES = {
    400: "The request is not right",
    401: "Say who you are",
    403: "Not for you",
    404: "Not found",
    405: "This method is not possible here",
    406: "Not available in that form",
    409: "A later change stands in the way",
    410: "No longer here",
    412: "Somebody else changed this",
    413: "Too large",
    414: "The address is too long",
    415: "Not in a form that can be read here",
    428: "Say which version you change",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not available now",
}


# Data that is the same for everybody.
OPEN = ("/api/", "/hsds/", "/reconcile")
# Everything else is a page.
FOR_PROGRAMS = (*OPEN, "/health/")
PAGE = "text/html; charset=utf-8"
# Makes the page of a failure: of an address and a status.
Failed = Callable[[str, int], bytes]


class Problem(ProblemDetailsException):
    """A failure, as the reader takes it: problem+json for programs; for who reads pages, a page."""

    def to_response(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The answer."""
        failed: Failed | None = request.app.state.get("failed")
        if failed is None or not is_page(request.scope["path"]):
            return super().to_response(request)
        content = failed(request.scope["path"], self.status_code)
        headers = {**(self.headers or {}), "Cache-Control": "no-store"}
        # The framework says the charset itself.
        return Response(content, status_code=self.status_code, media_type="text/html", headers=headers)


def is_page(path: str) -> bool:
    """Whether people read what is at this address, rather than programs."""
    return not path.startswith(FOR_PROGRAMS)


def problem(status: int, code: str, detail: str, **more: Any) -> Problem:
    """A problem of this shape, ready to be raised."""
    # What was refused now may be there a moment later, and is for who asked.
    headers = {"Cache-Control": "no-store", **(more.pop("headers", None) or {})}
    extra = {"code": code, **{key: value for key, value in more.items() if value is not None}}
    return Problem(
        status_code=status,
        title=TITLES.get(status, HTTPStatus(status).phrase),
        detail=detail,
        type_=f"/api/v1/docs#{code.replace('.', '-')}",
        extra=extra,
        headers=headers,
    )


def body(status: int, code: str, detail: str, **more: Any) -> bytes:
    """The same problem as bytes, for where no handler runs."""
    made = problem(status, code, detail, **more)
    shape = {"status": status, "type": made.type_, "title": made.title, "detail": detail, **(made.extra or {})}  # type: ignore[dict-item]
    return encode(shape)


def _of_error(error: errors.DirectoryError) -> ProblemDetailsException:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    more: dict[str, Any] = {}
    if isinstance(error, errors.Invalid):
        more["errors"] = [_fault(each) for each in error.faults]
        more |= {key: value for key, value in error.facts.items() if key == "places"}
    if isinstance(error, errors.Gone):
        more["tombstone"] = _tombstone(error.facts.get("tombstone"))
    if isinstance(error, errors.Overtaken):
        more["sides"] = to_builtins(error.facts.get("sides"))
    elif isinstance(error, errors.Conflict):
        more |= {name: error.facts[name] for name in ("expected", "current", "status") if name in error.facts}
    if isinstance(error, errors.Forbidden):
        more |= _refused(error.facts.get("action"), error.facts.get("reason"))
    if isinstance(error, errors.Unavailable):
        more["headers"] = {"Retry-After": "5"} if error.retry else None
    return problem(status, error.code, _detail(error), **more)


def _refused(action: Any, reason: object) -> dict[str, Any]:
    """What somebody may not do and why; of a key without the scope, which one it lacks (RFC 6750)."""
    more: dict[str, Any] = {"action": action, "reason": reason}
    if reason == "scope":
        challenge = f'Bearer realm="gids", error="insufficient_scope", scope="{MATRIX[action].scope}"'
        more["headers"] = {"WWW-Authenticate": challenge}
    return more


def _detail(error: errors.DirectoryError) -> str:
    if isinstance(error, errors.Invalid):
        return " ".join(each.detail for each in error.faults[:3])
    if isinstance(error, errors.Unknown):
        return str(error.facts.get("detail", "There is nothing by this name."))
    if isinstance(error, errors.Gone):
        return "This was withdrawn. The tombstone says why, and what came instead."
    return "The store does not answer now." if isinstance(error, errors.Unavailable) else error.detail


def _fault(fault: errors.Fault) -> dict[str, str]:
    return {"in": fault.where, "location": fault.pointer, "code": fault.code, "detail": fault.detail}


def _tombstone(tombstone: object) -> dict[str, Any] | None:
    if not isinstance(tombstone, Tombstone):
        return None
    shape = {
        "id": tombstone.id,
        "kind": tombstone.kind,
        "status": tombstone.status,
        "reason": tombstone.reason,
        "withdrawnOn": tombstone.on.isoformat(),
        "successorId": tombstone.successor_id,
    }
    return {key: value for key, value in shape.items() if value is not None}


def _of_http(error: HTTPException) -> ProblemDetailsException:
    status = error.status_code
    details = {
        404: "There is nothing at this address.",
        405: "This address does not take that method.",
        413: "The body is larger than this address takes.",
    }
    detail = details.get(status) or ("The body is not valid JSON." if status == 400 else TITLES.get(status, ""))
    return problem(status, f"http.{status}", detail, headers=error.headers)


def _of_recursion(_: RecursionError) -> ProblemDetailsException:
    return problem(400, "json", "The body is nested too deeply.")


TABLE: dict[type[Exception], Callable[[Any], ProblemDetailsException]] = {
    **dict.fromkeys((errors.DirectoryError, *STATUS), _of_error),
    HTTPException: _of_http,
    RecursionError: _of_recursion,
}


def plugin() -> ProblemDetailsPlugin:
    """The plugin that turns every failure into problem+json."""
    return ProblemDetailsPlugin(ProblemDetailsConfig(exception_to_problem_detail_map=TABLE))


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Any:
    """A fault of ours: the reader gets a number, the log gets the story."""
    request.app.state.log.exception("unexpected", error)
    return problem(
        500, "unexpected", "Something went wrong here. The number of this request is in the answer."
    ).to_response(request)
