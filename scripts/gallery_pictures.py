"""Pictures of marked cells: the neighbourhood of a finding as LibreOffice prints it, with row and column headings."""

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from jamxl.findings import Finding
from jamxl.grid import Area
from jamxl.mark import Mark, marking
from jamxl.mark.package import Package
from jamxl.mark.styles import Styles

PROGRAMS = ("soffice", "pdftoppm", "convert")
DPI = "110"
# Rows shown above and below the marked cells, and columns on either side.
AROUND, BESIDE = 2, 1
# Columns wider than this are no neighbours: the picture would be small print.
WIDEST = 39
# At most so many of a finding's cells are shown; the rest look the same.
MOST_CELLS = 4
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
    book = openpyxl.load_workbook(io.BytesIO(marked(shot.file.read_bytes(), shot.finding)))
    sheet = book[shot.finding.sheet]
    one_by_one(sheet)
    areas = list(boundaries(shot.finding))
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


def marked(data: bytes, finding: Finding) -> bytes:
    """The workbook with the finding's cells as a review copy has them."""
    package = Package(data)
    cells = (cells.partition(":")[0] for cells in finding.cells)
    marks = [Mark(finding.sheet, cell, finding.message, finding.severity) for cell in cells]
    # What could not have its note is marked all the same, and notes do not show in a picture.
    list(marking.put_marks(package, Styles(package), marks))
    return package.to_bytes()


def boundaries(finding: Finding) -> Iterator[Area]:
    """The finding's first cells; of a long range only its beginning."""
    for cells in finding.cells[:MOST_CELLS]:
        left, top, right, bottom = (int(edge or 1) for edge in range_boundaries(cells))
        yield Area(top, left, min(bottom, top + MOST_CELLS - 1), min(right, left + MOST_CELLS - 1))


def neighbourhood(sheet: Worksheet, areas: list[Area]) -> tuple[set[int], set[int]]:
    """The rows and columns to show: around the cells, with the headings above them and the first column."""
    rows: set[int] = set()
    beside, own_rows, own = set(), set(), {1}
    for area in areas:
        heading = heading_row(sheet, area.top)
        rows |= {heading, *range(max(heading, area.top - AROUND), area.bottom + AROUND + 1)}
        own_rows |= set(range(area.top, area.bottom + 1))
        own |= set(range(area.left, area.right + 1))
        # Beside the first column there is only one side.
        beside |= set(range(max(1, area.left - BESIDE), area.right + BESIDE + 1 + (area.left == 1)))
    wide = {column for column in beside if sheet.column_dimensions[get_column_letter(column)].width > WIDEST}
    return rows - key_rows(sheet) | own_rows, own | (beside - wide)


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


def one_by_one(sheet: Worksheet) -> None:
    """Give each column a width of its own: openpyxl keeps equal neighbours as one."""
    for letter, group in list(sheet.column_dimensions.items()):
        for column in range((group.min or 1) + 1, (group.max or 1) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = group.width
        group.min = group.max = column_index_from_string(letter)


def page_of(sheet: Worksheet) -> None:
    """One landscape page with the headings of rows and columns and nothing else."""
    sheet.print_options.headings = True
    sheet.print_title_rows = sheet.print_title_cols = None
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter = HeaderFooter()
