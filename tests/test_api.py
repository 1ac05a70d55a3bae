"""jamxl from Python: frames as the docstrings say them, and findings instead of exceptions."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import tables

from jamxl import api
from jamxl.standard import books

MARKS = """
## Tillfälle
| Uppgift | Värde |
| Datum | 2010-04-20 |
| Samtalsledare | Controller |
| Samtalsledaren är fristående | Ja |
| Deltagare K | 2 |
| Deltagare M | 1 |
| Skalans lägsta | 1 |
| Skalans högsta | 10 |
| Följs upp P1 Utgångspunkter | Nej |

## Personlig bedömning
| Deltagarkod | Roll eller nivå | Kön | P2 Förväntade effekter |
| D-01 | Chef | K | 4 |
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two units' project books, an assessment book and a file that is none."""
    folder = tmp_path_factory.mktemp("api")
    other = tables.PROJECT.replace("| jobbcoachingen |", "| medborgarkontoret |")
    other = other.replace("| Jobbcoachenheten |", "| Medborgarkontoret |")
    (folder / "trasig.xlsx").write_bytes(b"PK")
    return {
        "jobb": tables.fill(folder / "b.xlsx", books()["projektbok"], tables.PROJECT),
        "medborgare": tables.fill(folder / "a.xlsx", books()["projektbok"], other),
        "bedömning": tables.fill(folder / "c.xlsx", books()["uppfoljningsbok"], tables.COVER + MARKS),
        "trasig": folder / "trasig.xlsx",
    }


# The tables of tables.PROJECT and their rows.
FILLED = {"activities": 7, "milestones": 3, "budget": 7, "changes": 2, "roles": 2}
ORIGIN = ["municipality", "unit", "unit_id", "period"]
TRACE = ["file", "sheet", "row"]


def test_check_gives_a_frame_for_each_table(files: dict[str, Path]) -> None:
    result = api.check(files["jobb"], today=tables.TODAY)
    assert (result.unit, result.period, result.book, result.status) == ("jobbcoachingen", "2010-T1", "projektbok", "ok")
    assert result.path == files["jobb"].as_posix()
    project = books()["projektbok"]
    told_of = [part for part in project.parts if not part.private and not part.generated]
    assert set(result.frames) == {part.table_key for part in told_of}
    for part in told_of:
        columns = list(result.frames[part.table_key].columns)
        assert columns[:4] == ORIGIN
        assert columns[-3:] == TRACE
        # What the cover says of the unit stands in every table's first columns.
        told = ("municipality_name", "unit_name", "unit_id", "period") if part is project.parts[0] else ()
        assert columns[4:-3] == [key for key in part.columns if key not in told], part.table_key
    assert {key: len(frame) for key, frame in result.frames.items() if len(frame)} == {
        **{part.table_key: 1 for part in told_of if part.is_form},
        **FILLED,
    }


def test_hours_shares_dates_and_blanks(files: dict[str, Path]) -> None:
    frames = api.check(files["jobb"], today=tables.TODAY).frames
    budget, activities = frames["budget"], frames["activities"]
    for key in ("plan_hours", "act_hours", "plan_sek", "stated_share", "share"):
        assert budget[key].dtype == "float64", key
    assert budget["row"].dtype == "int64"
    assert list(budget["plan_hours"]) == [200, 230, 100, 280, 100, 60, 120]
    assert budget["act_hours"].isna().all()
    assert budget["stated_share"].iloc[0] == pytest.approx(0.183)
    # Worked out again: 200 of 1090.
    assert budget["share"].iloc[0] == pytest.approx(200 / 1090)
    assert activities["plan_start"].dtype == activities["text"].dtype == activities["milestone_id"].dtype == "object"
    assert activities["plan_start"].iloc[0] == date(2009, 9, 1)
    assert type(activities["plan_start"].iloc[0]) is date
    assert list(frames["milestones"]["ready"]) == [True, False, None]
    assert activities["dev_reason"].iloc[0] is None
    assert list(frames["cover"]["file_version"]) == [1.0]
    assert list(frames["roles"]["post"]) == [1.0, 0.5]


def test_findings_as_a_frame(files: dict[str, Path], tmp_path: Path) -> None:
    file = tables.type_in(files["jobb"], {"Timbudget/B-01/Budgetpost": None}, tmp_path / "fel.xlsx")
    result = api.check(str(file), today=tables.TODAY)
    frame = result.findings_frame()
    assert result.status == "errors"
    assert len(frame) == len(result.findings) == 1
    row = frame.iloc[0]
    assert (row["code"], row["sheet"], row["column"], row["cells"]) == ("JX401", "Timbudget", "text", ["B10"])
    assert row["row_id"] == "B-01"
    assert api.check(files["jobb"], today=tables.TODAY).findings_frame().empty


@pytest.mark.parametrize(("name", "code"), [("trasig", "JX101"), ("borta", "JX118")])
def test_a_refused_file_gives_no_frames_and_a_finding(files: dict[str, Path], name: str, code: str) -> None:
    path = files.get(name, files["trasig"].with_name("borta.xlsx"))
    result = api.check(path)
    assert (result.status, result.frames, result.unit, result.book) == ("refused", {}, "", "")
    assert [finding.code for finding in result.findings] == [code]
    assert list(result.findings_frame()["severity"]) == ["error"]


def test_private_tables_are_left_out(files: dict[str, Path]) -> None:
    frames = api.check(files["bedömning"], today=tables.TODAY).frames
    parts = books()["uppfoljningsbok"].parts
    assert set(frames) == {part.table_key for part in parts if not part.private and not part.generated}
    assert "personal" not in frames
    joint = frames["joint"].set_index("nr")
    assert joint.loc["P2", "n"] == 1
    # One mark only: what it was is nobody's business.
    assert joint[["mean", "middle", "low", "high", "spread"]].isna().all(axis=None)
    assert joint.loc["P1", "followed"] is False


def test_consolidate_puts_the_units_below_each_other(files: dict[str, Path]) -> None:
    together = api.consolidate(list(files.values()), today=tables.TODAY)
    assert together.period == "2010-T1"
    budget = together.frames["budget"]
    assert list(budget["unit"].unique()) == ["Jobbcoachenheten", "Medborgarkontoret"]
    assert budget.groupby("unit_id")["plan_hours"].sum().to_dict() == {
        "jobbcoachingen": 1090,
        "medborgarkontoret": 1090,
    }
    assert list(budget["row"]) == [*range(10, 17)] * 2
    assert set(budget["file"]) == {files["jobb"].as_posix(), files["medborgare"].as_posix()}
    assert len(together.frames["cover"]) == 3


def test_findings_and_balance_of_a_consolidation(files: dict[str, Path]) -> None:
    together = api.consolidate([files["jobb"].parent], today=tables.TODAY)
    findings, balance = together.findings, together.balance
    assert list(findings.columns[:2]) == ["path", "unit"]
    assert findings.loc[findings["path"] == files["trasig"].as_posix(), "code"].tolist() == ["JX101"]
    assert list(balance.columns) == ["path", "table", "read", "consolidated", "refused"]
    assert (balance["read"] == balance["consolidated"] + balance["refused"]).all()
    rows = balance.groupby("table")["consolidated"].sum()
    assert {key: int(rows[key]) for key in ("budget", "activities", "cover", "joint")} == {
        "budget": 14, "activities": 14, "cover": 3, "joint": 9,
    }  # fmt: skip


def test_of_another_period_everything_is_refused(files: dict[str, Path]) -> None:
    together = api.consolidate([files["jobb"]], period="T2 2010", today=tables.TODAY)
    assert (together.period, together.frames) == ("2010-T2", {})
    assert list(together.findings["code"]) == ["JX113"]
    forms = sum(part.is_form and not part.generated for part in books()["projektbok"].parts)
    assert together.balance["read"].sum() == together.balance["refused"].sum() == sum(FILLED.values()) + forms


def test_a_period_that_is_none() -> None:
    with pytest.raises(ValueError, match="text"):
        api.consolidate([], period="i våras")


def test_nothing_at_all(tmp_path: Path) -> None:
    together = api.consolidate([tmp_path])
    assert (together.period, together.frames) == ("", {})
    assert together.findings.empty
    assert list(together.balance.columns) == ["path", "table", "read", "consolidated", "refused"]
    assert isinstance(together.balance, pd.DataFrame)


def python(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_as_the_package_says_it_twice() -> None:
    """The functions share their names with modules, which must not take their place."""
    code = "import jamxl; print([jamxl.check('x').status for _ in '12'], len(jamxl.consolidate([]).frames))"
    assert python(code) == "['refused', 'refused'] 0"


def test_after_the_modules_were_imported() -> None:
    code = "import jamxl; from jamxl.standard import books; books(); print(jamxl.check('x').status)"
    assert python(code) == "refused"
