"""What people do to a sheet: the same rows are read, or a finding names the cell; and no cell goes unaccounted for.

Most cases change what was read from the file, which is just what Excel's own insert, move, sort and delete leave.
"""

import copy
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from jamxl.checking import Checked, check
from jamxl.grid import RawBook, RawSheet
from jamxl.read import read
from jamxl.standard import books

Change = Callable[[RawBook], object]


def checked_after(raw: RawBook, *changes: Change) -> Checked:
    """The book checked after changes to a copy of it. Every cell is accounted for, whatever was done."""
    changed = copy.deepcopy(raw)
    # What is known by address of the file would have to move along; the cells in question are computed ones.
    changed.has_formula = lambda sheet, row, column: True
    for sheet in changed.sheets:
        sheet.stale.clear()
        sheet.hidden.clear()
    for change in changes:
        change(changed)
    checked = check(changed, books(), tables.Limits(), tables.TODAY)
    assert tables.balanced(checked), checked.cells
    return checked


def same_rows(raw: RawBook, checked: Checked) -> bool:
    return tables.rows_of(checked) == tables.rows_of(checked_after(raw))


# ------------------------------------------------------------------------------------------------ what people do


def sheet_of(raw: RawBook, name: str) -> RawSheet:
    found = raw.sheet(name)
    assert found is not None
    return found


def column_of(sheet: RawSheet, header: str) -> int:
    return next(c for row in sheet.rows for c, value in enumerate(row) if value == header)


def header_row(sheet: RawSheet, header: str) -> int:
    return next(r for r, row in enumerate(sheet.rows) if header in row)


def insert_column(name: str, before: str, values: dict[int, Any] | None = None) -> Change:
    """A column before the one with a heading; `values` by sheet row as Excel counts."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        at = column_of(sheet, before)
        for r, row in enumerate(sheet.rows, 1):
            row.insert(at, (values or {}).get(r, ""))

    return change


def delete_column(name: str, header: str) -> Change:
    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        at = column_of(sheet, header)
        for row in sheet.rows:
            del row[at]

    return change


def move_column(name: str, header: str, before: str, below: int = 0) -> Change:
    """Cut a column and insert it before another; `below`: only the cells from this sheet row on."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        cut, at = column_of(sheet, header), column_of(sheet, before)
        for row in sheet.rows[below:]:
            value = row.pop(cut)
            row.insert(at - (cut < at), value)

    return change


def rename(name: str, header: str, to: str) -> Change:
    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        r = header_row(sheet, header)
        sheet.rows[r][sheet.rows[r].index(header)] = to

    return change


def insert_rows(name: str, before: int, count: int = 1) -> Change:
    """Blank rows before a sheet row, as Excel counts."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        for _ in range(count):
            sheet.rows.insert(before - 1, [""] * len(sheet.rows[0]))

    return change


def delete_row(name: str, number: int) -> Change:
    def change(raw: RawBook) -> None:
        del sheet_of(raw, name).rows[number - 1]

    return change


def delete_keys(name: str, first_key: str) -> Change:
    """Delete the hidden row that begins with a key."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        del sheet.rows[header_row(sheet, first_key)]

    return change


def put(name: str, r: int, c: int, value: Any) -> Change:
    """Type a value in a cell, zero-based; the sheet grows as it must."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        width = max(len(sheet.rows[0]) if sheet.rows else 0, c + 1)
        sheet.rows += [[] for _ in range(r + 1 - len(sheet.rows))]
        for row in sheet.rows:
            row.extend([""] * (width - len(row)))
        sheet.rows[r][c] = value

    return change


def call_sheet(name: str, to: str) -> Change:
    def change(raw: RawBook) -> None:
        sheet_of(raw, name).name = to

    return change


def delete_sheet(name: str) -> Change:
    def change(raw: RawBook) -> None:
        raw.sheets.remove(sheet_of(raw, name))
        number(raw)

    return change


def add_sheet(name: str, rows: list[list[Any]]) -> Change:
    def change(raw: RawBook) -> None:
        raw.sheets.append(RawSheet(name, len(raw.sheets), copy.deepcopy(rows)))

    return change


def copy_sheet(name: str, to: str, first: bool = False) -> Change:
    def change(raw: RawBook) -> None:
        made = RawSheet(to, 0, copy.deepcopy(sheet_of(raw, name).rows))
        raw.sheets.insert(0 if first else len(raw.sheets), made)
        number(raw)

    return change


def number(raw: RawBook) -> None:
    for index, sheet in enumerate(raw.sheets):
        sheet.index = index


def reorder(raw: RawBook) -> None:
    raw.sheets.reverse()
    number(raw)


def sort_rows(name: str, first: int, last: int, seed: int = 1) -> Change:
    """Put the rows from `first` to `last` (as Excel counts) in another order."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        body = sheet.rows[first - 1 : last]
        random.Random(seed).shuffle(body)
        sheet.rows[first - 1 : last] = body

    return change


# ------------------------------------------------------------------------------------------------ the same rows

# Timbudget: keys of the strip in row 4, its headings in 5, its values in 6; keys in 8, headings in 9, posts in 10-16.
SAME: dict[str, tuple[list[Change], list[str]]] = {
    "a blank column is inserted": ([insert_column("Timbudget", "Budget timmar")], []),
    "a blank column is inserted first": ([insert_column("Aktiviteter", "Aktivitetsnr")], []),
    "a blank column is inserted in the form": ([insert_column("Försättsblad", "Värde")], []),
    "a column of the unit's own": (
        [insert_column("Timbudget", "Budget timmar", {9: "Konto", 10: 7010.0, 12: "7020"})],
        ["JX207 C07 note Timbudget!E9,E10,E12"],
    ),
    "a column of the unit's own where the template has formulas": (
        [insert_column("Timbudget", "Beräknad andel", {9: "Konto", 10: 7010.0, 12: "7020"})],
        ["JX207 C07 note Timbudget!H9,H10,H12"],
    ),
    "a column without a heading": (
        [insert_column("Timbudget", "Budget timmar", {11: "obs"})],
        ["JX208 - note Timbudget!E11"],
    ),
    "a column is moved": ([move_column("Timbudget", "Anmärkning", "Budget timmar")], []),
    "the ID is moved": ([move_column("Aktiviteter", "Aktivitetsnr", "Status")], []),
    "a column is moved without its hidden key": (
        [move_column("Roller", "Kön", "Benämning", below=4)],
        ["JX205 - note Roller!B5", "JX205 - note Roller!C5", "JX205 - note Roller!D5", "JX205 - note Roller!E5"],
    ),
    "a heading is renamed": ([rename("Timbudget", "Budget timmar", "Planerat")], ["JX210 - note Timbudget!E9"]),
    "a heading gets spaces and a colon": ([rename("Timbudget", "Budget timmar", " budget  timmar: ")], []),
    "a heading is deleted": ([rename("Timbudget", "Budget timmar", "")], ["JX210 - note Timbudget!E9"]),
    "the hidden keys of a table are deleted": (
        [delete_keys("Roller", "roles.person")],
        ["JX213 C07 note Roller!A4"],
    ),
    "the hidden keys beside the timeline are deleted": (
        [delete_keys("Aktiviteter", "activities.activity_no")],
        ["JX213 C07 note Aktiviteter!A8"],
    ),
    "the hidden keys of a strip and its table are deleted": (
        [delete_keys("Timbudget", "budget.post_id"), delete_keys("Timbudget", "budget_totals.stated_total")],
        ["JX213 C07 note Timbudget!A4", "JX213 C07 note Timbudget!A7"],
    ),
    "the hidden keys of the form are deleted": (
        [delete_column("Försättsblad", "Nyckel"), delete_keys("Försättsblad", "cover.label")],
        ["JX213 C07 note Försättsblad!A5"],
    ),
    "one hidden key is typed over": (
        [rename("Timbudget", "budget.plan_hours", "hej")],
        ["JX208 - note Timbudget!E8", "JX205 - note Timbudget!E9"],
    ),
    "a computed column is deleted": ([delete_column("Timbudget", "Beräknad andel")], []),
    "the Kontroll column is deleted": ([delete_column("Roller", "Kontroll")], []),
    "a sheet is renamed": ([call_sheet("Timbudget", "Budget 2010")], ["JX202 - note Budget 2010!"]),
    "the sheets stand in another order": ([reorder], []),
    "blank rows are inserted among the rows": ([insert_rows("Timbudget", 12, 3)], []),
    "blank rows are inserted above the headings": ([insert_rows("Timbudget", 8, 2)], []),
    "blank rows are inserted at the top": ([insert_rows("Aktiviteter", 1, 4)], []),
    "a blank row is inserted in the form": ([insert_rows("Försättsblad", 10)], []),
    "the strip gets a blank row above it": ([insert_rows("Timbudget", 4)], []),
    "a sheet of the unit's own": (
        [add_sheet("Anteckningar", [["Att göra"], ["Ringa", "i dag"]])],
        ["JX209 C07 note Anteckningar!A1,A2,B2"],
    ),
    "a sheet with nothing on it": ([add_sheet("Blad1", [])], []),
    "text beside the table": ([put("Roller", 6, 12, "Fråga om P-02")], ["JX208 - note Roller!M7"]),
    "text beside a heading": ([put("Roller", 4, 12, "Eget")], ["JX207 C07 note Roller!M5"]),
    "text above the table": ([put("Roller", 0, 5, "Klart!")], ["JX208 - note Roller!F1"]),
    "text on the sheet Kontroll": ([put("Kontroll", 1, 9, "Rättat")], ["JX209 C07 note Kontroll!J2"]),
    "the stamp is deleted": ([delete_sheet("_jamxl")], []),
    "the stamp and the generated sheets are deleted": (
        [delete_sheet(name) for name in ("_jamxl", "Kontroll", "Listor", "Läs mig")],
        [],
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_rows_are_read(project: RawBook, name: str) -> None:
    changes, findings = SAME[name]
    checked = checked_after(project, *changes)
    assert tables.told(checked.findings) == findings
    assert same_rows(project, checked)


@pytest.mark.parametrize("first", [True, False])
def test_a_copied_sheet_is_named_and_the_original_is_read(project: RawBook, first: bool) -> None:
    checked = checked_after(project, copy_sheet("Roller", "Roller (2)", first))
    assert [(f.code, f.sheet, f.expected, f.cells) for f in checked.findings] == [("JX219", "Roller (2)", "Roller", ())]
    assert checked.cells.reported == sum(cell != "" for row in sheet_of(project, "Roller").rows for cell in row)
    assert same_rows(project, checked)


def test_sorted_rows_are_the_same_rows(project: RawBook) -> None:
    checked = checked_after(project, sort_rows("Timbudget", 10, 31), sort_rows("Aktiviteter", 10, 49))
    ours, theirs = tables.rows_of(checked_after(project)), tables.rows_of(checked)
    assert checked.findings == []
    assert theirs["budget"] != ours["budget"]
    for key, identity in (("budget", "post_id"), ("activities", "activity_no")):
        assert sorted(theirs[key], key=lambda row: row[identity]) == ours[key]


def test_findings_name_the_cells_where_they_are_now(project: RawBook) -> None:
    """After a column and two rows were inserted the wrong share of B-01 stands in H12, not in G10."""
    wrong = tables.typed(project, {"Timbudget/B-01/Angiven andel": 0.2})
    changes = insert_column("Timbudget", "Budgetpost"), insert_rows("Timbudget", 1, 2)
    assert tables.told(checked_after(wrong, *changes).findings) == ["JX410 B03 warning Timbudget!H12"]


# ------------------------------------------------------------------------------------------------ something is lost


def test_a_deleted_column_is_one_error_and_nothing_else(project: RawBook) -> None:
    for header, key in (("Resurstyp", "kind"), ("Budget timmar", "plan_hours"), ("Utfall kronor", "act_sek")):
        checked = checked_after(project, delete_column("Timbudget", header))
        assert tables.told(checked.findings) == ["JX204 C07 error Timbudget!A9"]
        assert checked.findings[0].header == header
        assert [row[key] for row in tables.rows_of(checked)["budget"]] == [None] * 7


def test_a_deleted_column_of_ids_is_one_error(project: RawBook) -> None:
    """Two here: the strip above the table loses a field in the same column."""
    checked = checked_after(project, delete_column("Timbudget", "Post-ID"))
    assert [(f.code, f.header) for f in checked.findings] == [
        ("JX204", "Angiven total timmar"),
        ("JX204", "Post-ID"),
    ]
    assert tables.rows_of(checked)["budget"][0]["text"] == "Projektledare"


def test_a_renamed_column_without_its_key_is_named_with_its_cells(project: RawBook) -> None:
    checked = checked_after(project, rename("Roller", "Andel tjänst", "Procent"), delete_keys("Roller", "roles.person"))
    assert tables.told(checked.findings) == [
        "JX204 C07 error Roller!A4",
        "JX213 C07 note Roller!A4",
        "JX207 C07 note Roller!H4,H5,H6",
    ]


@pytest.mark.parametrize("name", ["Aktiviteter", "Timbudget", "Ändringslogg", "Roller", "Försättsblad"])
def test_a_deleted_sheet_is_one_error_and_nothing_else(project: RawBook, name: str) -> None:
    checked = checked_after(project, delete_sheet(name))
    assert tables.told(checked.findings) == [f"JX201 - error {name}!"]
    assert (checked.unit, checked.period) == ("jobbcoachingen", "2010-T1")


def test_a_sheet_emptied_of_its_table_is_one_error(project: RawBook) -> None:
    def empty(raw: RawBook) -> None:
        sheet_of(raw, "Roller").rows[:] = [["Vi har inga roller"]]

    assert tables.told(checked_after(project, empty).findings) == [
        "JX203 C07 error Roller!",
        "JX209 C07 note Roller!A1",
    ]


def test_a_deleted_line_of_the_form_is_one_error(project: RawBook) -> None:
    line = header_row(sheet_of(project, "Försättsblad"), "Kommunkod") + 1
    checked = checked_after(project, delete_row("Försättsblad", line))
    assert [(f.code, f.message) for f in checked.findings] == [("JX211", "Raden Kommunkod saknas på bladet.")]


def test_a_deleted_row_of_the_template_is_named(tmp_path: Path) -> None:
    book = books()["uppfoljningsbok"]
    raw = read(tables.fill(tmp_path / "bok.xlsx", book, {}))
    sheet = sheet_of(raw, "Samlad bedömning")
    line = next(r for r, row in enumerate(sheet.rows, 1) if row[0] == "P3")
    before, after = checked_after(raw), checked_after(raw, delete_row("Samlad bedömning", line))
    new = [f for f in after.findings if f.code not in ("JX119", "JX401")]
    assert [(f.code, f.sheet, f.value) for f in new] == [("JX211", "Samlad bedömning", "P3")]
    assert len(tables.rows_of(after)["joint"]) == len(tables.rows_of(before)["joint"]) - 1


def test_sorted_rows_of_the_template_keep_their_names(tmp_path: Path) -> None:
    book = books()["uppfoljningsbok"]
    raw = read(tables.fill(tmp_path / "bok.xlsx", book, tables.sample_rows(book)))
    sheet = sheet_of(raw, "Samlad bedömning")
    first = next(r for r, row in enumerate(sheet.rows, 1) if row[0] == "P1")
    before = checked_after(raw)
    after = checked_after(raw, sort_rows("Samlad bedömning", first, first + 8))
    assert sorted(f.message for f in after.findings) == sorted(f.message for f in before.findings)
    ours, theirs = (sorted(tables.rows_of(c)["joint"], key=lambda row: row["nr"]) for c in (before, after))
    assert theirs == ours


def test_a_row_added_to_the_templates_own_rows_is_named(tmp_path: Path) -> None:
    book = books()["uppfoljningsbok"]
    raw = read(tables.fill(tmp_path / "bok.xlsx", book, {}))
    sheet = sheet_of(raw, "Samlad bedömning")
    below = next(r for r, row in enumerate(sheet.rows) if row[0] == "P9") + 1
    joint = column_of(sheet, "Gemensamt värde")
    checked = checked_after(raw, put("Samlad bedömning", below, 0, "P10"), put("Samlad bedömning", below, joint, 7.0))
    new = [(f.code, f.value) for f in checked.findings if f.code not in ("JX119", "JX401")]
    assert new == [("JX208", "P10"), ("JX208", "7")]
    assert tables.rows_of(checked)["joint"] == tables.rows_of(checked_after(raw))["joint"]


def test_what_the_template_says_is_not_changed_by_typing(tmp_path: Path) -> None:
    book = books()["uppfoljningsbok"]
    raw = read(tables.fill(tmp_path / "bok.xlsx", book, {}))
    sheet = sheet_of(raw, "Samlad bedömning")
    r = next(r for r, row in enumerate(sheet.rows) if row[0] == "P3")
    checked = checked_after(raw, put("Samlad bedömning", r, 1, "Resultat i år"))
    assert [f.code for f in checked.findings if f.code not in ("JX119", "JX401")] == ["JX212"]
    assert tables.rows_of(checked)["joint"] == tables.rows_of(checked_after(raw))["joint"]


# ------------------------------------------------------------------------------------------------ in the file itself


def test_a_constant_over_a_formula(project_file: Path, tmp_path: Path) -> None:
    """C09: the computation holds, and the cell is named; a constant that is right is let be."""
    entries = {"Timbudget/B-01/Beräknad andel": 0.2, "Timbudget/B-02/Beräknad andel": 230 / 1090}
    checked = tables.check_file(tables.type_in(project_file, entries, tmp_path / "bok.xlsx"))
    assert tables.told(checked.findings) == ["JX309 C09 warning Timbudget!H10"]
    assert checked.findings[0].message == (
        "Kolumnen Beräknad andel räknas fram: i filen står 0,2, uträkningen ger 18,3 %. Uträkningen gäller."
    )
    assert tables.balanced(checked)


def test_formulas_and_errors_in_cells_to_fill_in(project_file: Path, tmp_path: Path) -> None:
    """C10 and C11: an Excel error and a formula that was never worked out are said, and are no zero."""
    entries = {"Timbudget/B-01/Utfall timmar": "=100+30", "Timbudget/B-02/Utfall timmar": "#DIV/0!"}
    checked = tables.check_file(tables.type_in(project_file, entries, tmp_path / "bok.xlsx"))
    assert tables.told(checked.findings) == [
        "JX307 C11 error Timbudget!I10",
        "JX306 C10 error Timbudget!I11",
    ]
    assert [row["act_hours"] for row in tables.rows_of(checked)["budget"][:2]] == [None, None]
    assert tables.balanced(checked)


def test_sheets_renamed_deleted_and_copied_in_a_file(project_file: Path, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(project_file)
    workbook["Timbudget"].title = "Budget"
    workbook.copy_worksheet(workbook["Roller"])
    del workbook["Ändringslogg"], workbook["_jamxl"]
    workbook.save(tmp_path / "bok.xlsx")
    checked = tables.check_file(tmp_path / "bok.xlsx")
    assert [(f.code, f.sheet) for f in checked.findings] == [
        ("JX201", "Ändringslogg"),
        ("JX202", "Budget"),
        ("JX219", "Roller Copy"),
    ]
    assert tables.balanced(checked)


# ------------------------------------------------------------------------------------------------ whatever is typed

JUNK = st.one_of(
    st.sampled_from(
        ["", "  ", "\xa0", "Budget timmar", "Kontroll", "budget.plan_hours", "budget.kontroll", "cover.value", "jamxl",
         "Kommun", "B-01", "A-001", "#REF!", "#SAKNAS!", "Ja", "ca 400", "1.090", "v. 37", "Frågor: ring", "Klar"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(-10**6, 10**6),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
)  # fmt: skip
ENTRIES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 40), st.integers(0, 16), JUNK), min_size=1, max_size=12)


def test_whatever_is_typed_is_accounted_for(project: RawBook) -> None:
    """In memory, as calamine would give it: floats for integers, and never None."""

    @settings(max_examples=150, deadline=None)
    @given(entries=ENTRIES)
    def holds(entries: list[tuple[int, int, int, Any]]) -> None:
        changes = [
            put(project.sheets[sheet].name, r, c, float(value) if type(value) is int else value)
            for sheet, r, c, value in entries
        ]
        checked_after(project, *changes)

    holds()


def test_whatever_is_typed_in_a_file_is_accounted_for(project_file: Path, tmp_path: Path) -> None:
    """Through a file, with formulas and errors as openpyxl stores them. A file without its long sheets is quicker."""
    workbook = openpyxl.load_workbook(project_file)
    for name in ("Listor", "Kontroll", "Aktiviteter", "Läs mig"):
        del workbook[name]
    workbook.save(tmp_path / "liten.xlsx")

    @settings(max_examples=25, deadline=None)
    @given(entries=ENTRIES)
    def holds(entries: list[tuple[int, int, int, Any]]) -> None:
        workbook = openpyxl.load_workbook(tmp_path / "liten.xlsx")
        for at, r, c, value in entries:
            sheet = workbook.worksheets[at % len(workbook.worksheets)]
            sheet.cell(r + 1, c + 1).value = value
        workbook.save(tmp_path / "bok.xlsx")
        checked = tables.check_file(tmp_path / "bok.xlsx")
        assert tables.balanced(checked), checked.cells

    holds()


@pytest.mark.parametrize("number", [200909031234, 1e300, -1e300, 29990101.5])
def test_a_huge_number_in_a_date_cell_is_one_finding(project_file: Path, tmp_path: Path, number: float) -> None:
    """A personal number pasted in a date cell: the cell is named, and the rest of the file is read."""
    tables.type_in(project_file, {"Roller/P-01/Från": number}, tmp_path / "bok.xlsx")
    checked = tables.check_file(tmp_path / "bok.xlsx")
    assert [(f.code, f.cells, f.row_id) for f in checked.findings] == [("JX304", ("F6",), "P-01")]
    assert tables.balanced(checked)
