"""Words in a question: names first, all of them before some of them, and never an answer that hides a better one."""

from typing import Any

import pytest

from directory.model import Record
from directory.search import Finder, Found, Question, Suggester
from tests.atlas.world import MOMENTS, atlas_of, containing
from tests.exchange import builders as make


def records() -> list[Record]:
    return [
        *make.vocabularies(),
        make.organization("rozen", name="De Rozen", description="Een huis."),
        make.organization("anker", name="Het Anker", alternate_names=("Veilige Haven",), description="Rozen en meer."),
        make.service("chatten", "rozen", name="Praten", description="Voor kinderen."),
        make.service("bellen", "anker", name="Bellen", description="Voor ouderen."),
        make.chat_door("rozenchat", "chatten"),
        make.phone_door("ankerlijn", "bellen", topics=("stalking",)),
    ]


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(atlas_of(records()), containing)


def find(finder: Finder, words: str, **asked: Any) -> tuple[str, list[str]]:
    found = finder.find(Question(at=MOMENTS[0], words=words, **asked))
    return found.matched, slugs(finder, found)


def slugs(finder: Finder, found: Found) -> list[str]:
    return [finder.atlas.catalogue.door(finder.index.ids[each]).slug for each in found.page]


@pytest.mark.parametrize(
    ("words", "matched", "right"),
    [
        ("", "none", ["rozenchat", "ankerlijn"]),
        ("  \t", "none", ["rozenchat", "ankerlijn"]),
        ("rozen", "all", ["rozenchat", "ankerlijn"]),
        ("ROZEN", "all", ["rozenchat", "ankerlijn"]),
        ("roos", "all", ["rozenchat", "ankerlijn"]),
        ("veilige haven", "all", ["ankerlijn"]),
        ("kind", "all", ["rozenchat"]),
        ("anker ouderen", "all", ["ankerlijn"]),
        ("stalking", "all", ["ankerlijn"]),
        ("anker kinderen", "any", ["ankerlijn", "rozenchat"]),
        ("de het", "nothing", []),
        ("!?", "nothing", []),
        ("giraf", "nothing", []),
        ("giraf anker", "any", ["ankerlijn"]),
    ],
)
def test_words_are_read_as_a_reader_means_them(finder: Finder, words: str, matched: str, right: list[str]) -> None:
    told, found = find(finder, words)
    assert (told, sorted(found)) == (matched, sorted(right))
    if len(words.split()) == 1 and len(found) == 2 and words.strip():
        assert found == ["rozenchat", "ankerlijn"]


def test_a_name_of_stop_words_only_is_found_by_the_whole_name() -> None:
    found = Finder(atlas_of([*records(), make.organization("wij", name="Wij en Ons")]), containing)
    asked = found.find(Question(at=MOMENTS[0], words="wij en ons"))
    assert (asked.matched, asked.total) == ("name", 1)


def test_words_of_which_nobody_has_all_still_find_who_has_some_when_a_filter_is_on(finder: Finder) -> None:
    """Whose audience is not known is not shown here, and so may not take away the words of who is."""
    matched, found = find(finder, "anker kinderen", terms={"audiences": ("slachtoffers",)})
    assert (matched, found) == ("any", ["ankerlijn"])
    matched, found = find(finder, "rozen kinderen", terms={"audiences": ("slachtoffers",)})
    assert found == ["ankerlijn"]


def test_a_condition_that_is_denied_is_not_offered_by_way_of_a_broader_one() -> None:
    """The seeds have no tree of conditions; the model allows one."""
    tree = make.vocabulary("conditions")
    terms = tuple(
        each if each.slug != "niet-op-telefoonrekening" else type(each)(**{**_fields(each), "broader": "anoniem"})
        for each in tree.terms
    )
    broadened = type(tree)(**{**_fields(tree), "terms": terms})
    others = [each for each in make.vocabularies() if each.slug != "conditions"]
    door = make.phone_door(conditions={"anoniem": "yes", "niet-op-telefoonrekening": "no"})
    finder = Finder(atlas_of([*others, broadened, make.organization(), make.service(), door]), containing)
    assert find(finder, "", terms={"conditions": ("niet-op-telefoonrekening",)}, include_unknown=True)[1] == []


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


# Suggestions.


def suggested(text: str, limit: int = 10) -> list[tuple[str, str]]:
    return [(each["kind"], each["label"]) for each in Suggester(atlas_of(records())).suggest(text, limit)]


def test_suggestions_are_terms_then_organizations_then_services() -> None:
    assert suggested("advies") == [("function", "advies")]
    assert [kind for kind, _ in suggested("s")] == ["audience", "topic"]
    assert suggested("praten") == [("service", "Praten")]
    assert suggested("anker") == [("organization", "Het Anker")]


@pytest.mark.parametrize("text", ["", "   ", "!", "zzz", "\u0000"])
def test_what_nothing_begins_with_suggests_nothing(text: str) -> None:
    assert suggested(text) == []


def test_an_alias_suggests_the_name_once_and_the_limit_holds() -> None:
    assert suggested("veilige") == [("organization", "Het Anker")]
    assert suggested("haven") == [("organization", "Het Anker")]
    assert len(suggested("s", 1)) == 1


def test_the_first_letter_of_a_long_ij_suggests_the_word() -> None:
    """`ij` is folded to one letter; somebody who has typed its first half must not be left alone."""
    found = Suggester(atlas_of([make.organization("ijsvogel", name="IJsvogel")])).suggest("i", 10)
    assert [each["label"] for each in found] == ["IJsvogel"]
