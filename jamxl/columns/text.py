"""Columns of text: free text, codes of a fixed shape, and the IDs of rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jamxl import swedish
from jamxl.columns.base import Column, Constraint, Remark, as_typed, bare
from jamxl.grid import Validation


@dataclass(frozen=True, kw_only=True)
class Text(Column):
    """Free text."""

    wrap = True
    width: float = 30
    native_type = str

    def plainly(self, filled: Sequence[Any]) -> bool:
        return as_typed(filled)

    def read(self, raw: Any, until: date | None) -> Any:
        return bare(raw)

    def sample(self, number: int) -> Any:
        return f"{self.header} {number + 1}"


@dataclass(frozen=True, kw_only=True)
class Code(Text):
    """Short text with a fixed shape that Excel must not turn into a number, such as a municipality code.

    `options` under `list_name` go to Listor for formulas to look in; they are not offered as a drop-down.
    """

    digits: int = 0
    options: tuple[str, ...] = ()
    list_name: str = ""
    wrap = False
    width: float = 14
    kind_name = "kod (text)"

    def read(self, raw: Any, until: date | None) -> Any:
        if self.digits and type(raw) in (float, int) and raw == int(raw) and raw >= 0:
            restored = f"{int(raw):0{self.digits}d}"
            return Remark("JX308", restored, {"taken": restored})
        return super().read(raw, until)

    def validation(self) -> Validation | None:
        if not self.digits:
            return None
        return Validation(
            "custom",
            f"AND(LEN({{cell}})={self.digits},ISNUMBER(VALUE({{cell}})))",
            error_title=self.header,
            error=f"Skriv {self.digits} siffror, även inledande nollor.",
        )

    def demands(self) -> Iterator[Constraint]:
        if self.digits:
            yield Constraint(
                "JX403",
                None,
                f"{self.header}: ska ha {self.digits} siffror",
                f'AND({{{self.key}}}<>"",LEN({{{self.key}}})<>{self.digits})',
                lambda values, book: [
                    i for i, v in enumerate(values) if v is not None and not (len(v) == self.digits and v.isdigit())
                ],
                expected=f"{self.digits} siffror",
            )

    def sample(self, number: int) -> Any:
        if self.options:
            return self.options[number % len(self.options)]
        return f"{number + 1:0{self.digits}d}" if self.digits else super().sample(number)


@dataclass(frozen=True, kw_only=True)
class Name(Column):
    """What a thing is called by, such as an ID: spaces around it mean nothing."""

    native_type = str

    def plainly(self, filled: Sequence[Any]) -> bool:
        return as_typed(filled)

    def read(self, raw: Any, until: date | None) -> Any:
        return bare(raw)


@dataclass(frozen=True, kw_only=True)
class Identity(Name):
    """The row's own ID: unique, with a prefix, never re-used."""

    prefix: str
    digits: int = 2
    width: float = 11
    kind_name = "ID"

    def make(self, number: int) -> str:
        """The ID of row `number` (from 0)."""
        return f"{self.prefix}-{number + 1:0{self.digits}d}"

    sample = make

    def well_formed(self, text: str) -> bool:
        """The prefix, a hyphen and digits, upper or lower case."""
        return re.fullmatch(f"{self.prefix}-[0-9]+", text, re.IGNORECASE) is not None

    def about(self, values: Sequence[Any], book: Any) -> Callable[[Any], Remark]:
        """What is told of an ID without the prefix: how it is written, with an example that no row has."""
        taken = {swedish.id_key(value) for value in values if value is not None and self.well_formed(value)}
        free = max((key[1] for key in taken if key), default=0)

        def tell(value: str) -> Remark:
            key = swedish.id_key(f"{self.prefix}-{value}" if value.isdigit() else value)
            meant = key and key not in taken and key[0] == self.prefix.casefold() and key[1]
            return Remark("JX405", facts={"expected": self.shape(self.make((meant or free + 1) - 1))})

        return tell

    def shape(self, example: str) -> str:
        """How an ID is written, in words."""
        return f"{self.prefix}- och ett löpnummer, till exempel {example}"

    def validation(self) -> Validation | None:
        return Validation(
            "custom",
            "COUNTIF({range},{cell})=1",
            error_title=self.header,
            error=f"{self.header} finns redan. Varje rad ska ha ett eget ID, t.ex. {self.make(0)}.",
        )

    def demands(self) -> Iterator[Constraint]:
        start = f"{self.prefix}-".casefold()
        yield Constraint(
            "JX405",
            "C04",
            f"{self.header}: ska börja med {self.prefix}-",
            f'AND({{{self.key}}}<>"",LEFT({{{self.key}}},{len(start)})<>"{self.prefix}-")',
            lambda values, book: [
                i for i, value in enumerate(values) if value is not None and not value.casefold().startswith(start)
            ],
            expected=self.shape(self.make(0)),
            about=self.about,
        )
        yield Constraint(
            "JX404",
            "C04",
            f"{self.header}: samma ID på flera rader",
            f'AND({{{self.key}}}<>"",COUNTIF({{.{self.key}}},{{{self.key}}})>1)',
            duplicates,
            expected="ett eget ID på varje rad",
        )


def duplicates(values: Sequence[Any], book: Any = None) -> list[int]:
    """Indexes of values that stand in several places (upper and lower case alike, as Excel counts)."""
    folded = [value.casefold() if isinstance(value, str) else value for value in values]
    counts = Counter(folded)
    if len(counts) == len(folded):
        return []
    return [i for i, value in enumerate(folded) if value is not None and counts[value] > 1]
