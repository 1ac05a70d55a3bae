"""Which figures to hide: a pattern of few and small ones, piece by piece. Pure.

Each figure or part to protect is a target. A world is a set of values that a reader must hold possible; a target is
proved when two worlds are known in which it is `width` apart. For a target without proof, a linear program finds two
such worlds, so that the free figures in which they differ from the truth cost as little as may be: these are hidden.
What is hidden later takes nothing from a proof. At last each figure that was hidden to protect others is shown again if
all targets can be proved without it, the dearest first. None of those left can then be worked out exactly: showing it
would tell a reader nothing. In small nets, patterns without each of the hidden figures are tried as well.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from jamxl.protect.model import SLACK, Atom, Atoms, Figure, Part, Protected, few, hidden_at_first, parts

# The largest figure costs so much more than the smallest: one figure less is worth more than smaller ones.
BY_SIZE = 0.1
# A figure that was moved a little is as dear as one that was moved much: the program is asked again, with new prices.
ROUNDS = 3
STILL = 0.5
# How far from a target, in steps from part to figure to part, cover is sought first; and how many parts of a figure.
STEPS, BREADTH = 4, 10
# A world moves no part by more than this many widths, so that all programs have an end.
FAR = 20
# In nets of so few figures, patterns without each of the hidden ones are tried too.
SMALL = 60
# So many programs at first look for worlds that prove many targets at once.
SWEEPS = 4
# Whole numbers are sought in so many branches at most: what is not found by then is not taken for possible.
BRANCHES = 500


def protect(
    atoms: Atoms,
    figures: Sequence[Figure],
    width: float,
    people: Mapping[Atom, float] | None = None,
    worlds: Sequence[Mapping[Atom, float]] = (),
) -> Protected:
    """Hides risky figures, and others until no reader can tell a risky one or a part of few persons from its like.

    `width`: how wide the interval must be in which each of them could be (the threshold: 0-5 for a threshold of 5).
    `people`: how many persons an atom is about, where it is not a count of persons itself. `worlds`: those that proved
    an earlier round; the ones that are still possible need not be sought again.
    """
    ordered = sorted(figures, key=lambda f: repr(f.key))
    primary = hidden_at_first(ordered)
    settled = frozenset(f.key for f in ordered if f.state == "hidden")
    secondary: set[Hashable] = set()
    lost: list[Hashable | Part] = []
    proofs: list[Mapping[Atom, float]] = []
    for net in _nets(parts(atoms, ordered, people or {}), ordered, width):
        if net.is_settled:
            continue
        net.recall(worlds, atoms)
        secondary |= net.protect()
        lost += net.lost()
        proofs += net.proofs(atoms)
    return Protected(primary, frozenset(secondary), settled, tuple(lost), tuple(proofs))


def _spread(part: Part, value: float, atoms: Atoms) -> Iterator[tuple[Atom, float]]:
    """Values of a part's atoms that make a value of the part: those that are otherwise than they are."""
    more = value - part.value
    for atom in part.atoms:
        own = atoms[atom]
        moved = max(more, -own)
        if abs(moved) > SLACK:
            yield atom, own + moved
            more -= moved


class _Seen:
    """For each target, the worlds in which it is the most and the least that has been seen."""

    def __init__(self, targets: Any, truth: Any) -> None:
        self.targets = targets
        self.high, self.low = targets @ truth, targets @ truth
        self.most, self.least = [truth] * len(self.high), [truth] * len(self.low)

    def note(self, *worlds: Any) -> None:
        for world in worlds:
            now = self.targets @ world
            for n in (now > self.high + SLACK).nonzero()[0]:
                self.most[n], self.high[n] = world, now[n]
            for n in (now < self.low - SLACK).nonzero()[0]:
                self.least[n], self.low[n] = world, now[n]

    def apart(self, target: int) -> float:
        return float(self.high[target] - self.low[target])

    def take(self, target: int, other: "_Seen", place: int) -> None:
        """Another's worlds instead of one's own."""
        self.most[target], self.high[target] = other.most[place], other.high[place]
        self.least[target], self.low[target] = other.least[place], other.low[place]


class _Net:
    """Figures and parts that hang together, as a matrix of figures by parts; and targets, another by parts."""

    def __init__(self, figures: list[Figure], inside: list[Part], matrix: Any, width: float) -> None:
        import numpy as np

        self.figures, self.inside, self.matrix, self.width = figures, inside, matrix, width
        self.truth = np.array([float(part.value) for part in inside])
        self.whole = np.array([part.whole for part in inside])
        self.names, self.targets = self._targets(inside)
        self.by_part = matrix.T.tocsr()
        self.values = matrix @ self.truth
        self.free = np.array([f.state == "free" and not f.risky for f in figures])
        self.shown = self.free | np.array([f.state == "shown" for f in figures])
        largest = max(1.0, float(np.abs(self.values).max(initial=0)))
        self.price = np.array([f.cost for f in figures]) * (1 + BY_SIZE * np.abs(self.values) / largest)
        self.movable = self._undetermined(self.shown & ~self.free)
        self.seen = _Seen(self.targets, self.truth)

    def _targets(self, inside: list[Part]) -> tuple[list[Hashable | Part], Any]:
        """The names of risky figures and parts of few persons, and a matrix of them by parts."""
        from scipy import sparse

        risky = [n for n, figure in enumerate(self.figures) if figure.risky]
        small = [n for n, part in enumerate(inside) if few(part, self.width)]
        names = [*(self.figures[n].key for n in risky), *(inside[n] for n in small)]
        rows = [self.matrix[risky], sparse.eye_array(len(inside), format="csr")[small]]
        return names, sparse.vstack(rows, format="csr")

    @property
    def is_settled(self) -> bool:
        """Earlier publications have decided all of it, and have shown nothing risky."""
        return all(f.state == "hidden" or (f.state == "shown" and not f.risky) for f in self.figures)

    def recall(self, worlds: Sequence[Mapping[Atom, float]], atoms: Atoms) -> None:
        """Notes the worlds of an earlier round that agree with all that is or may be shown now."""
        import numpy as np

        place = {atom: n for n, part in enumerate(self.inside) for atom in part.atoms}
        for told in worlds:
            world = self.truth.copy()
            moved = [place[atom] for atom in told if atom in place]
            np.add.at(world, moved, [value - atoms[atom] for atom, value in told.items() if atom in place])
            rows = np.unique(self.by_part[moved].indices) if moved else moved
            rows = [row for row in rows if self.shown[row]]
            same = np.abs(self.matrix[rows] @ world - self.values[rows]) <= SLACK
            if moved and same.all() and world.min() >= -SLACK:
                self.seen.note(world)

    def proofs(self, atoms: Atoms) -> Iterator[Mapping[Atom, float]]:
        """The worlds that prove the targets, by the atoms that are otherwise in them."""
        import numpy as np

        for world in {id(w): w for w in [*self.seen.most, *self.seen.least]}.values():
            told: dict[Atom, float] = {}
            for n in np.flatnonzero(np.abs(world - self.truth) > SLACK):
                told |= _spread(self.inside[n], float(world[n]), atoms)
            if told:
                yield told

    def protect(self) -> set[Hashable]:
        """The keys of the figures to hide besides the risky ones."""
        self._hide()
        if len(self.figures) <= SMALL:
            self._exchange()
        return {self.figures[n].key for n in self._secondary()}

    def _secondary(self) -> Any:
        """Figures hidden to protect others, the dearest first."""
        hidden = (self.free & ~self.shown).nonzero()[0]
        return sorted(hidden, key=lambda n: (-self.price[n], n))

    def _hide(self) -> None:
        """Hides what is needed to prove all targets that can be."""
        view = self._view()
        view.sweep(self.seen)
        for target in range(self.targets.shape[0]):
            if not view.prove(target, self.seen, target):
                self._cover(target, view)
                view = self._view()
        self._show_again()

    def _exchange(self) -> None:
        """Looks for a cheaper pattern without one of the figures that are hidden now, until there is none."""
        todo = list(self._secondary())
        while todo:
            n = todo.pop(0)
            before = self.shown, self.seen, self.movable
            proved = [self._proved(target) for target in range(len(self.names))]
            self.shown, self.seen = self.shown | self.free, _Seen(self.targets, self.truth)
            self.free[n] = False
            self.movable = self._undetermined(self.shown & ~self.free)
            self._hide()
            self.free[n] = True
            cheaper = self.price[self._secondary()].sum() < self.price[self.free & ~before[0]].sum() - SLACK
            if cheaper and all(self._proved(target) or not was for target, was in enumerate(proved)):
                self.movable = before[2]
                todo = list(self._secondary())
            else:
                self.shown, self.seen, self.movable = before

    def lost(self) -> list[Hashable | Part]:
        """The targets that nothing protects."""
        return [name for target, name in enumerate(self.names) if not self._proved(target)]

    def _proved(self, target: int) -> bool:
        return self.seen.apart(target) >= self.width - SLACK

    def _undetermined(self, shown: Any) -> Any:
        """Which parts do not follow one by one from shown figures: alone unknown in one, or in a sum that is zero."""
        import numpy as np

        matrix = self.matrix[shown.nonzero()[0]]
        there, one_sign = abs(matrix).sign(), abs(matrix.sign().sum(axis=1)) == abs(matrix).sign().sum(axis=1)
        unknown = np.ones(len(self.truth), dtype=bool)
        while True:
            alone = there @ unknown.astype(float) == 1
            zero = one_sign & (abs(matrix @ (self.truth * unknown)) < SLACK)
            found = unknown & ((alone | zero).astype(float) @ there > 0)
            if not found.any():
                return unknown
            unknown &= ~found

    def _view(self) -> "_View":
        return _View(self, self._undetermined(self.shown))

    def _cover(self, target: int, view: "_View") -> None:
        """Hides the cheapest figures that make room for a target; first among those near by.

        What an attempt that failed has hidden stays so for now: worlds may have been seen that move it.
        """
        import numpy as np

        for columns in (view.near(target), np.flatnonzero(self.movable)):
            for strictly in (False, True):
                worlds = self._cheapest(target, columns, strictly)
                if worlds is None:
                    break
                for world in worlds:
                    self.shown &= ~self.free | (np.abs(self.matrix @ world - self.values) <= SLACK)
                if all(self._is_whole(world) for world in worlds):
                    self.seen.note(*worlds)
                if self._view().prove(target, self.seen, target):
                    return

    def _is_whole(self, world: Any) -> bool:
        import numpy as np

        return bool(np.abs(world - np.rint(world))[self.whole].max(initial=0) <= SLACK)

    @staticmethod
    def of(matrix: Any, row: int) -> Any:
        """The columns in which a row has factors."""
        return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]

    def _cheapest(self, target: int, columns: Any, strictly: bool) -> tuple[Any, Any] | None:
        """Two worlds in which the target is apart, by figures as cheap as may be; only these parts move."""
        import numpy as np

        best: tuple[float, Any] | None = None
        price = self.price
        if not len(columns):
            return None
        for _ in range(1 if strictly else ROUNDS):
            worlds = self._apart(target, columns, price, strictly)
            if worlds is None:
                break
            moved = np.maximum(*(np.abs(self.matrix @ w - self.values) for w in worlds))
            cost = float(self.price[self.free & self.shown & (moved > SLACK)].sum())
            if best is None or cost < best[0] - SLACK:
                best = cost, worlds
            price = self.price / (moved + STILL)
        return best[1] if best else None

    def _apart(self, target: int, columns: Any, price: Any, strictly: bool) -> tuple[Any, Any] | None:
        import numpy as np
        from scipy import sparse

        rows = np.unique(self.by_part[columns].indices)
        stays, moves = rows[self.shown[rows] & ~self.free[rows]], rows[self.shown[rows] & self.free[rows]]
        inside = self.matrix[:, columns]
        many = len(moves)
        slack = sparse.eye_array(many)
        one = sparse.block_array([[inside[moves], -slack, slack], [inside[stays], None, None]], format="csr")
        truth = self.truth[columns]
        values = np.concatenate([inside[moves] @ truth, inside[stays] @ truth])
        costs = np.concatenate([np.zeros(len(columns)), price[moves], price[moves]])
        aim = np.concatenate([self.targets[[target]].toarray()[0][columns], np.zeros(2 * many)])
        top = np.concatenate([truth + FAR * self.width, np.full(2 * many, np.inf)])
        answer = _solve(
            np.tile(costs, 2),
            sparse.block_diag([one, one], format="csr"),
            np.tile(values, 2),
            np.tile(top, 2),
            np.tile(np.concatenate([self.whole[columns] & strictly, np.zeros(2 * many, dtype=bool)]), 2),
            (np.concatenate([aim, -aim]), self.width),
        )
        if answer is None:
            return None
        worlds = self.truth.copy(), self.truth.copy()
        worlds[0][columns], worlds[1][columns] = answer[: len(columns)], answer[one.shape[1] :][: len(columns)]
        return worlds

    def _show_again(self) -> None:
        """Shows what need not be hidden."""
        for n in self._secondary():
            own = self.of(self.matrix, n)
            row = self.matrix.data[self.matrix.indptr[n] : self.matrix.indptr[n + 1]]
            each = {id(w): w for w in [*self.seen.most, *self.seen.least]}
            moved = {name: abs(row @ w[own] - self.values[n]) > SLACK for name, w in each.items()}
            hit = [
                t
                for t, (most, least) in enumerate(zip(self.seen.most, self.seen.least, strict=True))
                if self._proved(t) and (moved[id(most)] or moved[id(least)])
            ]
            inside = set(own.tolist())
            about = {t for t in hit if not inside.isdisjoint(self.of(self.targets, t).tolist())}
            hit.sort(key=lambda t: t not in about)
            self.shown[n] = True
            proofs = self._proofs(hit, len(about))
            if proofs is None:
                self.shown[n] = False
                continue
            for place, t in enumerate(hit):
                self.seen.take(t, proofs, place)

    def _proofs(self, hit: list[int], about: int) -> _Seen | None:
        """New proofs for targets with what is shown now; None when one of them has none.

        The first are `about` the figure in question: they are asked first, since they fail soonest.
        """
        view = self._view()
        own = self.targets[hit]
        if any(not view.unknown[self.of(own, n)].any() for n in range(len(hit))):
            return None
        found = _Seen(own, self.truth)
        for n, target in enumerate(hit):
            if n == about:
                view.sweep(found)
            if not view.prove(target, found, n):
                return None
        return found


class _View:
    """What a reader of a net does not know."""

    def __init__(self, net: _Net, unknown: Any) -> None:
        import numpy as np

        self.net, self.unknown = net, unknown
        self.rows = net.shown.nonzero()[0]
        self.matrix = net.matrix[self.rows]
        self.by_part = self.matrix.T.tocsr()
        self.every = np.flatnonzero(unknown)
        self.shown = net.shown.copy()
        dear = net.by_part @ (net.price * net.shown)
        order = np.lexsort((-net.truth, dear, net.truth < net.width))
        self.rank = np.empty(len(order), dtype=int)
        self.rank[order] = np.arange(len(order))

    def near(self, target: int) -> Any:
        """The parts around a target by which it is most easily moved."""
        import numpy as np

        net = self.net
        near = set(net.of(net.targets, target))
        edge, seen = set(near), set[int]()
        for _ in range(STEPS):
            figures = {f for part in edge for f in net.of(net.by_part, part) if self.shown[f]} - seen
            seen |= figures
            edge = set()
            for figure in figures:
                inside = [part for part in net.of(net.matrix, figure) if net.movable[part]]
                edge.update(sorted(inside, key=self.rank.__getitem__)[:BREADTH])
            edge -= near
            near |= edge
        return np.array(sorted(near))

    def prove(self, target: int, seen: _Seen, place: int) -> bool:
        """Looks for worlds that prove a target, first near by, until they are `seen` at its place there."""
        import numpy as np

        enough = self.net.width - SLACK
        if seen.apart(place) < enough and self.unknown[self.net.of(self.net.targets, target)].any():
            near = self.near(target)
            by = near[self.unknown[near]]
            for columns in (by, self.every) if len(by) < len(self.every) else (by,):
                aim = self.net.targets[[target]].toarray()[0][columns]
                rows = np.unique(self.by_part[columns].indices)
                matrix = self.matrix[rows][:, columns]
                for costs in (-aim, aim):
                    if seen.apart(place) < enough:
                        seen.note(self._end(costs, matrix, columns))
        return seen.apart(place) >= enough

    def sweep(self, seen: _Seen) -> None:
        """Looks for worlds that are far out for many targets at once."""
        import numpy as np

        numbers = np.arange(len(seen.high))
        rows = np.unique(self.by_part[self.every].indices)
        matrix = self.matrix[rows][:, self.every]
        for turn in range(SWEEPS if len(numbers) > SWEEPS and len(self.every) else 0):
            aims = (1.0 - 2.0 * ((numbers >> turn) & 1)) @ seen.targets
            for costs in (aims[self.every], -aims[self.every]):
                seen.note(self._end(costs, matrix, self.every, strictly=False))

    def _end(self, costs: Any, matrix: Any, columns: Any, strictly: bool = True) -> Any:
        """The world in which a sum of parts is the least that it can be; the truth if none was found."""
        import numpy as np

        world = self.net.truth.copy()
        truth, whole = world[columns], self.net.whole[columns]
        answer = _solve(costs, matrix, matrix @ truth, truth + FAR * self.net.width, whole & strictly)
        if answer is not None:
            rounded = np.where(whole, np.rint(answer), answer)
            if np.abs(matrix @ (rounded - truth)).max(initial=0) <= SLACK:
                world[columns] = rounded
        return world


def _solve(costs: Any, matrix: Any, values: Any, top: Any, whole: Any, apart: tuple[Any, float] | None = None) -> Any:
    """The cheapest solution between 0 and `top`, with apart[0] @ x >= apart[1]; `whole` where it must be. Else None."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    demands = [LinearConstraint(matrix, values, values)] if matrix.shape[0] else []
    demands += [LinearConstraint(apart[0][None, :], apart[1], np.inf)] if apart else []
    answer = milp(costs, constraints=demands, bounds=Bounds(0, top))
    if answer.status == 0 and np.abs(answer.x - np.rint(answer.x))[whole].max(initial=0) > SLACK:
        answer = milp(
            costs,
            constraints=demands,
            bounds=Bounds(0, top),
            integrality=whole.astype(int),
            options={"node_limit": BRANCHES},
        )
    return answer.x if answer.status == 0 else None


def _nets(pieces: Sequence[Part], figures: Sequence[Figure], width: float) -> Iterator[_Net]:
    """The figures taken apart into nets, those without anything to protect left out."""
    import numpy as np
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    number = {piece.atoms[0]: n for n, piece in enumerate(pieces)}
    cells = [(row, number[a], x) for row, f in enumerate(figures) for a, x in f.terms.items() if x and a in number]
    if not cells:
        return
    rows, columns, factors = map(np.array, zip(*cells, strict=True))
    matrix = sparse.csr_array((factors.astype(float), (rows, columns)), shape=(len(figures), len(pieces)))
    side = len(figures) + len(pieces)
    links = sparse.csr_array((np.ones(len(rows)), (rows, columns + len(figures))), shape=(side, side))
    net_of = connected_components(links, directed=False)[1]
    small = np.array([few(piece, width) for piece in pieces])
    risky = np.array([f.risky for f in figures])
    for net in dict.fromkeys([*net_of[: len(figures)][risky], *net_of[len(figures) :][small]]):
        own = np.flatnonzero(net_of[: len(figures)] == net)
        inside = np.flatnonzero(net_of[len(figures) :] == net)
        yield _Net([figures[int(n)] for n in own], [pieces[int(n)] for n in inside], matrix[own][:, inside], width)
