"""The time log: rules T01-T04 on both sides of their edge, ISO weeks, the fund's limits, and what leaves the unit."""

# ruff: noqa: E501  (tables in text are read by their columns)

import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import tables
from test_projektbok import BLANK, DAY, Case, after, found, said

from jamxl.build import prepare
from jamxl.checking import check
from jamxl.consolidation import deliver
from jamxl.grid import RawBook
from jamxl.read import read
from jamxl.standard import books

# A-004 has not begun; A-003 took 120 hours.
LOG = """
## Tidrapport
| Rad-ID | Datum | Person-kod | Aktivitetsnr | Timmar | Typ | Signerad |
| TR-001 | 2010-02-01 | P-01 | A-003 | 8 | Ordinarie | 2010-02-05 |
| TR-002 | 2010-02-02 | P-01 | A-003 | 24 | Ordinarie | 2010-02-02 |
| TR-003 | 2010-02-02 | P-02 | A-003 | 8 | Extra | |
| TR-004 | 2010-03-26 | P-02 | A-003 | 12 | Övertid | |
| TR-005 | 2009-09-01 | P-02 | A-003 | 13 | | |
| TR-006 | 2009-09-02 | P-02 | A-003 | 15 | | |
| TR-007 | 2009-09-03 | P-02 | A-003 | 15 | | |
| TR-008 | 2009-09-04 | P-02 | A-003 | 12,5 | | |
| TR-009 | 2009-09-05 | P-02 | A-003 | 12,5 | | |
"""


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    """A project with a time log in which nothing is wrong, as it was read."""
    file = tmp_path_factory.mktemp("time") / "bok.xlsx"
    return read(tables.fill(file, books()["projektbok"], tables.PROJECT + LOG))


ESF = {"Timbudget/B-03/Finansiering": "ESF+", "Timbudget/Extra resurs enligt planen": BLANK}

# Who leaves the project early can have no later activities.
OTHERS_OWN = {f"Aktiviteter/A-00{n}/Ansvarig": "P-01" for n in (4, 5)}

CASES: dict[str, Case] = {
    "nothing is wrong": ({}, []),
    "T01: two hours less in the log": (
        {"Tidrapport/TR-001/Timmar": 6.0},
        [
            "T01 warning Aktiviteter/A-003/Utfall tid + Aktiviteter/A-003/Enligt Tidrapport: "
            "Utfall tid är 120 h, men Tidrapport har 118 h för A-003."
        ],
    ),
    "T01: a little less is rounding": ({"Tidrapport/TR-001/Timmar": 7.996}, []),
    "T01: hours in the log, but no outcome": (
        {"Tidrapport/TR-001/Timmar": 7.5, "Tidrapport/TR-004/Timmar": 12.5, "Tidrapport/TR-009/Aktivitetsnr": "A-001",
         "Aktiviteter/A-003/Utfall tid": 107.5, "Aktiviteter/A-003/Orsak till avvikelse": BLANK},
        [
            "T01 warning Aktiviteter/A-001/Utfall tid + Aktiviteter/A-001/Enligt Tidrapport: "
            "Utfall tid är (tomt), men Tidrapport har 12,5 h för A-001."
        ],
    ),
    "T01: an activity that is not found may have the hours": (
        {"Tidrapport/TR-001/Aktivitetsnr": "A-099"},
        ["C05 error Tidrapport/TR-001/Aktivitetsnr: Aktivitetsnr ”A-099” finns inte."],
    ),
    "T02: before the project": (
        {"Tidrapport/TR-005/Datum": DAY("2009-08-31"), "Roller/P-02/Från": BLANK},
        [
            "T02 warning Tidrapport/TR-005/Datum: "
            "Datum 2009-08-31 ligger utanför projektet (2009-09-01 till 2010-12-31)."
        ],
    ),
    "T02: after the project": (
        {"Tidrapport/TR-005/Datum": DAY("2011-01-01")},
        [
            "T02 warning Tidrapport/TR-005/Datum: "
            "Datum 2011-01-01 ligger utanför projektet (2009-09-01 till 2010-12-31)."
        ],
    ),
    "T02: before the person's role": (
        {"Roller/P-02/Från": DAY("2009-09-02")},
        [
            "T02 warning Tidrapport/TR-005/Datum + Tidrapport/TR-005/Person-kod: "
            "P-02 har timmar 2009-09-01, men har sin roll 2009-09-02 till …."
        ],
    ),
    "T02: on the last day of the role": (OTHERS_OWN | {"Roller/P-02/Till": DAY("2010-03-26")}, []),
    "T02: after the person's role": (
        OTHERS_OWN | {"Roller/P-02/Till": DAY("2010-03-25")},
        [
            "T02 warning Tidrapport/TR-004/Datum + Tidrapport/TR-004/Person-kod: "
            "P-02 har timmar 2010-03-26, men har sin roll 2009-09-01 till 2010-03-25."
        ],
    ),
    "T03: no hours": (
        {"Tidrapport/TR-001/Timmar": 0.0, "Tidrapport/TR-003/Timmar": 16.0},
        ["T03 error Tidrapport/TR-001/Timmar: Raden TR-001 har inga timmar."],
    ),
    "T03: 25 hours in a day": (
        {"Tidrapport/TR-001/Datum": DAY("2010-02-02"), "Tidrapport/TR-001/Timmar": 1.0, "Tidrapport/TR-003/Timmar": 15.0},
        [
            "T03 error Tidrapport/TR-001/Timmar + Tidrapport/TR-001/Person-kod + Tidrapport/TR-001/Datum + "
            "Tidrapport/TR-002/Timmar + Tidrapport/TR-002/Person-kod + Tidrapport/TR-002/Datum: "
            "P-01 har 25 h den 2010-02-02. Ett dygn har 24 timmar."
        ],
    ),
    "T03: 24 hours in a day": ({}, []),
    "T03: the fund takes 13 hours a day": (
        ESF | {"Tidrapport/TR-002/Timmar": 13.0, "Tidrapport/TR-006/Timmar": 13.0, "Tidrapport/TR-007/Timmar": 13.0,
               "Tidrapport/TR-001/Timmar": 13.0, "Tidrapport/TR-003/Timmar": 13.0, "Tidrapport/TR-004/Timmar": 13.0,
               "Tidrapport/TR-008/Timmar": 13.0, "Tidrapport/TR-009/Timmar": 13.0, "Aktiviteter/A-003/Utfall tid": 117.0},
        [],
    ),
    "T03: the fund takes no more than 13 hours a day": (
        ESF | {"Tidrapport/TR-002/Timmar": 13.0, "Tidrapport/TR-006/Timmar": 13.0, "Tidrapport/TR-007/Timmar": 13.5,
               "Tidrapport/TR-001/Timmar": 13.0, "Tidrapport/TR-003/Timmar": 13.0, "Tidrapport/TR-004/Timmar": 13.0,
               "Tidrapport/TR-008/Timmar": 13.0, "Tidrapport/TR-009/Timmar": 13.0, "Aktiviteter/A-003/Utfall tid": 117.5},
        [
            "T03 error Tidrapport/TR-007/Timmar + Tidrapport/TR-007/Person-kod + Tidrapport/TR-007/Datum: "
            "P-02 har 13,5 h ESF+ den 2009-09-03. Högst 13 timmar per dag godtas."
        ],
    ),
    "T04: signed the day before": (
        {"Tidrapport/TR-002/Signerad": DAY("2010-02-01")},
        [
            "T04 error Tidrapport/TR-002/Signerad + Tidrapport/TR-002/Datum: "
            "Raden är signerad 2010-02-01, före arbetsdagen 2010-02-02."
        ],
    ),
    "C05: no such person": (
        {"Tidrapport/TR-001/Person-kod": "P-08"},
        ["C05 error Tidrapport/TR-001/Person-kod: Person-kod ”P-08” finns inte."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_rule(logged: RawBook, name: str) -> None:
    entries, expected = CASES[name]
    checked = after(logged, entries)
    assert sorted(found(checked)) == sorted(said(logged, expected))
    assert tables.balanced(checked)


def year_of_esf(hours_of_last: float) -> list[str]:
    """What is said of 172 days of 10 hours for the fund in 2010, the last with other hours, and two more in 2009."""
    days = [date(2010, 1, 4) + timedelta(days=n) for n in range(172)] + [date(2009, 12, 30), date(2009, 12, 31)]
    rows = [
        {"log_id": f"TR-{n:03d}", "day": day, "person": "P-01", "activity_no": "A-001", "hours": 10.0}
        for n, day in enumerate(days, 1)
    ]
    rows[171]["hours"] = hours_of_last
    records: Mapping[str, list[dict[str, Any]]] = {
        "budget": [{"post_id": "B-01", "funding": "ESF+"}],
        "activities": [{"activity_no": "A-001", "budget_id": "B-01"}],
        "roles": [{"person": "P-01", "role": "Projektledare", "sex": "K"}],
        "time_log": rows,
    }
    built = prepare(books()["projektbok"], records, tables.Limits(), date(2011, 1, 31))
    return sorted({breach.message for breach in built.found if breach.short == "Mer än 1720 timmar ESF+ på ett år"})


def test_the_fund_takes_1720_hours_of_a_person_in_a_calendar_year() -> None:
    assert year_of_esf(10.0) == []
    assert [said.replace("\xa0", " ") for said in year_of_esf(10.5)] == [
        "P-01 har 1 720,5 h ESF+ under 2010. Högst 1 720 timmar per kalenderår godtas."
    ]


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2009, 9, 7), "2009-W37"),
        (date(2009, 12, 31), "2009-W53"),
        (date(2010, 1, 3), "2009-W53"),
        (date(2010, 1, 4), "2010-W01"),
        (date(2012, 12, 31), "2013-W01"),
    ],
)
def test_weeks_are_iso_weeks(day: date, week: str) -> None:
    records = {"time_log": [{"log_id": "TR-001", "day": day}]}
    built = prepare(books()["projektbok"], records, tables.Limits(), tables.TODAY)
    assert built.data.parts["time_log"].columns["week"] == [week]


def test_only_sums_leave_the_unit(tmp_path: Path) -> None:
    raw = read(tables.fill(tmp_path / "bok.xlsx", books()["projektbok"], tables.PROJECT + LOG))
    delivery = deliver(check(raw, books(), tables.Limits(), tables.TODAY))
    assert "time_log" not in delivery.batches
    assert delivery.kept["time_log"] == 9
    totals = delivery.batches["time_log_totals"].columns
    assert (totals["hours"], totals["extra"], totals["overtime"]) == ([120.0], [8.0], [12.0])
    assert delivery.batches["activities"].columns["log_hours"][:3] == [None, None, 120.0]


def test_rules_are_linear() -> None:
    """Ten times the rows take about ten times as long, not a hundred."""

    def seconds(rows: int) -> float:
        log = [
            {"log_id": f"TR-{n}", "day": date(2010, 1, 1) + timedelta(days=n % 300), "person": f"P-{n % 9}",
             "activity_no": f"A-{n % 50}", "hours": 1.0}
            for n in range(rows)
        ]  # fmt: skip
        records: Mapping[str, list[dict[str, Any]]] = {
            "budget": [{"post_id": "B-01", "funding": "ESF+"}],
            "activities": [{"activity_no": f"A-{n}", "budget_id": "B-01"} for n in range(50)],
            "roles": [{"person": f"P-{n}"} for n in range(9)],
            "time_log": log,
        }
        start = time.perf_counter()
        prepare(books()["projektbok"], records, tables.Limits(), tables.TODAY, spare=0)
        return time.perf_counter() - start

    seconds(100)
    assert seconds(5000) < 30 * seconds(500)
