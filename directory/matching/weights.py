"""What each way in which two names are alike is worth, as log-odds: set by hand, tried on half of the open set."""

from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "equal": 8.0,
    # Both list it beside their name: a word for what they do together, perhaps.
    "equal-beside": 5.0,
    "equal-short": 6.5,
    "equal-general": 6.0,
    "typo-long": 7.0,
    "typo": 6.5,
    "typo-two": 6.0,
    "typo-middle": 5.5,
    "typo-moved": 5.0,
    "typo-short-in-long": 5.0,
    "typo-short": 4.0,
    "core": 6.0,
    "core-placed": 7.0,
    "core-placed-general": 6.0,
    "core-general": 2.0,
    "kindred": 3.5,
    "acronym-placed": 6.0,
    "acronym": 5.0,
    "acronym-short": 3.0,
    "inside": 4.0,
    # These have no key of their own, so they must not reach 0 with hints and a place alone (keys.py).
    "partial-compound": 2.5,
    "partial": 1.5,
    "none": -2.0,
}
