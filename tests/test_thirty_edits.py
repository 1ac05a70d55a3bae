"""Thirty and more edits of a unit to its own Projektbok, with openpyxl: each is found at its cell, nothing is invented.

The findings were worked out by hand from the edits. `edited_book` is for other tests too: besides the edits the file
has a chart, a picture, a comment, the unit's own notes and a drop-down of its own.
"""

import base64
from collections.abc import Callable
from datetime import date
from pathlib import Path

import libreoffice
import openpyxl
import packages
import pytest
import tables
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from jamxl import answers, review
from jamxl.checking import Checked
from jamxl.project import Limits
from jamxl.standard import books
from jamxl.texts import REVIEW_OPENS

# (code, sheet, cell); a finding of a whole sheet has no cell.
Expected = tuple[str, str, str]
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Picture(Image):
    """A picture that openpyxl can write without an imaging library."""

    def __init__(self) -> None:
        self.data = base64.b64decode(DOT)
        self.ref, self.format, self.width, self.height, self.anchor = "", "png", 40, 40, "G2"

    def _data(self) -> bytes:
        return self.data


def cover(sheet: Worksheet) -> list[Expected]:
    """Försättsblad: numbers and words where codes, dates and list values should be; a label in other words."""
    sheet["B7"] = 127
    sheet["B14"] = "T1 2010"
    sheet["B19"] = "30/4 2010"
    sheet["A20"] = "Rapportör"
    sheet["B25"] = "utkast"
    return [
        ("JX308", "Försättsblad", "B7"),
        ("JX311", "Försättsblad", "B14"),
        ("JX305", "Försättsblad", "B19"),
        ("JX210", "Försättsblad", "A20"),
        ("JX311", "Försättsblad", "B25"),
    ]


def budget(sheet: Worksheet) -> list[Expected]:
    """Timbudget: text for numbers, errors, a constant over a formula, notes beside."""
    sheet["F9"] = "Kronor (budget)"
    sheet["I10"] = "#DIV/0!"
    sheet["G10"] = "18,3 %"
    sheet["E11"] = "230 h"
    sheet["I11"] = "=100+30"
    sheet["O12"] = "ok"
    sheet["J12"] = "uppgift saknas"
    sheet["D13"] = "Extra"
    sheet["H13"] = 0.3
    sheet["K13"] = "250–300"
    sheet["C14"] = " arbetstid"
    sheet["Q11"] = "Stämmer det här?"
    return [
        ("JX210", "Timbudget", "F9"),
        ("JX306", "Timbudget", "I10"),
        ("JX302", "Timbudget", "G10"),
        ("JX302", "Timbudget", "E11"),
        ("JX307", "Timbudget", "I11"),
        ("JX208", "Timbudget", "O12"),
        ("JX313", "Timbudget", "J12"),
        ("JX402", "Timbudget", "D13"),
        ("JX309", "Timbudget", "H13"),
        ("JX312", "Timbudget", "K13"),
        ("JX311", "Timbudget", "C14"),
        ("JX208", "Timbudget", "Q11"),
    ]


def activities(sheet: Worksheet) -> list[Expected]:
    """Aktiviteter: a week for a date, an ID in another spelling, a date for a text, rows hidden, merged and pasted."""
    sheet["F10"] = "n"
    sheet["Z12"] = date(2010, 2, 1)
    sheet["H13"] = "B-4"
    sheet["L14"] = "v. 35 2010"
    sheet.row_dimensions[15].hidden = True
    sheet.merge_cells("Z15:Z16")
    for column in range(1, 27):
        sheet.cell(18, column).value = sheet.cell(9, column).value
    return [
        ("JX311", "Aktiviteter", "F10"),
        ("JX310", "Aktiviteter", "Z12"),
        ("JX311", "Aktiviteter", "H13"),
        ("JX305", "Aktiviteter", "L14"),
        ("JX215", "Aktiviteter", "A15"),
        ("JX214", "Aktiviteter", "Z15:Z16"),
        ("JX220", "Aktiviteter", "A18:Z18"),
    ]


def log(sheet: Worksheet) -> list[Expected]:
    """Ändringslogg: a plain range under another name, without its title, with blank rows and a column of the unit's."""
    del sheet.tables[next(iter(sheet.tables))]
    sheet.insert_cols(7)
    sheet["G5"], sheet["G6"] = "Diarienr", "KS 2010/14"
    sheet.insert_rows(7, 2)
    sheet.delete_rows(1)
    sheet.row_dimensions[3].hidden, sheet.row_dimensions[4].hidden = True, False
    sheet.title = "Logg 2010"
    return [("JX207", "Logg 2010", "G4,G5"), ("JX202", "Logg 2010", "")]


def roles(sheet: Worksheet) -> list[Expected]:
    """Roller: a column copied to the right of the table, and another share written in the copy."""
    for row in range(4, 8):
        sheet.cell(row, 13).value = sheet.cell(row, 8).value
    sheet["M7"] = 0.4
    return [("JX221", "Roller", "M6"), ("JX221", "Roller", "M7")]


def sheets(workbook: Workbook) -> list[Expected]:
    """A copy of Roller where a row was added, and a sheet of the unit's own."""
    copied = workbook.copy_worksheet(workbook["Roller"])
    copied.title = "Roller (2)"
    copied["A8"], copied["C8"] = "P-03", "Projektmedlem"
    notes = workbook.create_sheet("Anteckningar", 0)
    notes["A1"], notes["A2"] = "Att göra", "Ringa samordnaren"
    choice = DataValidation("list", formula1='"Ja,Nej,Vet ej"')
    choice.add("B2:B9")
    notes.add_data_validation(choice)
    return [("JX219", "Roller (2)", "A8,C8"), ("JX209", "Anteckningar", "A1,A2")]


def belongings(workbook: Workbook, sheet: Worksheet) -> list[Expected]:
    """What the unit wants to keep: a chart, a picture, a comment, a colour."""
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=9, max_row=16), titles_from_data=True)
    chart.title = "Våra timmar"
    sheet.add_chart(chart, "S9")
    workbook["Försättsblad"].add_image(Picture())
    sheet["B10"].comment = Comment("Fråga ekonomen", "Enheten")
    sheet["B11"].fill = PatternFill("solid", fgColor="FFFF00")
    return [("JX217", "Timbudget", "B10")]


def edited_book(path: Path) -> list[Expected]:
    """Write the edited book to `path`; the findings to expect, as (code, sheet, cells)."""
    tables.fill(path, books()["projektbok"], tables.PROJECT)
    workbook = openpyxl.load_workbook(path)
    on_sheets: dict[str, Callable[[Worksheet], list[Expected]]] = {
        "Försättsblad": cover, "Timbudget": budget, "Aktiviteter": activities, "Roller": roles, "Ändringslogg": log,
    }  # fmt: skip
    expected = [finding for name, edit in on_sheets.items() for finding in edit(workbook[name])]
    expected += sheets(workbook) + belongings(workbook, workbook["Timbudget"])
    workbook.save(path)
    return expected


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checked, list[Expected]]:
    path = tmp_path_factory.mktemp("thirty") / "bok.xlsx"
    expected = edited_book(path)
    return tables.check_file(path), expected


def test_all_edits_are_found_at_their_cells_and_none_is_invented(edited: tuple[Checked, list[Expected]]) -> None:
    checked, expected = edited
    assert sorted((f.code, f.sheet, ",".join(f.cells)) for f in checked.findings) == sorted(expected)
    assert tables.balanced(checked)


def test_the_rows_are_read_as_they_are_now(edited: tuple[Checked, list[Expected]]) -> None:
    """What could be read is read, from where it stands now; what could not is blank, and nothing else has changed."""
    rows = tables.records(books()["projektbok"], tables.PROJECT)
    posts, acts = rows["budget"], rows["activities"]
    del posts[3]["funding"]
    acts[0]["is_qa"] = False
    acts[2]["remark"] = "2010-02-01"
    acts[4]["plan_start"] = date(2010, 8, 30)
    read = tables.rows_of(edited[0])
    for key, records in rows.items():
        filled = [{name: value for name, value in row.items() if value is not None} for row in read[key]]
        assert filled == records, key


def test_near_words_are_named(edited: tuple[Checked, list[Expected]]) -> None:
    hints = {f.cells[0]: f.fix.partition("Menade du ")[2] for f in edited[0].findings if "Menade du" in f.fix}
    assert hints == {"D13": "Extra resurs?"}


# ------------------------------------------------------------------------------------------------ its review copy

BOXES = ("xl/comments/", "xl/comments", "xl/drawings/vmlDrawing", "xl/drawings/commentsDrawing")


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[Expected]]:
    """The edited file, its review copy, and the findings."""
    path = tmp_path_factory.mktemp("answered") / "bok.xlsx"
    expected = edited_book(path)
    (answer,) = answers.answer([path], Limits(), tables.TODAY)
    assert answer.path
    assert answer.marked
    return path, answer.path, expected


def test_the_copy_has_all_that_the_file_had(answered: tuple[Path, Path, list[Expected]]) -> None:
    path, copy, _ = answered
    old, new = path.read_bytes(), copy.read_bytes()
    touched = [name for name in packages.parts(old) if "/worksheets/" in name or name.startswith(BOXES)]
    always = ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
    assert packages.lost(old, new, [*always, *touched]) == []
    assert {"xl/charts/chart1.xml", "xl/media/image1.png"} <= packages.parts(new).keys()


def test_the_copy_says_each_finding_at_its_cell(answered: tuple[Path, Path, list[Expected]]) -> None:
    _, copy, expected = answered
    found = packages.seen(copy.read_bytes())
    for code, sheet, cells in expected:
        for cell in filter(None, cells.split(",")):
            if code not in review.UNMARKED:
                assert REVIEW_OPENS in found[sheet]["comments"][cell.partition(":")[0]], (code, sheet, cell)
    assert found["Timbudget"]["comments"]["B10"] == "Fråga ekonomen"


@pytest.mark.libreoffice
def test_the_copy_opens_in_libreoffice_with_all_in_place(
    answered: tuple[Path, Path, list[Expected]], tmp_path: Path
) -> None:
    _, copy, expected = answered
    (again,) = libreoffice.saved([copy], tmp_path)
    workbook = openpyxl.load_workbook(again)
    assert workbook.sheetnames[0] == "Granskning"
    kept = packages.parts(again.read_bytes())
    assert [len([name for name in kept if name.startswith(f"xl/{what}/")]) for what in ("charts", "media")] == [1, 1]
    comment = workbook["Timbudget"]["B10"].comment
    assert comment is not None
    assert "Fråga ekonomen" in comment.text
    (choice,) = workbook["Anteckningar"].data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("B2:B9", '"Ja,Nej,Vet ej"')
    lists = [rule for rule in workbook["Aktiviteter"].data_validations.dataValidation if rule.type == "list"]
    assert lists
    # Still the unit's file: the same findings and none of the review, but for the formula that now has a value.
    checked = tables.check_file(again)
    calculated = [finding for finding in expected if finding[0] != "JX307"]
    assert sorted((f.code, f.sheet, ",".join(f.cells)) for f in checked.findings) == sorted(calculated)
