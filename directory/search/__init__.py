"""Finding: from a question to hits with reasons, by way of the atlas."""

from directory.search.facets import FACETS, Facets
from directory.search.find import Finder, Found
from directory.search.hits import Hit, Narrator, Voice
from directory.search.question import Near, Question
from directory.search.suggester import Beginnings, Suggester, said_of

__all__ = [
    "FACETS",
    "Beginnings",
    "Facets",
    "Finder",
    "Found",
    "Hit",
    "Narrator",
    "Near",
    "Question",
    "Suggester",
    "Voice",
    "said_of",
]
