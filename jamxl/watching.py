"""Answers while the units report: a file that is saved in the inbox is checked, and its review copy put in place.

A file is taken when it has been left alone for a moment and is whole. One that is not, because another program holds
it or it is still being copied, is tried again; in the end it is told of as it is, and taken once it can be read.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType

from watchfiles import Change
from watchfiles import watch as changes_in

from jamxl.answers import Answer, answer
from jamxl.project import Project
from jamxl.stock import whole
from jamxl.trouble import Trouble
from jamxl.workflow import sent_in

# Seconds that a file must have been left alone, between two tries to read it, and until it is told of as it is.
QUIET, RETRY, PATIENCE = 1.0, 2.0, 30.0
# Milliseconds between two looks at what waits, and between two looks at the folder where it does not tell.
LOOK_EVERY, POLL_EVERY = 250, 1000


class CannotWatch(Trouble):
    """The inbox cannot be watched."""


@dataclass(slots=True)
class Saved:
    """A file that was saved: its size and time, since when they are so, when to look next, whether it is told of."""

    look: tuple[int, int]
    since: float
    next: float
    told: bool = False


class Waiting:
    """The files that were saved and are not answered yet. Times are seconds of a clock that only goes on."""

    def __init__(self, quiet: float = QUIET, patience: float = PATIENCE) -> None:
        self.quiet, self.patience = quiet, patience
        self.files: dict[Path, Saved] = {}

    def saved(self, path: Path, now: float) -> None:
        """Something has happened to the file; one that is gone does not wait."""
        if look := look_of(path):
            self.files[path] = Saved(look, now, now + self.quiet)

    def ready(self, now: float) -> list[Path]:
        """The files that are to be answered now."""
        found = []
        for path, file in list(self.files.items()):
            if now < file.next:
                continue
            look = look_of(path)
            if look is None:
                del self.files[path]
            elif look != file.look:
                self.files[path] = Saved(look, now, now + self.quiet)
            elif readable(path):
                del self.files[path]
                found.append(path)
            else:
                file.next = now + RETRY
                if not file.told and now - file.since >= self.patience:
                    file.told = True
                    found.append(path)
        return found


def look_of(path: Path) -> tuple[int, int] | None:
    """A file's size and time; None for one that is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def readable(path: Path) -> bool:
    """The file may be read, and is whole."""
    try:
        return whole(path)
    except OSError:
        return False


def watch(
    project: Project,
    today: Callable[[], date],
    stop: threading.Event,
    *,
    begun: Callable[[], object] = lambda: None,
    poll: bool = False,
    patience: float = PATIENCE,
) -> Iterator[Answer]:
    """The answer to each file that is saved in the inbox, once it is written, until `stop`.

    `begun` is called when nothing more can be missed; `poll`: go through the folder again and again, where it does not
    tell of changes. Raises CannotWatch.
    """
    inbox, waiting = project.incoming.resolve(), Waiting(patience=patience)
    for count, paths in enumerate(changed_in(inbox, stop, poll)):
        if count == 0:
            begun()
        now = time.monotonic()
        for path in paths:
            if sent_in(path):
                waiting.saved(path, now)
        ready = waiting.ready(now)
        for one in answer(ready, project.limits, today(), project) if ready else ():
            yield one
            if stop.is_set():
                return


@contextmanager
def until_interrupted() -> Iterator[threading.Event]:
    """An event that Ctrl+C sets, so that the file that is being answered is finished; a second one ends at once."""
    stop = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, end)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def changed_in(folder: Path, stop: threading.Event, poll: bool) -> Iterator[list[Path]]:
    """What has changed in a folder since the last time, again and again; in order. Raises CannotWatch."""
    changes = changes_in(
        folder,
        watch_filter=None,
        rust_timeout=LOOK_EVERY,
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=poll or None,
        poll_delay_ms=POLL_EVERY,
    )
    shown = folder.as_posix()
    try:
        for found in changes:
            if not folder.is_dir():
                raise CannotWatch(f"Inkorgen {shown} går inte längre att nå. Kör igen när den är tillbaka.")
            yield sorted({path for change, name in found for path in told_of(change, Path(name))})
    except FileNotFoundError:
        raise CannotWatch(f"Inkorgen {shown} finns inte. Kontrollera [mappar] i jamxl.toml.") from None
    except (OSError, RuntimeError) as trouble:
        raise CannotWatch(f"Inkorgen {shown} går inte att bevaka ({trouble}). Pröva med --poll.") from trouble


def told_of(change: Change, path: Path) -> list[Path]:
    """What a change is about: of a folder that has come also what lies in it, which not every system tells of."""
    inside = os.walk(path) if change == Change.added else ()
    return [path, *(Path(at, name) for at, _, names in inside for name in names)]
