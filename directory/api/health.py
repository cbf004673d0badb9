"""Whether this process lives, and whether it can answer."""

from typing import Any

from litestar import MediaType, Request, Response, get

from directory.errors import DirectoryError

AnyRequest = Request[Any, Any, Any]


@get("/health/live", include_in_schema=False, media_type=MediaType.TEXT)
async def live() -> str:
    """The process runs."""
    return "ok"


@get("/health/ready", include_in_schema=False)
async def ready(request: AnyRequest) -> Response[dict[str, object]]:
    """The atlas is built and the store answers (200), or not (503)."""
    here = getattr(request.app.state, "house", None)
    if here is None:
        return _said({"ready": False, "atlas": False}, 503)
    try:
        sequence = here.store.sequence()
        await here.refresh()
    except DirectoryError:
        return _said({"ready": False, "atlas": True, "store": False}, 503)
    return _said({"ready": True, "atlas": True, "store": True, "sequence": sequence}, 200)


def _said(state: dict[str, object], status: int) -> Response[dict[str, object]]:
    return Response(state, status_code=status, headers={"Cache-Control": "no-store"})
