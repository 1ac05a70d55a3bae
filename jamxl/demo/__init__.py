"""The demo project: its folder as it looks when the units have answered.

`units/<unit id>/*.toml` holds what a unit filled in, by book, part key and column key, and what it mistyped. The files
of a folder are read as one; a unit without a folder has not answered.
"""

import os
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from jamxl.dates import Period
from jamxl.demo.mistakes import type_in
from jamxl.draw.xlsx import write
from jamxl.project import FILENAME, Project, Unit, load
from jamxl.sheets import Book
from jamxl.standard import books
from jamxl.workflow import CannotWrite, file_name, typed, unit_pages

# The day the books are made and checked, after the last review. Fixed: every run gives the same bytes.
TODAY = date(2010, 5, 17)
FOLDER = files("jamxl.demo")
# A book that was opened and saved by another program; `python -m jamxl.demo.libreoffice` makes it again.
RESAVED = {("daglig-verksamhet", "projektbok"): "sparad_i_libreoffice.xlsx"}

Answer = Mapping[str, Any]


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
    period = Period.parse(project.about.period)
    inbox = project.incoming / period.code
    inbox.mkdir(parents=True, exist_ok=True)
    for unit in project.units:
        said = answer(unit.id)
        for book in (books()[key] for key in project.books_of(unit) if key in said):
            name = file_name(unit, book, period, said["cover"]["file_version"])
            resaved = RESAVED.get((unit.id, book.key))
            if resaved:
                (inbox / name).write_bytes((FOLDER / resaved).read_bytes())
            else:
                draw(project, unit, book, said, inbox / name)
            # A file's time tells when it came in.
            noon = datetime.combine(said["received"], time(12)).timestamp()
            os.utime(inbox / name, (noon, noon))


def answer(unit_id: str) -> Answer:
    """What a unit's TOML files say; empty when it has none. Raises KeyError for what two of them say."""
    folder = FOLDER / "units" / unit_id
    said: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else ():
        for key, told in tomllib.loads(file.read_text(encoding="utf-8")).items():
            # A book's parts may be spread over several files.
            taken = said.setdefault(key, {}) if key in books() else said
            new = told if key in books() else {key: told}
            if twice := taken.keys() & new.keys():
                raise KeyError(f"{unit_id}/{file.name}: {', '.join(sorted(twice))} stands elsewhere too")
            taken.update(new)
    return said


def rows(book: type[Book], said: Answer) -> dict[str, list[dict[str, Any]]]:
    """A unit's answers in one book, by part key and column key."""
    told = {book.parts[0].table_key: [said["cover"]], **said[book.key]}
    return {key: [typed(book.part(key), row, TODAY) for row in told[key]] for key in told}


def draw(project: Project, unit: Unit, book: type[Book], said: Answer, path: Path) -> None:
    """A unit's filled book, with the mistakes that its file lists."""
    period = Period.parse(project.about.period)
    write(unit_pages(project, unit, book, period, rows(book, said), TODAY), path)
    mistakes = said.get("mistakes", {}).get(book.key, [])
    if mistakes:
        type_in(mistakes, path)
