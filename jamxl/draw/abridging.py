"""How much of each table a paper report has room for: whole tables of a usual project, the first rows of a huge one.

Typst takes about 12 kB for each cell of a table, so that many cells cannot all be drawn within a machine's memory; nor
does anybody read a table of hundreds of pages. The workbook and the page have every row.
"""

from collections.abc import Iterable
from dataclasses import replace

from jamxl import report_texts
from jamxl.present.report import Report, View
from jamxl.swedish import show

# About 0.3 GB of memory, and some 120 pages of tables.
MOST_CELLS = 20_000


def most_rows(report: Report, cells: int = MOST_CELLS) -> int:
    """The most rows of a table that let all tables together have at most so many cells; all of them, if they may."""
    views = [
        report.deliveries,
        *(exhibit.view for exhibit in report.exhibits()),
        *report.appendix,
    ]
    sizes = [(len(view.body), len(view.headers)) for view in views]
    low, high = 1, max((rows for rows, _ in sizes), default=1)
    while low < high:
        middle = (low + high + 1) // 2
        if cells_of(sizes, middle) <= cells:
            low = middle
        else:
            high = middle - 1
    return low


def cells_of(sizes: Iterable[tuple[int, int]], most: int) -> int:
    """How many cells tables of (rows, columns) have when each has at most so many rows."""
    return sum(min(rows, most) * columns for rows, columns in sizes)


def abridged(view: View, most: int) -> View:
    """A view's first rows and its total, with a note of how many there are in all; a view that has room as it is."""
    count = len(view.body)
    if count <= most:
        return view
    last = [view.rows[-1]] if view.total else []
    trend = [*view.trend[:most], *view.trend[count:]]
    said = report_texts.REPORT["abridged"].format(shown=show(most), rows=show(count))
    return replace(view, rows=[*view.body[:most], *last], trend=trend, notes=(said, *view.notes))
