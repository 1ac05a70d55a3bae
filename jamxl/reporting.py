"""A report from beginning to end: the rounds read, both editions drawn, and the run kept in the project's history.

And an earlier report again, of what the history has of it alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from pydantic import ValidationError

from jamxl import __version__, archiving, present, publishing, texts, workflow
from jamxl.archiving import Compared, Making
from jamxl.consolidation import Consolidated
from jamxl.keeping import Memory, kept, traced
from jamxl.present import Opened
from jamxl.present.report import Edition
from jamxl.project import Project
from jamxl.publishing import Form
from jamxl.store import Figure, Printed, Run, Store, code_checksum, open_store
from jamxl.swedish import listed
from jamxl.workflow import Round, Tell, silent
from jamxl.writing import remove_leftovers

__all__ = ["CannotReprint", "Edition", "Form", "Outcome", "Past", "past", "report", "reprint"]


class CannotReprint(Exception):
    """An earlier report that cannot be made again; the message is Swedish and says why."""


@dataclass(frozen=True)
class Outcome:
    """A report that was made: what was consolidated, the files of each edition, and the run in the history.

    `archives`: the folders of the editions' archive sets. `opened` is None without an open edition that is new.
    """

    data: Consolidated
    files: Mapping[Edition, Sequence[Path]]
    opened: Opened | None
    run: Run
    archives: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier run: how many files came in for its period, from how many units, and the editions it made."""

    run: Run
    files: int
    units: int
    editions: Sequence[str]


def report(
    project: Project,
    *,
    period: str = "",
    editions: Collection[Edition] = (Edition.INTERNAL,),
    forms: Collection[Form] = tuple(Form),
    into: Path | None = None,
    today: date,
    now: datetime,
    tell: Tell = silent,
) -> Outcome:
    """Make a period's report in some editions and forms, and keep the run.

    Beside each edition lies its archive set. `into`: the folder, else the project's own. Raises CannotWrite,
    CannotStart, NotProtected and StoreError.
    """
    with taking_turns(project) as store:
        memory = Memory(store, project)
        rounds = workflow.read_rounds(project, period=period, today=today, tell=tell, known=memory.known)
        data = workflow.consolidate_rounds(project, rounds)
        inputs = memory.inputs(rounds, today)
        made_of = memory.checksum(data.period, inputs, today)
        path = publishing.report_path(project, data.period)
        path = into / path.name if into else path
        places = {Edition.INTERNAL: path, Edition.OPEN: publishing.open_path(path)}
        archives = {edition: archiving.folder_of(places[edition]) for edition in Edition if edition in editions}
        for folder in (path.parent, *(inside for one in archives.values() for inside in (one, *one.glob("*/")))):
            remove_leftovers(folder)
        letter = publishing.letter(project)
        files: dict[Edition, list[Path]] = {}
        figures: list[Figure] = []
        printed: dict[Edition, Printed] = {}
        opened: Opened | None = None
        making = Making(__version__, today, {one.delivery.path: one.size for one in inputs})
        for edition, folder in archives.items():
            last = memory.last(data.period, made_of, edition)
            history = memory.history(data, edition, last)
            if edition is Edition.INTERNAL:
                made, files[edition] = publishing.publish(data, path, project.root, forms, letter, history)
            else:
                opened, files[edition] = publishing.publish_open(data, path, forms, letter, history)
                made = opened.report
            figures += kept(made)
            printed[edition] = Printed(made, last.id if last else None)
            archiving.archive(data, made, project, replace(making, since=compared(last)), folder)
        run = Run(
            project.about.project_id, data.period, now, today, __version__, code_checksum(), memory.settings, made_of
        )
        own = traced(printed[Edition.INTERNAL].report, data) if Edition.INTERNAL in printed else ()
        run = store.save(run, inputs, figures, own, list(printed.values()))
        return Outcome(data, files, opened, run, list(archives.values()))


@contextmanager
def taking_turns(project: Project) -> Iterator[Store]:
    """The project's history, in which nobody else makes a report meanwhile. Raises StoreError."""
    with open_store(project.database, project.about.project_id) as store, store.turn():
        yield store


def compared(last: Run | None) -> Compared | None:
    """What the manifest says of the run that a report says what has changed since."""
    return Compared(last.id, last.period, last.day, last.input) if last else None


# --- earlier reports


def past(project: Project) -> list[Past]:
    """The runs of a project's history, the last one last. Raises StoreError."""
    with open_store(project.database, project.about.project_id) as store:
        editions, found = store.editions(), []
        for run in store.runs():
            files = [file for file in store.files(run) if file.round == run.period]
            units = {file.unit for file in files if file.unit}
            found.append(Past(run, len(files), len(units), editions.get(run.id, ())))
        return found


def reprint(
    project: Project,
    number: int,
    *,
    editions: Collection[Edition] = (Edition.INTERNAL,),
    forms: Collection[Form] = tuple(Form),
    into: Path | None = None,
) -> Outcome:
    """Make an earlier run's report again of what the history has, with the settings of then; the run is in the outcome.

    `into`: the folder, else one of its own among the project's reports. Raises CannotReprint, CannotWrite, StoreError.
    """
    with open_store(project.database, project.about.project_id) as store:
        run = run_of(store, number)
        printed = {edition: found for edition in Edition if (found := store.printed(run, edition))}
        if lacking := [edition for edition in editions if edition not in printed]:
            raise CannotReprint(texts.NOT_IN_RUN.format(run=number, lacking=named(lacking), made=named(printed)))
        then = project_then(project, run)
        data = workflow.consolidate_rounds(then, rounds_of(store, run))
        sizes = {file.path: file.size for file in store.files(run)}
        before = {one.compared: store.run(one.compared or 0) for one in printed.values()}
    folder = into or project.reports / texts.RUN_FOLDER.format(run=number)
    path = folder / publishing.report_path(then, run.period).name
    files: dict[Edition, list[Path]] = {}
    archives = []
    for edition in (edition for edition in Edition if edition in editions):
        made, to = printed[edition].report, path
        if edition is Edition.INTERNAL:
            files[edition] = publishing.draw_internal(data, made, path, project.root, forms)
        else:
            to = publishing.open_path(path)
            files[edition] = publishing.draw_open(made, present.open_pages(made), to, forms)
        making = Making(__version__, run.day, sizes, compared(before.get(printed[edition].compared)))
        archives.append(archiving.archive(data, made, then, making, archiving.folder_of(to)).parent)
    return Outcome(data, files, None, run, archives)


def run_of(store: Store, number: int) -> Run:
    """A run of the history. Raises CannotReprint."""
    run = store.run(number)
    if run is None:
        raise CannotReprint(texts.NO_RUN.format(run=number))
    return run


def named(editions: Collection[Edition]) -> str:
    """Editions in words."""
    return listed([texts.REPORT_EDITIONS[edition].lower() for edition in editions])


def project_then(project: Project, run: Run) -> Project:
    """The project as it had decided at a run, where it lies now. Raises CannotReprint."""
    now = {"folders": project.folders, "history": project.history}
    try:
        return Project.model_validate({**run.settings, **now}).at(project.root)
    except ValidationError as trouble:
        raise CannotReprint(texts.SETTINGS_UNKNOWN.format(run=run.id, version=run.version)) from trouble


def rounds_of(store: Store, run: Run) -> list[Round]:
    """What was read for a run, round by round; its own, though nothing came in for it, last."""
    read = zip(store.files(run), store.deliveries_of(run), strict=True)
    found = [
        Round(period, [delivery for _, delivery in every]) for period, every in groupby(read, lambda one: one[0].round)
    ]
    return found if found and found[-1].period == run.period else [*found, Round(run.period, [])]
