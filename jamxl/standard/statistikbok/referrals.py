"""Remittering: what women and men are offered and choose, and what stands in the way."""

from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.columns import Reference
from jamxl.sheets import BookData, Follow, Form, Table, rule
from jamxl.standard.statistikbok.counting import SexCode, evenness, of_group, quotient, sex_column, tally


class Obstacle(StrEnum):
    """What keeps somebody from an activity, in words that tell nothing more of the person."""

    HEALTH = "Hälsa"
    ACCESS = "Tillgänglighet"
    LANGUAGE = "Språk"
    CHILDCARE = "Barnomsorg"
    HOURS = "Arbetstid"
    TRAVEL = "Resväg"
    SAFETY = "Trygghet"
    SKILLS = "Utbildning eller körkort"
    OTHER = "Annat"


# The IDs in a cell, between commas, as `columns.choice.named_in` finds them.
OFFERED = "{referrals.offered}"
for other in ('" och "', '";"'):
    OFFERED = f'SUBSTITUTE({OFFERED},{other},",")'
OFFERED = f'","&SUBSTITUTE({OFFERED}," ","")&","'


class Referrals(Table, sheet="Remittering", key="referrals", capacity=60, private=True, carries=False):
    """En rad för varje remittering: vad personen erbjöds, vad det blev och vem som valde. Inga namn.

    Bladet lämnar aldrig enhetens fil: till sammanställningen går bara antalen på Verksamheter och Hinder. Hela kedjan
    ska vara lika för kvinnor och män: utredning, remittering, mål, genomförande och utvärdering. Gå också igenom hur
    frågor om OSA-anställning, kvinnofrid, föräldraledighet och avslut hanteras.
    """

    referral_id: str = col.identity("Remiss-ID", "RM", digits=3)
    day: date | None = col.day("Datum", required=False)
    sex: str = sex_column()
    offered: str | None = col.reference(
        "Erbjudna verksamheter", "placements.activity_id", many=True, required=False, width=22,
        prompt="Alla som visades eller erbjöds, t.ex. VE-01, VE-03.",
    )  # fmt: skip
    chosen: str | None = col.reference(
        "Vald verksamhet", "placements.activity_id", required=False, prompt="Den som det blev."
    )
    own_choice: bool | None = col.yes_no(
        "Eget val", required=False, prompt="Ja om personen själv valde, Nej om någon annan bestämde."
    )
    obstacle: str | None = col.choice(
        "Hinder", Obstacle, required=False, width=18, prompt="Det som främst hindrade från någon av verksamheterna."
    )
    right_person: bool | None = col.yes_no("Rätt person", required=False, width=9)
    right_effort: bool | None = col.yes_no("Rätt insats", required=False, width=9)
    right_time: bool | None = col.yes_no("Rätt tid", required=False, width=9)
    right_actor: bool | None = col.yes_no("Rätt aktör", required=False, width=9)
    right_cost: bool | None = col.yes_no("Rätt kostnad", required=False, width=9)
    remark: str | None = col.text("Anmärkning", required=False, width=24, prompt="Inga namn och inget om hälsa.")

    @rule(
        "J23",
        at=("chosen", "offered"),
        short="Vald verksamhet är inte bland de erbjudna",
        says="{chosen} valdes, men står inte bland de erbjudna ({offered}).",
        fix="Lägg till verksamheten bland de erbjudna, eller rätta den valda.",
        severity="warning",
        excel='AND({chosen}<>"",{offered}<>"",NOT(ISNUMBER(SEARCH(","&{chosen}&",",'
        + OFFERED.replace("{referrals.offered}", "{offered}")
        + "))))",
    )
    def chosen_was_offered(self) -> bool:
        if self.chosen is None or self.offered is None:
            return True
        return self.chosen.casefold() in offered_in(self)


FIVE = ("right_person", "right_effort", "right_time", "right_actor", "right_cost")


def offered_in(row: Referrals) -> set[str]:
    """The activities that were offered (folded IDs)."""
    column: Reference = Referrals.columns["offered"]  # type: ignore[assignment]
    return {part.casefold() for part in column.parts(row.known("offered") or "")}


def offered_to(header: str, code: str) -> Any:
    """To how many of one sex the row's activity was offered."""
    wanted = f'ISNUMBER(SEARCH(","&{{activity_id}}&",",{OFFERED}))'

    def by(row: Any, book: BookData) -> float:
        mine = row.activity_id.casefold()
        return float(sum(other.known("sex") == code and mine in offered_in(other) for other in book.rows(Referrals)))

    excel = f'IF({{activity_id}}="","",SUMPRODUCT(({{referrals.sex}}="{code}")*{wanted}))'
    return tally(header, excel, by, width=11)


def chosen_by(header: str, code: str, own: bool = False, **more: Any) -> Any:
    """How many of one sex came to the row's activity; `own`: by their own choice."""
    mine = ',{referrals.own_choice},"Ja"' if own else ""

    def by(row: Any, book: BookData) -> float:
        wanted = row.activity_id.casefold()
        chosen = [other for other in book.rows(Referrals) if (other.known("chosen") or "").casefold() == wanted]
        return float(sum(row.known("sex") == code and (not own or row.known("own_choice") is True) for row in chosen))

    excel = f'IF({{activity_id}}="","",COUNTIFS({{referrals.chosen}},{{activity_id}},{{referrals.sex}},"{code}"{mine}))'
    return tally(header, excel, by, width=11, **more)


class Placements(Table, sheet="Verksamheter", key="placements", capacity=20):
    """De verksamheter som deltagare kan remitteras till. Talen räknas fram ur Remittering."""

    follow = Follow(names="activity")

    activity_id: str = col.identity("Verksamhets-ID", "VE", width=15)
    activity: str = col.text("Verksamhet", width=28, prompt="T.ex. Textil, Butik, Lokalvård, Snickeri eller Transport.")
    offered_k: float | None = offered_to("Erbjudna kvinnor", SexCode.WOMAN)
    offered_m: float | None = offered_to("Erbjudna män", SexCode.MAN)
    chosen_k: float | None = chosen_by("Valda av kvinnor", SexCode.WOMAN, within=("offered_k",))
    chosen_m: float | None = chosen_by("Valda av män", SexCode.MAN, within=("offered_m",))
    chosen_u: float | None = chosen_by("Valda, okänt kön", SexCode.UNKNOWN)
    own_k: float | None = chosen_by("Eget val kvinnor", SexCode.WOMAN, own=True, within=("chosen_k",))
    own_m: float | None = chosen_by("Eget val män", SexCode.MAN, own=True, within=("chosen_m",))
    own_rate_k: float | None = quotient(col.percent("Eget val, av kvinnor"), "own_k", "chosen_k")
    own_rate_m: float | None = quotient(col.percent("Eget val, av män"), "own_m", "chosen_m")
    share_k: float | None = of_group("Andel kvinnor", "chosen_k", "chosen_m")
    share_m: float | None = of_group("Andel män", "chosen_m", "chosen_k")
    even: str | None = evenness("Fördelning", "chosen_k", "chosen_m")
    remark: str | None = col.text("Anmärkning", required=False, width=24)


def all_right(row: Referrals) -> bool:
    """The five questions are answered with yes."""
    return all(row.known(key) is True for key in FIVE)


def referred(header: str, code: str, test: Any, excel: str, **more: Any) -> Any:
    """How many referrals of one sex meet a test, which Excel has as further criteria."""
    return tally(
        header,
        f'COUNTIFS({{referrals.sex}},"{code}"{excel})',
        lambda row, book: sum(other.known("sex") == code and test(other) for other in book.rows(Referrals)),
        **more,
    )


ALL_RIGHT = "".join(f',{{referrals.{key}}},"Ja"' for key in FIVE)
HINDERED = ',{referrals.obstacle},"?*"'
OWN = ',{referrals.own_choice},"Ja"'


class ReferralTotals(Form, sheet="Verksamheter", key="referral_totals", strip=True):
    """Remitteringar, egna val, hinder, och rätt person, insats, tid, aktör och kostnad (5R)."""

    referred_k: float = referred("Remitteringar kvinnor", SexCode.WOMAN, lambda row: True, "")
    referred_m: float = referred("Remitteringar män", SexCode.MAN, lambda row: True, "")
    own_k: float = referred(
        "Eget val kvinnor, totalt",
        SexCode.WOMAN,
        lambda row: row.known("own_choice") is True,
        OWN,
        within=("referred_k",),
    )
    own_m: float = referred(
        "Eget val män, totalt", SexCode.MAN, lambda row: row.known("own_choice") is True, OWN, within=("referred_m",)
    )
    hindered_k: float = referred(
        "Med hinder, kvinnor",
        SexCode.WOMAN,
        lambda row: bool(row.known("obstacle")),
        HINDERED,
        adds=("obstacles.k",),
        within=("referred_k",),
    )
    hindered_m: float = referred(
        "Med hinder, män",
        SexCode.MAN,
        lambda row: bool(row.known("obstacle")),
        HINDERED,
        adds=("obstacles.m",),
        within=("referred_m",),
    )
    right_k: float = referred("Alla 5R, kvinnor", SexCode.WOMAN, all_right, ALL_RIGHT, within=("referred_k",))
    right_m: float = referred("Alla 5R, män", SexCode.MAN, all_right, ALL_RIGHT, within=("referred_m",))


def hindered(header: str, code: str) -> Any:
    """How many of one sex the row's obstacle was in the way of."""
    return tally(
        header,
        f'COUNTIFS({{referrals.obstacle}},{{name}},{{referrals.sex}},"{code}")',
        lambda row, book: sum(
            other.known("sex") == code and other.known("obstacle") == row.name for other in book.rows(Referrals)
        ),
    )


class Obstacles(
    Table, sheet="Hinder", key="obstacles", fixed_rows=tuple({"name": obstacle.value} for obstacle in Obstacle)
):
    """Vad som hindrade kvinnor och män från någon verksamhet. Räknas fram ur Remittering; inget skrivs här."""

    name: str = col.text("Hinder", fixed=True, width=26)
    k: float = hindered("Kvinnor", SexCode.WOMAN)
    m: float = hindered("Män", SexCode.MAN)
    u: float = hindered("Okänt kön", SexCode.UNKNOWN)
    share_k: float | None = of_group("Andel kvinnor", "k", "m")
    share_m: float | None = of_group("Andel män", "m", "k")
