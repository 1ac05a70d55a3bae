"""Views -> grids: the tables of a report drawn on their sheets."""

from collections.abc import Iterable, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from jamxl import report_texts
from jamxl.columns import plain
from jamxl.consolidation import TRACE
from jamxl.grid import USUAL_SIZE, Area, Block, FormulaColumn, Grid, ListObject, Value, height_of, letters
from jamxl.present.measures import COUNT, DAY, quoted
from jamxl.present.report import View, slug
from jamxl.present.views import FIRST, HEADERS, PARTED, line_of
from jamxl.swedish import show

WIDTHS = {"municipality": 16, "unit": 26, "unit_id": 18, "period": 10, "file": 44, "sheet": 18, "row": 8}
LINK = "Till cellen"
EARLIER = "Stod förra omgången i"
# So many signs of a note stand on a line.
NOTE_WIDTH = 120
# What the button of a filter takes of a heading's width, in characters.
BUTTON = 2.5
# A column of texts is no wider than that, in characters, unless for a word of which so much is shown.
WIDEST, LONGEST_WORD = 60, 90
# What a text stands in from its cell's edges, in characters.
INDENT = 2
# Excel's sheets end at 1,048,576 rows.
MOST_ROWS = 1_048_000
# A text in a formula ends at 255 characters, and each of its own may take two.


def start_view(view: View) -> Grid:
    """A view's sheet: what it is called, what it holds, and where, when and in which unit."""
    grid = start(view.name, view.intro)
    grid.put(2, 0, view.title.removeprefix(f"{view.name}. "), "note")
    grid.freeze = (FIRST, view.labels)
    grid.repeat_rows = (HEADERS, HEADERS)
    grid.one_page = True
    return grid


def start(name: str, intro: str, tab: Any = "check") -> Grid:
    """A sheet with its title and introduction."""
    grid = Grid(name, title=name, tab=tab, protected=False)
    grid.put(0, 0, name, "title")
    grid.put(1, 0, intro, "intro")
    grid.heights[0] = 26
    return grid


def headers(grid: Grid, row: int, names: Iterable[str], left: int = 0) -> None:
    """A row of headings."""
    for at, name in enumerate(names, left):
        grid.put(row, at, name, "header", wrap=True)
    grid.heights[row] = 33


def fit_headers(grid: Grid, names: Sequence[str], size: int = USUAL_SIZE) -> None:
    """Height for headings of which some word needs a line of its own; letters of `size` pt. After the widths."""
    # Bold letters take about the width that a column counts for a character.
    lines = max(
        len(wrap(name, max(1, int((grid.widths.get(at, 9) - BUTTON) * USUAL_SIZE / size))))
        for at, name in enumerate(names)
    )
    grid.heights[HEADERS] = max(grid.heights.get(HEADERS, 0), (15.5 * lines + 2) * size / USUAL_SIZE)


def put_view(grid: Grid, view: View, prefix: str = "", earlier: Sequence[str] = ()) -> None:
    """Draw a view on its sheet. A list of rows gets links to their cells, where `earlier` they stood last round too."""
    if view.ids:
        put_figures(grid, view)
    elif view.rows:
        put_listing(grid, view, prefix, earlier)
    else:
        grid.put(HEADERS, 0, view.empty, "note")


def put_figures(grid: Grid, view: View) -> None:
    """A table of figures, and what is to be known of it below."""
    headers(grid, HEADERS, view.headers)
    for row, line in enumerate(view.rows):
        for at, cell in enumerate(line):
            grid.cells[line_of(view, row), at] = cell
    if view.total:
        grid.heights[line_of(view, len(view.rows) - 1) - 1] = PARTED
    mark_table(grid, view.name, view.headers, len(view.body))
    grid.widths |= figure_widths(view)
    fit_headers(grid, view.headers)
    told = [*view.notes, source(view), report_texts.TOTAL_OF_ALL if view.total else ""]
    told += [report_texts.NOT_SORTED] if view.trend else []
    put_notes(grid, line_of(view, len(view.rows) - 1) + 2, told)


def mark_table(grid: Grid, name: str, names: Sequence[str], rows: int) -> None:
    """Make the rows below a sheet's headings an Excel table, which can be filtered."""
    if rows:
        area = Area(HEADERS, 0, HEADERS + rows, len(names) - 1)
        grid.tables.append(ListObject(table_name(name), area, tuple(names), ("",) * len(names)))


def put_words(grid: Grid, view: View) -> None:
    """A table of words and ways, on a sheet that is printed as it stands."""
    headers(grid, HEADERS, view.headers)
    for row, line in enumerate(view.rows, FIRST):
        for at, cell in enumerate(line):
            grid.cells[row, at] = cell
    grid.widths |= text_widths(view)


def text_widths(view: View) -> dict[int, float]:
    """The widths of a list's columns, of which long texts wrap; a path or checksum is not broken."""
    widths: dict[int, float] = {}
    for at, cells in enumerate(zip(*view.rows, strict=True)):
        said = [plain(cell.value) for cell in cells]
        word = max((len(word) for words in said for word in words.split()), default=0)
        widths[at] = min(max(WIDEST, min(word, LONGEST_WORD) + INDENT), max(14, *(len(words) + 2 for words in said)))
    return widths


def table_name(sheet: str) -> str:
    """What the Excel table of a view is called: letters, digits and underscores."""
    return "Tabell_" + slug(sheet).replace("-", "_")


def source(view: View) -> str:
    """Where a table is had from, as the last line under it; "" where nobody says."""
    return report_texts.REPORT["source"].format(source=view.source) if view.source else ""


def figure_widths(view: View) -> dict[int, float]:
    """The widths of a table of figures' columns: by the longest label, and by the longest word of a heading."""
    widths: dict[int, float] = {}
    for at, header in enumerate(view.headers):
        if at < view.labels:
            # The total's own word stands in the first column, which may be wider for it.
            longest = max((len(plain(line[at].value)) for line in view.rows), default=0)
            widths[at] = min(44, max(12, longest + 2))
        else:
            widths[at] = max(13, *(len(word) + 3 for word in header.split()))
    return widths


def put_notes(grid: Grid, row: int, notes: Iterable[str]) -> None:
    """What is to be known of a table. One long line would make the whole sheet small on paper."""
    lines = (line for note in notes if note for line in wrap(note, NOTE_WIDTH))
    for at, line in enumerate(lines, row):
        grid.put(at, 0, line, "note")


def hyperlink(prefix: str, file: str, sheet: str, cell: str) -> str:
    """The formula of a link to a unit's file; file, sheet and cell are formulas too."""
    within_quotes = f'SUBSTITUTE({sheet},"\'","\'\'")'
    return f'HYPERLINK({quoted(prefix)}&{file}&"#\'"&{within_quotes}&"\'!"&{cell},"{LINK}")'


def put_listing(grid: Grid, view: View, prefix: str, earlier: Sequence[str]) -> None:
    """A list of rows: the values, a link to their cell, and where that is."""
    before = [list(earlier)] if earlier else []
    names = [*view.headers, "Länk", *TRACE.values(), *([EARLIER] if before else [])]
    headers(grid, HEADERS, names)
    values: list[Sequence[Value]] = [[cell.value for cell in column] for column in zip(*view.rows, strict=True)]
    trace: list[Sequence[Value]] = [list(column) for column in zip(*view.links, strict=True)]
    left = len(values) + 1
    file, sheet, row = (f"${letters(left + at)}{{row}}" for at in range(3))
    link = hyperlink(prefix, file, sheet, f'"A"&{row}')
    widths, wraps, heights = measured(values)
    count = len(view.rows)
    grid.blocks.append(
        Block(
            FIRST,
            0,
            [*values, FormulaColumn(link, [LINK] * count), *trace, *before],
            (*(cell.format for cell in view.rows[0]), "", "", "", "0", *[""] * len(before)),
            "text",
            (*wraps, False, False, False, False, *[False] * len(before)),
            heights,
        )
    )
    mark_table(grid, view.name, names, count)
    for at, width in enumerate((*widths, 12, *(WIDTHS[key] for key in TRACE), WIDTHS["file"])):
        grid.widths[at] = width
    fit_headers(grid, view.headers)
    # On paper a link and where it leads are of no use.
    grid.print_columns = len(values)
    put_notes(grid, FIRST + 1 + count, [*view.notes, source(view)])


def measured(columns: Sequence[Sequence[Value]]) -> tuple[list[float], list[bool], list[float]]:
    """How wide columns of values need be, which of them wrap, and how high that makes each row (0: the usual)."""
    longest = [max(len(plain(value)) for value in column) for column in columns]
    widths: list[float] = [min(46, max(12, length + 2)) for length in longest]
    wraps = [length > 40 for length in longest]
    return widths, wraps, row_heights(columns, widths, wraps)


def row_heights(columns: Sequence[Sequence[Value]], widths: Sequence[float], wraps: Sequence[bool]) -> list[float]:
    """How high the texts that wrap make each row (0: the usual)."""
    tall = [(column, width) for column, width, wrapped in zip(columns, widths, wraps, strict=True) if wrapped]
    return [
        max((height_of(plain(column[i]), width - INDENT) for column, width in tall), default=0.0)
        for i in range(len(columns[0]))
    ]


def as_table(
    grid: Grid,
    top: int,
    name: str,
    names: Sequence[str],
    rows: Sequence[Sequence[Value]],
    widths: Sequence[float],
) -> int:
    """A real Excel table of plain values; gives its last row. An empty one keeps a blank row, as Excel demands."""
    headers(grid, top, names)
    for at, width in enumerate(widths):
        grid.widths[at] = max(grid.widths.get(at, 0), width)
    for i, values in enumerate(rows):
        for at, value in enumerate(values):
            numeric = isinstance(value, int | float)
            number = COUNT if numeric else DAY if isinstance(value, date) else ""
            wrap = isinstance(value, str) and len(value) > widths[at]
            grid.put(top + 1 + i, at, value, "text", number, wrap=wrap, align="right" if numeric else "")
    bottom = top + max(1, len(rows))
    area = Area(top, 0, bottom, len(names) - 1)
    grid.tables.append(ListObject(name, area, tuple(names), ("",) * len(names)))
    return bottom


def data_table(
    grid: Grid,
    top: int,
    name: str,
    names: Sequence[str],
    columns: Sequence[Sequence[Value]],
    formats: Sequence[str],
    widths: Sequence[float],
    links: tuple[str, Sequence[str]],
    prefix: str,
    wraps: Sequence[bool] = (),
) -> None:
    """A real Excel table drawn as a block, with a column of links last: the same formula on every row.

    `links`: the column that holds the row's cell ("[Cell]") or row number ("[Rad]"), and the texts to show. `wraps`:
    the columns whose texts are to be read whole; without any, each row is a line.
    """
    at, shown = links
    headers(grid, top, [*names, "Länk"])
    for column, width in enumerate((*widths, 12)):
        grid.widths[column] = width
    count = len(columns[0])
    if count > MOST_ROWS:
        words = f"Excel rymmer {show(MOST_ROWS)} rader: {show(count - MOST_ROWS)} rader visas inte här."
        grid.put(2, 0, words, "verdict")
        columns, shown, count = [values[:MOST_ROWS] for values in columns], shown[:MOST_ROWS], MOST_ROWS
    if count:
        here = f"{name}[[#This Row],{{}}]"
        cell = here.format(at) if at == "[Cell]" else f'"A"&{here.format(at)}'
        link = hyperlink(prefix, here.format("[Fil]"), here.format("[Blad]"), cell)
        block = Block(top + 1, 0, [*columns, FormulaColumn(link, shown)], (*formats, ""))
        if wraps:
            block.style, block.wraps, block.heights = "text", (*wraps, False), row_heights(columns, widths, wraps)
        grid.blocks.append(block)
    area = Area(top, 0, top + max(1, count), len(names))
    grid.tables.append(ListObject(name, area, (*names, "Länk"), ("",) * (len(names) + 1)))
