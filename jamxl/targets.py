"""Targets: what counts as reached, how far from it an outcome is, and how much of it; with their Excel faces. Pure.

A target is two bounds, the least and the most that the outcome may be; None (in Excel an empty text) is no bound.
Amounts are in the goal's own unit, per cent as 37.2, so that their differences are percentage points.
An argument of an Excel face is a formula that gives a number or an empty text.
"""

from enum import StrEnum
from typing import Final

from jamxl.ratios import SLACK, share, share_excel


class Direction(StrEnum):
    HIGHER = "Högre är bättre"
    LOWER = "Lägre är bättre"
    EXACT = "Exakt"
    INTERVAL = "Intervall"


class Status(StrEnum):
    REACHED = "Uppnått"
    PARTLY = "Delvis"
    NOT = "Ej uppnått"
    UNMEASURABLE = "Kan inte mätas"
    UNJUDGED = "Ej bedömt"


# What only a comparison of outcome and target can tell, and so may be told wrongly by hand.
JUDGED: Final = (Status.REACHED, Status.PARTLY, Status.NOT)

Bounds = tuple[float | None, float | None]


def bounds(direction: str, target: float | None, upper: float | None = None) -> Bounds:
    """(least, most) of a target; `upper` is the other end of an interval, which has none without both its ends."""
    match direction:
        case Direction.HIGHER:
            return target, None
        case Direction.LOWER:
            return None, target
        case Direction.EXACT:
            return target, target
        case Direction.INTERVAL if target is not None and upper is not None:
            return target, upper
        case _:
            return None, None


def least_excel(direction: str, target: str, upper: str) -> str:
    """The least of `bounds`, in Excel."""
    ends = f'AND({direction}="{Direction.INTERVAL}",ISNUMBER({upper}))'
    wanted = f'OR({direction}="{Direction.HIGHER}",{direction}="{Direction.EXACT}",{ends})'
    return f'IF(AND(ISNUMBER({target}),{wanted}),{target},"")'


def most_excel(direction: str, target: str, upper: str) -> str:
    """The most of `bounds`, in Excel."""
    wanted = f'OR({direction}="{Direction.LOWER}",{direction}="{Direction.EXACT}")'
    other = f'AND({direction}="{Direction.INTERVAL}",ISNUMBER({upper}))'
    return f'IF(ISNUMBER({target}),IF({wanted},{target},IF({other},{upper},"")),"")'


def deviation(value: float | None, least: float | None, most: float | None) -> float | None:
    """How far an outcome is from its bound; with two bounds it is 0 between them."""
    if value is None or (least is None and most is None):
        return None
    if least is None or most is None:
        return value - (least if most is None else most)  # type: ignore[operator]
    return min(value - least, 0.0) + max(value - most, 0.0)


def deviation_excel(value: str, least: str, most: str) -> str:
    """`deviation` in Excel."""
    between = f"MIN({value}-{least},0)+MAX({value}-{most},0)"
    beside = f"IF(ISNUMBER({least}),{value}-{least},{value}-{most})"
    return f'IF(OR(NOT(ISNUMBER({value})),COUNT({least},{most})=0),"",IF(COUNT({least},{most})=2,{between},{beside}))'


def attainment(value: float | None, least: float | None, most: float | None) -> float | None:
    """The share of the target that was reached; only of one that asks for more, and for more than nothing."""
    return share(value, least) if most is None and least is not None and least > 0 else None


def attainment_excel(value: str, least: str, most: str) -> str:
    """`attainment` in Excel."""
    return f'IF(AND(NOT(ISNUMBER({most})),N({least})>0),{share_excel(value, least)},"")'


def judge(value: float | None, least: float | None, most: float | None, near: float, near_share: float) -> Status:
    """Reached on the bound or inside it; partly when it misses by no more than `near`, or `near_share` of the bound."""
    off = deviation(value, least, most)
    if off is None or value is None:
        return Status.UNJUDGED
    short = least is not None and value < least
    missed = abs(off) if short or (most is not None and value > most) else 0.0
    if missed <= SLACK:
        return Status.REACHED
    allowed = max(near, near_share * abs((least if short else most) or 0.0))
    return Status.PARTLY if allowed and missed <= allowed + SLACK else Status.NOT


def judge_excel(value: str, least: str, most: str, near: str, near_share: str) -> str:
    """`judge` in Excel."""
    short = f"AND(ISNUMBER({least}),{value}<N({least}))"
    missed = f"IF({short},{least}-{value},IF(ISNUMBER({most}),MAX({value}-{most},0),0))"
    allowed = f"MAX({near},{near_share}*ABS(IF({short},N({least}),N({most}))))"
    partly = f'IF(AND({allowed}>0,{missed}<={allowed}+{SLACK:.9f}),"{Status.PARTLY}","{Status.NOT}")'
    judged = f'IF({missed}<={SLACK:.9f},"{Status.REACHED}",{partly})'
    return f'IF(OR(NOT(ISNUMBER({value})),COUNT({least},{most})=0),"{Status.UNJUDGED}",{judged})'
