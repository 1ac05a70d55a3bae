"""A project as somebody points it out: its folder found and fit to be worked with, or a sentence on what to do."""

import re
from pathlib import Path

from jamxl import project as projects
from jamxl import workflow
from jamxl.dates import Period
from jamxl.project import FILENAME, Project
from jamxl.standard import books
from jamxl.swedish import Unreadable
from jamxl.trouble import Trouble

# file: is how some programs give the path of a folder on the machine; it is refused with the rest.
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


class CannotUse(Trouble):
    """What was pointed out cannot be worked with."""


def folder_of(written: str) -> Path:
    """The folder that a path means as people write, paste or drop it: in quotes, or the jamxl.toml or a file in it.

    Raises CannotUse for nothing at all and for a web address.
    """
    tidy = written.strip().strip('"”').strip()
    if not tidy:
        raise CannotUse("Ingen projektmapp är vald. Välj mappen som har jamxl.toml.")
    if ADDRESS.match(tidy):
        raise CannotUse(
            f"{tidy} är en webbadress. Synkronisera biblioteket till datorn i OneDrive eller SharePoint, "
            "och välj sedan mappen i Utforskaren."
        )
    path = Path(tidy)
    return path.parent if path.is_file() else path


def project_of(folder: Path, *, prefill: bool = False) -> Project:
    """The project of a folder. Raises ProjectError and CannotUse with all its mistakes, a line each.

    `prefill`: what books are to be filled in with is looked at too.
    """
    if not folder.exists():
        raise CannotUse(
            f"Mappen {folder.as_posix()} finns inte. Kontrollera sökvägen, eller skapa ett projekt med jamxl init."
        )
    project = projects.load(folder)
    unknown = workflow.unknown_books(project)
    if unknown:
        raise CannotUse(f"{FILENAME}: boken {', '.join(unknown)} finns inte. Välj bland {', '.join(books())}.")
    problems = workflow.sheet_problems(project) + workflow.switch_problems(project)
    problems += workflow.prefill_problems(project) if prefill else []
    if problems:
        raise CannotUse("\n".join(f"{FILENAME}: {problem}" for problem in problems))
    return project


def period_of(written: str) -> str:
    """A period as typed, in its normal form; "" for none. Raises CannotUse."""
    try:
        return Period.parse(written).code if written.strip() else ""
    except Unreadable:
        raise CannotUse(
            f"{written} är ingen period. Skriv t.ex. 2010-T1, 2010-VT, 2010-K2, 2010-03 eller 2010."
        ) from None
