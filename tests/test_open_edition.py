"""The open edition: what it hides, what its signs say, and that nobody can work out what it hides.

The attack here reads the finished workbooks as a reader would, and tries every table of whole numbers that agrees with
what it finds there. It shares no code with the protection or its audit.
"""

import dataclasses
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tables import TODAY

from jamxl import openly, present, workflow
from jamxl.columns import Symbol
from jamxl.consolidation import Batch, Consolidated, Delivery, Expected
from jamxl.grid import Grid
from jamxl.intake import Count
from jamxl.present import origins, protection
from jamxl.project import Limits
from jamxl.sheets import BookData, Rows
from jamxl.standard import books
from jamxl.standard.statistikbok import GenderStats, ServiceMinutes, Statistikbok

BEFORE, NOW = "2009-T3", "2010-T1"
UNITS = {"a": "Alfa", "b": "Beta", "c": "Gamma"}
PER_UNIT, TOGETHER = "Könsuppdelat per enhet", "Könsuppdelat samlat"
SHEET = "Könsuppdelad statistik"
# (unit, period, group, sex)
Place = tuple[str, str, str, str]


# ------------------------------------------------------------------------------------------- small projects


def stat(k: float | None, m: float | None, group: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of Könsuppdelad statistik."""
    usual = {"measure": "Deltagare", "count_unit": "individer", "quality": "Räknad", "source": "Listor"}
    return usual | {"breakdown": group, "k": k, "m": m} | more


def delivery(unit: str, period: str, rows: list[dict[str, Any]], part: Any = GenderStats, **more: Any) -> Delivery:
    """A unit's Statistikbok with one table filled in."""
    records = [{part.identity().key: f"ST-{n:03d}", "period": period} | row for n, row in enumerate(rows, 1)]
    data = BookData(Statistikbok, Limits(), TODAY, {part.table_key: Rows.of(part, records)})
    data.compute()
    filled = data.parts[part.table_key]
    batch = Batch(part.sheet, filled.columns, [line + 5 for line in range(len(rows))], {})
    path = f"inkorg/{period}/{unit}.xlsx"
    own: dict[str, Any] = {"names": ("Salem", UNITS[unit]), "batches": {part.table_key: batch}} | more
    return Delivery(path, unit, "statistikbok", unit, period, "ok", [], Count(), **own)  # type: ignore[arg-type]


def consolidated(deliveries: list[Delivery], earlier: tuple[Consolidated, ...] = (), **limits: Any) -> Consolidated:
    period = deliveries[0].period
    expected = tuple(Expected(unit, name, "Salem", ("statistikbok",)) for unit, name in UNITS.items())
    return Consolidated(
        period, books(), expected, None, deliveries, [], "Prov", limits=Limits(**limits), earlier=earlier
    )


def rounds(now: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Consolidated:
    """A consolidation of rows by unit, and of the round before."""
    earlier = (consolidated([delivery(unit, BEFORE, rows) for unit, rows in before.items()]),) if before else ()
    return consolidated([delivery(unit, NOW, rows) for unit, rows in now.items()], earlier)


# Three women and twelve men in Alfa, this time and last time.
FEW_WOMEN = rounds(
    {
        "a": [stat(3, 12, prev_k=3, prev_m=11)],
        "b": [stat(9, 8, prev_k=7, prev_m=9)],
        "c": [stat(14, 6, prev_k=12, prev_m=8)],
    },
    {"a": [stat(3, 11)], "b": [stat(7, 9)], "c": [stat(12, 8)]},
)
# Last time's few are in this time's comparison, where they are few no longer.
GROWN = rounds(
    {"a": [stat(30, 40, prev_k=3, prev_m=12)], "b": [stat(19, 18, prev_k=9, prev_m=8)]},
    {"a": [stat(3, 12)], "b": [stat(9, 8)]},
)
GROUPS = rounds({"a": [stat(20, 15), stat(3, 9, "Ålder under 30"), stat(17, 6, "Ålder 30 och över")]})
PERIODS = rounds({"a": [stat(12, 15, period="2010-VT"), stat(3, 9, period="2010-K1"), stat(9, 6, period="2010-K2")]})


# ------------------------------------------------------------------------------------------- the attack


@dataclass
class Known:
    """What a reader has gathered: sums of numbers that lie between two limits."""

    sums: list[tuple[dict[Place, float], float, float]] = field(default_factory=list)

    def equal(self, terms: Mapping[Place, float], value: float) -> None:
        self.sums.append((dict(terms), value, value))

    def share(self, part: Iterable[Place], whole: Iterable[Place], value: float) -> None:
        """A share as it is displayed, with one decimal of per cent."""
        for sign, limit in ((1.0, value - 0.0005), (-1.0, value + 0.0005)):
            terms: dict[Place, float] = {}
            for place in part:
                terms[place] = terms.get(place, 0.0) + sign
            for place in whole:
                terms[place] = terms.get(place, 0.0) - sign * limit
            self.sums.append((terms, 0.0, math.inf))

    def values(self, target: Place, most: int = 60) -> list[int]:
        """Every value that the target can have, by trying."""
        places = sorted({place for terms, *_ in self.sums for place in terms} | {target})
        near = connected(places, self.sums, target)
        order = [target, *(place for place in near if place != target)]
        sums = [(terms, low, high) for terms, low, high in self.sums if set(terms) & set(order)]
        return [value for value in range(most + 1) if fits(order, sums, {target: value}, most)]


def connected(places: list[Place], sums: list[tuple[dict[Place, float], float, float]], start: Place) -> list[Place]:
    """The numbers that have to do with one, nearest first."""
    found = [start]
    for place in found:
        for terms, *_ in sums:
            if place in terms:
                found += [other for other in terms if other not in found]
    return found


def fits(order: list[Place], sums: list[Any], taken: dict[Place, int], most: int) -> bool:
    """Some whole numbers for the others agree with every sum."""
    for terms, low, high in sums:
        fixed = sum(factor * taken[place] for place, factor in terms.items() if place in taken)
        free = [factor for place, factor in terms.items() if place not in taken]
        if fixed + sum(max(0.0, factor) for factor in free) * most < low - 1e-9:
            return False
        if fixed + sum(min(0.0, factor) for factor in free) * most > high + 1e-9:
            return False
    left = [place for place in order if place not in taken]
    if not left:
        return True
    return any(fits(order, sums, {**taken, left[0]: value}, most) for value in possible(left[0], sums, taken, most))


def possible(place: Place, sums: list[Any], taken: Mapping[Place, int], most: int) -> range:
    """What a number can be where it is the last unknown of a sum with one value."""
    for terms, low, high in sums:
        if low == high and place in terms and all(other in taken for other in terms if other != place):
            rest = (low - sum(factor * taken[other] for other, factor in terms.items() if other != place)) / terms[
                place
            ]
            whole = round(rest)
            return range(whole, whole + 1) if abs(rest - whole) < 1e-9 and 0 <= whole <= most else range(0)
    return range(most + 1)


def table_of(path: Path, sheet: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, by heading."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=4, values_only=True)
    names = next(rows)
    for row in rows:
        if not any(row[1:]):
            return
        yield dict(zip(names, row, strict=True))


def read_tables(known: Known, path: Path, previous: str) -> None:
    """What one open edition tells. `previous`: the period that its comparisons are with."""
    names = {name: unit for unit, name in UNITS.items()}
    every = list(table_of(path, PER_UNIT))
    for row in every:
        unit, period, group = names[row["Enhet"]], row["Period"], row["Redovisningsgrupp"] or ""
        gather(known, row, [(unit, period, group)])
        there = [(unit, previous, group, sex) for sex in "km"]
        for place, header in zip(there, ("Föregående kvinnor", "Föregående män"), strict=True):
            number(known, [place], row[header])
        share(known, there[:1], there, row["Föregående andel kvinnor"])
    for row in table_of(path, TOGETHER):
        own = [r for r in every if (r["Period"], r["Redovisningsgrupp"]) == (row["Period"], row["Redovisningsgrupp"])]
        gather(known, row, [(names[r["Enhet"]], row["Period"], row["Redovisningsgrupp"] or "") for r in own])


def gather(known: Known, row: Mapping[str, Any], of: list[tuple[str, str, str]]) -> None:
    """What a row tells of women, men and both."""
    women, men = ([(*place, sex) for place in of] for sex in "km")
    number(known, women, row["Kvinnor"])
    number(known, men, row["Män"])
    number(known, women + men, row["Totalt"])
    share(known, women, women + men, row["Andel kvinnor"])
    share(known, men, women + men, row["Andel män"])


def number(known: Known, places: list[Place], shown: Any) -> None:
    if shown == "–" or isinstance(shown, int | float):
        known.equal(dict.fromkeys(places, 1.0), 0.0 if shown == "–" else shown)


def share(known: Known, part: list[Place], whole: list[Place], shown: Any) -> None:
    if isinstance(shown, int | float):
        known.share(part, whole, shown)


def groups_make_all(known: Known) -> None:
    """What anybody would guess: the groups, and the quarters, of a whole make it."""
    for sex in "km":
        known.equal(
            {("a", NOW, "Ålder under 30", sex): 1, ("a", NOW, "Ålder 30 och över", sex): 1, ("a", NOW, "", sex): -1}, 0
        )


def quarters_make_half(known: Known) -> None:
    for sex in "km":
        known.equal({("a", "2010-K1", "", sex): 1, ("a", "2010-K2", "", sex): 1, ("a", "2010-VT", "", sex): -1}, 0)


def attacked(data: Consolidated, folder: Path, guess: Callable[[Known], None] = lambda known: None) -> Known:
    """What a reader of the workbooks of all rounds knows."""
    known = Known()
    guess(known)
    for one in (*data.earlier, data):
        path = folder / f"sammanstallning_{one.period}.xlsx"
        made = workflow.publish_open(one, path)
        assert made.exposed == []
        read_tables(known, workflow.open_path(path), BEFORE)
    return known


CASES: dict[str, tuple[Consolidated, list[Place], Callable[[Known], None]]] = {
    "three women and twelve men": (FEW_WOMEN, [("a", NOW, "", "k"), ("a", BEFORE, "", "k")], lambda known: None),
    "few last time": (GROWN, [("a", BEFORE, "", "k")], lambda known: None),
    "a group of all": (GROUPS, [("a", NOW, "Ålder under 30", "k")], groups_make_all),
    "a quarter of a half-year": (PERIODS, [("a", "2010-K1", "", "k")], quarters_make_half),
}


@pytest.mark.parametrize("name", CASES)
def test_nobody_can_tell_few(name: str, tmp_path: Path) -> None:
    """Whoever has all workbooks cannot say how many they are but within five."""
    data, targets, guess = CASES[name]
    known = attacked(data, tmp_path, guess)
    for target in targets:
        values = known.values(target)
        assert max(values) - min(values) >= 5, (target, values)


def without_total(patch: pytest.MonkeyPatch) -> None:
    total = dataclasses.replace(GenderStats.columns["t"], adds=())
    object.__setattr__(total, "key", "t")
    patch.setitem(GenderStats.columns, "t", total)


def without_shares(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(protection, "together", lambda value, cells, base: protection.Cell(value))


def without_last_round(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(origins.Round, "_before", lambda *args: None)


def without_sums(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(origins.Round, "found_sums", lambda self: iter(()))


@pytest.mark.parametrize(
    ("name", "forget"),
    [
        ("three women and twelve men", without_total),
        ("three women and twelve men", without_shares),
        ("few last time", without_last_round),
        ("a group of all", without_sums),
        ("a quarter of a half-year", without_sums),
    ],
    ids=["total", "share", "last round", "groups", "periods"],
)
def test_the_attack_finds_what_a_link_forgotten_gives_away(
    name: str, forget: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(monkeypatch)
    data, targets, guess = CASES[name]
    known = attacked(data, tmp_path, guess)
    spans = [max(values) - min(values) for target in targets if (values := known.values(target))]
    assert min(spans) < 5
