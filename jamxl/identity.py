"""Swedish identity numbers and coordination numbers in what people type: found, and taken out. Pure.

A number counts when its digits stand as those of an identity number do, its date is one that a living person may be
born on, and its check digit is right; the last two are judged by `personnummer`. That library takes a century from the
clock and takes neither spaces nor other separators, so it is always given twelve digits, with the century chosen here.

Found too are numbers with a letter in place of the first digit after the date (19701023-TF12), which have no check
digit. Not found: numbers that are shared out over several cells, and those born in 2000 that lost both zeros.
"""

import re
from calendar import isleap
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from personnummer.personnummer import PersonnummerException, parse

from jamxl import texts

# Nobody is older.
OLDEST: Final = 120
# A date and four digits after a space may be a day and a time, or a case's number; such days lie less far back.
LONG_AGO: Final = 15
# Of a year of two digits, the later one first.
CENTURIES: Final = ("20", "19")

SPACES = " \t\u00a0\u2007\u2009\u202f"
# Also what is not seen: soft hyphens and spaces of no width.
BETWEEN = rf"[{SPACES}\n\r\-+\u2010-\u2015\u2212./_\u00ad\u200b\u2060\ufeff]"
WRITTEN = re.compile(
    rf"(?<![0-9])(?P<year>(?:18|19|20)?[0-9]{{2}})(?P<one>{BETWEEN}?)(?P<month>[01][0-9])(?P<two>{BETWEEN}?)"
    rf"(?P<day>[0-9]{{2}})(?P<gap>{BETWEEN}{{0,3}})(?P<last>[0-9]{{4}}|[Tt][0-9A-Za-z][0-9]{{2}})(?![0-9])"
)
# As Excel shows a number with thousands separators.
GROUPED = re.compile(rf"(?<![0-9])[0-9]{{1,3}}(?P<by>[{SPACES}.,'\u2019])[0-9]{{3}}(?:(?P=by)[0-9]{{3}}){{2}}(?![0-9])")
# Digits that go on from a number, forwards or backwards, as those of one thing do.
RUN = re.compile(rf"(?:[{SPACES}.,'\u2019\-\u00ad\u200b\u2060\ufeff]?[0-9])*")
# A cell that holds nothing else may be a number that lost the zero it began with.
LOST_ZERO = re.compile(rf"\s*([1-9][0-9]{{2}})([{SPACES}]?)([0-9]{{3}})\2([0-9]{{3}})\s*")
HYPHEN = re.compile(r"[-+\u2010-\u2015\u2212]?")
# What follows the year of a second day: 2010-03-15–2010-04-30.
FROM_DAY_TO_DAY = re.compile(rf"{BETWEEN}[01][0-9]{BETWEEN}")
# Words that tell what the number after them is.
TELEPHONE = re.compile(r"(?i)\b(?:tel|tfn|telefon\w*|mobil\w*|ring\w*|sms\w*|fax|växel\w*)\b[^0-9]{0,20}$")
# Enough digits near each other for any number; it only saves time.
ENOUGH = re.compile(r"[0-9](?:[^0-9]{0,3}+[0-9]){7}")
# So many characters before a number are looked at.
NEAR: Final = 60
# What is left of ten digits that lost the zero they began with.
FEWEST: Final = 9


def found(value: Any, today: date, about: str = "", amount: bool = False) -> list[str]:
    """The identity numbers in a cell's value (text or number), as they are written there.

    `about`: what stands before or above the value, such as its heading. `amount`: the column is for numbers, so nine
    digits are no number that lost its zero.
    """
    if not may_hold_one(value):
        return []
    if type(value) is not str:
        digits = digits_of(value)
    elif ENOUGH.search(value):
        alone = LOST_ZERO.fullmatch(value)
        digits = "".join(alone.group(1, 3, 4)) if alone else ""
        if not alone:
            return [value[start:end] for start, end in spans(value, today, about)]
    else:
        return []
    if len(digits) == FEWEST and not amount:
        digits = f"0{digits}"
    known = len(digits) in (10, 12) and list(spans(digits, today, about))
    return [value.strip() if type(value) is str else str(int(value))] if known else []


def masked(text: str, today: date, instead: str = texts.REMOVED) -> str:
    """The text with every identity number in it replaced, and the digits that stand close by it."""
    if ENOUGH.search(text) is None:
        return text
    pieces, at = [], 0
    for start, end in spans(text, today):
        if start < at:
            continue
        pieces += [text[at : start - run(text[at:start][::-1], 0)], instead]
        at = run(text, end)
    return "".join(pieces) + text[at:]


def run(text: str, at: int) -> int:
    """Where digits end that go on from a place in a text; the place itself when none do."""
    match = RUN.match(text, at)
    return match.end() if match else at


def cleaned(value: Any, today: date) -> Any:
    """A cell's value; a text without its identity numbers."""
    if type(value) is not str or not (numbers := found(value, today)):
        return value
    return texts.REMOVED if numbers == [value.strip()] else masked(value, today)


def may_hold_one(value: Any) -> bool:
    """A first look, for most cells: a text that is long enough, or a number that is large enough."""
    return len(value) >= FEWEST if type(value) is str else type(value) in (float, int) and 1e8 < value < 1e13


def digits_of(number: float) -> str:
    """The digits of a whole number; "" for others."""
    return str(int(number)) if number == number // 1 else ""


def spans(text: str, today: date, about: str = "") -> Iterator[tuple[int, int]]:
    """(start, end) of each identity number in a text, from left to right."""
    ahead = [match for shape in (WRITTEN, GROUPED) if (match := shape.search(text))]
    while ahead:
        match = min(ahead, key=re.Match.start)
        start, end = match.span()
        number = WRITTEN.fullmatch(re.sub("[^0-9]", "", match[0])) if match.re is GROUPED else match
        at = start + 1
        if number and is_person(number, today, f"{about} {text[max(0, start - NEAR) : start]}"):
            yield start, end
            at = end
        # A shape is only looked for again where its last place has been passed, or much text would be read often.
        later = (one if one.start() >= at else one.re.search(text, at) for one in ahead)
        ahead = [one for one in later if one]


def is_person(match: re.Match[str], today: date, before: str) -> bool:
    """The digits are those of a person, judged by how they are set, the date, the check digit and the words before."""
    year, one, two, gap = match.group("year", "one", "two", "gap")
    if one != two and not (len(year) == 4 and not two):
        return False
    if not (one or gap) and year[0] == "0" and TELEPHONE.search(before):
        return False
    born = birth(year, int(match["month"]), int(match["day"]), today)
    if born is None or anniversary(born, OLDEST + 1) <= today:
        return False
    if one and int(match["day"]) <= 31:
        loose = HYPHEN.fullmatch(gap) is None and anniversary(born, LONG_AGO) > today
        if loose or FROM_DAY_TO_DAY.match(match.string, match.end()):
            return False
    return not match["last"].isdigit() or checks(f"{born:%Y%m}{match['day']}{match['last']}")


def birth(year: str, month: int, day: int, today: date) -> date | None:
    """The day of birth; of a year of two digits the latest that is not in the future. None when there is no such day.

    A coordination number has sixty more on the day. That a plus sign moves the year a century back changes nothing
    here: the date of a number with a plus sign is as good a hundred years later, and people type it by mistake.
    """
    for century in [""] if len(year) == 4 else CENTURIES:
        try:
            born = date(int(century + year), month, day - 60 if day > 60 else day)
        except ValueError:
            return None
        if born <= today:
            return born
    return None


def anniversary(born: date, years: int) -> date:
    """The day on which somebody has been alive for so many full years."""
    leapt = (born.month, born.day) == (2, 29) and not isleap(born.year + years)
    return date(born.year + years, 3, 1) if leapt else born.replace(year=born.year + years)


def checks(twelve: str) -> bool:
    """Twelve digits have a right date and check digit."""
    try:
        parse(twelve)
    except PersonnummerException:
        return False
    return True
