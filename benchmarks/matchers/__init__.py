"""Duplicates beside others: Splink and dedupe on the open set of labelled pairs, in an environment of their own."""
