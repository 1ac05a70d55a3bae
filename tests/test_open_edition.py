"""The open edition: what it hides, what its signs say, and that nobody can work out what it hides.

The attack here reads the finished workbooks as a reader would, and tries every table of whole numbers that agrees with
what it finds there. It shares no code with the protection or its audit.
"""

import dataclasses
import itertools
import math
import random
import re
import statistics
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tables import TODAY

from jamxl import demo, openly, present, publishing, report_texts, texts, workflow, writing
from jamxl.columns import Symbol
from jamxl.consolidation import Batch, Consolidated, Delivery, Expected, hide_few
from jamxl.grid import Grid
from jamxl.intake import Count
from jamxl.present import Figures, Group, Section, Sum, cells, origins, protection, signs, views
from jamxl.project import Limits, load
from jamxl.rounds import RoundNumbers, since
from jamxl.sheets import BookData, Rows
from jamxl.standard import books
from jamxl.standard.projektbok import Goals, Outcomes, Projektbok
from jamxl.standard.projektbok.following import MeasureUnit, Reason
from jamxl.standard.statistikbok import GenderStats, ServiceMinutes, Statistikbok
from jamxl.standard.uppfoljningsbok import Joint, Occasion, Personal, Uppfoljningsbok
from jamxl.targets import Direction, Status

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
    return Delivery(path, unit, "statistikbok", unit, period, "ok", [], Count(), **own)


def consolidated(deliveries: list[Delivery], earlier: tuple[Consolidated, ...] = (), **limits: Any) -> Consolidated:
    period = deliveries[0].period
    expected = tuple(Expected(unit, name, "Salem", ("statistikbok",)) for unit, name in UNITS.items())
    # Shares with a decimal tell an attacker the most.
    given = Limits(decimals_from=0, **limits)
    own = Consolidated(period, books(), expected, None, deliveries, [], "Prov", limits=given)
    return since(own, earlier)


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

    def share(self, part: Iterable[Place], whole: Iterable[Place], value: float, rounding: float = 0.0005) -> None:
        """A share that is known but for rounding."""
        for sign, limit in ((1.0, value - rounding), (-1.0, value + rounding)):
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
    names = [str(name) for name in next(rows)]
    for row in rows:
        if not any(row[1:]):
            return
        yield dict(zip(names, row, strict=True))


def group_of(row: Mapping[str, Any]) -> str:
    """The group that a row is of; blank where it is of all."""
    named = row["Redovisningsgrupp"]
    return "" if named in (None, "–") else str(named)


def read_tables(known: Known, path: Path, previous: str) -> None:
    """What one open edition tells. `previous`: the period that its comparisons are with."""
    names = {name: unit for unit, name in UNITS.items()}
    every = list(table_of(path, PER_UNIT))
    for row in every:
        unit, period, group = names[row["Enhet"]], row["Period"], group_of(row)
        gather(known, row, [(unit, period, group)])
        there = [(unit, previous, group, sex) for sex in "km"]
        for place, header in zip(there, ("Föregående kvinnor", "Föregående män"), strict=True):
            number(known, [place], row[header])
        share(known, there[:1], there, row["Föregående andel kvinnor"])
        change(known, there, row["Andel kvinnor"], row["Förändring, procentenheter"])
    for row in table_of(path, TOGETHER):
        own = [r for r in every if (r["Period"], r["Redovisningsgrupp"]) == (row["Period"], row["Redovisningsgrupp"])]
        gather(known, row, [(names[r["Enhet"]], row["Period"], group_of(row)) for r in own])


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


def change(known: Known, there: list[Place], now: Any, points: Any) -> None:
    """Last time's share is this time's less the change; both are rounded."""
    if isinstance(now, int | float) and isinstance(points, int | float):
        known.share(there[:1], there, now - points / 100, rounding=0.001)


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
        made, _ = publishing.publish_open(one, path)
        assert made.exposed == []
        read_tables(known, publishing.open_path(path), BEFORE)
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
    patch.setattr(cells, "together", lambda value, of, base: cells.Cell(value))


def without_change(patch: pytest.MonkeyPatch) -> None:
    kept = cells.Cells.derived

    def derived(self: Any, measure: Any, value: Any, of: Any) -> Any:
        cell = kept(self, measure, value, of)
        return cells.Cell(value) if measure.header.startswith("Förändring") else cell

    patch.setattr(cells.Cells, "derived", derived)


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
        ("few last time", without_change),
        ("a group of all", without_sums),
        ("a quarter of a half-year", without_sums),
    ],
    ids=["total", "share", "last round", "change", "groups", "periods"],
)
def test_the_attack_finds_what_a_link_forgotten_gives_away(
    name: str, forget: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(monkeypatch)
    data, targets, guess = CASES[name]
    known = attacked(data, tmp_path, guess)
    spans = [max(values) - min(values) for target in targets if (values := known.values(target))]
    assert min(spans) < 5


# ------------------------------------------------------------------------------------------- one period, two editions


USUAL = {"a": [stat(30, 40)], "b": [stat(19, 18)]}
# The rows of the first edition and of the second; whose women are not to be known; what was corrected in between.
AGAIN: dict[str, tuple[dict[str, Any], dict[str, Any], Place, list[Place]]] = {
    "a unit came in late": (USUAL, USUAL | {"c": [stat(3, 12)]}, ("c", NOW, "", "k"), []),
    "a unit's file is gone": (USUAL | {"c": [stat(3, 12)]}, USUAL, ("c", NOW, "", "k"), []),
    "a number was corrected": (
        USUAL | {"c": [stat(13, 12)]},
        USUAL | {"c": [stat(3, 12)]},
        ("c", NOW, "", "k"),
        [("c", NOW, "", "k")],
    ),
}


def known_of_both(name: str, folder: Path, *, remembered: bool) -> Known:
    """What a reader of both editions knows. `remembered`: the second one was made with the first one's record."""
    first, second, _, corrected = AGAIN[name]
    known = Known()
    for at, rows in enumerate((first, second)):
        path = folder / ("" if remembered else str(at)) / f"sammanstallning_{NOW}.xlsx"
        publishing.publish_open(rounds(rows), path)
        told = Known()
        read_tables(told, publishing.open_path(path), BEFORE)
        for terms, low, high in told.sums:
            then = {("then", *place[1:]) if at == 0 and place in corrected else place: x for place, x in terms.items()}
            known.sums.append((then, low, high))
    return known


@pytest.mark.parametrize("name", AGAIN)
def test_two_editions_of_a_period_tell_no_more_together(name: str, tmp_path: Path) -> None:
    target = AGAIN[name][2]
    forgotten = known_of_both(name, tmp_path / "glömt", remembered=False).values(target)
    assert max(forgotten) - min(forgotten) < 5, forgotten
    values = known_of_both(name, tmp_path / "mint", remembered=True).values(target)
    assert max(values) - min(values) >= 5, values


def test_an_edition_made_again_of_the_same_files_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / f"sammanstallning_{NOW}.xlsx"
    written = []
    for _ in range(2):
        publishing.publish_open(FEW_WOMEN, path)
        written.append([at.read_bytes() for at in sorted(tmp_path.iterdir())])
    assert written[0] == written[1]


def test_what_the_first_of_two_editions_showed_is_remembered_after_the_second(tmp_path: Path) -> None:
    path = tmp_path / f"sammanstallning_{NOW}.xlsx"
    first = publishing.publish_open(rounds(USUAL), path)[0].shown
    publishing.publish_open(rounds(USUAL | {"c": [stat(3, 12)]}), path)
    remembered = openly.remembered(publishing.open_path(path).with_suffix(".json"), NOW)
    assert remembered is not None
    assert first.items() <= remembered.items()
    # The women of the three together would tell Gamma's.
    assert not [key for key, value in remembered.items() if value == 52]


def test_a_number_that_was_corrected_to_few_is_no_reason_to_stop(tmp_path: Path) -> None:
    """Thirteen were shown; that they are three nobody knows, as long as no sum with them is shown."""
    path = tmp_path / f"sammanstallning_{NOW}.xlsx"
    for women, shown_women in ((13, 13.0), (3, "..")):
        made, _ = publishing.publish_open(rounds(USUAL | {"c": [stat(women, 12)]}), path)
        assert shown(made, PER_UNIT, "Kvinnor", 2) == shown_women


# ------------------------------------------------------------------------------------------- what is shown and how


def opened_of(*rows: dict[str, Any], part: Any = GenderStats, **more: Any) -> present.Opened:
    """The open edition of one unit's rows."""
    return present.opened(consolidated([delivery("a", NOW, list(rows), part, **more)]))


def grid_of(made: present.Opened, sheet: str) -> Grid:
    return next(grid for grid in made.pages.grids if grid.name == sheet)


def shown(made: present.Opened, sheet: str, header: str, row: int = 0) -> Any:
    """What stands under a heading, on a row from 0."""
    grid = grid_of(made, sheet)
    column = next(at for (line, at), cell in grid.cells.items() if line == 3 and cell.value == header)
    return grid.cells[4 + row, column].value


@pytest.mark.parametrize(
    ("k", "m", "header", "sign"),
    [
        (5, 20, "Kvinnor", 5.0),
        (4, 20, "Kvinnor", ".."),
        (1, 20, "Kvinnor", ".."),
        (0, 20, "Kvinnor", "–"),
        (None, 20, "Kvinnor", ".."),
        (Symbol(".."), 20, "Kvinnor", ".."),
        (5, 5, "Andel kvinnor", 0.5),
        (9, 0, "Andel kvinnor", ".."),
        (10, 0, "Andel kvinnor", 1.0),
        (0, 0, "Andel kvinnor", "."),
        (4, 20, "Andel kvinnor", ".."),
        (4, 20, "Jämn fördelning", ".."),
        (20, 20, "Märkning", "–"),
    ],
)
def test_a_sign_stands_where_there_is_no_number(k: Any, m: Any, header: str, sign: Any) -> None:
    assert shown(opened_of(stat(k, m)), TOGETHER, header) == sign


def test_no_cell_of_figures_is_blank() -> None:
    made = opened_of(stat(3, 12), stat(None, 9, "Snickeri"), stat(0, 0, "Textil"))
    for sheet in (PER_UNIT, TOGETHER):
        grid = grid_of(made, sheet)
        labels = {at for (line, at), cell in grid.cells.items() if line == 3 and cell.value in NAMES}
        assert [
            place for place, cell in grid.cells.items() if cell.value in ("", None) and place[1] not in labels
        ] == []


NAMES = ("Kommun", "Enhet", "Mått", "Räkneenhet", "Redovisningsgrupp", "Period")


@pytest.mark.parametrize(("limits", "sign"), [({}, 5.0), ({"count_at_least": 6}, ".."), ({"count_at_least": 3}, 5.0)])
def test_the_threshold_is_a_setting(limits: dict[str, Any], sign: Any) -> None:
    made = present.opened(consolidated([delivery("a", NOW, [stat(5, 50)])], **limits))
    assert shown(made, TOGETHER, "Kvinnor") == sign


@pytest.mark.parametrize(("base", "sign"), [(10, 0.5), (12, ".."), (11, "..")])
def test_a_share_needs_its_base(base: int, sign: Any) -> None:
    made = present.opened(consolidated([delivery("a", NOW, [stat(5, 5)])], base_at_least=base))
    assert shown(made, TOGETHER, "Andel kvinnor") == sign


@pytest.mark.parametrize(("users", "sign"), [(5, 300.0), (4, "..")])
def test_minutes_belong_to_those_who_got_them(users: int, sign: Any) -> None:
    """Few users' minutes are no more shown than they are, nor what is worked out from them."""
    row = {"service": "Råd", "users_k": users, "users_m": 40, "min_k": 300, "min_m": 900}
    made = opened_of(row, part=ServiceMinutes)
    assert shown(made, "Brukare och minuter", "Minuter kvinnor") == sign
    assert (shown(made, "Brukare och minuter", "Min per brukare, kvinnor") == "..") is (sign == "..")
    assert shown(made, "Brukare och minuter", "Min per brukare, män") == 22.5


SEEN = {"observation": "Männen får mer tid", "measure_taken": "Se över rutinen"}


def test_texts_only_of_units_that_have_gone_through_them() -> None:
    row = {"service": "Råd", "users_k": 30, "users_m": 40, "min_k": 300, "min_m": 900} | SEEN
    units = [
        delivery(unit, NOW, [row | {"observation": UNITS[unit]}], ServiceMinutes, texts_reviewed=unit == "b")
        for unit in UNITS
    ]
    made = present.opened(consolidated(units))
    grid = grid_of(made, "Könsmönster i tiden")
    values = {cell.value for cell in grid.cells.values()}
    assert "Beta" in values
    assert not values & {"Alfa", "Gamma"}
    notes = {str(cell.value) for cell in grid_of(made, "Noter").cells.values()}
    assert any(note.startswith("2 rader visas inte") for note in notes)


def test_a_text_that_a_number_was_taken_out_of_is_not_shown() -> None:
    row = {"service": "Råd", "users_k": 30, "users_m": 40, "min_k": 300, "min_m": 900} | SEEN
    row["observation"] = f"Ring {texts.REMOVED} innan mötet"
    made = present.opened(consolidated([delivery("a", NOW, [row], ServiceMinutes, texts_reviewed=True)]))
    values = [cell.value for cell in grid_of(made, "Könsmönster i tiden").cells.values()]
    assert SEEN["measure_taken"] in values
    assert ".." in values
    assert not any("Ring" in str(cell.value) for grid in made.pages.grids for cell in grid.cells.values())


def test_a_group_with_a_number_in_its_name_is_not_named() -> None:
    row = stat(30, 40) | {"measure": f"Elev {texts.REMOVED}"}
    made = present.opened(consolidated([delivery("a", NOW, [row], texts_reviewed=True)]))
    assert not any(texts.REMOVED in str(cell.value) for grid in made.pages.grids for cell in grid.cells.values())


def test_a_listing_that_nobody_has_gone_through_is_left_out_and_said() -> None:
    row = {"service": "Råd", "users_k": 30, "users_m": 40, "min_k": 300, "min_m": 900} | SEEN
    made = opened_of(row, part=ServiceMinutes)
    assert "Könsmönster i tiden" not in {grid.name for grid in made.pages.grids}
    assert "Männen får mer tid" not in {cell.value for grid in made.pages.grids for cell in grid.cells.values()}
    legend = grid_of(made, "Teckenförklaring").cells
    row_of = next(place[0] for place, cell in legend.items() if cell.value == "Könsmönster i tiden")
    assert legend[row_of, 1].value == 1


def test_what_is_told_again_of_the_rounds_shows_no_people() -> None:
    """Numbers of people are told of once, where they are protected; hours may be told as often as one likes."""
    before = consolidated([delivery("a", BEFORE, [stat(3, 12)], texts_reviewed=True)])
    data = consolidated([delivery("a", NOW, [stat(60, 70)], texts_reviewed=True)], (before,))
    made_of = cells.Cells(origins.Origins().add(data), 5.0)
    part = RoundNumbers
    told = data.stack(part).columns
    assert set(told["what"]) >= {"Kvinnor", "Män"}
    assert made_of.retells_people(part, range(len(data.stack(part))))
    assert not made_of.retells_people(part, [])
    made = present.opened(data)
    assert grid_of(made, "Statistik mot förra omgången")
    every = {cell.value for grid in made.pages.grids for cell in grid.cells.values()}
    assert not {3.0, 57.0} & {value for value in every if isinstance(value, float)}
    assert not any("3 → 60" in str(value) for value in every)


LEGEND = """\
Teckenförklaring
Vad tecknen i tabellerna betyder, och vad som är dolt.
Salem, tertial 1 2010.
Vad | Tecken eller tal | Betydelse
Tecken | .. | Uppgiften är dold för att ingen ska kunna kännas igen, eller finns inte att få.
Tecken | – | Noll, eller inget att redovisa.
Tecken | . | Uppgiften kan inte förekomma, till exempel en andel av ingen.
Gräns | 5 | Lägsta antal personer som visas
Gräns | 5 | Lägsta antal personer bakom ett medel
Gräns | 10 | Lägsta antal personer som en andel räknas på, och bakom median, lägsta, högsta och spridning
Dolt | {cells} | Tal i utgåvan, visade och dolda
Dolt | {hidden} | För få personer, eller skulle avslöja dem
Dolt | – | Andel eller mått av för få
Dolt | – | Går inte att pröva
Att veta | Summor | Summor som visas är sanna: tal som är dolda i den här utgåvan är med i dem. \
Tal som har stannat i en bok märkt Känslig är inte med; en not till tabellen säger hur många de är.
Att veta | Avrundning | Tal är avrundade så som de visas.
Att veta | Dolda tal | Det som är dolt går inte att räkna ut ur summor, andelar, andra tabeller eller tidigare öppna \
utgåvor. Det är prövat innan utgåvan skrevs.
Att veta | Texter | Visas bara från enheter som har granskat dem för spridning.
"""


def test_the_legend_says_what_is_hidden_and_why() -> None:
    made = opened_of(stat(3, 12))
    lines: dict[int, list[str]] = {}
    for (row, _), cell in sorted(grid_of(made, "Teckenförklaring").cells.items()):
        lines.setdefault(row, []).append(str(cell.value))
    hidden: Any = made.hidden
    # One number for all three: whoever knew how many protect others could tell which are few.
    told = LEGEND.format(cells=made.cells, hidden=sum(hidden.values()))
    assert "\n".join(map(" | ".join, lines.values())) + "\n" == told
    # Women, in both tables; then men or the total; then two shares, and how even it is, in both; and in one the
    # share's change, which there is none of: that a hidden cell holds nothing may tell what the numbers are.
    assert (hidden["few"], hidden["protects"], hidden["hidden"]) == (2, 2, 7)


@pytest.mark.parametrize(
    ("value", "format", "shown"),
    [
        (0.40740740, "0.0%", 0.407),
        (0.0625, "0.0%", 0.063),
        (0.74833147, "0.00", 0.75),
        (7.25, "0.0", 7.3),
        (-2.25, "+0.0;-0.0;0.0", -2.3),
        (93.333333, "General", 93.3),
        (2.5, "#,##0", 3.0),
        (12.34, "#,##0.0", 12.3),
    ],
)
def test_a_cell_holds_no_more_than_it_shows(value: float, format: str, shown: float) -> None:
    assert signs.sign(cells.Cell(value), format) == shown


# ------------------------------------------------------------------------------------------- marks, words, order


def assessment(unit: str, *marks: tuple[int, ...]) -> Delivery:
    """A unit's Uppföljningsbok: the marks of P1, P2 and so on, one tuple each, a mark a person."""
    persons = [
        {f"p{at}": float(own[who]) for at, own in enumerate(marks, 1) if who < len(own)}
        for who in range(max(map(len, marks)))
    ]
    occasion = {"held_on": TODAY, "scale_low": 1.0, "scale_high": 10.0}
    parameters = [{"nr": row["nr"], "name": row["name"], "joint": 5.0} for row in Joint.fixed_rows[: len(marks)]]
    parts = {
        "personal": Rows.of(Personal, persons),
        "occasion": Rows.of(Occasion, [occasion]),
        "joint": Rows.of(Joint, parameters),
    }
    data = BookData(Uppfoljningsbok, Limits(), TODAY, parts)
    data.compute()
    columns = Joint.published(data.parts["joint"].columns, Limits())
    batch = Batch(Joint.sheet, columns, [line + 5 for line in range(len(columns["nr"]))], {})
    names, path = ("Salem", UNITS[unit]), f"inkorg/{NOW}/{unit}-uppfoljning.xlsx"
    return Delivery(path, unit, "uppfoljningsbok", unit, NOW, "ok", [], Count(), names=names, batches={"joint": batch})


MARKED = "Bedömning per enhet"


@pytest.mark.parametrize(
    ("persons", "mean", "median"), [(4, "..", ".."), (5, 4.4, ".."), (9, 5.1, ".."), (10, 5.1, 5.5)]
)
def test_few_marks_give_a_mean_and_no_spread(persons: int, mean: Any, median: Any) -> None:
    marks = (1, 3, 4, 6, 8, 5, 6, 7, 6, 5)[:persons]
    made = present.opened(consolidated([assessment("a", marks)]))
    assert [shown(made, MARKED, header) for header in ("Medel", "Median")] == [mean, median]
    spread = [shown(made, MARKED, header) for header in ("Lägsta", "Högsta", "Spridning", "Standardavvikelse")]
    assert (spread == [".."] * 4) is (persons < 10)


def test_the_marks_of_five_persons_cannot_be_put_together() -> None:
    """Every set of five marks that agrees with what stands in the open edition; there must be many."""
    made = present.opened(consolidated([assessment("a", (2, 4, 4, 7, 9))]))
    tests: dict[str, Callable[[Sequence[int]], float]] = {
        "Medel": statistics.fmean,
        "Median": statistics.median,
        "Lägsta": min,
        "Högsta": max,
        "Spridning": lambda marks: max(marks) - min(marks),
        "Standardavvikelse": statistics.pstdev,
    }
    told = {header: shown(made, MARKED, header) for header in tests}
    known = {header: value for header, value in told.items() if isinstance(value, float)}
    sets = [
        marks
        for marks in itertools.combinations_with_replacement(range(1, 11), 5)
        if all(abs(tests[header](marks) - value) <= 0.05 for header, value in known.items())
    ]
    assert known == {"Medel": 5.2}
    assert len(sets) > 100
    # For no person is a mark certain.
    assert set.intersection(*map(set, sets)) == set()


def test_the_order_of_rows_tells_no_spread() -> None:
    """The report has the greatest spread first; the open edition has the rows in the order of their names."""
    narrow, wide = (4, 4, 5, 5, 5, 5, 6, 6, 6, 6), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    units = {"a": (narrow, wide), "b": (wide, (*narrow[:9], 7)), "c": (wide,)}
    data = consolidated([assessment(unit, *marks) for unit, marks in units.items()])
    sheet = "Oenighet inom enheter"
    report = section_of(data, present.Theme.FOLLOW_UP, sheet).table
    assert isinstance(report, Figures)
    assert [group.where["nr"] for group in report.groups] == ["P2", "P1", "P1", "P2", "P1"]
    made = present.opened(data)
    rows = [tuple(shown(made, sheet, header, row) for header in ("Enhet", "Parameter")) for row in range(5)]
    assert rows == sorted(rows)
    assert "störst" not in str(grid_of(made, sheet).cells[1, 0].value)


def test_a_place_in_an_order_with_hidden_numbers_is_not_shown() -> None:
    """The places one and three of what all ten have marked say what the spread is where one has not."""
    sheet, ten = "Oenighet inom enheter", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    narrow = (4, 4, 5, 5, 5, 5, 6, 6, 6, 6)
    made = present.opened(consolidated([assessment("a", ten, narrow, (1, 2, 3, 4, 5, 5, 5, 5, 5))]))
    told = [[shown(made, sheet, header, row) for header in ("Spridning", "Plats i enheten")] for row in range(2)]
    assert told == [[9.0, ".."], [2.0, ".."]]
    made = present.opened(consolidated([assessment("a", ten, narrow)]))
    assert [shown(made, sheet, "Plats i enheten", row) for row in range(2)] == [1.0, 2.0]


def test_a_row_that_stands_there_for_a_hidden_number_is_left_out() -> None:
    """That a number has made a jump tells how large it must be."""
    rows = ((NOW, [stat(60, 70)]), (BEFORE, [stat(3, 12)]))
    now, then = (delivery("a", period, own, texts_reviewed=True) for period, own in rows)
    data = consolidated([now], (consolidated([then]),))
    sheet = "Tal mot förra omgången"
    report = section_of(data, present.Theme.SINCE, sheet).table
    assert isinstance(report, present.sections.Listing)
    jumps = {value for row in report.rows for value in row}
    assert {3.0, 60.0} <= jumps
    made = present.opened(data)
    # The sheet is as it would be without such rows: that there are any is not told.
    assert [cell.value for (row, _), cell in grid_of(made, sheet).cells.items() if row > 2] == [report_texts.OPEN_NEVER]
    assert sheet not in {cell.value for cell in grid_of(made, "Teckenförklaring").cells.values()}


def section_of(data: Consolidated, theme: present.Theme, sheet: str) -> present.Section:
    """A section of the report."""
    return next(made for made in present.sections.made(data)[theme] if made.sheet == sheet)


def goal(*outcomes: float | Status, unit: str = "a", period: str = NOW) -> Delivery:
    """A unit's goals of at least five persons, and how many they were, or what the unit says of it itself."""
    goals: list[dict[str, Any]] = [
        {"goal_id": f"M-{n:02d}", "text": "Alla har gått", "measured_in": MeasureUnit.PERSONS, "target_t": 5.0}
        | {"direction": Direction.HIGHER}
        for n, _ in enumerate(outcomes, 1)
    ]
    told: list[dict[str, Any]] = [
        {"outcome_id": f"U-{n:03d}", "goal_id": f"M-{n:02d}", "measured_on": TODAY}
        | ({"status_manual": said, "reason_code": Reason.NO_METHOD} if isinstance(said, Status) else {"actual_t": said})
        for n, said in enumerate(outcomes, 1)
    ]
    parts = {"goals": Rows.of(Goals, goals), "outcomes": Rows.of(Outcomes, told)}
    data = BookData(Projektbok, Limits(), TODAY, parts)
    data.compute()
    lines = [line + 5 for line in range(len(goals))]
    batches = {
        part.table_key: Batch(part.sheet, data.parts[part.table_key].columns, lines, {}) for part in (Goals, Outcomes)
    }
    own: dict[str, Any] = {"names": ("Salem", UNITS[unit]), "batches": batches, "texts_reviewed": True}
    return Delivery(f"inkorg/{period}/{unit}.xlsx", unit, "projektbok", unit, period, "ok", [], Count(), **own)


@pytest.mark.parametrize(("outcome", "status"), [(4.0, ".."), (5.0, "Uppnått"), (0.0, "Ej uppnått")])
def test_a_word_tells_of_the_number_that_it_is_worked_out_from(outcome: float, status: str) -> None:
    """Not reached, of at least five, says that they are fewer; though the status stands in another table."""
    made = present.opened(consolidated([goal(outcome)]))
    assert shown(made, "Mål och utfall", "Status") == status
    assert shown(made, "Mål och utfall", "Mål") == "Alla har gått"


# ------------------------------------------------------------------------------------------- books marked Känslig


def kept(unit: str, *rows: dict[str, Any]) -> Delivery:
    """A unit's Statistikbok marked Känslig."""
    made = delivery(unit, NOW, list(rows))
    hide_few(GenderStats, made.batches[GenderStats.table_key], Limits().count_at_least)
    return made


def test_what_stayed_with_a_unit_is_no_nought() -> None:
    """Alfa keeps its two women; Beta has none."""
    made = present.opened(consolidated([kept("a", stat(2, 20)), delivery("b", NOW, [stat(0, 8)])]))
    assert [shown(made, PER_UNIT, "Kvinnor", row) for row in range(2)] == ["..", "–"]
    assert [shown(made, TOGETHER, header) for header in ("Kvinnor", "Män")] == ["..", 8.0]
    # Nor are there no women among the men of Beta and the women of both.
    assert [shown(made, TOGETHER, header) for header in ("Andel kvinnor", "Andel män")] == ["..", ".."]
    assert shown(made, TOGETHER, "Jämn fördelning") == ".."
    alone = present.opened(consolidated([kept("a", stat(2, 20))]))
    told = ("Kvinnor", "Män", "Totalt", "Andel kvinnor", "Jämn fördelning", "Tal")
    assert [shown(alone, TOGETHER, header) for header in told] == [".."] * 6


def test_a_sum_that_lacks_what_stayed_says_so_in_both_editions() -> None:
    data = consolidated([kept("a", stat(2, 20)), delivery("b", NOW, [stat(9, 8)])])
    said = "är inte med: färre än 5 i en bok märkt Känslig, eller skulle avslöja dem."
    opened = present.opened(data)
    assert shown(opened, TOGETHER, "Kvinnor") == 9.0
    assert any(said in str(cell.value) for cell in grid_of(opened, "Noter").cells.values())
    sums = Figures(("Allt",), [Group(("Allt",), {})], [Sum("Kvinnor", "#,##0", GenderStats, "k")])
    assert views.made(data, Section("Prov", "", sums)).notes == (f"1 värde {said}",)
    none = consolidated([delivery("a", NOW, [stat(9, 8)])])
    assert views.stayed(none, sums) == ""


def test_a_share_of_parts_that_lack_different_numbers_is_not_shown() -> None:
    """A row that a book keeps and that has no base is no part of the share; one that lacks in only one part is."""
    rows: dict[str, Any] = {"pop_k": 40, "pop_m": 50}
    data = consolidated([kept("a", stat(2, 20)), delivery("b", NOW, [stat(20, 25, **rows)])])
    assert shown(present.opened(data), TOGETHER, "Av alla kvinnor") == 0.5
    made_of = cells.Cells(origins.Origins().add(data), 5.0)
    one, other = cells.Cell(9.0, lacking=1), cells.Cell(20.0)
    share = present.ratio("Andel", "A", "B")
    assert made_of.derived(share, 0.45, {"A": one, "B": other}).value is None
    assert made_of.derived(share, 0.45, {"A": one, "B": dataclasses.replace(other, lacking=1)}).value == 0.45


def test_the_workbook_holds_values_and_nothing_behind_them(tmp_path: Path) -> None:
    publishing.publish_open(FEW_WOMEN, tmp_path / "sammanstallning_2010-T1.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sammanstallning_2010-T1_oppen.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.comment] == []
    # Links lead to sheets of its own.
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} == {None}
    assert (len(book.defined_names), {sheet.sheet_state for sheet in book}) == (0, {"visible"})
    with zipfile.ZipFile(tmp_path / "sammanstallning_2010-T1_oppen.xlsx") as package:
        written = "".join(package.read(name).decode("utf-8") for name in package.namelist())
    assert re.findall(r"inkorg|externalLink|customXml|<f>", written) == []


def test_what_was_hidden_is_nowhere_in_the_record(tmp_path: Path) -> None:
    made, _ = publishing.publish_open(FEW_WOMEN, tmp_path / "sammanstallning_2010-T1.xlsx")
    record = tmp_path / "sammanstallning_2010-T1_oppen.json"
    assert openly.remembered(record, NOW) == made.shown
    # Under a name of one's own, all rounds' records would have the same.
    assert openly.remembered(record, BEFORE) is None
    assert openly.remembered(tmp_path / "ingen.json", NOW) is None
    assert [
        key for key in made.shown if len(key) == 1 and key[0][0][:2] == ("a", "gender_stats") and key[0][0][6] == "k"
    ] == []


def test_what_an_earlier_edition_showed_stops_this_one(tmp_path: Path) -> None:
    """A record says that last time's women were shown: they cannot be hidden now, and nothing is written."""
    last = FEW_WOMEN.earlier[0]
    made, _ = publishing.publish_open(last, tmp_path / f"sammanstallning_{BEFORE}.xlsx")
    women = ((("a", "gender_stats", "deltagare", "individer", "", "2009-t3", "k", ""), 1.0),)
    wrong = dataclasses.replace(made, shown={**made.shown, women: 3.0})
    record = tmp_path / f"sammanstallning_{BEFORE}_oppen.json"
    record.write_text(openly.record(wrong, BEFORE), encoding="utf-8")
    with pytest.raises(publishing.NotProtected, match=r"går att räkna ut till 3–3.*går det inte att dölja i efterhand"):
        publishing.publish_open(FEW_WOMEN, tmp_path / f"sammanstallning_{NOW}.xlsx")
    assert not (tmp_path / f"sammanstallning_{NOW}_oppen.xlsx").exists()


def test_a_record_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / f"sammanstallning_{BEFORE}_oppen.json").write_text("trasig", encoding="utf-8")
    with pytest.raises(writing.CannotWrite, match="hämta filen på nytt"):
        publishing.publish_open(FEW_WOMEN, tmp_path / f"sammanstallning_{NOW}.xlsx")


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("ett", "två"):
        publishing.publish_open(FEW_WOMEN, tmp_path / name / "sammanstallning_2010-T1.xlsx")
        written.append([path.read_bytes() for path in sorted((tmp_path / name).iterdir())])
    assert written[0] == written[1]


# ------------------------------------------------------------------------------------------- at random, and the demo


@pytest.mark.parametrize("seed", range(6))
def test_nobody_can_tell_few_in_tables_at_random(seed: int, tmp_path: Path) -> None:
    """Two units, two groups each, and two rounds: every number from one to four is tried."""
    chance = random.Random(seed)

    def numbers() -> dict[str, list[tuple[int, int]]]:
        return {unit: [(chance.randint(0, 9), chance.randint(0, 9)) for _ in range(2)] for unit in "ab"}

    def rows(own: list[tuple[int, int]], last: list[tuple[int, int]] | None) -> list[dict[str, Any]]:
        prev = [{"prev_k": k, "prev_m": m} for k, m in last] if last else [{}, {}]
        return [stat(k, m, group, **prev[at]) for at, ((k, m), group) in enumerate(zip(own, GROUP_NAMES, strict=True))]

    before, now = numbers(), numbers()
    data = rounds({u: rows(now[u], before[u]) for u in "ab"}, {u: rows(before[u], None) for u in "ab"})
    known = attacked(data, tmp_path)
    for period, table in ((BEFORE, before), (NOW, now)):
        for unit, pairs in table.items():
            for group, pair in zip(GROUP_NAMES, pairs, strict=True):
                for sex, number in zip("km", pair, strict=True):
                    values = known.values((unit, period, group, sex), most=25) if 0 < number < 5 else [0, 25]
                    assert max(values) - min(values) >= 5, (unit, period, group, sex, number, values)


GROUP_NAMES = ("Snickeri", "Textil")


def test_the_demo_has_an_open_edition(tmp_path: Path) -> None:
    """With its three rounds: no number of people from one to four stands in it."""
    demo.make(tmp_path)
    data = workflow.consolidate_project(load(tmp_path), today=demo.TODAY)
    made = present.opened(data)
    assert (len(data.earlier), made.exposed) == (2, [])
    few = [
        shown
        for sheet in (PER_UNIT, TOGETHER, "Brukare och minuter", "Flöde in och ut", "Deltagare", "Bedömningstillfällen")
        for header in people_headers(made, sheet)
        for shown in column_of(made, sheet, header)
        if isinstance(shown, float) and 0 < shown < 5
    ]
    assert few == []
    assert made.hidden.get("few", 0) > 30


def people_headers(made: present.Opened, sheet: str) -> list[str]:
    cells = grid_of(made, sheet).cells
    headers = [str(cell.value) for (row, _), cell in sorted(cells.items()) if row == 3]
    return [header for header in headers if re.search(r"kvinnor$|män$|^Kvinnor|^Män|^Totalt|^Deltagare [KM]", header)]


def column_of(made: present.Opened, sheet: str, header: str) -> list[Any]:
    cells = grid_of(made, sheet).cells
    at = next(column for (row, column), cell in cells.items() if row == 3 and cell.value == header)
    shares = {"0%", "0.0%", "+0.0;-0.0;0.0"}
    return [c.value for (row, column), c in cells.items() if column == at and row > 3 and c.format not in shares]


def test_this_rounds_numbers_beside_the_last_are_shown_where_they_may_be() -> None:
    # Of last time only what this round's book tells as well, and tells alike.
    rows = (
        [stat(60, 70, prev_k=30, prev_m=39), stat(3, 12, "Textil")],
        [stat(30, 40), stat(9, 9, "Textil")],
    )
    units = zip((NOW, BEFORE), rows, strict=True)
    now, before = (delivery("a", period, own, texts_reviewed=True) for period, own in units)
    made = present.opened(consolidated([now], (consolidated([before]),)))
    sheet = "Statistik mot förra omgången"
    women = {shown(made, sheet, "Grupp", row): shown(made, sheet, "Kvinnor nu", row) for row in range(2)}
    assert women == {"–": 60.0, "Textil": ".."}
    last = [[shown(made, sheet, f"{sex} förra", row) for row in range(2)] for sex in ("Kvinnor", "Män")]
    assert last == [[30.0, ".."], ["..", ".."]]


def test_what_an_earlier_edition_showed_and_no_report_has_now_is_still_known() -> None:
    """A sum that only last time's edition had: with it the men must be hidden as well as the women."""
    atoms = [("a", "gender_stats", "deltagare", "individer", "", "2009-t3", sex, "") for sex in "km"]
    gone = ((atoms[0], 2.0), (atoms[1], 1.0))
    guard = protection.Protection(Limits())
    unknown = ((("b", "ingenting"), 1.0),)
    edition = guard.add(rounds({"a": [stat(1, 1)]}, {"a": [stat(3, 12)]}).earlier[0], {gone: 18.0, unknown: 7.0})
    assert (gone in edition.figures, guard.figures[gone].state) == (False, "shown")
    # A sum of what the books no longer tell says nothing.
    assert unknown not in guard.figures
    assert ((atoms[1], 1.0),) in edition.hidden
