"""Forms of the desk as a browser would send them back: every field of the form with this attribute, as it stands."""

from collections.abc import Mapping
from html.parser import HTMLParser

Fields = dict[str, list[str]]


class Form(HTMLParser):
    """The fields of the form that has this attribute, with what a browser would send when nothing is touched."""

    def __init__(self, mark: str) -> None:
        super().__init__(convert_charrefs=True)
        self._mark, self._inside = mark, False
        self.fields: Fields = {}
        self.action = ""
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        if tag == "form":
            self._inside = self._mark in attributes
            self.action = attributes.get("action") or "" if self._inside else self.action
        if not self._inside:
            return
        name = attributes.get("name") or ""
        if tag == "input" and name and attributes.get("type") not in ("checkbox", "radio", "submit"):
            self._add(name, attributes.get("value") or "")
        elif tag == "input" and name and "checked" in attributes:
            self._add(name, attributes.get("value") or "on")
        elif tag == "textarea":
            self._text = name
            self._add(name, "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            value = attributes.get("value") or ""
            if self._select not in self.fields or "selected" in attributes:
                self.fields[self._select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._text is not None:
            # A browser leaves out the first line end.
            self.fields[self._text] = [
                each.removeprefix("\n").replace("\n", "\r\n") for each in self.fields[self._text]
            ]
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None and self._inside:
            self.fields[self._text][-1] += data

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


def form(page: str, mark: str = "data-form") -> Form:
    """The form of a page."""
    found = Form(mark)
    found.feed(page)
    assert found.action, page[:2000]
    return found


def filled(page: str, changes: Mapping[str, str | list[str]], mark: str = "data-form") -> tuple[str, Fields]:
    """Where the form goes, and its fields with these in the place of what stood there."""
    found = form(page, mark)
    more = {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
    return found.action, found.fields | more
