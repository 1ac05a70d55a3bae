"""Columns that are worked out from others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jamxl.columns.base import Column
from jamxl.grid import Validation


@dataclass(frozen=True, kw_only=True)
class Computed(Column):
    """Worked out from the other columns: as an Excel formula, and in Python by `by(row, book)`. They must agree.

    `by_numbers`: those of its words that numbers of people may choose between; any other stands there whatever these
    are. None: all its words tell of the numbers behind them.
    """

    like: Column
    formula: str
    by: Callable[[Any, Any], Any]
    array: bool = False
    by_numbers: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("format", "align", "wrap", "kind_name", "width"):
            object.__setattr__(self, name, getattr(self.like, name))

    @property
    def computed(self) -> bool:
        return True

    def read(self, raw: Any, until: date | None) -> Any:
        return self.like.read(raw, until)

    def show(self, value: Any) -> str:
        return self.like.show(value)

    def show_cell(self, raw: Any) -> str:
        return self.like.show_cell(raw)

    def validation(self) -> Validation | None:
        return Validation(
            "custom",
            "FALSE",
            error_title=self.header,
            error="Den här kolumnen räknas fram. Ändra i stället de kolumner den bygger på.",
        )

    def sample(self, number: int) -> Any:
        return None
