"""Columns of dates and reporting periods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from jamxl import dates, texts
from jamxl.columns.base import Column, Constraint, Remark, error_in, plain, truth, verbatim
from jamxl.grid import Validation
from jamxl.swedish import Unreadable

# What Excel itself would take for a day, were the cell no text.
NATIVELY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A date. With an `edge`, a week, month or term is welcome too and its first or last day is taken."""

    edge: Literal["", "start", "end"] = ""
    format: str = "yyyy-mm-dd"
    width: float = 13
    kind_name = "datum"
    native_type = date

    def read(self, raw: Any, until: date | None) -> Any:
        if type(raw) is date:
            return raw
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, bool):
            return self.no_day({"value": truth(raw)})
        if isinstance(raw, time | timedelta):
            return self.no_day()
        if isinstance(raw, float | int):
            # 20090903 and 090903 are numbers to Excel, dates to people; other numbers are not guessed at. Up to 60000
            # they may be Excel's own count of days, in a cell that lost its date format.
            raw = f"{int(raw):06d}" if raw == int(raw) and raw > 60_000 else plain(raw)
        if error := error_in(raw):
            return error
        try:
            span = dates.span(raw, year=until.year if until else None)
        except Unreadable:
            return self.no_day()
        exact = span.precision == "day" and not span.approx
        if not exact and not self.edge:
            return self.no_day()
        value = self.day_of(span)
        if value is None:
            return Remark("JX314")
        if earlier := self.year_before(raw, span, until):
            return Remark("JX303", facts={"readings": f"{earlier} eller {value}"})
        stored = NATIVELY.fullmatch(raw.strip())
        return Remark("JX305", value, {"taken": plain(value)}, texts.STORED_AS_TEXT if stored else "")

    def no_day(self, facts: dict[str, str] | None = None) -> Remark:
        """The Remark of what is no date; an edge takes more than days."""
        return Remark("JX304", facts=facts or {}, fix=texts.DAY_OR_PERIOD if self.edge else "")

    def day_of(self, span: dates.Span) -> date | None:
        """The day that a span is taken for."""
        return span.end if self.edge == "end" else span.start

    def year_before(self, typed: str, span: dates.Span, until: date | None) -> date | None:
        """The day of the year before, when the year was not typed and the span begins after what is reported."""
        if until is None or span.start is None or span.start <= until:
            return None
        try:
            earlier = dates.span(typed, year=until.year - 1)
        except Unreadable:
            return None
        return None if earlier == span else self.day_of(earlier)

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

    def read(self, raw: Any, until: date | None) -> Any:
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
