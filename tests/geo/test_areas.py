from datetime import date
from pathlib import Path

import pytest

from directory.errors import Damaged, Unknown
from directory.geo.areas import Areas

TWENTE = {
    "GM0141": "Almelo",
    "GM0147": "Borne",
    "GM0153": "Enschede",
    "GM0158": "Haaksbergen",
    "GM0163": "Hellendoorn",
    "GM0164": "Hengelo",
    "GM0168": "Losser",
    "GM0173": "Oldenzaal",
    "GM0183": "Tubbergen",
    "GM0189": "Wierden",
    "GM1700": "Twenterand",
    "GM1735": "Hof van Twente",
    "GM1742": "Rijssen-Holten",
    "GM1774": "Dinkelland",
}


def codes(areas: Areas, text: str) -> list[str]:
    return [each.code for each in areas.find(text)]


def test_twente_is_fourteen_municipalities(areas: Areas) -> None:
    assert areas.twente == frozenset(TWENTE)
    assert {code: areas.name(code) for code in areas.twente} == TWENTE
    assert areas.name("VR05") == "Twente"
    assert {each.code for each in areas.municipalities if each.in_twente} == areas.twente


def test_the_country_is_342_municipalities_in_25_regions_and_12_provinces(areas: Areas) -> None:
    assert len(areas.municipalities) == len(areas.expand(["NL"])) == 342
    assert len(areas.regions) == 26
    assert areas.name("NL") == "Nederland"
    assert len({each.province for each in areas.municipalities}) == 12


def test_expand_and_containing_agree(areas: Areas) -> None:
    every = [*areas.regions, *(each.code for each in areas.municipalities)]
    for code in every:
        inside = areas.expand([code])
        for each in areas.municipalities:
            assert (each.code in inside) == (code in areas.containing(each.code))


def test_areas_expand_to_the_union_of_their_municipalities(areas: Areas) -> None:
    assert areas.expand(["GM0363", "VR05"]) == areas.twente | {"GM0363"}
    assert areas.expand(["GM0164", "VR05"]) == areas.twente
    assert areas.expand([]) == frozenset()


@pytest.mark.parametrize("code", ["GM9999", "VR99", "", "gm0164", "Hengelo", "NL "])
def test_a_code_that_is_none_is_an_error_and_not_an_empty_area(areas: Areas, code: str) -> None:
    assert not areas.known(code)
    for deed in (lambda: areas.expand([code]), lambda: areas.containing(code), lambda: areas.name(code)):
        with pytest.raises(Unknown):
            deed()


@pytest.mark.parametrize(
    "text",
    [
        "GM0164",
        "gm0164 ",
        "Hengelo",
        "HENGELO",
        "hengelo",
        "gemeente Hengelo",
        "Hengelo (O)",
        "Hengelo (O.)",
        "Hengelo Overijssel",
    ],
)
def test_hengelo_is_gm0164(areas: Areas, text: str) -> None:
    assert codes(areas, text) == ["GM0164"]


def test_municipalities_are_found_by_slug_and_all_namesakes_are_given(areas: Areas) -> None:
    assert codes(areas, "rijssen-holten") == codes(areas, "Ryssen Holten") == ["GM1742"]
    assert codes(areas, "sudwest-fryslan") == ["GM1900"]
    assert codes(areas, "hof-van-twente") == ["GM1735"]
    assert codes(areas, "Bergen") == ["GM0373", "GM0893"]
    assert codes(areas, "Bergen (L)") == codes(areas, "Bergen Limburg") == ["GM0893"]
    assert codes(areas, "Hengelo Gld") == codes(areas, "Atlantis") == codes(areas, "") == []


def test_regions_and_the_country_have_names_too(areas: Areas) -> None:
    assert areas.named("Utrecht") == ("GM0344", "VR09")
    assert areas.named("Twente") == areas.named("regio Twente") == areas.named("vr05") == ("VR05",)
    assert areas.named("nederland") == ("NL",)
    assert areas.named("Atlantis") == ()


def test_a_code_that_disappears_leads_to_its_successor_from_its_day_on(folder: Path, areas: Areas) -> None:
    after = Areas.read(folder, date(2027, 1, 1))
    assert areas.expand(["GM1696"]) == {"GM1696"}
    assert after.expand(["GM1696"]) == {"GM0402"}
    assert after.containing("GM1696") == after.containing("GM0402") == ("GM0402", "VR14", "NL")
    assert after.known("GM1696")
    assert after.name("GM1696") == "Hilversum"
    assert codes(areas, "Wijdemeren") == ["GM1696"]
    assert codes(after, "Wijdemeren") == codes(after, "GM1696") == ["GM0402"]
    assert len(after.expand(["NL"])) == 341
    assert after.former["Wijdemeren"] == "GM0402"


def test_a_code_of_before_leads_to_its_successor(areas: Areas) -> None:
    assert areas.current("GM0501") == "GM1992"
    assert codes(areas, "Brielle") == ["GM1992"]
    assert areas.expand(["GM0457"]) == {"GM0363"}


def test_every_municipality_lies_in_the_netherlands_and_has_a_region_of_its_own(areas: Areas) -> None:
    from directory.geo.distance import inside_netherlands

    for each in areas.municipalities:
        assert inside_netherlands(each.latitude, each.longitude)
        assert each.region in areas.regions
        assert each.radius_m > 0


@pytest.mark.parametrize("content", [None, b"", b"code;name\n", b"code,name\nNL\n", b"code,name\nNL,\xff\n"])
def test_a_missing_or_broken_table_is_named(tmp_path: Path, folder: Path, content: bytes | None) -> None:
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "regions.csv").unlink() if content is None else (tmp_path / "regions.csv").write_bytes(content)
    with pytest.raises(Damaged, match=r"regions\.csv"):
        Areas.read(tmp_path, date(2026, 11, 25))
