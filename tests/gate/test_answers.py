"""Answers that are remembered: only for the minute and the atlas that they were made of, and never without end."""

from directory.gate.answers import Answer, Answers

ATLAS, NEXT = object(), object()


def answer(content: bytes = b"{}") -> Answer:
    return Answer(content, "v", "no-store", {})


def test_an_answer_is_there_for_the_same_question_in_the_same_minute() -> None:
    answers = Answers()
    answers.of(ATLAS, 7).keep(b"near=7551", answer())
    assert answers.of(ATLAS, 7).get(b"near=7551") == answer()
    assert answers.of(ATLAS, 7).get(b"near=7552") is None


def test_another_minute_or_another_atlas_forgets_all() -> None:
    answers = Answers()
    answers.of(ATLAS, 7).keep(b"a", answer())
    assert answers.of(ATLAS, 8).get(b"a") is None
    answers.of(ATLAS, 8).keep(b"a", answer())
    assert answers.of(NEXT, 8).get(b"a") is None
    assert answers.of(ATLAS, 8).get(b"a") is None


def test_it_never_holds_more_than_its_limit() -> None:
    answers = Answers(limit=100).of(ATLAS, 7)
    for number in range(50):
        answers.keep(b"%02d" % number, answer(b"x" * 30))
        assert sum(answers.get(b"%02d" % each) is not None for each in range(50)) <= 3
    answers.keep(b"large", answer(b"x" * 200))
    assert answers.get(b"large") is None
