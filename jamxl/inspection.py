"""One file: read and checked, and its review copy made. What runs in a worker."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jamxl import identity, privacy, review, texts
from jamxl.checking import Checked, about_file, check, refused
from jamxl.columns import PeriodName
from jamxl.consolidation import Delivery, deliver, when
from jamxl.draw.xlsx import drawn
from jamxl.findings import ordered
from jamxl.mark import CannotMark, Mark, mark
from jamxl.project import Limits
from jamxl.read import Refused, load, parse
from jamxl.sheets import Table
from jamxl.standard import books
from jamxl.today import Today

# What Excel and LibreOffice put beside a file that someone has open.
OWNERS = ("~${}", ".~lock.{}#")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The bytes of a review copy; `marked` is False for one that holds nothing but the review."""

    copy: bytes
    marked: bool


@dataclass(frozen=True, slots=True)
class Remembered:
    """A file of an earlier round: its delivery, and the rows that go on, by table key."""

    delivery: Delivery
    rows: dict[str, list[dict[str, Any]]]


def check_one(path: Path, limits: Limits, today: date, name: str = "") -> Checked:
    """Check one file; whatever is wrong with it is in the findings."""
    shown = name or str(path)
    try:
        checked = check(parse(load(path), shown), books(), limits, today)
    except Refused as trouble:
        checked = refused(shown, trouble.code, **trouble.facts)
    else:
        if any(os.path.exists(path.with_name(owner.format(path.name))) for owner in OWNERS):
            checked.findings = ordered([*checked.findings, about_file("JX121")])
    checked.path, checked.findings = privacy.unnamed(shown, checked.findings, today)
    return checked


def delivered(path: Path, limits: Limits, today: date, name: str) -> Delivery:
    """Check one file and keep what a consolidation needs, and how long that stands."""
    day = Today.of(today)
    delivery = deliver(check_one(path, limits, day, name), received(path))
    delivery.judged, delivery.until = today, day.until
    return delivery


def remembered(path: Path, limits: Limits, today: date, name: str) -> Remembered:
    """Check one file of an earlier round and keep what goes on to the next."""
    checked = check_one(path, limits, today, name)
    parts = checked.book.parts if checked.book and checked.data else ()
    rows = {part.table_key: carried(part, checked) for part in parts if part.carries}
    return Remembered(deliver(checked, received(path)), rows)


def carried(part: type[Table], checked: Checked) -> list[dict[str, Any]]:
    """The rows that go on to the next round: what was filled in, and what becomes last round's value."""
    assert checked.data is not None
    records = latest(part, checked.data.parts[part.table_key].records())
    if part.fixed_rows:
        # In the template's order, whatever the order in the file was.
        by_words = {tuple(record[key] for key in part.fixed_rows[0]): record for record in records}
        blank = dict.fromkeys(part.columns)
        records = [by_words.get(tuple(fixed.values()), blank) for fixed in part.fixed_rows]
    rows = []
    for record in records:
        new_row = {c.key: kept(record[c.key], checked.data.today) for c in part.inputs() if c.carry and not c.previous}
        new_row |= {c.key: kept(record[c.previous], checked.data.today) for c in part.inputs() if c.previous}
        rows.append(new_row)
    return rows


def latest(part: type[Table], records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of rows that count the same in several periods, the last one: in the next round they would be one row."""
    lasting = [key for key in part.counted_by if part.columns[key].carry]
    if len(lasting) == len(part.counted_by):
        return records
    chosen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for record in records:
        name = tuple(record[key] for key in lasting)
        before = chosen.get(name)
        if before is None or ended(part, before) <= ended(part, record):
            chosen[name] = record
    return list(chosen.values())


def ended(part: type[Table], record: dict[str, Any]) -> tuple[date, int]:
    """When the period of a row ended."""
    period = next((record[key] for key in part.counted_by if isinstance(part.columns[key], PeriodName)), None)
    return when(period or "")


def kept(value: Any, today: date) -> Any:
    """A value that goes on to the next round; nothing of a text with an identity number in it."""
    return None if type(value) is str and identity.found(value, today) else value


def reviewed(path: Path, delivery: Delivery, today: date) -> Reviewed:
    """Answer the unit of a file that was checked: in a copy of it, or beside it when it cannot be marked."""
    obstacle = []
    if delivery.readable:
        try:
            data = load(path)
            if hashlib.sha256(data).hexdigest() != delivery.sha256:
                raise CannotMark(texts.CHANGED_SINCE)
            return Reviewed(mark(data, list(marks(delivery)), lambda notes: review.pages(delivery, today, notes)), True)
        except Refused as trouble:
            obstacle.append(texts.FINDINGS[trouble.code].message.format_map(trouble.facts))
        except CannotMark as trouble:
            obstacle.append(str(trouble))
    return unread(delivery, today, obstacle)


def unread(delivery: Delivery, today: date, notes: Sequence[str] = ()) -> Reviewed:
    """The review of a file that no copy can be made of."""
    return Reviewed(drawn(review.pages(delivery, today, notes, marked=False)), marked=False)


def marks(delivery: Delivery) -> Iterator[Mark]:
    """A mark at each cell that a finding names."""
    for finding in delivery.findings:
        if finding.code not in review.UNMARKED:
            for cell in finding.cells:
                yield Mark(finding.sheet, cell.partition(":")[0], review.note(finding), finding.severity)


def received(path: Path) -> date | None:
    """The day a file came, None when it cannot be told."""
    try:
        return date.fromtimestamp(path.stat().st_mtime)
    except (OSError, ValueError, OverflowError):
        return None
