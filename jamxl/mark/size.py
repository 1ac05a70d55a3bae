"""How wide and high a sheet's columns and rows are, in pixels: where the box of a note begins and ends."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from jamxl.grid import COLUMNS, ROWS
from jamxl.mark.package import MAIN, TRUE, Package, children, whole

ROW = re.compile(rb"<(?:[\w.-]+:)?row\b([^>]*\b(?:ht|hidden)=[^>]*)>")
ATTRIBUTE = re.compile(rb'\b(r|ht|hidden)="([^"]*)"')
SIZE = re.compile(r"\d{1,7}(\.\d*)?")
PIXELS_A_POINT, PIXELS_A_CHARACTER = 4 / 3, 7
USUAL_WIDTH, USUAL_HEIGHT = 64, 20
# A box is so wide, stands so far from its cell, and needs no more than so many columns and rows beyond it.
BOX_WIDTH, BOX_GAP, BOX_RISE = 340, 15, 10
MOST_BESIDE, MOST_BELOW = 8, 60
# Tahoma 9 in a box of BOX_WIDTH: characters on a line, pixels a line, pixels of margin.
LINE_LENGTH, LINE_HEIGHT, MARGIN = 48, 15, 14


@dataclass(frozen=True, slots=True)
class Sizes:
    """The pixels of the columns and rows that differ from the usual, and of the usual."""

    columns: dict[int, int]
    rows: dict[int, int]
    width: int
    height: int

    def box(self, row: int, column: int, text: str) -> str:
        """The anchor of a note's box beside its cell, as VML writes it: from column, offset, row, offset, and to."""
        left = along(min(column + 1, COLUMNS - MOST_BESIDE), BOX_GAP, BOX_WIDTH, self._width, COLUMNS)
        rise = BOX_RISE if row else 2
        return anchor(left, along(min(max(row - 1, 0), ROWS - MOST_BELOW), rise, height_of(text), self._height, ROWS))

    def enlarged(self, box: str, text: str) -> str:
        """A box's anchor with room for a longer text; the same when there is room."""
        left, left_offset, top, top_offset, right, right_offset, bottom, bottom_offset = map(int, box.split(","))
        across = (left, left_offset, right, right_offset)
        needed = along(top, top_offset, height_of(text), self._height, ROWS)
        wide = along(left, left_offset, BOX_WIDTH, self._width, COLUMNS)
        if across[2:] < wide[2:]:
            across = wide
        return anchor(
            across, needed if (bottom, bottom_offset) < needed[2:] else (top, top_offset, bottom, bottom_offset)
        )

    def _width(self, column: int) -> int:
        return self.columns.get(column, self.width)

    def _height(self, row: int) -> int:
        return self.rows.get(row, self.height)


def anchor(across: tuple[int, int, int, int], down: tuple[int, int, int, int]) -> str:
    return ", ".join(map(str, (*across[:2], *down[:2], *across[2:], *down[2:])))


def along(first: int, offset: int, length: int, size: Callable[[int], int], most: int) -> tuple[int, int, int, int]:
    """From `offset` pixels into row or column `first`, so many pixels on: first, offset, last, offset."""
    last, end = first, offset + length
    # Beyond what is hidden lies more of the sheet; a box that would pass the last column ends in it.
    while end > size(last) and last < most - 1:
        end -= size(last)
        last += 1
    return first, min(offset, size(first)), last, min(end, size(last))


def height_of(text: str) -> int:
    """The pixels that a text needs in a note."""
    return MARGIN + LINE_HEIGHT * sum(-(-len(line) // LINE_LENGTH) or 1 for line in text.split("\n"))


def sizes(package: Package, part: str) -> Sizes:
    """The sizes of a sheet."""
    tree = package.read(part)
    usual = tree.find(f"{{{MAIN}}}sheetFormatPr")
    wide, high = (
        number(usual.get(name)) if usual is not None else 0 for name in ("defaultColWidth", "defaultRowHeight")
    )
    columns: dict[int, int] = {}
    for element in children(tree.find(f"{{{MAIN}}}cols"), "col"):
        width = 0 if element.get("hidden") in TRUE else round(number(element.get("width")) * PIXELS_A_CHARACTER)
        first, last = whole(element.get("min")), whole(element.get("max"))
        columns |= dict.fromkeys(range(max(first - 1, 0), min(last, COLUMNS)), width)
    rows = {}
    for match in ROW.finditer(package.cells(part)):
        facts = {name: value.decode("ascii", "replace") for name, value in ATTRIBUTE.findall(match[1])}
        hidden = facts.get(b"hidden") in TRUE
        if hidden or b"ht" in facts:
            height = 0 if hidden else round(number(facts[b"ht"]) * PIXELS_A_POINT)
            rows[whole(facts.get(b"r")) - 1] = height
    return Sizes(
        columns,
        rows,
        round(wide * PIXELS_A_CHARACTER) or USUAL_WIDTH,
        round(high * PIXELS_A_POINT) or USUAL_HEIGHT,
    )


def number(text: str | None) -> float:
    """A number as the file has it; 0 for none that a sheet's size could be."""
    return float(text) if text and SIZE.fullmatch(text) else 0.0
