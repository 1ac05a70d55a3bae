"""jamxl from Python: what the commands do, as pandas frames."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from jamxl import workflow
from jamxl.consolidation import Consolidated, Delivery, when
from jamxl.consolidation import consolidate as consolidate_deliveries
from jamxl.dates import Period
from jamxl.findings import Finding
from jamxl.project import Limits
from jamxl.rounds import since
from jamxl.standard import books

PathName = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Result:
    """One checked file: `status` is "ok", "warnings", "errors" or "refused"."""

    path: str
    unit: str
    period: str
    book: str
    status: str
    findings: list[Finding]
    frames: dict[str, pd.DataFrame]

    def findings_frame(self) -> pd.DataFrame:
        """One row a finding; the columns are the finding's JSON fields, `cells` a list of A1 addresses."""
        return pd.DataFrame([finding.to_json() for finding in self.findings])


@dataclass(frozen=True, slots=True)
class Together:
    """A consolidation: `frames` by table key, `findings` one row a finding, `balance` one row a file and table."""

    period: str
    frames: dict[str, pd.DataFrame]
    findings: pd.DataFrame
    balance: pd.DataFrame
    data: Consolidated


def check(path: PathName, *, today: date | None = None) -> Result:
    """Read and check one workbook, with the default limits.

    `frames`: for each table key (e.g. "budget") a frame with one row a filled row and the columns unit_id, period and
    so on, the table's own keys, and file, sheet, row (the Excel row). Hours are float64 hours, shares fractions
    (0.2 is 20 %), dates datetime.date, Ja/Nej True/False; a blank is NaN or None. Nothing is raised for bad data or an
    unreadable file: that is in `findings`, and `frames` is then empty. Source: the file's own cells; computed columns
    are worked out again, never taken from the file. Tables that are private to the unit are left out.
    """
    day = today or date.today()
    (delivery,) = workflow.deliveries([Path(path)], Limits(), day)
    together = consolidate_deliveries([delivery], books())
    frames = dict(together.frames) if delivery.status != "refused" else {}
    return Result(
        delivery.path,
        delivery.unit,
        delivery.period,
        delivery.book,
        delivery.status,
        delivery.findings,
        frames,
    )


def consolidate(paths: Iterable[PathName], *, period: str = "", today: date | None = None) -> Together:
    """Read, check and consolidate workbooks and folders of workbooks, for one period (default: the latest found).

    Raises ValueError when `period` is none, such as "i våras".

    Frames as in `check`, all units below each other, ordered by municipality and unit. `findings` has the columns
    path, unit and the finding's JSON fields; `balance` has path, table, read, consolidated, refused (rows), where
    read = consolidated + refused. Files that cannot be used are refused with a finding, never an exception.

    Files of earlier periods are not in the figures, but what differs from them is among the findings (JX6xx), in
    `frames["round_rows"]` (rows that came, changed or went) and `frames["round_numbers"]` (numbers period by period).
    """
    day = today or date.today()
    files = workflow.workbooks([Path(path) for path in paths])
    found = workflow.deliveries(files, Limits(), day)
    data = in_order(list(found), Period.parse(period).code if period else "")
    lines: list[dict[str, Any]] = [
        {"path": delivery.path, "unit": delivery.unit, **finding.to_json()} for delivery, finding in data.findings()
    ]
    columns = ["path", "table", "read", "consolidated", "refused"]
    balance = pd.DataFrame([(d.path, *rest) for d, *rest in data.balance()], columns=columns)
    return Together(data.period, dict(data.frames), pd.DataFrame(lines), balance, data)


def in_order(found: Sequence[Delivery], period: str) -> Consolidated:
    """The consolidation of a period, with those of the periods before it that there are files of."""
    data = consolidate_deliveries(found, books(), period=period)
    known = {delivery.period for delivery in found if delivery.status != "refused"}
    earlier = sorted((code for code in known if when(code) < when(data.period)), key=when)
    return since(data, [consolidate_deliveries(found, books(), period=code) for code in earlier])


__all__ = ["Delivery", "Result", "Together", "check", "consolidate"]
