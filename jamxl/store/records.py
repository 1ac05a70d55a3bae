"""What is kept of a run, as plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """A report that was made. `made`: when; `day`: the day that its rules went by; `code`: a checksum of jamxl's own.

    `settings` is what the project had decided, as JSON can hold it. `id` is the store's, 0 before it has one.
    """

    project: str
    period: str
    made: datetime
    day: date
    version: str
    code: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A file that a run read: its path as shown, and the key of its delivery."""

    path: str
    sha256: str
    status: str
    unit: str
    book: str
    key: str


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
