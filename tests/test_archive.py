"""The archive set: what other programs read in it is what the report says, and the same input gives the same bytes."""

import csv
import hashlib
import io
import json
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import libreoffice
import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given
from test_formula_injection import PAYLOADS

from jamxl import archiving, demo, present, reporting, workflow
from jamxl.archiving import Making, archive, kind_of, view_table
from jamxl.consolidation import Consolidated
from jamxl.draw.archive import Column, DataTable, column, csv_bytes, parquet_bytes
from jamxl.grid import Cell
from jamxl.present.report import Edition, View
from jamxl.project import Project, load
from jamxl.standard.projektbok import Activities, Budget

MAKING = Making("0.1.0", date(2010, 5, 17))
TABLE = DataTable(
    "prov",
    "En tabell",
    [
        Column("id", "Rad-ID", "text", ["A-1", "A;2", 'A"3', "A\n4", None]),
        Column("hours", "Timmar", "number", [1090.0, 38.5, 0.1 + 0.2, -1e-7, None]),
        Column("row", "Rad", "integer", [10, 11, 12, 13, None]),
        Column("done", "Klart", "truth", [True, False, None, True, None]),
        Column("day", "Dag", "day", [date(2010, 4, 30), date(1999, 12, 31), None, None, None]),
        Column("none", "Tom", "number", [None] * 5),
    ],
)


# ------------------------------------------------------------------------------------------- CSV


def test_a_csv_file_is_as_swedish_excel_has_it() -> None:
    assert csv_bytes(TABLE).decode("utf-8") == (
        "\ufeffRad-ID;Timmar;Rad;Klart;Dag;Tom\r\n"
        "A-1;1090;10;Ja;2010-04-30;\r\n"
        '"A;2";38,5;11;Nej;1999-12-31;\r\n'
        '"A""3";0,30000000000000004;12;;;\r\n'
        '"A\n4";-0,0000001;13;Ja;;\r\n'
        ";;;;;\r\n"
    )


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_number_in_csv_is_exact_and_has_no_exponent(values: list[float]) -> None:
    lines = csv_bytes(DataTable("t", "", [Column("n", "Tal", "number", values)])).decode("utf-8-sig").splitlines()[1:]
    assert [float(line.replace(",", ".")) for line in lines] == values
    assert not any("e" in line.lower() for line in lines)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_a_text_comes_out_of_csv_as_it_went_in(texts: list[str]) -> None:
    data = csv_bytes(
        DataTable("t", "", [Column("t", "Text", "text", texts), Column("n", "N", "number", [1] * len(texts))])
    )
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    assert [line[0].removeprefix("'") for line in read] == [text.removeprefix("'") for text in texts]


@pytest.mark.parametrize("text", [*PAYLOADS[:8], "  =1+1", "+46 8 123", "-", "@namn", "＝1+1"])
def test_a_text_that_begins_as_a_formula_is_text_in_csv(text: str) -> None:
    table = DataTable("t", "", [Column("t", "Text", "text", [text])])
    (_, (written,)) = csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline=""), delimiter=";")
    guarded = text.lstrip()[:1] != "{"
    assert written == (f"'{text}" if guarded else text)
    assert pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(table)))["t"].to_pylist() == [text]


def test_a_negative_number_is_no_formula() -> None:
    assert csv_bytes(DataTable("t", "", [Column("n", "N", "number", [-5.5])])).endswith(b"\r\n-5,5\r\n")


@pytest.mark.libreoffice
def test_a_spreadsheet_works_none_of_the_texts_out(tmp_path: Path) -> None:
    """LibreOffice told to take every formula of the file for one: only what is guarded stays text."""
    table = DataTable("t", "", [Column("t", "Text", "text", ["=1+1", "+2", "@x", *PAYLOADS])])
    (tmp_path / "t.csv").write_bytes(csv_bytes(table))
    # Separator ;, quote ", UTF-8, from line 1, columns as usual, Swedish, numbers and formulas evaluated.
    how = "--infilter=Text - txt - csv (StarCalc):59,34,76,1,,1053,false,true,false,false,false,-1,true"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(tmp_path / "t.csv")]
    command = [libreoffice.program(), profile, "--headless", how, *to]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    sheet: Any = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert sheet.max_row > len(PAYLOADS)
    assert [cell.value for row in sheet for cell in row if cell.data_type == "f"] == []


# ------------------------------------------------------------------------------------------- Parquet


def test_a_parquet_file_is_typed_and_has_the_headings() -> None:
    read = pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(TABLE)))
    assert {name: str(kind) for name, kind in zip(read.schema.names, read.schema.types, strict=True)} == {
        "id": "string", "hours": "double", "row": "int64", "done": "bool", "day": "date32[day]", "none": "double",
    }  # fmt: skip
    assert read.to_pydict() == {one.key: list(one.values) for one in TABLE.columns}
    assert read.schema.metadata == {b"title": b"En tabell"}
    assert read.schema.field("hours").metadata == {b"header": b"Timmar"}


def test_a_value_of_another_kind_makes_the_column_text() -> None:
    made = column("n", "N", "number", [1.5, "..", None, True])
    assert (made.kind, list(made.values)) == ("text", ["1,5", "..", None, "Ja"])
    with pytest.raises(TypeError, match="n: True is no number"):
        Column("n", "N", "number", [True])


def test_a_table_without_rows_is_written() -> None:
    table = DataTable("t", "", [Column("d", "Dag", "day", [])])
    assert csv_bytes(table) == "\ufeffDag\r\n".encode()
    assert str(pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(table))).schema.field("d").type) == "date32[day]"


def test_a_lone_surrogate_does_not_stop_the_writing() -> None:
    table = DataTable("t", "", [Column("t", "T", "text", ["a\ud800b"])])
    assert b"a?b" in csv_bytes(table)
    assert pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(table)))["t"].to_pylist() == ["a?b"]


# ------------------------------------------------------------------------------------------- tables of an edition


def view(*columns: tuple[str, list[Cell]], **more: Any) -> View:
    rows = list(zip(*(cells for _, cells in columns), strict=True))
    return View("Timmar per enhet", "Timmar.", "", tuple(header for header, _ in columns), rows, **more)


def test_signs_stand_beside_the_numbers() -> None:
    """A dash is zero; two points are hidden or unknown, which is no number."""
    labels = ("Enhet", [Cell("A"), Cell("B"), Cell("C")])
    hours = ("Timmar", [Cell(5.0, format="#,##0"), Cell("..", format=""), Cell("–", format="")])
    table = view_table(view(labels, hours, keys=("a", "b", "c"), ids=("enhet", "timmar")))
    assert [(c.key, c.kind, list(c.values)) for c in table.columns] == [
        ("rad_id", "text", ["a", "b", "c"]),
        ("enhet", "text", ["A", "B", "C"]),
        ("timmar", "number", [5.0, None, 0.0]),
        ("timmar_tecken", "text", [None, "..", None]),
    ]


def test_days_words_and_blanks_of_a_shown_table() -> None:
    days = ("Dag", [Cell(date(2010, 4, 30), format="yyyy-mm-dd"), Cell("", format="yyyy-mm-dd")])
    words = ("Ändring", [Cell(3.0), Cell("ny")])
    table = view_table(view(days, words, ("Ändring", [Cell(None), Cell("..")])))
    assert [(c.key, c.kind, list(c.values)) for c in table.columns] == [
        ("dag", "day", [date(2010, 4, 30), None]),
        ("andring", "text", ["3", "ny"]),
        ("andring-2", "text", [None, ".."]),
    ]


# ------------------------------------------------------------------------------------------- a whole set


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    return load(root)


@pytest.fixture(scope="module")
def data(project: Project) -> Consolidated:
    return workflow.consolidate_project(project, today=demo.TODAY)


@pytest.fixture(scope="module")
def report(data: Consolidated) -> present.Report:
    return present.internal(data)


@pytest.fixture(scope="module")
def manifest(data: Consolidated, report: present.Report, project: Project, tmp_path_factory: Any) -> Path:
    return archive(data, report, project, MAKING, tmp_path_factory.mktemp("arkiv"))


def test_every_file_is_in_the_manifest_with_its_checksum(manifest: Path) -> None:
    told = json.loads(manifest.read_text(encoding="utf-8"))
    files = {file["path"]: file for table in told["tables"] for file in table["files"]}
    there = {path.relative_to(manifest.parent).as_posix() for path in manifest.parent.rglob("*.*")}
    assert there == {*files, "manifest.json"}
    assert len(there) > 150
    for name, file in files.items():
        content = (manifest.parent / name).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_the_manifest_tells_what_the_report_was_made_of(manifest: Path, data: Consolidated, project: Project) -> None:
    told = json.loads(manifest.read_text(encoding="utf-8"))
    assert told["jamxl"]["version"] == "0.1.0"
    assert told["libraries"]["pandas"] == pd.__version__
    assert (told["project"], told["period"], told["edition"], told["day"]) == (
        "JI-2010",
        "2010-T1",
        "intern",
        "2010-05-17",
    )
    for file in told["inputs"]:
        content = (project.root / file["path"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
    assert {file["period"] for file in told["inputs"]} == {"2009-T2", "2009-T3", "2010-T1"}
    now = [file for file in told["inputs"] if file["period"] == "2010-T1"]
    assert len(now) == told["counts"]["files"] == 36
    assert sum(file["rows"] for file in now) == told["counts"]["rows_read"] == 1289
    assert told["counts"]["rows_consolidated"] + told["counts"]["rows_refused"] == 1289
    assert told["counts"]["findings"]["error"] == sum(finding.severity == "error" for _, finding in data.findings())
    assert told["settings"]["limits"]["count_at_least"] == 5
    assert "example.org" not in manifest.read_text(encoding="utf-8")


def test_a_data_table_has_every_row_and_its_origin(manifest: Path, data: Consolidated) -> None:
    read = pyarrow.parquet.read_table(manifest.parent / "parquet" / "data_budget.parquet").to_pydict()
    stack = data.stack(Budget)
    assert {key: read[key] for key in ("unit_id", "plan_hours", "file", "row")} == {
        key: stack.columns[key] for key in ("unit_id", "plan_hours", "file", "row")
    }
    theirs = [
        hours for unit, hours in zip(read["unit_id"], read["plan_hours"], strict=True) if unit == "jobbcoachingen"
    ]
    assert sum(theirs) == 1090


def test_columns_have_the_kinds_that_they_are_declared_as(manifest: Path, data: Consolidated) -> None:
    kinds = {key: kind_of(data.stack(Activities), key) for key in data.stack(Activities).columns}
    expected = {
        "plan_start": "day",
        "act_hours": "number",
        "is_qa": "truth",
        "text": "text",
        "row": "integer",
        "dev_share": "number",
    }
    assert {key: kinds[key] for key in expected} == expected
    told = json.loads(manifest.read_text(encoding="utf-8"))
    (table,) = (table for table in told["tables"] if table["name"] == "data_activities")
    assert {column["key"]: column["kind"] for column in table["columns"]} == kinds


def test_both_forms_and_the_report_say_the_same(manifest: Path, report: present.Report) -> None:
    """Every figure of the internal edition, to the last digit."""
    figures = 0
    for exhibit in report.exhibits():
        shown = exhibit.view
        table = view_table(shown)
        parquet = pyarrow.parquet.read_table(manifest.parent / "parquet" / f"{table.name}.parquet")
        text = (manifest.parent / "csv" / f"{table.name}.csv").read_text(encoding="utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
        assert parquet.num_rows == len(lines) == len(shown.rows)
        for place, one in enumerate(table.columns):
            values = parquet[one.key].to_pylist()
            if one.kind == "number":
                at = shown.headers.index(one.header)
                assert values == [None if row[at].value == "" else row[at].value for row in shown.rows]
                assert values == [float(line[place].replace(",", ".")) if line[place] else None for line in lines]
                figures += len(values)
    assert figures > 3000


def test_the_same_input_gives_the_same_bytes(
    manifest: Path, data: Consolidated, report: present.Report, project: Project, tmp_path: Path
) -> None:
    again = archive(data, report, project, MAKING, tmp_path)
    for path in manifest.parent.rglob("*.*"):
        assert (tmp_path / path.relative_to(manifest.parent)).read_bytes() == path.read_bytes(), path.name
    assert again.name == "manifest.json"


def test_what_an_earlier_set_had_and_this_has_not_is_taken_away(
    data: Consolidated, report: present.Report, project: Project, tmp_path: Path
) -> None:
    for name in ("csv/gammal.csv", "parquet/gammal.parquet", "csv/anteckning.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    archive(data, report, project, MAKING, tmp_path)
    assert not (tmp_path / "csv/gammal.csv").exists()
    assert not (tmp_path / "parquet/gammal.parquet").exists()
    assert (tmp_path / "csv/anteckning.txt").exists()


def test_the_open_set_has_what_the_open_edition_shows_and_no_more(
    data: Consolidated, project: Project, tmp_path: Path
) -> None:
    opened = present.opened(data)
    path = archive(data, opened.report, project, MAKING, tmp_path)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["edition"] == "oppen"
    assert "inputs" not in told
    assert not [table["name"] for table in told["tables"] if table["name"].startswith("data_")]
    everything = b"".join(file.read_bytes() for file in tmp_path.rglob("*.csv")) + path.read_bytes()
    assert b".xlsx" not in everything
    shown = {table["name"] for table in told["tables"]}
    assert shown == {table.name for table in archiving.tables_of(opened.report)}
    for exhibit in opened.report.exhibits():
        table = view_table(exhibit.view)
        read = pyarrow.parquet.read_table(tmp_path / "parquet" / f"{table.name}.parquet").to_pydict()
        for at, header in enumerate(exhibit.view.headers):
            values = [row[at].value for row in exhibit.view.rows]
            (key,) = (one.key for one in table.columns if one.header == header)
            signs = read.get(f"{key}_tecken", [None] * len(values))
            for value, number, sign in zip(values, read[key], signs, strict=True):
                if value in ("..", "."):
                    assert sign == value or number == value
                    assert number is None or number == value


def test_a_report_has_its_archive_sets_beside_it(project: Project, tmp_path: Path) -> None:
    done = reporting.report(
        project, editions=tuple(Edition), forms=(), into=tmp_path, today=MAKING.day, now=datetime(2010, 5, 17, 12)
    )
    assert done.archives == [tmp_path / "arkiv_2010-T1", tmp_path / "arkiv_2010-T1_oppen"]
    # What the open edition showed is remembered where all editions look, and not among what may be spread.
    assert list(tmp_path.glob("*.json")) == []
    assert (project.reports / "sammanstallning_2010-T1_oppen.json").is_file()
    assert [
        json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["edition"] for folder in done.archives
    ] == [
        "intern",
        "oppen",
    ]
    inputs = json.loads((done.archives[0] / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert len(inputs) > 40
    assert all(file["bytes"] == len((project.root / file["path"]).read_bytes()) for file in inputs)
