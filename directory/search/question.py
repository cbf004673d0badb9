"""A question, typed and resolved: places are points and codes, terms exist, the clock is an argument."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from directory.lexicon import Understood


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody is: a point, the municipalities it may lie in (the likely one first), and how it is called."""

    label: str
    latitude: float
    longitude: float
    municipalities: tuple[str, ...]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. Terms within a dimension are alternatives; dimensions narrow each other.

    `terms` by dimension (`functions`, `topics`, `audiences`, `channels`, `languages`, `conditions`). `municipalities`
    are CBS codes, alternatives too. `radius_km` only bounds places that people visit. `at` is an aware moment.
    `understood` is what the lexicon made of the words; without it they are only looked for in names and descriptions.
    `prefers_open` puts those that are known to be shut at `at` further down.
    `include_unknown` also gives entries of which a filtered dimension is not known, after those that are certain.
    """

    at: datetime
    words: str = ""
    understood: Understood | None = None
    prefers_open: bool = False
    near: Near | None = None
    radius_km: float | None = None
    municipalities: tuple[str, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = {}
    open_now: bool = False
    include_unknown: bool = False
    facets: bool = True
    page: int = 1
    per_page: int = 20
