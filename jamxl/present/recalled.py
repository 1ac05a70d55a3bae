"""What a reader of earlier open editions knows of the numbers as they are now. Pure.

An edition's record has the sums that it showed and what they were. Files may have changed since then. Whoever has the
edition is taken to know which numbers have not:

- A number that was shown by itself and is otherwise now was corrected. It is taken out of the other sums by what it
  was, since the reader can do that; what it is now is not known by it.
- A number that nobody tells any longer (a file or a row is gone, or another name is on it) is protected as before. It
  is what the sums that it was in had beside the others.
- Of a hidden number the record cannot tell that it was corrected. The sums that it was in are taken to be known as they
  are now, though the reader knows only what they were: too much may be hidden by that, or the edition be stopped, but
  nothing comes out that is true now. What such a number was before is not protected.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf

from jamxl.present.origins import NEAR, Atom, Key, Origins, Terms, as_terms, key_of
from jamxl.protect import Figure

# The figures that an open edition showed, with what they were.
Published = Mapping[Key, float]
THEN = "förr"


def known(origins: Origins, published: Published, period: str) -> dict[Key, Figure]:
    """The sums that a reader of a period's earlier edition knows.

    `origins` gets an atom for each number that nobody tells any longer.
    """
    sums = {key_of(terms): terms for terms in _sums(origins, published, period)}
    return {key: Figure(key, as_terms(terms), state="shown") for key, terms in sums.items()}


def _sums(origins: Origins, published: Published, period: str) -> Iterator[Terms]:
    then = _Then(origins, period)
    left = [(terms, value) for terms, value in uncorrected(published, origins.atoms) if terms]
    before = -1
    while before < len(then.atoms):
        before = len(then.atoms)
        for terms, value in left:
            if len(then.gone(terms)) == 1:
                then.name(terms, value)
    for terms, value in left:
        then.name(terms, value)
        if made := then.named(terms):
            yield made


def uncorrected(published: Published, now: Mapping[Atom, float]) -> Iterator[tuple[Terms, float]]:
    """The sums less the numbers that a reader knows and that are not so now."""
    alone = {key[0][0]: value / key[0][1] for key, value in published.items() if len(key) == 1}
    fixed = {atom: value for atom, value in alone.items() if atom not in now or abs(now[atom] - value) >= NEAR}
    for key, value in published.items():
        terms = {atom: factor for atom, factor in key if atom not in fixed}
        yield terms, value - sum(factor * fixed[atom] for atom, factor in key if atom in fixed)


Gone = tuple[tuple[Atom, float], ...]


@dataclass
class _Then:
    """The atoms of numbers that nobody tells any longer: each by itself, or several that only stand together."""

    origins: Origins
    period: str
    atoms: dict[Gone, Atom] = field(default_factory=dict)

    def gone(self, terms: Terms) -> Gone:
        """The terms that no atom of ours stands for yet."""
        return tuple(
            (atom, factor)
            for atom, factor in sorted(terms.items())
            if atom not in self.origins.atoms and ((atom, 1.0),) not in self.atoms
        )

    def name(self, terms: Terms, value: float) -> None:
        """Makes an atom of what is gone of a sum: what the sum had beside the others."""
        gone = self.gone(terms)
        if not gone or gone in self.atoms:
            return
        others = {self.atoms.get(((atom, 1.0),), atom): x for atom, x in terms.items() if (atom, x) not in gone}
        rest = value - sum(factor * self.origins.atoms[atom] for atom, factor in others.items())
        if len(gone) == 1:
            gone, rest = ((gone[0][0], 1.0),), rest / gone[0][1]
        if rest <= -NEAR:
            return
        atom = (*gone[0][0], *("/".join(one) for one, _ in gone[1:]), THEN, self.period)
        self.atoms[gone] = atom
        self.origins.atoms[atom] = max(0.0, rest if abs(rest - round(rest)) >= NEAR else float(round(rest)))
        if not others or any(other in self.origins.persons for other in others):
            # How many an amount was of is not remembered, and what was shown alone needs no protection.
            self.origins.persons[atom] = inf

    def named(self, terms: Terms) -> Terms:
        """A sum over atoms; nothing when it has numbers of which nobody can say what they were."""
        gone = self.gone(terms)
        if gone and gone not in self.atoms:
            return {}
        made = {self.atoms.get(((atom, 1.0),), atom): x for atom, x in terms.items() if (atom, x) not in gone}
        return made | ({self.atoms[gone]: 1.0} if gone else {})
