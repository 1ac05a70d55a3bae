"""Worlds: values that a reader must hold possible, and how far apart they are for what is to be protected. Pure."""

from typing import Any, NamedTuple

from jamxl.protect.model import SLACK

# Whole numbers are sought in so many branches at most: what is not found by then is not taken for possible.
BRANCHES = 500


class World(NamedTuple):
    """The parts (by number) that are otherwise than they are, and by how much."""

    parts: Any
    moves: Any


class Seen:
    """For each target, the worlds in which it is the most and the least that has been seen.

    A target whose worlds are `width` apart is proved. It keeps them: those that move it farther may move more besides.
    """

    def __init__(self, targets: Any, width: float) -> None:
        """`targets`: a matrix of targets by parts."""
        import numpy as np

        self.targets, self.width = targets, width
        self.by_part = targets.T.tocsr()
        self.high, self.low = np.zeros(targets.shape[0]), np.zeros(targets.shape[0])
        truth = World(np.zeros(0, dtype=int), np.zeros(0))
        self.most, self.least = [truth] * len(self.high), [truth] * len(self.low)

    @property
    def proved(self) -> Any:
        """Which targets are proved."""
        return self.high - self.low >= self.width - SLACK

    def has(self, target: int) -> bool:
        """A target is proved."""
        return bool(self.high[target] - self.low[target] >= self.width - SLACK)

    def note(self, world: World) -> None:
        """Takes a world for the targets without proof that it moves farther than others do."""
        now = world.moves @ self.by_part[world.parts]
        left = ~self.proved
        for n in (left & (now > self.high + SLACK)).nonzero()[0]:
            self.most[n], self.high[n] = world, now[n]
        for n in (left & (now < self.low - SLACK)).nonzero()[0]:
            self.least[n], self.low[n] = world, now[n]

    def take(self, target: int, other: "Seen", place: int) -> None:
        """Another's worlds instead of one's own."""
        self.most[target], self.high[target] = other.most[place], other.high[place]
        self.least[target], self.low[target] = other.least[place], other.low[place]

    def worlds(self) -> list[World]:
        """Those that prove something, each once."""
        return list({id(world): world for world in [*self.most, *self.least] if len(world.parts)}.values())


def solve(costs: Any, matrix: Any, bottom: Any, top: Any, whole: Any, apart: tuple[Any, float] | None = None) -> Any:
    """The cheapest moves between `bottom` and `top` that leave all sums as they are; None when there are none.

    `whole`: which are to be whole numbers. `apart`: moves times apart[0] are at least apart[1].
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    demands = [LinearConstraint(matrix, 0, 0)] if matrix.shape[0] else []
    demands += [LinearConstraint(apart[0][None, :], apart[1], np.inf)] if apart else []
    answer = milp(costs, constraints=demands, bounds=Bounds(bottom, top))
    if answer.status == 0 and not are_whole(answer.x[whole]):
        answer = milp(
            costs,
            constraints=demands,
            bounds=Bounds(bottom, top),
            integrality=whole.astype(int),
            options={"node_limit": BRANCHES},
        )
    return answer.x if answer.status == 0 else None


def are_whole(numbers: Any) -> bool:
    """Whole numbers, as near as the solver's arithmetic gets."""
    import numpy as np

    return bool(np.abs(numbers - np.rint(numbers)).max(initial=0) <= SLACK)
