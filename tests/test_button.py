"""The workbook with the buttons: what can be seen in the file, and its buttons pressed in a real LibreOffice.

That Excel opens it without repairing it, compiles the macros, draws the buttons and lets Esc through, only a person
with Excel can tell: docs/it/checklista.md.
"""

import re
import stat
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import libreoffice
import olefile
import openpyxl
import pytest
from build_button import SOURCE, macros
from lxml import etree
from oletools.olevba import VBA_Parser

from jamxl import launching, opening, workflow
from jamxl.draw.launcher import CELLS, CODE_NAMES, MACROS, MODULE, START, WORKBOOK
from jamxl.tasks import Task

VBA = SOURCE.read_text(encoding="utf-8")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
JAMXL = str(Path(sys.executable).with_name("jamxl"))
# A folder as people name them.
PLACE = "Förvaltningen Nya ÅÄÖ €"
TODAY = date(2010, 5, 10)
PROJECT = """\
[projekt]
namn = "Prov"
id = "PROV"
period = "2010-T1"
start = 2009-09-01
slut = 2010-12-31

[[enhet]]
id = "jobb"
namn = "=1+1"
kommun = "Botkyrka"
forvaltning = "Dialog och Service"
uppgiftslamnare = "Enhetschef"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's folder; no books are in."""
    folder = tmp_path / PLACE
    (folder / "inkorg" / "2010-T1").mkdir(parents=True)
    (folder / "jamxl.toml").write_text(PROJECT, encoding="utf-8")
    return folder


def made(root: Path, source: str = VBA) -> Path:
    """The workbook with the buttons, of some source."""
    path = root / launching.NAME
    path.write_bytes(launching.workbook(opening.project_of(root), macros(source)))
    return path


def pressed(book: Path, task: Task, *options: str, program: str = JAMXL) -> dict[str, Any]:
    return libreoffice.press(book, task, *options, program_at=program, temporary=book.parent.parent / "tillfälligt")


# --- the file ----------------------------------------------------------------------------------------------------


def faults(path: Path) -> list[str]:
    """What Excel or a careful IT department would not take in a workbook with macros."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    found = []
    types = parts["[Content_Types].xml"].decode()
    for wanted in ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "application/vnd.ms-office.vbaProject"):
        if wanted not in types:
            found.append(f"no part of type {wanted}")
    sheets = [etree.fromstring(data) for name, data in parts.items() if re.fullmatch(r"xl/worksheets/\w+\.xml", name)]
    properties = [etree.fromstring(parts["xl/workbook.xml"]).find(f"{MAIN}workbookPr")]
    properties += [sheet.find(f"{MAIN}sheetPr") for sheet in sheets]
    code_names = sorted(one.get("codeName") or "" if one is not None else "" for one in properties)
    project = olefile.OleFileIO(parts["xl/vbaProject.bin"])
    if project.openstream("VBA/_VBA_PROJECT").read() != bytes.fromhex("CC61FFFF000100"):
        found.append("the project has compiled code")
    listed = project.openstream("PROJECT").read().decode("cp1252")
    documents = sorted(re.findall(r"^Document=(.+?)/&H0+\r$", listed, re.MULTILINE))
    if documents != code_names:
        found.append(f"modules {documents} are not those of the sheets {code_names}")
    sources = {name.rpartition(".")[0]: code for *_, name, code in VBA_Parser(str(path)).extract_macros()}
    subs = re.findall(r"(?im)^\s*(?:public\s+)?sub\s+(\w+)", sources.get(MODULE, ""))
    drawings = [data.decode() for name, data in parts.items() if name.endswith(".vml")]
    bound = [macro.rpartition("!")[2] for text in drawings for macro in re.findall("<x:FmlaMacro>(.*?)<", text)]
    found += [f"{macro} is not one public Sub" for macro in bound if subs.count(macro) != 1]
    found += ["no button has a macro"] if not bound else []
    for name, code in sources.items():
        own = "\n".join(line for line in code.splitlines() if not line.startswith("'"))
        found += [f"{name}: {what}" for pattern, what in UNWANTED.items() if re.search(pattern, own)]
        found += [f"{name}: a line is too long" for line in own.splitlines() if len(line) > 1000]
    return found


UNWANTED = {
    r"(?im)^\s*(public |private )?declare\b": "Declare",
    r"(?i)\b(auto_?open|auto_?close|workbook_open|workbook_beforeclose|worksheet_activate)\b": "runs by itself",
    r"(?i)\bcmd(\.exe)?\b|powershell|wscript\.exe|mshta": "a command interpreter",
    r"(?i)thisworkbook\s*\.\s*(path|fullname)": "the workbook's own folder, which may be a web address",
    r"(?i)xmlhttp|winhttp|urldownload|adodb\.stream": "the network",
}


def test_the_workbook_has_what_excel_wants_and_nothing_that_it_blocks(root: Path) -> None:
    assert faults(made(root)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Public Sub JamxlKonsolidera()", "Public Sub JamxlKonsolidera2()", "JamxlKonsolidera is not one public Sub"),
        ("Public Sub JamxlKonsolidera()", "Private Sub JamxlKonsolidera()", "JamxlKonsolidera is not one public Sub"),
        (
            "Private busy As Boolean",
            'Private Declare PtrSafe Function GetTickCount Lib "kernel32" () As Long',
            "Konsolidering: Declare",
        ),
        ("Public Sub JamxlSkapa()", "Public Sub Workbook_Open()\nEnd Sub\nPublic Sub JamxlSkapa()", "runs by itself"),
        ('CreateObject("WScript.Shell")', 'CreateObject("WScript.Shell")  \nx = "cmd /c"', "a command interpreter"),
        ('root = Environ("TEMP")', "root = ThisWorkbook.Path", "the workbook's own folder"),
    ],
)
def test_the_look_at_the_file_finds_what_is_wrong(root: Path, old: str, new: str, fault: str) -> None:
    assert VBA.count(old) == 1
    assert any(fault in told for told in faults(made(root, VBA.replace(old, new))))


def test_two_builds_are_the_same_and_the_macros_are_those_of_the_source(root: Path, tmp_path: Path) -> None:
    assert MACROS.read_bytes() == macros(VBA)
    project = opening.project_of(root)
    first, second = tmp_path / "a.xlsm", tmp_path / "b.xlsm"
    for path in (first, second):
        launching.write(path, project)
    assert first.read_bytes() == second.read_bytes()
    code = {name.rpartition(".")[0]: code for *_, name, code in VBA_Parser(str(first)).extract_macros()}
    attribute, _, told = code[MODULE].replace("\r\n", "\n").partition("\n")
    assert (attribute, told) == (f'Attribute VB_Name = "{MODULE}"', VBA)
    assert set(code) == {WORKBOOK, *CODE_NAMES, MODULE}


def test_the_program_is_never_taken_from_a_cell() -> None:
    """Cells are read for the wish alone, and the program comes of fixed places and IT's own variable."""
    parts = dict(re.findall(r"(?ms)^(?:Public|Private) (?:Sub|Function) (\w+)(.*?)^End (?:Sub|Function)", VBA))
    readers = {name for name, body in parts.items() if re.search(r'Named\("\w+"\)\.Value(?! = )', body)}
    assert readers == {"WriteWish"}
    assert set(re.findall(r'Environ\("(\w+)"\)|Within\("(\w+)"', parts["Installed"])) == {
        ("", "ProgramFiles"), ("", "LOCALAPPDATA"), ("", "USERPROFILE"), ("JAMXL_EXE", ""),
    }  # fmt: skip


def test_the_macro_asks_for_tasks_that_there_are() -> None:
    asked = re.findall(r'^    Ask "(.+)"$', VBA, re.MULTILINE)
    assert asked == list(Task)
    assert set(re.findall(r'Named\("(\w+)"\)', VBA)) <= set(CELLS)


# --- pressed -----------------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_the_report_is_made_and_opened(root: Path) -> None:
    project = opening.project_of(root)
    (book,) = workflow.new(project, today=TODAY)
    book.path.replace(root / "inkorg" / "2010-T1" / book.path.name)
    told = pressed(made(root), Task.CONSOLIDATE, "--opens")
    assert set(told["bound"]) == {*Task, "Välj mapp …"}
    report = root / "rapport" / "sammanstallning_2010-T1.xlsx"
    assert told["told"] == f"2010-T1: 1 i tid.\nRapporten ligger i {report.parent}."
    assert told["opened"] == [report.as_uri()]
    # A unit's name that looks like a formula is its name.
    assert [row[:3] for row in told["table"]] == [["=1+1", "Projektbok", "i tid"]]
    assert list((root.parent / "tillfälligt").glob("jamxl-*")) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("https://kommunen.example/delat/Följ upp", "är en webbadress"),
        (r"Z:\finns\u00e5inte\€😀", "finns inte"),
    ],
)
def test_an_error_reaches_the_user_with_every_letter(root: Path, typed: str, said: str) -> None:
    told = pressed(made(root), Task.CHECK, "--type", f"Projektmapp={typed}")
    assert typed in told["told"]
    assert said in told["told"]
    assert told["opened"] == []


@pytest.mark.libreoffice
def test_that_jamxl_is_not_installed_is_said(root: Path) -> None:
    told = pressed(made(root), Task.CONSOLIDATE, program="")
    assert told["told"].startswith("jamxl hittas inte på datorn.")


@pytest.mark.libreoffice
def test_with_high_macro_security_nothing_runs(root: Path) -> None:
    told = pressed(made(root), Task.CONSOLIDATE, "--blocked", "--seconds", "5")
    assert (told["told"], told["opened"], told["table"]) == ("", [], [])
    assert not (root / "rapport").exists()


@pytest.mark.libreoffice
def test_the_buttons_work_after_openpyxl_has_saved_the_workbook(root: Path) -> None:
    path = made(root)
    book = openpyxl.load_workbook(path, keep_vba=True)
    book[START]["H1"] = "En egen anteckning"
    book.save(path)
    assert faults(path) == []
    assert pressed(path, Task.OPEN)["told"] == NO_REPORT


NO_REPORT = "Det finns ingen rapport än. Tryck på Konsolidera först."


@pytest.mark.libreoffice
def test_progress_stands_in_the_status_bar_and_the_answer_in_the_sheet(root: Path, tmp_path: Path) -> None:
    """The status bar cannot be read from outside: what is written there is written in a cell too."""
    stand_in = program(
        tmp_path,
        r"""printf 'slag=1\ntext=L\\u00E4ser: 1 av 2\n' > "$2/framsteg.txt"; sleep 2""",
        r"""printf 'text=Klart p\\u00E5 riktigt\n' > "$2/svar.tmp"; mv "$2/svar.tmp" "$2/svar.txt" """,
    )
    seen = 'Named("Besked").Offset(0, 8)'
    logged = re.sub(
        r"(?m)^(\s*)Application\.StatusBar = (.*)$", rf"\1{seen}.Value = {seen}.Value & CStr(\2) & vbLf", VBA
    )
    path = made(root, logged)
    told = pressed(path, Task.CHECK, program=stand_in)
    assert told["told"] == "Klart på riktigt"
    assert told["beside"].splitlines()[:2] == [
        "jamxl: Kontrollera ...", "jamxl: Läser: 1 av 2 ... (Esc avbryter)",
    ]  # fmt: skip


@pytest.mark.libreoffice
def test_a_program_that_does_not_answer_is_not_waited_for(root: Path, tmp_path: Path) -> None:
    hasty = VBA.replace("PATIENCE As Long = 60", "PATIENCE As Long = 2")
    assert hasty != VBA
    told = pressed(made(root, hasty), Task.CHECK, program=program(tmp_path, "sleep 30"))
    assert told["told"].startswith("jamxl svarar inte.")


@pytest.mark.libreoffice
def test_esc_stops_the_task(root: Path) -> None:
    """No key can be pressed without a screen: the error that Esc comes as is raised where Esc would be."""
    project = opening.project_of(root)
    (book,) = workflow.new(project, today=TODAY)
    book.path.replace(root / "inkorg" / "2010-T1" / book.path.name)
    escaped = VBA.replace(
        "        waited = waited + 0.3\n",
        '        waited = waited + 0.3\n        If Not Exists(folder, "avbryt.txt") Then Err.Raise ESCAPED\n',
    )
    assert escaped != VBA
    told = pressed(made(root, escaped), Task.CONSOLIDATE)
    assert told["told"].startswith("Avbrutet.")
    assert not (root / "rapport").exists()


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        Shell Quoted(program)", "        Debug.Print Quoted(program)"),
        ("        Start program, folder\n", "        Strat program, folder\n"),
        ('Exists(folder, "svar.txt")', 'Exists(folder, "svart.txt")'),
        ('"mapp=" & Ascii(', '"map=" & Ascii('),
    ],
)
def test_a_fault_in_the_macro_is_noticed(root: Path, old: str, new: str) -> None:
    """What the tests above go by is not there when the macro is wrong."""
    assert old in VBA
    assert pressed(made(root, VBA.replace(old, new)), Task.OPEN, "--seconds", "6")["told"] != NO_REPORT


def program(folder: Path, *lines: str) -> str:
    """A program that stands in for jamxl: it is given `job` and the job's folder."""
    path = folder / "jamxl-i-stallet"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)
