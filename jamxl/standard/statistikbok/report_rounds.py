"""What the consolidated report says of statistics by sex beside the period before."""

from jamxl import ratios
from jamxl.consolidation import Consolidated
from jamxl.grid import Value
from jamxl.present import SHARE, Section, Theme, section
from jamxl.rounds import Comparison, Line, Number, comparisons, origin, other_periods
from jamxl.standard.report_rounds import APART, NUMBER, Told, listing, reason
from jamxl.standard.statistikbok.gender import GenderStats


@section(Theme.SINCE)
def gender_stats(data: Consolidated) -> Section | None:
    """Each measure in the last period and now, and the shares' change in percentage points."""
    rows = [
        Told(now, compared(told, before, now), origin(before))
        for told in comparisons(data)
        for before, now in told.matched.get(GenderStats.table_key, ())
    ]
    if not rows:
        return None
    columns = {
        "measure": ("Mått", ""),
        "count_unit": ("Räkneenhet", ""),
        "breakdown": ("Grupp", ""),
        "then": ("Period förra", "@"),
        "when": ("Period nu", "@"),
        "k_then": ("Kvinnor förra", NUMBER),
        "m_then": ("Män förra", NUMBER),
        "k": ("Kvinnor nu", NUMBER),
        "m": ("Män nu", NUMBER),
        "share_then": ("Andel kvinnor förra", SHARE),
        "share_k": ("Andel kvinnor nu", SHARE),
        "points": ("Ändring, p.e.", ratios.POINTS),
        "known": ("Att veta", ""),
    }
    return listing(
        "Statistik mot förra omgången",
        "Varje mått i förra omgången och nu. Andelen är av kvinnor och män; dess ändring är i procentenheter (p.e.).",
        columns,
        rows,
        {"k_then": ("prev_k",), "m_then": ("prev_m",)} | {key: (key,) for key in ("k", "m", "share_k")},
    )


def compared(told: Comparison, before: Line, now: Line) -> tuple[Value, ...]:
    """A measure's words, its numbers by sex before and now, and how much the women's share has changed."""
    why = reason(Number(before, now, "k", tuple(told.redefined(before, now)), other_periods(before, now)))
    points = None if why else ratios.points(now.value("share_k"), before.value("share_k"))
    return (
        now.shown("measure"), now.shown("count_unit"), now.shown("breakdown"), before.shown("period"),
        now.shown("period"), before.number("k"), before.number("m"), now.number("k"), now.number("m"),
        before.value("share_k"), now.value("share_k"), points, f"{APART}: {why}" if why else "",
    )  # fmt: skip
