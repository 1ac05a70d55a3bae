"""Grids -> an .xlsx file, through XlsxWriter. The same pages give the same bytes."""

import io
import re
import warnings
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jamxl.draw import native
from jamxl.draw.blocks import BlockWorkbook, BlockWorksheet
from jamxl.grid import WIDEST_PAGE, Block, Cell, FormulaColumn, Grid, Look, Pages, Style, Validation, a1

# Files carry no time of making, so that the same input gives the same bytes.
NO_TIME = datetime(2000, 1, 1)
EPOCH = date(1899, 12, 30)

NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

INK, TEAL, PALE, GREY, LINE = "#1B2A33", "#1F5A66", "#E3EEF0", "#F1F1EE", "#C9CFD1"
TABS = {"input": TEAL, "info": "#8A9AA0", "check": "#B4541A", "data": "#5B6B73"}
# What leads somewhere.
WAY = {"font_color": "#0B5CAD", "underline": 1}

STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 18, "font_color": TEAL},
    "intro": {"font_color": INK},
    "heading": {"bold": True, "font_size": 13, "font_color": TEAL},
    "key": {"font_color": "#9A9A9A", "font_size": 8},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": TEAL, "border": 1, "border_color": LINE,
               "valign": "vcenter"},
    "header-computed": {"bold": True, "font_color": INK, "bg_color": "#D5DBDD", "border": 1, "border_color": LINE,
                        "valign": "vcenter"},
    "header-month": {"font_color": INK, "bg_color": "#D5DBDD", "border": 1, "border_color": LINE, "rotation": 90,
                     "align": "center"},
    "label": {"bold": True, "font_color": INK, "bg_color": PALE, "border": 1, "border_color": LINE, "valign": "top"},
    "input": {"locked": False, "border": 1, "border_color": LINE, "valign": "top"},
    "computed": {"locked": False, "bg_color": GREY, "border": 1, "border_color": LINE, "valign": "top"},
    "fixed": {"bg_color": GREY, "border": 1, "border_color": LINE, "valign": "top"},
    "fixed-white": {"border": 1, "border_color": LINE, "valign": "top"},
    "total": {"bold": True, "bg_color": GREY, "border": 1, "border_color": LINE, "valign": "top"},
    "text": {"align": "left", "indent": 1, "border": 1, "border_color": LINE, "valign": "top"},
    "note": {"font_color": "#4A575D", "italic": True, "valign": "top"},
    "verdict": {"locked": False, "font_color": "#8C2F12", "valign": "top"},
    "state": {"bold": True, "font_color": "#1E6B3A"},
    "link": {"align": "left", "indent": 1, "border": 1, "border_color": LINE, "valign": "top", **WAY},
    "figure": {"border": 1, "border_color": LINE, "valign": "top"},
    "figure-total": {"bold": True, "border": 1, "border_color": LINE, "top": 2, "bg_color": GREY},
    "figure-label": {"border": 1, "border_color": LINE, "text_wrap": True, "valign": "top"},
    "figure-label-total": {"bold": True, "border": 1, "border_color": LINE, "top": 2, "bg_color": GREY},
    "figure-link": {"border": 1, "border_color": LINE, "text_wrap": True, "valign": "top", **WAY},
    "figure-link-total": {"bold": True, "border": 1, "border_color": LINE, "top": 2, "bg_color": GREY, **WAY},
}  # fmt: skip

LOOKS: dict[Look, dict[str, Any]] = {
    "bad": {"bg_color": "#FBE3D6", "font_color": "#8C2F12", "bold": True, "border": 1, "border_color": "#B4541A"},
    "warn": {"bg_color": "#FDF3D0", "font_color": "#6B4E00", "bold": True},
    "good": {"font_color": "#1E6B3A"},
    "alarm": {"font_color": "#8C2F12", "bold": True},
    "planned": {"bg_color": "#8FB8C0"},
    "actual": {"bg_color": TEAL},
    "milestone": {"bg_color": "#E0A030", "border": 1, "border_color": INK},
}

PROTECTION = {
    "sort": True, "autofilter": True, "format_cells": True, "format_columns": True, "format_rows": True,
    "insert_rows": True, "delete_rows": True, "insert_hyperlinks": True, "objects": True,
}  # fmt: skip


def drawn(pages: Pages) -> bytes:
    """The workbook as the bytes of a file."""
    file = io.BytesIO()
    write(pages, file)
    return file.getvalue()


def write(pages: Pages, path: Path | io.BytesIO) -> None:
    """Write the workbook to `path` (its folder must exist). Raises OSError as the file system gives it."""
    # XlsxWriter warns of what Excel would refuse, and goes on; such a file must not be made.
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        compose(pages, path)


def compose(pages: Pages, path: Path | io.BytesIO) -> None:
    """The workbook, sheet by sheet."""
    # What goes to memory needs no temporary files, which cost more than all else of a small workbook.
    in_memory = isinstance(path, io.BytesIO)
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_numbers": False, "in_memory": in_memory}
    book = BlockWorkbook(str(path) if isinstance(path, Path) else path, options)
    try:
        book.set_properties(
            {
                "title": pages.title,
                "subject": pages.subject,
                "author": pages.author,
                "keywords": pages.keywords,
                "comments": pages.comments,
                "created": NO_TIME,
            }
        )
        formats = Formats(book, pages.font_size)
        for grid in pages.grids:
            draw_sheet(book, grid, formats)
        for name, reference in pages.names.items():
            book.define_name(name, f"={reference}")
        visible = next(i for i, grid in enumerate(pages.grids) if grid.visibility == "visible")
        book.worksheets()[visible].activate()
    except BaseException:
        # An unfinished XlsxWriter book warns when it is collected; nothing was written to disk yet.
        book.fileclosed = True
        raise
    book.close()


class Formats:
    """XlsxWriter formats by what they stand for, each made once."""

    def __init__(self, book: Workbook, font_size: int) -> None:
        self.book, self.font_size = book, font_size
        self.made: dict[tuple[Any, ...], Format] = {}
        self.looks = {look: book.add_format(style) for look, style in LOOKS.items()}

    def of(self, style: Style, number: str, wrap: bool, align: str = "") -> Format:
        """The format of a style with a number format."""
        key = (style, number, wrap, align)
        if key not in self.made:
            properties = {"font_name": "Calibri", "font_size": self.font_size, **STYLES[style]}
            if number:
                properties["num_format"] = number
            if wrap:
                properties["text_wrap"] = True
            if align:
                properties["align"] = align
            self.made[key] = self.book.add_format(properties)
        return self.made[key]


def draw_sheet(book: BlockWorkbook, grid: Grid, formats: Formats) -> None:
    """One grid to one worksheet."""
    sheet = book.add_sheet(grid.name)
    for column in sorted({*grid.widths, *grid.hidden_columns}):
        width = grid.widths.get(column)
        sheet.set_column(column, column, width, None, {"hidden": True} if column in grid.hidden_columns else {})
    for row in sorted({*grid.heights, *grid.hidden_rows}):
        hidden = {"hidden": True} if row in grid.hidden_rows else {}
        sheet.set_row(row, grid.heights.get(row), None, hidden)
    for table in grid.tables:
        area = table.area
        columns = [
            {"header": header, **({"formula": f"={formula}"} if formula else {})}
            for header, formula in zip(table.headers, table.formulas, strict=True)
        ]
        options = {"name": table.name, "columns": columns, "style": None, "autofilter": table.filtered}
        if grid.blocks:
            sheet.add_tall_table(area, options)
        else:
            sheet.add_table(area.top, area.left, area.bottom, area.right, options)
    for (row, column), cell in grid.cells.items():
        draw_cell(sheet, row, column, cell, formats.of(cell.style, cell.format, cell.wrap, cell.align))
    for block in grid.blocks:
        draw_block(sheet, block, formats)
    for area, validation in grid.validations:
        draw_validation(sheet, area.top, area.left, area.bottom, area.right, validation)
    for condition in grid.conditions:
        area = condition.area
        options = {"type": "formula", "criteria": f"={condition.formula}", "format": formats.looks[condition.look]}
        if condition.look == "milestone":
            options["stop_if_true"] = True
        sheet.conditional_format(area.top, area.left, area.bottom, area.right, options)
    native.draw(book, sheet, grid)
    set_up_page(sheet, grid)


def draw_cell(sheet: Worksheet, row: int, column: int, cell: Cell, style: Format) -> None:
    """One cell, by the type of its value; text never becomes a formula or a link."""
    value = cell.value
    if cell.formula:
        cached = (value - EPOCH).days if isinstance(value, date) else value
        if cell.array:
            sheet.write_array_formula(row, column, row, column, f"{{={cell.formula}}}", style, cached)
        else:
            sheet.write_formula(row, column, f"={cell.formula}", style, "" if cached is None else cached)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_number(row, column, (value - EPOCH).days, style)
    elif cell.link:
        draw_link(sheet, row, column, cell, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def draw_link(sheet: Worksheet, row: int, column: int, cell: Cell, style: Format) -> None:
    """A text that leads to a cell."""
    place, told = "'" + cell.link.replace("'", "''") + "'", str(cell.value)
    # XlsxWriter writes the text beside the link too, and there with what XML cannot hold.
    bare = NO_XML.sub("", told)
    sheet.write_url(row, column, f"internal:{place}!{cell.spot}", style, bare, cell.tip or None)
    if bare != told:
        sheet.write_string(row, column, told, style)


def draw_block(sheet: BlockWorksheet, block: Block, formats: Formats) -> None:
    """Columns of values and formulas."""
    wraps = block.wraps or (False,) * len(block.formats)
    styles = [
        formats.of(
            "link" if isinstance(column, FormulaColumn) else block.style,
            "" if number == "@" else number,
            wrap,
            "left" if number in ("", "@", "yyyy-mm-dd") else "right",
        )
        for column, number, wrap in zip(block.columns, block.formats, wraps, strict=True)
    ]
    # A cell without a border among others with one looks like a fault.
    framed = "border" in STYLES[block.style]
    sheet.write_block(block.top, block.left, block.columns, styles, block.heights, framed)


def draw_validation(sheet: Worksheet, top: int, left: int, bottom: int, right: int, rule: Validation) -> None:
    """One validation, with the marks {cell} and {range} filled in."""
    cells = f"${a1(top, left).rstrip('0123456789')}${top + 1}:${a1(bottom, right).rstrip('0123456789')}${bottom + 1}"

    def filled(text: str) -> str:
        return text.replace("{cell}", a1(top, left)).replace("{range}", cells)

    options: dict[str, Any] = {
        "validate": {"decimal": "decimal", "whole": "integer"}.get(rule.kind, rule.kind),
        "ignore_blank": True,
        "input_title": rule.prompt_title,
        "input_message": rule.prompt,
        "error_title": rule.error_title[:32],
        "error_message": rule.error[:255],
        "error_type": "stop" if rule.strict else "warning",
    }
    match rule.kind:
        case "list":
            options["source"] = f"={rule.first}"
        case "custom":
            options["value"] = f"={filled(rule.first)}"
        case "decimal" | "whole" | "date":
            low, high = rule.first, rule.second
            if rule.kind == "date":
                options |= {"criteria": ">=", "value": f"={low}"}
            elif low and high:
                options |= {"criteria": "between", "minimum": float(low), "maximum": float(high)}
            elif low or high:
                options |= {"criteria": ">=" if low else "<=", "value": float(low or high)}
            else:
                options |= {"criteria": "between", "minimum": -1e12, "maximum": 1e12}
    sheet.data_validation(top, left, bottom, right, options)


def set_up_page(sheet: Worksheet, grid: Grid) -> None:
    """Freeze, print set-up, protection and what a reader meets first."""
    if grid.freeze:
        sheet.freeze_panes(*grid.freeze)
    if grid.tab:
        sheet.set_tab_color(TABS[grid.tab])
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    printed = range(grid.print_columns or max([column for _, column in grid.cells], default=0) + 1)
    width = sum(grid.widths.get(column, 9.0) for column in printed if column not in grid.hidden_columns)
    pages = 1 + int(width // WIDEST_PAGE)
    bottom = max([row for row, _ in grid.cells] + [block.top + block.rows - 1 for block in grid.blocks], default=0)
    if grid.charts:
        native.set_up_paper(sheet, grid, width)
    elif not (grid.one_page and native.on_one_page(sheet, *native.size(grid, width, bottom + 1), native.READABLE)):
        if not grid.portrait:
            sheet.set_landscape()
        sheet.fit_to_pages(pages, 0)
    labels = grid.repeat_columns or (grid.freeze or (0, 0))[1]
    if pages > 1 and labels:
        sheet.repeat_columns(0, labels - 1)
    sheet.set_margins(0.4, 0.4, 0.6, 0.7)
    sheet.set_header("&L&10&A")
    sheet.set_footer("&L&9&F&R&9Sida &P av &N")
    if grid.repeat_rows:
        sheet.repeat_rows(*grid.repeat_rows)
    if grid.cells:
        right = max(column for _, column in grid.cells)
        if grid.print_columns:
            charted = max([place.bottom for place in grid.charts], default=0)
            sheet.print_area(0, 0, max(bottom, charted), grid.print_columns - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{a1(bottom, right)}"})
    sheet.set_selection(*grid.select, *grid.select)
    if grid.protected:
        sheet.protect("", PROTECTION)
    if grid.visibility == "hidden":
        sheet.hide()
    elif grid.visibility == "very hidden":
        sheet.very_hidden()
