"""Every page of the desk."""

from typing import Any

from directory.web.desk import (
    batches,
    colleagues,
    door_log,
    doubles,
    editing,
    elsewhere,
    ending,
    entering,
    hiding,
    history,
    importing,
    merging,
    mine,
    overview,
    partners,
    post,
    program_keys,
    proposals,
    reported,
    review,
    rights,
    standings,
    trail,
    vocabularies,
    wordlist,
    working,
)

MODULES = (
    entering,
    elsewhere,
    working,
    post,
    proposals,
    review,
    overview,
    standings,
    partners,
    editing,
    doubles,
    reported,
    mine,
    history,
    hiding,
    batches,
    ending,
    merging,
    importing,
    trail,
    door_log,
    colleagues,
    program_keys,
    rights,
    wordlist,
    vocabularies,
)


def routes() -> list[Any]:
    """The routes of the desk."""
    return [each for module in MODULES for each in module.routes()]
