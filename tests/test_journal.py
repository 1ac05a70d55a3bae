"""The journal of unattended runs: lines of JSON, in files of limited size."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from jamxl import journal as journals
from jamxl.journal import journal
from jamxl.writing import CannotWrite

NOW = datetime(2010, 5, 17, 7)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_note_is_a_line_with_its_time_and_run(tmp_path: Path) -> None:
    path = tmp_path / "logg" / "jamxl.jsonl"
    for run in ("a", "b"):
        with journal(path, run, lambda: NOW) as note:
            note("fil", fil="inkorg/å\n.xlsx", antal=2)
    assert lines(path) == [
        {"tid": "2010-05-17T07:00:00.000", "korning": run, "steg": "fil", "fil": "inkorg/å\n.xlsx", "antal": 2}
        for run in ("a", "b")
    ]


def test_old_lines_go_to_other_files_and_the_oldest_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "LARGEST", 1000)
    monkeypatch.setattr(journals, "OLDER", 2)
    path = tmp_path / "jamxl.jsonl"
    with journal(path, "a", lambda: NOW) as note:
        for number in range(100):
            note("fil", nummer=number)
    files = [path, tmp_path / "jamxl.jsonl.1", tmp_path / "jamxl.jsonl.2"]
    assert sorted(tmp_path.iterdir()) == files
    assert all(file.stat().st_size <= 1000 for file in files)
    numbers = [line["nummer"] for file in reversed(files) for line in lines(file)]
    # Whole lines, without a gap, up to the last.
    assert numbers == list(range(100 - len(numbers), 100))


def test_a_journal_that_cannot_be_begun_is_said(tmp_path: Path) -> None:
    (tmp_path / "logg").write_text("en fil")
    with pytest.raises(CannotWrite), journal(tmp_path / "logg" / "jamxl.jsonl", "a", lambda: NOW):
        pass


def test_a_line_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with journal(tmp_path / "jamxl.jsonl", "a", lambda: NOW) as note:
        note("före")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("logging.StreamHandler.flush", full)
        note("mitt i")
        monkeypatch.undo()
        note("efter")
    assert lines(tmp_path / "jamxl.jsonl")[0]["steg"] == "före"


def test_a_line_that_was_left_half_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "jamxl.jsonl"
    path.write_text('{"steg": "start"}\n{"steg": "hal', encoding="utf-8")
    with journal(path, "a", lambda: NOW) as note:
        note("start")
    first, half, last = path.read_text(encoding="utf-8").splitlines()
    assert (first, half) == ('{"steg": "start"}', '{"steg": "hal')
    assert json.loads(last)["steg"] == "start"


@pytest.mark.parametrize("held", ["jamxl.jsonl", "jamxl.jsonl.1"])
def test_lines_are_kept_while_somebody_has_a_file_open(
    tmp_path: Path, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows does not let an open file be renamed or removed; here that is what both say."""
    monkeypatch.setattr(journals, "LARGEST", 200)
    path = tmp_path / "jamxl.jsonl"
    (tmp_path / "jamxl.jsonl.1").write_text('{"nummer": -1}\n', encoding="utf-8")
    rename, remove = os.rename, os.remove

    def refused(what: Callable[..., None]) -> Callable[..., None]:
        def one(file: str, *more: str) -> None:
            if Path(file).name == held:
                raise PermissionError(13, "used by another process")
            what(file, *more)

        return one

    monkeypatch.setattr(os, "rename", refused(rename))
    monkeypatch.setattr(os, "remove", refused(remove))
    with journal(path, "a", lambda: NOW) as note:
        for number in range(10):
            note("fil", nummer=number)
    kept = [line["nummer"] for file in tmp_path.iterdir() for line in lines(file)]
    assert len(kept) == 11
    assert set(kept) == set(range(-1, 10))


def test_a_name_that_is_no_text_loses_no_line(tmp_path: Path) -> None:
    path = tmp_path / "jamxl.jsonl"
    with journal(path, "a", lambda: NOW) as note:
        note("granskad", kopia="bok\udce5.xlsx")
    assert lines(path)[0]["steg"] == "granskad"
