"""The answers to the units: a review copy of each file, where nothing that is there is written over."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from jamxl.consolidation import REPLACED, Delivery
from jamxl.inspection import Reviewed, reviewed, unread
from jamxl.project import Limits, Project
from jamxl.worker import Ended, apart
from jamxl.workflow import REVIEWS, CannotWrite, Tell, deliveries, judged, plainly, put, silent

# What the name of a review copy begins with, and the endings that one may have.
REVIEWED = "GRANSKAD_"
MARKED = (".xlsx", ".xlsm")
# What was written in a folder of review copies, by checksum: a copy that the unit has mended there is not ours.
WRITTEN = ".jamxl.json"


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
    found = list(deliveries(paths, limits, today))
    found = judged(project, paths, found) if project else found
    tasks = [partial(reviewed, path, small(one), today) for path, one in zip(paths, found, strict=True)]
    results = apart(tasks, limits.seconds, limits.megabytes)
    goals: set[Path] = {path.resolve() for path in paths}
    for count, (path, delivery, result) in enumerate(zip(paths, found, results, strict=True), 1):
        if any(finding.code in REPLACED for finding in delivery.findings):
            yield Answer(delivery)
        else:
            made = unread(delivery, today) if isinstance(result, Ended) else result
            goal = free(copy_name(path, into or review_folder(path, project), made.marked), goals)
            goals.add(goal.resolve())
            yield written(delivery, made, goal)
        tell(count, len(paths))


def small(delivery: Delivery) -> Delivery:
    """The delivery without its rows, which a review does not need."""
    return replace(delivery, batches={})


def review_folder(path: Path, project: Project | None) -> Path:
    """Where a file's review copy goes: the project's folder for them, as in the inbox; else a folder beside it."""
    whole = path.resolve()
    if project is not None and whole.is_relative_to(project.incoming.resolve()):
        return project.reviews / whole.relative_to(project.incoming.resolve()).parent
    return path.parent if path.parent.name == REVIEWS else path.parent / REVIEWS


def copy_name(path: Path, folder: Path, marked: bool) -> Path:
    """What a file's review copy is called; a list for a file of another kind keeps that in its name."""
    name = REVIEWED + path.name.removeprefix(REVIEWED)
    return folder / (name if marked or path.suffix.lower() in MARKED else f"{name}.xlsx")


def free(wanted: Path, taken: set[Path]) -> Path:
    """The path, or one with a number, where nothing stands that is not jamxl's own as it wrote it."""
    path, number = wanted, 1
    while path.resolve() in taken or (path.exists() and not ours(path)):
        number += 1
        path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return path


def ours(path: Path) -> bool:
    """The file is as jamxl wrote it."""
    return checksums(path.parent).get(path.name) == hashlib.sha256(path.read_bytes()).hexdigest()


def checksums(folder: Path) -> dict[str, str]:
    """What was written in a folder, by name; nothing where the list is gone or damaged."""
    try:
        known = json.loads((folder / WRITTEN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(checksum) for name, checksum in known.items()} if isinstance(known, dict) else {}


def written(delivery: Delivery, made: Reviewed, goal: Path) -> Answer:
    """Write one copy; what hinders it is told of that file alone."""
    try:
        with plainly(goal.parent):
            goal.parent.mkdir(parents=True, exist_ok=True)
        put(goal, partial(Path.write_bytes, data=made.copy))
        known = checksums(goal.parent) | {goal.name: hashlib.sha256(made.copy).hexdigest()}
        listed = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True)
        put(goal.parent / WRITTEN, partial(Path.write_text, data=listed, encoding="utf-8"))
    except CannotWrite as trouble:
        return Answer(delivery, trouble=str(trouble))
    return Answer(delivery, goal, made.marked)
