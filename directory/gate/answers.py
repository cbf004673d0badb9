"""Answers of this minute, for who asks the very same again: most people near one place ask for the same few things."""

from collections.abc import Mapping

import msgspec

MAXIMUM_BYTES = 16 * 1024 * 1024


class Answer(msgspec.Struct, frozen=True):
    """One answer with what goes on top of it. `more` are headers of its own."""

    content: bytes
    version: str
    cache: str
    more: Mapping[str, str]


class Answers:
    """By question as asked. Forgotten when the minute or the atlas is another, and when there are too many.

    Nothing that holds a visitor's own words is to be kept here, however short.
    """

    def __init__(self, limit: int = MAXIMUM_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._for: tuple[object, int] | None = None
        self._answers: dict[bytes, Answer] = {}

    def of(self, atlas: object, minute: int) -> "Answers":
        """These answers, without those of another atlas or minute."""
        if self._for is None or self._for[0] is not atlas or self._for[1] != minute:
            self._for = (atlas, minute)
            self._clear()
        return self

    def get(self, question: bytes) -> Answer | None:
        """The answer to this question, when it was asked before."""
        return self._answers.get(question)

    def keep(self, question: bytes, answer: Answer) -> None:
        """Remember an answer."""
        size = len(question) + len(answer.content)
        if self._size + size > self._limit:
            self._clear()
        if size <= self._limit:
            self._answers[question] = answer
            self._size += size

    def _clear(self) -> None:
        self._answers.clear()
        self._size = 0
