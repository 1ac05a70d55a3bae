"""What a report section is made of, and the register of sections."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jamxl.consolidation import Consolidated
from jamxl.grid import Value
from jamxl.present.measures import Measure, Where
from jamxl.present.report import Chart, Picture
from jamxl.sheets import Table


class Theme(StrEnum):
    """What the sections are about, in the order that a steering group asks."""

    GOALS = "Mål"
    COUNTS = "Kvinnor och män i siffror"
    PEOPLE = "Deltagare och flöde"
    ACTIVITIES = "Aktiviteter och milstolpar"
    HOURS = "Timmar"
    CHANGES = "Ändringar"
    SINCE = "Sedan förra omgången"
    RISKS = "Risker"
    LOGIC = "Programlogik"
    FOLLOW_UP = "Lärande uppföljning"
    SURVEYS = "Enkäter"
    COMPETENCE = "Kompetens"
    PROCESSES = "Processer"
    PLANS = "Planer"
    STAKEHOLDERS = "Intressenter, kommunikation och spridning"
    LESSONS = "Lärdomar och rekommendationer"
    PROJECTS = "Projekten"


@dataclass(frozen=True)
class Group:
    """A row of a Figures table: what stands to the left (None: blank), and the columns' values that its rows have."""

    labels: tuple[str | None, ...]
    where: Where


@dataclass(frozen=True)
class Figures:
    """Measures by group, with a total last.

    `basis`: the table and column whose rows stand behind the figures, and what such a row is called (one, many).
    `headline`: the measures whose totals are among the report's main figures, and what they are called there. `first`:
    those of them for the first page, and what each is seen against there, with {headings}: "av {Mål} mål".
    `because`: the measures that a row stands there for; the open edition has no row that it hides one of them in.
    `followed`: the measure that is followed from report to report.
    """

    labels: tuple[str, ...]
    groups: Sequence[Group]
    measures: Sequence[Measure]
    total: str = "Totalt"
    basis: tuple[type[Table], str, tuple[str, str]] | None = None
    headline: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    because: tuple[str, ...] = ()
    followed: str = ""


@dataclass(frozen=True)
class Listing:
    """Rows as they were reported, each with a link to its cell; no figures of our own.

    `keys`: the key of each column. `others`: where else cells of a row were had from (file, sheet, row). `made_of`:
    the columns of the books that a column of our own is made of, by key; none: it has words that tell no numbers of
    people. `earlier`: where each row stood last round. `number_of`: the book's column that a row's numbers are of.
    `because`: the keys of the numbers that a row stands there for; the open edition has no row that it hides one of
    them in.
    """

    headers: tuple[str, ...]
    formats: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    links: Sequence[tuple[str, str, int]]
    empty: str = "Inget att redovisa."
    keys: tuple[str, ...] = ()
    others: Sequence[Sequence[tuple[str, str, int]]] = ()
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    earlier: Sequence[str] = ()
    number_of: Sequence[str] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One sheet of the report, with one table, and what is drawn of it.

    `detail`: rows that are looked things up in; they stand among the appendices of what is read from first to last.
    `unranked`: the introduction in the open edition, where rows that the report has in the order of a figure stand in
    that of their labels; blank where the order tells nothing.
    """

    sheet: str
    intro: str
    table: Figures | Listing
    unranked: str = ""
    charts: tuple[Chart, ...] = ()
    detail: bool = False

    @property
    def open_intro(self) -> str:
        return self.unranked or self.intro


Maker = Callable[[Consolidated], Section | None]
SECTIONS: dict[Theme, list[Maker]] = {theme: [] for theme in Theme}
Drawer = Callable[[Consolidated], Iterable[Picture]]
PICTURES: dict[str, list[Drawer]] = {}


def section(theme: Theme) -> Callable[[Maker], Maker]:
    """Make a function a section of the report, after those of its theme so far. None: nothing to say this time."""

    def wrap(maker: Maker) -> Maker:
        SECTIONS[theme].append(maker)
        return maker

    return wrap


def picture(sheet: str) -> Callable[[Drawer], Drawer]:
    """Make a function one that draws the pictures of a section."""

    def wrap(drawer: Drawer) -> Drawer:
        PICTURES.setdefault(sheet, []).append(drawer)
        return drawer

    return wrap


def pictures(data: Consolidated, sheet: str = "") -> list[Picture]:
    """The pictures of a section, or all those of a consolidation."""
    drawers = PICTURES.get(sheet, ()) if sheet else [one for every in PICTURES.values() for one in every]
    return [made for drawer in drawers for made in drawer(data)]


def listed(
    sheet: str,
    intro: str,
    columns: Mapping[str, tuple[str, str]],
    rows: Sequence[Mapping[str, Any]],
    made_of: Mapping[str, tuple[str, ...]] | None = None,
) -> Section:
    """A section that lists rows: `columns` by key (header, number format), after municipality and unit.

    A row's "others" and `made_of` are as in Listing.
    """
    shown = {"municipality": ("Kommun", ""), "unit": ("Enhet", ""), **columns}
    headers, formats = zip(*shown.values(), strict=True)
    values = [tuple(row[key] for key in shown) for row in rows]
    links = [(row["file"], row["sheet"], row["row"]) for row in rows]
    others = [row.get("others", ()) for row in rows]
    table = Listing(headers, formats, values, links, keys=tuple(shown), others=others, made_of=made_of or {})
    return Section(sheet, intro, table)


def made(data: Consolidated) -> dict[Theme, list[Section]]:
    """The sections that have something to say, by theme."""

    def work() -> dict[Theme, list[Section]]:
        return {theme: [made for maker in makers if (made := maker(data))] for theme, makers in SECTIONS.items()}

    found: dict[Theme, list[Section]] = data.once(("sections", ""), work)
    return found


def has_rows(data: Consolidated, part: type[Table]) -> bool:
    """Some unit has filled in a table that projects may do without."""
    return part in data.parts() and len(data.stack(part)) > 0


def by_unit(data: Consolidated, part: type[Table] | None = None) -> list[Group]:
    """A group for each unit that has reported, or that has rows in a part."""
    having = None if part is None else set(data.stack(part).columns["unit_id"])
    return [
        Group((municipality, unit), {"unit_id": key})
        for municipality, unit, key in data.units()
        if having is None or key in having
    ]
