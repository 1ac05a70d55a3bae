"""The sheets of all units' rows, and the ways to them from the figures that are made of the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jamxl import report_texts
from jamxl.columns import Computed, plain
from jamxl.consolidation import ORIGIN, Consolidated, Stack
from jamxl.grid import Grid
from jamxl.present.report import View
from jamxl.present.sections import Figures
from jamxl.present.tables import LINK, MOST_ROWS, WIDTHS, data_table, start
from jamxl.present.tracing import Made, Tracing
from jamxl.present.views import FIRST, HEADERS, MUNICIPALITY, TOTAL_KEY, line_of, row_keys
from jamxl.sheets import Table
from jamxl.swedish import show

# A sheet of Excel has room for so many links.
MOST_WAYS = 65_530


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the first of some rows of a data sheet: its name, that row's line from 1, and how many they are."""

    sheet: str
    line: int
    rows: int


def ways(data: Consolidated, table: Figures) -> dict[str, Way]:
    """The ways from a table's rows, by their keys, to what their first figure is made of; of nothing, none."""
    made = zip([*row_keys(table), TOTAL_KEY], Tracing(data).made(table), strict=False)
    return {key: way for key, figures in made if (way := way_to(figures))}


def way_to(figures: Sequence[Made]) -> Way | None:
    """The way to the rows that the first of some figures is made of, if their sheet has room for those."""
    for (part, _), rows in (pair for made in figures for pair in made.items()):
        if rows[0] < MOST_ROWS:
            return Way(data_name(part), FIRST + rows[0] + 1, len(rows))
    return None


def put_ways(grid: Grid, view: View, found: Mapping[str, Way]) -> None:
    """Make the names of a view's rows ways to their rows."""
    name = naming(view)
    for row, key in enumerate(view.keys[:MOST_WAYS]):
        told = [at for at in range(name + 1) if plain(view.rows[row][at].value)]
        if key in found and told:
            place, way = (line_of(view, row), told[-1]), found[key]
            cell = grid.cells[place]
            tip = report_texts.WAY_TO_ROWS if way.rows > 1 else report_texts.WAY_TO_ROW
            grid.cells[place] = replace(
                cell, style="figure-link-total" if cell.style == "figure-label-total" else "figure-link",
                link=way.sheet, spot=f"A{way.line}", tip=tip.format(rows=show(way.rows), sheet=way.sheet),
            )  # fmt: skip


def naming(view: View) -> int:
    """The label of a view that names its rows: where they first are all told apart, read from the left, if they are.

    A municipality with one unit does not name it, nor does a period name anything.
    """
    told = [[plain(cell.value) for cell in line[: view.labels]] for line in view.body]
    names = [at for at in range(view.labels) if view.headers[at] not in (MUNICIPALITY, ORIGIN["period"])] or [0]
    whole = (at for at in names if len({tuple(line[: at + 1]) for line in told}) == len(told))
    return next(whole, max(names, key=lambda at: len({line[at] for line in told})))


def data_name(part: type[Table]) -> str:
    """The name of a table's data sheet (31 characters at most)."""
    return f"Data {sheet_name(part)}"[:31]


def sheet_name(part: type[Table]) -> str:
    """The sheet of a table's rows, and that they are sums."""
    return f"{part.sheet} summor" if part.strip else part.sheet


def data_grid(data: Consolidated, part: type[Table]) -> Grid:
    """All units' rows of one table, each with its origin and a link to its cell."""
    stack = data.stack(part)
    # A table that was worked out is of no sheet in the units' books.
    whose = part.introduction() if part.generated else f"Alla enheters rader på bladet {part.sheet}."
    grid = start(data_name(part), f"{whose} Ändra inte här: ändra i enhetens fil.", "data")
    keys = list(stack.columns)
    names = [stack.header(key) for key in keys]
    formats = [number_format(stack, key) for key in keys]
    widths = [column.width if (column := stack.column(key)) else WIDTHS[key] for key in keys]
    columns = [stack.columns[key] for key in keys]
    links = ("[Rad]", [LINK] * len(stack))
    data_table(grid, HEADERS, stack.name, names, columns, formats, widths, links, data.prefix)
    grid.freeze = (FIRST, 2)
    return grid


def number_format(stack: Stack, key: str) -> str:
    """The number format of a data column."""
    column = stack.column(key)
    if column is None:
        return "0" if key == "row" else "@"
    return column.like.format if isinstance(column, Computed) else column.format
