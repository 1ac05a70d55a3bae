"""How Swedes write dates and periods: days, weeks, months, terms, seasons and spans of them.

Years are 1900-2099; a two-digit year is 20xx for 00-79, else 19xx.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Literal

from jamxl.swedish import Unreadable, Why, tidy

Precision = Literal[
    "day", "week", "month", "quarter", "tertial", "half-year", "season", "year", "span", "open"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of whole days, both ends included; without ends when precision is "open"."""

    start: date | None
    end: date | None
    precision: Precision
    approx: bool = False


@dataclass(frozen=True, slots=True)
class _Days(Span):
    """A Span known to have both ends."""

    start: date
    end: date


_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {name: n for n, full in enumerate(_MONTHS, 1) for name in (full, full[:3])} | {"sept": 9}
_ORDINALS = ("första", "andra", "tredje", "fjärde")
_COUNTED: tuple[tuple[Precision, int, tuple[str, ...]], ...] = (
    ("quarter", 3, ("k{n}", "kv{n}", "q{n}", "kvartal{n}", "{nth} kvartalet")),
    ("tertial", 4, ("t{n}", "tertial{n}", "{nth} tertialet")),
    ("half-year", 6, ("h{n}", "halvår{n}", "{nth} halvåret")),
)
# name -> precision, first month, number of months. The terms are the calendar half-years.
_NAMES: dict[str, tuple[Precision, int, int]] = {
    name.format(n=n + 1, nth=_ORDINALS[n]): (precision, n * months + 1, months)
    for precision, months, names in _COUNTED
    for n in range(12 // months)
    for name in names
}
_NAMES |= {name: ("month", n, 1) for name, n in _MONTH_NUMBERS.items()}
_NAMES |= dict.fromkeys(("vt", "vårterminen", "vårtermin"), ("half-year", 1, 6))
_NAMES |= dict.fromkeys(("ht", "höstterminen", "hösttermin"), ("half-year", 7, 6))
_NAMES |= dict.fromkeys(("våren", "vår"), ("season", 3, 3))
_NAMES |= dict.fromkeys(("sommaren", "sommar"), ("season", 6, 3))
_NAMES |= dict.fromkeys(("hösten", "höst"), ("season", 9, 3))
# What "2009/2010" means after a word: precision, first month in 2009, number of months, approximate.
_TURNS: dict[str, tuple[Precision, int, int, bool]] = {
    "": ("span", 1, 24, True),
    "årsskiftet": ("span", 12, 2, True),
    "vintern": ("season", 12, 3, True),
    "läsåret": ("span", 7, 12, False),
}
_PARTS = ("början", "mitten", "slutet")
_OPEN = {
    "löpande", "fortlöpande", "kontinuerligt", "tills vidare", "tillsvidare", "vid behov",
    "snarast", "snarast möjligt", "omgående", "omedelbart",
}  # fmt: skip

_Y = "(?:19|20)[0-9]{2}"
_ABOUT = re.compile(r"(?:ca\.?|cirka|c:a|omkring|ungefär|runt|prel\.?|~) ?")
_TO = re.compile(r" (?:-|till(?: och med)?|t\.?o\.?m\.?|t o m) ")
_FROM = re.compile(r"(?:från(?: och med)?|fr\.?o\.?m\.?|fr o m) ")
_WEEK = re.compile(r"(?:v|vecka|veckan|w)([0-9]{1,2})")
_NUMBERED = re.compile(r"((?:v|vecka|veckorna|w|kv|kvartal|k|q|tertial|t)\.? ?)[0-9]{1,2}")
_MOST_BUMP = timedelta(days=330)  # a longer span into the next year is likelier a slip than meant
_LATEST = 2030  # later six-digit years are doubted when no year is given to compare with


def span(text: str, *, year: int | None = None) -> Span:
    """Read a date, period or span; `year` stands in for a missing one (a span starts in it).

    Raises Unreadable: "text" (also for impossible dates and missing years), "ambiguous" or "empty".
    """
    plain = tidy(text).rstrip(".")
    if plain in _OPEN:
        return Span(None, None, "open")
    bare = re.sub(r"^(?:under|i|hela) ", "", plain)
    if about := _ABOUT.match(bare):
        return replace(span(bare[about.end() :], year=year), approx=True)
    found = _attempt(partial(_term, bare, year))
    for left, right in () if found else _cuts(bare):
        if found := _attempt(partial(_between, left, right, year)):
            break
    if not found:
        raise Unreadable("text")
    return Span(found.start, found.end, found.precision, found.approx)


def _attempt(read: Callable[[], _Days]) -> _Days | None:
    """Return what is read, or None if it is no date; an ambiguity is passed on."""
    try:
        return read()
    except Unreadable as unreadable:
        if unreadable.why != "text":
            raise
    except (ValueError, OverflowError):  # 30 February, week 53 of a year that lacks it
        pass
    return None


def _term(text: str, year: int | None) -> _Days:
    """Read one date or period without a dash between two. Raises Unreadable or ValueError."""
    for shape, build in _SHAPES:
        if match := shape.fullmatch(text):
            return build(match, year)
    build_core, _, own = _dated(text)
    dated = year if own is None else own
    if dated is None:
        raise Unreadable("text")
    return build_core(dated)


def _dated(text: str) -> tuple[Callable[[int], _Days], str, int | None]:
    """Split into what is dated (as a function of the year and as text) and its own year, if any."""
    for shape in _WITH_YEAR:
        if (match := shape.fullmatch(text)) and (build := _core(match["core"])):
            day = match["core"] in _MONTH_NUMBERS and match["gap"] == " " and 1 <= int(match["y"]) <= 31
            if day:  # "sep 09": the month of 2009 or the ninth?
                month = _MONTHS[_MONTH_NUMBERS[match["core"]] - 1]
                raise Unreadable("ambiguous", (f"{month} {_full(match['y'])}", f"{int(match['y'])} {month}"))
            return build, match["core"], _full(match["y"])
    if build := _core(text):
        return build, text, None
    raise Unreadable("text")


def _core(text: str) -> Callable[[int], _Days] | None:
    """Return the function from a year to the days that text means in it, or None."""
    text = re.sub(r"(?<=[a-zåäö])\.", "", text)
    packed = re.sub(r"(?<=[a-zåäö]) (?=[0-9])", "", text)
    if named := _NAMES.get(packed):
        return partial(_block, *named)
    if week := _WEEK.fullmatch(packed):
        return partial(_week, int(week[1]))
    if numeric := re.fullmatch("([0-9]{1,2})/([0-9]{1,2})", text):
        return partial(_day, int(numeric[2]), int(numeric[1]))
    if worded := re.fullmatch("(?:den )?([0-9]{1,2})(?::?[ea])? ([a-zåäö]+)", text):
        month = _MONTH_NUMBERS.get(worded[2])
        return partial(_day, month, int(worded[1])) if month else None
    return partial(_unsaid_turn, text) if text in _TURNS else None


def _between(left: str, right: str, year: int | None) -> _Days:
    """Read a span of two terms, either of which may lend the other its year, month or "v."."""
    if left.isdigit() and right.isdigit() and len(left) != len(right):  # 090903-1234 is a personnummer
        raise Unreadable("text")
    if numbered := _NUMBERED.fullmatch(left):
        right = re.sub(r"^(?=[0-9]{1,2}(?: |$))", numbered[1].replace("veckorna", "vecka"), right)
        left = left.replace("veckorna", "vecka")
    elif re.fullmatch("[0-9]{1,2}", left) and (tail := re.fullmatch("[0-9]{1,2}([ /].*)", right)):
        left += tail[1]
    first, last = _attempt(partial(_term, left, None)), _attempt(partial(_term, right, None))
    if last and not first:
        core, own = _own_year(right, last)
        first = _term(left, own)
        if first.start > last.start:
            turns = (f"{left} {y} \u2013 {core} {y + 1}" for y in (own - 1, own))
            raise Unreadable("ambiguous", tuple(turns))
    elif not last:
        if first:
            _, year = _own_year(left, first)
        first = first or _term(left, year)
        last = _term(right, year)
        if last.start < first.start and year is not None:
            last = _term(right, year + 1)
            if last.end - first.start > _MOST_BUMP:
                raise Unreadable("text")
    if not first or first.start > last.start:
        raise Unreadable("text")
    return _Days(first.start, last.end, "span", first.approx or last.approx)


def _own_year(text: str, read: _Days) -> tuple[str, int]:
    """Return a term without its year, and the year (2009 for v. 1 2009, though it starts in 2008)."""
    try:
        _, core, year = _dated(text)
    except Unreadable:
        return text, read.start.year
    return core, year or read.start.year


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Yield where a span may be cut in two: at a spaced dash or "till", else at any dash."""
    spaced = list(_TO.finditer(text))
    for cut in spaced or re.finditer("-", text):
        yield _FROM.sub("", text[: cut.start()], count=1), text[cut.end() :]


def _full(digits: str) -> int:
    """Return a year typed with two or four digits: 00-79 is 20xx, 80-99 is 19xx."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 80 else 1900)


def _shift(first: date, months: int) -> date:
    """Move the first day of a month by a number of months."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _day(month: int, day: int, year: int) -> _Days:
    return _Days(date(year, month, day), date(year, month, day), "day")


def _week(week: int, year: int) -> _Days:
    return _Days(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7), "week")


def _block(precision: Precision, first: int, months: int, year: int, approx: bool = False) -> _Days:
    """Return `months` whole months from month `first` of the year."""
    start = date(year, first, 1)
    return _Days(start, _shift(start, months) - timedelta(days=1), precision, approx or precision == "season")


def _iso(match: re.Match[str], _: int | None) -> _Days:
    return _day(int(match["m"]), int(match["d"]), _full(match["y"]))


def _slashed(match: re.Match[str], _: int | None) -> _Days:
    """Read 23/9/2009; 3/9/2009 may have been written by an American program."""
    day, month, year = int(match["d"]), int(match["m"]), _full(match["y"])
    if day <= 12 and month <= 12 and day != month:
        raise Unreadable("ambiguous", (f"{date(year, month, day)}", f"{date(year, day, month)}"))
    return _day(month, day, year)


def _six(match: re.Match[str], year: int | None) -> _Days:
    """Read yymmdd, unless ddmmyy or yyyymm is likelier: nearer to `year`, or else a year past _LATEST."""
    a, b, c = match[0][:2], match[0][2:4], match[0][4:]
    found = _attempt(partial(_day, int(b), int(c), _full(a)))
    swapped = _attempt(partial(_day, int(b), int(a), _full(c)))
    month = f"{a}{b}-{c}" if a == "20" and 1 <= int(c) <= 12 else ""
    # The swapped digits are weighed even when no such day exists: 310909 is a slip for 30 September 2009.
    rivals = [_full(c)] if 1 <= int(a) <= 31 and 1 <= int(b) <= 12 else []
    rivals += [int(a + b)] if month else []
    if year is None:
        sure = not month and not (rivals and _full(a) > _LATEST)
    else:
        sure = all(abs(_full(a) - year) <= abs(rival - year) for rival in rivals)
    if found and sure:
        return found
    readings = (*(f"{days.start}" for days in (found, swapped) if days), *([month] if month else []))
    why: Why = "ambiguous" if readings else "text"
    raise Unreadable(why, readings)


def _four(match: re.Match[str], _: int | None) -> _Days:
    """Read a year, or yyww; 1912 may be both, but 20xx is always taken for a year."""
    text = match[0]
    if not re.fullmatch(_Y, text):
        return _week(int(text[2:]), _full(text[:2]))
    if text.startswith("19") and 1 <= int(text[2:]) <= 52:
        raise Unreadable("ambiguous", (f"år {text}", f"v. {int(text[2:])} 2019"))
    return _block("year", 1, 12, int(text))


def _turn(match: re.Match[str], _: int | None) -> _Days:
    """Read 2009/2010 or 2009/10, with or without a word of _TURNS before."""
    year, after, word = int(match["y"]), match["after"], match["word"] or ""
    if word not in _TURNS or int(after) != (year + 1) % 10 ** len(after):
        raise Unreadable("text")
    if not word and len(after) == 2 and 1 <= int(after) <= 12:
        raise Unreadable("ambiguous", (f"{year}/{year + 1}", f"{_MONTHS[int(after) - 1]} {year}"))
    precision, first, months, approx = _TURNS[word]
    return _block(precision, first, months, year, approx)


def _unsaid_turn(word: str, year: int) -> _Days:
    raise Unreadable("ambiguous", (f"{word} {year - 1}/{year}", f"{word} {year}/{year + 1}"))


def _part(match: re.Match[str], year: int | None) -> _Days:
    """Read a third, approximately: of the months of a longer period, or days 1-10, 11-20, 21- of a month."""
    whole, n = _term(match["whole"], year), _PARTS.index(match["part"])
    if whole.precision == "month":
        start = whole.start.replace(day=10 * n + 1)
        return _Days(start, whole.end if n == 2 else start + timedelta(days=9), "span", True)
    months, rest = divmod((whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month + 1, 3)
    if rest or whole.precision in ("day", "week"):
        raise Unreadable("text")
    start = _shift(whole.start, n * months)
    return _block("span", start.month, months, start.year, approx=True)


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int | None], _Days]], ...] = tuple(
    (re.compile(shape), build)
    for shape, build in (
        (rf"(?P<y>{_Y})([-/.])(?P<m>[0-9]{{1,2}})\2(?P<d>[0-9]{{1,2}})(?:[ t]00:00(?::00)?)?", _iso),
        (rf"(?P<y>{_Y})(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})", _iso),
        (rf"(?P<d>[0-9]{{1,2}})\.(?P<m>[0-9]{{1,2}})\.(?P<y>{_Y}|[0-9]{{2}})", _iso),
        (rf"(?P<d>[0-9]{{1,2}})([-/])(?P<m>[0-9]{{1,2}})\2(?P<y>{_Y})", _slashed),
        (r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{2})", _slashed),
        (r"[0-9]{6}", _six),
        (r"[0-9]{4}", _four),
        (rf"år (?P<y>{_Y})", lambda match, _: _block("year", 1, 12, int(match["y"]))),
        (
            rf"(?P<y>{_Y})-(?P<m>[0-9]{{2}})",
            lambda match, _: _block("month", int(match["m"]), 1, int(match["y"])),
        ),
        (rf"(?:(?P<word>[a-zåäö]+) )?(?P<y>{_Y})/(?P<after>{_Y}|[0-9]{{2}})", _turn),
        (r"(?P<part>början|mitten|slutet) (?:av|på) (?P<whole>.+)", _part),
    )
)
_WITH_YEAR = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<core>.*[a-zåäö.])(?P<gap>[ ,'-]*)(?P<y>{_Y}|[0-9]{{2}})",
        # after a digit two more digits may be a week or day instead: "v. 36-38"
        rf"(?P<core>.*[0-9])(?P<gap>[ ,-]+)(?P<y>{_Y})",
        r"(?P<core>[0-9]{1,2}/[0-9]{1,2})(?P<gap>[ ,'-]+)(?P<y>[0-9]{2})",
        rf"(?P<y>{_Y})(?P<gap>[ ,-]?)(?P<core>[a-zåäö].*)",
    )
)


# months (0: an ISO week) -> precision, code and label; {n} is the number within the year
_KINDS: dict[int, tuple[Precision, str, str]] = {
    12: ("year", "{y}", "{y}"),
    6: ("half-year", "{y}-{term}", "{termin} {y}"),
    4: ("tertial", "{y}-T{n}", "tertial {n} {y}"),
    3: ("quarter", "{y}-K{n}", "kvartal {n} {y}"),
    1: ("month", "{y}-{n:02}", "{month} {y}"),
    0: ("week", "{y}-W{n:02}", "vecka {n} {y}"),
}
_LENGTHS = {precision: months for months, (precision, _, _) in _KINDS.items()}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reporting period: a year, half-year, tertial, quarter, month or ISO week. Ordered by start, then length."""

    start: date
    months: int  # 12, 6, 4, 3, 1, or 0 for a week

    def __post_init__(self) -> None:
        """Raise ValueError unless the period is a whole one of its kind."""
        if self.months == 0:
            whole = self.start.isoweekday() == 1
        else:
            whole = self.months in _KINDS and self.start.day == 1 and (self.start.month - 1) % self.months == 0
        if not whole:
            raise ValueError(f"no reporting period: {self.months} months from {self.start}")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "2010", "2010-VT", "T1 2010", "kv 3 2010", "mars 2010", "v. 37 2010" ... Raises Unreadable."""
        found = span(text)
        if found.start is None or found.approx or found.precision not in _LENGTHS:
            raise Unreadable("text")
        return cls(found.start, _LENGTHS[found.precision])

    @property
    def end(self) -> date:
        """The last day of the period."""
        after = _shift(self.start, self.months) if self.months else self.start + timedelta(days=7)
        return after - timedelta(days=1)

    @property
    def code(self) -> str:
        """The code used in files and file names: "2010", "2010-VT", "2010-T1", "2010-K3", "2010-03", "2010-W37"."""
        return self._written(_KINDS[self.months][1])

    @property
    def label(self) -> str:
        """The Swedish name: "vårterminen 2010", "tertial 1 2010", "mars 2010"."""
        return self._written(_KINDS[self.months][2])

    def __str__(self) -> str:
        return self.code

    def _written(self, form: str) -> str:
        spring = self.start.month == 1
        year, week, _ = self.start.isocalendar()
        return form.format(
            y=self.start.year if self.months else year,
            n=(self.start.month - 1) // self.months + 1 if self.months else week,
            term="VT" if spring else "HT",
            termin="vårterminen" if spring else "höstterminen",
            month=_MONTHS[self.start.month - 1],
        )
