"""The project file jamxl.toml: read, checked, and its mistakes told in Swedish with line and remedy.

The co-ordinator writes the file, so its keys are Swedish and ASCII; `KEYS` is the only place that pairs
them with the English attributes.
"""

from __future__ import annotations

import csv
import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AliasGenerator,
    AllowInfNan,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    Strict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from jamxl.dates import Period
from jamxl.findings import Severity
from jamxl.tomlfile import Loc, Problem, ProjectError, as_written, decode, line_map, line_of, read_file, syntax_problem

FILENAME: Final = "jamxl.toml"
# The file that keeps every report, beside it.
HISTORY: Final = "jamxl.db"

# attribute: (key in the file, what the value looks like)
KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "about": ("projekt", ""),
    "name": ("namn", '"Jämställd service"'),
    "project_id": ("id", '"JI-2010"'),
    "period": ("period", '"2010-T1"'),
    "start": ("start", "2009-09-01"),
    "end": ("slut", "2010-12-31"),
    "recipient": ("mottagare", '"Styrgruppen"'),
    "registry_no": ("diarienummer", '"KS 2009/123"'),
    "coordinator": ("samordnare", '"Jämställdhetsstrateg"'),
    "email": ("epost", '"namn@kommunen.se"'),
    "due": ("senast", "2010-05-15"),
    "books": ("bocker", '["projektbok", "uppfoljningsbok"]'),
    "without": ("utan_blad", '["Tidrapport"]'),
    "folders": ("mappar", ""),
    "outgoing": ("utskick", '"utskick"'),
    "incoming": ("inkorg", '"inkorg"'),
    "reviews": ("granskat", '"granskat"'),
    "reports": ("rapport", '"rapport"'),
    "history": ("historik", ""),
    "url": ("url", '"postgresql://namn@server/jamxl"'),
    "limits": ("granser", ""),
    "deviation_share": ("avvikelse_andel", "0.10"),
    "deviation_hours": ("avvikelse_timmar", "8"),
    "share_tolerance": ("andel_tolerans", "0.5"),
    "spread_at_least": ("minst_for_spridning", "3"),
    "detail_at_least": ("minst_for_detalj", "5"),
    "partly_points": ("delvis_procentenheter", "5"),
    "partly_share": ("delvis_andel", "0.05"),
    "response_at_least": ("minsta_svarsfrekvens", "0.5"),
    "answers_at_least": ("minst_for_slutsats", "30"),
    "base_at_least": ("minst_for_andel", "10"),
    "count_at_least": ("minst_for_antal", "5"),
    "decimals_from": ("decimal_fran", "100"),
    "risk_top": ("risk_skala", "5"),
    "risk_medium": ("risk_medel", "5"),
    "risk_high": ("risk_hog", "12"),
    "jump_share": ("hopp_andel", "0.5"),
    "jump_count": ("hopp_antal", "10"),
    "seconds": ("sekunder_per_fil", "30"),
    "megabytes": ("megabyte_per_fil", "500"),
    "switches": ("regler", ""),
    "level": ("allvar", '"varning"'),
    "reason": ("skal", '"Ny regel; ett fel från och med nästa omgång"'),
    "scale": ("skala", ""),
    "low": ("min", "1"),
    "high": ("max", "10"),
    "labels": ("etiketter", '{ 1 = "inte alls", 10 = "helt" }'),
    "units": ("enhet", ""),
    "id": ("id", '"jobbcoachingen"'),
    "municipality": ("kommun", '"Botkyrka"'),
    "municipality_code": ("kommunkod", '"0127"'),
    "department": ("forvaltning", '"Dialog och Service"'),
    "reporter": ("uppgiftslamnare", '"Enhetschef"'),
    "prefill": ("forifyllt", ""),
}

# How grave a rule may be made; "av" is off.
LEVELS: Final[Mapping[str, Severity | None]] = {"av": None, "notis": "note", "varning": "warning", "fel": "error"}

Scalar = str | bool | int | float | date | datetime | time


# ---------------------------------------------------------------------------------------------- values


def _wrong(message: str, fix: str) -> PydanticCustomError:
    """A mistake with its own sentence; braces are safe, since the texts travel as context."""
    return PydanticCustomError("jamxl", "{message} {fix}", {"message": message, "fix": fix})


def _guess(written: str, known: list[str]) -> str | None:
    """The known name nearest to what was written, blind to case and to å, ä, ö."""
    plain = {_slug(name): name for name in known}
    near = difflib.get_close_matches(_slug(written), plain, n=1, cutoff=0.65)
    return plain[near[0]] if near else None


def _slug(text: str) -> str:
    """Lower-case letters a-z, digits and hyphens: fit for an identity in a file name."""
    plain = text.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _email(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise _wrong(f"{as_written(value)} är ingen e-postadress.", 'skriv t.ex. epost = "namn@kommunen.se"')
    return value


def _not_number(value: object) -> object:
    """Pydantic would take a number for seconds since 1970."""
    if isinstance(value, bool | int | float):
        raise PydanticCustomError("date_type", "a number is no date")
    return value


def _identity(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", value):
        raise _wrong(
            f"id = {as_written(value)} får bara ha a-z, 0-9 och bindestreck, högst 60 tecken, "
            "och börjar inte med bindestreck.",
            f'skriv id = "{_slug(value) or "enheten"}"',
        )
    return value


def _period(value: str) -> str:
    """The code of a period, however it was written."""
    try:
        return Period.parse(value).code
    except ValueError:
        raise _wrong(
            f"period = {as_written(value)} går inte att läsa som en period.",
            'skriv t.ex. period = "2010", "2010-VT" (termin), "2010-T1" (tertial) eller "2010-03"',
        ) from None


def _level(value: str) -> str:
    if value not in LEVELS:
        *others, last = LEVELS
        raise _wrong(
            f"allvar = {as_written(value)} ska vara {', '.join(others)} eller {last}.", 'skriv t.ex. allvar = "varning"'
        )
    return value


def _book_names(value: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({name for name in value if value.count(name) > 1})
    if twice:
        raise _wrong(f'boken "{twice[0]}" står två gånger i bocker.', "låt varje bok stå en gång")
    return value


def _scalar(value: object) -> object:
    if not isinstance(value, Scalar) or (isinstance(value, float) and not isfinite(value)):
        raise _wrong(
            f"{as_written(value)} kan inte stå i en cell.", "skriv en text, ett tal, ett datum eller true/false"
        )
    return value


Text = Annotated[str, StringConstraints(min_length=1)]
Email = Annotated[str, AfterValidator(_email)]
Day = Annotated[date, BeforeValidator(_not_number)]
Whole = Annotated[int, Strict()]
Amount = Annotated[float, Strict(), AllowInfNan(False)]
Books = Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_book_names)]
Row = dict[str, Annotated[Scalar, PlainValidator(_scalar)]]
Prefill = dict[str, tuple[Annotated[Row, Field(min_length=1)], ...]]


# ------------------------------------------------------------------------------------------ the file's parts


class _Section(BaseModel):
    """A table of the file: Swedish keys there, English names in Python, nothing unknown."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=AliasGenerator(validation_alias=lambda name: KEYS[name][0]),
        validate_by_alias=True,
        validate_by_name=True,
        str_strip_whitespace=True,
    )


class About(_Section):
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
    due: Day | None = None
    books: Books = ("projektbok",)
    without: tuple[Text, ...] = ()

    @field_validator("period")
    @classmethod
    def _readable(cls, value: str) -> str:
        _period(value)
        return value

    @field_validator("end")
    @classmethod
    def _after_start(cls, value: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if value is not None and start is not None and value < start:
            raise _wrong(f"slut = {value} är före start = {start}.", f"skriv ett slut som är {start} eller senare")
        return value


class Folders(_Section):
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
                raise _wrong(
                    f"{key} = {as_written(value)} och {other_key} = {as_written(other)} är samma mapp "
                    "eller ligger i varandra.",
                    f"ge {key} en egen mapp, t.ex. {key} = {KEYS[info.field_name or ''][1]}",
                )
        return value


class History(_Section):
    """[historik]: the database that keeps every report; without one it is a file beside jamxl.toml."""

    url: str = ""

    @field_validator("url")
    @classmethod
    def _a_database(cls, value: str) -> str:
        example = f"skriv t.ex. url = {KEYS['url'][1]}"
        if re.search("//[^@]*:[^@]*@|password=", value):
            # Not said again: it holds the password.
            raise _wrong("url har ett lösenord.", f"{example} och ha lösenordet i miljövariabeln PGPASSWORD")
        if value and not re.fullmatch("postgresql://(?:[^/@:]+@)?[^/@]+/[^/@]+", value):
            raise _wrong(f"url = {as_written(value)} är ingen databas i PostgreSQL.", example)
        return value


class Limits(_Section):
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
            raise _wrong(
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


class Switch(_Section):
    """[regler.X]: a rule that is graver or milder than usual, or off; why, and perhaps in one round only."""

    level: Annotated[str, AfterValidator(_level)]
    reason: Text
    period: str = ""

    @field_validator("period")
    @classmethod
    def _a_period(cls, value: str) -> str:
        return _period(value) if value else value


class Scale(_Section):
    """[skala]: the scale of the assessments."""

    low: Whole = 1
    high: Whole = Field(default=10, validate_default=True)
    labels: dict[int, Text] = {}

    @field_validator("high")
    @classmethod
    def _above_low(cls, value: int, info: ValidationInfo) -> int:
        low = info.data.get("low")
        if low is not None and value <= low:
            raise _wrong(f"max = {value} är inte större än min = {low}.", f"skriv t.ex. max = {low + 9}")
        return value

    @field_validator("labels")
    @classmethod
    def _on_scale(cls, value: dict[int, str], info: ValidationInfo) -> dict[int, str]:
        low, high = info.data.get("low"), info.data.get("high")
        outside = [] if low is None or high is None else [step for step in value if not low <= step <= high]
        if outside:
            raise _wrong(
                f"etiketten {outside[0]} ligger utanför skalan {low}-{high}.",
                f"skriv etiketter från {low} till {high}",
            )
        return value


class Unit(_Section):
    """[[enhet]]: a unit that answers, one file per book and period."""

    id: Annotated[str, AfterValidator(_identity)]
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
            near = near or _guess(bare, list(known))
            raise _wrong(
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
            raise _wrong(
                f"kommunkod = {as_written(value)} hör inte till {name}.",
                f'skriv kommunkod = "{code}" eller ta bort raden',
            )
        return code


class Project(_Section):
    """A read and checked jamxl.toml."""

    about: About
    folders: Folders = Folders()
    history: History = History()
    limits: Limits = Limits()
    switches: dict[str, Switch] = {}
    scale: Scale = Scale()
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    prefill: Prefill = {}
    _root: Path = PrivateAttr(default=Path())

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


@cache
def municipalities() -> dict[str, str]:
    """The 290 municipalities, name to four-digit code."""
    text = (files("jamxl") / "data" / "municipalities.csv").read_text(encoding="utf-8")
    return {row["municipality"]: row["code"] for row in csv.DictReader(text.splitlines())}


# ---------------------------------------------------------------------------------------------- reading


def load(path: Path) -> Project:
    """Read the project file, given it or its folder; every mistake at once as a ProjectError."""
    # A folder that is not there is still meant as a folder.
    file = path if path.suffix == ".toml" or path.is_file() else path / FILENAME
    text = decode(file, read_file(file))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProjectError([syntax_problem(file, text, str(error))]) from None
    faults = list(_duplicate_ids(data))
    project = None
    try:
        project = Project.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        told = [details for details in error.errors() if not _is_echo(details)]
        faults += [(details["loc"], *_explain(details)) for details in told]
    if faults or project is None:
        lines = line_map(text)
        problems = [Problem(file, line_of(lines, loc), *sentences) for loc, *sentences in faults]
        raise ProjectError(sorted(problems, key=lambda problem: problem.line or 0))
    return project.at(file.parent)


def _duplicate_ids(data: Mapping[str, Any]) -> Iterator[tuple[Loc, str, str]]:
    """Unit ids used twice; looked for in the raw data, so that they are told along with other mistakes."""
    seen: dict[str, int] = {}
    units = data.get(KEYS["units"][0])
    for index, unit in enumerate(units if isinstance(units, list) else []):
        written = unit.get("id") if isinstance(unit, dict) else None
        if not isinstance(written, str):
            continue
        if written in seen:
            message = f'id = "{written}" har redan använts av enhet nr {seen[written]}.'
            yield ("enhet", index, "id"), message, "ge varje enhet ett eget id"
        seen.setdefault(written, index + 1)


# ---------------------------------------------------------------------------------------------- lines


# ---------------------------------------------------------------------------------------------- sentences

_SECTIONS: Final[Mapping[str, type[_Section]]] = {
    KEYS["about"][0]: About,
    KEYS["folders"][0]: Folders,
    KEYS["history"][0]: History,
    KEYS["limits"][0]: Limits,
    KEYS["switches"][0]: Switch,
    KEYS["scale"][0]: Scale,
    KEYS["units"][0]: Unit,
}


def _is_echo(details: ErrorDetails) -> bool:
    """A list pydantic calls too short only because its entries are wrong, which it has told already."""
    return details["type"] == "too_short" and bool(details["input"])


def _explain(details: ErrorDetails) -> tuple[str, str]:
    """What is wrong and what to write, for one error of pydantic."""
    loc, kind, context, value = details["loc"], details["type"], details.get("ctx", {}), details["input"]
    named = [part for part in loc if isinstance(part, str) and part != "[key]"]
    key = named[-1] if named else ""
    example = _example(loc, key)
    should = f"{key} = {example}" if example else _header(key)
    if kind == "jamxl":
        return context["message"], context["fix"]
    if kind == "extra_forbidden":
        return _unknown(loc, key)
    if kind == "missing":
        message = f"{_place(loc[:-1])} saknar {key}." if example else f"avsnittet {should} saknas."
        return message, f"lägg till {should}"
    wanted = next((text for start, text in _WANTED.items() if kind.startswith(start)), "godtas inte.")
    written = f"{key} = {as_written(value)}"
    if isinstance(loc[-1], int):
        written = f"{as_written(value)} i {key}"
    fix = f"skriv t.ex. {should}"
    if key == KEYS["units"][0]:
        fix = "skriv enheternas rubrik med dubbla hakar: [[enhet]]"
    elif loc[-1] == "[key]":
        written = f"etiketten {key}"
        fix = f"skriv heltal före =, som i {KEYS['labels'][1]}"
    elif not example and named[0] == KEYS["prefill"][0]:
        fix = "skriv raderna som [[forifyllt.tabell]] med nyckel = värde under"
    return f"{written} {wanted.format_map(context)}", fix


# the beginning of pydantic's error type: what the value should be
_WANTED: Final[Mapping[str, str]] = {
    "string_too_short": "får inte vara tom.",
    "string": "ska vara en text.",
    "int": "ska vara ett heltal.",
    "float": "ska vara ett tal utan citattecken, med decimalpunkt.",
    "finite_number": "ska vara ett vanligt tal.",
    "date": "ska vara ett datum.",
    "greater_than_equal": "ska vara minst {ge}.",
    "less_than_equal": "ska vara högst {le}.",
    "tuple": "ska vara en lista.",
    "dict": "ska vara ett eget avsnitt.",
    "model": "ska vara ett eget avsnitt.",
    "too_short": "ska ha minst en post.",
}


def _header(key: str) -> str:
    return f"[[{key}]]" if key == KEYS["units"][0] else f"[{key}]"


def _place(loc: Loc) -> str:
    """The table as the co-ordinator sees it."""
    if not loc:
        return "filen"
    if loc[0] == KEYS["units"][0] and len(loc) > 1 and isinstance(loc[1], int):
        return f"[[enhet]] nr {loc[1] + 1}"
    return f"[{'.'.join(str(part) for part in loc if isinstance(part, str))}]"


def _model(loc: Loc) -> type[_Section]:
    return _SECTIONS.get(str(loc[0]), Project) if len(loc) > 1 else Project


def _example(loc: Loc, key: str) -> str:
    """What the value of the key looks like; empty for a section or a free key."""
    return next((KEYS[name][1] for name in _model(loc).model_fields if KEYS[name][0] == key), "")


def _unknown(loc: Loc, key: str) -> tuple[str, str]:
    """A key that does not belong here: another section's, or misspelt."""
    known = [KEYS[name][0] for name in _model(loc).model_fields]
    message = f"{key} är ingen nyckel i {_place(loc[:-1])}."
    if len(loc) > 1 and key in (KEYS[name][0] for name in Project.model_fields):
        return message, f"skriv {_header(key)} på en egen rad"
    home = next((s for s, m in _SECTIONS.items() if key in (KEYS[name][0] for name in m.model_fields)), None)
    near = _guess(key, known)
    if near:
        return message, f"menade du {near if len(loc) > 1 else _header(near)}?"
    if home:
        return message, f"flytta raden till {_header(home)}"
    return message, f"ta bort raden; här kan stå {', '.join(known)}"


@cache
def template() -> str:
    """The commented jamxl.toml that `jamxl init` writes; valid as it stands."""
    return (files("jamxl") / "data" / "mall.toml").read_text(encoding="utf-8")
