"""What people who seek help read is plain Dutch (B1); and the measure for it can be trusted."""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

import pytest

from tests.web.reading import (
    Message,
    common,
    counted_words,
    flesch_douma,
    length,
    longest_sentence,
    rare_words,
    sentences,
    share_of_common,
    syllables,
    texts,
    words,
)

# Pages for people who make policy or programs, by the name of their file. Every other page is for people who seek help.
POLICY = {"developers", "coverage", "existing", "proposal", "verdict", "dossier", "matrix", "docs", "desk"}
# No formula gives B1. Douma's table calls 60 to 70 normal, for who went no further than the last class of primary
# school of his day; WCAG 3.1.5 asks no more than lower secondary school. 65 is the middle of normal.
EASE = 65.0
COMMON = 0.90
# In words. A rule of thumb of guides to plain Dutch, whose sentences have ten to fifteen on average.
LONGEST = 20
SHOWN = 15

# Counted by hand, aloud.
COUNTED = {
    "hulp": 1,
    "thuis": 1,
    "nieuw": 1,
    "sneeuw": 1,
    "mooi": 1,
    "site": 1,
    "team": 1,
    "vrouw": 1,
    "bellen": 2,
    "veilig": 2,
    "bureau": 2,
    "boeien": 2,
    "baby": 2,
    "foto's": 2,
    "naïef": 2,
    "knieën": 2,
    "chaos": 2,
    "coachen": 2,
    "wijkteam": 2,
    "e-mail": 2,
    "toilet": 2,
    "online": 2,
    "sms": 3,
    "geweld": 2,
    "gemeente": 3,
    "theater": 3,
    "museum": 3,
    "serieus": 3,
    "patiënt": 3,
    "reünie": 3,
    "sociaal": 3,
    "vrijheid": 2,
    "huisarts": 2,
    "anoniem": 3,
    "beantwoorden": 4,
    "beëindigen": 4,
    "aquarium": 4,
    "mishandeling": 4,
    "individueel": 5,
    "organisatie": 5,
    "toegankelijkheid": 5,
    "hulpverleenster": 4,
}


@pytest.mark.parametrize(("word", "count"), COUNTED.items())
def test_syllables_are_counted_as_they_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count
    assert syllables(word.capitalize()) == count


def test_the_formula_is_that_of_douma() -> None:
    assert flesch_douma("De kat zit op de mat. Zij slaapt.") == pytest.approx(206.835 - 0.93 * 4 - 77)
    # 6 words, 1 sentence, 13 syllables.
    assert flesch_douma("De organisatie biedt veilige opvang aan.") == pytest.approx(206.835 - 0.93 * 6 - 77 * 13 / 6)
    assert flesch_douma("") == flesch_douma("112") == 100.0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bel 112. Of ga weg!  Kan dat? Ja…", ["Bel 112.", "Of ga weg!", "Kan dat?", "Ja…"]),
        ("Neem iets mee, bijv. een jas.", ["Neem iets mee, bijv. een jas."]),
        ("Een kop\n\nEen\n  alinea.", ["Een kop", "Een alinea."]),
        ("<p>Zeg “nee.” <b>Bel</b> %(name)s.</p>", ["Zeg “nee.", "Bel 0."]),
        ("Klaar. %(count)s gevonden", ["Klaar.", "0 gevonden"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, found: list[str]) -> None:
    assert sentences(text) == found


def test_numbers_addresses_and_what_is_filled_in_are_no_words_but_make_a_sentence_longer() -> None:
    text = "Bel %(name)s op {} of 0800-2000, mail naar hulp@example.nl, of kijk op www.example.nl/hulp&nbsp;%%"
    assert words(text) == ["Bel", "op", "of", "mail", "naar", "of", "kijk", "op"]
    assert length(text) == 13
    assert longest_sentence(f"Kort. {text} Dag.") == sentences(text + " Dag.")[0]
    assert longest_sentence("") == ""


@pytest.mark.parametrize(
    "word", ["bel", "belt", "veilige", "kinderen", "hulplijn", "wijkteams", "huisartsenpost", "afmaken", "opvang-plek"]
)
def test_a_form_or_a_compound_of_common_words_is_common(word: str) -> None:
    assert common(word)


@pytest.mark.parametrize("word", ["xylofoon", "subsidiariteit", "aandachtsfunctionaris", "opop", "zzz", "kwalificeren"])
def test_a_word_that_few_people_use_is_rare(word: str) -> None:
    assert not common(word)


def test_names_are_neither_common_nor_rare() -> None:
    assert counted_words("Bel met Kadera in Zwolle. DigiD is niet nodig.") == [
        "bel",
        "met",
        "in",
        "is",
        "niet",
        "nodig",
    ]
    assert rare_words("Een xylofoon van Jansen") == ["xylofoon"]
    assert share_of_common(["Een xylofoon", "Hulp, nu"]) == 0.75
    assert share_of_common([]) == 1.0


def test_every_way_to_write_a_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html").write_text(
        """<h1>{{ _("Hulp zoeken") }}</h1>
{% trans name=organization.name %}Bel {{ name }}.{% endtrans %}
{% trans count=doors|length %}Eén ingang{% pluralize %}{{ count }} ingangen{% endtrans %}
<p title="{{ gettext('Uitleg') }}">{{ ngettext("%(num)s dag", "%(num)s dagen", 3) }} niet dit</p>
""",
        encoding="utf-8",
    )
    (tmp_path / "said.py").write_text(
        'A = N_("Deze pagina is er niet")\nB = _(\n    "Twee "\n    "delen"\n)\nC = say("Dag"), "a".count("b")\n',
        encoding="utf-8",
    )
    assert texts(tmp_path) == [
        Message("Hulp zoeken", "pages/one.html", 1),
        Message("Bel %(name)s.", "pages/one.html", 2),
        Message("Eén ingang", "pages/one.html", 3),
        Message("%(count)s ingangen", "pages/one.html", 3),
        Message("Uitleg", "pages/one.html", 4),
        Message("%(num)s dag", "pages/one.html", 4),
        Message("%(num)s dagen", "pages/one.html", 4),
        Message("Deze pagina is er niet", "said.py", 1),
        Message("Twee delen", "said.py", 3),
        Message("Dag", "said.py", 6),
    ]


def test_the_language_of_an_office_is_noticed_and_shown_to_the_writer() -> None:
    office = (
        "Indien betrokkene onverhoopt niet in aanmerking komt voor de desbetreffende voorziening, geschiedt "
        "doorgeleiding naar een geïndiceerd arrangement conform de vigerende uitvoeringsregeling van het verband."
    )
    assert length(longest_sentence(office)) > LONGEST
    assert flesch_douma(office) < 20
    assert share_of_common([office]) < COMMON
    line = shown("Worst:", [Message(office, "pages/home.html", 7)])
    assert line.startswith("Worst:\n  pages/home.html:7  Indien betrokkene")
    assert "vigerende" in line


@pytest.fixture(scope="module")
def help_texts() -> list[Message]:
    """Each text once, at the first place where somebody who seeks help can meet it."""
    seen: dict[str, Message] = {}
    for each in texts():
        if PurePath(each.file).stem not in POLICY:
            seen.setdefault(each.text, each)
    return [*seen.values()]


def test_no_sentence_is_too_long(help_texts: list[Message]) -> None:
    long = [each for each in help_texts if length(longest_sentence(each.text)) > LONGEST]
    long.sort(key=lambda each: -length(longest_sentence(each.text)))
    assert not long, shown(f"{len(long)} texts have a sentence over {LONGEST} words:", long)


@pytest.mark.parametrize("kind", ["all texts", "whole sentences"])
def test_the_texts_are_easy_to_read(help_texts: list[Message], kind: str) -> None:
    # Buttons and headings make the mean sentence short, and names of things make their words long: both ways count.
    parts = help_texts if kind == "all texts" else [*whole(help_texts)]
    ease = flesch_douma("\n\n".join(each.text for each in parts))
    hard = sorted((each for each in parts if len(words(each.text)) > 3), key=lambda each: flesch_douma(each.text))
    assert ease >= EASE, shown(f"{kind}: Flesch-Douma {ease:.1f}, should be {EASE}. The hardest:", hard)


def test_the_words_are_common(help_texts: list[Message]) -> None:
    share = share_of_common(each.text for each in help_texts)
    rare = sorted(help_texts, key=lambda each: -len(rare_words(each.text)))
    assert share >= COMMON, shown(f"{share:.3f} of the words are common, should be {COMMON}. Most rare words in:", rare)


def whole(messages: Sequence[Message]) -> Iterator[Message]:
    """The sentences that end with a full stop or a mark."""
    for each in messages:
        for sentence in sentences(each.text):
            if sentence.rstrip("\"'”’)»").endswith((".", "!", "?", "…")):
                yield each._replace(text=sentence)


def shown(problem: str, messages: Sequence[Message]) -> str:
    """What a writer needs to mend the worst ones: where, how hard, and which words."""
    return "\n".join([problem, *map(_line, messages[:SHOWN])])


def _line(message: Message) -> str:
    text = " ".join(message.text.split())
    rare = ", ".join(dict.fromkeys(rare_words(message.text))) or "none"
    longest = length(longest_sentence(message.text))
    return (
        f"  {message.file}:{message.line}  {text}\n     ease {flesch_douma(text):.0f}, longest {longest}, rare: {rare}"
    )
