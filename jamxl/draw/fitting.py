"""Tables on paper: how wide the columns are, how large the type is, and whether the page lies down. Pure.

Widths of columns are in parts of the type's size (em) until the size is chosen, then in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from jamxl.draw.lettering import BOLD, width

# What a page has room for across, standing and lying, and down (points).
STANDING, LYING = 481.0, 728.0
DOWN = {STANDING: 690.0, LYING: 445.0}
# How high a drawing may be under its headings (points), and how much smaller than drawn it may be without a page of its
# own: its small type is 9 points.
DRAWN, SMALLER = {STANDING: 610.0, LYING: 370.0}, 0.85
SIZES = (9.0, 8.5, 8.0, 7.5)
# A table that needs smaller type than this on a standing page lies down.
SMALLEST_STANDING = 8.0
# Room beside and above the text of a cell, and from line to line (em).
BESIDE, ABOVE, LINE = 0.4, 0.28, 1.2
# How wide a line over the rounds is; it is a fourth as high (em).
SPARK = 6.0
# More room before a text that stands after numbers.
APART = 0.5
# Widths of texts: a word may be hyphenated down to the first, a text is best read in the second, the third is enough.
HYPHENATED, READABLE, ENOUGH = 5.5, 13.0, 34.0
# A text may be this much wider than reckoned, by kerning and rounding.
SURE, ROUNDING = 0.97, 1e-9
# Lines are seldom full.
MORE = 1.2
# A table that takes less of a page than this is kept on one; a row higher than the second may be broken.
KEPT, TALL_ROW = 0.45, 0.5
# How many signs of a note stand on a line.
NOTE = 110


@dataclass(frozen=True, slots=True)
class Column:
    """The texts of a column; `right`: numbers, which are never broken.

    `least`, `good`, `most`: how wide its texts must be, are read well in, and have use for; `word`: its longest (em).
    """

    header: str
    cells: Sequence[str]
    right: bool
    least: float
    good: float
    most: float
    word: float


def column(header: str, cells: Sequence[str], right: bool, total: bool = False) -> Column:
    """A column with its needs; with a `total`, the last cell is in bold type."""
    head = max((width(each, BOLD) for each in header.split()), default=0.0) / SURE
    last = width(cells[-1], BOLD) / SURE if total else 0.0
    longest = max((line for cell in cells for line in _lines(cell)), default=0.0)
    longest = max(longest, last)
    if right:
        good = max(longest, head)
        return Column(header, cells, right, max(longest, min(head, HYPHENATED)), good, good, head)
    word = max((width(each) for cell in cells for each in cell.split()), default=0.0) / SURE
    least = max(min(longest, HYPHENATED), min(head, HYPHENATED))
    good = max(min(longest, max(READABLE, longest / 6), ENOUGH), min(head, READABLE))
    return Column(header, cells, right, least, good, max(good, min(longest, ENOUGH)), max(head, word))


def scale(size: tuple[float, float], page: float) -> float:
    """How much smaller a drawing must be on a page, 1 at most; its width and height are in points."""
    wide, high = size
    return min(1.0, page / wide, DRAWN[page] / high)


def page_for(sizes: Sequence[tuple[float, float]], page: float) -> float:
    """The page that drawings are put on: this one, or the other if they would be too small on it."""
    scales = {which: min((scale(size, which) for size in sizes), default=1.0) for which in (page, STANDING, LYING)}
    return page if scales[page] >= SMALLER else max(scales, key=lambda which: scales[which])


def lines(header: str, rows: int) -> Column:
    """A column of lines over the rounds."""
    word = max((width(each, BOLD) for each in header.split()), default=0.0) / SURE
    good = max(SPARK, min(word, READABLE))
    return Column(header, [""] * rows, False, SPARK, good, good, word)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table's type size and widths of columns (points).

    `before`: the room before each column's text (points). `hyphenated`: columns with words that are wider than they.
    `heights`: of each row, 0 where the text must say; `kept`: the table is not broken between pages; `broken`: some row
    is so high that it may be.
    """

    size: float
    widths: tuple[float, ...]
    before: tuple[float, ...]
    hyphenated: tuple[bool, ...]
    heights: tuple[float, ...]
    kept: bool
    broken: bool


def lies(columns: Sequence[Column]) -> bool:
    """Whether a table is to have a page that lies down."""
    return _across(columns, SMALLEST_STANDING) > STANDING


def parts(columns: Sequence[Column], labels: int) -> list[list[int]]:
    """The columns of each part of a table that is too wide for any page; of others, all columns.

    Each part begins with the columns that name the row, the first `labels`.
    """
    needed = [each.least + beside for each, beside in zip(columns, _beside(columns), strict=True)]
    own, taken = LYING / SIZES[-1] - sum(needed[:labels]), needed[labels:]
    if sum(taken) <= own:
        return [list(range(len(columns)))]
    # As full as the fewest parts need, so that the last is not left with a column or two.
    share = sum(taken) / ceil(sum(taken) / own)
    found: list[list[int]] = []
    filled = own + share
    for at, wide in enumerate(taken, labels):
        if filled + wide / 2 > share or filled + wide > own:
            found.append(list(range(labels)))
            filled = 0.0
        found[-1].append(at)
        filled += wide
    return found


def fit(columns: Sequence[Column], page: float, notes: int = 0) -> Fitted:
    """Fit a table into a page's width (STANDING or LYING); `notes`: how many signs stand under it."""
    size = next((size for size in SIZES if _across(columns, size) <= page), SIZES[-1])
    beside = _beside(columns)
    room = page / size - sum(beside)
    least, good, most = ([getattr(each, need) for each in columns] for need in ("least", "good", "most"))
    widths = _between(good, most, room) if sum(good) <= room else _between(least, good, room)
    counts = [_row_lines(row, widths) for row in zip(*(column.cells for column in columns), strict=True)]
    heights = [size * (LINE * count - (LINE - 1) + 2 * ABOVE) for count in counts]
    total = sum(heights) + LINE * SIZES[0] * notes / NOTE
    return Fitted(
        size=size,
        widths=tuple(round(size * (each + apart), 2) for each, apart in zip(widths, beside, strict=True)),
        before=tuple(round(size * (apart - BESIDE), 2) for apart in beside),
        hyphenated=tuple(each.word > width + ROUNDING for each, width in zip(columns, widths, strict=True)),
        heights=tuple(round(height, 2) if count == 1 else 0 for height, count in zip(heights, counts, strict=True)),
        kept=total < KEPT * DOWN[page],
        broken=max(heights, default=0) > TALL_ROW * DOWN[page],
    )


def _across(columns: Sequence[Column], size: float) -> float:
    """How many points the columns need across to be read well."""
    return size * (sum(each.good for each in columns) + sum(_beside(columns)))


def _beside(columns: Sequence[Column]) -> list[float]:
    """The room beside the texts of each column (em)."""
    after = [False, *(each.right for each in columns)]
    return [
        2 * BESIDE + (APART if before and not each.right else 0) for each, before in zip(columns, after, strict=False)
    ]


def _between(low: Sequence[float], high: Sequence[float], room: float) -> list[float]:
    """Widths from low to high, as far as the room goes; in less room than the low need, all are as much narrower."""
    least, most = sum(low), sum(high)
    if least > room:
        return [each * room / least for each in low]
    part = min(1.0, (room - least) / (most - least)) if most > least else 0.0
    return [small + (large - small) * part for small, large in zip(low, high, strict=True)]


def _lines(cell: str) -> Iterator[float]:
    """The width of each line of a cell."""
    return (width(line) / SURE for line in cell.split("\n"))


def _row_lines(cells: Sequence[str], widths: Sequence[float]) -> int:
    """About how many lines a row has; 1 is sure."""
    return max(
        (
            sum(1 if wide <= room + ROUNDING else ceil(wide / room * MORE) for wide in _lines(cell))
            for cell, room in zip(cells, widths, strict=True)
        ),
        default=1,
    )
