"""What all kinds of column share: how a cell is read, what is said about it, what is demanded of it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Literal

from jamxl import swedish
from jamxl.columns.kin import Kin, kin
from jamxl.grid import Validation


class Unknown(Exception):
    """A rule asked for a cell that is blank though required, or could not be read: the rule says nothing."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What must be said about a cell that was not simply read: a code of `texts`, and what it was taken for.

    `fix`: a remedy that fits better than the code's own.
    """

    code: str
    value: Any = None
    facts: dict[str, str] = field(default_factory=dict)
    fix: str = ""


class Symbol(str):
    """A sign of official statistics where a number could stand: ".." (not available) or "." (cannot occur)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Constraint:
    """A demand on one column. `breaks` gets the column's values and the book, and gives the broken rows' indexes.

    `near` gets a broken value and the book, and gives what may have been meant. `about` gets the column and the book
    and gives what tells more of each broken value: facts that go before `expected`, a remedy before the code's own.
    """

    code: str
    rule: str | None
    short: str
    excel: str
    breaks: Callable[[Sequence[Any], Any], Collection[int]]
    expected: str = ""
    near: Callable[[Any, Any], str | None] = lambda value, book: None
    about: Callable[[Sequence[Any], Any], Callable[[Any], Remark]] | None = None

    @property
    def tag(self) -> str:
        """What stands in brackets after the short text in the workbook's own Kontroll column."""
        return self.rule or self.code


def plain(value: object) -> str:
    """A value as a person would type it in Swedish Excel."""
    match value:
        case None:
            return ""
        case bool():
            return "Ja" if value else "Nej"
        case float() | int():
            return swedish.show(value)
        case datetime():
            # Excel keeps a day as its midnight.
            return value.isoformat(" ", "minutes") if value.time() != time() else str(value.date())
        case time():
            return value.isoformat("minutes")
        case timedelta():
            hours, seconds = divmod(round(value.total_seconds()), 3600)
            return f"{hours}:{seconds // 60:02d}"
        case _:
            return str(value)


def truth(raw: bool) -> str:
    """What Swedish Excel shows for a truth value."""
    return "SANT" if raw else "FALSKT"


def verbatim(raw: object) -> str:
    """What was typed in a cell for text, as text: a number without thousands separators."""
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return str(int(raw)) if raw == int(raw) else str(raw).replace(".", ",")
    return plain(raw)


def bare(raw: object) -> str | Remark:
    """What was typed, without spaces around it; the Remark of an Excel error, or of what Excel made a date."""
    typed = verbatim(raw).strip()
    if isinstance(raw, date | time | timedelta):
        # A registry number such as 2009-3060219 or an age such as 9-10 that Excel turned into a date.
        return Remark("JX310", typed, {"taken": typed})
    return error_in(typed) or typed


def error_in(typed: str) -> Remark | None:
    """The Remark of an Excel error that was typed or pasted, in English or Swedish."""
    code = swedish.excel_error(typed)
    return None if code is None else shows_error(code)


def shows_error(code: str) -> Remark:
    """The Remark of a cell that shows an Excel error, named as people see it."""
    return Remark("JX306", facts={"error": swedish.error_name(code)})


def as_typed(texts: Sequence[str]) -> bool:
    """No text is an Excel error or has spaces around it."""
    return "#" not in "\n".join(texts) and all(text == text.strip() for text in texts)


# What a number says of people. True: it counts persons, or events that each belong to one. Keys: it is an amount or a
# share of the persons who are counted in those columns together. A function says which of these it is in a row.
About = bool | str | tuple[str, ...]
People = About | Callable[[Mapping[str, Any]], About]


@dataclass(frozen=True, kw_only=True)
class Column:
    """What all kinds share. `header` is what staff see, `key` (the attribute's name) what the code says.

    `new_in`: the version of the template that first had it. `people`: what is protected when it is published (see
    People). `adds`: the numbers that it is the sum of, and `within`: those that it is a part of, by their names (see
    kin); a function says which in a row.
    """

    header: str
    key: str = ""
    required: bool = True
    prompt: str = ""
    width: float = 14
    synonyms: tuple[str, ...] = ()
    carry: bool = True
    previous: str = ""
    fixed: bool = False
    default: Any = None
    new_in: str = ""
    people: People = False
    adds: tuple[str, ...] | Callable[[Mapping[str, Any]], tuple[str, ...]] = ()
    within: tuple[str, ...] = ()

    format = "@"
    align: Literal["left", "right", "center"] = "left"
    wrap = False
    kind_name = "text"
    # What a cell of the kind comes as, when Excel held it rightly.
    native_type: ClassVar[type | None] = None

    def of_people(self, row: Mapping[str, Any]) -> bool | tuple[str, ...]:
        """What the number in a row says of people: `people`, with the keys of the persons always in a tuple."""
        said = self.people(row) if callable(self.people) else self.people
        return (said,) if isinstance(said, str) else said

    def sum_of(self, row: Mapping[str, Any]) -> tuple[Kin, ...]:
        """What the number in a row is the sum of."""
        return tuple(map(kin, self.adds(row) if callable(self.adds) else self.adds))

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "key", name)

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        # Only reached when the row holds no value of its own under this name.
        if row is None:
            return self
        raise Unknown(self.key)

    @property
    def computed(self) -> bool:
        return False

    def read(self, raw: Any, until: date | None) -> Any:
        """The value of a non-empty cell, or a Remark. `until` is the last day of the period that is reported."""
        raise NotImplementedError

    def native(self, raw: Sequence[Any]) -> list[Any] | None:
        """A whole column of cells ("" is blank) in one go, when none needs a remark; None: `read` each."""
        filled = [cell for cell in raw if cell != ""]
        if self.native_type is None or set(map(type, filled)) - {self.native_type} or not self.plainly(filled):
            return None
        return filled if len(filled) == len(raw) else [None if cell == "" else cell for cell in raw]

    def plainly(self, filled: Sequence[Any]) -> bool:
        """Cells of the native type can be taken as they are."""
        return True

    def show(self, value: Any) -> str:
        """The value in words for a message."""
        return plain(value)

    def show_cell(self, raw: Any) -> str:
        """What stands in a cell, in the column's own form where it is of the kind."""
        return self.show(raw) if type(raw) is self.native_type else plain(raw)

    def validation(self) -> Validation | None:
        """What Excel lets people type."""
        return None

    def constraints(self) -> Iterator[Constraint]:
        """The demands that follow from the declaration, in the order the workbook's own check tests them."""
        if self.required:
            yield Constraint(
                "JX401",
                None,
                f"Fyll i {self.header}",
                f'{{{self.key}}}=""',
                lambda values, book: [i for i, value in enumerate(values) if value is None],
            )
        yield from self.demands()

    def demands(self) -> Iterator[Constraint]:
        """The constraints of the kind."""
        return iter(())

    def sample(self, number: int) -> Any:
        """A plausible value for row `number` (from 0)."""
        raise NotImplementedError
