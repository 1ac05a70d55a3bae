"""The sheets that charts on other sheets are drawn of, where the tables' own cells will not do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from jamxl import report_texts
from jamxl.grid import Area, Cell, Grid, ListObject, Range, Value
from jamxl.present.signs import NOTHING
from jamxl.present.tables import headers, start
from jamxl.present.views import FIRST, HEADERS


@dataclass
class Behind:
    """A sheet of what is drawn on others: a row for each bar, or each small chart.

    `values`: what its columns of numbers are called, the first one by 0. `filled`: no cell is blank.
    """

    name: str
    intro: str
    table: str
    columns: tuple[str, str]
    values: Callable[[int], str]
    filled: bool
    grid: Grid = field(init=False)
    rows: int = 0

    def __post_init__(self) -> None:
        self.grid = start(self.name, self.intro, "data")

    def put(self, title: str, names: Sequence[str], lines: Sequence[Sequence[tuple[Value, str, str]]]) -> int:
        """Rows of (value, number format, formula); gives the first row."""
        top = FIRST + self.rows
        for row, (name, line) in enumerate(zip(names, lines, strict=True), top):
            self.grid.put(row, 0, title, "text")
            self.grid.put(row, 1, name, "text")
            for at, (value, format, formula) in enumerate(line, 2):
                if value is not None:
                    self.grid.put(row, at, value, "figure", format, formula=formula, align="right")
        self.rows += len(names)
        return top

    def area(self, top: int, left: int, bottom: int, right: int) -> Range:
        return Range(self.name, Area(top, left, bottom, right))

    def finished(self) -> list[Grid]:
        """The sheet, if it has rows."""
        if not self.rows:
            return []
        grid = self.grid
        right = max(column for row, column in grid.cells if row >= FIRST)
        names = (*self.columns, *(self.values(n) for n in range(right - 1)))
        headers(grid, HEADERS, names)
        grid.widths = {0: 44.0, 1: 60.0} | dict.fromkeys(range(2, right + 1), 13.0)
        area = Area(HEADERS, 0, FIRST + self.rows - 1, right)
        grid.tables.append(ListObject(self.table, area, names, ("",) * len(names), filtered=False))
        for row in range(FIRST, FIRST + self.rows if self.filled else FIRST):
            for at in range(2, right + 1):
                grid.cells.setdefault((row, at), Cell(NOTHING, "figure", align="right"))
        grid.freeze = (FIRST, 2)
        return [grid]


class Drawn:
    """What a workbook's charts are drawn of, where it is not as it stands in the tables.

    `live`: values of figures are formulas that fetch them; the open edition has neither formulas nor blank cells.
    `periods`: of the charts in cells.
    """

    def __init__(self, live: bool, periods: Sequence[str] = ()) -> None:
        said = report_texts.NATIVE
        self.live = live
        self.charts = Behind(
            said["charts"], said["charts intro"], said["charts table"], (said["chart"], said["row"]),
            lambda n: f"{said['value']} {n + 1}", not live,
        )  # fmt: skip
        self.rounds = Behind(
            said["rounds"], said["rounds intro"], said["rounds table"], (said["view"], said["row"]),
            lambda n: periods[n], not live,
        )  # fmt: skip

    def finished(self) -> list[Grid]:
        """The sheets that have rows."""
        return [*self.charts.finished(), *self.rounds.finished()]
