"""The whole round with nobody watching: take stock, check, answer the units, make the report and publish it.

Every step leaves something whole behind or nothing, and the next run does what a stopped one has not done: what was
read is known by the history, and what was published by the page that the steering group has.
"""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from jamxl import __version__, answers, issuing, mailing, publishing, reminders, reporting, telling, workflow
from jamxl.consolidation import Consolidated
from jamxl.issuing import Issue
from jamxl.journal import Note, journal
from jamxl.keeping import Memory
from jamxl.locking import Busy, alone, hold
from jamxl.project import HISTORY, Project
from jamxl.reminders import Come, Reminders
from jamxl.reporting import Edition, Form, Gathered, Outcome
from jamxl.stock import Change, Item, take
from jamxl.store import Run, Store, code_checksum, open_store
from jamxl.swedish import counted, listed
from jamxl.tasks import Wanted, arrived_as, fault
from jamxl.telling import BEGUN, ENDED, TOLD, Code, Told, tell_left_out, tell_stock
from jamxl.trouble import Trouble
from jamxl.workflow import Round
from jamxl.writing import CannotWrite, plainly, put_text, remove_leftovers

# Where the journal lies, in the folder of the reports.
JOURNAL = Path("logg") / "jamxl.jsonl"

EDITIONS = {"intern": Wanted.INTERNAL, "oppen": Wanted.OPEN, "bada": Wanted.BOTH}
HEADINGS = {Edition.OPEN: "Öppen utgåva", Edition.INTERNAL: "Intern utgåva"}
# Whom an edition is for, on the steering group's page.
FOR = {Edition.OPEN: "utan det som kan röja enskilda", Edition.INTERNAL: "för internt bruk"}
FORMS = {Form.XLSX: "Arbetsbok i Excel", Form.HTML: "Webbsida", Form.PDF: "Pdf att skriva ut"}

# Why a file could not be read this time: it was held or had gone, the machine was slow, or its reader was ended.
PASSING = ("JX115", "JX118", "JX123", "JX125")

# What a file must be for its unit to get an answer.
TO_ANSWER = (Change.NEW, Change.CHANGED, Change.MOVED, Change.DUPLICATE, Change.TURNED)

# What is said while nobody's book can be reported.
NO_ANSWER = "Ingen bok att sammanställa har kommit än. Ingen rapport görs, och den som är publicerad ligger kvar."
NOT_TOLD = "Inget besked gick till samordnaren."
NOT_SENT_OUT = "Böckerna för {period} är inte skapade än. Kör jamxl new, och skicka dem till enheterna."


class Gone(Trouble):
    """Files that should be there cannot be reached: a share that has gone."""


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
        """Do all that is to be done. What was done, or why not, is in the journal too. Nothing is raised."""
        told = Told()
        told.add(f"{BEGUN.format(now=self.now)}, period {self.period}.")
        try:
            with alone(self.project.root, self.now) as recovered:
                self.recorded(told, recovered)
        except Busy as busy:
            told.add(str(busy), Code.BUSY)
        except Trouble as trouble:
            told.add(str(trouble), Code.FAILED)
        told.over = True
        return told

    def recorded(self, told: Told, recovered: str) -> None:
        """The steps, with the journal and the summary of them. Raises CannotWrite when these cannot be written."""
        reports = self.project.reports
        with journal(reports / JOURNAL, self.now.isoformat(timespec="seconds"), datetime.now) as note:
            note("start", period=self.period, version=__version__)
            if recovered:
                told.add(recovered)
                note("lås", text=recovered)
            try:
                self.tidy()
                self.steps(told, note)
            except Exception as trouble:
                said = self.in_words(trouble)
                told.add(said, Code.FAILED)
                note("fel", text=said)
            told.over = True
            self.post(told, note)
            put_text(told.text(), reports / TOLD)
            note("slut", kod=int(told.code))

    def post(self, told: Told, note: Note) -> None:
        """Tell the co-ordinator by mail that there is something to look at, if it was not the same the last time."""
        if not (told.code and self.project.mail.server and self.project.about.email):
            return
        before = telling.marked(self.project.reports / TOLD)
        if told.marked <= before and not any(line.startswith(NOT_TOLD) for line in before):
            return
        try:
            mailing.tell(self.project, f"{self.project.about.name}: {ENDED[told.code]}", told.text(), self.now)
        except mailing.CannotSend as trouble:
            told.add(f"{NOT_TOLD} {trouble}", Code.LOOK)
            note("besked", hur=str(trouble))
        else:
            note("besked", hur="skickat")

    def plan(self) -> Told:
        """What a run would do now; nothing is written."""
        told = Told()
        told.add(f"Det här skulle göras {self.now:%Y-%m-%d %H:%M} för {self.period}. Inget skrivs nu.")
        try:
            with self.memory() if self.has_history else nullcontext() as memory:
                last = memory.store.latest(self.period) if memory else None
                items = self.stock(memory, last)
                tell_stock(items, told, unheard)
                self.tell_unplaced(told, unheard)
                if memory and last and self.is_done(memory, last, items):
                    told.add("Inget nytt har kommit sedan den senaste rapporten. Inget skulle publiceras.")
                    told.lines += self.reminders(memory.store, partial(self.come, memory.store, last), items).foreseen()
                    return told
                reminded = self.reminders(memory.store if memory else None, self.come, items).foreseen()
        except Trouble as trouble:
            told.add(str(trouble), Code.FAILED)
            return told
        changed = sum(item.change in TO_ANSWER for item in items)
        if not (items or last):
            self.tell_no_answer(told)
            told.lines += reminded
            return told
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
            self.tell_unplaced(told, note)
            if last and self.is_done(memory, last, items):
                told.add("Inget nytt har kommit sedan den senaste rapporten. Inget publicerades.")
                note("inget nytt", rapport=last.id)
                data = self.come(memory.store, last)
                tell_left_out(data, told)
                self.remind(memory.store, lambda: data, items, told, note)
                return
            gathered = Gathered.of(self.project, self.read(memory, last, items))
        data = gathered.data
        note("läst", filer=len(gathered.rounds[-1].deliveries))
        self.answer(data, items, told, note)
        if data.used or last:
            hold(self.project.root)
            outcome = self.report(gathered, told, note)
            hold(self.project.root)
            self.publish(outcome, told, note)
        else:
            # A report of nothing would take the place of the last round's.
            self.tell_no_answer(told)
            note("inget svar")
        tell_left_out(data, told)
        with self.memory() as memory:
            self.remind(memory.store, lambda: data, items, told, note)

    def in_words(self, trouble: Exception) -> str:
        """What stopped a run; the system's own words may have a file's name, which is shown as others are."""
        if isinstance(trouble, Trouble):
            return str(trouble)
        if isinstance(trouble, OSError):
            said = f"{trouble.filename or 'En fil'} går inte att nå ({trouble.strerror or trouble})."
            return f"{workflow.nameless(said, self.now.date())} Den förra rapporten ligger kvar."
        # Nobody sees a traceback, and Python's own exit code would say that all went well but for a detail.
        return fault().text

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

    def tell_unplaced(self, told: Told, note: Note) -> None:
        """What lies in the inbox and is read by nobody."""
        base, today = self.project.root, self.now.date()
        if beside := [workflow.shown(path, base, today) for path in workflow.unplaced(self.project)]:
            note("utanför", filer=beside)
            goal = workflow.shown(self.project.incoming / self.period, base, today)
            what = "mappen för någon period, och läses inte"
            told.add(f"{listed(beside)} ligger inte i {what}. Flytta det som gäller nu till {goal}.", Code.LOOK)
        if others := workflow.other_files([self.project.incoming / self.period]):
            names = workflow.nameless(listed(others), today)
            told.add(f"Inte lästa, eftersom de inte är arbetsböcker: {names}.")

    def tell_no_answer(self, told: Told) -> None:
        """Nobody's book can be reported, perhaps since nobody has got one."""
        told.add(NO_ANSWER)
        if not (self.project.outgoing / self.period).is_dir():
            told.add(NOT_SENT_OUT.format(period=self.period), Code.LOOK)

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
        lacking = dict.fromkeys(arrived.unit.name for arrived in outcome.data.arrivals() if not arrived.used)
        if lacking:
            told.add(f"Böcker saknas från {listed(list(lacking))}.")
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
        came = arrived_as(outcome.data)
        new = Issue(self.project.about.name, self.period, came, self.now, known, partial(self.fill, outcome))
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
            told.append((f"{HEADINGS[edition]}: {FOR[edition]}", names))
        return told


def turn(item: Item) -> Item:
    """A file that a rule judges otherwise by now, though it is the same."""
    return replace(item, change=Change.TURNED) if item.change is Change.SAME else item


def unheard(step: str, **facts: object) -> None:
    """The Note of those who write nothing."""
