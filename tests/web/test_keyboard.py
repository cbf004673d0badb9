"""Every page by keyboard alone: all is reached, in order, without a trap, and one sees where one is."""

from typing import Any

import pytest
from playwright.sync_api import Page

from directory.app import Application
from tests.web.browser import NARROW, WIDE
from tests.web.conftest import Visit
from tests.web.looks import UNFOLD, told
from tests.web.screens import LOOKED_AT, Screen

pytestmark = pytest.mark.outside
# A page with more stops than this is a trap, or no page for somebody in a hurry.
MOST_STOPS = 400

# What Tab should reach. Of radio buttons with one name it reaches one, the arrows reach the others.
PREPARE = """
() => {
  const all = "a[href], button, input, select, textarea, summary, iframe, [tabindex]";
  window.expected = new Set([...document.querySelectorAll(all)].filter((each) =>
    each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" && each.type !== "radio" && each.checkVisibility()));
  window.before = new Map([...expected].map((each) => {
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(each);
    return [each, `${outlineStyle} ${outlineWidth} ${boxShadow}`];
  }));
  return expected.size;
}
"""
# Where Tab has brought us, and what is wrong with that; null when it has left the page.
STOP = """
() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const again = window.expected.has(here) === false && window.before.has(here);
  window.expected.delete(here);
  const named = here.outerHTML.slice(0, 120), style = getComputedStyle(here), box = here.getBoundingClientRect();
  const faults = [];
  const told = `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow}`;
  if (here.tagName !== "IFRAME" && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2
    || told === window.before.get(here))) faults.push("no outline");
  if (box.width < 1 || box.right < 1 || box.left > innerWidth - 1) faults.push("out of sight");
  const bar = document.querySelector(".bar"), under = bar?.getBoundingClientRect();
  const within = bar?.contains(here) || here.matches(".skip") || box.height > innerHeight / 2;
  if (under && !within && box.top < under.bottom - 1)
    faults.push(`under the bar (${Math.round(box.top)})`);
  if (box.top > innerHeight - 1 || box.bottom < 1) faults.push("not scrolled into view");
  // Of a link that goes on in a next line, the first line.
  const line = here.getClientRects()[0] ?? box;
  const across = Math.min(line.left + line.width / 2, innerWidth - 1);
  const on = document.elementFromPoint(across, line.top + Math.min(line.height, 40) / 2);
  if (on && !within && on !== here && !here.contains(on) && !on.contains(here) && !faults.length)
    faults.push(`covered by ${on.outerHTML.slice(0, 60)}`);
  return {exit: here.matches("[data-exit]"), again, faults: faults.map((each) => `${each}: ${named}`)};
}
"""
LEFT = "() => [...window.expected].map((each) => `never reached: ${each.outerHTML.slice(0, 120)}`)"


# On a small phone the bar covers most: there every screen is walked through, and where there is room the main ones.
WALKED = [(each, NARROW) for each in LOOKED_AT if not each.scripted]
WALKED += [(each, WIDE) for each, _ in WALKED if each.name in ("start", "results, words and place", "door", "coverage")]


@pytest.mark.parametrize(("screen", "viewport"), WALKED, ids=str)
def test_tab_reaches_everything_shows_where_it_is_and_finds_the_way_out_at_once(
    visit: Visit, site: Application, screen: Screen, viewport: Any
) -> None:
    with visit(viewport=viewport) as journey:
        screen.open(journey, site)
        stops = walk(journey.page)
        assert any(each["exit"] for each in stops[:3])
        faults = [fault for each in stops for fault in each["faults"]]
        faults += journey.page.evaluate(LEFT)
        assert not faults, told(faults)


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until it leaves the page or begins anew, and tell of each stop."""
    page.evaluate(UNFOLD)
    assert 0 < page.evaluate(PREPARE) <= MOST_STOPS
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS + 10):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["again"]:
            return stops
        stops.append(stop)
    pytest.fail("Tab does not get out of this page")
