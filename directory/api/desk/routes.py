"""Every operation of the desk."""

from typing import Any

from directory.api.desk import audit, deeds, drafts, keys, proposals, records, reports, work


def routes() -> list[Any]:
    """In the order in which the description tells them."""
    return [each for of in (records, deeds, proposals, drafts, work, reports, keys, audit) for each in of.routes()]
