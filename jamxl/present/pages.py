"""The internal edition's report -> the pages of its workbook."""

from collections.abc import Sequence
from typing import Any

from jamxl import report_texts, texts
from jamxl.columns import plain
from jamxl.consolidation import Consolidated, Delivery
from jamxl.findings import Finding
from jamxl.grid import Grid, Pages, Value, a1, fit_heights
from jamxl.present import front
from jamxl.present.behind import Drawn
from jamxl.present.data_sheets import data_grid, data_name, put_ways, sheet_name, ways
from jamxl.present.deliveries import DELIVERIES, TABLE, Fact, delivery_facts, title_of
from jamxl.present.making import internal
from jamxl.present.measures import COUNT
from jamxl.present.placing import follow, place
from jamxl.present.report import Exhibit, MainFigure, Report, Statement, View
from jamxl.present.sections import Figures, made
from jamxl.present.tables import LINK, as_table, data_table, put_view, put_words, start, start_view
from jamxl.present.views import FIRST, HEADERS, line_of
from jamxl.report_texts import SUMMARY, SUMMARY_PARTS
from jamxl.swedish import sort_key


def pages(data: Consolidated, report: Report | None = None) -> Pages:
    """The internal edition as a workbook: the report, all findings, reconciliation, and the data sheets."""
    shown = report or internal(data)
    drawn = Drawn(live=True, periods=shown.periods)
    figures = {one.sheet: one.table for told in made(data).values() for one in told if isinstance(one.table, Figures)}
    sections = [section_grid(data, exhibit, drawn, figures.get(exhibit.view.name)) for exhibit in shown.exhibits()]
    behind = drawn.finished()
    # The data sheets come last, since nobody reads them first.
    answered = [front.answers(shown)] if shown.answers else []
    told = front.contents(contents(data, shown, answered, behind))
    grids = [
        summary(data, shown),
        *(front_grid(view) for view in (told, *answered)),
        deliveries(data, shown.deliveries),
        *sections,
        findings(data),
        reconciliation(data),
        *(front_grid(view) for view in shown.appendix),
        *behind,
        *(data_grid(data, part) for part in data.parts()),
    ]
    for grid in grids:
        fit_heights(grid)
    comments = "Skapad av jamxl ur enheternas arbetsböcker."
    return Pages(grids, title=shown.cover.title, subject=data.title, comments=comments)


def section_grid(data: Consolidated, exhibit: Exhibit, drawn: Drawn, table: Figures | None) -> Grid:
    """A section's sheet; with its table of figures, there are ways to the rows that those are made of."""
    view = exhibit.view
    grid = start_view(view)
    put_view(grid, view, data.prefix, exhibit.earlier)
    if table:
        put_ways(grid, view, ways(data, table))
    follow(grid, view, drawn)
    place(grid, view, exhibit.charts, drawn)
    return grid


def front_grid(view: View) -> Grid:
    """A sheet of words."""
    grid = start(view.name, view.intro, "info")
    put_words(grid, view)
    grid.freeze = (FIRST, 0)
    return grid


def summary(data: Consolidated, report: Report) -> Grid:
    """The first page: who has answered, the main figures, what to decide, what is worth noticing, what is wrong."""
    cover = report.cover
    grid = start(SUMMARY, f"{cover.project or 'Sammanställning'}, period {cover.period}", "info")
    grid.widths = {0: 34, 1: 14, 2: 80}
    grid.portrait = True
    row = put_lines(grid, 3, SUMMARY_PARTS["letter"], front.letter(cover))
    row = put_facts(grid, row, SUMMARY_PARTS["answered"], delivery_facts(data))
    missing = [
        f"{a.unit.name} ({a.unit.municipality}), {title_of(data, a.book)}" for a in data.arrivals() if not a.used
    ]
    if missing:
        row = put_lines(grid, row - 2, "", [("Saknas eller är avvisade", "; ".join(missing))])
    row = put_figures(grid, row, SUMMARY_PARTS["figures"], report, report.figures)
    row = put_statements(grid, row, SUMMARY_PARTS["decisions"], report.decisions)
    row = put_statements(grid, row, SUMMARY_PARTS["observations"], report.observations)
    row = put_figures(grid, row, SUMMARY_PARTS["more"], report, report.more)
    row = put_facts(grid, row, "Avvikelser i böckerna", finding_facts(data))
    if files := data.with_numbers():
        grid.put(row - 1, 0, texts.NUMBERS_IN_FILES, "label")
        grid.put(row - 1, 1, len(files), "figure", COUNT, align="right")
        grid.put(row - 1, 2, f"{'; '.join(files)}. {texts.NOT_IN_REPORT}", "text", wrap=True)
        row += 1
    put_switches(grid, row, data)
    return grid


def put_lines(grid: Grid, row: int, heading: str, lines: Sequence[tuple[str, str]]) -> int:
    """Labels with words under a heading, or after facts without one; gives the row for the next."""
    if not lines:
        return row
    if heading:
        grid.put(row, 0, heading, "heading")
    for line, (label, said) in enumerate(lines, row + 1):
        grid.put(line, 0, label, "label")
        grid.put(line, 1, None, "figure")
        grid.put(line, 2, said, "text", wrap=True)
    return row + len(lines) + 2


def put_figures(grid: Grid, row: int, heading: str, report: Report, figures: Sequence[MainFigure]) -> int:
    """Main figures under a heading, each with a way to its sheet; gives the row for the next."""
    for line, figure in enumerate(figures, row + 1):
        grid.cells[line, 2] = front.way(figure.view)
    facts = [(front.named(f), f"'{f.view}'!{address(report, f)}", f.cell.value, f.cell.format) for f in figures]
    return put_facts(grid, row, heading, facts)


def put_statements(grid: Grid, row: int, heading: str, told: Sequence[Statement]) -> int:
    """Sentences under a heading, numbered, each with a way to where it is seen; gives the row for the next."""
    if not told:
        return row
    grid.put(row, 0, heading, "heading")
    for line, one in enumerate(told, row + 1):
        grid.cells[line, 0] = front.way(one.view)
        grid.put(line, 1, line - row, "figure", COUNT)
        grid.put(line, 2, one.text, "text", wrap=True)
    return row + len(told) + 2


def address(report: Report, figure: MainFigure) -> str:
    """Where a main figure stands on its sheet."""
    view = report.view(figure.view)
    assert view is not None
    return a1(line_of(view, figure.row), figure.column)


def put_facts(grid: Grid, row: int, heading: str, facts: Sequence[Fact]) -> int:
    """Labels with figures under a heading, (label, formula, value, number format); gives the row for the next."""
    if not facts:
        return row
    grid.put(row, 0, heading, "heading")
    for line, (label, formula, value, number) in enumerate(facts, row + 1):
        grid.put(line, 0, label, "label", wrap=True)
        grid.put(line, 1, "" if value is None else value, "figure", number, formula=formula, align="right")
    return row + len(facts) + 2


def put_switches(grid: Grid, row: int, data: Consolidated) -> None:
    """The rules that the project has switched, and why."""
    switches = data.limits.switches
    if not switches:
        return
    grid.put(row, 0, "Regler som inte gäller som vanligt", "heading")
    for line, (identity, switch) in enumerate(sorted(switches.items()), row + 1):
        when = f", bara i {switch.period}" if switch.period else ""
        grid.put(line, 0, identity, "label")
        grid.put(line, 1, switch.level, "text")
        grid.put(line, 2, f"{switch.reason}{when}", "text", wrap=True)


def finding_facts(data: Consolidated) -> list[Fact]:
    """How many findings of each severity."""
    found: list[str] = [finding.severity for _, finding in data.findings()]
    words = {"error": "Fel", "warning": "Varningar", "note": "Notiser"}
    return [
        (word, f'COUNTIF(Avvikelser[Allvar],"{texts.SEVERITY[severity]}")', found.count(severity), COUNT)
        for severity, word in words.items()
        if found
    ]


def contents(
    data: Consolidated, report: Report, answered: Sequence[View], behind: Sequence[Grid]
) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """The sheets and what they hold, under a heading for each chapter."""
    rows = [
        (data_name(part), part.introduction())
        if part.generated
        else (data_name(part), f"Enheternas {'summor' if part.strip else 'rader'} på bladet {part.sheet}.")
        for part in data.parts()
    ]
    every = {
        report_texts.STATE: [
            *((view.name, view.intro) for view in answered),
            (DELIVERIES, "Vilka enheter som har lämnat in, och i vilket skick."),
        ],
        **{chapter.title: [(one.view.name, one.view.intro) for one in chapter.exhibits] for chapter in report.chapters},
        "Kontroll": [
            ("Avvikelser", "Allt som behöver rättas eller förklaras, med länk till cellen."),
            ("Avstämning", "Varje rad som lästes är med, eller är avvisad med skäl."),
            *((view.name, view.intro) for view in report.appendix),
        ],
        "Dataunderlag": [*((grid.name, plain(grid.cells[1, 0].value)) for grid in behind), *rows],
    }
    return [(heading, lines) for heading, lines in every.items() if lines]


def deliveries(data: Consolidated, view: View) -> Grid:
    """Leveransläge: every expected book."""
    grid = start(view.name, view.intro)
    rows = [[cell.value for cell in line] for line in view.rows]
    as_table(grid, HEADERS, TABLE, view.headers, rows, (16, 36, 18, 10, 18, 8, 11, 10, 9, 13))
    grid.freeze = (FIRST, view.labels)
    return grid


def findings(data: Consolidated) -> Grid:
    """Avvikelser: all findings of all files, with a link to the cell."""
    grid = start("Avvikelser", "Allt som behöver rättas eller förklaras. Länken öppnar enhetens fil vid cellen.")
    names = (
        "Kommun",
        "Enhet",
        "Allvar",
        "Regel",
        "Blad",
        "Cell",
        "Rad-ID",
        "Vad",
        "Åtgärd",
        "Alla celler",
        "Fil",
    )
    rows = []
    for delivery, finding in sorted(data.findings(), key=finding_order):
        rows.append(
            (
                *delivery.names, texts.SEVERITY[finding.severity], finding.rule or finding.code, finding.sheet,
                finding.cells[0].partition(":")[0] if finding.cells else "", finding.row_id[:60], finding.message,
                finding.fix, ", ".join(finding.cells), delivery.path,
            )
        )  # fmt: skip
    columns: list[Sequence[Value]] = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    widths = (16, 34, 10, 8, 24, 8, 12, 70, 56, 20, 72)
    wraps = [name in ("Vad", "Åtgärd", "Alla celler") for name in names]
    shown = [LINK if cell else "" for cell in columns[5]]
    data_table(grid, 3, "Avvikelser", names, columns, ("@",) * 11, widths, ("[Cell]", shown), data.prefix, wraps)
    grid.freeze, grid.repeat_rows = (4, 2), (3, 3)
    return grid


def finding_order(line: tuple[Delivery, Finding]) -> tuple[Any, ...]:
    delivery, finding = line
    names = tuple(map(sort_key, delivery.names))
    return (list(texts.SEVERITY).index(finding.severity), names, delivery.path, finding.at)


def reconciliation(data: Consolidated) -> Grid:
    """Avstämning: rows in against rows out, and cells, for every file and table."""
    grid = start(
        "Avstämning",
        "Rader in ska vara rader med plus rader avvisade. Celler: mallens, lästa och rapporterade blir alla.",
    )
    names = ("Kommun", "Enhet", "Tabell", "Rader lästa", "Rader med", "Rader avvisade", "Skillnad", "Fil")
    titles = {part.table_key: sheet_name(part) for book in data.books.values() for part in book.parts}
    rows: list[list[Value]] = [
        [
            *delivery.names,
            titles.get(key, key),
            read,
            out,
            out_refused,
            read - out - out_refused,
            delivery.path,
        ]
        for delivery, key, read, out, out_refused in data.balance()
    ]
    bottom = as_table(grid, 3, "Radavstämning", names, rows, (16, 26, 34, 11, 11, 13, 11, 60))
    top = bottom + 3
    grid.put(top - 1, 0, "Celler", "heading")
    cell_names = ("Kommun", "Enhet", "Bok", "Ifyllda celler", "Mallens", "Lästa", "Rapporterade", "Fil")
    cell_rows: list[list[Value]] = [
        [*d.names, d.book, d.cells.filled, d.cells.template, d.cells.read, d.cells.reported, d.path]
        for d in [*data.used, *data.refused]
    ]
    as_table(grid, top, "Cellavstämning", cell_names, cell_rows, (16, 26, 34, 11, 11, 13, 11, 60))
    grid.freeze = (4, 2)
    return grid
