"""Graded questions and their figures.

A question names who is right at the top (`ideal`), who helps too (`good`), who must not be among the first five
(`never`),
whether it is urgent, and whether nothing in the directory answers it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import msgspec
import yaml
from msgspec import structs

# By file: the first is split in two halves by a hash; the second is for tuning; the third was asked when all was done.
FILES: Mapping[str, str | None] = {"questions.yaml": None, "tuning.yaml": "tune", "fresh.yaml": "fresh"}
PARTS = ("tune", "report", "fresh")
DEPTH = 5
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Graded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question with what is right. Partners are named by slug."""

    ask: str
    group: str
    ideal: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    urgency: Literal["none", "today", "acute"] = "none"
    nothing: bool = False
    part: str | None = None

    @property
    def half(self) -> str:
        """`tune`, `report` or `fresh`."""
        return self.part or ("tune", "report")[crc32(self.ask.encode()) % 2]


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """What search made of one question: partners in order, each once, and what went wrong."""

    question: Graded
    partners: tuple[str, ...]
    first: bool
    third: bool
    gain: float
    forbidden: tuple[str, ...]
    level: str
    answered: bool


Search = Callable[[str], Mapping[str, Any]]


def questions(folder: Path = Path(__file__).parent) -> tuple[Graded, ...]:
    """The set, each question once."""
    found: dict[str, Graded] = {}
    for name, part in FILES.items():
        rows = yaml.load((folder / name).read_text("utf-8"), LOADER)  # noqa: S506  a safe loader
        for each in msgspec.convert(rows, tuple[Graded, ...]):
            found.setdefault(each.ask, structs.replace(each, part=part))
    return tuple(found.values())


def score(question: Graded, answer: Mapping[str, Any]) -> Scored:
    """The figures of one answer."""
    items = answer["items"]
    partners = tuple(dict.fromkeys(each["organization"]["slug"] for each in items))
    gains = {**dict.fromkeys(question.good, 1.0), **dict.fromkeys(question.ideal, 2.0)}
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    reached = _discounted([gains.get(each, 0.0) for each in partners[:DEPTH]])
    return Scored(
        question=question,
        partners=partners,
        first=bool({*partners[:1]} & {*question.ideal}),
        third=bool({*partners[:3]} & {*question.ideal}),
        gain=reached / _discounted(best) if best else 0.0,
        forbidden=tuple(each["organization"]["slug"] for each in items[:DEPTH] if _named(each) & {*question.never}),
        level=answer.get("urgency", {}).get("level", "none"),
        answered=bool(items),
    )


def _named(item: Mapping[str, Any]) -> set[str]:
    return {item["slug"], item["organization"]["slug"]}


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Shares from 0 to 1 over a number of questions; None where no question asks for it."""

    questions: int
    success_1: float | None
    success_3: float | None
    ndcg_5: float | None
    forbidden: int
    empty: float | None
    nothing_right: float | None
    alarmed: float | None
    false_alarms: float | None


def figures(scored: Iterable[Scored]) -> Figures:
    """The figures of a group of questions."""
    every = list(scored)
    here = [each for each in every if each.question.ideal]
    nothing = [each for each in every if each.question.nothing]
    acute = [each for each in every if each.question.urgency == "acute"]
    calm = [each for each in every if each.question.urgency == "none"]
    return Figures(
        questions=len(every),
        success_1=_share(each.first for each in here),
        success_3=_share(each.third for each in here),
        ndcg_5=_share(each.gain for each in here),
        forbidden=sum(bool(each.forbidden) for each in every),
        empty=_share(not each.answered for each in here),
        nothing_right=_share(not each.answered for each in nothing),
        alarmed=_share(each.level == "acute" for each in acute),
        false_alarms=_share(each.level == "acute" for each in calm),
    )


def _share(values: Iterable[float]) -> float | None:
    every = list(values)
    return sum(every) / len(every) if every else None


def by_group(scored: Iterable[Scored]) -> Mapping[str, Figures]:
    """Figures for each group and, first, for all and for both halves."""
    every = list(scored)
    groups: defaultdict[str, list[Scored]] = defaultdict(list)
    for each in every:
        groups[each.question.group].append(each)
    halves = {half: [each for each in every if each.question.half == half] for half in PARTS}
    return {name: figures(each) for name, each in {"all": every, **halves, **dict(sorted(groups.items()))}.items()}


def table(groups: Mapping[str, Figures]) -> str:
    """The figures as a Markdown table."""
    names = ("questions", "s@1", "s@3", "nDCG@5", "must-not", "empty", "nothing", "alarmed", "false alarms")
    lines = [f"| group | {' | '.join(names)} |", f"|{' --- |' * (len(names) + 1)}"]
    for group, found in groups.items():
        cells = [_cell(getattr(found, each)) for each in Figures.__struct_fields__]
        lines.append(f"| {group} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float | int | None) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}"
