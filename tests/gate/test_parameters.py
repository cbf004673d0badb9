"""Reading parameters: every kind, every fault, all of them at once, and nothing guessed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import Fault, Invalid
from directory.gate.parameters import (
    MAXIMUM_PAIRS,
    PAGE,
    PER_PAGE,
    Parameter,
    body_reading,
    pairs,
    query_reading,
    read_query,
    table,
)


def parameter(name: str, kind: Any, **fields: Any) -> Parameter:
    return Parameter(name=name, kind=kind, description="Iets.", **fields)


TABLE = table(
    parameter("q", "text", maximum_length=20),
    parameter("name", "text", maximum_length=10),
    parameter("sort", "text", choices=("up", "down")),
    parameter("topic", "text", many=True),
    parameter("radiusKm", "number", minimum=0.1, maximum=400),
    parameter("least", "integer", minimum=2),
    parameter("openNow", "flag"),
    parameter("facets", "flag", default=True),
    parameter("at", "moment"),
    PAGE,
    PER_PAGE,
)
DEFAULTS = {"topic": (), "facets": True, "page": 1, "perPage": 20}


def faults(query: bytes, **more: Any) -> list[tuple[str, str]]:
    return _told(query_reading(TABLE, query, **more).faults)


def _told(found: Iterable[Fault]) -> list[tuple[str, str]]:
    return [(each.pointer, each.code) for each in found]


def refused(query: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as invalid:
        read_query(TABLE, query)
    return _told(invalid.value.faults)


def test_without_parameters_there_are_the_defaults() -> None:
    assert read_query(TABLE, b"") == DEFAULTS
    assert read_query(TABLE, b"&&") == DEFAULTS
    assert read_query({}, b"") == {}


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        (b"q=veilig+thuis", "q", "veilig thuis"),
        (b"q=veilig%20thuis", "q", "veilig thuis"),
        (b"q=%20a%20", "q", "a"),
        (b"q=", "q", ""),
        (b"q", "q", ""),
        (b"q=a=b", "q", "a=b"),
        (b"q=1%2B1", "q", "1+1"),
        (b"q=moskee%C3%ABn", "q", "moskeeën"),
        (b"q=moskee\xc3\xabn", "q", "moskeeën"),
        (b"%71=a", "q", "a"),
        (b"sort=up", "sort", "up"),
        (b"topic=a&topic=b&topic=a", "topic", ("a", "b")),
        (b"radiusKm=25", "radiusKm", 25.0),
        (b"radiusKm=2,5", "radiusKm", 2.5),
        (b"radiusKm=%2B2.5", "radiusKm", 2.5),
        (b"radiusKm=0.1", "radiusKm", 0.1),
        (b"radiusKm=400", "radiusKm", 400.0),
        (b"page=3", "page", 3),
        (b"page=007", "page", 7),
        (b"least=2", "least", 2),
        (b"openNow=true", "openNow", True),
        (b"openNow=0", "openNow", False),
        (b"facets=false", "facets", False),
    ],
)
def test_a_value_is_read_as_its_kind(query: bytes, name: str, value: object) -> None:
    assert read_query(TABLE, query) == DEFAULTS | {name: value}
    assert type(read_query(TABLE, query)[name]) is type(value)


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        (b"name=", ("name", "value")),
        (b"name=%20%20", ("name", "value")),
        (b"name=12345678901", ("name", "value")),
        (b"name=a%00b", ("name", "value")),
        (b"name=a%1Bb", ("name", "value")),
        (b"name=a%E2%80%8Bb", ("name", "value")),
        (b"q=a%00b", ("q", "value")),
        (b"sort=sideways", ("sort", "value")),
        (b"sort=UP", ("sort", "value")),
        (b"radiusKm=far", ("radiusKm", "value")),
        (b"radiusKm=", ("radiusKm", "value")),
        (b"radiusKm=1e2", ("radiusKm", "value")),
        (b"radiusKm=nan", ("radiusKm", "value")),
        (b"radiusKm=inf", ("radiusKm", "value")),
        (b"radiusKm=-1", ("radiusKm", "value")),
        (b"radiusKm=0.09", ("radiusKm", "value")),
        (b"radiusKm=400.1", ("radiusKm", "value")),
        (b"radiusKm=1 0", ("radiusKm", "value")),
        ("radiusKm=٢٥".encode(), ("radiusKm", "value")),
        (b"page=0", ("page", "value")),
        (b"page=-1", ("page", "value")),
        (b"page=1.0", ("page", "value")),
        (b"page=1000001", ("page", "value")),
        (b"page=9999999999999999", ("page", "value")),
        ("page=٣".encode(), ("page", "value")),
        ("page=²".encode(), ("page", "value")),
        (b"perPage=101", ("perPage", "value")),
        (b"least=1", ("least", "value")),
        (b"openNow=yes", ("openNow", "value")),
        (b"openNow=True", ("openNow", "value")),
        (b"openNow=", ("openNow", "value")),
        (b"nonsense=1", ("nonsense", "parameter.unknown")),
        (b"Q=1", ("Q", "parameter.unknown")),
        (b"q[]=1", ("q[]", "parameter.unknown")),
        (b"=1", ("", "parameter.unknown")),
        (b"page=1&page=2", ("page", "too-many")),
        (b"page=1&page=1", ("page", "too-many")),
    ],
)
def test_what_is_wrong_is_said_by_its_name(query: bytes, fault: tuple[str, str]) -> None:
    assert refused(query) == [fault]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    query = b"name=&sort=x&radiusKm=far&page=0&perPage=many&openNow=maybe&at=today&nonsense=1&topic=a&q=fine"
    said = refused(query)
    assert said == [
        ("name", "value"),
        ("sort", "value"),
        ("radiusKm", "value"),
        ("page", "value"),
        ("perPage", "value"),
        ("openNow", "value"),
        ("at", "value"),
        ("nonsense", "parameter.unknown"),
    ]
    reading = query_reading(TABLE, query)
    assert (reading.values["topic"], reading.values["q"]) == (("a",), "fine")


def test_a_fault_says_what_would_be_right() -> None:
    (sort, unknown, radius) = query_reading(TABLE, b"sort=x&nonsense=1&radiusKm=900").faults
    assert sort.detail == "One of: up, down."
    assert "radiusKm" in unknown.detail
    assert radius.detail == "This must be from 0.1 to 400."
    assert {each.where for each in (sort, unknown, radius)} == {"query"}


def test_a_fault_does_not_repeat_what_was_sent() -> None:
    for each in query_reading(TABLE, b"name=geheim%00&sort=geheim&radiusKm=geheim&at=geheim&openNow=geheim").faults:
        assert "geheim" not in each.detail


def test_a_large_bound_is_written_in_digits() -> None:
    (fault,) = query_reading(TABLE, b"page=0").faults
    assert "1000000" in fault.detail.replace(" ", "").replace(",", "").replace("_", "")


def test_a_key_that_comes_three_hundred_times_is_refused_as_too_many() -> None:
    assert refused(b"&".join([b"topic=a"] * 300)) == [("", "too-many")]
    assert refused(b"&" * 300) == [("", "too-many")]
    assert len(pairs(b"&".join([b"topic=a"] * MAXIMUM_PAIRS))) == MAXIMUM_PAIRS


def test_more_than_fifty_values_of_one_parameter_are_refused() -> None:
    assert read_query(TABLE, b"&".join(b"topic=%d" % each for each in range(50)))["topic"][-1] == "49"
    assert refused(b"&".join(b"topic=%d" % each for each in range(51))) == [("topic", "too-many")]


@pytest.mark.parametrize(
    "query", [b"q=%FF", b"q=\xff", b"%FF=1", b"q=%C3", b"q=%ED%A0%80", b"q=%C0%80", b"q=a&name=\xc3("]
)
def test_bytes_that_are_no_utf8_are_refused(query: bytes) -> None:
    assert refused(query) == [("", "encoding")]


def test_a_stray_percent_sign_is_taken_as_written() -> None:
    assert read_query(TABLE, b"q=100%")["q"] == "100%"
    assert read_query(TABLE, b"q=%zz")["q"] == "%zz"


def test_a_long_or_broken_name_comes_back_short_and_whole() -> None:
    (fault,) = query_reading(TABLE, b"x" * 500 + b"=1").faults
    assert fault.pointer == "x" * 80
    (fault,) = body_reading(TABLE, {"\ud800": 1}).faults
    assert fault.pointer == "/?"


def test_read_leniently_unknown_names_and_empty_values_are_passed_over() -> None:
    assert read_query(TABLE, b"nonsense=1&radiusKm=&q=a", strict=False) == DEFAULTS | {"q": "a"}
    assert faults(b"nonsense=1&radiusKm=far", strict=False) == [("radiusKm", "value")]


# Moments.

AMSTERDAM_WINTER = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (b"2026-11-25T14:00:00%2B01:00", datetime(2026, 11, 25, 14, tzinfo=AMSTERDAM_WINTER)),
        (b"2026-11-25T14:00:00+01:00", datetime(2026, 11, 25, 14, tzinfo=AMSTERDAM_WINTER)),
        (b"2026-11-25T14:00+0100", datetime(2026, 11, 25, 14, tzinfo=AMSTERDAM_WINTER)),
        (b"2026-11-25T14:00:00Z", datetime(2026, 11, 25, 14, tzinfo=UTC)),
        (b"2026-11-25T14:00:00.123456789Z", datetime(2026, 11, 25, 14, 0, 0, 123456, tzinfo=UTC)),
        (b"2026-11-25T14:00:00%2B00:00", datetime(2026, 11, 25, 14, tzinfo=UTC)),
        (b"2026-11-25T14:00:00-05:00", datetime(2026, 11, 25, 19, tzinfo=UTC)),
        (b"2026-11-25%2014:00:00Z", datetime(2026, 11, 25, 14, tzinfo=UTC)),
        (b"1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
        (b"2200-12-31T23:59:59Z", datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset_and_a_plus_sign_may_arrive_as_a_space(text: bytes, moment: datetime) -> None:
    found = read_query(TABLE, b"at=" + text)["at"]
    assert found == moment
    assert found.utcoffset() is not None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"now",
        b"2026-11-25",
        b"2026-11-25T14:00:00",
        b"2026-11-25T14:00:00-00:00",
        b"2026-02-30T14:00:00Z",
        b"2026-11-25T25:00:00Z",
        b"2026-11-25T24:00:00Z",
        b"2026-11-25T14:00:60Z",
        b"2026-11-25T14:00:00%2B99:99",
        b"2026-11-25T14Z",
        b"20261125T140000Z",
        b"2026-W48-3T14:00:00Z",
        b"1969-12-31T23:59:59Z",
        b"2201-01-01T00:00:00Z",
        b"9999-12-31T23:59:59Z",
        b"0000-01-01T00:00:00Z",
        b"1732543200",
        b"2026-11-25T14:00:00Z%00",
        b"2026-11-25T14:00:00Z%0A",
        b"2026-11-25t14:00:00z",
        "٢٠٢٦-11-25T14:00:00Z".encode(),
    ],
)
def test_what_is_no_moment_with_an_offset_is_refused(text: bytes) -> None:
    assert refused(b"at=" + text) == [("at", "value")]


def test_an_unknown_offset_is_refused_in_either_spelling() -> None:
    assert faults(b"at=2026-11-25T14:00:00-0000") == [("at", "value")]


def test_where_utc_is_taken_for_granted_a_moment_may_go_without_offset() -> None:
    granted = table(parameter("after", "moment", default="utc"))
    assert read_query(granted, b"after=2026-11-25T14:00:00")["after"] == datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert read_query(granted, b"after=2026-11-25")["after"] == datetime(2026, 11, 25, tzinfo=UTC)


# Bodies.


@pytest.mark.parametrize("body", [None, [], "q", 1, True])
def test_a_body_that_is_no_object_is_refused(body: object) -> None:
    with pytest.raises(Invalid) as invalid:
        body_reading(TABLE, body)
    assert _told(invalid.value.faults) == [("", "type")]


def test_a_body_reads_as_a_query_does_with_its_own_kinds() -> None:
    body = {"q": "a", "topic": ["x", "y"], "radiusKm": 2.5, "page": 2, "openNow": True, "at": "2026-11-25T14:00:00Z"}
    query = b"q=a&topic=x&topic=y&radiusKm=2.5&page=2&openNow=true&at=2026-11-25T14:00:00Z"
    assert body_reading(TABLE, body).settled() == read_query(TABLE, query)
    assert body_reading(TABLE, {"topic": "x", "radiusKm": "2.5"}).settled() == read_query(
        TABLE, b"topic=x&radiusKm=2.5"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", None),
        ("q", 1),
        ("q", {"a": 1}),
        ("q", "half \ud800"),
        ("topic", [["x"]]),
        ("topic", [None]),
        ("radiusKm", True),
        ("radiusKm", float("inf")),
        ("radiusKm", float("nan")),
        ("radiusKm", None),
        ("page", True),
        ("page", 1.0),
        ("page", 10**400),
        ("openNow", 1),
        ("openNow", None),
        ("at", 1732543200),
        ("at", None),
        ("sort", 1),
    ],
)
def test_a_value_of_another_kind_in_a_body_is_a_fault_with_a_pointer(name: str, value: object) -> None:
    reading = body_reading(TABLE, {name: value})
    assert _told(reading.faults) == [(f"/{name}", "value")]
    assert reading.where == reading.faults[0].where == "body"


def test_a_number_of_four_hundred_digits_in_a_body_is_a_fault() -> None:
    assert _told(body_reading(TABLE, {"radiusKm": 10**400}).faults) == [("/radiusKm", "value")]


def test_faults_are_told_up_to_a_limit() -> None:
    with pytest.raises(Invalid) as invalid:
        body_reading(TABLE, {f"name-{each}": 1 for each in range(5_000)}).settled()
    assert 50 <= len(invalid.value.faults) <= 1_000


jsons = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*TABLE]) | st.text(max_size=5), jsons, max_size=5))
def test_any_body_gives_values_or_faults_and_never_breaks(body: dict[str, Any]) -> None:
    reading = body_reading(TABLE, body)
    assert {each.pointer for each in reading.faults} <= {f"/{name}" for name in body}
    for name in body:
        if name not in TABLE:
            assert any(each.code == "parameter.unknown" for each in reading.faults)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"q=", b"topic=", b"at=", b"page=", b"radiusKm=", b"&", b"%", b"+", b"="])
        | st.binary(max_size=6),
        max_size=12,
    )
)
def test_any_query_gives_values_or_faults_and_never_breaks(pieces: list[bytes]) -> None:
    query = b"".join(pieces)
    try:
        reading = query_reading(TABLE, query)
    except Invalid as invalid:
        found = list(invalid.faults)
    else:
        found = reading.faults
        assert reading.values.keys() <= TABLE.keys()
        assert reading.values.keys() >= DEFAULTS.keys()
    assert all(each.where == "query" and each.code and each.detail for each in found)
