"""The answers to the units: a review copy of each file, where nothing that is there is written over."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from jamxl import identity, texts
from jamxl.consolidation import REPLACED, Delivery
from jamxl.copies import WRITTEN, listed, untouched
from jamxl.inspection import Reviewed, reviewed, unread
from jamxl.project import Folders, Limits, Project
from jamxl.worker import Ended, apart
from jamxl.workflow import Tell, deliveries, judged, silent, whole
from jamxl.writing import CannotWrite, plainly, put_bytes, put_text

# What the name of a review copy begins with, and the endings that one may have.
REVIEWED = "GRANSKAD_"
MARKED = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file: its delivery, its review copy and whether cells are marked in it.

    `path` is None for a file that another has replaced, and for one whose copy could not be written: `trouble`.
    """

    delivery: Delivery
    path: Path | None = None
    marked: bool = False
    trouble: str = ""


def answer(
    paths: Sequence[Path],
    limits: Limits,
    today: date,
    project: Project | None = None,
    into: Path | None = None,
    tell: Tell = silent,
) -> Iterator[Answer]:
    """A review copy of each file, in `into` or the folder that belongs to it; the files are left as they are.

    In a project a file is also told what its consolidation would say of it. Raises CannotWrite when `into` is where
    the units' own files lie.
    """
    if into and project and into.resolve().is_relative_to(project.incoming.resolve()):
        raise CannotWrite(f"{into} är inkorgen. Där ligger enheternas egna filer; välj en annan mapp med -o.")
    found = list(deliveries(paths, limits, today, tell=lambda done, of: tell(done, 2 * of)))
    found = judged(project, paths, found, today) if project else found
    yield from copied(paths, found, limits, today, project, into, lambda done, of: tell(of + done, 2 * of))


def copied(
    paths: Sequence[Path],
    found: Sequence[Delivery],
    limits: Limits,
    today: date,
    project: Project | None = None,
    into: Path | None = None,
    tell: Tell = silent,
) -> Iterator[Answer]:
    """A review copy of each file that has been read and judged; see `answer`."""
    counting = [not any(finding.code in REPLACED for finding in delivery.findings) for delivery in found]
    tasks = [
        partial(reviewed, path.absolute(), small(delivery), today)
        for path, delivery, counts in zip(paths, found, counting, strict=True)
        if counts
    ]
    results = apart(tasks, limits.seconds, limits.megabytes)
    goals = {whole(path) for path in paths}
    for count, (path, delivery, counts) in enumerate(zip(paths, found, counting, strict=True), 1):
        if counts:
            made = next(results)
            if isinstance(made, Ended):
                made = unread(
                    delivery,
                    today,
                    [texts.FINDINGS[made.code].message.format(detail=identity.masked(made.detail, today))],
                )
            goal = free(copy_name(path, into or review_folder(path, project), made.marked, today), goals)
            goals.add(whole(goal))
            yield written(delivery, made, goal)
        else:
            yield Answer(delivery)
        tell(count, len(paths))


def small(delivery: Delivery) -> Delivery:
    """The delivery without its rows, which a review does not need."""
    return replace(delivery, batches={})


def review_folder(path: Path, project: Project | None) -> Path:
    """Where a file's review copy goes: the project's folder for them, as in the inbox; else a folder beside it."""
    if project is not None and whole(path).is_relative_to(project.incoming.resolve()):
        return project.reviews / whole(path).relative_to(project.incoming.resolve()).parent
    return path.parent / Folders().reviews


def copy_name(path: Path, folder: Path, marked: bool, today: date) -> Path:
    """What a file's review copy is called; a list for a file of another kind keeps that in its name."""
    name = REVIEWED + identity.masked(path.name.removeprefix(REVIEWED), today, texts.REMOVED_IN_NAME)
    return folder / (name if marked or path.suffix.lower() in MARKED else f"{name}.xlsx")


def free(wanted: Path, taken: set[Path]) -> Path:
    """The path, or one with a number, where nothing stands that is not jamxl's own as it wrote it."""
    path, number = wanted, 1
    while whole(path) in taken or (os.path.exists(path) and not untouched(path)):
        number += 1
        path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return path


def written(delivery: Delivery, made: Reviewed, goal: Path) -> Answer:
    """Write one copy; what hinders it is told of that file alone."""
    try:
        with plainly(goal.parent):
            goal.parent.mkdir(parents=True, exist_ok=True)
        put_bytes(made.copy, goal)
        known = listed(goal.parent, goal.name, made.copy)
        put_text(known, goal.parent / WRITTEN)
    except CannotWrite as trouble:
        return Answer(delivery, trouble=str(trouble))
    return Answer(delivery, goal, made.marked)
