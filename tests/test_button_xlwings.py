"""The tasks in the open workbook through xlwings: its own classes, over the stand-in for Excel of excel.py.

What only a person with Excel can confirm is told there.
"""

import os
import runpy
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import excel
import pytest
import xlwings
from test_cli import python
from test_cli import run as command
from test_reporting import FIRST, SECOND, project, sent  # noqa: F401  (fixtures)

from jamxl import button, doctor, launching
from jamxl.draw.launcher import CELLS, EDITION, FOLDER, MESSAGE, PERIOD, TABLE, TABLE_ROWS, TASK
from jamxl.project import Project
from jamxl.tasks import Answer, Status, Task, Wish

BOOK = "Projektbok"
PEDAGOGER = Status("Pedagogerna", BOOK, "i tid", date(2010, 5, 10), 0)
OSBY = Status("Osby", BOOK, "saknas", None, None)


@pytest.fixture
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[excel.Workbook]:
    """The workbook without macros as jamxl makes it, open in Excel, from which Run main was pressed."""
    path = tmp_path / "knapp" / "Konsolidering.xlsx"
    launching.write(path, None)
    opened = excel.Workbook(excel.Excel(), path)
    monkeypatch.setattr(xlwings.engines, "active", xlwings.Engine(impl=opened.app.engine))
    xlwings.Book(impl=opened).set_mock_caller()
    yield opened
    delattr(xlwings.Book, "_mock_caller")


def wish(workbook: excel.Workbook, **cells: Any) -> None:
    """Let the named cells hold these values."""
    for name, value in cells.items():
        workbook.sheet.values[place(name)] = value


def place(name: str) -> tuple[int, int]:
    _, column, row = CELLS[name].split("$")
    return int(row), ord(column) - ord("A") + 1


def message(workbook: excel.Workbook) -> str:
    return str(workbook.sheet.values.get(place(MESSAGE), ""))


def table(workbook: excel.Workbook) -> list[list[Any]]:
    """The lines below the headings."""
    row, column = place(TABLE)
    lines = [
        [workbook.sheet.values.get((row + down, column + right)) for right in range(5)]
        for down in range(1, TABLE_ROWS + 1)
    ]
    return [line for line in lines if any(value is not None for value in line)]


def answering(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> list[Wish]:
    """Let the tasks have these answers, one after the other; gives what was asked for."""
    asked, left = [], list(answers)

    def perform(wish: Wish, say: Any, **_: Any) -> Answer:
        asked.append(wish)
        say("Granskar: 1 av 2")
        return left.pop(0)

    monkeypatch.setattr(button, "perform", perform)
    return asked


# ------------------------------------------------------------------------------------------- the whole way


def test_a_consolidation(workbook: excel.Workbook, project: Project, sent: Mapping[str, bytes]) -> None:  # noqa: F811
    """The report is made, told about and opened. The answers were to come by 15 May.

    The second one has the municipality code of the first.
    """
    for name, day in ((FIRST, 10), (SECOND, 17)):
        came = datetime(2010, 5, day, 12).timestamp()
        path = project.incoming / "2010-T1" / name
        path.write_bytes(sent[name])
        os.utime(path, (came, came))
    wish(workbook, **{FOLDER: str(project.root), TASK: Task.CONSOLIDATE})
    button.main()
    report = project.reports / "sammanstallning_2010-T1.xlsx"
    assert report.is_file()
    assert workbook.app.opened == [report]
    assert workbook.app.alerts == []
    assert message(workbook) == f"2010-T1: 1 i tid, 1 sen.\nRapporten ligger i {project.reports}."
    assert table(workbook) == [
        ["Jobbcoachenheten", BOOK, "i tid", datetime(2010, 5, 10), 0],
        ["Arbetsmarknad", BOOK, "sen", datetime(2010, 5, 17), 1],
    ]
    assert workbook.app.bar == [
        False,
        "jamxl: Konsolidera ...",
        "jamxl: Läser och kontrollerar: 1 av 2 ...",
        "jamxl: Gör rapporten ...",
        False,
    ]
    assert workbook.app.screen == [True, False, True]


def test_the_file_beside_the_workbook_runs_main(workbook: excel.Workbook, tmp_path: Path) -> None:
    """As the ribbon does: it imports the file named as the workbook and calls main()."""
    wish(workbook, **{FOLDER: str(tmp_path), TASK: Task.CHECK})
    runpy.run_path(str(workbook.path.with_suffix(".py")))["main"]()
    assert "jamxl.toml" in message(workbook)
    assert workbook.app.alerts == [message(workbook)]


def test_a_web_address_is_refused(workbook: excel.Workbook) -> None:
    wish(workbook, **{FOLDER: "https://kommun.example/delade/projekt"})
    button.main()
    (alert,) = workbook.app.alerts
    assert alert.startswith("https://kommun.example/delade/projekt är en webbadress. Synkronisera biblioteket")
    assert message(workbook) == alert
    assert workbook.app.opened == []
    assert table(workbook) == []
    assert workbook.app.bar[-1] is False


# ------------------------------------------------------------------------------------------- what is read


@pytest.mark.parametrize(
    ("held", "read"),
    [
        (None, ""),
        ("2010-T1", "2010-T1"),
        (2010.0, "2010"),
        (2010.5, "2010.5"),
        (datetime(2010, 3, 1), "2010-03"),
        (datetime(2010, 3, 17), "2010-03-17"),
        (date(2010, 3, 1), "2010-03"),
    ],
)
def test_what_a_cell_holds_is_read_as_it_was_typed(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch, held: Any, read: str
) -> None:
    asked = answering(monkeypatch, Answer(True, "Klart."))
    wish(workbook, **{TASK: "Kontrollera", FOLDER: "C:\\projekt", PERIOD: held, EDITION: "Båda"})
    button.main()
    assert asked == [Wish("Kontrollera", "C:\\projekt", read, "Båda")]


def test_a_cell_that_is_gone_is_named_before_anything_is_done(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch)
    for name in (TABLE, FOLDER):
        del workbook.defined[name]
        button.main()
        text = f"Cellen {name} saknas. Gör en ny arbetsbok med jamxl button -o Konsolidering.xlsx."
        assert workbook.app.alerts.pop() == message(workbook) == text
    assert asked == []


# ------------------------------------------------------------------------------------------- what is written


def test_the_table_of_an_earlier_task_is_replaced(workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by none; a task that does not look at the units leaves it alone."""
    answering(
        monkeypatch,
        Answer(True, "Två.", units=[PEDAGOGER, OSBY]),
        Answer(True, "En.", units=[OSBY]),
        Answer(True, "Öppnad."),
        Answer(True, "Inga.", units=[]),
    )
    tables = []
    for _ in range(4):
        button.main()
        tables.append([line[0] for line in table(workbook)])
    assert tables == [["Pedagogerna", "Osby"], ["Osby"], ["Osby"], []]
    assert message(workbook) == "Inga."
    assert workbook.app.alerts == []


def test_no_text_becomes_a_formula_or_a_number(workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has become of the formats of the cells since the workbook was made."""
    row, column = place(TABLE)
    workbook.sheet.formats |= {(row + down, column + right): "General" for down in (1, 2) for right in range(5)}
    workbook.sheet.formats[place(MESSAGE)] = "General"
    unit = Status("=1+1", "007", "=HYPERLINK(A1)", date(2010, 5, 10), 12)
    answering(monkeypatch, Answer(True, "=2+2", units=[unit, OSBY]))
    button.main()
    assert table(workbook) == [
        ["=1+1", "007", "=HYPERLINK(A1)", datetime(2010, 5, 10), 12],
        ["Osby", BOOK, "saknas", None, None],
    ]
    assert message(workbook) == "=2+2"
    assert workbook.app.alerts == []


def test_rows_that_a_filter_hides_are_shown_and_replaced(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, Answer(True, "Två.", units=[PEDAGOGER, OSBY]), Answer(True, "Två.", units=[OSBY, PEDAGOGER]))
    button.main()
    workbook.sheet.hidden = {place(TABLE)[0] + 1}
    button.main()
    assert [line[0] for line in table(workbook)] == ["Osby", "Pedagogerna"]
    assert workbook.app.alerts == []


def test_a_table_that_cannot_be_trusted_is_told(workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user has made a filter of another size, which is not ours to take away."""
    answering(monkeypatch, Answer(True, "Två.", units=[PEDAGOGER, OSBY]), Answer(True, "En.", units=[OSBY]))
    button.main()
    workbook.sheet.filter, workbook.sheet.hidden = "B14:F17", {place(TABLE)[0] + 1}
    button.main()
    text = "En.\nTabellen över enheterna stämmer inte, för den har dolda rader. Ta bort filtret och tryck igen."
    assert workbook.app.alerts == [message(workbook)] == [text]


# ------------------------------------------------------------------------------------------- what is opened


@pytest.fixture
def report(tmp_path: Path, workbook: excel.Workbook) -> Path:
    """A file to open."""
    path = tmp_path / "projekt" / "sammanstallning_2010-T1.xlsx"
    path.parent.mkdir()
    path.write_bytes(workbook.path.read_bytes())
    return path


def test_a_report_that_is_open_is_brought_to_the_front(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    answering(monkeypatch, Answer(True, "Gjord i går.", report), Answer(True, "Gjord i går.", report))
    button.main()
    button.main()
    assert (workbook.app.opened, workbook.app.front, workbook.app.alerts) == ([report], [report.name], [])


def test_an_open_report_that_is_no_longer_the_newest_is_told(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch, report: Path
) -> None:
    """In macOS a file can be replaced while it is open; xlwings then gives what is open."""
    excel.Workbook(workbook.app, report)
    answering(monkeypatch, Answer(True, "Klart.", report, [OSBY]))
    button.main()
    told = f"Klart.\n{report.name} var redan öppen och är inte den nya. Stäng den och öppna {report}."
    assert workbook.app.alerts == [message(workbook)] == [told]


@pytest.mark.parametrize("there", [True, False])
def test_a_report_that_cannot_be_opened_is_told(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch, report: Path, tmp_path: Path, there: bool
) -> None:
    """Excel opens no two workbooks of the same name; nor one that is gone."""
    if there:
        other = tmp_path / report.name
        other.write_bytes(report.read_bytes())
        excel.Workbook(workbook.app, other)
    else:
        report.unlink()
    answering(monkeypatch, Answer(True, "Klart.", report, [OSBY]))
    button.main()
    told = f"Klart.\nFilen gick inte att öppna. Stäng andra arbetsböcker som heter {report.name}, och öppna {report}."
    assert workbook.app.alerts == [message(workbook)] == [told]
    assert workbook.app.opened == []
    assert workbook.app.bar[-1] is False


# ------------------------------------------------------------------------------------------- faults


def broken(*_: Any, **__: Any) -> Answer:
    raise ZeroDivisionError


def test_a_fault_of_ours_is_told_with_a_file_to_send(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(button, "perform", broken)
    button.main()
    (file,) = tmp_path.glob("jamxl-fel-*.txt")
    assert "ZeroDivisionError" in file.read_text(encoding="utf-8")
    text = f"Något gick fel i jamxl. Skicka filen {file} till den som sköter jamxl hos er."
    assert workbook.app.alerts == [message(workbook)] == [text]
    assert workbook.app.bar == [False, "jamxl: Kontrollera ...", False]


def test_excel_that_takes_no_calls_is_told(
    workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No cell can be written: the alert says what the cell cannot, and Excel has its status bar."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    workbook.app.busy = True
    button.main()
    (alert,) = workbook.app.alerts
    assert "jamxl-fel-" in alert
    assert workbook.app.bar[-1] is False


def test_a_busy_status_bar_ends_no_task(workbook: excel.Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    def perform(wish: Wish, say: Any, **_: Any) -> Answer:
        workbook.app.busy = True
        say("Granskar: 1 av 2")
        workbook.app.busy = False
        return Answer(True, "Klart.")

    monkeypatch.setattr(button, "perform", perform)
    button.main()
    assert (message(workbook), workbook.app.alerts) == ("Klart.", [])


# ------------------------------------------------------------------------------------------- without xlwings or Excel


def test_without_xlwings_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlwings", None)
    with pytest.raises(SystemExit) as end:
        button.main()
    assert str(end.value).endswith('från er kopia, i dess mapp: pip install -c constraints.txt ".[excel]"')


def test_without_excel_it_is_said_what_to_do() -> None:
    with pytest.raises(SystemExit) as end:
        button.main()
    assert "tryck på Run main på fliken xlwings" in str(end.value)


def test_the_command_of_the_ribbon(workbook: excel.Workbook) -> None:
    """The Python it starts finds the file beside the workbook; who starts it without Excel is told plainly."""
    folders = f"true;{workbook.path};{workbook.path}"
    start = "import xlwings.utils, sys; xlwings.utils.prepare_sys_path(sys.argv[1]); "
    result = python(f"{start}import Konsolidering; Konsolidering.main()", folders)
    assert (result.returncode, result.stderr) == (1, f"{button.NOT_CALLED}\n")


def test_xlwings_is_loaded_when_it_is_used_only() -> None:
    """It is slow, and not there on servers."""
    assert python("import sys, jamxl.button; print('xlwings' in sys.modules)").stdout == "False\n"


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_doctor_tells_whether_xlwings_is_there(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """It is an extra: nothing is wrong without it."""
    known = doctor.version_of
    told = {}
    for version in ("0.37.8", ""):
        monkeypatch.setattr(
            doctor, "version_of", lambda name, version=version: version if name == "xlwings" else known(name)
        )
        monkeypatch.setattr(sys, "platform", system)
        (told[version],) = [line for line in doctor.examine() if line.name == "xlwings"]
    missing = "behövs bara i Windows och macOS" if system == "linux" else "saknas"
    assert [line.found for line in told.values()] == ["0.37.8", missing]
    assert all(line.well for line in told.values())


def test_doctor_finds_all_that_is_needed_without_xlwings(monkeypatch: pytest.MonkeyPatch) -> None:
    known = doctor.version_of
    monkeypatch.setattr(doctor, "version_of", lambda name: "" if name == "xlwings" else known(name))
    assert command("doctor").exit_code == 0
