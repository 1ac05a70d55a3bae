"""What numbers of people are made of: each cell of a unit's book as a sum of atoms. Pure.

An atom is a number that is not made of others, named by what it is of: unit, table, row, column, and the round where
that matters. The same thing told in two rounds is one atom. A number that should be the sum of others (`Column.adds`)
is made of their atoms, and of one more for what they leave over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from jamxl.columns import Column, Reference
from jamxl.columns.kin import Kin
from jamxl.consolidation import ORIGIN, TRACE, Consolidated
from jamxl.dates import Period
from jamxl.present.measures import same
from jamxl.protect import Figure
from jamxl.sheets import Table
from jamxl.swedish import Unreadable

Atom = tuple[str, ...]
Terms = dict[Atom, float]
# What a row is of.
Names = tuple[str, ...]
# The key of a figure: its terms in order.
Key = tuple[tuple[Atom, float], ...]
NEAR = 0.005
ALONE = 1.0


@dataclass(frozen=True, slots=True)
class Origin:
    """What a cell is made of. `amount`: how much it is; of a share, how many persons have what it tells of.

    `persons`: how many it is about; of a share, how many it is a share of. `of`: the numbers that a share is a share
    of.
    """

    terms: Terms
    amount: float
    persons: float
    is_share: bool = False
    is_amount: bool = False
    of: tuple["Origin", ...] = ()


def key_of(terms: Mapping[Atom, float]) -> Key:
    """The key of the figure with these terms."""
    return tuple(sorted((atom, factor) for atom, factor in terms.items() if factor))


def as_terms(terms: Terms) -> Mapping[Any, float]:
    """Terms as the figures of `protect` have them, whose atoms may be anything."""
    return cast("Mapping[Any, float]", terms)


def added(origins: Iterable[Origin], factors: Iterable[float] | None = None) -> Terms:
    """The terms of a sum."""
    total: Terms = defaultdict(float)
    listed = list(origins)
    for origin, factor in zip(listed, factors or [1.0] * len(listed), strict=True):
        for atom, times in origin.terms.items():
            total[atom] += factor * times
    return dict(total)


class Origins:
    """The atoms of one round after another: `add` the first one first.

    `persons`: how many an atom is about that is an amount and no count; `facts`: what a reader knows of the atoms.
    """

    def __init__(self) -> None:
        self.atoms: dict[Atom, float] = {}
        self.persons: dict[Atom, float] = {}
        self.rounds: list[Round] = []
        self.facts: dict[Key, Figure] = {}
        # By table: what the rows of all rounds tell by column, and what they are of.
        self.told: dict[str, tuple[dict[Names, dict[str, Origin]], dict[Names, dict[str, Any]]]] = {}
        self._claims: dict[Atom, int] = {}

    def add(self, data: Consolidated) -> "Round":
        """A round later than those before it."""
        made = Round(self, data, len(self.rounds))
        self.rounds.append(made)
        for fact in made.found_sums():
            self.know(fact)
        return made

    def know(self, terms: Terms) -> None:
        """The reader knows that a sum is nothing."""
        if key := key_of(terms):
            self.facts[key] = Figure(("fact", *key), as_terms(terms), state="shown")

    def claim(self, name: Atom, period: str, number: int, index: int, amount: float, persons: float | None) -> Atom:
        """The atom of a name: that of an earlier round when it is as much, else a new one."""
        taken = self._claims.get(name)
        if taken is not None and (taken == number or abs(self.atoms[name] - amount) > NEAR):
            name = (*name, period, str(index))
        if name not in self.atoms:
            self._claims[name] = number
            self.atoms[name] = amount
            if persons is not None:
                self.persons[name] = persons
        return name

    def scaled(self, threshold: float) -> dict[Atom, float]:
        """The atoms with amounts so small that a person's own is at most one: protection is told in persons."""
        most: dict[str, float] = defaultdict(float)
        for atom, persons in self.persons.items():
            if 0 < persons < threshold:
                most[atom[1]] = max(most[atom[1]], self.atoms[atom] / persons)
        return {a: v / (most[a[1]] or 1.0) if self.persons.get(a) else v for a, v in self.atoms.items()}


@dataclass
class Round:
    """The cells of one consolidation."""

    origins: Origins
    data: Consolidated
    number: int
    _cells: dict[tuple[str, str], dict[int, Origin | None]] = field(default_factory=dict)
    _rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _units: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _alike: dict[str, dict[Atom, list[int]]] = field(default_factory=dict)

    def rows(self, part: type[Table]) -> list[dict[str, Any]]:
        """The stack's rows with the table's own keys, and the unit's ID under ""."""
        if part.table_key not in self._rows:
            stack = self.data.stack(part)
            names = {key: f"{part.table_key}_{key}" if key in ORIGIN or key in TRACE else key for key in part.columns}
            columns = {key: stack.columns[name] for key, name in names.items() if name in stack.columns}
            columns[""] = stack.columns["unit_id"]
            self._rows[part.table_key] = [
                dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
            ]
        return self._rows[part.table_key]

    def of_unit(self, part: type[Table], unit: str) -> list[int]:
        """The indexes of a unit's rows."""
        if part.table_key not in self._units:
            found: dict[str, list[int]] = defaultdict(list)
            for index, row in enumerate(self.rows(part)):
                found[row[""]].append(index)
            self._units[part.table_key] = found
        return self._units[part.table_key].get(unit, [])

    def forget(self) -> None:
        """Lets go of what can be had again. The cells stay: an atom that is made twice would be another."""
        self._rows = {}
        self.data = replace(self.data, _stacks={}, _memo={})

    def cell(self, part: type[Table], index: int, key: str) -> Origin | None:
        """What a cell is made of; None when it is blank or says nothing of people."""
        cells = self._cells.setdefault((part.table_key, key), {})
        if index not in cells:
            cells[index] = None
            cells[index] = self._made(part, index, key)
        return cells[index]

    def _made(self, part: type[Table], index: int, key: str) -> Origin | None:
        row, column = self.rows(part)[index], part.columns[key]
        value, about = row.get(key), column.of_people(row)
        if about is False or not isinstance(value, int | float):
            return None
        if about is True:
            return self._sum(part, index, column, float(value), float(value))
        known = [row.get(base) for base in about]
        base = sum(number for number in known if number is not None) if any(n is not None for n in known) else None
        hundredth = fraction(column)
        if hundredth:
            # How many they are of, nobody knows: no share is shown of so few.
            count = round(value * hundredth * base) if base else 0
            made = self._sum(part, index, column, float(count), float(count)) if base else Origin({}, 0.0, 0.0)
            of = tuple(origin for name in about if (origin := self.cell(part, index, name)))
            return Origin(made.terms, made.amount, float(base or 0.0), is_share=True, of=of)
        return self._sum(part, index, column, float(value), ALONE if base is None else float(base), is_amount=True)

    def _sum(
        self, part: type[Table], index: int, column: Column, amount: float, persons: float, is_amount: bool = False
    ) -> Origin:
        """The origin of an amount, by way of the earlier round or of what it adds."""
        earlier = self._before(part, index, column, amount) if column.previous else None
        if earlier is not None:
            return Origin(earlier.terms, amount, persons, is_amount=is_amount)
        addends = list(self._addends(part, index, column)) if column.adds else []
        if not addends:
            atom = self.atom(part, index, column, "", amount, persons if is_amount else None)
            return Origin({atom: 1.0}, amount, persons, is_amount=is_amount)
        total = sum(factor * origin.amount for factor, origin in addends)
        terms = added((origin for _, origin in addends), [factor for factor, _ in addends])
        agree = abs(total - amount) < NEAR
        if (agree or total < amount) and all(factor > 0 for factor, _ in addends):
            if not agree:
                terms[self.atom(part, index, column, "resten", amount - total, persons if is_amount else None)] = 1.0
            return Origin(terms, amount, persons, is_amount=is_amount)
        atom = self.atom(part, index, column, "", amount, persons if is_amount else None)
        if agree:
            self.origins.know({**terms, atom: terms.get(atom, 0.0) - 1.0})
        return Origin({atom: 1.0}, amount, persons, is_amount=is_amount)

    def _addends(self, part: type[Table], index: int, column: Column) -> Iterator[tuple[float, Origin]]:
        for one in column.sum_of(self.rows(part)[index]):
            yield from self.named(part, index, one)

    def named(self, part: type[Table], index: int, kin: Kin) -> Iterator[tuple[float, Origin]]:
        """The cells that a column names, seen from a row, each with its factor."""
        row = self.rows(part)[index]
        other = self.parts.get(kin.table) if kin.table else self.target(part, kin.by) if kin.by else part
        if other is None:
            return
        every = self.rows(other)
        rows = [index] if kin.table is None and not kin.by else self.of_unit(other, row[""])
        identity = (part if kin.back else other).identity()
        for one in rows:
            there = every[one]
            if kin.by and same(there[identity.key]) != same(row[kin.by]):  # type: ignore[union-attr]
                continue
            if kin.back and same(there[kin.back]) != same(row[identity.key]):  # type: ignore[union-attr]
                continue
            if kin.only and not meant(there.get(kin.only), kin.called):
                continue
            factor = there.get(kin.times) if kin.times else 1.0
            if factor is not None and (origin := self.cell(other, one, kin.key)):
                yield kin.factor * factor, origin

    @cached_property
    def parts(self) -> dict[str, type[Table]]:
        """The tables of the round by key."""
        return {part.table_key: part for part in self.data.parts()}

    def target(self, part: type[Table], key: str) -> type[Table] | None:
        """The table that a reference names rows of."""
        reference = part.columns[key]
        return self.parts.get(reference.to.partition(".")[0]) if isinstance(reference, Reference) else None

    def atom(
        self, part: type[Table], index: int, column: Column, what: str, amount: float, persons: float | None
    ) -> Atom:
        """The atom of a column's number in a row, or of `what` there is beside it."""
        row = self.rows(part)[index]
        # The report says of a followed table how many rows have changed since the last round: where none has, its
        # numbers are those of that round.
        lasting = part.counted_by or part.follow or (part.carries and column.carry and not column.computed)
        round_ = () if lasting else (self.data.period,)
        name = (row[""], part.table_key, *name_of(part, row), column.key, what, *round_)
        return self.origins.claim(name, self.data.period, self.number, index, amount, persons)

    def _before(self, part: type[Table], index: int, column: Column, amount: float) -> Origin | None:
        """What the cell repeats of the unit's last round."""
        row = self.rows(part)[index]
        for earlier in reversed(self.origins.rounds[: self.number]):
            if part.table_key not in earlier.parts or not earlier.of_unit(part, row[""]):
                continue
            for one in earlier.alike(part, row):
                origin = earlier.cell(part, one, column.previous)
                if origin and abs(origin.amount - amount) < NEAR:
                    return origin
            return None
        return None

    def alike(self, part: type[Table], row: Mapping[str, Any]) -> list[int]:
        """The indexes of the rows that are of the same as another round's row."""
        if part.table_key not in self._alike:
            found: dict[Atom, list[int]] = defaultdict(list)
            for index, own in enumerate(self.rows(part)):
                for name in names_of(part, own):
                    found[name].append(index)
            self._alike[part.table_key] = found
        alike = self._alike[part.table_key]
        return sorted({index for name in names_of(part, row) for index in alike.get(name, ())})

    def found_sums(self) -> Iterator[Terms]:
        """What adds up among rows that tell of the same: groups of all, and short periods of a longer one."""
        for part in self.parts.values():
            if part.counted_by:
                yield from self._sums_of(part)

    def _sums_of(self, part: type[Table]) -> Iterator[Terms]:
        """Sums of this round's rows, also with those of earlier rounds."""
        told, rows = self.origins.told.setdefault(part.table_key, ({}, {}))
        counted = [key for key, column in part.columns.items() if column.people and not column.computed]
        new = {}
        for index, row in enumerate(self.rows(part)):
            name = (row[""], *name_of(part, row))
            new[name] = row
            cells = {key: origin for key in counted if (origin := self.cell(part, index, key))}
            told.setdefault(name, {}).update(cells)
        rows |= {name: {key: row[key] for key in part.counted_by} for name, row in new.items()}
        for at, key in enumerate(part.counted_by, 1):
            families: dict[Names, list[Names]] = {(*name[:at], *name[at + 1 :]): [] for name in new}
            for name in told:
                family = families.get((*name[:at], *name[at + 1 :]))
                if family is not None:
                    family.append(name)
            tiles = by_period if key == "period" else by_group
            for names in families.values():
                for whole, members in tiles({name: rows[name][key] for name in names}):
                    for column in told[whole]:
                        yield from adding_up(told[whole][column], [told[name].get(column) for name in members])


def meant(value: Any, called: str) -> bool:
    """A row is among those that a name is of: what says so is neither blank nor No, or is called so."""
    return same(value) == same(called) if called else value not in (None, False)


def adding_up(whole: Origin, members: list[Origin | None]) -> Iterator[Terms]:
    """The fact that numbers make another, when they do."""
    known = [origin for origin in members if origin]
    if len(known) == len(members) and abs(sum(o.amount for o in known) - whole.amount) < NEAR:
        yield added([*known, whole], [1.0] * len(known) + [-1.0])


def by_group(values: Mapping[Names, str | None]) -> Iterator[tuple[Names, list[Names]]]:
    """The row without a group, with all groups, and with those whose name begins alike ("Ålder 20–24")."""
    for whole in (name for name, value in values.items() if not value):
        kinds: dict[str, list[Names]] = defaultdict(list)
        for name, value in values.items():
            if value:
                kinds[""].append(name)
                kinds[same(value).split()[0]].append(name)
        yield from ((whole, members) for members in kinds.values())


def by_period(values: Mapping[Names, str | None]) -> Iterator[tuple[Names, list[Names]]]:
    """Each period with the shorter ones of one length that fill it."""
    known: dict[Names, Period] = {}
    for name, value in values.items():
        try:
            known[name] = Period.parse(value or "")
        except Unreadable:
            continue
    for whole, long in known.items():
        lengths = {period.months for period in known.values() if 0 < period.months < long.months}
        for months in lengths:
            inside = [n for n, p in known.items() if p.months == months and long.start <= p.start and p.end <= long.end]
            if len(inside) * months == long.months:
                yield whole, inside


def fraction(column: Column) -> float:
    """What makes a share of the column's value: 1, or 0.01 where per cent is typed as 80; 0 where it is an amount."""
    if getattr(column, "like", column).format.endswith("%"):
        return 1.0
    return 0.01 if callable(column.people) else 0.0


def name_of(part: type[Table], row: Mapping[str, Any]) -> tuple[str, ...]:
    """What a row is of: what it counts, else its ID, else the template's own words."""
    if part.counted_by:
        return tuple(same(row.get(key)) for key in part.counted_by)
    identity = part.identity()
    if identity is not None:
        return (same(row.get(identity.key)),)
    return tuple(same(row.get(key)) for key, column in part.columns.items() if column.fixed)


def names_of(part: type[Table], row: Mapping[str, Any]) -> Iterator[Atom]:
    """What makes rows of a unit in two rounds be of the same, if they share any: the ID, and what they count but for
    the period.
    """
    identity = part.identity()
    if identity is not None and row.get(identity.key):
        yield row[""], same(row[identity.key])
    keys = [key for key in part.counted_by if key != "period"]
    if keys:
        yield row[""], "", *(same(row.get(key)) for key in keys)
