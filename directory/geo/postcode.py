"""A visitor's postcode is cut to its four digits before it is looked up, stored, logged, cached or shown."""

import re

from directory.text import normal

CODE = re.compile(r"([1-9][0-9]{3})(?:\s?[A-Za-z]{2})?")
FOLLOWED = re.compile(r"([1-9][0-9]{3})(\s?[A-Za-z]{2}\b)?[\s,]+(.+)")
WHOLE = re.compile(r"\b([1-9][0-9]{3})\s?[A-Za-z]{2}\b")
BEGUN = re.compile(r"([1-9][0-9]{0,3})(?:\s?[A-Za-z]{1,2})?")
HOUSE = re.compile(r"^\d+\S*[\s,]*")


def cut(text: str) -> str:
    """The text with every full postcode cut to four digits: `in 7551 AB` gives `in 7551`.

    Too eager on purpose: `2024 is` is cut as well. Use it where a text is kept or passed on, not where it is read.
    """
    return WHOLE.sub(r"\1", normal(text))


def split(text: str) -> tuple[str | None, str]:
    """The four digits a text begins with, if any, and the words after it: `7551AB 12, Hengelo` gives `7551`, `Hengelo`.

    Letters and house number are dropped here and go nowhere.
    """
    whole = normal(text)
    if found := CODE.fullmatch(whole):
        return found[1], ""
    if found := FOLLOWED.fullmatch(whole):
        return found[1], HOUSE.sub("", found[3])
    return None, whole


def behind(text: str) -> str:
    """All words after four digits, for a town that begins like letters or a number: `7587 de Lutte`."""
    return normal(text)[4:].lstrip(" ,")


def begun(text: str) -> str | None:
    """The digits of a postcode that is being typed, or nothing: `75` gives `75`, `7551A` gives `7551`."""
    found = BEGUN.fullmatch(normal(text))
    return found[1] if found else None
