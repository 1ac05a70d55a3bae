"""What the consolidated report says of the goals' outcomes and the hours used, round by round."""

from dataclasses import replace

from jamxl.consolidation import Consolidated, Delivery
from jamxl.grid import Value
from jamxl.present import HOURS, Derived, Figures, Group, Measure, Section, Sum, Theme, ratio, section
from jamxl.ratios import POINTS
from jamxl.rounds import Comparison, Line, Number, RoundNumbers, Side, comparisons, fold, origin
from jamxl.standard.projektbok.budget import Budget
from jamxl.standard.projektbok.following import MeasureUnit
from jamxl.standard.projektbok.goals import Goals
from jamxl.standard.projektbok.outcomes import Outcomes
from jamxl.standard.report_rounds import APART, NUMBER, WHOSE, Told, listing, reason
from jamxl.swedish import sort_key

USED, PLANNED, SINCE = "Använt", "Budget timmar", "Sedan förra"


@section(Theme.SINCE)
def goals(data: Consolidated) -> Section | None:
    """Each goal's outcome in every round, and how far women and men are apart."""
    periods = [each.period for each in (*data.earlier, data)]
    rows = [row for told in comparisons(data) if Goals in told.parts for row in of_goals(data, told)]
    if not rows:
        return None
    words = {"goal_id": ("Mål-ID", "@"), "text": ("Mål", ""), "measured_in": ("Måttenhet", "")}
    # A round in which no goal was measured has no column.
    silent = [
        len(words) + n for n in range(len(periods) - 1) if all(row.values[len(words) + n] is None for row in rows)
    ]
    periods = [period for n, period in enumerate(periods, len(words)) if n not in silent]
    rows = [replace(row, values=[v for n, v in enumerate(row.values) if n not in silent]) for row in rows]
    columns = {
        **words,
        **{f"then {period}": (f"Utfall {period}", NUMBER) for period in periods[:-1]},
        "value": (f"Utfall {periods[-1]}", NUMBER),
        "change": ("Sedan förra", POINTS),
        "gap_then": ("K–M förra", POINTS),
        "gap": ("K–M nu", POINTS),
        "n_then": ("Svar förra", NUMBER),
        "n_t": ("Svar nu", NUMBER),
        "known": ("Att veta", ""),
    }
    return listing(
        "Mål över omgångarna",
        "Varje måls utfall i varje omgång, i målets måttenhet. För andel % är skillnaderna procentenheter.",
        columns,
        rows,
        {"value": ("actual_k", "actual_m", "actual_t"), "gap": ("gap",), "n_t": ("n_k", "n_m", "n_t")},
    )


def of_goals(data: Consolidated, told: Comparison) -> list[Told]:
    """The goals of one unit that have an outcome in any round."""
    sides = [Side(told.book, found) if (found := same_book(each, told.now)) else None for each in data.earlier]
    every = [*sides, told.sides[1]]
    last = {now: before for before, now in told.matched.get(Outcomes.table_key, ())}
    rows = []
    for goal in told.sides[1].rows(Goals):
        subject = goal_key(goal)
        outcomes = [side.subjects(Outcomes).get(subject) if side and subject else None for side in every]
        shown = tuple(map(outcome_of, outcomes))
        if any(number is not None for number in shown):
            now = outcomes[-1]
            before = last.get(now) if now else None
            words = (goal.row_id, goal.name, goal.shown("measured_in"))
            where = origin(before) if before else ""
            rows.append(Told(goal, (*words, *shown, *compared(told, before, now)), where, now))
    return rows


def same_book(data: Consolidated, delivery: Delivery) -> Delivery | None:
    """The unit's same book in another round."""
    return next((d for d in data.used if (d.unit, d.book) == (delivery.unit, delivery.book)), None)


def goal_key(goal: Line) -> tuple[str, ...] | None:
    """A goal as its outcomes name it."""
    return (fold(goal.row_id),) if goal.row_id else None


def outcome_of(line: Line | None) -> float | None:
    """An outcome's number for all, in the goal's unit where it is."""
    if line is None:
        return None
    value = line.number("value")
    return line.number("actual_t") if value is None else value


def compared(told: Comparison, before: Line | None, now: Line | None) -> tuple[Value, ...]:
    """The change since last round, the gaps between women and men, the answers, and what to know."""
    if before is None or now is None:
        return ("", "", "" if now is None else now.number("gap"), "", "" if now is None else answers(now), "")
    then, here = outcome_of(before), outcome_of(now)
    if then is None or here is None:
        return ("", before.number("gap"), now.number("gap"), answers(before), answers(now), "")
    why = reason(Number(before, now, "actual_t", tuple(told.redefined(before, now))))
    share = now.shown("measured_in") == MeasureUnit.PER_CENT
    if share and not why and None in (answers(before), answers(now)):
        why = "antal svar saknas"
    known = f"{APART}: {why}" if why else ""
    change = None if why else here - then
    return (change, before.number("gap"), now.number("gap"), answers(before), answers(now), known)


def answers(line: Line) -> float | None:
    """How many are behind an outcome."""
    k, m, t = (line.number(key) for key in ("n_k", "n_m", "n_t"))
    return t if t is not None else k + m if k is not None and m is not None else None


@section(Theme.SINCE)
def hours(data: Consolidated) -> Section | None:
    """The hours used at the end of each round, beside the budget."""
    if not data.earlier:
        return None
    what = {"place": Budget.sheet, "what": Budget.columns["act_hours"].header}
    rows = [row for row in data.stack(RoundNumbers).records() if all(row[key] == what[key] for key in what)]
    found = {(row["municipality"], row["unit"], row["unit_id"]) for row in rows}
    units = sorted(found, key=lambda unit: tuple(map(sort_key, unit)))
    told = {(row["unit_id"], row["period"]) for row in rows}
    periods = [each.period for each in (*data.earlier, data) if any(period == each.period for _, period in told)]
    if len(periods) < 2:
        return None

    def used(period: str) -> Sum:
        return Sum(f"{USED} {period}", HOURS, RoundNumbers, "number", (*what.items(), ("period", period)))

    before, now = (f"{USED} {period}" for period in periods[-2:])
    measures: list[Measure] = [Sum(PLANNED, HOURS, Budget, "plan_hours"), *map(used, periods)]
    formula = f'IF(OR({{{before}}}="",{{{now}}}=""),"",{{{now}}}-{{{before}}})'
    measures += [Derived(SINCE, HOURS, formula, difference, (before, now)), ratio("Andel använd", now, PLANNED)]
    # A sum over units of which some lack a round would seem to have fallen.
    whole = all((unit, period) in told for *_, unit in units for period in periods[-2:])
    return Section(
        "Timmar över omgångarna",
        "Använda timmar enligt Timbudget vid slutet av varje omgång. Tomt: enheten hade inte svarat då, eller inga "
        "timmar var ifyllda.",
        Figures(WHOSE, [Group(unit[:2], {"unit_id": unit[2]}) for unit in units], measures, "Totalt" if whole else ""),
    )


def difference(before: float | None, now: float | None) -> float | None:
    """How much was used in between."""
    return None if before is None or now is None else now - before
