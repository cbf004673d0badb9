"""Who helps where, as a policy officer sees it: the same cells as the API, never by colour alone, and gaps in words."""

import html
import re
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from directory.coverage.words import percents
from tests.conftest import Client

ADDRESS = "/dekking"
WORDS = {
    "covered": "geregeld",
    "several": "zonder afspraak",
    "thin": "kwetsbaar",
    "partly": "niet altijd",
    "unknown": "niet bekend",
    "none-known": "niemand bekend",
}


class Cell(NamedTuple):
    status: str
    text: str
    links: list[str]
    mark: str


def page(client: Client, path: str = ADDRESS, **fields: Any) -> Any:
    return client.get(f"{path}?{urlencode(fields, doseq=True)}")


def seen(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def matrix(text: str) -> list[list[Cell]]:
    """The cells of the table, row by row."""
    table = text[text.index('<table class="matrix">') :].partition("</table>")[0]
    rows = table.partition("<tbody>")[2].split("<tr")[1:]
    return [[_cell(*each) for each in re.findall(r'<td class="([^"]+)">(.*?)</td>', row, re.DOTALL)] for row in rows]


def _cell(status: str, inside: str) -> Cell:
    mark = re.search(r"<rect[^>]*/>", inside)
    return Cell(status, seen(inside), re.findall(r'href="([^"]+)"', inside), mark[0] if mark else "")


def api(client: Client, path: str, **fields: Any) -> Any:
    answer = client.get(f"/api/v1/{path}?{urlencode(fields, doseq=True)}")
    assert answer.status_code == 200, answer.text
    return answer.json()


QUESTIONS: list[dict[str, Any]] = [
    {"rows": "function", "cols": "audience"},
    {"rows": "topic", "cols": "municipality", "function": "advies", "channel": "chat"},
    {"rows": "municipality", "cols": "channel", "topic": "stalking", "audience": "slachtoffers"},
    {"rows": "condition", "cols": "language", "municipality": "GM0164"},
]


@pytest.mark.parametrize("hour", [None, 27])
@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda each: f"{each['rows']}-{each['cols']}")
def test_the_table_is_that_of_the_api(client: Client, asked: dict[str, Any], hour: int | None) -> None:
    timed = {} if hour is None else {"timed": "1", "hour": str(hour)}
    said = api(client, "coverage", **asked, **({} if hour is None else {"hour": "tu-03"}))
    answer = page(client, **asked, **timed)
    assert answer.status_code == 200
    cells = matrix(answer.text)
    assert [[each.status for each in row] for row in cells] == [[c["status"] for c in row] for row in said["cells"]]
    ids = {each["slug"]: each["id"] for each in api(client, "organizations", perPage=100)["items"]}
    for row, told in zip(cells, said["cells"], strict=True):
        for cell, each in zip(row, told, strict=True):
            assert WORDS[cell.status] in cell.text
            assert cell.mark
            if each["depth"]:
                assert re.search(rf"\b{each['depth']} organisaties?\b", cell.text)
            named = [f"/organisatie/{ids[slug]}" for slug in (*each.get("partners", ()), *each.get("unknown", ()))]
            large = len(cells) * len(row) > 120
            assert {*cell.links} <= {*named} if large else {*cell.links} == {*named}
    text = seen(answer.text)
    assert f"Bij {percents(tuple(said['coverage']))} van de vakken" in text
    for line in (*said["rows"], *said["cols"]):
        assert f"{line['label']} {percents(tuple(line['index']))}" in text


def test_each_status_has_a_pattern_of_its_own_beside_its_word(client: Client) -> None:
    answer = page(client)
    cells = [each for row in matrix(answer.text) for each in row]
    marks = {each.status: each.mark for each in cells}
    assert {*marks} == {*WORDS}
    assert len({*marks.values()}) == len(WORDS)
    legend = seen(answer.text.partition('<ul class="legend">')[2].partition("</ul>")[0])
    for status, word in WORDS.items():
        assert f"{word} ({sum(each.status == status for each in cells)})" in legend


def test_the_gaps_are_those_of_the_api_in_words_with_whom_to_ask(client: Client) -> None:
    said = api(client, "gaps", limit=10)
    text = seen(page(client).text).partition("Waar niemand bekend is")[2]
    at = 0
    for gap in said["gaps"]:
        at = text.index(gap["box"]["text"], at)
        assert f"{gap['box']['text']} (weegt {percents((gap['weight'],) * 2)})" in text
        for each in gap["nearest"]:
            assert f"{each['name']} : {each['add']}" in text
        for each in gap["verifyFirst"]:
            assert each["question"] in text
            assert each["ask"] in text
    assert str(said["total"]) in text


def test_the_link_to_the_table_as_csv_works(client: Client) -> None:
    answer = page(client, rows="topic", cols="municipality", function="advies", timed="1", hour="27")
    link = re.search(r'href="(/api/v1/coverage\?[^"]+)"', answer.text)
    assert link
    table = client.get(html.unescape(link[1]))
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) - 2 == sum(map(len, matrix(answer.text)))


def test_two_municipalities_are_compared_side_by_side(client: Client) -> None:
    answer = page(client, municipality=["GM0164", "GM0153"])
    table = answer.text[answer.text.index('<table class="matrix">') :].partition("</table>")[0]
    heads = [seen(each) for each in re.findall(r'<th scope="col">(.*?)</th>', table)]
    assert heads[0] == "Soort hulp"
    assert [each.split()[0] for each in heads[1:]] == ["Enschede", "Hengelo", "Verschil"]
    for row, whole in zip(matrix(answer.text), table.split("<tr")[2:], strict=True):
        assert ("anders" if row[0].status != row[1].status else "gelijk") in seen(whole)


def test_the_map_has_a_table_that_says_the_same(client: Client) -> None:
    answer = page(client, rows="topic", cols="municipality", function="psychische-hulp", line="stalking")
    cells = dict(zip(_ids(client), matrix(answer.text), strict=True))["stalking"]
    beside = answer.text.partition('<div class="beside">')[2]
    assert beside.count("<path d=") >= 14
    listed = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>', beside.partition("</table>")[0], re.DOTALL)
    assert len(listed) == 14
    for cell, (_, state) in zip(cells, listed, strict=True):
        assert seen(state).startswith(WORDS[cell.status])
    assert "Zet de gemeenten in de kolommen" in page(client).text


def _ids(client: Client) -> list[str]:
    return [each["id"] for each in api(client, "coverage", rows="topic", cols="municipality")["rows"]]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"timed": "1", "hour": "168"}, {"hour"}),
        ({"timed": "1", "hour": "-1"}, {"hour"}),
        ({"timed": "1", "hour": "²"}, {"hour"}),
        ({"timed": "1", "hour": ""}, {"hour"}),
        ({"timed": "1", "hour": "9" * 5_000}, {"hour"}),
        ({"rows": "topic", "cols": "topic"}, {"cols"}),
        ({"rows": "<script>alert(1)</script>"}, {"rows"}),
        ({"topic": "zzz", "municipality": "Atlantis", "timed": "1", "hour": "x"}, {"topic", "municipality", "hour"}),
        ({"rows": "municipality", "cols": "topic", "municipality": "NL"}, {"rows"}),
        ({"audience": ["x" * 3_000]}, {"audience"}),
    ],
)
def test_what_cannot_be_asked_is_a_page_that_says_so_at_the_field(
    client: Client, fields: dict[str, Any], where: set[str]
) -> None:
    answer = page(client, **fields)
    assert answer.status_code == 400
    summary = re.search(r'<div class="faults".*?</div>', answer.text, re.DOTALL)
    assert summary
    assert {*re.findall(r'href="#([^"]+)"', summary[0])} == where
    for name in where:
        assert f'id="{name}-fault"' in answer.text
        assert f'id="{name}"' in answer.text
    assert "<script>" not in answer.text
    assert '<table class="matrix">' not in answer.text


def test_what_was_chosen_stays_when_something_is_wrong(client: Client) -> None:
    answer = page(client, rows="topic", cols="channel", function="advies", timed="1", hour="200")
    assert 'value="topic" selected' in answer.text
    assert 'value="channel" selected' in answer.text
    assert 'value="advies" selected' in answer.text
    assert 'name="timed" value="1" checked' in answer.text


@pytest.mark.parametrize(
    "query", ["x=1", "topic=", "rows=&cols=", "hour=999", "a" * 3_000, "%ff=%00", "&".join(["topic=stalking"] * 250)]
)
def test_what_means_nothing_here_is_passed_over(client: Client, query: str) -> None:
    assert client.get(f"{ADDRESS}?{query}").status_code == 200


def test_the_slider_is_one_of_the_browser_with_its_hour_in_words(client: Client) -> None:
    answer = page(client, timed="1", hour="27")
    slider = re.search(r'<input type="range"[^>]+>', answer.text)
    assert slider
    for each in ('min="0"', 'max="167"', 'value="27"', 'aria-valuetext="dinsdag 3:00"', 'name="hour"'):
        assert each in slider[0]
    assert "dinsdag 3:00" in seen(answer.text)


@pytest.mark.parametrize("path", [ADDRESS, f"/en{ADDRESS}"])
def test_the_title_is_neutral_and_nothing_is_kept(client: Client, path: str) -> None:
    answer = page(client, path, rows="topic", cols="municipality", topic="femicide")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert "femicide" not in answer.text.partition("</title>")[0]
    assert answer.text.count("<h1") == 1
    assert "style=" not in answer.text
    assert client.get(f"/pl{ADDRESS}").status_code == 404


def test_a_region_may_be_held_fast(client: Client) -> None:
    whole = api(client, "coverage", rows="function", cols="audience", municipality="VR05")
    assert whole["coverage"][0] > 0.5
    assert page(client, municipality="VR05").status_code == 200


def test_the_script_is_small(client: Client) -> None:
    name = re.search(r'src="(/assets/coverage\.[^"]+)"', client.get(ADDRESS).text)
    assert name
    assert len(client.get(name[1]).content) <= 1_200
