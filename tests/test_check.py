"""A file as a whole: what is refused and why, what a file is recognised by, and what the report says of it."""

import copy
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tables
import xlsxwriter

from jamxl.checking import Checked, check, refused
from jamxl.findings import Finding, ordered, worst
from jamxl.grid import RawBook, RawSheet, a1
from jamxl.read import Refused, read
from jamxl.read import package as package_of
from jamxl.sheets import TEMPLATES
from jamxl.standard import books

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# ------------------------------------------------------------------------------------------------ refused


def package(parts: dict[str, bytes | str]) -> bytes:
    """A zip of parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return data.getvalue()


def with_part(good: bytes, name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """The package with one part changed; None removes it."""
    with zipfile.ZipFile(io.BytesIO(good)) as old:
        parts: dict[str, bytes | str] = {}
        for part in old.namelist():
            content = change(old.read(part)) if part == name else old.read(part)
            if content is not None:
                parts[part] = content
    return package(parts)


def flipped(good: bytes) -> bytes:
    """The middle of the largest part is overwritten."""
    with zipfile.ZipFile(io.BytesIO(good)) as old:
        largest = max(old.infolist(), key=lambda info: info.compress_size)
    middle = largest.header_offset + 60 + largest.compress_size // 2
    return good[:middle] + bytes(64) + good[middle + 64 :]


SHEET = "xl/worksheets/sheet4.xml"
# name: the bytes, made from a good file; the code; a word of the message.
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "nothing": (lambda good: b"", "JX104", "0 byte"),
    "a text file": (lambda good: "Hej på dig".encode(), "JX103", "ingen Excel-arbetsbok"),
    "a CSV file": (lambda good: b"Post-ID;Timmar\nB-01;200", "JX103", "ingen Excel-arbetsbok"),
    "half a file": (lambda good: good[: len(good) // 2], "JX101", "färdigkopierad"),
    "the first bytes of a file": (lambda good: good[:40], "JX101", "färdigkopierad"),
    "a damaged file": (flipped, "JX101", "skadad"),
    "an .xls of nothing": (lambda good: OLE + bytes(2000), "JX101", "skadad"),
    "a file with a password": (
        lambda good: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "JX102",
        "lösenord",
    ),
    "an .ods of nothing": (
        lambda good: package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a"}),
        "JX101",
        "skadad",
    ),
    "an OpenDocument text": (
        lambda good: package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "JX103",
        "ett annat format",
    ),
    "a Word document": (lambda good: package({"word/document.xml": "<a/>"}), "JX103", "ett annat format"),
    "a zip of nothing": (lambda good: package({}), "JX103", "ett annat format"),
    "no relations": (
        lambda good: with_part(good, "xl/_rels/workbook.xml.rels", lambda old: None),
        "JX101",
        "skadad",
    ),
    "a broken workbook part": (
        lambda good: with_part(good, "xl/workbook.xml", lambda old: old[: len(old) // 2]),
        "JX101",
        "skadad",
    ),
    "a sheet part is missing": (lambda good: with_part(good, SHEET, lambda old: None), "JX101", "går inte att läsa"),
    "a broken sheet part": (
        lambda good: with_part(good, SHEET, lambda old: old[: len(old) // 2]),
        "JX101",
        "går inte att läsa",
    ),
    "a value in the last cell": (
        lambda good: with_part(
            good,
            SHEET,
            lambda old: old.replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            ),
        ),
        "JX108",
        "rad 1048576, kolumn 16384",
    ),
    "a value in the last row": (
        lambda good: with_part(
            good,
            SHEET,
            lambda old: old.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
            ),
        ),
        "JX108",
        "rad 1048576",
    ),
}


def refusal(path: Path) -> str:
    """Code and message of the refusal, as the report says them."""
    with pytest.raises(Refused) as caught:
        read(path)
    checked = refused(str(path), caught.value.code, **caught.value.facts)
    (finding,) = checked.findings
    assert (checked.status, finding.severity, checked.data) == ("refused", "error", None)
    return f"{finding.code}: {finding.message}"


@pytest.mark.parametrize("name", REFUSED)
def test_refused(project_file: Path, tmp_path: Path, name: str) -> None:
    make, code, word = REFUSED[name]
    path = tmp_path / "bok.xlsx"
    path.write_bytes(make(project_file.read_bytes()))
    said = refusal(path)
    assert said.startswith(f"{code}: ")
    assert word in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "bok.xlsx").startswith("JX118")


def test_a_file_that_unpacks_to_absurd_size(project_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_of, "MAX_BYTES", 10_000)
    assert refusal(project_file).startswith("JX108")


# ------------------------------------------------------------------------------------------------ strange but readable


def test_formats_far_out_are_no_values(project_file: Path, tmp_path: Path) -> None:
    """Someone formatted whole columns and rows: the sheet seems to go on to its last cell, but holds nothing there."""
    path = tmp_path / "bok.xlsx"
    far = b'<row r="1048576" ht="30"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row></sheetData>'
    path.write_bytes(with_part(project_file.read_bytes(), SHEET, lambda old: old.replace(b"</sheetData>", far)))
    checked = tables.check_file(path)
    assert (checked.findings, tables.balanced(checked)) == ([], True)


def test_a_value_in_the_last_column(project_file: Path, tmp_path: Path) -> None:
    path = tables.type_in(project_file, {}, tmp_path / "bok.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["Roller"]["XFD6"].value = "långt bort"
    workbook.save(path)
    checked = tables.check_file(path)
    assert tables.told(checked.findings) == ["JX208 - note Roller!XFD6"]
    assert tables.balanced(checked)


def test_tags_with_a_prefix(tmp_path: Path) -> None:
    """Some programs write <x:c>: values, errors and formulas without values are seen all the same."""
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>hej</x:t></x:is></x:c><x:c r="B1"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="e"><x:v>#REF!</x:v></x:c><x:c r="B2"><x:f>1+1</x:f></x:c>'
        '<x:c r="C2"><x:v>2</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Blad1")
    path = tmp_path / "bok.xlsx"
    path.write_bytes(with_part(plain.getvalue(), "xl/worksheets/sheet1.xml", lambda old: sheet.encode()))
    (found,) = read(path).sheets
    assert found.rows == [["hej", 1.0, ""], ["", "", 2.0]]
    assert (found.errors, found.stale) == ({(1, 0): "#REF!"}, {(1, 1)})


def test_durations_and_clock_times_as_excel_stores_them(tmp_path: Path) -> None:
    path = tmp_path / "bok.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Blad1")
        for row, (value, number) in enumerate([(1.5, "[h]:mm"), (0.0625, "h:mm"), (40252, "yyyy-mm-dd")]):
            sheet.write_number(row, 0, value, workbook.add_format({"num_format": number}))
    shown = [str(row[0]) for row in read(path).sheets[0].rows]
    assert shown == ["1 day, 12:00:00", "01:30:00", "2010-03-15"]


# ------------------------------------------------------------------------------------------------ which book it is


def plain_book(*names: str) -> RawBook:
    return RawBook("bok.xlsx", "", [RawSheet(name, i, [["Hej"]]) for i, name in enumerate(names)])


def stamped(raw: RawBook, **lines: str) -> RawBook:
    """The book with other lines in its stamp."""
    return tables.typed_lines(raw, "_jamxl", lines)


def at_today(raw: RawBook) -> Checked:
    return check(raw, books(), tables.Limits(), tables.TODAY)


def test_a_workbook_that_is_not_ours(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.save(tmp_path / "bok.xlsx")
    checked = tables.check_file(tmp_path / "bok.xlsx")
    assert (checked.status, [f.code for f in checked.findings]) == ("refused", ["JX105"])
    assert at_today(plain_book("Roller", "Timbudget")).status == "refused"


def test_a_newer_template_is_refused(project: RawBook) -> None:
    checked = at_today(stamped(project, schema_version="1.10"))
    assert (checked.status, [f.code for f in checked.findings]) == ("refused", ["JX106"])
    assert checked.findings[0].message == ("Mallen är nyare (1.10) än vad det här programmet känner till (1.2).")


def test_an_older_template_is_read(project: RawBook) -> None:
    checked = at_today(stamped(project, schema_version="0.9"))
    assert (checked.status, [f.code for f in checked.findings]) == ("ok", ["JX107"])
    assert tables.rows_of(checked) == tables.rows_of(at_today(project))


def test_a_stamp_of_an_unknown_book_is_refused(project: RawBook) -> None:
    assert [f.code for f in at_today(stamped(project, jamxl="kokbok")).findings] == ["JX105"]


def test_without_a_stamp_the_hidden_keys_tell(project: RawBook) -> None:
    raw = tables.without_sheets(project, "_jamxl")
    checked = at_today(raw)
    assert checked.book is books()["projektbok"]
    assert (checked.version, checked.unit, checked.period) == (TEMPLATES, "jobbcoachingen", "2010-T1")


def test_without_stamp_and_keys_the_sheets_names_tell(project: RawBook) -> None:
    raw = tables.without_sheets(project, "_jamxl")
    for sheet in raw.sheets:
        sheet.rows = [row for row in sheet.rows if not any("." in str(value) and "_" in str(value) for value in row)]
    assert at_today(raw).book is books()["projektbok"]


def test_the_book_of_another_unit(project: RawBook) -> None:
    checked = at_today(stamped(project, unit="medborgarkontoret"))
    (finding,) = checked.findings
    assert (finding.code, finding.severity) == ("JX114", "warning")
    assert (
        finding.message
        == "Boken är utlämnad för medborgarkontoret, men på Försättsblad står jobbcoachingen. Det utlämnade gäller."
    )
    assert finding.cells == (tables.address(project, "Försättsblad/Enhets-ID"),)
    assert checked.unit == "medborgarkontoret"


# ------------------------------------------------------------------------------------------------ the report


def test_json_of_a_finding(botkyrka: RawBook) -> None:
    assert [finding.to_json() for finding in at_today(botkyrka).findings] == [
        {
            "code": "JX410",
            "rule": "B03",
            "severity": "warning",
            "sheet": "Timbudget",
            "table": "budget",
            "column": "stated_share",
            "header": "Angiven andel",
            "cells": ["G10"],
            "row_id": "B-01",
            "value": "20 %",
            "expected": "18,3 %",
            "message": "Angiven andel 20 % stämmer inte: 200 h av 1\xa0090 h är 18,3 % (−1,7 procentenheter). "
            "20 % av 1\xa0090 h vore 218 h.",
            "fix": "Ändra andelen till 18,3 %, eller postens timmar till 218.",
        }
    ]


def test_cells_are_counted(botkyrka: RawBook) -> None:
    """15 fields of the cover, 3 stated totals, 7 posts of 5 cells, a stated share and the rows' own words are read."""
    own = sum(len(row) for part in books()["projektbok"].parts for row in part.fixed_rows)
    assert at_today(botkyrka).cells.read == 15 + 3 + 7 * 5 + 1 + own


def test_status() -> None:
    def checked(*severities: Any) -> str:
        found = [Finding("JX000", severity, "", "") for severity in severities]
        return Checked("", findings=found, data=object()).status  # type: ignore[arg-type]

    assert checked() == "ok"
    assert checked("note") == "ok"
    assert checked("note", "warning") == "warnings"
    assert checked("warning", "error", "note") == "errors"


def finding(cell: str, at: tuple[int, int, int], message: str = "Fel.", column: str = "a", row_id: str = "") -> Finding:
    return Finding("JX301", "error", message, "", sheet="Blad", column=column, cells=(cell,), at=at, row_id=row_id)


def test_equal_findings_of_a_column_become_one() -> None:
    found = ordered(
        [
            finding("B9", (0, 8, 1), row_id="B-03"),
            finding("B7", (0, 6, 1), row_id="B-01"),
            finding("C7", (0, 6, 2), column="b"),
            finding("B8", (0, 7, 1), "Annat fel."),
            finding("B7", (0, 6, 1), row_id="B-01"),
        ]
    )
    assert [(f.cells, f.row_id, f.message) for f in found] == [
        (("B7", "B9"), "B-01, B-03", "Fel."),
        (("C7",), "", "Fel."),
        (("B8",), "", "Annat fel."),
    ]


def test_worst() -> None:
    assert worst([]) is None
    assert worst([Finding("JX311", "note", "", ""), Finding("JX302", "warning", "", "")]) == "warning"


def test_the_year_of_the_stamp_completes_a_date(project: RawBook) -> None:
    """The book is sent out for the first tertial of 2010: "v. 11" is the week that begins on 15 March 2010."""
    raw = tables.typed(
        project, {"Aktiviteter/A-005/Planerad start": "v. 11", "Aktiviteter/A-005/Planerat slut": "v. 14"}
    )
    checked = at_today(raw)
    row = tables.rows_of(checked)["activities"][4]
    assert (row["plan_start"], row["plan_end"]) == (date(2010, 3, 15), date(2010, 4, 11))
    read = [(f.code, f.expected) for f in checked.findings if f.code == "JX305"]
    assert read == [("JX305", "2010-03-15"), ("JX305", "2010-04-11")]


def test_a_crowd_of_one_kind_is_told_together(project: RawBook) -> None:
    """Five hundred notes beside a table: three hundred one by one, and where the others are."""
    raw = copy.deepcopy(project)
    sheet = raw.sheet("Roller")
    assert sheet is not None
    right = len(sheet.rows[0]) + 1
    sheet.rows = [[*row, "", ""] for row in sheet.rows]
    sheet.rows += [[""] * (right + 1) for _ in range(len(sheet.rows), 700)]
    for r in range(200, 700):
        sheet.rows[r][right] = f"not {r}"
    checked = check(raw, books(), tables.Limits(), tables.TODAY)
    told = [finding for finding in checked.findings if finding.code == "JX208"]
    assert len(told) == 301
    assert told[-1].message == "200 till av samma slag på bladet."
    assert told[-1].cells == (f"{a1(500, right)}:{a1(699, right)}",)
    assert tables.balanced(checked)
