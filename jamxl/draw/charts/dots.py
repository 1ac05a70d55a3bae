"""Marks on a line: a profile between lowest and highest, and days planned and actual."""

from collections.abc import Iterator, Sequence
from datetime import date

from jamxl.draw.charts.paper import (
    GAP,
    NAMES,
    WIDTH,
    Axis,
    drawn_axis,
    labelled,
    line,
    name_lines,
    name_of,
    outlined,
    width_of,
    words,
)
from jamxl.present.charting import Mark, Plot, in_figures, months, profile_steps
from jamxl.present.lanes import LINE, number
from jamxl.present.report import Chart

ROW, APART, RADIUS, DAY = 22, 8, 6, 80
Drawn = tuple[list[str], float]


def profile(plot: Plot, chart: Chart, top: float) -> Drawn:
    """For each row a line from lowest to highest with a mark on it, and an earlier mark; and where the chart ends."""
    values = [value for one in plot.marks for value in one.values if value is not None]
    steps = profile_steps(chart, values)
    said = [in_figures(one) for one in plot.marks]
    axis = Axis(steps[0], steps[-1], NAMES + RADIUS, WIDTH - GAP - RADIUS - max(map(width_of, said), default=0))
    key = keys(chart.legend)
    parts: list[str] = []
    first = y = top + 24
    for one, figures in zip(plot.marks, said, strict=True):
        lines = name_lines(one.name)
        height = max(ROW, LINE * len(lines))
        parts += name_of(lines, y + height / 2)
        parts += spread(one, axis, y + height / 2)
        parts.append(words(figures, WIDTH - 2, y + height / 2 + 4, anchor="end"))
        y += height + APART
    bottom = y - APART / 2
    under = drawn_axis(axis, labelled(steps, False), first - 4, bottom, chart.unit)
    return [*key_row(key, top), *under, *parts], bottom + (40 if chart.unit else 22)


def spread(one: Mark, axis: Axis, y: float) -> Iterator[str]:
    """The line and the marks of a row; what is not known is not drawn."""
    middle, low, high, before = (*one.values, None)[:4]
    if low is not None and high is not None:
        yield line(axis.at(low), y, axis.at(high), y, "jx-axis", 3)
        for end in (low, high):
            yield line(axis.at(end), y - 5, axis.at(end), y + 5, "jx-axis", 2)
    if before is not None:
        yield diamond(axis.at(before), y)
    if middle is not None:
        yield dot(axis.at(middle), y)


def gantt(plot: Plot, chart: Chart, top: float) -> Drawn:
    """For each row the planned day and the actual one, and the days beside them; and where the chart ends."""
    columns = [WIDTH - 2 - DAY * n for n in reversed(range(len(chart.series)))]
    days = [int(value) for one in plot.marks for value in one.values if value is not None]
    steps = months(min(days, default=1), max(days, default=1))
    axis = Axis(steps[0], steps[-1], NAMES + RADIUS, columns[0] - DAY - RADIUS)
    parts = [words(name, x, top + 10, "jx-faint", "end") for name, x in zip(chart.legend, columns, strict=True)]
    parts += key_row(keys(chart.legend, days=True), top)
    first = y = top + 24
    for one in plot.marks:
        lines = name_lines(one.name)
        height = max(ROW, LINE * len(lines))
        middle = y + height / 2
        parts += name_of(lines, middle)
        parts += moved(one, axis, middle)
        parts += [words(said, x, middle + 4, anchor="end") for said, x in zip(one.said, columns, strict=True)]
        y += height + APART
    bottom = y - APART / 2
    said = [(step, date.fromordinal(int(step)).isoformat()[:7]) for step in steps]
    return [*drawn_axis(axis, said, first - 4, bottom, chart.unit), *parts], bottom + (40 if chart.unit else 22)


def moved(one: Mark, axis: Axis, y: float) -> Iterator[str]:
    """A planned and an actual day with a line between them."""
    planned, actual = one.values[:2]
    if planned is not None and actual is not None:
        yield line(axis.at(planned), y, axis.at(actual), y, "jx-axis", 3)
    if planned is not None:
        yield diamond(axis.at(planned), y)
    if actual is not None:
        yield dot(axis.at(actual), y)


def dot(x: float, y: float) -> str:
    """What is now, or was done."""
    look = outlined("jx-strong")
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{RADIUS}" {look}/>'


def diamond(x: float, y: float) -> str:
    """What was before, or planned."""
    points = f"M{number(x)} {number(y - RADIUS - 1)}l{RADIUS + 1} {RADIUS + 1}l-{RADIUS + 1} {RADIUS + 1}"
    return f'<path d="{points}l-{RADIUS + 1} -{RADIUS + 1}Z" {outlined("jx-paper")} stroke-width="1.5"/>'


def keys(names: Sequence[str], days: bool = False) -> list[tuple[str, str]]:
    """The marks and what they stand for."""
    if days:
        return [("diamond", names[0]), *(("dot", name) for name in names[1:2])]
    ends = f"{names[1]}–{names[2][:1].lower()}{names[2][1:]}"
    return [("dot", names[0]), ("line", ends), *(("diamond", name) for name in names[3:4])]


def key_row(key: Sequence[tuple[str, str]], top: float) -> Iterator[str]:
    """The marks in a row above the chart."""
    x, y = float(NAMES), top + 6
    for kind, name in key:
        match kind:
            case "dot":
                yield dot(x + RADIUS, y)
            case "diamond":
                yield diamond(x + RADIUS, y)
            case _:
                yield line(x, y, x + 20, y, "jx-axis", 3)
                x += 10
        yield words(name, x + 18, y + 4)
        x += 18 + width_of(name) + 16
