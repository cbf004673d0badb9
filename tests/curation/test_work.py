"""The work list: the question whose answer is worth most first, by more than its date."""

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as some
import pytest
from hypothesis import given

from directory.curation.work import Doubt, Task, use_of, work
from directory.lexicon import Concept, Words
from directory.model import Fact, Record
from directory.model.visit import Visited
from tests.curation.desk import AREAS, GAZETTEER, house, question
from tests.exchange import builders as b


def tasks(*records: Record, on: date = b.TODAY, **more: Any) -> list[Task]:
    return work(b.catalogue(*records), AREAS, on, GAZETTEER, **more)


def checked(days_ago: int, *names: str) -> dict[str, Fact]:
    return {each: b.fact(checked_on=b.TODAY - timedelta(days=days_ago)) for each in names}


LINE = b.phone_door("lijn", facts=checked(100, "phone"))
CHAT = b.chat_door("chat", facts=checked(100, "url", "hours"))


def of(found: list[Task], slug: str, field: str) -> Task:
    (one,) = [each for each in found if (each.slug, each.field) == (slug, field)]
    return one


def test_each_field_is_asked_about_once_and_the_list_is_the_same_each_time() -> None:
    found = tasks(*house(LINE, CHAT))
    assert len({(each.id, each.field) for each in found}) == len(found)
    assert found == tasks(*house(LINE, CHAT))
    assert [each.value for each in found] == sorted((each.value for each in found), reverse=True)


def test_a_stale_number_of_a_crisis_door_comes_before_staler_hours_of_a_chat() -> None:
    late = b.chat_door("chat", facts=checked(900, "hours"))
    found = [each for each in tasks(*house(LINE, late)) if each.code == "stale"]
    assert [(each.slug, each.field) for each in found][:2] == [("lijn", "phone"), ("chat", "hours")]
    assert found[0].doubt < found[1].doubt
    assert found[0].confirmable
    assert found[0].due == b.TODAY - timedelta(days=10)


def test_a_link_that_a_program_could_not_open_can_be_confirmed_and_a_contradiction_cannot() -> None:
    page = b.chat_door("pagina", facts=checked(10, "url"))
    visited = Visited(address=str(page.url), at=b.START, outcome="gone", why="404", failed=2, since=b.TODAY)
    found = tasks(*house(page), visits={visited.address: visited})
    assert (of(found, "pagina", "url").code, of(found, "pagina", "url").confirmable) == ("link.gone", True)
    assert not any(each.confirmable for each in found if each.code.startswith("gate."))


def test_what_is_not_due_is_not_asked() -> None:
    fresh = b.phone_door("lijn", facts=checked(10, "phone"))
    assert all(each.field != "phone" for each in tasks(*house(fresh)))


def test_a_recorded_question_is_what_is_asked_and_of_whom() -> None:
    asked = b.chat_door("chat", facts=checked(100, "hours"), questions=(question("hours"),))
    found = of(tasks(*house(asked)), "chat", "hours")
    assert (found.question, found.ask) == ("Wat is hours?", "Kadera")


def test_what_coverage_waits_for_is_asked_and_weighs_more() -> None:
    before = tasks(*house(CHAT))
    doubts = (
        Doubt(slug="chat", field="audiences", share=0.2, question="Voor wie?", ask="Kadera"),
        Doubt(slug="chat", field="hours", share=0.5),
        Doubt(slug="weg", field="hours", share=0.5),
    )
    found = tasks(*house(CHAT), doubts=doubts)
    assert of(found, "chat", "hours").value == pytest.approx(3 * of(before, "chat", "hours").value, rel=1e-3)
    assert (of(found, "chat", "audiences").coverage, len(found)) == (0.4, len(before))
    unasked = tasks(*house(LINE), doubts=(Doubt(slug="lijn", field="location", share=0.1, question="Waar?"),))
    assert of(unasked, "lijn", "location").code == "coverage.unknown"


def test_what_people_ask_for_weighs_more() -> None:
    catalogue = b.catalogue(*house(LINE, CHAT))
    concepts = (
        Concept(concept="stalking", preferred="stalking", topics=("stalking",)),
        Concept(concept="geweld", preferred="geweld", topics=("huiselijk-geweld",), functions=("melden",)),
        Concept(concept="chatten", preferred="chatten", pinned=("chat",)),
    )
    counts = {"stalking": 30, "geweld": 10, "chatten": 10, "anders": 90}
    use = use_of(counts, Words(concepts=concepts), catalogue)
    assert (use[LINE.id], use[CHAT.id], use[LINE.service_id]) == (1.0, 0.25, 1.0)
    assert use_of({}, Words(concepts=concepts), catalogue) == {}
    plain, asked = tasks(*house(LINE, CHAT)), tasks(*house(LINE, CHAT), use=use)
    assert of(asked, "lijn", "phone").value == pytest.approx(3 * of(plain, "lijn", "phone").value, rel=1e-3)


@given(some.integers(91, 2000), some.integers(91, 2000), some.floats(0, 1), some.floats(0, 1))
def test_a_longer_time_a_larger_share_and_more_use_never_lower_the_value(
    one: int, other: int, share: float, use: float
) -> None:
    values = {
        days: of(tasks(*house(b.phone_door("lijn", facts=checked(days, "phone")))), "lijn", "phone").value
        for days in (one, other)
    }
    assert values[min(one, other)] <= values[max(one, other)] <= 2.0
    weighed = tasks(*house(LINE), doubts=(Doubt(slug="lijn", field="phone", share=share),), use={LINE.id: use})
    assert of(weighed, "lijn", "phone").value >= of(tasks(*house(LINE)), "lijn", "phone").value
