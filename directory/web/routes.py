"""Every page, and what belongs to them."""

from typing import Any

from directory.web import assets, docs, search


def routes() -> list[Any]:
    """The routes of the pages."""
    return [*search.routes(), *docs.routes(), assets.asset]
