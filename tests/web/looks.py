"""What a page is measured by, in the browser itself: each measure gives a list of what is wrong, or what there is."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.screens import Screen

# What gives the subject away to who looks over a shoulder, in any language of ours.
SUBJECT = re.compile(
    r"geweld|mishandel|misbruik|stalk|slachtoffer|dader|pleger|verkracht|violen|abuse|victim|rape|gewalt|missbrauch|opfer"
    r"|şiddet|istismar|mağdur|przemoc|ofiar|насил|жертв|عنف|ضحي|إساءة",
    re.IGNORECASE,
)

# Wider than the window, and by what: the innermost elements that stick out on either side.
TOO_WIDE = """
() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= innerWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1) && !each.closest(".scroll, .skip, .sr");
  });
  return [`${root.scrollWidth} of ${innerWidth}`, ...out.filter((each) => !out.some((other) => other !== each
    && each.contains(other))).slice(0, 5).map((each) => each.outerHTML.slice(0, 120))];
}
"""
# Text that runs out of a box which does not show what runs out.
CUT_OFF = """
() => [...document.body.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  if (!each.checkVisibility() || each.closest(".sr, svg") || !each.innerText?.trim()) return false;
  const cuts = (way) => ["hidden", "clip"].includes(way);
  return (cuts(style.overflowX) && each.scrollWidth > each.clientWidth + 1)
    || (cuts(style.overflowY) && each.scrollHeight > each.clientHeight + 1);
}).map((each) => each.outerHTML.slice(0, 120))
"""
# WCAG 1.4.12, put in as a constructed sheet, which the policy of the page lets a visitor do.
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
    * { word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}
"""
FRAME = """
() => {
  const exit = document.querySelector("[data-exit]");
  const box = exit.getBoundingClientRect();
  const on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    lang: document.documentElement.lang, dir: document.documentElement.dir,
    headings: document.querySelectorAll("h1").length,
    exit: {width: box.width, height: box.height, top: box.top, free: exit.contains(on), rel: exit.rel,
      target: exit.target},
    danger: document.querySelector('a[href="tel:112"]')?.checkVisibility() ?? false,
  };
}
"""
# What can be pressed and has no edge left when all backgrounds are one colour.
EDGELESS = """
() => [...document.querySelectorAll("button, .button, .leave, input, select, textarea")].filter((each) => {
  const style = getComputedStyle(each);
  const edge = parseFloat(style.borderBlockStartWidth) > 0 && style.borderBlockStartStyle !== "none";
  // Where one is already needs no edge: there is nothing to press for.
  return each.checkVisibility() && each.type !== "hidden" && !edge && !each.ariaCurrent
    && !style.textDecorationLine.includes("underline")
    && !["checkbox", "radio", "range"].includes(each.type);
}).map((each) => each.outerHTML.slice(0, 120))
"""
MOVING = """
() => [document.documentElement, ...document.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  return style.scrollBehavior === "smooth" || style.animationName !== "none"
    || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0.01);
}).map((each) => each.outerHTML.slice(0, 80))
"""


UNFOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"


def told(faults: Iterable[str]) -> str:
    """Faults under each other."""
    return "\n" + "\n".join(faults)


def shown(page: Page) -> set[str]:
    """The words that can be seen in what is the page's own, without numbers."""
    text = page.locator("main").inner_text()
    return {word for word in text.split() if not any(each.isdigit() for each in word)}


def crowded(page: Page) -> list[str]:
    """What does not fit, as the page is, and with the letters and lines of WCAG 1.4.12. Everything is unfolded."""
    page.evaluate(UNFOLD)
    faults = [*page.evaluate(TOO_WIDE), *page.evaluate(CUT_OFF)]
    page.evaluate(SPACED)
    spaced = [*page.evaluate(TOO_WIDE), *page.evaluate(CUT_OFF)]
    return [*faults, *(f"spaced: {each}" for each in spaced)]


def check_frame(page: Page, screen: Screen, lang: str = "nl", direction: str = "ltr") -> None:
    """What is the same on every page: language, one heading, the way out, 112, a title that tells nobody."""
    frame: dict[str, Any] = page.evaluate(FRAME)
    assert (frame["lang"], frame["dir"], frame["headings"]) == (lang, direction, 1)
    assert min(frame["exit"]["width"], frame["exit"]["height"]) >= 44
    target = "_top" if screen.framed else ""
    assert (frame["exit"]["free"], frame["exit"]["rel"], frame["exit"]["target"]) == (
        True,
        "noreferrer noopener",
        target,
    )
    assert frame["danger"]
    shown = f"{page.title()} {page.url.partition('?')[0]}"
    assert not SUBJECT.search(shown), shown
    # At the end of the page the way out is still there.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    there = page.evaluate(FRAME)["exit"]
    assert there == frame["exit"] | {"top": pytest.approx(frame["exit"]["top"], abs=100)}
    page.evaluate("scrollTo(0, 0)")
