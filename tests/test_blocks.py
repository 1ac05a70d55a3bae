"""What a block writes is what openpyxl, python-calamine and LibreOffice read."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import libreoffice
import openpyxl
import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from jamxl.draw import blocks, xlsx
from jamxl.grid import Area, Block, FormulaColumn, Grid, ListObject, Pages, Value

TEXTS = [
    "vanlig", "å ä ö Å Ä Ö é ü", "<b>fet</b> & \"citat\" 'enkla'", "]]>", "rad ett\nrad två", "flik\there",
    "  mellanslag först", "sist  ", " ", "=1+1", "+46 8 123", "-5", "@namn", "'apostrof", "0123", "1,5", "2010-03-15",
    "SANT", "#REF!", "emoji 👩‍🔧 𝒳", "hårt\xa0mellanslag", "styr\x01tecken", "\x1f", "_x0001_",
    "x" * 32_767, "å" * 32_767,
]  # fmt: skip
NUMBERS: list[int | float] = [
    0, 1, -1, 2**31, 10**15, -(10**14), 0.0, -0.5, 0.1, 1 / 3, 1e-300, 1.7e308, -2.5e-7, 123_456_789.123, 5e-324,
]  # fmt: skip
DATES = [
    date(1900, 3, 1),
    date(1999, 12, 31),
    date(2010, 2, 28),
    date(2012, 2, 29),
    date(2099, 12, 31),
    date(9999, 12, 31),
]


def write(
    path: Path, columns: Sequence[Sequence[Value] | FormulaColumn], formats: Sequence[str] = (), **more: Any
) -> Path:
    """A sheet with a block from A3."""
    grid = Grid("Blad")
    grid.put(0, 0, "Rubrik")
    formats = formats or [""] * len(columns)
    grid.blocks.append(Block(2, 0, list(columns), tuple(formats), **more))
    xlsx.write(Pages([grid]), path)
    return path


ESCAPED = re.compile("_x([0-9A-F]{4})_")


def character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def by_openpyxl(path: Path, row: int = 3) -> list[list[Any]]:
    """The columns below `row`, as openpyxl reads them; it leaves control characters escaped."""
    sheet: Any = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    values = sheet.iter_cols(min_row=row, values_only=True)
    return [[ESCAPED.sub(character, v) if isinstance(v, str) else v for v in column] for column in values]


def by_calamine(path: Path, row: int = 3) -> list[list[Any]]:
    """The same by calamine, which gives blanks as ""."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)[row - 1 :]
    return [[None if value == "" else value for value in column] for column in zip(*rows, strict=True)]


def test_texts(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [TEXTS])
    assert by_calamine(path) == [TEXTS]
    # To openpyxl what looks like an escaped character is one.
    assert by_openpyxl(path) == [[ESCAPED.sub(character, text) for text in TEXTS]]
    workbook: Any = openpyxl.load_workbook(path)
    # Text stays text, whatever it looks like.
    assert {cell.data_type for (cell,) in workbook.worksheets[0].iter_rows(min_row=3)} == {"s"}


def test_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [NUMBERS])
    assert by_calamine(path) == [NUMBERS]
    assert by_openpyxl(path) == [NUMBERS]


def test_dates(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [DATES], ["yyyy-mm-dd"])
    assert by_calamine(path) == [DATES]
    assert by_openpyxl(path) == [[datetime(d.year, d.month, d.day) for d in DATES]]


def test_truth_is_written_in_swedish(tmp_path: Path) -> None:
    """Also beside numbers that Python takes for equal."""
    path = write(tmp_path / "a.xlsx", [[True, False, None], [1.0, True, False], [0, False, True]])
    assert by_openpyxl(path) == [["Ja", "Nej", None], [1, "Ja", "Nej"], [0, "Nej", "Ja"]]


def test_nothing_is_no_cell_at_all(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [[None, "", "x"], ["y", None, ""]])
    assert by_calamine(path) == [[None, None, "x"], ["y", None, None]]
    sheet = sheet_xml(path)
    assert re.findall(r'<c r="([A-Z]+\d+)"', sheet) == ["A1", "B3", "A5"]
    assert '<row r="4">' in sheet


def test_nothing_among_framed_cells_is_framed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [[None, "", "x"], ["y", None, ""]], style="text")
    assert by_calamine(path) == [[None, None, "x"], ["y", None, None]]
    assert re.findall(r'<c r="([A-Z]+\d+)"', sheet_xml(path)) == ["A1", "A3", "B3", "A4", "B4", "A5", "B5"]
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["A4"].border.left.style == "thin"


def test_a_text_too_long_for_excel_is_cut(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["x" * 40_000, "x" * 32_768]])
    assert by_calamine(path) == [["x" * 32_767] * 2]


def sheet_xml(path: Path, number: int = 1) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8")


# ------------------------------------------------------------------------------------------- formulas, heights, places


def test_a_column_of_formulas(tmp_path: Path) -> None:
    """The row's number is put in; a row that shows nothing has no cell."""
    links = FormulaColumn('HYPERLINK("#\'A&B\'!A"&$A{row},"Till <cellen>")', ["Till <cellen>", "", "Till <cellen>"])
    path = write(tmp_path / "a.xlsx", [[5, 6, 7], links])
    assert by_openpyxl(path)[1] == ["Till <cellen>", None, "Till <cellen>"]
    assert by_calamine(path)[1] == ["Till <cellen>", None, "Till <cellen>"]
    workbook: Any = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    assert sheet["B3"].value == '=HYPERLINK("#\'A&B\'!A"&$A3,"Till <cellen>")'
    assert sheet["B5"].value == '=HYPERLINK("#\'A&B\'!A"&$A5,"Till <cellen>")'
    assert sheet["B4"].value is None


def test_heights(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["a", "b", "c"]], heights=[31.0, 0.0, 46.5])
    workbook: Any = openpyxl.load_workbook(path)
    rows = workbook.worksheets[0].row_dimensions
    assert [rows[number].height for number in (3, 4, 5)] == [31.0, None, 46.5]


def test_blocks_between_ordinary_rows(tmp_path: Path) -> None:
    """Also when the blocks come in another order than they stand."""
    grid = Grid("Blad")
    for row, text in ((0, "titel"), (4, "mellan"), (8, "efter"), (9, "sist")):
        grid.put(row, 0, text)
    grid.blocks.append(Block(5, 1, [["b1", "b2", "b3"], [1, 2, 3]], ("", "")))
    grid.blocks.append(Block(1, 0, [["a1", "a2"]], ("",)))
    xlsx.write(Pages([grid]), tmp_path / "a.xlsx")
    expected = [
        ["titel", None, None], ["a1", None, None], ["a2", None, None], [None, None, None], ["mellan", None, None],
        [None, "b1", 1], [None, "b2", 2], [None, "b3", 3], ["efter", None, None], ["sist", None, None],
    ]  # fmt: skip
    sheet: Any = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [list(row) for row in sheet.values] == expected
    xml = sheet_xml(tmp_path / "a.xlsx")
    assert [int(row) for row in re.findall(r'<row r="(\d+)"', xml)] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    assert '<dimension ref="A1:C10"/>' in xml


def test_a_block_longer_than_what_is_held_in_memory(tmp_path: Path) -> None:
    count = 2 * blocks.CHUNK + 1
    numbers, texts = list(range(count)), [f"text {n % 700}" for n in range(count)]
    links = FormulaColumn('HYPERLINK("#A"&{row},"till")', ["till"] * count)
    path = write(tmp_path / "a.xlsx", [numbers, texts, links], heights=[float(20 + n % 3) for n in range(count)])
    assert by_calamine(path) == [numbers, texts, ["till"] * count]
    workbook: Any = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    assert sheet.cell(count + 2, 3).value == f'=HYPERLINK("#A"&{count + 2},"till")'
    assert sheet.row_dimensions[count + 2].height == 20 + (count - 1) % 3


def test_a_table_over_a_block(tmp_path: Path) -> None:
    """A real table over all its rows, with a filter; also on the second sheet, with shared texts of both."""
    first, second = Grid("Ett"), Grid("Två")
    first.put(0, 0, "b")
    for at, heading in enumerate(("Text", "Tal")):
        second.put(0, at, heading, "header")
    second.tables.append(ListObject("Data", Area(0, 0, 300, 1), ("Text", "Tal"), ("", "")))
    second.blocks.append(Block(1, 0, [["a", "b", "c"] * 100, list(range(300))], ("", "0")))
    xlsx.write(Pages([first, second]), tmp_path / "a.xlsx")
    workbook: Any = openpyxl.load_workbook(tmp_path / "a.xlsx")
    (table,) = workbook["Två"].tables.values()
    assert (table.ref, table.autoFilter.ref, table.column_names) == ("A1:B301", "A1:B301", ["Text", "Tal"])
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx", load_tables=True)
    found = book.get_table_by_name("Data")
    assert found.columns == ["Text", "Tal"]
    assert found.to_python()[:2] == [["a", 0], ["b", 1]]
    assert len(found.to_python()) == 300
    assert workbook["Ett"]["A1"].value == "b"


def test_an_empty_block(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [[], []])
    sheet: Any = openpyxl.load_workbook(path).worksheets[0]
    assert [list(row) for row in sheet.values] == [["Rubrik"]]


# XML 1.0 has no place for surrogates, U+FFFE and U+FFFF; what comes from a workbook has none of them.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff\r"), max_size=30)
COLUMN = st.lists(
    st.one_of(st.none(), ANY_TEXT, st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-9, 9)),
    min_size=4,
    max_size=4,
)


@given(st.lists(COLUMN, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_anything(tmp_path_factory: pytest.TempPathFactory, columns: list[list[Value]]) -> None:
    """Any values side by side come back as they were, by both readers."""
    folder = tmp_path_factory.mktemp("any")
    path = write(folder / "a.xlsx", [*columns, ["slut"] * 4])
    expected = [[shown(value) for value in column] for column in columns]
    assert by_openpyxl(path)[:-1] == expected
    assert by_calamine(path)[:-1] == expected


def shown(value: Value) -> Any:
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return None if value == "" else value


# ------------------------------------------------------------------------------------------- LibreOffice


@pytest.mark.libreoffice
def test_what_libreoffice_reads(tmp_path: Path) -> None:
    """It opens the file and saves it, and what it saved says the same."""
    count = max(len(TEXTS), len(NUMBERS), len(DATES))

    def padded(values: Sequence[Any]) -> list[Any]:
        return [*values, *[None] * (count - len(values))]

    links = FormulaColumn('HYPERLINK("#A"&{row},"Till cellen")', ["Till cellen"] * count)
    columns: list[Sequence[Value] | FormulaColumn] = [padded(TEXTS), padded(NUMBERS), padded(DATES), links]
    path = write(tmp_path / "a.xlsx", columns, ["", "", "yyyy-mm-dd", ""])
    (saved,) = libreoffice.saved([path], tmp_path)
    texts, numbers, dates, shown_links = by_calamine(saved)
    assert texts[: len(TEXTS)] == TEXTS
    # LibreOffice saves fifteen digits.
    assert numbers[: len(NUMBERS)] == pytest.approx(NUMBERS, rel=1e-14)
    assert dates[: len(DATES)] == DATES
    assert shown_links == ["Till cellen"] * count
