"""Answers with a tag: sent once, refused to who cannot read them, and whole when they are streamed."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Request
from litestar.plugins.problem_details import ProblemDetailsException
from litestar.testing import RequestFactory

from directory.gate import reply


def request(**headers: str) -> Request[Any, Any, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().get("/", headers=named)


def etag(**headers: str) -> str:
    return reply.entity_tag(request(**headers), "v1")


def test_equal_parts_have_one_tag_and_any_difference_another() -> None:
    assert reply.tag(1, "a") == reply.tag(1, "a")
    tags = {reply.tag(*each) for each in [(1, "a"), (1, "b"), (2, "a"), ("1a",), (1, "a", ""), ("a", 1), ()]}
    assert len(tags) == 7
    assert all(each.isalnum() for each in tags)
    assert reply.tag("half \ud800")


def test_the_compressed_form_has_a_tag_of_its_own() -> None:
    assert etag() == '"v1"'
    assert etag(accept_encoding="br, gzip") == '"v1-gzip"'
    assert etag(accept_encoding="identity") == '"v1"'


@pytest.mark.parametrize(
    "given", ['"v1"', 'W/"v1"', '"v1-gzip"', 'W/"v1-gzip"', "*", ' "v0" , W/"v1"', '"a","b","v1-gzip"']
)
def test_a_reader_that_has_this_version_gets_304_with_tag_and_nothing_else(given: str) -> None:
    answer = reply.reply(request(if_none_match=given, accept_encoding="gzip"), b"{}", "v1", cache=reply.PRIVATE)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == '"v1-gzip"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("given", ['"v2"', 'W/"v11"', '""', '"v"', "", ",", '"*"'])
def test_a_reader_with_another_version_gets_the_answer(given: str) -> None:
    answer = reply.reply(request(if_none_match=given), b"{}", "v1", more={"Link": "<x>"})
    assert (answer.status_code or 200, answer.content) == (200, b"{}")
    assert answer.headers["ETag"] == '"v1"'
    assert answer.headers["Link"] == "<x>"


def test_without_a_question_there_is_no_304() -> None:
    assert reply.unchanged(request(), "v1") is None
    assert not reply.fresh(request(), "v1")


@pytest.mark.parametrize("given", ['"v1"', 'W/"v1"', '"v1-gzip"', 'W/"v1-gzip"', ' "v1" ', "v1"])
def test_a_write_compares_tags_as_they_were_before_compression_and_weakening(given: str) -> None:
    assert reply.bare_tag(given) == "v1"


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "application/*",
        "text/html, */*;q=0.1",
        "APPLICATION/JSON; charset=utf-8",
        "text/html,application/json;q=0.9",
    ],
)
def test_who_takes_json_gets_it(accept: str) -> None:
    assert reply.reply(request(accept=accept) if accept else request(), b"{}", "v1").content == b"{}"


@pytest.mark.parametrize("accept", ["text/html", "text/*", "application/xml", "image/png;q=1, text/css", "nonsense"])
def test_who_takes_something_else_only_is_told_so(accept: str) -> None:
    with pytest.raises(ProblemDetailsException) as refused:
        reply.reply(request(accept=accept), b"{}", "v1")
    assert refused.value.status_code == 406
    assert (refused.value.extra or {})["code"] == "not-acceptable"  # type: ignore[call-overload]
    assert "application/json" in refused.value.detail


@pytest.mark.parametrize("accept", ["application/json;q=0", "*/*;q=0", "text/html, application/json; q=0.0"])
def test_who_says_never_json_is_told_so(accept: str) -> None:
    with pytest.raises(ProblemDetailsException):
        reply.accept(request(accept=accept), reply.JSON)


def test_who_takes_json_only_is_not_sent_lines_or_a_sheet() -> None:
    with pytest.raises(ProblemDetailsException):
        reply.accept(request(accept="application/json"), "text/csv; charset=utf-8")


def streamed(answer: Any) -> list[bytes]:
    async def gather() -> list[bytes]:
        return [piece async for piece in answer.iterator]

    return asyncio.run(gather())


def test_a_stream_is_all_lines_in_order_in_pieces() -> None:
    lines = [b"%06d\n" % each for each in range(40_000)]
    answer = reply.stream(request(), lines, "v1", filename="alles.ndjson")
    pieces = streamed(answer)
    assert b"".join(pieces) == b"".join(lines)
    assert 3 < len(pieces) < 10
    assert answer.headers["Content-Disposition"] == 'attachment; filename="alles.ndjson"'
    assert answer.headers["ETag"] == '"v1"'


def test_a_stream_of_nothing_is_empty() -> None:
    assert b"".join(streamed(reply.stream(request(), [], "v1"))) == b""


def test_a_stream_that_the_reader_has_is_not_even_begun() -> None:
    def lines() -> Iterator[bytes]:
        raise AssertionError("nobody asked for lines")
        yield b""

    assert reply.stream(request(if_none_match='"v1"'), lines(), "v1").status_code == 304
