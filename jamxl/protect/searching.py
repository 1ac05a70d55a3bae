"""Which figures to hide: a pattern of few and small ones, piece by piece. Pure.

Each figure or part to protect is a target. A world is a set of values that a reader must hold possible; a target is
proved when two worlds are known in which it is `width` apart. At first worlds are sought that prove many targets at
once, with all shown that may be. For a target that is left, a linear program finds two worlds, so that the free figures
in which they differ from the truth cost as little as may be: these are hidden. What is hidden later takes nothing from
a proof. At last each figure that was hidden to protect others is shown again if the targets whose proofs it was in can
be proved without it, the dearest first. In small nets, patterns without each of the hidden figures are tried as well.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from jamxl.protect.model import SLACK, Atom, Atoms, Figure, Part, Protected, few, hidden_at_first, parts
from jamxl.protect.nets import NEAR, WIDER, WIDEST, Net
from jamxl.protect.worlds import Seen, World

# A figure that was moved a little is as dear as one that was moved much: the program is asked again, with new prices.
STILL = 0.5
# In nets of so few figures, patterns without each of the hidden ones are tried too; and in those of so few, what was
# found is gone through until nothing more can be shown; in larger ones, cover is sought nearer by at first.
SMALL, LARGE = 60, 2000


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
        search = _Search(net, net.recalled(worlds, atoms))
        secondary |= search.protect()
        lost += search.lost()
        proofs += [net.told(world, atoms) for world in search.seen.worlds()]
    return Protected(primary, frozenset(secondary), settled, tuple(lost), tuple(proofs))


class _Search:
    """The pattern of a net, as far as it has been found."""

    def __init__(self, net: Net, recalled: Sequence[World]) -> None:
        self.net, self.recalled = net, recalled
        self.is_large = len(net.figures) > LARGE
        self.rounds = 2 if self.is_large else 3
        self.reaches = (WIDER, WIDEST, None) if self.is_large else (WIDEST, None)
        self.seen = Seen(net.targets, net.width)
        self._figures: dict[int, tuple[World, frozenset[int]]] = {}
        self._for: dict[int, int] = {}

    def protect(self) -> set[Hashable]:
        """The keys of the figures to hide besides the risky ones."""
        self._hide()
        if len(self.net.figures) <= SMALL:
            self._exchange()
        before: list[int] = []
        while not self.is_large and (now := self._secondary()) != before:
            # With all others shown for good, fewer of these may do. It ends as it would begin if made again.
            before, proved = now, self.seen
            self.net.turn(now, shown=True)
            self.net.settle(now)
            self._hide()
            if (proved.proved & ~self.seen.proved).any():
                self.net.turn(self._secondary(), shown=True)
                self.net.turn(before, shown=False)
                self.seen = proved
        return {self.net.figures[n].key for n in self._secondary()}

    def lost(self) -> list[Hashable | Part]:
        """The targets that nothing protects."""
        return [name for name, proved in zip(self.net.names, self.seen.proved, strict=True) if not proved]

    def _secondary(self) -> list[int]:
        """Figures hidden to protect others, the dearest first."""
        hidden = (self.net.free & ~self.net.shown).nonzero()[0].tolist()
        return sorted(hidden, key=lambda n: (-self.net.price[n], n))

    def _hide(self) -> None:
        """Hides what is needed to prove all targets that can be."""
        net = self.net
        self.seen = Seen(net.targets, net.width)
        for world in self.recalled:
            self.seen.note(world)
        net.sweep(self.seen, patience=2)
        for target in (~self.seen.proved).nonzero()[0].tolist():
            for reach in self.reaches:
                if self.seen.has(target) or net.prove(target, self.seen, target, NEAR):
                    break
                self._cover(target, net.near(target, reach) if reach else net.movable.nonzero()[0])
                if reach != self.reaches[0] and self.seen.has(target):
                    # What is hidden for one far off may prove many.
                    net.sweep(self.seen, patience=1)
        self._show_again()

    def _cover(self, target: int, columns: Any) -> None:
        """Hides the cheapest figures that make room for a target, by moving some parts.

        What an attempt that failed has hidden stays so for now: worlds may have been seen that move it.
        """
        net = self.net
        for strictly in (False, True):
            worlds = self._cheapest(target, columns, strictly)
            if worlds is None:
                return
            for world in worlds:
                hidden = net.moved(world, net.free & net.shown)
                net.turn(hidden, shown=False)
                self._for |= dict.fromkeys(hidden.tolist(), target)
                if net.is_whole(world):
                    self.seen.note(world)
            if self.seen.has(target) or net.prove(target, self.seen, target, self.reaches[0]):
                return

    def _cheapest(self, target: int, columns: Any, strictly: bool) -> tuple[World, World] | None:
        """Two worlds in which the target is apart, by figures as cheap as may be; only these parts move."""
        import numpy as np

        net = self.net
        best: tuple[float, tuple[World, World]] | None = None
        price = net.price
        # All parts are too many to ask twice.
        rounds = 1 if strictly or len(columns) == net.movable.sum() else self.rounds
        for _ in range(rounds if len(columns) else 0):
            worlds = net.cheapest(target, columns, price, strictly)
            if worlds is None:
                break
            moved = np.maximum(*map(net.moves, worlds))
            cost = float(net.price[net.free & net.shown & (moved > SLACK)].sum())
            if best is None or cost < best[0] - SLACK:
                best = cost, worlds
            price = net.price / (moved + STILL)
        return best[1] if best else None

    def _show_again(self) -> None:
        """Shows what need not be hidden."""
        net = self.net
        leaning = self._leaning()
        for figure in self._secondary():
            hit = self._hit(figure, leaning[figure])
            net.turn([figure], shown=True)
            proofs = Seen(net.targets[hit], net.width)
            if all(proofs.has(place) or self._anew(target, proofs, place) for place, target in enumerate(hit)):
                for place, target in enumerate(hit):
                    self.seen.take(target, proofs, place)
                    for other in self._moves(target):
                        leaning[other].add(target)
            else:
                net.turn([figure], shown=False)

    def _anew(self, target: int, proofs: Seen, place: int) -> bool:
        """A target can be proved by what is shown now."""
        return any(self.net.prove(target, proofs, place, reach) for reach in (NEAR, self.reaches[0]))

    def _leaning(self) -> dict[int, set[int]]:
        """The targets whose proofs may move a figure that is hidden for others, by figure."""
        found: dict[int, set[int]] = defaultdict(set)
        for target in self.seen.proved.nonzero()[0].tolist():
            for figure in self._moves(target):
                found[figure].add(target)
        return found

    def _moves(self, target: int) -> frozenset[int]:
        """The figures hidden for others that a target's proof moves."""
        return self._moved(self.seen.most[target]) | self._moved(self.seen.least[target])

    def _moved(self, world: World) -> frozenset[int]:
        if id(world) not in self._figures:
            self._figures[id(world)] = world, frozenset(self.net.moved(world, self.net.free & ~self.net.shown).tolist())
        return self._figures[id(world)][1]

    def _hit(self, figure: int, leaning: set[int]) -> list[int]:
        """The targets whose proofs move a figure; first those that have parts of it, which fail soonest."""
        inside = set(self.net.of(self.net.matrix, figure).tolist())
        hit = sorted(target for target in leaning if figure in self._moves(target))
        about = {t for t in hit if not inside.isdisjoint(self.net.of(self.net.targets, t).tolist())}
        return sorted(hit, key=lambda target: (target != self._for[figure], target not in about))

    def _exchange(self) -> None:
        """Looks for a cheaper pattern without one of the figures that are hidden now, until there is none."""
        net = self.net
        free = net.free.nonzero()[0].tolist()
        todo = self._secondary()
        while todo:
            figure = todo.pop(0)
            before, proved = self._secondary(), self.seen
            net.turn(before, shown=True)
            net.settle([other for other in free if other != figure])
            self._hide()
            net.settle(free)
            now = self._secondary()
            if net.price[now].sum() < net.price[before].sum() - SLACK and not (proved.proved & ~self.seen.proved).any():
                todo = list(now)
            else:
                net.turn(now, shown=True)
                net.turn(before, shown=False)
                self.seen = proved


def _nets(pieces: Sequence[Part], figures: Sequence[Figure], width: float) -> Iterator[Net]:
    """The figures taken apart into nets, those without anything to protect left out."""
    import numpy as np
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    number = {piece.atoms[0]: n for n, piece in enumerate(pieces)}
    # Millions of terms: as arrays from the beginning, since a tuple for each takes several times the memory.
    cells = np.fromiter(
        ((row, number[a], x) for row, f in enumerate(figures) for a, x in f.terms.items() if x and a in number),
        dtype=[("row", int), ("column", int), ("factor", float)],
    )
    if not len(cells):
        return
    rows, columns = cells["row"], cells["column"]
    matrix = sparse.csr_array((cells["factor"], (rows, columns)), shape=(len(figures), len(pieces)))
    side = len(figures) + len(pieces)
    links = sparse.csr_array((np.ones(len(rows)), (rows, columns + len(figures))), shape=(side, side))
    net_of = connected_components(links, directed=False)[1]
    small = np.array([few(piece, width) for piece in pieces])
    risky = np.array([f.risky for f in figures])
    for net in dict.fromkeys([*net_of[: len(figures)][risky], *net_of[len(figures) :][small]]):
        own = np.flatnonzero(net_of[: len(figures)] == net)
        inside = np.flatnonzero(net_of[len(figures) :] == net)
        yield Net([figures[int(n)] for n in own], [pieces[int(n)] for n in inside], matrix[own][:, inside], width)
