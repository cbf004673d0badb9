"""Somebody who works at the desk with the keyboard alone: Tab to what has this name, type, press."""

from playwright.sync_api import Page

from tests.web.browser import Journey

MOST_STOPS = 400
# What is in the focus is called: by its label, by what it says, by its value.
CALLED = """
() => {
  const here = document.activeElement;
  if (!here || here === document.body) return "";
  const label = here.labels?.[0]?.innerText ?? here.getAttribute("aria-label") ?? here.innerText ?? here.value ?? "";
  return label.trim().replace(/\\s+/g, " ");
}
"""


class Keys:
    """The keyboard of one person. What cannot be reached with Tab cannot be found here."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.page: Page = journey.page
        self.presses = 0

    def to(self, name: str) -> "Keys":
        """Tab on to what is called so, or begins so."""
        for _ in range(MOST_STOPS):
            self._press("Tab")
            if self.page.evaluate(CALLED).startswith(name):
                return self
        raise AssertionError(f"Tab never reaches {name!r} on {self.page.url}: {self.page.inner_text('main')[:600]}")

    def write(self, name: str, text: str) -> "Keys":
        """Type in the field that is called so, in the place of what stood there."""
        self.to(name)
        self._press("Control+a")
        self.page.keyboard.type(text)
        return self

    def choose(self, name: str, option: str) -> "Keys":
        """Choose from a list by typing the beginning of an option."""
        self.to(name)
        self.page.keyboard.type(option)
        return self

    def tick(self, name: str) -> "Keys":
        """Tick the box or the first of the choices that is called so."""
        self.to(name)
        self._press("Space")
        return self

    def press(self, name: str) -> "Keys":
        """Follow the link or press the button that is called so, and wait for the page that comes."""
        self.to(name)
        with self.page.expect_navigation(wait_until="load"):
            self._press("Enter")
        return self

    def open(self, name: str) -> "Keys":
        """Unfold what is called so."""
        self.to(name)
        self._press("Enter")
        return self

    def _press(self, key: str) -> None:
        self.presses += 1
        self.page.keyboard.press(key)
