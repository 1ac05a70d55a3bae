"""What people do to a sheet: the same rows are read, or a finding names the cell; and no cell goes unaccounted for.

Most cases change what was read from the file, which is just what Excel's own insert, move, sort and delete leave.
"""

import copy
import random
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from jamxl import texts
from jamxl.checking import Checked, check
from jamxl.findings import together
from jamxl.grid import Area, RawBook, RawSheet
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


def type_over(name: str, r: int, c: int, value: Any) -> Change:
    """Type a value over a formula of the template."""

    def change(raw: RawBook) -> None:
        put(name, r, c, value)(raw)
        index, formula = sheet_of(raw, name).index, raw.has_formula
        raw.has_formula = lambda sheet, row, column: (
            (sheet, row, column) != (index, r, c) and formula(sheet, row, column)
        )

    return change


def paste_column(name: str, header: str, before: str, values: dict[int, Any] | None = None) -> Change:
    """Copy a column, with its hidden key, before another; `values` typed in the copy, by sheet row as Excel counts."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        copied, at = column_of(sheet, header), column_of(sheet, before)
        for r, row in enumerate(sheet.rows, 1):
            row.insert(at, (values or {}).get(r, row[copied]))

    return change


def paste_rows(name: str, rows: range, before: int) -> Change:
    """Copy sheet rows (as Excel counts) before a row."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        sheet.rows[before - 1 : before - 1] = [list(sheet.rows[r - 1]) for r in rows]

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
    "a blank row is inserted between the hidden keys and the headings": ([insert_rows("Timbudget", 9)], []),
    "a blank row is inserted between the strip's headings and values": ([insert_rows("Timbudget", 6)], []),
    "the title row is deleted": ([delete_row("Aktiviteter", 1)], []),
    "the three rows above the table are deleted": ([delete_row("Roller", 1)] * 3, []),
    "the row of headings is deleted": ([delete_row("Timbudget", 9)], ["JX222 - note Timbudget!A8"]),
    "the row of headings is pasted among the rows": (
        [paste_rows("Timbudget", range(9, 10), 13)],
        ["JX220 - note Timbudget!A13:O13"],
    ),
    "the row of headings is pasted as values, that of Kontroll too": (
        [paste_rows("Timbudget", range(9, 10), 13), type_over("Timbudget", 12, 14, "Kontroll")],
        ["JX220 - note Timbudget!A13:O13"],
    ),
    "hidden keys and headings are pasted below the rows": (
        [paste_rows("Roller", range(4, 6), 8)],
        ["JX220 - note Roller!A8:L8,A9:L9"],
    ),
    "a constant in a computed column beside headings that were pasted": (
        [paste_rows("Timbudget", range(9, 10), 13), type_over("Timbudget", 12, 7, 0.5)],
        ["JX220 - note Timbudget!A13:O13", "JX309 C09 warning Timbudget!H13"],
    ),
    "a sum below the rows": (
        [put("Timbudget", 17, 1, "Summa"), put("Timbudget", 17, 4, 1090.0), put("Timbudget", 17, 8, "358 h")],
        ["JX223 - warning Timbudget!B18:I18"],
    ),
    "a sum in the column of IDs": (
        [put("Timbudget", 17, 0, "SUMMA:"), put("Timbudget", 17, 4, 1090.0)],
        ["JX223 - warning Timbudget!A18:E18"],
    ),
    "sums among the rows": (
        [
            insert_rows("Timbudget", 12),
            put("Timbudget", 11, 1, "Delsumma"),
            put("Timbudget", 11, 4, 430.0),
            put("Timbudget", 18, 1, "Summa timmar"),
            put("Timbudget", 18, 4, 1090.0),
        ],
        ["JX223 - warning Timbudget!B12:E12,B19:E19"],
    ),
    "a sum beside numbers": (
        [put("Timbudget", 17, 3, "Totalt"), put("Timbudget", 17, 4, 1090.0)],
        ["JX223 - warning Timbudget!D18:E18"],
    ),
    "the word for a sum and nothing more": (
        [put("Roller", 8, 1, "Totalt")],
        ["JX223 - warning Roller!B9"],
    ),
    "a sum typed in a computed column too": (
        [put("Timbudget", 17, 1, "Summa"), type_over("Timbudget", 17, 7, 1.0)],
        ["JX223 - warning Timbudget!B18:H18"],
    ),
    "a column is copied to the right of its table": (
        [paste_column("Roller", "Kön", "Kontroll", {6: "M"})],
        ["JX221 - warning Roller!L6", "JX221 - warning Roller!L7"],
    ),
    "a column is copied to the left of itself": (
        [paste_column("Timbudget", "Budgetpost", "Budgetpost")],
        ["JX221 - warning Timbudget!C10,C11,C12,C13,C14,C15,C16"],
    ),
    "a column is copied and named as Excel does in a table": (
        [insert_column("Roller", "Kontroll", {5: "Kön2", 7: "K"})],
        ["JX221 - warning Roller!L5", "JX221 - warning Roller!L7"],
    ),
    "the value column of the form is moved without its hidden key": (
        [move_column("Försättsblad", "Värde", "Kontroll", below=4)],
        [],
    ),
    "a sheet is renamed and its hidden keys are deleted": (
        [delete_keys("Roller", "roles.person"), call_sheet("Roller", "Vilka vi är")],
        ["JX202 - note Vilka vi är!", "JX213 C07 note Vilka vi är!A4"],
    ),
    "a note over the introduction": ([put("Roller", 1, 0, "Ring Anna!")], ["JX208 - note Roller!A2"]),
    "a note over an explanation": ([put("Försättsblad", 5, 2, "Vet ej")], ["JX208 - note Försättsblad!C6"]),
    "an explanation in other words": ([put("Försättsblad", 5, 2, "Kommunens namn, inte ordet kommun.")], []),
    "a note over a formula of Kontroll": ([type_over("Roller", 6, 11, "ok")], ["JX208 - note Roller!L7"]),
    "a note over a formula of the form's Kontroll": (
        [type_over("Försättsblad", 6, 3, "ok")],
        ["JX208 - note Försättsblad!D7"],
    ),
    "a note that begins as a line of Läs mig does": ([put("Roller", 9, 12, "Frågor: ?")], ["JX208 - note Roller!M10"]),
    "a number beside the table that the template has too": ([put("Roller", 6, 12, 0.0)], ["JX208 - note Roller!M7"]),
    "spaces over a computed field of the form": ([type_over("Försättsblad", 14, 1, "  ")], []),
    "a constant in a computed column of a blank row": (
        [type_over("Timbudget", 16, 7, 0.5)],
        ["JX309 C09 warning Timbudget!H17"],
    ),
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
    "text on the sheet Kontroll": ([put("Kontroll", 1, 9, "Rättat")], ["JX225 - note Kontroll!J2"]),
    "texts on the sheet Listor": (
        [put("Listor", 3, 100, "Eget"), put("Listor", 4, 100, 7.0)],
        ["JX225 - note Listor!CW4,CW5"],
    ),
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


NO_SUMS: dict[str, dict[int, Any]] = {
    "an ID": {0: "B-08", 1: "Summa av intervjuer", 4: 10.0},
    "a post that is called Summa": {0: "B-08", 1: "Summa", 4: 10.0},
    "an ID that is not written rightly": {0: "B 8", 1: "Summa", 4: 10.0},
    "a number for an ID": {0: 8.0, 1: "Summa", 4: 10.0},
    "the name of something": {1: "Summa av intervjuer", 4: 10.0},
    "another name": {1: "Totalentreprenad", 4: 10.0},
    "more words": {1: "Summa", 2: "Arbetstid", 4: 10.0},
}


@pytest.mark.parametrize("typed", NO_SUMS.values(), ids=NO_SUMS)
def test_a_row_with_more_than_a_sum_is_data(project: RawBook, typed: dict[int, Any]) -> None:
    """A row of data without its ID is told as such, and is not left out."""
    checked = checked_after(project, *(put("Timbudget", 17, c, value) for c, value in typed.items()))
    assert tables.rows_of(checked)["budget"][7]["plan_hours"] == 10.0
    assert "JX223" not in {f.code for f in checked.findings}


def test_the_remedy_for_a_sum_is_true_for_its_sheet(project: RawBook) -> None:
    """Only Timbudget and Aktiviteter have sums above their tables."""
    checked = checked_after(project, put("Timbudget", 17, 1, "Summa"), put("Roller", 8, 1, "Summa"))
    assert [f.fix for f in checked.findings] == [
        "Ta bort raden. Är den ingen summa: fyll i Post-ID på den. Summan räknas högst upp på bladet.",
        "Ta bort raden. Är den ingen summa: fyll i Person-kod på den.",
    ]


def merge(name: str, *areas: Area) -> Change:
    """Merge cells: only the first of each area keeps its value."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        for area in areas:
            for r in range(area.top, area.bottom + 1):
                for c in range(area.left, area.right + 1):
                    sheet.rows[r][c] = sheet.rows[r][c] if (r, c) == (area.top, area.left) else ""
        sheet.merged += areas

    return change


# Phases stand in D10-D16 of Aktiviteter, areas in C10-C16; remarks in Y.
MERGED: dict[str, tuple[list[Area], list[str]]] = {
    "nothing that is required": ([Area(9, 24, 13, 24)], ["JX214 C12 note Aktiviteter!Y10:Y14"]),
    "one column": ([Area(9, 3, 13, 3)], ["JX224 C12 warning Aktiviteter!D10:D14"]),
    "two columns": ([Area(9, 2, 10, 3)], ["JX224 C12 warning Aktiviteter!C10:D11"]),
    "two areas": (
        [Area(14, 3, 15, 3), Area(9, 3, 10, 3)],
        ["JX224 C12 warning Aktiviteter!D10:D11", "JX224 C12 warning Aktiviteter!D15:D16"],
    ),
    "IDs": ([Area(14, 0, 15, 0)], ["JX224 C12 warning Aktiviteter!A15:A16"]),
}


@pytest.mark.parametrize("name", MERGED)
def test_merged_cells_are_one_finding(project: RawBook, name: str) -> None:
    """What is blank below a merge is not told once more, cell by cell."""
    areas, findings = MERGED[name]
    checked = checked_after(project, merge("Aktiviteter", *areas))
    assert tables.told(checked.findings) == findings


def test_a_merge_says_what_is_blank_below_it(project: RawBook) -> None:
    checked = checked_after(project, merge("Aktiviteter", Area(9, 2, 10, 3)))
    assert [f.message for f in checked.findings] == [
        "Cellerna C10:D11 är sammanfogade, och bara den första kan ha ett värde: Område och Fas saknas i de andra."
    ]


def test_a_blank_cell_beside_a_merge_is_told(project: RawBook) -> None:
    """The first cell of a merge, and one outside it, are blank on their own account."""
    changes = merge("Aktiviteter", Area(9, 3, 10, 3)), put("Aktiviteter", 9, 3, ""), put("Aktiviteter", 12, 3, "")
    checked = checked_after(project, *changes)
    assert [(f.code, f.cells) for f in checked.findings] == [("JX224", ("D10:D11",)), ("JX401", ("D10", "D13"))]


def test_merges_that_overlap_without_end_are_let_be(project: RawBook) -> None:
    """Only a file that no program wrote has them; the sheet is read all the same."""

    def overlap(raw: RawBook) -> None:
        sheet_of(raw, "Roller").merged += [Area(4, 0, 1_048_575, 16_383)] * 10_000 + [Area(5, 4, 6, 4)]

    checked = checked_after(project, overlap, put("Roller", 6, 4, ""))
    assert tables.told(checked.findings) == [
        "JX224 C12 warning Roller!A5:XFD1048576",
        "JX214 C12 note Roller!E6:E7",
    ]


def test_a_second_column_says_what_differs(project: RawBook) -> None:
    checked = checked_after(project, paste_column("Roller", "Kön", "Kontroll", {6: "M"}))
    assert [f.message.rpartition("; ")[2] for f in checked.findings] == ["här står M.", "här står samma sak."]


def test_a_copied_sheet_is_named_with_the_cells_that_differ(project: RawBook) -> None:
    checked = checked_after(project, copy_sheet("Roller", "Roller (2)"), put("Roller (2)", 7, 0, "P-03"))
    assert tables.told(checked.findings) == ["JX219 C07 warning Roller (2)!A8"]
    assert same_rows(project, checked)


def test_a_copy_is_known_by_its_headings_too(project: RawBook) -> None:
    checked = checked_after(project, copy_sheet("Roller", "Förra året"), delete_keys("Förra året", "roles.person"))
    assert [(f.code, f.sheet) for f in checked.findings] == [("JX219", "Förra året")]
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


def test_several_deleted_columns_are_one_error(project: RawBook) -> None:
    """In the table's order, whatever was deleted first."""
    changes = [delete_column("Timbudget", header) for header in ("Utfall kronor", "Resurstyp", "Budgetpost")]
    (finding,) = checked_after(project, *changes).findings
    assert finding.message == "Kolumnerna Budgetpost, Resurstyp och Utfall kronor saknas på bladet."
    assert (finding.code, finding.cells) == ("JX204", ("A9",))


def test_a_missing_column_with_a_new_name_is_told_apart(project: RawBook) -> None:
    changes = (
        delete_column("Roller", "Kön"), delete_column("Roller", "Från"),
        rename("Roller", "Andel tjänst", "Andel tjanst"), delete_keys("Roller", "roles.person"),
    )  # fmt: skip
    missing = [f for f in checked_after(project, *changes).findings if f.code == "JX204"]
    assert sorted(f.value for f in missing) == ["Andel tjänst", "Kön och Från"]


def clear_rows(name: str, first: int, last: int) -> Change:
    """Empty sheet rows, as Excel counts."""

    def change(raw: RawBook) -> None:
        sheet = sheet_of(raw, name)
        for r in range(first - 1, min(last, len(sheet.rows))):
            sheet.rows[r] = [""] * len(sheet.rows[r])

    return change


EMPTIED = [
    clear_rows(*rows)
    for rows in (
        ("Timbudget", 10, 99),
        ("Aktiviteter", 10, 99),
        ("Milstolpar", 6, 99),
        ("Ändringslogg", 6, 99),
        ("Roller", 6, 99),
    )
]


@pytest.mark.parametrize(
    "totals",
    [
        {},
        {"Angiven total timmar": ""},
        {"Angiven total timmar": "", "Extra resurs enligt planen": ""},
        {"Angiven total kronor": 500_000.0},
    ],
    ids=["as they are", "none", "only the ordinary", "kronor"],
)
def test_an_emptied_book_is_one_finding(project: RawBook, totals: dict[str, Any]) -> None:
    """Its stated totals are compared with nothing."""
    raw = tables.typed(project, {f"Timbudget/{header}": value for header, value in totals.items()})
    checked = checked_after(raw, *EMPTIED)
    assert [f.code for f in checked.findings] == ["JX119"]


def test_stated_totals_that_contradict_each_other_are_told_without_posts(project: RawBook) -> None:
    raw = tables.typed(project, {"Timbudget/Angiven total timmar": 1100.0})
    assert [f.rule for f in checked_after(raw, *EMPTIED).findings] == [None, "B02"]


def write_row(name: str, texts: list[str], r: int) -> Change:
    """Type texts in the cells of a row, from the first column."""

    def change(raw: RawBook) -> None:
        for c, text in enumerate(texts):
            put(name, r, c, text)(raw)

    return change


def test_a_column_can_be_put_back_as_the_remedy_says(project: RawBook) -> None:
    gone = delete_column("Timbudget", "Resurstyp")
    (finding,) = checked_after(project, gone).findings
    assert finding.fix == "Skriv rubriken Resurstyp i en tom kolumn i rubrikraden och fyll i den igen."
    values = (put("Timbudget", 9 + n, 20, "Arbetstid") for n in range(7))
    mended = checked_after(project, gone, put("Timbudget", 8, 20, "Resurstyp"), *values)
    assert tables.told(mended.findings) == ["JX205 - note Timbudget!U9"]
    assert same_rows(project, mended)


def test_a_line_of_a_form_can_be_put_back_as_the_remedy_says(project: RawBook) -> None:
    line = header_row(sheet_of(project, "Försättsblad"), "Enhet") + 1
    (finding,) = checked_after(project, delete_row("Försättsblad", line)).findings
    assert finding.fix == "Skriv Enhet på en ny rad under de andra och fyll i raden igen."
    last = len(sheet_of(project, "Försättsblad").rows) - 1
    mended = checked_after(
        project, delete_row("Försättsblad", line), put("Försättsblad", last, 0, "Enhet"),
        put("Försättsblad", last, 1, "Jobbcoachenheten"),
    )  # fmt: skip
    assert same_rows(project, mended)


def test_a_sheet_can_be_put_back_as_the_remedy_says(project: RawBook) -> None:
    (finding,) = checked_after(project, delete_sheet("Roller")).findings
    headings = finding.fix.rpartition(": ")[2].rstrip(".").replace(" och ", ", ").split(", ")
    assert finding.fix.startswith("Lägg till ett blad med namnet Roller, skriv rubrikerna på en rad och fyll i")
    mended = checked_after(
        project, delete_sheet("Roller"), add_sheet("Roller", [headings, ["P-01", "Chef", "Projektledare"]])
    )
    assert not {"JX201", "JX203", "JX204"} & {f.code for f in mended.findings}
    assert [row["person"] for row in tables.rows_of(mended)["roles"]] == ["P-01"]


def test_headings_can_be_put_back_as_the_remedy_says(project: RawBook) -> None:
    names = [word for word in sheet_of(project, "Roller").rows[4] if word]
    (finding,) = checked_after(project, delete_row("Roller", 5)).findings
    assert finding.fix == "Infoga en rad ovanför den första raden med uppgifter och skriv rubrikerna i den igen."
    mended = checked_after(project, delete_row("Roller", 5), insert_rows("Roller", 5), write_row("Roller", names, 4))
    assert mended.findings == []
    assert same_rows(project, mended)


def test_a_row_of_the_template_can_be_put_back_as_the_remedy_says(tmp_path: Path) -> None:
    raw = read(tables.fill(tmp_path / "bok.xlsx", books()["uppfoljningsbok"], {}))
    lines = {name: r for r, (name, *_) in enumerate(sheet_of(raw, "Samlad bedömning").rows, 1)}
    gone = delete_row("Samlad bedömning", lines["P4"]), delete_row("Samlad bedömning", lines["P3"])
    (finding,) = [f for f in checked_after(raw, *gone).findings if f.code == "JX211"]
    assert finding.message == "Raderna P3 och P4 saknas på bladet."
    back = (put("Samlad bedömning", lines["P9"] + n, 0, name) for n, name in enumerate(("P3", "P4")))
    assert "JX211" not in {f.code for f in checked_after(raw, *gone, *back).findings}


def test_lines_of_a_form_are_no_columns(project: RawBook) -> None:
    """Neither where one is missing nor where it is known by its key, its label or another name."""
    changes = {
        "JX205": rename("Försättsblad", "cover.unit_name", ""),
        "JX210": rename("Försättsblad", "Enhet", "Vår enhet"),
        "JX211": delete_row("Försättsblad", header_row(sheet_of(project, "Försättsblad"), "Enhet") + 1),
        "JX213": delete_column("Försättsblad", "Nyckel"),
    }
    for code, change in changes.items():
        (finding,) = checked_after(project, change).findings
        assert finding.code == code
        assert "olumn" not in finding.message + finding.fix


def test_a_remark_is_moved_to_a_column_that_the_table_has(tmp_path: Path, project: RawBook) -> None:
    """Its last one for any text; a form has only its values."""
    book = books()["uppfoljningsbok"]
    raw = read(tables.fill(tmp_path / "bok.xlsx", book, tables.sample_rows(book)))
    sheets = {"Personlig bedömning": 8, "Höja värdet": 12, "Tillfälle": 8}
    checked = checked_after(raw, *(put(name, row, 30, "Obs") for name, row in sheets.items()))
    places = {f.sheet: f.fix for f in checked.findings if f.code == "JX208"}
    assert places == {
        "Personlig bedömning": "Flytta texten till kolumnen Kommentar om den ska följa med.",
        "Höja värdet": "Flytta texten till kolumnen Anmärkning om den ska följa med.",
        "Tillfälle": "Flytta texten till en cell i kolumnen Värde om den ska följa med.",
    }

    interval = {"Personlig bedömning/D-01/P7 Struktur": "6-7", "Försättsblad/Versionsnummer": "1-2"}
    fixes = [f.fix for f in checked_after(tables.typed(raw, interval)).findings if f.code == "JX312"]
    assert [fix.partition("; ")[2] for fix in fixes] == ["", "intervallet kan stå i Kommentar."]

    def comment(raw: RawBook) -> None:
        sheet_of(raw, "Timbudget").notes[9, 4] = "Fråga ekonomen"

    (finding,) = checked_after(project, comment).findings
    assert finding.fix == "Flytta texten till kolumnen Anmärkning om den ska följa med."


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

    assert tables.told(checked_after(project, empty).findings) == ["JX203 C07 error Roller!A1"]


def test_a_sheet_emptied_of_two_tables_is_one_error(project: RawBook) -> None:
    def empty(raw: RawBook) -> None:
        sheet_of(raw, "Timbudget").rows[:] = [["Se ekonomens bok"]]

    findings = [f for f in checked_after(project, empty).findings if f.sheet == "Timbudget"]
    assert tables.told(findings) == ["JX203 C07 error Timbudget!A1"]


def test_texts_on_a_generated_sheet_are_quoted(project: RawBook) -> None:
    changes = [put("Läs mig", 60 + n, 1, word) for n, word in enumerate(("Ett", "Två", "Tre", "Fyra"))]
    (finding,) = checked_after(project, *changes).findings
    assert finding.message == (
        "Här står text som inte hör till bladet: Ett, Två, Tre …. Den är inte med i sammanställningen."
    )


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


def test_the_value_column_of_the_form_is_deleted(project: RawBook) -> None:
    """The explanations beside it are not taken for values."""
    checked = checked_after(project, delete_column("Försättsblad", "Värde"))
    assert tables.told(checked.findings) == ["JX204 C07 error Försättsblad!A5"]
    assert set(tables.rows_of(checked)["cover"][0].values()) == {None}


def test_cells_that_were_deleted_without_their_key_are_no_other_column(project: RawBook) -> None:
    """Headings and cells shifted left: Resurstyp is missing, and Finansiering is not read in its place."""

    def shift(raw: RawBook) -> None:
        for row in sheet_of(raw, "Timbudget").rows[8:]:
            row.append(row.pop(2) and "")

    checked = checked_after(project, shift)
    assert [(f.code, f.header) for f in checked.findings if f.code != "JX205"] == [("JX204", "Resurstyp")]
    assert [row["kind"] for row in tables.rows_of(checked)["budget"]] == [None] * 7
    assert [row["funding"] for row in tables.rows_of(checked)["budget"]][2:4] == ["Ordinarie", "Extra resurs"]


def test_no_key_is_sure_where_cells_were_moved_without_theirs(project: RawBook) -> None:
    """Person-kod lost its heading, and the cells of Kön were put before it: no column is taken for the IDs."""
    changes = rename("Roller", "Person-kod", ""), move_column("Roller", "Kön", "Benämning", below=4)
    checked = checked_after(project, *changes)
    assert [(f.code, f.header) for f in checked.findings if f.code in ("JX204", "JX210")] == [("JX204", "Person-kod")]
    assert [row["person"] for row in tables.rows_of(checked)["roles"]] == [None, None]


def test_a_strip_is_not_looked_for_among_the_rows(project: RawBook) -> None:
    changes = (
        paste_rows("Timbudget", range(4, 6), 12),
        delete_keys("Timbudget", "budget_totals.stated_total"),
    )
    checked = checked_after(project, *changes, delete_row("Timbudget", 4))
    assert {f.code for f in checked.findings} == {"JX203", "JX208", "JX220"}
    assert [row["post_id"] for row in tables.rows_of(checked)["budget"]] == [f"B-0{n}" for n in range(1, 8)]


def test_a_strip_without_headings_and_values_takes_no_row_of_the_table(project: RawBook) -> None:
    changes = delete_row("Timbudget", 9), delete_row("Timbudget", 6), delete_row("Timbudget", 5)
    checked = checked_after(project, *changes)
    assert tables.told(checked.findings) == ["JX222 - note Timbudget!A4", "JX222 - note Timbudget!A6"]
    assert set(tables.rows_of(checked)["budget_totals"][0].values()) == {None}
    assert tables.rows_of(checked)["budget"] == tables.rows_of(checked_after(project))["budget"]


def test_a_strip_whose_values_are_the_sheets_last_row(project: RawBook) -> None:
    def cut(raw: RawBook) -> None:
        del sheet_of(raw, "Timbudget").rows[5:]

    checked = checked_after(project, cut)
    assert [(f.code, f.sheet) for f in checked.findings if f.code == "JX203"] == [("JX203", "Timbudget")]


# ------------------------------------------------------------------------------------------------ what was meant

MEANT: dict[str, tuple[list[Change], str, str]] = {
    "a sheet's name": (
        [delete_sheet("Roller"), add_sheet("Roler", [["P-01"]])], "JX201", "Menade du Roler?",
    ),
    "a strange sheet's name": (
        [delete_sheet("Roller"), add_sheet("Roler", [["P-01"]])], "JX209", "Menade du Roller?",
    ),
    "a missing column": (
        [rename("Roller", "Andel tjänst", "Andel tjanst"), delete_keys("Roller", "roles.person")],
        "JX204", "Menade du Andel tjanst?",
    ),
    "a strange column": (
        [rename("Roller", "Andel tjänst", "Andel tjanst"), delete_keys("Roller", "roles.person")],
        "JX207", "Menade du Andel tjänst?",
    ),
    "a list value": ([put("Roller", 5, 2, "Projektledere")], "JX402", "Menade du Projektledare?"),
    "a value that may be one's own": (
        [put("Aktiviteter", 9, 2, "Planera projekt")], "JX406", "Menade du 2 Planera projektet?",
    ),
    "a word for a state": ([put("Aktiviteter", 9, 21, "Avslutad")], "JX402", "Menade du Klar?"),
    "an ID": ([put("Aktiviteter", 9, 7, "BB-1")], "JX501", "Menade du B-01?"),
    "an ID among others": ([put("Aktiviteter", 15, 24, "A-005, AA06")], "JX501", "Menade du A-006?"),
    "no sheet is near": ([delete_sheet("Roller"), add_sheet("Övrigt", [["x"]])], "JX201", ""),
    "no list value is near": ([put("Roller", 5, 2, "Konsult")], "JX402", ""),
    "another ID is not near": ([put("Aktiviteter", 9, 7, "B-08")], "JX501", ""),
}  # fmt: skip


# What is typed, the message and the remedy.
TOLD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no ID at all": (
        {"Roller/P-02/Person-kod": "Anna Svensson"},
        "Person-kod ”Anna Svensson” är skrivet på fel sätt.",
        "Person-kod skrivs med P- och ett löpnummer, till exempel P-02.",
    ),
    "an ID without its hyphen": (
        {"Timbudget/B-07/Post-ID": "B09"},
        "Post-ID ”B09” är skrivet på fel sätt.",
        "Post-ID skrivs med B- och ett löpnummer, till exempel B-09.",
    ),
    "an ID that is taken, without its hyphen": (
        {"Timbudget/B-07/Post-ID": "B03"},
        "Post-ID ”B03” är skrivet på fel sätt.",
        "Post-ID skrivs med B- och ett löpnummer, till exempel B-07.",
    ),
    "one of three references": (
        {"Aktiviteter/A-006/Förutsätter": "A-003, A-099; A-004"},
        "Förutsätter ”A-099” finns inte.",
        "Lägg till A-099 på bladet Aktiviteter, eller skriv ett ID som finns där.",
    ),
    "a reference to nobody": (
        {"Aktiviteter/A-006/Ansvarig": "Anna"},
        "Ansvarig ”Anna” finns inte.",
        "Skriv ett ID som finns på bladet Roller.",
    ),
    "two references where one is wanted": (
        {"Aktiviteter/A-006/Ansvarig": "P-01, P-02"},
        "Ansvarig ”P-01, P-02” finns inte.",
        "Skriv bara ett ID i cellen.",
    ),
    "a reference that may be a word": (
        {"Ändringslogg/Ä-001/Aktivitetsnr": "A-099"},
        "Aktivitetsnr ”A-099” finns inte.",
        "Lägg till A-099 på bladet Aktiviteter, eller skriv ett ID som finns där, eller Projektet.",
    ),
    "a reference in another spelling": (
        {"Aktiviteter/A-006/Ansvarig": "p2"},
        "”p2” togs för P-02.",
        "Du behöver inte göra något om tolkningen stämmer.",
    ),
    "a number that is said to be missing": (
        {"Timbudget/B-07/Utfall kronor": "Okänt"},
        "”Okänt” lästes som att talet saknas.",
        "Fyll i talet när det finns; det räknas inte som noll.",
    ),
    "why there is no number": (
        {"Timbudget/B-07/Utfall kronor": ".."},
        "”..” lästes som att talet saknas (uppgiften är inte tillgänglig).",
        "Fyll i talet när det finns; det räknas inte som noll.",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_said_and_how_to_mend_it(project: RawBook, name: str) -> None:
    entries, message, fix = TOLD[name]
    found = {
        (f.message, f.fix.partition(" Menade du")[0]) for f in checked_after(tables.typed(project, entries)).findings
    }
    assert (message, fix) in found


@pytest.mark.parametrize("typed", ["P1", "P1 Utgångspunkter", "utgångspunkter"])
def test_a_parameter_is_known_by_its_number(tmp_path: Path, typed: str) -> None:
    book = books()["uppfoljningsbok"]
    raw = read(tables.fill(tmp_path / "bok.xlsx", book, tables.sample_rows(book)))
    checked = checked_after(tables.typed(raw, {"Höja värdet/H-02/Parameter": typed}))
    assert [f.code for f in checked.findings if f.header == "Parameter"] == ["JX311"]
    assert tables.rows_of(checked)["measures"][1]["parameter"] == "Utgångspunkter"


# On a scale from 1 to 10.
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (11.0, "JX403", "”11” är utanför det tillåtna (skalan är 1–10, hela steg)."),
        (7.5, "JX403", "”7,5” är utanför det tillåtna (skalan är 1–10, hela steg)."),
        ("-", "JX313", "”-” lästes som att talet saknas (inget svar)."),
        ("sju", "JX301", "”sju” är inget tal."),
    ],
)
def test_a_mark_on_a_scale(tmp_path: Path, typed: Any, code: str, said: str) -> None:
    book = books()["uppfoljningsbok"]
    rows = tables.sample_rows(book)
    rows["occasion"][0] |= {"scale_low": 1.0, "scale_high": 10.0}
    raw = read(tables.fill(tmp_path / "bok.xlsx", book, rows))
    checked = checked_after(tables.typed(raw, {"Personlig bedömning/D-01/P3 Förväntade resultat": typed}))
    (finding,) = [f for f in checked.findings if f.header == "P3 Förväntade resultat" and f.code[:3] != "JX5"]
    assert (finding.code, finding.message) == (code, said)


def test_an_id_that_two_rows_may_have_is_not_guessed(project: RawBook) -> None:
    """A-5 and A-005 are both there: "A5" names neither."""
    entries = {"Aktiviteter/A-007/Aktivitetsnr": "A-5", "Aktiviteter/A-006/Förutsätter": "A5"}
    checked = checked_after(tables.typed(project, entries))
    assert ("JX501", "A5") in [(f.code, f.value) for f in checked.findings]


@pytest.mark.parametrize("name", MEANT)
def test_a_near_word_is_named_in_the_remedy(project: RawBook, name: str) -> None:
    changes, code, hint = MEANT[name]
    (finding,) = {f.fix: f for f in checked_after(project, *changes).findings if f.code == code}.values()
    assert "".join(finding.fix.partition("Menade du")[1:]) == hint


# ------------------------------------------------------------------------------------------------ what people type

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"
HOURS, KRONOR = "Timbudget/B-07/Utfall timmar", "Timbudget/B-07/Utfall kronor"
SHARE, DAYS = "Roller/P-01/Andel tjänst", "Ändringslogg/Ä-001/Påverkan slutdatum"
DAY, END, FLAG = (
    "Ändringslogg/Ä-002/Beslutsdatum",
    "Aktiviteter/A-005/Planerat slut",
    "Aktiviteter/A-001/Kvalitetssäkrar",
)
PEOPLE, POST = "Aktiviteter/A-005/Deltagare K", "Aktiviteter/A-006/Budgetpost"
TEXT, CODE = "Roller/P-01/Organisation", "Försättsblad/Diarienummer"
# Where, what was typed (as the reader of the file gives it), the code or "", and what is read.
TYPED: list[tuple[str, Any, str, Any]] = [
    (HOURS, "100", "JX302", 100.0),
    ("Timbudget/B-07/Prognos timmar", "1 090 h", "JX302", 1090.0),
    (HOURS, "1 h 30 min", "JX302", 1.5),
    (HOURS, "1,5 tim", "JX302", 1.5),
    (HOURS, "90 min", "JX302", 1.5),
    (HOURS, "7.30", "JX303", None),
    (HOURS, time(1, 30), "JX316", 1.5),
    (HOURS, "minst 2", "JX302", 2.0),
    (HOURS, "ca 40", "JX302", 40.0),
    (HOURS, "40–50", "JX312", None),
    (HOURS, -5.0, "JX403", None),
    (KRONOR, f"1{NBSP}090", "JX302", 1090.0),
    (KRONOR, f"1{NARROW}090", "JX302", 1090.0),
    (KRONOR, f"1{THIN}090", "JX302", 1090.0),
    (KRONOR, "1.090", "JX303", None),
    (KRONOR, "1.090.000", "JX302", 1090000.0),
    (KRONOR, "1090,50 kr", "JX302", 1090.5),
    (KRONOR, "12 tkr", "JX302", 12000.0),
    (KRONOR, "0,5 mkr", "JX302", 500000.0),
    (KRONOR, "25 tusen", "JX302", 25000.0),
    (KRONOR, "5 EUR", "JX301", None),
    (KRONOR, "40 h", "JX301", None),
    (PEOPLE, "5 h", "JX301", None),
    (PEOPLE, "3 st", "JX302", 3.0),
    (KRONOR, "1090.5", "JX302", 1090.5),
    (KRONOR, "3 av 6", "JX302", 3.0),
    (KRONOR, 0.0, "", 0.0),
    (KRONOR, "0", "JX302", 0.0),
    (KRONOR, "–", "JX302", 0.0),
    (KRONOR, "-", "JX302", 0.0),
    (KRONOR, "..", "JX313", None),
    (KRONOR, ".", "JX313", None),
    (KRONOR, "x", "JX313", None),
    (KRONOR, "?", "JX313", None),
    (KRONOR, "saknas", "JX313", None),
    (KRONOR, "ej klart", "JX313", None),
    (KRONOR, "N/A", "JX313", None),
    (KRONOR, "många", "JX301", None),
    (KRONOR, date(2010, 9, 3), "JX301", None),
    (KRONOR, "#SAKNAS!", "JX306", None),
    (KRONOR, "#VALUE!", "JX306", None),
    (DAYS, "\u22123", "JX302", -3.0),
    (DAYS, "–3", "JX302", -3.0),
    (DAYS, "Senare - 3", "JX302", 3.0),
    (DAYS, "- 3", "JX303", None),
    (SHARE, "20 %", "JX302", 0.2),
    (SHARE, "20", "JX302", 0.2),
    (SHARE, 20.0, "JX316", 0.2),
    (SHARE, 0.2, "", 0.2),
    (SHARE, "0,2", "JX303", None),
    (SHARE, "3 av 6", "JX302", 0.5),
    (SHARE, 1.2, "JX403", None),
    (DAY, "2010-12-31", "JX305", date(2010, 12, 31)),
    (DAY, "20101231", "JX305", date(2010, 12, 31)),
    (DAY, 20101231.0, "JX305", date(2010, 12, 31)),
    (DAY, "101231", "JX305", date(2010, 12, 31)),
    (DAY, "31.12.2010", "JX305", date(2010, 12, 31)),
    (DAY, "31 dec 2010", "JX305", date(2010, 12, 31)),
    (DAY, "31 december", "JX303", None),
    (DAY, "3/9", "JX303", None),
    (DAY, "30/4", "JX305", date(2010, 4, 30)),
    (DAY, "3/9-10", "JX305", date(2010, 9, 3)),
    (DAY, "3/9 2010", "JX305", date(2010, 9, 3)),
    (DAY, "3/9/2010", "JX304", None),
    (DAY, "v. 37", "JX304", None),
    (DAY, 40252.0, "JX304", None),
    (DAY, "30 februari 2010", "JX304", None),
    (END, "2010-11", "JX305", date(2010, 11, 30)),
    (END, "nov 2010", "JX305", date(2010, 11, 30)),
    (END, "nov-10", "JX305", date(2010, 11, 30)),
    (END, "nov 10", "JX304", None),
    (END, "v. 37", "JX303", None),
    (END, "vecka 37 2010", "JX305", date(2010, 9, 19)),
    (END, "2010-W37", "JX305", date(2010, 9, 19)),
    (END, "v. 36–38", "JX303", None),
    (END, "v. 36–38 2010", "JX305", date(2010, 9, 26)),
    (END, "ht 2010", "JX305", date(2010, 12, 31)),
    (END, "HT10", "JX305", date(2010, 12, 31)),
    (END, "hösten 2010", "JX305", date(2010, 11, 30)),
    (END, "T3 2010", "JX305", date(2010, 12, 31)),
    (END, "Q3 2010", "JX305", date(2010, 9, 30)),
    (END, "september–november 2010", "JX305", date(2010, 11, 30)),
    (END, "löpande", "JX314", None),
    (END, "snart", "JX304", None),
    (FLAG, "Ja", "", True),
    (FLAG, "JA", "JX311", True),
    (FLAG, "j", "JX311", True),
    (FLAG, "x", "JX311", True),
    (FLAG, 1.0, "JX311", True),
    (FLAG, True, "", True),
    (FLAG, "SANT", "JX311", True),
    (FLAG, "Nej", "", False),
    (FLAG, "n", "JX311", False),
    (FLAG, 0.0, "JX311", False),
    (FLAG, "FALSKT", "JX311", False),
    (FLAG, "kanske", "JX402", None),
    (TEXT, 2010.0, "", "2010"),
    (TEXT, date(2010, 2, 1), "JX310", "2010-02-01"),
    (TEXT, "#REFERENS!", "JX306", None),
    (CODE, "KS 2009/123", "", "KS 2009/123"),
    (CODE, date(2010, 9, 3), "JX310", "2010-09-03"),
    ("Försättsblad/Kommunkod", 127.0, "JX308", "0127"),
    ("Försättsblad/Kommun", "Botkyrka kommun", "JX311", "Botkyrka"),
    ("Försättsblad/Kommun", "Botkyrkas kommun", "JX311", "Botkyrka"),
    ("Roller/P-01/Kön", "Kvinna", "JX311", "K"),
    ("Roller/P-01/Kön", "kvinnor", "JX311", "K"),
    ("Aktiviteter/A-002/Område", 2.0, "JX311", "2 Planera projektet"),
    ("Aktiviteter/A-002/Område", "Planera projektet", "JX311", "2 Planera projektet"),
    (POST, "B6", "JX311", "B-06"),
    (POST, "b 6", "JX311", "B-06"),
    (POST, "b-06", "", "b-06"),
    (POST, "B-70", "JX501", "B-70"),
    ("Aktiviteter/A-006/Förutsätter", "A-3; a4", "JX311", "A-003, A-004"),
    ("Aktiviteter/A-006/Förutsätter", "A-003 och A-004", "", "A-003 och A-004"),
]


@pytest.mark.parametrize(("place", "raw", "code", "value"), TYPED, ids=repr)
def test_what_is_typed_in_a_cell(project: RawBook, place: str, raw: Any, code: str, value: Any) -> None:
    """Through the whole check: one finding at the cell, or none; and the value among the rows."""
    changed = tables.typed(project, {place: raw})
    checked = checked_after(changed)
    told = [(f.code, f.cells) for f in checked.findings]
    assert told == ([(code, (tables.address(project, place),))] if code else [])
    sheet, *row_id, header = place.split("/")
    part = books()["projektbok"].sheets()[sheet][-1]
    identity = part.identity()
    rows = tables.rows_of(checked)[part.table_key]
    row = next(row for row in rows if identity is None or [row[identity.key]] == row_id)
    read = next(row[key] for key, column in part.columns.items() if column.header == header)
    assert (type(read), read) == (type(value), value)


def told_together(raw: RawBook, header: str, values: list[Any]) -> list[tuple[str, int]]:
    """What people are told of values typed in a column of Aktiviteter: the values, and how many cells each is about."""
    c = column_of(sheet_of(raw, "Aktiviteter"), header)
    checked = checked_after(raw, *(put("Aktiviteter", 9 + n, c, value) for n, value in enumerate(values)))
    return [(f.value, len(f.cells)) for f in together(checked.findings) if f.code in ("JX302", "JX305")]


# The column and what is typed in it; then what is told: of so many cells together, of each.
TOGETHER: dict[str, tuple[str, list[Any], list[tuple[str, int]]]] = {
    "numbers with units": (
        "Planerad tid",
        ["200", "230 tim", "100,0", "280 h", "100.0", f"6{NBSP}000", "120 timmar"],
        [("200", 7)],
    ),
    "thousands and decimals": (
        "Planerad tid",
        ["1 090,50", "1090.5", "2 000", "1.000.000", "7,25"],
        [("1 090,50", 5)],
    ),
    "four are told each": (
        "Planerad tid",
        ["200", "230", "101", "280"],
        [("200", 1), ("230", 1), ("101", 1), ("280", 1)],
    ),
    "what was chosen is told by itself": (
        "Planerad tid",
        ["200", "ca 230", "100", "minst 280", "100 tim", "3 av 6", "90 min"],
        [("200", 1), ("ca 230", 1), ("100", 1), ("minst 280", 1), ("100 tim", 1), ("3 av 6", 1), ("90 min", 1)],
    ),
    "dates": (
        "Planerad start",
        ["2009-09-01", "20090907", "2010/02/01", "31.5.2010", "2010-09-01", "2010.10.01", "2010-12-01"],
        [("2009-09-01", 7)],
    ),
    "dates of which something was chosen": (
        "Planerad start",
        ["2009-09-01", "2009-09-07", "2010-02-01", "2010-05-03", "2010-09-01", "v. 40 2010", "dec 2010"],
        [("2009-09-01", 5), ("v. 40 2010", 1), ("dec 2010", 1)],
    ),
    "months and terms, the first day of which is taken": (
        "Planerad start",
        ["2010-01"] * 2 + ["jan 2010"] * 2 + ["T1 2010"] * 3,
        [("2010-01", 2), ("jan 2010", 2), ("T1 2010", 3)],
    ),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_many_texts_of_a_column_are_told_together(project: RawBook, name: str) -> None:
    header, values, told = TOGETHER[name]
    assert told_together(project, header, values) == told


def test_how_many_texts_are_told(project: RawBook) -> None:
    """The remedy is that of each; cells stay in the order of the sheet, and other findings as they are."""
    c = column_of(sheet_of(project, "Aktiviteter"), "Planerad tid")
    hours = [put("Aktiviteter", 9 + n, c, hours) for n, hours in enumerate(("200", "230", "100", "280", "100"))]
    checked = checked_after(project, *hours, put("Roller", 6, 12, "Fråga"))
    first, last = together(checked.findings)
    assert first.message == "5 värden i Planerad tid står som text; alla gick att läsa."
    assert first.cells == ("P10", "P11", "P12", "P13", "P14")
    assert first.fix == checked.findings[0].fix == texts.STORED_AS_TEXT
    assert last == checked.findings[-1]
    mixed = checked_after(project, *hours, put("Aktiviteter", 14, c, "80 h"))
    assert together(mixed.findings)[0].fix == texts.MANY_AS_TEXT_FIX


# ------------------------------------------------------------------------------------------------ in the file itself


def test_a_constant_over_a_formula(project_file: Path, tmp_path: Path) -> None:
    """C09: the computation holds, and the cell is named; a constant that is right is let be."""
    entries = {"Timbudget/B-01/Beräknad andel": 0.2, "Timbudget/B-02/Beräknad andel": 230 / 1090}
    checked = tables.check_file(tables.type_in(project_file, entries, tmp_path / "bok.xlsx"))
    assert tables.told(checked.findings) == ["JX309 C09 warning Timbudget!H10"]
    assert checked.findings[0].message == (
        "Kolumnen Beräknad andel räknas fram: i filen står 20 %, uträkningen ger 18,3 %. Uträkningen gäller."
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
