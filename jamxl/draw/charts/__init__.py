"""Charts as SVG, for HTML and PDF: the same bytes for the same view. Excel has charts of its own (`draw/native.py`).

Own code, since a chart here is a few kinds of bars and dots: each must be the same on white and dark paper, without
colours, byte for byte on every machine, and say the numbers that stand in the table.
"""

from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from jamxl.draw.charts.bars import bars, stacked
from jamxl.draw.charts.dots import gantt, profile
from jamxl.draw.charts.paper import INKS, Axis, dark, hatches, legend, line, outlined, whole, words
from jamxl.present.charting import in_words, over_rounds, per_cent, plotted
from jamxl.present.lanes import UNPRINTABLE, number
from jamxl.present.report import Chart, View, slug

__all__ = ["dark", "spark", "svg"]

# Width and height of a sparkline, and how far its marks keep from the edge.
SPARK, INSET = (96, 24), 4


def svg(view: View, chart: Chart) -> str:
    """A chart as an SVG with title and description; its IDs begin with the view's name.

    Raises ValueError for a series that the view lacks.
    """
    plot = plotted(view, chart)
    prefix = f"{slug(view.name)}-{slug(chart.title)}"
    shares = per_cent(view, chart)
    inks = INKS[chart.palette]
    used = inks[: len(chart.series)]
    parts, top = [], 4.0
    if plot.rule:
        parts, top = [words(plot.rule, 0, 14, "jx-faint")], 26.0
    match chart.kind:
        case "profile":
            drawn, height = profile(plot, chart, top)
        case "gantt":
            drawn, height = gantt(plot, chart, top)
        case _:
            if len(chart.series) > 1:
                named, top = legend(chart.legend, used, prefix, top)
                parts += named
            draw = stacked if chart.kind == "stacked" else bars
            drawn, height = draw(plot, chart, used, prefix, top + 4, shares)
    defs = list(hatches(used, prefix)) if chart.kind in ("bars", "shares", "stacked") else []
    return whole(prefix, chart.title, in_words(view, chart), height, defs, [*parts, *drawn])


def spark(view: View, row: int, periods: Sequence[str]) -> str:
    """A line of how a row's main figure has gone over the rounds, as large as a line of text.

    `periods`: what the rounds are called. "" where fewer than two rounds have a figure.
    """
    known = [(at, value) for at, value in enumerate(view.trend[row]) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    # What has not changed lies in the middle.
    low, high = (low, high) if low < high else (low - 1, high + 1)
    across, down = Axis(0, len(periods) - 1, INSET, SPARK[0] - INSET), Axis(low, high, SPARK[1] - INSET, INSET)
    places = [(across.at(at), down.at(value)) for at, value in known]
    lines = [line(*here, *there, "jx-edge", 1.5) for here, there in pairwise(places)]
    x, y = places[-1]
    end = f'<circle cx="{number(x)}" cy="{number(y)}" r="3" {outlined("jx-strong")}/>'
    told = quoteattr(UNPRINTABLE.sub("", over_rounds(view, row, periods)))
    width, height = SPARK
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={told} width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(lines)}{end}</svg>'
    )
