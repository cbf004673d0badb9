"""Every page of the desk."""

from typing import Any

from directory.web.desk import elsewhere, entering, post, working

MODULES = (entering, elsewhere, working, post)


def routes() -> list[Any]:
    """The routes of the desk."""
    return [each for module in MODULES for each in module.routes()]
