"""Milestones and decision points: state and slip, the rules, the bars beside the activities, the plan's phases."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tables
from test_projektbok import BLANK, DAY, Case, after, found, said

from jamxl import workflow
from jamxl.build import prepare
from jamxl.consolidation import consolidate
from jamxl.grid import RawBook
from jamxl.present import Figures, Listing
from jamxl.standard import books
from jamxl.standard.projektbok import report_milestones
from jamxl.standard.projektbok.milestones import MilestoneType

CASES: dict[str, Case] = {
    "J06: a decision point passed on the reporting day": (
        {"Milstolpar/MS-01/Beslut": BLANK},
        [
            "J06 warning Milstolpar/MS-01/Beslut + Milstolpar/MS-01/Planerad dag: Beslutspunkten MS-01, planerad till "
            "2010-01-31, har passerat på avstämningsdagen, men inget beslut är ifyllt."
        ],
    ),
    "J06: planned for the reporting day": (
        {"Milstolpar/MS-01/Beslut": BLANK, "Milstolpar/MS-01/Planerad dag": DAY("2010-04-30")},
        [],
    ),
    "J06: planned for the day before": (
        {"Milstolpar/MS-01/Beslut": BLANK, "Milstolpar/MS-01/Planerad dag": DAY("2010-04-29")},
        [
            "J06 warning Milstolpar/MS-01/Beslut + Milstolpar/MS-01/Planerad dag: Beslutspunkten MS-01, planerad till "
            "2010-04-29, har passerat på avstämningsdagen, men inget beslut är ifyllt."
        ],
    ),
    "J06: to wait is a decision too": ({"Milstolpar/MS-01/Beslut": "Avvakta"}, []),
    "J06: a milestone needs no decision": (
        {"Milstolpar/MS-01/Beslut": BLANK, "Milstolpar/MS-01/Typ": "Milstolpe"},
        [],
    ),
    "A01: reached tomorrow": (
        {"Milstolpar/MS-01/Verklig dag": DAY("2010-05-11")},
        ["A01 error Milstolpar/MS-01/Verklig dag: Verklig dag 2010-05-11 ligger efter dagens datum."],
    ),
    "A01: reached today": ({"Milstolpar/MS-01/Verklig dag": DAY("2010-05-10")}, []),
    "C05: no such milestone": (
        {"Aktiviteter/A-004/Milstolpe": "MS-07"},
        ["C05 error Aktiviteter/A-004/Milstolpe: Milstolpe ”MS-07” finns inte."],
    ),
    "a month is a day to reach": (
        {"Milstolpar/MS-02/Planerad dag": "juni 2010"},
        ["C08 warning Milstolpar/MS-02/Planerad dag: ”juni 2010” är text, inte ett datum; det togs för 2010-06-30."],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_rule(project: RawBook, name: str) -> None:
    entries, expected = CASES[name]
    checked = after(project, entries)
    assert sorted(found(checked)) == sorted(said(project, expected))
    assert tables.balanced(checked)


# Planned and actual day, and what follows on 2010-04-30.
STATES = [
    (date(2010, 3, 26), date(2010, 4, 16), "Nådd", 3.0),
    (date(2010, 3, 26), date(2010, 3, 24), "Nådd", -2 / 7),
    (date(2010, 3, 26), date(2010, 3, 26), "Nådd", 0.0),
    (date(2010, 4, 29), None, "Försenad", None),
    (date(2010, 4, 30), None, "Kommande", None),
]


@pytest.mark.parametrize(("planned", "actual", "state", "slip"), STATES)
def test_state_and_slip_in_weeks(planned: date, actual: date | None, state: str, slip: float | None) -> None:
    row = {"milestone_id": "MS-01", "kind": "Milstolpe", "name": "Klart", "planned": planned, "actual": actual}
    records: dict[str, list[dict[str, Any]]] = {"cover": [{"as_of": date(2010, 4, 30)}], "milestones": [row]}
    (made,) = prepare(books()["projektbok"], records, tables.Limits(), tables.TODAY).data.parts["milestones"].records()
    assert made["state"] == state
    assert made["slip"] == (None if slip is None else pytest.approx(slip))


def test_the_frame_of_the_gantt_stands_where_an_activity_ends_in_a_milestone() -> None:
    (sheet,) = [
        grid for grid in tables.pages(books()["projektbok"], tables.PROJECT).grids if grid.name == "Aktiviteter"
    ]
    (frame,) = [condition.formula for condition in sheet.conditions if condition.look == "milestone"]
    header = next(c for (_, c), cell in sheet.cells.items() if cell.value == "Milstolpe")
    column = "ABCDEFGHIJ"[header]
    assert frame.startswith(f'AND(${column}10<>"",')


# The plan's five phases and two decision points, as they stood when the prestudy was done.
PLAN = (
    tables.COVER.replace("2010-04-30", "2009-09-30")
    + """
## Milstolpar
| Milstolpe-ID | Typ | Milstolpe | Fas | Planerad dag | Verklig dag |
| MS-01 | Fas | Förstudien är klar | Förstudie | 2009-09-18 | 2009-09-18 |
| MS-02 | Fas | Planeringen är klar | Planering | 2009-10-02 | |
| MS-03 | Beslutspunkt | Ska utredningen starta? | Planering | 2009-10-09 | |
| MS-04 | Fas | Utredningen är klar | Utredning | 2010-02-26 | |
| MS-05 | Beslutspunkt | Ska vi genomföra, och hur? | Utredning | 2010-03-05 | |
| MS-06 | Fas | Genomförandet är klart | Genomförande | 2010-11-12 | |
| MS-07 | Fas | Projektet är avslutat | Avslut | 2010-12-17 | |
"""
)


def test_g10_five_phases_and_two_decision_points_ahead() -> None:
    book = books()["projektbok"]
    built = prepare(book, tables.records(book, PLAN), tables.Limits(), tables.TODAY)
    rows = built.data.parts["milestones"].records()
    assert len({row["phase"] for row in rows if row["kind"] == MilestoneType.PHASE}) == 5
    assert sum(row["kind"] == MilestoneType.DECISION and row["state"] == "Kommande" for row in rows) == 2
    assert [breach for breach in built.found if breach.part.table_key == "milestones"] == []


def test_the_report_tells_decisions_to_come_from_those_that_are_missing(tmp_path: Path) -> None:
    text = tables.PROJECT.replace("| MS-02 | Milstolpe |", "| MS-02 | Beslutspunkt |")
    text = text.replace("| Kör | Styrgruppen |", "| | |")
    file = tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], text)
    data = consolidate(workflow.deliveries([file], tables.Limits(), tables.TODAY, tmp_path), books())
    made = report_milestones.milestones_by_unit(data)
    assert made is not None
    assert isinstance(made.table, Figures)
    figures: dict[str, list[Any]] = {}
    for measure in made.table.measures:
        figures[measure.header] = measure.values(data, [{}], figures)
    assert {header: values[0] for header, values in figures.items()} == {
        "Alla": 3,
        "Nådda": 1,
        "Försenade": 0,
        "Kommande": 2,
        "Andel nådda": pytest.approx(1 / 3),
        "Beslutspunkter": 2,
        "Beslutade": 0,
        "Kommande beslut": 1,
        "Beslut saknas": 1,
    }
    listed = report_milestones.milestones(data)
    assert listed is not None
    assert isinstance(listed.table, Listing)
    # Nådd two days before it was planned.
    assert [(row[2], row[8], row[9]) for row in listed.table.rows] == [
        ("MS-01", pytest.approx(-2 / 7), "Nådd"),
        ("MS-02", None, "Kommande"),
        ("MS-03", None, "Kommande"),
    ]
