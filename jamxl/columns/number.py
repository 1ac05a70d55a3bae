"""Columns of numbers: any, counts, hours, kronor, shares."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from math import isfinite
from typing import Any, ClassVar, Literal

from jamxl import swedish, texts
from jamxl.columns.base import Column, Constraint, Remark, Symbol, error_in, plain, truth
from jamxl.grid import Validation
from jamxl.swedish import Unreadable

# Larger numbers are slips of the hand, and sums of them lose their last digits.
MOST = 1e15
# Why there is no number, by the symbol of official statistics.
NO_NUMBER = {"..": "uppgiften är inte tillgänglig", ".": "uppgift kan inte förekomma", "\u2013": "inget svar"}
# What may be typed where `symbols` are welcome.
SYMBOLS = ("..", ".", "\u2013", "-")


@dataclass(frozen=True, kw_only=True)
class Number(Column):
    """A number. A bound may be a number, or the place of one on a form ("occasion.scale_low"): then there is a scale.

    `unit` may be typed behind it; `example` is shown in remedies. `symbols`: the signs of official statistics are
    answers too; a dash is nought, the others are read as a Symbol.
    """

    unit: str = ""
    example: str = "3"
    at_least: float | str | None = None
    at_most: float | str | None = None
    symbols: bool = False
    format: str = "#,##0.0#"
    align: Literal["left", "right", "center"] = "right"
    width: float = 11
    kind_name = "tal"
    native_type = float
    # Excel's own name for what may be typed.
    typed_as: ClassVar[Literal["decimal", "whole"]] = "decimal"
    # What Excel itself would take for a value of the kind, were the cell no text.
    natively: ClassVar[re.Pattern[str]] = re.compile(r"[-+]?[0-9][0-9 \u00a0]*(?:,[0-9]+)?")

    def plainly(self, filled: Sequence[Any]) -> bool:
        return all(map(isfinite, filled)) and not (filled and (self.outside(min(filled)) or self.outside(max(filled))))

    def outside(self, value: float) -> bool:
        """Beyond the bounds that the declaration itself gives, or what any municipality has of anything."""
        own = ((bound, beyond) for bound, _, beyond in self.bounds() if not isinstance(bound, str))
        return abs(value) > MOST or any(beyond(value, bound) for bound, beyond in own)

    def inside(self, value: float) -> Any:
        """The value, or the Remark of one that must not be counted on."""
        return Remark("JX403", facts={"expected": self.bound_text()}) if self.outside(value) else value

    def no_number(self, code: str = "JX301", shown: str = "", fix: str = "") -> Remark:
        """The Remark of what is no single number; `shown` where the cell shows something else than was read."""
        shown_facts = {"value": shown} if shown else {}
        return Remark(code, facts={"example": self.example, **shown_facts}, fix=fix)

    def parse(self, text: str) -> swedish.Number:
        return swedish.count(text, self.unit)

    def read(self, raw: Any, until: date | None) -> Any:
        if type(raw) is float or type(raw) is int:
            # No program writes an endless number, but a file may hold one.
            return self.inside(float(raw)) if isfinite(raw) else self.no_number()
        if isinstance(raw, bool):
            return self.no_number(shown=truth(raw))
        if isinstance(raw, date | time | timedelta):
            return self.no_number(fix=texts.MADE_A_DATE)
        return self.read_text(raw)

    def read_text(self, typed: str) -> Any:
        """A number that was typed as text."""
        if error := error_in(typed):
            return error
        if self.symbols and typed.strip() in SYMBOLS:
            return Symbol(typed.strip()) if typed.strip().startswith(".") else 0.0
        try:
            number = self.parse(typed)
        except Unreadable as trouble:
            if trouble.why == "ambiguous":
                return Remark("JX303", facts={"readings": " eller ".join(trouble.readings)})
            return self.no_number("JX312" if trouble.why == "range" else "JX301")
        if number.value is None or (number.symbol and self.above_zero()):
            reason = number.missing or NO_NUMBER[number.symbol]
            if self.symbols:
                return Remark("JX311", Symbol(".."), {"taken": f".. ({reason})"})
            return Remark("JX313", facts={"reason": "" if swedish.fold(typed) == reason else f" ({reason})"})
        if self.outside(number.value):
            return self.inside(number.value)
        about = "cirka " if number.approx else "minst " if number.at_least else "högst " if number.at_most else ""
        whole = "" if number.of is None else f" (av {swedish.show(number.of)})"
        facts = {"taken": about + self.show(number.value) + whole, "example": self.example}
        stored = self.natively.fullmatch(typed.strip())
        return Remark("JX302", number.value, facts, texts.STORED_AS_TEXT if stored else "")

    def above_zero(self) -> bool:
        """A dash cannot mean nought here: the column has a scale, or begins above nought."""
        return isinstance(self.at_least, str) or (self.at_least or 0) > 0

    def bounds(self) -> list[tuple[float | str, str, Callable[[float, float], bool]]]:
        found: list[tuple[Any, str, Callable[[float, float], bool]]] = [
            (self.at_least, "<", lambda value, bound: value < bound),
            (self.at_most, ">", lambda value, bound: value > bound),
        ]
        return [(bound, sign, outside) for bound, sign, outside in found if bound is not None]

    def bound_text(self) -> str:
        """The interval in words: "tal, minst 0"."""
        if any(isinstance(bound, str) for bound, _, _ in self.bounds()):
            return f"{self.kind_name} på skalan"
        words = {"<": "minst", ">": "högst"}
        said = [f"{words[sign]} {self.show(bound)}" for bound, sign, _ in self.bounds()]
        return ", ".join([self.kind_name, *said])

    def scale_text(self, book: Any) -> str:
        """The interval in words, with the ends that the form gives: "skalan är 1\u201310"."""
        ends = [book.lookup(bound) for bound, _, _ in self.bounds() if isinstance(bound, str)]
        known = len(ends) == 2 and None not in ends
        return f"skalan är {self.show(ends[0])}\u2013{self.show(ends[1])}" if known else self.bound_text()

    def about(self, values: Sequence[Any], book: Any) -> Callable[[Any], Remark]:
        """What is told of a value outside the bounds."""
        remark = Remark("JX403", facts={"expected": self.scale_text(book)})
        return lambda value: remark

    def validation(self) -> Validation | None:
        low = self.at_least if isinstance(self.at_least, float | int) else None
        high = self.at_most if isinstance(self.at_most, float | int) else None
        error = f"Tillåtet här: {self.bound_text()}. Skriv till exempel {self.example}."
        if self.symbols:
            signs = ",".join(f'{{cell}}="{sign}"' for sign in SYMBOLS)
            number = self.wrong("{cell}", (low, high))
            return Validation("custom", f"OR({signs},NOT({number}))", error_title=self.header, error=error)
        return Validation(
            self.typed_as,
            "" if low is None else str(low),
            "" if high is None else str(high),
            error_title=self.header,
            error=error,
        )

    def wrong(self, cell: str, bounds: tuple[float | str | None, float | str | None]) -> str:
        """Excel: what stands in a cell is no number of the kind, or beyond a bound; a bound on a form may be blank."""
        tests = [f"NOT(ISNUMBER({cell}))"]
        for bound, sign in zip(bounds, "<>", strict=True):
            if isinstance(bound, str):
                tests.append(f"AND(ISNUMBER({{{bound}}}),N({cell}){sign}{{{bound}}})")
            elif bound is not None:
                tests.append(f"N({cell}){sign}{bound}")
        if self.typed_as == "whole":
            tests.append(f"N({cell})<>INT(N({cell}))")
        return f"OR({','.join(tests)})" if len(tests) > 1 else tests[0]

    def breaks(self, values: Sequence[Any], book: Any) -> list[int]:
        """Indexes of the values that are beyond a bound, or no whole number where one is wanted."""
        known = [(book.lookup(b) if isinstance(b, str) else b, beyond) for b, _, beyond in self.bounds()]
        limits = [(bound, beyond) for bound, beyond in known if bound is not None]
        whole = self.typed_as == "whole"
        return [
            i
            for i, value in enumerate(values)
            if value is not None
            and (any(beyond(value, bound) for bound, beyond in limits) or (whole and value != int(value)))
        ]

    def demands(self) -> Iterator[Constraint]:
        """One demand for all that a number must be: an Excel formula holds 8,192 characters, a table many columns."""
        cell = f"{{{self.key}}}"
        # One look at the cell for all signs, since the formula of a row must be short.
        listed = ",".join(f'"{sign}"' for sign in SYMBOLS)
        signs = f",SUMPRODUCT(--({cell}={{{listed}}}))=0" if self.symbols else ""
        yield Constraint(
            "JX403",
            None,
            f"{self.header}: ska vara {self.bound_text()}",
            f'AND({cell}<>""{signs},{self.wrong(cell, (self.at_least, self.at_most))})',
            self.breaks,
            expected=self.bound_text(),
            about=self.about,
        )

    def sample(self, number: int) -> Any:
        return float(5 * (number % 7) + 5)


@dataclass(frozen=True, kw_only=True)
class Whole(Number):
    """A count."""

    at_least: float | str | None = 0
    format: str = "#,##0"
    width: float = 10
    kind_name = "heltal"
    typed_as = "whole"

    def sample(self, number: int) -> Any:
        least = self.at_least if isinstance(self.at_least, float | int) else 0
        return float(max(least, number % 5 + 1))


@dataclass(frozen=True, kw_only=True)
class Hours(Number):
    """Hours, as a decimal number."""

    example: str = "38,5"
    at_least: float | str | None = 0
    kind_name = "timmar"

    def parse(self, text: str) -> swedish.Number:
        return swedish.hours(text)

    def show(self, value: Any) -> str:
        return plain(value) + " h" if value is not None else ""

    def read(self, raw: Any, until: date | None) -> Any:
        if isinstance(raw, time | timedelta):
            # 1:30 typed in a cell becomes a clock time in Excel, 36:00 a duration: hours were meant.
            span = raw if isinstance(raw, timedelta) else timedelta(hours=raw.hour, minutes=raw.minute)
            value = span / timedelta(hours=1)
            return Remark("JX316", value, {"taken": self.show(value)})
        return super().read(raw, until)


@dataclass(frozen=True, kw_only=True)
class Kronor(Number):
    """An amount of money in kronor, however many thousands or millions of them were typed."""

    example: str = "12 500"
    at_least: float | str | None = 0
    format: str = "#,##0"
    width: float = 12
    kind_name = "kronor"

    def parse(self, text: str) -> swedish.Number:
        return swedish.kronor(text)

    def show(self, value: Any) -> str:
        return "" if value is None else plain(value) + " kr"


@dataclass(frozen=True, kw_only=True)
class Percent(Number):
    """A share, stored as a fraction, shown in per cent."""

    example: str = "20 %"
    at_least: float | str | None = 0
    at_most: float | str | None = 1
    format: str = "0.0%"
    width: float = 11
    kind_name = "procent"
    natively = re.compile(Number.natively.pattern + " ?%")

    def parse(self, text: str) -> swedish.Number:
        return swedish.percent(text)

    def show(self, value: Any) -> str:
        return "" if value is None else swedish.show(swedish.round_half_up(value * 100, 1)) + " %"

    def read(self, raw: Any, until: date | None) -> Any:
        if type(raw) in (float, int) and 2 <= raw <= 100 and self.at_most == 1:
            # The cell lost its per-cent format: 20 stands there, 20 % was meant. Below 2 it is 120 %, and too much.
            return Remark("JX316", raw / 100, {"taken": self.show(raw / 100)})
        return super().read(raw, until)

    def sample(self, number: int) -> Any:
        return (number % 10 + 1) / 10
