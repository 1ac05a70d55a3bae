"""What an unattended run tells people: how it ended, line by line, and where that lies in the morning."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path

from jamxl import opening
from jamxl.consolidation import REPLACED, TAKEN_BACK, Consolidated, Delivery
from jamxl.journal import Note
from jamxl.project import Folders, Project
from jamxl.stock import Change, Item
from jamxl.swedish import listed
from jamxl.trouble import Trouble
from jamxl.writing import put_text

# Where the last run is told of, in the folder of the reports.
TOLD = Path("logg") / "senaste_korning.txt"
# Its first words, and its first two lines.
BEGUN = "Körning {now:%Y-%m-%d %H:%M}"
BEGINS = re.compile(r"Körning (\d{4}-\d\d-\d\d \d\d:\d\d).*\n(.*)\n")

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


class Code(IntEnum):
    """How a run ended, for the scheduler."""

    WELL = 0
    LOOK = 1  # done, but somebody should look at something
    FAILED = 2  # nothing new could be made; the last report is still there
    BUSY = 3  # another run goes on


# Stands before what somebody should look at.
MARK = "* "

# What a run that is over says first.
ENDED = {
    Code.WELL: "Klart.",
    Code.LOOK: "Klart, men se över det som är märkt med *.",
    Code.FAILED: "Körningen gick inte att göra klart. Nästa körning försöker igen.",
    Code.BUSY: "Inget gjordes.",
}


@dataclass
class Told:
    """What a run did, line by line, and how it ended; `over` once it has."""

    lines: list[str] = field(default_factory=list)
    code: Code = Code.WELL
    over: bool = False
    marked: set[str] = field(default_factory=set)

    def add(self, told: str, code: Code = Code.WELL) -> None:
        """Say something; the name of a file may have line breaks, and bytes that are no text."""
        lines = told.encode("utf-8", "replace").decode("utf-8").splitlines()
        self.lines += lines
        self.code = max(self.code, code)
        if code:
            self.marked.update(lines)

    def text(self) -> str:
        """All of it as people read it: when, how it ended, and the rest with a mark at what somebody should look at."""
        when, *rest = self.lines
        shown = [f"{MARK}{line}" if line in self.marked else line for line in rest]
        return "\n".join([when, *([ENDED[self.code]] if self.over else []), *shown, ""])


# --- what was found ------------------------------------------------------------------------------------------------


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


def tell_left_out(data: Consolidated, told: Told) -> None:
    """The round's files that are not in the report, and why; in the same words as long as it is so."""
    replaced = [one.path for one in data.refused if any(finding.code in REPLACED for finding in one.findings)]
    if replaced:
        told.add(f"Räknas inte, eftersom en annan fil gäller i stället: {listed(replaced)}.")
    for one in data.refused:
        if one.path not in replaced:
            told.add(f"{one.path} är inte med. {why_refused(one)}".rstrip(), Code.LOOK)


def why_refused(delivery: Delivery) -> str:
    """Why a file is refused, in a sentence: an error of the whole file, or that its unit has taken it back."""
    about = [finding for finding in delivery.findings if not finding.sheet]
    return next((one.message for one in about if one.severity == "error" or one.code == TAKEN_BACK), "")


# --- in the morning ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Last:
    """A project's last run: when, how it ended in words, and the file that tells the rest."""

    when: datetime
    ended: str
    path: Path


def last(folder: Path) -> Last | None:
    """The last run of the project in a folder; None where none is told of that can be read."""
    try:
        reports = opening.project_of(folder).reports
    except Trouble:
        reports = folder / Folders().reports
    path = reports / TOLD
    try:
        found = BEGINS.match(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return Last(datetime.fromisoformat(found[1]), found[2], path) if found else None


def marked(path: Path) -> set[str]:
    """What a run that is told of in a file marked for somebody to look at; nothing where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {line.removeprefix(MARK) for line in lines if line.startswith(MARK)}


def opened(folder: Path, now: datetime) -> Project:
    """The project of a folder, to be run. Raises as opening.project_of, and then tells of it where the summary lies.

    Where the summary lies is not known of a project that cannot be opened, unless it is the usual place.
    """
    try:
        return opening.project_of(folder)
    except Trouble as trouble:
        told = Told([f"{BEGUN.format(now=now)}."], over=True)
        told.add(str(trouble), Code.FAILED)
        path = folder / Folders().reports / TOLD
        if path.is_file():
            with suppress(Trouble):
                put_text(told.text(), path)
        raise
