"""The look at an .xlsx or .xlsm: what calamine cannot see, found in the sheets' XML by cheap patterns."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache, partial
from xml.etree import ElementTree

from jamxl.grid import COLUMNS, column_number
from jamxl.read.look import MAX_CELLS, Look, Spot, refuse_absurd
from jamxl.read.package import content, related, rewritten

ERROR = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?<(?:\w+:)?v>([^<]*)<', re.S)
# A formula's end without a value: XlsxWriter and openpyxl write an empty one, others none.
STALE = re.compile(rb"</f></c>|</f><v></v></c>|</f><v ?/></c>")
STALE_PREFIXED = re.compile(rb"</\w+:f>(?:<\w+:v></\w+:v>|<\w+:v ?/>)?</\w+:c>")
WHOLE_ADDRESS = re.compile(rb"([A-Z]+)(\d+)")
ADDRESS = re.compile(rb'\br="([A-Z]+)(\d+)"')
FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b')
# Cells with something in them.
FILLED = re.compile(rb'<(?:\w+:)?c\b[^>/]*\br="([A-Z]+)(\d+)"[^>/]*>')
# A cell's address far down, or to the right of Excel's last column.
FAR = re.compile(rb' r="(?:[A-Z]+\d{6}|[A-Z]{4})')
SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*:id="([^"]*)"[^>]*>(?:</(?:\w+:)?sheet>)?')
# Numbers beyond the last date that Excel knows, the year 9999: a personal number in a date cell is one. Infinity is
# another, and NaN would be taken for a date.
HUGE = re.compile(rb"v>[+-]?(?:\d{8}|[\d.]+[eE]\+?\d|(?i:nan|inf(?:inity)?)<)")
HUGE_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?(\ss="\d+")[^>]*>(?:<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?'
    rb"<(?:\w+:)?v>[+-]?(?:\d{8}|[\d.]+[eE]\+?\d|(?i:nan|inf(?:inity)?)<)"
)
WORKBOOK, SHARED = "xl/workbook.xml", "xl/sharedstrings.xml"
UNIQUE = re.compile(rb'\buniqueCount="(\d{1,20})"')
LAST_ROW = re.compile(rb'\br="(\d+)"')
MARK = b' hidden="'


def eased(package: zipfile.ZipFile, looks: Mapping[str, Look]) -> bytes | None:
    """The package without what calamine stumbles on, None when there is nothing of it.

    That is numbers too large for a date in cells with a style, which then have none; sheets that are no sheets: the
    modules and macros of Excel 4 and 5; and a number of shared texts that would be more than there is room for.
    """

    def bare(match: re.Match[bytes]) -> bytes:
        return match[0].replace(match[1], b"", 1)

    huge = {found.huge for found in looks.values()} - {""}
    changes = {name: HUGE_CELL.sub(bare, content(package, name)) for name in huge}
    parts = {relation.id.encode(): relation.target for relation in related(package, WORKBOOK)}

    def known(match: re.Match[bytes]) -> bytes:
        return b"" if not match[1] or parts.get(match[1], "").startswith("xl/macrosheets/") else match[0]

    for name in package.namelist():
        if name.lower() == SHARED:
            shared = content(package, name)
            count = UNIQUE.search(shared)
            # Calamine makes room for them before it reads the first.
            if count and int(count[1]) > len(shared):
                changes[name] = shared.replace(count[0], b"", 1)
    workbook = content(package, WORKBOOK)
    listed = SHEET.sub(known, workbook)
    if listed != workbook:
        changes[WORKBOOK] = listed
    return rewritten(package, changes) if changes else None


def look_at(package: zipfile.ZipFile) -> dict[str, Look]:
    """The sheets by name. Refused when one is absurdly large; KeyError, ParseError, BadZipFile for a broken file."""
    parts = {relation.id: relation.target for relation in related(package, WORKBOOK)}
    found = {}
    for sheet in ElementTree.fromstring(content(package, WORKBOOK)).iterfind(".//{*}sheet"):
        # The relation's namespace is another one in strict OOXML.
        relation = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if relation in parts:
            found[str(sheet.get("name"))] = look(package, parts[relation])
    return found


def look(package: zipfile.ZipFile, name: str) -> Look:
    """One sheet, inflated only while it is looked at."""
    data = content(package, name)
    # Some programs write every tag with a prefix, <x:c r="A1">.
    plain = b"<sheetData" in data
    cell, row, values = (b"<c ", b"<row ", (b"<v>", b"<is>")) if plain else (b":c ", b":row ", (b":v>", b":is>"))
    refuse_tall(data, row, values)
    found = Look(huge=name if HUGE.search(data) else "")
    if b't="e"' in data:
        for match in ERROR.finditer(data):
            found.errors[spot(match)] = match[3].decode("utf-8", "replace")
    if b'hidden="' in data:
        found.hidden = set(hidden_rows(data, row))
    for match in (STALE if plain else STALE_PREFIXED).finditer(data):
        start = data.rfind(cell, 0, match.start())
        tag = data[start : data.find(b">", start)]
        # LibreOffice stores an empty text result as t="str" with an empty value: that one is calculated.
        if b't="str"' not in tag and (address := ADDRESS.search(tag)):
            found.stale.add(spot(address))
    formulas = cache(partial(formulas_of, package, name))
    found.formula = lambda row, column: (row, column) in formulas()
    found.notes, found.boxes = beside(package, name)
    return found


def refuse_tall(data: bytes, row: bytes, values: tuple[bytes, bytes]) -> None:
    """Refused when values stand too far apart."""
    # To the last value: rows below it may be there only because someone formatted whole columns.
    last = data.rfind(row, 0, max(data.rfind(value) for value in values) + 1)
    found = LAST_ROW.search(data, max(last, 0))
    rows = int(found[1]) if found else 0
    # A cell may be said to stand elsewhere than its row.
    if rows * COLUMNS > MAX_CELLS or FAR.search(data):
        columns = set()
        for match in FILLED.finditer(data):
            columns.add(match[1])
            rows = max(rows, int(match[2]))
        refuse_absurd(rows, max((column_number(name.decode()) + 1 for name in columns), default=0))


def formulas_of(package: zipfile.ZipFile, name: str) -> set[Spot]:
    """Cells with a formula."""
    return {spot(match) for match in FORMULA.finditer(content(package, name))}


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


def beside(package: zipfile.ZipFile, sheet: str) -> tuple[dict[Spot, str], list[str]]:
    """The comments at a sheet's cells, and the texts of its boxes."""
    notes: dict[Spot, str] = {}
    threads: dict[Spot, str] = {}
    boxes: list[str] = []
    for relation in related(package, sheet):
        if relation.kind == "comments":
            notes.update(comments(ElementTree.fromstring(content(package, relation.target)), "comment"))
        elif relation.kind == "threadedComment":
            for at, said in comments(ElementTree.fromstring(content(package, relation.target)), "threadedComment"):
                threads[at] = f"{threads[at]}\n{said}" if at in threads else said
        elif relation.kind == "drawing":
            shapes = ElementTree.fromstring(content(package, relation.target)).iterfind(".//{*}sp")
            boxes += [said for shape in shapes if (said := words(shape))]
    # What stands as an old comment where there is a thread is only a notice to older programs.
    return notes | threads, boxes


def comments(root: ElementTree.Element, tag: str) -> Iterator[tuple[Spot, str]]:
    """(cell, text) of a part of comments."""
    for comment in root.iterfind(f".//{{*}}{tag}"):
        address = WHOLE_ADDRESS.fullmatch(comment.get("ref", "").encode())
        said = "".join(piece for text in comment.iterfind(".//{*}text") for piece in text.itertext())
        if address and said.strip():
            yield spot(address), said.strip()


def words(shape: ElementTree.Element) -> str:
    """The paragraphs of a shape, a line each."""
    lines = ("".join(run.text or "" for run in line.iterfind(".//{*}t")) for line in shape.iterfind(".//{*}p"))
    return "\n".join(lines).strip()


def spot(match: re.Match[bytes]) -> Spot:
    """Row and column, from 0, of an address that a pattern found in its first two groups."""
    return int(match[2]) - 1, column_number(match[1].decode())
