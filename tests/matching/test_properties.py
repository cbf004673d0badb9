"""What holds for any organizations: their order says nothing, and no pair that is worth showing is passed over."""

import json
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.matching import Described, Judgement, Pair, judge, pairs_among
from directory.matching.batch import Batch
from tests.matching.made_up import reader

# Few words, so that much is alike; some of each kind that the engine tells apart.
WORDS = """
    Stichting Vereniging Veilig Thuis VTT CSG Centrum Seksueel Geweld Twente Hengelo Enschede Drenthe Kadera
    Kadrea Kadira Zonnebrug Zonebrug Zonnebruggen Lambertus Basiliek Lambertusbasiliek team Noord Zuid 1 2 112
    113 landelijk Nederland hulplijn opvang huisartsen Slachtofferhulp SHN De het en van SHG Steunpunt Huiselijk
    afdeling jeugd B.V. nu nou is
""".split()  # noqa: SIM905 (words read better as text)
PHONES = ("0800-2000", "08002000", "074-2000001", "+31 74 2000001", "074-2000002", "112", "bel", "")
URLS = ("https://kadera.nl", "www.kadera.nl", "veiligthuis.nl", "https://facebook.com/kadera", "zonnebrug.nl", "x", "")
PLACES = ("Hengelo", "Enschede", "Zwolle", "Assen", "Delden", "Atlantis")

odd = st.text(max_size=12)
name = st.one_of(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), odd)
names = st.lists(name, max_size=2).map(tuple)
described = st.builds(
    Described,
    name=name,
    alternate_names=names,
    former_names=names,
    phones=st.lists(st.sampled_from(PHONES), max_size=2).map(tuple),
    former_phones=st.lists(st.sampled_from(PHONES), max_size=1).map(tuple),
    urls=st.lists(st.sampled_from(URLS), max_size=2).map(tuple),
    emails=st.lists(st.sampled_from(("info@kadera.nl", "a@gmail.com", "@")), max_size=1).map(tuple),
    place=st.none() | st.sampled_from(PLACES),
    areas=st.sampled_from(((), ("VR05",), ("NL",), ("GM0164",))),
    register=st.none() | st.sampled_from(("08123456", "8123456", "08999999", "x")),
)
batches = st.lists(described, min_size=2, max_size=7)


def parties(batch: list[Described]) -> list[Any]:
    return [reader().party(msgspec.structs.replace(each, key=f"{at}")) for at, each in enumerate(batch)]


def told(judgement: Judgement) -> str:
    return json.dumps(msgspec.to_builtins(msgspec.structs.replace(judgement, forwards=None)), sort_keys=True)


@settings(max_examples=400)
@example(Described(name="Veilig 1"), Described(name="Veilig 2"))
@given(described, described)
def test_two_are_the_same_to_each_other_in_both_orders(one: Described, other: Described) -> None:
    batch = Batch(parties([one, other]))
    ahead, back = judge(*batch.parties, batch), judge(*reversed(batch.parties), batch)
    assert told(ahead) == told(back)
    assert ahead.forwards is None or ahead.forwards is not back.forwards


@settings(max_examples=400)
@given(described, described)
def test_only_the_same_reaches_two_and_the_score_is_the_sum(one: Described, other: Described) -> None:
    batch = Batch(parties([one, other]))
    found = judge(*batch.parties, batch)
    assert abs(found.score - sum(each.weight for each in (*found.reasons, *found.vetoes))) < 1e-6
    assert (found.score >= 2) is (found.verdict == "same")
    assert found.verdict != "same" or not found.vetoes


@settings(max_examples=300)
@given(batches)
def test_no_pair_that_is_worth_showing_is_passed_over(batch: list[Described]) -> None:
    found = Batch(parties(batch))
    looked_at = set(found.pairs())
    for one in range(len(batch)):
        for other in range(one + 1, len(batch)):
            if (one, other) not in looked_at:
                assert judge(found.parties[one], found.parties[other], found).score < 0


@settings(max_examples=150)
@given(batches, st.randoms(use_true_random=False))
def test_the_order_of_a_batch_changes_nothing(batch: list[Described], chance: Any) -> None:
    given_order = parties(batch)
    other_order = chance.sample(given_order, len(given_order))

    def answer(found: list[Pair]) -> bytes:
        return msgspec.json.encode(found)

    assert answer(pairs_among(given_order).pairs) == answer(pairs_among(other_order).pairs)


@settings(max_examples=200)
@given(described)
def test_everybody_is_the_same_as_a_copy_that_has_a_name(one: Described) -> None:
    batch = Batch(parties([one, one]))
    found = judge(*batch.parties, batch)
    main = batch.parties[0].main
    if main is not None and main.distinctive and len(main.ordered) > 3 and not main.marks:
        assert found.verdict == "same"
