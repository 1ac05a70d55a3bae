"""A report from beginning to end: the rounds read, both editions drawn, and the run kept in the project's history."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from jamxl import __version__, archiving, publishing, workflow
from jamxl.archiving import Compared, Making
from jamxl.consolidation import Consolidated
from jamxl.copies import sha256_of
from jamxl.keeping import Memory, kept, traced
from jamxl.present import Opened
from jamxl.present.report import Edition, Report
from jamxl.project import Project
from jamxl.publishing import Form
from jamxl.store import Figure, Printed, Run, Store, code_checksum, open_store
from jamxl.workflow import Round, Tell, silent
from jamxl.writing import remove_leftovers

__all__ = ["Edition", "Form", "Gathered", "Outcome", "report"]


@dataclass(frozen=True)
class Gathered:
    """What a report is made of: a round with those before it, as read file by file, and consolidated."""

    rounds: Sequence[Round]
    data: Consolidated

    @classmethod
    def of(cls, project: Project, rounds: Sequence[Round]) -> "Gathered":
        return cls(rounds, workflow.consolidate_rounds(project, rounds))


@dataclass(frozen=True)
class Outcome:
    """A report that was made: what was consolidated, each edition and its files, and the run in the history.

    `archives`: the folders of the editions' archive sets. `opened` is None without an open edition that is new.
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
    gathered: Gathered | None = None,
) -> Outcome:
    """Make a period's report in some editions and forms, and keep the run.

    `gathered`: what it is made of, when that has been read.

    Beside each edition lies its archive set. `into`: the folder, else the project's own, where what open editions have
    shown is remembered in any case. Raises CannotWrite, CannotStart, NotProtected and StoreError.
    """
    with taking_turns(project) as store:
        memory = Memory(store, project)
        if gathered is None:
            rounds = workflow.read_rounds(project, period=period, today=today, tell=tell, known=memory.known)
            gathered = Gathered.of(project, rounds)
        data = gathered.data
        inputs = memory.inputs(gathered.rounds)
        made_of = memory.checksum(data.period, inputs, today)
        path = publishing.report_path(project, data.period)
        path = into / path.name if into else path
        places = {Edition.INTERNAL: path, Edition.OPEN: publishing.open_path(path)}
        record = publishing.record_path(project.reports / places[Edition.OPEN].name, data.period, data.period)
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
            last = before(memory, data, made_of, edition, record)
            history = memory.history(data, edition, last)
            if edition is Edition.INTERNAL:
                made, files[edition] = publishing.publish(data, path, project.root, forms, letter, history)
            else:
                opened, files[edition] = publishing.publish_open(data, path, forms, letter, history, record.parent)
                made = opened.report
            figures += kept(made)
            told = sha256_of(record) if edition is Edition.OPEN else ""
            printed[edition] = Printed(made, last.id if last else None, told)
            archiving.archive(data, made, project, replace(making, since=compared(last)), folder)
        run = Run(
            project.about.project_id, data.period, now, today, __version__, code_checksum(), memory.settings, made_of
        )
        own = traced(printed[Edition.INTERNAL].report, data) if Edition.INTERNAL in printed else ()
        days = project.history.thin_after
        thin = today - timedelta(days) if days else None
        run = store.save(run, inputs, figures, own, list(printed.values()), thin)
        reports = {edition: one.report for edition, one in printed.items()}
        return Outcome(data, reports, files, opened, run, list(archives.values()))


@contextmanager
def taking_turns(project: Project) -> Iterator[Store]:
    """The project's history, in which nobody else makes a report meanwhile. Raises StoreError."""
    with open_store(project.database, project.about.project_id) as store, store.turn():
        yield store


def before(memory: Memory, data: Consolidated, made_of: str, edition: Edition, own: Path) -> Run | None:
    """The run that an edition is compared with. The open one tells nothing that its audit does not know.

    `own`: where it is remembered what the period's open editions showed.
    """
    last = memory.last(data.period, made_of, edition)
    if last is None or edition is Edition.INTERNAL:
        return last
    record = publishing.record_path(own, data.period, last.period)
    audited = {data.period, *(earlier.period for earlier in data.earlier)}
    return last if last.period in audited and memory.known_openly(last, made_of, record) else None


def compared(last: Run | None) -> Compared | None:
    """What the manifest says of the run that a report says what has changed since."""
    return Compared(last.id, last.period, last.day, last.input) if last else None
