"""Projektbok's risks, stakeholders, roles and what the project leaves: every rule on both sides of its edge.

A case starts from BASE, in which nothing is wrong though much is near the edge, and types something. What is expected
is all that is said afterwards.
"""

# ruff: noqa: E501  (tables in text are read by their columns)

from pathlib import Path
from typing import Any

import pytest
import tables
from test_projektbok import BLANK, DAY, Case, after, found, said

from jamxl import demo
from jamxl.checking import Checked, check
from jamxl.consolidation import deliver
from jamxl.grid import RawBook
from jamxl.read import read
from jamxl.sheets import BookData, Rows
from jamxl.standard import books
from jamxl.standard.projektbok.documentation import CHECKLIST, OWN
from jamxl.standard.projektbok.lessons import LessonKind
from jamxl.standard.projektbok.risks import RiskStatus
from jamxl.standard.projektbok.stakeholders import StakeholderGroup

# R-01 is just below high and was followed up 90 days before the reporting day; R-02 is high and met; R-04 was high and
# is closed. P-04 takes over from P-03 after 31 days of both.
BASE = (
    (
        tables.PROJECT
        + """| P-03 | Verksamhetschef | Styrgrupp | K | 2009-09-01 | 2010-04-01 | | |
| P-04 | Områdeschef | Styrgrupp | M | 2010-03-01 | | | P-03 |
| P-05 | Strateg | Samtalsledare | K | | | | |

## Intressenter
| Intressent-ID | Intressent | Grupp |
| I-01 | Kommunen | Kärnintressent |
| I-02 | Brukarna | Primärintressent |
| I-03 | Grannkommunen | Sekundärintressent |

## Kommunikationsplan
| Budskaps-ID | Målgrupp | Budskap | Nådda K | Nådda M |
| KO-01 | I-01 | Läget | 3 | 0 |
| KO-02 | I-02 | Vad vi gör | | |

## Risker
| Risk-ID | Risk | Typ | Sannolikhet | Konsekvens | Motåtgärd | Ansvarig | Uppföljd | Status | Ändring |
| R-01 | Projektledaren slutar | Personal | 5 | 2 | | | 2010-01-30 | Öppen | |
| R-02 | Pengarna tar slut | Resurs | 4 | 3 | Sök mer | P-01 | 2010-04-30 | Öppen | |
| R-03 | Utbildningen blir större | Tid | 2 | 2 | | | | Inträffad | Ä-001 |
| R-04 | Omorganisation | Extern | 5 | 5 | | | | Stängd | |

## Dokumentation
| Klar datum | Avstämt med beställare |
| 2009-10-01 | 2009-10-01 |
| 2009-10-01 | |

## Spridning
| Spridnings-ID | Datum | Typ | Vad | Nådda K | Nådda M | Nådda okänt kön |
| SP-01 | 2010-03-01 | Press | Reportage | | | 40 |
"""
    )
    .replace("| Från | Till | Andel tjänst |", "| Från | Till | Andel tjänst | Ersätter |")
    .replace("| 100 % |\n", "| 100 % | |\n")
    .replace("| 50 % |\n", "| 50 % | |\n")
)

RISKS: dict[str, Case] = {
    "R01: high without an owner": (
        {"Risker/R-02/Ansvarig": BLANK},
        ["R01 error Risker/R-02/Motåtgärd + Risker/R-02/Ansvarig: "
         "Riskvärdet är 12 (Hög), men motåtgärd och ansvarig är inte båda ifyllda."],
    ),
    "R01: high without a measure": (
        {"Risker/R-02/Motåtgärd": BLANK},
        ["R01 error Risker/R-02/Motåtgärd + Risker/R-02/Ansvarig: "
         "Riskvärdet är 12 (Hög), men motåtgärd och ansvarig är inte båda ifyllda."],
    ),
    "R01: medium needs neither": (
        {"Risker/R-02/Motåtgärd": BLANK, "Risker/R-02/Ansvarig": BLANK, "Risker/R-02/Konsekvens": 2.0},
        [],
    ),
    "R01: what has occurred and is high needs both": (
        {"Risker/R-03/Sannolikhet": 3.0, "Risker/R-03/Konsekvens": 4.0},
        ["R01 error Risker/R-03/Motåtgärd + Risker/R-03/Ansvarig: "
         "Riskvärdet är 12 (Hög), men motåtgärd och ansvarig är inte båda ifyllda."],
    ),
    "R01: occurred, not in the log": (
        {"Risker/R-03/Ändring": BLANK},
        ["R01 warning Risker/R-03/Ändring + Risker/R-03/Status: "
         "Risken har inträffat, men ingen rad i Ändringslogg är angiven."],
    ),
    "C05: a row of the log that is not there": (
        {"Risker/R-03/Ändring": "Ä-009"},
        ["C05 error Risker/R-03/Ändring: Ändring ”Ä-009” finns inte."],
    ),
    "R01: followed up 91 days ago": (
        {"Risker/R-01/Uppföljd": DAY("2010-01-29")},
        ["R01 note Risker/R-01/Uppföljd: "
         "Risken är öppen och senast uppföljd 2010-01-29, inte de senaste 90 dagarna."],
    ),
    "R01: never followed up": (
        {"Risker/R-01/Uppföljd": BLANK},
        ["R01 note Risker/R-01/Uppföljd: Risken är öppen och senast uppföljd (tomt), inte de senaste 90 dagarna."],
    ),
    "R01: a day that cannot be read has its own finding": (
        {"Risker/R-01/Uppföljd": "i våras"},
        ["JX304 error Risker/R-01/Uppföljd: ”i våras” är inget datum."],
    ),
    "R02: none of the risks is about the staff": (
        {"Risker/R-01/Typ": "Extern"},
        ["R02 note Risker/Personalrisker + Risker/Antal risker: Ingen av riskerna (4) är av typen Personal."],
    ),
    "R02: a kind that is missing may be the one": (
        {"Risker/R-01/Typ": BLANK},
        ["JX401 error Risker/R-01/Typ: Typ är inte ifyllt."],
    ),
    "a step above the scale": (
        {"Risker/R-03/Sannolikhet": 6.0, "Risker/R-03/Konsekvens": 1.0},
        ["JX403 error Risker/R-03/Sannolikhet: ”6” är utanför det tillåtna (heltal på skalan)."],
    ),
}  # fmt: skip

PEOPLE: dict[str, Case] = {
    "K01: a core stakeholder whom nobody tells": (
        {"Kommunikationsplan/KO-01/Målgrupp": "I-03"},
        ["K01 note Intressenter/I-01/Grupp + Intressenter/I-01/Intressent-ID: "
         "Kommunen är Kärnintressent men har ingen rad i Kommunikationsplan."],
    ),
    "K01: several in one row": (
        {"Kommunikationsplan/KO-01/Målgrupp": "I-03; i-02 och I-01", "Kommunikationsplan/KO-02/Målgrupp": "I-03"},
        [],
    ),
    "K01: a secondary one may be left out": ({"Intressenter/I-01/Grupp": "Sekundärintressent"}, []),
    "K01: without a plan nothing is missed": (
        {
            f"Kommunikationsplan/{row}/{header}": BLANK
            for row in ("KO-01", "KO-02")
            for header in ("Budskaps-ID", "Målgrupp", "Budskap", "Nådda K", "Nådda M")
        },
        [],
    ),
    "C05: no such stakeholder": (
        {"Kommunikationsplan/KO-01/Målgrupp": "I-01, I-09"},
        ["C05 error Kommunikationsplan/KO-01/Målgrupp: Målgrupp ”I-09” finns inte."],
    ),
    "S09: only women reached": (
        {"Kommunikationsplan/KO-02/Nådda K": 4.0},
        ["S09 warning Kommunikationsplan/KO-02/Nådda K + Kommunikationsplan/KO-02/Nådda M: "
         "Nådda är ifyllt bara för ett kön: K 4, M (tomt)."],
    ),
    "S09: only men reached": (
        {"Spridning/SP-01/Nådda M": 0.0},
        ["S09 warning Spridning/SP-01/Nådda K + Spridning/SP-01/Nådda M: "
         "Nådda är ifyllt bara för ett kön: K (tomt), M 0."],
    ),
    "the group in a shorter word": (
        {"Intressenter/I-01/Grupp": "Kärn"},
        ["JX311 note Intressenter/I-01/Grupp: ”Kärn” togs för Kärnintressent."],
    ),
    "J05: agreed before it was ready": (
        {"Dokumentation/DOK-01/Avstämt med beställare": DAY("2009-09-30")},
        ["J05 warning Dokumentation/DOK-01/Avstämt med beställare + Dokumentation/DOK-01/Klar datum: "
         "Avstämt med beställare 2009-09-30, men klart 2009-10-01."],
    ),
    "J05: agreed, but not ready": (
        {"Dokumentation/DOK-03/Avstämt med beställare": DAY("2009-09-30")},
        ["J05 warning Dokumentation/DOK-03/Avstämt med beställare + Dokumentation/DOK-03/Klar datum: "
         "Avstämt med beställare 2009-09-30, men klart (tomt)."],
    ),
}  # fmt: skip

ROLES: dict[str, Case] = {
    "J03: away before the activities are over": (
        {"Roller/P-02/Till": DAY("2010-06-29")},
        ["J03 warning Roller/P-02/Från + Roller/P-02/Till: "
         "P-02 ansvarar för A-004, A-005 när rollen inte gäller (2009-09-01 till 2010-06-29)."],
    ),
    "J03: there on the last day": ({"Roller/P-02/Till": DAY("2010-11-30")}, []),
    "J03: comes when the activities have begun": (
        {"Roller/P-02/Från": DAY("2009-09-08")},
        ["J03 warning Roller/P-02/Från + Roller/P-02/Till: "
         "P-02 ansvarar för A-002 när rollen inte gäller (2009-09-08 till (tomt))."],
    ),
    "J03: comes on the first day": ({"Roller/P-02/Från": DAY("2009-09-07")}, []),
    "J03: what was done in time does not go by the plan": (
        {"Aktiviteter/A-004/Ansvarig": "P-01", "Aktiviteter/A-005/Ansvarig": "P-01", "Roller/P-02/Till": DAY("2010-01-29")},
        [],
    ),
    "J03: cancelled activities need nobody": (
        {
            "Roller/P-02/Till": DAY("2010-06-30"),
            "Aktiviteter/A-005/Status": "Utgår",
        },
        [],
    ),
    "J04: the one who is replaced stays": (
        {"Roller/P-03/Till": BLANK},
        ["J04 warning Roller/P-04/Ersätter + Roller/P-04/Från: P-04 ersätter P-03, men P-03 har rollen kvar (Till: (tomt))."],
    ),
    "J04: both for 32 days": (
        {"Roller/P-03/Till": DAY("2010-04-02")},
        ["J04 warning Roller/P-04/Ersätter + Roller/P-04/Från: P-04 ersätter P-03, men P-03 har rollen kvar (Till: 2010-04-02)."],
    ),
    "C05: replaces nobody": (
        {"Roller/P-04/Ersätter": "P-33"},
        ["C05 error Roller/P-04/Ersätter: Ersätter ”P-33” finns inte."],
    ),
    "F02: the facilitator has activities": (
        {"Aktiviteter/A-005/Ansvarig": "P-05"},
        ["F02 warning Roller/P-05/Roll: P-05 är Samtalsledare men ansvarar också för aktiviteter i projektet."],
    ),
}  # fmt: skip

ALL = RISKS | PEOPLE | ROLES


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    return read(tables.fill(tmp_path_factory.mktemp("risker") / "bok.xlsx", books()["projektbok"], BASE))


@pytest.mark.parametrize("name", ALL)
def test_rule(base: RawBook, name: str) -> None:
    entries, expected = ALL[name]
    checked = after(base, entries)
    assert sorted(found(checked)) == sorted(said(base, expected))
    assert tables.balanced(checked)


def test_the_base_is_without_remark(base: RawBook) -> None:
    assert found(after(base, {})) == []


def data_of(checked: Checked) -> BookData:
    assert checked.data is not None
    return checked.data


# ------------------------------------------------------------------------------------------------ risks


@pytest.mark.parametrize(
    ("likely", "grave", "value", "level"),
    [(1, 1, 1, "Låg"), (2, 2, 4, "Låg"), (5, 1, 5, "Medel"), (5, 2, 10, "Medel"), (3, 4, 12, "Hög"), (5, 5, 25, "Hög")],
)
def test_the_level_by_the_projects_limits(base: RawBook, likely: float, grave: float, value: float, level: str) -> None:
    entries = {"Risker/R-02/Sannolikhet": float(likely), "Risker/R-02/Konsekvens": float(grave)}
    row = data_of(after(base, entries)).parts["risks"].records()[1]
    assert (row["value"], row["level"]) == (value, level)


@pytest.mark.parametrize(("before", "trend"), [(BLANK, "Ny"), (11.0, "Ökar"), (12.0, "Oförändrad"), (13.0, "Minskar")])
def test_the_trend_is_from_last_round(base: RawBook, before: Any, trend: str) -> None:
    row = data_of(after(base, {"Risker/R-02/Föregående riskvärde": before})).parts["risks"].records()[1]
    assert row["trend"] == trend


def test_a_scale_of_four_steps_and_other_limits(base: RawBook) -> None:
    limits = tables.Limits(risk_top=4, risk_medium=3, risk_high=8)
    checked = check(base, books(), limits, tables.TODAY)
    assert [(f.code, f.cells) for f in checked.findings] == [("JX403", ("F10", "F13")), ("JX403", ("G13",))]
    matrix = data_of(checked).parts["risk_matrix"].records()
    assert matrix[0] == {"likely": "5 Mycket trolig", "c1": "", "c2": "", "c3": "", "c4": "", "c5": ""}
    assert matrix[1]["c3"] == "12 Hög: R-02"
    assert matrix[1]["c5"] == ""


def test_the_matrix_names_what_is_not_closed(base: RawBook) -> None:
    matrix = data_of(after(base, {})).parts["risk_matrix"].records()
    assert [row["likely"][0] for row in matrix] == ["5", "4", "3", "2", "1"]
    assert matrix[0]["c2"] == "10 Medel: R-01"
    assert matrix[0]["c5"] == "25 Hög"
    assert matrix[3]["c2"] == "4 Låg: R-03"


def test_a_cell_of_the_matrix_with_many_risks() -> None:
    rows = [
        {"risk_id": f"R-{n:02d}", "probability": 3.0, "consequence": 3.0, "status": RiskStatus.OPEN}
        for n in range(1, 7)
    ]  # fmt: skip
    book = books()["projektbok"]
    data = BookData(book, tables.Limits(), tables.TODAY, {"risks": Rows.of(book.part("risks"), rows)})
    data.compute()
    assert data.parts["risk_matrix"].records()[2]["c3"] == "9 Medel: R-01, R-02, R-03, R-04 och 2 till"


# ------------------------------------------------------------------------------------------------ golden


@pytest.fixture(scope="module")
def botkyrka(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return demo_book(tmp_path_factory.mktemp("botkyrka"), "jobbcoachingen")


def demo_book(folder: Path, unit: str) -> Checked:
    """A unit's Projektbok of the demo, checked."""
    book = books()["projektbok"]
    rows = demo.rows(book, demo.answer(unit))
    rows["cover"][0] |= {"as_of": DAY("2010-04-30"), "unit_id": unit}
    return check(read(tables.fill(folder / "bok.xlsx", book, rows)), books(), tables.Limits(), demo.TODAY)


def test_g07_thirteen_stakeholders(botkyrka: Checked) -> None:
    totals = data_of(botkyrka).parts["stakeholder_totals"].records()[0]
    assert (totals["core"], totals["primary"], totals["secondary"], totals["total"]) == (4, 3, 6, 13)


def test_g12_posts_are_not_persons(botkyrka: Checked) -> None:
    balance = {row["role"]: row for row in data_of(botkyrka).parts["role_balance"].records()}
    coaches = balance["Projektmedlem"]
    assert (coaches["posts"], coaches["persons"]) == (1.5, 2)


def test_botkyrkas_recommendations_stand_under_four_headings(botkyrka: Checked) -> None:
    areas = [row["area"] for row in data_of(botkyrka).parts["recommendations"].records()]
    assert list(dict.fromkeys(areas)) == ["Övergripande", "Organisation", "Innehåll", "Kvalitet"]


def test_botkyrkas_greatest_risk_is_key_persons(botkyrka: Checked) -> None:
    rows = data_of(botkyrka).parts["risks"].records()
    greatest = max(rows, key=lambda row: row["value"])
    assert greatest["kind"] == "Personal"


def test_osbys_actors_steering_group_and_success_factors(tmp_path: Path) -> None:
    parts = data_of(demo_book(tmp_path, "fler-i-arbete")).parts
    assert len(parts["stakeholders"]) == 11
    steering = next(row for row in parts["role_balance"].records() if row["role"] == "Styrgrupp")
    assert (steering["persons"], steering["balance"]) == (10, "jämn")
    kinds = parts["lessons"].columns["kind"]
    assert kinds.count(LessonKind.SUCCESS) == 6
    assert parts["risks"].columns["status"].count(RiskStatus.OCCURRED) == 2


# ------------------------------------------------------------------------------------------------ roles, documents


@pytest.mark.parametrize(
    ("start", "end", "active"),
    [
        (None, None, True),
        ("2010-04-30", None, True),
        ("2010-05-01", None, False),
        (None, "2010-04-30", True),
        (None, "2010-04-29", False),
    ],
)
def test_a_role_is_held_on_the_reporting_day(base: RawBook, start: str | None, end: str | None, active: bool) -> None:
    days = {"Från": start, "Till": end}
    entries = {f"Roller/P-05/{header}": DAY(day) if day else BLANK for header, day in days.items()}
    data = data_of(after(base, entries))
    assert data.parts["roles"].records()[4]["active"] is active
    leading = next(row for row in data.parts["role_balance"].records() if row["role"] == "Samtalsledare")
    assert leading["women"] == active


def test_of_three_people_nothing_is_said(base: RawBook) -> None:
    rows = data_of(after(base, {"Roller/P-05/Roll": "Projektmedlem"})).parts["role_balance"].records()
    said_of = {row["role"]: (row["women"], row["men"], row["balance"]) for row in rows}
    assert said_of["Totalt"] == (2, 2, "jämn")
    assert said_of["Projektmedlem"] == (1, 1, "ej beräknad")
    assert said_of["Ambassadör"] == (0, 0, None)


def test_the_checklist_says_where_each_document_is(base: RawBook) -> None:
    entries = {"Dokumentation/DOK-04/Utgår": "Ja", "Dokumentation/DOK-18/Precisering": "Manual"}
    data = data_of(after(base, entries))
    states = [row["state"] for row in data.parts["documentation"].records()]
    assert states[:4] == ["Avstämd", "Klar", "Återstår", "Utgår"]
    assert states[17:] == ["Återstår", None, None, None, None]
    totals = data.parts["documentation_totals"].records()[0]
    assert (totals["left"], totals["done"], totals["agreed"], totals["dropped"]) == (15, 1, 1, 1)


def test_a_checklist_that_nobody_uses_has_nothing_left(base: RawBook) -> None:
    used = [f"Dokumentation/DOK-0{row}/{header}" for row, header in (
        (1, "Klar datum"), (1, "Avstämt med beställare"), (2, "Klar datum"),
    )]  # fmt: skip
    data = data_of(after(base, dict.fromkeys(used, BLANK)))
    assert data.parts["documentation"].columns["state"] == [None] * len(CHECKLIST)


def test_the_checklist_has_the_leaders_seventeen_documents() -> None:
    assert len([what for what in CHECKLIST if what != OWN]) == 17


def test_the_words_for_a_group() -> None:
    column = books()["projektbok"].part("stakeholders").columns["group"]
    assert {column.read(word, None).value for word in ("kärn", "Kärnintressenter")} == {StakeholderGroup.CORE}


def test_a_checklist_that_nobody_uses_is_not_consolidated(base: RawBook) -> None:
    """The template's own lines are told of only where the unit has written something."""
    sent = deliver(after(base, {})).batches["documentation"]
    assert [nr for nr, state in zip(sent.columns["nr"], sent.columns["state"], strict=True) if state is None] == []
    assert (len(sent.lines), sent.columns["nr"][-1]) == (17, "DOK-17")
    used = {f"Dokumentation/DOK-0{row}/Klar datum": BLANK for row in (1, 2)}
    used["Dokumentation/DOK-01/Avstämt med beställare"] = BLANK
    assert deliver(after(base, used | {"Dokumentation/DOK-20/Plats": "Arkivet"})).batches["documentation"].columns[
        "nr"
    ] == ["DOK-20"]
    assert deliver(after(base, used)).batches["documentation"].lines == []
