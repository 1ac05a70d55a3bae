"""What a row of Måluppföljning says of its goal: what is compared, the status that it gives, which row counts."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from jamxl.columns import About
from jamxl.ratios import pooled
from jamxl.sheets import BookData, Limited
from jamxl.targets import Bounds, Status, bounds, judge


class MeasureUnit(StrEnum):
    PERSONS = "antal personer"
    VISITS = "antal besök"
    STARTS = "antal starter"
    CERTIFICATES = "antal intyg"
    OTHER = "antal övrigt"
    PER_CENT = "andel %"
    HOURS = "timmar"
    MINUTES = "minuter"
    DAYS = "dagar"
    KRONOR = "kronor"
    INDEX = "index"
    YES_NO = "Ja/Nej"


# Units that begin so are counts of what each sex has its own of: the total is the sum.
COUNTED = "antal"


# Of these units a number says how many people there were, or how many times people came.
OF_PEOPLE = (MeasureUnit.PERSONS, MeasureUnit.VISITS, MeasureUnit.STARTS, MeasureUnit.CERTIFICATES)


def counted_on(answers: str = "") -> Callable[[Mapping[str, Any]], About]:
    """What an amount in a goal's unit says of people; `answers`: the column that counts those behind a share."""

    def about(row: Mapping[str, Any]) -> About:
        unit = row.get("actual_unit") or row.get("measured_in")
        return answers if answers and unit == MeasureUnit.PER_CENT else unit in OF_PEOPLE

    return about


class Reason(StrEnum):
    """Why a goal cannot be measured."""

    NO_METHOD = "Mätmetod saknas"
    TOO_FEW = "För få svar"
    NO_ROUTINE = "Rutin saknas"
    TOO_LATE = "Mätning ej gjord i tid"
    NO_DENOMINATOR = "Nämnare saknas"
    NO_BASELINE = "Baslinje saknas"
    OTHER_THING = "Indikator mäter annat"
    CHANGED = "Leverantör eller instrument ändrat"
    TOO_EARLY = "För tidigt"


# Both tables are asked for by their keys: their sheets are declared with this module's help.
GOALS, FOLLOW_UPS = "goals", "outcomes"


def by_id(book: BookData) -> dict[str, Any]:
    """The goals by folded ID; of several with the same, the first."""
    found: dict[str, Any] = {}
    for goal in book.parts[GOALS].view():
        if identity := goal.known("goal_id"):
            found.setdefault(identity.casefold(), goal)
    return found


def goal_of(outcome: Any, book: BookData) -> Any:
    """The goal that a row of Måluppföljning is about; None when there is no such goal."""
    named = outcome.known("goal_id")
    return book.once(by_id).get(named.casefold()) if named else None


def latest(book: BookData) -> dict[str, Any]:
    """The row of Måluppföljning that counts for each goal (folded ID): the latest, of one day's the last."""
    found: dict[str, Any] = {}
    for row in book.parts[FOLLOW_UPS].view():
        named, day = row.known("goal_id"), row.known("measured_on")
        if named and day:
            before = found.get(named.casefold())
            if before is None or before.known("measured_on") <= day:
                found[named.casefold()] = row
    return found


def aim(goal: Any) -> Bounds:
    """The least and the most that a goal's outcome may be."""
    if goal is None:
        return None, None
    return bounds(goal.known("direction") or "", goal.known("target_t"), goal.known("target_high"))


def in_other_unit(outcome: Any, goal: Any) -> bool:
    """The outcome is told in another unit than the goal's."""
    told, unit = outcome.known("actual_unit"), goal and goal.known("measured_in")
    return unit is not None and told in set(MeasureUnit) and told != unit


def compared(outcome: Any, goal: Any) -> float | None:
    """The outcome of all: as told, else women's and men's together. None where its unit is not the goal's."""
    women, men, both = (outcome.known(f"actual_{sex}") for sex in "kmt")
    unit = (goal and goal.known("measured_in")) or ""
    if in_other_unit(outcome, goal):
        return None
    if both is not None or women is None or men is None:
        return both  # type: ignore[no-any-return]
    if unit.startswith(COUNTED):
        return women + men  # type: ignore[no-any-return]
    if unit != MeasureUnit.PER_CENT or outcome.known("n_k") is None or outcome.known("n_m") is None:
        return None
    return pooled((value * n, n) for value, n in ((women, outcome.n_k), (men, outcome.n_m)))


def worked_out(outcome: Any, goal: Any, book: Limited) -> Status:
    """The status that figures alone give."""
    if in_other_unit(outcome, goal):
        return Status.UNMEASURABLE
    per_cent = goal is not None and goal.known("measured_in") == MeasureUnit.PER_CENT
    near = book.limits.partly_points if per_cent else 0.0
    near_share = 0.0 if per_cent else book.limits.partly_share
    return judge(compared(outcome, goal), *aim(goal), near, near_share)


def standing(goal: Any, book: BookData) -> tuple[str, str | None]:
    """A goal's status and why it cannot be measured, by its latest follow-up: the unit's own word that it cannot be
    measured goes before its figures, which go before its other words.
    """
    outcome = book.once(latest).get(goal.goal_id.casefold())
    if outcome is None:
        return Status.UNJUDGED, None
    by_hand, figures = outcome.known("status_manual"), worked_out(outcome, goal_of(outcome, book), book)
    silent = figures == Status.UNJUDGED
    status = by_hand if by_hand and (silent or by_hand == Status.UNMEASURABLE) else figures
    if status != Status.UNMEASURABLE:
        return status, None
    given = outcome.known("reason_code")
    if given or by_hand == Status.UNMEASURABLE:
        return status, given
    return status, Reason.NO_DENOMINATOR if goal.known("measured_in") == MeasureUnit.PER_CENT else Reason.OTHER_THING
