"""A view's main figure over the rounds, in words: what stands where a line cannot. Pure."""

from jamxl import report_texts
from jamxl.present.report import View, shown


def heading(view: View) -> str:
    """What stands over the figures."""
    return report_texts.REPORT["trend"].format(of=view.trended)


def in_words(view: View, row: int) -> str:
    """What a row's figure was and is, in the order of the rounds."""
    format = view.rows[row][view.column(view.trended)].format
    return " → ".join(report_texts.TREND_UNKNOWN if v is None else shown(v, format) for v in view.trend[row])
