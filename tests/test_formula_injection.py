"""Text that begins as a formula does stays text in all that jamxl writes: reports, books filled beforehand, reviews."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import libreoffice
import openpyxl
import pytest
import tables

from jamxl import publishing, workflow
from jamxl.columns import Text
from jamxl.inspection import delivered, reviewed
from jamxl.project import FILENAME, Limits, Project, load
from jamxl.standard import books

# Each with a word that nothing else holds.
WORD = "JXPROV"
STARTS = ("=", "+", "-", "@", "\t=", "\r=", "{=", "=cmd|'/c calc'!A0&", '=HYPERLINK("http://127.0.0.1:9")&', '"&')
PAYLOADS = [f"{start}{WORD}{number}()" for number, start in enumerate(STARTS)]
# As calamine and TOML give them back: leading blanks of a cell are no part of what was typed.
KEPT = {payload.strip() for payload in PAYLOADS}
BOOK = books()["projektbok"]

TOML = f"""\
[projekt]
namn = "={WORD}()"
id = "JI-2010"
period = "2010-T1"
bocker = ["projektbok"]
samordnare = "@{WORD}()"
diarienummer = "+{WORD}()"

[[enhet]]
id = "alfa"
namn = "-{WORD}()"
kommun = "Botkyrka"
forvaltning = "=cmd|'/c calc'!A0&{WORD}"
uppgiftslamnare = "={WORD}()"

[[forifyllt.budget]]
post_id = "B-01"
text = "={WORD}()"
remark = "\\t={WORD}()"
plan_hours = 40
"""


def formulas(path: Path) -> Iterator[str]:
    """All that a spreadsheet program would work out in a workbook, without the texts in it."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/") and name.endswith(".xml"):
                xml = package.read(name).decode()
                for tag in ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"):
                    for found in re.findall(rf"<{tag}\b[^>]*>([^<]*)</{tag}>", xml):
                        yield re.sub(r'"(?:[^"]|"")*"', '""', found.replace("&quot;", '"'))


def texts_of(path: Path) -> set[str]:
    """The texts in a workbook's cells that hold the word; none of those cells is a formula."""
    found = set()
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and WORD in cell.value and cell.data_type != "f":
                    # Openpyxl does not read the escape that Excel has for a carriage return.
                    found.add(cell.value.replace("_x000D_", "\r"))
    return found


def filled() -> dict[str, list[dict[str, Any]]]:
    """The sample rows, with a payload in every column of free text."""
    rows = tables.sample_rows(BOOK)
    number = 0
    for part in BOOK.parts:
        for row in rows[part.table_key] if not part.fixed_rows else ():
            for column in part.inputs():
                if type(column) is Text and column.key not in ("unit_id", "period", "project_id"):
                    row[column.key] = PAYLOADS[number % len(PAYLOADS)]
                    number += 1
    return rows


def project(folder: Path) -> Project:
    (folder / FILENAME).write_text(TOML, encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report over a book full of payloads, whose file is called one too."""
    folder = tmp_path_factory.mktemp("service")
    of = project(folder)
    inbox = of.incoming / "2010-T1"
    inbox.mkdir(parents=True)
    rows = filled()
    rows["cover"][0] |= {"unit_id": "alfa", "period": "2010-T1", "project_id": "JI-2010"}
    tables.fill(inbox / f'=1+1"&{WORD}()&".xlsx', BOOK, rows)
    data = workflow.consolidate_project(of, today=tables.TODAY)
    assert [delivery.unit for delivery in data.used] == ["alfa"]
    path = publishing.report_path(of, "2010-T1")
    publishing.publish(data, path, of.root)
    return path


def test_the_report_holds_the_texts_and_no_such_formula(report: Path) -> None:
    assert texts_of(report) >= KEPT
    assert [formula for formula in formulas(report) if WORD in formula] == []


def test_a_prefilled_book_holds_the_texts_and_no_such_formula(tmp_path: Path) -> None:
    of = project(tmp_path)
    (made,) = workflow.new(of, today=tables.TODAY)
    assert {f"={WORD}()", f"-{WORD}()", f"=cmd|'/c calc'!A0&{WORD}"} <= texts_of(made.path)
    assert [formula for formula in formulas(made.path) if WORD in formula] == []


def test_what_is_carried_over_is_text(tmp_path: Path) -> None:
    of = project(tmp_path)
    inbox = of.incoming / "2010-T1"
    inbox.mkdir(parents=True)
    rows = filled()
    rows["cover"][0] |= {"unit_id": "alfa", "period": "2010-T1", "project_id": "JI-2010"}
    tables.fill(inbox / "0127_alfa_projektbok_2010-T1_v01.xlsx", BOOK, rows)
    (made,) = workflow.new(of, period="2010-T2", today=tables.TODAY)
    assert made.source is not None
    assert texts_of(made.path) >= KEPT
    assert [formula for formula in formulas(made.path) if WORD in formula] == []


def test_a_review_copy_holds_the_texts_and_no_such_formula(tmp_path: Path) -> None:
    """Also in its list of findings, which quotes what stands in the cells."""
    rows = filled()
    rows["activities"][0] |= {"status": f"={WORD}()", "owner": f"+{WORD}()"}
    path = tables.fill(tmp_path / f'=1+1"&{WORD}()&".xlsx', BOOK, rows)
    delivery = delivered(path, Limits(), tables.TODAY, path.name)
    answer = reviewed(path, delivery, tables.TODAY)
    assert answer.marked
    assert {f"={WORD}()", f"+{WORD}()"} <= {finding.value for finding in delivery.findings}
    (tmp_path / "granskad.xlsx").write_bytes(answer.copy)
    quoted = [text for text in texts_of(tmp_path / "granskad.xlsx") if f"”={WORD}()”" in text]
    assert quoted
    assert {text.strip() for text in texts_of(tmp_path / "granskad.xlsx")} >= KEPT
    assert [formula for formula in formulas(tmp_path / "granskad.xlsx") if WORD in formula] == []


def test_a_formula_of_that_kind_would_be_found(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet()["A1"] = f"={WORD}()"
    workbook.save(tmp_path / "bok.xlsx")
    assert [formula for formula in formulas(tmp_path / "bok.xlsx") if WORD in formula] == [f"{WORD}()"]
    assert texts_of(tmp_path / "bok.xlsx") == set()


@pytest.mark.libreoffice
def test_libreoffice_works_none_of_them_out(report: Path, tmp_path: Path) -> None:
    plain = libreoffice.without_values(report, tmp_path / "rapport.xlsx")
    (saved,) = libreoffice.saved([plain], tmp_path)
    assert texts_of(saved) >= KEPT
    shown = [cell.value for sheet in openpyxl.load_workbook(saved, data_only=True) for row in sheet for cell in row]
    assert "#NAME?" not in shown
