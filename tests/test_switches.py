"""Rules that a project makes milder, graver or switches off, with a reason: [regler] in jamxl.toml."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import tables

from jamxl import frame
from jamxl.checking import check
from jamxl.consolidation import consolidate, deliver
from jamxl.frame import Sender, Stamp
from jamxl.grid import RawBook
from jamxl.present import pages
from jamxl.project import Limits, load, template
from jamxl.standard import books
from jamxl.tomlfile import ProjectError
from jamxl.workflow import switch_problems

OFF = '[regler.B03]\nallvar = "av"\nskal = "Planen anger avrundade andelar."\n'
ERROR = OFF.replace('"av"', '"fel"')
NEXT_ROUND = OFF + 'period = "T2 2010"\n'
THIS_ROUND = OFF + 'period = "2010-T1"\n'


def limits(folder: Path, switches: str) -> Limits:
    """The limits of a project with some switches."""
    (folder / "jamxl.toml").write_text(f"{template()}\n{switches}", encoding="utf-8")
    return load(folder).limits


def found(raw: RawBook, of: Limits) -> list[tuple[str | None, str]]:
    return [(finding.rule, finding.severity) for finding in check(raw, books(), of, tables.TODAY).findings]


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ("", [("B03", "warning")]),
        (OFF, []),
        (ERROR, [("B03", "error")]),
        (NEXT_ROUND, [("B03", "warning")]),
        (THIS_ROUND, []),
        (OFF.replace("B03", "B01"), [("B03", "warning")]),
    ],
    ids=["as usual", "off", "graver", "another round", "this round", "another rule"],
)
def test_the_check_heeds_the_switch(
    tmp_path: Path, botkyrka: RawBook, switches: str, expected: list[tuple[str, str]]
) -> None:
    assert found(botkyrka, limits(tmp_path, switches)) == expected


def test_a_rule_of_a_column_and_of_a_cell_are_switched_alike(tmp_path: Path, botkyrka: RawBook) -> None:
    typed = tables.typed(botkyrka, {"Timbudget/B-02/Budget timmar": "230", "Timbudget/B-03/Post-ID": "B-02"})
    usual = found(typed, limits(tmp_path, ""))
    switched = found(typed, limits(tmp_path, OFF.replace("B03", "C08") + OFF.replace("B03", "C04")))
    assert {("C08", "warning"), ("C04", "error")} <= set(usual)
    assert [told for told in usual if told[0] not in ("C04", "C08")] == switched


def kontroll(of: Limits) -> Mapping[str, object]:
    """What is looked at on the book's own sheet Kontroll, with its severity."""
    book = books()["projektbok"]
    rows = tables.records(book, tables.BOTKYRKA)
    built = frame.build(book, Stamp("projektbok", book.version), Sender(), rows, of, tables.TODAY)
    grid = next(grid for grid in built.grids if grid.name == "Kontroll")
    lines = {r: cell.value for (r, c), cell in grid.cells.items() if c == 6 and cell.value == "B03"}
    sheet = next(grid for grid in built.grids if grid.name == "Timbudget")
    said = "Angiven andel stämmer inte" in "".join(cell.formula for cell in sheet.cells.values())
    return {"lines": [grid.cells[r, 2].value for r in lines], "said on the row": said}


def test_the_workbook_heeds_it_too(tmp_path: Path) -> None:
    assert kontroll(limits(tmp_path, "")) == {"lines": ["Varning"], "said on the row": True}
    assert kontroll(limits(tmp_path, ERROR)) == {"lines": ["Fel"], "said on the row": True}
    assert kontroll(limits(tmp_path, OFF)) == {"lines": [], "said on the row": False}
    assert kontroll(limits(tmp_path, NEXT_ROUND)) == {"lines": ["Varning"], "said on the row": True}


def test_the_report_says_which_rules_and_why(tmp_path: Path, botkyrka: RawBook) -> None:
    of = limits(tmp_path, THIS_ROUND)
    data = consolidate([deliver(check(botkyrka, books(), of, tables.TODAY))], books(), limits=of)
    summary = pages(data).grids[0]
    row = next(r for (r, c), cell in summary.cells.items() if cell.value == "B03")
    assert [summary.cells[row, c].value for c in (1, 2)] == ["av", "Planen anger avrundade andelar., bara i 2010-T1"]


def test_a_switch_needs_its_reason(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as trouble:
        limits(tmp_path, '[regler.B03]\nallvar = "av"\n')
    assert [str(problem).partition(": ")[2] for problem in trouble.value.problems] == [
        '[regler.B03] saknar skal. Åtgärd: lägg till skal = "Ny regel; ett fel från och med nästa omgång"'
    ]


def test_a_level_that_there_is_none_of(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as trouble:
        limits(tmp_path, OFF.replace('"av"', '"lagom"'))
    assert "av, notis, varning eller fel" in str(trouble.value.problems[0])


def test_a_rule_that_there_is_none_of(tmp_path: Path) -> None:
    (tmp_path / "jamxl.toml").write_text(f"{template()}\n{OFF.replace('B03', 'B033')}", encoding="utf-8")
    assert switch_problems(load(tmp_path)) == ["regler.B033: regeln finns inte. Numren står i böckernas fältlistor."]
