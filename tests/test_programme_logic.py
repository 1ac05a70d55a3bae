"""The programme logic: rules P01-P07 on both sides of their edge, the overview, and the follow-up guide's table."""

# ruff: noqa: E501  (tables in text are read by their columns)

import pytest
import tables
from test_projektbok import BLANK, Case, after, found, said

from jamxl.grid import RawBook
from jamxl.read import read
from jamxl.standard import books

TOTALS = ("Angiven total timmar", "Extra resurs enligt planen", "Ordinarie enligt planen")
# All seven activities of tables.PROJECT lead to a result, every result to an effect.
LOGIC = """
## Effekter
| Effekt-ID | Effekt | Sikt, år |
| E-01 | Kvinnor och män får lika god service | 3 |
| E-02 | Invånarna litar på att servicen är jämställd | 5 |

## Resultat
| Resultat-ID | Resultat | År | Leder till effekter | Uppnått |
| RE-01 | Väntetiderna är kända för kvinnor och män | 2010 | E-01 | Ja |
| RE-02 | Personalen kan bemöta lika | 2010 | E-01, E-02 | Delvis |
| RE-03 | Rutinerna är jämställda | 2010 | E-02 | Nej |

## Resurser
| Resurs-ID | Resurs | Slag | Mängd | Enhet för mängden | Till aktiviteter |
| RS-01 | Projektledare | Tid | 200 | timmar | A-001 |
| RS-02 | Utbildare | Kompetens | | | A-003, A-004 |

## Förmedlande instanser
| Instans-ID | Resultat | Slag | Vad | Aktör | Beslutsdatum | Diarienummer | Status |
| FI-01 | RE-01 | Rutin | Mätningen görs varje höst | Enhetschef | 2010-04-12 | KS 2010/45 | I bruk |
"""
LED = {
    f"Aktiviteter/{number}/Bidrar till resultat": leads
    for number, leads in {
        "A-001": "RE-01, RE-02, RE-03",
        "A-002": "RE-01",
        "A-003": "RE-02",
        "A-004": "RE-03",
        "A-005": "RE-03",
        "A-006": "RE-02; RE-03",
        "A-007": "RE-02 och RE-03",
    }.items()
}


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> RawBook:
    """A project with a programme logic without gaps, as it was read."""
    file = tmp_path_factory.mktemp("logic") / "bok.xlsx"
    raw = read(tables.fill(file, books()["projektbok"], tables.PROJECT + LOGIC))
    return tables.typed(raw, LED)


CASES: dict[str, Case] = {
    "nothing is missing": ({}, []),
    "P01: leads nowhere": (
        {"Aktiviteter/A-002/Bidrar till resultat": BLANK},
        [
            "P01 warning Aktiviteter/A-002/Bidrar till resultat: "
            "Aktiviteten A-002 bidrar inte till något resultat."
        ],
    ),
    "P01: leads nowhere, but will not be done": (
        {"Aktiviteter/A-005/Bidrar till resultat": BLANK, "Aktiviteter/A-005/Status": "Utgår"},
        [],
    ),
    "P02: no activity leads there": (
        {
            "Aktiviteter/A-001/Bidrar till resultat": "RE-02",
            "Aktiviteter/A-002/Bidrar till resultat": "RE-03",
        },
        ["P02 warning Resultat/RE-01/Resultat-ID: Ingen aktivitet bidrar till resultatet RE-01."],
    ),
    "P02: only an activity that is dropped leads there": (
        {
            "Aktiviteter/A-001/Bidrar till resultat": "RE-01",
            "Aktiviteter/A-003/Bidrar till resultat": "RE-01",
            "Aktiviteter/A-006/Bidrar till resultat": "RE-03",
            "Aktiviteter/A-007/Status": "Utgår",
        },
        ["P02 warning Resultat/RE-02/Resultat-ID: Ingen aktivitet bidrar till resultatet RE-02."],
    ),
    "P02: an ID that is not found may be the one missed": (
        {
            "Aktiviteter/A-001/Bidrar till resultat": "RE-02",
            "Aktiviteter/A-002/Bidrar till resultat": "RE-09",
        },
        ["C05 error Aktiviteter/A-002/Bidrar till resultat: Bidrar till resultat ”RE-09” finns inte."],
    ),
    "P02: another ID that begins alike is another": (
        {"Resultat/RE-01/Resultat-ID": "RE-011"} | {"Aktiviteter/A-002/Bidrar till resultat": "RE-011"}
        | {"Aktiviteter/A-001/Bidrar till resultat": "RE-02", "Förmedlande instanser/FI-01/Resultat": "RE-011"},
        [],
    ),
    "P03: leads to no effect": (
        {"Resultat/RE-01/Leder till effekter": BLANK},
        ["P03 warning Resultat/RE-01/Leder till effekter: Resultatet RE-01 leder inte till någon effekt."],
    ),
    "P04: no result leads there": (
        {"Resultat/RE-01/Leder till effekter": "E-02", "Resultat/RE-02/Leder till effekter": "E-02"},
        ["P04 warning Effekter/E-01/Effekt-ID: Inget resultat leder till effekten E-01."],
    ),
    "P05: no hours, no resource, no kronor": (
        {"Aktiviteter/A-002/Planerad tid": 0.0, "Timbudget/B-02/Budget timmar": 0.0, "Aktiviteter/A-002/Utfall tid": 0.0}
        | {f"Timbudget/{header}": BLANK for header in TOTALS} | {"Timbudget/B-01/Angiven andel": BLANK},
        [
            "P05 warning Aktiviteter/A-002/Planerad tid + Aktiviteter/A-002/Budgetpost: "
            "Aktiviteten A-002 har inga timmar, ingen resurs och inga kronor i sin post."
        ],
    ),
    "P05: a resource is enough": (
        {"Aktiviteter/A-002/Planerad tid": 0.0, "Timbudget/B-02/Budget timmar": 0.0, "Aktiviteter/A-002/Utfall tid": 0.0}
        | {f"Timbudget/{header}": BLANK for header in TOTALS} | {"Timbudget/B-01/Angiven andel": BLANK}
        | {"Resurser/RS-01/Till aktiviteter": "A-001; A-002"},
        [],
    ),
    "P05: kronor in its post are enough": (
        {"Aktiviteter/A-002/Planerad tid": 0.0, "Timbudget/B-02/Budget timmar": 0.0, "Aktiviteter/A-002/Utfall tid": 0.0}
        | {f"Timbudget/{header}": BLANK for header in TOTALS} | {"Timbudget/B-01/Angiven andel": BLANK}
        | {"Timbudget/B-02/Budget kronor": 9000.0},
        [],
    ),
    "P06: achieved, and nobody takes over": (
        {"Resultat/RE-02/Uppnått": "Ja"},
        [
            "P06 warning Resultat/RE-02/Uppnått: Resultatet RE-02 är uppnått, men inget på bladet Förmedlande "
            "instanser för det vidare."
        ],
    ),
    "P06: achieved in part": ({"Resultat/RE-03/Uppnått": "Delvis"}, []),
    "P07: sooner than three years": (
        {"Effekter/E-01/Sikt, år": 2.0},
        ["P07 note Effekter/E-01/Sikt, år: Effekten väntas om 2 år. Effekter på lång sikt brukar synas efter 3–5 år."],
    ),
    "P07: later than five years": (
        {"Effekter/E-02/Sikt, år": 6.0},
        ["P07 note Effekter/E-02/Sikt, år: Effekten väntas om 6 år. Effekter på lång sikt brukar synas efter 3–5 år."],
    ),
    "P07: no horizon": ({"Effekter/E-02/Sikt, år": BLANK}, []),
    "C05: no such effect": (
        {"Resultat/RE-03/Leder till effekter": "E-02, E-07"},
        ["C05 error Resultat/RE-03/Leder till effekter: Leder till effekter ”E-07” finns inte."],
    ),
    "C05: no such activity": (
        {"Resurser/RS-01/Till aktiviteter": "A-010"},
        ["C05 error Resurser/RS-01/Till aktiviteter: Till aktiviteter ”A-010” finns inte."],
    ),
    "C05: no such result": (
        {"Förmedlande instanser/FI-01/Resultat": "RE-05"},
        ["C05 error Förmedlande instanser/FI-01/Resultat: Resultat ”RE-05” finns inte."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_rule(linked: RawBook, name: str) -> None:
    entries, expected = CASES[name]
    checked = after(linked, entries)
    assert sorted(found(checked)) == sorted(said(linked, expected))
    assert tables.balanced(checked)
