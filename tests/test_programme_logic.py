"""The programme logic: rules P01-P07 on both sides of their edge, the overview, and the follow-up guide's table."""

# ruff: noqa: E501  (tables in text are read by their columns)

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tables
from lxml import etree
from test_projektbok import BLANK, Case, after, found, said

from jamxl import demo, publishing, workflow
from jamxl.build import Built, prepare
from jamxl.consolidation import Consolidated, consolidate
from jamxl.grid import RawBook
from jamxl.present import Figures, Listing
from jamxl.present.lanes import BOX, Box, Lane, length, picture
from jamxl.read import read
from jamxl.standard import books
from jamxl.standard.projektbok import report_logic
from jamxl.standard.projektbok.links import GAPS, logic

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
    "C05: no such goal": (
        {"Effekter/E-02/Mål": "M-07"},
        ["C05 error Effekter/E-02/Mål: Mål ”M-07” finns inte."],
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


# ------------------------------------------------------------------------------------------------ the guide's table

BOOK = books()["projektbok"]
GUIDE = demo.rows(BOOK, demo.answer("kommunledningen"))


def built(changes: Mapping[str, Any] | None = None, **more: Any) -> Built:
    """The guide's table with the links in some columns ("activities.result_ids") made other ones."""
    records = {key: [dict(row) for row in rows] for key, rows in (GUIDE | more).items()}
    for place, value in (changes or {}).items():
        table, _, key = place.partition(".")
        records[table] = [row | {key: value} for row in records[table]]
    return prepare(BOOK, records, tables.Limits(), demo.TODAY)


def counts(made: Built) -> list[int | None]:
    return [made.data.once(logic).count(gap) for gap in GAPS]


def strip(made: Built, key: str) -> dict[str, Any]:
    return made.data.parts[key].records()[0]


def test_g20_ten_activities_with_resources_eight_results_three_effects() -> None:
    nodes = built().data.once(logic).nodes
    assert {key: len(rows) for key, rows in nodes.items()} == {
        "resources": 10, "activities": 10, "results": 8, "effects": 3,
    }  # fmt: skip
    assert {name for node in nodes["resources"] for name in node.names} == {node.id for node in nodes["activities"]}
    assert strip(built(), "logic_totals")["no_resource"] == 0


def test_g21_rows_beside_each_other_are_not_taken_to_belong_together() -> None:
    made = built({"activities.result_ids": None})
    assert counts(made)[:2] == [10, 8]
    assert {b.rule for b in made.found if b.rule} == {"P01", "P02"}
    assert strip(made, "logic_assessment")["activities"] == "10 aktiviteter saknar koppling till resultat."
    assert strip(made, "logic_assessment")["results"] == "8 resultat stöds inte av någon aktivitet."
    without_any = built(dict.fromkeys(("activities.result_ids", "results.effect_ids", "resources.activity_ids")))
    # The activities have their planned hours all the same.
    assert counts(without_any) == [10, 8, 8, 3, 0]


def test_g22_the_guides_own_assessment() -> None:
    made = built()
    assert counts(made) == [2, 1, 0, 0, 0]
    assert list(strip(made, "logic_totals").values()) == [2, 1, 0, 0, 0]
    assert strip(made, "logic_assessment") == {
        "gaps": 3,
        "resources": "Resurser finns avsatta för alla aktiviteter.",
        "activities": "2 aktiviteter saknar koppling till resultat.",
        "results": "1 resultat stöds inte av någon aktivitet.",
        "effects": "Alla resultat leder till effekter. Alla effekter stöds av resultat.",
    }


def test_an_activity_without_hours_resource_or_kronor() -> None:
    made = built({"activities.plan_hours": 0.0, "resources.activity_ids": "A-001; A-002 och A-003"})
    assert counts(made)[4] == 7
    assert strip(made, "logic_assessment")["resources"] == "7 aktiviteter saknar resurs."
    nine = ",".join(f"A-{n:03d}" for n in range(1, 10))
    one = built({"activities.plan_hours": 0.0, "resources.activity_ids": nine})
    assert strip(one, "logic_assessment")["resources"] == "1 aktivitet saknar resurs."
    paid = [{"post_id": "B-01", "plan_sek": 1000.0}]
    assert counts(built({"activities.plan_hours": 0.0, "resources.activity_ids": "A-001"}, budget=paid))[4] == 0


@pytest.mark.parametrize("unused", ["results", "effects", "resources"])
def test_a_sheet_that_is_not_used_demands_nothing(unused: str) -> None:
    compared = {"results": {0, 1, 2, 3}, "effects": {2, 3}, "resources": {4}}[unused]
    blank = {"activities.result_ids": None} if unused == "results" else {}
    blank |= {"results.effect_ids": None} if unused == "effects" else {}
    made = built(blank, **{unused: []})
    assert {n for n, count in enumerate(counts(made)) if count is None} == compared
    expected = {"results": set(), "effects": {"P01", "P02"}, "resources": {"P01", "P02"}}[unused]
    assert {b.rule for b in made.found if b.rule} == expected


def test_an_untouched_template_says_nothing_of_its_logic() -> None:
    made = prepare(BOOK, {}, tables.Limits(), tables.TODAY)
    assert set(strip(made, "logic_assessment").values()) == {None, ""}
    assert set(strip(made, "logic_totals").values()) == {None}
    assert not [breach for breach in made.found if breach.part.table_key != "cover"]


def test_the_overview_shows_where_each_row_leads_and_what_it_lacks() -> None:
    rows = built().data.parts["logic_view"].records()
    assert len(rows) == 40
    assert rows[0] == {
        "line": 1,
        "resources": "RS-01 Tid, lokaler och utbildare → A-001",
        "activities": "A-001 Utbilda jämställdhetsstrateger under ett år → RE-02, RE-04",
        "results": "RE-01 Styrdokumenten är jämställdhetsintegrerade → E-01, E-02 – saknar aktivitet",
        "effects": "E-01 Verksamheten svarar mot kvinnors och mäns behov",
    }
    assert rows[7]["activities"] == "A-008 Fråga brukarna, tillsammans med två förvaltningar – saknar resultat"
    assert (rows[8]["results"], rows[3]["effects"], rows[10]["activities"]) == ("", "", "")


def test_the_overview_says_of_a_dropped_activity_that_it_is() -> None:
    rows = built({"activities.status": "Utgår"}).data.parts["logic_view"].records()
    assert rows[9]["activities"] == "A-010 Hålla ett öppet seminarium om arbetet (Utgår)"


# ------------------------------------------------------------------------------------------------ report and pictures


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory: pytest.TempPathFactory) -> Consolidated:
    """The guide's table and a unit without a programme logic, consolidated."""
    folder = tmp_path_factory.mktemp("inbox")
    files = [
        tables.fill(folder / "a.xlsx", BOOK, GUIDE | {"cover": [COVER | GUIDE["cover"][0]]}),
        tables.fill(folder / "b.xlsx", BOOK, tables.PROJECT),
    ]
    return consolidate(workflow.deliveries(files, tables.Limits(), tables.TODAY, folder), books())


COVER = {
    "municipality_name": "Botkyrka",
    "municipality_code": "0127",
    "department": "Kommunledningen",
    "unit_name": "Kommunledningen",
    "unit_id": "kommunledningen",
    "project_name": "Jämställd service",
    "project_id": "JI-2010",
    "period": "2010-T1",
    "as_of": date(2010, 4, 30),
    "reporter": "Jämställdhetsstrateg",
}


def test_the_report_counts_and_lists_the_gaps_of_units_that_have_a_logic(consolidated: Consolidated) -> None:
    made = report_logic.logic_by_unit(consolidated)
    assert made is not None
    assert isinstance(made.table, Figures)
    assert [group.labels for group in made.table.groups] == [("Botkyrka", "Kommunledningen")]
    values = [m.values(consolidated, [group.where for group in made.table.groups], {}) for m in made.table.measures]
    assert values == [[10], [10], [8], [3], [2], [1], [0], [0], [0], [0], [0]]
    listed = report_logic.gaps(consolidated)
    assert listed is not None
    assert isinstance(listed.table, Listing)
    assert [(row[2], row[3]) for row in listed.table.rows] == [
        ("saknar resultat", "A-008"), ("saknar resultat", "A-010"), ("saknar aktivitet", "RE-01"),
    ]  # fmt: skip
    assert [link[1:] for link in listed.table.links] == [("Aktiviteter", 17), ("Aktiviteter", 19), ("Resultat", 6)]


def test_consolidating_draws_a_picture_for_each_unit_with_a_logic(consolidated: Consolidated, tmp_path: Path) -> None:
    publishing.publish(consolidated, tmp_path / "r.xlsx", tmp_path)
    (file,) = tmp_path.glob("*.svg")
    assert file.name == "programlogik_kommunledningen_2010-T1.svg"
    first = file.read_bytes()
    publishing.publish(consolidated, tmp_path / "r.xlsx", tmp_path)
    assert file.read_bytes() == first
    svg = etree.fromstring(first)
    shown = [node.text for node in svg.iter("{*}text")]
    assert shown[0] == "Programlogik 2010-T1: Kommunledningen, Botkyrka"
    assert (shown.count("saknar resultat"), shown.count("saknar aktivitet"), shown.count("!")) == (2, 1, 3)
    broken = [node for node in svg.iter("{*}rect") if node.get("stroke-dasharray")]
    assert len(broken) == 3
    # Ten links of resources, eleven of activities, thirteen of results.
    assert len(list(svg.iter("{*}path"))) == 10 + 11 + 13
    told = svg.findtext("{*}desc") or ""
    assert "A-010 Hålla ett öppet seminarium om arbetet leder till" not in told
    assert "RE-01 Styrdokumenten är jämställdhetsintegrerade leder till E-01, E-02; saknar aktivitet." in told


@pytest.mark.parametrize("rows", [0, 1, 40])
def test_a_picture_of_any_size_holds_its_boxes(rows: int) -> None:
    long = "Ettmycketlångtordsomintefårplatspåenradochmåstedelas <b>&</b>\x01 " + "ord " * 20
    boxes = [Box(f"A-{n:03d}", long, ("RE-01", "RE-01", "RE-99"), ("saknar resurs",)) for n in range(rows)]
    lanes = [Lane("Aktiviteter", "Ett.", boxes), Lane("Resultat", "", [Box("re-01", "Ett")])]
    svg = etree.fromstring(picture("Prov", lanes).encode())
    height = float(svg.get("height", ""))
    for box in svg.iter("{*}rect"):
        if box.get("y"):
            assert float(box.get("y", "")) + float(box.get("height", "")) < height
    assert len(list(svg.iter("{*}path"))) == rows
    assert max((length(node.text or "") for node in svg.iter("{*}text")), default=0) <= BOX
