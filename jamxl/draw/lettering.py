"""The typeface of a report on paper, the same on all machines: which signs it has, and how wide a text is."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import font_source_sans_pro
import typst
from fontTools.ttLib import TTFont

FAMILY = "Source Sans Pro"
REGULAR, BOLD = "Regular", "Semibold"
# Drawings have a bolder face than tables.
FACES = (REGULAR, BOLD, "Bold")
# A word longer than this may be broken anywhere: a file's name, an address.
LONGEST_WORD = 24
PIECE = 12
LONG_WORD = re.compile(rf"[^\s\u00ad-]{{{LONGEST_WORD + 1},}}")
PIECES = re.compile(rf"[^_/\\.@]{{1,{PIECE}}}[_/\\.@]*|[_/\\.@]+")
BREAK = "\u200b"
NOTHING = re.compile(r"[\ufe00-\ufe0f\ufdd0-\ufdef\ufffe\uffff]")
# Signs that the typeface lacks, and that others stand for.
LIKENESSES = {"\t": " ", "\r": "\n", "\u2011": "-", "\u2028": "\n", "\u2029": "\n", "\u25cf": "\u2022"}


def path(face: str) -> Path:
    """The file of a face."""
    return Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{face}.otf"


@contextmanager
def fonts() -> Iterator[typst.Fonts]:
    """The faces that are used and no others, as Typst takes them: of two files of one face it takes any."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as made:
        for face in FACES:
            copyfile(path(face), Path(made) / path(face).name)
        yield typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[made])


@cache
def widths(face: str) -> dict[int, float]:
    """How wide each sign of a face is, in parts of the size, by code point."""
    font = TTFont(path(face), lazy=True)
    advances, size = font["hmtx"], font["head"].unitsPerEm
    return {code: advances[name][0] / size for code, name in font.getBestCmap().items()}


@cache
def unknown() -> re.Pattern[str]:
    """What the typeface cannot show."""
    known = "".join(re.escape(chr(code)) for code in widths(REGULAR) if unicodedata.category(chr(code))[0] != "C")
    return re.compile(rf"[^\n{known}]")


def showable(said: str) -> str:
    """A text in signs that the typeface has: what has no shape is left out, others stand as their code, [U+4E2D]."""
    said = unicodedata.normalize("NFC", said).replace("\r\n", "\n")
    return unknown().sub(lambda match: _stand_in(match[0]), said)


def breakable(said: str) -> str:
    """A showable text in which words that are too long for a line may be broken."""
    return LONG_WORD.sub(lambda match: BREAK.join(PIECES.findall(match[0])), showable(said))


@lru_cache(maxsize=100_000)
def width(said: str, face: str = REGULAR) -> float:
    """How wide a showable text is on one line, in parts of the size, without kerning."""
    of = widths(face)
    return sum(of.get(ord(sign), 0.0) for sign in said)


def _stand_in(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in LIKENESSES:
        return LIKENESSES[sign]
    if kind == "Zs":
        return " "
    # Controls, halves of characters, signs for joining and turning, choices of a sign's look, and what is no character.
    if kind in ("Cc", "Cf", "Cs") or NOTHING.match(sign):
        return ""
    return f"[U+{ord(sign):04X}]"
