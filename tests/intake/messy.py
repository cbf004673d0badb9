"""A sheet of 300 rows as regional partners really keep them. Made up, and the same each time.

What is wrong with it: a title and an empty row above the headings, groups of headings that are merged, two columns
`Telefoon`, empty rows between, a total below; names with spaces, line breaks and marks that nobody sees; numbers that
a program made a sum, a date or 6,1E+08 of, or whose zero is gone; two numbers in a cell; sites without https,
mailto:, half postcodes, `n.v.t.` and `-`; dates in Dutch and in words; terms that we do not have; the same row twice;
rows that speak against each other; partners that we have already, under their own or another name; an address in a
description; a secret address; formulas.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import Any

from openpyxl import Workbook

ROWS = 300
HEADINGS = (
    "Nr", "Naam organisatie ", "Afkorting", "Tel.", "Telefoon", "E-mailadres", "Website", "Straat + nr", "Postcode",
    "Plaats", "Doelgroep", "Openingstijden", "Omschrijving", "Opmerkingen", "Laatst gecontroleerd",
)  # fmt: skip
TOWNS = ("Hengelo", "Enschede", "Almelo", "Oldenzaal", "Borne", "Losser")
KINDS = ("Stichting", "Vereniging", "Praktijk", "Wijkteam", "Steunpunt", "Inloophuis", "Buurthuis", "Centrum")
NAMES = ("De Brug", "Ariadne", "Het Anker", "Zonnebloem", "De Wissel", "Noaber", "Twijn", "De Schakel", "Ypsilon")
KNOWN = ("Kadera", "Veilig Thuis Twente", "Slachtofferhulp Nederland", "Fier", "Stichting Kadera", "Politie Twente")
HOURS = ("ma t/m vr 9.00-17.00 uur", "Mo-Fr 09:00-17:00", "24/7", "dagelijks 8:00 - 20:00", "op afspraak", "", "n.v.t.")
WHOM = ("slachtoffers", "Kinderen; jongeren", "mannen, vrouwen", "iedereen", "", "-")


def cells(seed: int = 2026) -> Iterator[list[Any]]:
    """The rows below the headings."""
    random = Random(seed)
    for number in range(1, ROWS + 1):
        yield _row(number, random)


def _row(number: int, random: Random) -> list[Any]:
    town = random.choice(TOWNS)
    name = f"{random.choice(KINDS)} {random.choice(NAMES)} {number}"
    if number % 25 == 0:
        name = KNOWN[number // 25 % len(KNOWN)]
    name = {3: f"  {name} ", 4: f"{name}\u200b", 5: name.replace(" ", "\u00a0", 1)}.get(number % 17, name)
    return [
        number,
        name,
        "" if number % 6 else "n.v.t.",
        _phone(number, random),
        "" if number % 9 else f"06-{random.randrange(10**7, 10**8)}",
        {0: "", 1: f"mailto:info@v{number}.nl", 2: "info at voorbeeld"}.get(number % 20, f"info@v{number}.nl"),
        {0: "", 1: "-", 2: f"voorbeeld{number}.nl"}.get(number % 5, f"www.voorbeeld{number}.nl"),
        "geheim adres" if number == 111 else f"Dorpsstraat {number}",
        {0: "7551", 1: "7551ab"}.get(number % 30, "7551 AB"),
        town,
        random.choice(WHOM),
        random.choice(HOURS),
        "Helpt bij huiselijk geweld." if number % 40 else "Kom langs, Dorpsstraat 12 in Hengelo.",
        "bellen!" if number % 8 == 0 else "",
        {0: date(2026, 3, 1), 1: "1-3-2026", 2: "maart", 3: datetime(2026, 5, 4), 4: ""}.get(number % 12, "2026-09-01"),
    ]  # fmt: skip


def _phone(number: int, random: Random) -> Any:
    line = f"{random.randrange(10**6, 10**7)}"
    odd = {
        0: int(f"74{line}"),  # the zero is gone
        1: f"074{line}",
        2: f"(074) {line[:3]} {line[3:]}",
        3: f"+31 (0)74 {line}",
        4: f"{line[0]},{line[1:5]}E+08",
        5: f"074-{line} / 06-12345678",
        6: datetime(1974, 6, 12),
        7: "zie website",
        8: f"Tel: 074 - {line}",
    }
    return odd.get(number % 30, f"074-{line}")


def workbook(seed: int = 2026) -> bytes:
    """The sheet as XLSX."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Partners"
    sheet.append(["Sociale kaart regio (werkversie, niet verspreiden)"])
    sheet.append([])
    sheet.append(["", "Wie", "", "Contact", "", "", "", "Adres"])
    for merged in ("B3:C3", "D3:G3", "H3:J3", "A1:F1"):
        sheet.merge_cells(merged)
    sheet.append(HEADINGS)
    for number, row in enumerate(cells(seed), 1):
        sheet.append(row)
        if number % 70 == 0:
            sheet.append([])
        if number in (50, 120):
            sheet.append(row)
    sheet.append(["Totaal", "", "", f"=COUNTA(B5:B{sheet.max_row})"])
    book.create_sheet("Oud")["A1"] = "niet meer gebruiken"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
