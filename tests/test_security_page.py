"""docs/security.md names every requirement of ASVS 5.0.0, level 1 and 2, once; and tests that exist."""

import ast
import re
from collections import Counter
from functools import cache

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| (.*) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:[\w/]+)\.py)::(test_\w+)`")
# By section the numbers of levels 1 and 2, as in the CSV of release 5.0.0 (OWASP/ASVS, 5.0/docs_en).
SECTIONS = """
1.1 1-2; 1.2 1-9; 1.3 1-11; 1.4 1-3; 1.5 1-2; 2.1 1-3; 2.2 1-3; 2.3 1-4; 2.4 1; 3.2 1-2; 3.3 1-4; 3.4 1-6; 3.5 1-5;
3.7 1-2; 4.1 1-3; 4.2 1; 4.3 1-2; 4.4 1-4; 5.1 1; 5.2 1-3; 5.3 1-2; 5.4 1-3; 6.1 1-3; 6.2 1-12; 6.3 1-4; 6.4 1-4;
6.5 1-5; 6.6 1-3; 6.8 1-4; 7.1 1-3; 7.2 1-4; 7.3 1-2; 7.4 1-5; 7.5 1-2; 7.6 1-2; 8.1 1-2; 8.2 1-3; 8.3 1; 8.4 1;
9.1 1-3; 9.2 1-4; 10.1 1-2; 10.2 1-2; 10.3 1-4; 10.4 1-11; 10.5 1-5; 10.6 1-2; 10.7 1-3; 11.1 1-2; 11.2 1-3;
11.3 1-3; 11.4 1-4; 11.5 1; 11.6 1; 12.1 1-3; 12.2 1-2; 12.3 1-4; 13.1 1; 13.2 1-5; 13.3 1-2; 13.4 1-5; 14.1 1-2;
14.2 1-4; 14.3 1-3; 15.1 1-3; 15.2 1-3; 15.3 1-7; 16.1 1; 16.2 1-5; 16.3 1-4; 16.4 1-3; 16.5 1-3; 17.1 1; 17.2 1-4;
17.3 1-2
"""


def asked() -> set[str]:
    """Every number of levels 1 and 2."""
    found = set()
    for each in SECTIONS.replace("\n", " ").split(";"):
        section, _, numbers = each.strip().partition(" ")
        first, _, last = numbers.partition("-")
        found |= {f"{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


@cache
def named_in(file: str) -> frozenset[str]:
    """The names of the tests in a file; none when it is not there."""
    path = ROOT / "tests" / file
    tree = ast.parse(path.read_text()) if path.is_file() else ast.Module(body=[], type_ignores=[])
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))


def test_the_numbers_are_as_many_as_the_standard_has() -> None:
    assert len(asked()) == 253


def test_every_requirement_of_level_1_and_2_stands_there_once() -> None:
    named = Counter(number for numbers, _ in ROW.findall(PAGE) for number in numbers.split(", "))
    assert {number: times for number, times in named.items() if times > 1} == {}
    assert asked() - named.keys() == set()
    assert named.keys() - asked() == set()


def test_every_test_that_is_named_exists() -> None:
    missing = [f"{file}::{name}" for file, name in NAMED.findall(PAGE) if name not in named_in(file)]
    assert missing == []


def test_what_applies_has_a_test_or_a_reason() -> None:
    applies = PAGE.partition("## What does not apply")[0]
    bare = [numbers for numbers, rest in ROW.findall(applies) if not NAMED.search(rest) and "| reason: " not in rest]
    assert bare == []


def test_the_pages_that_it_points_to_exist() -> None:
    links = re.findall(r"\]\(([\w.]+\.md)\)", PAGE)
    assert links
    assert [each for each in links if not (ROOT / "docs" / each).is_file()] == []
