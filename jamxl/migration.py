"""A file made of an earlier template: the book as it was then, and the file's rows as rows of the book today. Pure.

A file is read as what it was made as, so that it is not blamed for sheets and columns that came later. What is new
since then counts as not in the file: no demand is made of it, also not of a new column that is required, and rules that
need it say nothing. A part or column that is newer than the file all the same stands in it, by its hidden key, is read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jamxl import texts
from jamxl.columns import Column
from jamxl.grid import RawBook
from jamxl.locate import Found, marks, spots
from jamxl.sheets import Book, Moved, Rows, Table

# So many templates of one book are kept in mind: versions, and mixtures of them.
MOST_EDITIONS = 64
# A part of a version, short enough to be one.
NUMBER = re.compile("[0-9]{1,9}")


@dataclass(slots=True)
class Migrated:
    """The rows of a file by part key, as the book is today.

    `said`: what was moved where, a sentence each. `made`: parts that the file does not have, whose rows were made of
    cells in it, each with the sheet of those cells; the rows' lines are theirs. `newer`: the other parts that are newer
    than the file and not in it.
    """

    parts: dict[str, Rows]
    said: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    newer: frozenset[str] = frozenset()


def numbers(version: str) -> tuple[int, ...]:
    """A version for comparing: "1.10" after "1.9"."""
    return tuple(int(part) if NUMBER.fullmatch(part) else 0 for part in version.split("."))


def said_version(raw: RawBook, book: type[Book]) -> str:
    """The version that Läs mig names, for a file whose stamp is gone; blank when it names none."""
    guide = raw.sheet(texts.GUIDE_SHEET)
    pattern = re.compile(texts.MADE_OF.format(book=re.escape(book.key), version=r"([0-9]+(?:\.[0-9]+)*)"))
    cells = (value for row in (guide.rows if guide else ()) for value in row if isinstance(value, str))
    return next((match[1] for match in map(pattern.match, cells) if match), "")


def as_of(book: type[Book], version: str, raw: RawBook) -> type[Book]:
    """The book as a version of the template had it, with what is newer where the file has its hidden key."""
    if numbers(version) >= numbers(book.version):
        return book
    standing = frozenset(mark for sheet in raw.sheets for mark, _, _ in spots(sheet, marks(book)))
    return edition(book, version, standing & newer_marks(book, version))  # type: ignore[arg-type]  # classes hash


def newer_marks(book: type[Book], version: str) -> frozenset[str]:
    """The hidden keys of all columns that are newer than a version."""
    return frozenset(
        f"{part.table_key}.{key}"
        for part in book.parts
        for key, column in part.columns.items()
        if later(part.new_in, version) or later(column.new_in, version)
    )


def later(new_in: str, version: str) -> bool:
    """Something came after a version; what says no version has always been there."""
    return bool(new_in) and numbers(new_in) > numbers(version)


@lru_cache(maxsize=MOST_EDITIONS)
def edition(book: type[Book], version: str, standing: frozenset[str]) -> type[Book]:
    """The book as of a version, with the newer columns whose hidden keys are `standing`; kept, for other files of it.

    Its parts and itself are subclasses of today's: they only name other columns and parts. Where a table that would be
    made of an old column stands in the file, somebody put it there: the column is then what it is today.
    """
    moved = [move for move in book.moved if later(move.until, version)]
    put_there = {mark.partition(".")[0] for mark in standing}
    by_hand = {(m.part.table_key, m.column.header) for m in moved if m.makes and m.makes.table_key in put_there}
    parts = []
    for part in book.parts:
        kept = {
            key: column
            for key, column in part.columns.items()
            if not newer(part, column, version, standing) or (part.table_key, column.header) in by_hand
        }
        headers = {column.header for column in kept.values()}
        old = {m.column.key: m.column for m in moved if m.part is part and m.column.header not in headers}
        if kept:
            parts.append(type(part.__name__, (part,), {"__doc__": part.__doc__, "columns": kept | old}))
    return type(book.__name__, (book,), {"parts": tuple(parts)})


def newer(part: type[Table], column: Column, version: str, standing: frozenset[str]) -> bool:
    """A column came after a version, and the file does not have it all the same."""
    came_later = later(part.new_in, version) or later(column.new_in, version)
    return came_later and f"{part.table_key}.{column.key}" not in standing


def migrate(book: type[Book], then: type[Book], read: Mapping[str, Rows], found: Mapping[str, Found]) -> Migrated:
    """The rows that were read by the book as it was `then`, as rows of the book today."""
    if then is book:
        return Migrated(dict(read))
    parts = {part.table_key: as_today(part, read.get(part.table_key)) for part in book.parts}
    absent = frozenset(parts) - set(read)
    migrated = Migrated(parts)
    for move in moves(book, read):
        source = read[move.part.table_key]
        said = move.carry(source, parts)
        migrated.said += [said] if said else []
        if move.makes is not None and len(parts[move.makes.table_key]):
            migrated.made[move.makes.table_key] = found[move.part.table_key].sheet.name
    migrated.newer = absent - set(migrated.made)
    return migrated


def moves(book: type[Book], read: Mapping[str, Rows]) -> Iterator[Moved]:
    """What the book had in another way when the file was made."""
    for move in book.moved:
        if move.part.table_key in read and move.column.key in read[move.part.table_key].columns:
            yield move


def as_today(part: type[Table], read: Rows | None) -> Rows:
    """The rows of a part with its columns of today: those that the file does not have are lost, not blank."""
    if read is None:
        blank = Rows.of(part, [])
        blank.lost = {column.key for column in part.inputs()}
        return blank
    rows = Rows(part, {key: read.columns.get(key, [None] * len(read)) for key in part.columns})
    rows.lines = read.lines
    rows.bad = {(index, key) for index, key in read.bad if key in part.columns}
    rows.lost = {c.key for c in part.inputs() if c.key in read.lost or c.key not in read.columns}
    rows.symbols = {(index, key): symbol for (index, key), symbol in read.symbols.items() if key in part.columns}
    return rows
