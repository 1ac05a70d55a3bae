"""A stand-in for Excel under xlwings' own classes, for what cannot be run without it.

Real: Book, App, Books, Names, Name, Sheet, Range, RangeColumns, AutoFilter and the conversion of values, all of
xlwings. In the place of Excel, and of what xlwings has for Windows and macOS, are the classes below: they keep the
cells of a workbook that openpyxl reads, and know as much of Excel as the tests need. What they do not know raises
NotImplementedError, as the classes they are made from do.

Known of Excel, from its documentation and what users of xlwings report: a text is taken for a formula or a number
unless the cell's format is text; rows that a filter hides are not emptied, and a block that has such rows is not
written as it should be. Only a person with Excel can confirm that, and what is not known here: how the status bar, the
alert and the opened report look, whether Excel takes calls while it waits for Python, what it shows of the sentence
that main() ends with when there is no workbook, and the start from the ribbon in Windows and macOS.
"""

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

# The part of xlwings that has a licence of its own cannot be imported: the tests go without it.
sys.modules["xlwings.pro"] = None  # type: ignore[assignment]
from xlwings import base_classes as base  # noqa: E402

TEXT = "@"


class Excel(base.App):
    """The program: what it was asked for is in `bar` (status bar), `alerts`, `opened` and `front`."""

    pid, hwnd = 1, 1
    engine: Any = None

    def __init__(self) -> None:
        self.engine = Engine(self)
        self.open: list[Workbook] = []
        self.bar: list[str | bool] = [False]
        self.screen: list[bool] = [True]
        self.alerts: list[str] = []
        self.opened: list[Path] = []
        self.front: list[str] = []
        # While it is, the status bar cannot be written, nor a cell.
        self.busy = False

    @property
    def books(self) -> "Workbooks":
        return Workbooks(self)

    @property
    def status_bar(self) -> str | bool:
        return self.bar[-1]

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self.busy and value:
            raise OSError("Call was rejected by callee.")
        self.bar.append(value)

    @property
    def screen_updating(self) -> bool:
        return self.screen[-1]

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.screen.append(value)

    def alert(self, prompt: str, title: str, buttons: str, mode: str | None, callback: str | None) -> str:
        assert self.status_bar is False, "the status bar is not free while the alert is shown"
        self.alerts.append(prompt)
        return "ok"

    def activate(self, steal_focus: bool = False) -> None:
        assert not steal_focus


class Engine:
    """What xlwings has for a system: how values are brought to it and back, here as for Windows."""

    name, type = "excel", "desktop"

    def __init__(self, excel: Excel) -> None:
        self.apps = [excel]

    @staticmethod
    def prepare_xl_data_element(value: Any, _: Any) -> Any:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any) -> Any:
        return [[empty_as if value in ("", None) else value for value in row] for row in data]


class Workbooks(base.Books):
    app: Any = None

    def __init__(self, app: Excel) -> None:
        self.app = app

    def __iter__(self) -> Iterator["Workbook"]:
        return iter(self.app.open)

    def __len__(self) -> int:
        return len(self.app.open)

    def __call__(self, name: str) -> "Workbook":
        found: Workbook = {book.name: book for book in self.app.open}[name]
        return found

    def open(self, fullname: str, *_: Any) -> "Workbook":
        self.app.opened.append(Path(fullname))
        return Workbook(self.app, Path(fullname))


class Workbook(base.Book):
    """An open workbook, with its first sheet."""

    app: Any = None

    def __init__(self, app: Excel, path: Path) -> None:
        self.app, self.path = app, path
        book = openpyxl.load_workbook(path)
        self.sheet = Worksheet(self, book.worksheets[0])
        self.defined = {name: found.attr_text.split("!")[1] for name, found in book.defined_names.items()}
        app.open.append(self)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def fullname(self) -> str:
        return str(self.path)

    @property
    def names(self) -> "Names":
        return Names(self)

    def activate(self) -> None:
        self.app.front.append(self.name)


class Names(base.Names):
    def __init__(self, book: Workbook) -> None:
        self.book = book

    def __call__(self, name: str) -> "Name":
        return Name(self.book, self.book.defined[name])


class Name(base.Name):
    def __init__(self, book: Workbook, place: str) -> None:
        self.book, self.place = book, place

    @property
    def refers_to_range(self) -> "Cells":
        place = CellRange(self.place)
        return Cells(self.book.sheet, place.min_row, place.min_col, 1, 1)


class Worksheet(base.Sheet):
    """A sheet: its values and formats by row and column, the rows that a filter hides, and where the filter is."""

    name, index = "Start", 1
    book: Any = None

    def __init__(self, book: Workbook, sheet: Any) -> None:
        self.book, self.sheet = book, sheet
        self.values = {(cell.row, cell.column): cell.value for row in sheet for cell in row if cell.value is not None}
        self.formats: dict[tuple[int, int], str] = {}
        self.hidden: set[int] = set()
        self.filter = sheet.auto_filter.ref

    def format_of(self, at: tuple[int, int]) -> str:
        if at in self.formats:
            return self.formats[at]
        cell = self.sheet._cells.get(at)
        return (cell or self.sheet.column_dimensions[get_column_letter(at[1])]).number_format  # type: ignore[no-any-return]

    def put(self, at: tuple[int, int], value: Any) -> None:
        """Type a value in a cell, as Excel takes it."""
        if self.book.app.busy:
            raise OSError("Call was rejected by callee.")
        if isinstance(value, str) and self.format_of(at) != TEXT:
            if value.startswith("="):
                raise AssertionError(f"{value} became a formula")
            value = float(value) if re.fullmatch(r"[\d.]+", value) else value
        self.values.pop(at, None)
        if value not in ("", None):
            self.values[at] = value

    def range(self, first: Any, last: Any = None) -> "Cells":
        if last is not None:
            return Cells(self, first.row, first.column, last.row - first.row + 1, last.column - first.column + 1)
        return Cells(self, *first)


class Cells(base.Range):
    """A range: so many rows and columns from a cell."""

    def __init__(self, sheet: Worksheet, row: int, column: int, rows: int, columns: int) -> None:
        self._sheet, self._row, self._column, self._shape = sheet, row, column, (rows, columns)

    sheet = property(lambda self: self._sheet)
    row = property(lambda self: self._row)
    column = property(lambda self: self._column)
    shape = property(lambda self: self._shape)
    api = True

    def __call__(self, arg1: int, arg2: int = 1) -> "Cells":
        return Cells(self.sheet, self.row + arg1 - 1, self.column + arg2 - 1, 1, 1)

    @property
    def places(self) -> list[list[tuple[int, int]]]:
        rows, columns = self.shape
        return [[(self.row + down, self.column + right) for right in range(columns)] for down in range(rows)]

    @property
    def raw_value(self) -> Any:
        """As of Windows: a tuple of rows, of a single cell its value."""
        values = tuple(tuple(map(self.sheet.values.get, row)) for row in self.places)
        numbers = tuple(tuple(float(one) if type(one) is int else one for one in row) for row in values)
        return numbers[0][0] if self.shape == (1, 1) else numbers

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        block = [[data]] if self.shape == (1, 1) and not isinstance(data, list) else data
        assert (len(block), len(block[0])) == self.shape
        hidden = self.sheet.hidden & {row[0][0] for row in self.places}
        for places, values in zip(self.places, block, strict=True):
            if places[0][0] not in self.sheet.hidden:
                for at, value in zip(places, block[0] if hidden else values, strict=True):
                    assert value is None or type(value) in (str, int, float, datetime), value
                    self.sheet.put(at, value)

    @property
    def number_format(self) -> str:
        name: str
        (name,) = {self.sheet.format_of(at) for row in self.places for at in row}
        return name

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet.formats |= {at: value for row in self.places for at in row}

    def clear_contents(self) -> None:
        for row in self.places:
            for at in row if row[0][0] not in self.sheet.hidden else ():
                self.sheet.values.pop(at, None)

    @property
    def autofilter(self) -> "Filter":
        return Filter(self)


class Filter(base.AutoFilter):
    def __init__(self, parent: Cells) -> None:
        self.parent = parent

    def clear(self, field: int | None) -> None:
        """As of Windows: the filter of another range is left alone."""
        cells, area = self.parent, CellRange(self.parent.sheet.filter)
        if (area.min_row, area.min_col, area.size["rows"], area.size["columns"]) == (
            cells.row,
            cells.column,
            *cells.shape,
        ):
            cells.sheet.hidden.clear()
