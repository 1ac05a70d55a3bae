"""Files that are written: whole or not there, and the file system's refusals as sentences."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from jamxl.draw.xlsx import write
from jamxl.grid import Pages
from jamxl.trouble import Trouble

# Why the file system said no, in words.
REFUSALS = {
    errno.ENOSPC: "Disken är full.",
    errno.EFBIG: "Filen blir för stor för disken.",
    errno.EROFS: "Disken är skrivskyddad.",
    errno.EISDIR: "Det finns redan en mapp med det namnet.",
    errno.EEXIST: "Det finns redan en fil med det namnet.",
    errno.ENOTDIR: "En del av sökvägen är en fil, inte en mapp.",
    errno.ENAMETOOLONG: "Namnet är för långt.",
}

# What a file that is being made is called.
BEGINNING, ENDING = ".jamxl-", ".tmp"


class CannotWrite(Trouble):
    """A file or folder that could not be written."""


def save(pages: Pages, path: Path) -> None:
    """Draw a workbook. Raises CannotWrite."""
    put(path, partial(write, pages))


def put_text(text: str, path: Path) -> None:
    """Write a text as UTF-8, as it is whatever the machine's own line ends. Raises CannotWrite."""
    put(path, partial(Path.write_text, data=text, encoding="utf-8", newline="\n"))


def put_bytes(content: bytes, path: Path) -> None:
    """Write a file's bytes. Raises CannotWrite."""
    put(path, partial(Path.write_bytes, data=content))


def put(path: Path, make: Callable[[Path], object]) -> None:
    """Make a file beside and move it into place: it is whole or not there. Raises CannotWrite."""
    with plainly(path):
        handle, name = tempfile.mkstemp(suffix=ENDING, prefix=BEGINNING, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        try:
            make(beside)
            # mkstemp makes a file only the owner may read; a report is for others too.
            beside.chmod(0o644)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Take away what programs that were killed had not finished in a folder. Raises CannotWrite."""
    for path in folder.glob(f"{BEGINNING}*{ENDING}"):
        with plainly(path):
            path.unlink(missing_ok=True)


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """The file system's refusals as sentences."""
    try:
        yield
    except OSError as trouble:
        why = REFUSALS.get(trouble.errno or 0, f"Kontrollera disken ({trouble.strerror or trouble}).")
        if isinstance(trouble, PermissionError):
            open_in_excel = "Stäng filen om den är öppen i Excel, och kör igen."
            why = open_in_excel if path.is_file() else "Välj en mapp du får skriva i."
        raise CannotWrite(f"{path} går inte att skriva. {why}") from trouble


def way(start: Path, goal: Path) -> str:
    """The way from one folder to another as a link begins with it; the whole path when they lie on different disks."""
    try:
        up = os.path.relpath(goal, start)
    except ValueError:
        up = str(goal)
    return "" if up == "." else up.replace(os.sep, "/") + "/"
