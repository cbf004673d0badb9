"""`merge`, `retire` and `undo` as people and programs use them."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from directory.model import Change, Occasion
from directory.model.json import decode
from directory.settings import Settings
from directory.storage.sqlite import open_store
from tests.cli.test_commands import data, run
from tests.conftest import NOW

__all__ = ["data"]

LOSER, WINNER = "wijkracht-hengelo", "welbions"


def exported(data: Path) -> list[str]:
    return run("export", data=data).output.splitlines()[1:]


def told(*arguments: str, data: Path, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", data=data, code=code).output)


def test_a_dry_run_shows_the_result_field_by_field_and_writes_nothing(data: Path) -> None:
    before = exported(data)
    output = run("merge", LOSER, WINNER, "--take", "role=loser", "--dry-run", data=data).output
    for words in ("alternateNames", "role", "leads to the winner: service wijkracht-hengelo-hulpdienst", "would be"):
        assert words in output
    assert "Written" not in output
    answer = told("merge", LOSER, WINNER, "--take", "role=loser", "--dry-run", data=data)
    (role,) = [each for each in answer["fields"] if each["field"] == "role"]
    assert role == {"field": "role", "winner": "community", "loser": "help", "result": "help", "taken": "loser"}
    assert answer["dryRun"]
    assert "sequence" not in answer
    assert exported(data) == before


def test_what_is_merged_can_be_taken_back_and_that_too(data: Path) -> None:
    before = exported(data)
    output = run("merge", LOSER, WINNER, data=data).output
    assert "Written as change 259. Take it back with `directory undo 259`." in output
    merged = exported(data)
    assert [each for each in merged if '"tombstone"' in each]
    assert "would be taken back" in run("undo", "259", "--dry-run", data=data).output
    undone = run("undo", "259", "--reason", "Toch niet.", data=data).output
    assert "restored: organization wijkracht-hengelo" in undone
    assert [without_revision(each) for each in exported(data)] == [without_revision(each) for each in before]
    number = told("undo", "260", data=data, code=1)
    assert number["error"] == "undo.overtaken"
    assert {each["name"] for each in number["sides"]} >= {"Welbions", "Wijkracht Hengelo"}
    again = told("undo", undone.partition("directory undo ")[2].partition("`")[0], data=data)
    assert again["sequence"] > 269
    assert [without_revision(each) for each in exported(data)] == [without_revision(each) for each in merged]


def without_revision(line: str) -> dict[str, Any]:
    return {key: value for key, value in json.loads(line).items() if key != "revision"}


def test_the_history_says_who_and_why_and_what_was_taken_back(data: Path) -> None:
    answer = told("merge", LOSER, WINNER, "--actor", "ik", "--reason", "Eén organisatie.", data=data)
    undone = told("undo", str(answer["sequence"]), "--actor", "jij", data=data)
    store = open_store(Settings(data=data).database)
    entries = [*store.entries(after=258)]
    store.close()
    assert {(each.actor, each.reason, each.undoes) for each in entries} == {
        ("ik", "Eén organisatie.", None),
        ("jij", "Ongedaan gemaakt.", answer["sequence"]),
    }
    assert undone["undoes"] == answer["sequence"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("merge", WINNER, WINNER), "one record already"),
        (("merge", "bestaat-niet", WINNER), "loser: No record that can be merged has this id or slug."),
        (("merge", "kadera-ambulante-hulp", WINNER), "of kind service"),
        (("merge", LOSER, WINNER, "--take", "nonsens=loser"), "nothing to choose by this name"),
        (("merge", LOSER, WINNER, "--take", "name", "--take", "role=nonsens"), "--take 2"),
        (("merge", LOSER, WINNER, "--kind", "service"), "No service has this id or slug."),
        (("merge", LOSER, WINNER, "--reason", "Woont op Wilgenpad 87"), "occasion/reason"),
        (("retire", LOSER, "--successor", LOSER), "does not come in its own place"),
        (("retire", LOSER, "--tell", "Woont op Wilgenpad 87"), "address"),
        (("retire", LOSER, "--tell", ""), "reason"),
        (("merge", LOSER, WINNER, "--actor", ""), "actor"),
        (("undo", "1", "--reason", "x" * 601), "reason"),
        (("undo", "9999"), "no change with this number"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(data: Path, arguments: tuple[str, ...], words: str) -> None:
    before = exported(data)
    output = run(*arguments, data=data, code=1).output
    assert words in output
    assert "Wilgenpad" not in output
    answer = told(*arguments, data=data, code=1)
    assert answer["error"]
    assert exported(data) == before


@pytest.mark.parametrize("tell", ["Woont op Wilgenpad 87", "", "x" * 601])
def test_what_the_public_cannot_read_is_told_once(data: Path, tell: str) -> None:
    faults = told("retire", "kadera", "--tell", tell, data=data, code=1)["faults"]
    assert [each["pointer"] for each in faults] == ["/reason"]
    faults = told("retire", "kadera", "--successor", "kadera", "--tell", tell, data=data, code=1)["faults"]
    assert [each["pointer"] for each in faults] == ["/successor", "/reason"]


def test_all_faults_of_what_is_taken_are_told_at_once(data: Path) -> None:
    wrong = ("--take", "name", "--take", "nonsens=loser", "--take", "role=both", "--take", "name=nobody")
    faults = told("merge", LOSER, WINNER, *wrong, data=data, code=1)["faults"]
    assert {(each["where"], each["pointer"]) for each in faults} == {
        ("--take", "/1"),
        ("--take", "/4"),
        ("merge", "/choices/0"),
        ("merge", "/choices/role"),
    }
    faults = told("merge", "bestaat-niet", WINNER, *wrong, data=data, code=1)["faults"]
    assert {each["pointer"] for each in faults} == {"/1", "/4", "/loser"}


def test_a_record_is_withdrawn_with_what_it_owns_and_comes_back_whole(data: Path) -> None:
    before = exported(data)
    shown = run("retire", LOSER, "--successor", WINNER, "--dry-run", data=data).output
    assert "would be withdrawn" in shown
    answer = told("retire", LOSER, "--successor", WINNER, "--tell", "Opgegaan in Welbions.", data=data)
    assert {"wijkracht-hengelo", "wijkracht-hengelo-hulpdienst"} <= {each["slug"] for each in answer["ended"]}
    output = run("undo", str(answer["sequence"]), data=data).output
    assert "restored: organization wijkracht-hengelo" in output
    assert [each for each in exported(data) if '"note"' not in each and '"tombstone"' not in each] != []
    living = [without_revision(each) for each in exported(data) if '"record"' in each]
    assert living == [without_revision(each) for each in before]


def test_names_of_more_than_one_kind_ask_for_the_kind(data: Path) -> None:
    store = open_store(Settings(data=data).database)
    (kept,) = [each for each in store.records("service") if b'"slug":"kadera-ambulante-hulp"' in each.document]
    service = decode("service", kept.document)
    other = replace(service, slug=WINNER, former_slugs=(service.slug,))
    change = Change(kind="service", id=kept.id, after=other, expected=kept.revision)
    store.commit([change], Occasion(actor="test", at=NOW, reason="Een proef."))
    store.close()
    answer = told("merge", WINNER, WINNER, data=data, code=1)
    assert "--kind organization or service" in answer["faults"][0]["detail"]
    answer = told("merge", LOSER, WINNER, "--kind", "organization", "--dry-run", data=data)
    assert answer["winner"]["kind"] == "organization"
    assert told("merge", LOSER, WINNER, "--dry-run", data=data) == answer


def test_a_number_that_is_not_chosen_is_said(data: Path) -> None:
    output = run("merge", "veilig-thuis-landelijk", "kindertelefoon", "--take", "area=winner", data=data).output
    assert "is merged into kindertelefoon" in output
    assert "number " in output


@pytest.mark.parametrize(
    "deed",
    [
        ("retire", "noodnummer-112"),
        ("retire", "113-zelfmoordpreventie", "--successor", "kindertelefoon"),
        ("merge", LOSER, "noodnummer-112", "--take", "operation=winner"),
        ("merge", "113-zelfmoordpreventie", WINNER, "--take", "operation=winner"),
    ],
)
def test_whoever_publishes_an_urgent_number_is_only_touched_with_yes(data: Path, deed: tuple[str, ...]) -> None:
    before = exported(data)
    assert "is published here: this needs --yes." in run(*deed, "--dry-run", data=data).output
    assert "Say --yes to do it." in run(*deed, data=data, code=1).output
    assert told(*deed, data=data, code=1)["faults"][0]["code"] == "number.urgent"
    assert exported(data) == before
    assert "Written as change" in run(*deed, "--yes", data=data).output


def test_even_the_beginning_can_be_taken_back_and_brought_back(data: Path) -> None:
    before = exported(data)
    refusal = run("undo", "1", data=data, code=1).output
    for words in ("258 records", " organization", " contact-point", "--yes", "Nothing was written"):
        assert words in refusal
    assert told("undo", "1", data=data, code=1)["faults"][0]["code"] == "undo.many"
    assert "This needs --yes." in run("undo", "1", "--dry-run", data=data).output
    assert exported(data) == before
    undone = told("undo", "1", "--yes", data=data)
    assert len(undone["ended"]) == 258
    assert not [each for each in exported(data) if '"record"' in each]
    output = run("undo", str(undone["sequence"]), "--yes", data=data).output
    assert "258 records (" in output
    assert [without_revision(each) for each in exported(data)] == [without_revision(each) for each in before]
