"""Many checked files -> one consolidation: tables of all units with the origin of every row. Pure.

Rows in = rows out + rows refused, for every file and table (`Consolidated.balance`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal

from jamxl import identity, texts
from jamxl.checking import Checked, Status, about_file
from jamxl.columns import Column
from jamxl.dates import Period
from jamxl.findings import Finding, ordered
from jamxl.intake import Count
from jamxl.privacy import SENSITIVE, holds_number
from jamxl.project import Limits as DefaultLimits
from jamxl.sheets import Book, Limits, Rows, Table
from jamxl.swedish import Unreadable, nearest, sort_key
from jamxl.withholding import withheld

if TYPE_CHECKING:
    import pandas as pd

Arrival = Literal["i tid", "sen", "saknas", "avvisad"]
# Origin columns of every data table: key -> Swedish header. They stand before the table's own columns.
ORIGIN = {"municipality": "Kommun", "unit": "Enhet", "unit_id": "Enhets-ID", "period": "Period"}
TRACE = {"file": "Fil", "sheet": "Blad", "row": "Rad"}
# Headings of a data sheet that are not the table's own.
TAKEN = {header.casefold() for header in (*ORIGIN.values(), *TRACE.values(), "Länk")}
WITHDRAWN = "Återtagen"
WITHHELD = ".."
# The codes of a file whose place another has taken.
REPLACED = ("JX112", "JX122")
# The unit has taken its book back.
TAKEN_BACK = "JX120"
# What programs add to the name of a copy: Windows, Finder, and folders that are synchronised.
COPIED = re.compile(r"(?i)\(\d+\)\.\w+$|kopia|copy|conflict|konflikt| \d\.\w+$|-(?:DESKTOP|LAPTOP|PC|DATOR)-?\w*\.\w+$")
# What stands for a finding about a table that stays with the unit.
VEILED = "{header} på bladet {sheet} behöver ses över. Vad som står där visas bara i enhetens egen fil."
VEILED_FIX = "Se kolumnen Kontroll på bladet i enhetens fil."


@dataclass(frozen=True, slots=True)
class Expected:
    """A unit that is to report, and the books it reports in (keys)."""

    unit_id: str
    name: str
    municipality: str
    books: tuple[str, ...]


@dataclass(slots=True)
class Batch:
    """The rows of one table in one file, column by column. `lines`: the sheet's row numbers, from 1.

    `unreadable` counts the cells by column that hold something but no value; `symbols` has the signs that stand for
    one, by column and row. `hidden` has the rows, by column, whose value stayed in the unit's file since it
    tells of too few people; the sign .. stands for it. `places`: the sheet's columns, from 0, by key, of those that
    the file has. `cells`: of an upright form instead each value's own (row, column), from 0.
    """

    sheet: str
    columns: dict[str, list[Any]]
    lines: list[int]
    unreadable: dict[str, int]
    symbols: dict[str, dict[int, str]] = field(default_factory=dict)
    hidden: dict[str, list[int]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Delivery:
    """What is kept of a checked file once its rows have been let go: small, and cheap to send between processes."""

    path: str
    sha256: str
    book: str
    unit: str
    period: str
    status: Status
    findings: list[Finding]
    cells: Count
    file_version: float = 1.0
    names: tuple[str, str] = ("", "")
    # The unit's own word for its state, from the cover.
    marked: str = ""
    # The unit says on the cover that its free texts may be shown to anybody.
    texts_reviewed: bool = False
    batches: dict[str, Batch] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    received: date | None = None
    # The day that its rules went by, None when its reading had to be ended; and the first later day on which they
    # would judge it otherwise, None for never.
    judged: date | None = None
    until: date | None = None
    version: str = ""
    # Checksums of the files that this was mended from, by way of review copies, the first one first.
    reviewed: str = ""

    @property
    def readable(self) -> bool:
        """Rows could be had from the file, whether or not they count."""
        return bool(self.book)

    def to_json(self) -> dict[str, Any]:
        """The file's part of `jamxl check --format json`."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "book": self.book,
            "schema_version": self.version,
            "unit": self.unit,
            "period": self.period,
            "status": self.status,
            "cells": self.cells.to_json(),
            "findings": [finding.to_json() for finding in self.findings],
        }

    @property
    def holds_number(self) -> bool:
        """An identity number stands somewhere in the file, or in its name."""
        return holds_number(self.findings)

    @property
    def rows(self) -> int:
        """Rows read that may be consolidated."""
        return sum(len(batch.lines) for batch in self.batches.values())


def deliver(checked: Checked, received: date | None = None) -> Delivery:
    """The delivery of a checked file. Private tables stay with the unit; only their number of rows is kept."""
    delivery = Delivery(
        checked.path,
        checked.sha256,
        checked.book.key if checked.book else "",
        checked.unit,
        checked.period,
        checked.status,
        checked.findings,
        checked.cells,
        received=received,
        version=checked.version,
        reviewed=checked.reviewed,
    )
    if checked.data is None or checked.book is None:
        return delivery
    cover = checked.data.parts[checked.book.parts[0].table_key].columns
    sensitive = (cover.get("info_class") or [None])[0] == SENSITIVE
    clean = partial(identity.cleaned, today=checked.data.today)
    delivery.unit, delivery.period = clean(checked.unit), clean(checked.period)
    for part in checked.book.parts:
        if part.generated or part.table_key in checked.newer:
            continue
        if part.private:
            delivery.kept[part.table_key] = len(checked.data.parts[part.table_key])
            continue
        batch = delivery.batches[part.table_key] = batch_of(part, checked, clean)
        if sensitive:
            hide_few(part, batch, checked.data.limits.count_at_least)
    delivery.file_version = (cover.get("file_version") or [None])[0] or 1.0
    delivery.marked = clean(str((cover.get("status") or [None])[0] or ""))
    delivery.texts_reviewed = (cover.get("texts_reviewed") or [None])[0] is True
    said = (clean((cover.get(key) or [None])[0] or "") for key in ("municipality_name", "unit_name"))
    delivery.names = (next(said), next(said))
    return delivery


def batch_of(part: type[Table], checked: Checked, clean: Callable[[Any], Any]) -> Batch:
    """The rows of a part as they are sent: those that say something, without what may not leave the file."""
    assert checked.data is not None
    rows = checked.data.parts[part.table_key]
    sent = {index: number for number, index in enumerate(answered(part, rows))}
    symbols: dict[str, dict[int, str]] = {}
    for (index, key), symbol in rows.symbols.items():
        symbols.setdefault(key, {})[sent[index]] = str(symbol)
    published = part.published(rows.columns, checked.data.limits)
    return Batch(
        clean(checked.sheets.get(part.table_key, part.sheet)),
        {key: [clean(values[index]) for index in sent] for key, values in published.items()},
        [rows.lines[index] + 1 for index in sent],
        dict(Counter(key for _, key in rows.bad - rows.symbols.keys())),
        symbols,
        places=checked.columns.get(part.table_key, {}),
        cells=checked.upright.get(part.table_key, {}),
    )


def hide_few(part: type[Table], batch: Batch, least: int) -> None:
    """Take the counts below the limit out of the rows of a book about people, and what would give them away."""
    for row, keys in withheld(part, batch.columns, least).items():
        for key in keys:
            if batch.columns[key][row] is not None:
                batch.columns[key][row] = None
                batch.symbols.setdefault(key, {})[row] = WITHHELD
                batch.hidden.setdefault(key, []).append(row)


def answered(part: type[Table], rows: Rows) -> list[int]:
    """The rows that say something, by index: of the template's own only those with more than its words."""
    if not part.fixed_rows:
        return list(range(len(rows)))
    own = [rows.columns[key] for key, column in part.columns.items() if not column.fixed]
    typed = {index for index, _ in rows.bad | rows.symbols.keys()}
    return [i for i in range(len(rows)) if i in typed or any(values[i] is not None for values in own)]


def share_texts(deliveries: Iterable[Delivery]) -> None:
    """Have each text in memory once for all of the deliveries: rounds repeat each other nearly word for word."""
    one = dict[str, str]().setdefault
    for delivery in deliveries:
        for batch in delivery.batches.values():
            batch.columns = {
                one(key, key): [one(value, value) if type(value) is str else value for value in values]
                for key, values in batch.columns.items()
            }
            batch.places = {one(key, key): place for key, place in batch.places.items()}


@dataclass(slots=True)
class Stack:
    """One table of all units: origin columns (ORIGIN), the table's own, then TRACE, each a list over all rows.

    A column of the table's own whose key is one of the others' has the table's key before it. `places`: of a table that
    was worked out, the sheet's column, from 0, that each row is of; None where its file has none.
    """

    book: type[Book]
    part: type[Table]
    columns: dict[str, list[Any]]
    places: Sequence[int | None] = ()

    def __len__(self) -> int:
        return len(self.columns["unit_id"])

    @property
    def name(self) -> str:
        """The Excel table's name in the consolidated workbook."""
        return "Data_" + self.part.table_key

    def records(self) -> list[dict[str, Any]]:
        """The rows as dicts, in the order of units and sheets."""
        return [dict(zip(self.columns, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]

    def column(self, key: str) -> Column | None:
        """The declared column under a key; None for those of origin and trace."""
        if key in ORIGIN or key in TRACE:
            return None
        return self.part.columns.get(key) or self.part.columns[key.removeprefix(f"{self.part.table_key}_")]

    def name_of(self, key: str) -> str:
        """What a column of the table's own is called here."""
        taken = f"{self.part.table_key}_{key}"
        return taken if taken in self.columns else key

    def header(self, key: str) -> str:
        """The Swedish header of a column."""
        column = self.column(key)
        if column is None:
            return ORIGIN.get(key) or TRACE[key]
        taken = column.header.casefold() in TAKEN
        return f"{column.header} i {self.part.sheet}" if taken else column.header

    def frame(self) -> "pd.DataFrame":
        """One row a source row; numbers float64 (hours in hours, shares as fractions), dates and texts as objects."""
        import pandas as pd

        return pd.DataFrame({key: pd.Series(values, dtype=self.dtype(key)) for key, values in self.columns.items()})

    def dtype(self, key: str) -> str:
        """pandas' dtype of a column."""
        column = self.column(key)
        numeric = column is not None and column.format not in ("@", "yyyy-mm-dd")
        return "float64" if numeric else "int64" if key == "row" else "object"


@dataclass(frozen=True, slots=True)
class Arrived:
    """The state of one expected book."""

    unit: Expected
    book: str
    state: Arrival
    delivery: Delivery | None

    @property
    def used(self) -> bool:
        """Its rows are in the consolidation."""
        return self.state in ("i tid", "sen")


@dataclass
class Consolidated:
    """The consolidation of one period. `used` and `refused` together are all deliveries, in a fixed order.

    `earlier`: the consolidations of the project's rounds before it, the first one first. `derived`: tables of no book,
    which were worked out from the others.
    """

    period: str
    books: Mapping[str, type[Book]]
    expected: tuple[Expected, ...]
    due: date | None
    used: list[Delivery]
    refused: list[Delivery]
    title: str = ""
    limits: Limits = field(default_factory=DefaultLimits)
    # What stands before a file's path in links: the way from the report's folder to the project's.
    prefix: str = ""
    earlier: tuple["Consolidated", ...] = ()
    derived: tuple[Stack, ...] = ()
    _stacks: dict[str, Stack] = field(default_factory=dict)
    _memo: dict[tuple[str, str], Any] = field(default_factory=dict)

    def once(self, key: tuple[str, str], work: Callable[[], Any]) -> Any:
        """What `work` gives for a table and column, worked out once: many measures ask for the same."""
        if key not in self._memo:
            self._memo[key] = work()
        return self._memo[key]

    def stack(self, part: type[Table]) -> Stack:
        """All units' rows of a table (see Stack); the Cover of several books is one stack."""
        made = self._stacks.get(part.table_key) or next((s for s in self.derived if s.part is part), None)
        if made is None:
            made = self._stacks[part.table_key] = self._stacked(part)
        return made

    def _stacked(self, part: type[Table]) -> Stack:
        book = next(book for book in self.books.values() if part in book.parts)
        # The cover says itself what the origin columns say of every row.
        told = part is book.parts[0]
        own = {
            f"{part.table_key}_{key}" if key in ORIGIN or key in TRACE else key: key
            for key, c in part.columns.items()
            if not (told and (key in ORIGIN or c.header in ORIGIN.values()))
        }
        columns: dict[str, list[Any]] = {key: [] for key in (*ORIGIN, *own, *TRACE)}
        for delivery in self.used:
            batch = delivery.batches.get(part.table_key)
            if batch is None:
                continue
            count = len(batch.lines)
            municipality, unit = delivery.names
            origin = (municipality, unit, delivery.unit, delivery.period)
            for key, value in zip(ORIGIN, origin, strict=True):
                columns[key] += [value] * count
            for name, key in own.items():
                columns[name] += batch.columns[key]
            columns["file"] += [delivery.path] * count
            columns["sheet"] += [batch.sheet] * count
            columns["row"] += batch.lines
        return Stack(book, part, columns)

    def parts(self) -> list[type[Table]]:
        """The tables that any used file has, forms last, in the order of the books; then those worked out."""
        present = {key for delivery in self.used for key in delivery.batches}
        found: dict[str, type[Table]] = {}
        for book in self.books.values():
            for part in book.parts:
                if part.table_key in present and not part.private:
                    found.setdefault(part.table_key, part)
        return [*sorted(found.values(), key=lambda part: part.is_form), *(stack.part for stack in self.derived)]

    def units(self) -> list[tuple[str, str, str]]:
        """(municipality, unit, unit ID) of every unit that a used file came from, alphabetical."""
        found = {(*delivery.names, delivery.unit) for delivery in self.used}
        return sorted(found, key=lambda unit: tuple(map(sort_key, unit)))

    @cached_property
    def frames(self) -> "dict[str, pd.DataFrame]":
        """All tables as pandas frames, by table key."""
        return {part.table_key: self.stack(part).frame() for part in self.parts()}

    def findings(self) -> list[tuple[Delivery, Finding]]:
        """Every finding with its file. Of a file that a later version replaces, only that it is replaced."""
        told: list[tuple[Delivery, Finding]] = []
        for delivery in [*self.used, *self.refused]:
            replaced = [finding for finding in delivery.findings if finding.code == "JX112"]
            told += [(delivery, finding) for finding in replaced or delivery.findings]
        return told + [line for arrived in self.arrivals() for line in self.shortcomings(arrived)]

    def shortcomings(self, arrived: Arrived) -> Iterator[tuple[Delivery, Finding]]:
        """What is to be said of how an expected book came (X01): not at all, late, with errors."""
        unit, delivery = arrived.unit, arrived.delivery
        title = self.books[arrived.book].title if arrived.book in self.books else arrived.book
        facts = {"value": title, "unit": unit.name}
        found: list[Finding] = []
        if arrived.state == "saknas":
            names = (unit.municipality, unit.name)
            delivery = Delivery("", "", arrived.book, unit.unit_id, self.period, "refused", [], Count(), names=names)
            found.append(about_file("JX128", **facts))
        elif delivery is not None and arrived.used:
            if arrived.state == "sen":
                found.append(about_file("JX129", detail=str(delivery.received), expected=str(self.due), **facts))
            if errors := sum(finding.severity == "error" for finding in delivery.findings):
                found.append(about_file("JX130", detail=f"{errors} fel", **facts))
        for finding in found:
            severity = self.limits.severity(finding.rule, finding.severity, self.period)
            if delivery is not None and severity is not None:
                yield delivery, replace(finding, severity=severity)

    def arrivals(self) -> list[Arrived]:
        """The state of every expected book, in the order of the project's units."""
        return self._arrived

    @cached_property
    def _arrived(self) -> list[Arrived]:
        used, rejected = ({(d.unit, d.book): d for d in reversed(group)} for group in (self.used, self.refused))
        arrived = []
        for unit in self.expected:
            for book in unit.books:
                mine, refused = used.get((unit.unit_id, book)), rejected.get((unit.unit_id, book))
                if mine:
                    late = bool(self.due and mine.received and mine.received > self.due)
                    arrived.append(Arrived(unit, book, "sen" if late else "i tid", mine))
                elif refused:
                    arrived.append(Arrived(unit, book, "avvisad", refused))
                else:
                    arrived.append(Arrived(unit, book, "saknas", None))
        return arrived

    def missing_units(self, part: type[Table]) -> list[str]:
        """The names of expected units whose book with this table is not in."""
        keys = [key for key, book in self.books.items() if part in book.parts]
        return [a.unit.name for a in self.arrivals() if a.book in keys and a.state in ("saknas", "avvisad")]

    def unreadable(self, part: type[Table], key: str) -> dict[str, int]:
        """Cells of a column that hold something, but no value that could be read: how many, by unit."""
        found: dict[str, int] = {}
        for delivery in self.used:
            batch = delivery.batches.get(part.table_key)
            if batch and batch.unreadable.get(key):
                found[delivery.names[1]] = found.get(delivery.names[1], 0) + batch.unreadable[key]
        return found

    def withheld(self, part: type[Table], key: str) -> dict[str, int]:
        """Cells of a column where the unit's own sign says that there is no number: how many, by unit."""
        batches = ((delivery.names[1], delivery.batches.get(part.table_key)) for delivery in self.used)
        signs = ((unit, len(b.symbols.get(key, ())) - len(b.hidden.get(key, ()))) for unit, b in batches if b)
        return {unit: count for unit, count in signs if count}

    def too_few(self, part: type[Table], key: str) -> dict[str, int]:
        """Cells of a column whose number stayed in a book marked Känslig: how many, by unit."""
        batches = ((delivery.names[1], delivery.batches.get(part.table_key)) for delivery in self.used)
        counts = ((unit, len(batch.hidden.get(key, ()))) for unit, batch in batches if batch)
        return {unit: count for unit, count in counts if count}

    @cached_property
    def stayed(self) -> dict[tuple[str, str], set[int]]:
        """The stacks' rows, by table and column, whose number stayed in a book marked Känslig."""
        found: dict[tuple[str, str], set[int]] = {}
        above: Counter[str] = Counter()
        for delivery in self.used:
            for table, batch in delivery.batches.items():
                for key, lines in batch.hidden.items():
                    found.setdefault((table, key), set()).update(above[table] + line for line in lines)
                above[table] += len(batch.lines)
        return found

    def with_numbers(self) -> list[str]:
        """The used files with identity numbers in them."""
        return [delivery.path for delivery in self.used if delivery.holds_number]

    def balance(self) -> list[tuple[Delivery, str, int, int, int]]:
        """(file, table key, rows read, rows consolidated, rows refused) for every file and table."""
        lines = []
        out = {part.table_key: Counter(self.stack(part).columns["file"]) for part in self.parts()}
        for delivery in self.used:
            for key, batch in delivery.batches.items():
                lines.append((delivery, key, len(batch.lines), out[key][delivery.path], 0))
        for delivery in self.refused:
            lines += [(delivery, key, len(b.lines), 0, len(b.lines)) for key, b in delivery.batches.items()]
        return lines


def consolidate(
    deliveries: Iterable[Delivery],
    books: Mapping[str, type[Book]],
    *,
    period: str = "",
    expected: Sequence[Expected] = (),
    due: date | None = None,
    title: str = "",
    limits: Limits | None = None,
) -> Consolidated:
    """The consolidation of a period; without one, of the latest that any file is for.

    A file of another period, of an unknown unit (when any are expected), replaced by a later version, or in conflict
    with another is refused with a finding, never dropped in silence.
    """
    names = {unit.unit_id: (unit.municipality, unit.name) for unit in expected}
    named = (replace(delivery, names=names.get(delivery.unit, delivery.names)) for delivery in deliveries)
    everything = sorted(named, key=lambda d: (d.unit, d.book, d.file_version, d.path))
    period = period or max((d.period for d in everything if d.status != "refused"), key=when, default="")
    used, refused = settle(everything, period, expected)
    used.sort(key=lambda d: (*map(sort_key, d.names), d.unit, d.book))
    used, refused = ([veiled(delivery, books) for delivery in group] for group in (used, refused))
    return Consolidated(period, books, tuple(expected), due, used, refused, title, limits or DefaultLimits())


def settle(
    deliveries: Iterable[Delivery], period: str, expected: Sequence[Expected] = ()
) -> tuple[list[Delivery], list[Delivery]]:
    """The deliveries that count in a period's consolidation, and the others, each with the finding that says why."""
    known = {unit.unit_id for unit in expected}
    used: list[Delivery] = []
    refused: list[Delivery] = []
    rivals: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in deliveries:
        if delivery.status == "refused":
            refused.append(delivery)
        elif known and delivery.unit not in known:
            stranger = about_file("JX110", value=delivery.unit or "(tom)")
            meant = nearest(delivery.unit, sorted(known)) if delivery.unit else None
            refused.append(rejected(delivery, replace(stranger, fix=stranger.fix + texts.hint(meant))))
        elif delivery.marked == WITHDRAWN:
            refused.append(rejected(delivery, about_file(TAKEN_BACK)))
        elif delivery.period != period:
            refused.append(rejected(delivery, about_file("JX113", value=delivery.period or "(tom)", expected=period)))
        else:
            rivals.setdefault((delivery.unit, delivery.book), []).append(delivery)
    for group in rivals.values():
        kept, lost = winner(group)
        used += kept
        refused += lost
    return used, refused


def when(period: str) -> tuple[date, int]:
    """A period's place in time: by its last day, then the shorter one last."""
    try:
        found = Period.parse(period)
    except Unreadable:
        return date.min, 0
    return found.end, -found.months


def veiled(delivery: Delivery, books: Mapping[str, type[Book]]) -> Delivery:
    """The delivery without what its findings quote from tables that stay with the unit, or that too few stand in."""
    book = books.get(delivery.book)
    parts = book.parts if book else ()
    hides = any(batch.hidden for batch in delivery.batches.values())
    private = {p.table_key for p in parts if p.private or (hides and any(c.people for c in p.columns.values()))}
    findings = [
        replace(
            f,
            message=VEILED.format(header=f.header or "Något", sheet=f.sheet),
            fix=VEILED_FIX,
            row_id="",
            value="",
            expected="",
        )
        if f.table in private
        else f
        for f in delivery.findings
    ]
    return replace(delivery, findings=findings)


def copies_last(path: str) -> tuple[bool, str]:
    """What to sort files that are alike by: one whose name looks like a copy's is taken for the copy."""
    return COPIED.search(path) is not None, path


def winner(group: list[Delivery]) -> tuple[list[Delivery], list[Delivery]]:
    """Of several files for one unit, book and period: the highest version; equal versions must be equal files.

    A mended review copy takes the place of the file that was reviewed.
    """
    top = max(delivery.file_version for delivery in group)
    newest = [delivery for delivery in group if delivery.file_version == top]
    answered = {checksum for delivery in newest for checksum in delivery.reviewed.split()}
    best = [delivery for delivery in newest if delivery.sha256 not in answered]
    best.sort(key=lambda delivery: copies_last(delivery.path))
    older = [rejected(d, about_file("JX112", detail=best[0].path)) for d in group if d not in best]
    if len({delivery.sha256 for delivery in best}) == 1:
        copies = [rejected(d, about_file("JX122", detail=best[0].path)) for d in best[1:]]
        return best[:1], older + copies
    paths = ", ".join(delivery.path + (texts.LOOKS_COPIED if COPIED.search(delivery.path) else "") for delivery in best)
    conflict = about_file("JX111", detail=paths)
    return [], older + [rejected(delivery, conflict) for delivery in best]


def rejected(delivery: Delivery, finding: Finding) -> Delivery:
    """The delivery with one more finding, the reason it is not used."""
    findings = ordered([*delivery.findings, finding])
    return replace(delivery, findings=findings, status="refused")
