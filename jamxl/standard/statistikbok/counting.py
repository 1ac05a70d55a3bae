"""What the sheets of counts have in common: columns by sex, and what is known of a cell."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import Broken, Table, broken
from jamxl.standard.cover import SEX_WORDS
from jamxl.swedish import listed


class SexCode(StrEnum):
    """Sex in a register of people, where it may be unknown."""

    WOMAN = "K"
    MAN = "M"
    UNKNOWN = "Uppgift saknas"


SEX_CODE_WORDS = SEX_WORDS | dict.fromkeys(("okänt", "okänd", "vet ej", "-", "x"), SexCode.UNKNOWN)


class Quality(StrEnum):
    COUNTED = "Räknad"
    ESTIMATED = "Uppskattad"
    PRELIMINARY = "Preliminär"
    REVISED = "Reviderad"


def sex_column(header: str = "Kön", **more: Any) -> Any:
    """The column of a person's sex."""
    return col.choice(header, SexCode, width=15, same=SEX_CODE_WORDS, prompt="K, M eller Uppgift saknas.", **more)


def count(header: str, **more: Any) -> Any:
    """A number of people, which the next round begins without. That it is missing is for S02 to say."""
    return col.whole(header, **{"required": False, "carry": False, "people": True, **more})


def is_blank(row: Table, key: str) -> bool:
    """Nothing stands in the cell. What stands there but is no number, such as `..`, is an answer."""
    return key in row.__dict__ and row.__dict__[key] is None


def filled_in(row: Table, keys: Sequence[str]) -> bool | Broken:
    """No cell is blank; what is, by its headings."""
    blank = [row.columns[key].header for key in keys if is_blank(row, key)]
    return not blank or broken(missing=listed(blank))


def of_group(header: str, own: str, other: str, **more: Any) -> Any:
    """One sex's share of women and men together (könsfördelning), from two columns of counts."""
    return col.computed(
        col.percent(header, **more),
        ratios.of_both_excel(f"{{{own}}}", f"{{{other}}}"),
        lambda row, book: ratios.of_both(getattr(row, own), getattr(row, other)),
    )


def quotient(like: Any, part: str, whole: str) -> Any:
    """One column divided by another; nothing when either is missing or the second is zero."""
    return col.computed(
        like,
        ratios.share_excel(f"{{{part}}}", f"{{{whole}}}"),
        lambda row, book: ratios.share(getattr(row, part), getattr(row, whole)),
    )


def evenness(header: str, women: str, men: str, **more: Any) -> Any:
    """40/60 in words, with its direction."""
    return col.computed(
        col.text(header, **{"width": 18, "prompt": "Jämn när båda könen är minst 40 procent.", **more}),
        ratios.balance_excel(f"{{{women}}}", f"{{{men}}}"),
        lambda row, book: ratios.balance(getattr(row, women), getattr(row, men)),
    )


def tally(
    header: str,
    excel: str,
    by: Callable[[Any, Any], float],
    adds: col.Adds = (),
    within: tuple[str, ...] = (),
    **more: Any,
) -> Any:
    """A count of another sheet's rows, each about a person. `adds`, `within`: as of a column."""
    like = col.whole(header, **more)
    return col.computed(like, excel, lambda row, book: float(by(row, book)), people=True, adds=adds, within=within)
