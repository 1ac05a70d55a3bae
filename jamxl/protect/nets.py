"""Figures and parts that hang together, and the worlds that a reader of what is shown of them holds possible. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from jamxl.protect.model import SLACK, Atom, Atoms, Figure, Part, few
from jamxl.protect.worlds import Seen, World, are_whole, solve

# The largest figure costs so much more than the smallest: one figure less is worth more than smaller ones.
BY_SIZE = 0.1
# How far from a target worlds are sought, in steps from part to figure to part, and by how many parts of a figure.
NEAR, WIDER, WIDEST = (3, 3), (3, 4), (4, 10)
# A world moves no part up by more than this many widths, so that all programs have an end.
FAR = 20
# Where worlds are sought that need not cost anything, parts move no farther than this many widths.
REACH = 2
# Pieces that nothing holds together are put into one program up to so many parts.
BATCH = 400
# Parts that do not come out whole stay as they are, so many times.
MENDED = 4


class Net:
    """A matrix of figures by parts, and which figures are shown; and targets, another matrix by parts."""

    def __init__(self, figures: list[Figure], inside: list[Part], matrix: Any, width: float) -> None:
        import numpy as np

        self.figures, self.inside, self.matrix, self.width = figures, inside, matrix, width
        self.truth = np.array([float(part.value) for part in inside])
        self.whole = np.array([part.whole for part in inside])
        self.names, self.targets = self._targets(inside)
        self.by_part = matrix.T.tocsr()
        self.free = np.array([f.state == "free" and not f.risky for f in figures])
        self.shown = self.free | np.array([f.state == "shown" for f in figures])
        values = np.abs(matrix @ self.truth)
        largest = max(1.0, float(values.max(initial=0)))
        self.price = np.array([f.cost for f in figures]) * (1 + BY_SIZE * values / largest)
        self.movable = self.undetermined(self.shown & ~self.free)
        # What must be hidden for a part to move.
        self.dear = abs(self.by_part).sign() @ (self.price * self.shown)

    def _targets(self, inside: list[Part]) -> tuple[list[Any], Any]:
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

    @staticmethod
    def of(matrix: Any, row: int) -> Any:
        """The columns in which a row has factors."""
        return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]

    @staticmethod
    def cells(matrix: Any, rows: Any) -> tuple[Any, Any, Any]:
        """Some rows' factors, row by row: the row's place among them, the column, the factor.

        A sparse matrix's own way to rows takes many times as long when they are few.
        """
        import numpy as np

        start = matrix.indptr[rows]
        many = matrix.indptr[rows + 1] - start
        at = np.arange(many.sum()) + np.repeat(start - np.cumsum(many) + many, many)
        return np.repeat(np.arange(len(rows)), many), matrix.indices[at], matrix.data[at]

    def turn(self, figures: Collection[int], shown: bool) -> None:
        """Shows figures that are hidden, or hides them."""
        for figure in figures:
            self.shown[figure] = shown
            self.dear[self.of(self.matrix, figure)] += self.price[figure] if shown else -self.price[figure]

    def undetermined(self, shown: Any) -> Any:
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

    def settle(self, free: Collection[int]) -> None:
        """Lets these figures be hidden for others, and no more."""
        self.free[:] = False
        self.free[list(free)] = True
        self.movable = self.undetermined(self.shown & ~self.free)

    def moves(self, world: World) -> Any:
        """How much each figure is otherwise in a world."""
        import numpy as np

        return np.abs(world.moves @ self.by_part[world.parts])

    def moved(self, world: World, among: Any) -> Any:
        """The figures among some that are otherwise in a world."""
        return (among & (self.moves(world) > SLACK)).nonzero()[0]

    def near(self, target: int, reach: tuple[int, int]) -> Any:
        """The parts around a target by which it is most easily moved."""
        import numpy as np

        steps, breadth = reach
        near = edge = np.sort(self.of(self.targets, target))
        seen = np.zeros(len(self.figures), dtype=bool)
        for _ in range(steps):
            figures = np.unique(self.cells(self.by_part, edge)[1])
            figures = figures[self.shown[figures] & ~seen[figures]]
            seen[figures] = True
            figure, inside, _ = self.cells(self.matrix, figures)
            figure, inside = figure[self.movable[inside]], inside[self.movable[inside]]
            truth = self.truth[inside]
            order = np.lexsort((-truth, self.dear[inside], truth < self.width, figure))
            # The place of each part in its figure's order.
            place = np.arange(len(order)) - np.searchsorted(figure, figure)
            edge = np.setdiff1d(inside[order[place < breadth]], near)
            near = np.union1d(near, edge)
        return near

    def prove(self, target: int, seen: Seen, place: int, reach: tuple[int, int]) -> bool:
        """Looks near a target for worlds that prove it, until they are `seen` at its place there."""
        columns = self.near(target, reach)
        columns, matrix = self._loose(columns)
        aim = self.targets[[target]].toarray()[0][columns]
        if not aim.any():
            return seen.has(place)
        bottom, top = self._limits(columns, REACH)
        top[aim != 0] = self.width
        for costs in (-aim, aim):
            if not seen.has(place):
                moves = solve(costs, matrix, bottom, top, self.whole[columns])
                if moves is not None:
                    self._note(seen, columns, matrix, moves)
        return seen.has(place)

    def _loose(self, columns: Any) -> tuple[Any, Any]:
        """Those of some parts that can move if no others do; and the shown figures that have something of them."""
        import numpy as np

        column, row, _ = self.cells(self.by_part, columns)
        column, row = column[self.shown[row]], row[self.shown[row]]
        loose = np.ones(len(columns), dtype=bool)
        while len(column):
            alone = np.bincount(row)[row] == 1
            if not alone.any():
                break
            loose[column[alone]] = False
            column, row = column[loose[column]], row[loose[column]]
        return columns[loose], self._inside(columns[loose])

    def _inside(self, columns: Any) -> Any:
        """The shown figures that have something of some parts, by these."""
        import numpy as np
        from scipy import sparse

        column, row, factor = self.cells(self.by_part, columns)
        shown = self.shown[row]
        rows, row = np.unique(row[shown], return_inverse=True)
        return sparse.csc_array((factor[shown], (row, column[shown])), shape=(len(rows), len(columns)))

    def _limits(self, columns: Any, far: float) -> tuple[Any, Any]:
        """How far parts may move down and up."""
        import numpy as np

        return -self.truth[columns], np.full(len(columns), far * self.width)

    def _note(self, seen: Seen, columns: Any, matrix: Any, moves: Any) -> None:
        """Notes moves of parts that leave what is shown as it is."""
        import numpy as np

        rounded = np.where(self.whole[columns], np.rint(moves), moves)
        if np.abs(matrix @ rounded).max(initial=0) <= SLACK:
            there = np.abs(rounded) > SLACK
            seen.note(World(columns[there], rounded[there]))

    def sweep(self, seen: Seen, patience: int) -> None:
        """Looks for worlds that are far out for many targets at once, until so many turns have proved none."""
        import numpy as np

        # Neighbours are to move apart as often as together, in every turn otherwise.
        mixed = (np.arange(1, len(self.names) + 1) * 2654435761) >> 7
        for columns in self._batches(self.undetermined(self.shown), seen):
            matrix = self._inside(columns)
            inside = self.targets[:, columns]
            about = np.diff(inside.indptr) > 0
            turn = vain = 0
            while vain < patience and (left := np.flatnonzero(about & ~seen.proved)).size:
                signs = 1.0 - 2.0 * ((mixed[left] >> (turn % 24)) & 1)
                aim = signs @ inside[left]
                for costs in (-aim, aim):
                    self._note(seen, columns, matrix, self._outermost(costs, matrix, columns))
                turn, vain = turn + 1, 0 if seen.proved[left].any() else vain + 1

    def _outermost(self, costs: Any, matrix: Any, columns: Any) -> Any:
        """Moves in whole numbers that make a sum small; where those do not come out whole, parts stay as they are."""
        import numpy as np

        bottom, top = self._limits(columns, REACH)
        bottom = np.maximum(bottom, -top)
        for _ in range(MENDED):
            moves = solve(costs, matrix, bottom, top, np.zeros(len(columns), dtype=bool))
            if moves is None:
                break
            broken = self.whole[columns] & (np.abs(moves - np.rint(moves)) > SLACK)
            if not broken.any():
                return moves
            bottom, top = np.where(broken, 0, bottom), np.where(broken, 0, top)
        return np.zeros(len(columns))

    def _batches(self, unknown: Any, seen: Seen) -> Iterator[Any]:
        """The unknown parts in pieces that nothing shown holds together, small pieces put together."""
        import numpy as np
        from scipy import sparse
        from scipy.sparse.csgraph import connected_components

        columns = np.flatnonzero(unknown)
        if not len(columns):
            return
        matrix = self._inside(columns)
        links = sparse.block_array([[None, matrix], [matrix.T, None]], format="csr")
        piece = connected_components(links, directed=False)[1][matrix.shape[0] :]
        wanted = np.zeros(len(self.truth), dtype=bool)
        wanted[self.targets[~seen.proved].indices] = True
        order = np.argsort(piece, kind="stable")
        batch: list[Any] = []
        for one in np.split(columns[order], np.flatnonzero(np.diff(piece[order])) + 1):
            if wanted[one].any():
                batch.append(one)
            if sum(map(len, batch)) >= BATCH:
                yield np.sort(np.concatenate(batch))
                batch = []
        if batch:
            yield np.sort(np.concatenate(batch))

    def cheapest(self, target: int, columns: Any, price: Any, strictly: bool) -> tuple[World, World] | None:
        """Two worlds in which a target is apart, by figures as cheap as may be; only these parts move."""
        import numpy as np
        from scipy import sparse

        rows = np.unique(self.cells(self.by_part, columns)[1])
        rows = rows[self.shown[rows]]
        stays, moves = rows[~self.free[rows]], rows[self.free[rows]]
        many = len(moves)
        slack = sparse.eye_array(many)
        inside = self.matrix[moves][:, columns]
        fixed = self.matrix[stays][:, columns]
        one = sparse.block_array([[inside, -slack, slack], [fixed, None, None]], format="csr")
        bottom, top = self._limits(columns, FAR)
        aim = np.concatenate([self.targets[[target]].toarray()[0][columns], np.zeros(2 * many)])
        answer = solve(
            np.tile(np.concatenate([np.zeros(len(columns)), price[moves], price[moves]]), 2),
            sparse.block_diag([one, one], format="csr"),
            np.tile(np.concatenate([bottom, np.zeros(2 * many)]), 2),
            np.tile(np.concatenate([top, np.full(2 * many, np.inf)]), 2),
            np.tile(np.concatenate([self.whole[columns] & strictly, np.zeros(2 * many, dtype=bool)]), 2),
            (np.concatenate([aim, -aim]), self.width),
        )
        if answer is None:
            return None
        first, second = answer[: len(columns)], answer[one.shape[1] :][: len(columns)]
        return self._world(columns, first), self._world(columns, second)

    @staticmethod
    def _world(columns: Any, moves: Any) -> World:
        import numpy as np

        there = np.abs(moves) > SLACK
        return World(columns[there], moves[there])

    def is_whole(self, world: World) -> bool:
        """Persons move as whole persons."""
        return are_whole(world.moves[self.whole[world.parts]])

    def recalled(self, worlds: Sequence[Mapping[Atom, float]], atoms: Atoms) -> list[World]:
        """The worlds of an earlier round that agree with all that is or may be shown now."""
        import numpy as np

        place = {atom: n for n, part in enumerate(self.inside) for atom in part.atoms}
        found = []
        for told in worlds:
            moves = np.zeros(len(self.truth))
            here = [atom for atom in told if atom in place]
            np.add.at(moves, [place[atom] for atom in here], [told[atom] - atoms[atom] for atom in here])
            world = self._world(np.arange(len(moves)), moves)
            if len(world.parts) and (self.truth + moves).min() >= -SLACK and not len(self.moved(world, self.shown)):
                found.append(world)
        return found

    def told(self, world: World, atoms: Atoms) -> dict[Atom, float]:
        """A world by the atoms that are otherwise in it."""
        values: dict[Atom, float] = {}
        for n, move in zip(world.parts.tolist(), world.moves.tolist(), strict=True):
            left = move
            for atom in self.inside[n].atoms:
                moved = max(left, -atoms[atom])
                if abs(moved) > SLACK:
                    values[atom] = atoms[atom] + moved
                    left -= moved
        return values
