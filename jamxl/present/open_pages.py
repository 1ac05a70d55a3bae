"""The open edition's report -> the pages of its workbook, which anybody can read, with eyes or a screen reader.

Values alone: no formulas, no ways to files. One table a sheet, marked as one, with all cells filled; title in A1; what
is to be known of the tables stands on a sheet of its own.
"""

from collections.abc import Sequence
from dataclasses import replace

from jamxl import report_texts
from jamxl.columns import plain
from jamxl.grid import Area, Cell, Grid, ListObject, Pages, fit_heights
from jamxl.present import front
from jamxl.present.behind import Drawn
from jamxl.present.placing import place
from jamxl.present.report import Chart, Report, View
from jamxl.present.signs import NOTHING
from jamxl.present.tables import figure_widths, fit_headers, headers, start, table_name, text_widths
from jamxl.present.trends import heading, in_words
from jamxl.present.views import FIRST, HEADERS

# Points: what is read on a screen is no smaller.
FONT_SIZE = 12


def open_pages(report: Report) -> Pages:
    """The workbook: summary, contents, answers, deliveries, sections, notes, and what the signs mean."""
    exhibits, known = list(report.exhibits()), Notes()
    drawn = Drawn(live=False)
    answered = [front.answers(report)] if report.answers else []
    sections = [view_grid(known.taken(with_trend(one.view)), drawn, one.charts) for one in exhibits]
    others = [view_grid(known.taken(view), drawn) for view in report.appendix]
    behind = drawn.finished()
    noted = [known.view()] if known.lines else []
    about = [(view.name, view.intro) for view in (*noted, *report.appendix)]
    about += [(grid.name, plain(grid.cells[1, 0].value)) for grid in behind]
    chapters = [
        (report_texts.STATE, [(view.name, view.intro) for view in (*answered, report.deliveries)]),
        *((chapter.title, [(e.view.name, e.view.intro) for e in chapter.exhibits]) for chapter in report.chapters),
        (report_texts.ABOUT, about),
    ]
    first = [front.summary(report, report_texts.OPEN_INTRO), front.contents(chapters), *answered, report.deliveries]
    grids = [
        *(view_grid(view, drawn) for view in first),
        *sections,
        *behind,
        *(view_grid(view, drawn) for view in noted),
        *others,
    ]
    for grid in grids:
        # What is frozen leaves little room for who has enlarged the page.
        grid.freeze = None
        fit_heights(grid, FONT_SIZE)
    return Pages(grids, title=report.cover.title, subject=report.cover.project, font_size=FONT_SIZE)


class Notes:
    """The notes of all tables, numbered as they come."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str, str]] = []

    def taken(self, view: View) -> View:
        """A view without its notes and source, whose title says where they are."""
        first = len(self.lines) + 1
        self.lines += [(number, view.name, note) for number, note in enumerate(view.notes, first)]
        numbers = ", ".join(str(number) for number, *_ in self.lines[first - 1 :])
        title = view.title
        if view.source:
            title += " " + report_texts.REPORT["source"].format(source=view.source)
        if numbers:
            title += " " + report_texts.NOTE_REFERENCE.format(numbers=numbers)
        return replace(view, title=title, notes=())

    def view(self) -> View:
        """The sheet of notes."""
        rows = [
            [front.label_cell(str(number)), front.way(sheet), Cell(note, "text", wrap=True)]
            for number, sheet, note in self.lines
        ]
        name, headers_ = report_texts.NOTES, report_texts.NOTE_HEADERS
        return View(name, f"{name}.", report_texts.NOTES_INTRO, headers_, rows, 2)


def view_grid(view: View, drawn: Drawn, charts: Sequence[Chart] = ()) -> Grid:
    """A view's sheet."""
    grid = start(view.name, view.intro or view.title)
    about = view.title.removeprefix(f"{view.name}.").strip()
    if view.intro and about:
        grid.put(2, 0, about, "note")
    grid.one_page = True
    grid.repeat_rows, grid.repeat_columns = (HEADERS, HEADERS), view.labels
    if not view.rows:
        grid.put(HEADERS, 0, view.empty, "note")
        return grid
    headers(grid, HEADERS, view.headers)
    for row, line in enumerate(view.rows):
        total = view.total and row == len(view.rows) - 1
        for at, cell in enumerate(line):
            grid.cells[FIRST + row, at] = filled(cell, line[0] if total and at < view.labels else None)
    grid.widths |= figure_widths(view) if view.ids else text_widths(view)
    fit_headers(grid, view.headers, FONT_SIZE)
    area = Area(HEADERS, 0, FIRST + len(view.rows) - 1, len(view.headers) - 1)
    # A filter over a total would take it for one of the rows.
    filtered = not view.total
    grid.tables.append(
        ListObject(table_name(view.name), area, view.headers, ("",) * len(view.headers), filtered=filtered)
    )
    place(grid, view, charts, drawn)
    return grid


def with_trend(view: View) -> View:
    """A view whose main figure over the rounds is a column of words."""
    if not view.trend:
        return view
    rows = [[*line, Cell(in_words(view, at), "text")] for at, line in enumerate(view.rows)]
    return replace(view, headers=(*view.headers, heading(view)), ids=(*view.ids, ""), rows=rows, trend=())


def filled(cell: Cell, first: Cell | None) -> Cell:
    """A cell that holds something: for a label of the total what that is called (`first`), else the sign for none."""
    if cell.value not in (None, ""):
        return cell
    return replace(cell, value=first.value if first and first.value not in (None, "") else NOTHING)
