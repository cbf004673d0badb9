"""How an operation describes itself for OpenAPI: parameters from the table that reads them, an example, errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec import Parameter as Described
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType

from directory.gate.parameters import Parameter, Parameters

TYPES: Mapping[str, tuple[OpenAPIType, OpenAPIFormat | None]] = {
    "text": (OpenAPIType.STRING, None),
    "integer": (OpenAPIType.INTEGER, None),
    "number": (OpenAPIType.NUMBER, None),
    "flag": (OpenAPIType.BOOLEAN, None),
    "moment": (OpenAPIType.STRING, OpenAPIFormat.DATE_TIME),
}


@dataclass
class Problem:
    """RFC 9457: what went wrong, every fault at once."""

    status: int
    type: str
    title: str
    detail: str
    instance: str = ""
    code: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)


def schema_of(parameter: Parameter) -> Schema:
    """One parameter as a JSON Schema."""
    if parameter.forms:
        forms = [_form(each) for each in parameter.forms]
        return forms[0] if len(forms) == 1 else Schema(one_of=forms)
    kind, form = TYPES[parameter.kind]
    schema = Schema(type=kind, format=form, minimum=parameter.minimum, maximum=parameter.maximum)
    if parameter.kind == "text":
        schema.max_length = parameter.maximum_length
    if parameter.choices:
        schema.enum = list(parameter.choices)
    if parameter.many:
        return Schema(type=OpenAPIType.ARRAY, items=schema, max_items=50)
    if parameter.default not in (None, "utc"):
        schema.default = parameter.default
    return schema


def _form(name: str) -> Schema:
    if name == "objects":
        return Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.OBJECT))
    return Schema(type=OpenAPIType.OBJECT if name == "object" else OpenAPIType.STRING)


def described(
    operation_id: str,
    summary: str,
    parameters: Parameters,
    example: Any = None,
    tag: str = "records",
    *,
    body: bool = False,
    media_type: str = "application/json",
    answer: Any = None,
    errors: tuple[int, ...] = (),
) -> dict[str, Any]:
    """Keyword arguments for a route. With `body` the parameters are the fields of a JSON object."""

    @dataclass
    class Told(Operation):
        def __post_init__(self) -> None:
            if body:
                self.request_body = _request_body(parameters)
            else:
                self.parameters = [*(self.parameters or []), *(parameter_of(each) for each in parameters.values())]

    statuses = {*errors, 400, 406, *((413, 415) if body else ())}
    examples = [Example(summary=summary, value=example)] if example is not None else None
    ok = ResponseSpec(
        answer or dict[str, Any],
        description="The answer.",
        examples=examples,
        media_type=media_type,
        generate_examples=False,
    )
    failed = {status: failure(status) for status in sorted(statuses)}
    return {
        "operation_id": operation_id,
        "summary": summary,
        "tags": [tag],
        "operation_class": Told,
        "responses": {200: ok, **failed},
        "opt": {"public": True},
    }


def failure(status: int) -> ResponseSpec:
    """A problem with this status, as the description tells it."""
    return ResponseSpec(
        Problem,
        description=DESCRIPTIONS[status],
        media_type="application/problem+json",
        generate_examples=False,
        examples=[Example(value=_example(status))],
    )


DESCRIPTIONS = {
    400: "Something in the request is wrong; every fault is listed.",
    401: "Nobody is there: send a key, or come in at the desk.",
    403: "Whoever asks may not do this; `reason` says why.",
    404: "There is nothing by this name, or not for whoever asks.",
    406: "The answer is not available in the form that `Accept` asks for.",
    409: "Something stands in the way; both sides are told.",
    410: "It was withdrawn; the tombstone says why.",
    412: "Somebody else changed it since: what it is now, and what you sent.",
    413: "The body is larger than this address takes.",
    415: "The body is not application/json.",
    428: "`If-Match` is missing: say which version you saw.",
    429: "Too many requests; `Retry-After` says when to go on.",
    503: "It cannot be made now; `Retry-After` says when to ask again.",
}


def _example(status: int) -> dict[str, Any]:
    detail = DESCRIPTIONS[status]
    return {
        "status": status,
        "type": f"/api/v1/docs#{status}",
        "title": "Problem",
        "detail": detail,
        "code": str(status),
    }


def parameter_of(parameter: Parameter) -> Described:
    """A parameter of the address, as the description tells it."""
    return Described(
        name=parameter.name,
        param_in="query",
        description=parameter.description,
        required=False,
        schema=schema_of(parameter),
        example=parameter.example,
    )


def _request_body(parameters: Parameters) -> RequestBody:
    properties = {each.name: schema_of(each) for each in parameters.values()}
    for name, schema in properties.items():
        schema.description = parameters[name].description
    example = {each.name: each.example for each in parameters.values() if each.example is not None}
    schema = Schema(type=OpenAPIType.OBJECT, properties=properties, additional_properties=False)  # type: ignore[arg-type]
    return RequestBody(content={"application/json": OpenAPIMediaType(schema=schema, example=example)}, required=True)
