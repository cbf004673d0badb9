"""What a cell says: understood, or refused with a word. A number is never guessed."""

import pytest

from directory.exchange.spreadsheets import Cell, Odd
from directory.intake import values
from directory.intake.names import harmless
from directory.intake.values import Unread


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("074-1234567", "074-1234567"),
        ("(074) 123 45 67", "074 123 45 67"),
        ("074 - 123 45 67", "074-123 45 67"),
        ("+31 74 1234567", "+31 74 1234567"),
        ("+31 (0)74 1234567", "+31 74 1234567"),
        ("Tel.: 0800-2000", "0800-2000"),
        ("088\u2013123\u00a04567", "088-123 4567"),
        (Odd("number", "112"), "112"),
        ("14 074", "14 074"),
    ],
)
def test_a_number_is_read_as_people_dial_it(cell: Cell, number: str) -> None:
    assert values.phone(cell) == number


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Odd("number", "741234567"), "phone.number"),
        (Odd("number", "31741234567"), "phone.number"),
        (Odd("number", "8002000"), "phone.number"),
        (Odd("date", "1974-06-12"), "phone.date"),
        ("7,41235E+08", "phone.scientific"),
        ("3.17412E+10", "phone.scientific"),
        ("741234567", "phone.zero"),
        ("074-1234567 / 06-12345678", "phone.several"),
        ("zie website", "phone"),
        ("074-12345", "phone"),
        ("074-1234567 (Jan)", "phone"),
        ("CafÃ© 074", "text.encoding"),
        (Odd("long", ""), "too-long"),
    ],
)
def test_a_number_that_a_program_spoilt_is_a_fault_and_not_a_guess(cell: Cell, code: str) -> None:
    with pytest.raises(Unread) as unread:
        values.phone(cell)
    assert unread.value.code == code
    assert not any(each.isdigit() and len(each) > 4 for each in unread.value.detail.split())


@pytest.mark.parametrize(
    ("read", "cell", "found"),
    [
        (values.url, "www.kadera.nl/contact", "https://www.kadera.nl/contact"),
        (values.url, "HTTP://kadera.nl", "HTTP://kadera.nl"),
        (values.email, "mailto:info@kadera.nl", "info@kadera.nl"),
        (values.day, "24-11-2026", "2026-11-24"),
        (values.day, Odd("date", "2026-11-24"), "2026-11-24"),
        (values.postcode, "7551ab", "7551 AB"),
        (values.address, "Markt 1, 7551AB Hengelo", {"street": "Markt 1", "postcode": "7551 AB", "place": "Hengelo"}),
        (values.kvk, Odd("number", "12345678"), "12345678"),
        (values.languages, "Nederlands, ar; Oekraïens", ["nl", "ar", "uk"]),
        (values.role, "Hulpverlening", "help"),
        (values.truth, "Ja", True),
    ],
)
def test_other_cells_are_read_in_the_words_of_people(read: object, cell: Cell, found: object) -> None:
    assert read(cell) == found  # type: ignore[operator]


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (values.url, "zie facebook"),
        (values.url, "info@kadera.nl"),
        (values.email, "a@b.nl, c@d.nl"),
        (values.day, "1-2-26"),
        (values.day, Odd("number", "45992")),
        (values.day, "31-2-2026"),
        (values.postcode, "7551"),
        (values.address, "Markt 1"),
        (values.kvk, Odd("number", "1234567")),
        (values.languages, "Klingons"),
        (values.role, "van alles"),
        (values.hours, Odd("time", "09:00")),
    ],
)
def test_what_is_not_surely_understood_is_refused(read: object, cell: Cell) -> None:
    with pytest.raises(Unread):
        read(cell)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("partners 2026.xlsx", "partners 2026.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.csv", "a.csv"),
        ("kaart\u202exslx.exe", "kaartxslx.exe"),
        ("a\x00b\n.csv", "a b .csv"),
        ("", "bestand"),
        ("...", "bestand"),
        ("Dorpsstraat 12.xlsx", "bestand"),
        ("x" * 300 + ".csv", "x" * 80 + ".csv"),
    ],
)
def test_a_name_of_a_file_leads_nowhere_and_tells_nothing(name: str, told: str) -> None:
    assert harmless(name) == told
