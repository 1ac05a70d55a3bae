"""Workbook files -> raw grids: .xlsx and .xlsm, and as far as they tell, .xlsb, .xls and .ods.

Values come through python-calamine, the same for all formats. It gives an error cell and a formula without a stored
value as '', like a blank; a look at the file in its own format finds both, and hidden rows, comments and text boxes.
"""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta
from math import isfinite
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from jamxl import texts
from jamxl.grid import Area, RawBook, RawSheet
from jamxl.read import ods, xls, xlsb, xlsx
from jamxl.read.look import Look, Refused
from jamxl.read.package import DAMAGED, Kind, open_package

# Parts of a package that no template has, and what to call them.
FOREIGN = {
    "xl/vbaProject.bin": "makron (de körs aldrig här)",
    "xl/macrosheets/": "makron av äldre slag (de körs aldrig här)",
    "Basic/": "makron (de körs aldrig här)",
    "xl/externalLinks/": "länkar till andra arbetsböcker eller program (de följs aldrig här)",
    "xl/connections": "frågor som hämtar data utifrån (de körs aldrig här)",
    "xl/embeddings/": "inbäddade filer",
}
NAMES: dict[Kind, str] = {
    "xls": "äldre Excel-format (.xls)",
    "xlsb": "binär Excel (.xlsb)",
    "ods": "OpenDocument (.ods)",
}
Ease = Callable[[zipfile.ZipFile, dict[str, Look]], bytes | None]
EASED: dict[Kind, Ease] = {"xlsx": xlsx.eased, "ods": ods.eased}
BROKEN = (
    LookupError, ValueError, OverflowError, OSError, struct.error, EOFError, NotImplementedError, RuntimeError,
    ElementTree.ParseError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error,
)  # fmt: skip
# How OpenDocument writes a time of a day or more.
DURATION = re.compile(r"(-?)PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def read(path: Path) -> RawBook:
    """The workbook at `path`, all sheets, true addresses. Raises Refused for what no one can read."""
    return parse(load(path), str(path))


def load(path: Path) -> bytes:
    """The bytes of a file. Raises Refused."""
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device would be read for ever.
            raise Refused("JX103", detail="det är en mapp eller en enhet, inte en fil")
        return path.read_bytes()
    except FileNotFoundError as trouble:
        raise Refused("JX118") from trouble
    except (OSError, ValueError) as trouble:
        raise Refused("JX115") from trouble


def parse(data: bytes, name: str) -> RawBook:
    """The workbook in the bytes of a file; `name` is what the file is called. Raises Refused."""
    try:
        kind, package = open_package(data)
        looks = all_looks(kind, package, data)
        foreign = foreign_parts(package) if package else [FOREIGN["xl/vbaProject.bin"]] * (xls.MACROS in data)
        given = EASED[kind](package, looks) if package and kind in EASED else None
    except BROKEN as trouble:
        raise Refused("JX101", detail=DAMAGED) from trouble
    sheets = values_of(data if given is None else given)
    if kind == "ods" or given is not None:
        for sheet in sheets:
            for row in sheet.rows:
                row[:] = map(settled, row)
    for sheet in sheets:
        found = looks.get(sheet.name, Look())
        sheet.errors, sheet.stale, sheet.hidden = found.errors, found.stale, found.hidden
        sheet.notes = {at: said for at, text in found.notes.items() if (said := unreviewed(text))}
        sheet.boxes = found.boxes
    formulas = {sheet.index: looks.get(sheet.name, Look()).formula for sheet in sheets}
    return RawBook(
        name,
        hashlib.sha256(data).hexdigest(),
        sheets,
        foreign,
        lambda sheet, row, column: sheet in formulas and formulas[sheet](row, column),
        NAMES.get(kind, ""),
    )


def all_looks(kind: Kind, package: zipfile.ZipFile | None, data: bytes) -> dict[str, Look]:
    """The sheets by name, in the file's own format."""
    if package is None:
        return xls.look_at(data)
    look = {"xlsx": xlsx.look_at, "xlsb": xlsb.look_at, "ods": ods.look_at}[kind]
    return look(package)


def foreign_parts(package: zipfile.ZipFile) -> list[str]:
    """What the package holds that no template has, in words."""
    names = package.namelist()
    return list(dict.fromkeys(words for start, words in FOREIGN.items() if any(n.startswith(start) for n in names)))


def values_of(data: bytes) -> list[RawSheet]:
    """Every sheet's values; Refused when there are none to be had."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for index, meta in enumerate(book.sheets_metadata):
            sheet = book.get_sheet_by_index(index)
            rows = sheet.to_python(skip_empty_area=False)
            visible = meta.visible == SheetVisibleEnum.Visible
            merged = [Area(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            sheets.append(RawSheet(meta.name, index, rows, visible, merged=merged))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as trouble:
        # What calamine says is for programmers, in English.
        raise Refused("JX101", detail=DAMAGED) from trouble
    except BaseException as trouble:
        # A fault inside the reader comes as a PanicException, which is no Exception; the other files must go on.
        if type(trouble).__name__ != "PanicException":
            raise
        raise Refused("JX101", detail="ett värde i filen kan inte läsas") from trouble
    if not sheets:
        raise Refused("JX101", detail="arbetsboken har inga blad")
    return sheets


def unreviewed(note: str) -> str:
    """A comment without what an earlier review wrote in it."""
    before, _, after = note.partition(texts.REVIEW_OPENS)
    return f"{before}{after.partition(texts.REVIEW_CLOSES)[2]}".strip()


def settled(value: Any) -> Any:
    """A value as a sheet has it: a time of OpenDocument is a time, and what is no number is not among the numbers."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    said = DURATION.fullmatch(value) if isinstance(value, str) and value.startswith(("PT", "-PT")) else None
    if said is None:
        return value
    length = timedelta(hours=int(said[2]), minutes=int(said[3]), seconds=int(said[4]))
    return -length if said[1] else length


__all__ = ["Refused", "load", "parse", "read"]
