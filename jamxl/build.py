"""Declaration -> grids: the standard workbook of a unit, blank or filled. Pure.

The sheets of the declared parts are made here; Läs mig, Kontroll, Listor and the stamp in `frame`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jamxl.columns import Column, Computed, Reference, Unknown, plain
from jamxl.formulas import Place, Places, resolve, table_name
from jamxl.grid import (
    Area,
    Cell,
    Condition,
    Grid,
    ListObject,
    Style,
    Validation,
    absolute,
    letters,
)
from jamxl.rules import Breach, breaches, verdicts
from jamxl.sheets import Book, BookData, Limits, Rows, Table, constraints
from jamxl.texts import EXCEL_ERROR, SHEET_CLEAR, SHEET_LOOK

VERDICT = "kontroll"
TIMELINE = "tidslinje"
SPARE_ROWS = 15
UPRIGHT_HEADERS = ("Uppgift", "Värde", "Så fyller du i", "Kontroll", "Nyckel")

Records = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Built:
    """A book on its way to pages: its data with computed values, its breaches, and where every part stands."""

    data: BookData
    found: list[Breach]
    places: Places

    @property
    def book(self) -> type[Book]:
        return self.data.book


def prepare(book: type[Book], records: Records, limits: Limits, today: date, spare: int | None = None) -> Built:
    """Rows, computed values, breaches and places of a book filled with `records` (by part key, then column key).

    `spare`: blank rows below the filled ones of each table; None: up to its capacity, and at least SPARE_ROWS.
    """
    parts = {part.table_key: Rows.of(part, records.get(part.table_key, ())) for part in book.parts}
    data = BookData(book, limits, today, parts)
    data.compute()
    places: dict[str, Place] = {}
    for parts_of_sheet in book.sheets().values():
        row = 3
        for part in parts_of_sheet:
            place = locate(part, row, len(parts[part.table_key]), spare)
            places[part.table_key] = place
            row = place.last + 2
    return Built(data, list(breaches(data)), places)


def locate(part: type[Table], top: int, filled: int, spare: int | None = None) -> Place:
    """Where a part stands when its hidden key row is sheet row `top`; `spare` as in `prepare`."""
    keys = list(part.columns)
    if part.is_form and not part.strip:
        lines = {key: top + 2 + i for i, key in enumerate(keys)}
        return Place(part, table_name(part), top + 1, top + 2, len(keys), {}, lines, 3)
    rows = max(part.capacity, filled + SPARE_ROWS) if spare is None else filled + spare
    count = 1 if part.is_form else len(part.fixed_rows) or rows
    columns = {key: i for i, key in enumerate(keys)}
    return Place(part, table_name(part), top + 1, top + 2, count, columns, {}, len(keys))


def sheet_grid(built: Built, sheet: str, parts: list[type[Table]]) -> Grid:
    """The sheet with all its parts."""
    grid = Grid(sheet, title=f"{sheet} – {built.book.title}", tab="info" if parts[-1].generated else "input")
    grid.put(0, 0, sheet, "title")
    grid.put(1, 0, parts[-1].introduction(), "intro")
    grid.heights[0] = 26
    shown = verdicts(built.data, built.found)
    for part in parts:
        place = built.places[part.table_key]
        if place.upright:
            upright(grid, built, place, shown[part.table_key])
        else:
            table(grid, built, place, shown[part.table_key])
    if not parts[-1].generated:
        # A view has nothing to mend; what is wrong is said where it is typed.
        flagged(grid, built, parts)
    main = built.places[parts[-1].table_key]
    grid.repeat_rows = (main.header, main.header)
    grid.freeze = (main.header + 1, 1 if main.upright or len(main.columns) < 6 else 2)
    first = next((c for c in parts[-1].columns.values() if not c.computed and not c.fixed), None)
    grid.select = main.cell(first.key) if first else (0, 0)
    return grid


def flagged(grid: Grid, built: Built, parts: list[type[Table]]) -> None:
    """The third row: in words, how many rows need a look."""
    count = sum(1 for cell in grid.cells.values() if cell.style == "verdict" and cell.value)
    lengths = "+".join(f'COUNTIF({built.places[part.table_key].verdicts()},"?*")' for part in parts)
    formula = f'IF({lengths}=0,"{SHEET_CLEAR}",{lengths}&"{SHEET_LOOK}")'
    value = f"{count}{SHEET_LOOK}" if count else SHEET_CLEAR
    grid.put(2, 0, value, "state", formula=formula)
    grid.conditions.append(Condition(Area(2, 0, 2, 0), 'ISNUMBER(SEARCH("att rätta:",$A$3))', "alarm"))


# --- tables and strips -------------------------------------------------------------------------------------------


def table(grid: Grid, built: Built, place: Place, shown: list[list[str]]) -> None:
    """A table, or a strip: hidden keys, headings, rows."""
    part, data = place.part, built.data
    rows = data.parts[part.table_key]
    strip = part.is_form
    grid.hidden_rows.add(place.header - 1)
    if not strip:
        grid.heights[place.header] = 33
    for key, column in part.columns.items():
        at = place.columns[key]
        grid.put(place.header - 1, at, f"{part.table_key}.{key}", "key")
        style: Style = "label" if strip else "header-computed" if column.computed or column.fixed else "header"
        grid.put(place.header, at, column.header, style, wrap=True)
        if not strip:
            # A strip takes the widths of the table below it.
            grid.widths[at] = column.width
        body(grid, built, place, column, rows)
        face(grid, place, column)
    grid.put(place.header - 1, place.verdict, f"{part.table_key}.{VERDICT}", "key")
    grid.put(place.header, place.verdict, "Kontroll", "label" if strip else "header-computed", wrap=True)
    if part.generated and not strip:
        # Nobody fills it in, so there is nothing to say of its rows.
        grid.widths[place.verdict] = 10
    elif not strip:
        grid.widths[place.verdict] = 40
    formula = verdict_formula(built, place)
    for index in range(place.count):
        texts = shown[index] if index < len(rows) else []
        grid.put(place.first + index, place.verdict, verdict_text(texts), "verdict", formula=formula, wrap=not strip)
    prompt(
        grid,
        place.header,
        place.verdict,
        "Kontroll",
        "Här står i ord vad som behöver rättas på raden. Tomt = inget.",
    )
    if strip:
        return
    headers = tuple(column.header for column in part.columns.values())
    formulas = tuple(
        resolve(c.formula, built.places, place, data.limits) if isinstance(c, Computed) and not c.array else ""
        for c in part.columns.values()
    )
    area = Area(place.header, 0, place.last, place.verdict)
    grid.tables.append(ListObject(place.name, area, (*headers, "Kontroll"), (*formulas, formula)))
    if part.timeline:
        timeline(grid, built, place)


def body(grid: Grid, built: Built, place: Place, column: Column, rows: Rows) -> None:
    """A column's cells below its heading."""
    formula = ""
    if isinstance(column, Computed):
        formula = resolve(column.formula, built.places, place, built.data.limits)
    values = rows.columns[column.key]
    strip = place.part.is_form
    style: Style = "fixed" if column.fixed else "total" if strip and column.computed else "input"
    if column.computed and not strip:
        style = "computed"
    blank = None
    if isinstance(column, Computed):
        blank = blank_value(built, place.part, column)
    for index in range(place.count):
        value = written(column, values[index]) if index < len(values) else blank
        value = rows.symbols.get((index, column.key), value)
        if column.computed and value is None:
            value = ""
        array = isinstance(column, Computed) and column.array
        # Said outright, since a formula that shows nothing yet is text to Excel.
        cell = Cell(
            value, style, column.format, formula, array, column.wrap, "right" if column.align == "right" else ""
        )
        grid.cells[place.first + index, place.columns[column.key]] = cell


def blank_value(built: Built, part: type[Table], column: Computed) -> Any:
    """What the formula shows on a row where nothing is filled in."""
    row = part({key: None for key in part.columns}, len(built.data.parts[part.table_key]))
    for key, other in part.columns.items():
        if other.required:
            row.__dict__.pop(key, None)
    try:
        return written(column, column.by(row, built.data))
    except Unknown:
        return ""


def written(column: Column, value: Any) -> Any:
    """A value as it stands in a cell: Ja/Nej in words."""
    return plain(value) if isinstance(value, bool) else value


def verdict_text(shorts: Sequence[str]) -> str:
    """The Kontroll cell of a row, as the formula writes it."""
    return " ".join(f"{short}." for short in shorts)


def verdict_formula(built: Built, place: Place, only: Column | None = None) -> str:
    """The formula of a Kontroll cell: one sentence for each broken demand, nothing on a blank row."""
    part = place.part
    pieces = [
        (c.excel, c.short)
        for column, c in constraints(part)
        if c.excel and built.data.severity(c.rule, "error") and (only is None or column is only)
    ]
    pieces += [
        (r.excel, r.short)
        for r in part.rules
        if r.excel and built.data.severity(r.id, r.severity) and (only is None or r.at[0] == only.key)
    ]
    said = "&".join(
        f'IF({resolve(excel, built.places, place, built.data.limits)},"{short}. ","")' for excel, short in pieces
    )
    if not said:
        return '""'
    # A cell that shows an Excel error makes the whole sum of sentences one; it is said in words instead.
    said = f'IFERROR(TRIM({said}),"{EXCEL_ERROR}.")'
    if part.is_form or part.fixed_rows:
        return said
    return f'IF(COUNTA({filled(place)})=0,"",{said})'


def filled(place: Place) -> str:
    """This row's input cells, as runs of neighbouring columns (computed cells are never blank to COUNTA)."""
    runs: list[list[Column]] = []
    previous = None
    for column in place.part.columns.values():
        if not column.computed:
            if previous is None:
                runs.append([])
            runs[-1].append(column)
            previous = column
        else:
            previous = None
    return ",".join(
        f"{place.name}[[#This Row],[{run[0].header}]:[{run[-1].header}]]"
        if len(run) > 1
        else f"{place.name}[[#This Row],[{run[0].header}]]"
        for run in runs
    )


def face(grid: Grid, place: Place, column: Column) -> None:
    """What guides the typing: the heading's prompt, the cells' validation, and the colour of what is wrong."""
    at = place.columns[column.key]
    prompt(grid, place.header, at, column.header, prompt_text(column))
    area = Area(place.first, at, place.last, at)
    validation = column.validation()
    if validation and not column.fixed:
        grid.validations.append((area, validation))
    shorts = [c.short for _, c in constraints(place.part) if c.excel and _.key == column.key]
    shorts += [r.short for r in place.part.rules if r.excel and column.key in r.at]
    if shorts:
        verdict = f"${letters(place.verdict)}{place.first + 1}"
        grid.conditions.append(Condition(area, found_in(verdict, shorts), "bad"))


def found_in(cell: str, shorts: Sequence[str]) -> str:
    """A condition: one of the sentences stands in the Kontroll cell."""
    tests = ",".join(f'ISNUMBER(SEARCH("{short}",{cell}))' for short in shorts)
    return f"OR({tests})" if len(shorts) > 1 else tests


def prompt(grid: Grid, row: int, column: int, title: str, text: str) -> None:
    """An input message on a heading (Excel allows 32 and 255 characters)."""
    if text:
        message = Validation("any", prompt_title=title[:32], prompt=text[:255])
        grid.validations.append((Area(row, column, row, column), message))


def prompt_text(column: Column) -> str:
    """What to type, in words."""
    if column.computed:
        return f"{column.prompt} Räknas fram; skriv inte här.".strip()
    kind = {
        "lista": "Välj i listan.",
        "Ja/Nej": "Välj Ja eller Nej.",
        "datum": "Skriv som 2010-03-15.",
        "timmar": "Skriv timmar, t.ex. 38,5.",
        "procent": "Skriv procent, t.ex. 20 %.",
        "hänvisning": "Välj ett ID som finns på sitt blad.",
    }.get(column.kind_name, "")
    must = "" if column.required else "Får lämnas tomt."
    return " ".join(part for part in (column.prompt, kind, must) if part)


def timeline(grid: Grid, built: Built, place: Place) -> None:
    """Gantt bars beside a table, a month a column: conditional formats of the dates that stand in words."""
    line = place.part.timeline
    assert line is not None
    left = place.verdict + 2
    # The bars are for the screen; on paper the dates say the same and the rest gets room.
    grid.print_columns = place.verdict + 1
    grid.widths[left - 1] = 2
    start = resolve("{" + line.first + "}", built.places, place, built.data.limits)
    known = built.data.lookup(line.first)
    grid.put(place.header - 2, left, "Ljus = planerad tid, mörk = verklig tid, inramad = milstolpe.", "note")
    # The months stand on end, so that two years fit on a screen.
    grid.heights[place.header] = 46
    for month in range(line.months):
        at = left + month
        grid.widths[at] = 3.6
        grid.put(place.header - 1, at, f"{place.part.table_key}.{TIMELINE}", "key")
        value = months_later(known, month) if known else ""
        formula = f'IF(N({start})=0,"",DATE(YEAR({start}),MONTH({start})+{month},1))'
        grid.put(place.header, at, value, "header-month", "mmm yy", formula=formula)
    area = Area(place.first, left, place.last, left + line.months - 1)
    row, head = place.first + 1, f"{letters(left)}${place.header + 1}"

    def within(pair: tuple[str, str]) -> str:
        first, last = (f"${letters(place.columns[key])}{row}" for key in pair)
        until = f"IF(ISNUMBER({last}),{last},{first})"
        return f"AND(ISNUMBER({head}),ISNUMBER({first}),{first}<=EOMONTH({head},0),{until}>={head})"

    done = f"${letters(place.columns[line.planned[1]])}{row}"
    stone = f'${letters(place.columns[line.milestone])}{row}<>""'
    on_day = f"AND({stone},ISNUMBER({head}),ISNUMBER({done}),{done}>={head},{done}<=EOMONTH({head},0))"
    grid.conditions += [
        Condition(area, on_day, "milestone"),
        Condition(area, within(line.actual), "actual"),
        Condition(area, within(line.planned), "planned"),
    ]


def months_later(first: date, months: int) -> date:
    """The first day of the month `months` after a date's month."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


# --- upright forms -----------------------------------------------------------------------------------------------


def upright(grid: Grid, built: Built, place: Place, shown: list[list[str]]) -> None:
    """A form: a field a line, with its explanation and its own Kontroll cell."""
    part, data = place.part, built.data
    record = data.parts[part.table_key]
    grid.hidden_rows.add(place.header - 1)
    grid.hidden_columns.add(4)
    for at, (name, header, width) in enumerate(
        zip(("label", "value", "help", VERDICT, "key"), UPRIGHT_HEADERS, (30, 42, 62, 34, 24), strict=True)
    ):
        grid.put(place.header - 1, at, f"{part.table_key}.{name}", "key")
        grid.put(place.header, at, header, "header" if at == 1 else "header-computed")
        grid.widths[at] = width
    formulas = {}
    said = shown[0]
    for key, column in part.columns.items():
        line = place.lines[key]
        formula = ""
        value = record.symbols.get((0, key), written(column, record.columns[key][0]))
        if isinstance(column, Computed):
            formula = resolve(column.formula, built.places, place, data.limits)
            value = "" if value is None else value
        shorts = [c.short for c in column.constraints() if not column.computed] + [
            r.short for r in part.rules if r.at[0] == key
        ]
        formulas[key] = verdict_formula(built, place, column)
        grid.put(line, 0, column.header, "label", wrap=True)
        style: Style = "computed" if column.computed else "fixed" if column.fixed else "input"
        grid.cells[line, 1] = Cell(value, style, column.format, formula, wrap=True, align="left")
        grid.put(line, 2, prompt_text(column), "note", wrap=True)
        text = verdict_text([short for short in said if short in shorts])
        grid.put(line, 3, text, "verdict", formula=formulas[key], wrap=True)
        grid.put(line, 4, f"{part.table_key}.{key}", "key")
        area = Area(line, 1, line, 1)
        validation = column.validation()
        if validation and not column.fixed:
            grid.validations.append((area, validation))
        grid.conditions.append(Condition(Area(line, 1, line, 1), f"LEN($D{line + 1})>0", "bad"))
    area = Area(place.header, 0, place.last, 4)
    grid.tables.append(ListObject(place.name, area, UPRIGHT_HEADERS, ("",) * 5, filtered=False))
    grid.print_columns = 4


# --- names -------------------------------------------------------------------------------------------------------


def reference_names(built: Built) -> dict[str, str]:
    """Defined names for the IDs that other tables refer to, as long as the filled rows, at least one."""
    found: dict[str, str] = {}
    for part in built.book.parts:
        for column in part.columns.values():
            if isinstance(column, Reference) and column.to:
                table_key, _, key = column.to.partition(".")
                place = built.places[table_key]
                at = place.columns[key]
                whole = absolute(place.part.sheet, Area(place.first, at, place.last, at))
                start = absolute(place.part.sheet, Area(place.first, at, place.first, at))
                found[column.name] = f"{start}:INDEX({whole},MAX(1,COUNTA({whole})))"
    return found
