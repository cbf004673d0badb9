"""Every page of the desk."""

from typing import Any

from directory.web.desk import (
    editing,
    elsewhere,
    entering,
    overview,
    partners,
    post,
    proposals,
    reported,
    review,
    standings,
    working,
)

MODULES = (entering, elsewhere, working, post, proposals, review, overview, standings, partners, editing, reported)


def routes() -> list[Any]:
    """The routes of the desk."""
    return [each for module in MODULES for each in module.routes()]
