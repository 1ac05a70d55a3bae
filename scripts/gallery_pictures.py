"""Pictures of marked cells: the neighbourhood of a finding as LibreOffice prints it, with row and column headings."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from jamxl.findings import Finding

PROGRAMS = ("soffice", "pdftoppm", "convert")
DPI = "110"
# Rows and columns shown around the marked cells.
AROUND = 2
BESIDE = 1
# At most so many of a finding's cells are shown; the rest look the same.
MOST_CELLS = 9
# Numbers and dates as a Swedish reader's own program shows them.
SWEDISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>sv-SE</value></prop></item>
</oor:items>"""


@dataclass(frozen=True)
class Shot:
    """A picture to take: of a finding in a file."""

    target: Path
    file: Path
    finding: Finding


def draw(shots: Sequence[Shot]) -> None:
    """Draw them all, in one run of LibreOffice."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sheets = [prepared(shot, folder / f"{number:03d}.xlsx") for number, shot in enumerate(shots)]
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(SWEDISH, encoding="utf-8")
        office = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        office += ["--convert-to", "pdf", "--outdir", temporary, *map(str, sheets)]
        subprocess.run(office, check=True, capture_output=True)
        for shot, sheet in zip(shots, sheets, strict=True):
            page = sheet.with_suffix("")
            paint = ["pdftoppm", "-r", DPI, "-png", "-singlefile", str(sheet.with_suffix(".pdf")), str(page)]
            subprocess.run(paint, check=True)
            trim = ["convert", f"{page}.png", "-trim", "+repage", "-bordercolor", "white", "-border", "6"]
            small = ["-colors", "64", "-strip", "-define", "png:exclude-chunks=date,time", f"PNG8:{shot.target}"]
            subprocess.run([*trim, *small], check=True)


def prepared(shot: Shot, to: Path) -> Path:
    """A copy in which only the neighbourhood of the marked cells is left to print."""
    book = openpyxl.load_workbook(shot.file)
    sheet = book[shot.finding.sheet]
    areas = list(boundaries(shot.finding))
    mark(sheet, areas)
    sheet.sheet_state = "visible"
    book.active = sheet
    for other in book:
        if other is not sheet:
            # LibreOffice prints hidden sheets too when they have a print area.
            other.sheet_state, other.print_area = "hidden", None
            other.print_title_rows = other.print_title_cols = None
    only(sheet, *neighbourhood(sheet, areas))
    page_of(sheet)
    book.save(to)
    return to


def mark(sheet: Worksheet, areas: list[tuple[int, int, int, int]]) -> None:
    side = Side("medium", color="B4541A")
    for left, top, right, bottom in areas:
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                cell = sheet.cell(r, c)
                cell.fill = PatternFill("solid", fgColor="FBE3D6")
                cell.border = Border(side, side, side, side)
                cell.font = Font(bold=True, color="8C2F12")


def boundaries(finding: Finding) -> Iterator[tuple[int, int, int, int]]:
    """(left, top, right, bottom), from 1, of the finding's first cells."""
    for cells in finding.cells[:MOST_CELLS]:
        left, top, right, bottom = range_boundaries(cells)
        assert left and top and right and bottom, cells
        yield left, top, right, bottom


def neighbourhood(sheet: Worksheet, areas: list[tuple[int, int, int, int]]) -> tuple[set[int], set[int]]:
    """The rows and columns to show: around the cells, with the headings above them and the first column."""
    rows: set[int] = set()
    columns = {1}
    for left, top, right, bottom in areas:
        rows |= {*range(max(1, top - AROUND), bottom + AROUND + 1), heading_row(sheet, top)}
        columns |= set(range(max(1, left - BESIDE), right + BESIDE + 1))
    return rows - key_rows(sheet), {c for c in columns if c <= max(sheet.max_column, 4)}


def key_rows(sheet: Worksheet) -> set[int]:
    """The hidden rows of keys, also where the keys were emptied; the row below each holds headings."""
    first = {row: str(sheet.cell(row, 1).value or "") for row, line in sheet.row_dimensions.items() if line.hidden}
    return {row for row, text in first.items() if re.fullmatch(r"([a-z_]+\.[a-z_0-9]+)?", text)}


def heading_row(sheet: Worksheet, row: int) -> int:
    """The nearest row of headings at or above a row; the row itself on a sheet without any."""
    return max((key + 1 for key in key_rows(sheet) if key < row), default=row)


def only(sheet: Worksheet, rows: set[int], columns: set[int]) -> None:
    """Hide all other rows and columns, and print to the last of these."""
    last_row, last_column = max(rows), max(columns)
    for row in range(1, last_row + 1):
        sheet.row_dimensions[row].hidden = row not in rows
    for column in range(1, last_column + 1):
        sheet.column_dimensions[get_column_letter(column)].hidden = column not in columns
    sheet.print_area = f"A1:{get_column_letter(last_column)}{last_row}"


def page_of(sheet: Worksheet) -> None:
    """One landscape page with the headings of rows and columns and nothing else."""
    sheet.print_options.headings = True
    sheet.print_title_rows = sheet.print_title_cols = None
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for text in (sheet.oddHeader, sheet.oddFooter):
        text.left.text = text.center.text = text.right.text = None
