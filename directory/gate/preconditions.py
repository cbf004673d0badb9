"""Which version a writer saw: nobody overwrites what they did not see (RFC 9110, `If-Match`)."""

from typing import Any

from litestar import Request

from directory.gate.problems import problem
from directory.gate.reply import bare_tag, sent

AnyRequest = Request[Any, Any, Any]


def seen(request: AnyRequest) -> tuple[str, ...]:
    """The tags in `If-Match`, bare: weak, strong and compressed ones name the same version. Raises a problem (428)
    where there is none; `*` says nothing of what was seen."""
    tags = tuple(bare_tag(each) for each in (sent(request.scope, b"if-match") or "").split(",") if each.strip())
    if not tags or "*" in tags:
        detail = "Send the ETag of the version that you saw in If-Match, so that nothing of others is overwritten."
        raise problem(428, "if-match.missing", detail)
    return tags
