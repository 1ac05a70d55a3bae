"""The parts of jamxl.toml, and the project that they make up."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    AliasGenerator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from jamxl.dates import Period
from jamxl.findings import Severity
from jamxl.project.keys import HISTORY, KEYS, LEVELS
from jamxl.project.values import (
    Age,
    Amount,
    Books,
    Day,
    Days,
    Due,
    Email,
    Prefill,
    Row,
    Text,
    Whole,
    a_level,
    a_period,
    an_identity,
    guess,
    municipalities,
    one_of,
    wrong,
)
from jamxl.tomlfile import as_written


class Part(BaseModel):
    """A table of the file: Swedish keys there, English names in Python, nothing unknown."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=AliasGenerator(validation_alias=lambda name: KEYS[name][0]),
        validate_by_alias=True,
        validate_by_name=True,
        str_strip_whitespace=True,
    )


class About(Part):
    """[projekt]: what the project is called and which round it is in."""

    name: Text
    project_id: Text
    period: Text
    start: Day | None = None
    end: Day | None = None
    registry_no: str = ""
    recipient: str = ""
    coordinator: str = ""
    email: Email = ""
    due: Due | None = None
    books: Books = ("projektbok",)
    without: tuple[Text, ...] = ()

    @field_validator("period")
    @classmethod
    def _readable(cls, value: str) -> str:
        a_period(value)
        return value

    @field_validator("end")
    @classmethod
    def _after_start(cls, value: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if value is not None and start is not None and value < start:
            raise wrong(f"slut = {value} är före start = {start}.", f"skriv ett slut som är {start} eller senare")
        return value


class Folders(Part):
    """[mappar]: where books are sent from, come back to and are reported."""

    outgoing: Text = "utskick"
    incoming: Text = "inkorg"
    reviews: Text = "granskat"
    reports: Text = "rapport"

    @field_validator("incoming", "reviews", "reports")
    @classmethod
    def _apart(cls, value: str, info: ValidationInfo) -> str:
        """No folder is, or lies in, another: what is sent out must not be read as an answer."""
        mine = Path(os.path.normpath(value))
        for name, other in info.data.items():
            theirs = Path(os.path.normpath(other))
            if mine.is_relative_to(theirs) or theirs.is_relative_to(mine):
                key, other_key = KEYS[info.field_name or ""][0], KEYS[name][0]
                raise wrong(
                    f"{key} = {as_written(value)} och {other_key} = {as_written(other)} är samma mapp "
                    "eller ligger i varandra.",
                    f"ge {key} en egen mapp, t.ex. {key} = {KEYS[info.field_name or ''][1]}",
                )
        return value


class History(Part):
    """[historik]: the database that keeps every report; without one it is a file beside jamxl.toml.

    `thin_after`: days after which a report that has been made again for its period loses its figures' cells; None for
    never, since what an authority has made may only be thinned out when it has decided so.
    """

    url: str = ""
    thin_after: Age | None = None

    @field_validator("url")
    @classmethod
    def _a_database(cls, value: str) -> str:
        example = f"skriv t.ex. url = {KEYS['url'][1]}"
        if re.search("//[^@]*:[^@]*@|password=", value):
            # Not said again: it holds the password.
            raise wrong("url har ett lösenord.", f"{example} och ha lösenordet i miljövariabeln PGPASSWORD")
        if value and not re.fullmatch("postgresql://(?:[^/@:]+@)?[^/@]+/[^/@]+", value):
            raise wrong(f"url = {as_written(value)} är ingen databas i PostgreSQL.", example)
        return value


class Round(Part):
    """[[omgang]]: a round of the project's calendar, from the day its books are sent to the day they are due."""

    period: Annotated[Text, AfterValidator(a_period)]
    opens: Day | None = None
    due: Due

    @field_validator("due")
    @classmethod
    def _after_opening(cls, value: date, info: ValidationInfo) -> date:
        opens = info.data.get("opens")
        if opens is not None and value < opens:
            raise wrong(f"senast = {value} är före oppnar = {opens}.", f"skriv en dag som är {opens} eller senare")
        return value


class Unattended(Part):
    """[korning]: what `jamxl run` does while nobody watches.

    `publish`: the folder for the steering group, "" for none. `before`, `after`: days from the due day on which those
    who have not answered are reminded. `quiet`: seconds that a file must have been left alone before it is read.
    """

    editions: Annotated[str, one_of("utgavor", "intern", "oppen", "bada")] = "bada"
    publish: str = ""
    before: tuple[Days, ...] = (7, 1)
    after: tuple[Days, ...] = (1, 7)
    quiet: Amount = Field(default=10.0, ge=0, le=600)


class Mail(Part):
    """[epostserver]: who sends reminders; without it they are left as drafts. The password is never in the file."""

    server: str = ""
    port: Whole = Field(default=587, ge=1, le=65535)
    security: Annotated[str, one_of("skydd", "starttls", "tls")] = "starttls"
    user: str = ""
    sender: Email = ""

    @field_validator("server", "user")
    @classmethod
    def _without_password(cls, value: str, info: ValidationInfo) -> str:
        """Not said again: it may hold the password."""
        key, example = KEYS[info.field_name or ""]
        if info.field_name == "server" and not re.fullmatch(r"[^\s/@]*", value):
            raise wrong(f"{key} ska vara serverns namn och inget mer.", f"skriv t.ex. {key} = {example}")
        if info.field_name == "user" and ":" in value:
            raise wrong(
                f"{key} ska vara ett namn utan kolon.",
                f"skriv t.ex. {key} = {example}, och lägg lösenordet i JAMXL_SMTP_PASSWORD",
            )
        return value


class Limits(Part):
    """[granser]: when a deviation needs a reason, how near is near enough, and what one file may take to read."""

    deviation_share: Amount = Field(default=0.10, ge=0, le=1)
    deviation_hours: Amount = Field(default=8.0, ge=0)
    share_tolerance: Amount = Field(default=0.5, ge=0, le=100)
    spread_at_least: Whole = Field(default=3, ge=3)
    detail_at_least: Whole = Field(default=5, ge=3)
    partly_points: Amount = Field(default=0.0, ge=0, le=100)
    partly_share: Amount = Field(default=0.0, ge=0, le=1)
    response_at_least: Amount = Field(default=0.5, ge=0, le=1)
    answers_at_least: Whole = Field(default=30, ge=0)
    base_at_least: Whole = Field(default=10, ge=1)
    count_at_least: Whole = Field(default=5, ge=3, le=10)
    decimals_from: Whole = Field(default=100, ge=0)
    risk_top: Whole = Field(default=5, ge=4, le=5)
    risk_medium: Whole = Field(default=5, ge=2)
    risk_high: Whole = Field(default=12, ge=3, validate_default=True)
    jump_share: Amount = Field(default=0.5, ge=0)
    jump_count: Amount = Field(default=10.0, ge=0)
    seconds: Amount = Field(default=30.0, ge=1)
    megabytes: Whole = Field(default=500, ge=150)
    _switches: Mapping[str, Switch] = PrivateAttr(default={})

    @field_validator("risk_high")
    @classmethod
    def _above_medium(cls, value: int, info: ValidationInfo) -> int:
        medium = info.data.get("risk_medium")
        if medium is not None and value <= medium:
            raise wrong(
                f"risk_hog = {value} är inte större än risk_medel = {medium}.", f"skriv t.ex. risk_hog = {medium + 1}"
            )
        return value

    @property
    def switches(self) -> Mapping[str, Switch]:
        """The project's own word on rules, by rule ID."""
        return self._switches

    def switched(self, switches: Mapping[str, Switch]) -> Limits:
        """The same limits with a project's switches."""
        own = self.model_copy()
        own._switches = switches
        return own

    def severity(self, rule: str | None, usual: Severity, period: str) -> Severity | None:
        """How grave a rule is in a book of a period; None when it is off."""
        switch = self._switches.get(rule or "")
        if switch is None or switch.period not in ("", period):
            return usual
        return LEVELS[switch.level]


class Switch(Part):
    """[regler.X]: a rule that is graver or milder than usual, or off; why, and perhaps in one round only."""

    level: Annotated[str, AfterValidator(a_level)]
    reason: Text
    period: str = ""

    @field_validator("period")
    @classmethod
    def _a_period(cls, value: str) -> str:
        return a_period(value) if value else value


class Scale(Part):
    """[skala]: the scale of the assessments."""

    low: Whole = 1
    high: Whole = Field(default=10, validate_default=True)
    labels: dict[int, Text] = {}

    @field_validator("high")
    @classmethod
    def _above_low(cls, value: int, info: ValidationInfo) -> int:
        low = info.data.get("low")
        if low is not None and value <= low:
            raise wrong(f"max = {value} är inte större än min = {low}.", f"skriv t.ex. max = {low + 9}")
        return value

    @field_validator("labels")
    @classmethod
    def _on_scale(cls, value: dict[int, str], info: ValidationInfo) -> dict[int, str]:
        low, high = info.data.get("low"), info.data.get("high")
        outside = [] if low is None or high is None else [step for step in value if not low <= step <= high]
        if outside:
            raise wrong(
                f"etiketten {outside[0]} ligger utanför skalan {low}-{high}.",
                f"skriv etiketter från {low} till {high}",
            )
        return value


class Unit(Part):
    """[[enhet]]: a unit that answers, one file per book and period."""

    id: Annotated[str, AfterValidator(an_identity)]
    name: Text
    municipality: Text
    municipality_code: str = Field(default="", validate_default=True)
    department: str = ""
    reporter: str = ""
    email: Email = ""
    books: Books | None = None
    prefill: Prefill = {}

    @field_validator("municipality")
    @classmethod
    def _is_municipality(cls, value: str) -> str:
        known = municipalities()
        if value not in known:
            bare = re.sub(r"\s+(kommun|stad)$", "", value, flags=re.IGNORECASE)
            near = next((n for n in known if n.casefold() in (bare.casefold(), bare.casefold()[:-1])), None)
            near = near or guess(bare, list(known))
            raise wrong(
                f"kommun = {as_written(value)} finns inte bland de 290 kommunerna.",
                f'menade du kommun = "{near}"?' if near else "skriv kommunens namn utan ordet kommun",
            )
        return value

    @field_validator("municipality_code")
    @classmethod
    def _agrees(cls, value: str, info: ValidationInfo) -> str:
        """The code goes with the name; left out, it is filled in."""
        name = info.data.get("municipality")
        code = municipalities().get(name or "", value)
        if value and value != code:
            raise wrong(
                f"kommunkod = {as_written(value)} hör inte till {name}.",
                f'skriv kommunkod = "{code}" eller ta bort raden',
            )
        return code


class Project(Part):
    """A read and checked jamxl.toml."""

    about: About
    folders: Folders = Folders()
    history: History = History()
    rounds: tuple[Round, ...] = ()
    unattended: Unattended = Unattended()
    mail: Mail = Mail()
    limits: Limits = Limits()
    switches: dict[str, Switch] = {}
    scale: Scale = Scale()
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    prefill: Prefill = {}
    _root: Path = PrivateAttr(default=Path())

    @field_validator("rounds")
    @classmethod
    def _each_once(cls, value: tuple[Round, ...]) -> tuple[Round, ...]:
        periods = [one.period for one in value]
        twice = sorted({period for period in periods if periods.count(period) > 1})
        if twice:
            raise wrong(f"omgången {twice[0]} står två gånger.", "ha ett [[omgang]] för varje period")
        return value

    @model_validator(mode="after")
    def _limits_know_the_switches(self) -> Project:
        # Whoever gets the limits gets the switches with them.
        object.__setattr__(self, "limits", self.limits.switched(self.switches))
        return self

    @property
    def root(self) -> Path:
        """The folder of the file; relative folders start here."""
        return self._root

    def at(self, root: Path) -> Project:
        """The same project in another folder."""
        moved = self.model_copy()
        moved._root = root
        return moved

    @property
    def outgoing(self) -> Path:
        """Where the units' empty books are put."""
        return self._root / self.folders.outgoing

    @property
    def incoming(self) -> Path:
        """Where the units' answers lie."""
        return self._root / self.folders.incoming

    @property
    def reviews(self) -> Path:
        """Where the units' review copies are put."""
        return self._root / self.folders.reviews

    @property
    def reports(self) -> Path:
        """Where reports are put."""
        return self._root / self.folders.reports

    @property
    def database(self) -> str:
        """The URL of the database that keeps every report."""
        return self.history.url or f"sqlite:///{(self._root / HISTORY).as_posix()}"

    @property
    def published(self) -> Path | None:
        """Where reports are published for the steering group; None for nowhere."""
        # As it is said to people, so without dots.
        return Path(os.path.normpath(self._root / self.unattended.publish)) if self.unattended.publish else None

    def due(self, period: str) -> date | None:
        """The day the units answer a period's round by, if it is known."""
        known = {one.period: one.due for one in self.rounds}
        own = self.about.due if a_period(self.about.period) == period else None
        return known.get(period, own)

    def round_on(self, day: date) -> str:
        """The period whose round goes on: by the calendar the last one that has opened, else the project's own."""
        opened = [period for period, first in self.openings().items() if first <= day]
        return opened[-1] if opened else a_period(self.about.period)

    def openings(self) -> dict[str, date]:
        """The day from which each round of the calendar goes on, in their order.

        One without a day of its own begins with its period, but not before the last reminder of the round before it.
        """
        found: dict[str, date] = {}
        free = date.min
        for one in sorted(self.rounds, key=lambda one: one.due):
            found[one.period] = one.opens or max(free, Period.parse(one.period).start)
            free = one.due + timedelta(days=max(self.unattended.after, default=0) + 1)
        return dict(sorted(found.items(), key=lambda pair: pair[1]))

    def unit(self, unit_id: str) -> Unit | None:
        """The unit with this id."""
        return next((unit for unit in self.units if unit.id == unit_id), None)

    def books_of(self, unit: Unit) -> tuple[str, ...]:
        """The unit's own books, or else the project's."""
        return unit.books or self.about.books

    def prefill_of(self, unit: Unit) -> dict[str, tuple[Row, ...]]:
        """Table key to rows: those for all units first, then the unit's own."""
        tables = dict.fromkeys([*self.prefill, *unit.prefill])
        return {table: self.prefill.get(table, ()) + unit.prefill.get(table, ()) for table in tables}
