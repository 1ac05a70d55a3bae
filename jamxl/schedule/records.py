"""What was put on a scheduler: a small file for each project, in the user's own folder on this machine.

The scheduler does what it was told; the record is for listing, for taking away, and for catching up. It is the
machine's and not the project's: a project on a share may be scheduled on several.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import NaiveDatetime, TypeAdapter, ValidationError

from jamxl.schedule.job import PREFIX
from jamxl.schedule.timing import Timing
from jamxl.writing import plainly, put_text


class System(StrEnum):
    """The schedulers."""

    WINDOWS = "windows"
    SYSTEMD = "systemd"
    LAUNCHD = "launchd"
    CRON = "cron"


@dataclass(frozen=True, slots=True)
class Record:
    """A job that was installed: where, when it starts, by which system, and when it was last installed or run."""

    name: str
    folder: str
    title: str
    timing: Timing
    system: System
    last: NaiveDatetime


WRITTEN = TypeAdapter(Record)


def home() -> Path:
    """Where the user's records are."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "jamxl" / "schedule"


def file_of(name: str) -> Path:
    """The file of a job's record."""
    return home() / f"{name}.json"


def get(name: str) -> Record | None:
    """A job's record; None where there is none that can be read."""
    try:
        return WRITTEN.validate_json(file_of(name).read_bytes())
    except (OSError, ValidationError):
        return None


def every() -> Iterator[Record]:
    """All records that can be read, by name."""
    names = sorted(path.stem for path in home().glob(f"{PREFIX}*.json"))
    return (record for name in names if (record := get(name)))


def put(record: Record) -> None:
    """Keep a record instead of the one before. Raises CannotWrite."""
    path = file_of(record.name)
    with plainly(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    put_text(WRITTEN.dump_json(record, indent=1).decode("utf-8"), path)


def forget(name: str) -> None:
    """Take a record away. Raises CannotWrite."""
    with plainly(file_of(name)):
        file_of(name).unlink(missing_ok=True)
