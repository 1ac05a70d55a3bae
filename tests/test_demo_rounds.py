"""The demo's earlier rounds: how they are told, what each file holds, and what comparing them is to show."""

from datetime import date
from typing import Any

import pytest
from test_demo_data import CLEAN, answered, briefly

from jamxl import demo, workflow
from jamxl.checking import Checked
from jamxl.dates import Period
from jamxl.demo.history import otherwise
from jamxl.inspection import check_one
from jamxl.project import Project, load
from jamxl.standard import books

FIRST, BEFORE, LAST = "2009-T2", "2009-T3", "2010-T1"

# The books of the earlier rounds, with what each is told of by itself.
SHARE = ("JX410", "B03", "Timbudget", "G10")
OLD = ("JX107", None, "", "")
SENT: dict[tuple[str, str, str], list[tuple[str, str | None, str, str]]] = {
    (FIRST, "jobbcoachingen", "projektbok"): [OLD, SHARE],
    (FIRST, "arbetsmarknadsenheten", "uppfoljningsbok"): [OLD],
    (FIRST, "jobbcoachingen", "statistikbok"): [],
    (FIRST, "jobbcoachingen", "uppfoljningsbok"): [],
    (FIRST, "daglig-verksamhet", "statistikbok"): [],
    (BEFORE, "jobbcoachingen", "projektbok"): [SHARE],
    (BEFORE, "jobbcoachingen", "statistikbok"): [],
    (BEFORE, "jobbcoachingen", "uppfoljningsbok"): [],
    (BEFORE, "medborgarkontoret", "projektbok"): [],
    (BEFORE, "daglig-verksamhet", "projektbok"): [],
    (BEFORE, "daglig-verksamhet", "statistikbok"): [],
    (BEFORE, "jobb-och-utbildning", "statistikbok"): [],
    (BEFORE, "arbetsmarknadsenheten", "projektbok"): [],
    (BEFORE, "arbetsmarknadsenheten", "statistikbok"): [],
    (BEFORE, "arbetsmarknadsenheten", "uppfoljningsbok"): [],
    (BEFORE, "fler-i-arbete", "projektbok"): [("JX410", "M01", "Mål", "A6"), ("JX410", "M01", "Mål", "A15")],
    (BEFORE, "fler-i-arbete", "statistikbok"): [],
}

# Unit, table, row, column: what 2009-T3 and 2010-T1 say. None: the row is not there.
CHANGES = [
    ("an activity ended later than planned", "jobbcoachingen", "activities", "A-006", "act_end", None, "2010-02-05"),
    ("an activity is done", "jobbcoachingen", "activities", "A-007", "status", "Pågår", "Klar"),
    ("an activity's end moved", "medborgarkontoret", "activities", "A-006", "plan_end", "2010-03-19", "2010-04-16"),
    ("a milestone slipped", "jobbcoachingen", "milestones", "MS-04", "planned", "2010-02-12", "2010-02-26"),
    ("an activity is new", "arbetsmarknadsenheten", "activities", "A-013", "plan_hours", None, 70),
    ("an activity was called off", "arbetsmarknadsenheten", "activities", "A-011", "status", "Ej påbörjad", "Inställd"),
    ("a row vanished", "medborgarkontoret", "activities", "A-011", "plan_hours", 12, None),
    ("hours grow", "jobbcoachingen", "activities", "A-006", "act_hours", 60, 92),
    ("hours fall by mistake", "daglig-verksamhet", "activities", "A-003", "act_hours", 36, 30),
    ("a goal is measured in something else", "fler-i-arbete", "goals", "M-09", "measured_in", "Ja/Nej", "antal övrigt"),
    ("a goal's indicator says more", "fler-i-arbete", "goals", "M-03", "indicator",
     "Andel i arbete när de lämnar projektet", "Andel i arbete eller studier när de lämnar projektet"),
    ("a risk is new", "fler-i-arbete", "risks", "R-07", "status", None, "Öppen"),
    ("a risk occurred", "fler-i-arbete", "risks", "R-01", "status", "Öppen", "Inträffad"),
    ("a risk was closed", "fler-i-arbete", "risks", "R-02", "status", "Inträffad", "Stängd"),
    ("a recommendation was closed", "jobbcoachingen", "recommendations", "REK-11", "status", "Antagen", "Genomförd"),
    ("a measure was answered", "jobbcoachingen", "measures", "H-01", "outcome", None, "Gjort"),
    ("a measure was not answered", "arbetsmarknadsenheten", "measures", "H-11", "due", "2010-03-15", None),
    ("a figure doubled, and nobody says why", "fler-i-arbete", "gender_stats", "ST-004", "k", 10, 22),
    ("a figure doubled, with a reason", "arbetsmarknadsenheten", "gender_stats", "ST-002", "k", 6, 20),
    ("three women", "jobbcoachingen", "gender_stats", "ST-005", "k", 3, 3),
    ("and twelve men", "jobbcoachingen", "gender_stats", "ST-005", "m", 10, 12),
]  # fmt: skip


Files = dict[tuple[str, str, str], Checked]

# What is said of a file beside that of the round before: period, unit, code, sheet and cells.
COMPARED = [
    (LAST, "jobbcoachingen", "JX603", "Könsuppdelad statistik", "F8"),  # estimated visits became counted ones
    (LAST, "medborgarkontoret", "JX601", "Aktiviteter", ""),
    (LAST, "medborgarkontoret", "JX602", "Aktiviteter", "A17 B17"),
    (LAST, "fler-i-arbete", "JX604", "Mål", "F8"),
    (LAST, "fler-i-arbete", "JX604", "Mål", "H14"),
    (LAST, "fler-i-arbete", "JX603", "Könsuppdelad statistik", "F9 G9"),
    (LAST, "daglig-verksamhet", "JX605", "Aktiviteter", "Q12"),
    (LAST, "arbetsmarknadsenheten", "JX606", "Höja värdet", ""),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    return load(root)


@pytest.fixture(scope="module")
def files(project: Project) -> Files:
    """Every file of the three rounds from a unit that answered in more than one, checked."""
    found = {}
    for path in sorted(project.incoming.rglob("*.xlsx")):
        code, unit, book, period, _ = path.stem.split("_")
        if demo.earlier(unit):
            checked = found[period, unit, book] = check_one(path, project.limits, demo.TODAY)
            assert (checked.period, checked.unit, checked.book and checked.book.key) == (period, unit, book)
            assert (project.unit(unit).municipality_code, path.parent.name) == (code, period)  # type: ignore[union-attr]
    return found


def rows_of(checked: Checked, table: str) -> dict[str, dict[str, Any]]:
    """A table's rows by their first cell."""
    return {next(iter(row.values())): row for row in answered(checked)[table].records()}


def test_the_books_of_the_earlier_rounds(files: Files) -> None:
    assert {key for key in files if key[0] != LAST} == set(SENT)


@pytest.mark.parametrize("key", SENT, ids=" ".join)
def test_each_is_sound_but_for_what_it_shows(key: tuple[str, str, str], files: Files) -> None:
    assert briefly(files[key].findings) == SENT[key]
    cells = files[key].cells
    assert cells.filled == cells.template + cells.read + cells.reported


@pytest.mark.parametrize("key", [key for key in SENT if OLD not in SENT[key]], ids=" ".join)
def test_what_is_told_is_what_was_filled_in(key: tuple[str, str, str], files: Files) -> None:
    period, unit, book = key
    parts = answered(files[key])
    for name, rows in demo.rows(books()[book], demo.earlier(unit)[period]).items():
        # Rows that the template holds are there whether or not they are told.
        read = parts[name].records()[: len(rows)]
        assert [{column: row[column] for column in told} for row, told in zip(read, rows, strict=True)] == rows


def test_two_books_are_of_the_first_template(files: Files) -> None:
    versions = {key: checked.version for key, checked in files.items()}
    current = books()["projektbok"].version
    assert [key for key, version in versions.items() if version != current] == [key for key in SENT if OLD in SENT[key]]


def test_what_was_yes_and_no_then_has_become_milestones(files: Files) -> None:
    parts = answered(files[FIRST, "jobbcoachingen", "projektbok"])
    told = {row["milestone_id"]: row["activity_no"] for row in parts["activities"].records() if row["milestone_id"]}
    assert told == {"MS-01": "A-001", "MS-02": "A-002", "MS-03": "A-003"}
    assert parts["milestones"].columns["milestone_id"] == list(told)


@pytest.mark.parametrize(
    ("unit", "table", "row", "column", "before", "now"), [case[1:] for case in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_what_changed_since_the_round_before(
    unit: str, table: str, row: str, column: str, before: Any, now: Any,
    files: Files,
) -> None:  # fmt: skip
    book = next(key for key, book in books().items() if table in [part.table_key for part in book.parts])
    found = [rows_of(files[period, unit, book], table).get(row, {}).get(column) for period in (BEFORE, LAST)]
    assert [value.isoformat() if isinstance(value, date) else value for value in found] == [before, now]


def test_an_id_stands_for_something_else(
    files: Files,
) -> None:
    both = [files[period, "medborgarkontoret", "projektbok"] for period in (BEFORE, LAST)]
    texts = [rows_of(checked, "activities")["A-008"]["text"] for checked in both]
    assert texts == ["Kvällsöppet en dag i veckan på prov", "Rutin för hänvisning till andra myndigheter"]


def test_marks_and_people_over_three_rounds(
    files: Files,
) -> None:
    def three(unit: str, book: str, table: str, row: str, column: str) -> list[Any]:
        return [rows_of(files[period, unit, book], table)[row][column] for period in (FIRST, BEFORE, LAST)]

    assert three("jobbcoachingen", "uppfoljningsbok", "joint", "P1", "joint") == [4, 5, 7]
    assert three("jobbcoachingen", "uppfoljningsbok", "joint", "P6", "joint") == [6, 5, 5]
    assert three("daglig-verksamhet", "statistikbok", "gender_stats", "ST-001", "k") == [9, 11, 12]
    assert three("daglig-verksamhet", "statistikbok", "gender_stats", "ST-001", "m") == [8, 9, 10]


def test_few_women_and_a_total_of_several_units(files: Files) -> None:
    found = {
        unit: [row["k"], row["m"]]
        for (period, unit, book), checked in files.items()
        if (period, book) == (LAST, "statistikbok")
        for row in answered(checked)["gender_stats"].records()
        if row["measure"] == "Fick praktikplats"
    }
    assert found == {
        "jobbcoachingen": [3, 12],
        "jobb-och-utbildning": [4, 9],
        "daglig-verksamhet": [2, 6],
        "arbetsmarknadsenheten": [20, 26],
        "fler-i-arbete": [22, 24],
    }


@pytest.mark.parametrize(
    ("period", "unit"),
    [(p, u) for p, u, b in SENT if (p, b) == (BEFORE, "projektbok") and u != "fler-i-arbete"],
    ids=" ".join,
)
def test_posts_hold_what_their_activities_took(period: str, unit: str) -> None:
    said = demo.earlier(unit)[period]["projektbok"]
    for post in said["budget"]:
        own = [row for row in said["activities"] if row["budget_id"] == post["post_id"]]
        for key in ("plan_hours", "act_hours"):
            assert sum(row.get(key, 0) for row in own) == post.get(key, 0), (post["post_id"], key)


def test_what_the_units_say_of_last_time_is_what_they_said_then(
    files: Files,
) -> None:
    for unit in ("jobbcoachingen", "arbetsmarknadsenheten"):
        before, now = (answered(files[period, unit, "uppfoljningsbok"]) for period in (BEFORE, LAST))
        assert now["joint"].columns["previous"] == before["joint"].columns["joint"]
        assert now["occasion"].columns["previous_date"] == before["occasion"].columns["held_on"]


def test_what_comparing_the_rounds_finds(project: Project) -> None:
    both = [workflow.consolidate_project(project, period=period, today=demo.TODAY) for period in (BEFORE, LAST)]
    assert [[data.period for data in one.earlier] for one in both] == [[FIRST], [FIRST, BEFORE]]
    found = [
        (data.period, delivery.unit, finding.code, finding.sheet, " ".join(finding.cells))
        for data in both
        for delivery in data.used
        for finding in delivery.findings
        if finding.code.startswith("JX6")
    ]
    assert sorted(found) == sorted(COMPARED)


def test_the_next_round_is_prefilled_from_the_last(project: Project) -> None:
    made = {(one.unit, one.book): one for one in workflow.new(project, period="2010-T2", today=demo.TODAY)}
    source = made["jobbcoachingen", "projektbok"].source
    assert source is not None
    assert source.name == CLEAN
    assert made["arbetsmarknad", "projektbok"].source is None
    told = check_one(made["arbetsmarknadsenheten", "statistikbok"].path, project.limits, demo.TODAY)
    row = rows_of(told, "gender_stats")["ST-002"]
    assert (row["k"], row["m"], row["prev_k"], row["prev_m"]) == (None, None, 20, 26)
    # Of visits, which were told for two periods, the later row goes on.
    told = check_one(made["jobbcoachingen", "statistikbok"].path, project.limits, demo.TODAY)
    visits = [row["stat_id"] for row in rows_of(told, "gender_stats").values() if row["count_unit"] == "besök"]
    assert visits == ["ST-003"]


def test_the_last_round_is_made_after_the_others(project: Project) -> None:
    last = Period.parse(project.about.period)
    assert [code for code, _ in workflow.earlier_rounds(project, last)] == [BEFORE, FIRST]
    for period, day in ((FIRST, date(2009, 9, 11)), (BEFORE, date(2010, 1, 15))):
        arrived = [path.stat().st_mtime for path in (project.incoming / period).iterdir()]
        assert date.fromtimestamp(max(arrived)) == day


# ---------------------------------------------------------------------------- how an earlier round is told

NOW = {
    "projektbok": {
        "project_card": [{"purpose": "Mål", "owner": "Chef"}],
        "milestones": [{"milestone_id": "MS-01", "kind": "Fas"}, {"milestone_id": "MS-02", "kind": "Fas"}],
        "documentation": [{"owner": "P-01"}, {"owner": "P-02"}],
    }
}


@pytest.mark.parametrize(
    ("table", "tale", "expected"),
    [
        ("project_card", {"owner": "", "leader": "Ledare"}, [{"purpose": "Mål", "leader": "Ledare"}]),
        ("milestones", [], []),
        ("milestones", {"absent": ["MS-01"]}, [{"milestone_id": "MS-02", "kind": "Fas"}]),
        (
            "milestones",
            {"every": {"ready": True, "kind": "Leverans"}, "MS-02": {"kind": ""}, "MS-03": {"kind": "Fas"}},
            [
                {"milestone_id": "MS-01", "kind": "Leverans", "ready": True},
                {"milestone_id": "MS-02", "ready": True},
                {"milestone_id": "MS-03", "kind": "Fas"},
            ],
        ),
        ("documentation", {"DOK-02": {"owner": "P-03"}}, [{"owner": "P-01"}, {"owner": "P-03"}]),
        ("risks", {"R-01": {"text": "Ny"}}, [{"risk_id": "R-01", "text": "Ny"}]),
    ],
    ids=["a form", "a list", "a row not there yet", "rows otherwise", "rows of the template", "a table from nothing"],
)
def test_an_earlier_round_is_told_by_what_was_otherwise(table: str, tale: Any, expected: list[Any]) -> None:
    then = otherwise(NOW, {"projektbok": {table: tale}})["projektbok"]
    assert then[table] == expected
    assert {key: rows for key, rows in then.items() if key != table} == {
        key: rows for key, rows in NOW["projektbok"].items() if key != table
    }


@pytest.mark.parametrize(
    ("table", "tale"),
    [("milestones", {"absent": ["MS-09"]}), ("documentation", {"D-02": {"owner": "P-03"}})],
    ids=["a row that is not in the next round", "a row that the template does not hold"],
)
def test_what_cannot_be_so_is_refused(table: str, tale: Any) -> None:
    with pytest.raises(KeyError):
        otherwise(NOW, {"projektbok": {table: tale}})
