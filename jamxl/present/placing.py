"""Charts of views -> where the spreadsheet program finds what to draw: under the table, of the table's own cells.

A spreadsheet program draws what is no number as a nought, and cannot choose rows or draw days. Where a chart is not of
all rows, all of them numbers, what it is drawn of stands on a sheet of its own (`Drawn`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil

from jamxl import report_texts
from jamxl.columns import plain
from jamxl.grid import WIDEST_PAGE, Area, ChartPlace, Grid, Range, Series, Spark, Value, absolute
from jamxl.present.behind import Drawn
from jamxl.present.charting import (
    LOOKS,
    Mark,
    Plot,
    in_figures,
    in_words,
    months,
    per_cent,
    plotted,
    profile_steps,
)
from jamxl.present.measures import criterion, same
from jamxl.present.report import Chart, View
from jamxl.present.signs import NOTHING
from jamxl.present.tables import headers, table_name
from jamxl.present.trends import heading
from jamxl.present.views import FIRST, HEADERS, line_of

WIDTH, TALLEST, ABOVE, PER_BAR, PER_STACK, BETWEEN = 860, 880, 120, 16, 28, 12
# How high a line of a name is, and how many signs stand on it. A program leaves out names that have no room.
PER_LINE, NAME_LINE = 18, 30
EPOCH = date(1899, 12, 30).toordinal()
# Below this row a chart is not seen when a sheet is opened.
FAR = 30
# How wide a mark is, in parts of the axis.
MARK = 1 / 60
# What stands for something else in a reference to a table's column.
IN_REFERENCES = "[]#'@"
# The looks of the pieces that a bar of marks is made of; "" is not seen.
CYCLE = ("", "pale", "mist", "strong")


def follow(grid: Grid, view: View, drawn: Drawn) -> None:
    """A column right of a view's table, with a small chart of how each row's main figure has gone."""
    if not view.trend:
        return
    right = len(view.headers)
    headers(grid, HEADERS, [heading(view)], right)
    grid.widths[right] = 22.0
    at = view.column(view.trended)
    lines = [
        [(value, line[at].format, "") for value in values] for line, values in zip(view.rows, view.trend, strict=True)
    ]
    top = drawn.rounds.put(view.name, [view.name_of(row) for row in range(len(lines))], lines)
    last = 1 + len(view.trend[0])
    for row in range(len(lines)):
        grid.put(line_of(view, row), right, None, "figure")
        if sum(value is not None for value in view.trend[row]) > 1:
            grid.sparks.append(Spark(line_of(view, row), right, drawn.rounds.area(top + row, 2, top + row, last)))


def place(grid: Grid, view: View, charts: Sequence[Chart], drawn: Drawn) -> None:
    """Put a view's charts, those worth drawing, under its table, below each other."""
    below = [row for row, _ in grid.cells] + [block.top + block.rows - 1 for block in grid.blocks]
    # Where a sheet is more than a page wide, its labels are printed on each; a chart over them would be too.
    column = view.labels if sum(grid.widths.values()) >= WIDEST_PAGE and not grid.print_columns else 0
    row = max(below) + 2
    for chart in charts:
        made = placed(view, chart, (row, column), drawn)
        grid.charts.append(made)
        row = made.bottom + 2
    # Whoever opens a long sheet does not see its end.
    if grid.charts and grid.charts[0].row > FAR:
        intro = grid.cells[1, 0]
        said = report_texts.NATIVE["below"].format(row=grid.charts[0].row + 1)
        grid.cells[1, 0] = replace(intro, value=f"{plain(intro.value)} {said}")


def placed(view: View, chart: Chart, at: tuple[int, int], drawn: Drawn) -> ChartPlace:
    """A chart with the cells that it is drawn of."""
    plot = plotted(view, chart)
    title = f"{chart.title}. {plot.rule}" if plot.rule else chart.title
    if chart.kind in ("profile", "gantt"):
        return of_marks(view, chart, plot, title, at, drawn)
    names, series = own_cells(view, chart) if whole(view, chart, plot) else fetched(view, chart, plot, drawn)
    stacked = chart.kind == "stacked"
    share = per_cent(view, chart)
    each = PER_STACK if stacked else PER_BAR * len(series) + BETWEEN
    tall = height([with_signs(mark, chart.legend) for mark in plot.marks], each)
    full = share and (stacked or (chart.kind == "shares" and max(v or 0 for m in plot.marks for v in m.values) <= 1))
    # A program left to itself may begin the axis near the smallest value, and bars are then not as long as they say.
    low = 0 if all(value >= 0 for mark in plot.marks for value in mark.values if value is not None) else None
    return ChartPlace(
        *at, title, in_words(view, chart), names, series, stacked, chart.unit, "0%" if share else "#,##0", WIDTH,
        tall, low, 1 if full else None, 0.2 if full else None,
    )  # fmt: skip


def height(names: Sequence[str], each: int) -> int:
    """How high a chart is whose marks need so many px each, and their names room for all their lines."""
    lines = ceil(max(map(len, names)) / NAME_LINE)
    return min(TALLEST, ABOVE + max(each, PER_LINE * lines) * len(names))


def whole(view: View, chart: Chart, plot: Plot) -> bool:
    """A chart is of all rows, all of them numbers, and one column is enough to tell them apart."""
    if any(value is None for mark in plot.marks for value in mark.values):
        return False
    names = {plain(cells[name_column(view, chart)].value) for cells in view.body}
    return len(plot.marks) == len(view.body) == len(names) > 1


def name_column(view: View, chart: Chart) -> int:
    """The column that names the marks by itself, if any does: the last of the labels."""
    return (chart.labels or range(view.labels))[-1]


def own_cells(view: View, chart: Chart) -> tuple[Range, tuple[Series, ...]]:
    """The names and the series, in the view's own cells."""

    def column(at: int) -> Range:
        return Range(view.name, Area(FIRST, at, FIRST + len(view.body) - 1, at))

    looks = zip(chart.legend, chart.series, LOOKS[chart.palette], strict=False)
    format = no_noughts(view, chart) if chart.kind == "stacked" else ""
    series = tuple(Series(name, column(view.column(header)), look, format=format) for name, header, look in looks)
    return column(name_column(view, chart)), series


def fetched(view: View, chart: Chart, plot: Plot, drawn: Drawn) -> tuple[Range, tuple[Series, ...]]:
    """The names and the series, where they are fetched to. What is not a number stands with the name."""
    columns = [view.column(header) for header in chart.series]
    named = Counter(labels_of(view, row) for row in range(len(view.body)))
    lines = [
        [
            fetched_cell(view, mark, place, column, drawn, alone=named[labels_of(view, mark.row)] == 1)
            for place, column in enumerate(columns)
        ]
        for mark in plot.marks
    ]
    names = [with_signs(mark, chart.legend) for mark in plot.marks]
    top = drawn.charts.put(chart.title, names, lines)
    count = len(names)
    # In the open edition a cell without a number holds a sign, which would be told as a nought.
    format = no_noughts(view, chart) if chart.kind == "stacked" or not drawn.live else ""
    looks = enumerate(zip(chart.legend, LOOKS[chart.palette], strict=False), 2)
    series = tuple(
        Series(name, drawn.charts.area(top, at, top + count - 1, at), look, format=format) for at, (name, look) in looks
    )
    return drawn.charts.area(top, 1, top + count - 1, 1), series


def labels_of(view: View, row: int) -> tuple[str, ...]:
    """What names a row, as formulas tell names apart."""
    return tuple(same(cell.value) for cell in view.rows[row][: view.labels])


def fetched_cell(
    view: View, mark: Mark, place: int, column: int, drawn: Drawn, *, alone: bool
) -> tuple[Value, str, str]:
    """A value where it is fetched to, with its number format and formula; of what is no number, the sign.

    `alone`: no other row has the same labels.
    """
    value, format = mark.values[place], view.rows[mark.row][column].format
    if not drawn.live:
        return value if value is not None else mark.said[place] or None, format, ""
    return value, format, fetching(view, mark.row, column, by_labels=alone)


def fetching(view: View, row: int, column: int, *, by_labels: bool) -> str:
    """The formula that fetches a figure: by the labels of its row, since whoever filters a table may sort it too."""
    if not by_labels or any(sign in header for header in view.headers for sign in IN_REFERENCES):
        return absolute(view.name, Area(FIRST + row, column, FIRST + row, column))
    columns = [f"{table_name(view.name)}[{header}]" for header in view.headers]
    labels = [criterion(plain(cell.value)) for cell in view.rows[row][: view.labels]]
    pairs = [f'{place},"{label}"' for place, label in zip(columns, labels, strict=False)]
    return f"SUMIFS({','.join((columns[column], *pairs))})"


def no_noughts(view: View, chart: Chart) -> str:
    """The number format of a chart's values, by which noughts are not told."""
    at = view.column(chart.series[0])
    format = max((cells[at].format for cells in view.body), key=len).partition(";")[0]
    return f"{format};-{format};;"


def with_signs(mark: Mark, legend: Sequence[str]) -> str:
    """A mark's name, with the signs that stand for its values."""
    told = zip(legend, mark.values, mark.said, strict=True)
    signs = [
        f"{name} {said or report_texts.CHART_BLANK}" for name, value, said in told if value is None and said != NOTHING
    ]
    return f"{mark.name} ({', '.join(signs)})" if signs else mark.name


def of_marks(view: View, chart: Chart, plot: Plot, title: str, at: tuple[int, int], drawn: Drawn) -> ChartPlace:
    """A chart of marks on lines: each line is a bar of pieces, of which some are not seen."""
    days = chart.kind == "gantt"
    values = [value for mark in plot.marks for value in mark.values if value is not None]
    low, *_, high = months(int(min(values)), int(max(values))) if days else profile_steps(chart, values)
    laid = (fitted(pieces(mark, low, high, days)) for mark in plot.marks)
    bars = [{place: round(length, 2) for place, length in bar.items()} for bar in laid]
    used = sorted({place for bar in bars for place in bar} | {0})
    # A bar begins at nought, however far to the left of the axis that is.
    start = low - EPOCH if days else low
    for bar in bars:
        bar[0] = bar.get(0, 0.0) + start
    lengths = [[(bar.get(place), "0.00", "") for place in used] for bar in bars]
    names = [mark.name if days else f"{mark.name}: {in_figures(mark)}" for mark in plot.marks]
    top = drawn.charts.put(chart.title, names, lengths)
    bottom, named = top + len(bars) - 1, legend_of(chart, days)
    looks = [CYCLE[place % len(CYCLE)] for place in used]
    series = [
        Series(named.get(look, ""), drawn.charts.area(top, column, bottom, column), look, told=False)
        for column, look in enumerate(looks, 2)
    ]
    # Several pieces have the same look and name, so that a legend would say each more than once.
    told = [report_texts.CHART_LOOKS[look].format(name=name) for look, name in named.items() if look in looks]
    return ChartPlace(
        *at, title, in_words(view, chart), drawn.charts.area(top, 1, bottom, 1), tuple(series), True,
        ". ".join(filter(None, (chart.unit, *told))), "yyyy-mm-dd" if days else "General", WIDTH,
        height(names, PER_STACK), start, start + high - low, (high - low) / 4 if days else None, legend=False,
    )  # fmt: skip


def legend_of(chart: Chart, days: bool) -> dict[str, str]:
    """What the pieces of a bar are called, by how they look."""
    names = chart.legend
    if days:
        return {"pale": names[0], "strong": names[1], "mist": report_texts.CHART_SLIP}
    before = dict(zip(("pale",), names[3:], strict=False))
    return {"strong": names[0], "mist": f"{names[1]}–{names[2][:1].lower()}{names[2][1:]}", **before}


Piece = tuple[str, float]


def pieces(mark: Mark, low: float, high: float, days: bool) -> list[Piece]:
    """What a bar is made of from the axis' beginning, by look and length: marks, a line, and what is not seen.

    A mark that would lie on another is moved beside it.
    """
    middle, least, most, before = (*mark.values, None, None)[:4]
    marks, line = [(before, "pale"), (middle, "strong")], (least, most)
    if days:
        marks, line = [(middle, "pale"), (least, "strong")], (middle, least)
    wide, at = (high - low) * MARK, low
    found: list[Piece] = []
    for value, look in sorted((value, look) for value, look in marks if value is not None):
        left = min(max(value - wide / 2, at), high - wide)
        found += [*between(at, left, line), (look, wide)]
        at = left + wide
    return found + [piece for piece in between(at, high, line) if piece[0]]


def between(start: float, end: float, line: tuple[float | None, float | None]) -> list[Piece]:
    """The pieces between two places: a line where it goes, and nothing outside of it."""
    first, last = line
    if first is None or last is None:
        return [("", end - start)] if end > start else []
    low, high = (min(max(value, start), end) for value in (min(first, last), max(first, last)))
    lengths = (("", low - start), ("mist", high - low), ("", end - high))
    return [(look, length) for look, length in lengths if length > 0]


def fitted(bar: Sequence[Piece]) -> dict[int, float]:
    """The pieces' lengths by their place when all looks come again and again in one order."""
    found: dict[int, float] = {}
    at = 0
    for look, length in bar:
        at += (CYCLE.index(look) - at) % len(CYCLE)
        found[at] = length
        at += 1
    return found
