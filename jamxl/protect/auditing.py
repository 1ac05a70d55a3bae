"""What a reader could work out of the shown figures: an interval for each hidden one, by linear programming. Pure.

The figures are taken apart into knots that share no unknown, so that each linear program is small. No program is asked
for what is plain: an end that some world reaches, of those found so far, and that no world can pass. A world is a set
of values that agrees with all that is shown.

People come in whole numbers and the reader knows it. So an interval is wide enough only if worlds in whole numbers are
known that are so far apart; where they are not, the ends are sought in whole numbers too.

That no `Part` of few persons has a narrow interval means that no group of few can be worked out at all: whatever is
known to be few has only parts that are.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from jamxl.protect.model import SLACK, Atom, Atoms, Figure, Interval, Part, few, parts

# Part number -> factor.
Terms = dict[int, float]
# At first programs ask for many ends at once, until so many in turn have answered no question.
VAIN = 4
# In those no part moves farther than this many times the width asked for; parts that do not come out whole stay as they
# are, in so many more programs.
REACH, MENDED = 2, 3
# Whole numbers are sought in so many branches at most: what is not found by then is not taken for possible.
BRANCHES = 2000


def audit(
    atoms: Atoms,
    figures: Sequence[Figure],
    hidden: Collection[Hashable],
    width: float,
    people: Mapping[Atom, float] | None = None,
    exact: bool = False,
) -> list[Interval]:
    """The interval of each hidden figure and each part of few persons, in the order of the figures; then the parts.

    Figures whose keys are not in `hidden` are shown, whatever their state. `width`: how wide the interval of a risky
    figure or of a part of fewer persons must be. `people`: how many persons an atom is about, where it is not a count
    of persons itself. Those that fail say `exposed`.

    An interval that is too narrow is as it is. Of one that is wide enough only as much is worked out as proves that,
    unless it is to be `exact`.
    """
    pieces = parts(atoms, figures, people or {})
    terms = _in_parts(pieces, figures)
    asked = [
        (figure.key, own, width if figure.risky else 0.0)
        for figure, own in zip(figures, terms, strict=True)
        if figure.key in hidden or figure.risky
    ]
    asked += [(piece, {n: 1.0}, width) for n, piece in enumerate(pieces) if few(piece, width)]
    reader = _reader(pieces, terms, [figure.key not in hidden for figure in figures], exact)
    for _, own, needed in asked:
        for knot, inside in reader.by_knot(own):
            name = knot.name(inside)
            # Two of those asked for may be the same to a reader: the one that needs more is the measure.
            knot.aims[name] = (inside, max(needed, knot.aims.get(name, (inside, 0.0))[1]))
    return [Interval(of, *reader.interval(own), needed) for of, own, needed in asked]


def _in_parts(pieces: Sequence[Part], figures: Sequence[Figure]) -> list[Terms]:
    """Each figure's terms over parts instead of atoms."""
    first = {piece.atoms[0]: number for number, piece in enumerate(pieces)}
    return [
        {first[atom]: float(factor) for atom, factor in figure.terms.items() if factor and atom in first}
        for figure in figures
    ]


def _reader(pieces: Sequence[Part], terms: Sequence[Terms], shown: Sequence[bool], exact: bool) -> "_Reader":
    """A reader who has seen some of the figures."""
    truth = [piece.value for piece in pieces]
    seen = [own for own, is_shown in zip(terms, shown, strict=True) if is_shown and own]
    equations = [(own, sum(truth[n] * factor for n, factor in own.items())) for own in seen]
    known = _determined(equations)
    unknown = [n for n in range(len(pieces)) if n not in known]
    left = [({n: x for n, x in own.items() if n not in known}, own, value) for own, value in equations]
    rest = [(own, value - sum(known[n] * x for n, x in full.items() if n in known)) for own, full, value in left if own]
    knots = _knots(unknown, rest, [p.whole for p in pieces], truth)
    solved: dict[Hashable, list[tuple[float, float]]] = {}
    for knot in knots.values():
        knot.exact, knot.solved = exact, solved
    return _Reader(known, knots)


def _determined(equations: Sequence[tuple[Terms, float]]) -> dict[int, float]:
    """The parts that follow one by one: alone unknown in an equation, or in a sum that is zero."""
    known: dict[int, float] = {}
    by_part: dict[int, list[int]] = {}
    for number, (own, _) in enumerate(equations):
        for n in own:
            by_part.setdefault(n, []).append(number)
    # Of each equation: how many parts are unknown, how many of these add to it, and what they make.
    left = [len(own) for own, _ in equations]
    up = [sum(x > 0 for x in own.values()) for own, _ in equations]
    rest = [value for _, value in equations]
    todo = list(range(len(equations)))
    while todo:
        number = todo.pop()
        nothing = abs(rest[number]) < SLACK and up[number] in (0, left[number])
        if left[number] == 1 or nothing:
            own = equations[number][0]
            for n in [n for n in own if n not in known]:
                known[n] = 0.0 if nothing else rest[number] / own[n]
                for other in by_part[n]:
                    factor = equations[other][0][n]
                    left[other], up[other] = left[other] - 1, up[other] - (factor > 0)
                    rest[other] -= known[n] * factor
                    if left[other] == 1 or abs(rest[other]) < SLACK:
                        todo.append(other)
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
    """Unknown parts that hang together by equations, and the sums of them that are asked for, with what each needs."""

    place: dict[int, int] = field(default_factory=dict)
    whole: list[bool] = field(default_factory=list)
    truth: list[float] = field(default_factory=list)
    equations: list[tuple[Terms, float]] = field(default_factory=list)
    aims: dict[Hashable, tuple[Terms, float]] = field(default_factory=dict)
    exact: bool = False
    # What was worked out for knots that only have other names.
    solved: dict[Hashable, list[tuple[float, float]]] = field(default_factory=dict)
    _answers: dict[Hashable, tuple[float, float]] = field(default_factory=dict)

    @staticmethod
    def name(aim: Terms) -> Hashable:
        return tuple(sorted(aim.items()))

    def interval(self, aim: Terms) -> tuple[float, float]:
        """The least and the most of a sum that is among the aims."""
        if not self._answers:
            form = self._form()
            if form not in self.solved:
                self.solved[form] = self._work_out()
            self._answers = dict(zip(self.aims, self.solved[form], strict=True))
        return self._answers[self.name(aim)]

    def _form(self) -> Hashable:
        """All that the answers come of, without the names of the parts."""
        rows = (*self.equations, *self.aims.values())
        return (
            tuple((tuple((self.place[n], factor) for n, factor in own.items()), value) for own, value in rows),
            len(self.equations),
            tuple(self.truth),
            tuple(self.whole),
        )

    def _work_out(self) -> list[tuple[float, float]]:
        if not self.equations:
            return [_unbounded(own.values()) for own, _ in self.aims.values()]
        aims = _matrix([own for own, _ in self.aims.values()], self.place)
        return _Ends(self, aims, [needed for _, needed in self.aims.values()]).all()


def _unbounded(factors: Collection[float]) -> tuple[float, float]:
    return (0.0 if min(factors) > 0 else -inf), (0.0 if max(factors) < 0 else inf)


def _matrix(rows: Sequence[Terms], place: Mapping[int, int]) -> Any:
    import numpy as np
    from scipy.sparse import csr_array

    cells = [(row, place[n], factor) for row, own in enumerate(rows) for n, factor in own.items()]
    row, column, factor = map(np.array, zip(*cells, strict=True))
    return csr_array((factor, (row, column)), shape=(len(rows), len(place)))


class _Ends:
    """The ends of a knot's aims: as they were seen in some world, and as far as they can be."""

    def __init__(self, knot: _Knot, aims: Any, needed: Sequence[float]) -> None:
        import numpy as np

        self.aims, self.needed, self.exact = aims, needed, knot.exact
        self.matrix = _matrix([own for own, _ in knot.equations], knot.place)
        self.values = np.array([value for _, value in knot.equations])
        self.whole = np.array(knot.whole)
        self.in_whole = self.whole.all() and bool((aims.data == np.rint(aims.data)).all())
        self.truth = np.array(knot.truth)
        self.low = self.high = aims @ self.truth
        self.bottom, self.top = self._limits()

    def _limits(self) -> tuple[Any, Any]:
        """What no aim can be below or above, by one equation for each of its parts."""
        import numpy as np

        most = np.full(len(self.whole), np.inf)
        for row, value in enumerate(self.values):
            inside = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
            columns, factors = self.matrix.indices[inside], self.matrix.data[inside]
            if (factors > 0).all():
                most[columns] = np.minimum(most[columns], value / factors)
        ends = []
        for number in range(self.aims.shape[0]):
            own = slice(self.aims.indptr[number], self.aims.indptr[number + 1])
            factors, tops = self.aims.data[own], most[self.aims.indices[own]]
            up, down = factors > 0, factors < 0
            ends.append((factors[down] @ tops[down], factors[up] @ tops[up]))
        bottom, top = zip(*ends, strict=True)
        return np.array(bottom), np.array(top)

    def all(self) -> list[tuple[float, float]]:
        """The interval of each aim."""
        import numpy as np

        turn = vain = 0
        while not self.exact and vain < VAIN and len(left := np.flatnonzero(~self._wide())):
            # Neighbours are asked for the same end as often as for opposite ones.
            signs = 1.0 - 2.0 * ((left * 40503 >> turn % 8) & 1)
            for costs in (signs @ self.aims[left], -signs @ self.aims[left]):
                self._scatter(costs)
            turn, vain = turn + 1, 0 if self._wide()[left].any() else vain + 1
        return [self._interval(number) for number in range(self.aims.shape[0])]

    def _wide(self) -> Any:
        """Of which aims worlds are known that are far enough apart."""
        import numpy as np

        return self.high - self.low >= np.maximum(self.needed, 1) - SLACK

    def _scatter(self, costs: Any) -> None:
        """Remembers a world in whole numbers in which a sum is small, not far from the truth."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        far = REACH * max(1.0, *self.needed)
        bottom, top = np.maximum(self.truth - far, 0), self.truth + far
        for _ in range(1 + MENDED):
            answer = milp(
                costs, constraints=LinearConstraint(self.matrix, self.values, self.values), bounds=Bounds(bottom, top)
            )
            if answer.status != 0:
                return
            broken = self.whole & (np.abs(answer.x - np.rint(answer.x)) > SLACK)
            if not broken.any():
                self._remember(answer.x)
                return
            bottom, top = np.where(broken, self.truth, bottom), np.where(broken, self.truth, top)

    def _remember(self, world: Any) -> None:
        """Notes how far the aims are from each other in a world, if it is one in whole numbers."""
        import numpy as np

        rounded = np.where(self.whole, np.rint(world), world)
        if np.abs(self.matrix @ rounded - self.values).max() < SLACK:
            now = self.aims @ rounded
            self.low, self.high = np.minimum(self.low, now), np.maximum(self.high, now)

    def _interval(self, number: int) -> tuple[float, float]:
        """What linear programs say, if worlds in whole numbers prove it wide enough; else what whole numbers allow."""
        if not self.exact and self.high[number] - self.low[number] >= max(self.needed[number], 1) - SLACK:
            return float(self.low[number]), float(self.high[number])
        low = high = 0.0
        for strictly in (False, True):
            low, high = self._end(number, 1, strictly), -self._end(number, -1, strictly)
            if self.high[number] - self.low[number] >= self.needed[number] - SLACK or high - low < self.needed[number]:
                break
        return low, high

    def _end(self, number: int, sign: int, strictly: bool) -> float:
        """The least of an aim, or minus the most of it."""
        from math import ceil

        seen = self.low[number] if sign > 0 else -self.high[number]
        limit = self.bottom[number] if sign > 0 else -self.top[number]
        if seen - limit < SLACK:
            return float(seen)
        found = self._least(sign * self.aims[[number]].toarray()[0], strictly)
        if found is None:
            return float(self.low[number] if sign > 0 else -self.high[number])
        return float(ceil(found - SLACK)) if self.in_whole and found > -inf else found

    def _least(self, costs: Any, strictly: bool = False) -> float | None:
        """The least that a sum can be; None if nobody can tell."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        answer = milp(
            costs,
            constraints=LinearConstraint(self.matrix, self.values, self.values),
            bounds=Bounds(0, np.inf),
            integrality=self.whole * int(strictly),
            options={"node_limit": BRANCHES},
        )
        # The truth is a world, so what the solver calls "unbounded or infeasible" is unbounded.
        if answer.status == 3 or "unbounded" in answer.message:
            return -inf
        if answer.status != 0:
            return None
        self._remember(answer.x)
        return float(answer.fun)


@dataclass
class _Reader:
    """Parts that are known, and the others' knots."""

    known: dict[int, float]
    knots: dict[int, _Knot]

    def interval(self, terms: Terms) -> tuple[float, float]:
        """The least and the most that a sum can be. Knots are independent, so theirs add up."""
        low = high = sum(self.known[n] * factor for n, factor in terms.items() if n in self.known)
        for knot, own in self.by_knot(terms):
            least, most = knot.interval(own)
            low, high = low + least, high + most
        return low, high

    def by_knot(self, terms: Terms) -> Iterator[tuple[_Knot, Terms]]:
        """A sum's unknown parts, by the knot that they are in."""
        split: dict[int, tuple[_Knot, Terms]] = {}
        for n, factor in terms.items():
            if n not in self.known:
                split.setdefault(id(self.knots[n]), (self.knots[n], {}))[1][n] = factor
        yield from split.values()
