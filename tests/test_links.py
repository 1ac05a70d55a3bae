"""What a reader of one unit's numbers knows beside what they are made of: parts of wholes, and the same told twice.

Each case is a small report. The attack reads its finished pages and tries every table of whole numbers that agrees with
what it finds there; it knows of the books only what their headings say.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from tables import TODAY

from jamxl import present
from jamxl.columns import Column, Reference
from jamxl.columns.kin import Kin, kin, whole
from jamxl.consolidation import Batch, Consolidated, Delivery
from jamxl.intake import Count
from jamxl.present import links
from jamxl.present.origins import Origins
from jamxl.project import Limits
from jamxl.sheets import Book, BookData, Rows, Table
from jamxl.standard import books
from jamxl.standard.enkatbok import Answers, Enkatbok, Questions, Surveys
from jamxl.standard.kompetensbok import Kompetensbok
from jamxl.standard.kompetensbok.trainings import Trainings, TrainingTotals
from jamxl.standard.planbok import Planbok
from jamxl.standard.planbok.plan import Profile
from jamxl.standard.statistikbok import GenderStats, ServiceMinutes, Statistikbok
from jamxl.standard.uppfoljningsbok import Uppfoljningsbok
from jamxl.standard.uppfoljningsbok.joint import Joint
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.personal import Personal

PERIOD = "2010-T1"
PARTS = {part.table_key: part for book in books().values() for part in book.parts}
Rowed = Mapping[type[Table], list[dict[str, Any]]]
# Numbers of every world that is tried, by name.
Worlds = Mapping[str, Any]


def report(book: type[Book], rows: Rowed) -> Consolidated:
    """A report of one unit's book."""
    filled = {part.table_key: Rows.of(part, rows.get(part, [])) for part in book.parts}
    data = BookData(book, Limits(), TODAY, filled)
    data.compute()
    batches = {
        part.table_key: Batch(
            part.sheet, part.published(own.columns, Limits()), [line + 5 for line in range(len(own.view()))], {}
        )
        for part in book.parts
        if not part.private and len((own := data.parts[part.table_key]).view())
    }
    names = {"names": ("Salem", "Alfa"), "batches": batches}
    one = Delivery("inkorg/a.xlsx", "a", book.key, "a", PERIOD, "ok", [], Count(), **names)  # type: ignore[arg-type]
    return Consolidated(PERIOD, books(), (), None, [one], [], "Prov", limits=Limits(decimals_from=0))


def question(yes: tuple[int, int], no: tuple[int, int], answered: tuple[int, int]) -> Consolidated:
    """A survey that women and men `answered`, with one question."""
    about = {"question_id": "EF-01"}
    return report(
        Enkatbok,
        {
            Surveys: [{"survey_id": "EN-01", "name": "Brukare", "ans_k": answered[0], "ans_m": answered[1]}],
            Questions: [about | {"survey_id": "EN-01", "text": "Nöjd?", "scale": "Ja eller nej"}],
            Answers: [
                about | {"answer_id": "SV-001", "alternative": "Ja", "agrees": True, "k": yes[0], "m": yes[1]},
                about | {"answer_id": "SV-002", "alternative": "Nej", "agrees": False, "k": no[0], "m": no[1]},
            ],
        },
    )


def judged(women: int, men: int) -> Consolidated:
    """A joint assessment in which everybody has a mark."""
    marks = [{"code": f"B-{n:02d}", "p1": 6.0} for n in range(women + men)]
    return report(Uppfoljningsbok, {Occasion: [{"part_k": women, "part_m": men}], Personal: marks})


VISITS = [{"stat_id": "ST-001", "measure": "Nybesök", "count_unit": "besök", "period": PERIOD, "k": 60, "m": 4}]
MINUTES = {"analysis_id": "KA-01", "service": "Råd", "period": PERIOD, "users_k": 40, "visits_k": 60, "visits_m": 4}


def share(part: Any, base: Any) -> Any:
    """As it is shown, with one decimal of a per cent."""
    return np.round(part / np.maximum(base, 1), 3)


@dataclass(frozen=True)
class Case:
    """A report, and what a reader takes its cells for: (sheet, heading[, row from 0]): the number in each world.

    `of`: the names of the numbers, all unknown; `few`: the one that nobody may work out; `unless`: the link that is
    needed for it.
    """

    data: Consolidated
    of: tuple[str, ...]
    reads: Mapping[tuple[Any, ...], Callable[[Worlds], Any]]
    few: str
    unless: Callable[[pytest.MonkeyPatch], None]
    most: int = 25


def without(part: type[Table], *keys: str, **options: Any) -> Callable[[pytest.MonkeyPatch], None]:
    """The columns as they would be declared without a link."""

    def forget(patch: pytest.MonkeyPatch) -> None:
        for key in keys:
            column = dataclasses.replace(part.columns[key], **options)
            object.__setattr__(column, "key", key)
            patch.setitem(part.columns, key, column)

    return forget


def without_the_rest_of_shares(patch: pytest.MonkeyPatch) -> None:
    """Neither of the share itself nor of the alternatives that it is worked out from."""
    without(Answers, "k", "m", "t", within=())(patch)
    without(Questions, "n_k", "n_m", adds=())(patch)
    kept = links.with_rest
    patch.setattr(links, "with_rest", lambda *args: kept(*args) if args[4] else iter(()))


def without_what_is_told_twice(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(links, "told_twice", lambda round_: iter(()))


RESULTS, SURVEYS = "Enkätresultat", "Enkäter och svar"
ANSWERS: dict[tuple[str, str], Callable[[Worlds], Any]] = {
    (RESULTS, "Svar K"): lambda w: w["yes k"] + w["no k"],
    (RESULTS, "Svar M"): lambda w: w["yes m"] + w["no m"],
    (RESULTS, "Svar totalt"): lambda w: w["yes k"] + w["no k"] + w["yes m"] + w["no m"],
    (RESULTS, "Andel K"): lambda w: share(w["yes k"], w["yes k"] + w["no k"]),
    (RESULTS, "Andel M"): lambda w: share(w["yes m"], w["yes m"] + w["no m"]),
    (RESULTS, "Andel totalt"): lambda w: share(
        w["yes k"] + w["yes m"], w["yes k"] + w["no k"] + w["yes m"] + w["no m"]
    ),
}
OF_ANSWERS = ("yes k", "no k", "yes m", "no m")
CASES = {
    "the share of all tells the men's": Case(
        question((9, 4), (5, 7), (14, 11)), OF_ANSWERS, ANSWERS, "yes m", without(Questions, "share_t", adds=())
    ),
    "a share tells who did not agree": Case(
        question((19, 8), (1, 9), (20, 17)), OF_ANSWERS, ANSWERS, "no k", without_the_rest_of_shares
    ),
    "those who answered the survey but not the question": Case(
        question((3, 9), (3, 9), (8, 18)),
        ("k", "not k", "m", "not m"),
        {
            (SURVEYS, "Svar K"): lambda w: w["k"] + w["not k"],
            (SURVEYS, "Svar M"): lambda w: w["m"] + w["not m"],
            (SURVEYS, "Svar totalt"): lambda w: w["k"] + w["not k"] + w["m"] + w["not m"],
            (RESULTS, "Svar K"): lambda w: w["k"],
            (RESULTS, "Svar M"): lambda w: w["m"],
            (RESULTS, "Svar totalt"): lambda w: w["k"] + w["m"],
        },
        "not k",
        without(Questions, "n_k", "n_t", within=()),
    ),
    "all who have a mark took part": Case(
        judged(5, 3),
        ("k", "m"),
        {
            ("Bedömningstillfällen", "Deltagare K"): lambda w: w["k"],
            ("Bedömningstillfällen", "Deltagare M"): lambda w: w["m"],
            ("Bedömningstillfällen", "Deltagare totalt"): lambda w: w["k"] + w["m"],
            ("Bedömning per enhet", "Svar"): lambda w: w["k"] + w["m"],
        },
        "m",
        without(Joint, "n", within=()),
    ),
    "the same visits in two sheets": Case(
        report(Statistikbok, {GenderStats: VISITS, ServiceMinutes: [MINUTES]}),
        ("k", "m"),
        {
            ("Könsuppdelat per enhet", "Kvinnor"): lambda w: w["k"],
            ("Könsuppdelat per enhet", "Män"): lambda w: w["m"],
            ("Könsuppdelat per enhet", "Totalt"): lambda w: w["k"] + w["m"],
            ("Brukare och minuter", "Besök kvinnor"): lambda w: w["k"],
            ("Brukare och minuter", "Besök män"): lambda w: w["m"],
        },
        "m",
        without_what_is_told_twice,
        most=100,
    ),
    "participants without a plan": Case(
        report(Planbok, {Profile: [{"participants_k": 19, "plans_k": 17, "participants_m": 30, "plans_m": 30}]}),
        ("with", "without"),
        {
            ("Handlingsplaner", "Deltagare K"): lambda w: w["with"] + w["without"],
            ("Handlingsplaner", "Med handlingsplan K"): lambda w: w["with"],
            ("Handlingsplaner", "Andel K"): lambda w: share(w["with"], w["with"] + w["without"]),
        },
        "without",
        without(Profile, "plans_k", within=()),
        most=60,
    ),
    "staff that nobody reached": Case(
        report(Kompetensbok, {TrainingTotals: [{"staff_k": 18, "unique_k": 17, "staff_m": 20, "unique_m": 20}]}),
        ("reached", "not"),
        {
            ("Nådd personal", "Personal K"): lambda w: w["reached"] + w["not"],
            ("Nådd personal", "Unika deltagare K"): lambda w: w["reached"],
            ("Nådd personal", "Nådda K"): lambda w: share(w["reached"], w["reached"] + w["not"]),
        },
        "not",
        without(TrainingTotals, "unique_k", within=()),
        most=60,
    ),
}


def attacked(case: Case) -> Any:
    """Every number that the few can be, for whoever reads the pages."""
    made = present.opened(case.data)
    worlds = dict(zip(case.of, np.indices((case.most + 1,) * len(case.of)), strict=True))
    possible = np.ones_like(worlds[case.few], dtype=bool)
    for place, number in case.reads.items():
        for value in column_of(made, *place):
            possible &= np.abs(number(worlds) - value) < 0.0006
    return np.unique(worlds[case.few][possible])


def column_of(made: present.Opened, sheet: str, header: str, row: int | None = None) -> list[float]:
    """The numbers that are shown under a heading, on one row or all."""
    cells = next(grid for grid in made.pages.grids if grid.name == sheet).cells
    at = next(column for (line, column), cell in cells.items() if line == 3 and cell.value == header)
    drawn = [
        cell.value
        for (line, column), cell in sorted(cells.items())
        if column == at and line > 3 and row in (None, line - 4)
    ]
    numbers = [0.0 if value == "–" else value for value in drawn]
    return [number for number in numbers if isinstance(number, int | float)]


@pytest.mark.parametrize("name", CASES)
def test_nobody_can_tell_few_by_what_belongs_together(name: str) -> None:
    values = attacked(CASES[name])
    assert max(values) - min(values) >= 5, values
    assert present.opened(CASES[name].data).exposed == []


@pytest.mark.parametrize("name", CASES)
def test_the_attack_finds_what_a_link_forgotten_gives_away(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    CASES[name].unless(monkeypatch)
    values = attacked(CASES[name])
    assert max(values) - min(values) < 5, values


# ------------------------------------------------------------------------------------------- the names


@pytest.mark.parametrize(
    ("named", "means"),
    [
        ("k", Kin("k")),
        ("-ended_k", Kin("ended_k", factor=-1.0)),
        (".k", Kin("k", table="")),
        ("occasion.part_k", Kin("part_k", table="occasion")),
        ("survey_id>ans_k", Kin("ans_k", by="survey_id")),
        ("survey_answers.k@question_id?agrees", Kin("k", table="survey_answers", back="question_id", only="agrees")),
        ("endings.k?name=Anställning med stöd", Kin("k", table="endings", only="name", called="Anställning med stöd")),
        ("attended_k*hours", Kin("attended_k", times="hours")),
    ],
)
def test_a_name_says_which_numbers(named: str, means: Kin) -> None:
    assert kin(named) == means


@pytest.mark.parametrize("named", ["a b", "survey_id>", "k*", "<k"])
def test_what_is_no_name_is_told_when_it_is_declared(named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        kin(named)


def test_a_whole_of_several() -> None:
    assert [one.key for one in whole("<a+b.c").of] == ["a", "c"]
    assert (whole("a+b").people, whole("<a").people) == (True, False)


def sums_of(column: Column) -> list[Kin]:
    """What a column is the sum of, and what it is a part of."""
    sums = [one for row in ({}, {"group": "Kvinnor"}) for one in column.sum_of(row)]
    return [*sums, *(one for named in column.within for one in whole(named).of)]


def test_every_name_is_of_a_column_there_is() -> None:
    missing = []
    for part in PARTS.values():
        for column in part.columns.values():
            for one in sums_of(column):
                named: Any = part.columns[one.by] if one.by else None
                other = PARTS[named.to.partition(".")[0]] if named else PARTS[one.table] if one.table else part
                wanted = [key for key in (one.key, one.only, one.back, one.times) if key]
                missing += [(part.table_key, column.key, key) for key in wanted if key not in other.columns]
                if one.back and not isinstance(other.columns[one.back], Reference):
                    missing.append((part.table_key, column.key, one.back))
                if not other.columns[one.key].people:
                    missing.append((part.table_key, column.key, one.key))
    assert missing == []


# Which numbers are a part of others: one that is not here leaves its rest to whoever subtracts.
WITHIN = {
    "surveys": "ans_k ans_m ans_t",
    "survey_questions": "n_k n_m n_t",
    "survey_answers": "k m t",
    "trainings": "attended_k attended_m",
    "training_totals": "unique_k unique_m",
    "certificates": "people_k people_m people",
    "certificate_totals": "people_k people_m people",
    "plan_profile": "plans_k plans_m",
    "gender_stats": "k m",
    "service_minutes": "users_k users_m",
    "attendance": "late_k late_m",
    "participant_totals": "people_k people_m ongoing_k ongoing_m ongoing",
    "ending_totals": "work_k work_m work",
    "later_totals": "due_k due_m left_k left_m",
    "placements": "chosen_k chosen_m own_k own_m",
    "referral_totals": "own_k own_m hindered_k hindered_m right_k right_m",
    "joint": "n",
}


def test_the_parts_of_wholes() -> None:
    told = {key: " ".join(k for k, c in part.columns.items() if c.within) for key, part in PARTS.items()}
    assert {key: columns for key, columns in told.items() if columns} == WITHIN


def test_a_share_of_all_is_of_the_same_answers_as_those_by_sex() -> None:
    """Where the women are too few for a share of their own, the rest of all who agree is no other number than they."""
    round_ = Origins().add(question((3, 30), (4, 40), (7, 70)))
    row = round_.rows(Questions)[0]
    assert (row["share_k"], row["share_t"]) == (None, 33 / 77)
    everyone = round_.cell(Questions, 0, "share_t")
    agreeing = [round_.cell(Answers, 0, sex) for sex in "km"]
    assert everyone
    assert everyone.terms == {atom: 1.0 for cell in agreeing if cell for atom in cell.terms}


def test_hours_are_so_many_for_each_who_took_part() -> None:
    """Whoever sees the hours knows how many they were: there is no number of its own to hide."""
    course = {"training_id": "U-01", "text": "Kurs", "area": "Bemötande", "state": "Genomförd", "hours": 6.0}
    told = Origins()
    part = told.add(report(Kompetensbok, {Trainings: [course | {"attended_k": 3.0, "attended_m": 20.0}]}))
    cells = {key: part.cell(Trainings, 0, key) for key in ("attended_k", "hours_k")}
    women, hours = cells["attended_k"], cells["hours_k"]
    assert women
    assert hours
    assert (hours.amount, hours.terms) == (18.0, {atom: 6.0 * factor for atom, factor in women.terms.items()})
