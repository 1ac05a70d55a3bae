"""A book more is one file, and a sheet less one line: template, reading, checks, consolidation, field list follow."""

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
BOOK = '''"""Lokalbok: the rooms of a unit."""

from jamxl import columns as col
from jamxl.sheets import Book, Table, rule
from jamxl.standard.cover import Cover


class Rooms(Table, sheet="Lokaler", key="rooms", capacity=20):
    """En rad för varje lokal."""

    room_id: str = col.identity("Lokal-ID", "L")
    women: float = col.whole("Kvinnor")
    men: float = col.whole("Män")
    places: float = col.whole("Platser")

    @rule(
        "Z01",
        at=("women", "men", "places"),
        short="Fler personer än platser",
        says="{room_id} har {women} kvinnor och {men} män, men {places} platser.",
        fix="Rätta det tal som är fel.",
        excel="AND(ISNUMBER({places}),N({women})+N({men})>N({places}))",
    )
    def there_is_room(self) -> bool:
        return self.women + self.men <= self.places


class Lokalbok(Book, key="lokalbok", title="Lokalbok"):
    """Rooms."""

    purpose = ("Här står enhetens lokaler.",)
    parts = (Cover, Rooms)
'''
# What a co-ordinator does with a book: makes it, has it filled in, checks it, consolidates.
ROUND = """
import json
from datetime import date
from pathlib import Path
import openpyxl
import jamxl
from jamxl import inspection, publishing, workflow
from jamxl.demo.samples import sample_rows
from jamxl.fields import field_list, handbook_page
from jamxl.project import load
from jamxl.standard import books

root, today = Path("projekt"), date(2010, 5, 10)
workflow.init(root)
file = root / "jamxl.toml"
file.write_text(file.read_text("utf-8").replace('bocker = ["projektbok"]', 'bocker = ["lokalbok"]', 1), "utf-8")
project = load(root)
path = workflow.new(project, today=today)[0].path
template = openpyxl.load_workbook(path)
said = {"home": str(Path(jamxl.__file__).parent), "books": list(books()), "sheets": template.sheetnames}
sheet = template["Lokaler"]
at = {cell.value: cell for row in sheet.iter_rows() for cell in row}["Lokal-ID"]
for right, value in enumerate(("L-01", 9, 4, 12)):
    sheet.cell(at.row + 1, at.column + right).value = value
to = project.incoming / "2010-T1" / path.name
to.parent.mkdir(parents=True, exist_ok=True)
template.save(to)
checked = inspection.check_one(to, project.limits, today)
said["rules"] = [(f.rule, f.message) for f in checked.findings if f.sheet == "Lokaler"]
data = workflow.consolidate_project(project, today=today)
publishing.publish(data, Path("rapport.xlsx"), root)
report = openpyxl.load_workbook("rapport.xlsx")
said["data"] = list(report["Data Lokaler"].iter_rows(min_row=5, max_row=5, values_only=True))[0][4:8]
said["sample"] = sample_rows(books()["lokalbok"])["rooms"][0]
said["fields"] = field_list(books()["lokalbok"])
said["page"] = handbook_page(books()["lokalbok"], "bok", str)
print(json.dumps(said, default=str))
"""


def run(folder: Path, code: str) -> Any:
    """What a script prints as JSON, in a Python of its own that finds the package's copy in `folder`."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a copy of the package."""
    shutil.copytree(PACKAGE, tmp_path / "jamxl", ignore=shutil.ignore_patterns("__pycache__", "units"))
    return tmp_path


def test_a_book_more_is_one_file(copy: Path) -> None:
    (copy / "jamxl" / "standard" / "lokalbok.py").write_text(BOOK, encoding="utf-8")
    said = run(copy, ROUND)
    assert said["home"] == str(copy / "jamxl")
    assert "lokalbok" in said["books"]
    assert {"Läs mig", "Försättsblad", "Lokaler", "Kontroll", "Listor"} <= set(said["sheets"])
    assert said["rules"] == [["Z01", "L-01 har 9 kvinnor och 4 män, men 12 platser."]]
    assert said["data"] == ["L-01", 9, 4, 12]
    assert said["sample"]["room_id"] == "L-01"
    assert "| Z01 | Fel | Fler personer än platser | Rätta det tal som är fel. |" in said["fields"]
    assert "![Bladet Lokaler, ifyllt](bok/Lokaler)" in said["page"]


def test_a_sheet_less_is_one_line(copy: Path) -> None:
    """The rest of the book holds together without Arbetsanalys."""
    file = copy / "jamxl" / "standard" / "planbok" / "__init__.py"
    text = file.read_text(encoding="utf-8")
    assert text.count("Board, WorkAnalysis, Referral)") == 1
    file.write_text(text.replace("Board, WorkAnalysis, Referral)", "Board, Referral)"), encoding="utf-8")
    code = "import json; from jamxl.standard import books; print(json.dumps(list(books()['planbok'].sheets())))"
    sheets = run(copy, code)
    assert "Arbetsanalys" not in sheets
    assert "Checklista remittering" in sheets


def test_two_books_may_not_share_a_key(copy: Path) -> None:
    clash = BOOK.replace('key="rooms"', 'key="risks"')
    (copy / "jamxl" / "standard" / "lokalbok.py").write_text(clash, encoding="utf-8")
    code = (
        "import json\nfrom jamxl.sheets import DeclarationError\nfrom jamxl.standard import books\n"
        "try:\n    books()\nexcept DeclarationError as wrong:\n    print(json.dumps(str(wrong)))"
    )
    assert "'risks' is Rooms's already" in run(copy, code)
