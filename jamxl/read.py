""".xlsx -> raw grids. Values through python-calamine; a cheap look at the sheets' XML for what calamine cannot see.

Calamine gives an error cell and a formula without a stored value as '', like a blank; the look finds both, and stops
a sheet that would make it ask for absurd memory.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from jamxl.grid import Area, RawBook, RawSheet

MAX_BYTES = 400_000_000
MAX_CELLS = 20_000_000
MOST_COLUMNS = 16_384

ERROR = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?<(?:\w+:)?v>([^<]*)<', re.S)
# A formula's end without a value: XlsxWriter and openpyxl write an empty one, others none.
STALE = re.compile(rb"</f></c>|</f><v></v></c>|</f><v ?/></c>")
STALE_PREFIXED = re.compile(rb"</\w+:f>(?:<\w+:v></\w+:v>|<\w+:v ?/>)?</\w+:c>")
ADDRESS = re.compile(rb'\br="([A-Z]+)(\d+)"')
FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*><(?:\w+:)?f\b')
# Cells with something in them, so far to the right that their column has three letters.
WIDE = re.compile(rb'<(?:\w+:)?c\b[^>/]*\br="([A-Z]{3})\d+"[^>/]*>')
# Numbers beyond the last date that Excel knows, the year 9999: a personal number in a date cell is one.
HUGE = re.compile(rb"v>-?(?:\d{8}|[\d.]+[eE]\+?\d)")
HUGE_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?(\ss="\d+")[^>]*>(?:<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?'
    rb"<(?:\w+:)?v>-?(?:\d{8}|[\d.]+[eE]\+?\d)"
)
# Parts of a package that no template has, and what to call them.
FOREIGN = {
    "xl/vbaProject.bin": "makron (de körs aldrig här)",
    "xl/externalLinks/": "länkar till andra arbetsböcker",
    "xl/embeddings/": "inbäddade filer",
}
LAST_ROW = re.compile(rb'\br="(\d+)"')
MARK = b' hidden="'
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):
    """A file that cannot be read: a code of `texts.FINDINGS` and its facts."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts


def read(path: Path) -> RawBook:
    """The workbook at `path`, all sheets, true addresses. Raises Refused for what no one can read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as trouble:
        raise Refused("JX118") from trouble
    except OSError as trouble:
        raise Refused("JX115") from trouble
    package = open_package(data)
    sheet_parts = look_at(package)
    sheets = values_of(unstyled(package) if any(part.huge for part in sheet_parts.values()) else data)
    for found in sheets:
        part = sheet_parts.get(found.name)
        if part is not None:
            found.errors, found.stale, found.hidden = part.errors, part.stale, part.hidden
    digest = hashlib.sha256(data).hexdigest()
    named = {found.index: sheet_parts[found.name] for found in sheets if found.name in sheet_parts}

    def has_formula(sheet: int, row: int, column: int) -> bool:
        return sheet in named and (row, column) in named[sheet].formulas

    names = package.namelist()
    foreign = [words for start, words in FOREIGN.items() if any(name.startswith(start) for name in names)]
    return RawBook(str(path), digest, sheets, foreign, has_formula)


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
        raise Refused("JX101", detail=str(trouble)) from trouble
    except BaseException as trouble:
        # A fault inside the reader comes as a PanicException, which is no Exception; the other files must go on.
        if type(trouble).__name__ != "PanicException":
            raise
        raise Refused("JX101", detail="ett värde i filen kan inte läsas") from trouble
    if not sheets:
        raise Refused("JX101", detail="arbetsboken har inga blad")
    return sheets


def unstyled(package: zipfile.ZipFile) -> bytes:
    """The package with its huge numbers in cells without a style: as a date, calamine stumbles on them."""

    def bare(match: re.Match[bytes]) -> bytes:
        return match[0].replace(match[1], b"", 1)

    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for info in package.infolist():
            content = package.read(info)
            if info.filename.startswith("xl/worksheets/"):
                content = HUGE_CELL.sub(bare, content)
            # By name: writing with `info` would change what the open package knows of its own part.
            target.writestr(info.filename, content)
    return copy.getvalue()


def open_package(data: bytes) -> zipfile.ZipFile:
    """The zip package of an .xlsx or .xlsm; Refused, with the kind of file it is, for all else."""
    if not data:
        raise Refused("JX104")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused("JX102") if locked else Refused("JX103", detail="filen är i formatet .xls")
    if data[:2] != b"PK":
        raise Refused("JX103", detail="innehållet är inte en Excel-fil")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        names = set(package.namelist())
        size = sum(info.file_size for info in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as trouble:
        raise Refused("JX101", detail="filen är skadad eller inte färdigkopierad") from trouble
    if size > MAX_BYTES:
        raise Refused("JX108", detail=f"{size // 1_000_000} MB uppackad")
    if "xl/workbook.xml" not in names:
        kind = "OpenDocument (.ods)" if "mimetype" in names else "ett annat format"
        raise Refused("JX103", detail=f"filen är {kind}")
    return package


class SheetPart:
    """The XML of one sheet, inflated only while it is looked at."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self.package, self.name = package, name
        # Cells that show an Excel error, cells whose formula has no stored value, rows that are not shown.
        self.errors: dict[tuple[int, int], str] = {}
        self.stale: set[tuple[int, int]] = set()
        self.hidden: set[int] = set()
        # Some number is larger than any date.
        self.huge = False

    @property
    def data(self) -> bytes:
        return self.package.read(self.name)

    def look(self) -> None:
        """Find what calamine does not see; Refused when the sheet is absurdly large."""
        data = self.data
        # Some programs write every tag with a prefix, <x:c r="A1">.
        plain = b"<sheetData" in data
        cell, row, values = (b"<c ", b"<row ", (b"<v>", b"<is>")) if plain else (b":c ", b":row ", (b":v>", b":is>"))
        # To the last value: rows below it may be there only because someone formatted whole columns.
        last = data.rfind(row, 0, max(data.rfind(value) for value in values) + 1)
        found = LAST_ROW.search(data, max(last, 0))
        rows = int(found[1]) if found else 0
        if rows * MOST_COLUMNS > MAX_CELLS:
            columns = max((column_number(match[1]) for match in WIDE.finditer(data)), default=702)
            if rows * columns > MAX_CELLS:
                raise Refused("JX108", detail=f"ett blad går ända till rad {rows}, kolumn {columns}")
        self.huge = HUGE.search(data) is not None
        if b't="e"' in data:
            for match in ERROR.finditer(data):
                self.errors[int(match[2]) - 1, column_number(match[1]) - 1] = match[3].decode("utf-8", "replace")
        if b'hidden="' in data:
            self.hidden = set(hidden_rows(data, row))
        for match in (STALE if plain else STALE_PREFIXED).finditer(data):
            start = data.rfind(cell, 0, match.start())
            tag = data[start : data.find(b">", start)]
            # LibreOffice stores an empty text result as t="str" with an empty value: that one is calculated.
            if b't="str"' not in tag and (address := ADDRESS.search(tag)):
                self.stale.add((int(address[2]) - 1, column_number(address[1]) - 1))

    @cached_property
    def formulas(self) -> set[tuple[int, int]]:
        """Cells with a formula."""
        return {(int(m[2]) - 1, column_number(m[1]) - 1) for m in FORMULA.finditer(self.data)}


def hidden_rows(data: bytes, row: bytes) -> Iterator[int]:
    """The rows of a sheet that are hidden or filtered away, from 0. `row` begins a row's tag."""
    at = data.find(MARK)
    while at >= 0:
        start = data.rfind(b"<", 0, at)
        shown = data[at + len(MARK) : at + len(MARK) + 1] in b"0f"
        number = LAST_ROW.search(data, start, data.find(b">", start))
        if number and not shown and row in data[start : start + 12]:
            yield int(number[1]) - 1
        at = data.find(MARK, at + 1)


def look_at(package: zipfile.ZipFile) -> dict[str, SheetPart]:
    """The package's sheets by name, each looked at."""
    try:
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        targets = {str(r.get("Id")): str(r.get("Target")) for r in relations}
        workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))
        found = {}
        for sheet in workbook.iter():
            if sheet.tag.rpartition("}")[2] != "sheet":
                continue
            target = targets.get(str(sheet.get(RELATION)), "")
            name = target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)
            if name in package.namelist():
                part = SheetPart(package, name)
                part.look()
                found[str(sheet.get("name"))] = part
        return found
    except (
        KeyError,
        ElementTree.ParseError,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
    ) as trouble:
        raise Refused("JX101", detail="filen är skadad eller inte färdigkopierad") from trouble


def column_number(name: bytes) -> int:
    """One-based number of a column by its letters."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
