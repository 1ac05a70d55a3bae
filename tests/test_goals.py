"""Projektbok's goals: targets, follow-up and what cannot be measured; the project card, present state, requirements.

The rules' cases are told as in test_projektbok, and start from GOALS, in which nothing is wrong.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import libreoffice
import pytest
import tables
from test_projektbok import BLANK, DAY, Case, after, found, said

from jamxl import demo, frame, workflow
from jamxl.columns import Remark
from jamxl.dates import span
from jamxl.draw import xlsx
from jamxl.frame import Sender, Stamp
from jamxl.grid import RawBook
from jamxl.project import load
from jamxl.ratios import EVEN, balance, share
from jamxl.read import read
from jamxl.sheets import BookData, Rows
from jamxl.standard import books
from jamxl.standard.projektbok import Goals, Outcomes, Projektbok, Requirements, Situation
from jamxl.standard.projektbok.card import spelt_out
from jamxl.standard.projektbok.following import MeasureUnit, Reason
from jamxl.standard.projektbok.goals import Amount
from jamxl.standard.projektbok.report_goals import in_words
from jamxl.swedish import show_points
from jamxl.targets import Direction, Status, attainment, bounds, deviation, judge

# M-01 stands above the others. Each is on the edge of what its direction allows, on the side where it is reached.
GOALS = (
    tables.COVER
    + """
## Projektkort
| Uppgift | Värde |
| Projektperiod i ord | höstterminen 2009 – höstterminen 2010 |
| Prioritet kvalitet | 1 |
| Prioritet resurser | 2 |
| Prioritet tid | 3 |

## Krav
| Krav-ID | Typ | Krav | Uppfylls av mål | Status |
| K-01 | Produktkrav | Likvärdig service | M-01 | Öppet |
| K-02 | Projektkrav | Inom ordinarie budget | | Öppet |

## Mål
| Mål-ID | Nivå | Överordnat mål | Mål | Indikator | Måttenhet | Nämnare | Riktning | Baslinje T | Om baslinjen | Målvärde K | Målvärde M | Målvärde T | Intervall till | Mäts senast | Mätmetod och källa | Ansvarig |
| M-01 | Övergripande mål | | Nöjda brukare | Andel nöjda | andel % | svarande | Högre är bättre | 75 | | | | 90 | | 2010-04-30 | Enkät | Chef |
| M-02 | Projektmål | M-01 | Fler deltagare | Deltagare | antal personer | | Högre är bättre | 0 | | 30 | 30 | 60 | | 2010-03-31 | Register | Chef |
| M-03 | Projektmål | M-01 | Kortare väntan | Dagar | dagar | | Lägre är bättre | | Inte mätt förut | | | 14 | | 2010-03-31 | Register | Chef |
| M-04 | Delmål | M-02 | Lagom grupper | Deltagare per grupp | index | | Intervall | | Nytt | | | 5 | 8 | 2010-03-31 | Register | Chef |
| M-05 | Delmål | M-02 | Rutiner är beslutade | Beslut | Ja/Nej | | Exakt | 0 | | | | 1 | | 2010-12-31 | Protokoll | Chef |

## Måluppföljning
| Uppföljnings-ID | Mål-ID | Mätt eller bedömt | Utfall K | Utfall M | Utfall T | Svar K | Svar M | Svar T |
| U-01 | M-01 | 2010-01-29 | 80 | 70 | | 30 | 10 | |
| U-02 | M-01 | 2010-04-30 | 92 | 88 | 90 | 50 | 50 | 100 |
| U-03 | M-02 | 2010-03-31 | 36 | 24 | | | | |
| U-04 | M-03 | 2010-03-31 | 12 | 15 | 14 | | | |
| U-05 | M-04 | 2010-03-31 | | | 8 | | | |
"""  # noqa: E501  (tables in text are read by their columns)
)

READY = {
    "Försättsblad/Status": "Klar",
    "Försättsblad/Granskad av": "Enhetschef",
    "Försättsblad/Granskad datum": DAY("2010-05-04"),
}
# The last day of a project whose book is ready, as of then.
OVER = READY | {"Försättsblad/Projektslut": DAY("2010-04-30"), "Krav/K-02/Status": "Utgår"}
OVER |= {"Projektkort/Projektperiod i ord": BLANK, "Mål/M-05/Mäts senast": DAY("2010-04-30")}
UNMEASURED = {"Måluppföljning/U-05/Bedömd status": "Kan inte mätas", "Måluppföljning/U-05/Orsak": "För få svar"}

CASES: dict[str, Case] = {
    "M01: without a way to measure it": (
        {"Mål/M-03/Mätmetod och källa": BLANK, "Mål/M-03/Indikator": BLANK},
        ["M01 warning Mål/M-03/Mål-ID: Målet M-03 saknar indikator och mätmetod."],
    ),
    "M01: without a baseline, and nothing said of it": (
        {"Mål/M-03/Om baslinjen": BLANK},
        ["M01 warning Mål/M-03/Mål-ID: Målet M-03 saknar baslinje."],
    ),
    "M01: a baseline of nought is one": ({"Mål/M-03/Om baslinjen": BLANK, "Mål/M-03/Baslinje T": 0.0}, []),
    "M01: without unit and target": (
        {"Mål/M-05/Måttenhet": BLANK, "Mål/M-05/Målvärde T": BLANK},
        ["M01 warning Mål/M-05/Mål-ID: Målet M-05 saknar måttenhet och målvärde."],
    ),
    "M01: an interval without its end": (
        {"Mål/M-04/Intervall till": BLANK},
        ["M01 warning Mål/M-04/Mål-ID: Målet M-04 saknar intervallets högsta."],
    ),
    "M01: not linked to the goal above": (
        {"Mål/M-03/Överordnat mål": BLANK},
        ["M01 warning Mål/M-03/Mål-ID: Målet M-03 saknar överordnat mål."],
    ),
    "M01: nothing to be linked to": (
        {"Mål/M-01/Nivå": "Projektmål"} | {f"Mål/M-0{n}/Överordnat mål": BLANK for n in range(2, 6)},
        [],
    ),
    "M01: that it cannot be measured, and why, is told already": (
        UNMEASURED | {"Mål/M-04/Mätmetod och källa": BLANK, "Mål/M-04/Målvärde T": BLANK},
        [],
    ),
    "M01: an error when a ready book is the project's last": (
        OVER | {"Mål/M-03/Mätmetod och källa": BLANK},
        ["M01 error Mål/M-03/Mål-ID: Projektet är slut, men M-03 saknar mätmetod."],
    ),
    "M01: a warning while the last book is a draft": (
        OVER | {"Mål/M-03/Mätmetod och källa": BLANK, "Försättsblad/Status": "Utkast"},
        ["M01 warning Mål/M-03/Mål-ID: Målet M-03 saknar mätmetod."],
    ),
    "M01: a warning the day before the project's last": (
        OVER | {"Mål/M-03/Mätmetod och källa": BLANK, "Försättsblad/Projektslut": DAY("2010-05-01")},
        ["M01 warning Mål/M-03/Mål-ID: Målet M-03 saknar mätmetod."],
    ),
    "M02: a share of nobody knows whom": (
        {"Mål/M-01/Nämnare": BLANK},
        ["M02 error Mål/M-01/Nämnare: M-01 mäts i andel %, men det står inte av vilka."],
    ),
    "M02: a share of nobody knows how many": (
        {f"Måluppföljning/U-02/Svar {sex}": BLANK for sex in "KMT"},
        ["M02 error Måluppföljning/U-02/Svar T: Utfallet för M-01 är en andel, men det står inte av hur många."],
    ),
    "M02: women and men are counted": ({"Måluppföljning/U-02/Svar T": BLANK}, []),
    "M02: what cannot be measured need not be counted": (
        {f"Måluppföljning/U-02/Svar {sex}": BLANK for sex in "KMT"}
        | {"Måluppföljning/U-02/Bedömd status": "Kan inte mätas", "Måluppföljning/U-02/Orsak": "För få svar"},
        [],
    ),
    "M03, G61: persons where per cent was aimed at": (
        {
            "Måluppföljning/U-02/Utfall K": BLANK,
            "Måluppföljning/U-02/Utfall M": BLANK,
            "Måluppföljning/U-02/Utfall T": 351.0,
            "Måluppföljning/U-02/Utfallets måttenhet": "antal personer",
        },
        [
            "M03 error Måluppföljning/U-02/Utfall T + Måluppföljning/U-02/Utfallets måttenhet: Målet mäts i andel %, "
            "men utfallet är 351 (antal personer). Det går inte att säga om målet är nått."
        ],
    ),
    "M03, G61: persons where per cent was aimed at, and the project says that it cannot be measured": (
        {
            "Måluppföljning/U-02/Utfall T": 351.0,
            "Måluppföljning/U-02/Utfallets måttenhet": "antal personer",
            "Måluppföljning/U-02/Bedömd status": "Kan inte mätas",
            "Måluppföljning/U-02/Orsak": "Nämnare saknas",
        },
        [
            "M03 warning Måluppföljning/U-02/Utfall T + Måluppföljning/U-02/Utfallets måttenhet: Målet mäts i andel %, "
            "men utfallet är 351 (antal personer). Det jämförs inte med målet."
        ],
    ),
    "M03, G41: starts are not persons": (
        {"Måluppföljning/U-03/Utfall T": 86.0, "Måluppföljning/U-03/Utfallets måttenhet": "antal starter"},
        [
            "M03 error Måluppföljning/U-03/Utfall T + Måluppföljning/U-03/Utfallets måttenhet: Målet mäts i antal "
            "personer, men utfallet är 86 (antal starter). Det går inte att säga om målet är nått."
        ],
    ),
    "M03: the goal's own unit, said once more": ({"Måluppföljning/U-03/Utfallets måttenhet": "antal personer"}, []),
    "M03: 0,9 for 90 per cent in the target": (
        {"Mål/M-01/Målvärde T": 0.9},
        ["M03 warning Mål/M-01/Måttenhet: M-01 mäts i andel %, men Målvärde T är högst 1."],
    ),
    "M03: 1 for 100 per cent in the outcome": (
        {"Måluppföljning/U-01/Utfall K": 1.0},
        [
            "M03 warning Måluppföljning/U-01/Utfall K + Måluppföljning/U-01/Utfall M + Måluppföljning/U-01/Utfall T: "
            "Målet mäts i andel %, men Utfall K är högst 1."
        ],
    ),
    "M03: a little over one per cent, and none": (
        {"Måluppföljning/U-01/Utfall K": 1.01, "Måluppföljning/U-01/Utfall M": 0.0},
        [],
    ),
    "M04: cannot be measured, and nobody says why": (
        {"Måluppföljning/U-05/Bedömd status": "Kan inte mätas"},
        ["M04 error Måluppföljning/U-05/Orsak: M-04 är bedömt som Kan inte mätas, men orsaken är inte ifylld."],
    ),
    "M04: cannot be measured, and why": (UNMEASURED, []),
    "M05: reached by word, not by figures": (
        {"Måluppföljning/U-04/Utfall T": 14.1, "Måluppföljning/U-04/Bedömd status": "Uppnått"},
        [
            "M05 warning Måluppföljning/U-04/Bedömd status + Måluppföljning/U-04/Beräknad status: "
            "Bedömd status är Uppnått, men siffrorna ger Ej uppnått (avvikelse 0,1)."
        ],
    ),
    "M05: word and figures agree": ({"Måluppföljning/U-04/Bedömd status": "Uppnått"}, []),
    "M05: partly is not what the project counts by": (
        {"Måluppföljning/U-04/Utfall T": 14.1, "Måluppföljning/U-04/Bedömd status": "Delvis"},
        [
            "M05 warning Måluppföljning/U-04/Bedömd status + Måluppföljning/U-04/Beräknad status: "
            "Bedömd status är Delvis, men siffrorna ger Ej uppnått (avvikelse 0,1)."
        ],
    ),
    "M05: that it cannot be measured contradicts no figures": (
        {"Måluppföljning/U-04/Bedömd status": "Kan inte mätas", "Måluppföljning/U-04/Orsak": "Rutin saknas"},
        [],
    ),
    "M06: something else was measured": (
        {"Måluppföljning/U-05/Annat som mättes": "Anmälda i stället för närvarande"},
        [
            "M06 note Måluppföljning/U-05/Utfall T: Utfallet för M-04 är ett indirekt mått och märks så i rapporten."
        ],
    ),
    "M06: the goal's own indicator is a proxy": (
        {"Mål/M-04/Indirekt mått": "Ja"},
        [
            "M06 note Måluppföljning/U-05/Utfall T: Utfallet för M-04 är ett indirekt mått och märks så i rapporten."
        ],
    ),
    "M06: a goal that is measured directly": ({"Mål/M-04/Indirekt mått": "Nej"}, []),
    "M08: its day has passed without follow-up": (
        {"Mål/M-05/Mäts senast": DAY("2010-04-29")},
        ["M08 warning Mål/M-05/Mäts senast: M-05 skulle mätas senast 2010-04-29, men har ingen rad på Måluppföljning."],
    ),
    "M08: its day is the reporting day": ({"Mål/M-05/Mäts senast": DAY("2010-04-30")}, []),
    "M08: a follow-up of no goal may be of this one": (
        {"Mål/M-05/Mäts senast": DAY("2010-04-29"), "Måluppföljning/U-05/Mål-ID": "M-77"},
        ["C05 error Måluppföljning/U-05/Mål-ID: Mål-ID ”M-77” finns inte."],
    ),
    "M08: a follow-up that says nothing": (
        {"Måluppföljning/U-05/Utfall T": BLANK},
        [
            "M08 warning Måluppföljning/U-05/Utfall T + Måluppföljning/U-05/Bedömd status: "
            "Raden om M-04 har varken utfall eller bedömd status."
        ],
    ),
    "M08: nought is an outcome": ({"Måluppföljning/U-05/Utfall T": 0.0}, []),
    "M09: persons without women and men, before the follow-up": (
        {"Mål/M-05/Måttenhet": "antal personer"},
        [
            "M09 warning Mål/M-05/Målvärde K + Mål/M-05/Målvärde M: "
            "M-05 gäller personer, men har bara ett målvärde för alla."
        ],
    ),
    "M09: an outcome in persons without women and men": (
        {"Måluppföljning/U-03/Utfall M": BLANK, "Måluppföljning/U-03/Utfall T": 60.0},
        [
            "M09 warning Måluppföljning/U-03/Utfall K + Måluppföljning/U-03/Utfall M: "
            "M-02 gäller personer, men utfallet är inte delat på kvinnor och män."
        ],
    ),
    "M09: once the outcome is split, the target need not be": (
        {"Mål/M-02/Målvärde K": BLANK, "Mål/M-02/Målvärde M": BLANK},
        [],
    ),
    "C06: goals above each other": (
        {"Mål/M-02/Överordnat mål": "M-04"},
        ["C06 error Mål/M-02/Överordnat mål: M-02 är överordnat sig självt genom M-02 – M-04 – M-02."],
    ),
    "C06: a goal above itself": (
        {"Mål/M-04/Överordnat mål": "M-04"},
        ["C06 error Mål/M-04/Överordnat mål: M-04 är överordnat sig självt genom M-04 – M-04."],
    ),
    "C01: a project period that is none": (
        {"Projektkort/Projektperiod i ord": "när vi hinner"},
        ["C01 warning Projektkort/Projektperiod i ord: ”när vi hinner” går inte att läsa som en period."],
    ),
    "C01: a project period of another year": (
        {"Projektkort/Projektperiod i ord": "vårterminen 2010 – höstterminen 2010"},
        [
            "C01 warning Projektkort/Projektperiod i ord: Projektperioden vårterminen 2010 – höstterminen 2010 är "
            "2010-01-01 till 2010-12-31, men på Försättsblad är projektet 2009-09-01 till 2010-12-31."
        ],
    ),
    "C01: about when is enough": ({"Projektkort/Projektperiod i ord": "omkring årsskiftet 2009/2010"}, []),
    "J10: two things go first": (
        {"Projektkort/Prioritet tid": 1.0},
        [
            "J10 error Projektkort/Prioritet kvalitet + Projektkort/Prioritet resurser + Projektkort/Prioritet tid: "
            "Kvalitet har prioritet 1, resurser 2 och tid 1."
        ],
    ),
    "J10: not ranked yet": ({f"Projektkort/Prioritet {what}": BLANK for what in ("kvalitet", "resurser", "tid")}, []),
    "J11: nothing meets a requirement of a ready book": (
        READY,
        [
            "J11 warning Krav/K-02/Uppfylls av aktivitet + Krav/K-02/Uppfylls av mål: "
            "Boken lämnas som klar, men kravet K-02 hör varken till en aktivitet eller till ett mål."
        ],
    ),
    "J11: a requirement that was dropped": (READY | {"Krav/K-02/Status": "Utgår"}, []),
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    return read(tables.fill(tmp_path_factory.mktemp("goals") / "bok.xlsx", books()["projektbok"], GOALS))


@pytest.mark.parametrize(("entries", "expected"), CASES.values(), ids=CASES)
def test_rule(filled: RawBook, entries: Mapping[str, Any], expected: list[str]) -> None:
    assert sorted(found(after(filled, entries))) == sorted(said(filled, expected))


def test_the_goals_are_without_remark(filled: RawBook) -> None:
    assert found(after(filled, {})) == []


def test_an_untouched_book_is_without_remark(tmp_path: Path) -> None:
    blank = tables.check_file(tables.fill(tmp_path / "tom.xlsx", books()["projektbok"], tables.COVER))
    named = {finding.sheet for finding in blank.findings}
    assert named.isdisjoint({"Projektkort", "Nuläge", "Krav", "Mål", "Måluppföljning"})


# ------------------------------------------------------------------------------------------------ targets


@pytest.mark.parametrize(
    ("direction", "target", "upper", "expected"),
    [
        (Direction.HIGHER, 60.0, None, (60.0, None)),
        (Direction.LOWER, 14.0, None, (None, 14.0)),
        (Direction.EXACT, 1.0, None, (1.0, 1.0)),
        (Direction.INTERVAL, 5.0, 8.0, (5.0, 8.0)),
        (Direction.INTERVAL, 5.0, None, (None, None)),
        (Direction.INTERVAL, None, 8.0, (None, None)),
        (Direction.HIGHER, None, None, (None, None)),
        ("", 60.0, None, (None, None)),
    ],
)
def test_bounds(direction: str, target: float | None, upper: float | None, expected: tuple[Any, Any]) -> None:
    assert bounds(direction, target, upper) == expected


# outcome, least, most -> deviation, attainment, status
JUDGED = {
    "G40": (80.0, 60.0, None, 20.0, 4 / 3, Status.REACHED),
    "G44, reception": (98.0, 100.0, None, -2.0, 0.98, Status.NOT),
    "G44, equal counts as reached": (95.0, 95.0, None, 0.0, 1.0, Status.REACHED),
    "G44, positive": (100.0, 80.0, None, 20.0, 1.25, Status.REACHED),
    "G44, motivated": (93.0, 95.0, None, -2.0, 93 / 95, Status.NOT),
    "G44, tools": (96.0, 80.0, None, 16.0, 1.2, Status.REACHED),
    "G45": (0.0, 1.0, None, -1.0, 0.0, Status.NOT),
    "G52": (13.0 + 14.0, 40.0, None, -13.0, 0.675, Status.NOT),
    "G56, Orust": (37.2, 80.0, None, -42.8, 0.465, Status.NOT),
    "G56, Tranemo": (60.4, 80.0, None, -19.6, 0.755, Status.NOT),
    "G62, what was found elsewhere": (6.0, 14.0, None, -8.0, 6 / 14, Status.NOT),
    "lower is better, reached": (12.0, None, 14.0, -2.0, None, Status.REACHED),
    "lower is better, equal": (14.0, None, 14.0, 0.0, None, Status.REACHED),
    "lower is better, missed": (15.0, None, 14.0, 1.0, None, Status.NOT),
    "exact, below": (0.0, 1.0, 1.0, -1.0, None, Status.NOT),
    "exact, above": (1.5, 1.0, 1.0, 0.5, None, Status.NOT),
    "interval, on its end": (8.0, 5.0, 8.0, 0.0, None, Status.REACHED),
    "interval, above it": (9.0, 5.0, 8.0, 1.0, None, Status.NOT),
    "interval, below it": (4.5, 5.0, 8.0, -0.5, None, Status.NOT),
    "a target of nought has no share": (3.0, 0.0, None, 3.0, None, Status.REACHED),
    "no outcome": (None, 60.0, None, None, None, Status.UNJUDGED),
    "no target": (60.0, None, None, None, None, Status.UNJUDGED),
    "0,1 + 0,2 is 0,3": (0.1 + 0.2, None, 0.3, 0.0, None, Status.REACHED),
}  # fmt: skip


@pytest.mark.parametrize(("value", "least", "most", "off", "part", "status"), JUDGED.values(), ids=JUDGED)
def test_targets(value: Any, least: Any, most: Any, off: Any, part: Any, status: Status) -> None:
    assert deviation(value, least, most) == pytest.approx(off)
    assert attainment(value, least, most) == pytest.approx(part)
    assert judge(value, least, most, 0.0, 0.0) == status


@pytest.mark.parametrize(
    ("value", "least", "most", "near", "near_share", "expected"),
    [
        (90.0, 95.0, None, 5.0, 0.0, Status.PARTLY),
        (89.9, 95.0, None, 5.0, 0.0, Status.NOT),
        (95.0, 95.0, None, 5.0, 0.0, Status.REACHED),
        (57.0, 60.0, None, 0.0, 0.05, Status.PARTLY),
        (56.9, 60.0, None, 0.0, 0.05, Status.NOT),
        (14.7, None, 14.0, 0.0, 0.05, Status.PARTLY),
        (14.8, None, 14.0, 0.0, 0.05, Status.NOT),
        (8.4, 5.0, 8.0, 0.0, 0.05, Status.PARTLY),
        (4.7, 5.0, 8.0, 0.0, 0.05, Status.NOT),
    ],
)
def test_partly_is_a_state_of_its_own_where_the_project_wants_it(
    value: float, least: float | None, most: float | None, near: float, near_share: float, expected: Status
) -> None:
    assert judge(value, least, most, near, near_share) == expected


def test_g15_points_are_not_per_cent() -> None:
    goal = of_goals({"target_t": 90.0, "base_t": 75.0})
    assert goal.step == 15.0
    assert goal.step_share == pytest.approx(0.2)
    assert show_points(0.90 - 0.75) == "+15 procentenheter"


def test_g16_terms_are_periods_and_not_days() -> None:
    told = span("höstterminen 2009 – höstterminen 2010")
    assert (told.start, told.end) == (date(2009, 7, 1), date(2010, 12, 31))
    assert told.precision != "day"
    assert spelt_out("höstterminen 2009 – höstterminen 2010") == told
    assert spelt_out("snart nog") is None


def test_g42_forty_five_per_cent_of_eighty() -> None:
    women, men = 0.45 * 80, 0.55 * 80
    assert (women, men, balance(women, men)) == (36, 44, EVEN)


def test_g62_six_days_of_fourteen() -> None:
    assert round(share(6, 14) or 0, 3) == 0.429


# ------------------------------------------------------------------------------------------------ what is typed

TYPED = {
    "37,2 %": 37.2,
    "77,7": 77.7,
    "66%": 66.0,
    "75%": 75.0,
    "252intyg": 252.0,
    "Orust -51 svar": 51.0,
    "Tranemo - 8 svar": 8.0,
    "ca 400": 400.0,
    "minst 2": 2.0,
}


@pytest.mark.parametrize(("text", "value"), TYPED.items())
def test_amounts_as_they_are_printed(text: str, value: float) -> None:
    taken = Amount(header="Utfall T").read(text, None)
    assert isinstance(taken, Remark)
    assert (taken.code, taken.value) == ("JX302", value)


@pytest.mark.parametrize(("text", "code"), [("2-3", "JX312"), ("3 av 6", "JX303"), ("cirka hälften", "JX301")])
def test_amounts_that_are_asked_about(text: str, code: str) -> None:
    taken = Amount(header="Utfall T").read(text, None)
    assert isinstance(taken, Remark)
    assert (taken.code, taken.value) == (code, None)


def test_three_of_six_may_be_three_or_half() -> None:
    assert Amount(header="Utfall T").read("3 av 6", None).facts == {"readings": "3 eller 50"}


# ------------------------------------------------------------------------------------------------ follow-up


def following(*outcomes: Mapping[str, Any], limits: tables.Limits | None = None, **goal: Any) -> BookData:
    """A book with one goal (60 per cent) and its follow-ups, a day apart."""
    one = {
        "goal_id": "M-01",
        "measured_in": MeasureUnit.PER_CENT,
        "direction": Direction.HIGHER,
        "target_t": 60.0,
        **goal,
    }
    rows = [
        {"outcome_id": f"U-{n}", "goal_id": "M-01", "measured_on": date(2010, 1, n), **told}
        for n, told in enumerate(outcomes, 1)
    ]
    parts = {"goals": Rows.of(Goals, [one]), "outcomes": Rows.of(Outcomes, rows)}
    book = BookData(Projektbok, limits or tables.Limits(), tables.TODAY, parts)
    book.compute()
    return book


def of_goals(goal: Mapping[str, Any], *outcomes: Mapping[str, Any]) -> Goals:
    return following(*outcomes, **goal).rows(Goals)[0]


def of_outcomes(told: Mapping[str, Any], **goal: Any) -> Outcomes:
    return following(told, **goal).rows(Outcomes)[0]


UNSURE = {"status_manual": Status.UNMEASURABLE}
STANDINGS = {
    "never followed up": ({}, [], (Status.UNJUDGED, None)),
    "by its figures": ({}, [{"actual_t": 60.0}], (Status.REACHED, None)),
    "the latest counts": ({}, [{"actual_t": 60.0}, {"actual_t": 59.9}], (Status.NOT, None)),
    "the latest day counts, wherever it stands": (
        {},
        [{"actual_t": 60.0, "measured_on": date(2010, 3, 1)}, {"actual_t": 10.0}],
        (Status.REACHED, None),
    ),
    "of one day the last row counts": (
        {},
        [{"actual_t": 10.0}, {"actual_t": 60.0, "measured_on": date(2010, 1, 1)}],
        (Status.REACHED, None),
    ),
    "figures before words": ({}, [{"actual_t": 60.0, "status_manual": Status.NOT}], (Status.REACHED, None)),
    "words where there are no figures": ({}, [{"status_manual": Status.PARTLY}], (Status.PARTLY, None)),
    "words where there is no target": (
        {"target_t": None},
        [{"actual_t": 3.0, "status_manual": Status.REACHED}],
        (Status.REACHED, None),
    ),
    "G46: attitudes": (
        {"target_t": None},
        [{**UNSURE, "reason_code": Reason.NO_METHOD}],
        (Status.UNMEASURABLE, Reason.NO_METHOD),
    ),
    "G56: the project's word before the proxy's figures": (
        {"target_t": 80.0},
        [{"actual_t": 37.2, **UNSURE, "reason_code": Reason.TOO_EARLY}],
        (Status.UNMEASURABLE, Reason.TOO_EARLY),
    ),
    "G58: eight answers": (
        {},
        [{"n_t": 8.0, **UNSURE, "reason_code": Reason.TOO_FEW}],
        (Status.UNMEASURABLE, Reason.TOO_FEW),
    ),
    "G61: another unit, and nobody says why": (
        {"target_t": 95.0},
        [{"actual_t": 351.0, "actual_unit": MeasureUnit.PERSONS}],
        (Status.UNMEASURABLE, Reason.NO_DENOMINATOR),
    ),
    "another unit of a count": (
        {"measured_in": MeasureUnit.PERSONS},
        [{"actual_t": 86.0, "actual_unit": MeasureUnit.STARTS}],
        (Status.UNMEASURABLE, Reason.OTHER_THING),
    ),
    "G62: cases are not closed": (
        {"measured_in": MeasureUnit.DAYS, "target_t": 14.0},
        [{**UNSURE, "reason_code": Reason.NO_ROUTINE}],
        (Status.UNMEASURABLE, Reason.NO_ROUTINE),
    ),
    "no reason given": ({}, [UNSURE], (Status.UNMEASURABLE, None)),
}  # fmt: skip


@pytest.mark.parametrize(("goal", "outcomes", "expected"), STANDINGS.values(), ids=STANDINGS)
def test_status_of_a_goal(
    goal: Mapping[str, Any], outcomes: list[Mapping[str, Any]], expected: tuple[Any, Any]
) -> None:
    row = of_goals(goal, *outcomes)
    assert (row.status, row.reason) == expected


COMPARED = {
    "as told": ({"actual_t": 46.0}, {}, 46.0),
    "counts are added": ({"actual_k": 36.0, "actual_m": 44.0}, {"measured_in": MeasureUnit.PERSONS}, 80.0),
    "the total that is told goes before the sum": (
        {"actual_k": 36.0, "actual_m": 44.0, "actual_t": 81.0},
        {"measured_in": MeasureUnit.PERSONS},
        81.0,
    ),
    "per cent are weighed by those who answered": (
        {"actual_k": 80.0, "actual_m": 70.0, "n_k": 30.0, "n_m": 10.0},
        {},
        77.5,
    ),
    "per cent without numbers are never averaged": ({"actual_k": 80.0, "actual_m": 70.0}, {}, None),
    "per cent of nobody": ({"actual_k": 80.0, "actual_m": 70.0, "n_k": 0.0, "n_m": 0.0}, {}, None),
    "days are not added": ({"actual_k": 12.0, "actual_m": 15.0}, {"measured_in": MeasureUnit.DAYS}, None),
    "one sex alone": ({"actual_k": 36.0}, {"measured_in": MeasureUnit.PERSONS}, None),
    "another unit is not compared": ({"actual_t": 351.0, "actual_unit": MeasureUnit.PERSONS}, {}, None),
}  # fmt: skip


@pytest.mark.parametrize(("told", "goal", "expected"), COMPARED.values(), ids=COMPARED)
def test_what_is_compared_with_the_target(told: Mapping[str, Any], goal: Mapping[str, Any], expected: Any) -> None:
    assert of_outcomes(told, **goal).value == expected


def test_g56_the_proxys_figures_are_shown_and_labelled() -> None:
    row = of_outcomes({"actual_t": 37.2, "instead": "Känner sig säkrare", **UNSURE}, target_t=80.0)
    assert row.deviation == pytest.approx(-42.8)
    assert (row.proxy, row.status_calc) == ("Indirekt mått", Status.NOT)


def test_women_and_men_are_compared() -> None:
    assert of_outcomes({"actual_k": 92.0, "actual_m": 88.0, "actual_t": 90.0}).gap == 4.0


def test_partly_goes_by_points_for_per_cent_and_by_share_for_the_rest() -> None:
    limits = tables.Limits(partly_points=5.0, partly_share=0.05)
    shares_of = {56.0: Status.PARTLY, 54.9: Status.NOT}
    counts = {57.0: Status.PARTLY, 56.0: Status.NOT}
    for unit, expected in ((MeasureUnit.PER_CENT, shares_of), (MeasureUnit.PERSONS, counts)):
        for value, status in expected.items():
            row = following({"actual_t": value}, limits=limits, measured_in=unit).rows(Goals)[0]
            assert row.status == status, (unit, value)


@pytest.mark.libreoffice
def test_excel_tells_partly_too(tmp_path: Path) -> None:
    libreoffice.program()
    book, limits = books()["projektbok"], tables.Limits(partly_points=5.0, partly_share=0.05)
    rows = tables.records(book, GOALS)
    for outcome, value in zip(rows["outcomes"][1:], (85.0, 57.0, 14.8, 8.4), strict=True):
        outcome |= {"actual_t": value}
    drawn = frame.build(book, Stamp("projektbok", book.version), Sender(), rows, limits, tables.TODAY)
    xlsx.write(drawn, tmp_path / "bok.xlsx")
    without = libreoffice.without_values(tmp_path / "bok.xlsx", tmp_path / "utan.xlsx")
    sheets = tables.values_of(read(libreoffice.saved([without], tmp_path)[0]))
    states = []
    for n in range(1, 6):
        sheet, r, c = tables.spot(sheets, f"Mål/M-0{n}/Status")
        states.append(sheets[sheet][r][c])
    assert states == ["Delvis", "Delvis", "Ej uppnått", "Delvis", "Ej bedömt"]


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(60.0, None, "minst 60"), (None, 14.0, "högst 14"), (5.0, 8.0, "5–8"), (1.0, 1.0, "1"), (None, None, "")],
)
def test_targets_in_words(least: float | None, most: float | None, words: str) -> None:
    assert in_words(least, most) == words


# ------------------------------------------------------------------------------------------------ what was published


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo's units, consolidated."""
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    return workflow.consolidate_project(load(root), today=demo.TODAY)


def rows_of(data: Any, part: Any, unit: str) -> list[dict[str, Any]]:
    return [row for row in data.stack(part).records() if row["unit_id"] == unit]


def test_g08_requirements(together: Any) -> None:
    kinds = [row["kind"] for row in rows_of(together, Requirements, "jobbcoachingen")]
    assert (kinds.count("Produktkrav"), kinds.count("Projektkrav"), len(kinds)) == (5, 4, 9)


def test_g09_strengths_weaknesses_threats_opportunities(together: Any) -> None:
    rows = rows_of(together, Situation, "jobbcoachingen")
    main = [row["kind"] for row in rows if row["part_of"] is None]
    assert [main.count(kind) for kind in ("Styrka", "Svaghet", "Hot", "Möjlighet")] == [7, 4, 3, 3]
    assert [row["kind"] for row in rows if row["part_of"]] == ["Hot"] * 4


def test_osbys_goals(together: Any) -> None:
    """G40 to G46: three of the five survey goals are reached, the enterprise is not, attitudes cannot be measured."""
    goals = {row["goal_id"]: row for row in rows_of(together, Goals, "fler-i-arbete")}
    outcomes = {row["goal_id"]: row for row in rows_of(together, Outcomes, "fler-i-arbete")}
    survey = [f"M-{n:02d}" for n in range(4, 9)]
    assert [outcomes[goal]["deviation"] for goal in survey] == [-2, 0, 20, -2, 16]
    assert [round(outcomes[goal]["attainment"] * 100, 1) for goal in survey] == [98.0, 100.0, 125.0, 97.9, 120.0]
    assert [goals[goal]["status"] for goal in survey].count(Status.REACHED) == 3
    size = outcomes["M-02"]
    assert (size["value"], size["deviation"], round(size["attainment"], 3)) == (80, 20, 1.333)
    assert goals["M-09"]["status"] == Status.NOT
    assert (goals["M-11"]["status"], goals["M-11"]["reason"]) == (Status.UNMEASURABLE, "Mätmetod saknas")


def test_tranemos_and_orusts_goals(together: Any) -> None:
    """G50, G52, G56, G58: what the two make together, and what neither could measure."""
    both = {
        unit: {row["goal_id"]: row for row in rows_of(together, Outcomes, f"administratoren-{unit}")}
        for unit in ("orust", "tranemo")
    }
    assert [both[unit]["M-02"]["actual_t"] for unit in both] == [199, 152]
    assert sum(both[unit]["M-02"]["actual_t"] for unit in both) == 351
    ambassadors = sum(both[unit]["M-03"]["actual_t"] for unit in both)
    assert (ambassadors, ambassadors - 40, ambassadors / 40) == (27, -13, 0.675)
    assert [round(both[unit]["M-01"]["deviation"], 1) for unit in both] == [-42.8, -19.6]
    assert [both[unit]["M-01"]["proxy"] for unit in both] == ["Indirekt mått"] * 2
    assert [(both[unit]["M-07"]["n_t"], both[unit]["M-07"]["reason_code"]) for unit in both] == [
        (51, "För få svar"),
        (8, "För få svar"),
    ]
    for unit in both:
        goals = {row["goal_id"]: row for row in rows_of(together, Goals, f"administratoren-{unit}")}
        states = [goals[f"M-{n:02d}"]["status"] for n in (1, 2, 7, 8)]
        assert states == [Status.UNMEASURABLE] * 4
        assert goals["M-08"]["reason"] == "Rutin saknas"
