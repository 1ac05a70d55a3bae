"""A new column is one line in the declaration, and is then everywhere: template, check, consolidation, field list."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import jamxl

PACKAGE = Path(jamxl.__file__).parent
DECLARATION = Path("standard", "projektbok", "activities.py")
# The new line is put before this one.
BEFORE = "    dev_reason: str | None = col.text("

# What a person would do with the new book: look at it, fill it in, check it, send it in, read the report.
ROUND = """
import json, sys
from datetime import date
from pathlib import Path
import openpyxl
import jamxl
from jamxl import inspection, publishing, workflow
from jamxl.fields import field_list
from jamxl.project import load
from jamxl.standard import books
from jamxl.standard.projektbok import Activities

header, typed, wrong = json.loads(sys.argv[1])
root, today = Path("projekt"), date(2010, 5, 10)
workflow.init(root)
project = load(root)
path = workflow.new(project, today=today)[0].path
template = openpyxl.load_workbook(path)
sheet = template["Aktiviteter"]
place = next(c for row in sheet.iter_rows() for c in row if c.value == header)
at = place.column
said = {"home": str(Path(jamxl.__file__).parent), "key": sheet.cell(place.row - 1, at).value}

def fill(value):
    sheet.cell(place.row + 1, 1).value = "A-001"
    sheet.cell(place.row + 1, at).value = value
    to = project.incoming / "2010-T1" / path.name
    to.parent.mkdir(exist_ok=True)
    template.save(to)
    checked = inspection.check_one(to, project.limits, today)
    return checked, [(f.code, f.column, f.cells, f.row_id) for f in checked.findings if f.header == header]

said["cell"] = f"{place.column_letter}{place.row + 1}"
said["wrong"] = fill(wrong)[1]
checked, said["right"] = fill(typed)
said["read"] = checked.data.parts["activities"].columns[said["key"].partition(".")[2]]
data = workflow.consolidate_project(project, today=today)
report = Path("rapport.xlsx")
publishing.publish(data, report, root)
frame = data.frames["activities"]
said["frame"] = {key: [str(frame[key].dtype), frame[key].tolist()] for key in frame.columns}
rows = list(openpyxl.load_workbook(report)["Data Aktiviteter"].iter_rows(min_row=4, values_only=True))
said["sheet"] = dict(zip(rows[0], rows[1]))
said["headings"] = rows[0]
said["fields"] = field_list(books()["projektbok"])
print(json.dumps(said, default=str))
"""


def with_line(folder: Path, line: str) -> None:
    """A copy of the package with one more line in the declaration of Aktiviteter."""
    shutil.copytree(PACKAGE, folder / "jamxl", ignore=shutil.ignore_patterns("__pycache__", "demo"))
    file = folder / "jamxl" / DECLARATION
    text = file.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    file.write_text(text.replace(BEFORE, f"    {line}\n{BEFORE}"), encoding="utf-8")


def played(folder: Path, header: str, typed: Any, wrong: Any) -> dict[str, Any]:
    """What ROUND says, in a Python of its own that finds the copy."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", ROUND, json.dumps([header, typed, wrong])],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert isinstance(told, dict)
    assert told["home"] == str(folder / "jamxl")
    return told


# The line; the heading; a good value, a bad one and the finding it gives; the columns of the data sheet and the frame.
LINES = [
    (
        'risk_note: str | None = col.text("Risk", required=False)',
        "Risk", "Sjukdom", "#REF!", "JX306", "Risk", "risk_note",
    ),
    (
        'travel: float | None = col.hours("Restid", required=False)',
        "Restid", 2.5, "mycket", "JX301", "Restid", "travel",
    ),
    # Names that the consolidation gives to its own columns.
    (
        'unit: str | None = col.text("Enhet", required=False)',
        "Enhet", "timmar", "#REF!", "JX306", "Enhet i Aktiviteter", "activities_unit",
    ),
    (
        'row: float | None = col.whole("Länk", required=False)',
        "Länk", 3, "tre dussin", "JX301", "Länk i Aktiviteter", "activities_row",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "header", "typed", "wrong", "code", "heading", "name"), LINES)
def test_one_line_is_enough(
    tmp_path: Path, line: str, header: str, typed: Any, wrong: Any, code: str, heading: str, name: str
) -> None:
    with_line(tmp_path, line)
    told = played(tmp_path, header, typed, wrong)
    key = line.partition(":")[0]
    # In the template, with its hidden key.
    assert told["key"] == f"activities.{key}"
    # Read and checked.
    assert told["wrong"] == [[code, key, [told["cell"]], "A-001"]]
    assert told["right"] == []
    assert told["read"] == [typed]
    # In the consolidation, beside the origin of the row.
    dtype, values = told["frame"][name]
    assert values == [typed]
    assert dtype == ("object" if isinstance(typed, str) else "float64")
    assert told["frame"]["unit"][1] == ["Jobbcoachenheten"]
    assert told["sheet"][heading] == typed
    assert told["sheet"]["Enhet"] == "Jobbcoachenheten"
    assert len({h.casefold() for h in told["headings"]}) == len(told["headings"])
    # In the field list.
    assert f"| {header} | `{key}` | " in told["fields"]
