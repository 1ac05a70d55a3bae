"""Bars of text, so that a profile needs no chart; in Python and in Excel. The numbers stand beside them."""

FULL, EMPTY = "\u2588", "\u2591"
# No scale has more steps than this; a mistyped end must not fill the sheet.
LONGEST = 50


def bar(before: float, filled: float, after: float) -> str:
    """Empty, filled and empty steps."""
    return "".join(
        sign * max(0, min(LONGEST, int(count))) for sign, count in ((EMPTY, before), (FULL, filled), (EMPTY, after))
    )


def bar_excel(before: str, filled: str, after: str) -> str:
    """`bar` in Excel."""
    return "&".join(
        f'REPT("{sign}",MAX(0,MIN({LONGEST},{count})))'
        for sign, count in ((EMPTY, before), (FULL, filled), (EMPTY, after))
    )
