"""Each file in a process of its own: a file that hangs, swells or kills its reader is refused, and the others go on."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tables

from jamxl import inspection, worker, workflow
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
def load(path, as_always=inspection.load):
    if "hänger" in path.name: time.sleep(60)
    if "sväller" in path.name: swollen = [bytes(10_000_000) + b"x" for _ in range(1_000)]
    if "dör" in path.name: os.abort()
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
@pytest.mark.parametrize("crowd", [16, 1])
def test_one_bad_file_does_not_stop_the_others(
    project_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crowd: int
) -> None:
    """With one worker and with several."""
    monkeypatch.setattr(worker, "MANY", crowd)
    limits = Limits(seconds=1.5, megabytes=200)
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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_that_nobody_writes_to(tmp_path: Path) -> None:
    path = tmp_path / "rör.xlsx"
    os.mkfifo(path)
    (found,) = check([path], Limits(seconds=1))
    assert [finding.code for finding in found.findings] == ["JX103"]


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
    worker.dismiss()
    assert [one.process.poll() is None for one in waiting] == [False] * len(waiting)


# ------------------------------------------------------------------------------------------------ here and now


def test_a_fault_of_ours_is_a_finding_of_that_file(project_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(*_: Any) -> Any:
        raise ZeroDivisionError("float division by zero")

    assert check_one(project_file, Limits(), tables.TODAY).status == "ok"
    monkeypatch.setattr(inspection, "check", stumbling)
    checked = check_one(project_file, Limits(), tables.TODAY)
    assert [finding.code for finding in checked.findings] == ["JX116"]
    assert "ZeroDivisionError" in checked.findings[0].message


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
