"""What a reader has of a figure, its ID or its cell in the internal edition -> the figure and its cells. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

from jamxl import report_texts
from jamxl.consolidation import Consolidated
from jamxl.grid import Value, a1, position
from jamxl.present import views
from jamxl.present.measures import Derived, Known, Measure, Sum
from jamxl.present.pages import pages
from jamxl.present.report import View, figure_id, shown, slug, text
from jamxl.present.sections import Figures, Section, made
from jamxl.present.tracing import Traced, Tracing
from jamxl.swedish import counted
from jamxl.trouble import Trouble

# A cell of a sheet as Excel writes it: 'Timmar per enhet'!$C$14, perhaps with the workbook in brackets before it.
CELL = re.compile(r"=?'?(?:[^']*\])?(?P<sheet>(?:[^']|'')+?)'?!(?P<cell>[$A-Za-z0-9]+)")
# So many IDs are suggested for one that there is not.
SUGGESTED, LIKE = 3, 0.5


class NoFigure(Trouble):
    """There is no such figure in the report; the message suggests others."""


@dataclass(frozen=True, slots=True)
class Found:
    """A figure of the report with the cells that it is made of.

    `cell`: where it stands on its sheet. `of`: the figures that it is worked out from, and what they are. `total`: the
    cells added up anew, None when the figure is no sum.
    """

    id: str
    sheet: str
    cell: str
    row: str
    header: str
    value: Value
    shown: str
    of: Mapping[str, str]
    cells: Sequence[Traced]
    total: float | None
    format: str
    counts: bool

    def to_json(self) -> dict[str, Any]:
        """The figure for other programs."""
        told = asdict(self)
        for name in ("counts", "format"):
            del told[name]
        return told

    def lines(self) -> Iterator[str]:
        """The figure in words: what it is and what it says, then cell by cell what stands in it."""
        yield report_texts.TRACED.format(header=self.header, row=self.row, value=self.shown or report_texts.NO_VALUE)
        yield report_texts.TRACED_AT.format(sheet=self.sheet, cell=self.cell, id=self.id)
        if self.of:
            yield report_texts.TRACED_OF.format(figures="; ".join(f"{name} {value}" for name, value in self.of.items()))
        file = ""
        for one in self.cells:
            if one.file != file:
                file = one.file
                yield ""
                yield file
            yield f"  {one.sheet} {one.cell}  {one.header}: {one.shown}"
        yield ""
        yield self.ending()

    def ending(self) -> str:
        """What the cells come to."""
        if not self.cells:
            return report_texts.TRACED_NOTHING
        many = counted(len(self.cells), "cell", "celler")
        if self.total is not None:
            return report_texts.TRACED_SUM.format(cells=many, sum=shown(self.total, self.format))
        return (
            report_texts.TRACED_COUNT.format(cells=many)
            if self.counts
            else report_texts.TRACED_CELLS.format(cells=many)
        )


def find(data: Consolidated, asked: str) -> Found:
    """The figure of an ID, or of a cell such as 'Timmar per enhet'!$C$14. Raises NoFigure."""
    sections = {one.sheet: one for told in made(data).values() for one in told if isinstance(one.table, Figures)}
    cell = CELL.fullmatch(asked.strip())
    if cell is not None:
        return found(data, *at_cell(data, sections, cell["sheet"].replace("''", "'"), cell["cell"], asked))
    wanted = ".".join(map(slug, asked.split(".")))
    section = next((one for one in sections.values() if slug(one.sheet) == wanted.partition(".")[0]), None)
    if section is not None:
        view = views.made(data, section)
        for (row, column), name in ids(view).items():
            if name == wanted:
                return found(data, section, view, row, column)
    raise NoFigure(report_texts.NO_FIGURE.format(asked=asked, hint=hint(data, sections, wanted)))


def at_cell(
    data: Consolidated, sections: Mapping[str, Section], sheet: str, cell: str, asked: str
) -> tuple[Section, View, int, int]:
    """The figure that stands in a cell, or that the cell repeats from another sheet. Raises NoFigure."""
    no_figure = NoFigure(report_texts.NO_FIGURE_THERE.format(asked=asked))
    try:
        at = position(cell)
    except ValueError:
        raise no_figure from None
    section = next((one for one in sections.values() if one.sheet.casefold() == sheet.casefold()), None)
    if section is None:
        drawn = next((grid for grid in pages(data).grids if grid.name.casefold() == sheet.casefold()), None)
        repeated = CELL.fullmatch(drawn.cells[at].formula) if drawn and at in drawn.cells else None
        if repeated is None or repeated["sheet"] not in sections:
            raise no_figure
        section, at = sections[repeated["sheet"]], position(repeated["cell"])
    view = views.made(data, section)
    lines = [views.line_of(view, row) for row in range(len(view.rows))]
    if at[0] not in lines or not view.labels <= at[1] < len(view.headers):
        raise no_figure
    return section, view, lines.index(at[0]), at[1]


def found(data: Consolidated, section: Section, view: View, row: int, column: int) -> Found:
    """A figure of a view with its cells."""
    table = section.table
    assert isinstance(table, Figures)
    measure: Measure = table.measures[column - view.labels]
    tracing = Tracing(data)
    cells = list(tracing.cells(tracing.made(table)[row][column - view.labels]))
    drawn = view.rows[row][column]
    of = measure.of if isinstance(measure, Derived) else ()
    # What a column is worked out from, where a file lacks the column, does not add up to it.
    adds = isinstance(measure, Sum) and {data.stack(measure.part).header(measure.key)} == {one.header for one in cells}
    return Found(
        figure_id(view, row, column),
        section.sheet,
        a1(views.line_of(view, row), column),
        view.name_of(row),
        view.headers[column],
        drawn.value,
        text(drawn),
        {name: text(view.rows[row][view.column(name)]) or report_texts.NO_VALUE for name in of},
        cells,
        sum(float(one.value) for one in cells if isinstance(one.value, int | float)) if adds else None,
        drawn.format,
        isinstance(measure, Known),
    )


def ids(view: View) -> dict[tuple[int, int], str]:
    """The IDs of a view's figures by row and column."""
    columns = range(view.labels, len(view.headers))
    return {(row, column): figure_id(view, row, column) for row in range(len(view.rows)) for column in columns}


def hint(data: Consolidated, sections: Mapping[str, Section], wanted: str) -> str:
    """The IDs that one may have been meant to be, as a question; blank when none is near."""
    by_name = {slug(sheet): section for sheet, section in sections.items()}
    near = get_close_matches(wanted.partition(".")[0], by_name, n=1, cutoff=LIKE)
    known = list(ids(views.made(data, by_name[near[0]])).values()) if near else []
    meant = get_close_matches(wanted, known, n=SUGGESTED, cutoff=LIKE)
    return report_texts.MEANT.format(ids=" eller ".join(meant)) if meant else ""
