"""When the unattended run starts, in the machine's own time; and how people write and read that."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from jamxl.project.values import slug
from jamxl.swedish import listed
from jamxl.trouble import Trouble

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
EVERY_MONTH = tuple(range(1, 13))
# The months that begin when a tertial has ended.
AFTER_TERTIALS = (1, 5, 9)
# Days; every timing but dates comes round within them.
A_YEAR = 366


class CannotSchedule(Trouble):
    """What was asked for cannot be put on a schedule."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""

    at: time
    kind: Literal["daily"] = "daily"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a week; Monday is 0."""

    weekday: int
    at: time
    kind: Literal["weekly"] = "weekly"


@dataclass(frozen=True, slots=True)
class Monthly:
    """On a day, 1 to 28, of some months, 1 to 12."""

    day: int
    at: time
    months: tuple[int, ...] = EVERY_MONTH
    kind: Literal["monthly"] = "monthly"


@dataclass(frozen=True, slots=True)
class Dates:
    """On certain dates, each once."""

    days: tuple[date, ...]
    at: time
    kind: Literal["dates"] = "dates"


Timing = Daily | Weekly | Monthly | Dates


def falls_on(timing: Timing, day: date) -> bool:
    """The run starts on that day."""
    match timing:
        case Daily():
            return True
        case Weekly(weekday=weekday):
            return day.weekday() == weekday
        case Monthly(day=number, months=months):
            return day.day == number and day.month in months
        case Dates(days=days):
            return day in days


def latest(timing: Timing, now: datetime) -> datetime | None:
    """The last start at or before `now`; None when there was none, or none for a year."""
    return max((start for start in starts(timing, now.date()) if start <= now), default=None)


def following(timing: Timing, now: datetime) -> datetime | None:
    """The first start after `now`; None when there is none."""
    return min((start for start in starts(timing, now.date()) if start > now), default=None)


def starts(timing: Timing, day: date) -> Iterator[datetime]:
    """Every start of dates; of what comes again, those within a year of a day."""
    a_year = (day + timedelta(days) for days in range(-A_YEAR, A_YEAR + 1))
    days = timing.days if isinstance(timing, Dates) else a_year
    return (datetime.combine(day, timing.at) for day in days if falls_on(timing, day))


def in_words(timing: Timing) -> str:
    """When, in Swedish."""
    clock = f"kl. {timing.at:%H:%M}"
    match timing:
        case Daily():
            return f"varje dag {clock}"
        case Weekly(weekday=weekday):
            return f"varje {WEEKDAYS[weekday]} {clock}"
        case Monthly(day=day, months=months) if months == EVERY_MONTH:
            return f"den {day} varje månad {clock}"
        case Monthly(day=day, months=months):
            return f"den {day} {listed([MONTHS[month - 1] for month in months])} {clock}"
        case Dates(days=days):
            return f"{listed([day.isoformat() for day in days])} {clock}"


# --- as people write it ------------------------------------------------------------------------------------------


def weekly(day: str, clock: str) -> Weekly:
    """A weekday in Swedish or English, whole or its first three letters, and a time. Raises CannotSchedule."""
    written = slug(day)
    for names in (WEEKDAYS, ENGLISH):
        for number, name in enumerate(map(slug, names)):
            if written in (name, name[:3]):
                return Weekly(number, at(clock))
    raise CannotSchedule(f"{day} är ingen veckodag. Skriv t.ex. --weekly mån 07:00.")


def monthly(day: str, clock: str) -> Monthly:
    """A day of every month and a time. Raises CannotSchedule."""
    return Monthly(day_of_month(day, "--monthly 1 07:00"), at(clock))


def after_tertials(day: str, clock: str) -> Monthly:
    """A day of the months after the tertials and a time. Raises CannotSchedule."""
    return Monthly(day_of_month(day, "--tertial 16 07:00"), at(clock), AFTER_TERTIALS)


def after_rounds(due: Sequence[date], clock: str, today: date) -> Dates:
    """The day after each due day that is still to come. Raises CannotSchedule when there is none."""
    days = sorted({day + timedelta(1) for day in due if day >= today})
    if not days:
        raise CannotSchedule(
            "Kalendern i jamxl.toml har ingen omgång kvar. Skriv in [[omgang]] med senast, eller välj --weekly, "
            "--monthly eller --tertial."
        )
    return Dates(tuple(days), at(clock))


def at(clock: str) -> time:
    """A time of day, with colon or point. Raises CannotSchedule."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", clock.strip(), re.ASCII)
    if not found:
        raise CannotSchedule(f"{clock} är inget klockslag. Skriv t.ex. 07:00.")
    return time(int(found[1]), int(found[2]))


def day_of_month(written: str, example: str) -> int:
    """A day that every month has. Raises CannotSchedule."""
    if not re.fullmatch(r"0?[1-9]|1\d|2[0-8]", written, re.ASCII):
        raise CannotSchedule(f"{written} är ingen dag som varje månad har. Skriv 1 till 28, t.ex. {example}.")
    return int(written)
