"""Cases of rules: something is typed in a sound book, and all that is said afterwards is compared.

A line said is "rule severity places: message", with places as in `tables`: "W02 warning Insatser/U-01/Deltog K: ...".
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tables

from jamxl.checking import Checked, check
from jamxl.columns import Column, Day, Number
from jamxl.grid import RawBook
from jamxl.sheets import BookData
from jamxl.standard import books

# name: (what is typed, what is said).
Case = tuple[Mapping[str, Any], list[str]]
BLANK = ""


def after(raw: RawBook, entries: Mapping[str, Any]) -> Checked:
    """The book checked after something was typed in it."""
    return check(tables.typed(raw, entries), books(), tables.Limits(), tables.TODAY)


def said(raw: RawBook, expected: list[str]) -> list[str]:
    """Expected lines with addresses for places: "Blad/ID/Rubrik + Blad/ID/Rubrik" becomes "Blad!E10,F10"."""
    lines = []
    for line in expected:
        head, _, message = line.partition(": ")
        rule, severity, places = head.split(" ", 2)
        cells = ",".join(tables.address(raw, place) for place in places.split(" + "))
        lines.append(f"{rule} {severity} {places.partition('/')[0]}!{cells}: {message}")
    return sorted(lines)


def found(checked: Checked) -> list[str]:
    """Every finding as a line."""
    return sorted(
        f"{f.rule or f.code} {f.severity} {f.sheet}!{','.join(f.cells)}: {f.message}".replace("\xa0", " ")
        for f in checked.findings
    )


def unbroken(key: str, cases: Mapping[str, Case]) -> set[str]:
    """The rule IDs of a book, but for the cover's, that no case names."""
    book = books()[key]
    declared = {rule.id for part in book.parts[1:] for rule in part.rules} | {rule.id for rule in book.rules}
    return declared - {line.split(" ")[0] for _, expected in cases.values() for line in expected}


def untouched(key: str) -> list[str]:
    """What is said of a book in which only the cover is filled in: codes."""
    book = books()[key]
    with tempfile.TemporaryDirectory() as folder:
        return [f.code for f in tables.check_file(tables.fill(Path(folder) / "bok.xlsx", book, tables.COVER)).findings]


def data_of(checked: Checked) -> BookData:
    """What was read of a book."""
    assert checked.data is not None
    return checked.data


def first_cells(key: str, text: str) -> dict[str, Column]:
    """The cells that a text fills in the first row of each of a book's tables, by place; not of its forms."""
    told = tables.records(books()[key], text)
    parts = [part for part in books()[key].parts if not part.is_form and told.get(part.table_key)]
    return {
        f"{part.sheet}/1/{part.columns[name].header}": part.columns[name]
        for part in parts
        for name in told[part.table_key][0]
    }


def demanded(key: str, text: str) -> list[str]:
    """Those of the cells that must be filled in."""
    return [place for place, column in first_cells(key, text).items() if column.required and not column.fixed]


def measured(key: str, text: str) -> list[str]:
    """Those of the cells that hold a number or a day."""
    return [place for place, column in first_cells(key, text).items() if isinstance(column, Number | Day)]
