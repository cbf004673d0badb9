"""The description of the API, made from the routes themselves: ours, and that of `/hsds/v3` apart."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get

from directory import __version__
from directory.api.desk.suggesting import Several
from directory.api.desk.telling import SCHEMES, components
from directory.api.records import STRUCTS
from directory.gate import reply
from directory.gate.parameters import NONE, read_query

AnyRequest = Request[Any, Any, Any]
# Of which bodies are made that other schemas refer to.
BODIES = (*STRUCTS.values(), Several)


def routes() -> list[Any]:
    """The two descriptions."""
    return [description, hsds_description]


@get("/api/v1/openapi.json", include_in_schema=False)
async def description(request: AnyRequest) -> Response[bytes]:
    """Our own API."""
    return _answer(request, "/api/v1")


@get("/hsds/v3/openapi.json", include_in_schema=False)
async def hsds_description(request: AnyRequest) -> Response[bytes]:
    """The HSDS API."""
    return _answer(request, "/hsds/v3")


def _answer(request: AnyRequest, prefix: str) -> Response[bytes]:
    read_query(NONE, request.scope["query_string"])
    content = as_bytes(request.app, prefix)
    return reply.reply(request, content, reply.tag(content))


@cache
def as_bytes(app: Litestar, prefix: str) -> bytes:
    """The description of everything under `prefix`, as JSON."""
    return msgspec.json.format(msgspec.json.encode(part(app.openapi_schema.to_schema(), prefix)), indent=2)


def part(whole: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Only the paths under `prefix`, told from there, with only the components that they use."""
    within = {path: item for path, item in whole["paths"].items() if f"{path}/".startswith(f"{prefix}/")}
    paths = {path.removeprefix(prefix) or "/": _with_headers(item) for path, item in within.items()}
    schemas = {**components(BODIES), **whole.get("components", {}).get("schemas", {})}
    used = {name: schemas[name] for name in sorted(_used(paths, schemas))}
    servers = [{**each, "url": each["url"] + prefix} for each in whole["servers"]]
    parts: dict[str, Any] = {"schemas": used, "headers": HEADERS}
    if any("security" in operation for item in paths.values() for operation in item.values()):
        parts["securitySchemes"] = SCHEMES
    return {**whole, "servers": servers, "paths": paths, "components": parts}


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


HEADERS = {
    "API-Version": _header("The full version of this API.", __version__),
    "ETag": _header("Names exactly this answer; send it back in `If-None-Match`.", '"0b5e6c1e52f65f2b"'),
}


def _with_headers(item: Mapping[str, Any]) -> dict[str, Any]:
    """The operations of a path with the headers that stand on every answer."""
    told = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    return {
        method: {
            **operation,
            "responses": {status: {**each, "headers": told} for status, each in operation["responses"].items()},
        }
        for method, operation in item.items()
    }


def _used(node: object, schemas: Mapping[str, Any]) -> set[str]:
    used: set[str] = set()
    waiting = [node]
    while waiting:
        match waiting.pop():
            case {"$ref": str(reference)}:
                name = reference.rpartition("/")[2]
                if name in schemas and name not in used:
                    used.add(name)
                    waiting.append(schemas[name])
            case dict() as mapping:
                waiting += mapping.values()
            case list() as items:
                waiting += items
    return used
