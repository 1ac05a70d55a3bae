"""What the charts are drawn with: colours by class, hatches, lines of text, an axis. Lengths are in px.

Every colour stands as an attribute, for programs that know no style sheets, and has a class, so that a page may give it
another: a style sheet goes before attributes. Series differ in lightness, hatch and outline, not in hue alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Literal
from xml.sax.saxutils import quoteattr

from jamxl.present.charting import LOOKS
from jamxl.present.lanes import FONT, LINE, clean, length, number, wrapped
from jamxl.present.report import Palette, shown

WIDTH, NAMES, GAP, SMALL = 660, 200, 12, 12
# Where a name has more lines than this, it ends with an ellipsis.
MOST_LINES = 3
Property = Literal["fill", "stroke"]
# Class: what it colours, on white paper and on dark.
COLOURS: dict[str, tuple[Property, str, str]] = {
    "jx-ink": ("fill", "#1B2A33", "#EEF3F4"),
    "jx-faint": ("fill", "#52616A", "#B4C0C5"),
    "jx-paper": ("fill", "#FFFFFF", "#12191D"),
    "jx-grid": ("stroke", "#D3DADC", "#37454C"),
    "jx-axis": ("stroke", "#5B6B73", "#B4C0C5"),
    "jx-edge": ("stroke", "#1B2A33", "#EEF3F4"),
    "jx-strong": ("fill", "#1F5A66", "#3E97A8"),
    "jx-pale": ("fill", "#A9CDD3", "#1D4650"),
    "jx-warm": ("fill", "#C9682F", "#D9773A"),
    "jx-sand": ("fill", "#F3DFB4", "#F0DDB4"),
    "jx-grey": ("fill", "#66737A", "#626F76"),
    "jx-none": ("fill", "#FFFFFF", "#12191D"),
    "jx-mist": ("fill", "#DDE3E5", "#3A464D"),
    "jx-amber": ("fill", "#EDB24A", "#F2C469"),
    "jx-on-strong": ("fill", "#FFFFFF", "#0B1215"),
    "jx-on-pale": ("fill", "#1B2A33", "#EEF3F4"),
    "jx-on-sand": ("fill", "#1B2A33", "#0B1215"),
    "jx-on-grey": ("fill", "#FFFFFF", "#FFFFFF"),
    "jx-on-mist": ("fill", "#1B2A33", "#EEF3F4"),
    "jx-on-amber": ("fill", "#1B2A33", "#0B1215"),
    "jx-hatch": ("stroke", "#FFFFFF", "#12191D"),
    "jx-hatch-none": ("stroke", "#8A979D", "#8A979D"),
}


@dataclass(frozen=True, slots=True)
class Ink:
    """How a series is filled: a class, and the class of its hatch, if it has one."""

    name: str
    hatch: str = ""


HATCHES = {"warm": "jx-hatch", "none": "jx-hatch-none"}
INKS: dict[Palette, Sequence[Ink]] = {
    palette: [Ink(name, HATCHES.get(name, "")) for name in names] for palette, names in LOOKS.items()
}


def dark() -> str:
    """The style rules that make the charts fit a dark page."""
    return "".join(f".{name}{{{what}:{colour}}}" for name, (what, _, colour) in COLOURS.items())


def coloured(name: str) -> str:
    """The attributes of a class."""
    what, colour, _ = COLOURS[name]
    return f'class="{name}" {what}="{colour}"'


def outlined(fill: str, stroke: str = "jx-edge") -> str:
    """The attributes of a shape with a fill and an outline; each has a class."""
    return f'class="{fill} {stroke}" fill="{COLOURS[fill][1]}" stroke="{COLOURS[stroke][1]}"'


def hatches(inks: Sequence[Ink], prefix: str) -> Iterator[str]:
    """The hatches that a chart uses, under names of its own: several charts may stand in one page."""
    for ink in dict.fromkeys(ink for ink in inks if ink.hatch):
        yield (
            f'<pattern id="{prefix}-{ink.name}" width="7" height="7" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="7" height="7" {coloured(f"jx-{ink.name}")}/>'
            f'<path d="M2 0V7" stroke-width="2.5" {coloured(ink.hatch)}/></pattern>'
        )


def box(x: float, y: float, width: float, height: float, ink: Ink, prefix: str) -> str:
    """A bar, or a part of one."""
    hatched = f'fill="url(#{prefix}-{ink.name})" {coloured("jx-edge")}'
    look = hatched if ink.hatch else outlined(f"jx-{ink.name}")
    place = f'x="{number(x)}" y="{number(y)}" width="{number(max(width, 0.8))}" height="{number(height)}"'
    return f'<rect {place} {look} stroke-width="0.8"/>'


def line(x: float, y: float, to_x: float, to_y: float, look: str, width: float = 1, dashes: str = "") -> str:
    """A straight line."""
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    path = f"M{number(x)} {number(y)}L{number(to_x)} {number(to_y)}"
    return f'<path d="{path}" fill="none" {coloured(look)} stroke-width="{number(width)}"{broken}/>'


def words(
    said: str, x: float, y: float, look: str = "jx-ink", anchor: Literal["", "middle", "end"] = "", size: float = SMALL
) -> str:
    """A line of text, y being its foot."""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" {coloured(look)}{where}>{clean(said)}</text>'
    )


def name_lines(name: str, width: float = NAMES - GAP) -> list[str]:
    """A name in lines beside the bars."""
    lines = wrapped(name, width)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]


def name_of(lines: Sequence[str], middle: float) -> Iterator[str]:
    """The lines of a name, centred on a height."""
    top = middle - LINE * len(lines) / 2
    for n, said in enumerate(lines):
        yield words(said, NAMES - GAP, top + n * LINE + 13, anchor="end", size=13)


def width_of(said: str) -> float:
    """About how long a small text is, rather too long than too short."""
    return length(said) * SMALL / 13 + 2


@dataclass(frozen=True, slots=True)
class Axis:
    """Values along the width of a chart, from the px `left` to `right`."""

    low: float
    high: float
    left: float
    right: float

    def at(self, value: float) -> float:
        """Where a value is; one beyond the ends is at the end."""
        inside = min(max(value, self.low), self.high)
        return self.left + (inside - self.low) / (self.high - self.low) * (self.right - self.left)


def room_for(ends: Iterable[tuple[float, str]], room: float) -> float:
    """How long an axis may be, at most `room`, when each of some values (parts of the axis) has a text after it.

    It is never so short that bars cannot be told apart.
    """
    return max(room / 3, min([room, *((room - width_of(said) - 7) / part for part, said in ends if part)]))


def drawn_axis(axis: Axis, steps: Sequence[tuple[float, str]], top: float, bottom: float, unit: str) -> Iterator[str]:
    """Lines across the chart with what they stand for under them, and the unit."""
    for value, said in steps:
        x = axis.at(value)
        yield line(x, top, x, bottom, "jx-axis" if value == 0 else "jx-grid")
        yield words(said, x, bottom + 15, "jx-faint", "middle")
    if unit:
        yield words(unit[:1].upper() + unit[1:], (axis.left + axis.right) / 2, bottom + 33, "jx-faint", "middle")


def labelled(steps: Sequence[float], per_cent: bool) -> list[tuple[float, str]]:
    """The steps of an axis with their texts."""
    between = steps[1] - steps[0] if len(steps) > 1 else 1
    decimals = max(0, -floor(log10(between * (100 if per_cent else 1)) + 1e-9))
    format = "#,##0" + (f".{'0' * decimals}" if decimals else "") + ("%" if per_cent else "")
    return [(step, shown(step, format)) for step in steps]


def legend(names: Sequence[str], inks: Sequence[Ink], prefix: str, top: float) -> tuple[list[str], float]:
    """A line, or more, of what each series is called; and where it ends."""
    parts, x, y = [], float(NAMES), top
    for name, ink in zip(names, inks, strict=False):
        wide = 18 + width_of(name) + 16
        if x > NAMES and x + wide > WIDTH:
            x, y = float(NAMES), y + 20
        parts += [box(x, y, 12, 12, ink, prefix), words(name, x + 18, y + 10.5)]
        x += wide
    return parts, y + 24


def whole(prefix: str, title: str, description: str, height: float, defs: Sequence[str], parts: Sequence[str]) -> str:
    """A chart as an SVG of its own."""
    size = f'width="{WIDTH}" height="{number(height)}" viewBox="0 0 {WIDTH} {number(height)}"'
    named = quoteattr(f"{prefix}-rubrik {prefix}-beskrivning")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby={named} lang="sv" {size} '
        f'font-family="{FONT}">'
    )
    return "\n".join(
        [
            head,
            f'<title id="{prefix}-rubrik">{clean(title)}</title>',
            f'<desc id="{prefix}-beskrivning">{clean(description)}</desc>',
            *(["<defs>", *defs, "</defs>"] if defs else []),
            *parts,
            "</svg>",
            "",
        ]
    )
