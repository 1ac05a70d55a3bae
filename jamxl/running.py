"""The whole round with nobody watching: take stock, check, answer the units, make the report and publish it.

Every step leaves something whole behind or nothing, and the next run does what a stopped one has not done: what was
read is known by the history, and what was published by the page that the steering group has.
"""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from functools import partial
from pathlib import Path

from jamxl import __version__, answers, issuing, publishing, reminders, reporting, workflow
from jamxl.consolidation import Consolidated
from jamxl.issuing import Issue
from jamxl.journal import Note, journal
from jamxl.keeping import Memory
from jamxl.locking import Busy, alone
from jamxl.project import HISTORY, Project
from jamxl.reminders import Come, Reminders
from jamxl.reporting import Edition, Form, Gathered, Outcome
from jamxl.stock import Change, Item, take
from jamxl.store import Run, Store, code_checksum, open_store
from jamxl.swedish import counted, listed
from jamxl.tasks import Wanted, arrived_as
from jamxl.trouble import Trouble
from jamxl.workflow import Round
from jamxl.writing import CannotWrite, plainly, put_text, remove_leftovers

# Where the journal lies, in the folder of the reports, and what the last run did in words.
JOURNAL, TOLD = Path("logg") / "jamxl.jsonl", Path("logg") / "senaste_korning.txt"

EDITIONS = {"intern": Wanted.INTERNAL, "oppen": Wanted.OPEN, "bada": Wanted.BOTH}
HEADINGS = {Edition.OPEN: "Öppen utgåva", Edition.INTERNAL: "Intern utgåva"}
FORMS = {Form.XLSX: "Arbetsbok i Excel", Form.HTML: "Webbsida", Form.PDF: "Pdf att skriva ut"}

# What several are called.
MANY = {
    Change.NEW: "nya",
    Change.CHANGED: "ändrade",
    Change.MOVED: "flyttade",
    Change.WITHDRAWN: "borttagna",
    Change.DUPLICATE: "dubbletter",
    Change.TURNED: "att bedöma på nytt",
    Change.SAME: "oförändrade",
    Change.BUSY: "skrivs just nu",
}

# Why a file could not be read this time: it was held or had gone, the machine was slow, or its reader was ended.
PASSING = ("JX115", "JX118", "JX123", "JX125")

# What a file must be for its unit to get an answer.
TO_ANSWER = (Change.NEW, Change.CHANGED, Change.MOVED, Change.DUPLICATE, Change.TURNED)


class Code(IntEnum):
    """How a run ended, for the scheduler."""

    WELL = 0
    LOOK = 1  # done, but somebody should look at something
    FAILED = 2  # nothing new could be made; the last report is still there
    BUSY = 3  # another run goes on


class Gone(Trouble):
    """Files that should be there cannot be reached: a share that has gone."""


@dataclass
class Told:
    """What a run did, line by line, and how it ended."""

    lines: list[str] = field(default_factory=list)
    code: Code = Code.WELL

    def add(self, line: str, code: Code = Code.WELL) -> None:
        self.lines.append(line)
        self.code = max(self.code, code)

    def text(self) -> str:
        return "\n".join([*self.lines, ""])


@dataclass(frozen=True)
class Unattended:
    """A run: the project and its round, what time it is, and how it waits. `fresh`: all files are read again."""

    project: Project
    period: str
    now: datetime
    sleep: Callable[[float], None] = time.sleep
    fresh: bool = False

    @property
    def editions(self) -> tuple[Edition, ...]:
        return EDITIONS[self.project.unattended.editions].editions

    def run(self) -> Told:
        """Do all that is to be done; it is told in the journal and in TOLD too. Raises nothing but faults of ours."""
        told = Told()
        told.add(f"Körning {self.now:%Y-%m-%d %H:%M}, period {self.period}.")
        reports = self.project.reports
        try:
            with (
                alone(self.project.root, self.now) as recovered,
                journal(reports / JOURNAL, self.now.isoformat(timespec="seconds"), datetime.now) as note,
            ):
                note("start", period=self.period, version=__version__)
                if recovered:
                    told.add(recovered)
                    note("lås", text=recovered)
                with self.ending(told, note):
                    self.tidy()
                    self.steps(told, note)
                note("slut", kod=int(told.code))
        except Busy as busy:
            told.add(str(busy), Code.BUSY)
        except Trouble as trouble:
            told.add(str(trouble), Code.FAILED)
        return told

    def plan(self) -> Told:
        """What a run would do now; nothing is written."""
        told = Told()
        told.add(f"Det här skulle göras {self.now:%Y-%m-%d %H:%M} för {self.period}. Inget skrivs nu.")
        try:
            with self.memory() if self.has_history else nullcontext() as memory:
                last = memory.store.latest(self.period) if memory else None
                items = self.stock(memory, last)
                tell_stock(items, told, unheard)
                if memory and last and self.is_done(memory, last, items):
                    told.add("Inget nytt har kommit sedan den senaste rapporten. Inget skulle publiceras.")
                    told.lines += self.reminders(memory.store, partial(self.come, memory.store, last), items).foreseen()
                    return told
                reminded = self.reminders(memory.store if memory else None, self.come, items).foreseen()
        except Trouble as trouble:
            told.add(str(trouble), Code.FAILED)
            return told
        changed = sum(item.change in TO_ANSWER for item in items)
        told.add(f"{counted(changed, 'fil', 'filer')} skulle kontrolleras och få en granskad kopia.")
        told.add(f"Rapporten skulle göras: {listed([HEADINGS[edition] for edition in self.editions]).lower()}.")
        if self.project.published:
            told.add(f"Den skulle publiceras i {self.project.published}.")
        told.lines += reminded
        return told

    def steps(self, told: Told, note: Note) -> None:
        """The steps, in their order. Raises Trouble."""
        with self.memory() as memory:
            last = memory.store.latest(self.period)
            items = self.stock(memory, last)
            tell_stock(items, told, note)
            if last and self.is_done(memory, last, items):
                told.add("Inget nytt har kommit sedan den senaste rapporten. Inget publicerades.")
                note("inget nytt", rapport=last.id)
                self.remind(memory.store, partial(self.come, memory.store, last), items, told, note)
                return
            gathered = Gathered.of(self.project, self.read(memory, last, items))
        note("läst", filer=len(gathered.rounds[-1].deliveries))
        self.answer(gathered.data, items, told, note)
        outcome = self.report(gathered, told, note)
        self.publish(outcome, told, note)
        with self.memory() as memory:
            self.remind(memory.store, lambda: outcome.data, items, told, note)

    @contextmanager
    def ending(self, told: Told, note: Note) -> Iterator[None]:
        """What stops a run is told where the rest of it is. Raises what is a fault of ours."""
        try:
            yield
        except Exception as trouble:
            said = self.in_words(trouble)
            note("fel", text=said)
            told.add(said, Code.FAILED)
            if not isinstance(trouble, (Trouble, OSError)):
                raise
        finally:
            put_text(told.text(), self.project.reports / TOLD)

    def in_words(self, trouble: Exception) -> str:
        """What stopped a run; the system's own words may have a file's name, which is shown as others are."""
        if isinstance(trouble, Trouble):
            return str(trouble)
        said = f"{type(trouble).__name__}: {trouble}"
        if isinstance(trouble, OSError):
            said = f"{trouble.filename or 'En fil'} går inte att nå ({trouble.strerror or trouble})."
        return f"{workflow.nameless(said, self.now.date())} Den förra rapporten ligger kvar."

    def tidy(self) -> None:
        """Take away what stopped runs had not finished. Raises CannotWrite."""
        reviews = self.project.reviews / self.period
        for folder in (self.project.root, (self.project.reports / TOLD).parent, reviews, *reviews.rglob("*/")):
            remove_leftovers(folder)

    # --- the steps ---------------------------------------------------------------------------------------------------

    @property
    def has_history(self) -> bool:
        """Opening the project's history would make nothing new."""
        return bool(self.project.history.url) or (self.project.root / HISTORY).is_file()

    @contextmanager
    def memory(self) -> Iterator[Memory]:
        """The project's history. Raises StoreError."""
        with open_store(self.project.database, self.project.about.project_id) as store:
            yield Memory(store, self.project)

    def inbox(self) -> dict[str, Path]:
        """The round's files by the paths that are shown."""
        again: Counter[str] = Counter()
        shown = partial(workflow.shown, base=self.project.root, today=self.now.date())
        return {workflow.told_apart(shown(path), again): path for path in workflow.inbox(self.project, self.period)}

    def stock(self, memory: Memory | None, last: Run | None) -> list[Item]:
        """What has become of the round's files since its last report. Raises Gone."""
        files = [file for file in memory.store.files(last) if file.round == self.period] if memory and last else []
        # Not the same as an inbox with nothing in it: all units would be told to have answered nothing.
        for folder in (self.project.incoming, *([self.project.incoming / self.period] if files else [])):
            if not folder.is_dir():
                raise Gone(f"Inkorgen {folder} finns inte eller går inte att nå. Inget har ändrats.")
        before = {file.path: file.sha256 for file in files}
        items = take(self.inbox(), before, self.project.unattended.quiet, self.sleep)
        turned = {file.path for file in files if file.until and file.until <= self.now.date()}
        return [turn(item) if item.path in turned else item for item in items]

    def is_done(self, memory: Memory, last: Run, items: Sequence[Item]) -> bool:
        """The last report was made of the same files in the same way, and lies and is published where it should be."""
        if self.fresh or any(item.change not in (Change.SAME, Change.BUSY) for item in items):
            return False
        made = {one.edition for one in memory.store.editions() if one.run == last.id}
        files = [path for edition in self.editions for path in publishing.files(self.project, self.period, edition)]
        same_way = (last.settings, last.code) == (memory.settings, code_checksum())
        if not (same_way and made >= set(self.editions) and all(path.is_file() for path in files)):
            return False
        folder = self.project.published
        return folder is None or issuing.issued(folder) == self.known_as(last)

    def known_as(self, run: Run) -> str:
        """What the steering group's page tells of the report that it leads to."""
        return " ".join([run.project, str(run.id), *self.editions])

    def read(self, memory: Memory, last: Run | None, items: Sequence[Item]) -> list[Round]:
        """The round with those before it. Of a file that is being written, what was read of it last counts.

        Raises Gone for a file that was there when stock was taken.
        """
        inbox = self.inbox()
        busy = [item.path for item in items if item.change is Change.BUSY]
        today = self.now.date()
        rounds = workflow.read_rounds(
            self.project,
            period=self.period,
            today=today,
            known=workflow.nothing if self.fresh else memory.known,
            known_now=workflow.nothing if self.fresh else partial(memory.known_now, last=last, today=today),
            without=[inbox[path] for path in busy if path in inbox],
        )
        sums = {item.path: item.sha256 for item in items}
        for one in rounds[-1].deliveries:
            # A file that could not be read is known again too, unless it may be read the next time.
            if not any(finding.code in PASSING for finding in one.findings):
                one.sha256 = one.sha256 or sums.get(one.path, "")
        read = {one.path for one in rounds[-1].deliveries}
        lost = [
            item.path for item in items if item.change not in (Change.BUSY, Change.WITHDRAWN) and item.path not in read
        ]
        if lost or not self.project.incoming.is_dir():
            what = listed(lost) or str(self.project.incoming)
            raise Gone(f"{what} försvann medan körningen pågick. Den förra rapporten ligger kvar.")
        if last and busy:
            keys = [file.key for file in memory.store.files(last) if file.path in busy]
            rounds[-1].deliveries.extend(memory.store.known(keys).values())
        return rounds

    def answer(self, data: Consolidated, items: Sequence[Item], told: Told, note: Note) -> None:
        """A review copy of each file that is new or has changed, judged beside all the others."""
        wanted = {item.path for item in items if item.change in TO_ANSWER or self.fresh}
        inbox = self.inbox()
        found = [one for one in (*data.used, *data.refused) if one.path in wanted and one.path in inbox]
        paths = [inbox[one.path] for one in found]
        copies = 0
        for made in answers.copied(paths, found, self.project.limits, self.now.date(), self.project):
            copies += made.path is not None
            note("granskad", fil=made.delivery.path, status=made.delivery.status, kopia=str(made.path or ""))
            if made.trouble:
                told.add(f"{made.trouble} Kopian görs med: jamxl review {made.delivery.path}", Code.LOOK)
        if copies:
            told.add(f"{counted(copies, 'granskad kopia', 'granskade kopior')} i {self.project.reviews / self.period}.")

    def report(self, gathered: Gathered, told: Told, note: Note) -> Outcome:
        """The report in the editions asked for."""
        outcome = reporting.report(
            self.project,
            period=self.period,
            editions=self.editions,
            today=self.now.date(),
            now=self.now,
            gathered=gathered,
        )
        refused = [one.path for one in outcome.data.refused]
        note("rapport", rapport=outcome.run.id, med=len(outcome.data.used), avvisade=refused)
        told.add(f"Rapport {outcome.run.id} i {self.project.reports}: {arrived_as(outcome.data)}.")
        if refused:
            told.add(f"{counted(len(refused), 'fil är', 'filer är')} inte med: {listed(refused)}.", Code.LOOK)
        return outcome

    def publish(self, outcome: Outcome, told: Told, note: Note) -> None:
        """The report put where the steering group reads it."""
        folder = self.project.published
        if folder is None:
            return
        known, there = self.known_as(outcome.run), issuing.issued(folder)
        if there and not there.startswith(f"{outcome.run.project} "):
            raise CannotWrite(
                f"{folder} har redan ett annat projekts rapport. Välj en egen mapp i jamxl.toml (publicera), eller ta "
                f"bort {issuing.PAGE} där om mappen nu är det här projektets."
            )
        new = Issue(self.project.about.name, self.period, self.now, known, partial(self.fill, outcome))
        made = issuing.issue(folder, new)
        note("publicerad", mapp=str(made))
        told.add(f"Publicerad i {made}.")

    def remind(self, store: Store, come: Come, items: Sequence[Item], told: Told, note: Note) -> None:
        """Remind the units that have not answered, on the days for it."""
        sent = []
        for one in self.reminders(store, come, items).send():
            note("påminnelse", enhet=one.letter.unit.id, dag=str(one.letter.step.day), hur=one.trouble or one.how)
            sent.append(one)
        for line, well in reminders.in_words(sent):
            told.add(line, Code.WELL if well else Code.LOOK)

    def reminders(self, store: Store | None, come: Come, items: Sequence[Item]) -> Reminders:
        """The round's reminders. Who is writing in a file has perhaps answered."""
        busy = [Path(item.path) for item in items if item.change is Change.BUSY]
        return Reminders(self.project, self.period, self.now, store, come, busy)

    def come(self, store: Store | None = None, last: Run | None = None) -> Consolidated:
        """What has come for the round: what the history has of its last report, where that is whole, else read now."""
        files = [file for file in store.files(last) if file.round == self.period] if store and last else []
        known = store.known([file.key for file in files]) if store else {}
        found = [known[file.key] for file in files if file.key in known]
        if store is None or len(found) < len(files):
            paths = list(self.inbox().values())
            found = list(workflow.deliveries(paths, self.project.limits, self.now.date(), self.project.root))
        return workflow.of_round(self.project, self.period, found)

    def fill(self, outcome: Outcome, folder: Path) -> list[tuple[str, list[tuple[str, str]]]]:
        """Put the report's files into a folder. Raises CannotWrite."""
        told = []
        for edition in self.editions:
            names = []
            for form, path in zip(Form, outcome.files[edition], strict=True):
                goal = folder / path.name
                if (edition, form) == (Edition.INTERNAL, Form.XLSX):
                    # Its links lead to the units' files from where it lies.
                    report = outcome.reports[edition]
                    publishing.draw_internal(outcome.data, report, goal, self.project.root, (form,))
                else:
                    with plainly(goal):
                        shutil.copyfile(path, goal)
                names.append((FORMS[form], path.name))
            told.append((HEADINGS[edition], names))
        return told


def turn(item: Item) -> Item:
    """A file that a rule judges otherwise by now, though it is the same."""
    return replace(item, change=Change.TURNED) if item.change is Change.SAME else item


def tell_stock(items: Sequence[Item], told: Told, note: Note) -> None:
    """What has come, gone and changed."""
    for item in items:
        if item.change is not Change.SAME:
            note("fil", fil=item.path, **{"är": str(item.change)}, annan=item.other)
    counts = Counter(item.change for item in items)
    said = [f"{count} {change if count == 1 else MANY[change]}" for change, count in counts.items()]
    told.add(f"I inkorgen: {listed(said) or 'inga filer'}.")
    for item in items:
        if item.change is Change.BUSY:
            told.add(f"{item.path} skrivs just nu eller är låst, och läses vid nästa körning.", Code.LOOK)


def unheard(step: str, **facts: object) -> None:
    """The Note of those who write nothing."""
