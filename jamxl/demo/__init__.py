"""The demo project: its folder as it looks when the units have answered for the third time.

What the units filled in, and mistyped, stands in `units` (see `history`); a unit without a folder there has not
answered.
"""

import os
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from jamxl.dates import Period
from jamxl.demo.history import Answer, answer, earlier, kept
from jamxl.demo.mistakes import type_in
from jamxl.draw.xlsx import write
from jamxl.project import FILENAME, Project, Unit, load
from jamxl.sheets import Book
from jamxl.standard import books
from jamxl.workflow import file_name, typed, unit_pages
from jamxl.writing import CannotWrite

__all__ = ["FOLDER", "RESAVED", "TODAY", "answer", "draw", "earlier", "make", "rows"]

# The day the books are made and checked, after the last review. Fixed: every run gives the same bytes.
TODAY = date(2010, 5, 17)
FOLDER = files("jamxl.demo")
# A book that was opened and saved by another program; `python -m jamxl.demo.libreoffice` makes it again.
RESAVED = {("daglig-verksamhet", "projektbok"): "sparad_i_libreoffice.xlsx"}


def make(root: Path) -> None:
    """Write the demo's jamxl.toml and the books in its inbox, anew if they are there.

    Raises CannotWrite where another project lies, and OSError as the file system gives it.
    """
    settings = (FOLDER / "project.toml").read_bytes()
    file = root / FILENAME
    if file.exists() and file.read_bytes() != settings:
        raise CannotWrite(f"{file} hör till ett annat projekt. Välj en annan mapp för demoprojektet.")
    root.mkdir(parents=True, exist_ok=True)
    file.write_bytes(settings)
    project = load(root)
    last = Period.parse(project.about.period)
    for unit in project.units:
        send(project, unit, last, answer(unit.id))
        for code, said in earlier(unit.id).items():
            send(project, unit, Period.parse(code), said)


def send(project: Project, unit: Unit, period: Period, said: Answer) -> None:
    """Put a unit's books of a round in the inbox."""
    inbox = project.incoming / period.code
    inbox.mkdir(parents=True, exist_ok=True)
    as_they_came = kept(unit.id, period.code)
    for book in (books()[key] for key in project.books_of(unit) if key in said or key in as_they_came):
        path = inbox / file_name(unit, book, period, said["cover"]["file_version"])
        resaved = RESAVED.get((unit.id, book.key)) if period.code == project.about.period else None
        if book.key in as_they_came:
            path.write_bytes(as_they_came[book.key].read_bytes())
        elif resaved:
            path.write_bytes((FOLDER / resaved).read_bytes())
        else:
            draw(project, unit, book, period, said, path)
        # A file's time tells when it came in.
        noon = datetime.combine(said["received"], time(12)).timestamp()
        os.utime(path, (noon, noon))


def rows(book: type[Book], said: Answer) -> dict[str, list[dict[str, Any]]]:
    """A unit's answers in one book, by part key and column key."""
    told = {book.parts[0].table_key: [said["cover"]], **said[book.key]}
    return {key: [typed(book.part(key), row, TODAY) for row in told[key]] for key in told}


def draw(project: Project, unit: Unit, book: type[Book], period: Period, said: Answer, path: Path) -> None:
    """A unit's filled book of a round, with the mistakes that its files list."""
    write(unit_pages(project, unit, book, period, rows(book, said), TODAY), path)
    mistakes = said.get("mistakes", {}).get(book.key, [])
    if mistakes:
        type_in(mistakes, path)
