"""Which numbers of a book marked Känslig are too small to leave the unit's file, and which would give them away. Pure.

A row with a count of people from one up to the limit loses all its numbers of people, and what is worked out from them.
What the row adds up with could tell them still. So the smallest other groups of the same thing go too, until those that
are gone hold at least the limit together; and a whole series goes when some of its periods lie within others. The row
of all groups stays, unless it is small itself. The rows of a table that does not say what its numbers are of
(`counted_by`) are taken for groups of one thing.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from jamxl.columns import PeriodName, plain
from jamxl.dates import Period
from jamxl.sheets import Table, operands
from jamxl.swedish import Unreadable, fold

Columns = Mapping[str, Sequence[Any]]


class Kin(NamedTuple):
    """Rows whose numbers add up, by index; `whole`: all go when one does."""

    rows: set[int]
    whole: bool


def withheld(part: type[Table], columns: Columns, least: int) -> dict[int, set[str]]:
    """The cells that stay in the unit's file: row index to column keys. `least`: smaller counts are not told."""
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    counts = [counted(part, row) for row in rows]
    hidden = {i for i, count in enumerate(counts) if any(0 < value < least for value in count.values())}
    groups = list(kin(part, rows)) if hidden else []
    before: set[int] = set()
    while hidden != before:
        before = {*hidden}
        for group in groups:
            hidden |= companions(group, hidden, counts, least)
    return {i: told_of_people(part, rows[i]) for i in sorted(hidden)}


def counted(part: type[Table], row: Mapping[str, Any]) -> dict[str, float]:
    """The row's counts of people, by column key."""
    counts = ((key, row[key]) for key, column in part.columns.items() if column.of_people(row) is True)
    return {key: value for key, value in counts if value is not None}


def told_of_people(part: type[Table], row: Mapping[str, Any]) -> set[str]:
    """The columns whose values in the row are of people, or worked out from such columns of the table."""
    found = {key for key, column in part.columns.items() if column.of_people(row)}
    return found | {key for key in part.columns if operands(part, key, lambda column: column.of_people(row))}


def companions(group: Kin, hidden: set[int], counts: Sequence[Mapping[str, float]], least: int) -> set[int]:
    """The rows of a group that go, those that have gone among them."""
    gone = hidden & group.rows
    if group.whole:
        return group.rows if gone else gone
    keys = {key for i in gone for key, value in counts[i].items() if 0 < value < least}
    while short := {key for key in keys if sum(counts[i].get(key, 0.0) for i in gone) < least}:
        rest = [i for i in group.rows - gone if any(counts[i].get(key, 0.0) > 0 for key in short)]
        if not rest:
            break
        gone.add(min(rest, key=lambda i: (sum(counts[i].values()), i)))
    return gone


def kin(part: type[Table], rows: Sequence[Mapping[str, Any]]) -> Iterator[Kin]:
    """The groups and the series that a table's rows make."""
    if not part.counted_by:
        yield Kin({*range(len(rows))}, whole=False)
    for key in part.counted_by:
        families: dict[tuple[str, ...], list[int]] = {}
        for i, row in enumerate(rows):
            others = tuple(fold(plain(row[other])) for other in part.counted_by if other != key)
            families.setdefault(others, []).append(i)
        for family in families.values():
            if not part.columns[key].required:
                yield Kin({i for i in family if rows[i][key] is not None}, whole=False)
            elif isinstance(part.columns[key], PeriodName) and nested([rows[i][key] for i in family]):
                yield Kin({*family}, whole=True)


def nested(codes: Sequence[str | None]) -> bool:
    """Some period lies within another; one that cannot be read may."""
    try:
        periods = {Period.parse(code or "") for code in codes}
    except Unreadable:
        return True
    return any(a.start <= b.start and b.end <= a.end for a, b in permutations(periods, 2))
