"""Measures: a figure of a group of rows, by an Excel formula over the data sheets and by pandas. They must agree."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING, Any, cast

from jamxl import ratios
from jamxl.columns import Percent, plain
from jamxl.consolidation import Consolidated
from jamxl.sheets import DeclarationError, Table

if TYPE_CHECKING:
    import pandas as pd

HOURS, COUNT, SHARE, DECIMAL, DAY = "#,##0.0", "#,##0", "0.0%", "0.0", "yyyy-mm-dd"
MOST_COMPARED = 120

Where = Mapping[str, str]


@dataclass(frozen=True)
class Measure:
    """A figure of a group of rows: its header, number format, and its two computations."""

    header: str
    format: str = HOURS

    def excel(self, data: Consolidated, group: Where, row: "RowFormulas") -> str:
        """The formula, without '='."""
        raise NotImplementedError

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: "Values") -> list[Any]:
        """The figure of each group; None for none."""
        raise NotImplementedError


# The figures of the measures to the left, by header, a list over the groups; and a row's cells by header.
Values = dict[str, list[Any]]
RowFormulas = Mapping[str, str]


@dataclass(frozen=True)
class OfColumn(Measure):
    """A measure of one column of one table; `where` narrows the rows."""

    part: type[Table] = Table
    key: str = ""
    where: tuple[tuple[str, str], ...] = ()

    def criteria(self, data: Consolidated, group: Where) -> str:
        """The criteria pairs of SUMIFS and its like."""
        stack = data.stack(self.part)
        pairs = [(key, condition(value)) for key, value in self.where]
        pairs += [(key, criterion(plain(value))) for key, value in group.items()]
        return ",".join(f'{stack.name}[{stack.header(key)}],"{wanted}"' for key, wanted in pairs)

    def column(self, data: Consolidated) -> str:
        stack = data.stack(self.part)
        return f"{stack.name}[{stack.header(self.key)}]"

    def chosen(self, data: Consolidated) -> "pd.DataFrame":
        """The rows that `where` lets through."""
        frame = data.frames[self.part.table_key]
        for key, wanted in self.where:
            text = wanted.removeprefix("<>")
            alike = (self.folded(data, key) == same(text)).loc[frame.index]
            frame = frame[alike if text == wanted else ~alike]
        return frame

    def folded(self, data: Consolidated, key: str) -> "pd.Series[str]":
        """A column as `same` sees its cells."""
        frame = data.frames[self.part.table_key]
        # Said to be texts, since an empty column tells nothing of its kind.
        made = data.once((self.part.table_key, key), lambda: frame[key].map(same).astype(object))
        return cast("pd.Series[str]", made)

    def of(self, values: "pd.Series[Any]") -> Any:
        """The figure of one group's known values."""
        raise NotImplementedError

    def of_each(self, groups: "pd.api.typing.SeriesGroupBy[Any, Any]") -> "pd.Series[Any]":
        """The figure of each group: `of`, for all at once where pandas can."""
        import pandas as pd

        return pd.Series({name: self.of(rows.dropna()) for name, rows in groups}, dtype=object)

    def rows(
        self, data: Consolidated, groups: Sequence[Where], among: Collection[int] | None = None
    ) -> list[list[int]]:
        """The stack's rows behind the figure of each group: those with a value, or the ones `among` some."""
        frame = self.chosen(data)
        frame = frame[frame[self.key].notna() if among is None else frame.index.isin(list(among))]
        keys = max((tuple(group) for group in groups), key=len, default=())
        found: dict[tuple[str, ...], list[int]] = {(): frame.index.tolist()}
        folded = [self.folded(data, key).loc[frame.index] for key in keys]
        for index, name in zip(frame.index.tolist(), zip(*folded, strict=True), strict=False):
            found.setdefault(name, []).append(index)
        return [found.get(tuple(map(same, group.values())), []) for group in groups]

    def lacking(self, data: Consolidated, groups: Sequence[Where]) -> list[set[int]]:
        """The rows of each group whose number stayed with the unit; also those where the unit kept what tells that."""
        table = self.part.table_key
        gone = data.stayed.get((table, self.key))
        if not gone:
            return [set() for _ in groups]
        kept = {key: data.stayed[table, key] for key, _ in self.where if (table, key) in data.stayed}
        met = self.rows(data, groups, gone)
        unknown = replace(self, where=tuple(pair for pair in self.where if pair[0] not in kept))
        may = unknown.rows(data, groups, gone.intersection(*kept.values()) if kept else ())
        return [{*one, *other} for one, other in zip(met, may, strict=True)]

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: Values) -> list[Any]:
        frame = self.chosen(data)
        keys = max((tuple(group) for group in groups), key=len, default=())
        result: dict[tuple[str, ...], Any] = {(): self.of(frame[self.key].dropna())}
        if keys and len(frame):
            folded = [self.folded(data, key).loc[frame.index] for key in keys]
            figures = self.of_each(frame.groupby(folded, sort=False)[self.key])
            for name, figure in zip(figures.index, figures.tolist(), strict=True):
                result[name if isinstance(name, tuple) else (name,)] = None if is_nan(figure) else figure
        none = self.of(frame[self.key].iloc[:0])
        return [result.get(tuple(map(same, group.values())), none) for group in groups]


@dataclass(frozen=True)
class Sum(OfColumn):
    """The sum of a column; nothing when no row has a value, which is not the same as zero.

    Nor is it zero when the others' sum is, but some number stayed in a book marked Känslig.
    """

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        column, criteria = self.column(data), self.criteria(data, group)
        total = f"SUMIFS({column},{criteria})" if criteria else f"SUM({column})"
        unknown = f'COUNTIFS({column},"<>",{criteria})=0' if criteria else f"COUNT({column})=0"
        if self.lacks(data, group):
            unknown = f"{total}=0"
        return f'IF({unknown},"",{total})'

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: Values) -> list[Any]:
        found = super().values(data, groups, so_far)
        return [value or None if self.lacks(data, group) else value for value, group in zip(found, groups, strict=True)]

    def lacks(self, data: Consolidated, group: Where) -> bool:
        """Some number of a group stayed with its unit."""
        what, keys = f"stayed, {self.part.table_key}.{self.key} {self.where}", tuple(group)
        names = data.once((what, ",".join(keys)), lambda: self.short_of(data, keys))
        return tuple(map(same, group.values())) in names

    def short_of(self, data: Consolidated, keys: tuple[str, ...]) -> set[tuple[str, ...]]:
        """The groups, by the values of their keys, of which some number stayed with its unit."""
        (gone,) = self.lacking(data, [{}])
        folded = [self.folded(data, key) for key in keys]
        return {tuple(column.loc[row] for column in folded) for row in gone}

    def of(self, values: "pd.Series[Any]") -> Any:
        return float(values.sum()) if len(values) else None

    def of_each(self, groups: "pd.api.typing.SeriesGroupBy[Any, Any]") -> "pd.Series[Any]":
        return groups.sum(min_count=1)


@dataclass(frozen=True)
class Known(OfColumn):
    """How many rows hold a value in a column."""

    format: str = COUNT

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        criteria = self.criteria(data, group)
        return f'COUNTIFS({self.column(data)},"<>"' + (f",{criteria})" if criteria else ")")

    def of(self, values: "pd.Series[Any]") -> Any:
        return len(values)

    def of_each(self, groups: "pd.api.typing.SeriesGroupBy[Any, Any]") -> "pd.Series[Any]":
        return groups.count()


@dataclass(frozen=True)
class Single(OfColumn):
    """The value of the one row of a group; nothing for a total."""

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        if not group:
            return '""'
        criteria = self.criteria(data, group)
        column = self.column(data)
        return f'IF(COUNTIFS({column},"<>",{criteria})=1,SUMIFS({column},{criteria}),"")'

    def of(self, values: "pd.Series[Any]") -> Any:
        return float(values.iloc[0]) if len(values) == 1 else None

    def of_each(self, groups: "pd.api.typing.SeriesGroupBy[Any, Any]") -> "pd.Series[Any]":
        return groups.first().where(groups.count() == 1)

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: Values) -> list[Any]:
        found = super().values(data, groups, so_far)
        return [value if group else None for value, group in zip(found, groups, strict=True)]


@dataclass(frozen=True)
class Stat(OfColumn):
    """A statistic of a column's known values, e.g. MEDIAN; nothing when there are fewer than `least`."""

    function: str = "AVERAGE"
    least: int = 1

    def __post_init__(self) -> None:
        """Raise DeclarationError for a mean of shares (X04): their bases differ; pool them by `ratio` of two sums."""
        column = self.part.columns[self.key]
        if self.function == "AVERAGE" and isinstance(getattr(column, "like", column), Percent):
            raise DeclarationError(f"{self.header}: the mean of {self.part.table_key}.{self.key} weighs shares alike")

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        stack = data.stack(self.part)
        column = self.column(data)
        tests = [f"ISNUMBER({column})"]
        tests += [
            f"({stack.name}[{stack.header(key)}]={quoted(plain(value))})"
            for key, value in (*self.where, *group.items())
        ]
        chosen = f"IF({'*'.join(tests)},{column})"
        return f'IF(COUNT({chosen})<{self.least},"",{self.function}({chosen}))'

    def of(self, values: "pd.Series[Any]") -> Any:
        if len(values) < self.least:
            return None
        numbers = values.astype("float64")
        match self.function:
            case "AVERAGE":
                return float(numbers.mean())
            case "MEDIAN":
                return float(numbers.median())
            case "MIN":
                return float(numbers.min())
            case "MAX":
                return float(numbers.max())
            case "STDEVP":
                return float(numbers.std(ddof=0))
            case _:
                raise ValueError(self.function)


@dataclass(frozen=True)
class Derived(Measure):
    """Worked out from the figures to the left: {Header} in the formula, and by Python from the same figures.

    `base`: those of them that together say how many a share is a share of.
    """

    formula: str = ""
    by: Callable[..., Any] = field(default=lambda: None)
    of: tuple[str, ...] = ()
    base: tuple[str, ...] = ()

    def excel(self, data: Consolidated, group: Where, row: RowFormulas) -> str:
        formula = self.formula
        for header, cell in row.items():
            formula = formula.replace("{" + header + "}", cell)
        return formula

    def values(self, data: Consolidated, groups: Sequence[Where], so_far: Values) -> list[Any]:
        return [self.by(*row) for row in zip(*(so_far[header] for header in self.of), strict=True)]


def ratio(header: str, a: str, b: str) -> Derived:
    """a / b as a share; nothing when either is missing or b is zero."""
    formula = f'IF(OR({{{a}}}="",N({{{b}}})=0),"",{{{a}}}/{{{b}}})'
    return Derived(header, SHARE, formula, lambda x, y: x / y if y and x is not None else None, (a, b), (b,))


def of_both(header: str, own: str, other: str) -> Derived:
    """One sex's share of women and men together, of two figures to the left."""
    formula = ratios.of_both_excel(f"{{{own}}}", f"{{{other}}}")
    return Derived(header, SHARE, formula, ratios.of_both, (own, other), (own, other))


def criterion(value: str) -> str:
    """A text as a criterion of COUNTIFS that only an equal text meets (see `same`), as it stands within quotes.

    A sign first keeps "<5" from being a comparison, and lets nothing at all be met by blank cells only.
    """
    # XML has no control characters.
    taken = "".join(
        f"~{c}" if c in "~*?" else '""' if c == '"' else f'"&CHAR({ord(c)})&"' if c < " " else c
        for c in value[:MOST_COMPARED]
    )
    return f"={taken}" + ("*" if len(value) >= MOST_COMPARED else "")


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def condition(wanted: str) -> str:
    """A condition of `where` as a criterion: "<>x" is "other than x"."""
    return "<>" + criterion(wanted[2:])[1:] if wanted.startswith("<>") else criterion(wanted)


# Asked of every row again for every measure; typed, since 1 and True are equal but not the same.
@lru_cache(maxsize=65_536, typed=True)
def same(cell: Any) -> str:
    """What is equal for two cells that COUNTIFS takes for the same: no matter letters' case, and a long text's end."""
    return "" if is_nan(cell) else plain(cell)[:MOST_COMPARED].casefold()


def is_nan(cell: Any) -> bool:
    """What pandas has for a missing number."""
    return isinstance(cell, float) and isnan(cell)
