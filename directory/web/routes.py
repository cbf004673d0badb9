"""Every page, and what belongs to them."""

from typing import Any

from directory.web import assets, docs, existing, region, search


def routes() -> list[Any]:
    """The routes of the pages."""
    return [*search.routes(), *docs.routes(), *existing.routes(), *region.routes(), assets.asset]
