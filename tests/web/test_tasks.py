"""Things people come for, each from the start page to the right door in two interactions: fill in and press."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page

from directory.app import Application
from tests.web.browser import NARROW, WIDE, Journey
from tests.web.conftest import Visit
from tests.web.screens import PARAGRAPH

pytestmark = pytest.mark.outside


class Task(NamedTuple):
    """What somebody types or which button she presses, and the door that must be among the first three, in view."""

    name: str
    party: str
    number: str
    words: str = ""
    button: str = ""

    def __str__(self) -> str:
        return self.name


TASKS = [
    Task("danger now", "Alarmnummer 112", "112\ntelefoon", words="hij slaat mij nu"),
    Task("followed everywhere", "Veilig Thuis Twente", "0800-2000", words="mijn man volgt me overal"),
    Task("a bed tonight", "Kadera", "088-422 24 95", button="Een veilige plek om te slapen"),
    Task("younger than 18", "De Kindertelefoon", "0800-0432", button="Ben je jonger dan 18?"),
    Task("does not want to live", "113 Zelfmoordpreventie", "0800-0113", words="ik wil niet meer leven"),
    Task("raped", "Centrum Seksueel Geweld", "0800-0188", words="ik ben vannacht verkracht"),
    Task("an organization by name", "Slachtofferhulp Nederland", "0900-0101", words="slachtofferhulp"),
    Task("whose number is this", "Veilig Thuis Twente", "0800-2000", words="0800-2000"),
    Task("advice from work", "Veilig Thuis Twente", "0800-2000", button="Ik help iemand vanuit mijn werk"),
    Task("an old mother is hit", "Veilig Thuis Twente", "0800-2000", words="mijn broer slaat onze oude moeder"),
    Task("a man is hit", "Kadera", "088-422 24 95", words="ik ben een man en mijn vrouw slaat mij"),
    Task("afraid to hurt somebody", "Veilig Thuis Twente", "0800-2000", button="Ik ben bang dat ik iemand pijn doe"),
    Task("worried about somebody", "Veilig Thuis Twente", "0800-2000", button="Ik maak mij zorgen om iemand"),
]


class Hand:
    """Does it with a mouse or a finger, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.done = 0

    def fill(self, field: Locator, text: str) -> None:
        self.done += 1
        field.click()
        field.press_sequentially(text)

    def press(self, button: Locator) -> None:
        self.done += 1
        with self.page.expect_navigation():
            button.click()


class Keys(Hand):
    """Does it with the keyboard alone."""

    def fill(self, field: Locator, text: str) -> None:
        self.done += 1
        self._reach(field)
        self.page.keyboard.type(text)

    def press(self, button: Locator) -> None:
        self.done += 1
        self._reach(button)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _reach(self, wanted: Locator) -> None:
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("(each) => each === document.activeElement"):
                return
        pytest.fail(f"Tab does not reach {wanted}")


WAYS: dict[str, tuple[Callable[[Page], Hand], dict[str, object]]] = {
    "mouse": (Hand, {"viewport": WIDE}),
    "keyboard": (Keys, {"viewport": WIDE}),
    "phone without script": (Hand, {"viewport": NARROW, "java_script_enabled": False, "has_touch": True}),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("task", TASKS, ids=str)
def test_the_right_door_is_two_interactions_away(visit: Visit, task: Task, way: str) -> None:
    maker, options = WAYS[way]
    with visit(**options) as journey:
        journey.open("/")
        hand = maker(journey.page)
        if task.words:
            hand.fill(journey.page.locator("#q"), task.words)
        hand.press(journey.page.get_by_role("button", name=task.button or "Zoek", exact=True))
        assert hand.done <= 2
        assert_offered(journey, task)


def assert_offered(journey: Journey, task: Task) -> None:
    """The door is one of the first three cards, and its number stands there to be called."""
    cards = [journey.page.locator(".card").nth(each) for each in range(3)]
    told = [each.inner_text() for each in cards]
    assert any(task.party in each and task.number in each for each in told), "\n\n".join(told)
    number = journey.page.locator(".card a[href^='tel:']", has_text=task.number.partition("\n")[0]).first
    assert number.is_visible()
    assert journey.page.url == f"{journey.home}/zoek"


@pytest.mark.parametrize("way", WAYS)
def test_a_dossier_from_a_pasted_paragraph_is_three_interactions_away(visit: Visit, way: str) -> None:
    maker, options = WAYS[way]
    with visit(**options) as journey:
        journey.open("/bestaat-dit-al")
        hand = maker(journey.page)
        page = journey.page
        hand.fill(page.get_by_label("Uw tekst"), PARAGRAPH)
        hand.press(page.get_by_role("button", name="Lees deze tekst"))
        page.evaluate("document.getElementById('uitkomst').focus()")
        hand.press(page.get_by_role("button", name="Bewaar als dossier"))
        assert hand.done <= 3
        assert page.url.startswith(f"{journey.home}/bestaat-dit-al/")
        assert page.locator(".verdict").is_visible()


def test_what_is_closed_says_so_on_every_width(visit: Visit, site: Application) -> None:
    # Once a class of the map hid it where there was room for it.
    with visit() as journey:
        journey.open("/")
        journey.search("politie melding")
        for size in (WIDE, NARROW):
            journey.page.set_viewport_size(size)
            states = journey.page.locator(".card .state")
            assert states.count() > 3
            assert all(each.is_visible() for each in states.all())
