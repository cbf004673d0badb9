"""The Dutch words that an export needs and no record holds."""

from collections.abc import Mapping, Sequence

from directory.text import listed

SECRET_PLACE = "Geheim adres"  # noqa: S105 - a name to show, not a password
UNKNOWN_CHANNEL = "Kanaal niet bekend"
FREE = "Gratis"
OWN_CONTRIBUTION = "Eigen bijdrage"

ACCESS: Mapping[str, str] = {
    "by-referral": "Alleen na verwijzing.",
    "professionals-only": "Alleen voor beroepskrachten.",
}


def door_sentence(functions: Sequence[str], channel: str | None, access: str | None) -> str:
    """What somebody gets at a door, and how, in one plain sentence; what is not known is said."""
    does = listed([_small(each) for each in functions], "of") or "wat er kan is niet bekend"
    way = f"via {_small(channel)}" if channel else "kanaal niet bekend"
    return " ".join([f"{capital(does)}, {way}.", *filter(None, [ACCESS.get(access or "")])])


def capital(text: str) -> str:
    """With a capital in front, the rest as it is."""
    return text[:1].upper() + text[1:]


def _small(label: str) -> str:
    return label[0].lower() + label[1:] if label[1:2].islower() or len(label) == 1 else label
