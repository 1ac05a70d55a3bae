"""What the consolidated report says of women and men in numbers. Only what counts the same is put together."""

from typing import Any

from jamxl import ratios
from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    DECIMAL,
    Chart,
    Derived,
    Figures,
    Group,
    Known,
    Measure,
    Section,
    Sum,
    Theme,
    by_sex,
    by_unit,
    listed,
    of_both,
    ratio,
    same,
    section,
)
from jamxl.sheets import Table
from jamxl.standard.statistikbok.attendance import Attendance, Flow
from jamxl.standard.statistikbok.counting import Quality
from jamxl.standard.statistikbok.gender import GenderStats
from jamxl.standard.statistikbok.minutes import ServiceMinutes, difference

# What a row counts: the keys of the rows that may be put together, over units.
COUNTED = ("measure", "count_unit", "breakdown", "gender_stats_period")
K, M = "Kvinnor", "Män"
BEFORE_K, BEFORE_M, BEFORE = "Föregående kvinnor", "Föregående män", "Föregående andel kvinnor"
# What a sum is called that holds numbers nobody counted.
PARTLY, WHOLLY = "delvis uppskattad", "uppskattad"


def groups(data: Consolidated, part: type[Table], keys: tuple[str, ...], labels: tuple[str, ...] = ()) -> list[Group]:
    """A group for each set of values in some columns, in the order of the rows; `labels` are the columns shown."""
    found: dict[tuple[str, ...], Group] = {}
    for row in data.stack(part).records():
        where = {key: row[key] or "" for key in keys}
        shown = tuple(str(row[key] or "") for key in labels or keys)
        found.setdefault(tuple(map(same, where.values())), Group(shown, where))
    return list(found.values())


def shares(k: str = K, m: str = M) -> list[Measure]:
    """Both sexes' shares of women and men together, and 40/60 in words."""
    return [
        of_both("Andel kvinnor", k, m),
        of_both("Andel män", m, k),
        evenness("Jämn fördelning", k, m),
    ]


def counts(part: type[Table], *columns: tuple[str, str]) -> list[Measure]:
    """Sums of columns, as (heading, key)."""
    return [Sum(header, COUNT, part, key) for header, key in columns]


def numbers() -> list[Measure]:
    """What is told of every measure, for a unit and for all."""
    estimated = (("quality", Quality.ESTIMATED.value),)
    return [
        Sum(K, COUNT, GenderStats, "k"),
        Sum(M, COUNT, GenderStats, "m"),
        Sum("Okänt kön", COUNT, GenderStats, "u"),
        Sum("Totalt", COUNT, GenderStats, "t"),
        *shares(),
        # Like against like: a row without a base is in neither of the two.
        Sum("Kvinnor med nämnare", COUNT, GenderStats, "k", (("pop_k", "<>"),)),
        Sum("Nämnare kvinnor", COUNT, GenderStats, "pop_k"),
        ratio("Av alla kvinnor", "Kvinnor med nämnare", "Nämnare kvinnor"),
        Sum("Män med nämnare", COUNT, GenderStats, "m", (("pop_m", "<>"),)),
        Sum("Nämnare män", COUNT, GenderStats, "pop_m"),
        ratio("Av alla män", "Män med nämnare", "Nämnare män"),
        Known("Tal", COUNT, GenderStats, "t"),
        Known("Uppskattade tal", COUNT, GenderStats, "t", estimated),
        Known("Ungefärliga tal", COUNT, GenderStats, "t", (("approx", "Ja"),)),
        Derived(
            "Märkning",
            "@",
            f'IF({{Uppskattade tal}}=0,"",IF({{Uppskattade tal}}<{{Tal}},"{PARTLY}","{WHOLLY}"))',
            lambda estimates, all_: None if not estimates else PARTLY if estimates < all_ else WHOLLY,
            ("Uppskattade tal", "Tal"),
        ),
    ]


@section(Theme.COUNTS)
def by_measure(data: Consolidated) -> Section | None:
    """Each measure over all units. There is no total: measures, units and periods are never put together."""
    if GenderStats not in data.parts():
        return None
    return Section(
        "Könsuppdelat samlat",
        "Enheternas tal för samma mått, räkneenhet, grupp och period. Andelar räknas på summorna. "
        "En summa med uppskattade tal är delvis uppskattad.",
        Figures(
            ("Mått", "Räkneenhet", "Redovisningsgrupp", "Period"),
            groups(data, GenderStats, COUNTED),
            numbers(),
            total="",
            basis=(GenderStats, "t", ("rad", "rader")),
        ),
        charts=(
            by_sex(
                "stacked",
                "Kvinnors och mäns andelar per mått",
                ("Andel kvinnor", "Andel män"),
                unit="procent av kvinnor och män",
            ),
        ),
    )


@section(Theme.COUNTS)
def by_measure_and_unit(data: Consolidated) -> Section | None:
    """The same, unit by unit."""
    if GenderStats not in data.parts():
        return None
    return Section(
        "Könsuppdelat per enhet",
        "Kvinnor och män bredvid varandra, för varje enhet. Andelar av kvinnor och män; okänt kön för sig.",
        Figures(
            ("Kommun", "Enhet", "Mått", "Räkneenhet", "Redovisningsgrupp", "Period"),
            groups(data, GenderStats, ("unit_id", *COUNTED), ("municipality", "unit", *COUNTED)),
            [
                *numbers(),
                Sum(BEFORE_K, COUNT, GenderStats, "prev_k"),
                Sum(BEFORE_M, COUNT, GenderStats, "prev_m"),
                of_both(BEFORE, BEFORE_K, BEFORE_M),
                points("Förändring, procentenheter", "Andel kvinnor", BEFORE),
            ],
            total="",
            basis=(GenderStats, "t", ("rad", "rader")),
        ),
    )


@section(Theme.COUNTS)
def service(data: Consolidated) -> Section | None:
    """Users beside minutes: do women and men get as much?"""
    if ServiceMinutes not in data.parts():
        return None
    keys = ("unit_id", "service", "service_minutes_period")
    users_k, users_m, min_k, min_m = "Brukare kvinnor", "Brukare män", "Minuter kvinnor", "Minuter män"
    each_k, each_m = "Min per brukare, kvinnor", "Min per brukare, män"
    share_users, share_minutes = "Andel kvinnor, brukare", "Andel kvinnor, minuter"
    return Section(
        "Brukare och minuter",
        "Kvinnors och mäns andel av brukarna och av tiden. Minus: kvinnor får mindre tid än sin andel av brukarna.",
        Figures(
            ("Kommun", "Enhet", "Tjänst", "Period"),
            groups(data, ServiceMinutes, keys, ("municipality", "unit", *keys[1:])),
            [
                *counts(
                    ServiceMinutes, (users_k, "users_k"), (users_m, "users_m"), ("Besök kvinnor", "visits_k"),
                    ("Besök män", "visits_m"), (min_k, "min_k"), (min_m, "min_m"),
                ),
                quotient(each_k, min_k, users_k),
                quotient(each_m, min_m, users_m),
                of_both(share_users, users_k, users_m),
                of_both(share_minutes, min_k, min_m),
                points("Skillnad, procentenheter", share_minutes, share_users),
                evenness("Brukare, fördelning", users_k, users_m),
                evenness("Minuter, fördelning", min_k, min_m),
            ],
            total="",
            basis=(ServiceMinutes, "users_k", ("rad", "rader")),
        ),
        charts=(
            Chart(
                "shares",
                "Kvinnors andel av brukarna och av minuterna",
                (share_users, share_minutes),
                unit="procent av kvinnor och män",
            ),
            by_sex("bars", "Minuter per brukare", (each_k, each_m), unit="minuter per brukare"),
        ),
    )  # fmt: skip


def points(header: str, share: str, other: str) -> Derived:
    """The difference of two shares in percentage points."""
    formula = f'IF(COUNT({{{share}}},{{{other}}})=2,({{{share}}}-{{{other}}})*100,"")'
    return Derived(header, ratios.POINTS, formula, difference, (share, other))


def quotient(header: str, part: str, whole: str) -> Derived:
    """One figure divided by another, as a number."""
    formula = ratios.share_excel(f"{{{part}}}", f"{{{whole}}}")
    return Derived(header, DECIMAL, formula, ratios.share, (part, whole))


def evenness(header: str, k: str, m: str) -> Derived:
    """40/60 in words."""
    return Derived(header, "@", ratios.balance_excel(f"{{{k}}}", f"{{{m}}}"), ratios.balance, (k, m))


@section(Theme.COUNTS)
def explanations(data: Consolidated) -> Section | None:
    """What the units saw in their minutes, what it may come from, and what they do about it."""
    if ServiceMinutes not in data.parts():
        return None
    rows = [row for row in data.stack(ServiceMinutes).records() if row["observation"] or row["measure_taken"]]
    columns = {
        "service": ("Tjänst", ""),
        "service_minutes_period": ("Period", "@"),
        "observation": ("Observation", ""),
        "hypothesis": ("Möjlig förklaring", ""),
        "confirmed": ("Belagd", ""),
        "measure_taken": ("Åtgärd", ""),
    }
    return listed(
        "Könsmönster i tiden", "Vad enheterna såg, vad det kan bero på och vad de gör. Belagd: prövat.", columns, rows
    )


@section(Theme.PEOPLE)
def flow(data: Consolidated) -> Section | None:
    """Who came and went."""
    if Flow not in data.parts():
        return None
    keys = ("unit_id", "what", "flow_period")
    return Section(
        "Flöde in och ut",
        "Hur många som fanns med, började och slutade under perioden. Grupper i samma enhet kan överlappa varandra.",
        Figures(
            ("Kommun", "Enhet", "Verksamhet", "Period"),
            groups(data, Flow, keys, ("municipality", "unit", *keys[1:])),
            counts(Flow, *((Flow.columns[key].header, key) for key in FLOWS)),
            total="",
            basis=(Flow, "close_k", ("rad", "rader")),
        ),
    )


FLOWS = ("open_k", "open_m", "new_k", "new_m", "ended_k", "ended_m", "close_k", "close_m")


@section(Theme.PEOPLE)
def attendance(data: Consolidated) -> Section | None:
    """How many came of those who were enrolled, over all days."""
    if Attendance not in data.parts():
        return None
    complete: Any = (("present_k", "<>"), ("enrolled_k", "<>"), ("present_m", "<>"), ("enrolled_m", "<>"))
    enrolled_k, enrolled_m = "Inskrivna kvinnor, dagar", "Inskrivna män, dagar"
    present_k, present_m = "Närvarande kvinnor, dagar", "Närvarande män, dagar"
    return Section(
        "Närvaro per enhet",
        "Närvaro som del av inskrivna, räknat på alla dagar tillsammans. Tillfälliga är inte med.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Attendance),
            [
                Known("Listor", COUNT, Attendance, "day"),
                Sum(enrolled_k, COUNT, Attendance, "enrolled_k", complete),
                Sum(enrolled_m, COUNT, Attendance, "enrolled_m", complete),
                Sum(present_k, COUNT, Attendance, "present_k", complete),
                Sum(present_m, COUNT, Attendance, "present_m", complete),
                ratio("Närvaro kvinnor", present_k, enrolled_k),
                ratio("Närvaro män", present_m, enrolled_m),
                *counts(
                    Attendance, ("Sena kvinnor", "late_k"), ("Sena män", "late_m"), ("Sena minuter", "late_minutes")
                ),
                *counts(Attendance, ("Tillfälliga kvinnor", "temp_k"), ("Tillfälliga män", "temp_m")),
            ],
            basis=(Attendance, "day", ("lista", "listor")),
        ),
        charts=(
            by_sex(
                "shares",
                "Närvaro, kvinnor och män",
                ("Närvaro kvinnor", "Närvaro män"),
                unit="procent av inskrivna dagar",
            ),
        ),
    )
