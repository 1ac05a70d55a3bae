"""Counts of women and men that several books compare: none above its most, both together, one less the other."""

from jamxl.columns import plain
from jamxl.sheets import Broken, broken


def within(*triples: tuple[float | None, float | None, str]) -> bool | Broken:
    """No number of (number, most, who) is above its most; Broken tells who is, and the most. Unknown ones are not."""
    over = [(n, most, who) for n, most, who in triples if n is not None and most is not None and n > most]
    return not over or broken(
        who=" och ".join(f"{plain(n)} {who}" for n, _, who in over),
        most=" och ".join(plain(most) for _, most, _ in over),
    )


def above_excel(*pairs: tuple[str, str]) -> str:
    """Excel: a number of (number, most) is above its most, by column keys."""
    return f"OR({','.join(f'AND(ISNUMBER({{{n}}}),ISNUMBER({{{most}}}),{{{n}}}>{{{most}}})' for n, most in pairs)})"


def both(women: float | None, men: float | None) -> float | None:
    """Women and men; None until both are told."""
    return None if women is None or men is None else women + men


def both_excel(women: str, men: str) -> str:
    """`both` in Excel, by column keys."""
    return f'IF(AND(ISNUMBER({{{women}}}),ISNUMBER({{{men}}})),{{{women}}}+{{{men}}},"")'


def minus(one: float | None, other: float | None) -> float | None:
    """one - other; None until both are told."""
    return None if one is None or other is None else one - other


def minus_excel(one: str, other: str) -> str:
    """`minus` in Excel, by column keys."""
    return f'IF(AND(ISNUMBER({{{one}}}),ISNUMBER({{{other}}})),{{{one}}}-{{{other}}},"")'
