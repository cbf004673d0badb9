"""What is understood of somebody's own words: concepts, role, urgency, language; and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lexicon.small import SMALL


def concepts(text: str) -> list[str]:
    return [each.concept.concept for each in SMALL.understand(text).concepts]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("mijn man volgt me overal", "stalking"),
        ("overal volgt mijn ex mij", "stalking"),
        ("hij heeft me overal gevolgd", "stalking"),
        ("belaging", "stalking"),
        ("MIJN BUURMAN STAAT STEEDS VOOR DE DEUR!!", "stalking"),
        ("mijn man sloeg me gisteren", "slaan"),
        ("my husband follows me everywhere", "stalking"),
        ("kocam beni dövüyor", "slaan"),
        ("kocam beni dovuyor", "slaan"),
        ("زوجي يلاحقني", "stalking"),
        ("чоловік переслідує мене", "stalking"),
        ("slachtoferhulp", "slachtofferhulp"),
        ("slachtoffer hulp", "slachtofferhulp"),
        ("tijdelijk huisverbod verlengen", "huisverbod"),
    ],
)
def test_own_words_lead_to_a_concept(text: str, concept: str) -> None:
    assert concepts(text)[:1] == [concept]


@pytest.mark.parametrize("text", ["", "   ", "de het een", "weer morgen", "mijn man volgt een cursus", "!?"])
def test_other_words_lead_to_none(text: str) -> None:
    assert concepts(text) == []


def test_the_phrase_that_decided_is_told() -> None:
    meant = SMALL.understand("mijn man volgt me overal").concepts[0]
    assert meant.phrase == "{persoon} volgt me overal"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("mijn cliënt wordt geslagen", "professional"),
        ("mijn buurvrouw wordt geslagen", "bystander"),
        ("mijn man slaat me", "victim"),
        ("huisverbod verlengen", "professional"),
        ("weer", "anyone"),
    ],
)
def test_who_asks_shows_in_the_words(text: str, role: str) -> None:
    assert SMALL.understand(text).role == role


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("hij slaat me nu", "acute"),
        ("hij staat voor de deur met een mes", "acute"),
        ("ik kan vannacht niet naar huis", "today"),
        ("ik ben verkracht", "today"),
        ("vorig jaar stond hij voor de deur met een mes", "none"),
        ("scriptie over stalking met een mes", "none"),
        ("mijn man volgt me overal", "none"),
    ],
)
def test_danger_now_is_heard_and_the_past_is_not_danger(text: str, level: str) -> None:
    assert SMALL.understand(text).level == level


def test_the_line_above_the_answers_fits_the_subject() -> None:
    lines = {
        text: line.text if (line := SMALL.understand(text).line) else None
        for text in ("hij slaat me nu", "ik ben verkracht", "ik kan vannacht niet naar huis", "belaging")
    }
    assert [*lines.values()] == ["Bel 112.", "Bel het CSG.", "Bel Veilig Thuis.", None]


def test_a_subject_that_is_not_here_is_named() -> None:
    assert SMALL.understand("paspoort verlengen in Hengelo").outside == "paspoort"
    assert SMALL.understand("mijn man volgt me overal").outside is None


@pytest.mark.parametrize(
    ("text", "language"),
    [("my husband", "en"), ("чоловік", "uk"), ("زوجي", "ar"), ("mijn man", "nl"), ("zzz", "nl"), ("beni", "tr")],
)
def test_the_language_is_guessed(text: str, language: str) -> None:
    assert SMALL.understand(text).language == language


def test_what_was_repaired_is_told_and_small_words_and_negations_are_left_alone() -> None:
    assert SMALL.understand("slachtofferhulpp").repaired == {"slachtofferhulpp": "slachtofferhulp"}
    assert SMALL.understand("nooit geen mens").repaired == {}


@given(st.text(max_size=300))
def test_any_text_is_understood_somehow_and_always_the_same(text: str) -> None:
    assert SMALL.understand(text) == SMALL.understand(text)
