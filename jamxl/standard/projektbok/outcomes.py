"""Måluppföljning: what came of the goals, for women and men, and what could not be measured."""

from datetime import date
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Follow, Table, broken, rule
from jamxl.standard.projektbok.following import (
    COUNTED,
    MeasureUnit,
    Reason,
    aim,
    compared,
    counted_on,
    goal_of,
    in_other_unit,
    latest,
    worked_out,
)
from jamxl.standard.projektbok.goals import amount, shares, shares_excel
from jamxl.swedish import listed
from jamxl.targets import (
    JUDGED,
    Status,
    attainment,
    attainment_excel,
    deviation,
    deviation_excel,
    judge_excel,
    least_excel,
    most_excel,
)

# How an outcome that is not of the goal itself is labelled.
PROXY = "Indirekt mått"
ACTUALS = ("actual_k", "actual_m", "actual_t")


def of_goal(key: str) -> str:
    """Excel: a cell of the row's goal; an error when there is no such goal."""
    return f"INDEX({{goals.{key}}},MATCH({{goal_id}},{{goals.goal_id}},0))"


def where_known(formula: str) -> str:
    """Excel: a formula over the row's goal; empty when there is none."""
    return f'IF({{goal_id}}="","",IFERROR({formula},""))'


AIM = (of_goal("direction"), of_goal("target_t"), of_goal("target_high"))
OTHER_UNIT = 'AND(COUNTIF(lista_measure_unit,{actual_unit})>0,{measured_in}<>"",{actual_unit}<>{measured_in})'
TOGETHER = (
    f'IF(COUNT({{actual_k}},{{actual_m}})<2,"",IF(LEFT({{measured_in}},{len(COUNTED)})="{COUNTED}",{{actual_k}}+{{actual_m}},'
    f'IF(AND({{measured_in}}="{MeasureUnit.PER_CENT}",COUNT({{n_k}},{{n_m}})=2,N({{n_k}})+N({{n_m}})<>0),'
    '({actual_k}*{n_k}+{actual_m}*{n_m})/({n_k}+{n_m}),"")))'
)
NEAR = f'IF({{measured_in}}="{MeasureUnit.PER_CENT}",{{limits.partly_points}},0)'
NEAR_SHARE = f'IF({{measured_in}}="{MeasureUnit.PER_CENT}",0,{{limits.partly_share}})'
BOUNDS = ("{value}", "{least}", "{most}")


def one_of(key: str, values: tuple[str, ...]) -> str:
    """Excel: a cell holds one of the values."""
    return "OR(" + ",".join(f'{{{key}}}="{value}"' for value in values) + ")"


def by_goal(key: str) -> Any:
    """What the row's goal has in a column."""

    def get(row: Any, book: BookData) -> Any:
        goal = goal_of(row, book)
        return None if goal is None else goal.known(key)

    return get


class Outcomes(Table, sheet="Måluppföljning", key="outcomes", new_in="1.1", capacity=60):
    """Vad det blev av målen. En rad för varje mål och mätning; den senaste raden räknas. Välj mål i andra kolumnen.

    Går målet inte att mäta: välj Kan inte mätas och en orsak. Det är också ett svar. Mätte ni något annat i målets
    ställe, skriv utfallet ändå och vad det var; det märks då som indirekt mått.
    """

    follow = Follow(
        names="goal_id",
        defines=("instead", "actual_unit"),
        figures=ACTUALS,
        by=("goal_id",),
        when="measured_on",
        of="goal_id",
    )
    retells = (ACTUALS,)

    outcome_id: str = col.identity("Uppföljnings-ID", "U")
    goal_id: str = col.reference("Mål-ID", "goals.goal_id")
    text: str | None = col.computed(col.text("Mål", width=32), where_known(of_goal("text") + '&""'), by_goal("text"))
    measured_in: str | None = col.computed(
        col.text("Måttenhet", width=15), where_known(of_goal("measured_in") + '&""'), by_goal("measured_in")
    )
    least: float | None = col.computed(
        col.number("Minst", prompt="Det lägsta som räknas som uppnått."),
        where_known(least_excel(*AIM)),
        lambda row, book: aim(goal_of(row, book))[0],
    )
    most: float | None = col.computed(
        col.number("Högst", prompt="Det högsta som räknas som uppnått."),
        where_known(most_excel(*AIM)),
        lambda row, book: aim(goal_of(row, book))[1],
    )
    measured_on: date = col.day("Mätt eller bedömt", prompt="Dagen för mätningen, eller då ni bedömde målet.")
    actual_k: float | None = amount(
        "Utfall K", prompt="Utfallet för kvinnor. Procent som 80.", people=counted_on("n_k")
    )
    actual_m: float | None = amount("Utfall M", prompt="Utfallet för män.", people=counted_on("n_m"))
    actual_t: float | None = amount(
        "Utfall T",
        prompt="Utfallet för alla. Behövs inte för antal när K och M står här.",
        people=counted_on("n_t"),
        adds=("actual_k", "actual_m"),
    )
    actual_unit: str | None = col.choice(
        "Utfallets måttenhet", MeasureUnit, required=False, prompt="Bara om utfallet är i något annat än målet."
    )
    n_k: float | None = col.whole(
        "Svar K", required=False, prompt="Så många kvinnor ligger bakom andelen.", people=True
    )
    n_m: float | None = col.whole("Svar M", required=False, prompt="Så många män ligger bakom andelen.", people=True)
    n_t: float | None = col.whole(
        "Svar T", required=False, prompt="Så många i allt ligger bakom andelen.", people=True, adds=("n_k", "n_m")
    )
    instead: str | None = col.text(
        "Annat som mättes",
        required=False,
        prompt="Bara om utfallet inte är målets indikator: vad som mättes i stället.",
    )
    status_manual: str | None = col.choice(
        "Bedömd status", Status, required=False, prompt="När siffror inte räcker. Kan inte mätas går före siffrorna."
    )
    reason_code: str | None = col.choice("Orsak", Reason, required=False, width=24, prompt="Vid Kan inte mätas.")
    reason_text: str | None = col.text(
        "Så mäts det nästa gång", required=False, prompt="Vid Kan inte mätas: vad ni gör åt det, och vem."
    )
    value: float | None = col.computed(
        col.number("Jämförs", prompt="Utfallet för alla, när det är i målets måttenhet."),
        f'IF({OTHER_UNIT},"",IF(ISNUMBER({{actual_t}}),{{actual_t}},{TOGETHER}))',
        lambda row, book: compared(row, goal_of(row, book)),
    )
    deviation: float | None = col.computed(
        col.number("Avvikelse", prompt="Från det som ska nås. För andel %: procentenheter."),
        deviation_excel(*BOUNDS),
        lambda row, book: deviation(row.known("value"), row.known("least"), row.known("most")),
    )
    attainment: float | None = col.computed(
        col.percent("Måluppfyllelse", width=13, prompt="Utfallet som del av målvärdet, när högre är bättre."),
        attainment_excel(*BOUNDS),
        lambda row, book: attainment(row.known("value"), row.known("least"), row.known("most")),
    )
    gap: float | None = col.computed(
        col.number("Skillnad K–M", prompt="Kvinnor minus män. För andel %: procentenheter."),
        'IF(COUNT({actual_k},{actual_m})=2,{actual_k}-{actual_m},"")',
        lambda row, book: None if row.actual_k is None or row.actual_m is None else row.actual_k - row.actual_m,
    )
    proxy: str | None = col.computed(
        col.text("Slags mått", width=14),
        f'IF({{instead}}<>"","{PROXY}",' + where_known(f'IF({of_goal("is_proxy")}="Ja","{PROXY}","")') + ")",
        lambda row, book: PROXY if row.instead or by_goal("is_proxy")(row, book) else None,
    )
    status_calc: str | None = col.computed(
        col.text("Beräknad status", width=16),
        f'IF({{goal_id}}="","",IF({OTHER_UNIT},"{Status.UNMEASURABLE}",{judge_excel(*BOUNDS, NEAR, NEAR_SHARE)}))',
        lambda row, book: worked_out(row, goal_of(row, book), book) if row.goal_id else None,
    )
    current: str | None = col.computed(
        col.text("Senaste för", width=11, prompt="Målets ID på den rad som räknas."),
        'IF(OR({goal_id}="",NOT(ISNUMBER({measured_on}))),"",IF(SUMPRODUCT(({.goal_id}={goal_id})*'
        "ISNUMBER({.measured_on})*(({.measured_on}>{measured_on})+({.measured_on}={measured_on})*"
        '(ROW({.goal_id})>ROW({goal_id}))))=0,{goal_id},""))',
        lambda row, book: row.goal_id if book.once(latest).get(row.goal_id.casefold()) is row else None,
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "M02",
        at="n_t",
        short="Andelen saknar antal svar",
        says="Utfallet för {goal_id} är en andel, men det står inte av hur många.",
        fix="Fyll i Svar T, och Svar K och Svar M där de finns.",
        excel=f'AND({{measured_in}}="{MeasureUnit.PER_CENT}",ISNUMBER({{value}}),{{n_t}}="",OR({{n_k}}="",{{n_m}}=""),'
        f'{{status_manual}}<>"{Status.UNMEASURABLE}")',
    )
    def share_has_a_base(self) -> bool:
        if self.measured_in != MeasureUnit.PER_CENT or self.value is None or self.status_manual == Status.UNMEASURABLE:
            return True
        return self.n_t is not None or (self.n_k is not None and self.n_m is not None)

    @rule(
        "M03",
        at=("actual_t", "actual_unit"),
        short="Utfallet är i en annan måttenhet än målet",
        says="Målet mäts i {measured_in}, men utfallet är {actual_t} ({actual_unit}). "
        "Det går inte att säga om målet är nått.",
        fix="Räkna om utfallet till målets måttenhet. Går det inte: välj Kan inte mätas och orsaken.",
        excel=f'AND({OTHER_UNIT},{{status_manual}}<>"{Status.UNMEASURABLE}")',
    )
    def is_in_the_goals_unit(self, book: BookData) -> bool:
        return self.status_manual == Status.UNMEASURABLE or not in_other_unit(self, goal_of(self, book))

    # Of this and of M06 the workbook's own check is silent: the unit has done what can be done.
    @rule(
        "M03",
        at=("actual_t", "actual_unit"),
        short="Utfallet redovisas i en annan måttenhet",
        says="Målet mäts i {measured_in}, men utfallet är {actual_t} ({actual_unit}). Det jämförs inte med målet.",
        fix="Har ni nämnaren: räkna om utfallet till målets måttenhet. Annars behöver ni inte göra något mer nu.",
        severity="warning",
    )
    def other_unit_is_told(self, book: BookData) -> bool:
        return self.status_manual != Status.UNMEASURABLE or not in_other_unit(self, goal_of(self, book))

    @rule(
        "M03",
        at=ACTUALS,
        short="Utfallets procent är skriven som andel",
        says="Målet mäts i andel %, men {headers} är högst 1.",
        fix="Skriv 80 för 80 procent, inte 0,8. Är det verkligen under en procent, låt det stå.",
        severity="warning",
        excel=f"AND(NOT({OTHER_UNIT}),{shares_excel(ACTUALS)})",
    )
    def per_cent_is_typed_as_such(self, book: BookData) -> bool | Broken:
        found = [] if in_other_unit(self, goal_of(self, book)) else shares(self, ACTUALS)
        return not found or broken(headers=listed(found))

    @rule(
        "M04",
        at="reason_code",
        short="Kan inte mätas, men utan orsak",
        says="{goal_id} är bedömt som Kan inte mätas, men orsaken är inte ifylld.",
        fix="Välj varför det inte gick att mäta, och skriv gärna hur det kan mätas nästa gång.",
        excel=f'AND({{status_manual}}="{Status.UNMEASURABLE}",{{reason_code}}="")',
    )
    def unmeasurable_has_a_reason(self) -> bool:
        return self.status_manual != Status.UNMEASURABLE or self.reason_code is not None

    @rule(
        "M05",
        at=("status_manual", "status_calc"),
        short="Bedömd status stämmer inte med siffrorna",
        says="Bedömd status är {status_manual}, men siffrorna ger {status_calc} (avvikelse {deviation}).",
        fix="Rätta det som är fel. Går målet inte att mäta, välj Kan inte mätas och en orsak. Annars gäller siffrorna.",
        severity="warning",
        excel=f"AND({one_of('status_manual', JUDGED)},{one_of('status_calc', JUDGED)},"
        "{status_manual}<>{status_calc})",
    )
    def judgement_agrees(self) -> bool:
        both = (self.status_manual, self.known("status_calc"))
        return not set(both) <= set(JUDGED) or both[0] == both[1]

    @rule(
        "M06",
        at="actual_t",
        short="Utfallet är ett indirekt mått",
        says="Utfallet för {goal_id} är ett indirekt mått och märks så i rapporten.",
        fix="Ni behöver inte göra något. Kan målet mätas direkt nästa gång är det bättre.",
        severity="note",
    )
    def is_no_proxy(self) -> bool:
        return self.known("proxy") is None or self.known("value") is None

    @rule(
        "M08",
        at=("actual_t", "status_manual"),
        short="Varken utfall eller bedömning",
        says="Raden om {goal_id} har varken utfall eller bedömd status.",
        fix="Skriv utfallet. Går målet inte att mäta, välj Kan inte mätas och orsaken.",
        severity="warning",
        excel='AND({goal_id}<>"",{actual_k}="",{actual_m}="",{actual_t}="",{status_manual}="")',
    )
    def says_something(self) -> bool:
        told = (self.actual_k, self.actual_m, self.actual_t, self.status_manual)
        return not self.goal_id or any(value is not None for value in told)

    @rule(
        "M09",
        at=("actual_k", "actual_m"),
        short="Utfallet saknar K och M",
        says="{goal_id} gäller personer, men utfallet är inte delat på kvinnor och män.",
        fix="Fyll i Utfall K och Utfall M. Skriv 0 om det inte var någon.",
        severity="warning",
        excel=f'AND({{measured_in}}="{MeasureUnit.PERSONS}",ISNUMBER({{value}}),OR({{actual_k}}="",{{actual_m}}=""))',
    )
    def persons_are_split(self) -> bool:
        if self.known("measured_in") != MeasureUnit.PERSONS or self.known("value") is None:
            return True
        return self.actual_k is not None and self.actual_m is not None
