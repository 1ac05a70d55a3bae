"""One unattended run at a time, whoever stops and however."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jamxl import locking
from jamxl.locking import NAME, Busy, Owner, alone

NOW = datetime(2010, 5, 16, 7)
HOLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from jamxl.locking import Busy, alone
try:
    with alone(Path(sys.argv[1]), datetime(2010, 5, 16, 7)) as said:
        print("mine", said, flush=True)
        time.sleep(float(sys.argv[2]))
except Busy as busy:
    print("busy", busy, flush=True)
"""


def holder(folder: Path, seconds: float) -> subprocess.Popen[str]:
    """Another process that tries to have the lock for some seconds."""
    command = [sys.executable, "-c", HOLD, str(folder), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def left_by(folder: Path, owner: Owner, seconds_ago: float) -> None:
    """A lock that somebody left."""
    (folder / NAME).write_text(json.dumps(asdict(owner)), encoding="utf-8")
    then = time.time() - seconds_ago
    os.utime(folder / NAME, (then, then))


def test_the_lock_is_held_and_let_go(tmp_path: Path) -> None:
    with alone(tmp_path, NOW) as said:
        assert said == ""
        with (
            pytest.raises(Busy, match=r"pågår sedan 2010-05-16 07:00 på datorn .+ \(process \d+\)"),
            alone(tmp_path, NOW),
        ):
            pass
    assert list(tmp_path.iterdir()) == []


def test_another_process_is_told_who_has_it(tmp_path: Path) -> None:
    process = holder(tmp_path, 30)
    try:
        assert first_line(process) == "mine"
        with pytest.raises(Busy, match=f"process {process.pid}"), alone(tmp_path, NOW):
            pass
    finally:
        process.kill()
        process.wait()


def test_a_lock_of_a_killed_process_is_taken_over_at_once(tmp_path: Path) -> None:
    process = holder(tmp_path, 30)
    assert first_line(process) == "mine"
    process.send_signal(signal.SIGKILL)
    process.wait()
    with alone(tmp_path, NOW) as said:
        assert said.startswith("Ett lås på datorn ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("age", "taken"), [(5, False), (locking.STALE - 60, False), (locking.STALE + 60, True)])
def test_another_machines_lock_is_stale_when_nobody_has_touched_it_for_long(
    tmp_path: Path, age: float, taken: bool
) -> None:
    left_by(tmp_path, replace(Owner.own(NOW), machine="en-annan-dator"), age)
    if taken:
        with alone(tmp_path, NOW) as said:
            assert "en-annan-dator" in said
    else:
        with pytest.raises(Busy, match="en-annan-dator"), alone(tmp_path, NOW):
            pass


def test_a_number_that_another_process_has_now_is_not_the_owner(tmp_path: Path) -> None:
    left_by(tmp_path, replace(Owner.own(NOW), started=1.0, token="x"), locking.MISSED + 10)
    with alone(tmp_path, NOW) as said:
        assert said


def test_a_clock_that_is_set_meanwhile_takes_the_lock_from_nobody(tmp_path: Path) -> None:
    """When a process started is worked out from the clock."""
    left_by(tmp_path, replace(Owner.own(NOW), started=Owner.own(NOW).started - 3600), locking.BEAT)
    with pytest.raises(Busy), alone(tmp_path, NOW):
        pass


@pytest.mark.parametrize(("ahead", "taken"), [(locking.STALE - 60, False), (locking.STALE + 60, True)])
def test_a_lock_from_a_time_to_come_is_nobodys(tmp_path: Path, ahead: float, taken: bool) -> None:
    """The file server's clock has been set back."""
    left_by(tmp_path, replace(Owner.own(NOW), machine="en-annan-dator"), -ahead)
    if taken:
        with alone(tmp_path, NOW) as said:
            assert "en-annan-dator" in said
    else:
        with pytest.raises(Busy), alone(tmp_path, NOW):
            pass


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"machine": 1}', '{"machine": "a", "process": "x", "started": 1, "since": "", "token": ""}'],
)
def test_a_damaged_lock_counts_until_it_is_stale(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(Busy, match="har just börjat"), alone(tmp_path, NOW):
        pass
    os.utime(tmp_path / NAME, (1, 1))
    with alone(tmp_path, NOW) as said:
        assert "utan uppgift om vems" in said


def test_of_many_at_once_one_has_the_lock(tmp_path: Path) -> None:
    """All find the same stale lock."""
    left_by(tmp_path, replace(Owner.own(NOW), machine="en-annan-dator"), 10_000)
    processes = [holder(tmp_path, 8) for _ in range(6)]
    told = [first_line(process).partition(" ")[0] for process in processes]
    for process in processes:
        process.wait()
    assert sorted(told) == ["busy"] * 5 + ["mine"]


@pytest.mark.parametrize("process", [-1, 0, 10**30])
def test_a_process_that_cannot_be_has_ended(tmp_path: Path, process: int) -> None:
    left_by(tmp_path, replace(Owner.own(NOW), process=process, started=1.0), locking.MISSED + 10)
    with alone(tmp_path, NOW) as said:
        assert said


def test_whoever_has_the_lock_may_take_away_what_others_are_just_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two machines start at the same moment, and the first one to have the lock clears what looks left behind."""
    make = tempfile.mkstemp

    def cleared(*arguments: Any, **more: Any) -> tuple[int, str]:
        handle, name = make(*arguments, **more)
        os.unlink(name)
        return handle, name

    with alone(tmp_path, NOW):
        monkeypatch.setattr(tempfile, "mkstemp", cleared)
        with pytest.raises(Busy), alone(tmp_path, NOW):
            pass
        monkeypatch.undo()


def test_a_lock_is_made_without_hard_links_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "no links here")

    monkeypatch.setattr(os, "link", refused)
    with alone(tmp_path, NOW), pytest.raises(Busy), alone(tmp_path, NOW):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_lock_is_touched_while_it_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "BEAT", 0.01)
    with alone(tmp_path, NOW):
        os.utime(tmp_path / NAME, (1, 1))
        end = time.monotonic() + 10
        while (tmp_path / NAME).stat().st_mtime < 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert (tmp_path / NAME).stat().st_mtime > 2


def test_the_touch_is_dated_by_who_keeps_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that sets a file's time itself, as Windows does, sets it by its own clock, which may be wrong."""
    set_time = os.utime

    def by_a_wrong_clock(path: Path, times: tuple[float, float] | None = None) -> None:
        set_time(path, times or (1000, 1000))

    monkeypatch.setattr(locking, "BEAT", 0.01)
    with alone(tmp_path, NOW):
        before = (tmp_path / NAME).read_bytes()
        monkeypatch.setattr(os, "utime", by_a_wrong_clock)
        set_time(tmp_path / NAME, (1, 1))
        end = time.monotonic() + 10
        while (tmp_path / NAME).stat().st_mtime < 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert locking.age_of(tmp_path / NAME) < 10
        assert (tmp_path / NAME).read_bytes() == before
