"""Every operation of the desk."""

from typing import Any

from directory.api.desk import (
    audit,
    deciding,
    drafts,
    freshness,
    history,
    imports,
    keys,
    merges,
    proposals,
    records,
    reports,
    suggesting,
    work,
)


def routes() -> list[Any]:
    """In the order in which the description tells them."""
    return [
        each
        for of in (
            records,
            history,
            freshness,
            merges,
            proposals,
            suggesting,
            deciding,
            drafts,
            imports,
            work,
            reports,
            keys,
            audit,
        )
        for each in of.routes()
    ]
