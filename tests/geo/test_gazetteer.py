import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import Damaged
from directory.geo.areas import Areas
from directory.geo.distance import inside_netherlands
from directory.geo.gazetteer import Gazetteer
from directory.geo.place import Place
from directory.geo.provinces import base
from directory.text import fold

HENGELO = "Hengelo (gemeente Hengelo)"
OTHER_HENGELO = "Hengelo (gemeente Bronckhorst)"


def labels(places: tuple[Place, ...]) -> list[str]:
    return [each.label for each in places]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_hengelo_is_two_places_and_the_one_in_twente_comes_first(gazetteer: Gazetteer) -> None:
    first, second = gazetteer.find("Hengelo")
    assert (first.label, first.municipality, first.in_twente) == (HENGELO, "GM0164", True)
    assert (second.label, second.municipality, second.in_twente) == (OTHER_HENGELO, "GM1876", False)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Hengelo (O)", HENGELO),
        ("Hengelo Ov.", HENGELO),
        ("hengelo overijssel", HENGELO),
        ("Hengelo Gld", OTHER_HENGELO),
        ("Hengelo (Gld)", OTHER_HENGELO),
        ("hengelo, gelderland", OTHER_HENGELO),
        ("Hengelo Bronckhorst", OTHER_HENGELO),
        ("Hengelo gem. Bronckhorst", OTHER_HENGELO),
        ("Haarle (Tubbergen)", "Haarle (gemeente Tubbergen)"),
        ("Nes Ameland", "Nes (gemeente Ameland)"),
        ("Hoorn NH", "Hoorn (gemeente Hoorn)"),
        ("Rijswijk N.B.", "Rijswijk (gemeente Altena)"),
        ("Bergen (L)", "Bergen (gemeente Bergen (L.))"),
    ],
)
def test_a_province_or_municipality_behind_a_name_tells_namesakes_apart(
    gazetteer: Gazetteer, typed: str, label: str
) -> None:
    assert labels(gazetteer.find(typed)) == [label]


def test_namesakes_within_twente_are_both_given(gazetteer: Gazetteer) -> None:
    assert [each.municipality for each in gazetteer.find("Haarle")] == ["GM0163", "GM0183"]
    assert [each.municipality for each in gazetteer.find("Deurningen")] == ["GM1774", "GM0173"]
    for name in ("Geesteren", "Rossum", "Den Ham", "Beuningen"):
        assert [each.in_twente for each in gazetteer.find(name)] == [True, False]


def test_every_name_that_several_places_share_gives_them_all(gazetteer: Gazetteer, areas: Areas, folder: Path) -> None:
    shared: dict[str, set[str]] = {}
    for row in table(folder, "places"):
        province = areas.municipality(row["municipality"]).province
        shared.setdefault(base(fold(row["name"]), province), set()).add(row["municipality"])
    namesakes = {name: owners for name, owners in shared.items() if len(owners) > 1}
    assert len(namesakes) == 86
    for name, owners in namesakes.items():
        found = gazetteer.find(name)
        assert owners == {each.municipality for each in found}
        assert len(set(labels(found))) == len(found) > 1


def test_only_an_abbreviation_of_its_own_province_is_taken_off_a_name(areas: Areas, folder: Path) -> None:
    names = [(row["name"], areas.municipality(row["municipality"]).province) for row in table(folder, "places")]
    marked = {name for name, province in names if base(fold(name), province) != fold(name)}
    assert len(marked) == 19
    assert {"Hengelo (Gld)", "Bergen L", "Elst Ut", "Harkstede GN"} <= marked
    assert base("hengelo gld", "Overijssel") == "hengelo gld"


@pytest.mark.parametrize("typed", ["borne", "BORNE ", "Börne", " b\u00f4rn\u00e9", "Borne\u200b", "Borne (Ov)"])
def test_case_accents_and_spaces_do_not_matter(gazetteer: Gazetteer, typed: str) -> None:
    assert labels(gazetteer.find(typed)) == ["Borne"]


def test_ij_and_y_are_one_letter(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Nyverdal") == gazetteer.find("Nijverdal") == gazetteer.find("NĲVERDAL")
    assert gazetteer.find("Ryssen") == gazetteer.find("rijssen") != ()


def test_spellings_and_parts_lead_to_the_place(gazetteer: Gazetteer) -> None:
    assert labels(gazetteer.find("Stad Delden")) == ["Delden"]
    assert labels(gazetteer.find("Westerhaar")) == ["Westerhaar-Vriezenveensewijk"]
    assert labels(gazetteer.find("Maria Parochie")) == ["Mariaparochie"]
    assert labels(gazetteer.find("den bosch")) == ["'s-Hertogenbosch"]
    assert labels(gazetteer.find("Den Haag")) == ["'s-Gravenhage"]


def test_a_district_has_its_own_postcodes_and_the_towns_municipality(gazetteer: Gazetteer) -> None:
    (found,) = gazetteer.find("Glanerbrug")
    assert (found.kind, found.label, found.municipality) == ("district", "Glanerbrug (Enschede)", "GM0153")
    assert found.postcodes == ("7532", "7534")
    (town,) = gazetteer.find("Enschede")
    assert set(found.postcodes) < set(town.postcodes)
    assert gazetteer.find("Glanerbrug, Enschede") == (found,)


def test_a_municipality_without_a_town_of_its_name_is_found_whole(gazetteer: Gazetteer) -> None:
    (found,) = gazetteer.find("Hof van Twente")
    assert (found.kind, found.label, found.municipality) == ("municipality", "gemeente Hof van Twente", "GM1735")
    assert {each.kind for each in gazetteer.find("Tubbergen")} == {"place"}
    assert labels(gazetteer.find("gemeente Tubbergen")) == ["gemeente Tubbergen"]


@pytest.mark.parametrize("typed", ["7551", "7551AB", "7551 ab", "7551ab 12", "7551 AB Hengelo", "7551, Hengelo (O)"])
def test_a_full_postcode_is_four_digits_to_us(gazetteer: Gazetteer, typed: str) -> None:
    (found,) = gazetteer.find(typed)
    assert (found.name, found.kind, found.municipality, found.radius_m) == ("7551", "postcode", "GM0164", 530)


def test_a_postcode_across_a_border_names_the_other_municipality(gazetteer: Gazetteer) -> None:
    (found,) = gazetteer.find("7614")
    assert (found.label, found.municipality, found.other_municipalities) == (
        "7614 Mariaparochie",
        "GM0183",
        ("GM0141",),
    )
    assert gazetteer.find("7614 Almelo") == (found,)


def test_a_postcode_and_a_town_that_contradict_each_other_are_not_guessed(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("7551 Borne") == gazetteer.find("7551 Atlantis") == ()
    assert labels(gazetteer.find("7587 de Lutte")) == ["7587 de Lutte"]
    assert labels(gazetteer.find("9573 1e Exloërmond")) == ["9573 1e Exloërmond"]
    assert gazetteer.nearest_names("7551 Borne", 2) == (f"7551 {HENGELO}", "Borne")


def test_a_postcode_of_boxes_leads_to_the_town(gazetteer: Gazetteer) -> None:
    (found,), (town,) = gazetteer.find("7500"), gazetteer.find("Enschede")
    assert (found.kind, found.label, found.municipality) == ("po-box", "7500 Enschede", "GM0153")
    assert (found.latitude, found.longitude, found.radius_m) == (town.latitude, town.longitude, town.radius_m)


@pytest.mark.parametrize(
    "typed", ["", " ", "0000", "0000AB", "1002", "7599", "75", "75511", "Atlantis", "!", "\0", "GM0164"]
)
def test_what_is_no_place_gives_nothing(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.find(typed) == ()


@given(st.text(max_size=300))
def test_any_text_is_answered(gazetteer: Gazetteer, typed: str) -> None:
    for each in (*gazetteer.find(typed), *gazetteer.suggest(typed, 3)):
        assert isinstance(each, Place)
    assert len(gazetteer.nearest_names(typed, 3)) <= 3


def test_a_very_long_text_is_read_in_part(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("hengelo " * 100_000) == ()


def test_every_place_is_found_again_by_its_label_and_is_well_formed(
    gazetteer: Gazetteer, areas: Areas, folder: Path
) -> None:
    names = [row["name"] for row in (*table(folder, "places"), *table(folder, "municipalities"))]
    names += [row["postcode"] for row in table(folder, "postcodes")]
    names += [row["alias"] for row in table(folder, "aliases")]
    every = {place for name in names for place in gazetteer.find(name)}
    assert len(every) > 7000
    for each in every:
        assert gazetteer.find(each.label) == (each,)
        assert inside_netherlands(each.latitude, each.longitude)
        assert areas.known(each.municipality)
        assert each.in_twente == (each.municipality in areas.twente)
        assert all(areas.known(code) and code != each.municipality for code in each.other_municipalities)
        assert all(gazetteer.postcode(code) for code in each.postcodes)


def test_the_tables_agree_with_each_other_and_are_sorted(folder: Path, areas: Areas) -> None:
    postcodes = {row["postcode"]: row for row in table(folder, "postcodes")}
    places = {(row["name"], row["municipality"]): row for row in table(folder, "places")}
    assert {(row["place"], row["municipality"]) for row in postcodes.values()} <= set(places)
    assert sum(row["municipality"] in areas.twente for row in places.values()) == 67
    for name in ("postcodes", "places", "aliases", "municipalities", "regions", "successors"):
        keys = [tuple(row.values())[: 2 if name == "places" else 1] for row in table(folder, name)]
        assert keys == sorted(set(keys))


def test_after_a_merger_places_lie_in_the_successor(folder: Path, gazetteer: Gazetteer) -> None:
    after = Gazetteer.read(folder, Areas.read(folder, date(2027, 1, 1)))
    assert [each.municipality for each in gazetteer.find("'s-Graveland")] == ["GM1696"]
    assert [each.municipality for each in after.find("'s-Graveland")] == ["GM0402"]
    assert [each.municipality for each in after.find("1243")] == ["GM0402"]
    assert labels(after.find("Wijdemeren")) == ["gemeente Hilversum"]


def test_a_broken_table_is_named(folder: Path, areas: Areas, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "geo")
    with (tmp_path / "geo" / "places.csv").open("a") as file:
        file.write("Nergenshuizen,GM0164\n")
    with pytest.raises(Damaged, match=r"places\.csv, line 2503"):
        Gazetteer.read(tmp_path / "geo", areas)
