"""Enkätmål: the results that the project has set targets for."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl.ratios import POINTS, SLACK
from jamxl.sheets import BookData, Limits, Table
from jamxl.standard.enkatbok.lookup import question_of
from jamxl.standard.enkatbok.questions import without_small
from jamxl.standard.lookup import looked_up, number_or_blank
from jamxl.targets import Direction, Status, bounds, judge


class Better(StrEnum):
    HIGHER = Direction.HIGHER.value
    LOWER = Direction.LOWER.value


class NotMeasured(StrEnum):
    """Why a result cannot say whether the goal is reached."""

    FEW = "för få svar"
    OTHER = "frågan mäter annat"
    METHOD = "mätmetod saknas"
    ROUTINE = "rutin saknas"
    LATE = "mätning ej gjord i tid"
    DENOMINATOR = "nämnare saknas"
    BASELINE = "baslinje saknas"
    CHANGED = "frågan eller skalan ändrad"
    EARLY = "för tidigt"


REACHED, NOT_REACHED, CANNOT = Status.REACHED, Status.NOT, Status.UNMEASURABLE


def of_question(like: Any, key: str, **more: Any) -> Any:
    """A figure of the question: the same one."""

    def by(row: Any, book: BookData) -> Any:
        question = question_of(row, book)
        return None if question is None else question.known(key)

    place = looked_up(f"survey_questions.{key}", "question_id", "question_id")
    return col.computed(like, number_or_blank(place), by, adds=(f"question_id>{key}",), **more)


def reached(actual: float, target: float, direction: str) -> bool:
    """The outcome has come to the target; equal counts."""
    return judge(actual, *bounds(direction, target), near=0.0, near_share=0.0) == Status.REACHED


def attainment(row: Any, book: BookData) -> float | None:
    """The outcome as a share of the target, where more is better."""
    actual = row.known("share_t")
    return actual / row.target if actual is not None and row.target and row.direction == Better.HIGHER else None


def status(row: Any, book: BookData) -> str | None:
    """What came of the goal. Said to be impossible to measure, or too few answers: then nothing else is told."""
    if row.reason is not None:
        return CANNOT
    n, actual = row.known("n_t"), row.known("share_t")
    if n is None or actual is None:
        return None
    if n < book.limits.base_at_least:
        return CANNOT
    return REACHED if reached(actual, row.target, row.direction) else NOT_REACHED


STATUS = (
    f'IF({{reason}}<>"","{CANNOT}",IF(OR(NOT(ISNUMBER({{n_t}})),NOT(ISNUMBER({{share_t}})),NOT(ISNUMBER({{target}})),'
    f'COUNTIF(lista_better,{{direction}})=0),"",IF(N({{n_t}})<{{limits.base_at_least}},"{CANNOT}",'
    f'IF(IF({{direction}}="{Better.HIGHER}",N({{share_t}})-N({{target}}),N({{target}})-N({{share_t}}))>=-{SLACK:g},'
    f'"{REACHED}","{NOT_REACHED}"))))'
)


class SurveyGoals(Table, sheet="Enkätmål", key="survey_goals", capacity=15):
    """De frågor vars resultat är ett mål för projektet: målvärde, utfall och om målet är uppnått.

    Lika med målet räknas som uppnått. Att ett mål inte kan mätas är också ett svar: välj då orsaken, så visas
    utfallet bara som upplysning.
    """

    target_id: str = col.identity("Enkätmåls-ID", "EM")
    question_id: str = col.reference("Fråge-ID", "survey_questions.question_id", width=11)
    goal_id: str | None = col.text("Mål-ID", required=False, width=8, prompt="Målet i projektboken, t.ex. M-03.")
    direction: str = col.choice("Riktning", Better, width=15)
    target: float = col.percent("Målvärde", prompt="Den andel som ska nås.")
    proxy: bool | None = col.yes_no(
        "Indirekt mått",
        required=False,
        width=9,
        prompt="Ja om frågan mäter något närliggande i stället för målet självt.",
    )
    n_k: float | None = of_question(col.whole("Svar K", width=8), "n_k", people=True)
    n_m: float | None = of_question(col.whole("Svar M", width=8), "n_m", people=True)
    n_t: float | None = of_question(col.whole("Svar totalt", width=8), "n_t", people=True)
    share_k: float | None = of_question(col.percent("Utfall K", width=9), "share_k", people="n_k")
    share_m: float | None = of_question(col.percent("Utfall M", width=9), "share_m", people="n_m")
    share_t: float | None = of_question(col.percent("Utfall totalt", width=9), "share_t", people="n_t")
    deviation: float | None = col.computed(
        col.number("Mot målet, p.e.", format=POINTS, width=10, prompt="Utfall minus målvärde, i procentenheter."),
        'IF(AND(ISNUMBER({share_t}),ISNUMBER({target})),ROUND((N({share_t})-N({target}))*100,6),"")',
        lambda row, book: None if row.known("share_t") is None else round((row.known("share_t") - row.target) * 100, 6),
    )
    attainment: float | None = col.computed(
        col.percent("Måluppfyllelse", at_most=None, width=13, prompt="Utfall av målvärde, när högre är bättre."),
        f'IF(AND(ISNUMBER({{share_t}}),N({{target}})<>0,{{direction}}="{Better.HIGHER}"),{{share_t}}/{{target}},"")',
        attainment,
    )
    reason: str | None = col.choice(
        "Kan inte mätas, orsak",
        NotMeasured,
        required=False,
        carry=False,
        width=18,
        prompt="Bara om resultatet inte säger om målet är nått. Går före det uträknade.",
    )
    status: str | None = col.computed(col.text("Status", width=13), STATUS, status)
    remark: str | None = col.text("Anmärkning", required=False, width=18)

    @classmethod
    def published(cls, columns: dict[str, list[Any]], limits: Limits) -> dict[str, list[Any]]:
        """No outcome of a group that is too small for a share."""
        few = [n is None or n < limits.base_at_least for n in columns["n_t"]]
        hidden = {
            key: [None if hide else value for hide, value in zip(few, columns[key], strict=True)]
            for key in ("deviation", "attainment")
        }
        return {**without_small(columns, limits), **hidden}
