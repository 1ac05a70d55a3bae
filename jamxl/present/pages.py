"""Consolidated tables -> the pages of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jamxl import texts
from jamxl.columns import Computed
from jamxl.consolidation import Consolidated, Delivery, Stack
from jamxl.findings import Finding
from jamxl.grid import Grid, Pages, Value, fit_heights
from jamxl.present.measures import COUNT
from jamxl.present.sections import Figures, Section, Theme
from jamxl.present.sections import made as made_of
from jamxl.present.tables import LINK, WIDTHS, as_table, data_table, figures, headers, listing, start
from jamxl.sheets import Table
from jamxl.swedish import sort_key


def pages(data: Consolidated) -> Pages:
    """The consolidated workbook: summary, deliveries, sections, findings, reconciliation, and the data sheets."""
    themes = made_of(data)
    sections = [made for told in themes.values() for made in told]
    drawn = [section_grid(data, made) for made in sections]
    headlines = [
        Headline(made.sheet, made.table.headline[header], *totals[header], measure.format)
        for made, (_, totals) in zip(sections, drawn, strict=True)
        if isinstance(made.table, Figures)
        for measure in made.table.measures
        if (header := measure.header) in made.table.headline
    ]
    # The data sheets come last, since nobody reads them first.
    grids = [
        summary(data, themes, headlines),
        deliveries(data),
        *(grid for grid, _ in drawn),
        findings(data),
        reconciliation(data),
        *(data_grid(data, part) for part in data.parts()),
    ]
    for grid in grids:
        fit_heights(grid)
    title = f"Sammanställning {data.period}"
    return Pages(grids, title=title, subject=data.title, comments="Skapad av jamxl ur enheternas arbetsböcker.")


@dataclass(frozen=True, slots=True)
class Headline:
    """A total of a section that also stands on the first sheet."""

    sheet: str
    label: str
    cell: str
    value: Value
    format: str


def section_grid(data: Consolidated, made: Section) -> tuple[Grid, dict[str, tuple[str, Value]]]:
    """A section's sheet, and its totals by header: address and value."""
    grid = start(made.sheet, made.intro)
    totals: dict[str, tuple[str, Value]] = {}
    if isinstance(made.table, Figures):
        totals = figures(grid, data, made.table, 2)
        grid.freeze = (4, len(made.table.labels))
    else:
        listing(grid, data, made.table, 2)
        grid.freeze = (4, 2)
    grid.repeat_rows = (3, 3)
    return grid, totals


def summary(data: Consolidated, themes: Mapping[Theme, Sequence[Section]], headlines: Sequence[Headline]) -> Grid:
    """The first sheet: who has answered, the main figures, what is wrong, and where to read on."""
    grid = start("Sammanfattning", f"{data.title or 'Sammanställning'}, period {data.period}", "info")
    grid.widths = {0: 34, 1: 14, 2: 80}
    grid.portrait = True
    row = put_facts(grid, 3, "Svar", delivery_facts(data))
    missing = [
        f"{a.unit.name} ({a.unit.municipality}), {title_of(data, a.book)}" for a in data.arrivals() if not a.used
    ]
    if missing:
        grid.put(row - 1, 0, "Saknas eller är avvisade", "label")
        grid.put(row - 1, 2, "; ".join(missing), "text", wrap=True)
        row += 1
    figures_of = [(h.label, f"'{h.sheet}'!{h.cell}", h.value, h.format) for h in headlines]
    row = put_facts(grid, row, "Huvudsiffror", figures_of)
    row = put_facts(grid, row, "Avvikelser i böckerna", finding_facts(data))
    if files := data.with_numbers():
        grid.put(row - 1, 0, texts.NUMBERS_IN_FILES, "label")
        grid.put(row - 1, 1, len(files), "figure", COUNT, align="right")
        grid.put(row - 1, 2, f"{'; '.join(files)}. {texts.NOT_IN_REPORT}", "text", wrap=True)
        row += 1
    row = put_switches(grid, row, data)
    for heading, lines in contents(data, themes):
        grid.put(row, 0, heading, "heading")
        for line, (name, explanation) in enumerate(lines, row + 1):
            grid.put(line, 0, name, "link", formula=f'HYPERLINK("#\'{name}\'!A1","{name}")')
            grid.put(line, 2, explanation, "text", wrap=True)
        row += len(lines) + 2
    return grid


Fact = tuple[str, str, Value, str]


def put_facts(grid: Grid, row: int, heading: str, facts: Sequence[Fact]) -> int:
    """Labels with figures under a heading, (label, formula, value, number format); gives the row for the next."""
    if not facts:
        return row
    grid.put(row, 0, heading, "heading")
    for line, (label, formula, value, number) in enumerate(facts, row + 1):
        grid.put(line, 0, label, "label", wrap=True)
        grid.put(line, 1, "" if value is None else value, "figure", number, formula=formula, align="right")
    return row + len(facts) + 2


def put_switches(grid: Grid, row: int, data: Consolidated) -> int:
    """The rules that the project has switched, and why; gives the row for the next."""
    switches = data.limits.switches
    if not switches:
        return row
    grid.put(row, 0, "Regler som inte gäller som vanligt", "heading")
    for line, (identity, switch) in enumerate(sorted(switches.items()), row + 1):
        when = f", bara i {switch.period}" if switch.period else ""
        grid.put(line, 0, identity, "label")
        grid.put(line, 1, switch.level, "text")
        grid.put(line, 2, f"{switch.reason}{when}", "text", wrap=True)
    return row + len(switches) + 2


def delivery_facts(data: Consolidated) -> list[Fact]:
    """How many books were expected, and how they came."""
    arrivals = data.arrivals()
    if not arrivals:
        return []
    facts: list[Fact] = [("Väntade arbetsböcker", "ROWS(Leveranser[Läge])", len(arrivals), COUNT)]
    for state, label in texts.ARRIVALS.items():
        count = sum(1 for arrived in arrivals if arrived.state == state)
        facts.append((f"– {label}", f'COUNTIF(Leveranser[Läge],"{state}")', count, COUNT))
    return facts


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
    data: Consolidated, themes: Mapping[Theme, Sequence[Section]]
) -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """The sheets and what they hold, under a heading for each theme."""
    told = {str(theme): [(made.sheet, made.intro) for made in sections] for theme, sections in themes.items()}
    rows = [
        (data_name(part), part.introduction())
        if part.generated
        else (data_name(part), f"Enheternas {'summor' if part.strip else 'rader'} på bladet {part.sheet}.")
        for part in data.parts()
    ]
    every = {
        "Innehåll": [("Leveransläge", "Vilka enheter som har lämnat in, och i vilket skick.")],
        **told,
        "Kontroll": [
            ("Avvikelser", "Allt som behöver rättas eller förklaras, med länk till cellen."),
            ("Avstämning", "Varje rad som lästes är med, eller är avvisad med skäl."),
        ],
        "Dataunderlag": rows,
    }
    return [(heading, lines) for heading, lines in every.items() if lines]


def title_of(data: Consolidated, book: str) -> str:
    """A book's title in words."""
    return data.books[book].title if book in data.books else book


def deliveries(data: Consolidated) -> Grid:
    """Leveransläge: every expected book, and every file that was not used."""
    grid = start(
        "Leveransläge",
        "En rad för varje väntad arbetsbok. Det som saknas eller är avvisat är inte med i summorna.",
    )
    names = ("Kommun", "Enhet", "Bok", "Läge", "Skick", "Fel", "Varningar", "Notiser", "Rader", "Inkom", "Fil")
    rows: list[list[Value]] = []
    for a in data.arrivals():
        delivery = a.delivery
        counts = severities(delivery)
        rows.append(
            [
                a.unit.municipality, a.unit.name, title_of(data, a.book), a.state,
                texts.STATUS[delivery.status] if delivery else "–", *counts,
                delivery.rows if delivery and a.used else 0, delivery.received if delivery else None,
                delivery.path if delivery else "",
            ]
        )  # fmt: skip
    if not data.expected:
        for delivery in [*data.used, *data.refused]:
            state = "avvisad" if delivery.status == "refused" else "i tid"
            rows.append(
                [
                    *delivery.names,
                    title_of(data, delivery.book),
                    state,
                    texts.STATUS[delivery.status],
                    *severities(delivery),
                    delivery.rows,
                    delivery.received,
                    delivery.path,
                ]
            )
    bottom = as_table(grid, 3, "Leveranser", names, rows, (16, 28, 18, 10, 18, 8, 11, 9, 9, 13, 76))
    others = [d for d in data.refused if not any(a.delivery is d for a in data.arrivals())] if data.expected else []
    if others:
        grid.put(bottom + 2, 0, "Filer som inte är använda", "heading")
        headers(grid, bottom + 3, ("Fil", "", "Skäl"))
        for i, delivery in enumerate(others):
            reasons = [f.message for f in delivery.findings if f.code.startswith("JX1")]
            grid.put(bottom + 4 + i, 0, delivery.path, "text")
            grid.put(bottom + 4 + i, 2, " ".join(reasons), "text", wrap=True)
    grid.freeze = (4, 2)
    return grid


def severities(delivery: Delivery | None) -> list[Value]:
    """Number of errors, warnings and notes of a file."""
    found = delivery.findings if delivery else []
    return [sum(1 for f in found if f.severity == severity) for severity in texts.SEVERITY]


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
    widths = (16, 26, 10, 8, 18, 8, 12, 70, 56, 20, 50)
    shown = [LINK if cell else "" for cell in columns[5]]
    data_table(grid, 3, "Avvikelser", names, columns, ("@",) * 11, widths, ("[Cell]", shown), data.prefix)
    grid.freeze = (4, 2)
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
    titles = {part.table_key: part.sheet for book in data.books.values() for part in book.parts}
    rows: list[list[Value]] = [
        [
            *delivery.names,
            f"{titles.get(key, key)} ({key})",
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


def data_name(part: type[Table]) -> str:
    """The name of a table's data sheet (31 characters at most)."""
    strip = " summor" if part.strip else ""
    return f"Data {part.sheet}{strip}"[:31]


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
    data_table(grid, 3, stack.name, names, columns, formats, widths, links, data.prefix)
    grid.freeze = (4, 2)
    return grid


def number_format(stack: Stack, key: str) -> str:
    """The number format of a data column."""
    column = stack.column(key)
    if column is None:
        return "0" if key == "row" else "@"
    return column.like.format if isinstance(column, Computed) else column.format
