"""The same book in other formats: the same rows are read, and what calamine cannot see is found all the same."""

import io
import re
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import libreoffice
import openpyxl
import packages
import pytest
import tables
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from jamxl.checking import Checked, check
from jamxl.grid import RawBook
from jamxl.read import Refused, read
from jamxl.standard import books
from jamxl.texts import REVIEW_CLOSES, REVIEW_OPENS

FORMATS = {"xls": "äldre Excel-format (.xls)", "ods": "OpenDocument (.ods)"}


def edited(project_file: Path, to: Path) -> Path:
    """The book with an Excel error, a hidden row, comments of a unit and of a review, and two ways to write time."""
    workbook = openpyxl.load_workbook(project_file)
    sheet = workbook["Timbudget"]
    spots = {place: tables.spot(tables.values_of(read(project_file)), f"Timbudget/{place}") for place in PLACES}
    for place, value in PLACES.items():
        _, r, c = spots[place]
        cell = sheet.cell(r + 1, c + 1)
        cell.value = value
        if isinstance(value, timedelta):
            cell.number_format = "[h]:mm"
    _, r, c = spots["B-01/Anmärkning"]
    review = f"{REVIEW_OPENS}\nFel: rätta talet.\n{REVIEW_CLOSES}"
    sheet.cell(r + 1, c + 1).comment = Comment(f"Stämmer det här?\n{review}", "Projektledare")
    sheet.cell(r + 1, c).comment = Comment(review, "jamxl")
    sheet.row_dimensions[spots["B-05/Budgetpost"][1] + 1].hidden = True
    workbook.save(to)
    return to


PLACES: dict[str, Any] = {
    "B-01/Anmärkning": "=NA()",
    "B-05/Budgetpost": "Kvalitetsgranskning",
    "B-06/Utfall timmar": timedelta(hours=36),
}


@pytest.fixture(scope="module")
def others(project_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The edited book as .xlsx, and as LibreOffice saves it in other formats."""
    folder = tmp_path_factory.mktemp("formats")
    source = edited(project_file, folder / "bok.xlsx")
    for ending in FORMATS:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [libreoffice.program(), profile, "--headless", "--convert-to", ending, "--outdir", str(folder)]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    (again,) = libreoffice.saved([source], folder)
    return {"xlsx": again} | {ending: folder / f"bok.{ending}" for ending in FORMATS}


def without_origin(checked: Checked) -> list[str]:
    """What was told of the cells; not of the file's own format."""
    return [line for line in tables.told(checked.findings) if not line.startswith("JX109")]


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_rows_and_findings(others: dict[str, Path], ending: str) -> None:
    expected, checked = tables.check_file(others["xlsx"]), tables.check_file(others[ending])
    assert tables.rows_of(checked) == tables.rows_of(expected)
    assert without_origin(checked) == without_origin(expected)
    assert tables.balanced(checked)


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", FORMATS)
def test_what_the_look_finds(others: dict[str, Path], ending: str) -> None:
    checked = tables.check_file(others[ending])
    told = {(f.code, f.rule): f for f in checked.findings}
    raw = read(others[ending])
    assert raw.format == FORMATS[ending]
    assert FORMATS[ending] in told["JX109", None].message
    assert told["JX306", "C10"].cells == (tables.address(raw, "Timbudget/B-01/Anmärkning"),)
    assert "#SAKNAS!" in told["JX306", "C10"].message
    (hidden,) = told["JX215", "C12"].cells
    assert hidden[1:] == tables.address(raw, "Timbudget/B-05/Budgetpost")[1:]
    assert told["JX217", None].cells == (tables.address(raw, "Timbudget/B-01/Anmärkning"),)
    assert "Stämmer det här?" in told["JX217", None].message
    budget = {row["post_id"]: row for row in tables.rows_of(checked)["budget"]}
    assert budget["B-06"]["act_hours"] == 36.0


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xlsx", *FORMATS])
def test_what_a_review_wrote_is_no_comment_of_the_units(others: dict[str, Path], ending: str) -> None:
    sheet = read(others[ending]).sheet("Timbudget")
    assert sheet is not None
    assert list(sheet.notes.values()) == ["Stämmer det här?"]


# ------------------------------------------------------------------------------------------------ .xlsb
# No program here writes it, so the tests do, record by record (MS-XLSB 2.1.4).

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EPOCH = datetime(1899, 12, 30)


def record(kind: int, content: bytes = b"") -> bytes:
    """A record: kind and length as numbers of seven bits a byte."""
    return variable(kind) + variable(len(content)) + content


def variable(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + variable(rest) if rest else bytes([low])


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def as_xlsb(raw: RawBook, errors: dict[tuple[str, int, int], int], hidden: dict[str, int]) -> bytes:
    """The values of a book that was read; `errors`: code by sheet and cell; `hidden`: a row of a sheet."""
    sheets = b"".join(
        record(156, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(sheet.name))
        for number, sheet in enumerate(raw.sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(1, len(raw.sheets) + 1)
    )
    styles = record(278) + record(617, struct.pack("<I", 2)) + xf(0) + xf(14) + record(618) + record(279)
    parts: dict[str, bytes] = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.bin": record(131) + record(143) + sheets + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>".encode(),
        "xl/styles.bin": styles,
    }
    for number, sheet in enumerate(raw.sheets, 1):
        rows = b"".join(
            record(0, struct.pack("<IIHBBB", r, 0, 300, 0, 0x10 * (hidden.get(sheet.name) == r), 0))
            + b"".join(cells(sheet.name, r, row, errors))
            for r, row in enumerate(sheet.rows)
        )
        size = struct.pack("<IIII", 0, max(len(sheet.rows) - 1, 0), 0, max(len(sheet.rows[0]) - 1, 0))
        body = record(129) + record(148, size) + record(145) + rows + record(146) + record(130)
        parts[f"xl/worksheets/sheet{number}.bin"] = body
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return data.getvalue()


def xf(number_format: int) -> bytes:
    return record(47, struct.pack("<HHHHHHI", 0, number_format, 0, 0, 0, 0, 0))


def cells(sheet: str, r: int, row: list[Any], errors: dict[tuple[str, int, int], int]) -> Iterator[bytes]:
    for c, value in enumerate(row):
        place = struct.pack("<II", c, 1 if isinstance(value, date | time) else 0)
        if (sheet, r, c) in errors:
            yield record(3, place + bytes([errors[sheet, r, c]]))
        elif isinstance(value, bool):
            yield record(4, place + bytes([value]))
        elif isinstance(value, date):
            yield record(5, place + struct.pack("<d", (datetime.combine(value, time()) - EPOCH).days))
        elif isinstance(value, float | int):
            yield record(5, place + struct.pack("<d", value))
        elif value != "":
            yield record(6, place + wide(str(value)))


def test_xlsb(project: RawBook, tmp_path: Path) -> None:
    sheet, r, c = tables.spot(tables.values_of(project), "Timbudget/B-01/Anmärkning")
    hidden = tables.spot(tables.values_of(project), "Timbudget/B-05/Budgetpost")[1]
    path = tmp_path / "bok.xlsb"
    path.write_bytes(as_xlsb(project, {(sheet, r, c): 0x2A}, {sheet: hidden}))
    raw, checked = read(path), tables.check_file(path)
    assert raw.format == "binär Excel (.xlsb)"
    assert {s.name: s.errors for s in raw.sheets if s.errors} == {sheet: {(r, c): "#N/A"}}
    assert {s.name: s.hidden for s in raw.sheets if s.hidden} == {sheet: {hidden}}
    expected = tables.rows_of(check(project, books(), tables.Limits(), tables.TODAY))
    expected["budget"][0]["remark"] = None
    assert tables.rows_of(checked) == expected
    assert tables.balanced(checked)


@pytest.mark.parametrize("cut", [1, 7, 40, 200])
def test_an_xlsb_that_breaks_off(project: RawBook, tmp_path: Path, cut: int) -> None:
    whole = zipfile.ZipFile(io.BytesIO(as_xlsb(project, {}, {})))
    path = tmp_path / "bok.xlsb"
    with zipfile.ZipFile(path, "w") as package:
        for name in whole.namelist():
            package.writestr(name, whole.read(name)[:cut] if name == "xl/workbook.bin" else whole.read(name))
    with pytest.raises(Refused, match="JX101"):
        read(path)


# ------------------------------------------------------------------------------------------------ other programs' ways
# None of them runs here; these are the marks that their files are known to bear.


def like_google(path: Path) -> None:
    """No tables, no very hidden sheets, and a thousand formatted rows."""
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook:
        for name in list(sheet.tables):
            del sheet.tables[name]
        for row in range(sheet.max_row + 1, 1001):
            sheet.cell(row, 1).font = Font(name="Arial")
    workbook["_jamxl"].sheet_state = "hidden"
    workbook.save(path)


def like_numbers(path: Path) -> None:
    """A sheet a table, renamed, a summary first, nothing hidden, and no formulas."""
    values = openpyxl.load_workbook(path, data_only=True)
    del values["_jamxl"]
    for sheet in values:
        sheet.title = f"{sheet.title} - Tabell 1"[:31]
        for row in list(sheet.row_dimensions.values()):
            row.hidden = False
    summary = values.create_sheet("Exportöversikt", 0)
    summary["B3"] = "Dokumentet exporterades från Numbers."
    values.save(path)


def like_excel_online(path: Path) -> None:
    """Formulas that are alike are written once, and pointed to."""
    parts = packages.parts(path.read_bytes())
    formula = re.compile(rb"<f>[^<]*</f>")
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, formula.sub(b'<f t="shared" si="0"/>', data) if "/worksheets/" in name else data)


def like_old_mac(path: Path) -> None:
    """Days are counted from 1904."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    workbook.epoch = CALENDAR_MAC_1904
    workbook.save(path)


def with_macros(path: Path) -> None:
    """An .xlsm in all but its name: a part with macros."""
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")


# How a file came to be as it is, and what is told of it beside what was told before.
WAYS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "Google Sheets": (like_google, []),
    # The summary, and Läs mig, Kontroll and Listor, which Numbers renames as well.
    "Numbers": (like_numbers, [*["JX209"] * 4, *["JX202"] * len(books()["projektbok"].sheets())]),
    "Excel on the web": (like_excel_online, []),
    "days from 1904": (like_old_mac, []),
    "macros": (with_macros, ["JX117"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_other_programs_ways(project_file: Path, tmp_path: Path, way: str) -> None:
    saved_as, told = WAYS[way]
    path = tmp_path / "bok.xlsx"
    path.write_bytes(project_file.read_bytes())
    saved_as(path)
    checked = tables.check_file(path)
    assert sorted(finding.code for finding in checked.findings) == sorted(told)
    assert tables.rows_of(checked) == tables.rows_of(tables.check_file(project_file))
    assert tables.balanced(checked)
