"""Random questions to a small made-up directory."""

from hypothesis import strategies as st

from directory.search import Near, Question
from tests.atlas.world import LANGUAGES, MOMENTS, POINTS, REGION, TERMS, WORDS, Dice, seeds

# None of the made-up places lies within 0.1 % of these distances from another one; a test of its own looks at edges.
RADII = (0.5, 8.0, 30.0, 120.0)
DIMENSIONS = {**TERMS, "languages": (*LANGUAGES, "pl")}


def near(dice: Dice) -> Near:
    latitude, longitude = dice.choice(POINTS)
    return Near(label="hier", latitude=latitude, longitude=longitude, municipalities=dice.some([*REGION], 2))


def question(seed: int) -> Question:
    """About half of the filters off, so that something is left to find."""
    dice = Dice(seed)
    here = near(dice) if dice.random() < 0.6 else None
    asked = dice.sample([*DIMENSIONS], dice.choice((0, 0, 1, 1, 2, 3)))
    words = " ".join(dice.some((*WORDS, "de", "moskee"), 2)) if dice.random() < 0.4 else ""
    return Question(
        at=dice.choice(MOMENTS),
        words=words,
        near=here,
        radius_km=dice.choice((None, *RADII)) if here else None,
        municipalities=dice.some([*REGION], 2) if dice.random() < 0.3 else (),
        terms={
            each: dice.choice(((), dice.some(DIMENSIONS[each], 2), dice.some(DIMENSIONS[each], 2))) for each in asked
        },
        open_now=dice.random() < 0.2,
        include_unknown=dice.random() < 0.7,
        per_page=100,
    )


def questions() -> st.SearchStrategy[Question]:
    """Any of them."""
    return seeds.map(question)
