"""What the co-ordinator asks for by a button, and the answer: the same for Excel, the window and xlwings."""

import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from jamxl import answers, opening, publishing, reporting, workflow
from jamxl.consolidation import Consolidated
from jamxl.project import Project
from jamxl.reporting import Edition
from jamxl.swedish import counted
from jamxl.texts import ARRIVALS
from jamxl.trouble import Trouble
from jamxl.workflow import Tell

# Says how far a task has come, in a few Swedish words.
Say = Callable[[str], None]

Choice = TypeVar("Choice", bound=StrEnum)

HEADINGS = ("Enhet", "Bok", "Status", "Inlämnad", "Fel")


class Task(StrEnum):
    """What can be asked for. The value is what a job folder and a cell call it."""

    CHECK = "Kontrollera"
    BUILD = "Skapa arbetsböcker"
    CONSOLIDATE = "Konsolidera"
    OPEN = "Öppna senaste rapport"


class Wanted(StrEnum):
    """The editions to make, as they are chosen."""

    INTERNAL = "Intern"
    OPEN = "Öppen"
    BOTH = "Båda"

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The one that is opened first."""
        return {Wanted.INTERNAL: (Edition.INTERNAL,), Wanted.OPEN: (Edition.OPEN,)}.get(self, tuple(Edition))


@dataclass(frozen=True, slots=True)
class Wish:
    """A task with what the user chose, as typed: the project's folder, the period ("": whose round goes on)."""

    task: str
    folder: str
    period: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How a unit's book has come: `received` is None for one that has not, `errors` for one that was not read."""

    unit: str
    book: str
    state: str
    received: date | None
    errors: int | None

    def cells(self) -> tuple[str, str, str, str, str]:
        """The line of the table as text; the headings are HEADINGS."""
        errors = "" if self.errors is None else str(self.errors)
        return self.unit, self.book, self.state, self.received.isoformat() if self.received else "", errors


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a task: `text` says it in Swedish, and what to do when it is not `well`.

    `opens`: the file to be opened; `folder`: where what was made lies; `units`: a line for each unit and book, None
    when they were not looked at.
    """

    well: bool
    text: str
    opens: Path | None = None
    units: Sequence[Status] | None = None
    folder: Path | None = None


def perform(wish: Wish, say: Say, *, today: date, now: datetime) -> Answer:
    """Do what is asked for. Nothing is raised: a fault of ours is told too, with a file about it to send on."""
    try:
        return done(wish, say, today, now)
    except Trouble as trouble:
        return Answer(False, str(trouble))
    except Exception:
        return fault()


def fault() -> Answer:
    """The exception that is being handled, told as a fault of ours."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="jamxl-fel-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
    ) as file:
        traceback.print_exc(file=file)
    return Answer(False, f"Något gick fel i jamxl. Skicka filen {file.name} till den som sköter jamxl hos er.")


def done(wish: Wish, say: Say, today: date, now: datetime) -> Answer:
    """Do what is asked for. Raises Trouble."""
    task = chosen(Task, wish.task)
    project = opening.project_of(opening.folder_of(wish.folder), prefill=task is Task.BUILD)
    typed = opening.period_of(wish.period)
    period = typed or project.round_on(today)
    if task is Task.CHECK:
        return check(project, period, today, say)
    if task is Task.BUILD:
        return build(project, period, today, say)
    wanted = chosen(Wanted, wish.edition or Wanted.INTERNAL)
    if task is Task.CONSOLIDATE:
        return consolidate(project, period, wanted, today, now, say)
    return last_report(project, typed, wanted)


def chosen(choices: type[Choice], written: str) -> Choice:
    """A choice as somebody typed it. Raises CannotUse."""
    for choice in choices:
        if choice.casefold() == written.strip().casefold():
            return choice
    raise opening.CannotUse(f"{written} går inte att välja. Välj {', '.join(choices)}.")


def check(project: Project, period: str, today: date, say: Say) -> Answer:
    """Every book of the period looked at, with a review copy of each."""
    told = list(
        answers.answer(workflow.inbox(project, period), project.limits, today, project, tell=counting(say, "Granskar"))
    )
    data = workflow.of_round(project, period, [one.delivery for one in told])
    units = statuses(data)
    faulty = sum(1 for status in units if status.errors)
    lines = [f"{period}: {arrived_as(data)}. {counted(faulty, 'bok har fel', 'böcker har fel')}."]
    folder = next((one.path.parent for one in told if one.path), None)
    if folder:
        lines.append(f"Granskade kopior att skicka tillbaka ligger i {folder}.")
    troubles = [one.trouble for one in told if one.trouble]
    return Answer(not troubles, "\n".join(lines + troubles), units=units, folder=folder)


def build(project: Project, period: str, today: date, say: Say) -> Answer:
    """The books of the period to send out; those that are there are left alone."""
    made = workflow.new(project, period=period, today=today, tell=counting(say, "Skapar"))
    left = sum(1 for one in made if not one.made)
    folder = project.outgoing / period
    text = f"{counted(len(made) - left, 'arbetsbok', 'arbetsböcker')} skapades i {folder}."
    text += f" {counted(left, 'fanns', 'fanns')} redan och är orörda." if left else ""
    found = workflow.deliveries(
        workflow.inbox(project, period), project.limits, today, project.root, counting(say, "Läser inkorgen")
    )
    return Answer(True, text, units=statuses(workflow.of_round(project, period, list(found))), folder=folder)


def consolidate(project: Project, period: str, wanted: Wanted, today: date, now: datetime, say: Say) -> Answer:
    """The period's report, in all forms."""
    done = reporting.report(
        project,
        period=period,
        editions=wanted.editions,
        today=today,
        now=now,
        tell=counting(say, "Läser och kontrollerar", then="Gör rapporten"),
    )
    opens = done.files[wanted.editions[0]][0]
    text = f"{period}: {arrived_as(done.data)}.\nRapporten ligger i {opens.parent}."
    return Answer(True, text, opens, statuses(done.data), opens.parent)


def last_report(project: Project, period: str, wanted: Wanted) -> Answer:
    """The report that was made last, of any period when none is given; nothing is read."""
    last = publishing.last_report(project, wanted.editions[0], period)
    if last is None:
        which = f" för {period}" if period else ""
        return Answer(False, f"Det finns ingen rapport{which} än. Tryck på {Task.CONSOLIDATE} först.")
    made = datetime.fromtimestamp(last.stat().st_mtime)
    return Answer(True, f"{last.name} är gjord {made:%Y-%m-%d %H:%M}.", last, folder=last.parent)


def counting(say: Say, doing: str, then: str = "") -> Tell:
    """Tells how many are done in words; `then`: what follows when all are."""

    def tell(done: int, of: int) -> None:
        say(then if then and done == of else f"{doing}: {done} av {of}")

    return tell


def statuses(data: Consolidated) -> list[Status]:
    """How every expected book has come, in the order of the project's units."""
    lines = []
    for arrived in data.arrivals():
        delivery = arrived.delivery
        errors = sum(found.severity == "error" for found in delivery.findings) if delivery else None
        title = data.books[arrived.book].title if arrived.book in data.books else arrived.book
        lines.append(Status(arrived.unit.name, title, arrived.state, delivery.received if delivery else None, errors))
    return lines


def arrived_as(data: Consolidated) -> str:
    """How many books came in time, late and so on."""
    counts = Counter(arrived.state for arrived in data.arrivals())
    states = [f"{count} {state if count == 1 else ARRIVALS[state]}" for state, count in counts.items()]
    return ", ".join(states) or counted(len(data.used), "fil", "filer")
