"""Columns of dates and reporting periods."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from jamxl import dates
from jamxl.columns.base import Column, Constraint, Remark, error_in, plain, verbatim
from jamxl.grid import Validation
from jamxl.swedish import Unreadable


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A date. With an `edge`, a week, month or term is welcome too and its first or last day is taken."""

    edge: Literal["", "start", "end"] = ""
    format: str = "yyyy-mm-dd"
    width: float = 13
    kind_name = "datum"
    native_type = date

    def read(self, raw: Any, year: int | None) -> Any:
        if type(raw) is date:
            return raw
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, time | timedelta | bool):
            return Remark("JX304", facts={"taken": plain(raw)})
        if isinstance(raw, float | int):
            # 20090903 and 090903 are numbers to Excel, dates to people; other numbers are not guessed at. Up to 60000
            # they may be Excel's own count of days, in a cell that lost its date format.
            raw = f"{int(raw):06d}" if raw == int(raw) and raw > 60_000 else plain(raw)
        if error := error_in(raw):
            return error
        try:
            span = dates.span(raw, year=year)
        except Unreadable:
            return Remark("JX304")
        if span.precision == "day" and not span.approx:
            return Remark("JX305", span.start, {"taken": plain(span.start)})
        if not self.edge:
            return Remark("JX304")
        value = span.start if self.edge == "start" else span.end
        if value is None:
            return Remark("JX314")
        return Remark("JX305", value, {"taken": plain(value)})

    def validation(self) -> Validation | None:
        if self.edge:
            return None
        return Validation(
            "date",
            "DATE(1990,1,1)",
            error_title=self.header,
            error="Skriv ett datum som 2010-03-15 (år-månad-dag).",
        )

    def demands(self) -> Iterator[Constraint]:
        # Text such as "v. 37" is read by jamxl but not by the workbook's own formulas; it says so only where a day is
        # demanded.
        if not self.edge:
            yield Constraint(
                "JX304",
                None,
                f"{self.header}: inte ett datum",
                f'AND({{{self.key}}}<>"",NOT(ISNUMBER({{{self.key}}})))',
                lambda values, book: (),
            )

    def sample(self, number: int) -> Any:
        return date(2010, 1 + number % 4, 1 if self.edge != "end" else 28)


@dataclass(frozen=True, kw_only=True)
class PeriodName(Column):
    """A reporting period such as 2010-T1, kept as its code."""

    kind_name = "period"

    def read(self, raw: Any, year: int | None) -> Any:
        typed = verbatim(raw)
        if error := error_in(typed):
            return error
        try:
            period = dates.Period.parse(typed)
        except Unreadable:
            return Remark("JX315")
        return period.code if period.code == typed else Remark("JX311", period.code, {"taken": period.code})

    def sample(self, number: int) -> Any:
        return "2010-T1"
