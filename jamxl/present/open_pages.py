"""The open edition's report -> the pages of its workbook: values alone, no formulas, no ways to files."""

from collections.abc import Sequence

from jamxl import texts
from jamxl.columns import plain
from jamxl.grid import Cell, Grid, Pages, fit_heights
from jamxl.present.behind import Drawn
from jamxl.present.placing import follow, place
from jamxl.present.report import Chart, Report, View
from jamxl.present.tables import figure_widths, headers, put_notes, source, start, start_view
from jamxl.present.views import FIRST, HEADERS

SUMMARY = "Sammanfattning"


def open_pages(report: Report) -> Pages:
    """The workbook: summary, deliveries, sections, and what the signs mean."""
    drawn = Drawn(live=False, periods=report.periods)
    sections = [view_grid(exhibit.view, drawn, exhibit.charts) for exhibit in report.exhibits()]
    others = [view_grid(view, drawn) for view in report.appendix]
    behind = drawn.finished()
    grids = [summary(report, behind), view_grid(report.deliveries, drawn), *sections, *others, *behind]
    for grid in grids:
        fit_heights(grid)
    return Pages(grids, title=report.cover.title, subject=report.cover.project)


def view_grid(view: View, drawn: Drawn, charts: Sequence[Chart] = ()) -> Grid:
    """A view's sheet."""
    grid = start_view(view)
    if not view.rows:
        grid.put(HEADERS, 0, view.empty, "note")
        return grid
    headers(grid, HEADERS, view.headers)
    for row, line in enumerate(view.rows, FIRST):
        for at, cell in enumerate(line):
            grid.cells[row, at] = cell
    grid.widths |= figure_widths(view) if view.ids else text_widths(view)
    put_notes(grid, FIRST + 1 + len(view.rows), [*view.notes, texts.OPEN_SIGNS, source(view)])
    follow(grid, view, drawn)
    place(grid, view, charts, drawn)
    return grid


def text_widths(view: View) -> dict[int, float]:
    """The widths of a list's columns."""
    columns = [[plain(cell.value) for cell in column] for column in zip(*view.rows, strict=True)]
    return {at: min(46, max(12, *(len(words) + 2 for words in column))) for at, column in enumerate(columns)}


def summary(report: Report, behind: Sequence[Grid]) -> Grid:
    """The first sheet: who has answered, the main figures, and where to read on."""
    cover = report.cover
    grid = start(SUMMARY, f"{cover.project or 'Sammanställning'}, period {cover.period}. {texts.OPEN_INTRO}", "info")
    grid.widths = {0: 34, 1: 14, 2: 80}
    grid.portrait = True
    facts = [(label, Cell(number, "figure", "#,##0", align="right")) for label, number in report.facts]
    row = put_facts(grid, 3, "Svar", facts)
    row = put_facts(grid, row, "Huvudsiffror", [(f.label, f.cell) for f in report.figures])
    about = [(view.name, view.intro) for view in (report.deliveries, *report.appendix)]
    about += [(grid.name, plain(grid.cells[1, 0].value)) for grid in behind]
    chapters = [
        (chapter.title, [(one.view.name, one.view.intro) for one in chapter.exhibits]) for chapter in report.chapters
    ]
    for heading, lines in (("Innehåll", about), *chapters):
        grid.put(row, 0, heading, "heading")
        for line, (name, intro) in enumerate(lines, row + 1):
            grid.put(line, 0, name, "text")
            grid.put(line, 2, intro, "text", wrap=True)
        row += len(lines) + 2
    return grid


def put_facts(grid: Grid, row: int, heading: str, facts: Sequence[tuple[str, Cell]]) -> int:
    """Labels with figures under a heading; gives the row for the next."""
    if not facts:
        return row
    grid.put(row, 0, heading, "heading")
    for line, (label, cell) in enumerate(facts, row + 1):
        grid.put(line, 0, label, "label", wrap=True)
        grid.put(line, 1, cell.value, "figure", cell.format, align="right")
    return row + len(facts) + 2
