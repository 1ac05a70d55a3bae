"""What each cell of a round's sections tells of numbers of people: the figures that whoever sees it knows. Pure.

A cell is a figure (a sum of atoms), or is worked out from figures, or is a word or a count of words that they choose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from jamxl.columns import plain
from jamxl.consolidation import ORIGIN
from jamxl.grid import is_number
from jamxl.present.measures import Derived, Known, Measure, OfColumn, Single, Sum, Where, same
from jamxl.present.origins import NEAR, Key, Origin, Round, added, as_terms, key_of, name_of
from jamxl.present.sections import Figures, Group, Listing
from jamxl.present.telling import Telling, about_people
from jamxl.protect import Figure
from jamxl.rounds import Kind, RoundRows, comparisons
from jamxl.sheets import Table

Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a report. `own`: the figure it is; `needs`: those that whoever sees it knows, `own` among them.

    `base`: how many people it is a share of; None when that does not matter. `barred`: never to be shown. `small`: it
    is of too few persons' own values. `lacking`: how many numbers that stayed with their units it is without.
    `of_rows`: it counts rows, and no people.
    """

    value: Any
    own: Key | None = None
    needs: frozenset[Key] = frozenset()
    base: float | None = None
    barred: bool = False
    small: bool = False
    lacking: int = 0
    of_rows: bool = False


@dataclass
class Cells:
    """The cells of one round's sections, and the figures that they are. `valued`: they are worth drawing."""

    round: Round
    width: float
    figures: dict[Key, Figure] = field(default_factory=dict)
    valued: bool = True
    _words: dict[tuple[str, int, str], Cell] = field(default_factory=dict)

    def of(self, table: Figures | Listing) -> list[list[Cell]]:
        return self.of_figures(table) if isinstance(table, Figures) else self.of_listing(table)

    def of_figures(self, table: Figures) -> list[list[Cell]]:
        """Row by row, the total last."""
        groups = [*table.groups, *([Group((table.total,), {})] if table.total else [])]
        where = [group.where for group in groups]
        values: dict[str, list[Any]] = {}
        columns: dict[str, list[Cell]] = {}
        for measure in table.measures:
            worked_out = measure.values(self.round.data, where, values) if self.valued else [None] * len(where)
            values[measure.header] = worked_out
            columns[measure.header] = self.of_measure(measure, where, values[measure.header], columns)
        return [list(row) for row in zip(*columns.values(), strict=True)]

    def labels(self, table: Figures) -> list[list[Cell]]:
        """What stands to the left of each group: words that a book works out tell of the numbers behind them."""
        made = [[Cell(label) for label in group.labels] for group in table.groups]
        part = table.basis[0] if table.basis else None
        for key, column in part.columns.items() if part else ():
            if part and column.computed and column.header in table.labels:
                at = table.labels.index(column.header)
                rows = Single(column.header, "", part, key).rows(self.round.data, [one.where for one in table.groups])
                for line, indexes in zip(made, rows, strict=True):
                    cells = [self.of_word(part, index, key) for index in indexes]
                    line[at] = replace(together(line[at].value, cells, None), base=None)
        return made

    def of_measure(
        self, measure: Measure, where: Sequence[Mapping[str, str]], values: list[Any], left: Mapping[str, list[Cell]]
    ) -> list[Cell]:
        """The cells of a column of figures; `left`: those it may be worked out from."""
        if isinstance(measure, Derived):
            return [self.derived(measure, values[i], {h: left[h][i] for h in measure.of}) for i in range(len(where))]
        if not isinstance(measure, OfColumn):
            return [Cell(value) for value in values]
        if isinstance(measure, Known):
            return self.counted(measure, where, values)
        if measure.part.generated:
            barred = [self.retells_people(measure.part, rows) for rows in measure.rows(self.round.data, where)]
            return [Cell(value, barred=bar) for value, bar in zip(values, barred, strict=True)]
        if not about_people(measure.part, measure.key):
            return [Cell(value) for value in values]
        rows = measure.rows(self.round.data, where)
        if isinstance(measure, Single):
            rows = [indexes if len(indexes) == 1 and group else [] for indexes, group in zip(rows, where, strict=True)]
        made = [
            self.summed(measure, indexes, value) if isinstance(measure, Sum | Single) else Cell(value, barred=True)
            for indexes, value in zip(rows, values, strict=True)
        ]
        return [
            replace(cell, lacking=len(gone))
            for cell, gone in zip(made, measure.lacking(self.round.data, where), strict=True)
        ]

    def counted(self, measure: Known, where: Sequence[Where], values: Sequence[Any]) -> list[Cell]:
        """The cells of a count of rows.

        One of the rows with a word that numbers of people choose is hidden with any of the words. So is then the sum
        over all groups, and nothing is left to subtract from.
        """
        gone = measure.lacking(self.round.data, where)
        return [
            replace(together(value, told, None), of_rows=True, lacking=0 if value else len(lacking))
            for value, lacking, told in zip(values, gone, self.words(measure, where), strict=True)
        ]

    def words(self, measure: Known, where: Sequence[Where]) -> Iterator[list[Cell]]:
        """The words that say which rows of each group are counted and which are not."""
        if measure.part is RoundRows:
            changed = ("kind", Kind.CHANGED.value) in measure.where
            yield from (self.changed(group) if changed else [] for group in where)
            return
        asked = dict.fromkeys([*measure.where, *(pair for group in where for pair in group.items())])
        keys = [key for key, word in asked if self.told.tells(measure.part, key, word)]
        every = replace(measure, where=tuple(pair for pair in measure.where if pair[0] not in keys))
        groups = [{key: name for key, name in group.items() if key not in keys} for group in where]
        rows = every.rows(self.round.data, groups) if keys else [[] for _ in where]
        yield from ([self.of_word(measure.part, row, key) for row in rows for key in keys] for rows in rows)

    def changed(self, group: Where) -> list[Cell]:
        """The words that alone say whether rows of a unit's sheet have changed, as they are and as they were."""
        found = self.alone.items()
        return [
            cell
            for (unit, sheet), cells in found
            if same(group.get("unit_id", unit)) == same(unit) and group.get("place", sheet) == sheet
            for cell in cells
        ]

    @cached_property
    def alone(self) -> dict[tuple[str, str], list[Cell]]:
        """By unit and sheet the words of rows in which nothing else has changed since the unit's last round."""
        found: dict[tuple[str, str], list[Cell]] = {}
        for told in comparisons(self.round.data):
            for pair in told.pairs:
                words = {key for key in pair.row.follow.steers if self.told.is_word(pair.part, key)}
                if not words or pair.kind not in (Kind.CHANGED, Kind.SAME) or not words.issuperset(pair.changed):
                    continue
                place = (pair.row.delivery.path, pair.row.batch.sheet, pair.row.row)
                rows = [index for part, index in self.places.get(place, ()) if part is pair.part]
                cells = (cell for row in rows for key in words for cell in self.now_and_then(pair.part, row, key))
                found.setdefault((told.now.unit, pair.part.sheet), []).extend(cells)
        return found

    def retells_people(self, part: type[Table], indexes: Sequence[int]) -> bool:
        """Rows of a table of ours tell of people, by the sheet and the heading that each has its number from."""
        columns = self.round.data.stack(part).columns
        if not {"place", "what"} <= columns.keys():
            return True
        named = {(columns["place"][index], columns["what"][index]) for index in indexes}
        return not named.isdisjoint(self.of_people)

    @cached_property
    def told(self) -> Telling:
        """What the columns of all books tell."""
        return Telling({part.table_key: part for book in self.round.data.books.values() for part in book.parts})

    @cached_property
    def of_people(self) -> set[tuple[str, str]]:
        """Sheet and heading of each column that tells of people."""
        parts = [part for book in self.round.data.books.values() for part in book.parts]
        return {(p.sheet, c.header) for p in parts for key, c in p.columns.items() if about_people(p, key)}

    def summed(self, measure: OfColumn, indexes: Sequence[int], value: Any) -> Cell:
        """A cell that is the sum of cells of the books, or the one that there is."""
        column = measure.part.columns[measure.key]
        if not column.people:
            return self.worked_out(measure.part, indexes, measure.key, value)
        origins = [self.round.cell(measure.part, index, measure.key) for index in indexes]
        return self.figure([origin for origin in origins if origin], value)

    def figure(self, origins: Sequence[Origin], value: Any) -> Cell:
        """The cell of a figure."""
        if not origins:
            return Cell(value)
        if any(origin.is_share and not origin.terms for origin in origins):
            return Cell(value, barred=True)
        terms = added(origins)
        key = key_of(terms)
        is_share = any(origin.is_share for origin in origins)
        persons = sum(o.persons if o.is_amount else o.amount for o in origins)
        if key and key not in self.figures:
            units = len({atom[0] for atom in terms})
            self.figures[key] = Figure(key, as_terms(terms), 0 < persons < self.width, cost=1.0 if units == 1 else 4.0)
        if not is_share:
            return Cell(value, key, frozenset([key] if key else []))
        # Whoever sees a share and knows how many it is of knows how many have what it tells of.
        base = sum(origin.persons for origin in origins)
        of = self.figure([number for origin in origins for number in origin.of], value)
        return Cell(value, None, frozenset([key] if key else []) | of.needs, base)

    def worked_out(self, part: type[Table], indexes: Iterable[int], key: str, value: Any) -> Cell:
        """A cell that the books work out from others of their rows, or of all rows: a share, a difference, a place."""
        rows = [*indexes]
        made = self.from_rows(part, rows, key, value)
        if not self.told.across(part, key):
            return made
        units = {self.round.rows(part)[index][""] for index in rows}
        others = {index for unit in units for index in self.round.of_unit(part, unit)}.difference(rows)
        return together(value, [made, *(self.from_rows(part, [index], key, None) for index in sorted(others))], None)

    def from_rows(self, part: type[Table], indexes: Sequence[int], key: str, value: Any) -> Cell:
        """A cell that is worked out from others of some rows."""
        own = [self.round.cell(part, index, name) for index in indexes for name in self.told.operands(part, key)]
        cells = [self.figure([origin], origin.amount) for origin in own if origin]
        column = part.columns[key]
        counts = [origin.persons if origin.is_share else origin.amount for origin in own if origin]
        shares = getattr(column, "like", column).format.endswith("%") and counts
        made = together(value, cells, max(counts) if shares else None)
        return replace(made, small=made.small or 0 < sum(counts) < self.told.least(part, key, self.round.data.limits))

    def derived(self, measure: Derived, value: Any, of: Mapping[str, Cell]) -> Cell:
        """A cell that the report works out from others to its left, unless they lack different numbers, or one all."""
        lacking = {cell.lacking for cell in of.values()}
        if len(lacking) > 1 or any(cell.lacking and not cell.value for cell in of.values()):
            return Cell(None, lacking=max(lacking))
        bases = [of[header] for header in measure.base]
        people = any(cell.needs and not cell.of_rows for cell in bases)
        made = together(value, of.values(), sum(cell.value or 0 for cell in bases) if people else None)
        return replace(made, of_rows=all(cell.of_rows for cell in of.values()))

    def of_listing(self, table: Listing) -> list[list[Cell]]:
        """Row by row."""
        others = table.others or [()] * len(table.rows)
        lines = []
        numbers = table.number_of or [""] * len(table.rows)
        for values, link, more, of in zip(table.rows, table.links, others, numbers, strict=True):
            sources = [source for place in (link, *more) if (source := self.places.get(place))]
            lines.append(
                [self.listed(table, key, value, sources, of) for key, value in zip(table.keys, values, strict=True)]
                if table.keys
                else [Cell(value, barred=True) for value in values]
            )
        return lines

    def listed(
        self, table: Listing, key: str, value: Any, sources: Sequence[Sequence[tuple[type[Table], int]]], of: str
    ) -> Cell:
        """A cell of a listing; `of`: the column that the row's numbers are of.

        What holds numbers of which nobody says what they are made of is not shown.
        """
        rows = [row for source in sources for row in source]
        number = is_number(value)
        made_of = table.made_of.get(key)
        if made_of and made_of != (key,):
            named = [(*row, name) for name in made_of for row in rows if name in row[0].columns]
            origins = [self.round.cell(*place) for place in named] if number and len(made_of) == 1 else []
            # The book may tell another number of last round than last round's book did, or none.
            other = any(not o or (not o.is_share and abs(o.amount - value) > NEAR) for o in origins)
            return replace(together(value, [self.of_book(*place, None) for place in named], None), barred=other)
        if made_of == ():
            homes = [part for part, _ in rows if of in part.columns]
            people = any(about_people(part, of) for part in homes)
            if not number and of:
                told = [c for part, i in rows if of in part.columns for c in self.now_and_then(part, i, of)]
                return together(value, told, None)
            return Cell(value, barred=number and (people or not homes))
        for part, index in rows:
            own = key if key in part.columns else key.removeprefix(f"{part.table_key}_")
            if own in part.columns:
                return self.of_book(part, index, own, value)
        return Cell(value, barred=key not in ORIGIN and any(sign.isdigit() for sign in plain(value)))

    def of_book(self, part: type[Table], index: int, key: str, value: Any) -> Cell:
        """A cell of a unit's book. Words and days tell of the numbers that they are worked out from."""
        lacking = int(index in self.round.data.stayed.get((part.table_key, key), ()))
        if part.columns[key].people:
            origin = self.round.cell(part, index, key)
            return replace(self.figure([origin] if origin else [], value), lacking=lacking)
        made = self.of_word(part, index, key)
        return replace(made, value=value, lacking=lacking or made.lacking)

    def of_word(self, part: type[Table], index: int, key: str) -> Cell:
        """What a column that holds no number of people tells of such numbers: a word, a day, a share of them."""
        place = (part.table_key, index, key)
        if place not in self._words:
            value = self.round.rows(part)[index].get(key)
            if not self.told.tells(part, key, value):
                self._words[place] = Cell(value)
            elif self.told.operands(part, key):
                self._words[place] = self.worked_out(part, [index], key, value)
            else:
                self._words[place] = self.behind(part, index, key)
        return self._words[place]

    def now_and_then(self, part: type[Table], index: int, key: str) -> list[Cell]:
        """A cell of a unit's book, and for words the same in the unit's last round."""
        made, row = [self.of_book(part, index, key, None)], self.round.rows(part)[index]
        if part.columns[key].people:
            return made
        for earlier in reversed(self.round.origins.rounds[: self.round.number]):
            if theirs := earlier.of_unit(part, row[""]) if part in earlier.data.parts() else []:
                before = Cells(earlier, self.width, self.figures)
                named = name_of(part, row)
                same_row = [one for one in theirs if name_of(part, earlier.rows(part)[one]) == named]
                return [*made, *(before.of_word(part, one, key) for one in same_row)]
        return made

    def behind(self, part: type[Table], index: int, key: str) -> Cell:
        """What a computed column of words or days tells of numbers of people, in any table."""
        behind = self.told.behind(part, key)
        tables = {table for table, _ in behind}
        parts = [p for key, p in self.round.parts.items() if key in tables]
        rows = [(p, i) for p in parts for i in ([index] if p is part else self.about(part, index, p))]
        cells = [self.of_book(p, i, k, None) for p, i in rows for k in p.columns if (p.table_key, k) in behind]
        return together(None, cells, None)

    def about(self, part: type[Table], index: int, other: type[Table]) -> list[int]:
        """The rows of another table of the same unit that name a row, or that it names; all, where it has no ID."""
        row, identity, theirs = self.round.rows(part)[index], part.identity(), other.identity()
        rows = self.round.of_unit(other, row[""])
        if identity is None:
            return rows
        own, named = same(row[identity.key]), {same(value) for key, value in row.items() if key}

        def tied(there: Mapping[str, Any]) -> bool:
            names = own in {same(value) for key, value in there.items() if key}
            return names or (theirs is not None and same(there[theirs.key]) in named)

        return [i for i in rows if tied(self.round.rows(other)[i])]

    @cached_property
    def places(self) -> dict[Place, list[tuple[type[Table], int]]]:
        """Table and row in the stack by file, sheet and row; a strip may stand on its table's sheet."""
        found: dict[Place, list[tuple[type[Table], int]]] = {}
        data = self.round.data
        for part in data.parts():
            columns = data.stack(part).columns
            for index, place in enumerate(zip(columns["file"], columns["sheet"], columns["row"], strict=True)):
                found.setdefault(place, []).append((part, index))
        return found


def together(value: Any, cells: Iterable[Cell], base: float | None) -> Cell:
    """A cell that is worked out from others: it tells of all of them, and has the smallest base."""
    listed = list(cells)
    bases = [cell.base for cell in listed if cell.base is not None] + ([] if base is None else [base])
    needs = frozenset().union(*(cell.needs for cell in listed)) if listed else frozenset()
    return Cell(
        value,
        None,
        needs,
        min(bases, default=None),
        any(cell.barred for cell in listed),
        any(cell.small for cell in listed),
        sum(cell.lacking for cell in listed),
    )
