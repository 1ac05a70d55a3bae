"""Makes the books of an earlier version with that version's own code; see README.md beside this file.

Run in a worktree of the old commit: python make.py VERSION FOLDER. Beside each book a file with the same name and the
ending .json says what the old code read from it.
"""

import io
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jamxl import demo, frame, workflow
from jamxl.demo.mistakes import timeless
from jamxl.inspection import check_one
from jamxl.project import load

# So few blank rows below each table that the files are small.
SPARE = 3
Typist = Callable[[Path], None]


def as_it_is(path: Path) -> None:
    """Nothing is done to the file."""


def only_values(path: Path) -> None:
    """Without formulas, tables and conditions, as a program that knows nothing of them saves it; and much smaller."""
    saved(without_formulas(path), path)


def typed_about(path: Path) -> None:
    """As people may send it in: only values, a sheet renamed, one added, rows inserted, words typed here and there."""
    book = without_formulas(path)
    activities, roles = book["Aktiviteter"], book["Roller"]
    column, first = below(activities, "Milstolpe")
    for row, word in enumerate(("Ja", "ja ", "Nej", "kanske"), first):
        activities.cell(row, column).value = word
    column, first = below(roles, "Kontroll")
    for row, word in enumerate(("Ersätter", "P-02"), first - 1):
        roles.cell(row, column + 1).value = word
    activities.insert_rows(first + 4)
    activities.insert_rows(1, 2)
    activities["A1"] = "Genomgången med styrgruppen"
    activities.title = "Aktiviteter 2010"
    book.create_sheet("Mål")["A1"] = "Våra egna mål: kortare väntan"
    saved(book, path)


def without_formulas(path: Path) -> Workbook:
    """The values of a book; rows can be inserted in it."""
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book:
        sheet.tables.clear()
        sheet.data_validations.dataValidation.clear()
        sheet.conditional_formatting = type(sheet.conditional_formatting)()
        sheet.protection.sheet = False
        sheet.row_dimensions.clear()
    book.defined_names.clear()
    return book


def saved(book: Workbook, path: Path) -> None:
    """Write the book as a file without times."""
    written = io.BytesIO()
    book.save(written)
    path.write_bytes(timeless(written))


def below(sheet: Worksheet, header: str) -> tuple[int, int]:
    """The column of a table's heading, and its first row of values."""
    found = [cell for line in sheet.iter_rows() for cell in line if cell.value == header]
    return found[-1].column, found[-1].row + 1


BOOKS: dict[str, list[tuple[str, str, Typist]]] = {
    "1.0": [
        ("jobbcoachingen", "projektbok", as_it_is),
        ("jobbcoachingen", "uppfoljningsbok", as_it_is),
        ("jobb-och-utbildning", "projektbok", as_it_is),
        ("medborgarkontoret", "projektbok", typed_about),
    ],
    "1.1": [
        ("jobbcoachingen", "projektbok", only_values),
        ("jobbcoachingen", "uppfoljningsbok", as_it_is),
        ("fler-i-arbete", "statistikbok", as_it_is),
    ],
}


def main(version: str, folder: Path) -> None:
    vars(workflow)["build"] = partial(frame.build, spare=SPARE)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        demo.make(Path(root))
        project = load(Path(root))
        for unit, book, typist in BOOKS[version]:
            (made,) = project.incoming.rglob(f"*_{unit}_{book}_*.xlsx")
            kept = folder / f"{unit}_{book}.xlsx"
            kept.write_bytes(made.read_bytes())
            typist(kept)
            kept.with_suffix(".json").write_text(read_by_old_code(kept, project.limits), encoding="utf-8")


def read_by_old_code(path: Path, limits: Any) -> str:
    """The rows (what was typed, by part key, with the sheet's row numbers) and the findings of a file."""
    checked = check_one(path, limits, demo.TODAY)
    assert checked.data is not None, checked.findings
    rows = {
        key: [
            {"row": line + 1}
            | {name: value for name, value in record.items() if value is not None and not computed(table, name)}
            for line, record in zip(table.lines, table.records(), strict=True)
        ]
        for key, table in checked.data.parts.items()
    }
    findings = [[f.code, f.rule or "", f.sheet, " ".join(f.cells)] for f in checked.findings]
    told = {"version": checked.version, "cells": checked.cells.to_json(), "findings": findings, "rows": rows}
    lines = [f'"{key}": {json.dumps(value, ensure_ascii=False, default=str)}' for key, value in told.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def computed(table: Any, key: str) -> bool:
    """The program works the column out, or the template holds it."""
    column = table.part.columns[key]
    return bool(column.computed or column.fixed)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
