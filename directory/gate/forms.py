"""The fields of a form that a browser sends: never an error, whatever somebody made of it."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

KIND = "application/x-www-form-urlencoded"
MOST_FIELDS = 300

Fields = Mapping[str, Sequence[str]]


def read_fields(form: bytes, most: int = MOST_FIELDS) -> Fields:
    """The fields by name; none when there are more than `most`. Bytes that are no UTF-8 read as �."""
    try:
        return parse_qs(form.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        return {}


def first(fields: Fields, name: str) -> str:
    """The first value of a field; "" when it is not there."""
    return fields.get(name, ("",))[0]
