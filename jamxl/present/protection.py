"""Which figures of the reports may be shown to anybody: those of one round after another as one linked system. Pure.

A cell of a report is a figure (a sum of atoms), or is worked out from figures; it is shown when all of these are. What
was shown in an earlier round stays known, and what was hidden then stays hidden. A round that is published once more
may show what it hid before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from jamxl.consolidation import Consolidated
from jamxl.present import links, recalled
from jamxl.present.cells import Cell, Cells
from jamxl.present.origins import Key, Origins
from jamxl.present.recalled import Published
from jamxl.present.sections import Figures, Section, Theme, made
from jamxl.protect import Figure, Protected, protect
from jamxl.sheets import Limits

# Why a cell is not shown: too few people, it would give others away, it is worked out from hidden ones, its base is
# too small, or what it is of is not known.
Reason = Literal["few", "protects", "hidden", "base", "unknown"]


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
        edition = Edition(data, made(data))
        round_ = self.origins.add(data)
        for fact in links.found(round_):
            self.origins.know(fact)
        cells = Cells(round_, self.width, valued=not settled)
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
