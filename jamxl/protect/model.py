"""What may be published, and what a reader could work out of it: the terms that search and audit share. Pure.

Atoms are non-negative numbers that the reader does not see as such, whole if their true values are. A figure is a sum
of atoms, each times a factor, that can be published exactly. What the reader knows without any table (women + men =
total; a year = its tertials) is a shown figure with the value 0.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# Far below one person, and far above what the solver's arithmetic leaves over.
SLACK = 1e-6

# Hashable; a mapping's keys are of one exact type, so a caller's own must fit.
Atom = Any
Atoms = Mapping[Atom, float]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A sum of atoms. Keys of figures and atoms are texts, numbers, or tuples of these, so that they have an order.

    `risky`: it must not be known. `cost`: how dear it is to hide it when it is not risky itself. `state`: shown or
    hidden when an earlier publication has settled it, or when the reader knows it anyway.
    """

    key: Hashable
    terms: Mapping[Atom, float]
    risky: bool = False
    cost: float = 1.0
    state: Literal["free", "shown", "hidden"] = "free"

    def value(self, atoms: Atoms) -> float:
        return sum(factor * atoms[atom] for atom, factor in self.terms.items())


@dataclass(frozen=True, slots=True)
class Part:
    """Atoms that are in the same figures with the same factors: no reader can tell them apart, so they are as one."""

    atoms: tuple[Atom, ...]
    value: float
    persons: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Interval:
    """What a hidden figure (by its key) or a `Part` of few persons could be, as far as a reader can tell.

    `needed` is how wide it must be; 0 for what is hidden only to protect others.
    """

    of: Hashable | Part
    low: float
    high: float
    needed: float

    @property
    def exposed(self) -> bool:
        return self.high - self.low < self.needed - SLACK


@dataclass(frozen=True, slots=True)
class Protected:
    """What to hide: risky figures, others that protect them, and what an earlier publication hid.

    `lost` are the risky figures and parts of few persons that nothing protects: what is known gives them away.
    `worlds` prove the rest: the values of those atoms that are otherwise in a world that a reader must hold possible.
    """

    primary: frozenset[Hashable]
    secondary: frozenset[Hashable]
    settled: frozenset[Hashable]
    lost: tuple[Hashable | Part, ...]
    worlds: tuple[Mapping[Atom, float], ...] = ()

    @property
    def hidden(self) -> frozenset[Hashable]:
        return self.primary | self.secondary | self.settled


def parts(atoms: Atoms, figures: Sequence[Figure], people: Mapping[Atom, float]) -> list[Part]:
    """The atoms that are in any figure, those that stand in all the same ones put together."""
    # Most factors are 1, and need not be written.
    where: dict[Atom, list[int | tuple[int, float]]] = {}
    for number, figure in enumerate(figures):
        for atom, factor in figure.terms.items():
            if factor:
                where.setdefault(atom, []).append(number if factor == 1 else (number, factor))
    alike: dict[tuple[int | tuple[int, float], ...], list[Atom]] = {}
    for atom, places in where.items():
        alike.setdefault(tuple(places), []).append(atom)
    return [
        Part(
            tuple(group),
            sum(atoms[a] for a in group),
            sum(people.get(a, atoms[a]) for a in group),
            all(float(atoms[a]).is_integer() for a in group),
        )
        for group in alike.values()
    ]


def few(part: Part, width: float) -> bool:
    """Persons, but fewer than may be shown."""
    return 0 < part.persons < width


def hidden_at_first(figures: Collection[Figure]) -> frozenset[Hashable]:
    """The risky figures that are still free to hide."""
    return frozenset(f.key for f in figures if f.risky and f.state == "free")
