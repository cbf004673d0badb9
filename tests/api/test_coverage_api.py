"""Where somebody helps and where nobody is known to: the matrix and the gaps over HTTP."""

import csv
import io
from typing import Any

import pytest

from tests.conftest import Client


def ask(client: Client, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def cell(matrix: dict[str, Any], row: str, col: str) -> dict[str, Any]:
    rows, cols = ([each["id"] for each in matrix[part]] for part in ("rows", "cols"))
    return dict(matrix["cells"][rows.index(row)][cols.index(col)])


def test_chat_with_veilig_thuis_is_there_forty_hours_of_the_week(client: Client) -> None:
    matrix = ask(
        client, "/api/v1/coverage", function="advies", channel="chat", audience="omstanders", topic="partnergeweld"
    )
    assert len(matrix["cols"]) == 14
    here = cell(matrix, "partnergeweld", "GM0164")
    assert here["status"] == "partly"
    assert here["weekHours"][0] == 40
    assert "veilig-thuis-twente" in here["partners"]


def test_at_night_the_phone_is_there_and_the_chat_is_not_known_to_be(client: Client) -> None:
    night = ask(client, "/api/v1/coverage", rows="audience", cols="channel", topic="partnergeweld", hour="di 03:00")
    assert "veilig-thuis-twente" in cell(night, "slachtoffers", "telefoon")["partners"]
    chat = cell(night, "slachtoffers", "chat")
    assert (chat["status"], chat["depth"]) == ("unknown", 0)
    assert "fier" in chat["unknown"]


def test_nobody_is_said_only_where_nobody_may_be(client: Client) -> None:
    matrix = ask(client, "/api/v1/coverage", rows="topic", cols="audience", function="opvang")
    for row in matrix["cells"]:
        for each in row:
            assert (each["status"] == "none-known") == (each["depth"] == 0 and not each.get("unknown"))
    assert 0 <= matrix["coverage"][0] <= matrix["coverage"][1] <= 1
    assert 0 <= matrix["fragility"] <= 1


def test_who_is_left_off_a_cell_is_counted(client: Client) -> None:
    matrix = ask(client, "/api/v1/coverage", rows="topic", cols="audience", municipality="Hengelo")
    for row in matrix["cells"]:
        for each in row:
            assert len(each.get("partners", ())) + each.get("partnersLeftOff", 0) == each["depth"]
    full = cell(matrix, "fysiek-geweld", "slachtoffers")
    assert "veilig-thuis-twente" in full["partners"]


def test_declared_division_of_labour_is_not_several_doors_for_the_same(client: Client) -> None:
    here = cell(ask(client, "/api/v1/coverage", function="advies", topic="stalking"), "stalking", "GM0164")
    assert here["declared"] is True
    assert here["status"] != "several"


def test_the_table_as_csv_has_a_line_of_hxl_tags_and_a_line_per_cell(client: Client) -> None:
    answer = client.get("/api/v1/coverage?format=csv&topic=stalking&topic=mensenhandel&function=advies")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[1][:4] == ["#sector+code", "#sector+name", "#adm2+code", "#adm2+name"]
    assert len(rows) == 2 + 2 * 14
    assert all(len(each) == len(rows[0]) for each in rows)


def test_gaps_come_in_words_the_heaviest_first_with_whom_to_ask(client: Client) -> None:
    found = ask(client, "/api/v1/gaps", municipality="Hengelo")
    weights = [each["weight"] for each in found["gaps"]]
    assert weights == sorted(weights, reverse=True)
    assert found["total"] >= len(weights)
    for gap in found["gaps"]:
        assert gap["box"]["text"]
        assert (gap["status"] == "unknown") == bool(gap["verifyFirst"])
    assert any(each["nearest"] for each in found["gaps"])
    low, high = found["coverage"]
    assert 0 < low <= high < 1


def test_a_gap_is_really_one(client: Client) -> None:
    for gap in ask(client, "/api/v1/gaps", municipality="GM0164", limit=5)["gaps"]:
        box = gap["box"]
        matrix = ask(
            client,
            "/api/v1/coverage",
            rows="function",
            cols="audience",
            function=box["functions"],
            audience=box["audiences"],
            topic=box.get("topics", ["femicide"])[0],
            municipality="GM0164",
        )
        assert all(each["depth"] == 0 for row in matrix["cells"] for each in row)
        if gap["status"] == "none-known":
            assert all(each["status"] == "none-known" for row in matrix["cells"] for each in row)


def test_a_question_for_gaps_may_name_what_it_is_about(client: Client) -> None:
    found = ask(client, "/api/v1/gaps", audience="plegers", channel="chat", hour="sa-22")
    assert found["gaps"][0]["box"]["audiences"] == ["plegers"]
    none = ask(client, "/api/v1/gaps", function="advies", audience="slachtoffers", topic="partnergeweld")
    assert (none["coverage"], none["gaps"]) == ([1.0, 1.0], [])


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("rows=topic&cols=topic", {"cols"}),
        ("rows=colour", {"rows"}),
        ("topic=zzz&municipality=Atlantis&hour=noon&x=1", {"topic", "municipality", "hour", "x"}),
        ("hour=tu-24", {"hour"}),
        ("rows=municipality&cols=topic&municipality=NL", {"rows"}),
    ],
)
def test_every_fault_comes_at_once(client: Client, query: str, where: set[str]) -> None:
    answer = client.get(f"/api/v1/coverage?{query}")
    assert answer.status_code == 400
    assert {each["location"] for each in answer.json()["errors"]} == where


def test_an_unchanged_table_is_not_sent_again(client: Client) -> None:
    for path in ("/api/v1/coverage", "/api/v1/gaps"):
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304


def test_a_region_that_is_held_fast_is_the_municipalities_of_it(client: Client) -> None:
    asked = "/api/v1/coverage?rows=function&cols=audience"
    region = client.get(f"{asked}&municipality=VR05").json()
    towns = "".join(f"&municipality={each}" for each in region["fixed"]["area"])
    assert len(region["fixed"]["area"]) == 14
    assert client.get(asked + towns).json() == region
