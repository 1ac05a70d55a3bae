"""Sections -> grids: the tables of a report drawn on their sheets."""

from collections.abc import Iterable, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from jamxl import texts
from jamxl.columns import plain
from jamxl.consolidation import TRACE, Consolidated
from jamxl.grid import (
    Area,
    Block,
    FormulaColumn,
    Grid,
    ListObject,
    Style,
    Value,
    a1,
    height_of,
    letters,
)  # fmt: skip
from jamxl.present.measures import COUNT, DAY, OfColumn, Stat, Sum, Values, quoted
from jamxl.present.sections import Figures, Group, Listing
from jamxl.swedish import counted, show

WIDTHS = {"municipality": 16, "unit": 26, "unit_id": 18, "period": 10, "file": 44, "sheet": 18, "row": 8}
LINK = "Till cellen"
EARLIER = "Stod förra omgången i"
# So many signs of a note stand on a line.
NOTE_WIDTH = 120
# Excel's sheets end at 1,048,576 rows.
MOST_ROWS = 1_048_000
# A text in a formula ends at 255 characters, and each of its own may take two.


def start(name: str, intro: str, tab: Any = "check") -> Grid:
    """A sheet with its title and introduction."""
    grid = Grid(name, title=name, tab=tab, protected=False)
    grid.put(0, 0, name, "title")
    grid.put(1, 0, intro, "intro")
    grid.heights[0] = 26
    return grid


def headers(grid: Grid, row: int, names: Iterable[str], left: int = 0) -> None:
    """A row of headings."""
    for at, name in enumerate(names, left):
        grid.put(row, at, name, "header", wrap=True)
    grid.heights[row] = 33


def figures(grid: Grid, data: Consolidated, table: Figures, top: int) -> dict[str, tuple[str, Value]]:
    """Draw a Figures table from row `top`; gives the totals by header: address and value."""
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
            grid.put(row, at, plain(group.labels[at]) if at < len(group.labels) else "", label, wrap=True)
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
        longest = max((len(plain(group.labels[at])) for group in groups if at < len(group.labels)), default=0)
        grid.widths[at] = min(44, max(12, longest + 2))
    for at, measure in enumerate(table.measures, left):
        grid.widths[at] = max(13, *(len(word) + 3 for word in measure.header.split()))
    note = basis(data, table) if table.basis else stayed(data, table)
    # One long line would make the whole sheet small on paper.
    for line, words in enumerate(wrap(note, NOTE_WIDTH), top + 3 + len(groups)):
        grid.put(line, 0, words, "note")
    if not table.total:
        return {}
    last_row = top + 1 + len(groups)
    return {m.header: (a1(last_row, left + at), cells[m.header][-1]) for at, m in enumerate(table.measures)}


def stayed(data: Consolidated, table: Figures) -> str:
    """How many numbers of a table's columns stayed with their units, in books marked Känslig, in words; or nothing."""
    columns = dict.fromkeys((m.part, m.key) for m in table.measures if isinstance(m, OfColumn))
    count = sum(sum(data.too_few(part, key).values()) for part, key in columns)
    least = data.limits.count_at_least
    return texts.STAYED.format(values=counted(count, "värde", "värden"), least=least) if count else ""


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
        few = data.too_few(part_of, column)
        if few:
            values, header = counted(sum(few.values()), "värde", "värden"), data.stack(part_of).header(column)
            said += texts.TOO_FEW.format(values=values, header=header, units=", ".join(few))
    missing = data.missing_units(part)
    if missing:
        said += f" Saknas: {', '.join(missing)}."
    elif data.expected:
        said += " Alla väntade enheter är med."
    return said


def hyperlink(prefix: str, file: str, sheet: str, cell: str) -> str:
    """The formula of a link to a unit's file; file, sheet and cell are formulas too."""
    within_quotes = f'SUBSTITUTE({sheet},"\'","\'\'")'
    return f'HYPERLINK({quoted(prefix)}&{file}&"#\'"&{within_quotes}&"\'!"&{cell},"{LINK}")'


def listing(grid: Grid, data: Consolidated, table: Listing, top: int) -> None:
    """Draw a Listing from row `top`: the values, a link to their cell, and where that is."""
    if not table.rows:
        grid.put(top + 1, 0, table.empty, "note")
        return
    before = [list(table.earlier)] if table.earlier else []
    headers(grid, top + 1, [*table.headers, "Länk", *TRACE.values(), *([EARLIER] if before else [])])
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
            [*values, FormulaColumn(link, [LINK] * len(table.rows)), *trace, *before],
            (*table.formats, "", "", "", "0", *[""] * len(before)),
            "text",
            (*wraps, False, False, False, False, *[False] * len(before)),
            heights,
        )
    )
    for at, width in enumerate((*widths, 12, *(WIDTHS[key] for key in TRACE), WIDTHS["file"])):
        grid.widths[at] = width
    # On paper a link and where it leads are of no use.
    grid.print_columns = len(values)


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
            number = COUNT if numeric else DAY if isinstance(value, date) else ""
            wrap = isinstance(value, str) and len(value) > widths[at]
            grid.put(top + 1 + i, at, value, "text", number, wrap=wrap, align="right" if numeric else "")
    bottom = top + max(1, len(rows))
    area = Area(top, 0, bottom, len(names) - 1)
    grid.tables.append(ListObject(name, area, tuple(names), ("",) * len(names)))
    return bottom


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
