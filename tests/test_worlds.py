"""Projects that differ only in what their open edition hides: nobody can tell them apart by anything that it shows.

The projects are drawn at random. The other values of what is hidden are those that the protection itself holds
possible; the books' own formulas then work out all that follows from them.
"""

import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Any

from tables import TODAY
from test_open_edition import BEFORE, NOW, UNITS

from jamxl.consolidation import Batch, Consolidated, Delivery
from jamxl.intake import Count
from jamxl.present import opened
from jamxl.present.origins import Atom, Origin
from jamxl.present.protection import Protection
from jamxl.project import Limits
from jamxl.rounds import since
from jamxl.sheets import Book, BookData, Rows, Table
from jamxl.standard import books
from jamxl.standard.enkatbok import Answers, Enkatbok, Questions, SurveyGoals, Surveys
from jamxl.standard.kompetensbok import Kompetensbok
from jamxl.standard.kompetensbok.ambassadors import Ambassadors
from jamxl.standard.projektbok import Goals, Outcomes, Projektbok
from jamxl.standard.projektbok.following import MeasureUnit
from jamxl.standard.statistikbok import GenderStats, ServiceMinutes, Statistikbok
from jamxl.targets import Direction

Records = dict[type[Table], list[dict[str, Any]]]
# Every unit's books in a round: (unit, period, book).
Project = dict[tuple[str, str, type[Book]], Records]
# A typed cell: (unit, period, table, row, column).
Place = tuple[str, str, type[Table], int, str]
LEAST = 5
ROUNDS = (BEFORE, NOW)


def drawn(chance: random.Random) -> Project:
    """A project of three units and two rounds."""

    def some() -> float:
        return float(chance.choice([chance.randint(0, 9), chance.randint(10, 40)]))

    def sexes(women: str, men: str) -> dict[str, float]:
        return {women: some(), men: some()}

    project: Project = {}
    for unit in UNITS:
        for period in ROUNDS:
            goals = [{"goal_id": f"M-{n:02d}", "text": f"Mål {n}", "direction": Direction.HIGHER} for n in (1, 2, 3)]
            outcomes = [
                {"outcome_id": f"U-{n:03d}", "goal_id": f"M-{n:02d}", "measured_on": TODAY}
                | sexes("actual_k", "actual_m")
                for n in (1, 2, 3)
            ]
            of_persons = {"measured_in": MeasureUnit.PERSONS, "target_t": 12.0}
            project[unit, period, Projektbok] = {Goals: [one | of_persons for one in goals], Outcomes: outcomes}
            counted = {"measure": "Deltagare", "count_unit": "individer", "quality": "Räknad", "period": period}
            project[unit, period, Statistikbok] = {
                GenderStats: [
                    counted | {"stat_id": f"ST-{n:03d}", "breakdown": group} | sexes("k", "m")
                    for n, group in enumerate(("Snickeri", "Textil"), 1)
                ],
                ServiceMinutes: [
                    {"analysis_id": "KA-01", "service": "Råd", "period": period, "min_k": 30 * some(), "min_m": 900.0}
                    | sexes("users_k", "users_m")
                ],
            }
            asked = {"question_id": "EF-01"}
            project[unit, period, Enkatbok] = {
                Surveys: [{"survey_id": "EN-01", "name": "Brukare", "sent_k": 90.0, "sent_m": 90.0}],
                Questions: [asked | {"survey_id": "EN-01", "text": "Nöjd?", "scale": "Ja eller nej"}],
                Answers: [
                    asked | {"answer_id": f"SV-00{n}", "alternative": word, "agrees": n == 1} | sexes("k", "m")
                    for n, word in enumerate(("Ja", "Nej"), 1)
                ],
                SurveyGoals: [asked | {"target_id": "EM-01", "direction": Direction.HIGHER, "target": 0.5}],
            }
            project[unit, period, Kompetensbok] = {
                Ambassadors: [
                    {"row_id": f"AVD-{n:02d}", "department": f"Avdelning {n}", "target": 9.0} | sexes("now_k", "now_m")
                    for n in (1, 2)
                ]
            }
    return project


def consolidated(project: Project) -> Consolidated:
    """The project's last round, with the one before it."""
    made: list[Consolidated] = []
    for period in ROUNDS:
        files = [delivery(*of, rows) for of, rows in project.items() if of[1] == period]
        own = Consolidated(period, books(), (), None, files, [], "Prov", limits=Limits(decimals_from=0))
        made.append(since(own, made))
    return made[-1]


def delivery(unit: str, period: str, book: type[Book], rows: Records) -> Delivery:
    """A unit's book, with all that it works out."""
    data = BookData(book, Limits(), TODAY, {part.table_key: Rows.of(part, own) for part, own in rows.items()})
    data.compute()
    batches = {
        part.table_key: Batch(
            part.sheet, part.published(data.parts[part.table_key].columns, Limits()), [*range(5, 5 + len(own))], {}
        )
        for part, own in rows.items()
    }
    own: dict[str, Any] = {"names": ("Salem", UNITS[unit]), "batches": batches, "texts_reviewed": unit != "c"}
    return Delivery(f"inkorg/{period}/{unit}-{book.key}.xlsx", unit, book.key, unit, period, "ok", [], Count(), **own)


def protected(data: Consolidated) -> Protection:
    """What is hidden of it, and why that is enough."""
    guard = Protection(data.limits)
    for one in (*data.earlier, data):
        guard.add(one)
    return guard


def typed(guard: Protection, project: Project) -> Iterator[tuple[Place, Origin]]:
    """The cells that people have typed numbers of people into, with what these are made of."""
    for round_ in guard.origins.rounds:
        for (unit, period, _), rows in project.items():
            for part in rows if period == round_.data.period else ():
                for at, index in enumerate(round_.of_unit(part, unit)):
                    for column in part.columns.values():
                        if column.people and not column.computed and (origin := round_.cell(part, index, column.key)):
                            yield (unit, period, part, at, column.key), origin


def elsewhere(guard: Protection, chance: random.Random) -> dict[Atom, float]:
    """Other values of hidden numbers, a step towards worlds that are possible: few stay few, and none stays none."""
    atoms, now = guard.origins.atoms, guard.origins.scaled(LEAST)
    found: dict[Atom, float] = {}
    worlds = list(guard.outcome.worlds)
    chance.shuffle(worlds)
    for world in worlds:
        moves = {atom: value - now[atom] for atom, value in world.items() if abs(value - now[atom]) > 1e-6}
        if found.keys() & moves.keys() or guard.origins.persons.keys() & moves.keys():
            continue
        shortest = min(map(abs, moves.values()), default=1.0)
        for step in (1 / shortest, -1 / shortest):
            there = {atom: atoms[atom] + step * move for atom, move in moves.items()}
            if all(alike(atoms[atom], value) for atom, value in there.items()):
                found |= there
                break
    return found


def alike(one: float, other: float) -> bool:
    """Both are none, or few, or more; and whole."""
    kinds = [(value > 0, value >= LEAST) for value in (one, other)]
    return kinds[0] == kinds[1] and other >= 0 and abs(other - round(other)) < 1e-6


def moved(project: Project, guard: Protection, there: Mapping[Atom, float]) -> Project:
    """The project with other numbers in the cells that they are typed into."""
    made = {of: {part: [dict(row) for row in own] for part, own in rows.items()} for of, rows in project.items()}
    by_part = {(unit, period, part): of for of, rows in made.items() for part in rows for unit, period in [of[:2]]}
    for (unit, period, part, at, key), origin in typed(guard, project):
        if there.keys() & origin.terms.keys() and not origin.is_amount:
            value = sum(x * there.get(atom, guard.origins.atoms[atom]) for atom, x in origin.terms.items())
            made[by_part[unit, period, part]][part][at][key] = float(round(value))
    return made


def pattern(guard: Protection) -> set[tuple[Any, ...]]:
    """Which sums each round hides, by what they are of, no matter whether that was otherwise in the round before."""
    return {
        (at, *((atom[:-2] if atom[-2] in ROUNDS else atom, factor) for atom, factor in key))
        for at, edition in enumerate(guard.editions)
        for key in edition.hidden
    }


def pairs(wanted: int) -> Iterator[tuple[Consolidated, Consolidated]]:
    """So many projects, each with another that differs from it in numbers that both hide.

    What is hidden to protect others may be another number of several that would do: such pairs are left out.
    """
    for seed in itertools.count():
        chance = random.Random(seed)
        project = drawn(chance)
        one = consolidated(project)
        guard = protected(one)
        there = elsewhere(guard, chance)
        other = consolidated(moved(project, guard, there))
        if len(there) > 5 and pattern(guard) == pattern(protected(other)):
            yield one, other
            wanted -= 1
        if not wanted:
            return


def test_projects_that_differ_in_what_is_hidden_have_the_same_open_edition() -> None:
    for one, other in pairs(3):
        typed_in = [[delivery.batches for delivery in data.used] for data in (one, other)]
        assert typed_in[0] != typed_in[1]
        made = [opened(data) for data in (one, other)]
        assert [edition.exposed for edition in made] == [[], []]
        assert made[0].report == made[1].report
        assert made[0].pages == made[1].pages
