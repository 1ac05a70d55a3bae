"""What has come into an inbox: table by table, and files that somebody writes meanwhile."""

import hashlib
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jamxl.stock import Change, Item, judged, look, take

NEW, CHANGED, MOVED, GONE = Change.NEW, Change.CHANGED, Change.MOVED, Change.WITHDRAWN
TWICE, SAME, BUSY = Change.DUPLICATE, Change.SAME, Change.BUSY


@pytest.mark.parametrize(
    ("before", "now", "busy", "told"),
    [
        ({}, {}, [], []),
        ({}, {"a": "1"}, [], [("a", NEW, "")]),
        ({"a": "1"}, {"a": "1"}, [], [("a", SAME, "")]),
        ({"a": "1"}, {"a": "2"}, [], [("a", CHANGED, "")]),
        ({"a": "1"}, {}, [], [("a", GONE, "")]),
        ({"a": "1"}, {"b": "1"}, [], [("b", MOVED, "a")]),
        ({"a": "1"}, {"b": "2"}, [], [("b", NEW, ""), ("a", GONE, "")]),
        ({"a": "1"}, {"a": "1", "b": "1"}, [], [("a", SAME, ""), ("b", TWICE, "a")]),
        ({}, {"a": "1", "b": "1"}, [], [("a", NEW, ""), ("b", TWICE, "a")]),
        ({"b": "1"}, {"a": "1", "b": "1"}, [], [("a", TWICE, "b"), ("b", SAME, "")]),
        ({}, {"a (1).xlsx": "1", "a.xlsx": "1"}, [], [("a (1).xlsx", TWICE, "a.xlsx"), ("a.xlsx", NEW, "")]),
        # Two like files that both moved; one of two that are alike went.
        ({"a": "1", "b": "1"}, {"c": "1", "d": "1"}, [], [("c", MOVED, "a"), ("d", MOVED, "b")]),
        ({"a": "1", "b": "1"}, {"b": "1"}, [], [("b", SAME, ""), ("a", GONE, "")]),
        # Changed to what another one was, which went.
        ({"a": "1", "b": "2"}, {"b": "1"}, [], [("b", CHANGED, ""), ("a", GONE, "")]),
        # A file that is being written is neither gone nor read.
        ({"a": "1"}, {}, ["a"], [("a", BUSY, "")]),
    ],
)
def test_what_has_become_of_each_file(
    before: dict[str, str], now: dict[str, str], busy: list[str], told: list[tuple[str, Change, str]]
) -> None:
    assert [(item.path, item.change, item.other) for item in judged(now, before, busy)] == told


def package(path: Path, text: str = "") -> Path:
    """A small file that is a whole zip package, changed long ago."""
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a", text)
    os.utime(path, (1000, 1000))
    return path


def taken(folder: Path, during: Callable[[int], None] = lambda look: None, clock: float = 2000.0) -> list[Item]:
    """The stock of a folder; `during` is called, with the number of the look, instead of waiting."""
    looks = 0

    def sleep(seconds: float) -> None:
        nonlocal looks
        assert seconds == 10
        looks += 1
        during(looks)

    paths = {path.name: path for path in sorted(folder.glob("*.xlsx"))}
    return take(paths, {}, 10, sleep, lambda: clock)


def test_a_file_left_alone_is_not_waited_for(tmp_path: Path) -> None:
    package(tmp_path / "a.xlsx")

    def never(look: int) -> None:
        raise AssertionError("nobody writes")

    assert [item.change for item in taken(tmp_path, never)] == [NEW]


def test_a_file_changed_just_now_is_looked_at_again(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx")
    os.utime(path, (1995, 1995))
    assert [item.change for item in taken(tmp_path)] == [NEW]


def test_a_clock_that_is_ahead_makes_no_file_wait_for_ever(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx")
    os.utime(path, (999_999, 999_999))
    assert [item.change for item in taken(tmp_path)] == [NEW]


def test_a_half_copied_file_is_read_when_it_is_whole(tmp_path: Path) -> None:
    whole = package(tmp_path / "hel.zip").read_bytes()
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole[:20])
    os.utime(path, (1990, 1990))

    def copied(look: int) -> None:
        path.write_bytes(whole)
        os.utime(path, (1000, 1000))

    (item,) = taken(tmp_path, copied)
    assert item.change is NEW
    assert item.sha256 == hashlib.sha256(whole).hexdigest()


def test_a_file_that_is_written_all_the_time_is_left_for_the_next_run(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx")
    package(tmp_path / "b.xlsx", "annat")
    os.utime(path, (1999, 1999))

    def more(look: int) -> None:
        package(path, "x" * look)
        os.utime(path, (1999, 1999 + look))

    found = {item.path: item.change for item in taken(tmp_path, more)}
    assert found == {"a.xlsx": BUSY, "b.xlsx": NEW}


def test_a_damaged_file_that_nobody_writes_is_read_and_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"ingen arbetsbok")
    os.utime(tmp_path / "a.xlsx", (1000, 1000))
    assert [item.change for item in taken(tmp_path)] == [NEW]


def test_a_file_that_nobody_may_read_is_tried_again_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package(tmp_path / "a.xlsx")
    tries = []
    opened = Path.open

    def refused(self: Path, *how: Any, **more: Any) -> Any:
        tries.append(self.name)
        if len(tries) < wanted:
            raise PermissionError(13, "locked")
        return opened(self, *how, **more)

    monkeypatch.setattr(Path, "open", refused)
    wanted = 2
    assert [item.change for item in taken(tmp_path)] == [NEW]
    tries.clear()
    wanted = 99
    assert [item.change for item in taken(tmp_path)] == [BUSY]
    assert len(tries) == 3


def test_a_file_larger_than_the_memory_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "stor.xls"
    with path.open("wb") as file:
        file.truncate(64_000_000)
    tracemalloc.start()
    try:
        seen = look(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seen.size == 64_000_000
    assert most < 8_000_000


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ror.xlsx")
    assert [item.change for item in taken(tmp_path)] == [NEW]
