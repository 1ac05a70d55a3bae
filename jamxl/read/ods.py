"""The look at an .ods: error cells, hidden rows, comments and text boxes."""

import zipfile
from xml.etree import ElementTree

from jamxl.read.look import Look

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
SHAPES = (f"{DRAW}custom-shape", f"{DRAW}text-box")
# A sheet that goes on to its last row is blank there.
MOST_REPEATED = 10_000


def look_at(package: zipfile.ZipFile) -> dict[str, Look]:
    """The sheets by name. Raises ElementTree.ParseError and KeyError for a broken file."""
    found: dict[str, Look] = {}
    with package.open("content.xml") as content:
        here, row, column = Look(), 0, 0
        for event, element in ElementTree.iterparse(content, ("start", "end")):
            opened = event == "start"
            if element.tag == f"{TABLE}table" and opened:
                here, row = Look(), 0
                found[element.get(f"{TABLE}name", "")] = here
            elif element.tag == f"{TABLE}table-row":
                if opened:
                    column = 0
                    continue
                times = repeated(element, "rows")
                if element.get(f"{TABLE}visibility", "visible") != "visible" and times < MOST_REPEATED:
                    here.hidden.update(range(row, row + times))
                row += times
                element.clear()
            elif element.tag in CELLS and not opened:
                cell(here, element, row, column)
                column += repeated(element, "columns")
            elif element.tag in SHAPES and not opened and (said := words(element)):
                here.boxes.append(said)
    return found


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
