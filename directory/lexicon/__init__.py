"""What words mean. For now: lemmas and stop words; the concepts come with the search issue."""

from directory.lexicon.lemmas import STOP_WORDS, forms, lemma, lemmas

__all__ = ["STOP_WORDS", "forms", "lemma", "lemmas"]
