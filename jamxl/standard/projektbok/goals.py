"""Mål: what is to be reached and how it is told; and what the latest follow-up says of each goal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl import swedish
from jamxl.ratios import share, share_excel
from jamxl.sheets import BookData, Broken, Follow, Table, broken, rule
from jamxl.standard.cover import Cover, CoverStatus
from jamxl.standard.projektbok.following import MeasureUnit, Reason, counted_on, standing
from jamxl.swedish import Unreadable, listed
from jamxl.targets import JUDGED, Direction, Status


class Level(StrEnum):
    OVERALL = "Övergripande mål"
    PROJECT = "Projektmål"
    PART = "Delmål"
    ACTIVITY = "Aktivitetsmål"


class PolicyGoal(StrEnum):
    """The six sub-goals of national gender equality policy since 2017; four of them held in 2009."""

    POWER = "1 Makt och inflytande"
    ECONOMY = "2 Ekonomi"
    EDUCATION = "3 Utbildning"
    CARE = "4 Obetalt hem- och omsorgsarbete"
    HEALTH = "5 Hälsa"
    VIOLENCE = "6 Mäns våld mot kvinnor"


@dataclass(frozen=True, kw_only=True)
class Amount(col.Number):
    """An amount in the goal's own unit; per cent as 80, so that "80 %" typed as text is 80 as well."""

    example: str = "80"

    def parse(self, text: str) -> swedish.Number:
        found = swedish.number(text)
        if found.of and found.value is not None:
            # Three persons, or half of six? The goal's unit stands in another cell.
            parts = swedish.show(found.value), swedish.show(swedish.round_half_up(found.value / found.of * 100, 1))
            raise Unreadable("ambiguous", parts)
        return found


def amount(header: str, **more: Any) -> Any:
    """A column of amounts in the goal's unit."""
    return Amount(header=header, required=False, **more)


AMOUNTS = ("base_k", "base_m", "base_t", "target_k", "target_m", "target_t", "target_high")


def shares_excel(keys: tuple[str, ...]) -> str:
    """Excel: an amount of a per-cent goal is above 0 and at most 1, as 80 % is when Excel made it 0,8."""
    return (
        f'AND({{measured_in}}="{MeasureUnit.PER_CENT}",OR('
        + ",".join(f"AND(N({{{k}}})>0,N({{{k}}})<=1)" for k in keys)
        + "))"
    )


def shares(row: Table, keys: tuple[str, ...]) -> list[str]:
    """The headers of the amounts of a per-cent goal that look like shares."""
    if row.known("measured_in") != MeasureUnit.PER_CENT:
        return []
    return [row.columns[key].header for key in keys if 0 < (row.known(key) or 0) <= 1]


# The last period of a project whose book is handed in as ready.
FINAL = (
    'AND(OR({cover.status}="Klar",{cover.status}="Granskad"),ISNUMBER({cover.as_of}),ISNUMBER({cover.project_end}),'
    "N({cover.as_of})>=N({cover.project_end}))"
)
INCOMPLETE = (
    '{text}<>"",NOT(AND({status}="Kan inte mätas",{reason}<>"")),OR({indicator}="",{method}="",{measured_in}="",'
    'AND({base_t}="",{base_note}=""),{target_t}="",AND({direction}="Intervall",{target_high}=""),'
    'AND({parent_id}="",{level}<>"Övergripande mål",COUNTIF({.level},"Övergripande mål")>0))'
)
# A follow-up of a goal that does not exist may be of any goal.
ASTRAY = "SUMPRODUCT((LEN({outcomes.goal_id})>0)*(COUNTIF({goals.goal_id},{outcomes.goal_id})=0))"
UNFOLLOWED = f"COUNTIF({{outcomes.goal_id}},{{goal_id}})=0,{ASTRAY}=0"

LATEST = "MATCH({goal_id},{outcomes.current},0)"
BY_HAND, WORKED_OUT = f"INDEX({{outcomes.status_manual}},{LATEST})", f"INDEX({{outcomes.status_calc}},{LATEST})"
GIVEN_REASON = f"INDEX({{outcomes.reason_code}},{LATEST})"


class Goals(Table, sheet="Mål", key="goals", new_in="1.1", capacity=30):
    """Vad projektet ska nå och hur det mäts, ett mål på varje rad. Utfallen skrivs på bladet Måluppföljning.

    Procent skrivs som 80, inte 0,8. Status räknas fram ur den senaste uppföljningen. Lika med målvärdet är uppnått.
    """

    follow = Follow(
        names="text",
        defines=("indicator", "measured_in", "denominator"),
        steers=("text", "target_k", "target_m", "target_t", "target_high", "due", "status"),
    )

    goal_id: str = col.identity("Mål-ID", "M")
    text: str = col.text("Mål", width=42)
    level: str = col.choice("Nivå", Level, width=18)
    parent_id: str | None = col.reference(
        "Överordnat mål", "goals.goal_id", required=False, prompt="Mål-ID på det mål som det här bidrar till."
    )
    policy_goal: str | None = col.choice(
        "Jämställdhetspolitiskt mål", PolicyGoal, required=False, width=24, prompt="Det delmål som målet bidrar till."
    )
    indicator: str | None = col.text(
        "Indikator", required=False, prompt="Det som mäts, t.ex. andel deltagare som har börjat arbeta eller studera."
    )
    is_proxy: bool | None = col.yes_no(
        "Indirekt mått", required=False, prompt="Ja om indikatorn mäter något annat i stället för målet (proxy)."
    )
    measured_in: str | None = col.choice(
        "Måttenhet", MeasureUnit, required=False, prompt="Ja/Nej-mål: 1 är Ja, 0 är Nej."
    )
    denominator: str | None = col.text(
        "Nämnare", required=False, width=24, prompt="Andel av vilka, t.ex. alla som har skrivits ut."
    )
    direction: str = col.choice("Riktning", Direction)
    base_k: float | None = amount("Baslinje K", prompt="Läget för kvinnor innan. Procent som 80.", people=counted_on())
    base_m: float | None = amount("Baslinje M", prompt="Läget för män innan.", people=counted_on())
    base_t: float | None = amount(
        "Baslinje T", prompt="Läget för alla innan.", people=counted_on(), adds=("base_k", "base_m")
    )
    base_note: str | None = col.text(
        "Om baslinjen", required=False, width=24, prompt="När den mättes, eller varför det inte finns någon."
    )
    target_k: float | None = amount("Målvärde K", prompt="Om kvinnor har ett eget målvärde.")
    target_m: float | None = amount("Målvärde M", prompt="Om män har ett eget målvärde.")
    target_t: float | None = amount("Målvärde T", prompt="För alla. Vid intervall: det lägsta. Procent som 80.")
    target_high: float | None = amount("Intervall till", prompt="Bara vid intervall: det högsta.")
    step: float | None = col.computed(
        col.number("Mål mot baslinje", prompt="Målvärde minus baslinje. För andel %: procentenheter."),
        'IF(AND(ISNUMBER({target_t}),ISNUMBER({base_t})),{target_t}-{base_t},"")',
        lambda row, book: step(row),
    )
    step_share: float | None = col.computed(
        col.percent("Ändring i procent", prompt="Samma ändring som del av baslinjen."),
        share_excel("{step}", "{base_t}"),
        lambda row, book: share(row.step, row.base_t),
    )
    due: date = col.edge(
        "Mäts senast", "end", prompt="Datum, månad eller termin. Även mätningen 90 dagar efter avslut."
    )
    method: str | None = col.text(
        "Mätmetod och källa", required=False, prompt="T.ex. enkät till alla vid utskrivning, eller verksamhetssystemet."
    )
    owner: str = col.reference(
        "Ansvarig", "roles.person", loose=True, prompt="Person-kod på bladet Roller, eller roll."
    )
    status: str | None = col.computed(
        col.text("Status", width=16),
        f'IF({{goal_id}}="","",IFERROR(IF(OR({BY_HAND}="{Status.UNMEASURABLE}",AND({WORKED_OUT}="{Status.UNJUDGED}",'
        f'{BY_HAND}<>"")),{BY_HAND},{WORKED_OUT}),"{Status.UNJUDGED}"))',
        lambda row, book: standing(row, book)[0],
        by_numbers=(*JUDGED, Status.UNJUDGED),
    )
    reason: str | None = col.computed(
        col.text("Orsak", width=24),
        f'IF({{status}}<>"{Status.UNMEASURABLE}","",IFERROR(IF(OR({GIVEN_REASON}<>"",'
        f'{BY_HAND}="{Status.UNMEASURABLE}"),{GIVEN_REASON}&"",'
        f'IF({{measured_in}}="{MeasureUnit.PER_CENT}","{Reason.NO_DENOMINATOR}","{Reason.OTHER_THING}")),""))',
        lambda row, book: standing(row, book)[1],
        by_numbers=(),
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "M01",
        at="goal_id",
        short="Det går ännu inte att följa upp målet",
        says="Målet {goal_id} saknar {missing}.",
        fix="Fyll i det som saknas. Finns ingen baslinje, skriv varför i Om baslinjen.",
        severity="warning",
        excel=f"AND({INCOMPLETE},NOT({FINAL}))",
    )
    def can_be_followed_up(self, book: BookData) -> bool | Broken:
        gaps = missing(self, book)
        return not gaps or is_final(book) or broken(missing=listed(gaps))

    @rule(
        "M01",
        at="goal_id",
        short="Målet gick inte att följa upp",
        says="Projektet är slut, men {goal_id} saknar {missing}.",
        fix="Fyll i det som saknas, eller skriv på Måluppföljning att målet inte kan mätas, och orsaken.",
        excel=f"AND({INCOMPLETE},{FINAL})",
    )
    def could_be_followed_up(self, book: BookData) -> bool | Broken:
        gaps = missing(self, book)
        return not gaps or not is_final(book) or broken(missing=listed(gaps))

    @rule(
        "M02",
        at="denominator",
        short="Målet är en andel, men nämnaren saknas",
        says="{goal_id} mäts i andel %, men det står inte av vilka.",
        fix="Skriv vad andelen är en del av, t.ex. alla som har svarat på enkäten.",
        excel=f'AND({{measured_in}}="{MeasureUnit.PER_CENT}",{{denominator}}="")',
    )
    def share_has_a_denominator(self) -> bool:
        return self.measured_in != MeasureUnit.PER_CENT or self.denominator is not None

    @rule(
        "M03",
        at="measured_in",
        short="Målets procent är skriven som andel",
        says="{goal_id} mäts i andel %, men {headers} är högst 1.",
        fix="Skriv 80 för 80 procent, inte 0,8. Är det verkligen under en procent, låt det stå.",
        severity="warning",
        excel=shares_excel(AMOUNTS),
    )
    def per_cent_is_typed_as_such(self) -> bool | Broken:
        found = shares(self, AMOUNTS)
        return not found or broken(headers=listed(found))

    @rule(
        "M08",
        at="due",
        short="Målet skulle ha varit uppföljt",
        says="{goal_id} skulle mätas senast {due}, men har ingen rad på Måluppföljning.",
        fix="Mät och skriv utfallet på Måluppföljning, eller att målet inte kan mätas och varför.",
        severity="warning",
        excel='AND({goal_id}<>"",ISNUMBER({due}),ISNUMBER({cover.as_of}),N({due})<N({cover.as_of}),' + UNFOLLOWED + ")",
    )
    def is_measured_in_time(self, book: BookData) -> bool:
        return self.due >= book.form(Cover).as_of or not unfollowed(self, book)

    @rule(
        "M09",
        at=("target_k", "target_m"),
        short="Målvärden för K och M saknas",
        says="{goal_id} gäller personer, men har bara ett målvärde för alla.",
        fix="Skriv målvärden även för kvinnor och män, om så bara hur många ni räknar med.",
        severity="warning",
        excel=f'AND({{goal_id}}<>"",{{measured_in}}="{MeasureUnit.PERSONS}",ISNUMBER({{target_t}}),'
        'OR({target_k}="",{target_m}=""),' + UNFOLLOWED + ")",
    )
    def persons_are_split(self, book: BookData) -> bool:
        if self.measured_in != MeasureUnit.PERSONS or self.target_t is None:
            return True
        # Once it is followed up, what is asked for is the outcome by sex.
        return (self.target_k is not None and self.target_m is not None) or not unfollowed(self, book)


def step(row: Goals) -> float | None:
    """How far the target is from the baseline."""
    return None if row.target_t is None or row.base_t is None else row.target_t - row.base_t


def missing(goal: Goals, book: BookData) -> list[str]:
    """INCOMPLETE, in Python: what following the goal up would need, in words."""
    if not goal.text or (goal.known("status") == Status.UNMEASURABLE and goal.known("reason")):
        return []
    topped = Level.OVERALL in book.values(Goals, "level")
    interval = goal.known("direction") == Direction.INTERVAL
    wanted = {
        "indikator": goal.indicator is None,
        "mätmetod": goal.method is None,
        "måttenhet": goal.measured_in is None,
        "baslinje": goal.base_t is None and goal.base_note is None,
        "målvärde": goal.target_t is None,
        "intervallets högsta": interval and goal.target_high is None,
        "överordnat mål": goal.parent_id is None and goal.known("level") != Level.OVERALL and topped,
    }
    return [name for name, lacks in wanted.items() if lacks]


def is_final(book: BookData) -> bool:
    """FINAL, in Python."""
    cover = book.form(Cover)
    end = cover.known("project_end")
    return cover.status in (CoverStatus.DONE, CoverStatus.REVIEWED) and end is not None and cover.as_of >= end


def unfollowed(goal: Goals, book: BookData) -> bool:
    """UNFOLLOWED, in Python."""
    followed = book.identities("outcomes.goal_id")
    return not followed - book.identities("goals.goal_id") and goal.goal_id.casefold() not in followed
