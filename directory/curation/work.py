"""What to look at next: the question whose answer is worth most, first.

    value = risk × doubt × (1 + 2 · coverage) × (1 + 2 · use)

- risk: what harms most when it is wrong, from 0 to 1; of a crisis door twice that.
- doubt: how little we know, from 0 to 1. Of a stale value the chance that it changed, `1 - 0.5 ** (age / cadence)`, so
  that days count, and less and less; 1 where nothing is known or two things contradict each other.
- coverage: of how much of what people need (weighed) this answer decides whether anybody helps, beside the answer that
  decides about most.
- use: how often people ask for what this door does, beside what is asked for most.

Coverage and use are given by whoever asks: other rooms know them; and so is what became of asking links (`visits`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct, structs

from directory.atlas.catalogue import Catalogue
from directory.curation.checks import findings
from directory.curation.finding import Finding, Level
from directory.curation.guarding import is_crisis_door
from directory.curation.stale import RISKS, risk_of
from directory.curation.whole import Subject, Whole, question_about
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.lexicon.concepts import Concept, Words
from directory.model import ContactPoint, Fact, Id, Kind, Organization, cadence, due_on, kind_of, known_on
from directory.model.visit import Visited

# How much the largest share of coverage or use adds.
WEIGHT = 2.0
HIGHEST = max(RISKS.values())
# A gate opens by an answer that is not there at all; what is asked for first helps most.
GATE_RISK = {"findable": 0.6, "reachable": 0.9, "referable": 0.5, "comparable": 0.3, "safe": 0.7}
CONTRADICTION_RISK = 100.0
# Of what a program found: a person who looked and says that it works is believed.
BELIEVED = frozenset({"link.gone", "link.failing", "link.elsewhere"})
CRISIS = 2.0


class Doubt(Struct, frozen=True, kw_only=True):
    """An answer that would make coverage more certain: of which door and field, by what share of the need."""

    slug: str
    field: str
    share: float
    question: str | None = None
    ask: str | None = None


class Task(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One question about one field of one record, with what it is worth and why.

    `question` is what to ask (as somebody wrote it down, else what the check says), `ask` whom. `confirmable` says that
    "still so" is an answer: there is a value, and all that is wrong with it is that nobody looked, or that a program
    did.
    """

    kind: Kind
    id: Id
    slug: str
    name: str
    field: str
    code: str
    level: Level
    question: str
    value: float
    risk: float
    doubt: float
    coverage: float = 0.0
    use: float = 0.0
    ask: str | None = None
    due: date | None = None
    confirmable: bool = False


def work(
    catalogue: Catalogue,
    areas: Areas,
    today: date,
    gazetteer: Gazetteer | None = None,
    *,
    doubts: Iterable[Doubt] = (),
    use: Mapping[Id, float] | None = None,
    visits: Mapping[str, Visited] | None = None,
) -> list[Task]:
    """Every question, the most valuable first; one for each field of a record. The same for the same directory."""
    whole = Whole(catalogue)
    records = {(kind_of(each), each.id): each for each in whole.subjects()}
    asked = _beside_most(doubts)
    found = [
        _task(whole, records[each.kind, each.id], each, today)  # type: ignore[index]
        for each in findings(catalogue, areas, today, gazetteer, visits=visits)
        if (each.kind, each.id) in records
    ]
    found += _unknown(whole, asked, {(each.slug, each.field) for each in found})
    weighed = [_weighed(each, asked.get((each.slug, each.field)), use or {}) for each in found]
    best: dict[tuple[Id, str], Task] = {}
    for each in sorted(weighed, key=_order):
        best.setdefault((each.id, each.field), each)
    return list(best.values())


def worth(record: Subject, name: str, fact: Fact, today: date, least: float = 0.0) -> float:
    """What it is worth to hear whether a value still holds, by risk and age alone: also of one that is not due yet.

    `least` is the doubt that there is at any age.
    """
    doubt = max(least, _changed(name, (today - known_on(fact)).days))
    return round(risk_of(name) / HIGHEST * _crisis(record) * doubt, 4)


def use_of(counts: Mapping[str, int], words: Words, catalogue: Catalogue) -> dict[Id, float]:
    """By door, service and organization: how often what it does is asked for, beside what is asked for most.

    `counts` are numbers of questions by concept. A concept leads to a door that is pinned, or that has a topic of it
    and one of its functions.
    """
    whole = Whole(catalogue)
    asked: dict[Id, float] = {}
    concepts = [each for each in words.concepts if counts.get(each.concept)]
    for door in whole.doors.values():
        owner = whole.organization_of(door)
        count = sum(counts[each.concept] for each in concepts if _leads(each, door, owner))
        for id in (door.id, door.service_id, *((owner.id,) if owner else ())):
            asked[id] = max(asked.get(id, 0.0), float(count))
    most = max(asked.values(), default=0.0)
    return {id: count / most for id, count in asked.items() if count} if most else {}


def _leads(concept: Concept, door: ContactPoint, owner: Organization | None) -> bool:
    if door.slug in concept.pinned or (owner is not None and owner.slug in concept.pinned):
        return True
    functions, topics = ({*concept.functions}, {*concept.topics})
    return not topics.isdisjoint(door.topics or ()) and (
        not functions or not functions.isdisjoint(door.functions or ())
    )


def _beside_most(doubts: Iterable[Doubt]) -> dict[tuple[str, str], Doubt]:
    """By door and field, with shares of the largest: those of single answers are too small to compare with."""
    found = {(each.slug, each.field): each for each in doubts if each.share > 0}
    most = max((each.share for each in found.values()), default=1.0)
    return {key: structs.replace(each, share=round(each.share / most, 4)) for key, each in found.items()}


def _order(task: Task) -> tuple[float, str, str, str]:
    return -task.value, task.slug, task.field, task.code


def _task(whole: Whole, record: Subject, found: Finding, today: date) -> Task:
    facts: Mapping[str, Fact] = getattr(record, "facts", {})
    fact = facts.get(found.field)
    question = question_about(record, found.field)
    stale = fact if found.code == "stale" else None
    return Task(
        kind=kind_of(record),
        id=record.id,
        slug=record.slug,
        name=found.name,
        field=found.field,
        code=found.code,
        level=found.level,
        question=question.text if question else found.sentence,
        ask=question.ask if question else None,
        value=0.0,
        risk=round(_risk(found) * _crisis(record), 4),
        doubt=round(_changed(found.field, (today - known_on(stale)).days), 4) if stale else 1.0,
        due=due_on(found.field, stale) if stale else None,
        confirmable=stale is not None or (fact is not None and found.code in BELIEVED),
    )


def _crisis(record: Subject) -> float:
    return CRISIS if isinstance(record, ContactPoint) and is_crisis_door(record) else 1.0


def _risk(found: Finding) -> float:
    if found.code.startswith("gate."):
        return GATE_RISK[found.code.removeprefix("gate.")]
    if found.level == "contradiction":
        return min(1.0, found.risk / CONTRADICTION_RISK)
    return risk_of(found.field) / HIGHEST


def _changed(name: str, age_days: int) -> float:
    """The chance that a value of this age is not so any more: one half after its cadence."""
    return float(1.0 - 0.5 ** (max(0, age_days) / cadence(name).days))


def _unknown(whole: Whole, asked: Mapping[tuple[str, str], Doubt], known: set[tuple[str, str]]) -> Iterator[Task]:
    """What coverage wants to know and no check asks for."""
    doors = {each.slug: each for each in whole.doors.values()}
    for key, doubt in asked.items():
        door = doors.get(doubt.slug)
        if door is None or key in known:
            continue
        yield Task(
            kind="contact-point",
            id=door.id,
            slug=door.slug,
            name=whole.title(door),
            field=doubt.field,
            code="coverage.unknown",
            level="incomplete",
            question=doubt.question or f"The `{doubt.field}` of this door is not known. Ask.",
            ask=doubt.ask,
            value=0.0,
            risk=round(risk_of(doubt.field) / HIGHEST * _crisis(door), 4),
            doubt=1.0,
        )


def _weighed(task: Task, doubt: Doubt | None, use: Mapping[Id, float]) -> Task:
    coverage, asked = (doubt.share if doubt else 0.0), use.get(task.id, 0.0)
    value = task.risk * task.doubt * (1 + WEIGHT * coverage) * (1 + WEIGHT * asked)
    return structs.replace(task, coverage=coverage, use=round(asked, 4), value=round(value, 4))
