"""The gallery's cases, as docs/avvikelser/fall tells them, and the files that they make.

A page has a `title`, what it `means`, a `hint` where the remedy wants more words, and examples, a workbook each:

    book    the filled book to begin with (docs/avvikelser/fall/<book>/*.toml); blank = true leaves its tables empty
    typed   "Blad/ID/Rubrik", "Blad/Rubrik" in a form, or "Blad!B7" = the value to type; "" empties the cell
    edits   [{ do = a name of EDITS, ... }]; where they move cells, to a copy that has only values, as after pasting
    file    a name of FILES, done to the finished file
    kept    the ending of a file that lies beside the cases and is taken as it is, since no one can make it anew
    before  as typed, in the same book as it came in the round before; the example itself is then of the NEXT_ROUND
    inbox   [{ name, ... }]: several files, consolidated together; each is told as an example is
    due     in an inbox, the last day; the files came in on TODAY
    absent  in an inbox, units that were expected beside the one that answers, by name
    at      where each finding stands: its cells joined by " + ", only a sheet, or "" for the file (in an inbox the
            file's name); left out, all that was typed
    also    other codes that the same file rightly gets

A page `without` a workbook says why, gives `facts` for the message, and names in `tested` the test that has the code.
`besides` names rules that no small book can break, by their short text, with the test that breaks them.
"""

import io
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook import Workbook
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink
from openpyxl.worksheet.worksheet import Worksheet

from jamxl import texts
from jamxl.columns import plain
from jamxl.demo.mistakes import address, timeless
from jamxl.draw.xlsx import write
from jamxl.frame import Sender, Stamp, build
from jamxl.mark.package import MAIN, REL, Package, insert_in_order
from jamxl.project import Limits
from jamxl.standard import books
from jamxl.workflow import typed as as_typed

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "docs" / "avvikelser"
CASES = GALLERY / "fall"
# The day the books are made and checked.
TODAY = date(2011, 1, 31)
# The period of an example that has a round before it, by that of the small books.
NEXT_ROUND = {"2010-T1": "2010-T2", "2010": "2011"}
# Blank rows below the filled ones: enough to see that there are some.
SPARE = 2
# Sheets that the gallery's books do without, to be small; the check does not ask for them.
LEFT_OUT = (texts.GUIDE_SHEET, texts.CHECK_SHEET)


@dataclass(frozen=True, kw_only=True, eq=False)
class Example:
    """One workbook, or one inbox of them. See the module for the fields. Each is only equal to itself."""

    name: str
    book: str = "projektbok"
    blank: bool = False
    typed: Mapping[str, Any]
    edits: tuple[Mapping[str, Any], ...]
    file: str = ""
    kept: str = ""
    before: Mapping[str, Any] | None = None
    inbox: tuple["Example", ...] = ()
    due: date | None = None
    absent: tuple[str, ...] = ()
    at: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its file, or its folder, where the workbooks are built."""
        return self.name if self.inbox or "." in self.name else self.name + (self.kept or ".xlsx")

    @property
    def earlier(self) -> str:
        """The file of the round before."""
        return f"{self.name}-forra.xlsx"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is told of one code, or of one rule ID."""

    code: str
    title: str
    means: str
    hint: str = ""
    examples: tuple[Example, ...] = ()
    without: str = ""
    tested: str = ""
    besides: Mapping[str, str]
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Made:
    """The files of an example by their path, and in words what was done to them; `before` to last round's."""

    files: dict[str, bytes]
    done: list[str]
    before: tuple[str, ...] = ()


# --- the cases ---------------------------------------------------------------------------------------------------


@cache
def pages() -> dict[str, Page]:
    """Every page by code, in the order of the cases. Raises ValueError for a code that is told twice."""
    found: dict[str, Page] = {}
    for file in sorted(CASES.glob("*.toml")):
        for code, told in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in found:
                raise ValueError(f"{file.name}: {code} is told twice")
            examples = told.pop("example", [])
            names = [code] + [f"{code}-{n}" for n in range(2, len(examples) + 1)]
            made = tuple(example(name, told_) for name, told_ in zip(names, examples, strict=False))
            found[code] = Page(
                code=code, examples=made, besides=told.pop("besides", {}), facts=told.pop("facts", {}), **told
            )
    return found


def example(name: str, told: Mapping[str, Any]) -> Example:
    """An example from its table in a case file."""
    inbox = tuple(
        example(file["name"], {k: v for k, v in file.items() if k != "name"}) for file in told.get("inbox", ())
    )
    given = {"typed": {}, "edits": (), **told}
    at = tuple(told.get("at", [" + ".join(given["typed"])]))
    listed = {key: tuple(given.get(key, ())) for key in ("edits", "absent")}
    return Example(name=name, **(given | {"inbox": inbox, "at": at} | listed))


# --- files -------------------------------------------------------------------------------------------------------


@cache
def make(case: Example) -> Made:
    """The files of an example; the same bytes each time."""
    if case.inbox:
        each = {f"{case.name}/{file.path}": finished(file) for file in case.inbox}
        return Made({path: data for path, (data, _) in each.items()}, [])
    data, done = finished(case)
    if case.before is None:
        return Made({case.path: data}, done)
    book = openpyxl.load_workbook(io.BytesIO(base(case.book, False, period_of(case.book))))
    before = type_in(book, case.before)
    return Made({case.path: data, case.earlier: saved(book)}, done, tuple(before))


def finished(case: Example) -> tuple[bytes, list[str]]:
    """One file, and what was done to it."""
    if case.kept:
        return (CASES / case.path).read_bytes(), []
    period = period_of(case.book)
    data, done = (
        base(case.book, case.blank, period if case.before is None else NEXT_ROUND[period]),
        ["Tabellerna är tomma."] if case.blank else [],
    )
    if case.typed or case.edits:
        moved = any(EDITS[edit["do"]] in MOVING for edit in case.edits)
        book = only_values(data) if moved else openpyxl.load_workbook(io.BytesIO(data))
        for edit in case.edits:
            done.append(EDITS[edit["do"]](book, **{key: value for key, value in edit.items() if key != "do"}))
        done += type_in(book, case.typed)
        show_first(book, case.at)
        data = saved(book)
    if case.file:
        change, words = FILES[case.file]
        data = change(data)
        done.append(words)
    return data, done


def sound_rows(key: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a small book in which nothing is wrong, by part key and column key."""
    told: dict[str, Any] = {}
    for file in sorted((CASES / key).glob("*.toml")):
        told |= tomllib.loads(file.read_text(encoding="utf-8"))
    parts = books()[key].parts
    return {part.table_key: [as_typed(part, row, TODAY) for row in told.get(part.table_key, ())] for part in parts}


def period_of(key: str) -> str:
    """The period of a small book."""
    return str(sound_rows(key)[books()[key].parts[0].table_key][0]["period"])


@cache
def base(key: str, blank: bool, period: str) -> bytes:
    """A filled book in which nothing is wrong, or one in which only the forms are filled in."""
    book, rows = books()[key], sound_rows(key)
    cover = rows[book.parts[0].table_key][0]
    cover["period"] = period
    if blank:
        rows = {part.table_key: rows[part.table_key] for part in book.parts if part.is_form and not part.strip}
    stamp = Stamp(book.key, book.version, cover["unit_id"], cover["period"], cover["project_id"])
    drawn = build(book, stamp, Sender(cover["project_name"], cover["unit_name"]), rows, Limits(), TODAY, SPARE)
    drawn.grids = [grid for grid in drawn.grids if grid.name not in LEFT_OUT]
    with tempfile.TemporaryDirectory() as folder:
        write(drawn, Path(folder) / "bok.xlsx")
        return (Path(folder) / "bok.xlsx").read_bytes()


def only_values(data: bytes) -> Workbook:
    """The book without formulas, tables, validations and conditions: rows and columns can be moved about in it."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book:
        sheet.tables.clear()
        sheet.data_validations.dataValidation.clear()
        sheet.conditional_formatting = type(sheet.conditional_formatting)()
        sheet.protection.sheet = False
    book.defined_names.clear()
    return book


def saved(book: Workbook) -> bytes:
    """The book as a file without times."""
    written = io.BytesIO()
    book.save(written)
    return timeless(written)


def show_first(book: Workbook, at: tuple[str, ...]) -> None:
    """The book opens on the sheet of its first finding."""
    name = at[0].split(" + ")[0].partition("/")[0].partition("!")[0] if at else ""
    if name in book.sheetnames and book[name].sheet_state == "visible":
        book.active = book[name]
        for sheet in book:
            sheet.sheet_view.tabSelected = sheet.title == name


def located(book: Workbook, place: str) -> tuple[Worksheet, str]:
    """The sheet and the A1 address of "Blad/ID/Rubrik", "Blad/Rubrik" or "Blad!B7"."""
    if "!" in place:
        name, _, cell = place.partition("!")
        return book[name], cell
    name, *row, header = place.split("/")
    sheet = book[name]
    if row:
        return sheet, address(sheet, {"row": row[0], "header": header})
    label = next(cell for line in sheet.iter_rows() for cell in line if cell.value == header)
    # An upright form has its values beside the labels, a strip below them.
    upright = any(cell.value == "Värde" for cell in sheet["B"])
    return sheet, label.offset(0, 1).coordinate if upright else label.offset(1, 0).coordinate


def type_in(book: Workbook, typed: Mapping[str, Any]) -> list[str]:
    """Type the values; what was done, in words. All places first: an ID that is typed over is still found."""
    places = {place: located(book, place) for place in typed}
    done = []
    for place, (sheet, cell) in places.items():
        before, now = plain(sheet[cell].value), typed[place]
        sheet[cell] = None if now == "" else now
        header = place.rpartition("/")[2] if "/" in place else ""
        what = f"cell {cell} ({header})" if header else f"cell {cell}"
        instead = f" i stället för ”{before}”" if before and not before.startswith("=") else ""
        done.append(f"Bladet {sheet.title}, {what}: " + (f"”{plain(now)}”{instead}" if now != "" else "tömd") + ".")
    return done


# --- edits -------------------------------------------------------------------------------------------------------


def heading(sheet: Worksheet, header: str) -> tuple[int, int]:
    """Row and column of a table's heading."""
    found = [cell for line in sheet.iter_rows() for cell in line if cell.value == header]
    return found[-1].row, found[-1].column


def rename_sheet(book: Workbook, sheet: str, to: str) -> str:
    book[sheet].title = to
    return f"Bladet {sheet} har fått namnet {to}."


def remove_sheet(book: Workbook, sheet: str) -> str:
    del book[sheet]
    return f"Bladet {sheet} är borttaget."


def copy_sheet(book: Workbook, sheet: str, to: str) -> str:
    book.copy_worksheet(book[sheet]).title = to
    return f"Bladet {sheet} är kopierat; kopian heter {to}."


def add_sheet(book: Workbook, sheet: str, rows: list[list[Any]], hidden: bool = False) -> str:
    added = book.create_sheet(sheet)
    for row in rows:
        added.append(row)
    added.sheet_state = "hidden" if hidden else "visible"
    return f"Bladet {sheet} är tillagt{' och dolt' if hidden else ''}."


def empty_sheet(book: Workbook, sheet: str, text: str) -> str:
    book[sheet].delete_rows(1, book[sheet].max_row)
    book[sheet].row_dimensions.clear()
    book[sheet]["A1"] = text
    return f"Bladet {sheet} är tömt; i cell A1 står ”{text}”."


def delete_column(book: Workbook, sheet: str, header: str) -> str:
    book[sheet].delete_cols(heading(book[sheet], header)[1])
    return f"Kolumnen {header} på bladet {sheet} är borttagen."


def delete_row(book: Workbook, sheet: str, label: str) -> str:
    own = book[sheet]
    row = next(cell.row for cell in own["A"] if cell.value == label)
    shown = {number: copy(line) for number, line in own.row_dimensions.items()}
    own.delete_rows(row)
    # openpyxl leaves heights and hiding behind when rows move.
    own.row_dimensions.clear()
    for number, line in shown.items():
        if number != row:
            line.index = number - (number > row)
            own.row_dimensions[line.index] = line
    return f"Raden {label} på bladet {sheet} är borttagen."


def clear_keys(book: Workbook, sheet: str, header: str = "") -> str:
    """Empty the hidden row above a table: all of it, or above one heading."""
    own = book[sheet]
    row, column = heading(own, header or "Kontroll")
    for cell in own[row - 1]:
        if not header or cell.column == column:
            cell.value = None
    above = f"ovanför {header}" if header else "ovanför rubrikerna"
    return f"Den dolda nyckeln {above} på bladet {sheet} är tömd."


def rename_header(book: Workbook, sheet: str, header: str, to: str) -> str:
    row, column = heading(book[sheet], header)
    book[sheet].cell(row, column).value = to
    return f"Rubriken {header} på bladet {sheet} är ändrad till {to}."


def add_column(book: Workbook, sheet: str, header: str, values: list[Any], after: str = "Kontroll") -> str:
    """Write a column in the next blank one to the right of the heading `after`."""
    row, column = heading(book[sheet], after)
    for line, value in enumerate([header, *values]):
        book[sheet].cell(row + line, column + 1).value = value
    return f"Till höger om {after} på bladet {sheet} är kolumnen {header} tillagd."


def repeat_header(book: Workbook, sheet: str, header: str, row: int) -> str:
    """Write the headings up to `header` once more, on the row `row`, which must be blank."""
    own = book[sheet]
    top, last = heading(own, header)
    for column in range(1, last + 1):
        own.cell(row, column).value = own.cell(top, column).value
    return f"Rubrikerna på bladet {sheet}, till och med {header}, står en gång till på rad {row}."


def merge(book: Workbook, sheet: str, cells: str) -> str:
    book[sheet].merge_cells(cells)
    return f"Cellerna {cells} på bladet {sheet} är sammanfogade."


def hide_row(book: Workbook, sheet: str, row: str) -> str:
    number = next(cell.row for cell in book[sheet]["A"] if cell.value == row)
    book[sheet].row_dimensions[number].hidden = True
    return f"Raden {row} på bladet {sheet} är dold."


def comment(book: Workbook, place: str, text: str) -> str:
    sheet, cell = located(book, place)
    sheet[cell].comment = Comment(text, "Biblioteket")
    return f"Bladet {sheet.title}, cell {cell}: kommentaren ”{text}”."


def stamp(book: Workbook, line: str, value: str, words: str) -> str:
    """Change a line of the hidden stamp."""
    own = book[texts.STAMP_SHEET]
    next(cell for cell in own["A"] if cell.value == line).offset(0, 1).value = value
    return words


def far_cell(book: Workbook, sheet: str, cell: str) -> str:
    book[sheet][cell] = "x"
    return f"Bladet {sheet} har ett x längst bort, i cell {cell}."


def link(book: Workbook, file: str) -> str:
    """A link to another workbook, as a pasted formula brings it along."""
    away = ExternalLink(externalBook=ExternalBook(id="rId1"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    away.file_link = Relationship(Target=file, TargetMode="External", Type=kind, Id="rId1")
    book._external_links.append(away)  # type: ignore[attr-defined]
    return f"Boken har en länk till {file}, som en inklistrad formel kan ta med sig."


def foreign_book(book: Workbook, sheet: str, rows: list[list[Any]]) -> str:
    """Nothing is left of the template: a workbook of the unit's own."""
    for own in book.sheetnames:
        del book[own]
    add_sheet(book, sheet, rows)
    return "Arbetsboken är enhetens egen och har inget av mallen."


EDITS: dict[str, Callable[..., str]] = {
    edit.__name__.replace("_", " "): edit
    for edit in (
        rename_sheet, remove_sheet, copy_sheet, add_sheet, empty_sheet, delete_column, delete_row, clear_keys,
        rename_header, add_column, repeat_header, merge, hide_row, comment, stamp, far_cell, link, foreign_book,
    )
}  # fmt: skip
# Excel would move formulas, tables and validations along; openpyxl leaves them where they were.
MOVING = (
    rename_sheet, remove_sheet, copy_sheet, empty_sheet, delete_column, delete_row, rename_header, repeat_header, merge,
)  # fmt: skip


def text_box(good: bytes) -> bytes:
    """A text box on Timbudget, as Excel stores one."""
    package = Package(good)
    sheet = next(sheet for sheet in package.sheets() if sheet.name == "Timbudget")
    drawing = package.free_name("xl/drawings/drawing{}.xml")
    package.put(drawing, BOX.encode())
    package.declare(drawing, "application/vnd.openxmlformats-officedocument.drawing+xml")
    element = etree.Element(f"{{{MAIN}}}drawing", {f"{{{REL}}}id": package.relate(sheet.part, "drawing", drawing)})
    insert_in_order(package.edit(sheet.part), element, ("drawing", "legacyDrawing", "tableParts", "extLst"))
    return package.to_bytes()


BOX = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>12</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>11</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>15</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>
<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="Textruta 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>
<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>
<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>Stäm av med ekonomen</a:t></a:r></a:p></xdr:txBody></xdr:sp>
<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>
"""
FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "half": (lambda good: good[: len(good) // 2], "Filen är avhuggen på mitten, som när en kopiering avbryts."),
    "nothing": (lambda good: b"", "Filen är tom."),
    "text": (
        lambda good: "Aktivitetsnr;Aktivitet;Planerad tid\nA-001;Räkna besök;80\n".encode(),
        "Filen är en textfil som har fått ändelsen .xlsx.",
    ),
    "owner": (lambda good: b"\x0bBiblioteket".ljust(165), "Filen är den som Excel lägger bredvid en öppen bok."),
    "text box": (text_box, "På bladet Timbudget ligger en textruta: ”Stäm av med ekonomen”."),
}
