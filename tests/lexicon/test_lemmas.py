"""Words brought to their dictionary form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.lexicon import STOP_WORDS, lemma, lemmas


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("kinderen", "kind"),
        ("vrouwen", "vrouw"),
        ("moskeeën", "moskee"),
        ("geslagen", "slaan"),
        ("mishandeld", "mishandelen"),
        ("bedreigde", "bedreigen"),
        ("gezinnen", "gezin"),
        # Snowball makes `wel` of this; the most important word here must stay itself.
        ("geweld", "geweld"),
        ("112", "112"),
        ("xyzzy", "xyzzy"),
        ("één", "een"),
    ],
)
def test_a_word_has_its_dictionary_form_without_accents(word: str, form: str) -> None:
    assert lemma(word) == form


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \t\n", []),
        ("...!?", []),
        ("de het een van", []),
        ("Kinderen van gescheiden ouders", ["kinderen", "gescheiden", "ouders"]),
        ("GEWELD", ["geweld"]),
        ("07-5 km", ["07", "5", "km"]),
        ("anonieme_tip", ["anonieme", "tip"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("şiddet насильство عنف", ["siddet", "насильство", "عنف"]),
    ],
)
def test_a_text_falls_into_plain_words_without_stop_words(text: str, found: list[str]) -> None:
    assert [word for word, _ in lemmas(text)] == found


def test_words_stay_in_order_and_come_twice_when_written_twice() -> None:
    assert lemmas("vrouwen kinderen vrouwen") == [("vrouwen", "vrouw"), ("kinderen", "kind"), ("vrouwen", "vrouw")]


def test_a_genitive_leads_to_the_name() -> None:
    assert [form for _, form in lemmas("Kadera's")] == ["kadera"]


def test_a_curly_apostrophe_is_an_apostrophe() -> None:
    assert lemmas("Kadera’s") == lemmas("Kadera's")


def test_a_turkish_capital_i_does_not_break_its_word() -> None:
    assert [word for word, _ in lemmas("İSTANBUL")] == ["istanbul"]


@pytest.mark.parametrize("word", ["niet", "geen", "nooit", "zonder", "niemand", "nee"])
def test_a_negation_is_never_a_stop_word(word: str) -> None:
    assert word not in STOP_WORDS
    assert [plain for plain, _ in lemmas(word)] == [word]


def test_stop_words_are_written_as_words_come_out() -> None:
    assert all(each == each.casefold() and each.isascii() and each.isalpha() for each in STOP_WORDS)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_words_that_are_plain_and_the_same_each_time(text: str) -> None:
    found = lemmas(text)
    assert found == lemmas(text)
    for word, form in found:
        assert word
        assert form
        assert word not in STOP_WORDS
        assert not {*word} & {*" \t\n"}


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["kind", "Kinderen", "geslagen", "de", "niet", "hulp"]), max_size=6))
def test_upper_case_and_more_space_change_nothing(words: list[str]) -> None:
    assert lemmas(" ".join(words)) == lemmas("  ".join(each.upper() for each in words))


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_text_falls_into_the_same_words_as_any_other(text: str) -> None:
    # A letter beyond ASCII behind it takes the long way round.
    assert lemmas(f"{text} é")[:-1] == lemmas(text)
