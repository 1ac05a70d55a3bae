"""What a declaration is made of: Table, Form, Book and @rule; and the rows that are read into it.

A Table is one Excel table. A Form is one record of labelled fields, alone on its sheet or as a strip above a table.
A Book is a workbook of them. Declaration errors raise `DeclarationError` at import, in English, for programmers.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, cast

from jamxl import swedish
from jamxl.columns import Choice, Code, Column, Constraint, Identity, Reference, Symbol, Unknown, plain
from jamxl.columns.kin import whole
from jamxl.dates import Period
from jamxl.findings import Severity
from jamxl.project import Project, Switch, Unit

# The version of all templates together: a file is made of one set, and its books say so.
TEMPLATES = "1.2"


class DeclarationError(TypeError):
    """A book is declared wrongly."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, with facts for its sentence; false, so a rule may return it."""

    facts: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return False


def broken(**facts: object) -> Broken:
    """A broken rule with what its sentence needs: numbers are shown the Swedish way."""
    return Broken({name: plain(value) for name, value in facts.items()})


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule over the whole book was broken: a table's row (None: the form), the columns, and facts."""

    part: "type[Table]"
    at: tuple[str, ...]
    row: "Table | None" = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A demand on a row, or over a book. `says` and `fix` are format strings over the row's columns and the facts.

    `excel` is true where the rule is BROKEN (a row rule) or counts the breaks (a book rule): it makes the workbook's
    own Kontroll column and sheet. Empty: only Python can tell.
    """

    id: str
    at: tuple[str, ...]
    short: str
    says: str
    fix: str
    severity: Severity
    excel: str
    test: Callable[..., Any]
    wants_book: bool = False

    def of_row(self, row: "Table", book: "BookData") -> bool | Broken:
        """True when the rule holds, or when a cell it needs is not known."""
        try:
            return cast("bool | Broken", self.test(row, book) if self.wants_book else self.test(row))
        except Unknown:
            return True

    def of_book(self, book: "BookData") -> Iterator[Hit]:
        """Every place where a rule over the book is broken."""
        try:
            yield from self.test(book)
        except Unknown:
            return


def rule(
    id: str,
    at: str | tuple[str, ...],
    short: str,
    *,
    says: str,
    fix: str,
    severity: Severity = "error",
    excel: str = "",
) -> Callable[[Callable[..., Any]], Any]:
    """Make a method a rule. In a Table it is asked for each row (self, optionally book); in a Book it yields Hits."""

    def wrap(function: Callable[..., Any]) -> Any:
        return Rule(
            id=id,
            at=(at,) if isinstance(at, str) else at,
            short=short,
            says=says,
            fix=fix,
            severity=severity,
            excel=excel,
            test=function,
            wants_book=len(inspect.signature(function).parameters) > 1,
        )

    return wrap


class Table:
    """Base of a declared table; an instance is one row. Its docstring's first line is the sheet's introduction.

    `capacity`: rows ready to fill in. `private`: never leaves the unit's file. `fixed_rows`: rows that the template
    itself holds, by column key. `generated`: a view of other sheets, which nobody fills in and nothing is had from.
    `excel_name`: the Excel table's, where the sheet's would make a row's check longer than Excel's 8,192 characters.
    `new_in`: the version of the template that first had it. `follow`: how its rows are followed from round to round.
    `counted_by`: the columns that together say what a row's numbers are of: rows that agree in them, also in another
    round, tell of the same thing. `retells`: columns with women, men and all that may tell again, in free words, what
    other sheets of the unit count.
    """

    sheet: ClassVar[str] = ""
    table_key: ClassVar[str] = ""
    columns: ClassVar[dict[str, Column]] = {}
    rules: ClassVar[tuple[Rule, ...]] = ()
    capacity: ClassVar[int] = 40
    private: ClassVar[bool] = False
    carries: ClassVar[bool] = True
    generated: ClassVar[bool] = False
    fixed_rows: ClassVar[tuple[Mapping[str, Any], ...]] = ()
    excel_name: ClassVar[str] = ""
    new_in: ClassVar[str] = ""
    follow: ClassVar["Follow | None"] = None
    counted_by: ClassVar[tuple[str, ...]] = ()
    retells: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    timeline: ClassVar["Timeline | None"] = None
    is_form: ClassVar[bool] = False
    strip: ClassVar[bool] = False
    # Which row this is, from 0.
    index: int

    def __init__(self, values: dict[str, Any], index: int = 0) -> None:
        self.__dict__.update(values)
        self.__dict__["index"] = index

    def __init_subclass__(cls, *, sheet: str = "", key: str = "", **options: Any) -> None:
        super().__init_subclass__()
        if not sheet:
            return
        cls.sheet, cls.table_key = sheet, key
        for name, value in options.items():
            if not hasattr(Table, name):
                raise DeclarationError(f"{cls.__name__}: unknown option {name!r}")
            setattr(cls, name, value)
        members: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            members.update(vars(base))
        cls.columns = {name: value for name, value in members.items() if isinstance(value, Column)}
        cls.rules = tuple(value for value in members.values() if isinstance(value, Rule))
        check_declaration(cls)

    def known(self, name: str) -> Any:
        """The value, or None when the cell is blank or could not be read."""
        return self.__dict__.get(name)

    @classmethod
    def introduction(cls) -> str:
        return inspect.getdoc(cls).partition("\n")[0] if cls.__doc__ else ""  # type: ignore[union-attr]

    @classmethod
    def help(cls) -> str:
        """The introduction and the docstring's further lines: what the sheet's reader may want to know."""
        return " ".join((inspect.getdoc(cls) or "").split()) if cls.__doc__ else ""

    @classmethod
    def prefill(cls, project: Project, unit: Unit, period: Period) -> dict[str, Any]:
        """What the project knows of a form before anybody has written in it, by column key."""
        return {}

    @classmethod
    def published(cls, columns: dict[str, list[Any]], limits: "Limits") -> dict[str, list[Any]]:
        """What of the rows (column by column) may stand in a consolidation: all, unless a table says otherwise."""
        return columns

    @classmethod
    @cache
    def identity(cls) -> Identity | None:
        return next((column for column in cls.columns.values() if isinstance(column, Identity)), None)

    @classmethod
    def inputs(cls) -> list[Column]:
        """The columns that people fill in."""
        return [column for column in cls.columns.values() if not column.computed and not column.fixed]


T = TypeVar("T", bound=Table)
R = TypeVar("R")
C = TypeVar("C", bound=type)


class Form(Table):
    """One record. `strip`: laid out in a row above the table of the same sheet."""

    is_form = True

    def __init_subclass__(cls, *, strip: bool = False, **options: Any) -> None:
        cls.strip = strip or cls.strip
        super().__init_subclass__(**options)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars beside a table, a column a month: the keys of the four dates, and of what is filled in at a milestone."""

    planned: tuple[str, str]
    actual: tuple[str, str]
    milestone: str
    first: str
    months: int = 24


@dataclass(frozen=True, slots=True)
class Follow:
    """How a table's rows are followed from round to round by their ID; columns by key.

    `names`: the column that says what the row is; an ID under which something else stands is re-used (C04). Blank
    where a row may rightly get another name.
    `figures`: the columns whose numbers are compared, as long as all of `defines` say what they said. `grows`: numbers
    that add up over time and cannot fall.
    `by`: what the numbers are of, where a later round has them on a row of its own; of several rows the one with the
    latest `when` counts. `of`: the reference to a row whose `defines` hold for this one's numbers too.
    `closed`: a row with one of these words may be taken away.
    `steers`: what a steering group wants to know that it changed; of such tables also which rows came and went.
    `promise`: the column that answers what was promised, and the day it should be done; `pending`: words that are no
    answer yet.
    `log`: rows that stay as they were written. `logged`: columns that change only with a new row in the book's log.
    """

    names: str = ""
    defines: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    grows: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    when: str = ""
    of: str = ""
    closed: tuple[str, ...] = ()
    steers: tuple[str, ...] = ()
    promise: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    log: bool = False
    logged: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """All the columns whose numbers are compared."""
        return self.figures + self.grows

    @property
    def keys(self) -> tuple[str, ...]:
        """Every column that is named."""
        named = (self.names, self.when, self.of)
        several = (self.defines, self.numbers, self.by, self.steers, self.promise, self.logged)
        return tuple(filter(None, named)) + tuple(key for keys in several for key in keys)


PLACE = re.compile(r"\{(?:([a-z_]*)(\.))?([a-z_][a-z0-9_]*)\}")


def places(template: str) -> list[tuple[str | None, str]]:
    """The (table, key) pairs that a formula template names; table None is this row, "" is this table."""
    return [(m[1] if m[2] else None, m[3]) for m in PLACE.finditer(template)]


def of_people(column: Column) -> bool:
    """The numbers of a column may be of people."""
    return bool(column.people)


def operands(part: type[Table], key: str, counts: Callable[[Column], object] = of_people) -> tuple[str, ...]:
    """The columns of its table that a computed column is worked out from, directly or by way of others.

    Those that count: numbers of people, if nothing else is said. What these are made of is not followed.
    """
    names = [key]
    for name in names:
        if name == key or not counts(part.columns[name]):
            named = places(getattr(part.columns[name], "formula", ""))
            names += dict.fromkeys(other for table, other in named if not table and other not in names)
    return tuple(name for name in names[1:] if counts(part.columns[name]))


def check_declaration(cls: type[Table]) -> None:
    """Raise DeclarationError for what would only break later."""
    headers = [swedish.fold(column.header) for column in cls.columns.values()]
    if not re.fullmatch(r"[a-z][a-z_]*", cls.table_key):
        raise DeclarationError(f"{cls.__name__}: key {cls.table_key!r} must be lower case letters and _")
    if len(cls.sheet) > 31 or re.search(r"[:\\/?*\[\]']", cls.sheet):
        raise DeclarationError(f"{cls.__name__}: {cls.sheet!r} cannot be a sheet's name")
    if len(set(headers)) != len(headers):
        raise DeclarationError(f"{cls.__name__}: two columns have the same header")
    for column in cls.columns.values():
        if re.search(r"[\[\]#'@]", column.header):
            raise DeclarationError(f"{cls.__name__}.{column.key}: header must not contain [ ] # ' @")
    for rule_ in cls.rules:
        unknown = [key for key in rule_.at if key not in cls.columns]
        unknown += [key for table, key in places(rule_.excel) if table is None and key not in cls.columns]
        if unknown:
            raise DeclarationError(f"{cls.__name__}: rule {rule_.id} names unknown columns {unknown}")
    told = [*cls.counted_by, *(key for keys in cls.retells for key in keys if key)]
    sums = [one for column in cls.columns.values() if not callable(column.adds) for one in column.sum_of({})]
    sums += [one for column in cls.columns.values() for named in column.within for one in whole(named).of]
    told += [key for one in sums for key in one.own]
    said = [column.of_people({}) for column in cls.columns.values() if not callable(column.people)]
    told += [key for keys in said if isinstance(keys, tuple) for key in keys]
    told += cls.follow.keys if cls.follow else ()
    if strange := sorted(set(told) - set(cls.columns)):
        raise DeclarationError(f"{cls.__name__}: options name unknown columns {strange}")
    if cls.generated and cls.inputs():
        raise DeclarationError(f"{cls.__name__}: a generated table has no columns to fill in")
    if not (cls.is_form or cls.fixed_rows or cls.generated) and cls.identity() is None:
        raise DeclarationError(f"{cls.__name__}: a table needs an identity column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A column to fill in that earlier templates had, and what becomes of it in files made of them.

    `column`: as it was declared, with its key. `until`: the version that no longer had it. `makes`: a newer table that
    gets rows from it. `carry` gets the rows that were read, the old column among them, and the rows of all parts as
    they are today, which it changes; it gives a sentence of what was done, blank when nothing was.
    """

    part: type[Table]
    column: Column
    until: str
    makes: type[Table] | None = None
    carry: Callable[["Rows", Mapping[str, "Rows"]], str]


class Book:
    """Base of a declared workbook. `parts` in the order of their sheets; the first holds who, what and when."""

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    version: ClassVar[str] = TEMPLATES
    parts: ClassVar[tuple[type[Table], ...]] = ()
    rules: ClassVar[tuple[Rule, ...]] = ()
    moved: ClassVar[tuple[Moved, ...]] = ()
    purpose: ClassVar[tuple[str, ...]] = ()
    # What Läs mig says of people's data; blank: what it says in most books.
    privacy: ClassVar[str] = ""

    def __init_subclass__(cls, *, key: str = "", title: str = "") -> None:
        super().__init_subclass__()
        if not key:
            return
        cls.key, cls.title = key, title
        cls.rules = tuple(value for value in vars(cls).values() if isinstance(value, Rule))
        keys = [part.table_key for part in cls.parts]
        if len(set(keys)) != len(keys):
            raise DeclarationError(f"{cls.__name__}: two parts have the same key")
        known = {part.table_key: part for part in cls.parts}
        formulas = [(part, c.formula) for part in cls.parts for c in part.columns.values() if hasattr(c, "formula")]
        formulas += [(part, r.excel) for part in cls.parts for r in part.rules]
        formulas += [(cls.parts[0], r.excel) for r in cls.rules]
        for part, formula in formulas:
            for table, name in places(formula):
                home = part if not table else known.get(table)
                if table not in ("limits",) and (home is None or name not in home.columns):
                    raise DeclarationError(f"{cls.__name__}: formula names unknown {{{table or ''}.{name}}}: {formula}")
        for part in cls.parts:
            for column in part.columns.values():
                if isinstance(column, Reference) and column.to:
                    table, _, name = column.to.partition(".")
                    if table not in known or name not in known[table].columns:
                        raise DeclarationError(f"{cls.__name__}: {column.key} refers to unknown {column.to}")

    @classmethod
    def part(cls, key: str) -> type[Table]:
        """The part with a key; KeyError when there is none."""
        for part in cls.parts:
            if part.table_key == key:
                return part
        raise KeyError(key)

    @classmethod
    def sheets(cls) -> dict[str, list[type[Table]]]:
        """Sheet name to the parts on it, in order."""
        found: dict[str, list[type[Table]]] = {}
        for part in cls.parts:
            found.setdefault(part.sheet, []).append(part)
        return found

    @classmethod
    def lists(cls) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The code lists of the book: defined name -> (heading, values). Each heading once, as a table's must be."""
        found: dict[str, tuple[str, tuple[str, ...]]] = {}
        for part in cls.parts:
            for column in part.columns.values():
                if isinstance(column, Choice | Code) and column.options and column.list_name not in found:
                    heading = "Ja/Nej" if column.list_name == "lista_ja_nej" else column.header
                    taken = any(heading == other for other, _ in found.values())
                    found[column.list_name] = (f"{heading}, {part.sheet}" if taken else heading, column.options)
        return found


class Limits(Protocol):
    """The settings that rules use: floats by name (see project.Limits)."""

    @property
    def deviation_share(self) -> float: ...
    @property
    def deviation_hours(self) -> float: ...
    @property
    def share_tolerance(self) -> float: ...
    @property
    def spread_at_least(self) -> int: ...
    @property
    def detail_at_least(self) -> int: ...
    @property
    def decimals_from(self) -> int: ...
    @property
    def partly_points(self) -> float: ...
    @property
    def partly_share(self) -> float: ...
    @property
    def response_at_least(self) -> float: ...
    @property
    def answers_at_least(self) -> int: ...
    @property
    def base_at_least(self) -> int: ...
    @property
    def count_at_least(self) -> int: ...
    @property
    def risk_top(self) -> int: ...
    @property
    def risk_medium(self) -> int: ...
    @property
    def risk_high(self) -> int: ...
    @property
    def jump_share(self) -> float: ...
    @property
    def jump_count(self) -> float: ...
    @property
    def switches(self) -> Mapping[str, Switch]: ...
    def severity(self, rule: str | None, usual: Severity, period: str) -> Severity | None:
        """How grave a rule is in a book of a period; None when it is off."""
        ...


class Limited(Protocol):
    """What knows the project's limits: a book's data, or a consolidation."""

    @property
    def limits(self) -> Limits: ...


class Rows:
    """The rows of one part: values column by column, with where each stood and which cells could not be read.

    `lines[i]` is the zero-based sheet row of row i (of an upright form: of its first field).
    `bad` holds (row index, key) of cells whose value is not known though something was typed; `lost` the columns
    that the file does not have. Rules say nothing of either: the cause has its own finding. `symbols` are those of the
    bad cells where a sign says why there is no number.
    """

    def __init__(self, part: type[Table], columns: dict[str, list[Any]] | None = None) -> None:
        self.part = part
        self.columns: dict[str, list[Any]] = columns or {key: [] for key in part.columns}
        self.lines: list[int] = []
        self.bad: set[tuple[int, str]] = set()
        self.lost: set[str] = set()
        self.symbols: dict[tuple[int, str], Symbol] = {}
        self._rows: list[Table] | None = None

    @classmethod
    def of(cls, part: type[Table], records: Sequence[Mapping[str, Any]]) -> "Rows":
        """From records by column key; missing keys are blank, the fixed cells of a part are filled in."""
        complete = [dict(record) for record in records]
        for i, fixed in enumerate(part.fixed_rows):
            if i < len(complete):
                complete[i] = {**complete[i], **fixed}
            else:
                complete.append(dict(fixed))
        if part.is_form and not complete:
            complete = [{}]
        unknown = {key for record in complete for key in record} - set(part.columns)
        if unknown:
            raise KeyError(f"{part.table_key}: {', '.join(sorted(unknown))}")
        rows = cls(part, {key: [record.get(key) for record in complete] for key in part.columns})
        rows.lines = list(range(len(complete)))
        for key, values in rows.columns.items():
            for index, value in enumerate(values):
                if isinstance(value, Symbol):
                    rows.put_symbol(index, key, value)
                    values[index] = None
        return rows

    def put_symbol(self, index: int, key: str, symbol: Symbol) -> None:
        """A sign stands where a number could: the number is not known."""
        self.bad.add((index, key))
        self.symbols[index, key] = symbol

    def add(self, record: Mapping[str, Any], line: int) -> None:
        """One more row, of line `line` of a sheet (from 0); its keys are no longer lost."""
        for key, values in self.columns.items():
            values.append(record.get(key))
        self.lines.append(line)
        self.lost -= record.keys()
        self._rows = None

    def __len__(self) -> int:
        return len(self.lines)

    def records(self) -> list[dict[str, Any]]:
        """The rows as dicts by column key."""
        keys = list(self.columns)
        return [dict(zip(keys, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]

    def view(self) -> list[Table]:
        """The rows as instances: an attribute that is required and blank, or could not be read, raises Unknown."""
        if self._rows is None:
            keys = list(self.columns)
            needed = [key for key, column in self.part.columns.items() if column.required]
            make, views = self.part, []
            for index, values in enumerate(zip(*self.columns.values(), strict=True)):
                row = dict(zip(keys, values, strict=True))
                for key in needed:
                    if row[key] is None:
                        del row[key]
                views.append(make(row, index))
            for index, key in self.bad:
                views[index].__dict__.pop(key, None)
            for key in self.lost:
                for view in views:
                    view.__dict__.pop(key, None)
            self._rows = views
        return self._rows


class BookData:
    """One unit's book as rules and computed columns see it: rows by part, the project's limits and the day."""

    def __init__(self, book: type[Book], limits: Limits, today: date, parts: Mapping[str, Rows] | None = None) -> None:
        self.book = book
        self.limits = limits
        self.today = today
        given = parts or {}
        self.parts = {p.table_key: given[p.table_key] if p.table_key in given else Rows.of(p, []) for p in book.parts}
        self._memo: dict[tuple[str, str], Any] = {}

    @property
    def period(self) -> str:
        """The reporting period on the first sheet; blank when it is not known."""
        return str((self.parts[self.book.parts[0].table_key].columns.get("period") or [None])[0] or "")

    def severity(self, rule: str | None, usual: Severity) -> Severity | None:
        """How grave it is to break a rule (by ID) in this book; None when it is off."""
        return self.limits.severity(rule, usual, self.period)

    def rows(self, part: type[T]) -> list[T]:
        """The rows of a part."""
        return cast("list[T]", self.parts[part.table_key].view())

    def form(self, part: type[T]) -> T:
        """The record of a form."""
        return self.rows(part)[0]

    def values(self, part: type[Table] | str, key: str) -> list[Any]:
        """The known values of a column, blanks left out. Raises Unknown when the file does not have the column."""
        rows = self.parts[part if isinstance(part, str) else part.table_key]
        if key in rows.lost:
            raise Unknown(key)
        return [value for value in rows.columns[key] if value is not None]

    def total(self, part: type[Table] | str, key: str) -> float:
        """The sum of a column. Raises Unknown when one of its cells could not be read: the sum is not known then."""
        name = part if isinstance(part, str) else part.table_key
        memo = self._memo.get((name, key))
        if memo is None:
            if any(bad == key for _, bad in self.parts[name].bad):
                raise Unknown(key)
            memo = self._memo[name, key] = float(sum(self.values(name, key)))
        return cast(float, memo)

    def once(self, work: Callable[["BookData"], R]) -> R:
        """What `work(self)` gives, worked out once: for rules that ask the same of every row."""
        key = ("once", work.__qualname__)
        if key not in self._memo:
            self._memo[key] = work(self)
        return cast(R, self._memo[key])

    def lookup(self, place: str) -> Any:
        """The value of a form's field, "form.key"; None when blank."""
        table, _, key = place.partition(".")
        return self.parts[table].columns[key][0]

    def identities(self, place: str) -> set[str]:
        """The values of a column, folded as Excel compares them, for references."""
        memo = self._memo.get(("", place))
        if memo is None:
            table, _, key = place.partition(".")
            memo = self._memo["", place] = {str(value).casefold() for value in self.values(table, key)}
        return cast("set[str]", memo)

    def by_id_key(self, place: str) -> dict[tuple[str, int], list[str]]:
        """The IDs of a column by their letters and number (`swedish.id_key`)."""
        table, _, key = place.partition(".")
        found: dict[tuple[str, int], list[str]] = {}
        for value in self.parts[table].columns[key]:
            if value is not None and (id_key := swedish.id_key(value)):
                found.setdefault(id_key, []).append(value)
        return found

    def unnamed(self, place: str) -> int:
        """How many rows of a table have no known value in a column: any of them may be the one that is missed."""
        table, _, key = place.partition(".")
        return self.parts[table].columns[key].count(None)

    def compute(self) -> None:
        """Fill the computed columns: strips last, else as declared (a later one may use an earlier)."""
        for rows in sorted(self.parts.values(), key=lambda rows: rows.part.strip):
            for key, column in rows.part.columns.items():
                if not column.computed:
                    continue
                views = rows.view()
                values = []
                for row in views:
                    try:
                        row.__dict__[key] = column.by(row, self)  # type: ignore[attr-defined]
                    except Unknown:
                        row.__dict__.pop(key, None)
                    values.append(row.known(key))
                rows.columns[key] = values
            self._memo.clear()


def per_class(work: Callable[[C], R]) -> Callable[[C], R]:
    """Work that is done once for each book or table (functools.cache, with a type that mypy takes a class for)."""
    done: dict[Any, R] = {}

    def wrap(owner: C) -> R:
        if owner not in done:
            done[owner] = work(owner)
        return done[owner]

    return wrap


@per_class
def constraints(part: type[Table]) -> list[tuple[Column, Constraint]]:
    """Every constraint of a part's columns, in the order of the workbook's own check."""
    return [(column, c) for column in part.columns.values() if not column.computed for c in column.constraints()]
