"""The round's reminders: who is to have one today, each sent once, and what became of it in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jamxl import mailing, reminding, workflow
from jamxl.consolidation import Consolidated
from jamxl.mailing import Sent
from jamxl.project import Project
from jamxl.reminding import Letter
from jamxl.store import Reminder, Store
from jamxl.swedish import listed

# Gives what has come for the round; asked only when today is a day for it, since it may take time to read.
Come = Callable[[], Consolidated]


@dataclass(frozen=True, slots=True)
class Reminders:
    """A round's reminders at a time. `store`: None before there is any; `busy`: files that are being written."""

    project: Project
    period: str
    now: datetime
    store: Store | None
    come: Come
    busy: Sequence[Path] = ()

    def send(self) -> Iterator[Sent]:
        """Send what is to go today, or put it as drafts. Each is kept as soon as it is sent, before it is told of.

        A run that is stopped between sending and keeping has one letter sent again. Raises StoreError.
        """
        letters = self.letters()
        if letters is None:
            return
        mailing.clear(self.project, self.period, [one.unit.id for one in letters], self.now.date())
        mailing.refresh(self.project, self.period, letters, self.now)
        due = self.due_now(letters)
        if self.store and due:
            # What cannot be kept would be sent again by every run.
            with self.store.turn():
                pass
        for one in mailing.deliver(self.project, self.period, due, self.now):
            if self.store and not one.trouble:
                unit, step = one.letter.unit.id, one.letter.step
                self.store.keep_reminders([Reminder(self.period, unit, step.due, step.days, self.now, one.how)])
            yield one

    def foreseen(self) -> list[str]:
        """Who would be reminded now, in words; nothing is sent and nothing written."""
        units = [one.unit for one in self.due_now(self.letters() or [])]
        some = listed([unit.name for unit in units if unit.email])
        none = listed([unit.name for unit in units if not unit.email])
        how = "Påminnelser skulle skickas" if self.project.mail.server else "Påminnelser skulle läggas som utkast"
        told = [f"{how} till {some}."] if some else []
        return [*told, f"{none} skulle inte påminnas. {mailing.NO_ADDRESS}"] if none else told

    def letters(self) -> list[Letter] | None:
        """A letter for each unit that has not answered; None on a day when nobody is to have any."""
        day = self.now.date()
        step = reminding.step_on(self.project, self.period, day)
        return None if step is None else reminding.letters(self.project, self.come(), step, day)

    def had(self, step: reminding.Step) -> set[str]:
        """The IDs of the units that have had a reminder."""
        kept = self.store.reminders(self.period) if self.store else []
        return {one.unit for one in kept if (one.due, one.days) == (step.due, step.days)}

    def due_now(self, letters: Sequence[Letter]) -> list[Letter]:
        """Of letters those that have not gone, but not to who is just writing in a file and has perhaps answered."""
        had = self.had(letters[0].step) if letters else set()
        return [one for one in letters if one.unit.id not in had and not self.writes(one)]

    def writes(self, letter: Letter) -> bool:
        """A file that is being written has the name of a book of the letter's unit."""
        keys = [(letter.unit.id, book) for book in self.project.books_of(letter.unit)]
        return any(workflow.named(path, keys) for path in self.busy)


def in_words(sent: Sequence[Sent]) -> Iterator[tuple[str, bool]]:
    """What became of letters, a line for each kind, and whether nobody has to do anything about it."""
    gone = [one for one in sent if not one.trouble]
    drafts = [one for one in gone if one.draft]
    if posted := [one for one in gone if not one.draft]:
        yield f"Påminnelser är skickade till {units_of(posted)}.", True
    if drafts and drafts[0].draft:
        yield f"Påminnelser att skicka ligger i {drafts[0].draft.parent}: till {units_of(drafts)}.", False
    for trouble in dict.fromkeys(one.trouble for one in sent if one.trouble):
        units = units_of([one for one in sent if one.trouble == trouble])
        then = "Hör av dig själv." if trouble == mailing.NO_ADDRESS else "Nästa körning försöker igen."
        yield f"Ingen påminnelse gick till {units}. {trouble} {then}", False


def units_of(sent: Sequence[Sent]) -> str:
    """The names of the units that letters are to."""
    return listed([one.letter.unit.name for one in sent])
