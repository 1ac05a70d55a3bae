"""What is built: every sheet of every book as text, and the file itself as Excel is to meet it."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tables
from openpyxl.workbook import Workbook

from jamxl import build
from jamxl.columns import Code, Identity, PeriodName, Reference
from jamxl.draw import xlsx
from jamxl.draw.text import names_to_text, to_text
from jamxl.grid import Grid, Pages
from jamxl.sheets import Book, Table
from jamxl.standard import books

GOLDEN = Path(__file__).parent / "golden"
BOOKS = list(books())
PARTS = [(key, part.table_key) for key, book in books().items() for part in book.parts]

# What Excel 2007 to 2016 and LibreOffice share, as far as the books use it. A new name here is a decision.
FUNCTIONS = {
    "ABS", "AND", "AVERAGE", "CHAR", "CHOOSE", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "DAY", "EOMONTH",
    "FALSE", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "LARGE", "LEFT", "LEN", "MATCH", "MAX", "MEDIAN",
    "MID", "MIN", "MMULT", "MOD", "MONTH", "N", "NOT", "OR", "RANK", "REPT", "RIGHT", "ROUND", "ROW", "SEARCH", "SMALL",
    "STDEVP", "SUBSTITUTE", "SUM", "SUMIFS", "SUMPRODUCT", "TEXT", "TODAY", "TRANSPOSE", "TRIM", "VALUE", "WEEKDAY",
    "WEEKNUM", "YEAR",
}  # fmt: skip


@pytest.fixture(scope="module")
def blank() -> dict[str, Pages]:
    """Every book as pages, with nothing filled in."""
    return {key: tables.pages(book, {}) for key, book in books().items()}


@pytest.fixture(scope="module")
def files(blank: dict[str, Pages], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same as files."""
    folder = tmp_path_factory.mktemp("blank")
    for key, pages in blank.items():
        xlsx.write(pages, folder / f"{key}.xlsx")
    return {key: folder / f"{key}.xlsx" for key in blank}


@pytest.fixture(scope="module")
def workbooks(files: dict[str, Path]) -> dict[str, Workbook]:
    """The same as openpyxl sees them."""
    return {key: openpyxl.load_workbook(path) for key, path in files.items()}


# ------------------------------------------------------------------------------------------------ goldens


def golden_texts(key: str, pages: Pages) -> dict[str, str]:
    """File name to text: one for each sheet, one for the workbook."""
    texts = {f"{key}/0_arbetsbok.txt": names_to_text(pages)}
    for number, grid in enumerate(pages.grids, 1):
        plain = unicodedata.normalize("NFKD", grid.name).encode("ascii", "ignore").decode().lower()
        texts[f"{key}/{number}_{plain.strip('_').replace(' ', '_')}.txt"] = to_text(grid)
    return texts


@pytest.mark.parametrize("key", BOOKS)
def test_golden(blank: dict[str, Pages], key: str, request: pytest.FixtureRequest) -> None:
    """The sheets are as they were when a person last looked: pytest --rewrite-goldens writes what is built now."""
    texts = golden_texts(key, blank[key])
    if request.config.getoption("--rewrite-goldens"):
        for old in GOLDEN.glob(f"{key}/*.txt"):
            old.unlink()
        (GOLDEN / key).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
    kept = {f"{key}/{path.name}": path.read_text(encoding="utf-8") for path in GOLDEN.glob(f"{key}/*.txt")}
    assert sorted(kept) == sorted(texts)
    for name, text in texts.items():
        assert text == kept[name], name


def test_no_golden_of_a_book_that_is_gone() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(BOOKS)


# ------------------------------------------------------------------------------------------------ there and back


def required_of_forms(book: type[Book]) -> set[tuple[str, str]]:
    return {
        (part.table_key, column.key)
        for part in book.parts
        if part.is_form
        for column in part.columns.values()
        if column.required
    }


@pytest.mark.parametrize("key", BOOKS)
def test_blank_book_lacks_only_what_its_forms_demand(files: dict[str, Path], key: str) -> None:
    checked = tables.check_file(files[key])
    assert {f.code for f in checked.findings} == {"JX119", "JX401"}
    missing = [finding for finding in checked.findings if finding.code == "JX401"]
    assert {(f.table, f.column) for f in missing} <= required_of_forms(books()[key])
    assert tables.balanced(checked)
    assert checked.cells.read == sum(len(part.fixed_rows) * fixed_columns(part) for part in books()[key].parts)


def fixed_columns(part: type[Table]) -> int:
    return sum(column.fixed for column in part.columns.values())


def test_the_book_as_it_is_sent_out_has_no_error(tmp_path: Path) -> None:
    checked = tables.check_file(tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], tables.COVER))
    assert (checked.status, [finding.code for finding in checked.findings]) == ("warnings", ["JX119"])


@pytest.mark.parametrize("key", BOOKS)
def test_rows_written_are_rows_read(tmp_path: Path, key: str) -> None:
    """Each column's own sample, through the file and back: the same values, and nothing to say about reading them."""
    book, written = books()[key], tables.sample_rows(books()[key])
    checked = tables.check_file(tables.fill(tmp_path / "bok.xlsx", book, written))
    assert tables.rows_of(checked) == {
        part.table_key: [
            {key: row.get(key) for key, column in part.columns.items() if not column.computed}
            for row in written[part.table_key]
        ]
        for part in book.parts
    }
    assert [f for f in checked.findings if f.code[:3] in ("JX1", "JX2", "JX3")] == []
    assert tables.balanced(checked)


def test_a_correct_book_is_read_without_remark(project_file: Path) -> None:
    checked = tables.check_file(project_file)
    assert (checked.status, checked.findings, checked.cells.reported) == ("ok", [], 0)
    written = tables.records(books()["projektbok"], tables.PROJECT)
    read = tables.rows_of(checked)
    for key, rows in written.items():
        assert [{name: value for name, value in row.items() if value is not None} for row in read[key]] == rows


@pytest.mark.parametrize(
    "text", ["=1+1", "+46 8 123", "-", "@SUM(A1)", "{=A1}", "http://example.se", "007", " två  ord "]
)
def test_typed_text_is_written_as_text(tmp_path: Path, text: str) -> None:
    """C14: what a person wrote never becomes a formula, a number or a link."""
    rows = {"roles": [{"person": "P-01", "name": text, "role": "Styrgrupp", "sex": "K"}]}
    path = tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], rows)
    cell = openpyxl.load_workbook(path)["Roller"]["B6"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert tables.rows_of(tables.check_file(path))["roles"][0]["name"] == text.strip()


@pytest.mark.parametrize("key", BOOKS)
def test_same_input_gives_the_same_bytes(tmp_path: Path, key: str) -> None:
    book = books()[key]
    for name in ("första", "andra"):
        tables.fill(tmp_path / f"{name}.xlsx", book, tables.sample_rows(book))
    assert (tmp_path / "första.xlsx").read_bytes() == (tmp_path / "andra.xlsx").read_bytes()


# ------------------------------------------------------------------------------------------------ formulas


def formulas(pages: Pages) -> Iterator[tuple[str, str]]:
    """Every formula of a workbook with the name of its sheet."""
    for grid in pages.grids:
        for cell in grid.cells.values():
            if cell.formula:
                yield grid.name, cell.formula
        for table in grid.tables:
            yield from ((grid.name, formula) for formula in table.formulas if formula)
        yield from ((grid.name, condition.formula) for condition in grid.conditions)
        for _, rule in grid.validations:
            yield from (
                (grid.name, formula) for formula in (rule.first, rule.second) if rule.kind in ("custom", "date")
            )
    yield from (("", reference) for reference in pages.names.values())


@pytest.mark.parametrize("key", BOOKS)
def test_formulas_use_only_functions_that_excel_2016_and_libreoffice_share(blank: dict[str, Pages], key: str) -> None:
    for sheet, formula in formulas(blank[key]):
        outside_text = re.sub(r'"[^"]*"', '""', formula)
        used = set(re.findall(r"([A-Za-z_][A-Za-z0-9_.]*)\(", outside_text))
        assert used <= FUNCTIONS, (sheet, used - FUNCTIONS)
        assert set(re.findall(r"\{([a-z.]+)\}", outside_text)) <= {"cell", "range"}, (sheet, formula)
        assert set(re.findall(r"\b(?:lista|val)_\w+", outside_text)) <= set(blank[key].names), (sheet, formula)


@pytest.mark.parametrize("key", BOOKS)
def test_no_formula_is_longer_than_excel_takes(blank: dict[str, Pages], key: str) -> None:
    longest = max(formulas(blank[key]), key=lambda found: len(found[1]))
    assert len(longest[1]) <= 8192, longest[0]
    strings = [text for _, formula in formulas(blank[key]) for text in re.findall(r'"([^"]*)"', formula)]
    assert max(map(len, strings)) <= 255


@pytest.mark.parametrize("key", BOOKS)
def test_no_part_of_the_file_mentions_newer_functions(files: dict[str, Path], key: str) -> None:
    with zipfile.ZipFile(files[key]) as package:
        assert [name for name in package.namelist() if b"_xlfn" in package.read(name)] == []


# ------------------------------------------------------------------------------------------------ the file


@pytest.mark.parametrize("key", BOOKS)
def test_sheets(workbooks: dict[str, Workbook], key: str) -> None:
    """One table a sheet, no merged cells, the title in A1; the stamp out of reach."""
    workbook = workbooks[key]
    for sheet in workbook:
        assert sheet.merged_cells.ranges == set(), sheet.title
        if sheet.title == "_jamxl":
            assert (sheet.sheet_state, len(sheet.tables)) == ("veryHidden", 0)
            continue
        assert (sheet.sheet_state, len(sheet.tables)) == ("visible", 1), sheet.title
        assert isinstance(sheet["A1"].value, str)
        assert len(sheet.title) <= 31
        table = next(iter(sheet.tables.values()))
        assert table.headerRowCount in (None, 1)
        headers = [cell.value for cell in sheet[table.ref][0]]
        assert headers == [column.name for column in table.tableColumns]
        assert all(headers)


@pytest.mark.parametrize("key", BOOKS)
def test_protection(workbooks: dict[str, Workbook], key: str) -> None:
    """Without a password, and people may sort, filter, set widths and insert rows."""
    for sheet in workbooks[key]:
        protection = sheet.protection
        assert protection.sheet, sheet.title
        assert (protection.password, protection.hashValue) == (None, None)
        # In the file False stands for "not forbidden".
        allowed = ("sort", "autoFilter", "formatColumns", "formatRows", "formatCells", "insertRows", "deleteRows")
        assert {name: getattr(protection, name) for name in allowed} == dict.fromkeys(allowed, False)


@pytest.mark.parametrize(("key", "table_key"), PARTS)
def test_cells_of_a_part(blank: dict[str, Pages], workbooks: dict[str, Workbook], key: str, table_key: str) -> None:
    """Keys hidden, headings locked, what is filled in unlocked and in its column's format."""
    book = books()[key]
    part = book.part(table_key)
    place = build.prepare(book, {}, tables.Limits(), tables.TODAY).places[table_key]
    sheet = workbooks[key][part.sheet]
    assert sheet.row_dimensions[place.header].hidden
    if place.upright:
        assert sheet.column_dimensions["E"].hidden
    for name, column in part.columns.items():
        row, at = place.cell(name)
        heading = sheet.cell(row + 1, 1) if place.upright else sheet.cell(place.header + 1, at + 1)
        assert heading.value == column.header
        assert heading.protection.locked
        for index in (0,) if place.upright else (0, place.count - 1):
            r, c = place.cell(name, index)
            cell = sheet.cell(r + 1, c + 1)
            locked = column.fixed or (column.computed and tables.upright(part) is False and part.is_form)
            assert cell.protection.locked == locked, cell.coordinate
            assert cell.number_format == column.format
        if isinstance(column, Identity | Code | PeriodName | Reference):
            assert column.format == "@"


@pytest.mark.parametrize("key", BOOKS)
def test_validations(workbooks: dict[str, Workbook], key: str) -> None:
    """Lists come from defined names, formulas are short, texts fit in Excel's boxes."""
    workbook = workbooks[key]
    for sheet in workbook:
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                assert rule.formula1 in workbook.defined_names, (sheet.title, rule.formula1)
            assert len(rule.formula1 or "") <= 255
            for title, text in ((rule.promptTitle, rule.prompt), (rule.errorTitle, rule.error)):
                assert len(title or "") <= 32
                assert len(text or "") <= 255


@pytest.mark.parametrize(("key", "table_key"), PARTS)
def test_no_prompt_is_cut_off(key: str, table_key: str) -> None:
    for column in books()[key].part(table_key).columns.values():
        validation = column.validation()
        assert len(build.prompt_text(column)) <= 255, column.header
        assert validation is None or len(validation.error) <= 255, column.header
        if not tables.upright(books()[key].part(table_key)):
            assert len(column.header) <= 32


@pytest.mark.parametrize("key", BOOKS)
def test_print_set_up(workbooks: dict[str, Workbook], key: str) -> None:
    """A4 across, as wide as the page, headings on every page, page numbers."""
    for sheet in workbooks[key]:
        if sheet.sheet_state != "visible":
            continue
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == ("portrait" if sheet.title == "Läs mig" else "landscape")
        set_up = sheet.sheet_properties.pageSetUpPr
        assert set_up is not None
        assert (set_up.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert "&P" in footer(sheet)
        assert "&N" in footer(sheet)
        if sheet.title != "Läs mig":
            table = next(iter(sheet.tables.values()))
            top = re.search(r"\d+", table.ref)
            assert top is not None
            assert sheet.print_title_rows == f"${top[0]}:${top[0]}", sheet.title
            assert sheet.freeze_panes


def footer(sheet: Any) -> str:
    found = sheet.oddFooter
    return "".join(part.text or "" for part in (found.left, found.center, found.right))


@pytest.mark.parametrize("key", BOOKS)
def test_document_properties(tmp_path: Path, key: str) -> None:
    book = books()[key]
    path = tables.fill(tmp_path / "bok.xlsx", book, tables.COVER)
    with zipfile.ZipFile(path) as package:
        core = package.read("docProps/core.xml").decode()
        years = {info.date_time[0] for info in package.infolist()}
    assert f"<dc:title>{book.title} Jobbcoachenheten – 2010-T1</dc:title>" in core
    assert "<dc:subject>Jämställd service</dc:subject>" in core
    assert "<dc:language>sv-SE</dc:language>" in core
    assert years == {1980}


@pytest.mark.parametrize("key", BOOKS)
def test_stamp(tmp_path: Path, key: str) -> None:
    book = books()[key]
    workbook = openpyxl.load_workbook(tables.fill(tmp_path / "bok.xlsx", book, tables.COVER))
    assert [[cell.value for cell in row] for row in workbook["_jamxl"]] == [
        ["jamxl", key],
        ["schema_version", book.version],
        ["unit", "jobbcoachingen"],
        ["period", "2010-T1"],
        ["project", "JI-2010"],
    ]


def test_defined_names_follow_the_rows(project_file: Path) -> None:
    """The IDs to choose from end where the filled rows end."""
    names = openpyxl.load_workbook(project_file).defined_names
    assert names["val_budget_post_id"].attr_text == (
        "'Timbudget'!$A$10:INDEX('Timbudget'!$A$10:$A$31,MAX(1,COUNTA('Timbudget'!$A$10:$A$31)))"
    )


# ------------------------------------------------------------------------------------------------ pages


def test_a_full_table_has_spare_rows() -> None:
    """60 activities are more than the template's 40: the table grows and 15 rows are ready."""
    rows = {"activities": [{"activity_no": f"A-{n:03d}"} for n in range(1, 61)]}
    place = build.prepare(books()["projektbok"], rows, tables.Limits(), tables.TODAY).places["activities"]
    assert place.count == 75


def test_timeline_starts_in_the_projects_first_month() -> None:
    pages = tables.pages(books()["projektbok"], tables.PROJECT)
    grid = sheet_of(pages, "Aktiviteter")
    months = [cell.value for (row, _), cell in sorted(grid.cells.items()) if row == 8 and cell.format == "mmm yy"]
    assert (months[0], months[4], len(months)) == (date(2009, 9, 1), date(2010, 1, 1), 24)


def sheet_of(pages: Pages, name: str) -> Grid:
    return next(grid for grid in pages.grids if grid.name == name)
