"""The values of jamxl.toml: what each kind may be, and the sentence for one that is not."""

import csv
import difflib
import re
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Annotated

from pydantic import AfterValidator, AllowInfNan, BeforeValidator, Field, PlainValidator, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from jamxl.dates import Period
from jamxl.project.keys import LEVELS
from jamxl.tomlfile import as_written

Scalar = str | bool | int | float | date | datetime | time


def wrong(message: str, fix: str) -> PydanticCustomError:
    """A mistake with its own sentence; braces are safe, since the texts travel as context."""
    return PydanticCustomError("jamxl", "{message} {fix}", {"message": message, "fix": fix})


def guess(written: str, known: list[str]) -> str | None:
    """The known name nearest to what was written, blind to case and to å, ä, ö."""
    plain = {slug(name): name for name in known}
    near = difflib.get_close_matches(slug(written), plain, n=1, cutoff=0.65)
    return plain[near[0]] if near else None


def slug(text: str) -> str:
    """Lower-case letters a-z, digits and hyphens: fit for an identity in a file name."""
    plain = text.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def an_email(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise wrong(f"{as_written(value)} är ingen e-postadress.", 'skriv t.ex. epost = "namn@kommunen.se"')
    return value


def not_number(value: object) -> object:
    """Pydantic would take a number for seconds since 1970."""
    if isinstance(value, bool | int | float):
        raise PydanticCustomError("date_type", "a number is no date")
    return value


def not_endless(value: date) -> date:
    """Days after the day it is due are reckoned with, and the calendar ends with the year 9999."""
    if value.year > 2199:
        raise wrong(f"senast = {value} ligger för långt fram.", "skriv dagen, eller ta bort raden om den inte är känd")
    return value


def one_of(key: str, *choices: str) -> AfterValidator:
    """A text that is one of some words; `key` is what the file calls it."""

    def checked(value: str) -> str:
        if value not in choices:
            *others, last = choices
            raise wrong(
                f"{key} = {as_written(value)} ska vara {', '.join(others)} eller {last}.",
                f'skriv t.ex. {key} = "{last}"',
            )
        return value

    return AfterValidator(checked)


def an_identity(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", value):
        raise wrong(
            f"id = {as_written(value)} får bara ha a-z, 0-9 och bindestreck, högst 60 tecken, "
            "och börjar inte med bindestreck.",
            f'skriv id = "{slug(value) or "enheten"}"',
        )
    return value


def a_period(value: str) -> str:
    """The code of a period, however it was written."""
    try:
        return Period.parse(value).code
    except ValueError:
        raise wrong(
            f"period = {as_written(value)} går inte att läsa som en period.",
            'skriv t.ex. period = "2010", "2010-VT" (termin), "2010-T1" (tertial) eller "2010-03"',
        ) from None


def a_level(value: str) -> str:
    if value not in LEVELS:
        *others, last = LEVELS
        raise wrong(
            f"allvar = {as_written(value)} ska vara {', '.join(others)} eller {last}.", 'skriv t.ex. allvar = "varning"'
        )
    return value


def book_names(value: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in value if value.count(name) > 1})
    if twice:
        raise wrong(f'boken "{twice[0]}" står två gånger i bocker.', "låt varje bok stå en gång")
    return value


def a_scalar(value: object) -> object:
    if not isinstance(value, Scalar) or (isinstance(value, float) and not isfinite(value)):
        raise wrong(
            f"{as_written(value)} kan inte stå i en cell.", "skriv en text, ett tal, ett datum eller true/false"
        )
    return value


Text = Annotated[str, StringConstraints(min_length=1)]
Email = Annotated[str, AfterValidator(an_email)]
Day = Annotated[date, BeforeValidator(not_number)]
Due = Annotated[Day, AfterValidator(not_endless)]
Whole = Annotated[int, Strict()]
Age = Annotated[Whole, Field(ge=1, le=36_500)]
Days = Annotated[Whole, Field(ge=0, le=366)]
Amount = Annotated[float, Strict(), AllowInfNan(False)]
Books = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(book_names)]
Row = dict[str, Annotated[Scalar, PlainValidator(a_scalar)]]
Prefill = dict[str, tuple[Annotated[Row, Field(min_length=1)], ...]]


@cache
def municipalities() -> dict[str, str]:
    """The 290 municipalities, name to four-digit code."""
    text = (files("jamxl") / "data" / "municipalities.csv").read_text(encoding="utf-8")
    return {row["municipality"]: row["code"] for row in csv.DictReader(text.splitlines())}
