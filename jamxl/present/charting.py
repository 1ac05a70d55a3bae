"""What a chart shows of its view, the same in every form: which rows, what they are called, their values; and in words.

A chart of hundreds of marks helps nobody. Of more rows than there is room for, those are chosen that say most, and the
chart says which those are; the rest stand in the table. Pure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date
from itertools import chain, count
from math import ceil, floor, log10
from operator import attrgetter

from jamxl import report_texts
from jamxl.grid import Cell
from jamxl.present.report import Chart, Palette, View, shown, text
from jamxl.swedish import counted, show

MOST = 20
# So few marks are told one by one in the text alternative.
FEW = 6
PAIR = 2
# How the series look, by name: neighbours differ in lightness, or one of them is hatched ("warm", "none").
LOOKS: dict[Palette, tuple[str, ...]] = {
    "plain": ("strong", "pale", "warm", "sand", "grey", "none", "mist"),
    "sexes": ("strong", "amber", "none"),
    "plan": ("pale", "strong"),
    "either": ("strong", "warm", "sand", "grey", "none"),
    "levels": ("strong", "pale", "none", "sand"),
}
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
MOST_STEPS = 5
FIRST_MONTH = 12
# The steps of the usual scale, 1 to 10.
SCALE = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of a view as a chart shows it: its place in the view, its name, and its values in the order of the series.

    A value is None where none is known, and `said` is what then stands in the cell: a sign, or "" for nothing. Days are
    ordinals.
    """

    row: int
    name: str
    values: tuple[float | None, ...]
    said: tuple[str, ...]

    @property
    def sum(self) -> float:
        return sum(value for value in self.values if value is not None)

    @property
    def largest(self) -> float:
        """The largest of the known values. Raises ValueError when none is."""
        return max(value for value in self.values if value is not None)

    @property
    def known(self) -> bool:
        """Some value is a number."""
        return any(value is not None for value in self.values)

    @property
    def apart(self) -> float:
        """How far apart the first two values are; -1 when not both are known."""
        first, second, *_ = self.values
        return -1 if first is None or second is None else abs(second - first)


@dataclass(frozen=True, slots=True)
class Plot:
    """The marks of a chart from top to bottom, out of how many, and what is to be said of those not there ("" of none).

    A row without any value or sign is not there, nor are those that there is no room for.
    """

    marks: Sequence[Mark]
    of: int
    rule: str = ""


def plotted(view: View, chart: Chart, most: int = MOST) -> Plot:
    """The marks that a chart shows, at most so many. Raises ValueError for a series that the view lacks."""
    columns = [view.column(header) for header in chart.series]
    names = names_of(view, chart)
    every = [mark(row, names[row], [cells[at] for at in columns]) for row, cells in enumerate(view.body)]
    marks = [one for one in every if one.known or any(one.said)]
    blank = len(every) - len(marks)
    note = report_texts.CHART_NOTHING.format(rows=counted(blank, "rad", "rader")) if blank else ""
    if len(marks) <= most:
        return Plot(marks, len(marks), note)
    made = chosen(marks, chart, most, per_cent(view, chart))
    return replace(made, rule=" ".join(filter(None, (made.rule, note))))


def mark(row: int, name: str, cells: Sequence[Cell]) -> Mark:
    """A row's cells as a chart sees them."""
    return Mark(row, name, tuple(map(number, cells)), tuple(map(text, cells)))


def number(cell: Cell) -> float | None:
    """What a cell is on an axis; a day is its ordinal."""
    match cell.value:
        case bool():
            return None
        case int() | float():
            return float(cell.value)
        case date():
            return float(cell.value.toordinal())
        case _:
            return None


def names_of(view: View, chart: Chart) -> list[str]:
    """What the rows are called: without the labels that all of them share, since those tell nothing apart."""
    labels = chart.labels or tuple(range(view.labels))
    telling = [at for at in labels if len({text(cells[at]) for cells in view.body}) > 1] or labels
    return [view.name_of(row, telling) for row in range(len(view.body))]


def per_cent(view: View, chart: Chart) -> bool:
    """The values are shares."""
    columns = [view.column(header) for header in chart.series]
    return any(cells[at].format.partition(";")[0].endswith("%") for cells in view.body for at in columns)


def chosen(marks: Sequence[Mark], chart: Chart, most: int, shares: bool) -> Plot:
    """The marks that say most, of more than there is room for. Those without values say nothing."""
    known = [one for one in marks if one.known]
    facts = {"of": show(len(marks)), "series": chart.legend[0], "other": chart.legend[-1]}
    if chart.kind == "gantt":
        rule, kept = report_texts.CHART_MOVED, greatest(known, lambda one: one.apart, most)
        moved = sum(one.apart > 0 for one in kept)
        if moved < most:
            rule, facts = report_texts.CHART_FEW_MOVED, facts | {"moved": show(moved), "rest": show(len(kept) - moved)}
        kept.sort(key=lambda one: min(value for value in one.values if value is not None))
        return Plot(kept, len(marks), rule.format(kept=len(kept), **facts))
    if chart.kind in ("bars", "stacked") and not shares:
        # A plan and its outcome are no parts of a sum.
        size = attrgetter("largest" if chart.palette == "plan" else "sum")
        rule, kept = report_texts.CHART_LARGEST, greatest([one for one in known if size(one) > 0], size, most)
        if len(kept) < most:
            return Plot(kept, len(marks), report_texts.CHART_SOME.format(kept=len(kept), **facts))
    elif chart.kind in ("bars", "shares") and len(chart.series) == PAIR:
        rule, kept = report_texts.CHART_APART, greatest([m for m in known if m.apart >= 0], lambda m: m.apart, most)
    else:
        first = [one for one in known if one.values[0] is not None]
        order = greatest(first, lambda one: one.values[0] or 0.0, len(first))
        rule, kept = report_texts.CHART_ENDS, [*order[: most // 2], *order[most // 2 :][-(most // 2) :]]
    if len(kept) < most:
        rule = report_texts.CHART_KNOWN
    return Plot(kept, len(marks), rule.format(kept=len(kept), half=most // 2, **facts))


def greatest(marks: Sequence[Mark], how: Callable[[Mark], float], most: int) -> list[Mark]:
    """The marks of the greatest measure first, at most so many; those alike in the order of the table."""
    return sorted(marks, key=lambda one: -how(one))[:most]


def worth_drawing(view: View, charts: Sequence[Chart]) -> tuple[Chart, ...]:
    """The charts that say something: those with at least two values to compare, and not only noughts."""

    def says(chart: Chart) -> bool:
        values = [value for one in plotted(view, chart).marks for value in one.values if value is not None]
        return len(values) > 1 and any(values)

    return tuple(filter(says, charts))


def in_words(view: View, chart: Chart) -> str:
    """The text alternative: what kind of chart, of what, all values of a few marks or else the ends of each series."""
    plot = plotted(view, chart)
    unit = f", {chart.unit}" if chart.unit else ""
    head = f"{report_texts.CHART_KINDS[chart.kind]}: {chart.title}{unit}."
    said = [head, *([plot.rule] if plot.rule else [])]
    if len(plot.marks) <= FEW:
        said += [every(one, chart.legend) for one in plot.marks]
    else:
        sentence = report_texts.CHART_DAYS if chart.kind == "gantt" else report_texts.CHART_NUMBERS
        said += [ends(plot.marks, at, name, sentence) for at, name in enumerate(chart.legend)]
    return " ".join([*filter(None, said), report_texts.CHART_TABLE.format(name=view.name)])


def every(mark: Mark, legend: Sequence[str]) -> str:
    """All values of a mark."""
    values = [
        f"{name} {report_texts.CHART_SIGNS.get(said, said)}" for name, said in zip(legend, mark.said, strict=True)
    ]
    return f"{mark.name}: {', '.join(values) if any(mark.said) else report_texts.CHART_BLANK}."


def ends(marks: Sequence[Mark], at: int, name: str, sentence: str) -> str:
    """The largest and the smallest of a series, and how many of its values are not shown."""
    known = [(value, one) for one in marks if (value := one.values[at]) is not None]
    if not known:
        return f"{name}: {report_texts.CHART_BLANK}."

    def end(value: float) -> str:
        first, *others = [one for other, one in known if other == value]
        return f"{first.said[at]} ({first.name}{report_texts.CHART_ALIKE.format(count=len(others)) if others else ''})"

    low, high = min(value for value, _ in known), max(value for value, _ in known)
    lacking = len(marks) - len(known)
    more = report_texts.CHART_LACKING.format(count=lacking) if lacking else ""
    if low == high:
        return report_texts.CHART_SAME.format(name=name, value=known[0][1].said[at]) + more
    return sentence.format(name=name, low=end(low), high=end(high)) + more


def over_rounds(view: View, row: int, periods: Sequence[str]) -> str:
    """How a row's main figure has gone over the rounds, in words; "" where no round has one."""
    format = next((cells[view.column(view.trended)].format for cells in view.rows), "")
    pairs = zip(periods, view.trend[row], strict=True)
    told = [f"{shown(value, format)} ({period})" for period, value in pairs if value is not None]
    return f"{view.trended}: {', '.join(told)}" if told else ""


def in_figures(one: Mark) -> str:
    """A row's figures in one: 5,3 (2–9)."""
    middle, low, high = one.said[:3]
    if not any(one.said[:3]):
        return report_texts.CHART_BLANK
    return report_texts.CHART_PROFILE.format(value=middle, low=low, high=high) if low or high else middle


def months(first: int, last: int) -> list[float]:
    """The first days of months, evenly, from before the first day till after the last one, as ordinals."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    begin, till = start.year * 12 + start.month - 1, end.year * 12 + end.month
    # Somebody may have typed the year 9999.
    longer = (MONTHS[-1] * 2**n for n in count())
    step = next(n for n in chain(MONTHS, longer) if (till - begin) / n <= MOST_STEPS)
    begin = max(begin - begin % step, FIRST_MONTH)
    steps = [begin + n * step for n in range(-(-(till - begin) // step) + 1)]
    return [float(day_of(month)) for month in steps]


def day_of(month: int) -> int:
    """The ordinal of the first day of a month, counted from the year 0; the calendar's last day when there is none."""
    year, at = divmod(month, 12)
    return date(year, at + 1, 1).toordinal() if year <= MAXYEAR else date.max.toordinal()


def nice(low: float, high: float, whole: bool = False, count: int = 6) -> list[float]:
    """Even steps from at most `low` to at least `high`, about so many, of 1, 2 or 5 and noughts."""
    high = high if high > low else low + 1
    rough = (high - low) / count
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough - 1e-9 * power)
    step = max(1.0, step) if whole else step
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [n * step for n in range(first, last + 1)]


def profile_steps(chart: Chart, values: Sequence[float]) -> list[float]:
    """The steps of a profile's axis: those of its scale, or of the values."""
    low, high = chart.limits or (min(values, default=0), max(values, default=1))
    return nice(low, high, chart.limits is not None and low == int(low) and high == int(high), SCALE)
