"""Tables that people send: CSV in whatever their program made of it, and XLSX. Read as text, nothing is ever run.

What is read is bounded before it is read. A cell that a program has changed (a number, a date) stays marked as such, so
that whoever expects a phone number sees that this is none.
"""

from directory.exchange.spreadsheets.cells import Cell, Odd, a1, letters, shown
from directory.exchange.spreadsheets.limits import LIMITS, Limits, refuse
from directory.exchange.spreadsheets.package import Package, is_package
from directory.exchange.spreadsheets.reading import Form, Line, form_of, lines

__all__ = [
    "LIMITS",
    "Cell",
    "Form",
    "Limits",
    "Line",
    "Odd",
    "Package",
    "a1",
    "form_of",
    "is_package",
    "letters",
    "lines",
    "refuse",
    "shown",
]
