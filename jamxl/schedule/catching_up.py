"""Runs that were missed, for the schedulers that do not make good for them: cron and launchd."""

import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from jamxl.schedule import records
from jamxl.schedule.job import name_of, this_program
from jamxl.schedule.records import Record
from jamxl.schedule.timing import latest

# What jamxl run ends with when it did what it could; see Code in jamxl.telling.
DONE = (0, 1)
# A run is told of when it has ended, which may take so long.
LONG = timedelta(hours=1)


def missed(record: Record, now: datetime) -> bool:
    """A start has come since the last run. A last run that is still to come was told by a clock that was wrong."""
    start = latest(record.timing, now)
    return start is not None and (record.last < start or record.last > now)


def not_done(record: Record, run: datetime | None, now: datetime) -> datetime | None:
    """The last start that nothing came of, when it is not just going on. `run`: when the project was last run."""
    start = latest(record.timing, now - LONG)
    return start if start and start > max(record.last, run or record.last) else None


def catch_up(folder: Path, now: datetime) -> int | None:
    """Run a project if its time has come, as it has where nothing is known of it. Gives the run's exit code, or None.

    A run that could do nothing is tried again the next time. Raises CannotWrite.
    """
    record = records.get(name_of(folder))
    if record and not missed(record, now):
        return None
    code = subprocess.run([*this_program(), "run", str(folder)], check=False).returncode
    if record and code in DONE:
        records.put(replace(record, last=now))
    return code
