"""XlsxWriter, taught to write whole columns: a data sheet of 100,000 rows is most of a consolidation's time.

XlsxWriter makes an object a cell and decides its XML cell by cell (about 4 µs). A Block is columns of plain values,
so the XML of a column is made in one go (about 0.4 µs a cell) and the rows are zipped together. All else, and the
look of the cells, stays XlsxWriter's. What is leaned on of its inside is listed here, so that an upgrade knows where
to look: Worksheet._write_rows, _write_dimension, _write_formula, _prepare_formula, tables, table, table_cells,
str_table, fh, dim_*; CellFormulaTuple; Workbook.tmpdir, fileclosed; Format._get_xf_index; Packager._write_core_file.
The tests read the files back through two other libraries.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any, Literal
from xml.sax.saxutils import escape

from xlsxwriter.core import Core
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from jamxl.grid import Area, FormulaColumn, Value, letters

EPOCH = date(1899, 12, 30).toordinal()
MOST_TEXT = 32_767
# Rows whose XML is in memory at a time.
CHUNK = 2_000


class SwedishCore(Core):
    """Core properties that also say the language, which XlsxWriter leaves out."""

    def _write_cp_content_status(self) -> None:
        self._xml_data_element("dc:language", "sv-SE")


class SwedishPackager(Packager):
    """A packager that writes SwedishCore."""

    def _write_core_file(self) -> None:
        core = SwedishCore()
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class BlockWorkbook(Workbook):
    """XlsxWriter's workbook with BlockWorksheets, in Swedish."""

    def _get_packager(self) -> Packager:
        return SwedishPackager()

    def close(self) -> None:
        """Write the file. Raises OSError as the file system gives it, and leaves nothing of its own behind."""
        try:
            with tempfile.TemporaryDirectory(prefix="jamxl-", ignore_cleanup_errors=True) as folder:
                self.tmpdir = folder
                super().close()
        except FileCreateError as trouble:
            raise trouble.args[0] from None
        finally:
            # Else it would try again when it is collected.
            self.fileclosed = True

    def add_sheet(self, name: str) -> "BlockWorksheet":
        """A new worksheet."""
        sheet = self.add_worksheet(name, BlockWorksheet)
        assert isinstance(sheet, BlockWorksheet)
        return sheet


@dataclass(frozen=True, slots=True)
class Placed:
    """A block on its sheet: columns of values with their formats' numbers, the rows' heights, the texts' places."""

    top: int
    left: int
    columns: Sequence[Sequence[Value] | FormulaColumn]
    styles: Sequence[int]
    heights: Sequence[float]
    rows: int
    texts: Mapping[str, int]
    blanks: bool


class BlockWorksheet(Worksheet):
    """XlsxWriter's worksheet with blocks among its other cells."""

    # What XlsxWriter keeps of the sheet's extent, and the texts of all sheets.
    dim_rowmin: Any
    dim_rowmax: Any
    dim_colmax: Any

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Placed] = []

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter looks in each formula for some thirty functions newer than Excel 2016; ours have none (a test
        # sees to it), and the search costs more than the writing.
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: Any = 0
    ) -> Literal[0, -1, -2]:
        # For the same reason.
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0

    def add_tall_table(self, area: Area, options: dict[str, Any]) -> None:
        """A table as add_table makes it, without its walk through every cell of a tall area."""
        self.add_table(area.top, area.left, min(area.top + 1, area.bottom), area.right, options)
        self.tables[-1] |= {name: str(area) for name in ("range", "a_range", "autofilter") if self.tables[-1].get(name)}

    def write_block(
        self,
        top: int,
        left: int,
        columns: Sequence[Sequence[Value] | FormulaColumn],
        formats: Sequence[Format],
        heights: Sequence[float] = (),
        blanks: bool = False,
    ) -> None:
        """Columns of values from (top, left): text, numbers, dates, booleans as Ja/Nej.

        "" and None leave a cell out, or with `blanks` a blank cell with its look. Nothing else may be written
        on these rows. The XML is made when the file is written, some rows at a time.
        """
        # XlsxWriter orders the shared texts and lets go of their places before it writes the sheets.
        texts: dict[str, int] = {}
        for values in columns:
            if not isinstance(values, FormulaColumn):
                # Sorted out first: among numbers, True would be taken for 1.
                for value in dict.fromkeys(value for value in values if isinstance(value, str | bool)):
                    if value != "":
                        text = shared(value)
                        texts[text] = self.str_table._get_shared_string_index(text)
        styles = [style._get_xf_index() for style in formats]
        first = columns[0]
        rows = len(first.shown if isinstance(first, FormulaColumn) else first)
        self.blocks.append(Placed(top, left, columns, styles, heights, rows, texts, blanks))

    def _write_dimension(self) -> None:
        kept = self.dim_rowmax, self.dim_colmax
        for block in self.blocks:
            self.dim_rowmax = max(self.dim_rowmax, block.top + block.rows - 1)
            self.dim_colmax = max(self.dim_colmax, block.left + len(block.columns) - 1)
        super()._write_dimension()
        self.dim_rowmax, self.dim_colmax = kept

    def _write_rows(self) -> None:
        first, last = self.dim_rowmin, self.dim_rowmax
        for block in sorted(self.blocks, key=lambda block: block.top):
            self.dim_rowmin, self.dim_rowmax = first, block.top - 1
            super()._write_rows()
            for start in range(0, block.rows, CHUNK):
                self.fh.write("".join(self._rows_xml(block, start)))
            first = block.top + block.rows
        self.dim_rowmin, self.dim_rowmax = first, last
        super()._write_rows()

    def _rows_xml(self, block: Placed, start: int) -> Iterator[str]:
        """The XML of some rows of a block, from row `start` of it."""
        first, chosen = block.top + start + 1, slice(start, start + CHUNK)
        made = [
            formula_xml(letters(at), first, values.formula, values.shown[chosen], style)
            if isinstance(values, FormulaColumn)
            else cell_xml(letters(at), first, values[chosen], style, block.texts, block.blanks)
            for at, (values, style) in enumerate(zip(block.columns, block.styles, strict=True), block.left)
        ]
        heights = block.heights[chosen] or repeat(0.0)
        for row, (height, *cells) in enumerate(zip(heights, *made, strict=False), first):
            tall = f' ht="{height}" customHeight="1"' if height else ""
            yield f'<row r="{row}"{tall}>{"".join(cells)}</row>'


def shared(value: str | bool) -> str:
    """A text as it stands among the shared texts: Excel holds 32,767 characters in a cell."""
    return value[:MOST_TEXT] if isinstance(value, str) else "Ja" if value else "Nej"


def formula_xml(column: str, first: int, formula: str, shown: Sequence[str], style: int) -> list[str]:
    """The XML of each cell of a column of formulas that give texts; a row without text has no cell."""
    formula = escape(formula)
    start, middle, end = f'<c r="{column}', f'" s="{style}" t="str"><f>', "</f><v>"
    return [
        f"{start}{row}{middle}{formula.replace('{row}', str(row))}{end}{escape(text)}</v></c>" if text else ""
        for row, text in enumerate(shown, first)
    ]


def cell_xml(
    column: str, first: int, values: Sequence[Value], style: int, texts: Mapping[str, int], blanks: bool = False
) -> list[str]:
    """The XML of each cell of a column. `texts` gives a text's place among the shared ones.

    An empty cell has none, or with `blanks` its look alone.
    """
    start, middle = f'<c r="{column}', f'" s="{style}"'
    number, text = middle + "><v>", middle + ' t="s"><v>'
    cells = []
    for row, value in enumerate(values, first):
        if value is None or value == "":
            cells.append(f"{start}{row}{middle}/>" if blanks else "")
        elif isinstance(value, str | bool):
            cells.append(f"{start}{row}{text}{texts[shared(value)]}</v></c>")
        elif isinstance(value, float | int):
            cells.append(f"{start}{row}{number}{value!r}</v></c>")
        else:
            cells.append(f"{start}{row}{number}{value.toordinal() - EPOCH}</v></c>")
    return cells
