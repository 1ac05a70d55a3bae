"""Bars: beside each other, on each other, and as shares. A value that is not shown is a sign, never a bar."""

from collections.abc import Iterator, Sequence

from jamxl import report_texts
from jamxl.draw.charts.paper import (
    NAMES,
    WIDTH,
    Axis,
    Ink,
    box,
    coloured,
    drawn_axis,
    labelled,
    line,
    name_lines,
    name_of,
    room_for,
    width_of,
    words,
)
from jamxl.present.charting import Mark, Plot, nice
from jamxl.present.lanes import LINE, number
from jamxl.present.report import Chart
from jamxl.present.signs import HIDDEN
from jamxl.ratios import LEAST_EVEN

BAR, CLOSE, APART, EDGE = 15, 3, 12, 22
# So many parts that are not shown are named.
MOST_NAMED = 2
Drawn = tuple[list[str], float]


def bars(plot: Plot, chart: Chart, inks: Sequence[Ink], prefix: str, top: float, per_cent: bool) -> Drawn:
    """A bar for each value, those of a row beside each other; and where the chart ends."""
    low, high, steps = scale(chart, [v for one in plot.marks for v in one.values if v is not None], per_cent)
    axis = fitted(low, high, [(one.values[at], said_of(one, at)) for one in plot.marks for at in range(len(inks))])
    thick = BAR * len(inks) + CLOSE * (len(inks) - 1)
    parts: list[str] = []
    y = top
    for one in plot.marks:
        lines = name_lines(one.name)
        height = max(thick, LINE * len(lines))
        parts += name_of(lines, y + height / 2)
        for at, ink in enumerate(inks):
            parts += bar(one, at, axis, y + (height - thick) / 2 + at * (BAR + CLOSE), ink, prefix)
        y += height + APART
    # The axis lies under the bars.
    under = drawn_axis(axis, labelled(steps, per_cent), top - 4, y - APART / 2, chart.unit)
    return [*under, *parts], y - APART / 2 + (40 if chart.unit else 22)


def scale(chart: Chart, values: Sequence[float], per_cent: bool) -> tuple[float, float, list[float]]:
    """Where the axis begins and ends, and its steps, which need not go all the way."""
    low, high = chart.limits or (min([0, *values]), max([0, *values]))
    # A share of something else than the whole may be above one.
    if chart.kind == "shares" and high <= 1:
        high = 1
    high = high if high > low else low + 1
    whole = not per_cent and all(value == int(value) for value in values)
    return low, high, [step for step in nice(low, high, whole) if low <= step <= high]


def fitted(low: float, high: float, ends: Sequence[tuple[float | None, str]]) -> Axis:
    """An axis so long that there is room for what stands at the ends of the bars, on both sides."""
    span = high - low
    left = max((width_of(said) + 7 for value, said in ends if value is not None and value < 0), default=0.0)
    room = WIDTH - EDGE - NAMES - left
    after = [((max(value or 0, 0) - low) / span, said) for value, said in ends]
    return Axis(low, high, NAMES + left, NAMES + left + room_for(after, room))


def bar(one: Mark, at: int, axis: Axis, y: float, ink: Ink, prefix: str) -> Iterator[str]:
    """A value's bar from zero, with the value at its end."""
    value, zero = one.values[at], axis.at(0)
    if value is None:
        yield words(said_of(one, at), zero + 5, y + BAR - 3)
        return
    end = axis.at(value)
    if value:
        yield box(min(zero, end), y, abs(end - zero), BAR, ink, prefix)
    side = -5 if value < 0 else 5
    yield words(one.said[at], end + side, y + BAR - 3, anchor="end" if value < 0 else "")


def said_of(one: Mark, at: int) -> str:
    """What stands at a bar's end."""
    return one.said[at] or report_texts.CHART_BLANK


def stacked(plot: Plot, chart: Chart, inks: Sequence[Ink], prefix: str, top: float, per_cent: bool) -> Drawn:
    """A bar for each row, its parts after each other; and where the chart ends."""
    signs = [hidden(one, chart.legend) for one in plot.marks]
    sums = [one.sum for one in plot.marks]
    low, high, steps = scale(chart, [1.0] if per_cent else sums, per_cent)
    even = per_cent and chart.palette == "sexes"
    axis = fitted(low, high, list(zip(sums, signs, strict=True)))
    parts: list[str] = []
    y = top
    for one, sign in zip(plot.marks, signs, strict=True):
        lines = name_lines(one.name)
        height = max(BAR + 6, LINE * len(lines))
        parts += name_of(lines, y + height / 2)
        parts += pieces(one, axis, y + (height - BAR - 6) / 2, inks, prefix, ends=even)
        parts += [words(sign, axis.at(one.sum) + 5, y + height / 2 + 4)] if sign else []
        y += height + APART
    bottom = y - APART / 2
    under = drawn_axis(axis, labelled(steps, per_cent), top - 4, bottom, chart.unit)
    parts += even_lines(axis, top - 4, bottom) if even else ()
    return [*under, *parts], bottom + (40 if chart.unit else 22)


def pieces(one: Mark, axis: Axis, y: float, inks: Sequence[Ink], prefix: str, ends: bool) -> Iterator[str]:
    """The parts of a bar, each with its value where there is room for it: in its middle, or by the bar's `ends`."""
    before = 0.0
    for value, said, ink in zip(one.values, one.said, inks, strict=False):
        if not value:
            continue
        start, end = axis.at(before), axis.at(before + value)
        before += value
        yield box(start, y, end - start, BAR + 6, ink, prefix)
        wide, middle = width_of(said) + 4, (start + end) / 2
        if wide > end - start:
            continue
        if ends:
            middle = start + wide / 2 + 3 if start == axis.left else end - wide / 2 - 3
        look = f"jx-on-{ink.name}"
        if ink.hatch:
            look = "jx-ink"
            place = f'x="{number(middle - wide / 2)}" y="{number(y + 3)}" width="{number(wide)}" height="{BAR}"'
            yield f'<rect {place} rx="2" {coloured("jx-paper")}/>'
        yield words(said, middle, y + BAR, look, "middle")


def hidden(one: Mark, legend: Sequence[str]) -> str:
    """What stands after a bar: the parts that are not drawn since they are not shown, or that there is nothing."""
    parts = zip(legend, one.values, one.said, strict=True)
    found = [f"{name} {said}" for name, value, said in parts if value is None and said == HIDDEN]
    if len(found) > MOST_NAMED:
        return report_texts.CHART_PARTS.format(parts=len(found), sign=HIDDEN)
    return ", ".join(found) if found or one.sum else max(one.said)


def even_lines(axis: Axis, top: float, bottom: float) -> Iterator[str]:
    """Between what shares a distribution is called even."""
    for share in (LEAST_EVEN, 1 - LEAST_EVEN):
        yield line(axis.at(share), top, axis.at(share), bottom, "jx-edge", 1.4, "5 4")
