"""What is kept of a run, as plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jamxl.consolidation import Delivery
from jamxl.present.report import Report


@dataclass(frozen=True, slots=True)
class Run:
    """A report that was made. `made`: when; `day`: the day that its rules went by; `code`: a checksum of jamxl's own.

    `settings` is what the project had decided, as JSON can hold it. `input`: a checksum of all that it was made of; two
    runs with the same one made the same report. `id` is the store's, 0 before it has one.
    """

    project: str
    period: str
    made: datetime
    day: date
    version: str
    code: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    input: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Input:
    """A file as a run reads it: its delivery under its key, the round it came in for, and its size in bytes.

    `size` is None when the file is not there under the name that is shown.
    """

    key: str
    delivery: Delivery
    round: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """An edition of a run, whole, and the ID of the run that it says what has changed since (None for none).

    `record`: of an open edition the checksum of its record, which the next one goes by.
    """

    report: Report
    compared: int | None = None
    record: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What is known of an edition of a run without its report; see Printed."""

    run: int
    edition: str
    compared: int | None
    record: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that a run read: its path as shown, the key of its delivery, its round, and its size in bytes.

    `until`: the day from which it would be judged otherwise; None for never.
    """

    path: str
    sha256: str
    status: str
    unit: str
    book: str
    key: str
    round: str = ""
    size: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as an edition ("intern", "oppen") showed it: its ID, where it stood, and its value unrounded.

    Of the open edition only what it showed is kept: what it hid is nothing to follow or to print again.
    """

    edition: str
    id: str
    section: str
    labels: tuple[str, ...]
    header: str
    value: float | str | None
    format: str


@dataclass(frozen=True, slots=True)
class FigureOrigin:
    """Cells of one sheet that a figure of the internal edition is made of, as Excel writes ranges: "G6:G12, H6"."""

    figure: str
    file: str
    sheet: str
    cells: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A unit that was reminded of a period's due day: so many days after it, negative before, and when.

    `how`: "sent" by e-mail, or a "draft" for the co-ordinator.
    """

    period: str
    unit: str
    due: date
    days: int
    made: datetime
    how: str
