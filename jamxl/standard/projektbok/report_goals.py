"""What the consolidated report says of goals: how many are reached, what came of each, what could not be measured."""

from collections.abc import Mapping
from typing import Any

from jamxl.columns import plain
from jamxl.consolidation import Consolidated
from jamxl.present import (
    COUNT,
    HOURS,
    SHARE,
    Chart,
    Derived,
    Figures,
    Group,
    Known,
    Section,
    Theme,
    by_unit,
    listed,
    ratio,
    same,
    section,
)  # fmt: skip
from jamxl.standard.projektbok.card import ProjectCard
from jamxl.standard.projektbok.following import MeasureUnit, Reason
from jamxl.standard.projektbok.goals import Goals
from jamxl.standard.projektbok.outcomes import Outcomes
from jamxl.standard.projektbok.requirements import RequirementKind, Requirements, RequirementStatus
from jamxl.standard.projektbok.situation import Situation, SituationKind
from jamxl.targets import Status, bounds

GOALS = ("mål", "mål")
WITHOUT_REASON = "(ingen orsak angiven)"
STATES = {
    "Uppnådda": Status.REACHED,
    "Delvis": Status.PARTLY,
    "Ej uppnådda": Status.NOT,
    "Kan inte mätas": Status.UNMEASURABLE,
    "Ej bedömda": Status.UNJUDGED,
}
JUDGED = "Bedömda"
ANSWERS, ACTUALS = ("n_k", "n_m", "n_t"), ("actual_k", "actual_m", "actual_t")


@section(Theme.GOALS)
def fulfilment(data: Consolidated) -> Section | None:
    """How many goals are reached, partly, not, or cannot be measured, by unit."""
    if not goals_of(data):
        return None
    words = "{Uppnådda}+{Delvis}+{Ej uppnådda}"
    return Section(
        "Måluppfyllelse",
        "Mål efter status vid senaste uppföljning, antal. Bedömda är uppnådda, delvis och ej uppnådda.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Goals),
            [
                Known("Mål", COUNT, Goals, "goal_id"),
                *(Known(header, COUNT, Goals, "goal_id", (("status", state),)) for header, state in STATES.items()),
                Derived(JUDGED, COUNT, words, lambda *counts: sum(counts), tuple(STATES)[:3]),
                ratio("Andel uppnådda", "Uppnådda", JUDGED),
            ],
            basis=(Goals, "status", GOALS),
            headline={
                "Mål": "Mål",
                "Uppnådda": "Uppnådda mål",
                "Ej uppnådda": "Ej uppnådda mål",
                "Kan inte mätas": "Mål som inte kan mätas",
            },
            first={"Uppnådda": "av {Mål} mål"},
            followed="Andel uppnådda",
        ),
        charts=(Chart("stacked", "Mål efter status", tuple(STATES), unit="antal mål"),),
    )


@section(Theme.GOALS)
def outcomes(data: Consolidated) -> Section | None:
    """Each goal with what was aimed at and what came of it, women and men beside each other."""
    if not followed(data):
        return None
    columns = {
        "goal_id": ("Mål-ID", "@"),
        "text": ("Mål", ""),
        "measured_in": ("Måttenhet", ""),
        "base_t": ("Baslinje", HOURS),
        "target": ("Målvärde", ""),
        "actual_k": ("Utfall K", HOURS),
        "actual_m": ("Utfall M", HOURS),
        "shown": ("Utfall T", HOURS),
        "gap": ("Skillnad K–M", HOURS),
        "answers": ("Antal svar", COUNT),
        "deviation": ("Avvikelse", HOURS),
        "attainment": ("Måluppfyllelse", SHARE),
        "status": ("Status", ""),
        "note": ("Att veta", ""),
    }
    return listed(
        "Mål och utfall",
        "Alla mål med senaste uppföljning, i målets måttenhet. För andel % är avvikelse och skillnad procentenheter.",
        columns,
        followed(data),
        {"answers": ANSWERS, "shown": ACTUALS, "note": (), "target": ()},
    )


def followed(data: Consolidated) -> list[dict[str, Any]]:
    """The goals with what their latest follow-up says; its keys are blank for a goal without one."""
    rows = data.stack(Outcomes).records() if Outcomes in data.parts() else []
    latest = {(row["unit_id"], same(row["current"])): row for row in rows if row["current"] is not None}
    blank = dict.fromkeys(Outcomes.columns)
    return [joined(goal, latest.get((goal["unit_id"], same(goal["goal_id"])), blank)) for goal in goals_of(data)]


def goals_of(data: Consolidated) -> list[dict[str, Any]]:
    """The goals, in the order of units and sheets."""
    rows = data.stack(Goals).records() if Goals in data.parts() else []
    return [row for row in rows if row["goal_id"] is not None]


def joined(goal: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, Any]:
    """A goal with its outcome's cells; where both have a key, the goal's."""
    answers = outcome["n_t"]
    if answers is None and outcome["n_k"] is not None and outcome["n_m"] is not None:
        answers = outcome["n_k"] + outcome["n_m"]
    shown = outcome["actual_t"] if outcome["value"] is None else outcome["value"]
    target = in_words(*bounds(goal["direction"] or "", goal["target_t"], goal["target_high"]))
    told = {"target": target, "answers": answers, "shown": shown, "note": note(outcome)}
    others = [] if outcome["outcome_id"] is None else [(outcome["file"], outcome["sheet"], outcome["row"])]
    return {**outcome, **goal, **told, "others": others}


def in_words(least: float | None, most: float | None) -> str:
    """A target as people say it: "minst 60", "5–8"."""
    if least is not None and most is not None:
        return plain(least) if least == most else f"{plain(least)}–{plain(most)}"
    return f"minst {plain(least)}" if least is not None else f"högst {plain(most)}" if most is not None else ""


def note(outcome: Mapping[str, Any]) -> str:
    """What a reader must know to understand an outcome: that it is a proxy, of what, or in another unit."""
    told = []
    if outcome["proxy"]:
        told.append(outcome["proxy"] + (f": {outcome['instead']}" if outcome["instead"] else ""))
    if outcome["actual_unit"] in set(MeasureUnit) and outcome["actual_unit"] != outcome["measured_in"]:
        told.append(f"Utfallet är {outcome['actual_unit']}")
    return ". ".join(told)


@section(Theme.GOALS)
def reasons(data: Consolidated) -> Section | None:
    """Why goals cannot be measured, counted."""
    used = {row["reason"] for row in goals_of(data) if row["status"] == Status.UNMEASURABLE}
    if not used:
        return None
    groups = [Group((reason,), {"reason": reason}) for reason in Reason if reason in used]
    groups += [Group((WITHOUT_REASON,), {"reason": ""})] if None in used else []
    where = (("status", Status.UNMEASURABLE),)
    return Section(
        "Varför mål inte kan mätas",
        "Mål som inte kan mätas, efter enhetens orsak, antal.",
        Figures(("Orsak",), groups, [Known("Mål", COUNT, Goals, "goal_id", where)], basis=(Goals, "status", GOALS)),
        charts=(Chart("bars", "Mål som inte kan mätas, efter orsak", ("Mål",), unit="antal mål"),),
    )


@section(Theme.GOALS)
def demands(data: Consolidated) -> Section | None:
    """The clients' requirements by kind and state."""
    if Requirements not in data.parts() or not len(data.stack(Requirements)):
        return None

    def count(header: str, **where: str) -> Known:
        return Known(header, COUNT, Requirements, "req_id", tuple(where.items()))

    return Section(
        "Krav",
        "Beställarnas krav efter typ och status, antal.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Requirements),
            [
                count("Krav"),
                count("Produktkrav", kind=RequirementKind.PRODUCT),
                count("Projektkrav", kind=RequirementKind.PROJECT),
                count("Öppna", status=RequirementStatus.OPEN),
                count("Uppfyllda", status=RequirementStatus.MET),
                count("Delvis", status=RequirementStatus.PARTLY),
                count("Ej uppfyllda", status=RequirementStatus.NOT),
                count("Utgår", status=RequirementStatus.DROPPED),
            ],
            basis=(Requirements, "status", ("krav", "krav")),
        ),
        charts=(
            Chart(
                "stacked",
                "Krav efter status",
                ("Uppfyllda", "Delvis", "Ej uppfyllda", "Öppna", "Utgår"),
                unit="antal krav",
            ),
        ),
    )


@section(Theme.GOALS)
def unmeasured(data: Consolidated) -> Section | None:
    """What could not be measured, why, and what is done so that it can next time."""
    rows = [row for row in followed(data) if row["status"] == Status.UNMEASURABLE]
    if not rows:
        return None
    columns = {
        "goal_id": ("Mål-ID", "@"),
        "text": ("Mål", ""),
        "indicator": ("Indikator", ""),
        "reason": ("Orsak", ""),
        "reason_text": ("Så mäts det nästa gång", ""),
        "owner": ("Ansvarig", ""),
    }
    return listed("Kunde inte mätas", "Mål som inte kunde mätas, varför, och vad enheten gör åt det.", columns, rows)


@section(Theme.PROJECTS)
def situation_counts(data: Consolidated) -> Section | None:
    """How many strengths, weaknesses and so on the units have found; parts of another row are counted apart."""
    if Situation not in data.parts() or not len(data.stack(Situation)):
        return None

    def count(kind: SituationKind, header: str) -> Known:
        return Known(header, COUNT, Situation, "item_id", (("kind", kind), ("part_of", "")))

    return Section(
        "Nuläge i antal",
        "Vad enheterna har funnit i nulägesanalys och problemträd, antal rader. Delar av en annan rad räknas för sig.",
        Figures(
            ("Kommun", "Enhet"),
            by_unit(data, Situation),
            [
                *(count(kind, header) for kind, header in KINDS.items()),
                Known("Delar", COUNT, Situation, "part_of"),
            ],
            basis=(Situation, "kind", ("rad", "rader")),
        ),
    )


KINDS = {
    SituationKind.STRENGTH: "Styrkor",
    SituationKind.WEAKNESS: "Svagheter",
    SituationKind.OPPORTUNITY: "Möjligheter",
    SituationKind.THREAT: "Hot",
    SituationKind.CAUSE: "Orsaker",
    SituationKind.PROBLEM: "Kärnproblem",
    SituationKind.EFFECT: "Effekter",
}


@section(Theme.PROJECTS)
def situation(data: Consolidated) -> Section | None:
    """The units' own analyses of where they begin, with their strategies."""
    if Situation not in data.parts() or not len(data.stack(Situation)):
        return None
    columns = {
        "item_id": ("Nuläges-ID", "@"),
        "kind": ("Typ", ""),
        "text": ("Vad", ""),
        "part_of": ("Del av", "@"),
        "strategy": ("Strategi", ""),
        "source": ("Underlag", ""),
    }
    return listed(
        "Nuläge",
        "Enheternas nulägesanalyser och problemträd, med strategier.",
        columns,
        data.stack(Situation).records(),
    )


@section(Theme.PROJECTS)
def cards(data: Consolidated) -> Section | None:
    """What each project is for, and what goes first in it."""
    if ProjectCard not in data.parts():
        return None
    rows = [
        row for row in data.stack(ProjectCard).records() if any(row[key] is not None for key in ProjectCard.columns)
    ]
    if not rows:
        return None
    columns = {
        "purpose": ("Syfte", ""),
        "overall_goal": ("Övergripande mål", ""),
        "target_group": ("Målgrupp", ""),
        "period_in_words": ("Projektperiod", ""),
        "rank_quality": ("Prioritet kvalitet", COUNT),
        "rank_resources": ("Prioritet resurser", COUNT),
        "rank_time": ("Prioritet tid", COUNT),
        "funding": ("Finansiering", ""),
    }
    return listed("Projektkort", "Vad projekten är till för, och vad som går först i dem.", columns, rows)
