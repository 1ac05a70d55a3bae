"""The kinds of column. Each knows its Excel face, its reader, its constraints and its sample.

A cell is read to a plain value, or to a `Remark` when something must be said about it. Units: hours as float hours,
kronor as float kronor, per cent as a fraction, dates as `datetime.date`, identities and choices as the text that
stands in the list.
In formulas, {key} is this row's cell in column `key`, {.key} that whole column, {table.key} another table's column or
a form's field, and {limits.name} a setting of the project; `formulas` puts Excel's references in.

The functions here are the words a declaration is written with. They give Any, so that a column can be annotated with
its value's type.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Literal

from jamxl.columns.base import About, Adds, Column, Constraint, Remark, Symbol, Unknown, plain, shows_error, verbatim
from jamxl.columns.choice import Choice, Reference, YesNo
from jamxl.columns.computed import Computed
from jamxl.columns.day import Day, PeriodName
from jamxl.columns.number import Hours, Kronor, Number, Percent, Whole
from jamxl.columns.text import Code, Identity, Text

__all__ = [
    "About", "Adds", "Choice", "Code", "Column", "Computed", "Constraint", "Day", "Hours", "Identity", "Kronor",
    "Number", "Percent", "PeriodName", "Reference", "Remark", "Symbol", "Text", "Unknown", "Whole", "YesNo", "plain",
    "shows_error", "verbatim",
]  # fmt: skip


def listed(options: type[StrEnum]) -> tuple[tuple[str, ...], str]:
    """An enum's values, and the defined name of its list on Listor."""
    name = "".join("_" + c.lower() if c.isupper() else c for c in options.__name__)
    return tuple(option.value for option in options), "lista" + name


def identity(header: str, prefix: str, **more: Any) -> Any:
    return Identity(header=header, prefix=prefix, **more)


def text(header: str, **more: Any) -> Any:
    return Text(header=header, **more)


def code(header: str, **more: Any) -> Any:
    return Code(header=header, **more)


def choice(header: str, options: type[StrEnum], **more: Any) -> Any:
    values, name = listed(options)
    return Choice(header=header, options=values, list_name=name, **more)


def yes_no(header: str, **more: Any) -> Any:
    return YesNo(header=header, **more)


def number(header: str, **more: Any) -> Any:
    return Number(header=header, **more)


def whole(header: str, **more: Any) -> Any:
    return Whole(header=header, **more)


def hours(header: str, **more: Any) -> Any:
    return Hours(header=header, **more)


def kronor(header: str, **more: Any) -> Any:
    return Kronor(header=header, **more)


def percent(header: str, **more: Any) -> Any:
    return Percent(header=header, **more)


def day(header: str, **more: Any) -> Any:
    return Day(header=header, **more)


def edge(header: str, which: Literal["start", "end"], **more: Any) -> Any:
    return Day(header=header, edge=which, **more)


def period(header: str, **more: Any) -> Any:
    return PeriodName(header=header, **more)


def reference(header: str, to: str, **more: Any) -> Any:
    return Reference(header=header, to=to, **more)


def computed(like: Any, formula: str, by: Callable[[Any, Any], Any], **more: Any) -> Any:
    return Computed(header=like.header, prompt=like.prompt, like=like, formula=formula, by=by, required=False, **more)
