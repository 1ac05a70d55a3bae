"""XlsxWriter, taught to write whole columns: a data sheet of 100,000 rows is most of a consolidation's time.

XlsxWriter makes an object a cell and decides its XML cell by cell (about 4 µs). A Block is columns of plain values,
so the XML of a column is made in one go (about 0.4 µs a cell) and the rows are zipped together. All else, and the
look of the cells, stays XlsxWriter's. What is leaned on of its inside is listed here, so that an upgrade knows where
to look: Worksheet._write_rows, _write_dimension, _prepare_formula, tables, table_cells, str_table, fh, dim_*;
Format._get_xf_index; Packager._write_core_file. The tests read the files back through two other libraries.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import repeat
from xml.sax.saxutils import escape

from xlsxwriter.core import Core
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jamxl.grid import Area, FormulaColumn, Value, letters

EPOCH = date(1899, 12, 30).toordinal()
MOST_TEXT = 32_767


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

    def add_sheet(self, name: str) -> "BlockWorksheet":
        """A new worksheet."""
        sheet = self.add_worksheet(name, BlockWorksheet)
        assert isinstance(sheet, BlockWorksheet)
        return sheet


class BlockWorksheet(Worksheet):
    """XlsxWriter's worksheet with blocks among its other cells."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[int, int, list[list[str]], Sequence[float]]] = []

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # XlsxWriter looks in each formula for some thirty functions newer than Excel 2016; ours have none (a test
        # sees to it), and the search costs more than the writing.
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")

    def add_tall_table(self, area: Area, options: dict[str, object]) -> None:
        """A table as add_table makes it, without its walk through every cell of a tall area."""
        self.add_table(area.top, area.left, min(area.top + 1, area.bottom), area.right, options)
        self.tables[-1] |= {
            name: str(area) for name in ("range", "a_range", "autofilter") if self.tables[-1].get(name)
        }

    def write_block(
        self,
        top: int,
        left: int,
        columns: Sequence[Sequence[Value] | FormulaColumn],
        formats: Sequence[Format],
        heights: Sequence[float] = (),
    ) -> None:
        """Columns of values from (top, left): text, numbers, dates, booleans as Ja/Nej; "" and None leave a cell out.

        Nothing else may be written on these rows.
        """
        share = self.str_table._get_shared_string_index
        made = []
        for at, (values, style) in enumerate(zip(columns, formats, strict=True), left):
            index = style._get_xf_index()
            if isinstance(values, FormulaColumn):
                made.append(formula_xml(letters(at), top + 1, values, index))
            else:
                made.append(cell_xml(letters(at), top + 1, values, index, share))
        self.blocks.append((top, left, made, heights))

    def _write_dimension(self) -> None:
        kept = self.dim_rowmax, self.dim_colmax
        for top, left, columns, _ in self.blocks:
            self.dim_rowmax = max(self.dim_rowmax, top + len(columns[0]) - 1)
            self.dim_colmax = max(self.dim_colmax, left + len(columns) - 1)
        super()._write_dimension()
        self.dim_rowmax, self.dim_colmax = kept

    def _write_rows(self) -> None:
        first, last = self.dim_rowmin, self.dim_rowmax
        for top, _, columns, heights in sorted(self.blocks, key=lambda block: block[0]):
            self.dim_rowmin, self.dim_rowmax = first, top - 1
            super()._write_rows()
            for row, (height, *cells) in enumerate(
                zip(heights or repeat(0.0), *columns, strict=False), top + 1
            ):
                tall = f' ht="{height}" customHeight="1"' if height else ""
                self.fh.write(f'<row r="{row}"{tall}>{"".join(cells)}</row>')
            first = top + len(columns[0])
        self.dim_rowmin, self.dim_rowmax = first, last
        super()._write_rows()


def formula_xml(column: str, first: int, values: FormulaColumn, style: int) -> list[str]:
    """The XML of each cell of a column of formulas that give texts; a row without text has no cell."""
    formula = escape(values.formula)
    start, middle, end = f'<c r="{column}', f'" s="{style}" t="str"><f>', "</f><v>"
    return [
        f"{start}{row}{middle}{formula.replace('{row}', str(row))}{end}{escape(text)}</v></c>" if text else ""
        for row, text in enumerate(values.shown, first)
    ]


def cell_xml(
    column: str, first: int, values: Sequence[Value], style: int, index: Callable[[str], int]
) -> list[str]:
    """The XML of each cell of a column, "" for an empty one. `index` gives a text's place in the shared strings."""
    start, middle = f'<c r="{column}', f'" s="{style}"'
    number, text = middle + "><v>", middle + ' t="s"><v>'
    cells = []
    for row, value in enumerate(values, first):
        kind = type(value)
        if kind is str:
            cells.append(f"{start}{row}{text}{index(value[:MOST_TEXT])}</v></c>" if value else "")
        elif kind is float or kind is int:
            cells.append(f"{start}{row}{number}{value!r}</v></c>")
        elif value is None:
            cells.append("")
        elif kind is bool:
            cells.append(f"{start}{row}{text}{index('Ja' if value else 'Nej')}</v></c>")
        elif isinstance(value, date):
            cells.append(f"{start}{row}{number}{value.toordinal() - EPOCH}</v></c>")
        else:
            raise TypeError(f"{kind.__name__} cannot stand in a cell")
    return cells
