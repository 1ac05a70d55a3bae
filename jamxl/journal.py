"""The journal of unattended runs: a line of JSON for each thing that happened, in files of limited size."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from jamxl.writing import plainly

# A file has at most so many bytes; so many older ones are kept.
LARGEST, OLDER = 1_000_000, 5

# Notes that something has happened: what, and facts that JSON can hold.
Note = Callable[..., None]


class Rotating(RotatingFileHandler):
    """Files of limited size; the last one grows on while somebody has one of them open where that holds it fast."""

    def doRollover(self) -> None:
        with suppress(OSError):
            super().doRollover()
        self.stream = self.stream or self._open()


@contextmanager
def journal(path: Path, run: str, clock: Callable[[], datetime]) -> Iterator[Note]:
    """Write in a journal until the end: `note("step", key=value)`. `run` stands in every line. Raises CannotWrite.

    A line that cannot be written later, on a full disk, stops nothing: the run itself says what it could not do.
    """
    with plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        end_line(path)
        handler = Rotating(path, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8", errors="backslashreplace")
    handler.handleError = lambda record: None  # type: ignore[method-assign]
    logger = logging.Logger(str(path))
    logger.addHandler(handler)

    def note(step: str, **facts: Any) -> None:
        line = {"tid": clock().isoformat(timespec="milliseconds"), "korning": run, "steg": step} | facts
        logger.info(json.dumps(line, ensure_ascii=False, default=str))

    try:
        yield note
    finally:
        handler.close()


def end_line(path: Path) -> None:
    """End a line that a stopped run, or a full disk, left half: the next one must not run into it. Raises OSError."""
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read() != b"\n":
                file.write(b"\n")
