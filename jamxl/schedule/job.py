"""What is put on a schedule: a project's run, under a name of its own."""

import hashlib
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from jamxl.project.values import slug
from jamxl.schedule.timing import CannotSchedule, Timing
from jamxl.worker import packed

# What every name begins with, so that ours are known among the scheduler's.
PREFIX = "jamxl-"

# Control characters, halves of characters, line ends and what is no character: no scheduler can be told of them.
UNTELLABLE = ("Cc", "Cs", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Job:
    """A project's run: its name among the scheduler's, what people read, when, and the words of two commands.

    `run` is for a scheduler that itself makes good for a time when the machine was off; `catch_up` is for one that
    does not, and may be started at any time: it runs only if a start has been missed.

    No working directory and no variables belong to it: the words are absolute and hold what is needed, so that a
    share that is gone is told of by jamxl in its own words, and no secret is written down.
    """

    name: str
    title: str
    timing: Timing
    run: tuple[str, ...]
    catch_up: tuple[str, ...]


def job_of(folder: PurePath, title: str, timing: Timing, program: Sequence[str]) -> Job:
    """The job of a project in an absolute folder; `program` is what starts jamxl. Raises CannotSchedule."""
    run = (*program, "run", str(folder))
    for word in run:
        if any(unicodedata.category(char) in UNTELLABLE for char in word):
            raise CannotSchedule(
                f"{word!a} har ett tecken som schemaläggaren inte kan ta emot. Byt namn på mappen och försök igen."
            )
    shown = "".join(" " if unicodedata.category(char) in UNTELLABLE else char for char in title)
    return Job(name_of(folder), shown, timing, run, (*program, "schedule", "catch-up", str(folder)))


def name_of(folder: PurePath) -> str:
    """The name of a project's job: the same for the same absolute folder, whatever its jamxl.toml says or lacks."""
    known = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{PREFIX}{slug(folder.name)[:40] or 'projekt'}-{known}"


def this_program() -> tuple[str, ...]:
    """What starts the jamxl that is running now: its Python, or where jamxl is packed as one program, that.

    The words stand for variables that not every scheduler can set: UTF-8 whatever the machine's own code page
    (-X utf8), and no module taken from the folder it happens to be started in (-P).
    """
    if program := packed():
        return (str(program),)
    itself = Path(sys.executable)
    # Without a console, where there is such a Python: else a black window stands there while the run goes on.
    silent = itself.with_name("pythonw.exe")
    return (str(silent if silent.is_file() else itself), "-P", "-X", "utf8", "-m", "jamxl")
