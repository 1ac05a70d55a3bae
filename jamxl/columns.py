"""The kinds of column. Each knows its Excel face, its reader, its constraints and its sample.

A cell is read to a plain value, or to a `Remark` when something must be said about it. Units: hours as float hours,
per cent as a fraction, dates as `datetime.date`, identities and choices as the text that stands in the list.
In formulas, {key} is this row's cell in column `key`, {table.key} is that whole column or that form's field, and
{limits.name} a setting of the project; `build` puts the Excel reference in.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Literal

from jamxl import dates, swedish
from jamxl.grid import Validation
from jamxl.swedish import Unreadable


class Unknown(Exception):
    """A rule asked for a cell that is blank though required, or could not be read: the rule says nothing."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What must be said about a cell that was not simply read: a code of `texts`, and what it was taken for."""

    code: str
    value: Any = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A demand on one column. `breaks` gets the column's values and the book, and gives the broken rows' indexes."""

    code: str
    rule: str | None
    short: str
    excel: str
    breaks: Callable[[Sequence[Any], Any], Collection[int]]
    expected: str = ""

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
            return value.isoformat(" ", "minutes")
        case time():
            return value.isoformat("minutes")
        case timedelta():
            hours, seconds = divmod(round(value.total_seconds()), 3600)
            return f"{hours}:{seconds // 60:02d}"
        case _:
            return str(value)


def verbatim(raw: object) -> str:
    """What was typed in a cell for text, as text: a number without thousands separators."""
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return str(int(raw)) if raw == int(raw) else str(raw).replace(".", ",")
    return plain(raw)


@dataclass(frozen=True, kw_only=True)
class Column:
    """What all kinds share. `header` is what staff see, `key` (the attribute's name) what the code says."""

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

    format = "@"
    align: Literal["left", "right", "center"] = "left"
    wrap = False
    kind_name = "text"

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

    def read(self, raw: Any, year: int | None) -> Any:
        """The value of a non-empty cell, or a Remark. `year` completes dates typed without one."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """The value in words for a message."""
        return plain(value)

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


@dataclass(frozen=True, kw_only=True)
class Text(Column):
    """Free text."""

    wrap = True
    width: float = 30

    def read(self, raw: Any, year: int | None) -> Any:
        if type(raw) is str:
            error = swedish.excel_error(raw)
            return raw.strip() if error is None else Remark("JX306", facts={"error": error})
        typed = verbatim(raw)
        if isinstance(raw, date | time | timedelta):
            # A registry number such as 2009-3060219 or an age such as 9-10 that Excel turned into a date.
            return Remark("JX310", typed, {"taken": typed})
        return typed

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

    def read(self, raw: Any, year: int | None) -> Any:
        if self.digits and type(raw) in (float, int) and raw == int(raw) and raw >= 0:
            restored = f"{int(raw):0{self.digits}d}"
            return Remark("JX308", restored, {"taken": restored})
        return super().read(raw, year)

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
class Identity(Column):
    """The row's own ID: unique, with a prefix, never re-used."""

    prefix: str
    digits: int = 2
    width: float = 11
    kind_name = "ID"

    def read(self, raw: Any, year: int | None) -> Any:
        typed = verbatim(raw).strip()
        if swedish.excel_error(typed):
            return Remark("JX306", facts={"error": swedish.excel_error(typed) or ""})
        return typed

    def make(self, number: int) -> str:
        """The ID of row `number` (from 0)."""
        return f"{self.prefix}-{number + 1:0{self.digits}d}"

    sample = make

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
            expected=f"{self.prefix}-…",
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


@dataclass(frozen=True, kw_only=True)
class Choice(Column):
    """One of a list. `extendable`: a value of the unit's own is kept, with a warning."""

    options: tuple[str, ...]
    list_name: str
    extendable: bool = False
    width: float = 16
    kind_name = "lista"

    def read(self, raw: Any, year: int | None) -> Any:
        if raw in self.options:
            return raw
        typed = verbatim(raw).strip()
        if swedish.excel_error(typed):
            return Remark("JX306", facts={"error": swedish.excel_error(typed) or ""})
        match = {swedish.fold(option): option for option in self.options}.get(swedish.fold(typed))
        if match is not None:
            return Remark("JX311", match, {"taken": match})
        if self.extendable:
            return typed
        return Remark("JX402", facts={"expected": self.listed()})

    def validation(self) -> Validation | None:
        return Validation(
            "list",
            self.list_name,
            error_title=self.header,
            error="Välj ett värde i listan (pilen till höger i cellen).",
            strict=not self.extendable,
        )

    def demands(self) -> Iterator[Constraint]:
        allowed = set(self.options)
        yield Constraint(
            "JX406" if self.extendable else "JX402",
            None,
            f"{self.header}: finns inte i listan",
            f'AND({{{self.key}}}<>"",COUNTIF({self.list_name},{{{self.key}}})=0)',
            lambda values, book: [i for i, value in enumerate(values) if value is not None and value not in allowed],
            expected=self.listed(),
        )

    def listed(self) -> str:
        """The options in words, the first of many."""
        return ", ".join(self.options[:8]) + (" …" if len(self.options) > 8 else "")

    def sample(self, number: int) -> Any:
        return self.options[number % len(self.options)]


@dataclass(frozen=True, kw_only=True)
class YesNo(Choice):
    """Ja or Nej in the sheet, True or False in the code."""

    options: tuple[str, ...] = ("Ja", "Nej")
    list_name: str = "lista_ja_nej"
    width: float = 12
    kind_name = "Ja/Nej"

    def read(self, raw: Any, year: int | None) -> Any:
        if raw == "Ja":
            return True
        if raw == "Nej":
            return False
        typed = "1" if raw is True else "0" if raw is False else verbatim(raw)
        error = swedish.excel_error(typed)
        if error is not None:
            return Remark("JX306", facts={"error": error})
        try:
            value = swedish.yes_no(typed)
        except Unreadable:
            return Remark("JX402", facts={"expected": "Ja eller Nej"})
        return Remark("JX311", value, {"taken": plain(value)})

    def demands(self) -> Iterator[Constraint]:
        yield Constraint(
            "JX402",
            None,
            f"{self.header}: välj Ja eller Nej",
            f'AND({{{self.key}}}<>"",COUNTIF({self.list_name},{{{self.key}}})=0)',
            lambda values, book: (),
        )

    def sample(self, number: int) -> Any:
        return number % 2 == 0


# What a bound that stands on a form is called in words.
SCALE = {"<": "skalans lägsta", ">": "skalans högsta"}


@dataclass(frozen=True, kw_only=True)
class Number(Column):
    """A number. A bound may be a number or the place of one, such as "occasion.scale_low"."""

    at_least: float | str | None = None
    at_most: float | str | None = None
    format: str = "#,##0.0#"
    align: Literal["left", "right", "center"] = "right"
    width: float = 11
    kind_name = "tal"

    def parse(self, text: str) -> swedish.Number:
        return swedish.number(text)

    def read(self, raw: Any, year: int | None) -> Any:
        if type(raw) is float or type(raw) is int:
            return float(raw)
        if isinstance(raw, bool | date | time | timedelta):
            return Remark("JX301", facts={"taken": plain(raw)})
        return self.read_text(raw)

    def read_text(self, typed: str) -> Any:
        """A number that was typed as text."""
        error = swedish.excel_error(typed)
        if error is not None:
            return Remark("JX306", facts={"error": error})
        try:
            number = self.parse(typed)
        except Unreadable as trouble:
            if trouble.why == "ambiguous":
                return Remark("JX303", facts={"readings": " eller ".join(trouble.readings)})
            return Remark("JX312" if trouble.why == "range" else "JX301")
        if number.value is None:
            return Remark("JX313", facts={"reason": number.missing or number.symbol})
        about = "cirka " if number.approx else "minst " if number.at_least else "högst " if number.at_most else ""
        whole = "" if number.of is None else f" (av {swedish.show(number.of)})"
        return Remark("JX302", number.value, {"taken": about + self.show(number.value) + whole})

    def bounds(self) -> list[tuple[str, str, Callable[[float, float], bool]]]:
        found: list[tuple[Any, str, Callable[[float, float], bool]]] = [
            (self.at_least, "<", lambda value, bound: value < bound),
            (self.at_most, ">", lambda value, bound: value > bound),
        ]
        return [(bound, sign, outside) for bound, sign, outside in found if bound is not None]

    def bound_text(self) -> str:
        """The interval in words: "tal, minst 0"."""
        words = {"<": "minst", ">": "högst"}
        said = [
            f"{words[sign]} {SCALE[sign] if isinstance(bound, str) else self.show(bound)}"
            for bound, sign, _ in self.bounds()
        ]
        return ", ".join([self.kind_name, *said])

    def validation(self) -> Validation | None:
        low = self.at_least if isinstance(self.at_least, float | int) else None
        high = self.at_most if isinstance(self.at_most, float | int) else None
        return Validation(
            "decimal",
            "" if low is None else str(low),
            "" if high is None else str(high),
            error_title=self.header,
            error=f"Skriv ett {self.bound_text()}. Skriv bara siffror, inga ord eller enheter.",
        )

    def demands(self) -> Iterator[Constraint]:
        cell = f"{{{self.key}}}"
        yield Constraint(
            "JX301",
            None,
            f"{self.header}: inte ett tal",
            f'AND({cell}<>"",NOT(ISNUMBER({cell})))',
            lambda values, book: (),
        )
        for bound, sign, outside in self.bounds():

            def breaks(values: Sequence[Any], book: Any, bound: Any = bound, outside: Any = outside) -> list[int]:
                limit = book.lookup(bound) if isinstance(bound, str) else bound
                if limit is None:
                    return []
                return [i for i, value in enumerate(values) if value is not None and outside(value, limit)]

            excel = f"{{{bound}}}" if isinstance(bound, str) else str(bound)
            words = "för litet" if sign == "<" else "för stort"
            yield Constraint(
                "JX403",
                None,
                f"{self.header}: {words}",
                f"AND(ISNUMBER({cell}),ISNUMBER({excel}),{cell}{sign}{excel})"
                if isinstance(bound, str)
                else f"AND(ISNUMBER({cell}),{cell}{sign}{excel})",
                breaks,
                expected=self.bound_text(),
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

    def validation(self) -> Validation | None:
        return replace(super().validation() or Validation("any"), kind="whole")

    def demands(self) -> Iterator[Constraint]:
        yield from super().demands()
        cell = f"{{{self.key}}}"
        yield Constraint(
            "JX403",
            None,
            f"{self.header}: inte ett heltal",
            f"N({cell})<>INT(N({cell}))",
            lambda values, book: [i for i, value in enumerate(values) if value is not None and value != int(value)],
            expected=self.bound_text(),
        )

    def sample(self, number: int) -> Any:
        return float(number % 5 + 1)


@dataclass(frozen=True, kw_only=True)
class Hours(Number):
    """Hours, as a decimal number."""

    at_least: float | str | None = 0
    kind_name = "timmar"

    def parse(self, text: str) -> swedish.Number:
        return swedish.hours(text)

    def show(self, value: Any) -> str:
        return plain(value) + " h" if value is not None else ""

    def read(self, raw: Any, year: int | None) -> Any:
        if isinstance(raw, time | timedelta):
            # 1:30 typed in a cell becomes a clock time in Excel, 36:00 a duration: hours were meant.
            span = raw if isinstance(raw, timedelta) else timedelta(hours=raw.hour, minutes=raw.minute)
            value = span / timedelta(hours=1)
            return Remark("JX316", value, {"taken": self.show(value)})
        return super().read(raw, year)


@dataclass(frozen=True, kw_only=True)
class Percent(Number):
    """A share, stored as a fraction, shown in per cent."""

    at_least: float | str | None = 0
    at_most: float | str | None = 1
    format: str = "0.0%"
    width: float = 11
    kind_name = "procent"

    def parse(self, text: str) -> swedish.Number:
        return swedish.percent(text)

    def show(self, value: Any) -> str:
        return "" if value is None else swedish.show(swedish.round_half_up(value * 100, 1)) + " %"

    def read(self, raw: Any, year: int | None) -> Any:
        value = super().read(raw, year)
        if isinstance(value, float) and 2 <= value <= 100 and self.at_most == 1:
            # The cell lost its per-cent format: 20 stands there, 20 % was meant. Below 2 it is 120 %, and too much.
            return Remark("JX316", value / 100, {"taken": self.show(value / 100)})
        return value

    def sample(self, number: int) -> Any:
        return (number % 10 + 1) / 10


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A date. With an `edge`, a week, month or term is welcome too and its first or last day is taken."""

    edge: Literal["", "start", "end"] = ""
    format: str = "yyyy-mm-dd"
    width: float = 13
    kind_name = "datum"

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
        error = swedish.excel_error(raw)
        if error is not None:
            return Remark("JX306", facts={"error": error})
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
        error = swedish.excel_error(typed)
        if error is not None:
            return Remark("JX306", facts={"error": error})
        try:
            period = dates.Period.parse(typed)
        except Unreadable:
            return Remark("JX315")
        return period.code if period.code == typed else Remark("JX311", period.code, {"taken": period.code})

    def sample(self, number: int) -> Any:
        return "2010-T1"


@dataclass(frozen=True, kw_only=True)
class Reference(Column):
    """The ID of a row in another table ("roles.person"). `also`: words that may stand instead; `loose`: free text may."""

    to: str
    rule: str = "C05"
    also: tuple[str, ...] = ()
    loose: bool = False
    many: bool = False
    width: float = 14
    kind_name = "hänvisning"

    def read(self, raw: Any, year: int | None) -> Any:
        typed = verbatim(raw).strip()
        if swedish.excel_error(typed):
            return Remark("JX306", facts={"error": swedish.excel_error(typed) or ""})
        return typed

    def parts(self, value: str) -> list[str]:
        """The IDs named in a cell."""
        return [p.strip() for p in value.replace(";", ",").split(",") if p.strip()] if self.many else [value]

    @property
    def name(self) -> str:
        """The defined name of the IDs to choose from."""
        return "val_" + self.to.replace(".", "_")

    def validation(self) -> Validation | None:
        if self.many:
            return None
        if self.also:
            words = ",".join(f'{{cell}}="{word}"' for word in self.also)
            return Validation(
                "custom",
                f"OR({words},COUNTIF({self.name},{{cell}})>0)",
                error_title=self.header,
                error=f"Skriv ett ID som finns, eller {' eller '.join(self.also)}.",
                strict=not self.loose,
            )
        return Validation(
            "list",
            self.name,
            error_title=self.header,
            error="Välj ett ID i listan. Saknas det: lägg först till raden på dess eget blad.",
            strict=not self.loose,
        )

    def demands(self) -> Iterator[Constraint]:
        if self.loose or not self.to:
            return
        cell = f"{{{self.key}}}"
        others = "".join(f',{cell}<>"{word}"' for word in self.also)
        excel = "" if self.many else f'AND({cell}<>""{others},COUNTIF({{{self.to}}},{cell})=0)'
        also = {word.casefold() for word in self.also}

        def breaks(values: Sequence[Any], book: Any) -> list[int]:
            known = book.identities(self.to) | also
            named = [(i, part.casefold()) for i, value in enumerate(values) if value for part in self.parts(value)]
            missed = {part for _, part in named} - known
            # A row whose own ID is blank has that finding; what refers to it is not wrong as well.
            if len(missed) <= book.unnamed(self.to):
                return []
            return sorted({i for i, part in named if part in missed})

        yield Constraint(
            "JX501", self.rule, f"{self.header}: ID finns inte", excel, breaks, expected="ett ID som finns"
        )

    def sample(self, number: int) -> Any:
        return None


@dataclass(frozen=True, kw_only=True)
class Computed(Column):
    """Worked out from the other columns: as an Excel formula, and in Python by `by(row, book)`. They must agree."""

    like: Column
    formula: str
    by: Callable[[Any, Any], Any]
    array: bool = False

    def __post_init__(self) -> None:
        for name in ("format", "align", "wrap", "kind_name", "width"):
            object.__setattr__(self, name, getattr(self.like, name))

    @property
    def computed(self) -> bool:
        return True

    def read(self, raw: Any, year: int | None) -> Any:
        return self.like.read(raw, year)

    def show(self, value: Any) -> str:
        return self.like.show(value)

    def validation(self) -> Validation | None:
        return Validation(
            "custom",
            "FALSE",
            error_title=self.header,
            error="Den här kolumnen räknas fram. Ändra i stället de kolumner den bygger på.",
        )

    def sample(self, number: int) -> Any:
        return None


def listed(options: type[StrEnum]) -> tuple[tuple[str, ...], str]:
    """An enum's values, and the defined name of its list on Listor."""
    name = "".join("_" + c.lower() if c.isupper() else c for c in options.__name__)
    return tuple(option.value for option in options), "lista" + name


# The words a declaration is written with. They give Any so that a column can be annotated with its value's type.


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
