"""Könskonsekvensanalys: do women and men get as much service, not only as many visits?"""

from typing import Any

from jamxl import columns as col
from jamxl.ratios import POINTS
from jamxl.sheets import Broken, Follow, Table, broken, rule
from jamxl.standard.statistikbok.counting import (
    Quality,
    count,
    evenness,
    filled_in,
    is_blank,
    of_group,
    quotient,
)
from jamxl.swedish import listed, show

# Minutes a user in a period that are unlikely to be right.
FEWEST, MOST = 1, 600
SEXES = {"k": "kvinnor", "m": "män"}
COUNTS = ("users_k", "users_m", "min_k", "min_m")
VISITS = ("visits_k", "visits_m")


def minutes_per(header: str, what: str, sex: str) -> Any:
    """Minutes by user or visit of one sex."""
    return quotient(col.number(header, format="0.0", width=10), f"min_{sex}", f"{what}_{sex}")


class ServiceMinutes(
    Table, sheet="Könskonsekvensanalys", key="service_minutes", capacity=20, counted_by=("service", "period")
):
    """Får kvinnor och män lika mycket service? Jämför antal brukare, besök och minuter för varje slag av tjänst.

    Lika många brukare kan få olika mycket tid. Skillnaden i procentenheter är kvinnors andel av minuterna minus deras
    andel av brukarna: minus betyder att kvinnor får mindre tid än sin del. Skriv vad ni ser, vad det kan bero på, och
    om ni har belagt det innan ni bestämmer en åtgärd. En besökslogg på bladet Besöksregister ger talen.
    """

    follow = Follow(
        names="service",
        figures=("users_k", "users_m", "visits_k", "visits_m", "min_k", "min_m"),
        by=("service",),
        when="period",
    )

    analysis_id: str = col.identity("Analys-ID", "KA")
    service: str = col.text("Tjänst", width=24, prompt="T.ex. Jobbcoachning eller Nybesök.")
    period: str = col.period("Period", carry=False, width=10)
    users_k: float | None = count(
        "Brukare kvinnor", symbols=True, prompt="Personer, inte besök.", within=("<visits_k",)
    )
    users_m: float | None = count("Brukare män", symbols=True, prompt="Personer, inte besök.", within=("<visits_m",))
    visits_k: float | None = count("Besök kvinnor", symbols=True)
    visits_m: float | None = count("Besök män", symbols=True)
    min_k: float | None = count("Minuter kvinnor", symbols=True, prompt="Alla besök tillsammans.", people="users_k")
    min_m: float | None = count("Minuter män", symbols=True, prompt="Alla besök tillsammans.", people="users_m")
    quality: str | None = col.choice("Kvalitet", Quality, required=False, width=12, prompt="Hur minuterna kom till.")
    per_user_k: float | None = minutes_per("Min per brukare, kvinnor", "users", "k")
    per_user_m: float | None = minutes_per("Min per brukare, män", "users", "m")
    ratio: float | None = quotient(
        col.number("Kvinnors tid mot mäns", format="0.00", width=11, prompt="1,00 = lika många minuter var."),
        "per_user_k",
        "per_user_m",
    )
    per_visit_k: float | None = minutes_per("Min per besök, kvinnor", "visits", "k")
    per_visit_m: float | None = minutes_per("Min per besök, män", "visits", "m")
    user_share_k: float | None = of_group("Brukare, andel kvinnor", "users_k", "users_m")
    user_share_m: float | None = of_group("Brukare, andel män", "users_m", "users_k")
    users_even: str | None = evenness("Brukare, fördelning", "users_k", "users_m")
    min_share_k: float | None = of_group("Minuter, andel kvinnor", "min_k", "min_m")
    min_share_m: float | None = of_group("Minuter, andel män", "min_m", "min_k")
    minutes_even: str | None = evenness("Minuter, fördelning", "min_k", "min_m")
    difference: float | None = col.computed(
        col.number(
            "Skillnad, procentenheter", format=POINTS, width=14, prompt="Kvinnors andel av tiden minus av brukarna."
        ),
        'IF(AND(ISNUMBER({min_share_k}),ISNUMBER({user_share_k})),({min_share_k}-{user_share_k})*100,"")',
        lambda row, book: difference(row.min_share_k, row.user_share_k),
    )
    observation: str | None = col.text("Observation", required=False, carry=False, prompt="Vad ni ser i talen.")
    hypothesis: str | None = col.text(
        "Möjlig förklaring", required=False, prompt="Vad det kan bero på, t.ex. olika ärenden eller bemötande."
    )
    confirmed: bool | None = col.yes_no(
        "Belagd", required=False, prompt="Ja när förklaringen är prövad och stämmer, Nej när den är avfärdad."
    )
    measure_taken: str | None = col.text("Åtgärd", required=False, prompt="Vad ni ändrar med anledning av det.")
    remark: str | None = col.text("Anmärkning", required=False, carry=False, width=20)

    @rule(
        "S02",
        at=(*COUNTS, *VISITS),
        short="Fyll i brukare och minuter för båda könen",
        says="Inte ifyllt: {missing}. En tom cell betyder att uppgiften saknas, inte att det var noll.",
        fix="Skriv antalet, 0 om det inte var något, eller .. om uppgiften inte finns att få. "
        "Besök behövs bara om ni räknar dem, men då för båda könen.",
        excel="OR(" + ",".join(f'{{{key}}}=""' for key in COUNTS) + ',({visits_k}="")<>({visits_m}=""))',
    )
    def both_sexes(self) -> bool | Broken:
        wanted = COUNTS if all(is_blank(self, key) for key in VISITS) else COUNTS + VISITS
        return filled_in(self, wanted)

    @rule(
        "S04",
        at=(*VISITS, "users_k", "users_m"),
        short="Färre besök än brukare",
        says="{fewer}. Varje brukare har gjort minst ett besök.",
        fix="Kontrollera om talen har bytt plats, eller om besök har räknats som brukare.",
        excel="OR("
        + ",".join(f"AND(ISNUMBER({{visits_{s}}}),ISNUMBER({{users_{s}}}),{{visits_{s}}}<{{users_{s}}})" for s in SEXES)
        + ")",
    )
    def visits_cover_users(self) -> bool | Broken:
        fewer = [
            f"{words.capitalize()}: {self.columns['visits_k'].show(visits)} besök av "
            f"{self.columns['users_k'].show(users)} brukare"
            for sex, words in SEXES.items()
            if below(visits := self.known(f"visits_{sex}"), users := self.known(f"users_{sex}"))
        ]
        return not fewer or broken(fewer="; ".join(fewer))

    @rule(
        "S05",
        at=("min_k", "min_m"),
        short="Brukare men inga minuter",
        says="{who} är brukare men har 0 minuter.",
        fix="Fyll i tiden. Är den inte mätt: skriv .. i stället för 0.",
        severity="warning",
        excel="OR(" + ",".join(f"AND(N({{users_{s}}})>0,ISNUMBER({{min_{s}}}),N({{min_{s}}})=0)" for s in SEXES) + ")",
    )
    def users_take_time(self) -> bool | Broken:
        without = [words for s, words in SEXES.items() if self.known(f"users_{s}") and self.known(f"min_{s}") == 0]
        return not without or broken(who=listed(without).capitalize())

    @rule(
        "S05",
        at=("per_user_k", "per_user_m"),
        short="Orimligt många eller få minuter per brukare",
        says="Minuter per brukare: {unlikely}. Rimligt är mellan 1 och 600 under en period.",
        fix="Kontrollera om tiden är i minuter och inte timmar, och om brukare är personer och inte besök.",
        severity="warning",
        excel="OR("
        + ",".join(
            f"AND(ISNUMBER({{per_user_{s}}}),N({{min_{s}}})>0,"
            f"OR(N({{per_user_{s}}})<{FEWEST},N({{per_user_{s}}})>{MOST}))"
            for s in SEXES
        )
        + ")",
    )
    def minutes_are_likely(self) -> bool | Broken:
        unlikely = [
            f"{words} {show(each, 1)}"
            for s, words in SEXES.items()
            if (each := self.known(f"per_user_{s}")) and not FEWEST <= each <= MOST
        ]
        return not unlikely or broken(unlikely=listed(unlikely))


def difference(after: float | None, before: float | None) -> float | None:
    """The difference of two shares in percentage points."""
    return None if after is None or before is None else (after - before) * 100


def below(one: float | None, other: float | None) -> bool:
    """Both are known, and the first is the smaller."""
    return one is not None and other is not None and one < other
