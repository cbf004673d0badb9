"""Names, numbers and hosts come down to what they have in common, however they are written."""

import pytest

from directory.matching.names import Name, names_of
from directory.matching.party import Described, host
from directory.matching.places import Places
from tests.matching.made_up import areas, reader


def name(text: str) -> Name:
    found, *_ = names_of(text, Places(areas()))
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stichting Kadera", "KADERA"),
        ("Sitchting Kadera", "Kadera B.V."),
        ("StichtingKadera", "kadera"),
        ("Veilig Thuis regio Twente", "veiligthuis  twente"),
        ("www.nouishetgenoeg.nl", "Nou is het genoeg"),
        ("V.T.T.", "VTT"),
        ("Geloofsgemeenschappen in Hengelo", "geloofsgemeenschappen Hengelo"),
        ("Centrum voor Sexueel Geweld", "Centrum Seksueel Geweld"),
        ("IJsselland Zorg", "Ysselland zorg"),
        ("Ka\u00addera", "Kadera"),
    ],
)
def test_two_ways_to_write_a_name_are_equal(one: str, other: str) -> None:
    assert name(one).forms & name(other).forms


def test_a_name_is_taken_apart() -> None:
    found = name("Stichting Steunpunt Zonnebrug, team Noord, regio Twente")
    assert (found.core, found.kinds, found.marks) == ("zonnebrug", {"steunpunt"}, {"team", "noord"})
    assert found.places == Places(areas()).of_codes(["VR05"])
    assert not found.national
    assert name("Veilig Thuis (landelijk nummer)").national
    assert name("Hulplijn 113").numbers == {"113"}
    assert name("113zelfmoordpreventie").numbers == {"113"}


def test_what_has_no_letters_has_no_names() -> None:
    for text in ("", "!!!", "…", "\u202e"):
        assert names_of(text, Places(areas())) == ()


def test_places_are_masks_that_can_be_compared() -> None:
    places = Places(areas())
    twente, hengelo, east = (places.of_text(each) for each in ("Twente", "Hengelo", "Oost-Nederland"))
    assert hengelo & twente == hengelo
    assert twente & east == twente
    assert not places.of_text("Drenthe") & twente
    assert places.of_text("Atlantis") == 0
    assert places.of_codes(["NL"]) == places.of_codes(["GM9999"]) == 0


def test_the_longest_name_of_a_place_is_taken() -> None:
    assert name("Veilig Thuis Noord- en Oost-Gelderland").places == Places(areas()).of_codes(["VR06"])
    assert name("Veilig Thuis Gooi en Vechtstreek").core == "thuis veilig"


@pytest.mark.parametrize("number", ["0800-2000", "08002000", "+31 800 2000", "0031-800-2000", "+31 (0)800 2000"])
def test_a_number_is_one_however_it_is_written(number: str) -> None:
    assert reader().party(Described(name="x", phones=(number,))).phones == {"08002000"}


def test_two_numbers_in_one_cell_are_two() -> None:
    assert reader().party(Described(name="x", phones=("074-2000001 / 0800-2000", "bel"))).phones == {
        "0742000001",
        "08002000",
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.kadera.nl/contact?x=1", "kadera.nl"),
        ("KADERA.NL", "kadera.nl"),
        ("//m.kadera.nl", "kadera.nl"),
        ("info@kadera.nl", "kadera.nl"),
        ("https://www.facebook.com/kadera", ""),
        ("kadera@gmail.com", ""),
        ("http://[", ""),
        ("geen", ""),
        ("", ""),
    ],
)
def test_a_host_is_what_two_addresses_have_in_common(address: str, expected: str) -> None:
    assert host(address) == expected


def test_the_number_of_a_register_keeps_its_zeros() -> None:
    numbers = {
        reader().party(Described(name="x", register=each)).register for each in ("08123456", "8123456", "8.123.456")
    }
    assert numbers == {"08123456"}
    assert reader().party(Described(name="x", register="geen")).register is None
