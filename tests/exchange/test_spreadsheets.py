"""Tables that people send: read as they are meant, bounded before they are read, and nothing in them runs."""

import codecs
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from directory.errors import Invalid
from directory.exchange.sheet import guarded
from directory.exchange.spreadsheets import LIMITS, Limits, Odd, a1, form_of, lines

TEXT = 'naam;plaats\r\n"De\nBrug";Enschedé\r\n'
SMALL = Limits(size=5_000_000, rows=50, columns=10, cell=100, cells=300, members=30, unpacked=2_000_000, ratio=60)


def rows(content: bytes, limits: Limits = LIMITS) -> list[tuple[Any, ...]]:
    found, _ = lines(content, form_of(content, limits), limits)
    return [each.cells for each in found]


def refusal(content: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(Invalid) as refused:
        rows(content, limits)
    (fault,) = refused.value.faults
    return fault.code


def book(fill: Callable[[Any], None] = lambda sheet: sheet.append(["naam"]), **more: bytes) -> bytes:
    """A workbook, with members more."""
    made, out = Workbook(), io.BytesIO()
    fill(made.active)
    made.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def rewritten(content: bytes, name: str, body: bytes) -> bytes:
    """The same zip with another member of that name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, body if each == name else old.read(each))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "called"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
)
def test_letters_are_read_in_whatever_encoding_and_the_desk_says_which(content: bytes, called: str) -> None:
    found, encoding = lines(content, "csv")
    assert [each.cells for each in found] == [("naam", "plaats"), ("De\nBrug", "Enschedé")]
    assert encoding == called


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_cells_are_told_apart_by_whatever_is_between_them(delimiter: str) -> None:
    content = f"naam{delimiter}plaats\nDe Brug, en meer{delimiter}Hengelo\n".replace(
        ", en", ", en" if delimiter != "," else " en"
    )
    assert [len(each) for each in rows(content.encode())] == [2, 2]
    assert len(rows(f"sep={delimiter}\r\na{delimiter}b".encode())[0]) == 2


def test_rows_keep_the_number_that_people_see() -> None:
    found, _ = lines(b'titel;\n\nnaam;plaats\n"twee\nregels";x\nlaatste;y\n', "csv")
    assert [(each.number, each.cells[0]) for each in found] == [
        (1, "titel"),
        (3, "naam"),
        (4, "twee\nregels"),
        (5, "laatste"),
    ]
    assert [a1(1, 17), a1(25, 1), a1(26, 1), a1(701, 3)] == ["B17", "Z1", "AA1", "ZZ3"]


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r\n\u00a0"), max_size=30))
@settings(max_examples=60)
def test_a_cell_of_ours_comes_back_as_it_was(text: str) -> None:
    written = guarded(text.strip()).replace('"', '""')
    assert rows(f'naam;x\n"{written}";1\n'.encode())[1][0] == text.strip()


def test_a_cell_that_begins_as_a_formula_is_text() -> None:
    assert rows(b"tel;x\n+31 74 1234567;=1+1\n'+31 6;'=a\n")[1:] == [("+31 74 1234567", "=1+1"), ("+31 6", "=a")]


def test_what_a_program_changed_stays_marked() -> None:
    import datetime as d

    content = book(lambda sheet: sheet.append([31612345678, d.date(2026, 1, 2), d.time(9, 30), True, "=1+1", "0612"]))
    assert rows(content) == [
        (Odd("number", "31612345678"), Odd("date", "2026-01-02"), Odd("time", "09:30"), Odd("truth", "yes"), "", "0612")
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"x" * 5_000_001, "file.too-large"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "file.form"),
        (b"naam;\x00plaats\n", "file.binary"),
        (bytes(range(128, 160)) * 9, "file.encoding"),
        (b"a;b\n" * 60, "file.rows"),
        (b"a;" * 12 + b"b\n", "file.columns"),
        (b"a;b;c;d;e;f;g;h\n" * 45, "file.cells"),
        (b"PK\x03\x04 and nothing more", "file.zip"),
        (b'"a;b\n' + b"x" * 200_000, "file.csv"),
        (book(**{"xl__vbaProject.bin": b"x"}), "file.macros"),
        (book(**{"xl__externalLinks__externalLink1.xml": b"<a/>"}), "file.linked"),
        (book(**{"..__..__evil.xml": b"<a/>"}), "file.path"),
        (book(**{"C:__evil.xml": b"<a/>"}), "file.path"),
        (book(**{"xl__bomb.xml": b"<a>" + b" " * 2_100_000 + b"</a>"}), "file.bomb"),
        (book(**{f"m{each}": b"x" for each in range(40)}), "file.members"),
        (book(lambda sheet: sheet.append(["x"] * 12)), "file.columns"),
        (book(lambda sheet: sheet.cell(60, 1, "x")), "file.rows"),
        (rewritten(book(), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"), "file.xml"),
        (rewritten(book(), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "file.xml"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_with_a_word(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_two_cells_at_the_ends_of_a_sheet_take_no_memory() -> None:
    """The library would make room for 17 billion cells."""
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b</sheetData></worksheet>'
    assert refusal(rewritten(book(), "xl/worksheets/sheet1.xml", sheet % cells), LIMITS) == "file.rows"
    assert (
        refusal(rewritten(book(), "xl/worksheets/sheet1.xml", sheet % cells.replace(b"1048576", b"2")), LIMITS)
        == "file.columns"
    )


def test_a_member_that_lies_about_its_size_is_never_unpacked() -> None:
    content = book(**{"xl__bomb.xml": b" " * 60_000 + b"<a/>" + b" " * 60_000})
    size = (120_004).to_bytes(4, "little")
    assert content.count(size) == 2
    assert refusal(content.replace(size, (9).to_bytes(4, "little")), LIMITS) == "file.bomb"


def test_a_locked_member_is_refused() -> None:
    content = bytearray(book())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(bytes(content)) == "file.locked"


@given(data=st.data())
@settings(max_examples=60)
def test_a_workbook_in_which_bytes_went_wrong_is_read_or_refused(data: Any) -> None:
    whole = book(lambda sheet: sheet.append(["naam", 1.5, True, "=1+1"]))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        name = data.draw(st.sampled_from([each for each in archive.namelist() if each.startswith("xl/")]))
        body = bytearray(archive.read(name))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at : at + data.draw(st.integers(0, 12))] = data.draw(
        st.sampled_from(
            [b"", b"9", b'r="A0"', b'r="ZZZ9"', b't="s"', b't="b"', b"<v>1e400</v>", b'<c t="s"><v>99</v></c>']
        )
    )
    with suppress(Invalid):
        rows(rewritten(whole, name, bytes(body)))


def test_a_part_of_nothing_but_elements_is_not_read_to_its_end() -> None:
    content = book(**{"xl__many.xml": b"<a>" + b"<b/>" * 2_000 + b"</a>"})
    assert refusal(content) == "file.xml"
