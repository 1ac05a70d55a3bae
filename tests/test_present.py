"""The report's pages: as text, with links that lead to the cell, and totals that say what stands behind them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tables
from test_build import golden_texts

from jamxl import demo, present, publishing, workflow
from jamxl.consolidation import Consolidated, Expected, consolidate
from jamxl.draw import xlsx
from jamxl.grid import Pages
from jamxl.present import Figures
from jamxl.present.data_sheets import data_grid, data_name
from jamxl.present.measures import Stat, condition, criterion, same
from jamxl.project import Limits, load
from jamxl.sheets import DeclarationError
from jamxl.standard import books
from jamxl.standard.projektbok import Budget
from jamxl.swedish import sort_key

GOLDEN = Path(__file__).parent / "golden_report"
PERIOD = "2010-T1"
# What Excel 2007 to 2016 and LibreOffice share, as far as the report uses it. A new name here is a decision.
FUNCTIONS = {
    "AND", "AVERAGE", "CHAR", "COUNT", "COUNTIF", "COUNTIFS", "HYPERLINK", "IF", "ISNUMBER", "MAX", "MEDIAN", "MIN",
    "N", "OR", "ROWS", "STDEVP", "SUBSTITUTE", "SUM", "SUMIFS",
}  # fmt: skip
# Headings whose cells hold the row's ID in the unit's file; of several, the first is the row's own.
IDENTITIES = ("Förslags-ID", "Ändrings-ID", "Åtgärds-ID", "Aktivitetsnr", "Post-ID", "Person-kod", "Nr")


@dataclass
class Report:
    """The demo project's report: its data, its pages, and its file as openpyxl sees it (of any types)."""

    data: Consolidated
    pages: Pages
    file: Path
    book: Any


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    data = workflow.consolidate_project(load(root), today=demo.TODAY)
    path = publishing.report_path(load(root), data.period)
    publishing.publish(data, path, root)
    return Report(data, present.pages(data), path, openpyxl.load_workbook(path))


# ------------------------------------------------------------------------------------------- goldens


def test_golden(report: Report, request: pytest.FixtureRequest) -> None:
    """The report is as it was when a person last looked: pytest --rewrite-goldens writes what is made now.

    Without the data sheets, which hold what the units wrote.
    """
    shown = Pages([grid for grid in report.pages.grids if grid.tab != "data"], {}, report.pages.title)
    texts = {name.partition("/")[2]: text for name, text in golden_texts("rapport", shown).items()}
    if request.config.getoption("--rewrite-goldens"):
        for old in GOLDEN.glob("*.txt"):
            old.unlink()
        GOLDEN.mkdir(exist_ok=True)
        for name, text in texts.items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.txt")}
    assert sorted(kept) == sorted(texts)
    for name, text in texts.items():
        assert text == kept[name], name


# ------------------------------------------------------------------------------------------- links


def heading_row(sheet: Any) -> int:
    return int(next(row[0].row for row in sheet.iter_rows() if any(cell.value == "Länk" for cell in row)))


def rows_with_links(sheet: Any) -> list[tuple[int, dict[str, Any]]]:
    """(sheet row, values by heading) of every row with a link."""
    top = heading_row(sheet)
    names = [str(cell.value) for cell in sheet[top]]
    rows = [(row[0].row, dict(zip(names, [c.value for c in row], strict=True))) for row in sheet.iter_rows(top + 1)]
    return [(number, row) for number, row in rows if row["Länk"]]


def target(sheet: Any, number: int, row: dict[str, Any]) -> str:
    """Where a link leads: its formula's pieces put together by hand."""
    inside = re.fullmatch(r'=HYPERLINK\((.*),"Till cellen"\)', row["Länk"])
    assert inside, row["Länk"]

    def value(term: str) -> str:
        doubled = re.fullmatch(r'SUBSTITUTE\((.*),"\'","\'\'"\)', term)
        if doubled:
            return value(doubled[1]).replace("'", "''")
        if term.startswith('"'):
            return term[1:-1].replace('""', '"')
        this_row = re.fullmatch(r"\w+\[\[#This Row\],\[(.+)\]\]", term)
        found = row[this_row[1]] if this_row else sheet[term.replace("$", "")].value
        assert this_row or term.endswith(str(number))
        return str(found)

    return "".join(value(term) for term in re.findall(r'(?:"[^"]*"|SUBSTITUTE\([^()]*\)|[^&"]+)', inside[1]))


@cache
def unit_book(path: Path) -> Any:
    return openpyxl.load_workbook(path, data_only=True)


def cell_at(report: Report, link: str) -> Any:
    """The value of the cell that a link leads to."""
    file, sheet, cell = re.fullmatch(r"(.*?)#'(.*)'!([A-Z]+\d+)", link).groups()  # type: ignore[union-attr]
    path = (report.file.parent / file).resolve()
    assert path.is_file(), link
    assert sheet.replace("''", "'") in unit_book(path).sheetnames, link
    return unit_book(path)[sheet.replace("''", "'")][cell].value


def linked_sheets(book: Any) -> list[str]:
    return [s.title for s in book if any(cell.value == "Länk" for row in s.iter_rows(max_row=6) for cell in row)]


def test_every_row_links_to_the_cell_with_its_id(report: Report) -> None:
    seen = {}
    for name in linked_sheets(report.book):
        sheet = report.book[name]
        linked = rows_with_links(sheet)
        seen[name] = len(linked)
        for number, row in linked:
            value = cell_at(report, target(sheet, number, row))
            identity = next((key for key in IDENTITIES if key in row), None)
            if identity and name != "Avvikelser":
                assert value == row[identity], (name, number)
    rows = {data_name(part): len(report.data.stack(part)) for part in report.data.parts()}
    assert {name: seen[name] for name in rows} == rows
    assert seen["Ändringslogg"] == seen["Data Ändringslogg"] > 0
    assert seen["Milstolpar"] > 0


def test_the_share_that_is_wrong_is_a_link_away(report: Report) -> None:
    """Botkyrka's plan says 20 % where its hours give 18,3 %."""
    sheet = report.book["Avvikelser"]
    (found,) = [(n, row) for n, row in rows_with_links(sheet) if row["Regel"] == "B03"]
    number, row = found
    assert (row["Enhet"], row["Blad"], row["Cell"], row["Rad-ID"]) == ("Jobbcoachenheten", "Timbudget", "G10", "B-01")
    link = target(sheet, number, row)
    assert link == "../inkorg/2010-T1/0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx#'Timbudget'!G10"
    assert cell_at(report, link) == 0.2


def test_findings_about_a_whole_file_have_no_link(tmp_path: Path) -> None:
    (tmp_path / "trasig.xlsx").write_bytes(b"PK")
    found = workflow.deliveries([tmp_path / "trasig.xlsx"], Limits(), tables.TODAY, tmp_path)
    publishing.publish(consolidate(found, books()), tmp_path / "r.xlsx", tmp_path)
    book: Any = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert rows_with_links(book["Avvikelser"]) == []
    assert book["Avvikelser"]["H5"].value


def test_a_link_to_a_sheet_with_an_apostrophe(tmp_path: Path) -> None:
    file = tables.fill(tmp_path / "a.xlsx", books()["projektbok"], tables.PROJECT)
    renamed = openpyxl.load_workbook(file)
    renamed["Timbudget"].title = "Mats' timmar"
    renamed.save(file)
    data = consolidate(workflow.deliveries([file], Limits(), tables.TODAY, tmp_path), books())
    (tmp_path / 'a"b').mkdir()
    path = tmp_path / 'a"b' / "r.xlsx"
    publishing.publish(data, path, tmp_path)
    report = Report(data, Pages([]), path, openpyxl.load_workbook(path))
    sheet = report.book["Data Timbudget"]
    number, row = rows_with_links(sheet)[0]
    assert target(sheet, number, row) == "../a.xlsx#'Mats'' timmar'!A10"
    assert cell_at(report, target(sheet, number, row)) == "B-01"


def test_the_contents_lead_to_every_sheet(report: Report) -> None:
    rows = list(report.book["Innehåll"].iter_rows(min_row=5))
    ways = [(row[1].value, row[1].hyperlink.location) for row in rows if row[1].value]
    names = [name for name in report.book.sheetnames if name not in ("Sammanfattning", "Innehåll")]
    assert sorted(ways) == sorted((name, f"'{name}'!A1") for name in names)


# ------------------------------------------------------------------------------------------- what totals stand on

# Sheet, and the table and column that its figures are of.
FIGURES = [
    ("Måluppfyllelse", "goals", "status"),
    ("Varför mål inte kan mätas", "goals", "status"),
    ("Krav", "requirements", "status"),
    ("Nuläge i antal", "situation", "kind"),
    ("Timmar per enhet", "budget", "plan_hours"),
    ("Timmar per post", "budget", "plan_hours"),
    ("Aktiviteter", "activities", "plan_hours"),
    ("Milstolpar per enhet", "milestones", "planned"),
    ("Programlogik per enhet", "results", "effect_ids"),
    ("Bedömning per enhet", "joint", "joint"),
    ("Bedömning samlad", "joint", "joint"),
]
NOUNS = {
    "goals": "mål",
    "requirements": "krav",
    "situation": "rader",
    "budget": "budgetposter",
    "activities": "aktiviteter",
    "joint": "parametrar",
    "milestones": "rader i Milstolpar",
    "results": "resultat",
}


def notes(book: Any, name: str) -> list[str]:
    """What stands under a table, its lines put together again."""
    lines = [str(row[0]) for row in book[name].values if row and row[0] is not None]
    starts = [at for at, line in enumerate(lines) if line.startswith("Bakom siffrorna: ")]
    return [" ".join(lines[at:]).partition(" Källa: ")[0] for at in starts]


@pytest.mark.parametrize(("name", "table", "column"), FIGURES)
def test_every_total_says_what_it_stands_on_and_who_is_missing(
    report: Report, name: str, table: str, column: str
) -> None:
    (said,) = notes(report.book, name)
    batches = {delivery.unit: delivery.batches[table] for delivery in report.data.used if table in delivery.batches}
    rows = [value for batch in batches.values() for value in batch.columns[column]]
    known = sum(value is not None for value in rows)
    noun = NOUNS[table]
    assert said.startswith(f"Bakom siffrorna: {known} av {len(rows)} {noun} har ")
    assert f"; {len(batches)} enheter har svarat." in said
    assert said.partition(" Saknas: ")[2].endswith("Arbetsmarknad.")


def test_only_figures_have_notes(report: Report) -> None:
    made = [made for makers in present.sections.SECTIONS.values() for maker in makers if (made := maker(report.data))]
    noted = {section.sheet for section in made if isinstance(section.table, present.Figures) and section.table.basis}
    assert {name for name in report.book.sheetnames if notes(report.book, name)} == noted
    assert {name for name, *_ in FIGURES} <= noted


def test_the_number_of_rows_is_the_files_own(report: Report) -> None:
    """Posts counted by another way: IDs in column A of every unit's Timbudget."""
    files = sorted((report.file.parent.parent / "inkorg" / PERIOD).glob("*_projektbok_*.xlsx"))
    ids = [str(row[0]) for path in files for row in unit_book(path)["Timbudget"].values]
    count = sum(bool(re.fullmatch(r"B-\d+", value)) for value in ids)
    (said,) = notes(report.book, "Timmar per post")
    assert re.search(
        rf" {count - 2} av {count} budgetposter har Budget timmar, [0-9]+ Utfall timmar, [0-9]+ Prognos timmar; "
        f"{len(files)} enheter",
        said,
    )
    # One outcome shows #REF!: it is missing from a total, and that is said.
    assert "1 värde i Utfall timmar gick inte att läsa (Jobb och utbildning; se Avvikelser)." in said


def test_what_stayed_in_a_sensitive_book_is_no_zero(report: Report) -> None:
    """Osby's small counts stay in its file; the other units' registers have noughts."""
    book = openpyxl.load_workbook(report.file, data_only=True)
    rows = {row[0]: row[1:5] for row in book["Avslutsorsaker"].values}
    assert rows["Arbete"] == (6, 12, 0, 18)
    assert rows["Studier"] == (None, None, None, None)
    assert rows["Pension"] == (0, 0, 0, 0)


def test_a_missing_unit_stands_in_the_deliveries(report: Report) -> None:
    rows = [row for row in report.book["Leveransläge"].values if row[1] == "Arbetsmarknad"]
    assert [(row[2], row[3], row[4]) for row in rows] == [
        ("Projektbok", "saknas", "–"),
        ("Uppföljningsbok", "saknas", "–"),
        ("Planbok", "saknas", "–"),
    ]


def test_every_row_and_cell_is_reconciled(report: Report) -> None:
    lines = list(report.book["Avstämning"].values)
    top, bottom = (next(at for at, line in enumerate(lines) if what in line) for what in ("Rader lästa", "Celler"))
    rows = [line for line in lines[top + 1 : bottom] if line[2]]
    assert len(rows) == sum(len(delivery.batches) for delivery in report.data.used)
    assert all(line[3] == line[4] + line[5] and line[6] == 0 for line in rows)
    cells = lines[lines.index(next(line for line in lines if line[3] == "Ifyllda celler")) + 1 :]
    counted = [line for line in cells if isinstance(line[3], int | float)]
    assert len(counted) == len(report.data.used) + len(report.data.refused)
    assert all(line[3] == line[4] + line[5] + line[6] for line in counted)


# ------------------------------------------------------------------------------------------- the workbook as a whole


def formulas(book: Any) -> list[str]:
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f")
    return [str(getattr(cell.value, "text", cell.value)) for cell in cells]


def test_no_function_newer_than_excel_2016(report: Report) -> None:
    plain = [re.sub(r'"[^"]*"', '""', formula) for formula in formulas(report.book)]
    assert {name for formula in plain for name in re.findall(r"([A-Z][A-Z.0-9]*)\(", formula)} <= FUNCTIONS
    assert not any("_xlfn" in formula for formula in plain)


def test_no_formula_is_longer_than_excel_takes(report: Report) -> None:
    assert max(len(formula) for formula in formulas(report.book)) <= 8192
    texts = [text for formula in formulas(report.book) for text in re.findall(r'"((?:[^"]|"")*)"', formula)]
    assert max(len(text) for text in texts) <= 255


def test_sheet_names_are_few_enough_letters_and_all_different(report: Report) -> None:
    names = report.book.sheetnames
    assert max(len(name) for name in names) <= 31
    assert len({name.casefold() for name in names}) == len(names)


def test_each_data_sheet_is_a_real_table(report: Report) -> None:
    for part in report.data.parts():
        sheet = report.book[data_name(part)]
        stack = report.data.stack(part)
        (table,) = sheet.tables.values()
        assert table.displayName == stack.name
        headings = [str(cell.value) for cell in sheet[4]]
        assert table.column_names == headings
        assert headings == [*(stack.header(key) for key in stack.columns), "Länk"]
        assert len({heading.casefold() for heading in headings}) == len(headings)
        last = sheet.cell(4, len(headings)).column_letter
        assert table.ref == f"A4:{last}{4 + max(1, len(stack))}"
        assert table.autoFilter.ref == table.ref
        assert sheet.max_row == 4 + len(stack)


def test_tables_have_names_of_their_own(report: Report) -> None:
    names = [table.displayName for sheet in report.book for table in sheet.tables.values()]
    assert len({name.casefold() for name in names}) == len(names)


def test_more_rows_than_excel_holds_are_said(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(present.tables, "MOST_ROWS", 10)
    grid = data_grid(report.data, Budget)
    count = len(report.data.stack(Budget))
    assert grid.cells[2, 0].value == f"Excel rymmer 10 rader: {count - 10} rader visas inte här."
    assert grid.blocks[0].rows == 10
    assert grid.tables[0].area.bottom == 13


# ------------------------------------------------------------------------------------------- nothing came in


WANTED = [Expected("alfa", "Alfaenheten", "Botkyrka", tuple(books()))]


@pytest.mark.parametrize("expected", [WANTED, []])
def test_an_empty_inbox_gives_a_report_that_can_be_read(tmp_path: Path, expected: list[Expected]) -> None:
    data = consolidate([], books(), period=PERIOD, expected=expected, title="Jämställd service")
    publishing.publish(data, tmp_path / "r.xlsx", tmp_path)
    book: Any = openpyxl.load_workbook(tmp_path / "r.xlsx", data_only=True)
    assert book.sheetnames[:2] == ["Sammanfattning", "Innehåll"]
    assert {"Leveransläge", "Avvikelser", "Avstämning"} <= set(book.sheetnames)
    assert book["Sammanfattning"]["A2"].value == "Jämställd service, period 2010-T1"
    states = [row[3] for row in book["Leveransläge"].values if row[1] == "Alfaenheten"]
    assert states == ["saknas"] * len(books()) * len(expected)
    for sheet in book:
        assert sheet["A1"].value == sheet.title
        assert sheet["A2"].value


def test_books_without_rows_give_a_report_too(tmp_path: Path) -> None:
    cover = tables.records(books()["projektbok"], tables.COVER)
    files = [tables.fill(tmp_path / f"{key}.xlsx", book, cover) for key, book in books().items()]
    data = consolidate(workflow.deliveries(files, Limits(), tables.TODAY, tmp_path), books())
    xlsx.write(present.pages(data), tmp_path / "r.xlsx")
    book: Any = openpyxl.load_workbook(tmp_path / "r.xlsx", data_only=True)
    total = next(row for row in book["Timmar per enhet"].values if row[0] == "Totalt")
    assert [value for value in total[2:] if value not in (None, "")] == [0, 0]
    assert book["Försenade"]["A4"].value == "Inget att redovisa."


# ------------------------------------------------------------------------------------------- criteria


def test_a_criterion_is_met_by_an_equal_text_only() -> None:
    assert criterion("B-01") == "=B-01"
    assert criterion("") == "="
    assert criterion("<5") == "=<5"
    assert criterion("a*b?c~") == "=a~*b~?c~~"
    assert criterion('5" rör') == '=5"" rör'
    assert criterion("a\nb") == '=a"&CHAR(10)&"b'
    assert criterion("x" * 500) == "=" + "x" * 120 + "*"
    assert condition("<>Ordinarie") == "<>Ordinarie"
    assert condition("<>") == "<>"
    assert condition("Klar") == "=Klar"


def test_cells_that_excel_takes_for_the_same() -> None:
    assert same("Klar") == same("KLAR")
    assert same(True) == same("ja")
    assert same(None) == same("")
    assert same("x" * 130 + "1") == same("x" * 130 + "2")
    assert same("x1") != same("x2")


def test_a_mean_of_shares_is_refused() -> None:
    """X04: 1 of 2 and 10 of 98 are 11 per cent together, not 30."""
    with pytest.raises(DeclarationError, match="weighs shares alike"):
        Stat("Medel", "0.0%", Budget, "stated_share")
    with pytest.raises(DeclarationError, match="weighs shares alike"):
        Stat("Medel", "0.0%", Budget, "share")
    assert Stat("Högsta", "0.0%", Budget, "share", function="MAX").key == "share"


def test_units_are_not_ranked(report: Report) -> None:
    """X05: units stand in alphabetical order, except where the question is where people disagree most."""
    sections = [
        made for makers in present.sections.SECTIONS.values() for maker in makers if (made := maker(report.data))
    ]
    tables_of_units = {
        made.sheet: [group.labels[:2] for group in made.table.groups]
        for made in sections
        if isinstance(made.table, Figures) and made.table.labels[:2] == ("Kommun", "Enhet")
    }
    ranked = [
        sheet
        for sheet, units in tables_of_units.items()
        if units != sorted(units, key=lambda pair: tuple(sort_key(name or "") for name in pair))
    ]
    assert len(tables_of_units) > 15
    assert ranked == ["Oenighet inom enheter"]
