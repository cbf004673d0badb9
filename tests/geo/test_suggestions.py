import pytest

from directory.geo.gazetteer import Gazetteer


def suggested(gazetteer: Gazetteer, text: str, limit: int = 3) -> list[str]:
    return [each.label for each in gazetteer.suggest(text, limit)]


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("heng", ["Hengelo (gemeente Hengelo)", "Hengevelde", "Hengelo (gemeente Bronckhorst)"]),
        ("alm", ["Almelo", "Almere", "Almen"]),
        ("Almere", ["Almere", "gemeente Almere"]),
        ("nyv", ["Nijverdal", "Hulsen (Nijverdal)"]),
        ("glaner", ["Glanerbrug (Enschede)"]),
        ("755", [f"755{digit} Hengelo (gemeente Hengelo)" for digit in "123"]),
        ("7551A", ["7551 Hengelo (gemeente Hengelo)"]),
    ],
)
def test_names_that_begin_like_the_text_are_suggested_twente_first(
    gazetteer: Gazetteer, typed: str, labels: list[str]
) -> None:
    assert suggested(gazetteer, typed) == labels


def test_a_word_inside_a_name_counts(gazetteer: Gazetteer) -> None:
    assert suggested(gazetteer, "ham", 1) == ["Den Ham (gemeente Twenterand)"]
    assert suggested(gazetteer, "hertogen", 1) == ["'s-Hertogenbosch"]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Henglo", "Hengelo (gemeente Hengelo)"),
        ("Enchede", "Enschede"),
        ("Oldenzal", "Oldenzaal"),
        ("Haaxbergen", "Haaksbergen"),
        ("tubergen", "Tubbergen"),
        ("weselo", "Weerselo"),
        ("Amersfort", "Amersfoort"),
        ("nijverdaal", "Nijverdal"),
    ],
)
def test_typing_errors_are_forgiven(gazetteer: Gazetteer, typed: str, label: str) -> None:
    assert gazetteer.find(typed) == ()
    assert suggested(gazetteer, typed, 1) == [label]
    assert gazetteer.nearest_names(typed)[0] == label


@pytest.mark.parametrize("typed", ["", " ", "xqzw", "0", "0000", "qq", "?!"])
def test_nonsense_suggests_nothing(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.suggest(typed) == ()
    assert gazetteer.nearest_names(typed) == ()


def test_a_limit_is_kept_and_nothing_comes_twice(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest("h", 0) == gazetteer.suggest("h", -1) == ()
    found = gazetteer.suggest("h", 500)
    assert len(found) == len(set(found)) > 100
    assert gazetteer.suggest("h", 7) == found[:7]
    assert [each.in_twente for each in found[:10]] == [True] * 10


def test_not_found_offers_the_nearest_names(gazetteer: Gazetteer) -> None:
    both = ("Hengelo (gemeente Hengelo)", "Hengelo (gemeente Bronckhorst)")
    assert gazetteer.nearest_names("Hengelo Limburg", 2) == both
    assert gazetteer.nearest_names("Enschde centrum") == ("Enschede",)
    assert gazetteer.nearest_names("7599 AB", 2) == ("7597 Saasveld", "7596 Rossum (gemeente Dinkelland)")
    assert gazetteer.nearest_names("7599 Saasveld", 1) == ("Saasveld",)
