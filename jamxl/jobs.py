"""A job folder: what the button in Excel and jamxl say to each other, in small text files.

The macro makes the folder and writes WISH; jamxl writes PROGRESS again and again and ANSWER last; the macro may write
STOP. Each line is `key=value`. Values are ASCII: any other character, a backslash and what would break a line are
written \\uXXXX (UTF-16), so that neither side depends on the machine's code page.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from jamxl.tasks import Answer, Say, Wish, perform
from jamxl.trouble import Trouble
from jamxl.writing import CannotWrite, put_text

WISH, PROGRESS, ANSWER, STOP = "uppdrag.txt", "framsteg.txt", "svar.txt", "avbryt.txt"

# Seconds between two signs of life.
BEAT = 1.0

WRITTEN = re.compile(r"\\u([0-9A-Fa-f]{4})")


class Stopped(Trouble):
    """The user does not want to wait for the task."""


class NoJob(Trouble):
    """The folder holds no job."""


def run(folder: Path, *, today: date, now: datetime) -> Answer:
    """Do the job of a folder and leave the answer there. Raises NoJob, and CannotWrite without a folder to write in."""
    wish = read(folder)
    with beating(folder) as say:
        answer = perform(wish, say, today=today, now=now)
    put_text(as_text(answer), folder / ANSWER)
    return answer


def read(folder: Path) -> Wish:
    """What a job folder asks for. Raises NoJob."""
    try:
        lines = (folder / WISH).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        raise NoJob(f"{folder} är ingen mapp med ett uppdrag från knappen i Excel.") from None
    said = {key: plain(value) for key, _, value in (line.partition("=") for line in lines)}
    return Wish(said.get("uppgift", ""), said.get("mapp", ""), said.get("period", ""), said.get("utgava", ""))


def as_text(answer: Answer) -> str:
    """An answer as the macro reads it. With `enheter` the rows of the table follow, if any."""
    lines = [f"text={ascii_of(answer.text)}"]
    lines += [f"oppna={ascii_of(str(answer.opens))}"] if answer.opens else []
    if answer.units is not None:
        lines.append(f"enheter={len(answer.units)}")
        lines += ["rad=" + "\t".join(map(ascii_of, status.cells())) for status in answer.units]
    return "\n".join([*lines, ""])


@contextmanager
def beating(folder: Path) -> Iterator[Say]:
    """While it lasts the folder tells that jamxl is alive, and what was said last."""
    said, ended = ["Startar"], threading.Event()
    beats = 0

    def beat() -> None:
        nonlocal beats
        beats += 1
        # The macro may have the file open just now; the next beat comes soon.
        with suppress(CannotWrite):
            put_text(f"slag={beats}\ntext={ascii_of(said[0])}\n", folder / PROGRESS)

    def go_on() -> None:
        while not ended.wait(BEAT):
            beat()

    def say(text: str) -> None:
        if (folder / STOP).exists():
            raise Stopped("Avbrutet. Det som redan var skrivet ligger kvar.")
        said[0] = text

    beat()
    heart = threading.Thread(target=go_on, daemon=True)
    heart.start()
    try:
        yield say
    finally:
        ended.set()
        heart.join()


def ascii_of(text: str) -> str:
    """A text in ASCII, with \\uXXXX for all that is not printable ASCII."""

    def kept(char: str) -> str:
        if " " <= char <= "~" and char != "\\":
            return char
        units = char.encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))

    return "".join(map(kept, text))


def plain(text: str) -> str:
    """What an ASCII text of the macro means."""
    units = WRITTEN.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
