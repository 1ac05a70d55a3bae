"""Earlier reports, out of the history alone: which there are, one of them again, and where its figures are from."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jamxl import __version__, archiving, present, publishing, report_texts, workflow
from jamxl.archiving import Making
from jamxl.grid import Value
from jamxl.present.lookup import LIKE, SUGGESTED, NoFigure
from jamxl.present.report import Edition, shown, slug
from jamxl.project import Project
from jamxl.publishing import Form
from jamxl.reporting import Outcome, compared
from jamxl.store import Figure, FigureOrigin, Reminder, Run, Store, StoreError, code_checksum, open_store
from jamxl.swedish import counted, listed
from jamxl.workflow import Round


class CannotReprint(StoreError):
    """An earlier report that the history cannot give; the message is Swedish and says why."""


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier run: how many files came in for its period, from how many units, and the editions it made."""

    run: Run
    files: int
    units: int
    editions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Traced:
    """A figure of an earlier report with the cells that it was made of."""

    figure: Figure
    run: Run
    cells: Sequence[FigureOrigin]

    def to_json(self) -> dict[str, Any]:
        """The figure for other programs."""
        one = self.figure
        told: dict[str, Value] = {"id": one.id, "sheet": one.section, "row": ", ".join(filter(None, one.labels))}
        told |= {"header": one.header, "value": one.value, "shown": shown(one.value, one.format)}
        return {"run": self.run.id, **told, "cells": [asdict(cell) for cell in self.cells]}

    def lines(self) -> Iterator[str]:
        """The figure in words: what it is and what it said, then file by file which cells it came from."""
        one = self.figure
        value, row = shown(one.value, one.format) or report_texts.NO_VALUE, ", ".join(filter(None, one.labels))
        yield report_texts.TRACED.format(header=one.header, row=row, value=value)
        yield report_texts.TRACED_THEN.format(run=self.run.id, period=self.run.period, sheet=one.section, id=one.id)
        for file, cells in groupby(self.cells, lambda cell: cell.file):
            yield ""
            yield file
            yield from (f"  {cell.sheet} {cell.cells}" for cell in cells)
        if not self.cells:
            yield report_texts.TRACED_NOTHING


def past(project: Project) -> list[Past]:
    """The runs of a project's history, the last one last. Raises StoreError."""
    with open_store(project.database, project.about.project_id) as store:
        editions, found = store.editions(), list[Past]()
        for run in store.runs():
            files = [file for file in store.files(run) if file.round == run.period]
            units = {file.unit for file in files if file.unit}
            found.append(Past(run, len(files), len(units), [one.edition for one in editions if one.run == run.id]))
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

    `into`: the folder, else one of its own among the project's reports. Raises CannotReprint, CannotWrite,
    CannotStart and StoreError.
    """
    with open_store(project.database, project.about.project_id) as store:
        run = run_of(store, number)
        printed = {edition: found for edition in Edition if (found := store.printed(run, edition))}
        if lacking := [edition for edition in editions if edition not in printed]:
            raise CannotReprint(report_texts.NOT_IN_RUN.format(run=number, lacking=named(lacking), made=named(printed)))
        then = project_then(project, run)
        data = workflow.consolidate_rounds(then, rounds_of(store, run))
        sizes = {file.path: file.size for file in store.files(run)}
        before = {one.compared: store.run(one.compared or 0) for one in printed.values()}
    folder = into or project.reports / report_texts.RUN_FOLDER.format(run=number)
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
    reports = {edition: printed[edition].report for edition in files}
    return Outcome(data, reports, files, None, run, archives)


def run_of(store: Store, number: int) -> Run:
    """A run of the history. Raises CannotReprint."""
    run = store.run(number)
    if run is None:
        raise CannotReprint(report_texts.NO_RUN.format(run=number))
    return run


def named(editions: Collection[Edition]) -> str:
    """Editions in words."""
    return listed([report_texts.EDITIONS[edition].lower() for edition in editions])


def project_then(project: Project, run: Run) -> Project:
    """The project as it had decided at a run, where it lies now. Raises CannotReprint."""
    now = {"folders": project.folders, "history": project.history}
    try:
        return Project.model_validate({**run.settings, **now}).at(project.root)
    except ValidationError as trouble:
        raise CannotReprint(report_texts.SETTINGS_UNKNOWN.format(run=run.id, version=run.version)) from trouble


def rounds_of(store: Store, run: Run) -> list[Round]:
    """What was read for a run, round by round; its own, though nothing came in for it, last."""
    read = zip(store.files(run), store.deliveries_of(run), strict=True)
    found = [
        Round(period, [delivery for _, delivery in every]) for period, every in groupby(read, lambda one: one[0].round)
    ]
    return found if found and found[-1].period == run.period else [*found, Round(run.period, [])]


def again(run: Run) -> Iterator[str]:
    """What is to be said of a report that is made again."""
    yield report_texts.PRINTED_AGAIN.format(run=run.id, period=run.period, made=when_made(run))
    if run.code != code_checksum():
        yield report_texts.OTHER_CODE.format(run=run.id, version=run.version, now=__version__)


def trace(project: Project, number: int, asked: str) -> Traced:
    """A figure of an earlier run by its ID, with its cells. Raises CannotReprint, NoFigure and StoreError."""
    wanted = ".".join(map(slug, asked.split(".")))
    with open_store(project.database, project.about.project_id) as store:
        run = run_of(store, number)
        figures = {figure.id: figure for figure in store.figures(run, Edition.INTERNAL)}
        if wanted in figures:
            return Traced(figures[wanted], run, store.origins(run, wanted))
        if not figures and any((one.run, one.edition) == (run.id, Edition.INTERNAL) for one in store.editions()):
            raise NoFigure(report_texts.THINNED.format(run=number))
    near = get_close_matches(wanted, figures, n=SUGGESTED, cutoff=LIKE)
    hint = report_texts.MEANT.format(ids=" eller ".join(near)) if near else ""
    raise NoFigure(report_texts.NO_FIGURE_THEN.format(asked=asked, run=number, hint=hint))


def reminded(project: Project) -> list[tuple[Value, ...]]:
    """Who was reminded when, in words; the last one last. Raises StoreError."""
    with open_store(project.database, project.about.project_id) as store:
        return [reminder_line(project, one) for one in store.reminders()]


def reminder_line(project: Project, one: Reminder) -> tuple[Value, ...]:
    """A reminder as a line of the table."""
    unit = project.unit(one.unit)
    day = f"{counted(abs(one.days), 'dag', 'dagar')} {'före' if one.days < 0 else 'efter'}" if one.days else "den dagen"
    about = report_texts.REMINDER_ABOUT.format(day=day, due=one.due)
    return when_made(one), one.period, unit.name if unit else one.unit, about, report_texts.REMINDER_WAYS[one.how]


def as_table(runs: Sequence[Past], reminders: Sequence[tuple[Value, ...]] = ()) -> Iterator[str]:
    """The runs of a history as lines of a table, and its reminders as those of another."""
    yield from in_columns([report_texts.RUN_HEADERS, *map(line_of, runs)]) if runs else [report_texts.NO_RUNS]
    if reminders:
        yield ""
        yield from in_columns([report_texts.REMINDER_HEADERS, *reminders])


def in_columns(lines: Sequence[tuple[Value, ...]]) -> Iterator[str]:
    """Lines of a table, each column as wide as its widest word."""
    columns = [list(map(str, column)) for column in zip(*lines, strict=True)]
    widths = [max(map(len, column)) for column in columns]
    for line in zip(*columns, strict=True):
        yield "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()


def line_of(one: Past) -> tuple[Value, ...]:
    """A run as a line of the table."""
    editions = " och ".join(one.editions)
    return one.run.id, one.run.period, when_made(one.run), one.files, one.units, editions, one.run.version


def when_made(one: Run | Reminder) -> str:
    """When a run or a reminder was made, to the minute."""
    return one.made.isoformat(" ", "minutes")
