"""The journal of unattended runs: a line of JSON for each thing that happened, in files of limited size."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from jamxl.writing import plainly

# A file has at most so many bytes; so many older ones are kept.
LARGEST, OLDER = 1_000_000, 5

# Notes that something has happened: what, and facts that JSON can hold.
Note = Callable[..., None]


@contextmanager
def journal(path: Path, run: str, clock: Callable[[], datetime]) -> Iterator[Note]:
    """Write in a journal until the end: `note("step", key=value)`. `run` stands in every line. Raises CannotWrite.

    A line that cannot be written later, on a full disk, stops nothing: the run itself says what it could not do.
    """
    with plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8")
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
