"""Links to the neighbours of a page, which keep every filter."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.gate.paging import links, page_count


def parsed(header: str) -> dict[str, dict[str, list[str]]]:
    """The parameters of each link, by relation."""
    found: dict[str, dict[str, list[str]]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="([a-z]+)"', header):
        parameters = found.setdefault(relation, {})
        for name, value in parse_qsl(urlsplit(target).query, keep_blank_values=True):
            parameters.setdefault(name, []).append(value)
    return found


def pages(page: int, total: int, per_page: int = 10) -> dict[str, int]:
    header = links("/api/v1/search", b"", page, total, per_page)["Link"]
    return {name: int(each["page"][0]) for name, each in parsed(header).items()}


@pytest.mark.parametrize(
    ("total", "per_page", "count"), [(0, 20, 1), (1, 20, 1), (20, 20, 1), (21, 20, 2), (100, 1, 100), (99, 100, 1)]
)
def test_pages_are_counted_and_nothing_is_one_page(total: int, per_page: int, count: int) -> None:
    assert page_count(total, per_page) == count


@pytest.mark.parametrize(
    ("page", "total", "right"),
    [
        (1, 0, {"first": 1, "last": 1}),
        (1, 10, {"first": 1, "last": 1}),
        (1, 30, {"first": 1, "next": 2, "last": 3}),
        (2, 30, {"first": 1, "prev": 1, "next": 3, "last": 3}),
        (3, 30, {"first": 1, "prev": 2, "last": 3}),
        (9, 30, {"first": 1, "last": 3}),
    ],
)
def test_there_are_links_to_the_neighbours_that_exist(page: int, total: int, right: dict[str, int]) -> None:
    assert pages(page, total) == right


def test_links_keep_every_filter_and_replace_the_page_wherever_it_stood() -> None:
    query = b"topic=a&page=2&topic=b&q=veilig%20thuis&empty=&at=2026-11-25T14:00:00%2B01:00"
    header = links("/api/v1/search", query, 2, 30, 10)["Link"]
    for relation, page in (("first", "1"), ("prev", "1"), ("next", "3"), ("last", "3")):
        assert parsed(header)[relation] == {
            "topic": ["a", "b"],
            "q": ["veilig thuis"],
            "empty": [""],
            "at": ["2026-11-25T14:00:00+01:00"],
            "page": [page],
        }
    assert header.count("</api/v1/search?") == 4


def test_a_plus_sign_that_arrived_bare_is_read_the_same_behind_a_link() -> None:
    header = links("/p", b"at=2026-11-25T14:00:00+01:00", 1, 30, 10)["Link"]
    assert parsed(header)["next"]["at"] == ["2026-11-25T14:00:00 01:00"]


@pytest.mark.parametrize(
    "query", [b"q=%3E%3B%20rel%3D%22x%22%2C%3Chttps%3A%2F%2Fevil.example%3E", b"q=%0D%0ASet-Cookie%3A%20a", b'q=>;"<']
)
def test_nothing_that_was_typed_breaks_out_of_a_link(query: bytes) -> None:
    header = links("/p", query, 1, 30, 10)["Link"]
    assert set(parsed(header)) == {"first", "next", "last"}
    assert header.count("<") == header.count(">") == 3
    assert "\r" not in header
    assert "\n" not in header


def test_words_in_bytes_beyond_ascii_come_back_percent_encoded() -> None:
    assert parsed(links("/p", b"q=moskee%C3%ABn", 1, 30, 10)["Link"])["next"]["q"] == ["moskeeën"]


def test_bare_utf8_in_a_query_is_kept_by_its_links() -> None:
    assert parsed(links("/p", "q=moskeeën".encode(), 1, 30, 10)["Link"])["next"]["q"] == ["moskeeën"]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.integers(1, 40), st.integers(0, 300), st.integers(1, 20))
def test_following_next_from_the_first_page_meets_every_page_once(page: int, total: int, per_page: int) -> None:
    seen, here = [1], 1
    while (following := pages(here, total, per_page).get("next")) is not None:
        here = following
        seen.append(here)
    assert seen == [*range(1, page_count(total, per_page) + 1)]
    found = pages(page, total, per_page)
    assert found["first"] == 1
    assert found["last"] == page_count(total, per_page)
    assert found.get("prev") == (page - 1 if 1 < page <= found["last"] else None)
