"""Which figures to hide. Pure."""

from collections.abc import Mapping, Sequence

from jamxl.protect.auditing import audit
from jamxl.protect.model import Atom, Atoms, Figure, Protected, hidden_at_first


def protect(
    atoms: Atoms, figures: Sequence[Figure], width: float, people: Mapping[Atom, float] | None = None
) -> Protected:
    """Hides risky figures, and others until no reader can tell a risky one or a part of few persons from its like.

    `width`: how wide the interval must be in which each of them could be (the threshold: 0-5 for a threshold of 5).
    `people`: how many persons an atom is about, where it is not a count of persons itself.
    """
    primary = hidden_at_first(figures)
    settled = frozenset(f.key for f in figures if f.state == "hidden")
    free = [f for f in figures if f.state == "free" and not f.risky]
    hidden = set(primary | settled)
    while any(i.exposed for i in audit(atoms, figures, hidden, width, people)):
        linked = {a for f in figures if f.key in hidden for a in f.terms}
        more = {f.key for f in free if f.key not in hidden and (not hidden or linked & f.terms.keys())}
        if not more:
            break
        hidden |= more
    lost = [i for i in audit(atoms, figures, hidden, width, people) if i.exposed]
    return Protected(primary, frozenset(hidden) - primary - settled, settled, tuple(lost))
