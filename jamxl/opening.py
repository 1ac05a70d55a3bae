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
    """The folder that a path means as people write, paste or drop it: in quotes, or a file anywhere in the project.

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
    if not path.is_file():
        return path
    return next((folder for folder in path.parents if has_project(folder)), path.parent)


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
    problems = workflow.sheet_problems(project) + workflow.switch_problems(project) + workflow.place_problems(project)
    problems += workflow.prefill_problems(project) if prefill else []
    if problems:
        raise CannotUse("\n".join(f"{FILENAME}: {problem}" for problem in problems))
    return project


def has_project(folder: Path) -> bool:
    """Whether a folder is a project's."""
    return (folder / FILENAME).is_file()


def periods_of(written: str) -> list[str]:
    """The periods to choose among in the project that somebody points out.

    None when it cannot be opened; why is told by whatever is done with it next.
    """
    try:
        project = projects.load(folder_of(written))
    except Trouble:
        return []
    return periods(project)


def periods(project: Project) -> list[str]:
    """The periods to choose among in a project: its own, its calendar's and the inbox's, the latest first."""
    written = {Period.parse(code) for code in (project.about.period, *(one.period for one in project.rounds))}
    found = written | {period for period, _ in workflow.inbox_rounds(project)}
    return [period.code for period in sorted(found, reverse=True)]


def period_of(written: str) -> str:
    """A period as typed, in its normal form; "" for none. Raises CannotUse."""
    try:
        return Period.parse(written).code if written.strip() else ""
    except Unreadable:
        raise CannotUse(
            f"{written} är ingen period. Skriv t.ex. 2010-T1, 2010-VT, 2010-K2, 2010-03 eller 2010."
        ) from None
