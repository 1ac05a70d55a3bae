"""A picture of what leads to what: lanes of boxes with lines between them, as SVG text. Pure.

What a box lacks is told by words, a sign and a broken border, so that the picture can be read without colours, and the
whole of it stands in words as well, for those who cannot see it. Lengths are in px.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.sax.saxutils import escape

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
SIZE, LINE = 13, 17
EDGE, BOX, BETWEEN, APART, INSIDE = 24, 236, 64, 12, 9
TOP = 64
INK, FAINT, LINK, PAPER, HEAD, LACKING = "#1B2A33", "#5B6B73", "#5B6B73", "#FFFFFF", "#E3EAED", "#FBEFDD"
# Rough widths of letters in Arial, in parts of the size; a line that is a little short does no harm.
NARROW, WIDE = frozenset("iljtfrI.,:;!'|()[]-/ "), frozenset("mwMWÅÄÖGOQ@%–→")
NARROW_EM, WIDE_EM, USUAL_EM, CAPITAL_EM = 0.34, 0.86, 0.57, 0.7
# No XML file may hold these.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """A row: its ID and text, the IDs it leads to in the next lane, and what it lacks, in words.

    `struck`: why it does not count, in a word.
    """

    id: str
    text: str
    leads: Sequence[str] = ()
    lacks: Sequence[str] = ()
    struck: str = ""

    @property
    def said(self) -> str:
        """What stands in the box."""
        return f"{self.id} {self.text}" + (f" ({self.struck})" if self.struck else "")


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of boxes under a heading, with what is to be said of them all."""

    heading: str
    sentence: str
    boxes: Sequence[Box]


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its lines of text and its place."""

    box: Box
    left: float
    top: float
    lines: Sequence[str]
    lacks: Sequence[str]

    @property
    def height(self) -> float:
        return LINE * (len(self.lines) + len(self.lacks)) + 2 * INSIDE

    def port(self, n: int, of: int) -> float:
        """Where the n:th of so many lines meets the box's edge: spread out, so that each can be followed."""
        return self.top + self.height * (n + 1) / (of + 1)


def picture(title: str, lanes: Sequence[Lane]) -> str:
    """The picture as SVG: the same text for the same lanes."""
    sentences = [wrapped(lane.sentence, BOX - 2 * INSIDE) for lane in lanes]
    head = LINE * (1 + max((len(lines) for lines in sentences), default=0)) + 2 * INSIDE
    columns = [placed(lane, left(n), TOP + head + APART) for n, lane in enumerate(lanes)]
    bottom = max((lowest(boxes) for boxes in columns), default=TOP + head)
    # Lanes with few boxes stand in the middle, so that the lines are not steep.
    columns = [[replace(box, top=box.top + (bottom - lowest(boxes)) / 2) for box in boxes] for boxes in columns]
    width, height = left(len(lanes)) - BETWEEN + EDGE, bottom + EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="rubrik beskrivning" lang="sv" '
        f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}" '
        f'font-family="{FONT}" font-size="{SIZE}" fill="{INK}">',
        f'<title id="rubrik">{clean(title)}</title>',
        f'<desc id="beskrivning">{clean(in_words(lanes))}</desc>',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        f'<text x="{EDGE}" y="{EDGE + SIZE + 5}" font-size="20" font-weight="bold">{clean(title)}</text>',
        *(line for here, there in pairwise(columns) for line in links(here, there)),
    ]
    for n, (lane, lines) in enumerate(zip(lanes, sentences, strict=True)):
        parts += heading(lane.heading, lines, left(n), head)
    parts += [line for boxes in columns for box in boxes for line in drawn(box)]
    return "\n".join([*parts, "</svg>", ""])


def left(lane: int) -> float:
    """Where a lane begins."""
    return EDGE + lane * (BOX + BETWEEN)


def placed(lane: Lane, x: float, y: float) -> list[Placed]:
    """A lane's boxes below each other."""
    found = []
    for box in lane.boxes:
        # The sign stands before what is lacking.
        lacks = [line for word in box.lacks for line in wrapped(word, BOX - 2 * INSIDE - 22)]
        found.append(Placed(box, x, y, wrapped(box.said, BOX - 2 * INSIDE), lacks))
        y += found[-1].height + APART
    return found


def lowest(boxes: Sequence[Placed]) -> float:
    """Where the last box of a lane ends."""
    return boxes[-1].top + boxes[-1].height if boxes else 0


def heading(words: str, lines: Sequence[str], x: float, height: float) -> Iterator[str]:
    """The head of a lane."""
    yield f'<rect x="{number(x)}" y="{TOP}" width="{BOX}" height="{number(height)}" fill="{HEAD}"/>'
    yield text(words, x + INSIDE, TOP + INSIDE + SIZE, ' font-weight="bold"')
    for n, line in enumerate(lines, 1):
        yield text(line, x + INSIDE, TOP + INSIDE + SIZE + n * LINE)


def drawn(box: Placed) -> Iterator[str]:
    """A box with its text; one that lacks something has a broken border, a sign and words."""
    lacking = bool(box.lacks)
    border = f'stroke="{INK}" stroke-width="2.5" stroke-dasharray="7 4"' if lacking else f'stroke="{FAINT}"'
    yield (
        f'<rect x="{number(box.left)}" y="{number(box.top)}" width="{BOX}" height="{number(box.height)}" rx="3" '
        f'fill="{LACKING if lacking else PAPER}" {border}/>'
    )
    y = box.top + INSIDE + SIZE - 1
    faint = f' fill="{FAINT}"' if box.box.struck else ""
    for line in box.lines:
        yield text(line, box.left + INSIDE, y, faint)
        y += LINE
    for line in box.lacks:
        x = box.left + INSIDE
        yield f'<circle cx="{number(x + 8)}" cy="{number(y - 4.5)}" r="7.5" fill="{INK}"/>'
        yield text("!", x + 8, y, f' fill="{PAPER}" font-weight="bold" text-anchor="middle"')
        yield text(line, x + 22, y, ' font-weight="bold"')
        y += LINE


def links(here: Sequence[Placed], there: Sequence[Placed]) -> Iterator[str]:
    """Lines from the boxes of a lane to those in the next that they lead to."""
    goals = {box.box.id.casefold(): n for n, box in enumerate(there)}
    pairs = [
        (start, goals[name])
        for start, box in enumerate(here)
        for name in sorted({name.casefold() for name in box.box.leads} & goals.keys(), key=goals.__getitem__)
    ]
    leaving, arriving = Counter(start for start, _ in pairs), Counter(goal for _, goal in pairs)
    left_so_far: Counter[int] = Counter()
    here_so_far: Counter[int] = Counter()
    for start, goal in pairs:
        y = here[start].port(left_so_far[start], leaving[start])
        end = there[goal].port(here_so_far[goal], arriving[goal])
        left_so_far[start] += 1
        here_so_far[goal] += 1
        yield curve(here[start].left + BOX, y, there[goal].left, end, broken=bool(here[start].box.struck))


def curve(x: float, y: float, to_x: float, to_y: float, broken: bool) -> str:
    """A line from one edge to another."""
    half = number((x + to_x) / 2)
    dashes = ' stroke-dasharray="2 4"' if broken else ""
    return (
        f'<path d="M{number(x)} {number(y)}C{half} {number(y)} {half} {number(to_y)} {number(to_x)} {number(to_y)}" '
        f'fill="none" stroke="{LINK}" stroke-width="1.3"{dashes}/>'
    )


def in_words(lanes: Sequence[Lane]) -> str:
    """All that the picture shows, lane by lane."""
    said = []
    for lane in lanes:
        said.append(f"{lane.heading}: {lane.sentence}".strip())
        for box in lane.boxes:
            leads = f" leder till {', '.join(box.leads)}" if box.leads else ""
            said.append("; ".join((f"{box.said}{leads}", *box.lacks)) + ".")
    return "\n".join(said)


def wrapped(words: str, width: float) -> list[str]:
    """A text in lines no longer than a width; a word that is longer is cut."""
    lines: list[str] = []
    for word in words.split():
        if lines and length(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        while length(word) > width:
            fits = next(n for n in range(len(word) - 1, 0, -1) if length(word[:n]) <= width or n == 1)
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901  (the rest of it)
        lines.append(word)
    return lines


def length(words: str) -> float:
    """About how long a text is."""
    return SIZE * sum(
        NARROW_EM if sign in NARROW else WIDE_EM if sign in WIDE else CAPITAL_EM if sign.isupper() else USUAL_EM
        for sign in words
    )


def text(words: str, x: float, y: float, how: str = "") -> str:
    """A line of text."""
    return f'<text x="{number(x)}" y="{number(y)}"{how}>{clean(words)}</text>'


def clean(words: str) -> str:
    """A text as it stands in XML."""
    return escape(UNPRINTABLE.sub("", words))


def number(value: float) -> str:
    """A length as it is written: the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
