import pytest

from directory.geo.postcode import begun, cut, split


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7551AB", "7551"),
        (" 7551  ab ", "7551"),
        ("hulp bij 7551 AB graag", "hulp bij 7551 graag"),
        ("７５５１ＡＢ", "7551"),
        ("7551\u200bAB", "7551"),
        ("bel 0800-2000", "bel 0800-2000"),
        ("7551", "7551"),
        ("17551AB", "17551AB"),
    ],
)
def test_letters_of_a_postcode_are_cut_off(typed: str, kept: str) -> None:
    assert cut(typed) == kept


@pytest.mark.parametrize(
    ("typed", "postcode", "words"),
    [
        ("7551", "7551", ""),
        ("7551 ab", "7551", ""),
        ("7551AB 12", "7551", ""),
        ("7551AB 12a, Hengelo", "7551", "Hengelo"),
        ("7551 Hengelo", "7551", "Hengelo"),
        ("0551", None, "0551"),
        ("75511", None, "75511"),
        ("7551ABC", None, "7551ABC"),
        ("Hengelo", None, "Hengelo"),
    ],
)
def test_digits_and_town_are_told_apart_without_letters_and_house(typed: str, postcode: str | None, words: str) -> None:
    assert split(typed) == (postcode, words)


def test_a_postcode_that_is_being_typed_is_read_as_far_as_it_goes() -> None:
    assert [begun(text) for text in ("7", "75", "7551", "7551A", "7551 ab")] == ["7", "75", "7551", "7551", "7551"]
    assert begun("0") is begun("75511") is begun("Hengelo") is begun("") is None
