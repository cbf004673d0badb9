"""What each stage of understanding brings: the figures without it, by `make quality ARGS=--ablations`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from directory.gate.asking import search as ask
from directory.lexicon.phrases import Slot
from directory.lexicon.typos import Repairer
from directory.lexicon.understanding import Lexicon
from directory.search.ranking import Ranker
from directory.search.situation import Reader, Situation

Patched = tuple[object, str, Callable[..., Any]]
STAGES: Mapping[str, tuple[Patched, ...]] = {
    "everything": (),
    "no lexicon: words in names and texts only": ((ask, "_understood", lambda *_: None),),
    "no typing errors, compounds, endings": ((Repairer, "repaired", lambda _, words: (words, {})),),
    "no slots": ((Slot, "filled", lambda *_: False),),
    "no roles": ((Lexicon, "_role", lambda *_: "anyone"),),
    "no names of partners": ((Ranker, "_named", lambda *_: {}), (Lexicon, "_name", lambda *_: None)),
    "no places and moments in the words": ((Reader, "read", lambda _, text, now: Situation(rest=text)),),
    "no subjects from outside": ((Lexicon, "_beside", lambda *_: None),),
    "no general door": ((Lexicon, "_general", lambda *_: []),),
    "nobody barred": ((Ranker, "_barred", lambda self, *_, **__: self._index.bits("is", "nobody")),),
}


@contextmanager
def without(stage: str) -> Iterator[None]:
    """Search without this stage."""
    with ExitStack() as stack:
        for owner, name, instead in STAGES[stage]:
            stack.enter_context(patch.object(owner, name, instead))
        yield
