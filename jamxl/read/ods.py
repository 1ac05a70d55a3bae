"""The look at an .ods: error cells, hidden rows, comments and text boxes."""

import re
import zipfile
from collections.abc import Mapping
from typing import IO
from xml.etree import ElementTree

from jamxl.read.look import Look, Refused, refuse_absurd
from jamxl.read.package import content, rewritten

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
SHAPES = (f"{DRAW}custom-shape", f"{DRAW}text-box")
# A sheet that goes on to its last row is blank there.
MOST_REPEATED = 10_000
PIECE = 4_000_000
CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
ENTRY = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
# Spaces between tags, as some programs put there for people to read.
INDENTED = re.compile(rb">\s+(?=</?table:(?:table-cell|covered-table-cell|table-row|table-header-rows)\b)")


def look_at(package: zipfile.ZipFile) -> dict[str, Look]:
    """The sheets by name. Refused with a password, or absurdly large; ParseError and KeyError for a broken file."""
    if CONTENT in locked(package):
        raise Refused("JX102")
    found: dict[str, Look] = {}
    with package.open(CONTENT) as file:
        here, row, column, columns, filled = Look(), 0, 0, 0, False
        for event, element in ElementTree.iterparse(Pieces(file), ("start", "end")):
            opened = event == "start"
            if element.tag == f"{TABLE}table" and opened:
                here, row, columns = Look(), 0, 0
                found[element.get(f"{TABLE}name", "")] = here
            elif element.tag == f"{TABLE}table-row":
                if opened:
                    column, filled = 0, False
                    continue
                times = repeated(element, "rows")
                if element.get(f"{TABLE}visibility", "visible") != "visible" and times < MOST_REPEATED:
                    here.hidden.update(range(row, row + times))
                row += times
                if filled:
                    refuse_absurd(row, columns)
                element.clear()
            elif element.tag in CELLS and not opened:
                cell(here, element, row, column)
                column += repeated(element, "columns")
                if len(element):
                    columns, filled = max(columns, column), True
            elif element.tag in SHAPES and not opened and (said := words(element)):
                here.boxes.append(said)
    return found


class Pieces:
    """A file in larger pieces than the parser asks for.

    It goes through a long text or attribute again from its beginning with each piece.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def read(self, size: int = 0, /) -> bytes:
        return self.file.read(max(size, PIECE))


def locked(package: zipfile.ZipFile) -> set[str]:
    """The parts that a password locks."""
    if MANIFEST not in package.namelist():
        return set()
    entries = ElementTree.fromstring(content(package, MANIFEST)).iterfind(f"{ENTRY}file-entry")
    return {
        entry.get(f"{ENTRY}full-path", "") for entry in entries if entry.find(f"{ENTRY}encryption-data") is not None
    }


def eased(package: zipfile.ZipFile, looks: Mapping[str, Look]) -> bytes | None:
    """The package without what calamine stumbles on, None when there is nothing of it.

    That is spaces between the tags of a table, and the word of a lock on other parts than the sheets, such as macros.
    """
    changes: dict[str, bytes] = {}
    if locked(package):
        changes[MANIFEST] = content(package, MANIFEST).replace(b"encryption-data", b"other-data")
    data = content(package, CONTENT)
    if INDENTED.search(data):
        changes[CONTENT] = INDENTED.sub(b">", data)
    return rewritten(package, changes) if changes else None


def cell(here: Look, element: ElementTree.Element, row: int, column: int) -> None:
    """What one cell has beside its value."""
    if element.get(f"{EXTENSION}value-type") == "error":
        shown = "".join(text for paragraph in element.findall(f"{TEXT}p") for text in paragraph.itertext())
        for c in range(column, column + min(repeated(element, "columns"), MOST_REPEATED)):
            here.errors[row, c] = shown
    for note in element.findall(f"{OFFICE}annotation"):
        here.notes[row, column] = words(note)


def words(element: ElementTree.Element) -> str:
    """The paragraphs in an element, a line each."""
    return "\n".join("".join(paragraph.itertext()) for paragraph in element.iter(f"{TEXT}p")).strip()


def repeated(element: ElementTree.Element, what: str) -> int:
    """How many rows or columns an element stands for."""
    return int(element.get(f"{TABLE}number-{what}-repeated", "1"))
