"""Files saved in the inbox are answered: with real books, and changes as the file system tells of them."""

import hashlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import tables
from test_cli import project as make_project
from test_cli import run

from jamxl import stock, watching
from jamxl.answers import Answer
from jamxl.project import load
from jamxl.watching import CannotWatch, Waiting

TODAY = date(2010, 5, 10)
# Long enough for a machine that is busy; nothing waits for it that works.
AT_MOST = 90.0
NAME = "0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx"


class Watched:
    """A project whose inbox is watched in a thread of its own."""

    def __init__(self, root: Path, *, poll: bool = False, patience: float = watching.PATIENCE) -> None:
        self.root, self.inbox = root, root / "inkorg" / "2010-T1"
        self.inbox.mkdir(parents=True)
        self.answers: queue.Queue[Answer] = queue.Queue()
        self.stop, self.begun = threading.Event(), threading.Event()
        self.trouble: Exception | None = None
        self.seen = 0
        self.thread = threading.Thread(target=self.watch, args=(poll, patience), daemon=True)
        self.thread.start()
        assert self.begun.wait(AT_MOST)

    def watch(self, poll: bool, patience: float) -> None:
        try:
            project = load(self.root)
            for answer in watching.watch(
                project, lambda: TODAY, self.stop, begun=self.begun.set, poll=poll, patience=patience
            ):
                self.answers.put(answer)
        except Exception as trouble:
            self.trouble = trouble

    def next(self) -> Answer:
        """The next answer."""
        return self.answers.get(timeout=AT_MOST)

    def nothing(self, book: Path) -> None:
        """No answer comes before that to a file saved now, which is a book not seen yet."""
        self.seen += 1
        name = f"vakt_{self.seen}.xlsx"
        shutil.copy(book, self.inbox / name)
        assert Path(self.next().delivery.path).name == name

    def end(self) -> None:
        """Watch no more."""
        self.stop.set()
        self.thread.join(AT_MOST)
        assert not self.thread.is_alive()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A project with an empty inbox that is watched."""
    made = Watched(make_project(tmp_path / "Jämställd service"))
    yield made
    made.end()
    assert made.trouble is None


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory, project_file: Path) -> Path:
    """A Projektbok with one error: hours that are no number."""
    path = tmp_path_factory.mktemp("faulty") / "bok.xlsx"
    return tables.type_in(project_file, {"Timbudget/B-01/Budget timmar": "många"}, path)


def errors(answer: Answer) -> int:
    """How many errors a file has."""
    return sum(finding.severity == "error" for finding in answer.delivery.findings)


def test_a_file_that_is_saved_gets_its_review_copy(watched: Watched, faulty: Path, project_file: Path) -> None:
    shutil.copy(faulty, watched.inbox / NAME)
    answer = watched.next()
    assert answer.path == watched.root / "granskat" / "2010-T1" / f"GRANSKAD_{NAME}"
    assert "Granskning" in openpyxl.load_workbook(answer.path, read_only=True).sheetnames
    assert errors(answer) > 0
    # What we wrote ourselves, and a review copy that somebody put in the inbox, are no answers.
    shutil.copytree(watched.root / "granskat" / "2010-T1", watched.inbox / "svar")
    watched.nothing(project_file)


def test_a_file_written_in_place_is_answered_as_it_now_is(watched: Watched, faulty: Path, project_file: Path) -> None:
    goal = watched.inbox / NAME
    goal.write_bytes(faulty.read_bytes())
    before = watched.next()
    goal.write_bytes(project_file.read_bytes())
    after = watched.next()
    assert (errors(before) > 0, errors(after)) == (True, 0)
    assert after.delivery.sha256 == hashlib.sha256(project_file.read_bytes()).hexdigest()
    # The copy that nobody had touched was written over.
    assert before.path == after.path


def test_a_file_saved_as_excel_does_is_answered_once(watched: Watched, faulty: Path, project_file: Path) -> None:
    """Excel writes a new file without an ending, puts the old one aside, renames the new one and deletes the old."""
    goal = watched.inbox / NAME
    shutil.copy(project_file, goal)
    assert errors(watched.next()) == 0
    (watched.inbox / f"~${NAME}").write_bytes(b"samordnare")
    shutil.copy(faulty, watched.inbox / "5D3A1F00")
    goal.rename(watched.inbox / "7E21B4C0.tmp")
    (watched.inbox / "5D3A1F00").rename(goal)
    (watched.inbox / "7E21B4C0.tmp").unlink()
    assert errors(watched.next()) > 0
    (watched.inbox / f"~${NAME}").unlink()
    watched.nothing(project_file)


def test_files_that_come_in_a_folder(watched: Watched, project_file: Path) -> None:
    folder = watched.root / "enhetens" / "mapp"
    folder.mkdir(parents=True)
    shutil.copy(project_file, folder / NAME)
    folder.parent.rename(watched.inbox / "enhetens")
    assert watched.next().delivery.path.endswith(f"enhetens/mapp/{NAME}")
    watched.nothing(project_file)


def test_several_files_at_once(watched: Watched, project_file: Path) -> None:
    names = [NAME, NAME.replace("v01", "v02"), NAME.replace("v01", "v03")]
    for name in names:
        shutil.copy(project_file, watched.inbox / name)
    answers = [watched.next() for _ in names]
    assert sorted(Path(answer.delivery.path).name for answer in answers) == names
    watched.nothing(project_file)


def test_a_half_copied_file_is_answered_when_it_is_whole(watched: Watched, project_file: Path) -> None:
    content, goal = project_file.read_bytes(), watched.inbox / NAME
    goal.write_bytes(content[: len(content) // 2])
    watched.nothing(project_file)
    with goal.open("ab") as file:
        file.write(content[len(content) // 2 :])
    answer = watched.next()
    assert (answer.delivery.readable, errors(answer), answer.marked) == (True, 0, True)


def test_a_file_that_stays_half_is_told_of_once_and_answered_when_it_is_whole(
    tmp_path: Path, project_file: Path
) -> None:
    watched = Watched(make_project(tmp_path / "p"), patience=1.0)
    content, goal = project_file.read_bytes(), watched.inbox / NAME
    goal.write_bytes(content[: len(content) // 2])
    answer = watched.next()
    assert [finding.code for finding in answer.delivery.findings] == ["JX101"]
    watched.nothing(project_file)
    goal.write_bytes(content)
    assert errors(watched.next()) == 0
    watched.end()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell of other things")
@pytest.mark.parametrize("poll", [True, False])
def test_a_change_that_the_folder_does_not_tell_of(
    poll: bool, tmp_path: Path, project_file: Path, faulty: Path
) -> None:
    """What is written by another name of the file, in another folder, is not told of."""
    watched = Watched(make_project(tmp_path / "p"), poll=poll)
    shutil.copy(project_file, watched.inbox / NAME)
    assert errors(watched.next()) == 0
    os.link(watched.inbox / NAME, tmp_path / "annat namn.xlsx")
    (tmp_path / "annat namn.xlsx").write_bytes(faulty.read_bytes())
    if poll:
        assert errors(watched.next()) > 0
    else:
        watched.nothing(project_file)
    watched.end()


def test_nothing_more_is_answered_once_it_is_to_stop(tmp_path: Path, project_file: Path) -> None:
    root, stop = make_project(tmp_path / "p"), threading.Event()
    (root / "inkorg").mkdir()

    def save() -> None:
        for number in range(3):
            shutil.copy(project_file, root / "inkorg" / f"bok_{number}.xlsx")

    answers = watching.watch(load(root), lambda: TODAY, stop, begun=save)
    assert Path(next(answers).delivery.path).name == "bok_0.xlsx"
    stop.set()
    assert list(answers) == []


def test_what_is_no_workbook_is_passed_over(watched: Watched, project_file: Path) -> None:
    for name in ("läsmig.txt", f"~${NAME}", ".jamxl-abc123.tmp", f".~lock.{NAME}#", ".dold.xlsx"):
        shutil.copy(project_file, watched.inbox / name)
    (watched.inbox / "mapp.xlsx").mkdir()
    watched.nothing(project_file)


def test_an_inbox_that_goes_away_ends_it(tmp_path: Path) -> None:
    watched = Watched(make_project(tmp_path / "p"))
    shutil.rmtree(watched.root / "inkorg")
    watched.thread.join(AT_MOST)
    assert isinstance(watched.trouble, CannotWatch)
    assert "går inte längre att nå" in str(watched.trouble)


def test_an_inbox_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = run("watch", make_project(tmp_path / "p"))
    assert result.exit_code == 2
    assert "finns inte. Kontrollera [mappar]" in result.output


# --------------------------------------------------------------------------------------------- what waits, alone


def test_a_file_waits_until_it_has_been_left_alone(tmp_path: Path, project_file: Path) -> None:
    waiting, path = Waiting(quiet=1.0), tmp_path / NAME
    content = project_file.read_bytes()
    path.write_bytes(content)
    waiting.saved(path, 10.0)
    assert waiting.ready(10.9) == []
    # Written again, and nobody told of it.
    os.utime(path, ns=(1, 1))
    assert waiting.ready(11.0) == []
    assert waiting.ready(11.9) == []
    assert waiting.ready(12.0) == [path]
    assert waiting.ready(99.0) == []


def test_a_file_that_is_gone_is_forgotten(tmp_path: Path, project_file: Path) -> None:
    waiting, path = Waiting(), tmp_path / NAME
    shutil.copy(project_file, path)
    waiting.saved(path, 0.0)
    path.unlink()
    assert waiting.ready(60.0) == []
    assert waiting.files == {}
    waiting.saved(path, 61.0)
    assert waiting.files == {}


def held(path: Path) -> None:
    """Nobody may open the file, as when a program on Windows holds it."""
    raise PermissionError(13, "held", str(path))


def test_a_file_that_is_held_is_told_of_once_and_taken_when_it_is_let_go(
    tmp_path: Path, project_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, path = Waiting(quiet=1.0, patience=30.0), tmp_path / NAME
    shutil.copy(project_file, path)
    opening: Callable[..., object] = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *a, **k: held(self) if self == path else opening(self, *a, **k))
    waiting.saved(path, 0.0)
    assert [second for second in range(120) if waiting.ready(float(second))] == [31]
    monkeypatch.undo()
    assert waiting.ready(122.0) == [path]
    assert waiting.files == {}


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", False), (b"PK\x03\x04", False), (stock.COMPOUND + b"\xa1\xb1\x1a\xe1", True), (b"\0" * 9999, False)],
)
def test_readable(content: bytes, expected: bool, tmp_path: Path, project_file: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(content)
    assert watching.readable(path) is expected
    assert watching.readable(project_file)
    assert not watching.readable(tmp_path / "ingen.xlsx")


# ---------------------------------------------------------------------------------------------------- the command


def test_the_first_ctrl_c_asks_and_the_second_ends() -> None:
    before = signal.getsignal(signal.SIGINT)
    with watching.until_interrupted() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another signal there")
def test_the_command_says_a_line_a_file_and_ends_at_ctrl_c(tmp_path: Path, faulty: Path) -> None:
    folder = make_project(tmp_path / "p")
    inbox = folder / "inkorg" / "2010-T1"
    inbox.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "jamxl", "watch", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    guard = threading.Timer(AT_MOST, process.kill)
    guard.start()
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Bevakar {folder.as_posix()}/inkorg. Avsluta med Ctrl+C.\n"
        start = time.monotonic()
        shutil.copy(faulty, inbox / NAME)
        line = process.stdout.readline()
        print(f"{time.monotonic() - start:.1f} s")
        # Two that say the same: one is answered, of the other it is said that it does not count.
        shutil.copy(faulty, inbox / "kopia.xlsx")
        shutil.copy(faulty, inbox / NAME)
        two = sorted(process.stdout.readline() for _ in range(2))
        process.send_signal(signal.SIGINT)
        rest, wrong = process.communicate(timeout=AT_MOST)
    finally:
        guard.cancel()
        process.kill()
    clock, rest_of_line = line.split(" ", 1)
    assert len(clock) == len("07:00:00")
    assert rest_of_line.startswith(f"inkorg/2010-T1/{NAME}: med fel (")
    assert rest_of_line.endswith(f" → granskat/2010-T1/GRANSKAD_{NAME}\n")
    assert sum("Filen är en exakt kopia av" in line for line in two) == 1
    assert sum(" → granskat/2010-T1/GRANSKAD_" in line for line in two) == 1
    assert (rest, wrong, process.returncode) == ("Bevakningen är avslutad.\n", "", 0)
