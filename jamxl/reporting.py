"""A report from beginning to end: the rounds read, both editions drawn, and the run kept in the project's history."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jamxl import __version__, present, publishing, workflow
from jamxl.archiving import Making, archive, folder_of
from jamxl.columns import plain
from jamxl.consolidation import Consolidated, Delivery, when
from jamxl.grid import is_number
from jamxl.present import History, Opened, Report
from jamxl.present.report import Edition, figure_id, text
from jamxl.present.sections import Figures, Section, made
from jamxl.present.tracing import Tracing
from jamxl.project import Project
from jamxl.publishing import Form
from jamxl.store import Figure, FigureOrigin, Run, Store, checksum, code_checksum, delivery_key, open_store
from jamxl.workflow import Round, Tell, silent

__all__ = ["Edition", "Form", "Outcome", "report"]


@dataclass(frozen=True)
class Outcome:
    """A report that was made: what was consolidated, each edition and its files, and the run in the history.

    `archives`: the folders of the editions' archive sets.
    """

    data: Consolidated
    reports: Mapping[Edition, Report]
    files: Mapping[Edition, Sequence[Path]]
    opened: Opened | None
    run: Run
    archives: Sequence[Path]


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
    with open_store(project.database, project.about.project_id) as store:
        memory = Memory(store, project)
        rounds = workflow.read_rounds(project, period=period, today=today, tell=tell, known=memory.known)
        data = workflow.consolidate_rounds(project, rounds)
        path = publishing.report_path(project, data.period)
        path = into / path.name if into else path
        letter = publishing.letter(project)
        files: dict[Edition, list[Path]] = {}
        figures: list[Figure] = []
        making, archives = Making(__version__, today), list[Path]()
        internal: Report | None = None
        opened: Opened | None = None
        if Edition.INTERNAL in editions:
            history = memory.history(data, Edition.INTERNAL)
            internal, files[Edition.INTERNAL] = publishing.publish(data, path, project.root, forms, letter, history)
            archives.append(archive(data, internal, project, making, folder_of(path)).parent)
            figures += kept(internal)
        if Edition.OPEN in editions:
            history = memory.history(data, Edition.OPEN)
            opened, files[Edition.OPEN] = publishing.publish_open(data, path, forms, letter, history)
            archives.append(archive(data, opened.report, project, making, folder_of(publishing.open_path(path))).parent)
            figures += kept(opened.report)
        run = Run(project.about.project_id, data.period, now, today, __version__, code_checksum(), memory.settings)
        own = traced(internal, data) if internal else ()
        made_of = {Edition.INTERNAL: internal, Edition.OPEN: opened.report if opened else None}
        reports = {edition: made for edition, made in made_of.items() if made}
        return Outcome(
            data, reports, files, opened, store.save(run, memory.keyed(rounds, today), figures, own), archives
        )


@dataclass
class Memory:
    """What the project's history knows that this report needs."""

    store: Store
    project: Project

    @property
    def settings(self) -> dict[str, Any]:
        """What the project has decided, as JSON can hold it; where its files lie is no part of it."""
        return self.project.model_dump(mode="json", exclude={"history", "folders"})

    @property
    def rules(self) -> str:
        """The checksum of what a file's check goes by, beside the day."""
        limits, switches = self.settings["limits"], self.settings["switches"]
        return checksum([limits, switches])

    def known(self, paths: Sequence[Path]) -> dict[Path, Delivery]:
        """Files of earlier rounds that were read before, are the same and would be read in the same way.

        A round that was is judged as on the day it was first read as one: rules about the future go by that day.
        """
        keys = {path: self.key(sha256_of(path), self.shown(path)) for path in paths if path.is_file()}
        found = self.store.known(list(keys.values()))
        return {path: found[key] for path, key in keys.items() if key in found}

    def shown(self, path: Path) -> str:
        return workflow.relative(path, self.project.root)

    def key(self, sha256: str, path: str, day: str = "") -> str:
        """The key of a delivery; of the report's own round with the day."""
        return delivery_key(sha256, path, checksum([self.rules, day]), code_checksum())

    def keyed(self, rounds: Sequence[Round], today: date) -> list[tuple[str, Delivery]]:
        """Every delivery of the rounds with its key."""
        last = rounds[-1]
        return [
            (self.key(one.sha256, one.path, today.isoformat() if told is last else ""), one)
            for told in rounds
            for one in told.deliveries
        ]

    def history(self, data: Consolidated, edition: Edition) -> History:
        """What the figures that are followed were in earlier periods' reports.

        A period that no report was made of is worked out from its files, but not for those who may not see all.
        """
        followed = {
            section.sheet: section.table.followed
            for section in sections(data)
            if isinstance(section.table, Figures) and section.table.followed
        }
        reported = {run.period: run for run in self.store.runs() if when(run.period) < when(data.period)}
        runs = sorted(reported.values(), key=lambda run: when(run.period))
        known = self.store.series(runs, str(edition), list(followed.items())) if runs else {}
        # A report may have been made in the other edition alone.
        told = [run.period for at, run in enumerate(runs) if any(values[at] is not None for values in known.values())]
        values = {run.period: {id: numbers[at] for id, numbers in known.items()} for at, run in enumerate(runs)}
        if edition == Edition.INTERNAL:
            values |= {one.period: figures_then(one, followed) for one in data.earlier if one.period not in told}
            told += [one.period for one in data.earlier if one.period not in told]
        periods = sorted(told, key=when)
        every = dict.fromkeys(id for period in periods for id in values[period])
        return History(tuple(periods), {id: [values[period].get(id) for period in periods] for id in every})


def figures_then(data: Consolidated, followed: Mapping[str, str]) -> dict[str, float | None]:
    """The figures that are followed, as the files of an earlier period have them."""
    views = (present.view(data, section) for section in sections(data) if section.sheet in followed)
    return {
        figure_id(view, row, view.column(header)): view.number(row, header)
        for view in views
        if (header := followed[view.name]) in view.headers
        for row in range(len(view.rows))
    }


def sections(data: Consolidated) -> Iterator[Section]:
    """The sections of a report."""
    return (section for every in made(data).values() for section in every)


def kept(report: Report) -> Iterator[Figure]:
    """The figures of an edition as the history keeps them. What is hidden is not kept, nor that it was."""
    for exhibit in report.exhibits():
        view = exhibit.view
        for row in range(len(view.keys)):
            labels = tuple(text(cell) for cell in view.rows[row][: view.labels])
            for at in range(view.labels, len(view.headers)):
                cell = view.rows[row][at]
                if report.edition == Edition.INTERNAL or is_number(cell.value):
                    value = float(cell.value) if is_number(cell.value) else plain(cell.value) or None
                    yield Figure(
                        str(report.edition), figure_id(view, row, at), view.name, labels, view.headers[at], value,
                        cell.format,
                    )  # fmt: skip


def traced(report: Report, data: Consolidated) -> Iterator[FigureOrigin]:
    """The cells that each figure of the internal edition is made of."""
    tracing = Tracing(data)
    for section in sections(data):
        view = report.view(section.sheet)
        if view is None or not isinstance(section.table, Figures):
            continue
        for row, line in enumerate(tracing.made(section.table)):
            for at, made_of in enumerate(line, view.labels):
                id = figure_id(view, row, at)
                for origin in tracing.origins(made_of):
                    yield FigureOrigin(id, origin.file, origin.sheet, origin.cells)


def sha256_of(path: Path) -> str:
    """A file's checksum."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
