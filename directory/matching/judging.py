"""What two organizations are to each other: a class, a score, a line for each reason, and what stands in the way.

From 0 on a person should look, from 2 on it is proposed as the same. Only `same` ever reaches 2: what makes two entries
something else to each other holds the score below it, and says so.
"""

from msgspec import Struct

from directory.matching import telling
from directory.matching.counting import Reason, count
from directory.matching.party import Party
from directory.matching.standing import IDENTITY, Class, Standing, stand
from directory.matching.uses import Uses

ENGINE = "dup-1.0"
SHOWN = 0.0
SAME = 2.0
HELD = 1.5
DIRECTED = ("part-of", "successor")
# Of these other numbers, sites and places are expected, so they say nothing against it.
APART = ("sister", "part-of", "successor")


class Judgement(Struct, frozen=True, kw_only=True):
    """What two are to each other. `forwards`: the first is the part or the predecessor; None without direction."""

    verdict: Class
    score: float
    label: str
    reasons: tuple[Reason, ...]
    vetoes: tuple[Reason, ...] = ()
    forwards: bool | None = None

    @property
    def shown(self) -> bool:
        """Whether a person should look at it."""
        return self.score >= SHOWN and self.verdict != "different"


def judge(one: Party, other: Party, uses: Uses) -> Judgement:
    """What these two are to each other. With the two swapped only `forwards` turns around."""
    standing = stand(one, other, uses)
    lines = [each for each in count(one, other, standing, uses) if _counts(each, standing)]
    score = round(sum(each.weight for each in lines), 1)
    verdict = standing.verdict or _verdict(score, one, other, standing)
    if score < SHOWN:
        verdict = "different"
    vetoes = _vetoes(standing, verdict, score)
    return Judgement(
        verdict=verdict,
        score=round(score + sum(each.weight for each in vetoes), 1),
        label=telling.label(verdict, maybe=standing.maybe or standing.verdict is None),
        reasons=tuple(lines),
        vetoes=vetoes,
        forwards=standing.forwards if verdict in DIRECTED else None,
    )


def _counts(line: Reason, standing: Standing) -> bool:
    return line.weight >= 0 or standing.verdict not in APART or line.field in ("prior", "name")


def _verdict(score: float, one: Party, other: Party, standing: Standing) -> Class:
    alike = standing.name is not None and standing.name.kind in IDENTITY
    same_register = one.register is not None and one.register == other.register
    return "same" if score >= SAME and (alike or same_register) else "related"


def _vetoes(standing: Standing, verdict: Class, score: float) -> tuple[Reason, ...]:
    """Why it is not the same, and how much that takes off a score that would say so."""
    found = list(standing.vetoes)
    if verdict == "same":
        return ()
    held = min(0.0, round(HELD - score, 1)) if score >= SAME else 0.0
    if held and not found:
        found.append(("class", telling.NOT_THE_SAME[verdict]))
    return tuple(
        Reason(field=field, text=text, weight=held if not at else 0.0) for at, (field, text) in enumerate(found)
    )
