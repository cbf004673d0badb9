"""The documentation of the API as one page without script and without any request to somewhere else."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar, Request, Response, get

from directory.exchange.licence import ATTRIBUTION
from directory.gate import reply
from directory.gate.parameters import NONE, read_query
from directory.web import assets

AnyRequest = Request[Any, Any, Any]
FOLDER = Path(__file__).parent
PAGES = Environment(loader=FileSystemLoader(FOLDER / "pages"), autoescape=True, undefined=StrictUndefined)
PAGES.globals["asset"] = assets.address
HTML = "text/html; charset=utf-8"


def routes() -> list[Any]:
    """The page."""
    return [page]


@get("/api/v1/docs", include_in_schema=False)
async def page(request: AnyRequest) -> Response[bytes]:
    """Everything that the description of the API says, for people."""
    read_query(NONE, request.scope["query_string"])
    content = _page(request.app)
    return reply.reply(request, content, reply.tag(content), cache=reply.PRIVATE, media_type=HTML)


@cache
def _page(app: Litestar) -> bytes:
    schema = app.openapi_schema.to_schema()
    operations = list(_operations(schema))
    text = PAGES.get_template("docs.html").render(info=schema["info"], operations=operations, attribution=ATTRIBUTION)
    return text.encode()


def _operations(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, item in schema["paths"].items():
        if not path.startswith("/api/v1/"):
            continue
        for method, operation in item.items():
            yield {
                "method": method.upper(),
                "path": path,
                "anchor": operation["operationId"],
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "where": "Field of the body" if "requestBody" in operation else "Parameter",
                "parameters": [*_parameters(operation)],
                "example": _example(operation),
                "answers": [(status, each.get("description", "")) for status, each in operation["responses"].items()],
            }


def _parameters(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in operation.get("parameters", ()):
        yield _parameter(each["name"], each.get("schema", {}), each.get("description", ""), each.get("example"))
    content: Mapping[str, Any] = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
    for name, schema in content.get("schema", {}).get("properties", {}).items():
        yield _parameter(name, schema, schema.get("description", ""), content.get("example", {}).get(name))


def _parameter(name: str, schema: Mapping[str, Any], description: str, example: object) -> dict[str, Any]:
    kind = schema.get("type", "object" if "$ref" in schema else "string")
    of = schema.get("items", {}).get("type")
    shown = example[0] if isinstance(example, list) and example else example
    return {"name": name, "type": f"{of}, more than once" if of else kind, "description": description, "example": shown}


def _example(operation: Mapping[str, Any]) -> str:
    done = min(status for status in operation["responses"] if status.startswith("2"))
    for content in operation["responses"][done].get("content", {}).values():
        for example in content.get("examples", {}).values():
            return msgspec.json.format(msgspec.json.encode(example["value"]), indent=2).decode()
    return ""
