"""The window, on a real screen that nobody sees: its own buttons are pressed, and what it shows is read."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import display
import pytest
import tables
from test_workflow import ALFA, PROJECT
from typer.testing import CliRunner

from jamxl import cli, opening, tasks
from jamxl import window as windows
from jamxl.project import FILENAME
from jamxl.tasks import Answer, Say, Task, Wish
from jamxl.window import memory

if TYPE_CHECKING:
    from tkinter import Misc

    from jamxl.window.control import Control

# Seconds that a task may take here.
PATIENCE = 120


@pytest.fixture
def screen() -> str:
    return display.screen()


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user's settings are is not for the tests to change."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with nothing in it yet."""
    folder = tmp_path / "Jämställd service"
    folder.mkdir()
    (folder / FILENAME).write_text(PROJECT, encoding="utf-8")
    return folder


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of what has been opened, a line each, in place of programs that open it."""
    notes, programs = tmp_path / "opened.txt", tmp_path / "bin"
    notes.touch()
    programs.mkdir()
    (programs / "xdg-open").write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{notes}"\n')
    (programs / "xdg-open").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return notes


@pytest.fixture
def control(screen: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Control"]:
    """The window of the project, as it is when it has been opened."""
    yield from shown(screen, str(project), monkeypatch)


def shown(screen: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> Iterator["Control"]:
    import tkinter

    from jamxl.window.control import Control

    monkeypatch.setenv("DISPLAY", screen)
    root = tkinter.Tk()
    display.KEPT.append(root.tk)
    made = Control(root, folder)
    root.update()
    # Nobody else gives a window the keyboard on a screen without a desktop.
    root.focus_force()
    root.update()
    yield made
    if is_open(made):
        root.destroy()


def is_open(control: "Control") -> bool:
    import tkinter

    try:
        return bool(control.root.winfo_exists())
    except tkinter.TclError:
        return False


def until(control: "Control", come: Callable[[], object]) -> None:
    """Let the window live until something has come about."""
    end = time.monotonic() + PATIENCE
    while not come():
        assert time.monotonic() < end, "it never came about"
        control.root.update()
        time.sleep(0.01)


def press(control: "Control", task: Task) -> list[str]:
    """Press a task's button, and wait for its end; what was said of how far it had come."""
    heard: list[str] = []
    progress = control.view.progress
    as_always = progress.say

    def say(said: str) -> None:
        as_always(said)
        heard.append(progress.said["text"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "say", say)
        control.view.buttons[task].invoke()
        until(control, lambda: control.errand is None)
    return heard


def verdict(control: "Control") -> str:
    return str(control.view.result.verdict["text"])


def text(control: "Control") -> str:
    return control.view.result.text.get("1.0", "end-1c")


def rows(control: "Control") -> list[list[str]]:
    table = control.view.units.table
    return [[str(cell) for cell in table.item(line, "values")] for line in table.get_children()]


class Waiting:
    """A task that goes on until it is let go. It says what it is told to say, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Wish] = []
        self.ended_by = ""
        self.go_on = threading.Event()
        self.over = threading.Event()

    def perform(self, wish: Wish, say: Say, **_: Any) -> Answer:
        self.asked.append(wish)
        try:
            say("Granskar: 1 av 2")
            self.go_on.wait(PATIENCE)
            say("Granskar: 2 av 2")
        except Exception as trouble:
            self.ended_by = str(trouble)
        self.over.set()
        return Answer(True, "Färdigt.")


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Waiting]:
    """In place of every task."""
    made = Waiting()
    monkeypatch.setattr(tasks, "perform", made.perform)
    yield made
    made.go_on.set()


# ------------------------------------------------------------------------------------------- the tasks


def test_a_round_from_its_books_to_its_report(control: "Control", project: Path, opened: Path) -> None:
    assert verdict(control) == "Så här gör du"
    assert press(control, Task.BUILD)[-2:] == ["Skapar: 3 av 3", "Redo."]
    books = project / "utskick" / "2010-T1"
    assert (verdict(control), text(control)) == ("Klart", f"3 arbetsböcker skapades i {books}.")
    assert rows(control)[0] == ["Alfaenheten", "Projektbok", "saknas", "", ""]
    assert control.view.units.count["text"] == "Enheternas böcker (3)"

    inbox = project / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    tables.type_in(books / ALFA, {"Timbudget/1/Budget timmar": "många"}, inbox / ALFA)
    assert "Granskar: 2 av 2" in press(control, Task.CHECK)
    assert text(control).splitlines()[0].startswith("2010-T1: ")
    row = rows(control)[0]
    assert row[:2] == ["Alfaenheten", "Projektbok"]
    assert row[2] != "saknas"
    assert int(row[4]) > 0
    assert control.view.units.table.item(control.view.units.table.get_children()[0], "tags") == ("faulty",)
    copies = list((project / "granskat" / "2010-T1").glob("GRANSKAD_*"))
    assert len(copies) == 1

    control.view.result.revealer.invoke()
    until(control, lambda: opened.read_text(encoding="utf-8"))
    assert opened.read_text(encoding="utf-8").splitlines() == [str(copies[0].parent)]

    assert "Gör rapporten" in press(control, Task.CONSOLIDATE)
    report = project / "rapport" / "sammanstallning_2010-T1.xlsx"
    assert verdict(control) == "Klart"
    assert report.is_file()
    assert rows(control)[0] == row
    until(control, lambda: str(report) in opened.read_text(encoding="utf-8"))

    press(control, Task.OPEN)
    until(control, lambda: opened.read_text(encoding="utf-8").splitlines()[1:] == [str(report)] * 2)
    assert rows(control)[0] == row, "nothing else was looked at"
    # Next time the window is of this project.
    assert memory.remembered() == str(project)


def test_what_is_chosen_is_what_is_asked_for(control: "Control", project: Path, waiting: Waiting) -> None:
    control.view.choices.period.insert(0, "2009-T3")
    control.view.choices.edition.set("Båda")
    waiting.go_on.set()
    for task in Task:
        press(control, task)
    assert waiting.asked == [Wish(task, str(project), "2009-T3", "Båda") for task in Task]


def test_an_error_reaches_the_user(control: "Control", project: Path, opened: Path) -> None:
    control.view.units.fill([tasks.Status("Alfaenheten", "Projektbok", "i tid", None, 0)])
    control.view.choices.choose(str(project / "borta"))
    press(control, Task.CONSOLIDATE)
    assert verdict(control) == "Det gick inte som det skulle"
    assert text(control).startswith(f"Mappen {project / 'borta'} finns inte.")
    assert control.view.result.revealer.instate(["disabled"])
    assert rows(control) == [], "what was listed is of another folder"
    assert opened.read_text(encoding="utf-8") == ""
    assert memory.remembered() == ""


@pytest.mark.parametrize(
    ("folder", "said"), [("", "Ingen projektmapp är vald."), ("https://exempel.se/delat", "är en webbadress")]
)
def test_what_is_no_folder_is_told(control: "Control", folder: str, said: str) -> None:
    control.view.choices.choose(folder)
    press(control, Task.CHECK)
    assert verdict(control) == "Det gick inte som det skulle"
    assert said in text(control)


def test_a_fault_of_ours_is_told_with_a_file_to_send(control: "Control", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "done", lambda *_: 1 / 0)
    press(control, Task.CONSOLIDATE)
    assert verdict(control) == "Det gick inte som det skulle"
    sent = Path(text(control).split("Skicka filen ")[1].split(" till ")[0])
    assert "ZeroDivisionError" in sent.read_text(encoding="utf-8")
    sent.unlink()
    # It goes on.
    assert all(button.instate(["!disabled"]) for button in control.view.buttons.values())


def test_a_fault_of_the_window_is_told_too(control: "Control", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control.view.progress, "begin", lambda _: 1 / 0)
    control.view.buttons[Task.CHECK].invoke()
    control.root.update()
    sent = Path(text(control).split("Skicka filen ")[1].split(" till ")[0])
    assert "ZeroDivisionError" in sent.read_text(encoding="utf-8")
    sent.unlink()
    monkeypatch.undo()
    press(control, Task.OPEN)
    assert text(control).startswith("Det finns ingen rapport"), "it goes on"


def test_what_cannot_be_opened_is_said_with_its_place(
    control: "Control", project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = project / "rapport" / "sammanstallning_2010-T1.xlsx"
    monkeypatch.setattr(tasks, "perform", lambda *_, **__: Answer(True, "Färdigt.", report, folder=report.parent))
    monkeypatch.setenv("PATH", "")
    press(control, Task.CONSOLIDATE)
    assert verdict(control) == "Det gick inte som det skulle"
    assert text(control).startswith(f"Färdigt.\n{report} gick inte att öppna")
    control.view.result.revealer.invoke()
    assert text(control).startswith(f"Färdigt.\n{report.parent} gick inte att öppna")


# ------------------------------------------------------------------------------------------- while a task runs


def test_one_task_at_a_time(control: "Control", waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(control.view, "sure", asked.append)
    control.view.buttons[Task.CHECK].invoke()
    until(control, lambda: control.view.progress.said["text"] == "Granskar: 1 av 2")
    assert str(control.view.progress.bar["mode"]) == "indeterminate"
    assert text(control) == ""
    for button in control.view.buttons.values():
        assert button.instate(["disabled"])
        button.invoke()
    control.view.choices.folder.event_generate("<Return>")
    control.root.event_generate("<Alt-s>")
    control.press(Task.BUILD)
    control.root.event_generate("<Escape>")
    control.root.update()
    assert not asked, "the key that closes is dead, too"
    assert is_open(control)
    waiting.go_on.set()
    until(control, lambda: control.errand is None)
    assert [wish.task for wish in waiting.asked] == [Task.CHECK]
    assert (verdict(control), text(control)) == ("Klart", "Färdigt.")
    assert control.view.progress.said["text"] == "Redo."
    assert all(button.instate(["!disabled"]) for button in control.view.buttons.values())


def test_closing_while_a_task_runs_asks_first(control: "Control", waiting: Waiting) -> None:
    asked = []

    def answer(button: str) -> None:
        dialog = ".__tk__messagebox"
        asked.append(control.root.tk.call(f"{dialog}.msg", "cget", "-text"))
        asked.append(control.root.tk.call(f"{dialog}.{button}", "cget", "-text"))
        control.root.tk.call(f"{dialog}.{button}", "invoke")

    control.view.buttons[Task.CONSOLIDATE].invoke()
    until(control, lambda: waiting.asked)
    control.root.after(200, answer, "no")
    control.close()
    assert is_open(control)
    control.root.after(200, answer, "yes")
    control.root.tk.call("::tk::mac::Quit")
    assert not is_open(control)
    question = "Konsolidera pågår. Vill du avbryta och stänga fönstret?"
    assert asked == [question, "Nej", question, "Ja"]
    # The task comes to its end at its next step.
    assert not control.ended(within=0)
    waiting.go_on.set()
    assert waiting.over.wait(PATIENCE)
    assert waiting.ended_by == "Avbrutet."
    assert control.ended(within=PATIENCE)


def test_a_task_that_ends_while_the_question_is_read(
    control: "Control", waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_: str) -> bool:
        waiting.go_on.set()
        until(control, lambda: control.errand is None)
        return True

    monkeypatch.setattr(control.view, "sure", read)
    control.view.buttons[Task.CONSOLIDATE].invoke()
    control.close()
    assert not is_open(control)
    assert control.ended(within=0)


def test_escape_closes_when_nothing_is_done(control: "Control") -> None:
    control.root.event_generate("<Escape>")
    assert not is_open(control)


# ------------------------------------------------------------------------------------------- choosing


def test_the_periods_of_the_project_are_there_to_choose(control: "Control", project: Path) -> None:
    for name in ("2009-T3", "2010-T2", "annat"):
        (project / "inkorg" / name).mkdir(parents=True)
    period = control.view.choices.period
    control.root.tk.call(period["postcommand"])
    assert list(period["values"]) == ["2010-T2", "2010-T1", "2009-T3"]
    control.view.choices.choose(str(project / "borta"))
    control.root.tk.call(period["postcommand"])
    assert not period["values"]


def test_a_folder_is_chosen(control: "Control", project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tkinter import filedialog

    answers = iter(["", str(project.parent)])
    monkeypatch.setattr(filedialog, "askdirectory", lambda **_: next(answers))
    control.view.choices.period.insert(0, "2010-T1")
    control.view.choices.finder.invoke()
    assert (control.view.choices.folder.get(), control.view.choices.period.get()) == (str(project), "2010-T1")
    control.view.choices.finder.invoke()
    assert (control.view.choices.folder.get(), control.view.choices.period.get()) == (str(project.parent), "")


def test_the_folder_that_was_used_last(tmp_path: Path, project: Path) -> None:
    assert memory.remembered() == ""
    memory.remember(project)
    assert memory.remembered() == str(project)
    memory.place().write_bytes(b"\xff")
    assert memory.remembered() == ""
    shutil.rmtree(tmp_path / "config")
    (tmp_path / "config").write_text("a file where the settings should be", encoding="utf-8")
    memory.remember(tmp_path)
    assert memory.remembered() == ""


# ------------------------------------------------------------------------------------------- keys and sizes


def test_every_letter_does_its_own_thing(control: "Control", waiting: Waiting) -> None:
    waiting.go_on.set()
    for letter in "kSor":
        control.root.event_generate(f"<Alt-{letter}>")
        until(control, lambda: control.errand is None)
    assert [wish.task for wish in waiting.asked] == [Task.CHECK, Task.BUILD, Task.CONSOLIDATE, Task.OPEN]
    for letter, field in (("e", "period"), ("u", "edition"), ("p", "folder")):
        control.root.event_generate(f"<Alt-{letter}>")
        control.root.update()
        assert control.root.focus_get() == getattr(control.view.choices, field)


def test_enter_consolidates_in_a_field_and_presses_a_button(control: "Control", waiting: Waiting) -> None:
    waiting.go_on.set()
    for widget in (control.view.choices.folder, control.view.choices.period, control.view.buttons[Task.BUILD]):
        widget.focus_force()
        control.root.update()
        widget.event_generate("<Return>")
        until(control, lambda: control.errand is None)
    assert [wish.task for wish in waiting.asked] == [Task.CONSOLIDATE, Task.CONSOLIDATE, Task.BUILD]


def test_the_tab_key_goes_from_the_top_down(control: "Control") -> None:
    view = control.view
    order: list[Misc] = [view.choices.folder, view.choices.finder, view.choices.period, view.choices.edition]
    order += [*view.buttons.values(), view.result.text, view.units.table]
    for here, following in pairwise(order):
        assert here.tk_focusNext() == following


def test_the_result_can_be_copied_but_not_changed(control: "Control") -> None:
    before = text(control)
    part = control.view.result.text
    part.focus_force()
    control.root.update()
    part.event_generate("<Key-a>")
    part.tag_add("sel", "1.0", "1.4")
    part.event_generate("<<Copy>>")
    assert text(control) == before
    assert control.root.clipboard_get() == before[:4]


@pytest.mark.parametrize(("size", "dpi"), [("1366x768", 96), ("1920x1080", 192)])
def test_all_of_it_is_readable_and_fits(size: str, dpi: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where everything is drawn twice as large."""
    from tkinter import font, ttk

    windows_shown = shown(display.screen(size, dpi), "", monkeypatch)
    control = next(windows_shown)
    root = control.root
    line = font.nametofont("TkDefaultFont", root).metrics("linespace")
    # A line of ten points, whatever the dots.
    assert line >= 10 * dpi / 72
    assert int(ttk.Style(root).lookup("Treeview", "rowheight")) > line
    wide, high = root.minsize()
    assert wide <= root.winfo_screenwidth()
    # The system's own bars take their part.
    assert high <= root.winfo_screenheight() - 100 * dpi / 96
    root.geometry(f"{wide}x{high}")
    root.update()
    for part in (*control.view.buttons.values(), control.view.choices.finder, control.view.result.revealer):
        assert part.winfo_width() >= part.winfo_reqwidth()
        assert part.winfo_rootx() + part.winfo_width() <= root.winfo_rootx() + wide
    table = control.view.units.table
    assert table.winfo_height() >= 3 * line
    assert table.winfo_rooty() + table.winfo_height() <= root.winfo_rooty() + high
    next(windows_shown, None)


# ------------------------------------------------------------------------------------------- the entrances

# The window is closed by its Esc key when its first task has come to an end and the file has been opened.
CLOSING = """
import sys, time, tkinter
from pathlib import Path
def mainloop(root, n=0):
    end = time.monotonic() + 100
    while time.monotonic() < end and not (done := Path(sys.argv[-1]).read_text(encoding="utf-8")):
        root.update()
        time.sleep(0.01)
    root.focus_force()
    root.update()
    root.event_generate("<Escape>")
tkinter.Tk.mainloop = mainloop
"""


@pytest.mark.parametrize("given", ["", "utskick/2010-T1/anteckning.txt"])
def test_a_folder_or_file_that_is_dropped_is_consolidated(
    screen: str, project: Path, opened: Path, given: str, tmp_path: Path
) -> None:
    """By the program that has no terminal: with nowhere to print, and nothing to read."""
    (project / "utskick" / "2010-T1").mkdir(parents=True)
    (project / "utskick" / "2010-T1" / "anteckning.txt").touch()
    code = CLOSING + "import jamxl.window; jamxl.window.main()"
    command = [sys.executable, "-c", code, str(project / given), str(opened)]
    without = " ".join(['exec "$@"', "<&-", ">&-", "2>&-"])
    run = subprocess.run(
        ["/bin/sh", "-c", without, "sh", *command],
        env={**os.environ, "DISPLAY": screen},
        cwd=tmp_path,
        timeout=PATIENCE,
        check=False,
    )
    report = project / "rapport" / "sammanstallning_2010-T1.xlsx"
    assert opened.read_text(encoding="utf-8").splitlines() == [str(report)]
    assert report.is_file()
    assert run.returncode == 0


# A task whose step takes a minute, on a thread that Python waits for when it ends.
SLOW = """
import time
from concurrent.futures import ThreadPoolExecutor
from jamxl import tasks, window
pool = ThreadPoolExecutor(1)
tasks.perform = lambda *_, **__: pool.submit(time.sleep, 60).result()
import tkinter
def mainloop(root, n=0):
    root.update()
    root.destroy()
tkinter.Tk.mainloop = mainloop
window.GRACE = 0.1
window.show("", start=True)
"""


def test_a_task_that_does_not_stop_does_not_keep_the_program(screen: str) -> None:
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", SLOW], env={**os.environ, "DISPLAY": screen}, timeout=PATIENCE, check=False
    )
    assert run.returncode == 0
    assert time.monotonic() - began < 30


@pytest.fixture
def begun(screen: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[Wish]]]:
    """The folder that stands in each window that is shown, and what is asked for at once."""
    import tkinter

    waiting, seen = Waiting(), []
    waiting.go_on.set()

    def mainloop(root: tkinter.Tk, n: int = 0) -> None:
        display.KEPT.append(root.tk)
        root.update()
        seen.append((root.nametowidget(".!frame.!choices").folder.get(), waiting.asked))
        root.destroy()

    monkeypatch.setenv("DISPLAY", screen)
    monkeypatch.setattr(tkinter.Tk, "mainloop", mainloop)
    monkeypatch.setattr(tasks, "perform", waiting.perform)
    return seen


def test_which_folder_the_window_is_of(
    begun: list[tuple[str, list[Wish]]], project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that is given, else the one where the user is, else the last one."""
    other = tmp_path / "annan"
    other.mkdir()
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    assert run(cli.app, ["window"]).exit_code == 0
    memory.remember(other)
    assert run(cli.app, ["window"]).exit_code == 0
    monkeypatch.chdir(project)
    assert run(cli.app, ["window"]).exit_code == 0
    assert run(cli.app, ["window", "given"]).exit_code == 0
    assert [folder for folder, _ in begun] == ["", str(other), str(project), "given"]
    assert begun[0][1] == [], "nothing was asked for"


def test_open_begins_at_once(begun: list[tuple[str, list[Wish]]], project: Path) -> None:
    """Without a folder too: the answer says what to do. The last one used is not what was dropped."""
    memory.remember(project)
    assert CliRunner().invoke(cli.app, ["open", str(project)]).exit_code == 0
    assert CliRunner().invoke(cli.app, ["open"]).exit_code == 0
    assert begun[-1][1] == [Wish(Task.CONSOLIDATE, folder, "", "Intern") for folder in (str(project), "")]


@pytest.mark.parametrize("command", ["window", "open"])
def test_a_python_without_tkinter_is_told_of(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tkinter", None)
    result = CliRunner().invoke(cli.app, [command])
    assert result.exit_code == 2
    assert "saknar tkinter" in result.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen")
def test_a_machine_without_a_screen_is_told_of(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    pytest.importorskip("tkinter")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(sys, "argv", ["jamxlw"])
    with pytest.raises(SystemExit, match="Fönstret går inte att visa här"):
        windows.main()


def test_the_periods_of_what_is_no_project(tmp_path: Path) -> None:
    assert opening.periods_of("") == []
    assert opening.periods_of(str(tmp_path)) == []
