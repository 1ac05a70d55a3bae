"""The co-ordinator's own workbook: buttons that start jamxl, or with xlwings the same without macros.

The same input gives the same bytes. The macros are built from `scripts/button` by `scripts/build_button.py`.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jamxl.draw.xlsx import INK, LINE, LOOKS, NO_TIME, PALE, STYLES, TEAL
from jamxl.grid import height_of

MACROS = Path(__file__).resolve().parents[1] / "data" / "konsolidering.bin"
# What VBA calls the workbook, its sheets and the module with the buttons.
WORKBOOK, CODE_NAMES, MODULE = "ThisWorkbook", ("BladStart", "BladHjalp"), "Konsolidering"
START, HELP = "Start", "Hjälp"

# The cells that a macro or xlwings reads and writes, by their names in the workbook; TABLE is its first heading.
FOLDER, PERIOD, EDITION, TASK, MESSAGE, TABLE = "Projektmapp", "Period", "Utgava", "Uppgift", "Besked", "Enheter"
CELLS = {FOLDER: "$C$4", PERIOD: "$C$5", EDITION: "$C$6", TASK: "$C$7", MESSAGE: "$B$12", TABLE: "$B$15"}
TABLE_ROWS = 5000
# A list that is written in the cell's own rule may have so many characters.
LONGEST_LIST = 255

WIDTHS = {"A:A": 2, "B:B": 30, "C:C": 34, "D:D": 14, "E:E": 13, "F:F": 8, "G:G": 3}
BUTTON_GAP = 8
HELP_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its macro, what it says and how large it is (pixels)."""

    macro: str
    caption: str
    width: int
    height: int = 38


BROWSE = Button("JamxlValjMapp", "Välj mapp …", 110, 22)


@dataclass(frozen=True, slots=True)
class Launcher:
    """What stands in it. `periods` are offered, others may be typed; `helps`: heading and lines, in order.

    `macros`: the VBA project that `buttons` are bound to, b"" for a workbook without.
    """

    title: str
    intro: str
    folder: str
    periods: Sequence[str]
    editions: Sequence[str]
    tasks: Sequence[str]
    headings: Sequence[str]
    helps: Sequence[tuple[str, Sequence[str]]]
    buttons: Sequence[Button] = ()
    macros: bytes = b""


def launcher(content: Launcher) -> bytes:
    """The workbook's bytes: with macros an .xlsm with buttons, else an .xlsx in which the task is chosen in a cell."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    book.set_properties({"title": content.title, "created": NO_TIME})
    start, helps = book.add_worksheet(START), book.add_worksheet(HELP)
    if content.macros:
        book.add_vba_project(io.BytesIO(content.macros), is_stream=True)
        book.set_vba_name(WORKBOOK)
        for sheet, name in zip((start, helps), CODE_NAMES, strict=True):
            sheet.set_vba_name(name)
    draw_start(book, start, content)
    draw_help(book, helps, content)
    book.close()
    return file.getvalue()


def draw_start(book: Workbook, sheet: Worksheet, content: Launcher) -> None:
    """What is chosen, the buttons, the answer and the table."""
    sheet.hide_gridlines(2)
    for columns, width in WIDTHS.items():
        sheet.set_column(columns, width)
    sheet.set_row(0, 30)
    sheet.write("B1", content.title, book.add_format(STYLES["title"]))
    sheet.write("B2", content.intro, book.add_format(STYLES["note"]))
    draw_choices(book, sheet, content)
    across = 0
    for button in content.buttons:
        put_button(sheet, "B8", button, across)
        across += button.width + BUTTON_GAP
    heading = book.add_format(STYLES["heading"])
    sheet.write("B11", "Besked", heading)
    look = {
        "text_wrap": True,
        "valign": "top",
        "indent": 1,
        "border": 1,
        "border_color": LINE,
        "bg_color": PALE,
        "num_format": "@",
    }
    sheet.merge_range("B12:F12", "", book.add_format(look | {"font_color": INK}))
    sheet.set_row(11, 66)
    sheet.write("B14", "Enheterna", heading)
    draw_table(book, sheet, content)
    for name in [name for name in CELLS if name != TASK or not content.macros]:
        book.define_name(name, f"={START}!{CELLS[name]}")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_selection("C4")


def draw_choices(book: Workbook, sheet: Worksheet, content: Launcher) -> None:
    """The project's folder, the period, the edition and, without buttons, the task."""
    middle = {"valign": "vcenter", "indent": 1}
    label, note = book.add_format(STYLES["label"] | middle), book.add_format(STYLES["note"] | middle)
    typed = book.add_format(STYLES["input"] | middle | {"num_format": "@", "border_color": TEAL})
    for row in (3, 4, 5) if content.macros else (3, 4, 5, 6):
        sheet.set_row(row, 21)
    for row, name in zip((4, 5, 6), ("Projektmapp", "Period", "Utgåva"), strict=True):
        sheet.write(f"B{row}", name, label)
    sheet.merge_range("C4:E4", content.folder, typed)
    sheet.write("C5", "", typed)
    sheet.write("D5", "Tomt: den omgång som pågår", note)
    sheet.write("C6", content.editions[0], typed)
    # Other periods may be typed: of too many for a list the last ones are offered.
    periods = list(content.periods)
    while len(",".join(periods)) > LONGEST_LIST:
        del periods[0]
    if periods:
        sheet.data_validation("C5", {"validate": "list", "source": periods, "show_error": False})
    sheet.data_validation("C6", listed(content.editions))
    if content.macros:
        put_button(sheet, "F4", BROWSE, 4)
    else:
        sheet.write("B7", "Uppgift", label)
        sheet.write("C7", content.tasks[0], typed)
        sheet.data_validation("C7", listed(content.tasks))
        sheet.write("B9", "Välj uppgift och tryck på Run main på fliken xlwings.", note)


def listed(choices: Sequence[str]) -> dict[str, Any]:
    """The rule of a cell that takes some choices only."""
    said = {"error_title": "Välj ur listan", "error_message": f"Välj {', '.join(choices)}."}
    return {"validate": "list", "source": list(choices), **said}


def put_button(sheet: Worksheet, cell: str, button: Button, across: int) -> None:
    """A form button, `across` pixels to the right of the cell's left edge."""
    sheet.insert_button(
        cell,
        {
            "macro": button.macro,
            "caption": button.caption,
            "width": button.width,
            "height": button.height,
            "x_offset": across,
            "description": button.caption,
        },
    )


def draw_table(book: Workbook, sheet: Worksheet, content: Launcher) -> None:
    """The table of the units, empty, with the looks that its rows get."""
    first, last = 16, 15 + TABLE_ROWS
    header = book.add_format(STYLES["header"])
    for at, heading in enumerate(content.headings):
        sheet.write(14, 1 + at, heading, header)
    sheet.autofilter(14, 1, last - 1, len(content.headings))
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for column, form in (("B:B", text), ("C:C", text), ("D:D", text), ("E:E", day)):
        sheet.set_column(column, WIDTHS[column], form)
    area = f"B{first}:F{last}"
    late, wrong = book.add_format(LOOKS["warn"]), book.add_format(LOOKS["bad"])
    filled = book.add_format({"border": 1, "border_color": LINE})
    for cells, formula, form in (
        (f"D{first}:D{last}", f'=OR($D{first}="saknas",$D{first}="avvisad")', wrong),
        (f"D{first}:D{last}", f'=$D{first}="sen"', late),
        (f"F{first}:F{last}", f"=N($F{first})>0", wrong),
        (area, f'=$B{first}<>""', filled),
    ):
        sheet.conditional_format(cells, {"type": "formula", "criteria": formula, "format": form})


def draw_help(book: Workbook, sheet: Worksheet, content: Launcher) -> None:
    """How the workbook is used, in one column."""
    sheet.hide_gridlines(2)
    sheet.set_column("A:A", 2)
    sheet.set_column("B:B", HELP_WIDTH)
    heading, text = book.add_format(STYLES["heading"]), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write("B1", HELP, book.add_format(STYLES["title"]))
    row = 2
    for title, lines in content.helps:
        sheet.write(row, 1, title, heading)
        for line in lines:
            row += 1
            sheet.write(row, 1, line, text)
            sheet.set_row(row, height_of(line, HELP_WIDTH) or None)
        row += 2
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
