"""Every operation of the desk."""

from typing import Any

from directory.api.desk import audit, deeds, drafts, keys, merges, proposals, records, reports, work


def routes() -> list[Any]:
    """In the order in which the description tells them."""
    return [
        each for of in (records, deeds, merges, proposals, drafts, work, reports, keys, audit) for each in of.routes()
    ]
