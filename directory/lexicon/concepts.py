"""The concept lexicon as curators write it: what people say in seven languages, and which partner that leads to."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, cast

import msgspec
import yaml

from directory.errors import Fault, Invalid

Language = Literal["nl", "en", "tr", "ar", "pl", "uk", "de"]
Role = Literal[
    "anyone",
    "victim",
    "bystander",
    "perpetrator",
    "professional",
    "child",
    "man",
    "elderly",
    "deaf",
    "undocumented",
    "lhbtiq",
    "bereaved",
]
Level = Literal["none", "today", "acute"]
Phrases = Mapping[Language, tuple[str, ...]]
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Concept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that people look for.

    `told` is what it is called on a screen that somebody else may read, where that is to be calmer than `preferred`.
    `pinned` are slugs of partners or doors, best first; `never` may not answer it. `phrases` match loosely, in any
    order; `{persoon}` and the like stand for a word of that slot. `not_phrases` hold the same words and mean something
    else.
    """

    concept: str
    preferred: str
    told: str = ""
    topics: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    role: Role = "anyone"
    urgency: Level = "none"
    pinned: tuple[str, ...] = ()
    pinned_for: Mapping[Role, tuple[str, ...]] = {}
    never: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    phrases: Phrases = {}
    not_phrases: tuple[str, ...] = msgspec.field(default=(), name="not")
    reviewed_by: str = "none"

    def pins(self, role: Role) -> tuple[str, ...]:
        """Who answers this for somebody in this role."""
        return self.pinned_for.get(role, self.pinned)


class Outside(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subject that is not in the directory."""

    subject: str
    phrases: Phrases


class Cues(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How somebody shows in which role they ask. `pinned` belong among the answers to whoever does."""

    role: Role
    cues: Phrases
    pinned: tuple[str, ...] = ()


class Urgency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phrases of danger now and of today, and the words that say when, or that the question is about the subject."""

    acute: Phrases
    today: Phrases
    now: Phrases
    past: Phrases
    about: Phrases
    danger: Phrases


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands above the answers at a level of urgency; for these topics, or for all.

    `doors` are slugs of what the line names, `pinned` of who belongs among the answers whatever the concepts.
    """

    level: Level
    text: str
    doors: tuple[str, ...]
    pinned: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The whole lexicon as it is written."""

    concepts: tuple[Concept, ...] = ()
    outside: tuple[Outside, ...] = ()
    slots: Mapping[str, Phrases] = {}
    stopwords: Phrases = {}
    roles: tuple[Cues, ...] = ()
    urgency: Urgency | None = None
    lines: tuple[Line, ...] = ()
    elsewhere: Mapping[str, str] = {}
    times: Mapping[str, Phrases] = {}
    negations: Phrases = {}
    pleas: Phrases = {}


KINDS: Mapping[str, object] = {
    "outside": tuple[Outside, ...],
    "slots": Mapping[str, Phrases],
    "stopwords": Phrases,
    "roles": tuple[Cues, ...],
    "urgency": Urgency,
    "lines": tuple[Line, ...],
    "elsewhere": Mapping[str, str],
    "times": Mapping[str, Phrases],
    "negations": Phrases,
    "pleas": Phrases,
}


def read(folder: Path) -> Words:
    """The lexicon of a folder; empty when there is none. Raises `Invalid` with every fault and its file."""
    faults: list[Fault] = []
    concepts: list[Concept] = []
    found: dict[str, object] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, value in _parts(path, faults):
            if name == "concepts":
                concepts += cast(list[Concept], value)
            elif name in found:
                faults.append(
                    Fault(pointer=f"/{name}", code="twice", detail=f"{path.name}: `{name}` stands elsewhere too")
                )
            else:
                found[name] = value
    if faults:
        raise Invalid(faults)
    return Words(concepts=tuple(concepts), **found)  # type: ignore[arg-type]


def _parts(path: Path, faults: list[Fault]) -> Iterator[tuple[str, object]]:
    try:
        # Everything is text here: a plain `no` or `112` is a word that somebody types.
        content = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506  it makes nothing but text
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(Fault(pointer="", code="yaml", detail=f"{path.name}: {error}"))
        return
    if isinstance(content, list):
        yield "concepts", [each for row in content if (each := _concept(row, path, faults)) is not None]
        return
    for name, value in (content or {}).items():
        kind = KINDS.get(name)
        try:
            if kind is None:
                raise msgspec.ValidationError(f"`{name}` is not a part of a lexicon")
            yield name, msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            faults.append(Fault(pointer=f"/{name}", code="lexicon", detail=f"{path.name}: {error}"))


def _concept(row: object, path: Path, faults: list[Fault]) -> Concept | None:
    try:
        return msgspec.convert(row, Concept)
    except msgspec.ValidationError as error:
        name = row.get("concept", "?") if isinstance(row, dict) else "?"
        faults.append(Fault(pointer=f"/{name}", code="lexicon", detail=f"{path.name}: {error}"))
        return None
