"""Each file in a process of its own: a file that hangs, swells or kills its reader is refused, and the others go on."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import tables

from jamxl import worker, workflow
from jamxl.checking import check as check_raw
from jamxl.consolidation import Delivery
from jamxl.inspection import check_one
from jamxl.project import Limits
from jamxl.read import read
from jamxl.standard import books

# A worker whose reading of some files, known by their names, does what a broken file may make it do.
MISBEHAVING = """
import os, time
from jamxl import inspection, worker
grown = []
def load(path, as_always=inspection.load):
    if "hänger" in path.name: time.sleep(60)
    if "sväller" in path.name: swollen = [bytes(10_000_000) + b"x" for _ in range(1_000)]
    if "dör" in path.name: os.abort()
    if "fel" in path.name: raise ZeroDivisionError("float division by zero")
    if "växer" in path.name: grown.append(bytes(100_000_000) + b"x")
    if "pratar" in path.name: print("not an answer", flush=True)
    return as_always(path)
inspection.load = load
worker.serve()
"""


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """New workers misbehave; none that wait are used."""
    monkeypatch.setattr(worker, "START", MISBEHAVING)
    monkeypatch.setattr(worker, "idle", [])
    yield
    worker.dismiss()


def copies(folder: Path, project_file: Path, *names: str) -> list[Path]:
    """A copy of the project's book under each name."""
    made = []
    for name in names:
        path = folder / f"{name}.xlsx"
        path.write_bytes(project_file.read_bytes())
        made.append(path)
    return made


def check(paths: list[Path], limits: Limits | None = None) -> list[Delivery]:
    return list(workflow.deliveries(paths, limits or Limits(), tables.TODAY, paths[0].parent))


def told(found: list[Delivery]) -> list[tuple[str, str, list[str]]]:
    return [(d.path, d.status, [f.code for f in d.findings if d.status == "refused"]) for d in found]


@pytest.mark.usefixtures("misbehaving")
@pytest.mark.parametrize("share", [16, 2])
def test_one_bad_file_does_not_stop_the_others(
    project_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    """With one worker and with several."""
    monkeypatch.setattr(worker, "SHARE", share)
    limits = Limits(seconds=3, megabytes=200)
    names = ("a", "hänger", "b", "sväller", "c", "dör", "pratar", "d")
    assert told(check(copies(tmp_path, project_file, *names), limits)) == [
        ("a.xlsx", "ok", []),
        ("hänger.xlsx", "refused", ["JX123"]),
        ("b.xlsx", "ok", []),
        ("sväller.xlsx", "refused", ["JX124"]),
        ("c.xlsx", "ok", []),
        ("dör.xlsx", "refused", ["JX125"]),
        ("pratar.xlsx", "ok", []),
        ("d.xlsx", "ok", []),
    ]


@pytest.mark.usefixtures("misbehaving")
def test_the_finding_names_the_limit(project_file: Path, tmp_path: Path) -> None:
    limits = Limits(seconds=1, megabytes=150)
    slow, large = check(copies(tmp_path, project_file, "hänger", "sväller"), limits)
    assert "mer än 1 sekund." in slow.findings[0].message
    assert "mer än 150 MB" in large.findings[0].message
    assert "[granser] i jamxl.toml" in large.findings[0].fix


@pytest.mark.usefixtures("misbehaving")
def test_a_fault_of_ours_is_a_finding_of_that_file(project_file: Path, tmp_path: Path) -> None:
    bad, good = check(copies(tmp_path, project_file, "fel", "bra"))
    assert ([finding.code for finding in bad.findings], good.status) == (["JX116"], "ok")
    assert "ZeroDivisionError" in bad.findings[0].message


@pytest.mark.usefixtures("misbehaving")
def test_a_verdict_does_not_hang_on_the_file_before(project_file: Path, tmp_path: Path) -> None:
    """A worker that has grown takes no other file."""
    limits = Limits(megabytes=220)
    assert [d.status for d in check(copies(tmp_path, project_file, "växer 1", "växer 2", "växer 3"), limits)] == [
        "ok"
    ] * 3


@pytest.mark.usefixtures("misbehaving")
def test_a_late_look_ends_no_other_task(project_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the look at the limits put aside between seeing and ending, the next file must not pay."""
    ended = worker.Worker.stop

    def slowly(one: worker.Worker, verdict: worker.Ended) -> None:
        time.sleep(0.3)
        ended(one, verdict)

    monkeypatch.setattr(worker.Worker, "stop", slowly)
    found = check(copies(tmp_path, project_file, "hänger", "a", "b"), Limits(seconds=1.5))
    assert [(d.path, d.status) for d in found] == [("hänger.xlsx", "refused"), ("a.xlsx", "ok"), ("b.xlsx", "ok")]


def test_what_the_machine_prints_at_the_start_is_no_answer(
    project_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "idle", [])
    monkeypatch.setattr(worker, "START", "print('conda activated', flush=True); " + worker.START)
    assert told(check(copies(tmp_path, project_file, "a"))) == [("a.xlsx", "ok", [])]
    worker.dismiss()


@pytest.mark.parametrize("program", ["/bin/echo", "/finns/inte", None])
def test_where_no_worker_starts_no_file_is_blamed(
    project_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    monkeypatch.setattr(worker, "idle", [])
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(worker.CannotStart, match="Läsaren startar inte på den här datorn"):
        check(copies(tmp_path, project_file, "a"))


def test_a_launcher_is_not_what_is_looked_at(
    project_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a virtual environment on Windows sys.executable starts the real Python as its child."""
    launcher = tmp_path / "python"
    launcher.write_text(f'#!/bin/sh\n"{sys.executable}" "$@"\n', encoding="utf-8")
    launcher.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(launcher))
    monkeypatch.setattr(worker, "idle", [])
    monkeypatch.setattr(worker, "START", MISBEHAVING)
    (found,) = check(copies(tmp_path, project_file, "sväller"), Limits(megabytes=200))
    assert [finding.code for finding in found.findings] == ["JX124"]


def test_a_packed_program_starts_its_console_program_as_the_reader(
    project_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packed, sys.executable is jamxl itself, or jamxlw, which has no streams to answer on."""
    program = tmp_path / "jamxl"
    program.write_text(f'#!/bin/sh\necho started >> "$0.log"\n"{sys.executable}" -m jamxl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "jamxlw"))
    monkeypatch.setattr(worker, "idle", [])
    assert told(check(copies(tmp_path, project_file, "a", "b"))) == [("a.xlsx", "ok", []), ("b.xlsx", "ok", [])]
    worker.dismiss()
    assert (tmp_path / "jamxl.log").read_text(encoding="utf-8") == "started\n"


def test_a_relative_path_is_of_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for a worker that was started in another folder."""
    hours = []
    for folder, text in (("ett", tables.BOTKYRKA), ("två", tables.PROJECT)):
        (tmp_path / folder).mkdir()
        tables.fill(tmp_path / folder / "bok.xlsx", books()["projektbok"], text)
        monkeypatch.chdir(tmp_path / folder)
        (found,) = workflow.deliveries([Path("bok.xlsx")], Limits(), tables.TODAY)
        hours.append(len(found.batches["activities"].lines))
    assert hours[0] == 0
    assert hours[1] > 0


def test_a_worker_that_died_waiting_is_no_fault_of_the_next_file(project_file: Path, tmp_path: Path) -> None:
    check(copies(tmp_path, project_file, "a"))
    assert worker.idle
    for waiting in worker.idle:
        waiting.process.kill()
        waiting.process.wait()
    assert told(check(copies(tmp_path, project_file, "b"))) == [("b.xlsx", "ok", [])]


def test_the_same_worker_takes_the_next_file(project_file: Path, tmp_path: Path) -> None:
    check(copies(tmp_path, project_file, "a"))
    before = [waiting.process.pid for waiting in worker.idle]
    check(copies(tmp_path, project_file, "b"))
    assert [waiting.process.pid for waiting in worker.idle] == before


def test_no_worker_is_left_when_jamxl_ends(project_file: Path, tmp_path: Path) -> None:
    check(copies(tmp_path, project_file, "a"))
    waiting = list(worker.idle)
    assert waiting
    worker.dismiss()
    assert [one.process.poll() is None for one in waiting] == [False] * len(waiting)


def test_a_task_alone_has_no_worker_beside_it_and_leaves_none(project_file: Path, tmp_path: Path) -> None:
    """Both would hold memory that the machine may need."""
    check(copies(tmp_path, project_file, "a"))
    waiting = list(worker.idle)
    assert waiting
    pid = worker.alone(os.getpid, 30, 500)
    assert pid not in (os.getpid(), *(one.process.pid for one in waiting))
    assert not psutil.pid_exists(pid)
    assert [one.process.poll() is None for one in waiting] == [False] * len(waiting)
    assert worker.idle == []


# ------------------------------------------------------------------------------------------------ here and now


def test_a_file_that_another_program_holds(project_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(path: Path) -> bytes:
        # As Windows says it; a superuser on other systems may read anything.
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", locked)
    checked = check_one(project_file, Limits(), tables.TODAY)
    assert [finding.code for finding in checked.findings] == ["JX115"]


def test_the_same_as_without_a_worker(tmp_path: Path) -> None:
    path = tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], tables.BOTKYRKA)
    (apart,) = check([path])
    assert apart.findings == check_one(path, Limits(), tables.TODAY, "bok.xlsx").findings
    assert apart.findings == check_raw(read(path), books(), Limits(), tables.TODAY).findings
