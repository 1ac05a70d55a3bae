"""Sections -> views: what the tables of both editions are called, and the internal edition's cells and notes.

A view's formulas are written for a table with its headings in row HEADERS of its section's own sheet.
"""

from collections.abc import Iterable, Sequence

from jamxl import report_texts, texts
from jamxl.columns import plain
from jamxl.consolidation import ORIGIN, Consolidated
from jamxl.dates import Period
from jamxl.grid import Cell, Style, a1
from jamxl.present.measures import COUNT, SHARE, Derived, Measure, OfColumn, Stat, Sum, Values
from jamxl.present.report import View, slug
from jamxl.present.sections import Figures, Group, Listing, Section
from jamxl.sheets import Table
from jamxl.swedish import counted, listed, show

# Zero-based rows of a section's sheet: its headings, and the first row below them.
HEADERS, FIRST = 3, 4
# What parts a total from the rows, in points.
PARTED = 4.5
# So many municipalities are named; more are counted.
MOST_NAMED = 3
TOTAL_KEY = "totalt"
MUNICIPALITY = ORIGIN["municipality"]


def made(data: Consolidated, section: Section) -> View:
    """A section's view in the internal edition."""
    if isinstance(section.table, Figures):
        return of_figures(data, section, section.table)
    return of_listing(data, section, section.table)


def of_figures(data: Consolidated, section: Section, table: Figures) -> View:
    """Groups by measures as live formulas with their values, the total last."""
    groups = every(table)
    cells: Values = {}
    for measure in table.measures:
        cells[measure.header] = measure.values(data, [group.where for group in groups], cells)
    left = len(table.labels)
    rows = []
    for i, group in enumerate(groups):
        last = bool(table.total) and i == len(groups) - 1
        places = {m.header: a1(line_at(i, total=last), left + at) for at, m in enumerate(table.measures)}
        line = labels(table, group, last)
        for measure in table.measures:
            value = cells[measure.header][i]
            line.append(
                Cell(
                    "" if value is None else value, "figure-total" if last else "figure",
                    number_format(data, table, measure, cells, i), measure.excel(data, group.where, places),
                    array=isinstance(measure, Stat), align="right",
                )
            )  # fmt: skip
        rows.append(line)
    note = basis(data, table) if table.basis else stayed(data, table)
    return framed(data, section, rows, range(len(table.groups)), [note])


def of_listing(data: Consolidated, section: Section, table: Listing) -> View:
    """Rows as they were reported."""
    rows = [
        [Cell(value, "text", format) for value, format in zip(values, table.formats, strict=True)]
        for values in table.rows
    ]
    return framed(data, section, rows, range(len(table.rows)))


def line_at(row: int, *, total: bool) -> int:
    """The line of a sheet that a table's row stands in, from 0: a blank line parts the total from the rows.

    LibreOffice filters all that it finds down to a blank line.
    """
    return FIRST + row + total


def line_of(view: View, row: int) -> int:
    """The line of its sheet that a view's row stands in, from 0."""
    return line_at(row, total=view.total and row == len(view.rows) - 1)


def every(table: Figures) -> list[Group]:
    """The groups, with that of all rows last where there is a total."""
    return [*table.groups, *([Group((table.total,), {})] if table.total else [])]


def labels(table: Figures, group: Group, last: bool) -> list[Cell]:
    """What stands to the left of a group's figures."""
    style: Style = "figure-label-total" if last else "figure-label"
    missing = [""] * (len(table.labels) - len(group.labels))
    return [Cell(plain(label), style, wrap=True) for label in (*group.labels, *missing)]


def framed(
    data: Consolidated,
    section: Section,
    rows: Sequence[Sequence[Cell]],
    kept: Sequence[int],
    notes: Iterable[str] = (),
    intro: str = "",
) -> View:
    """A section's view around its rows, of which the groups or lines `kept` are; a total comes after them."""
    table = section.table
    said = tuple(note for note in notes if note)
    where = [str(row[0].value) for row in rows[: len(kept)]] if table_headers(table)[0] == MUNICIPALITY else None
    title, source = f"{section.sheet}. {where_and_when(data, where)}.", source_of(data, section)
    about = (section.sheet, title, intro or section.intro)
    if isinstance(table, Listing):
        links = [table.links[row] for row in kept]
        return View(*about, table.headers, rows, 2, notes=said, source=source, empty=table.empty, links=links)
    names = row_keys(table)
    keys = [names[row] for row in kept] + ([TOTAL_KEY] if table.total else [])
    headers = table_headers(table)
    return View(
        about[0], f"{title} {units(table)}.", about[2], headers, rows, len(table.labels), bool(table.total), said,
        source, keys=keys, ids=unique(slug(header) for header in headers),
    )  # fmt: skip


def table_headers(table: Figures | Listing) -> tuple[str, ...]:
    """The headings of a table."""
    if isinstance(table, Listing):
        return table.headers
    return (*table.labels, *(measure.header for measure in table.measures))


def row_keys(table: Figures) -> list[str]:
    """What each group is called in the IDs of its figures: the values that its rows have, else its labels.

    A text that an identity number was taken out of names nothing, for the rest may tell whose it is.
    """
    named = ((group.where.values(), group.labels) for group in table.groups)
    return unique(naming(values) or naming(labels) or "utan-namn" for values, labels in named)


def naming(words: Iterable[str | None]) -> str:
    """Words as an ID; "" of none that may stand in it."""
    return slug("-".join(plain(word) for word in words if word and texts.REMOVED not in word))


def unique(words: Iterable[str]) -> list[str]:
    """The words, those that came before with a number after them."""
    seen: dict[str, int] = {}
    found = []
    for word in words:
        seen[word] = seen.get(word, 0) + 1
        found.append(word if seen[word] == 1 else f"{word}-{seen[word]}")
    return found


def where_and_when(data: Consolidated, among: Iterable[str] | None = None) -> str:
    """Which municipalities and which period a table is of, in words; None: all those that have answered."""
    every = (municipality for municipality, _, _ in data.units()) if among is None else among
    names = list(dict.fromkeys(filter(None, every)))
    where = listed(names) if len(names) <= MOST_NAMED else counted(len(names), "kommun", "kommuner")
    when = Period.parse(data.period).label if data.period else ""
    return ", ".join(filter(None, (where, when))) or report_texts.NO_DATA


def units(table: Figures) -> str:
    """What a table's figures are counted in, in words."""
    found = (report_texts.UNITS.get(measure.format, "") for measure in table.measures)
    said = listed(list(dict.fromkeys(filter(None, found))))
    return said[:1].upper() + said[1:]


def source_of(data: Consolidated, section: Section) -> str:
    """The line that says where a table is had from."""
    table = section.table
    parts = {m.part for m in table.measures if isinstance(m, OfColumn)} if isinstance(table, Figures) else set()
    titles = [book.title for book in data.books.values() if parts & set(book.parts)]
    return report_texts.SOURCE.format(books=f" ({listed(titles)})" if len(titles) == 1 else "")


def number_format(data: Consolidated, table: Figures, measure: Measure, cells: Values, row: int) -> str:
    """A measure's number format in a row: shares of few are told without decimals, as they say no more."""
    if not isinstance(measure, Derived) or measure.format != SHARE or not measure.base:
        return measure.format
    formats = {one.header: one.format for one in table.measures}
    if any(formats[header] != COUNT for header in measure.base):
        return measure.format
    base = sum(cells[header][row] or 0 for header in measure.base)
    return measure.format if base >= data.limits.decimals_from else "0%"


def stayed(data: Consolidated, table: Figures) -> str:
    """How many numbers of a table's columns stayed with their units, in books marked Känslig, in words; or nothing."""
    columns = dict.fromkeys((m.part, m.key) for m in table.measures if isinstance(m, OfColumn))
    count = sum(sum(data.too_few(part, key).values()) for part, key in columns)
    least = data.limits.count_at_least
    return report_texts.STAYED.format(values=counted(count, "värde", "värden"), least=least) if count else ""


def basis(data: Consolidated, table: Figures) -> str:
    """What stands behind a table's figures, and what is missing from them, in words."""
    assert table.basis is not None
    part, key, (one, many) = table.basis
    stack = data.stack(part)
    known = sum(1 for value in stack.columns[key] if value is not None)
    units = len({delivery.unit for delivery in data.used if part.table_key in delivery.batches})
    rows = counted(len(stack), one, many)
    said = f"Bakom siffrorna: {show(known)} av {rows} har {stack.header(key)}"
    summed = [m.key for m in table.measures if isinstance(m, Sum) and m.part is part and not m.where]
    for other in dict.fromkeys(summed):
        if other != key and not part.columns[other].computed:
            said += f", {show(sum(1 for value in stack.columns[other] if value is not None))} {stack.header(other)}"
    said += f"; {counted(units, 'enhet', 'enheter')} har svarat."
    columns = dict.fromkeys((m.part, m.key) for m in table.measures if isinstance(m, OfColumn))
    for part_of, column in columns:
        unreadable = data.unreadable(part_of, column)
        if unreadable:
            values, header = counted(sum(unreadable.values()), "värde", "värden"), data.stack(part_of).header(column)
            said += f" {values} i {header} gick inte att läsa ({', '.join(unreadable)}; se Avvikelser)."
        withheld = data.withheld(part_of, column)
        if withheld:
            values, header = counted(sum(withheld.values()), "värde", "värden"), data.stack(part_of).header(column)
            said += f" {values} i {header} saknas enligt enheten ({', '.join(withheld)}: tecknet .. eller .)."
    said += too_few(data, columns)
    missing = data.missing_units(part)
    if missing:
        said += f" Saknas: {', '.join(missing)}."
    elif data.expected:
        said += " Alla väntade enheter är med."
    return said


def too_few(data: Consolidated, columns: Iterable[tuple[type[Table], str]]) -> str:
    """How many values of some columns are withheld for being of too few people, in words; columns alike in one go."""
    alike: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for part, column in columns:
        if few := data.too_few(part, column):
            alike.setdefault((sum(few.values()), tuple(few)), []).append(data.stack(part).header(column))
    return "".join(
        texts.TOO_FEW.format(
            values=counted(count, "värde", "värden"),
            header=report_texts.EACH_OF.format(headers=listed(headers)) if len(headers) > 1 else headers[0],
            units=", ".join(units),
        )
        for (count, units), headers in alike.items()
    )
