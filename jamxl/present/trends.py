"""A view's main figure over the rounds, beside its table: a line in a cell, or the numbers in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from jamxl import report_texts, texts
from jamxl.grid import Area, Grid, ListObject, Range, Spark, a1
from jamxl.present.report import View, shown
from jamxl.present.tables import headers, start
from jamxl.present.views import FIRST, HEADERS

WIDTH = 24.0


@dataclass
class Trends:
    """A sheet of what figures were, which the lines are drawn of: a row for each line."""

    periods: Sequence[str]
    grid: Grid = field(default_factory=lambda: start(report_texts.TRENDS, report_texts.TRENDS_INTRO, "data"))
    rows: int = 0

    def draw(self, grid: Grid, view: View) -> None:
        """A line beside each row of a table, through what its figure was and is."""
        if not view.trend:
            return
        at, own = len(view.headers), view.column(view.trended)
        headers(grid, HEADERS, [heading(view)], at)
        grid.widths[at] = WIDTH
        for row, values in enumerate(view.trend):
            line = FIRST + self.rows
            self.grid.put(line, 0, view.name, "text")
            self.grid.put(line, 1, view.name_of(row), "text")
            for column, value in enumerate(values, 2):
                last = column == len(values) + 1
                format = view.rows[row][own].format
                # The last one is the table's own cell.
                formula = f"'{view.name}'!{a1(FIRST + row, own)}" if last else ""
                if value is not None:
                    self.grid.put(line, column, value, "figure", format, formula=formula, align="right")
            known = Range(self.grid.name, Area(line, 2, line, len(values) + 1))
            grid.put(FIRST + row, at, "", "figure")
            grid.sparks.append(Spark(FIRST + row, at, known))
            self.rows += 1

    def finished(self) -> list[Grid]:
        """The sheet, if it has rows."""
        if not self.rows:
            return []
        names = (*report_texts.TREND_COLUMNS, *self.periods)
        headers(self.grid, HEADERS, names)
        self.grid.widths = {0: 34.0, 1: 50.0} | dict.fromkeys(range(2, len(names)), 13.0)
        area = Area(HEADERS, 0, FIRST + self.rows - 1, len(names) - 1)
        self.grid.tables.append(ListObject(report_texts.TRENDS_NAME, area, names, ("",) * len(names)))
        self.grid.freeze = (FIRST, 2)
        return [self.grid]


def heading(view: View) -> str:
    """What stands over the lines."""
    return texts.REPORT["trend"].format(of=view.trended)


def in_words(view: View, row: int) -> str:
    """What a row's figure was and is, in the order of the rounds."""
    format = view.rows[row][view.column(view.trended)].format
    return " → ".join(report_texts.TREND_UNKNOWN if v is None else shown(v, format) for v in view.trend[row])
