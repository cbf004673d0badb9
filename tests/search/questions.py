"""Random questions to a small made-up directory."""

from hypothesis import strategies as st

from directory.search import Near, Question
from tests.atlas.world import LANGUAGES, MOMENTS, POINTS, REGION, TERMS, WORDS

# None of the made-up places lies within 0.1 % of these distances from another one; a test of its own looks at edges.
RADII = (0.5, 8.0, 30.0, 120.0)


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


@st.composite
def nears(draw: st.DrawFn) -> Near:
    latitude, longitude = draw(st.sampled_from(POINTS))
    municipalities = draw(st.lists(st.sampled_from([*REGION]), min_size=1, max_size=2, unique=True))
    return Near(label="hier", latitude=latitude, longitude=longitude, municipalities=tuple(municipalities))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    near = draw(st.none() | nears())
    dimensions = {**TERMS, "languages": (*LANGUAGES, "pl")}
    asked = draw(st.lists(st.sampled_from([*dimensions]), max_size=2, unique=True))
    return Question(
        at=draw(st.sampled_from(MOMENTS)),
        words=draw(st.just("") | st.lists(st.sampled_from((*WORDS, "de", "moskee")), max_size=2).map(" ".join)),
        near=near,
        radius_km=draw(st.none() | st.sampled_from(RADII)) if near else None,
        municipalities=draw(st.just(()) | some(tuple(REGION))),
        terms={each: draw(some(dimensions[each])) for each in asked},
        open_now=draw(st.sampled_from((False, False, False, True))),
        include_unknown=draw(st.sampled_from((True, True, False))),
        per_page=100,
    )
