"""One report in all its forms: what LibreOffice works out, what the page and the PDF say, what the archive holds.

Each form is read by another library than the one that wrote it, and compared figure by figure with the report's views.
The figures themselves are held against the units' files in test_report_recalculation.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import nan
from pathlib import Path
from typing import Any

import libreoffice
import lxml.html
import openpyxl
import pandas as pd
import pypdf
import pytest

from jamxl import demo
from jamxl.grid import is_number
from jamxl.present.report import Edition, Report, View, figure_id, slug, text
from jamxl.project import load
from jamxl.reporting import Outcome, report

pytestmark = pytest.mark.libreoffice
NOW = datetime(2010, 5, 17, 9, 30)


@dataclass
class Made:
    """An edition in all forms, read back."""

    report: Report
    workbook: Any
    page: Any
    paper: str
    archive: Path


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    return report(load(root), editions=list(Edition), today=demo.TODAY, now=NOW)


@pytest.fixture(scope="module", params=list(Edition))
def made(request: pytest.FixtureRequest, outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Made:
    edition: Edition = request.param
    workbook, page, paper = outcome.files[edition]
    folder = tmp_path_factory.mktemp(str(edition))
    bare = libreoffice.without_values(workbook, folder / "utan.xlsx")
    (saved,) = libreoffice.saved([bare], folder)
    return Made(
        outcome.reports[edition],
        openpyxl.load_workbook(saved, data_only=True),
        lxml.html.parse(str(page)).getroot(),
        "".join(one.extract_text() for one in pypdf.PdfReader(paper).pages),
        next(folder for folder in outcome.archives if ("oppen" in folder.name) == (edition is Edition.OPEN)),
    )


def figures(made: Report) -> list[tuple[View, int, int]]:
    """Every figure of a report: view, row, column."""
    views = [exhibit.view for exhibit in made.exhibits() if exhibit.view.ids]
    return [(v, row, at) for v in views for row in range(len(v.rows)) for at in range(v.labels, len(v.headers))]


def test_there_is_much_to_compare(made: Made) -> None:
    found = [view.rows[row][at].value for view, row, at in figures(made.report)]
    assert sum(is_number(value) for value in found) > 1500


def test_libreoffice_works_out_the_same(made: Made) -> None:
    wrong = []
    for view, row, at in figures(made.report):
        # The first row stands in line 5; a blank line parts the total from rows that can be filtered.
        parted = view.total and made.report.edition is Edition.INTERNAL
        line = 5 + row + (parted and row == len(view.rows) - 1)
        cell, own = view.rows[row][at], made.workbook[view.name].cell(line, at + 1).value
        if is_number(cell.value):
            same = is_number(own) and abs(float(own) - float(cell.value)) < 1e-9 * max(1.0, abs(float(cell.value)))
        else:
            same = (own or "") == (cell.value or "")
        if not same:
            wrong.append((view.name, row, view.headers[at], cell.value, own))
    assert wrong == []


def test_the_page_says_the_same(made: Made) -> None:
    """Each figure stands where its ID leads."""
    cells = {cell.get("id"): cell.text_content().strip() for cell in made.page.iter("td") if cell.get("id")}
    told = {figure_id(view, row, at): text(view.rows[row][at]) for view, row, at in figures(made.report)}
    assert {id: cells.get(id) for id in told} == told


def test_the_pdf_says_the_same(made: Made) -> None:
    """As many of each number as the tables have, at least."""
    told = Counter(text(view.rows[row][at]) for view, row, at in figures(made.report) if view.rows[row][at].value != "")
    words = Counter(made.paper.replace("\n", " ").replace("\u00ad", "").split(" "))
    long = {said for said in told if len(said) > 3 and "\u00a0" not in said and " " not in said}
    assert len(long) > 100
    assert {said: (told[said], words[said]) for said in long if words[said] < told[said]} == {}


def test_the_archive_holds_the_same(made: Made) -> None:
    """In Parquet each figure as it is, in CSV as a Swedish spreadsheet reads it; a sign has a column of its own."""
    for view in (exhibit.view for exhibit in made.report.exhibits() if exhibit.view.keys):
        frame = pd.read_parquet(made.archive / "parquet" / f"{slug(view.name)}.parquet")
        lines = pd.read_csv(made.archive / "csv" / f"{slug(view.name)}.csv", sep=";", decimal=",", encoding="utf-8-sig")
        assert list(frame["rad_id"]) == list(lines["Rad-ID"]) == list(view.keys)
        for at in range(view.labels, len(view.headers)):
            told = [row[at].value for row in view.rows]
            if not any(is_number(value) for value in told):
                continue
            numbers = [float(value) if is_number(value) else 0.0 if value == "–" else nan for value in told]
            for form, column in (("parquet", frame[view.ids[at]]), ("csv", lines[view.headers[at]])):
                read = [nan if pd.isna(value) else float(value) for value in column]
                assert read == pytest.approx(numbers, rel=1e-12, abs=1e-12, nan_ok=True), (form, view.name)


def test_the_manifest_counts_what_lies_beside_it(made: Made) -> None:
    manifest = json.loads((made.archive / "manifest.json").read_text(encoding="utf-8"))
    named = {file["path"]: file["sha256"] for table in manifest["tables"] for file in table["files"]}
    there = {
        path.relative_to(made.archive).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in made.archive.glob("*/*")
    }
    assert named == there
