"""How Swedes type numbers, durations, shares and yes/no in cells, and how numbers are shown back.

A reader either returns what the text surely says or raises Unreadable; it never guesses.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

# Unicode has the three letters in another order than the Swedish alphabet.
_ALPHABET = str.maketrans({"å": "{", "ä": "|", "ö": "}"})
Why = Literal["text", "ambiguous", "range", "empty", "time-range"]

LONGEST = 200  # characters; a longer cell is prose, not a value
_NEAR, _BEGINNING = 0.75, 4  # likeness of two words (difflib), letters that say which word is begun
MOST_DIGITS = 15  # before the decimal sign; Excel itself keeps no more


class Unreadable(ValueError):
    """The text has no single sure meaning; `readings` are unmistakable spellings of what it could mean."""

    def __init__(self, why: Why, readings: tuple[str, ...] = ()) -> None:
        super().__init__(why, readings)
        self.why: Why = why
        self.readings = readings


@dataclass(frozen=True, slots=True)
class Number:
    """A number as typed. The unit never scales the value, except in hours(), percent() and kronor()."""

    value: float | None  # None when symbol or missing says that there is no number
    unit: str = ""  # "h", "min", "%", "kr", "st" and the other names of _UNITS, else the typed word in lower case
    approx: bool = False  # ca, ungefär, drygt, knappt ...
    at_least: bool = False  # minst; also the strict "över", "mer än", ">"
    at_most: bool = False  # högst; also the strict "under", "mindre än", "<"
    of: float | None = None  # 6.0 in "3 av 6"
    symbol: str = ""  # "–" (nothing to report, value 0.0), ".." (not available), "." (cannot occur)
    missing: str = ""  # canonical Swedish reason, a key of _REASONS


def _by_alias(table: Mapping[str, str]) -> dict[str, str]:
    """Turn {name: "alias, alias"} into {alias: name}."""
    return {alias: name for name, aliases in table.items() for alias in aliases.split(", ")}


_SYMBOLS = {
    "-": Number(0.0, symbol="\u2013"),
    "..": Number(None, symbol=".."),
    ".": Number(None, symbol="."),
}
_REASONS = {
    "uppgift saknas": "x, saknas, uppgift saknas, uppgifter saknas, uppg saknas, uppg. saknas, ingen uppgift",
    "ej klart": "ej klart, ej klar, inte klart, inte klar, ej färdigt, inte färdigt, kommer senare",
    "okänt": "?, ??, okänt, oklart, vet ej, vet inte",
    # N/A means both; neither is a number.
    "ej tillämpligt eller ej tillgängligt": "n/a, na, n.a",
    "ej tillämpligt": "ej tillämpligt, inte tillämpligt, ej aktuellt, inte aktuellt",
    "ej mätt": "ej mätt, inte mätt, ej uppmätt, mäts ej, mäts inte",
    "kan inte mätas": "kan inte mätas, kan ej mätas",
    "sekretess": "sekretess",
}
_MISSING = _by_alias(_REASONS)
_QUALIFIERS = _by_alias(
    {
        "approx": "ca, ca., c:a, cirka, omkring, ungefär, ungf., runt, drygt, knappt, nästan, ~, ≈",
        "at_least": "minst, lägst, över, mer än, fler än, >, >=, ≥",
        "at_most": "högst, max, max., maximalt, under, mindre än, färre än, upp till, <, <=, ≤",
    }
)
_UNITS = _by_alias(
    {
        "h": "h, tim, timme, timmar",
        "min": "min, minut, minuter",
        "%": "%, procent",
        "kr": "kr, krona, kronor, sek, :-",
        "st": "st, styck, stycken",
        "tkr": "tkr, kkr, ksek, tsek, tusen",
        "mkr": "mkr, mnkr, msek, mn, miljon, miljoner",
        "utländsk valuta": "eur, euro, usd, dollar, dkk, nok, gbp, pund",
        "dagar": "dag, dagar, dgr, d",
        "veckor": "vecka, veckor, v",
        "månader": "månad, månader, mån",
        "år": "år",
    }
)
# What is measured so is not counted: "5 h" is no number of participants, "5 deltagare" and "5 st" are.
_MEASURES = set(_UNITS.values()) - {"st"}
_KRONOR = {"": 0, "kr": 0, "tkr": 3, "mkr": 6}  # unit -> power of ten
_YES_NO = {"ja": True, "j": True, "yes": True, "y": True, "x": True, "1": True, "sant": True, "true": True}
_YES_NO |= {"nej": False, "n": False, "no": False, "0": False, "falskt": False, "false": False}
_ERRORS = {
    "#DIV/0!": "#DIVISION/0!",
    "#REF!": "#REFERENS!",
    "#N/A": "#SAKNAS!",
    "#VALUE!": "#VÄRDEFEL!",
    "#NAME?": "#NAMN?",
    "#NUM!": "#OGILTIGT!",
    "#NULL!": "#SKÄRNING!",
}
_ERROR_CODES = _by_alias(_ERRORS) | {code: code for code in _ERRORS}

_COUNTS = ("en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_SPOKEN = {"kvart": 0.25, "en kvart": 0.25, "tre kvart": 0.75, "trekvart": 0.75, "halvannan timme": 1.5}
_SPOKEN |= {"halvtimme": 0.5, "en halvtimme": 0.5, "halv timme": 0.5, "en halv timme": 0.5}
_SPOKEN |= {f"{word} {unit}": float(n) for n, word in enumerate(_COUNTS, 1) for unit in ("timme", "timmar")}
_SPOKEN |= {f"{word} och en halv {unit}": n + 0.5 for n, word in enumerate(_COUNTS, 1) for unit in ("timme", "timmar")}

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_PLAIN = _INVISIBLE | dict.fromkeys(map(ord, _DASHES), ord("-"))
_FRACTIONS = {"½": ",5", "¼": ",25", "¾": ",75"}

# Every repetition below is delimited by a character it cannot itself match, so matching is linear.
_DIGITS = r"[0-9]+(?:[ .,][0-9]+)*"
_WORD = r"[^\W\d_]+"
_TO = r" ?(?:-|till) ?"
_CLOCK = r"[0-9]{1,2}(?:[.:][0-9]{2})?"
_QUALIFIER = re.compile(f"({'|'.join(map(re.escape, sorted(_QUALIFIERS, key=len, reverse=True)))})(?![^\\W\\d_]) ?")
_CELL = re.compile(
    rf"(?P<label>{_WORD}(?:[ -]{_WORD})* - ?)?(?P<sign>[+-] ?)?(?P<value>{_DIGITS})(?: av (?P<of>{_DIGITS}))?"
    rf"(?: ?(?P<unit>%|:-|(?!av\b){_WORD}(?:(?:/| per ){_WORD})?)\.?(?P<whole> av {_WORD}(?: {_WORD})*)?)?"
)
_RANGE = re.compile(
    rf"(?P<between>mellan )?(?:från )?[+-]?(?P<low>{_DIGITS})(?: ?%| ?{_WORD})?"
    rf"(?:{_TO}| ?à | eller |(?(between) och |(?!)))[+-]?(?P<high>{_DIGITS})"
    r"(?:(?![-:/])[^0-9].*)?"
)
_TIME_RANGE = re.compile(
    rf"\bkl(?:ockan|\.)? ?{_CLOCK}{_TO}{_CLOCK}|[0-9]:[0-9]{{2}}{_TO}[0-9]|[0-9]{_TO}[0-9]{{1,2}}:[0-9]{{2}}"
)
_DURATIONS = (
    re.compile(r"([0-9]{1,6}):([0-5][0-9])(?::([0-5][0-9]))?(?: ?(?:h|tim)\.?)?"),
    re.compile(r"([0-9]{1,6}) ?(?:h|tim|timme|timmar)\.? ?(?:och )?([0-5]?[0-9]) ?(?:m|min|minut|minuter)?\.?()"),
)
_AMOUNT = re.compile(rf"(.*[0-9] ?{_WORD}) (?:kr|kronor|sek)\.?")
_POINT_TIME = re.compile(r"([0-9]{1,2})\.(?!00)([0-5][0-9])(?: ?(?:h|tim|timme|timmar)\.?)?")

_ID = re.compile(rf"({_WORD})[ _.:-]*([0-9]{{1,9}})")

_UNSURE = re.compile(r"([+-]?[1-9][0-9]{0,2})([.,])([0-9]{3})")
_SHAPES = tuple(
    (re.compile(rf"[+-]?{shape}"), group, mark)
    for shape, group, mark in (
        (r"[0-9]+(?:,[0-9]+)?", " ", ","),
        (r"[0-9]+\.[0-9]+", " ", "."),
        (r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?", " ", ","),
        (r"[1-9][0-9]{0,2}(?: [0-9]{3})+\.[0-9]+", " ", "."),
        (r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}", ".", ","),
        (r"[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}", ",", "."),
    )
)


def tidy(text: str) -> str:
    """Lower case, single spaces, "-" for every dash, nothing invisible, "1½" as "1,5".

    Raises Unreadable "empty" for blank text, "text" for more than LONGEST characters or foreign digits.
    """
    if len(text) > LONGEST:
        raise Unreadable("text")
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split()).lower()
    plain = re.sub("([0-9]?) ?([½¼¾])", lambda m: (m[1] or "0") + _FRACTIONS[m[2]], plain)
    if not plain:
        raise Unreadable("empty")
    if any(c.isnumeric() and not c.isascii() for c in plain):  # "²" and "٣" would pass as letters or \d
        raise Unreadable("text")
    return plain


def number(text: str) -> Number:
    """Read one number with its unit and qualifiers. Raises Unreadable."""
    plain = tidy(text)
    if plain in _SYMBOLS:
        return _SYMBOLS[plain]
    if reason := _MISSING.get(plain.rstrip(".")):
        return Number(None, missing=reason)
    flags, rest = _qualified(plain)
    if _TIME_RANGE.search(rest):
        raise Unreadable("time-range")
    if (span := _RANGE.fullmatch(rest)) and _whole(span["low"]) <= _whole(span["high"]):
        raise Unreadable("range")
    cell = _CELL.fullmatch(rest)
    if cell is None:
        raise Unreadable("text")
    word, sign = cell["unit"] or "", (cell["sign"] or "")
    unit = _UNITS.get(word, word)
    if cell["whole"] and unit != "%":  # "20 % av projektet" is clear, "3 dagar av projektet" is not
        raise Unreadable("text")
    value = _value(sign.strip() + cell["value"])
    if sign == "- " or (sign and (cell["label"] or rest != plain)):  # a minus or only punctuation?
        raise Unreadable("ambiguous", (_spell(value), _spell(-value)))
    if _QUALIFIERS.get(word) == "approx":  # "400 ca"
        flags, unit = replace(flags, approx=True), ""
    return replace(flags, value=value, unit=unit, of=_value(cell["of"]) if cell["of"] else None)


def hours(text: str) -> Number:
    """Read a duration in hours: "1 h 30 min", "1:30", "90 min", "tre kvart" or a plain number.

    Raises Unreadable; "7.30" is ambiguous here, as a point also parts hours from minutes in Swedish.
    """
    flags, rest = _qualified(tidy(text))
    if rest in _SPOKEN:
        return replace(flags, value=_SPOKEN[rest], unit="h")
    for shape in _DURATIONS:
        if parts := shape.fullmatch(rest):
            hour, minute, second = (int(part or 0) for part in parts.groups())
            return replace(flags, value=(hour * 3600 + minute * 60 + second) / 3600, unit="h")
    if point := _POINT_TIME.fullmatch(rest):
        raise Unreadable("ambiguous", (f"{point[1]}:{point[2]}", _spell(float(f"{point[1]}.{point[2]}"))))
    found = number(text)
    if found.unit not in ("", "h", "min"):
        raise Unreadable("text")
    if found.unit != "min" or found.value is None:
        return found
    return replace(found, value=found.value / 60, unit="h", of=None if found.of is None else found.of / 60)


def percent(text: str) -> Number:
    """Read a share; the value is a fraction (0.2 for "20 %" and "20", 0.5 for "3 av 6").

    Raises Unreadable; a number in ]0, 1] without a sign is ambiguous.
    """
    found = number(text)
    if found.unit not in ("", "%"):
        raise Unreadable("text")
    if found.value is None:
        return found
    if found.of is not None:
        if found.unit or not found.of:
            raise Unreadable("text")
        return replace(found, value=found.value / found.of)
    if not found.unit and 0 < abs(found.value) <= 1:
        raise Unreadable("ambiguous", (f"{_spell(found.value)} %", f"{_spell(_scaled(found.value, 2))} %"))
    return replace(found, value=_scaled(found.value, -2))


def kronor(text: str) -> Number:
    """Read an amount in kronor: "12 500", "12 500 kr", "12,5 tkr", "25 tusen kronor", "0,5 mkr". Raises Unreadable."""
    plain = tidy(text)
    if worded := _AMOUNT.fullmatch(plain):
        plain = worded[1]
    try:
        found = number(plain)
    except Unreadable as trouble:
        unit = "".join(re.findall(rf" ?{_WORD}$", plain))
        raise Unreadable(trouble.why, tuple(reading + unit for reading in trouble.readings)) from None
    if found.unit not in _KRONOR:
        raise Unreadable("text")
    power = _KRONOR[found.unit]
    if not power or found.value is None:
        return found
    return replace(found, value=_scaled(found.value, power), of=None if found.of is None else _scaled(found.of, power))


def count(text: str, unit: str = "") -> Number:
    """Read a number of things, or of what `unit` names. Raises Unreadable, also for what another unit measures."""
    found = number(text)
    rate = "/" in found.unit or " per " in found.unit
    if rate or (found.unit in _MEASURES and found.unit != unit):
        raise Unreadable("text")
    return found


def yes_no(text: str) -> bool:
    """Read Ja/Nej, J/N, x, 1/0, SANT/FALSKT, yes/no. Raises Unreadable, also for blank ("empty")."""
    answer = _YES_NO.get(tidy(text).rstrip("."))
    if answer is None:
        raise Unreadable("text")
    return answer


def excel_error(text: str) -> str | None:
    """Return the English code of an Excel error shown in Swedish or English, else None."""
    if "#" not in text:
        return None
    return _ERROR_CODES.get(unicodedata.normalize("NFC", text).strip().upper())


def error_name(code: str) -> str:
    """What Swedish Excel shows for an error's English code; an unknown one as it is."""
    return _ERRORS.get(code, code)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return text for matching headers and list values: no case, odd spaces or trailing colon/asterisk."""
    visible = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    # casefold may undo the normal form, hence twice
    return " ".join(unicodedata.normalize("NFKC", visible.casefold()).split()).rstrip(" :*")


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a misspelt word was most likely meant to be, as it is spelt; None when none is near.

    Numbers must agree: B-1 is near B-01, but B-08 is not. The beginning of just one candidate is near it.
    """
    spelt = {_bones(candidate): candidate for candidate in reversed(list(candidates))}
    bones, numbers = _bones(word), re.findall("[0-9]+", _bones(word))
    alike = [other for other in spelt if not numbers or re.findall("[0-9]+", other) == numbers]
    if found := get_close_matches(bones, alike, n=1, cutoff=_NEAR):
        return spelt[found[0]]
    begun = [other for other in alike if len(bones) >= _BEGINNING and other.startswith(bones)]
    return spelt[begun[0]] if len(begun) == 1 else None


def _bones(text: str) -> str:
    """Letters and digits alone, folded, without leading zeros."""
    letters = "".join(c for c in fold(text[:LONGEST]) if c.isalnum())
    return re.sub("(?<![0-9])0+(?=[0-9])", "", letters)


def id_key(text: str) -> tuple[str, int] | None:
    """The letters and the number of an ID, the same for A-005, A-5 and "a 5"; None when it has no such shape."""
    found = _ID.fullmatch(fold(text[:LONGEST]).translate(_PLAIN))
    return (found[1], int(found[2])) if found else None


def sort_key(text: str) -> str:
    """What to sort Swedish words by: å, ä, ö last and in that order, upper and lower case alike."""
    return text.casefold().translate(_ALPHABET)


def show_points(difference: float) -> str:
    """The difference between two shares (fractions), in percentage points: 0.15 -> "+15 procentenheter"."""
    points = round_half_up(difference * 100, 1)
    sign = "+" if points > 0 else ""
    return f"{sign}{show(points)} procentenhet{'' if abs(points) == 1 else 'er'}"


def counted(number: float, one: str, many: str) -> str:
    """A number with its noun: 1 rad, 2 rader."""
    return f"{show(number)} {one if number == 1 else many}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: "a, b och c"; "" of none."""
    return " och ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def round_half_up(value: float, decimals: int = 0) -> float:
    """Round halves away from zero, judged on the shortest decimal spelling: 0.285 gives 0.29."""
    exact = Decimal(repr(float(value)))
    if not exact.is_finite() or Decimal(1).scaleb(-decimals) <= Decimal(1).scaleb(int(exact.as_tuple()[2])):
        return float(value)
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def show(value: float, decimals: int | None = None) -> str:
    """Write a number in Swedish: decimal comma, U+00A0 between thousands, U+2212 as minus.

    None shows as many decimals as needed, at most 6. Raises ValueError for nan and infinity.
    """
    rounded = Decimal(repr(round_half_up(value, 6 if decimals is None else decimals)))
    if not rounded.is_finite():
        raise ValueError(f"not a number to show: {value}")
    text = f"{abs(rounded):,.{6 if decimals is None else decimals}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    text = text.replace(",", "\u00a0").replace(".", ",")
    return f"\u2212{text}" if rounded < 0 else text


def _qualified(plain: str) -> tuple[Number, str]:
    """Split leading qualifiers from tidy text; "minst högst" is refused as text."""
    found: set[str] = set()
    while match := _QUALIFIER.match(plain):
        found.add(_QUALIFIERS[match[1]])
        plain = plain[match.end() :]
    if {"at_least", "at_most"} <= found:
        raise Unreadable("text")
    return Number(None, "", "approx" in found, "at_least" in found, "at_most" in found), plain


def _value(digits: str) -> float:
    """Return the value of an optionally signed, optionally grouped number. Raises Unreadable."""
    if unsure := _UNSURE.fullmatch(digits):
        grouped, decimal = _spell(float(unsure[1] + unsure[3])), _spell(float(f"{unsure[1]}.{unsure[3]}"))
        # likeliest first: a Swede groups with a point, but a comma is the decimal sign
        raise Unreadable("ambiguous", (grouped, decimal) if unsure[2] == "." else (decimal, grouped))
    for shape, group, mark in _SHAPES:
        if shape.fullmatch(digits):
            plain = digits.replace(group, "").replace(mark, ".")
            if len(plain.split(".")[0].lstrip("+-0")) <= MOST_DIGITS:
                return float(plain)
    raise Unreadable("text")


def _whole(digits: str) -> int:
    """Return the part before any point or comma; enough to see which way a range runs."""
    return int(re.split("[.,]", digits.replace(" ", ""))[0])


def _scaled(value: float, power: int) -> float:
    """Multiply by a power of ten without binary noise: 37.2 and -2 give 0.372."""
    return float(Decimal(repr(value)).scaleb(power))


def _spell(value: float) -> str:
    """Return a spelling that number() reads back: exact, U+00A0 between thousands, "1,1250" as "1,125" is ambiguous."""
    text = f"{Decimal(repr(value)).normalize():,f}".replace(",", "\u00a0").replace(".", ",")
    return f"{text}0" if _UNSURE.fullmatch(text) else text
