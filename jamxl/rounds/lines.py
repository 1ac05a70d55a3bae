"""A unit's rows in one round, and when what they say is the same."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from jamxl import swedish
from jamxl.columns import Percent, Reference, Text
from jamxl.consolidation import Batch, Delivery, when
from jamxl.grid import a1, is_number
from jamxl.sheets import Book, Follow, Table

# Two texts may be of the same thing when so much of them is alike, or when so large a part of the shorter one's words
# is in the other.
ALIKE, SHARED = 0.6, 0.5
# Shorter words say little of what a text is about.
SAYING = 4
# What is shown of a cell with nothing in it.
BLANK = "(tomt)"
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row of a delivery's table."""

    delivery: Delivery
    part: type[Table]
    index: int

    @property
    def batch(self) -> Batch:
        return self.delivery.batches[self.part.table_key]

    @property
    def follow(self) -> Follow:
        """How the table's rows are followed."""
        return self.part.follow or Follow()

    def knows(self, key: str) -> bool:
        """What stands in the column, or that nothing does, is known. A file of an earlier template may lack it."""
        if self.value(key) is not None:
            return True
        return key in self.batch.places and not self.batch.unreadable.get(key)

    def value(self, key: str) -> Any:
        return self.batch.columns[key][self.index]

    def shown(self, key: str) -> str:
        """The cell as people read it; a sign that stands for a number as such."""
        sign = self.batch.symbols.get(key, {}).get(self.index)
        return sign or self.part.columns[key].show(self.value(key))

    def number(self, key: str) -> float | None:
        """A number as people count it: a share in per cent."""
        value, column = self.value(key), self.part.columns[key]
        if not is_number(value):
            return None
        return value * 100 if isinstance(getattr(column, "like", column), Percent) else float(value)

    def cell(self, key: str) -> str:
        """The cell's address; blank when the file does not have the column."""
        place = self.batch.places.get(key)
        return "" if place is None else a1(self.row - 1, place)

    @property
    def row(self) -> int:
        """The sheet's row, from 1."""
        return self.batch.lines[self.index]

    @property
    def row_id(self) -> str:
        identity = self.part.identity()
        return "" if identity is None else str(self.value(identity.key) or "")

    @property
    def name(self) -> str:
        """What the row is, in its own words."""
        return self.shown(self.follow.names) if self.follow.names else ""

    @property
    def called(self) -> str:
        """The row's ID, and what it is."""
        return f"{self.row_id} ({self.name})" if self.name and fold(self.name) != fold(self.row_id) else self.row_id

    @property
    def subject(self) -> Key | None:
        """What the row's numbers are of; None when it does not say."""
        by = self.follow.by
        if not by or self.value(by[0]) is None:
            return None
        return tuple(fold(self.shown(key)) for key in by)

    @property
    def time(self) -> Key:
        """A row's place among those of the same subject; one without a day or period is before the others."""
        value = self.value(self.follow.when) if self.follow.when else None
        if value is None:
            return (False, (), self.index)
        return (True, (value,) if isinstance(value, date) else when(str(value)), self.index)


class Side:
    """One of the two rounds: a unit's book, with its rows by ID and by what their numbers are of."""

    def __init__(self, book: type[Book], delivery: Delivery) -> None:
        self.book = book
        self.delivery = delivery
        self._rows: dict[str, list[Line]] = {}
        self._ids: dict[str, dict[Key, Line]] = {}

    def rows(self, part: type[Table]) -> list[Line]:
        """The rows of a table, in the order of the sheet; the same objects each time."""
        if part.table_key not in self._rows:
            batch = self.delivery.batches.get(part.table_key)
            count = len(batch.lines) if batch else 0
            self._rows[part.table_key] = [Line(self.delivery, part, index) for index in range(count)]
        return self._rows[part.table_key]

    def ids(self, part: type[Table]) -> dict[Key, Line]:
        """The rows by ID; of two with the same ID nobody can tell which is meant, so neither is here."""
        if part.table_key not in self._ids:
            named = [(id_of(row.row_id), row) for row in self.rows(part) if row.row_id]
            often = Counter(key for key, _ in named)
            self._ids[part.table_key] = {key: row for key, row in named if often[key] == 1}
        return self._ids[part.table_key]

    def repeated(self, part: type[Table]) -> set[Key]:
        """The IDs that stand on several rows."""
        return {id_of(row.row_id) for row in self.rows(part) if row.row_id} - self.ids(part).keys()

    def subjects(self, part: type[Table]) -> dict[Key, Line]:
        """By what their numbers are of, the row that counts: the latest."""
        found: dict[Key, list[Line]] = defaultdict(list)
        for row in self.rows(part):
            if (subject := row.subject) is not None:
                found[subject].append(row)
        return {key: max(several, key=lambda row: row.time) for key, several in found.items()}

    def referred(self, row: Line, key: str) -> Line | None:
        """The row that a reference of another leads to."""
        column = row.part.columns[key]
        assert isinstance(column, Reference)
        home = self.book.part(column.to.partition(".")[0])
        return self.ids(home).get(id_of(str(row.value(key) or "")))

    @cached_property
    def has(self) -> set[str]:
        """The keys of the tables that the file has with their IDs."""
        return {
            part.table_key
            for part in self.book.parts
            if (batch := self.delivery.batches.get(part.table_key))
            and (identity := part.identity())
            and (identity.key in batch.places or any(batch.columns[identity.key]))
        }


def fold(text: str) -> str:
    """A text without what does not change its meaning: letters' case, spaces, punctuation."""
    return " ".join(re.sub(r"[^\w%/+-]+", " ", swedish.fold(text)).split())


def id_of(row_id: str) -> Key:
    """An ID for comparing: A-005 and A-5 are the same."""
    return swedish.id_key(row_id) or ("", fold(row_id))


def alike(before: str, now: str) -> bool:
    """Two texts may be of the same thing: one was edited into the other."""
    one, other = fold(before), fold(now)
    if not one or not other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE:
        return True
    few, many = sorted((saying(one), saying(other)), key=len)
    return bool(few) and len(few & many) >= SHARED * len(few)


def saying(text: str) -> set[str]:
    """The words of a folded text that say what it is about."""
    return {word for word in text.split() if len(word) >= SAYING}


def differs(before: Line, now: Line, key: str) -> bool:
    """A column says something else than it did, as far as both are known."""
    if not (before.knows(key) and now.knows(key)):
        return False
    one, other = before.shown(key), now.shown(key)
    return fold(one) != fold(other) if isinstance(now.part.columns[key], Text) else one != other
