"""Planbok: its rules on both sides of their edges, its fixed headings, and the coverage of the workshops."""

# ruff: noqa: E501  (tables in text are read by their columns)

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import tables
from cases import BLANK, Case, after, data_of, demanded, found, measured, said, unbroken, untouched

from jamxl import workflow
from jamxl.consolidation import Consolidated, Expected, consolidate
from jamxl.grid import RawBook
from jamxl.read import read
from jamxl.standard import books
from jamxl.standard.planbok import Plan, Profile, Referral, Workshops
from jamxl.standard.planbok.report import coverage, should_hold

DAY = date.fromisoformat

SOUND = (
    tables.COVER
    + """
## Verksamheten
| Uppgift | Värde |
| Finansiering | Blandat |
| Deltagare K | 14 |
| Deltagare M | 30 |
| Med handlingsplan K | 14 |
| Med handlingsplan M | 15 |

## Workshops
| Datum | Deltog K | Deltog M | Hemuppgift | Klar senast | Lämnad |
| 2009-10-08 | 2 | 0 | Inventera | 2009-11-19 | 2009-11-20 |
| 2009-11-19 | 2 | 1 | Kartlägga | 2010-04-30 | |
| 2009-11-19 | 1 | 1 | | | |

## Plan
| Nuläge | Kvinnor och män | Utvecklingsområde |
| Remiss, visning, val | Olika visas | Samma visning |

## Aktivitets- och tidsplan
| Aktivitets-ID | Rubrik i planen | Aktivitet | Start | Slut | Status |
| PA-01 | F1 | Visa allt för alla | 2010-03-01 | 2010-04-30 | Pågår |
| PA-02 | | Sätta mål | 2010-03-01 | 2010-03-01 | Klar |

## Förbättringstavla
| Lapp-ID | Datum | Typ | Avvikelse eller idé | Deltagaridé | Åtgärd | Ansvarig | Status | Effekt eller svar |
| F-01 | 2010-02-01 | Avvikelse | Bilen var inte tankad | Nej | | | Ny | |
| F-02 | 2010-02-01 | Förbättringsidé | Symboler | Ja | Rita | Handledare | Pågår | |
| F-03 | 2010-02-01 | Förbättringsidé | Högre ersättning | Ja | | | Avslås | Staten beslutar |

## Arbetsanalys
| Rad-ID | Arbetsuppgift | Ordning | Delmoment | Funktionskrav |
| AA-01 | Mobilt snickeri | 1 | Mäta | Noggrannhet |

## Checklista remittering
| Svar | Åtgärd |
| Nej | Gå igenom kön |
| Ej undersökt | |
"""
)

CASES: dict[str, Case] = {
    "J51: more action plans than participants": (
        {"Verksamheten/Med handlingsplan K": 15.0},
        [
            "J51 error Verksamheten/Med handlingsplan K + Verksamheten/Med handlingsplan M + Verksamheten/Deltagare K + Verksamheten/Deltagare M: "
            "15 kvinnor har handlingsplan, men deltagarna är bara 14."
        ],
    ),
    "J51: the participants are not counted": ({"Verksamheten/Deltagare K": BLANK}, []),
    "J52: held, but for how many": (
        {"Workshops/1/Deltog M": BLANK},
        [
            "J52 warning Workshops/1/Deltog K + Workshops/1/Deltog M + Workshops/1/Datum: "
            "Workshop 1 hölls 2009-10-08, men antalet kvinnor och män är inte ifyllt."
        ],
    ),
    "J52: homework a day late": (
        {"Workshops/2/Klar senast": DAY("2010-04-29")},
        [
            "J52 warning Workshops/2/Lämnad + Workshops/2/Klar senast: "
            "Hemuppgiften till workshop 2 skulle vara klar 2010-04-29, men är inte lämnad."
        ],
    ),
    "J52: the third before the second": (
        {"Workshops/3/Datum": DAY("2009-11-18")},
        ["J52 warning Workshops/3/Datum: Workshop 3 hölls 2009-11-18, före workshop 2."],
    ),
    "J53: nobody sees to it": (
        {"Förbättringstavla/F-02/Ansvarig": BLANK},
        [
            "J53 warning Förbättringstavla/F-02/Åtgärd + Förbättringstavla/F-02/Ansvarig + Förbättringstavla/F-02/Status: "
            "F-02 pågår, men åtgärd och ansvarig är inte båda ifyllda."
        ],
    ),
    "J53: turned down without an answer": (
        {"Förbättringstavla/F-03/Effekt eller svar": BLANK},
        [
            "J53 warning Förbättringstavla/F-03/Effekt eller svar + Förbättringstavla/F-03/Status: "
            "F-03 har status Avslås, men det står inte vad det gav eller varför den avslås."
        ],
    ),
    "J54: a shortcoming and no measure": (
        {"Checklista remittering/1/Åtgärd": BLANK},
        [
            "J54 warning Checklista remittering/1/Åtgärd + Checklista remittering/1/Svar: "
            "OSA-anställningar har svaret Nej, men ingen åtgärd."
        ],
    ),
    "J54: all is well": ({"Checklista remittering/2/Svar": "Ja"}, []),
    "A01: the end before the start": (
        {"Aktivitets- och tidsplan/PA-02/Slut": DAY("2010-02-28")},
        [
            "A01 error Aktivitets- och tidsplan/PA-02/Start + Aktivitets- och tidsplan/PA-02/Slut: "
            "Slut 2010-02-28 ligger före start 2010-03-01."
        ],
    ),
    "A03: over the day before": (
        {"Aktivitets- och tidsplan/PA-01/Slut": DAY("2010-04-29")},
        [
            "A03 note Aktivitets- och tidsplan/PA-01/Status + Aktivitets- och tidsplan/PA-01/Slut: "
            "Slut 2010-04-29 har passerat på avstämningsdagen, men status är Pågår."
        ],
    ),
    "C05: a heading that is not there": (
        {"Aktivitets- och tidsplan/PA-02/Rubrik i planen": "F9"},
        ["C05 error Aktivitets- och tidsplan/PA-02/Rubrik i planen: Rubrik i planen ”F9” finns inte."],
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    return read(tables.fill(tmp_path_factory.mktemp("plan") / "bok.xlsx", books()["planbok"], SOUND))


@pytest.mark.parametrize("name", CASES)
def test_rule(sound: RawBook, name: str) -> None:
    entries, expected = CASES[name]
    checked = after(sound, entries)
    assert found(checked) == said(sound, expected)
    assert tables.balanced(checked)


def test_every_rule_is_broken_in_some_case() -> None:
    assert unbroken("planbok", CASES) == set()


def test_a_sound_book_is_without_remark(sound: RawBook) -> None:
    assert found(after(sound, {})) == []


@pytest.mark.parametrize("place", demanded("planbok", SOUND))
def test_a_blank_cell_is_said_once(sound: RawBook, place: str) -> None:
    header = place.rpartition("/")[2]
    assert found(after(sound, {place: BLANK})) == said(sound, [f"JX401 error {place}: {header} är inte ifyllt."])


@pytest.mark.parametrize("place", measured("planbok", SOUND))
def test_a_word_in_place_of_a_value_is_said_once(sound: RawBook, place: str) -> None:
    (finding,) = after(sound, {place: "vet nog"}).findings
    assert (finding.cells, finding.severity) == ((tables.address(sound, place),), "error")


def test_an_untouched_book_is_only_said_to_be_empty() -> None:
    assert untouched("planbok") == ["JX119"]


# ------------------------------------------------------------------------------------------------ figures


def test_the_plan_has_four_areas_and_the_model_four_steps() -> None:
    areas = [row["area"] for row in Plan.fixed_rows]
    assert {area: areas.count(area) for area in areas} == {
        "Förutsättningar": 6,
        "Uppdrag": 5,
        "Genomförande och uppföljning": 3,
        "Utvärdering": 4,
    }
    assert [row["nr"] for row in Workshops.fixed_rows] == ["1", "2", "3", "4"]


def test_the_checklist_has_four_areas_and_five_stages() -> None:
    kinds = [row["kind"] for row in Referral.fixed_rows]
    assert (kinds.count("Område"), kinds.count("Steg i processen")) == (4, 5)


def test_shares_with_an_action_plan(sound: RawBook) -> None:
    profile = data_of(after(sound, {})).form(Profile)
    assert (profile.share_k, profile.share_m) == (1.0, 0.5)


# ------------------------------------------------------------------------------------------------ coverage


def consolidated(folder: Path, answers: Sequence[tuple[str, str]], expected: Sequence[tuple[str, str]]) -> Consolidated:
    """Units with a Planbok each: (municipality, how its workshops are told), and who is expected (unit, municipality)."""
    paths = []
    for name, text in answers:
        rows = tables.records(books()["planbok"], text)
        rows["cover"][0] |= {"unit_id": name, "unit_name": name}
        paths.append(tables.fill(folder / f"{name}.xlsx", books()["planbok"], rows))
    found_ = workflow.deliveries(paths, tables.Limits(), tables.TODAY, folder)
    units = [Expected(unit, unit, municipality, ("planbok",)) for unit, municipality in expected]
    return consolidate(found_, books(), expected=units)


KNUT = [("a", "Salem"), ("b", "Sundbyberg"), ("c", "Södertälje"), ("d", "Nynäshamn")]


def test_g35_three_of_four_municipalities_have_held_workshops(tmp_path: Path) -> None:
    data = consolidated(tmp_path, [(name, SOUND) for name in "abc"], KNUT)
    assert coverage(data) == "Minst en i 3 av 4 kommuner (75 %). Saknas: Nynäshamn."
    assert should_hold(data)[0].labels == ("Nynäshamn", "d")


def test_a_book_without_a_workshop_does_not_cover(tmp_path: Path) -> None:
    blank = SOUND.partition("## Workshops")[0] + "## Plan" + SOUND.partition("## Plan")[2]
    data = consolidated(tmp_path, [("a", SOUND), ("b", blank)], KNUT[:2])
    assert coverage(data) == "Minst en i 1 av 2 kommuner (50 %). Saknas: Sundbyberg."


def test_two_units_of_a_municipality_cover_it_once(tmp_path: Path) -> None:
    data = consolidated(tmp_path, [("a", SOUND), ("b", SOUND)], [("a", "Salem"), ("b", "Salem")])
    assert coverage(data) == "Minst en i 1 av 1 kommun (100 %)."


def test_without_a_list_of_units_those_that_answered_are_counted(tmp_path: Path) -> None:
    data = consolidated(tmp_path, [("a", SOUND), ("b", SOUND)], [])
    assert coverage(data) == "2 enheter har hållit minst en."
    assert len(should_hold(data)) == 2
