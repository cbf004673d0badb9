"""Taking in changes gives the very atlas that would be built anew, and leaves earlier versions as they were."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.atlas import Atlas, apply
from directory.model import Record
from tests.atlas.history import History, change, steps
from tests.atlas.observing import observed, tools_for
from tests.atlas.world import worlds

Step = tuple[str, int, int]
thorough = settings(
    derandomize=True,
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def changed(history: History, deeds: list[Step]) -> None:
    for deed in deeds:
        change(history, *deed)


@thorough
@given(worlds(), steps)
def test_following_all_changes_at_once_equals_building_anew(world: list[Record], deeds: list[Step]) -> None:
    history = History(world)
    start = history.atlas()
    changed(history, deeds)
    followed = apply(start, history.entries[start.sequence :])
    names = history.slugs()
    assert observed(followed, names) == observed(history.atlas(), names)


@thorough
@given(worlds(), steps, st.integers(1, 3))
def test_following_change_by_change_equals_building_anew_each_time(
    world: list[Record], deeds: list[Step], at_once: int
) -> None:
    history = History(world)
    atlas = history.atlas()
    tools = tools_for(atlas)
    observed(atlas, (), tools)
    for first in range(0, len(deeds), at_once):
        changed(history, deeds[first : first + at_once])
        atlas = apply(atlas, history.entries[atlas.sequence :])
        tools = tools_for(atlas, tools)
        names = history.slugs()
        assert observed(atlas, names, tools) == observed(history.atlas(), names)


@thorough
@given(worlds(), steps)
def test_a_version_that_somebody_holds_stays_as_it_was(world: list[Record], deeds: list[Step]) -> None:
    history = History(world)
    held: list[tuple[Atlas, set, dict]] = []  # type: ignore[type-arg]
    atlas = history.atlas()
    for deed in deeds:
        names = history.slugs()
        held.append((atlas, names, observed(atlas, names)))
        change(history, *deed)
        atlas = apply(atlas, history.entries[atlas.sequence :])
    for version, names, seen in held:
        assert observed(version, names) == seen


@thorough
@given(worlds(), steps)
def test_an_atlas_that_began_empty_follows_its_way_to_the_same(world: list[Record], deeds: list[Step]) -> None:
    history = History()
    start = history.atlas()
    for each in world:
        history.put(each)
    changed(history, deeds)
    followed = apply(start, history.entries)
    names = history.slugs()
    assert observed(followed, names) == observed(history.atlas(), names)


@thorough
@given(worlds(), steps, st.integers(0, 14))
def test_taking_in_again_what_is_in_it_already_changes_nothing(
    world: list[Record], deeds: list[Step], back: int
) -> None:
    """A commit may land while the atlas is built: it is in the records already and comes once more as a change."""
    history = History(world)
    changed(history, deeds)
    atlas = history.atlas()
    names = history.slugs()
    late = history.entries[max(len(history.entries) - back, 0) :]
    assert observed(apply(atlas, late), names) == observed(atlas, names)


def test_no_changes_give_the_very_same_version() -> None:
    atlas = History().atlas()
    assert apply(atlas, []) is atlas
