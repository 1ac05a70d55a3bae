"""Which figures of the reports may be shown to anybody: those of one round after another as one linked system. Pure.

A cell of a report is a figure (a sum of atoms), or is worked out from figures; it is shown when all of these are. What
was shown in an earlier round stays known, and what was hidden then stays hidden. A round that is published once more
may show what it hid before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from jamxl.columns import plain
from jamxl.consolidation import ORIGIN, Consolidated
from jamxl.grid import is_number
from jamxl.present import links, recalled
from jamxl.present.measures import Derived, Known, Measure, OfColumn, Single, Sum, same
from jamxl.present.origins import NEAR, Key, Origin, Origins, Round, added, as_terms, key_of
from jamxl.present.recalled import Published
from jamxl.present.sections import Figures, Group, Listing, Section, Theme, made
from jamxl.present.telling import Telling, about_people
from jamxl.protect import Figure, Protected, protect
from jamxl.sheets import Limits, Table

# Why a cell is not shown: too few people, it would give others away, it is worked out from hidden ones, its base is
# too small, or what it is of is not known.
Reason = Literal["few", "protects", "hidden", "base", "unknown"]
Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a report. `own`: the figure it is; `needs`: those that whoever sees it knows, `own` among them.

    `base`: how many people it is a share of; None when that does not matter. `barred`: never to be shown. `small`: it
    is of too few persons' own values. `lacking`: how many numbers that stayed with their units it is without.
    """

    value: Any
    own: Key | None = None
    needs: frozenset[Key] = frozenset()
    base: float | None = None
    barred: bool = False
    small: bool = False
    lacking: int = 0


@dataclass
class Edition:
    """A round's sections with their cells, row by row (totals last), and what of its figures is hidden.

    `labels`: what stands to the left of the figures, group by group.
    """

    data: Consolidated
    themes: Mapping[Theme, Sequence[Section]]
    cells: dict[str, list[list[Cell]]] = field(default_factory=dict)
    labels: dict[str, list[list[Cell]]] = field(default_factory=dict)
    figures: dict[Key, Figure] = field(default_factory=dict)
    primary: frozenset[Key] = frozenset()
    hidden: frozenset[Key] = frozenset()

    def reason(self, cell: Cell) -> Reason | None:
        """Why a cell is not shown; None when it is."""
        if cell.barred:
            return "unknown"
        if cell.own in self.primary:
            return "few"
        if cell.own in self.hidden:
            return "protects"
        if cell.needs & self.hidden:
            return "hidden"
        small = cell.small or (cell.base is not None and cell.base < self.data.limits.base_at_least)
        return "base" if small and cell.value is not None else None

    @property
    def sections(self) -> list[Section]:
        return [section for sections in self.themes.values() for section in sections]


class Protection:
    """The rounds of a project, protected one after another. `known`: what their readers have seen before."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.origins = Origins()
        self.figures: dict[Key, Figure] = {}
        self.known: set[Key] = set()
        self.editions: list[Edition] = []
        self.outcome = Protected(frozenset(), frozenset(), frozenset(), ())

    @property
    def width(self) -> float:
        return float(self.limits.count_at_least)

    def system(self) -> tuple[dict[Any, float], list[Figure], dict[Any, float]]:
        """The atoms, the figures with what a reader knows, and the persons of amounts."""
        return (
            self.origins.scaled(self.width),
            [*self.figures.values(), *self.origins.facts.values()],
            {**self.origins.persons},
        )

    def add(self, data: Consolidated, published: Published | None = None, again: bool = False) -> Edition:
        """A round after those before it. `published`: what its open edition showed, where one was made then.

        `again`: what that one did not show may be shown now.
        """
        settled = published is not None and not again
        # What is worked out of the rows on the way takes more memory than they do, and is needed here only.
        data = replace(data, _stacks={}, _memo={}) if settled else data
        round_ = self.origins.add(data)
        for fact in links.found(round_):
            self.origins.know(fact)
        edition = Edition(data, made(data))
        cells = _Cells(round_, self.width, valued=not settled)
        for section in edition.sections:
            edition.cells[section.sheet] = cells.of(section.table)
            if isinstance(section.table, Figures):
                edition.labels[section.sheet] = cells.labels(section.table)
        edition.figures = cells.figures
        for key, figure in cells.figures.items():
            self.figures.setdefault(key, replace(figure, state="hidden") if settled else figure)
        known = recalled.known(self.origins, published or {}, data.period)
        self.known |= known.keys()
        for key, figure in known.items():
            # What the reports had then and have no longer is known all the same.
            self.figures[key] = replace(self.figures.get(key, figure), state="shown")
        if settled:
            round_.forget()
            edition = Edition(round_.data, {}, figures=cells.figures)
        else:
            self.search()
        edition.hidden = frozenset(k for k in cells.figures if self.figures[k].state == "hidden")
        edition.primary = frozenset(k for k in edition.hidden if self.figures[k].risky)
        self.editions.append(edition)
        return edition

    def search(self) -> None:
        """Settles which of the free figures are hidden."""
        atoms, figures, persons = self.system()
        self.outcome = protect(atoms, figures, self.width, persons, self.outcome.worlds)
        hidden = self.outcome.hidden
        for key, figure in self.figures.items():
            if figure.state == "free":
                self.figures[key] = replace(figure, state="hidden" if key in hidden else "shown")


@dataclass
class _Cells:
    """The cells of one round's sections, and the figures that they are. `valued`: they are worth drawing."""

    round: Round
    width: float
    valued: bool = True
    figures: dict[Key, Figure] = field(default_factory=dict)

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
                    cells = [self.behind(part, index, key) for index in indexes]
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
            gone = measure.lacking(self.round.data, where)
            return [Cell(value, lacking=0 if value else len(rows)) for value, rows in zip(values, gone, strict=True)]
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
            replace(cell, lacking=len(gone)) if gone else cell
            for cell, gone in zip(made, measure.lacking(self.round.data, where), strict=True)
        ]

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
        """A cell that the books work out from others of their rows: a share, a mean, a difference."""
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
        counted = any(cell.needs for cell in bases)
        return together(value, of.values(), sum(cell.value or 0 for cell in bases) if counted else None)

    def of_listing(self, table: Listing) -> list[list[Cell]]:
        """Row by row."""
        if not table.keys:
            return [[Cell(value, barred=True) for value in values] for values in table.rows]
        others = table.others or [()] * len(table.rows)
        found = [
            [source for place in (link, *more) if (source := self.places.get(place))]
            for link, more in zip(table.links, others, strict=True)
        ]
        parts = {part for sources in found for source in sources for part, _ in source}
        told = [self.valued or self.tells(table, key, parts) for key in table.keys]
        numbers = table.number_of or [""] * len(table.rows)
        return [
            [
                self.listed(table, key, value, sources, of) if tells else Cell(None)
                for key, value, tells in zip(table.keys, values, told, strict=True)
            ]
            for values, sources, of in zip(table.rows, found, numbers, strict=True)
        ]

    def tells(self, table: Listing, key: str, parts: Collection[type[Table]]) -> bool:
        """A listing's column may tell of people, where its rows are from these tables."""
        names = [(part, name) for part in parts for name in (key, key.removeprefix(f"{part.table_key}_"))]
        return key in table.made_of or any(
            about_people(part, name) or self.told.behind(part, name) for part, name in names if name in part.columns
        )

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
                return together(
                    value, [self.of_book(part, i, of, None) for part, i in rows if of in part.columns], None
                )
            return Cell(value, barred=number and (people or not homes))
        for part, index in rows:
            own = key if key in part.columns else key.removeprefix(f"{part.table_key}_")
            if own in part.columns:
                return self.of_book(part, index, own, value)
        return Cell(value, barred=key not in ORIGIN and any(sign.isdigit() for sign in plain(value)))

    def of_book(self, part: type[Table], index: int, key: str, value: Any) -> Cell:
        """A cell of a unit's book. Words and days tell of the numbers that they are worked out from."""
        if part.columns[key].people:
            origin = self.round.cell(part, index, key)
            made = self.figure([origin] if origin else [], value)
        elif self.told.operands(part, key):
            made = self.worked_out(part, [index], key, value)
        else:
            return replace(self.behind(part, index, key), value=value) if self.told.behind(part, key) else Cell(value)
        lacking = index in self.round.data.stayed.get((part.table_key, key), ())
        return replace(made, lacking=1) if lacking else made

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
