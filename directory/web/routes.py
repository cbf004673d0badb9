"""Every page, and what belongs to them."""

from typing import Any

from directory.web import (
    assets,
    coverage,
    developers,
    docs,
    door,
    existing,
    organization,
    partner,
    partner_request,
    passing_on,
    region,
    reporting,
    robots,
    search,
    shortlist,
    standing,
    widget,
)

MODULES = (
    search,
    docs,
    door,
    organization,
    reporting,
    partner,
    partner_request,
    passing_on,
    shortlist,
    existing,
    coverage,
    region,
    standing,
    robots,
    widget,
    developers,
)


def routes() -> list[Any]:
    """The routes of the pages."""
    return [*(each for module in MODULES for each in module.routes()), assets.asset]
