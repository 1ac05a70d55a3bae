"""What a reader could work out of the shown figures: an interval for each hidden one, by linear programming. Pure.

The figures are taken apart into pieces that share no unknown, so that each linear program is small. Where a program's
answer is not in whole numbers though the atoms are, it is asked again in whole numbers: the reader knows that people
are. That no `Part` of few persons has a narrow interval means that no group of few can be worked out, for any
group known to be few has only parts that are.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from jamxl.protect.model import SLACK, Atom, Atoms, Figure, Interval, Part, few, parts

# Part number -> factor.
Terms = dict[int, float]


def audit(
    atoms: Atoms,
    figures: Sequence[Figure],
    hidden: Collection[Hashable],
    width: float,
    people: Mapping[Atom, float] | None = None,
) -> list[Interval]:
    """The interval of each hidden figure and each part of few persons, in the order of the figures; then the parts.

    Figures whose keys are not in `hidden` are shown, whatever their state. `width`: how wide the interval of a risky
    figure or of a part of fewer persons must be. `people`: how many persons an atom is about, where it is not a count
    of persons itself. Those that fail say `exposed`.
    """
    pieces = parts(atoms, figures, people or {})
    reader = _reader(pieces, figures, hidden)
    terms = _in_parts(pieces, figures)
    found = []
    for figure, own in zip(figures, terms, strict=True):
        if figure.key in hidden or figure.risky:
            low, high = reader.interval(own)
            found.append(Interval(figure.key, low, high, width if figure.risky else 0))
    for number, piece in enumerate(pieces):
        if few(piece, width):
            low, high = reader.interval({number: 1.0})
            found.append(Interval(piece, low, high, width))
    return found


def _in_parts(pieces: Sequence[Part], figures: Sequence[Figure]) -> list[Terms]:
    """Each figure's terms over parts instead of atoms."""
    first = {piece.atoms[0]: number for number, piece in enumerate(pieces)}
    return [
        {first[atom]: float(factor) for atom, factor in figure.terms.items() if factor and atom in first}
        for figure in figures
    ]


def _reader(pieces: Sequence[Part], figures: Sequence[Figure], hidden: Collection[Hashable]) -> "_Reader":
    """A reader who has seen all figures but the hidden ones."""
    truth = [piece.value for piece in pieces]
    shown = [t for f, t in zip(figures, _in_parts(pieces, figures), strict=True) if f.key not in hidden]
    equations = [(own, sum(truth[n] * factor for n, factor in own.items())) for own in shown if own]
    known = _determined(equations)
    unknown = [n for n in range(len(pieces)) if n not in known]
    left = [({n: x for n, x in own.items() if n not in known}, own, value) for own, value in equations]
    rest = [(own, value - sum(known[n] * x for n, x in full.items() if n in known)) for own, full, value in left if own]
    return _Reader(known, _knots(unknown, rest, [p.whole for p in pieces], truth))


def _determined(equations: Sequence[tuple[Terms, float]]) -> dict[int, float]:
    """The parts that follow one by one: alone unknown in an equation, or in a sum that is zero."""
    known: dict[int, float] = {}
    by_part: dict[int, list[int]] = {}
    for number, (own, _) in enumerate(equations):
        for n in own:
            by_part.setdefault(n, []).append(number)
    todo = list(range(len(equations)))
    while todo:
        own, value = equations[todo.pop()]
        open_ones = [n for n in own if n not in known]
        rest = value - sum(known[n] * x for n, x in own.items() if n in known)
        nothing = abs(rest) < SLACK and len({own[n] > 0 for n in open_ones}) == 1
        if len(open_ones) == 1 or nothing:
            for n in open_ones:
                known[n] = 0.0 if nothing else rest / own[n]
                todo += by_part[n]
    return known


def _knots(
    unknown: Sequence[int], equations: Sequence[tuple[Terms, float]], whole: Sequence[bool], truth: Sequence[float]
) -> dict[int, "_Knot"]:
    """The unknown parts by the piece of the system that they are in."""
    above = {n: n for n in unknown}

    def top(n: int) -> int:
        while above[n] != n:
            above[n] = above[above[n]]
            n = above[n]
        return n

    for own, _ in equations:
        one, *others = own
        for other in others:
            above[top(other)] = top(one)
    together: dict[int, _Knot] = {}
    for n in unknown:
        knot = together.setdefault(top(n), _Knot())
        knot.place[n] = len(knot.place)
        knot.whole.append(whole[n])
        knot.truth.append(truth[n])
    for own, value in equations:
        together[top(next(iter(own)))].equations.append((own, value))
    return {n: together[top(n)] for n in unknown}


@dataclass
class _Knot:
    """Unknown parts that hang together by equations."""

    place: dict[int, int] = field(default_factory=dict)
    whole: list[bool] = field(default_factory=list)
    truth: list[float] = field(default_factory=list)
    equations: list[tuple[Terms, float]] = field(default_factory=list)
    _matrix: Any = None

    def least(self, aim: Terms) -> float:
        """The smallest that a sum of the knot's parts can be."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, linprog, milp

        if not self.equations:
            return 0.0 if all(x > 0 for x in aim.values()) else -inf
        costs = np.zeros(len(self.place))
        for n, factor in aim.items():
            costs[self.place[n]] = factor
        matrix, values = self._system()
        answer = linprog(costs, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
        whole = np.array(self.whole)
        if answer.status == 0 and np.abs(answer.x - np.rint(answer.x))[whole].max(initial=0) > SLACK:
            demands = LinearConstraint(matrix, values, values)
            answer = milp(costs, constraints=demands, bounds=Bounds(0, np.inf), integrality=whole.astype(int))
        if answer.status == 3:
            return -inf
        if answer.status != 0:
            raise ArithmeticError(answer.message)
        return float(answer.fun)

    def _system(self) -> Any:
        import numpy as np
        from scipy.sparse import csr_array

        if self._matrix is None:
            cells = [
                (row, self.place[n], factor) for row, (own, _) in enumerate(self.equations) for n, factor in own.items()
            ]
            rows, columns, factors = zip(*cells, strict=True)
            size = (len(self.equations), len(self.place))
            values = np.array([value for _, value in self.equations])
            self._matrix = csr_array((factors, (rows, columns)), shape=size), values
        return self._matrix


@dataclass
class _Reader:
    """Parts that are known, and the others' knots."""

    known: dict[int, float]
    knots: dict[int, _Knot]

    def interval(self, terms: Terms) -> tuple[float, float]:
        """The least and the most that a sum can be. Knots are independent, so theirs add up."""
        low = high = sum(self.known[n] * factor for n, factor in terms.items() if n in self.known)
        for knot, own in self._by_knot(terms):
            low += knot.least(own)
            high -= knot.least({n: -factor for n, factor in own.items()})
        return low, high

    def _by_knot(self, terms: Terms) -> Iterator[tuple[_Knot, Terms]]:
        split: dict[int, tuple[_Knot, Terms]] = {}
        for n, factor in self._unknown(terms):
            split.setdefault(id(self.knots[n]), (self.knots[n], {}))[1][n] = factor
        yield from split.values()

    def _unknown(self, terms: Terms) -> Iterable[tuple[int, float]]:
        return ((n, factor) for n, factor in terms.items() if n not in self.known)
