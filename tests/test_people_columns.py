"""Which numbers say something of people: each number that leaves a unit has been decided on."""

import pytest

from jamxl import columns as col
from jamxl.sheets import Table, operands, places
from jamxl.standard import books
from jamxl.withholding import told_of_people

# Numbers that say nothing of how many people there are, by table: budgets, marks that a group agreed on, counts of
# goals and activities, targets, what a process takes, and other places' figures. Office holders are no statistics.
NO_PEOPLE = {
    "survey_goals": "target",
    "trainings": "sessions hours",
    "ambassador_totals": "target",
    "ambassadors": "target",
    "elsewhere": "count whole stated share",
    "plan_profile": "income_share",
    "work_analysis": "order minutes",
    "processes": "per_year minutes_k minutes_m ratio",
    "sub_steps": "order minutes_k minutes_m difference",
    "seven_steps": "done",
    "process_measures": "before after stated gain target reached",
    "project_card": "rank_quality rank_resources rank_time",
    "stakeholders": "influence interest",
    "goals": "target_k target_m target_t target_high",
    "outcomes": "least most",
    "effects": "horizon result_count",
    "results": "year activity_count",
    "resources": "amount",
    "logic_totals": "no_result no_activity no_effect unsupported no_resource",
    "activity_totals": "count plan_hours act_hours done late",
    "activities": "plan_hours act_hours log_hours dev_hours dev_share progress",
    "milestones": "slip",
    "budget_totals": "stated_total total difference stated_extra extra stated_ordinary ordinary act_hours stated_sek "
    "total_sek uplift sek_next sek_third sek_fifth",
    "budget": "plan_hours plan_sek stated_share share act_hours act_sek forecast dev_hours dev_share",
    "time_log_totals": "hours extra overtime astray",
    "changes": "d_hours d_days",
    "risks": "probability consequence value previous_value",
    "roles": "post",
    "cover": "file_version",
    "occasion": "scale_low scale_high",
    "joint": "joint previous change",
    "measure_totals": "promised done partly not_done unanswered ahead",
    "year_dates": "scale_low scale_high",
    "years": "fourth third second last now change",
}
PARTS = {part.table_key: part for book in books().values() for part in book.parts}
LEAVING = [part for part in PARTS.values() if not part.private and not part.generated]


def numbers(part: type[Table]) -> list[str]:
    return [key for key, column in part.columns.items() if column.format not in ("@", "yyyy-mm-dd")]


def told(part: type[Table]) -> set[str]:
    """The columns that are marked, and those that are worked out from marked ones of the same row."""
    found = {key for key, column in part.columns.items() if column.people}
    for key, column in part.columns.items():
        named = {name for table, name in places(getattr(column, "formula", "")) if table is None}
        if column.computed and named & found:
            found.add(key)
    return found


@pytest.mark.parametrize("part", LEAVING, ids=lambda part: part.table_key)
def test_every_number_has_been_decided_on(part: type[Table]) -> None:
    assert [key for key in numbers(part) if key not in told(part)] == NO_PEOPLE.get(part.table_key, "").split()


def test_the_list_names_only_tables_that_leave_the_unit() -> None:
    assert set(NO_PEOPLE) <= {part.table_key for part in LEAVING}


def test_an_outcome_counts_people_only_in_a_unit_that_does() -> None:
    column = PARTS["outcomes"].columns["actual_k"]
    units = ("antal personer", "antal övrigt", "andel %", "kronor")
    assert [column.of_people({"measured_in": unit}) for unit in units] == [True, False, ("n_k",), False]
    assert column.of_people({"measured_in": "kronor", "actual_unit": "antal besök"}) is True


@pytest.mark.parametrize("key", ["mean", "middle", "low", "high", "spread", "deviation", "rank"])
def test_figures_of_marks_are_worked_out_from_the_number_of_marks(key: str) -> None:
    assert operands(PARTS["joint"], key) == ("n",)


@pytest.mark.parametrize(
    ("table", "key", "of"),
    [
        ("gender_stats", "share_k", ("k", "m")),
        ("gender_stats", "rate", ("k", "m", "pop_k", "pop_m")),
        ("service_minutes", "difference", ("min_k", "min_m", "users_k", "users_m")),
        ("outcomes", "deviation", ("actual_t", "actual_k", "actual_m", "n_k", "n_m")),
        ("budget", "dev_hours", ()),
    ],
)
def test_what_a_column_is_worked_out_from(table: str, key: str, of: tuple[str, ...]) -> None:
    assert operands(PARTS[table], key) == of


class Doubled(Table, sheet="Dubbelt", key="doubled", capacity=5):
    """A column that is worked out from one that stands to the right of it."""

    row_id: str = col.identity("Rad-ID", "D")
    double: float | None = col.computed(col.percent("Dubbla andelen"), "2*{share}", lambda row, book: 2 * row.share)
    share: float | None = col.computed(col.percent("Andel"), "{k}/{of}", lambda row, book: row.k / row.of)
    k: float | None = col.whole("Kvinnor", people=True)
    of: float | None = col.whole("Varv")


def test_what_is_worked_out_by_way_of_a_later_column_tells_of_people_too() -> None:
    assert operands(Doubled, "double") == ("k",)
    assert operands(Doubled, "of") == ()
    assert told_of_people(Doubled, {"k": 3, "of": 9}) == {"double", "share", "k"}
