"""What a report takes from the project's history, and what the history keeps of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from jamxl import present, workflow
from jamxl.columns import plain
from jamxl.consolidation import Consolidated, Delivery, when
from jamxl.copies import sha256_of
from jamxl.inspection import received
from jamxl.present import History, Last, Report
from jamxl.present.report import Edition, figure_id, text
from jamxl.present.sections import Figures, Section, made
from jamxl.present.signs import shown_number
from jamxl.present.tracing import Tracing
from jamxl.project import Project
from jamxl.report_texts import SINCE_REPORT
from jamxl.store import Figure, FigureOrigin, Input, Run, Store, checksum, code_checksum, delivery_key
from jamxl.workflow import Round

# What of jamxl.toml no report depends on; whom the units' mail goes to is kept nowhere else.
NO_MATTER: Any = dict.fromkeys(("history", "folders", "unattended", "mail"), True) | {"units": {"__all__": {"email"}}}


@dataclass
class Memory:
    """What the project's history knows that this report needs."""

    store: Store
    project: Project

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What the project has decided, as JSON can hold it; see NO_MATTER."""
        return self.project.model_dump(mode="json", exclude=NO_MATTER)

    @cached_property
    def rules(self) -> str:
        """The checksum of what a file's check goes by, beside the day."""
        limits, switches = self.settings["limits"], self.settings["switches"]
        return checksum([limits, switches])

    def known(self, paths: Sequence[Path]) -> dict[Path, Delivery]:
        """Files of earlier rounds that were read before, are the same and would be read in the same way.

        A round that was is judged as on the day it was first read as one: rules about the future go by that day.
        """
        sums = {path: sha256_of(path) for path in paths if path.is_file()}
        keys = {path: self.key(sums[path], self.shown(path)) for path in sums}
        found = self.store.known(list(keys.values()))
        kept = {path: found[key] for path, key in keys.items() if key in found}
        # What had to be ended last time may come through now. One of another content is damaged.
        return {path: one for path, one in kept.items() if one.judged and one.sha256 == sums[path]}

    def known_now(self, paths: Sequence[Path], last: Run | None, today: date) -> dict[Path, Delivery]:
        """Files of the report's own round that the run `last` read, are the same and would be read in the same way.

        They may have been read on an earlier day, when no rule turns on a day since.
        """
        files = self.store.files(last) if last else []
        keys = {file.path: file.key for file in files if last and file.round == last.period}
        found = self.store.known(list(keys.values()))
        asked = {path: keys.get(self.shown(path), "") for path in paths if path.is_file()}
        kept = {path: found[key] for path, key in asked.items() if key in found}
        return {path: one for path, one in kept.items() if self.stands(one, path, asked[path], today)}

    def stands(self, one: Delivery, path: Path, key: str, today: date) -> bool:
        """What is kept under a key is what would be read of the file today."""
        if one.judged is None or not one.judged <= today < (one.until or date.max):
            return False
        sha = sha256_of(path)
        return one.sha256 == sha and key == self.key(sha, self.shown(path), own_day(one.judged, received(path)))

    def shown(self, path: Path) -> str:
        return workflow.relative(path, self.project.root)

    def key(self, sha256: str, path: str, day: str = "") -> str:
        """The key of a delivery; of the report's own round with what `own_day` says."""
        return delivery_key(sha256, path, checksum([self.rules, day]), code_checksum())

    def inputs(self, rounds: Sequence[Round]) -> list[Input]:
        """Every delivery of the rounds with its key. What is of the report's own round goes by the day too."""
        found = []
        for told in rounds:
            for one in told.deliveries:
                day = own_day(one.judged, one.received) if told is rounds[-1] else ""
                path = self.project.root / one.path
                size = path.stat().st_size if path.is_file() else None
                found.append(Input(self.key(one.sha256, one.path, day), one, told.period, size))
        return found

    def checksum(self, period: str, inputs: Sequence[Input], today: date) -> str:
        """The checksum of all that a report is made of, but for what the history knows."""
        return checksum([period, today, self.settings, code_checksum(), [one.key for one in inputs]])

    def last(self, period: str, input: str, edition: Edition) -> Run | None:
        """The run whose report a new one is compared with: the last one of the latest period up to its own.

        One that was made of the same is the same report: making a report again changes nothing in it.
        """
        made_in = {one.run for one in self.store.editions() if one.edition == edition}
        others = [
            run
            for run in self.store.runs()
            if run.id in made_in and run.input != input and when(run.period) <= when(period)
        ]
        return max(others, key=lambda run: (when(run.period), run.id), default=None)

    def known_openly(self, last: Run, input: str, record: Path) -> bool:
        """The record that a new open edition goes by knows the figures of the run `last`, which may so be told again.

        It is the record of that run, or of one that was made of the same as the new one and told them.
        """
        same = {run.id for run in self.store.runs() if run.input == input}
        records = {
            one.record
            for one in self.store.editions()
            if one.edition == Edition.OPEN and (one.run == last.id or (one.run in same and one.compared == last.id))
        }
        return record.is_file() and sha256_of(record) in records

    def history(self, data: Consolidated, edition: Edition, last: Run | None) -> History:
        """What the figures that are followed were in earlier periods' reports, and the report of the run `last`.

        A period that no report was made of is worked out from its files, but not for those who may not see all.
        """
        followed = {
            section.sheet: section.table.followed
            for section in sections(data)
            if isinstance(section.table, Figures) and section.table.followed
        }
        # A later run may have made the other edition alone.
        made_in = {one.run for one in self.store.editions() if one.edition == edition}
        earlier = [run for run in self.store.runs() if run.id in made_in and when(run.period) < when(data.period)]
        reported = {run.period: run for run in earlier}
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
        printed = self.store.printed(last, edition) if last else None
        before = Last(printed.report, last.day) if printed and last else None
        return History(tuple(periods), {id: [values[period].get(id) for period in periods] for id in every}, before)


def own_day(judged: date | None, received: date | None) -> str:
    """What the check of a file of the report's own round goes by beside its content: the day, and when it came in."""
    return f"{judged} {received}"


def figures_then(data: Consolidated, followed: Mapping[str, str]) -> dict[str, float | None]:
    """The figures that are followed, as the files of an earlier period have them."""
    # What is worked out of a period's rows on the way takes nearly as much memory as they, and is needed here only.
    data = replace(data, _stacks={}, _memo={})
    views = (present.view(data, section) for section in sections(data) if section.sheet in followed)
    return {
        figure_id(view, row, view.column(header)): shown_number(view.rows[row][view.column(header)])
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
        if view.name == SINCE_REPORT:
            continue
        for row in range(len(view.keys)):
            labels = tuple(text(cell) for cell in view.rows[row][: view.labels])
            for at in range(view.labels, len(view.headers)):
                cell = view.rows[row][at]
                number = shown_number(cell)
                if report.edition == Edition.INTERNAL or number is not None:
                    value = plain(cell.value) or None if number is None else number
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
