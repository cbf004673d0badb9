"""Who else uses it: what many organizations have says little of two that have it."""

from typing import Literal, Protocol

# A name or word that more organizations than this have says nothing about which of them it is. It is also the most
# that is looked through for one key, which keeps a sweep of the whole directory in minutes.
RARE = 40
Field = Literal["form", "core", "word", "acronym", "initials", "near", "phone", "host", "email", "register"]


class Uses(Protocol):
    """How many organizations use something."""

    def users(self, field: Field, value: str) -> int:
        """Organizations with this number, host, form of a name, core, word or acronym. The pair counts as one."""
        ...
