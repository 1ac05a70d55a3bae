"""A page before or after Excel: cells, styles by name, tables, prompts. Pure; no Excel library.

All rows and columns are zero-based. A style is a name (what the cell means); `draw` decides how it looks.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeGuard

Value = str | float | int | bool | date | None
Style = Literal[
    "", "title", "intro", "heading", "key", "header", "header-computed", "header-month", "label", "input",
    "computed", "fixed", "fixed-white", "total", "text", "note", "verdict", "state", "link", "figure",
    "figure-total", "figure-label", "figure-label-total", "figure-link", "figure-link-total",
]  # fmt: skip
Look = Literal["bad", "warn", "good", "alarm", "planned", "actual", "milestone"]
# The height of a row and the width of a character, in px; and how many of those across a page can still be read.
USUAL_ROW, USUAL_CHARACTER, WIDEST_PAGE = 20, 7, 230
# What a sheet of Excel has room for.
ROWS, COLUMNS = 1_048_576, 16_384
# The size of letters, in pt, that widths are counted in.
USUAL_SIZE = 11
ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(slots=True, frozen=True)
class Cell:
    """One cell. With a `formula` (English, commas, no leading '=') the value is the one shown before recalculation.

    `link`: the sheet that the text leads to, `spot` the cell there, `tip` what is said of it.
    """

    value: Value = None
    style: Style = ""
    format: str = ""
    formula: str = ""
    array: bool = False
    wrap: bool = False
    align: Literal["", "left", "right"] = ""
    link: str = ""
    spot: str = "A1"
    tip: str = ""


@dataclass(slots=True, frozen=True)
class Area:
    """A rectangle, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{a1(self.top, self.left)}:{a1(self.bottom, self.right)}"


@dataclass(slots=True, frozen=True)
class Validation:
    """What may be typed, in Excel's own terms; `kind` "any" carries a prompt only.

    In `first` and `second` the marks {cell} and {range} stand for the area's first cell and the whole area.
    """

    kind: Literal["any", "list", "decimal", "whole", "date", "custom"]
    first: str = ""
    second: str = ""
    prompt_title: str = ""
    prompt: str = ""
    error_title: str = ""
    error: str = ""
    strict: bool = True


@dataclass(slots=True, frozen=True)
class Condition:
    """A conditional format: `formula` is written for the area's first cell."""

    area: Area
    formula: str
    look: Look


@dataclass(slots=True, frozen=True)
class ListObject:
    """A real Excel table: `area` includes the header row."""

    name: str
    area: Area
    headers: tuple[str, ...]
    formulas: tuple[str, ...]
    filtered: bool = True


@dataclass(slots=True, frozen=True)
class FormulaColumn:
    """A formula on every row of a block, {row} in it being the row; `shown` are the texts it gives."""

    formula: str
    shown: Sequence[str]


@dataclass(slots=True)
class Block:
    """Many rows of plain values, column by column, for data sheets: faster than one Cell each.

    `formats` and `wraps` go by column; all cells have one `style`.
    """

    top: int
    left: int
    columns: list[Sequence[Value] | FormulaColumn]
    formats: tuple[str, ...]
    style: Style = ""
    wraps: tuple[bool, ...] = ()
    # Heights by row, 0 for the usual; () when all are usual.
    heights: Sequence[float] = ()

    @property
    def rows(self) -> int:
        """How many rows the block has."""
        first = self.columns[0]
        return len(first.shown if isinstance(first, FormulaColumn) else first)


@dataclass(slots=True, frozen=True)
class Range:
    """Cells of a named sheet."""

    sheet: str
    area: Area

    def __str__(self) -> str:
        return absolute(self.sheet, self.area)


@dataclass(slots=True, frozen=True)
class Series:
    """A part of a chart: what it is called, its cells, and how it looks by name; "" is not seen.

    `told`: the numbers stand at its bars, in a number `format` or as in their cells.
    """

    name: str
    values: Range
    look: str
    told: bool = True
    format: str = ""


@dataclass(slots=True, frozen=True)
class ChartPlace:
    """A chart of bars that the spreadsheet program draws itself, the first name on top.

    Its upper corner is in a cell. `words` say the same for those who cannot see it. `low`, `high` and `step` of the
    axis are None where the program may choose; `format` is that of its numbers. Without a `legend`, `unit` says what
    the looks stand for. Sizes are in px.
    """

    row: int
    column: int
    title: str
    words: str
    names: Range
    series: tuple[Series, ...]
    stacked: bool
    unit: str
    format: str
    width: int
    height: int
    low: float | None = None
    high: float | None = None
    step: float | None = None
    legend: bool = True

    @property
    def bottom(self) -> int:
        """The last row that it covers, if rows have their usual height."""
        return self.row + self.height // USUAL_ROW


@dataclass(slots=True, frozen=True)
class Spark:
    """A chart of the size of a cell, of a row of cells that hold no less than nought."""

    row: int
    column: int
    values: Range


@dataclass(slots=True)
class Grid:
    """One sheet."""

    name: str
    title: str = ""
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    freeze: tuple[int, int] | None = None
    tables: list[ListObject] = field(default_factory=list)
    validations: list[tuple[Area, Validation]] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: int = 0
    print_columns: int | None = None
    portrait: bool = False
    # Printed on one page, standing or lying, when it can be read so.
    one_page: bool = False
    visibility: Literal["visible", "hidden", "very hidden"] = "visible"
    protected: bool = True
    tab: Literal["", "input", "info", "check", "data"] = ""
    select: tuple[int, int] = (0, 0)
    charts: list[ChartPlace] = field(default_factory=list)
    sparks: list[Spark] = field(default_factory=list)

    def put(self, row: int, column: int, value: Value, style: Style = "", format: str = "", **more: object) -> None:
        """Set one cell; `more` are the other fields of Cell."""
        self.cells[row, column] = Cell(value, style, format, **more)  # type: ignore[arg-type]


@dataclass(slots=True)
class Pages:
    """A workbook before Excel: its sheets, defined names, document properties, and the size of its letters in pt."""

    grids: list[Grid]
    names: dict[str, str] = field(default_factory=dict)
    title: str = ""
    subject: str = ""
    author: str = ""
    keywords: str = ""
    comments: str = ""
    font_size: int = USUAL_SIZE


def fit_heights(grid: Grid, font_size: int = USUAL_SIZE) -> None:
    """Heights for the rows whose wrapped text is longer than its column: not every program fits rows when it opens."""
    for (row, column), cell in grid.cells.items():
        if cell.wrap and isinstance(cell.value, str) and cell.value and row not in grid.hidden_rows:
            height = height_of(cell.value, grid.widths.get(column, 9), font_size)
            if height:
                grid.heights[row] = max(grid.heights.get(row, 0), height)


def height_of(text: str, width: float, font_size: int = USUAL_SIZE) -> float:
    """The height of a text wrapped in a column so many characters wide; 0 when one line will do."""
    # Swedish text in Calibri takes about seven eighths of the width that a column counts for a character of usual size.
    lines = -(-len(text) * 7 * font_size // int(8 * width * USUAL_SIZE))
    return 15.5 * lines * font_size / USUAL_SIZE if lines > 1 else 0.0


def letters(column: int) -> str:
    """Zero-based column number to its letters: 0 -> A, 27 -> AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    """Zero-based column number of capital letters: A -> 0, AB -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def is_number(value: object) -> TypeGuard[int | float]:
    """A number, and not a yes or no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def a1(row: int, column: int) -> str:
    """The address of a cell, as people read it: (0, 0) -> A1."""
    return f"{letters(column)}{row + 1}"


def position(address: str) -> tuple[int, int]:
    """(row, column) of a cell's address, with or without dollar signs: A1 -> (0, 0). Raises ValueError for others."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"{address!r} is no A1 address")
    row, column = int(match[2]) - 1, column_number(match[1].upper())
    if row >= ROWS or column >= COLUMNS:
        raise ValueError(f"{address!r} is outside the sheet")
    return row, column


def absolute(sheet: str, area: Area) -> str:
    """A full reference: 'Läs mig'!$A$1:$B$4, and a single cell without the colon."""
    quoted = "'" + sheet.replace("'", "''") + "'"
    first = f"${letters(area.left)}${area.top + 1}"
    last = f"${letters(area.right)}${area.bottom + 1}"
    return f"{quoted}!{first}" if first == last else f"{quoted}!{first}:{last}"


@dataclass(slots=True)
class RawSheet:
    """A sheet as it came: `rows` from A1, all of one width, "" for an empty cell.

    `errors`: cells that show an Excel error, by position; `stale`: formulas whose value was never stored; `merged`:
    areas of merged cells; `hidden`: rows that are hidden or filtered away; `notes`: comments by cell; `boxes`: the
    texts of boxes and shapes.
    """

    name: str
    index: int
    rows: list[list[Any]]
    visible: bool = True
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    stale: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RawBook:
    """A workbook as it came. `foreign` says in Swedish what it holds that no template has: macros, links and such.

    `has_formula(sheet index, row, column)` looks the cell up in the file. `format` names a format other than Excel's
    own of today, "" for that.
    """

    path: str
    sha256: str
    sheets: list[RawSheet]
    foreign: list[str] = field(default_factory=list)
    has_formula: Callable[[int, int, int], bool] = lambda sheet, row, column: False
    format: str = ""

    def sheet(self, name: str) -> RawSheet | None:
        """The sheet with exactly this name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
