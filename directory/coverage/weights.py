"""What weighs how much, from a file that editors own."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import yaml

from directory.errors import Fault, Invalid

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Need(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who needs what; about every topic that has a weight unless it names some."""

    functions: tuple[str, ...]
    audiences: tuple[str, ...]
    topics: tuple[str, ...] = ()


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Weights of terms by dimension, and of municipalities by code; what is not named weighs 1."""

    functions: Mapping[str, float] = {}
    topics: Mapping[str, float] = {}
    audiences: Mapping[str, float] = {}
    channels: Mapping[str, float] = {}
    languages: Mapping[str, float] = {}
    conditions: Mapping[str, float] = {}
    area: Mapping[str, float] = {}
    needs: tuple[Need, ...] = ()

    def sum_of(self, dimension: str, values: Iterable[str]) -> float:
        """What these values weigh together."""
        named: Mapping[str, float] = getattr(self, dimension)
        return sum(float(named.get(each, 1.0)) for each in values)

    def of(self, dimension: str, values: Iterable[str]) -> dict[str, float]:
        """The weights of these values, adding up to 1."""
        named: Mapping[str, float] = getattr(self, dimension)
        found = {each: float(named.get(each, 1.0)) for each in values}
        total = sum(found.values())
        return {each: weight / total for each, weight in found.items()} if total else found


def read_weights(path: Path) -> Weights:
    """The weights in a file; all alike when there is none. Raises `Invalid` when it is not what it must be."""
    if not path.exists():
        return Weights()
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506  the safe loader, in C
        weights = msgspec.convert(content or {}, Weights)
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Invalid([Fault(pointer="", code="weights", detail=f"{path.name}: {error}")]) from None
    below = [
        Fault(pointer=f"/{dimension}/{term}", code="weights", detail=f"{path.name}: a weight is 0 or more")
        for dimension in Weights.__struct_fields__
        if dimension != "needs"
        for term, weight in getattr(weights, dimension).items()
        if not 0 <= weight < float("inf")
    ]
    if below:
        raise Invalid(below)
    return weights
