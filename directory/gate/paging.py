"""Pages of a list: counts, and links to the neighbours that keep every filter."""

from collections.abc import Mapping
from urllib.parse import quote

# What may stand in a query as it was asked; the rest (bare UTF-8, angle brackets) is quoted.
AS_ASKED = "!$&'()*+,-./:;=?@_~%"


def page_count(total: int, per_page: int) -> int:
    """How many pages there are; an empty list has one page, and it is empty."""
    return max(1, -(-total // per_page))


def links(path: str, query: bytes, page: int, total: int, per_page: int) -> Mapping[str, str]:
    """The `Link` header (RFC 8288): first, prev, next and last, with the query as it was asked."""
    last = page_count(total, per_page)
    wanted = {"first": 1, "prev": page - 1 if 1 < page <= last else None, "next": page + 1 if page < last else None}
    kept = b"&".join(each for each in query.split(b"&") if each and not each.startswith(b"page="))
    asked = f"{path}?{quote(kept, safe=AS_ASKED)}&" if kept else f"{path}?"
    parts = [
        f'<{asked}page={number}>; rel="{name}"'
        for name, number in {**wanted, "last": last}.items()
        if number is not None
    ]
    return {"Link": ", ".join(parts)}
