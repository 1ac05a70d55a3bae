"""Consolidated tables -> the pages of the report: figures as live formulas over the data sheets. Pure.

A report section is a function marked @section that gives tables. A `Figures` table has a row for each group and a
column for each measure; every measure knows both its Excel formula and its value by pandas, and they must agree.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jamxl import texts
from jamxl.columns import Computed, plain
from jamxl.consolidation import TRACE, Consolidated, Delivery, Stack
from jamxl.findings import Finding
from jamxl.grid import (
    Area,
    Block,
    FormulaColumn,
    Grid,
    ListObject,
    Pages,
    Style,
    Value,
    a1,
    fit_heights,
    height_of,
    letters,
)
from jamxl.sheets import Table
from jamxl.swedish import show

if TYPE_CHECKING:
    import pandas as pd

HOURS, COUNT, SHARE, DECIMAL, DAY = "#,##0.0", "#,##0", "0.0%", "0.0", "yyyy-mm-dd"
WIDTHS = {"municipality": 16, "unit": 26, "unit_id": 18, "period": 10, "file": 44, "sheet": 18, "row": 8}
LINK = "Till cellen"
# Excel's sheets end at 1,048,576 rows.
MOST_ROWS = 1_048_000
# A text in a formula ends at 255 characters, and each of its own may take two.
MOST_COMPARED = 120

Where = Mapping[str, str]


# --- measures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measure:
    """A figure of a group of rows: its header, number format, and its two computations."""

    header: str
    format: str = HOURS

    def excel(self, data: Consolidated, group: Where, row: "RowFormulas") -> str:
        """The formula, without '='."""
        raise NotImplementedError

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: "Values") -> list[Any]:
        """The figure of each group; None for none."""
        raise NotImplementedError


# The figures of the measures to the left, by header, a list over the groups; and a row's cells by header.
Values = dict[str, list[Any]]
RowFormulas = Mapping[str, str]


@dataclass(frozen=True)
class OfColumn(Measure):
    """A measure of one column of one table; `where` narrows the rows."""

    part: type[Table] = Table
    key: str = ""
    where: tuple[tuple[str, str], ...] = ()

    def criteria(self, data: Consolidated, group: Where) -> str:
        """The criteria pairs of SUMIFS and its like."""
        stack = data.stack(self.part)
        pairs = [(key, condition(value)) for key, value in self.where]
        pairs += [(key, criterion(value)) for key, value in group.items()]
        return ",".join(f'{stack.name}[{stack.header(key)}],"{wanted}"' for key, wanted in pairs)

    def column(self, data: Consolidated) -> str:
        stack = data.stack(self.part)
        return f"{stack.name}[{stack.header(self.key)}]"

    def chosen(self, data: Consolidated) -> "pd.DataFrame":
        """The rows that `where` lets through."""
        frame = data.frames[self.part.table_key]
        for key, value in self.where:
            # Said to be booleans, since an empty column tells nothing of its kind.
            frame = frame[frame[key].map(lambda cell, value=value: meets(cell, value)).astype(bool)]
        return frame

    def of(self, values: "pd.Series[Any]") -> Any:
        """The figure of one group's known values."""
        raise NotImplementedError

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: Values) -> list[Any]:
        frame = self.chosen(data)
        keys = max((tuple(group) for group in groups), key=len, default=())
        result: dict[tuple[str, ...], Any] = {(): self.of(frame[self.key].dropna())}
        if keys:
            folded = [frame[key].map(same) for key in keys]
            for name, rows in frame.groupby(folded, sort=False)[self.key]:
                result[tuple(str(part) for part in name) if isinstance(name, tuple) else (str(name),)] = self.of(
                    rows.dropna()
                )
        none = self.of(frame[self.key].iloc[:0])
        return [result.get(tuple(map(same, group.values())), none) for group in groups]


@dataclass(frozen=True)
class Sum(OfColumn):
    """The sum of a column."""

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        criteria = self.criteria(data, group)
        return f"SUMIFS({self.column(data)},{criteria})" if criteria else f"SUM({self.column(data)})"

    def of(self, values: "pd.Series[Any]") -> Any:
        return float(values.sum())


@dataclass(frozen=True)
class Known(OfColumn):
    """How many rows hold a value in a column."""

    format: str = COUNT

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        criteria = self.criteria(data, group)
        return f'COUNTIFS({self.column(data)},"<>"' + (f",{criteria})" if criteria else ")")

    def of(self, values: "pd.Series[Any]") -> Any:
        return len(values)


@dataclass(frozen=True)
class Single(OfColumn):
    """The value of the one row of a group; nothing for a total."""

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        if not group:
            return '""'
        criteria = self.criteria(data, group)
        column = self.column(data)
        return f'IF(COUNTIFS({column},"<>",{criteria})=1,SUMIFS({column},{criteria}),"")'

    def of(self, values: "pd.Series[Any]") -> Any:
        return float(values.iloc[0]) if len(values) == 1 else None

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: Values) -> list[Any]:
        found = super().values(data, groups, so_far)
        return [value if group else None for value, group in zip(found, groups, strict=True)]


@dataclass(frozen=True)
class Stat(OfColumn):
    """A statistic of a column's known values, e.g. MEDIAN; nothing when there are fewer than `least`."""

    function: str = "AVERAGE"
    least: int = 1

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        stack = data.stack(self.part)
        column = self.column(data)
        tests = [f"ISNUMBER({column})"]
        tests += [
            f"({stack.name}[{stack.header(key)}]={quoted(value)})" for key, value in (*self.where, *group.items())
        ]
        chosen = f"IF({'*'.join(tests)},{column})"
        return f'IF(COUNT({chosen})<{self.least},"",{self.function}({chosen}))'

    def of(self, values: "pd.Series[Any]") -> Any:
        if len(values) < self.least:
            return None
        numbers = values.astype("float64")
        match self.function:
            case "AVERAGE":
                return float(numbers.mean())
            case "MEDIAN":
                return float(numbers.median())
            case "MIN":
                return float(numbers.min())
            case "MAX":
                return float(numbers.max())
            case "STDEVP":
                return float(numbers.std(ddof=0))
            case _:
                raise ValueError(self.function)


@dataclass(frozen=True)
class Derived(Measure):
    """Worked out from the figures to the left: {Header} in the formula, and by Python from the same figures."""

    formula: str = ""
    by: Callable[..., Any] = field(default=lambda: None)
    of: tuple[str, ...] = ()

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        formula = self.formula
        for header, cell in row.items():
            formula = formula.replace("{" + header + "}", cell)
        return formula

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: Values) -> list[Any]:
        return [self.by(*row) for row in zip(*(so_far[header] for header in self.of), strict=True)]


def minus(header: str, a: str, b: str, format: str = HOURS) -> Derived:
    """a - b."""
    return Derived(header, format, f"{{{a}}}-{{{b}}}", lambda x, y: x - y, (a, b))


def ratio(header: str, a: str, b: str) -> Derived:
    """a / b as a share; nothing when b is zero."""
    return Derived(header, SHARE, f'IF({{{b}}}=0,"",{{{a}}}/{{{b}}})', lambda x, y: x / y if y else None, (a, b))


def criterion(value: str) -> str:
    """A text as a criterion of COUNTIFS that only an equal text meets (see `same`), as it stands within quotes.

    A sign first keeps "<5" from being a comparison, and lets nothing at all be met by blank cells only.
    """
    # XML has no control characters.
    taken = "".join(
        f"~{c}" if c in "~*?" else '""' if c == '"' else f'"&CHAR({ord(c)})&"' if c < " " else c
        for c in value[:MOST_COMPARED]
    )
    return f"={taken}" + ("*" if len(value) >= MOST_COMPARED else "")


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def condition(wanted: str) -> str:
    """A condition of `where` as a criterion: "<>x" is "other than x"."""
    return "<>" + criterion(wanted[2:])[1:] if wanted.startswith("<>") else criterion(wanted)


def same(cell: Any) -> str:
    """What is equal for two cells that COUNTIFS takes for the same: no matter letters' case, and a long text's end."""
    return plain(cell)[:MOST_COMPARED].casefold()


def meets(cell: Any, wanted: str) -> bool:
    """A cell meets a condition of `where`: to be the text, or with "<>" before it not to be."""
    other = wanted.removeprefix("<>")
    return (same(cell) == same(other)) is (other is wanted)


# --- tables and sections -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """A row of a Figures table: what stands to the left, and the columns' values that its rows have."""

    labels: tuple[str, ...]
    where: Where


@dataclass(frozen=True)
class Figures:
    """Measures by group, with a total last. `basis`: the table and column whose rows stand behind the totals."""

    labels: tuple[str, ...]
    groups: Sequence[Group]
    measures: Sequence[Measure]
    total: str = "Totalt"
    basis: tuple[type[Table], str] | None = None


@dataclass(frozen=True)
class Listing:
    """Rows as they were reported, each with a link to its cell; no figures of our own."""

    headers: tuple[str, ...]
    formats: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    links: Sequence[tuple[str, str, int]]
    empty: str = "Inget att redovisa."


@dataclass(frozen=True)
class Section:
    """One sheet of the report, with one table."""

    sheet: str
    intro: str
    table: Figures | Listing


Maker = Callable[[Consolidated], Section | None]
SECTIONS: list[tuple[int, Maker]] = []


def section(order: int) -> Callable[[Maker], Maker]:
    """Make a function a section of the report; sections stand in their `order`. None: nothing to say this time."""

    def wrap(maker: Maker) -> Maker:
        SECTIONS.append((order, maker))
        return maker

    return wrap


def listed(
    sheet: str, intro: str, columns: Mapping[str, tuple[str, str]], rows: Sequence[Mapping[str, Any]]
) -> Section:
    """A section that lists rows: `columns` by key (header, number format), after municipality and unit."""
    shown = {"municipality": ("Kommun", ""), "unit": ("Enhet", ""), **columns}
    headers, formats = zip(*shown.values(), strict=True)
    values = [tuple(row[key] for key in shown) for row in rows]
    return Section(sheet, intro, Listing(headers, formats, values, [(r["file"], r["sheet"], r["row"]) for r in rows]))


def by_unit(data: Consolidated) -> list[Group]:
    """A group for each unit that has reported."""
    return [Group((municipality, unit), {"unit_id": key}) for municipality, unit, key in data.units()]


# --- pages -------------------------------------------------------------------------------------------------------


def pages(data: Consolidated) -> Pages:
    """The consolidated workbook: summary, deliveries, sections, findings, reconciliation, and the data sheets."""
    sections = [made for _, maker in sorted(SECTIONS, key=lambda s: s[0]) if (made := maker(data)) is not None]
    # Titles and widths are the same for all; the data sheets come last, since nobody reads them first.
    drawn = [section_grid(data, made) for made in sections]
    grids = [
        summary(data, sections),
        deliveries(data),
        *drawn,
        findings(data),
        reconciliation(data),
        *(data_grid(data, part) for part in data.parts()),
    ]
    for grid in grids:
        fit_heights(grid)
    title = f"Sammanställning {data.period}"
    return Pages(grids, title=title, subject=data.title, comments="Skapad av jamxl ur enheternas arbetsböcker.")


def start(name: str, intro: str, tab: Any = "check") -> Grid:
    """A sheet with its title and introduction."""
    grid = Grid(name, title=name, tab=tab, protected=False)
    grid.put(0, 0, name, "title")
    grid.put(1, 0, intro, "intro")
    grid.heights[0] = 26
    return grid


def section_grid(data: Consolidated, made: Section) -> Grid:
    """A section's sheet."""
    grid = start(made.sheet, made.intro)
    if isinstance(made.table, Figures):
        figures(grid, data, made.table, 2)
        grid.freeze = (4, len(made.table.labels))
    else:
        listing(grid, data, made.table, 2)
        grid.freeze = (4, 2)
    grid.repeat_rows = (3, 3)
    return grid


def headers(grid: Grid, row: int, names: Iterable[str], left: int = 0) -> None:
    """A row of headings."""
    for at, name in enumerate(names, left):
        grid.put(row, at, name, "header", wrap=True)
    grid.heights[row] = 33


def figures(grid: Grid, data: Consolidated, table: Figures, top: int) -> None:
    """Draw a Figures table from row `top`."""
    headers(grid, top + 1, [*table.labels, *(measure.header for measure in table.measures)])
    groups = [*table.groups, *([Group((table.total,), {})] if table.total else [])]
    left = len(table.labels)
    cells: Values = {}
    for measure in table.measures:
        cells[measure.header] = measure.values(data, [group.where for group in groups], cells)
    for i, group in enumerate(groups):
        row = top + 2 + i
        last = bool(table.total) and i == len(groups) - 1
        label: Style = "figure-label-total" if last else "figure-label"
        for at in range(left):
            grid.put(row, at, group.labels[at] if at < len(group.labels) else "", label, wrap=True)
        places = {m.header: a1(row, left + at) for at, m in enumerate(table.measures)}
        for at, measure in enumerate(table.measures):
            value = cells[measure.header][i]
            formula = measure.excel(data, group.where, places)
            style: Style = "figure-total" if last else "figure"
            grid.put(
                row, left + at, "" if value is None else value, style, measure.format,
                formula=formula, array=isinstance(measure, Stat), align="right",
            )  # fmt: skip
    for at in range(left):
        longest = max((len(group.labels[at]) for group in groups if at < len(group.labels)), default=0)
        grid.widths[at] = min(44, max(12, longest + 2))
    for at, measure in enumerate(table.measures, left):
        grid.widths[at] = max(13, *(len(word) + 3 for word in measure.header.split()))
    if table.basis:
        grid.put(top + 3 + len(groups), 0, basis(data, *table.basis), "note")


def basis(data: Consolidated, part: type[Table], key: str) -> str:
    """What stands behind a total, and what is missing from it, in words."""
    stack = data.stack(part)
    known = sum(1 for value in stack.columns[key] if value is not None)
    units = len(set(stack.columns["unit_id"]))
    missing = data.missing_units(part)
    rows = counted(len(stack), "rad", "rader")
    said = f"Bakom siffrorna: {show(known)} av {rows} från {counted(units, 'enhet', 'enheter')}."
    unreadable = data.unreadable(part, key)
    if unreadable:
        rows = counted(unreadable, "rad", "rader")
        said += f" {rows} har ett värde i {stack.header(key)} som inte gick att läsa (se Avvikelser)."
    if missing:
        said += f" Saknas: {', '.join(missing)}."
    elif data.expected:
        said += " Alla väntade enheter är med."
    return said


def hyperlink(prefix: str, file: str, sheet: str, cell: str) -> str:
    """The formula of a link to a unit's file; file, sheet and cell are formulas too."""
    within_quotes = f'SUBSTITUTE({sheet},"\'","\'\'")'
    return f'HYPERLINK({quoted(prefix)}&{file}&"#\'"&{within_quotes}&"\'!"&{cell},"{LINK}")'


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: 1 rad, 2 rader."""
    return f"{show(number)} {one if number == 1 else many}"


def listing(grid: Grid, data: Consolidated, table: Listing, top: int) -> None:
    """Draw a Listing from row `top`: the values, a link to their cell, and where that is."""
    if not table.rows:
        grid.put(top + 1, 0, table.empty, "note")
        return
    headers(grid, top + 1, [*table.headers, "Länk", *TRACE.values()])
    values: list[Sequence[Value]] = [list(column) for column in zip(*table.rows, strict=True)]
    trace: list[Sequence[Value]] = [list(column) for column in zip(*table.links, strict=True)]
    left = len(values) + 1
    file, sheet, row = (f"${letters(left + at)}{{row}}" for at in range(3))
    link = hyperlink(data.prefix, file, sheet, f'"A"&{row}')
    longest = [max(len(plain(value)) for value in column) for column in values]
    widths = [min(46, max(12, length + 2)) for length in longest]
    wraps = [length > 40 for length in longest]
    tall = [(column, width) for column, width, wrap in zip(values, widths, wraps, strict=True) if wrap]
    heights = [
        max((height_of(plain(column[i]), width) for column, width in tall), default=0.0) for i in range(len(table.rows))
    ]
    grid.blocks.append(
        Block(
            top + 2,
            0,
            [*values, FormulaColumn(link, [LINK] * len(table.rows)), *trace],
            (*table.formats, "", "", "", "0"),
            "text",
            (*wraps, False, False, False, False),
            heights,
        )
    )
    for at, width in enumerate((*widths, 12, *(WIDTHS[key] for key in TRACE))):
        grid.widths[at] = width
    # On paper a link and where it leads are of no use.
    grid.print_columns = len(values)


def summary(data: Consolidated, sections: Sequence[Section]) -> Grid:
    """The first sheet: how many have answered, what is wrong, and where to read on."""
    grid = start("Sammanfattning", f"{data.title or 'Sammanställning'}, period {data.period}", "info")
    grid.widths = {0: 34, 1: 14, 2: 80}
    grid.portrait = True
    row = 3
    grid.put(row, 0, "Läget", "heading")
    arrivals = data.arrivals()
    facts: list[tuple[str, str, Value]] = []
    if arrivals:
        facts.append(("Väntade arbetsböcker", "ROWS(Leveranser[Läge])", len(arrivals)))
        for state in ("i tid", "sen", "saknas", "avvisad"):
            count = sum(1 for a in arrivals if a.state == state)
            facts.append((f"– {state}", f'COUNTIF(Leveranser[Läge],"{state}")', count))
    for severity, word in (("error", "Fel"), ("warning", "Varningar"), ("note", "Notiser")):
        count = sum(1 for _, finding in data.findings() if finding.severity == severity)
        if data.findings():
            facts.append((word, f'COUNTIF(Avvikelser[Allvar],"{texts.SEVERITY[severity]}")', count))
    for i, (label, formula, value) in enumerate(facts):
        grid.put(row + 1 + i, 0, label, "label")
        grid.put(row + 1 + i, 1, value, "figure", COUNT, formula=formula)
    row += len(facts) + 2
    grid.put(row, 0, "Innehåll", "heading")
    contents = [("Leveransläge", "Vilka enheter som har lämnat in, och i vilket skick.")]
    contents += [(made.sheet, made.intro) for made in sections]
    contents += [
        ("Avvikelser", "Allt som behöver rättas eller förklaras, med länk till cellen."),
        ("Avstämning", "Varje rad som lästes är med, eller är avvisad med skäl."),
    ]
    contents += [(data_name(part), f"Alla enheters rader på bladet {part.sheet}.") for part in data.parts()]
    for i, (name, explanation) in enumerate(contents):
        grid.put(row + 1 + i, 0, name, "link", formula=f'HYPERLINK("#\'{name}\'!A1","{name}")')
        grid.put(row + 1 + i, 2, explanation, "text", wrap=True)
    return grid


def deliveries(data: Consolidated) -> Grid:
    """Leveransläge: every expected book, and every file that was not used."""
    grid = start(
        "Leveransläge",
        "En rad för varje väntad arbetsbok. Det som saknas eller är avvisat är inte med i summorna.",
    )
    names = ("Kommun", "Enhet", "Bok", "Läge", "Skick", "Fel", "Varningar", "Notiser", "Rader", "Fil")
    rows: list[list[Value]] = []
    for a in data.arrivals():
        delivery = a.delivery
        counts = severities(delivery)
        rows.append(
            [
                a.unit.municipality, a.unit.name, data.books[a.book].title if a.book in data.books else a.book, a.state,
                texts.STATUS[delivery.status] if delivery else "–", *counts,
                delivery.rows if delivery and a.state != "avvisad" else 0, delivery.path if delivery else "",
            ]
        )  # fmt: skip
    if not data.expected:
        for delivery in [*data.used, *data.refused]:
            state = "avvisad" if delivery.status == "refused" else "i tid"
            title = data.books[delivery.book].title if delivery.book in data.books else ""
            rows.append(
                [
                    *delivery.names,
                    title,
                    state,
                    texts.STATUS[delivery.status],
                    *severities(delivery),
                    delivery.rows,
                    delivery.path,
                ]
            )
    bottom = as_table(grid, 3, "Leveranser", names, rows, (16, 28, 18, 10, 18, 8, 11, 9, 9, 76))
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


def as_table(
    grid: Grid,
    top: int,
    name: str,
    names: Sequence[str],
    rows: Sequence[Sequence[Value]],
    widths: Sequence[float],
) -> int:
    """A real Excel table of plain values; gives its last row. An empty one keeps a blank row, as Excel demands."""
    headers(grid, top, names)
    for at, width in enumerate(widths):
        grid.widths[at] = max(grid.widths.get(at, 0), width)
    for i, values in enumerate(rows):
        for at, value in enumerate(values):
            numeric = isinstance(value, int | float)
            number = COUNT if numeric else ""
            grid.put(
                top + 1 + i,
                at,
                value,
                "text",
                number,
                wrap=isinstance(value, str) and len(value) > widths[at],
            )
    bottom = top + max(1, len(rows))
    area = Area(top, 0, bottom, len(names) - 1)
    grid.tables.append(ListObject(name, area, tuple(names), ("",) * len(names)))
    return bottom


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
    return (list(texts.SEVERITY).index(finding.severity), delivery.names, delivery.path, finding.at)


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


# --- data sheets -------------------------------------------------------------------------------------------------


def data_name(part: type[Table]) -> str:
    """The name of a table's data sheet (31 characters at most)."""
    strip = " summor" if part.strip else ""
    return f"Data {part.sheet}{strip}"[:31]


def data_grid(data: Consolidated, part: type[Table]) -> Grid:
    """All units' rows of one table, each with its origin and a link to its cell."""
    stack = data.stack(part)
    grid = start(
        data_name(part),
        f"Alla enheters rader på bladet {part.sheet}. Ändra inte här: ändra i enhetens fil.",
        "data",
    )
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


def data_table(
    grid: Grid,
    top: int,
    name: str,
    names: Sequence[str],
    columns: Sequence[Sequence[Value]],
    formats: Sequence[str],
    widths: Sequence[float],
    links: tuple[str, Sequence[str]],
    prefix: str,
) -> None:
    """A real Excel table drawn as a block, with a column of links last: the same formula on every row.

    `links`: the column that holds the row's cell ("[Cell]") or row number ("[Rad]"), and the texts to show.
    """
    at, shown = links
    headers(grid, top, [*names, "Länk"])
    for column, width in enumerate((*widths, 12)):
        grid.widths[column] = width
    count = len(columns[0])
    if count > MOST_ROWS:
        words = f"Excel rymmer {show(MOST_ROWS)} rader: {show(count - MOST_ROWS)} rader visas inte här."
        grid.put(2, 0, words, "verdict")
        columns, shown, count = [values[:MOST_ROWS] for values in columns], shown[:MOST_ROWS], MOST_ROWS
    if count:
        here = f"{name}[[#This Row],{{}}]"
        cell = here.format(at) if at == "[Cell]" else f'"A"&{here.format(at)}'
        link = hyperlink(prefix, here.format("[Fil]"), here.format("[Blad]"), cell)
        grid.blocks.append(Block(top + 1, 0, [*columns, FormulaColumn(link, shown)], (*formats, "")))
    area = Area(top, 0, top + max(1, count), len(names))
    grid.tables.append(ListObject(name, area, (*names, "Länk"), ("",) * (len(names) + 1)))
