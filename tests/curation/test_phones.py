"""A number that can exist by its digits, and that begins as none does."""

import pytest

from directory.curation.phones import begins_somewhere
from directory.model import Phone
from tests.curation.desk import found, house
from tests.exchange import builders as b


@pytest.mark.parametrize(
    ("number", "somewhere"),
    [
        ("053-430 15 05", True),
        ("074 245 92 59", True),
        ("0546-12 34 56", True),
        ("+31 541 123 456", True),
        ("088-422 24 95", True),
        ("06-12345678", True),
        ("0800-2000", True),
        ("0900-1450", True),
        ("14 074", True),
        ("112", True),
        ("+49 541 1234567", True),
        ("0542-12 34 56", False),
        ("+31 549 12 34 56", False),
        ("0602 12 34 56", True),
        ("054-923 45 67", False),
        ("019-123 45 67", False),
    ],
)
def test_a_number_begins_as_numbers_do(number: str, somewhere: bool) -> None:
    assert begins_somewhere(number) is somewhere


def test_a_typing_error_in_the_beginning_is_told() -> None:
    door = b.door(channel="telefoon", phone=Phone(number="0542-12 34 56"))
    (told,) = found("phone.beginning", *house(door))
    assert (told.field, told.level) == ("phone", "contradiction")
    assert found("phone.beginning", *house(b.door(channel="telefoon", phone=Phone(number="0541-12 34 56")))) == []
