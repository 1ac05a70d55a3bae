"""One unattended run at a time in a project, also on a share that several machines use.

The lock is a file that says who has it. The kernel's own locks do not reach from machine to machine on every share, nor
in a synchronised folder. Whoever has the lock touches it now and then: on the same machine one is stale when its
process has ended, from another machine when nobody has touched it for long, by the clock of the file server. No clock
of a machine counts: it may be wrong, or set right while a run goes on.
"""

import json
import os
import platform
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import psutil
from pydantic import TypeAdapter, ValidationError

from jamxl.trouble import Trouble
from jamxl.writing import BEGINNING, ENDING, plainly

NAME = ".jamxl-korning.json"
# Seconds between two touches; after how many without one a process whose start tells otherwise is another one with the
# same number, and after how many another machine's lock is stale.
BEAT, MISSED, STALE = 20.0, 60.0, 600.0


class Busy(Trouble):
    """Another run goes on in the project."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has a lock: the machine, its process and when that was started, and since when the lock is held."""

    machine: str
    process: int
    started: float
    since: str
    token: str

    @classmethod
    def own(cls, now: datetime) -> "Owner":
        process = psutil.Process()
        since = now.isoformat(sep=" ", timespec="minutes")
        return cls(platform.node(), process.pid, process.create_time(), since, uuid.uuid4().hex)

    def ended(self, age: float) -> bool:
        """Its process has ended, which is only known on its own machine. `age`: seconds since the lock was touched."""
        if self.machine != platform.node():
            return False
        try:
            # A number is used again by other processes; when a process started is told otherwise by a clock that has
            # been set, but it still touches its lock.
            return abs(psutil.Process(self.process).create_time() - self.started) > 1 and age > MISSED
        except (psutil.NoSuchProcess, ValueError):
            return True


WRITTEN = TypeAdapter(Owner)


@contextmanager
def alone(folder: Path, now: datetime) -> Iterator[str]:
    """Nobody else has the lock of the folder until the end. Raises Busy, and CannotWrite.

    Gives "" or, when a run before was ended without letting go of the lock, a sentence that says so.
    """
    path, own = folder / NAME, Owner.own(now)
    said = ""
    with plainly(folder):
        if not put(path, own):
            said = take_over(path, own)
    ended = threading.Event()
    beat = threading.Thread(target=touch, args=(path, ended), daemon=True)
    beat.start()
    try:
        yield said
    finally:
        ended.set()
        beat.join()
        # The share may have gone; then another run finds the lock stale.
        with suppress(OSError):
            if read(path) == own:
                path.unlink()


def hold(folder: Path) -> None:
    """Raises Busy when this process has the lock of the folder no more: its machine slept, and another run began."""
    found = read(folder / NAME)
    if found is None or (found.machine, found.process) != (platform.node(), os.getpid()):
        raise Busy("En annan körning har tagit över, eller låset är borttaget. Nästa körning gör om den här.")


def put(path: Path, owner: Owner) -> bool:
    """Make the lock; False when there is one already."""
    handle, name = tempfile.mkstemp(suffix=ENDING, prefix=BEGINNING, dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(owner), file)
    except OSError:
        os.unlink(name)
        raise
    try:
        # A lock is there with its owner or not at all, and only one can make it.
        os.link(name, path)
    except FileExistsError:
        return False
    except OSError:
        # Without hard links the file is made and then written.
        return put_plainly(path, owner)
    finally:
        # Whoever has the lock may have taken it for what a stopped run left.
        with suppress(FileNotFoundError):
            os.unlink(name)
    return True


def put_plainly(path: Path, owner: Owner) -> bool:
    """Make the lock where there are no hard links; False when there is one already."""
    try:
        with path.open("x", encoding="utf-8") as file:
            json.dump(asdict(owner), file)
    except FileExistsError:
        return False
    return True


def take_over(path: Path, own: Owner) -> str:
    """Take a stale lock; gives a sentence about it. Raises Busy."""
    found, age = read(path), age_of(path)
    if found is not None and not found.ended(age) and abs(age) < STALE:
        raise Busy(
            f"En annan körning pågår sedan {found.since} på datorn {found.machine} (process {found.process}). "
            "Vänta tills den är klar."
        )
    if found is None and abs(age) < STALE:
        raise Busy(f"En annan körning har just börjat. Vänta, eller ta bort {path} om ingen körning pågår.")
    aside = path.with_name(f"{BEGINNING}{own.token}{ENDING}")
    with suppress(FileNotFoundError):
        path.rename(aside)
        if read(aside) != found:
            # Somebody else was faster, and has the lock.
            with suppress(OSError):
                aside.rename(path)
            raise Busy("En annan körning tog just över. Vänta tills den är klar.")
        aside.unlink()
    if not put(path, own):
        raise Busy("En annan körning har just börjat. Vänta tills den är klar.")
    who = f"på datorn {found.machine} sedan {found.since}" if found else "utan uppgift om vems"
    return f"Ett lås {who} var kvar efter en körning som avbröts. Det är borttaget."


def read(path: Path) -> Owner | None:
    """Who has the lock; None when that cannot be read."""
    try:
        return WRITTEN.validate_json(path.read_bytes(), strict=True)
    except (OSError, ValidationError):
        return None


def age_of(path: Path) -> float:
    """Seconds since the lock was touched, by the clock of whoever keeps the files; STALE when it has gone."""
    handle, name = tempfile.mkstemp(suffix=ENDING, prefix=BEGINNING, dir=path.parent)
    try:
        return os.fstat(handle).st_mtime - path.stat().st_mtime
    except FileNotFoundError:
        return STALE
    finally:
        os.close(handle)
        with suppress(FileNotFoundError):
            os.unlink(name)


def touch(path: Path, ended: threading.Event) -> None:
    """Touch the lock now and then until the end: its first byte is written again, which the file server dates."""
    while not ended.wait(BEAT):
        with suppress(OSError), path.open("r+b") as file:
            first = file.read(1)
            file.seek(0)
            file.write(first)
