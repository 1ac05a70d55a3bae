"""A unit's book beside the same book of the round before: rows that came, changed and went, and their numbers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from jamxl.columns import PeriodName, Reference
from jamxl.consolidation import Delivery
from jamxl.dates import Period
from jamxl.rounds.lines import Key, Line, Side, alike, differs, fold, id_of
from jamxl.sheets import Book, Table
from jamxl.swedish import Unreadable

REMARK = "remark"


class Kind(StrEnum):
    """What became of a row since the round before."""

    NEW = "Ny"
    CHANGED = "Ändrad"
    SAME = "Oförändrad"
    GONE = "Borta"
    RENUMBERED = "Nytt ID"
    REUSED = "ID för något annat"


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A row of two rounds; one of them is None when it came or went. `changed`: the columns that say something else."""

    kind: Kind
    before: Line | None
    now: Line | None
    changed: tuple[str, ...] = ()

    @property
    def row(self) -> Line:
        """The row as it is, or as it was."""
        row = self.now or self.before
        assert row is not None
        return row

    @property
    def part(self) -> type[Table]:
        return self.row.part


@dataclass(frozen=True, slots=True, eq=False)
class Defined:
    """A definition that changed: the column, in the row that has it."""

    before: Line
    now: Line
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A number in two rounds. It is not compared when something that defines it changed, or its period's length."""

    before: Line
    now: Line
    key: str
    redefined: tuple[Defined, ...] = ()
    periods: tuple[str, str] | None = None

    @property
    def compared(self) -> bool:
        return not self.redefined and self.periods is None

    @property
    def values(self) -> tuple[float, float]:
        """Before and now, shares in per cent."""
        before, now = self.before.number(self.key), self.now.number(self.key)
        assert before is not None
        assert now is not None
        return before, now


@dataclass
class Comparison:
    """One unit's book in this round and in the latest one before it that has it."""

    book: type[Book]
    before: Delivery
    now: Delivery
    sides: tuple[Side, Side] = field(init=False)

    def __post_init__(self) -> None:
        self.sides = (Side(self.book, self.before), Side(self.book, self.now))

    @cached_property
    def parts(self) -> list[type[Table]]:
        """The tables that are followed and that both files have."""
        both = self.sides[0].has & self.sides[1].has
        return [part for part in self.book.parts if part.follow and part.table_key in both]

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every row, in the order of the sheets as they are now; those that went stand last in their table."""
        return [pair for part in self.parts for pair in self.of_part(part)]

    def of_part(self, part: type[Table]) -> Iterator[Pair]:
        """The rows of one table. IDs that stand twice are left out: they have their own finding."""
        old, new = (side.ids(part) for side in self.sides)
        unclear = self.sides[0].repeated(part) | self.sides[1].repeated(part)
        told_of = self.sides[1].subjects(part)
        moved = renumbered(part, old, new)
        for key, now in new.items():
            before = old.get(key)
            if key in unclear:
                continue
            if now in moved:
                yield Pair(Kind.RENUMBERED, moved[now], now, changes(moved[now], now))
            elif before is None:
                yield Pair(Kind.NEW, None, now)
            elif other(before, now):
                lost = before.subject is None or before.subject not in told_of
                yield Pair(Kind.REUSED if lost else Kind.NEW, before if lost else None, now)
            else:
                changed = changes(before, now)
                yield Pair(Kind.CHANGED if changed else Kind.SAME, before, now, changed)
        here = {*new, *unclear}
        for key, before in old.items():
            if key not in here and before not in moved.values() and before.subject not in told_of:
                yield Pair(Kind.GONE, before, None)

    @cached_property
    def matched(self) -> dict[str, list[tuple[Line, Line]]]:
        """By table key, the rows whose numbers are of the same thing."""
        found: dict[str, list[tuple[Line, Line]]] = {}
        for part in self.parts:
            old, new = (side.subjects(part) for side in self.sides)
            both = [(old[subject], now) for subject, now in new.items() if subject in old]
            taken = {line for pair in both for line in pair}
            found[part.table_key] = both + [
                (pair.before, pair.now)
                for pair in self.pairs
                if pair.part is part and pair.kind not in (Kind.NEW, Kind.GONE, Kind.REUSED)
                if pair.before and pair.now and not {pair.before, pair.now} & taken
            ]
        return found

    @cached_property
    def numbers(self) -> list[Number]:
        """Every followed number that both rounds have."""
        return [
            Number(before, now, key, tuple(self.redefined(before, now)), other_periods(before, now))
            for part in self.parts
            for before, now in self.matched[part.table_key]
            for key in now.follow.numbers
            if before.number(key) is not None and now.number(key) is not None
        ]

    def redefined(self, before: Line, now: Line) -> Iterator[Defined]:
        """What of a number's definition changed, in its own row and in the one it refers to."""
        yield from (Defined(before, now, key) for key in now.follow.defines if differs(before, now, key))
        if of := now.follow.of:
            was, is_ = self.sides[0].referred(before, of), self.sides[1].referred(now, of)
            if was and is_:
                yield from (Defined(was, is_, key) for key in is_.follow.defines if differs(was, is_, key))


def renumbered(part: type[Table], old: dict[Key, Line], new: dict[Key, Line]) -> dict[Line, Line]:
    """Rows that have got another ID, to what they were: their words stood under an ID that now is something else's."""
    if not part.follow or not part.follow.names or part.follow.by:
        return {}
    left = [row for key, row in old.items() if key not in new or other(row, new[key])]
    often = Counter(fold(row.name) for row in left)
    names = {name: row for row in left if often[name := fold(row.name)] == 1 and name}
    come = [row for key, row in new.items() if key not in old or other(old[key], row)]
    return {row: was for row in come if (was := names.pop(fold(row.name), None))}


def other(before: Line, now: Line) -> bool:
    """The ID stands for something else."""
    names = now.follow.names
    if names and isinstance(now.part.columns[names], Reference):
        return bool(before.name and now.name) and id_of(before.name) != id_of(now.name)
    return not alike(before.name, now.name)


def changes(before: Line, now: Line) -> tuple[str, ...]:
    """The columns that people fill in, or that steer, which say something else; not what each round fills in anew."""
    identity = now.part.identity()
    left_out = {*now.follow.numbers, REMARK, identity.key if identity else ""}
    asked = [c.key for c in now.part.inputs() if c.carry and not c.previous and c.key not in left_out]
    keys = dict.fromkeys([*asked, *now.follow.steers])
    return tuple(key for key in now.part.columns if key in keys and differs(before, now, key))


def other_periods(before: Line, now: Line) -> tuple[str, str] | None:
    """The periods that two numbers are for, when they are not equally long."""
    key = now.follow.when
    if not key or not isinstance(now.part.columns[key], PeriodName):
        return None
    codes = (before.value(key), now.value(key))
    try:
        one, two = (Period.parse(code) for code in codes if code)
    except (Unreadable, ValueError):
        return None
    return None if one.months == two.months else (str(codes[0]), str(codes[1]))


def compare(book: type[Book], before: Delivery, now: Delivery) -> Comparison:
    """A unit's book in two rounds."""
    return Comparison(book, before, now)
