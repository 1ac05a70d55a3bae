"""Projektbok: every rule on both sides of its edge, with the cells and the words of its finding; the golden figures.

A case starts from tables.PROJECT, in which nothing is wrong, and types something. What is expected is all that is
said afterwards, so a case also shows that one cause gives one finding.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tables

from jamxl.build import prepare
from jamxl.checking import Checked, check
from jamxl.columns import Column, Computed, Text
from jamxl.grid import RawBook
from jamxl.present.measures import OfColumn
from jamxl.sheets import Book, Table, places
from jamxl.standard import books
from jamxl.standard.projektbok import Activities, Budget, BudgetTotals, Roles, report
from jamxl.standard.projektbok.activities import Phase, WorkArea
from jamxl.standard.projektbok.budget import uplifted
from jamxl.swedish import round_half_up

BLANK = ""
DAY = date.fromisoformat

# name: (what is typed, what is said). A line said is "rule severity places: message".
Case = tuple[Mapping[str, Any], list[str]]


def said(raw: RawBook, expected: list[str]) -> list[str]:
    """Expected lines with addresses for places: "Blad/ID/Rubrik + Blad/ID/Rubrik" becomes "Blad!E10,F10"."""
    lines = []
    for line in expected:
        head, _, message = line.partition(": ")
        rule, severity, places = head.split(" ", 2)
        cells = ",".join(tables.address(raw, place) for place in places.split(" + "))
        lines.append(f"{rule} {severity} {places.partition('/')[0]}!{cells}: {message}")
    return lines


def found(checked: Checked) -> list[str]:
    return [
        f"{f.rule or f.code} {f.severity} {f.sheet}!{','.join(f.cells)}: {f.message}".replace("\xa0", " ")
        for f in checked.findings
    ]


def after(raw: RawBook, entries: Mapping[str, Any]) -> Checked:
    """The project book checked after something was typed in it."""
    return check(tables.typed(raw, entries), books(), tables.Limits(), tables.TODAY)


COVER: dict[str, Case] = {
    "C02: the code of another municipality": (
        {"Försättsblad/Kommunkod": "0180"},
        ["C02 error Försättsblad/Kommunkod: Kommunkod 0180 hör inte till Botkyrka; koden ska vara 0127."],
    ),
    "C02: another municipality with its own code": (
        {"Försättsblad/Kommun": "Osby", "Försättsblad/Kommunkod": "1273"},
        [],
    ),
    "C02: a code that Excel made a number is restored": (
        {"Försättsblad/Kommunkod": 127.0},
        ["C02 note Försättsblad/Kommunkod: ”127” står som tal; den inledande nollan är återställd: 0127."],
    ),
    "C02: three figures": (
        {"Försättsblad/Kommunkod": "127"},
        [
            "C02 error Försättsblad/Kommunkod: Kommunkod 127 hör inte till Botkyrka; koden ska vara 0127.",
            "JX403 error Försättsblad/Kommunkod: ”127” är utanför det tillåtna (4 siffror).",
        ],
    ),
    "C01: ready but not reviewed": (
        {"Försättsblad/Status": "Klar"},
        [
            "C01 error Försättsblad/Granskad av + Försättsblad/Granskad datum: "
            "Status är Klar, men granskad av och granskad datum är inte båda ifyllda."
        ],
    ),
    "C01: reviewed, but not when": (
        {"Försättsblad/Status": "Granskad", "Försättsblad/Granskad av": "Enhetschef"},
        [
            "C01 error Försättsblad/Granskad av + Försättsblad/Granskad datum: "
            "Status är Granskad, men granskad av och granskad datum är inte båda ifyllda."
        ],
    ),
    "C01: ready and reviewed": (
        {
            "Försättsblad/Status": "Klar",
            "Försättsblad/Granskad av": "Enhetschef",
            "Försättsblad/Granskad datum": DAY("2010-05-04"),
        },
        [],
    ),
    "C01: reviewed by the one who reports": (
        {"Försättsblad/Granskad av": "projektledare"},
        ["C01 error Försättsblad/Granskad av: projektledare både lämnar och granskar uppgifterna."],
    ),
    "C03: another period than the file was sent out for": (
        {"Försättsblad/Rapportperiod": "2010-T2"},
        [
            "JX114 warning Försättsblad/Rapportperiod: "
            "Boken är utlämnad för 2010-T1, men på Försättsblad står 2010-T2. Det utlämnade gäller."
        ],
    ),
    "a period in other words": (
        {"Försättsblad/Rapportperiod": "T1 2010"},
        ["JX311 note Försättsblad/Rapportperiod: ”T1 2010” togs för 2010-T1."],
    ),
}

BUDGET: dict[str, Case] = {
    "B01: the posts are 10 hours short": (
        {"Timbudget/Angiven total timmar": 1100.0, "Timbudget/Ordinarie enligt planen": 700.0},
        [
            "B01 error Timbudget/Angiven total timmar: "
            "Posterna blir 1 090 h, men angiven total är 1 100 h. Skillnaden är 10 h."
        ],
    ),
    "B01: less than half a hundredth is rounding": ({"Timbudget/Angiven total timmar": 1090.004}, []),
    "B01: a hundredth of an hour is not": (
        {"Timbudget/Angiven total timmar": 1090.01},
        [
            "B01 error Timbudget/Angiven total timmar: "
            "Posterna blir 1 090 h, men angiven total är 1 090,01 h. Skillnaden är 0,01 h.",
            "B02 error Timbudget/Extra resurs enligt planen + Timbudget/Ordinarie enligt planen: "
            "Extra resurs 400 h och ordinarie 690 h blir 1 090 h, men totalen är 1 090,01 h.",
        ],
    ),
    "B01: no stated total": ({"Timbudget/Angiven total timmar": BLANK}, []),
    "B01: kronor are summed by themselves": (
        {"Timbudget/Angiven total kronor": 5000.0, "Timbudget/B-01/Budget kronor": 4500.0},
        ["B01 error Timbudget/Angiven total kronor: Posterna blir 4 500 kr, men angiven total är 5 000 kr."],
    ),
    "B01: kronor agree": (
        {"Timbudget/Angiven total kronor": 4500.0, "Timbudget/B-01/Budget kronor": 4500.0},
        [],
    ),
    "B02: extra and ordinary are 10 hours too many": (
        {"Timbudget/Ordinarie enligt planen": 700.0},
        [
            "B02 error Timbudget/Extra resurs enligt planen + Timbudget/Ordinarie enligt planen: "
            "Extra resurs 400 h och ordinarie 700 h blir 1 100 h, men totalen är 1 090 h."
        ],
    ),
    "B02: without a stated total the posts are the total": (
        {"Timbudget/Angiven total timmar": BLANK, "Timbudget/Ordinarie enligt planen": 700.0},
        [
            "B02 error Timbudget/Extra resurs enligt planen + Timbudget/Ordinarie enligt planen: "
            "Extra resurs 400 h och ordinarie 700 h blir 1 100 h, men totalen är 1 090 h."
        ],
    ),
    "B02: the posts' funding makes another extra": (
        {"Timbudget/B-07/Finansiering": "Ordinarie"},
        [
            "B02 error Timbudget/Extra resurs enligt planen: "
            "Poster med annan finansiering än ordinarie blir 280 h, men angiven extra resurs är 400 h."
        ],
    ),
    "B02: ESF+ and co-financing are extra too": (
        {"Timbudget/B-07/Finansiering": "ESF+", "Timbudget/B-04/Finansiering": "Medfinansiering"},
        [],
    ),
    "B03: 20 % that is 18,3 %": (
        {"Timbudget/B-01/Angiven andel": 0.2},
        [
            "B03 warning Timbudget/B-01/Angiven andel: Angiven andel 20 % stämmer inte: "
            "200 h av 1 090 h är 18,3 % (−1,7 procentenheter). 20 % av 1 090 h vore 218 h."
        ],
    ),
    "B03: half a point is near enough": ({"Timbudget/B-01/Angiven andel": 200 / 1090 + 0.00499}, []),
    "B03: a little more is not": (
        {"Timbudget/B-01/Angiven andel": 0.1886},
        [
            "B03 warning Timbudget/B-01/Angiven andel: Angiven andel 18,9 % stämmer inte: "
            "200 h av 1 090 h är 18,3 % (−0,5 procentenheter). 18,9 % av 1 090 h vore 205,6 h."
        ],
    ),
    "B04: the activities make 20 hours less": (
        {"Aktiviteter/A-005/Planerad tid": 80.0},
        [
            "B04 warning Timbudget/B-05/Budget timmar: Posten B-05 har 100 h, men dess aktiviteter är "
            "planerade till 80 h. Skillnaden är 20 h."
        ],
    ),
    "B05: 9 hours over 60 without a reason": (
        {"Timbudget/B-06/Utfall timmar": 69.0},
        [
            "B05 warning Timbudget/B-06/Utfall timmar + Timbudget/B-06/Anmärkning: Utfallet 69 h är 9 h över budget "
            "(60 h), men det saknas förklaring i Anmärkning och rad i Ändringslogg."
        ],
    ),
    "B05: 8 hours over is not much": ({"Timbudget/B-06/Utfall timmar": 68.0}, []),
    "B05: 10 % over is not much": ({"Timbudget/B-01/Utfall timmar": 220.0}, []),
    "B05: under budget": ({"Timbudget/B-06/Utfall timmar": 5.0}, []),
    "B05: explained and in the log": (
        {"Timbudget/B-03/Utfall timmar": 120.0, "Timbudget/B-03/Anmärkning": "En grupp till"},
        [],
    ),
    "B05: explained, but not in the log": (
        {"Timbudget/B-06/Utfall timmar": 69.0, "Timbudget/B-06/Anmärkning": "Fler möten"},
        [
            "B05 warning Timbudget/B-06/Utfall timmar + Timbudget/B-06/Anmärkning: Utfallet 69 h är 9 h över budget "
            "(60 h), men det saknas rad i Ändringslogg."
        ],
    ),
    "B05: explained, and the log is about the whole project": (
        {
            "Timbudget/B-06/Utfall timmar": 69.0,
            "Timbudget/B-06/Anmärkning": "Fler möten",
            "Ändringslogg/Ä-002/Aktivitetsnr": "Projektet",
        },
        [],
    ),
    "J02: neither hours nor kronor": (
        {
            "Timbudget/B-05/Budget timmar": BLANK,
            "Aktiviteter/A-005/Planerad tid": 0.0,
            "Timbudget/B-01/Angiven andel": BLANK,
        },
        [
            "J02 error Timbudget/B-05/Budget timmar + Timbudget/B-05/Budget kronor: "
            "Posten B-05 saknar både timmar och kronor."
        ],
    ),
    "J02: kronor are enough, and are not hours": (
        {
            "Timbudget/B-05/Budget timmar": BLANK,
            "Timbudget/B-05/Budget kronor": 40000.0,
            "Aktiviteter/A-005/Planerad tid": 0.0,
            "Timbudget/Angiven total timmar": 990.0,
            "Timbudget/Ordinarie enligt planen": 590.0,
            "Timbudget/B-01/Angiven andel": BLANK,
        },
        [],
    ),
    "B07: exactly half the time has passed": ({"Försättsblad/Avstämningsdag": DAY("2010-05-02")}, []),
    "B07: more than half the time has passed": (
        {"Försättsblad/Avstämningsdag": DAY("2010-05-03")},
        [
            "B07 note "
            + " + ".join(f"Timbudget/B-0{n}/Prognos timmar" for n in range(1, 8))
            + ": Mer än halva projekttiden har gått, men prognosen är inte ifylld."
        ],
    ),
    "B07: forecasts are given": (
        {"Försättsblad/Avstämningsdag": DAY("2010-05-03")}
        | {f"Timbudget/B-0{n}/Prognos timmar": 100.0 for n in range(1, 8)},
        [],
    ),
}

ACTIVITIES: dict[str, Case] = {
    "A01: planned to end before it starts": (
        {"Aktiviteter/A-005/Planerat slut": DAY("2010-08-31")},
        [
            "A01 error Aktiviteter/A-005/Planerad start + Aktiviteter/A-005/Planerat slut: "
            "Planerat slut 2010-08-31 ligger före planerad start 2010-09-01."
        ],
    ),
    "A01: planned for one day": ({"Aktiviteter/A-005/Planerat slut": DAY("2010-09-01")}, []),
    "A01: ended before it started": (
        {"Aktiviteter/A-003/Verkligt slut": DAY("2010-01-31")},
        [
            "A01 error Aktiviteter/A-003/Verklig start + Aktiviteter/A-003/Verkligt slut: "
            "Verkligt slut 2010-01-31 ligger före verklig start 2010-02-01."
        ],
    ),
    "A01: ended tomorrow": (
        {"Aktiviteter/A-003/Verkligt slut": DAY("2010-05-11")},
        [
            "A01 error Aktiviteter/A-003/Verklig start + Aktiviteter/A-003/Verkligt slut: "
            "Ett verkligt datum ligger efter dagens datum: start 2010-02-01, slut 2010-05-11."
        ],
    ),
    "A01: ended today": ({"Aktiviteter/A-003/Verkligt slut": DAY("2010-05-10")}, []),
    "A02: done without an end": (
        {"Aktiviteter/A-002/Verkligt slut": BLANK},
        [
            "A02 warning Aktiviteter/A-002/Verkligt slut + Aktiviteter/A-002/Utfall tid: "
            "Status är Klar, men allt är inte ifyllt: verkligt slut (tomt), utfall tid 238 h."
        ],
    ),
    "A02: done without hours": (
        {"Aktiviteter/A-002/Utfall tid": BLANK},
        [
            "A02 warning Aktiviteter/A-002/Verkligt slut + Aktiviteter/A-002/Utfall tid: "
            "Status är Klar, men allt är inte ifyllt: verkligt slut 2010-01-29, utfall tid (tomt)."
        ],
    ),
    "A02: not started, with a start": (
        {"Aktiviteter/A-004/Verklig start": DAY("2010-05-03")},
        [
            "A02 warning Aktiviteter/A-004/Verklig start + Aktiviteter/A-004/Verkligt slut + "
            "Aktiviteter/A-004/Utfall tid: Status är Ej påbörjad, men verkligt datum eller utfall tid är ifyllt."
        ],
    ),
    "A02: not started, with no hours": ({"Aktiviteter/A-004/Orsak till avvikelse": "Ej börjat"}, []),
    "A03: passed on the reporting day": (
        {"Aktiviteter/A-004/Planerat slut": DAY("2010-04-29"), "Aktiviteter/A-004/Planerad start": DAY("2010-04-01")},
        [
            "A03 note Aktiviteter/A-004/Status + Aktiviteter/A-004/Planerat slut: "
            "Planerat slut 2010-04-29 har passerat på avstämningsdagen, men status är Ej påbörjad."
        ],
    ),
    "A03: ends on the reporting day": (
        {"Aktiviteter/A-004/Planerat slut": DAY("2010-04-30"), "Aktiviteter/A-004/Planerad start": DAY("2010-04-01")},
        [],
    ),
    "A03: passed but dropped": (
        {
            "Aktiviteter/A-004/Planerat slut": DAY("2010-04-29"),
            "Aktiviteter/A-004/Planerad start": DAY("2010-04-01"),
            "Aktiviteter/A-004/Status": "Utgår",
        },
        [],
    ),
    "A04: much more time without a reason": (
        {"Aktiviteter/A-003/Orsak till avvikelse": BLANK},
        [
            "A04 warning Aktiviteter/A-003/Orsak till avvikelse + Aktiviteter/A-003/Utfall tid: "
            "Utfallet 120 h avviker från planerade 100 h (20 h), men orsaken är inte ifylld."
        ],
    ),
    "A04: cancelled without a reason": (
        {"Aktiviteter/A-007/Status": "Inställd"},
        ["A04 warning Aktiviteter/A-007/Orsak till avvikelse: Aktiviteten är inställd, men orsaken är inte ifylld."],
    ),
    "A04: more than both limits, and not in the log": (
        {
            "Aktiviteter/A-002/Utfall tid": 253.5,
            "Aktiviteter/A-002/Orsak till avvikelse": "Svårare än väntat",
            "Ändringslogg/Ä-002/Aktivitetsnr": "A-004",
        },
        [
            "A04 warning Aktiviteter/A-002/Utfall tid: "
            "Aktivitet A-002 avviker 23,5 h från plan, men saknar rad i Ändringslogg."
        ],
    ),
    "A04: 10 % is the limit": ({"Aktiviteter/A-002/Utfall tid": 253.0}, []),
    "A04: time is changed in the log but not in the list": (
        {"Ändringslogg/Ä-002/Typ": "Tid", "Ändringslogg/Ä-002/Aktivitetsnr": "A-005"},
        [
            "A04 warning Ändringslogg/Ä-002/Typ: Ändringen gäller tid för A-005, men i Aktiviteter är utfallet "
            "lika med planen eller saknas."
        ],
    ),
    "A04: time is changed in the log, and the remark says where": (
        {
            "Ändringslogg/Ä-002/Typ": "Tid",
            "Ändringslogg/Ä-002/Aktivitetsnr": "A-005",
            "Ändringslogg/Ä-002/Anmärkning": "Planen är ändrad",
        },
        [],
    ),
    "A05: planned before the project starts": (
        {"Försättsblad/Projektstart": DAY("2009-09-02")},
        [
            "A05 warning Aktiviteter/A-001/Planerad start + Aktiviteter/A-001/Planerat slut: Aktiviteten är planerad "
            "2009-09-01 till 2010-12-31, utanför projektet (2009-09-02 till 2010-12-31)."
        ],
    ),
    "A05: planned after the project ends": (
        {"Aktiviteter/A-007/Planerat slut": DAY("2011-01-01")},
        [
            "A05 warning Aktiviteter/A-007/Planerad start + Aktiviteter/A-007/Planerat slut: Aktiviteten är planerad "
            "2010-12-01 till 2011-01-01, utanför projektet (2009-09-01 till 2010-12-31)."
        ],
    ),
    "C05: no such post": (
        {"Aktiviteter/A-003/Budgetpost": "B-09"},
        ["C05 error Aktiviteter/A-003/Budgetpost: Budgetpost ”B-09” finns inte."],
    ),
    "C05: a post in small letters is the same": ({"Aktiviteter/A-003/Budgetpost": "b-03"}, []),
    "C05: no such person": (
        {"Aktiviteter/A-003/Ansvarig": "P-03"},
        ["C05 error Aktiviteter/A-003/Ansvarig: Ansvarig ”P-03” finns inte."],
    ),
    "C05: one of several activities does not exist": (
        {"Aktiviteter/A-006/Förutsätter": "A-003, A-099"},
        ["C05 error Aktiviteter/A-006/Förutsätter: Förutsätter ”A-099” finns inte."],
    ),
    "C06: depends on itself": (
        {"Aktiviteter/A-004/Förutsätter": "A-004"},
        ["C06 error Aktiviteter/A-004/Förutsätter: A-004 förutsätter sig själv genom A-004 – A-004."],
    ),
    "C06: depends on itself by others": (
        {"Aktiviteter/A-004/Förutsätter": "A-007"},
        ["C06 error Aktiviteter/A-004/Förutsätter: A-004 förutsätter sig själv genom A-004 – A-007 – A-006 – A-004."],
    ),
    "C04: the same number twice": (
        {"Aktiviteter/A-005/Aktivitetsnr": "A-006", "Aktiviteter/A-007/Förutsätter": "A-006"},
        [
            "C04 error Aktiviteter/A-005/Aktivitetsnr + Aktiviteter/A-006/Aktivitetsnr: "
            "Aktivitetsnr ”A-006” står på flera rader."
        ],
    ),
    "C04: another prefix": (
        {"Aktiviteter/A-007/Aktivitetsnr": "7"},
        ["C04 error Aktiviteter/A-007/Aktivitetsnr: Aktivitetsnr ”7” är skrivet på fel sätt."],
    ),
    "an area of the unit's own is kept": (
        {"Aktiviteter/A-007/Område": "9 Spridning"},
        [
            "JX406 warning Aktiviteter/A-007/Område: "
            "”9 Spridning” finns inte i listan för Område; det behålls som eget värde."
        ],
    ),
    "a status that is not in the list": (
        {"Aktiviteter/A-007/Status": "Vilar"},
        ["JX402 error Aktiviteter/A-007/Status: ”Vilar” finns inte i listan för Status."],
    ),
}

LOG_AND_ROLES: dict[str, Case] = {
    "L01: no such activity": (
        {"Ändringslogg/Ä-002/Aktivitetsnr": "A-099"},
        ["L01 error Ändringslogg/Ä-002/Aktivitetsnr: Aktivitetsnr ”A-099” finns inte."],
    ),
    "L01: the whole project": ({"Ändringslogg/Ä-002/Aktivitetsnr": "Projektet"}, []),
    "L02: changed tomorrow": (
        {"Ändringslogg/Ä-002/Datum för ändring": DAY("2010-05-11")},
        [
            "L02 error Ändringslogg/Ä-002/Datum för ändring: "
            "Ändringsdatum 2010-05-11 ligger efter dagens datum."
        ],
    ),
    "L02: changed today": ({"Ändringslogg/Ä-002/Datum för ändring": DAY("2010-05-10")}, []),
    "L02: changed 61 days before the project": (
        {"Ändringslogg/Ä-002/Datum för ändring": DAY("2009-07-02")},
        [
            "L02 warning Ändringslogg/Ä-002/Datum för ändring: "
            "Ändringsdatum 2009-07-02 ligger mer än 60 dagar utanför projektet."
        ],
    ),
    "L02: changed 60 days before the project": ({"Ändringslogg/Ä-002/Datum för ändring": DAY("2009-07-03")}, []),
    "L03: the log is empty": (
        {
            f"Ändringslogg/{row}/{header}": BLANK
            for row in ("Ä-001", "Ä-002")
            for header in (
                "Ändrings-ID", "Aktivitetsnr", "Datum för ändring", "Åtgärd", "Utförare", "Typ", "Före", "Efter",
                "Påverkan timmar", "Beslutad av", "Beslutsdatum",
            )
        },
        ["L03 warning Ändringslogg/: 1 aktivitet avviker i tid från plan, men Ändringslogg har inga rader."],
    ),
    "L04: a large change without a decision": (
        {"Ändringslogg/Ä-001/Beslutad av": BLANK},
        [
            "L04 warning Ändringslogg/Ä-001/Beslutad av + Ändringslogg/Ä-001/Beslutsdatum: "
            "Ändringen påverkar 20 h, men beslutad av och beslutsdatum är inte båda ifyllda."
        ],
    ),
    "L04: 8 hours need no decision": (
        {"Ändringslogg/Ä-001/Beslutad av": BLANK, "Ändringslogg/Ä-001/Påverkan timmar": -8.0},
        [],
    ),
    "C05: the role ends before it begins": (
        {"Roller/P-02/Till": DAY("2009-08-31")},
        ["J01 error Roller/P-02/Från + Roller/P-02/Till: Till 2009-08-31 ligger före Från 2009-09-01."],
    ),
    "a share without its per-cent format": (
        {"Roller/P-02/Andel tjänst": 50.0},
        ["C08 warning Roller/P-02/Andel tjänst: ”50” togs för 50 %."],
    ),
}  # fmt: skip

ALL = COVER | BUDGET | ACTIVITIES | LOG_AND_ROLES


@pytest.mark.parametrize("name", ALL)
def test_rule(project: RawBook, name: str) -> None:
    entries, expected = ALL[name]
    checked = after(project, entries)
    lines = [line for line in expected if "Ändringslogg/:" not in line]
    ours = said(project, lines) + [line.replace("/:", "!:") for line in expected if line not in lines]
    assert sorted(found(checked)) == sorted(ours)
    assert tables.balanced(checked)


def test_g13_kronor_grow_by_two_per_cent_a_year() -> None:
    assert [uplifted(100, 0.02, n) for n in (1, 3, 5)] == pytest.approx([102.0, 106.1208, 110.4081], abs=5e-5)
    records: dict[str, list[dict[str, Any]]] = {
        "budget_totals": [{"uplift": 0.02}],
        "budget": [{"post_id": "B-01", "plan_sek": 60.0}, {"post_id": "B-02", "plan_sek": 40.0, "plan_hours": 8.0}],
    }
    (totals,) = (
        prepare(books()["projektbok"], records, tables.Limits(), tables.TODAY).data.parts["budget_totals"].records()
    )
    assert [totals[key] for key in ("sek_next", "sek_third", "sek_fifth")] == pytest.approx(
        [102.0, 106.1208, 110.4081], abs=5e-5
    )


@pytest.mark.parametrize("given", [{"uplift": None}, {"uplift": 0.02}])
def test_nothing_grows_without_a_rate_and_kronor(given: dict[str, Any]) -> None:
    posts = [{"post_id": "B-01", "plan_sek": 60.0 if given["uplift"] is None else None, "plan_hours": 8.0}]
    records = {"budget_totals": [given], "budget": posts}
    built = prepare(books()["projektbok"], records, tables.Limits(), tables.TODAY)
    (totals,) = built.data.parts["budget_totals"].records()
    assert {totals[key] for key in ("sek_next", "sek_third", "sek_fifth")} == {None}


def kinds_in(book: type[Book], part: type[Table], formula: str) -> set[str]:
    """What a formula adds: the units of the columns that it names, shares and counts left out."""
    found = set()
    for table, key in places(formula):
        if table != "limits":
            column = (part if not table else book.part(table)).columns[key]
            like = column.like if isinstance(column, Computed) else column
            found |= {type(like).__name__} & {"Hours", "Kronor"}
    return found


def test_b06_no_formula_mixes_hours_with_kronor() -> None:
    """The catalogue's B06 needs no rule: where the two could be added, they are columns and totals of their own."""
    for book in books().values():
        for part in book.parts:
            for column in part.columns.values():
                if isinstance(column, Computed) and not isinstance(column.like, Text):
                    own = {type(column.like).__name__} & {"Hours", "Kronor"}
                    # What is no amount itself may look at both: an activity lacks resources when it has neither.
                    assert not own or kinds_in(book, part, column.formula) <= own, f"{part.table_key}.{column.key}"
    summed = [measure for measure in report.hours() if isinstance(measure, OfColumn)]
    assert {type(unlike(measure.part.columns[measure.key])).__name__ for measure in summed} == {"Hours"}


def unlike(column: Column) -> Column:
    """The kind of column that a computed one gives."""
    return column.like if isinstance(column, Computed) else column


@pytest.mark.parametrize("order", [("2010-01-11", "2010-02-15"), ("2010-02-15", "2010-01-11")])
def test_l02_the_newest_change_may_stand_first_or_last(project: RawBook, order: tuple[str, str]) -> None:
    days = {f"Ändringslogg/Ä-00{n}/Datum för ändring": DAY(day) for n, day in enumerate(order, 1)}
    assert found(after(project, days)) == []


def test_every_rule_is_broken_in_some_case() -> None:
    """Here, or in the tests of the book's other themes, which tell what is said in the same way."""
    cases = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    book = books()["projektbok"]
    declared = {rule.id for part in book.parts for rule in part.rules} | {rule.id for rule in book.rules}
    assert {rule for rule in declared if not re.search(rf'"{rule} (error|warning|note) ', cases)} == set()


def test_the_project_is_without_remark(project: RawBook) -> None:
    assert found(after(project, {})) == []


# ------------------------------------------------------------------------------------------------ no cascades

REQUIRED = [
    f"{sheet}/{row}/{column.header}"
    for sheet, part, row in (
        ("Aktiviteter", Activities, "A-003"),
        ("Timbudget", Budget, "B-03"),
        ("Ändringslogg", books()["projektbok"].part("changes"), "Ä-001"),
        ("Roller", Roles, "P-01"),
    )
    for column in part.columns.values()
    if column.required and not column.computed
] + [
    f"Försättsblad/{column.header}"
    for column in books()["projektbok"].part("cover").columns.values()
    if column.required
]

UNREADABLE = [
    "Aktiviteter/A-003/Deltagare K",
    "Aktiviteter/A-003/Planerad start",
    "Aktiviteter/A-003/Planerat slut",
    "Aktiviteter/A-003/Verkligt slut",
    "Aktiviteter/A-003/Planerad tid",
    "Aktiviteter/A-003/Utfall tid",
    "Timbudget/B-01/Budget timmar",
    "Timbudget/B-03/Budget timmar",
    "Timbudget/B-01/Angiven andel",
    "Timbudget/Angiven total timmar",
    "Timbudget/Extra resurs enligt planen",
    "Ändringslogg/Ä-001/Datum för ändring",
    "Ändringslogg/Ä-001/Påverkan timmar",
    "Försättsblad/Rapportperiod",
    "Försättsblad/Avstämningsdag",
    "Försättsblad/Projektstart",
    "Försättsblad/Versionsnummer",
]


@pytest.mark.parametrize("place", REQUIRED)
def test_a_blank_cell_is_said_once(project: RawBook, place: str) -> None:
    header = place.rpartition("/")[2]
    assert found(after(project, {place: BLANK})) == said(project, [f"JX401 error {place}: {header} är inte ifyllt."])


@pytest.mark.parametrize("place", [*UNREADABLE, *REQUIRED])
def test_an_excel_error_is_said_once(project: RawBook, place: str) -> None:
    expected = said(project, [f"C10 error {place}: Cellen visar Excels fel #REFERENS!."])
    assert found(after(project, {place: "#REFERENS!"})) == expected


@pytest.mark.parametrize("place", UNREADABLE)
def test_a_word_in_place_of_a_value_is_said_once(project: RawBook, place: str) -> None:
    (finding,) = after(project, {place: "vet nog"}).findings
    assert (finding.cells, finding.severity) == ((tables.address(project, place),), "error")


# ------------------------------------------------------------------------------------------------ golden figures


def test_g01_g02_and_g03_only_the_stated_share_is_wrong(botkyrka: RawBook) -> None:
    """G01 the posts are 1 090 h, G02 400 + 690 is 1 090 h, G03 the stated 20 % is 18,3 %; 20 % would be 218 h."""
    assert found(after(botkyrka, {})) == [
        "B03 warning Timbudget!G10: Angiven andel 20 % stämmer inte: 200 h av 1 090 h är 18,3 % (−1,7 procentenheter). "
        "20 % av 1 090 h vore 218 h."
    ]


def test_g01_and_g02_totals(botkyrka: RawBook) -> None:
    data = after(botkyrka, {}).data
    assert data is not None
    totals = data.form(BudgetTotals)
    assert (totals.total, totals.difference, totals.extra, totals.ordinary) == (1090.0, 0.0, 400.0, 690.0)


def test_g04_shares_of_the_posts(botkyrka: RawBook) -> None:
    data = after(botkyrka, {}).data
    assert data is not None
    shares = data.values(Budget, "share")
    shown = [round_half_up(share * 100, 1) for share in shares]
    assert shown == [18.3, 21.1, 9.2, 25.7, 9.2, 5.5, 11.0]
    assert round_half_up(sum(shares) * 100, 1) == 100.0


def test_g05_extra_and_ordinary_share(botkyrka: RawBook) -> None:
    data = after(botkyrka, {}).data
    assert data is not None
    totals = data.form(BudgetTotals)
    shares = [round_half_up(part / totals.total * 100, 1) for part in (totals.extra, totals.ordinary)]
    assert shares == [36.7, 63.3]


def test_g10_areas_and_phases() -> None:
    assert (len(WorkArea), len(Phase)) == (8, 5)


def test_g12_posts_are_not_persons(project: RawBook) -> None:
    data = after(project, {}).data
    assert data is not None
    assert (data.total(Roles, "post"), len(data.rows(Roles))) == (1.5, 2)
