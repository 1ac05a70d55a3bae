"""The origins of figures: the cells of the units' files that a figure of the report is made of. Pure.

What a figure is made of is known as rows of the consolidation's tables; they become cells only for those that ask.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from jamxl.columns import plain
from jamxl.consolidation import Batch, Consolidated
from jamxl.grid import Value, letters
from jamxl.present.measures import Derived, OfColumn, Single
from jamxl.present.sections import Figures
from jamxl.present.telling import formula_of
from jamxl.present.views import every
from jamxl.sheets import Table, places

# Rows of the consolidation's tables by table and column: what a figure is made of.
Made = Mapping[tuple[type[Table], str], Sequence[int]]
NOTHING: Made = {}
# The column of a table, by its key in the stack; the sheet's line, from 1, and column, from 0, None for the whole row.
Spot = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class Origin:
    """Cells of one sheet that a figure is made of, as Excel writes ranges: "G6:G12, H6"; whole rows are "6:12"."""

    file: str
    sheet: str
    cells: str


@dataclass(frozen=True, slots=True)
class Traced:
    """One cell, or row ("6:6"), that a figure is made of: what stands in it, as read and in words."""

    file: str
    sheet: str
    cell: str
    header: str
    value: Value
    shown: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of a table that came from one file: from `first` up to `end`. A table that was worked out has no batch."""

    first: int
    end: int
    file: str
    sheet: str
    batch: Batch | None


@dataclass
class Tracing:
    """The origins of one consolidation's figures."""

    data: Consolidated
    _stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    _standing: dict[tuple[str, str, int], tuple[str, ...]] = field(default_factory=dict)

    def made(self, table: Figures) -> list[list[Made]]:
        """What the figures of a table are made of: a list for each group, the total last, with one for each measure.

        A count of zero, a figure that is not there, and one that is not of rows are made of nothing.
        """
        groups = [group.where for group in every(table)]
        by_header: dict[str, list[Made]] = {}
        for measure in table.measures:
            if isinstance(measure, OfColumn):
                name, rows_of = (measure.part, measure.key), measure.rows(self.data, groups)
                if isinstance(measure, Single):
                    told = zip(rows_of, groups, strict=True)
                    rows_of = [rows if where and len(rows) == 1 else [] for rows, where in told]
                by_header[measure.header] = [{name: rows} if rows else NOTHING for rows in rows_of]
            else:
                of = measure.of if isinstance(measure, Derived) else ()
                parts = [by_header[header] for header in dict.fromkeys(of)]
                by_header[measure.header] = [together(made[i] for made in parts) for i in range(len(groups))]
        return [list(line) for line in zip(*by_header.values(), strict=True)]

    def origins(self, made: Made) -> list[Origin]:
        """The cells that a figure is made of, sheet by sheet, in the order of the consolidation's files."""
        found: dict[tuple[str, str], dict[int | None, set[int]]] = {}
        for (part, key), rows in made.items():
            for stretch, inside in self.apart(part, rows):
                there = found.setdefault((stretch.file, stretch.sheet), {})
                for spots in self.spots(part, key, stretch, inside):
                    for _, line, column in spots:
                        there.setdefault(column, set()).add(line)
        return [Origin(*where, ", ".join(ranges(columns))) for where, columns in found.items()]

    def cells(self, made: Made) -> Iterator[Traced]:
        """Each cell that a figure is made of, with what stands in it."""
        for (part, key), rows in made.items():
            stack = self.data.stack(part)
            for stretch, inside in self.apart(part, rows):
                for row, spots in zip(inside, zip(*self.spots(part, key, stretch, inside), strict=True), strict=True):
                    for name, line, column in spots:
                        value, declared = stack.columns[name][row], stack.column(name)
                        shown = declared.show(value) if declared else plain(value)
                        cell = next(ranges({column: {line}}))
                        yield Traced(stretch.file, stretch.sheet, cell, stack.header(name), value, shown)

    def spots(self, part: type[Table], key: str, stretch: Stretch, rows: Sequence[int]) -> Iterator[list[Spot]]:
        """Where a column stands on rows from one file, a list for each column that it is worked out from."""
        stack = self.data.stack(part)
        lines = [stack.columns["row"][row] for row in rows]
        if stretch.batch is None:
            yield [(key, line, stack.places[row]) for row, line in zip(rows, lines, strict=True)]
            return
        columns = self.standing(part, key, stretch)
        for own in columns:
            name = stack.name_of(own)
            if own in stretch.batch.cells:
                line, column = stretch.batch.cells[own]
                yield [(name, line + 1, column)]
            else:
                yield [(name, line, stretch.batch.places[own]) for line in lines]
        if not columns:
            yield [(key, line, None) for line in lines]

    def apart(self, part: type[Table], rows: Sequence[int]) -> Iterator[tuple[Stretch, list[int]]]:
        """Rows of a table, which are in order, by the file that they came from."""
        stretches = self.stretches(part)
        at, inside = 0, list[int]()
        for row in rows:
            if row >= stretches[at].end:
                if inside:
                    yield stretches[at], inside
                    inside = []
                while row >= stretches[at].end:
                    at += 1
            inside.append(row)
        if inside:
            yield stretches[at], inside

    def stretches(self, part: type[Table]) -> list[Stretch]:
        """The files of a table's rows, in order."""
        if part.table_key not in self._stretches:
            self._stretches[part.table_key] = list(self._found(part))
        return self._stretches[part.table_key]

    def _found(self, part: type[Table]) -> Iterator[Stretch]:
        stack, above = self.data.stack(part), 0
        if part.generated:
            for (file, sheet), rows in groupby(zip(stack.columns["file"], stack.columns["sheet"], strict=True)):
                first, above = above, above + sum(1 for _ in rows)
                yield Stretch(first, above, file, sheet, None)
            return
        for delivery in self.data.used:
            if batch := delivery.batches.get(part.table_key):
                first, above = above, above + len(batch.lines)
                yield Stretch(first, above, delivery.path, batch.sheet, batch)

    def standing(self, part: type[Table], key: str, stretch: Stretch) -> tuple[str, ...]:
        """The columns of a file whose cells hold a column of the consolidation, by the table's own keys.

        Of a column that the file does not have, those that it is worked out from; none: only the row is known.
        """
        place = (part.table_key, key, stretch.first)
        if place not in self._standing:
            declared, identity = self.data.stack(part).column(key), part.identity()
            # Whose a row is, and its period, the unit says once; the row itself is known by its ID.
            own = declared.key if declared else identity.key if identity else ""
            self._standing[place] = tuple(standing(part, stretch.batch, own)) if stretch.batch else ()
        return self._standing[place]


def together(parts: Iterable[Made]) -> Made:
    """What several figures are made of, each row once."""
    found: dict[tuple[type[Table], str], Sequence[int]] = {}
    for made in parts:
        for name, rows in made.items():
            had = found.get(name)
            found[name] = rows if had is None or had == rows else sorted({*had, *rows})
    return found


def standing(part: type[Table], batch: Batch, key: str) -> list[str]:
    """The columns that a file has of a table: the one asked for, else those that it is worked out from in its row."""
    if key in batch.places or key in batch.cells:
        return [key]
    named = (name for table, name in places(formula_of(part, key)) if table is None and name != key)
    return list(dict.fromkeys(one for name in named for one in standing(part, batch, name)))


def ranges(columns: Mapping[int | None, Collection[int]]) -> Iterator[str]:
    """Lines by the sheet's column as Excel writes them, neighbours joined: "G6:G12"; whole rows without one: "6:12"."""
    for column, lines in columns.items():
        name = "" if column is None else letters(column)
        for first, last in runs(sorted(lines)):
            yield f"{name}{first}" if name and first == last else f"{name}{first}:{name}{last}"


def runs(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and last of lines, in order, that follow each other."""
    first = last = -1
    for line in lines:
        if line != last + 1:
            if first > 0:
                yield first, last
            first = line
        last = line
    if first > 0:
        yield first, last
