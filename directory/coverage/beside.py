"""A proposal beside one version of the atlas: the cube, how its parts are said, and what could be asked."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from operator import mul

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.coverage import words
from directory.coverage.answer import GapBox, Overlapping, Strengthen, ToVerify
from directory.coverage.boxes import Planned
from directory.coverage.cube import Flags, Interval, Part
from directory.coverage.existing import Existing
from directory.coverage.partners import Door, Partners, best_first
from directory.coverage.proposal import ACCESS, DIMENSIONS, EVERY_HOUR, Proposal
from directory.coverage.weights import Weights
from directory.lexicon import language

READINGS: Mapping[str, tuple[str, ...]] = {
    # Is there anybody; can a person get this somehow; is it just what is proposed.
    "core": ACCESS,
    "need": ("channels", "conditions"),
    "full": (),
}
MOST_QUESTIONS, MOST_ASKED = 6, 12
FIELDS: Mapping[str, str] = {"channels": "channel", "area": "area", "hours": "hours", "languages": "languages"}
UNKNOWN: Mapping[str, str] = {
    "functions": "Wat kan iemand hier precies krijgen?",
    "topics": "Over welke onderwerpen gaat dit?",
    "audiences": "Voor wie is dit?",
    "area": "Voor welke gemeenten is dit?",
    "channels": "Hoe kan iemand hier contact leggen?",
    "hours": "Op welke dagen en uren is dit bereikbaar?",
    "languages": "In welke talen kan iemand hier terecht?",
    "conditions": "Welke voorwaarden gelden hier?",
}


class Beside:
    """One proposal beside everybody who has to do with it."""

    def __init__(
        self,
        proposal: Proposal,
        existing: Existing,
        today: date,
        without: Collection[str] = (),
        weights: Weights | None = None,
        more: Sequence[Proposal] = (),
    ) -> None:
        """`without` are organizations (slugs) that are thought away, `more` doors that are thought up.

        Without `weights` all weighs alike.
        """
        self.proposal = proposal
        self.atlas, self.areas = existing.atlas, existing.areas
        self.terms, self.boxes = existing.terms, existing.boxes
        by_area = (weights or Weights()).of("area", sorted(self.areas.expand(proposal.area)))
        planned = [Planned(each, self.areas.expand(each.area)) for each in more]
        field = self.boxes.field(proposal, by_area, today, self._positions_of(without), weights, planned)
        self.positions, self.cube = field.positions, field.cube
        self.demanded = tuple(self.cube.axes)
        self.partners = Partners(self.atlas, self.positions)
        # Of the doors that there are; those that are thought up stand behind them and are nobody's.
        self.real = slice(0, len(self.positions))
        shares = {name: self.cube.fractions(name) for name in self.demanded}
        self.fractions = {name: (low[self.real], high[self.real]) for name, (low, high) in shares.items()}

    def _positions_of(self, slugs: Collection[str]) -> BitMap:
        """The doors of these organizations. Raises `Unknown` for a slug that is none."""
        catalogue, index = self.atlas.catalogue, self.atlas.index
        organizations = (catalogue.survivor("organization", each) for each in slugs)
        services = (service for each in organizations for service in catalogue.services_of(each))
        doors = (door for each in services for door in catalogue.doors_of(each))
        return BitMap([index.position[each] for each in doors if each in index.position])

    @cached_property
    def scores(self) -> dict[str, NDArray[np.float64]]:
        """Per door the share of the proposal that it is by itself, by reading, as far as is known; and at most."""
        found = {}
        for reading, relaxed in READINGS.items():
            for side, name in enumerate((reading, f"{reading}.most")):
                shares = [each[side] for axis, each in self.fractions.items() if axis not in relaxed]
                found[name] = reduce(mul, shares, np.ones(len(self.positions)))
        return found

    def told_part(self, part: Part, named: Collection[str], always: Collection[str] = ()) -> GapBox:
        """The dimensions in which it is less than the whole proposal, or `named` when it is all: the rest goes unsaid.

        Those in `always` are told whatever they are.
        """
        axes = self.cube.axes
        less = [name for name, places in part.values.items() if len(places) < len(axes[name].values)]
        chosen = {
            name: [axes[name].values[each] for each in sorted(part.values[name])]
            for name in DIMENSIONS
            if name in part.values and name in (*(less or named), *always)
        }
        boxes: dict[str, object] = {
            name: words.week_in_words(_week(values)) if name == "hours" else _flat(values)
            for name, values in chosen.items()
        }
        return msgspec.convert({"text": self._sentence(chosen), "share": round(part.share, 4), **boxes}, GapBox)

    def _sentence(self, values: Mapping[str, Sequence[object]]) -> str:
        """Values of several dimensions, in the order of a sentence."""
        return " ".join(self.told(name, values[name]) for name in words.NAMES if name in values)

    def told(self, name: str, values: Sequence[object]) -> str:
        """Values of a dimension as they stand in a sentence."""
        if name == "hours":
            return words.week_in_words(_week(values))
        labels = [self._label(name, each) for each in self._whole(name, _flat(values))]
        return words.said(name, labels)

    def _whole(self, name: str, terms: Sequence[str]) -> Sequence[str]:
        """Without the terms below one that is there itself."""
        found = {*terms}
        return [each for each in terms if not found & ({*self.terms.above(name, each)})]

    def _label(self, name: str, term: str) -> str:
        if name == "area":
            return self.areas.name(term)
        if name == "languages":
            return language(term)
        return self.terms.label(name, term)

    def lacking(self, part: Part, partner: Overlapping) -> dict[str, list[object]]:
        """The values of a part that this partner is known not to cover, by dimension: not what nobody told us."""
        return self._lacking_at(part, self.partners.columns_of(each.id for each in partner.contact_points))

    def _lacking_at(self, part: Part, columns: Sequence[int]) -> dict[str, list[object]]:
        lacking = {}
        for name, places in part.values.items():
            axis = self.cube.axes[name]
            covered = {int(each) for each in np.flatnonzero(axis.possible[:, columns].any(axis=1))}
            left = [axis.values[each] for each in sorted(places) if each not in covered]
            if left:
                lacking[name] = left
        return lacking

    def told_lack(self, part: Part, lacking: Mapping[str, Sequence[object]]) -> str:
        """What has to be added to do a part: what is lacking, and for which part of the proposal; empty for nothing."""
        if not lacking:
            return ""
        axes = self.cube.axes
        values = {
            name: lacking.get(name) or [axes[name].values[each] for each in sorted(places)]
            for name, places in part.values.items()
            if name in lacking or len(places) < len(axes[name].values)
        }
        return self._sentence(values)

    def _may(self, part: Part) -> Flags:
        """For each door whether it may cover something of a part."""
        may: Flags = np.ones(len(self.positions), dtype=np.bool_)
        for name, places in part.values.items():
            may &= self.cube.axes[name].possible[sorted(places), self.real].any(axis=0)
        return may

    def may(self, part: Part, partner: Overlapping) -> bool:
        """Whether a door of this partner may cover something of a part."""
        columns = self.partners.columns_of(each.id for each in partner.contact_points)
        return bool(self._may(part)[columns].any())

    def nearest(self, part: Part, most: int = 2) -> Iterator[Strengthen]:
        """Who would have to add least to do this part: partners on its subject, and what each lacks."""
        axes = self.cube.axes
        covered = {name: axes[name].known[sorted(places), self.real] for name, places in part.values.items()}
        on_subject: Flags = np.asarray(covered["topics"].any(axis=0))
        fits = np.array([each.mean(axis=0) for each in covered.values()]).sum(axis=0)
        order = best_first(on_subject.astype(np.float64), fits)
        said: set[str] = set()
        for column in order[:MOST_ASKED]:
            door = self.partners.door(column)
            if len(said) == most or not on_subject[column]:
                return
            if door is not None and door.organization.slug not in said:
                said.add(door.organization.slug)
                if text := self.told_lack(part, self._lacking_at(part, [column])):
                    yield Strengthen(slug=door.organization.slug, name=door.organization.name, add=text)

    def verify_part(self, part: Part, most: int = 3) -> Iterator[ToVerify]:
        """Whom to ask whether they do this part after all: doors that may, and the first thing not known of each."""
        usual = self.atlas.index.columns["order"][self.positions]
        columns = np.flatnonzero(self._may(part))
        for column in columns[usual[columns].argsort(kind="stable")][:most].tolist():
            door = self.partners.door(column)
            open_questions = [
                name
                for name, places in part.values.items()
                if not self.cube.axes[name].known[sorted(places), column].any()
            ]
            if door is not None and open_questions:
                yield self._question(door, open_questions[0], round(part.share, 4))

    def verify(self, relaxed: Collection[str] = ()) -> Iterator[ToVerify]:
        """The questions whose answers would narrow the figures most; nothing is asked about what is `relaxed`."""
        asked = self._askable(relaxed)
        cube = self.cube.asking(asked)
        most, least = cube.possible_share(relaxed, cube.real), cube.known_share(relaxed, cube.real)
        found = []
        for number, (column, name) in enumerate(asked):
            yes = cube.known_share(relaxed, cube.after(number, yes=True)) - least
            no = most - cube.possible_share(relaxed, cube.after(number, yes=False))
            # As long as nobody knows which of the two it is.
            found.append((round((yes + no) / 2, 4), column, name))
        found.sort(key=lambda each: (-each[0], each[1], each[2]))
        for resolves, column, name in [each for each in found if each[0] > 0][:MOST_QUESTIONS]:
            door = self.partners.door(column)
            if door is not None:
                yield self._question(door, name, resolves)

    def _askable(self, relaxed: Collection[str]) -> list[tuple[int, str]]:
        """Doors with something unknown that may matter: those that may cover most first."""
        scores = self.scores
        reading = next((name for name, each in READINGS.items() if {*each} == {*relaxed}), "full")
        order = best_first(scores[f"{reading}.most"], scores[reading], scores["core"])
        asked = []
        for column in order[:MOST_ASKED]:
            if scores[f"{reading}.most"][column] <= 0:
                break
            for name in (each for each in self.demanded if each not in relaxed):
                axis = self.cube.axes[name]
                if (axis.possible[:, column] & ~axis.known[:, column]).any():
                    asked.append((column, name))
        return asked

    def _question(self, door: Door, name: str, resolves: float) -> ToVerify:
        record = self.partners.record(door)
        fields = [f"conditions.{each}" for each in self.proposal.conditions] if name == "conditions" else []
        fields = fields or [FIELDS.get(name, name)]
        own = next((each for each in record.questions if each.field in fields), None)
        service = f" ({door.service.name})" if door.service else ""
        return ToVerify(
            slug=door.slug,
            dimension=name,
            question=own.text if own else f"{UNKNOWN[name]} Het gaat om {door.organization.name}{service}.",
            ask=own.ask if own and own.ask else door.organization.name,
            resolves=resolves,
        )


def rounded(interval: Interval) -> Interval:
    """Both ends as they are told."""
    return round(interval[0], 4), round(interval[1], 4)


def _week(values: Iterable[object]) -> int:
    return sum(each for each in values if isinstance(each, int)) & EVERY_HOUR


def _flat(values: Iterable[object]) -> tuple[str, ...]:
    found: list[str] = []
    for each in values:
        found += each if isinstance(each, tuple) else [str(each)]
    return tuple(found)
