"""What words mean: lemmas, typing errors, and concepts in seven languages."""

from directory.lexicon.concepts import Concept, Language, Level, Line, Phrases, Role, Words, read
from directory.lexicon.languages import language
from directory.lexicon.lemmas import STOP_WORDS, forms, lemma, lemmas
from directory.lexicon.spelling import tokens
from directory.lexicon.typos import known_dutch
from directory.lexicon.understanding import Lexicon, Meant, Understood

__all__ = [
    "STOP_WORDS",
    "Concept",
    "Language",
    "Level",
    "Lexicon",
    "Line",
    "Meant",
    "Phrases",
    "Role",
    "Understood",
    "Words",
    "forms",
    "known_dutch",
    "language",
    "lemma",
    "lemmas",
    "read",
    "tokens",
]
