"""A grid as plain text, line by line: what tests compare and what a review of a change to a book reads."""

from collections.abc import Iterator

from jamxl.columns import plain
from jamxl.grid import Area, Block, Cell, FormulaColumn, Grid, Pages, a1, letters


def to_text(grid: Grid) -> str:
    """Everything about a sheet, by address. Equal cells below one another are written once, with their range."""
    lines = [f"# {grid.name}", *about(grid)]
    for heading, found in (
        ("cells", cells(grid)),
        *((f"block {a1(block.top, block.left)}", rows(block)) for block in grid.blocks),
        ("validations", validations(grid)),
        ("conditions", conditions(grid)),
    ):
        listed = list(found)
        if listed:
            lines += ["", f"## {heading}", *listed]
    return "\n".join(lines) + "\n"


def names_to_text(pages: Pages) -> str:
    """The workbook's own properties, its sheets in order and its defined names."""
    properties = {
        "title": pages.title,
        "subject": pages.subject,
        "author": pages.author,
        "keywords": pages.keywords,
        "comments": pages.comments,
    }
    lines = [f"{name}: {value}" for name, value in properties.items() if value]
    lines += ["", "## sheets", *(f"{grid.name} {grid.visibility}" for grid in pages.grids)]
    lines += ["", "## names", *(f"{name} = {reference}" for name, reference in sorted(pages.names.items()))]
    return "\n".join(lines) + "\n"


def about(grid: Grid) -> Iterator[str]:
    """The sheet as a whole: what is not a cell."""
    yield f"title: {grid.title}"
    yield f"visibility: {grid.visibility}, protected: {grid.protected}, tab: {grid.tab or '-'}"
    page = "portrait" if grid.portrait else "landscape"
    yield f"page: {page}, repeat rows: {span(grid.repeat_rows)}, columns: {grid.print_columns or 'all'}"
    yield f"freeze: {a1(*grid.freeze) if grid.freeze else '-'}, select: {a1(*grid.select)}"
    yield "hidden rows: " + (", ".join(str(row + 1) for row in sorted(grid.hidden_rows)) or "-")
    yield "hidden columns: " + (", ".join(letters(column) for column in sorted(grid.hidden_columns)) or "-")
    yield "widths: " + " ".join(f"{letters(column)}={width:g}" for column, width in sorted(grid.widths.items()))
    yield "heights: " + " ".join(f"{row + 1}={height:g}" for row, height in sorted(grid.heights.items()))
    for table in grid.tables:
        yield f"table {table.name} {table.area}{'' if table.filtered else ', no filter'}: {' | '.join(table.headers)}"


def span(rows: tuple[int, int] | None) -> str:
    return "-" if rows is None else f"{rows[0] + 1}-{rows[1] + 1}"


def cells(grid: Grid) -> Iterator[str]:
    """A line for each run of equal cells below one another, in the order of their first cells."""
    done: set[tuple[int, int]] = set()
    for (row, column), cell in sorted(grid.cells.items()):
        if (row, column) in done:
            continue
        last = row
        while grid.cells.get((last + 1, column)) == cell:
            last += 1
        done |= {(r, column) for r in range(row, last + 1)}
        area = a1(row, column) if last == row else str(Area(row, column, last, column))
        yield f"{area} {looks(cell)}{contents(cell)}"


def rows(block: Block) -> Iterator[str]:
    """The formats and formulas of a block, then its rows."""
    formulas = [f"={column.formula}" for column in block.columns if isinstance(column, FormulaColumn)]
    yield f"[{block.style or 'plain'}] " + " | ".join([*block.formats, *formulas])
    shown = (column.shown if isinstance(column, FormulaColumn) else column for column in block.columns)
    for values in zip(*shown, strict=True):
        yield " | ".join(plain(value) for value in values)


def looks(cell: Cell) -> str:
    """The cell's style and number format: [input, yyyy-mm-dd, wrap]."""
    named = (cell.style or "plain", cell.format, "wrap" if cell.wrap else "", to(cell))
    return "[" + ", ".join(name for name in named if name) + "]"


def to(cell: Cell) -> str:
    """Where the cell leads, and what is said of it; "" nowhere."""
    place = cell.link if cell.spot == "A1" else f"{cell.link}!{cell.spot}"
    return f"to {place}{f' ({cell.tip})' if cell.tip else ''}" if cell.link else ""


def contents(cell: Cell) -> str:
    """The cell's formula and value."""
    value = "" if cell.value in (None, "") else f" {type(cell.value).__name__} {plain(cell.value)!r}"
    formula = f" {'array ' if cell.array else ''}={cell.formula}" if cell.formula else ""
    return formula + value


def validations(grid: Grid) -> Iterator[str]:
    for area, rule in sorted(grid.validations, key=lambda found: (found[0].top, found[0].left)):
        said = [f"{rule.kind}{'' if rule.strict else ' (warns)'}"]
        said += [text for text in (rule.first, rule.second) if text]
        said += [
            f"{title}: {text}"
            for title, text in ((rule.prompt_title, rule.prompt), (rule.error_title, rule.error))
            if text
        ]
        yield f"{area} " + " | ".join(said)


def conditions(grid: Grid) -> Iterator[str]:
    """In their order, since the first that holds wins."""
    for condition in grid.conditions:
        yield f"{condition.area} {condition.look} ={condition.formula}"
