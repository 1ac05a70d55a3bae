"""The assessment book. Expected figures are worked out by hand; LibreOffice must agree with Python."""

import copy
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tables
from python_calamine import CalamineWorkbook

from jamxl.draw import xlsx
from jamxl.frame import Sender, Stamp, build
from jamxl.grid import Pages, a1
from jamxl.inspection import carried, check_one
from jamxl.project import Limits
from jamxl.rules import breaches
from jamxl.sheets import BookData, Rows
from jamxl.standard.uppfoljningsbok import (
    GUIDE,
    PARTS,
    Differences,
    Joint,
    MeasureTotals,
    Parameter,
    Personal,
    Questions,
    Uppfoljningsbok,
    YearDates,
    Years,
)
from jamxl.standard.uppfoljningsbok.bars import bar

TODAY = date(2010, 12, 2)


# Five participants' marks for each parameter, and what the group agreed on. Nothing is wrong; P8 is left out.
MARKS: dict[str, tuple[float | None, ...]] = {
    "p1": (3, 7, 5, 8, 4),
    "p2": (6, 6, 7, 5, 6),
    "p3": (4, 5, 6, 4, 5),
    "p4": (2, 3, None, None, None),
    "p5": (8, 9, 7, 8, 8),
    "p6": (1, 10, 1, 10, 2),
    "p7": (5, 5, 6, 7, 4),
    "p8": (None,) * 5,
    "p9": (6, 5, 6, 6, 5),
}
AGREED = (5.5, 6.0, 5.0, 3.0, 8.0, 4.0, 5.0, None, 6.0)
LAST_YEAR = (4.0, 5.0, 6.0, 3.0, 7.0, 4.5, None, 4.0, 5.0)
COVER = {
    "municipality_name": "Botkyrka", "municipality_code": "0127", "department": "Arbetsmarknadsnämnden",
    "unit_name": "Jobbcoachenheten", "unit_id": "jobbcoachingen", "project_name": "Jämställd service",
    "project_id": "JI-2010", "period": "2010", "as_of": date(2010, 12, 31), "reporter": "Enhetschef",
    "status": "Utkast", "file_version": 1.0, "info_class": "Intern",
}  # fmt: skip

Records = dict[str, list[dict[str, Any]]]


def records(changes: Mapping[str, Any] | None = None) -> Records:
    """The sound book, with changes by "part.row.column"; a change to a row after the last adds it."""
    occasion = {
        "held_on": date(2010, 12, 1), "previous_date": date(2009, 12, 2), "facilitator": "Controller",
        "independent": True, "part_k": 3.0, "part_m": 2.0, "scale_low": 1.0, "scale_high": 10.0,
    } | {part: part != "p8" for part in PARTS}  # fmt: skip
    roles = ("Enhetschef", "Handläggare", "Handläggare", "Jobbcoach", "Nämndledamot")
    measures = [
        ("Utgångspunkter", date(2010, 6, 30), "Gjort"),
        *((p.value, date(2011, 6, 30), None) for p in Parameter if p is not Parameter.PROCESS),
    ]
    found: Records = {
        "cover": [dict(COVER)],
        "occasion": [occasion],
        "personal": [
            {"code": f"D-{i + 1:02d}", "role": role, "sex": "KKMKM"[i]}
            | {part: None if marks[i] is None else float(marks[i] or 0) for part, marks in MARKS.items()}
            for i, role in enumerate(roles)
        ],
        "joint": [{"joint": now, "previous": last} for now, last in zip(AGREED, LAST_YEAR, strict=True)],
        "years": [{} for _ in Parameter],
        "measures": [
            {"measure_id": f"H-{i + 1:02d}", "parameter": name, "action": "Ett steg", "kind": "Höja",
             "responsible": "Enhetschef", "due": due, "outcome": outcome}
            for i, (name, due, outcome) in enumerate(measures)
        ],
    }  # fmt: skip
    for place, value in (changes or {}).items():
        part, row, key = place.split(".")
        rows = found[part]
        if int(row) == len(rows):
            rows.append({})
        rows[int(row)][key] = value
    return found


def book(changes: Mapping[str, Any] | None = None, limits: Limits | None = None) -> BookData:
    filled = records(changes)
    parts = {part.table_key: Rows.of(part, filled.get(part.table_key, [])) for part in Uppfoljningsbok.parts}
    data = BookData(Uppfoljningsbok, limits or Limits(), TODAY, parts)
    data.compute()
    return data


def said(changes: Mapping[str, Any]) -> list[str]:
    """What is broken: "rule or code, severity, part.row.column"."""
    return [f"{b.rule or b.code} {b.severity} {b.part.table_key}.{b.index}.{b.at[0]}" for b in breaches(book(changes))]


def test_g23_nine_parameters_and_48_questions() -> None:
    assert [p.nr for p in Parameter] == [f"P{i}" for i in range(1, 10)]
    assert [GUIDE[p].sub_questions for p in Parameter] == [2, 6, 5, 4, 5, 6, 8, 12, 0]
    assert sum(guide.sub_questions for guide in GUIDE.values()) == 48
    assert len({guide.judgement for guide in GUIDE.values()}) == 9
    for part, parameter in zip(PARTS, Parameter, strict=True):
        assert Personal.columns[part].prompt.startswith(GUIDE[parameter].judgement)


def test_the_guide_has_a_row_for_each_question() -> None:
    """What the sheet holds and what is counted are the same words; the parts of Struktur and Process are told apart."""
    rows = Questions.fixed_rows
    counts = {p.nr: sum(row["nr"].startswith(f"{p.nr}.") for row in rows) for p in Parameter}
    assert counts == {p.nr: GUIDE[p].sub_questions for p in Parameter}
    areas = [row["area"] for row in rows]
    assert [areas.count(f"P7 Struktur: {name}") for name in ("vad", "hur")] == [2, 6]
    assert [areas.count(f"P8 Process: {name}") for name in ("delaktighet", "lärande")] == [6, 6]
    assert len({row["nr"] for row in rows}) == len({row["question"] for row in rows}) == 48


FIGURES = ("n", "mean", "middle", "low", "high", "spread", "deviation")


def test_g24_figures() -> None:
    first = book().rows(Joint)[0]
    assert [first.known(key) for key in FIGURES[:-1]] == [5, pytest.approx(5.4), 5, 3, 8, 5]
    assert first.deviation == pytest.approx(1.855, abs=0.0005)
    assert first.change == 1.5


def test_g25_joint_value_outside_the_marks() -> None:
    (note,) = breaches(book({"joint.0.joint": 9.0, "joint.0.reason": "Nya uppgifter kom fram."}))
    assert (note.rule, note.severity, note.at) == ("F01", "note", ("joint",))
    assert note.message == "Gemensamt värde 9 för Utgångspunkter ligger utanför de personliga markeringarna."


@pytest.mark.parametrize(("least", "shown"), [(3, True), (5, True), (6, False)])
def test_figures_from_the_project_s_limit(least: int, shown: bool) -> None:
    first = book(limits=Limits(spread_at_least=least)).rows(Joint)[0]
    assert [first.known(key) is not None for key in FIGURES] == [True] + [shown] * 6


def test_g26_few_marks_show_only_their_number() -> None:
    fourth = book().rows(Joint)[3]
    assert [fourth.known(key) for key in FIGURES] == [2, None, None, None, None, None, None]
    # ... nor does a finding tell what they were.
    assert said({"joint.3.joint": 4.0}) == []


Case = tuple[dict[str, Any], list[str] | str]
RULES: dict[str, Case] = {
    # F01 marks: a whole step on the scale, of a parameter that is followed up
    "mark above the scale": ({"personal.4.p9": 11.0}, ["F01 error personal.4.p9"]),
    "mark below the scale": ({"personal.1.p2": 0.0}, ["F01 error personal.1.p2"]),
    "mark between steps": ({"personal.1.p2": 6.5}, ["F01 error personal.1.p2"]),
    "marks may be left out": (dict.fromkeys((f"personal.4.{part}" for part in PARTS), None), []),
    "scale unknown": (
        {"occasion.0.scale_high": None, "personal.1.p2": 11.0},
        ["JX401 error occasion.0.scale_high"],
    ),
    "mark for what is left out": ({"personal.1.p8": 6.0}, ["F01 warning personal.1.p1"]),
    "scale upside down": (
        {"occasion.0.scale_low": 10.0, "occasion.0.scale_high": 10.0},
        "F01 error occasion.0.scale_high",
    ),
    "previous occasion after": (
        {"occasion.0.previous_date": date(2010, 12, 1)},
        ["F01 error occasion.0.previous_date"],
    ),
    "first occasion": ({"occasion.0.previous_date": None}, []),
    # F01 joint value
    "joint above the scale": (
        {"joint.3.joint": 10.5, "joint.3.previous": None},
        ["JX403 error joint.3.joint"],
    ),
    "joint on the edge of the marks": ({"joint.2.joint": 6.0}, []),
    "joint outside, no reason": (
        {"joint.4.joint": 6.5},
        ["F01 note joint.4.joint", "F01 error joint.4.reason"],
    ),
    "change of two steps, no reason": ({"joint.0.previous": 7.5}, ["F01 error joint.0.reason"]),
    "change of two steps, reason": ({"joint.0.previous": 7.5, "joint.0.reason": "Målet är nytt."}, []),
    "change of less": ({"joint.0.previous": 7.4}, []),
    # 6.3 - 4.3 is a little less than 2 in binary
    "change of two steps in tenths": (
        {"joint.1.joint": 6.3, "joint.1.previous": 4.3},
        ["F01 error joint.1.reason"],
    ),
    "marks but no joint value": ({"joint.1.joint": None}, ["F01 warning joint.1.joint"]),
    "no marks and no joint value": (
        dict.fromkeys(["joint.3.joint", "personal.0.p4", "personal.1.p4"], None),
        [],
    ),
    "joint value for what is left out": ({"joint.7.joint": 4.0}, ["F01 warning joint.7.joint"]),
    "previous on another scale": (
        {"joint.3.previous": 0.5, "joint.3.joint": 2.0},
        ["F01 note joint.3.previous"],
    ),
    # F02
    "facilitator of the unit": ({"occasion.0.independent": False}, ["F02 warning occasion.0.independent"]),
    "facilitator's role takes part": (
        {"occasion.0.facilitator": "enhetschef"},
        ["F02 warning occasion.0.facilitator"],
    ),
    "facilitator's code takes part": (
        {"occasion.0.facilitator": "D-03"},
        ["F02 warning occasion.0.facilitator"],
    ),
    # F03
    "no measure": ({"measures.8.parameter": "Struktur"}, ["F03 warning joint.8.joint"]),
    "only last year's measure": ({"measures.1.outcome": "Delvis"}, ["F03 warning joint.0.joint"]),
    "left out needs no measure": (
        {"occasion.0.p9": False, "joint.8.joint": None, "measures.8.parameter": "Struktur"}
        | {f"personal.{i}.p9": None for i in range(5)},
        [],
    ),
    "last year's measure unanswered": ({"measures.0.outcome": None}, ["F03 warning measures.0.outcome"]),
    "due on the day": ({"measures.2.due": date(2010, 12, 1)}, []),
    # F01 earlier years
    "earlier value off the scale": ({"years.0.second": 10.5}, ["F01 note years.0.fourth"]),
    "earlier value on the edge": ({"years.0.second": 10.0, "years.0.third": 1.0}, []),
    # F04
    "one participant short": ({"occasion.0.part_k": 2.0}, ["F04 note occasion.0.part_k"]),
    "number of participants blank": ({"occasion.0.part_m": None}, ["JX401 error occasion.0.part_m"]),
}


@pytest.mark.parametrize("case", RULES)
def test_rules(case: str) -> None:
    changes, expected = RULES[case]
    found = said(changes)
    if isinstance(expected, str):  # among others that follow from it
        assert expected in found
    else:
        assert found == expected


def on_four_steps() -> dict[str, Any]:
    """Changes that put the sound book on the scale 1-4."""
    changes: dict[str, Any] = {"occasion.0.scale_high": 4.0}
    for part in PARTS[1:]:
        for i, value in enumerate(MARKS[part]):
            changes[f"personal.{i}.{part}"] = None if value is None else 1.0 + value % 4
    for i, value in enumerate((1, 4, 2, 4, 3)):
        changes[f"personal.{i}.p1"] = float(value)
    for i, agreed in enumerate(AGREED):
        changes[f"joint.{i}.joint"] = None if agreed is None else 3.0
        changes[f"joint.{i}.previous"] = None
    return changes


def test_another_scale() -> None:
    """1, 4, 2, 4, 3: mean 2.8, median 3, population variance 6.8 / 5."""
    first = book(on_four_steps()).rows(Joint)[0]
    assert [first.known(key) for key in FIGURES] == [5, 2.8, 3, 1, 4, 3, pytest.approx(1.36**0.5)]
    assert said(on_four_steps()) == []
    assert said(on_four_steps() | {"personal.0.p1": 5.0}) == ["F01 error personal.0.p1"]
    assert said(on_four_steps() | {"joint.3.joint": 4.5}) == ["JX403 error joint.3.joint"]


# --- the views ------------------------------------------------------------------------------------------------


def test_the_order_of_disagreement() -> None:
    """P6 has spread 9 and P1 5. P3, P5 and P2 have 2: 0,75, 0,63 and 0,63; the latter two as they stand. P7 has 3.

    P4 has two marks and P8 none: they have no place.
    """
    data = book()
    assert {row.nr: row.rank for row in data.rows(Joint)} == {
        "P6": 1, "P1": 2, "P7": 3, "P3": 4, "P2": 5, "P5": 6, "P9": 7, "P4": None, "P8": None,
    }  # fmt: skip
    shown = [(row.nr, row.spread) for row in data.rows(Differences)]
    assert shown == [
        ("P6", 9),
        ("P1", 5),
        ("P7", 3),
        ("P3", 2),
        ("P2", 2),
        ("P5", 2),
        ("P9", 1),
        (None, None),
        (None, None),
    ]


def test_the_span_of_the_marks_is_drawn_on_the_scale() -> None:
    first, second = book().rows(Differences)[:2]
    assert (first.span, second.span) == ("██████████", "░░██████░░")


@pytest.mark.parametrize(
    ("parts", "drawn"),
    [((0, 7, 3), "███████░░░"), ((0, 0, 2), "░░"), ((-1, 2, 1), "██░"), ((0, 1, 400), "█" + "░" * 50)],
)
def test_bars(parts: tuple[int, int, int], drawn: str) -> None:
    """A value off the scale draws no more than there is room for."""
    assert bar(*parts) == drawn


def test_the_years_side_by_side() -> None:
    """Now 5,5 and last year 4; before that 3, typed in: up 2,5 since the first. 5,5 is six steps of ten."""
    first, second = book({"years.0.third": 3.0}).rows(Years)[:2]
    assert (first.fourth, first.third, first.second, first.last, first.now) == (None, 3, None, 4, 5.5)
    assert (first.change, first.profile) == (2.5, "██████░░░░")
    assert (second.change, second.profile) == (1, "██████░░░░")
    (dates,) = book().rows(YearDates)
    assert (dates.last, dates.now, dates.scale_low, dates.scale_high) == (date(2009, 12, 2), date(2010, 12, 1), 1, 10)


def test_no_change_without_an_earlier_value() -> None:
    seventh = book().rows(Years)[6]
    assert (seventh.last, seventh.change) == (None, None)


def test_each_round_hands_the_years_on(tmp_path: Path) -> None:
    """What was now is last time's, and so on; the oldest goes."""
    filled = records({"years.0.third": 3.0, "years.0.second": 3.5})
    filled["guide"] = [{"answer": "Nämndens mål", "differs": "Nej"}]
    checked = check_one(tables.fill(tmp_path / "bok.xlsx", Uppfoljningsbok, filled, TODAY), Limits(), TODAY)
    first = carried(Years, checked)[0]
    assert (first["fourth"], first["third"], first["second"]) == (3, 3.5, 4)
    assert carried(YearDates, checked)[0]["second"] == date(2009, 12, 2)
    assert carried(Joint, checked)[0]["previous"] == 5.5
    question = carried(Questions, checked)[0]
    assert question["last_answer"] == "Nämndens mål"
    assert "answer" not in question


TOTALS = ("promised", "done", "partly", "not_done", "unanswered", "ahead")
PROMISES: dict[str, tuple[dict[str, Any], list[int]]] = {
    "one done": ({}, [1, 1, 0, 0, 0, 8]),
    "one unanswered": ({"measures.0.outcome": None}, [1, 0, 0, 0, 1, 8]),
    "answered before it was due": ({"measures.1.outcome": "Delvis"}, [2, 1, 1, 0, 0, 7]),
    "answered the year before": ({"measures.0.due": date(2009, 12, 1)}, [0, 0, 0, 0, 0, 8]),
    "due on the last occasion": ({"measures.0.due": date(2009, 12, 2)}, [1, 1, 0, 0, 0, 8]),
    "unanswered since long": (
        {"measures.0.due": date(2009, 12, 1), "measures.0.outcome": None},
        [1, 0, 0, 0, 1, 8],
    ),
    "not done": ({"measures.0.outcome": "Ej"}, [1, 0, 0, 1, 0, 8]),
    "due on the day": ({"measures.1.due": date(2010, 12, 1)}, [1, 1, 0, 0, 0, 8]),
    "no earlier occasion": (
        {"occasion.0.previous_date": None, "measures.0.due": date(2009, 12, 1)},
        [1, 1, 0, 0, 0, 8],
    ),
}


@pytest.mark.parametrize("case", PROMISES)
def test_last_year_s_promises(case: str) -> None:
    changes, expected = PROMISES[case]
    (totals,) = book(changes).rows(MeasureTotals)
    assert [totals.known(key) for key in TOTALS] == expected


# --- the workbook's own formulas --------------------------------------------------------------------------

# As much as can be wrong at once, without one fault hiding another.
FAULTS: dict[str, Any] = {
    "occasion.0.previous_date": date(2010, 12, 1), "occasion.0.facilitator": "HANDLÄGGARE",
    "occasion.0.independent": False, "occasion.0.part_k": 9.0, "occasion.0.p9": None,
    "personal.0.p8": 4.0, "personal.1.p2": 6.5, "personal.2.p3": 11.0, "personal.3.p5": 0.0,
    "personal.4.code": None, "personal.4.role": None, "joint.0.joint": 9.0, "joint.1.joint": 6.3,
    "joint.1.previous": 4.3,
    "joint.2.joint": 10.5, "joint.4.joint": None, "joint.5.previous": 0.5, "joint.7.joint": 4.0,
    "measures.0.outcome": None, "measures.2.outcome": "Ej", "measures.8.parameter": "Struktur",
    "years.0.fourth": 10.5, "years.0.third": 4.0, "years.1.second": 3.0,
}  # fmt: skip
WORKBOOKS = {"blank": None, "sound": {}, "faults": FAULTS, "scale": on_four_steps(), "years": {
    "years.0.third": 3.0, "years.1.second": 2.0, "measures.1.outcome": "Delvis", "measures.2.outcome": "Ej",
    "measures.0.due": date(2009, 12, 1),
}}  # fmt: skip
# LibreOffice computes an Excel file anew only when it is told to.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def pages_of(changes: Mapping[str, Any] | None) -> Pages:
    filled = {} if changes is None else records(changes)
    return build(Uppfoljningsbok, Stamp("uppfoljningsbok", Uppfoljningsbok.version), Sender(), filled, Limits(), TODAY)


def without_values(pages: Pages) -> Pages:
    """The pages with a wrong value stored in every formula, so that none is right by being kept."""
    bare = copy.deepcopy(pages)
    for grid in bare.grids:
        for spot, cell in grid.cells.items():
            if cell.formula:
                grid.cells[spot] = replace(cell, value="inte räknad")
    return bare


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CalamineWorkbook]:
    """Each workbook, as LibreOffice computes it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("office")
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(RECALCULATE)
    for name, changes in WORKBOOKS.items():
        xlsx.write(without_values(pages_of(changes)), folder / f"{name}.xlsx")
    typed = without_values(pages_of(WORKBOOKS["sound"]))
    typed_mark(typed, "sju")
    xlsx.write(typed, folder / "typed.xlsx")
    files = [str(path) for path in folder.glob("*.xlsx")]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    subprocess.run([office, profile, "--headless", *target, *files], check=True, capture_output=True, timeout=180)
    return {path.stem: CalamineWorkbook.from_path(str(path)) for path in (folder / "out").glob("*.xlsx")}


def typed_mark(pages: Pages, text: str) -> None:
    """A text where the first participant's mark for P4 was."""
    grid = next(grid for grid in pages.grids if grid.name == "Personlig bedömning")
    column = next(c for (_, c), cell in grid.cells.items() if cell.value == "personal.p4")
    row = next(r for (r, _), cell in grid.cells.items() if cell.value == "D-01")
    grid.cells[row, column] = replace(grid.cells[row, column], value=text)


def differences(pages: Pages, book: CalamineWorkbook) -> list[str]:
    """Every formula's cell where LibreOffice shows another value than Python stored."""
    found = []
    for grid in pages.grids:
        rows = book.get_sheet_by_name(grid.name).to_python(skip_empty_area=False)
        for (r, c), cell in grid.cells.items():
            if not cell.formula:
                continue
            theirs = rows[r][c] if r < len(rows) and c < len(rows[r]) else ""
            ours = "" if cell.value is None else cell.value
            if isinstance(ours, int | float) and isinstance(theirs, int | float):
                if abs(ours - theirs) < 1e-9:
                    continue
            elif ours == theirs:
                continue
            found.append(f"{grid.name} {a1(r, c)}: Python {ours!r}, LibreOffice {theirs!r}")
    return found


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", WORKBOOKS)
def test_formulas_agree_with_python(name: str, recalculated: dict[str, CalamineWorkbook]) -> None:
    assert differences(pages_of(WORKBOOKS[name]), recalculated[name]) == []


def test_the_faulty_workbook_breaks_every_rule() -> None:
    rules = {rule.short for part in Uppfoljningsbok.parts[1:] for rule in part.rules}
    missing = rules - {breach.short for breach in breaches(book(FAULTS))}
    assert missing == {"Skalans högsta är inte större än dess lägsta"}  # it would hide the others


@pytest.mark.libreoffice
def test_text_as_a_mark_breaks_no_formula(recalculated: dict[str, CalamineWorkbook]) -> None:
    """It counts as no mark, and the row says so; nothing else changes."""
    found = differences(pages_of({"personal.0.p4": None}), recalculated["typed"])
    counted = ("Kontroll ", "Personlig bedömning A3")
    told = "P4 Förmedlande instanser: ska vara ett helt steg på skalan."
    assert [line for line in found if not line.startswith(counted)] == [
        f"Personlig bedömning N6: Python '', LibreOffice '{told}'"
    ]


def test_excel_has_room_for_every_formula() -> None:
    """Excel refuses a file with a formula of more than 8,192 characters."""
    formulas = [cell.formula for grid in pages_of(None).grids for cell in grid.cells.values()]
    assert max(map(len, formulas)) <= 8192
