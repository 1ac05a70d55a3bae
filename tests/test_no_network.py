"""Nothing leaves the machine: no process of jamxl looks up a host or connects to one, but for the mail server that the
project names.

Each Python that is started reports what it does with sockets, also the readers. What compiled libraries do without
Python is not seen here: docs/it/filer-och-data.md tells how that is looked at.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from rounds_of_units import project, sent

from jamxl import jobs, mailing, opening, workflow
from jamxl.tasks import Task

ROOT = Path(__file__).resolve().parents[1]
# Python imports a module of this name when it starts, and so does every Python that it starts.
REPORTER = """
import os, sys

def report(told):
    with open(os.environ["TOLD"], "a", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {told}\\n")

def hook(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        report(f"{event} {arguments[1:]}")

report("started")
sys.addaudithook(hook)
"""
PROJECT = """\
[projekt]
namn = "Prov"
id = "PROV"
period = "2010-T1"

[[enhet]]
id = "jobb"
namn = "Jobbcoachenheten"
kommun = "Botkyrka"
forvaltning = "Dialog och Service"
uppgiftslamnare = "Enhetschef"
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a book in its inbox."""
    folder = tmp_path_factory.mktemp("projekt")
    inbox = folder / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    (folder / "jamxl.toml").write_text(PROJECT, encoding="utf-8")
    (book,) = workflow.new(opening.project_of(folder), today=date(2010, 5, 10))
    book.path.rename(inbox / book.path.name)
    return folder


def told(tmp_path: Path, arguments: Sequence[str]) -> tuple[int, list[str]]:
    """How many Pythons a command started, itself too, and what they did with sockets."""
    (tmp_path / "sitecustomize.py").write_text(REPORTER, encoding="utf-8")
    log = tmp_path / "told.txt"
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": paths, "TOLD": str(log)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    lines = [line.partition(" ")[2] for line in log.read_text(encoding="utf-8").splitlines()]
    return lines.count("started"), [line for line in lines if line != "started"]


@pytest.mark.parametrize("command", [("review",), ("report", "--edition", "bada")])
def test_a_command_calls_nobody(root: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    pythons, calls = told(tmp_path, ["-m", "jamxl", command[0], str(root), *command[1:]])
    assert (pythons > 1, calls) == (True, [])


def test_the_button_calls_nobody(root: Path, tmp_path: Path) -> None:
    wish = f"uppgift={jobs.ascii_of(Task.CONSOLIDATE)}\nmapp={jobs.ascii_of(str(root))}\n"
    (tmp_path / jobs.WISH).write_text(wish, encoding="ascii")
    pythons, calls = told(tmp_path, ["-m", "jamxl", "job", str(tmp_path)])
    assert (pythons > 1, calls) == (True, [])
    assert "sammanstallning_2010-T1.xlsx" in (tmp_path / jobs.ANSWER).read_text(encoding="ascii")


ROUND = """
[[omgang]]
period = "2010-T1"
senast = {due}
"""


def test_reminders_without_a_mail_server_call_nobody(tmp_path: Path) -> None:
    of = project(tmp_path / "projekt", ["skola", "jobb"], editions="intern", more=ROUND.format(due=date.today()))
    sent(of, "jobb", 40, date.today())
    pythons, calls = told(tmp_path, ["-m", "jamxl", "run", str(of.root)])
    assert (pythons > 1, calls) == (True, [])
    assert [path.name for path in mailing.drafts(of, "2010-T1").iterdir()] == ["paminnelse_skola.eml"]


def test_reminders_call_the_mail_server_and_nobody_else(tmp_path: Path) -> None:
    """Nobody listens on port 9 of this machine."""
    server = '\n[epostserver]\nserver = "127.0.0.1"\nport = 9\navsandare = "s@kommunen.example"\n'
    more = ROUND.format(due=date.today()) + server
    of = project(tmp_path / "projekt", ["skola", "jobb"], editions="intern", more=more)
    sent(of, "jobb", 40, date.today())
    pythons, calls = told(tmp_path, ["-m", "jamxl", "run", str(of.root)])
    assert pythons > 1
    assert calls == ["socket.getaddrinfo (9, 0, 1, 0)", "socket.connect (('127.0.0.1', 9),)"]


@pytest.mark.parametrize("where", ["here", "in a reader"])
def test_a_call_would_be_seen(tmp_path: Path, where: str) -> None:
    """Nobody listens on port 9 of this machine."""
    (tmp_path / "calls.py").write_text(
        "import socket\n\ndef call():\n    return socket.socket().connect_ex(('127.0.0.1', 9))\n", encoding="utf-8"
    )
    code = "import calls; " + (
        "calls.call()" if where == "here" else "from jamxl.worker import apart; list(apart([calls.call], 30, 500))"
    )
    pythons, calls = told(tmp_path, ["-c", code])
    assert (pythons, calls) == (1 if where == "here" else 2, ["socket.connect (('127.0.0.1', 9),)"])
