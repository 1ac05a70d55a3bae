"""Shares by sex, per cent and percentage points, as Swedish statistics reckon them; with their Excel faces. Pure.

Shares are fractions. Women and men are counted on each other alone: those of unknown sex are kept apart. What cannot be
said is None, in Excel an empty text. An argument of an Excel face is a formula that gives a number or an empty text.
"""

from collections.abc import Iterable
from typing import Final

EVEN: Final = "jämn"
MORE_WOMEN: Final = "övervikt kvinnor"
MORE_MEN: Final = "övervikt män"
TOO_FEW: Final = "ej beräknad"
# Both sexes have at least 40 and so at most 60 per cent, judged on unrounded shares.
LEAST_EVEN: Final = 0.4
# Of fewer than this a distribution says nothing.
LEAST_COUNTED: Final = 10
# The number format of percentage points, with the sign that tells who has more.
POINTS: Final = "+0.0;-0.0;0.0"
# Doubles are exact to some fifteen digits; this is far below what anybody types.
SLACK: Final = 1e-9
# A base that would fit a stated share is sought among the counts up to so many times the one given.
WIDEST_BASE: Final = 20


def share(part: float | None, whole: float | None) -> float | None:
    """part / whole; None when either is missing or the whole is zero."""
    return None if part is None or not whole else part / whole


def share_excel(part: str, whole: str) -> str:
    """`share` in Excel."""
    return f'IF(AND(ISNUMBER({part}),N({whole})<>0),{part}/{whole},"")'


def of_both(own: float | None, other: float | None) -> float | None:
    """One sex's share of women and men together."""
    return None if own is None or other is None else share(own, own + other)


def of_both_excel(own: str, other: str) -> str:
    """`of_both` in Excel."""
    return f'IF(AND(ISNUMBER({own}),ISNUMBER({other})),IF(N({own})+N({other})<>0,{own}/({own}+{other}),""),"")'


def points(one: float | None, other: float | None) -> float | None:
    """How many percentage points one share is above another; None when either is missing."""
    return None if one is None or other is None else (one - other) * 100


def points_excel(one: str, other: str) -> str:
    """`points` in Excel."""
    return f'IF(AND(ISNUMBER({one}),ISNUMBER({other})),({one}-{other})*100,"")'


def jumped(before: float | None, now: float | None, share: float, count: float) -> bool:
    """A number changed by more than a share of what it was, and by more than a count."""
    if before is None or now is None:
        return False
    return abs(now - before) > max(count, share * abs(before))


def jumped_excel(before: str, now: str, share: str, count: str) -> str:
    """`jumped` in Excel."""
    return f"AND(COUNT({now},{before})=2,ABS(N({now})-N({before}))>MAX({count},{share}*ABS(N({before}))))"


def balance(women: float | None, men: float | None, least: float = LEAST_COUNTED) -> str | None:
    """40/60 with its direction: even, more women, more men, or too few to say."""
    if women is None or men is None:
        return None
    both = women + men
    if not both or both < least:
        return TOO_FEW
    if min(women, men) / both >= LEAST_EVEN:
        return EVEN
    return MORE_WOMEN if women > men else MORE_MEN


def balance_excel(women: str, men: str, least: float = LEAST_COUNTED) -> str:
    """`balance` in Excel."""
    both = f"({women}+{men})"
    said = f'IF({women}>{men},"{MORE_WOMEN}","{MORE_MEN}")'
    judged = f'IF(MIN({women},{men})/{both}>={LEAST_EVEN},"{EVEN}",{said})'
    few = f"OR({both}=0,{both}<{least:g})"
    return f'IF(AND(ISNUMBER({women}),ISNUMBER({men})),IF({few},"{TOO_FEW}",{judged}),"")'


def pooled(pairs: Iterable[tuple[float | None, float | None]]) -> float | None:
    """The share of several (part, whole): the parts' sum over the wholes'. Pairs that lack either are in neither."""
    whole_pairs = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    return share(sum(part for part, _ in whole_pairs), sum(whole for _, whole in whole_pairs))


def decimals(stated: float) -> int:
    """How many decimals a share was stated with, in per cent: 0.44 has none, 0.372 one; at most 4."""
    return next((n for n in range(4) if abs(round(stated * 100, n) - stated * 100) < SLACK), 4)


def rounding(stated: float) -> float:
    """The most that rounding may have moved a stated share: 0.44 by 0.005, 0.372 by 0.0005."""
    return float(0.5 / 10 ** (decimals(stated) + 2))


def rounding_excel(stated: str) -> str:
    """`rounding` in Excel: by how long the share is when it is written out, since the formula must be short."""
    return f"(0.5/10^MAX(2,LEN(ROUND(ABS({stated}),6))-2))"


def fits(count: float, base: float | None, stated: float) -> bool:
    """A stated share is count / base, but for rounding."""
    real = share(count, base)
    return real is not None and abs(real - stated) <= rounding(stated) + SLACK


def base_that_fits(count: float, stated: float, base: float) -> int | None:
    """The whole number that a count must be divided by to give a stated share, the one nearest to `base`.

    None when no number does: then the count or the share is wrong, not the base.
    """
    if not 0 < stated <= 1 or count <= 0:
        return None
    fitting = [n for n in range(1, int(max(base, count)) * WIDEST_BASE + 1) if count <= n and fits(count, n, stated)]
    closest = min((abs(count / n - stated) for n in fitting), default=0.0)
    exact = [n for n in fitting if abs(count / n - stated) <= closest + SLACK]
    return min(exact, key=lambda n: abs(n - base), default=None)


def change_fits(before: float, after: float, stated: float) -> bool:
    """A stated change in percentage points (as a fraction) is after - before, but for the rounding of the two."""
    most = rounding(before) + rounding(after)
    return abs(after - before - stated) <= most + SLACK
