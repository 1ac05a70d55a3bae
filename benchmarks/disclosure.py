"""How long protection and its audit take when many units have reported for years, and how much they hide.

    python benchmarks/disclosure.py [--units 60] [--rounds 8] [--seed 1] [--published]

Units with few and with many participants report six measures by sex each tertial: those there at the start, new ones,
ended ones and those there at the end (start + new - ended = end, and the end of one tertial is the start of the next),
applicants, and participants by three ages. Women, men, unknown and total are shown for each unit and for all units
together, with women's share; each third round shows the year's new and ended too. The rounds are protected one after
another, with what earlier ones showed and hid as published.

Prints seconds for all protection and for one audit of all rounds together, and how many cells are hidden for their own
sake and for others' sake; then the same for hiding whole rows: each row with a cell below the threshold, and one more
row where only one in a table would be hidden.

With --published the rounds before the last one have been published long ago: of them only what they showed is known,
none of the proofs that were found for them. The seconds are then those of protecting the last round alone.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from jamxl.protect import Figure, audit, protect

THRESHOLD = 5
SEXES = ("k", "m", "u")
AGES = ("16-24", "25-44", "45-64")
ALL = "alla"
# A hidden cell of all units together is a greater loss than one unit's.
TOTAL_COST, ALL_COST = 2.0, 5.0

Row = tuple[str, str, str]  # unit or ALL, measure, round or year


@dataclass
class World:
    """What units reported: atoms and, by round, the figures that were new then, with the row that each stands in."""

    atoms: dict[Hashable, float] = field(default_factory=dict)
    figures: list[tuple[int, Figure]] = field(default_factory=list)
    rows: dict[Hashable, Row] = field(default_factory=dict)


def reported(units: int, rounds: int, rng: random.Random) -> World:
    world = World()
    for unit in range(units):
        size, women = rng.lognormvariate(2.6, 1.0), rng.betavariate(4, 4)
        name = f"enhet-{unit:02d}"
        for sex, share in zip(SEXES, (women, 1 - women, 0.003), strict=True):
            _lives(world, name, sex, size * share, rounds, rng)
    names = [f"enhet-{unit:02d}" for unit in range(units)]
    for turn in range(rounds):
        _published(world, names, turn)
    return world


def _lives(world: World, unit: str, sex: str, size: float, rounds: int, rng: random.Random) -> None:
    """One sex's participants of a unit through all rounds."""
    there = _count(size, rng)
    world.atoms[unit, sex, "kvar", -1] = there
    for turn in range(rounds):
        new = _count(size * 0.5, rng)
        ended = min(there + new, _count(size * 0.5, rng))
        there += new - ended
        world.atoms |= {(unit, sex, "nya", turn): new, (unit, sex, "slut", turn): ended}
        world.atoms |= {(unit, sex, "kvar", turn): there, (unit, sex, "sökande", turn): _count(size * 1.5, rng)}
        world.atoms |= {(unit, sex, age, turn): _count(size / len(AGES), rng) for age in AGES}


def _count(mean: float, rng: random.Random) -> int:
    return max(0, round(rng.gauss(mean, mean**0.5)))


def _published(world: World, units: list[str], turn: int) -> None:
    """A round's figures: each measure by unit, age, sex; the year's; and what the reader knows of stocks and flows."""
    singles = {"start": ("kvar", turn - 1), "nya": ("nya", turn), "slut": ("slut", turn), "kvar": ("kvar", turn)}
    tables = {name: [kept] for name, kept in singles.items()} | {"sökande": [("sökande", turn)]}
    tables |= {age: [(age, turn)] for age in AGES} | {"deltagare": [(age, turn) for age in AGES]}
    period = f"omgång {turn}"
    for measure, kept in tables.items():
        _table(world, units, (measure, period), kept, turn)
    if turn % 3 == 2:
        for measure in ("nya", "slut"):
            _table(world, units, (measure, f"år {turn // 3}"), [(measure, turn - back) for back in range(3)], turn)
    for unit in units:
        for sex in SEXES:
            flow = {(unit, sex, *singles[name]): x for name, x in zip(singles, (1, 1, -1, -1), strict=True)}
            world.figures.append((turn, Figure(("flöde", unit, sex, turn), flow, state="shown")))


def _table(world: World, units: list[str], what: tuple[str, str], kept: list[tuple[str, int]], turn: int) -> None:
    for name, members, cost in [*((unit, [unit], 1.0) for unit in units), (ALL, units, ALL_COST)]:
        for column, sexes, dearer in [*((s, [s], 1.0) for s in SEXES), ("t", SEXES, TOTAL_COST)]:
            terms = {(unit, sex, *one): 1.0 for unit in members for sex in sexes for one in kept}
            key = (name, *what, column)
            few = 0 < sum(world.atoms[atom] for atom in terms) < THRESHOLD
            world.figures.append((turn, Figure(key, terms, risky=few, cost=cost * dearer)))
            world.rows[key] = (name, *what)


def in_turn(world: World, published: bool) -> tuple[set[Hashable], int, float]:
    """The keys hidden when each round is protected after the one before it; how many could not be; and the seconds.

    `published`: those of the last round, made without what was found for the others.
    """
    hidden: set[Hashable] = set()
    done: list[Figure] = []
    lost = 0
    worlds: Sequence[Mapping[Hashable, float]] = ()
    seconds = 0.0
    last = max(turn for turn, _ in world.figures)
    for turn in range(last + 1):
        if published and turn == last:
            worlds, seconds = (), 0.0
        new = [figure for when, figure in world.figures if when == turn]
        result, took = timed(partial(protect, world.atoms, [*done, *new], THRESHOLD, worlds=worlds))
        seconds += took
        worlds = result.worlds
        hidden |= result.hidden
        lost = len(result.lost)
        done += [replace(f, state="hidden" if f.key in hidden else "shown") for f in new]
    return hidden, lost, seconds


def whole_rows(world: World) -> set[Hashable]:
    """Each row with a risky cell hidden, and the smallest other row where that leaves one alone in its table."""
    risky = {world.rows[f.key] for _, f in world.figures if f.risky}
    values = {f.key: f.value(world.atoms) for _, f in world.figures}
    tables: dict[tuple[str, str], list[tuple[float, Row]]] = defaultdict(list)
    for key, row in world.rows.items():
        if key[-1] == "t" and row[0] != ALL:  # type: ignore[index]
            tables[row[1:]].append((values[key], row))
    for rows in tables.values():
        if len([row for _, row in rows if row in risky]) == 1:
            risky.add(min(row for row in rows if row[1] not in risky)[1])
    return {key for key, row in world.rows.items() if row in risky}


def cells(world: World, hidden: Collection[Hashable]) -> tuple[int, int, int]:
    """All cells; those hidden for their own sake; others that are. A row's share of women goes with its counts."""
    risky = {f.key for _, f in world.figures if f.risky}
    shares = {row: {(*row, "k"), (*row, "m")} for row in set(world.rows.values())}
    small = len(risky & set(hidden)) + sum(1 for keys in shares.values() if keys & risky)
    gone = sum(1 for key in world.rows if key in hidden) + sum(1 for keys in shares.values() if keys & set(hidden))
    return len(world.rows) + len(shares), small, gone - small


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--published", action="store_true")
    given = parser.parse_args()
    world = reported(given.units, given.rounds, random.Random(given.seed))
    figures = [figure for _, figure in world.figures]
    found, lost, seconds = in_turn(world, given.published)
    for name, keys, took in (("cells", found, seconds), ("whole rows", whole_rows(world), 0.0)):
        intervals, audited = timed(partial(audit, world.atoms, figures, keys, THRESHOLD))
        exposed = sum(i.exposed for i in intervals)
        every, small, others = cells(world, keys)
        print(
            f"{name:11} protect {took:6.1f} s  audit {audited:5.1f} s  {len(intervals)} intervals, {exposed} exposed  "
            f"{every} cells: {small / every:.1%} below the threshold, {others / every:.1%} to protect them"
        )
    print(f"not possible to protect: {lost}")


if __name__ == "__main__":
    main()
