"""Projektbok: one project in one unit, from its card and goals to its hours, risks and lessons.

One module a sheet; here the rules between the sheets.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from jamxl.sheets import Book, BookData, Hit, Table, rule
from jamxl.standard.cover import Cover
from jamxl.standard.projektbok.activities import Activities, ActivityTotals, references_of, strays, time_moved
from jamxl.standard.projektbok.budget import ASTRAY, Budget, BudgetTotals, astray
from jamxl.standard.projektbok.card import ProjectCard
from jamxl.standard.projektbok.changes import ChangeKind, Changes
from jamxl.standard.projektbok.documentation import Documentation, DocumentationTotals
from jamxl.standard.projektbok.earlier import MOVED
from jamxl.standard.projektbok.goals import Goals
from jamxl.standard.projektbok.lessons import Dissemination, Lessons, Recommendations
from jamxl.standard.projektbok.logic import Effects, Mediators, Resources, Results
from jamxl.standard.projektbok.milestones import Milestones
from jamxl.standard.projektbok.outcomes import Outcomes
from jamxl.standard.projektbok.overview import LogicAssessment, LogicTotals, LogicView
from jamxl.standard.projektbok.requirements import Requirements
from jamxl.standard.projektbok.risks import RiskMatrix, Risks, RiskTotals
from jamxl.standard.projektbok.roles import RoleBalance, Roles
from jamxl.standard.projektbok.situation import Situation
from jamxl.standard.projektbok.stakeholders import Communication, Stakeholders, StakeholderTotals
from jamxl.standard.projektbok.time_log import TimeLog, TimeLogTotals
from jamxl.swedish import counted

__all__ = [
    "Activities", "ActivityTotals", "Budget", "BudgetTotals", "Changes", "Communication", "Dissemination",
    "Documentation", "Goals", "Lessons", "Outcomes", "ProjectCard", "Projektbok", "Recommendations", "Requirements",
    "Risks", "Roles", "Situation", "Stakeholders",
]  # fmt: skip

T = TypeVar("T", bound=Table)

DEVIATING = (
    "(IF(ISNUMBER({activities.dev_hours}),ABS({activities.dev_hours}),0)>{limits.deviation_hours})*"
    "(IF(ISNUMBER({activities.dev_hours}),ABS({activities.dev_hours}),0)>{limits.deviation_share}*"
    "IF(ISNUMBER({activities.plan_hours}),{activities.plan_hours},0))*"
    '((IF(ISNUMBER({activities.dev_hours}),{activities.dev_hours},0)>0)+({activities.status}="Klar")>0)'
)


def deviating(book: BookData) -> list[Activities]:
    """The activities whose hours stray from plan by more than the project's limits."""
    return [row for row in book.rows(Activities) if row.known("activity_no") and strays(row, book)]


class Projektbok(Book, key="projektbok", title="Projektbok"):
    """The project's own book."""

    purpose = (
        "Här följer enheten sitt projekt: mål, programlogik, aktiviteter, timmar, ändringar och risker.",
        "Uppgifterna sammanställs med andra enheters i en rapport till styrgruppen.",
    )
    parts = (
        Cover,
        ProjectCard,
        Situation,
        StakeholderTotals,
        Stakeholders,
        Requirements,
        Goals,
        Outcomes,
        Effects,
        Results,
        Resources,
        Mediators,
        LogicAssessment,
        LogicTotals,
        LogicView,
        ActivityTotals,
        Activities,
        Milestones,
        BudgetTotals,
        Budget,
        TimeLogTotals,
        TimeLog,
        Changes,
        RiskTotals,
        Risks,
        RiskMatrix,
        Communication,
        DocumentationTotals,
        Documentation,
        Recommendations,
        Lessons,
        Dissemination,
        Roles,
        RoleBalance,
    )
    moved = MOVED

    @rule(
        "A04",
        at=("activities.act_hours", "changes.activity_no"),
        short="Avvikelse i tid utan rad i Ändringslogg",
        says="Aktivitet {activity_no} avviker {dev_hours} från plan, men saknar rad i Ändringslogg.",
        fix="För in ändringen på bladet Ändringslogg med aktivitetsnumret.",
        severity="warning",
        excel=f"IF(COUNTA({{changes.activity_no}})=0,0,IF({ASTRAY}>0,0,SUMPRODUCT({DEVIATING}*"
        "(COUNTIF({changes.activity_no},{activities.activity_no})=0))))",
    )
    def deviation_is_logged(self: BookData) -> Iterator[Hit]:
        logged = self.identities("changes.activity_no")
        for row in deviating(self) if logged and not astray(self) else []:
            if row.activity_no.casefold() not in logged:
                yield Hit(Activities, ("act_hours",), row)

    @rule(
        "L03",
        at=("changes.activity_no",),
        short="Ändringsloggen är tom trots avvikelser",
        says="{count} i tid från plan, men Ändringslogg har inga rader.",
        fix="För in ändringarna på bladet Ändringslogg, en rad för varje.",
        severity="warning",
        excel=f"IF(AND(COUNTA({{changes.change_id}})+COUNTA({{changes.activity_no}})=0,SUMPRODUCT({DEVIATING})>0),1,0)",
    )
    def log_is_kept(self: BookData) -> Iterator[Hit]:
        count = len(deviating(self))
        if count and not self.identities("changes.change_id") | self.identities("changes.activity_no"):
            yield Hit(
                Changes, ("activity_no",), None, {"count": counted(count, "aktivitet avviker", "aktiviteter avviker")}
            )

    @rule(
        "A04",
        at=("changes.kind", "activities.act_hours"),
        short="Ändrad tid i loggen syns inte i Aktiviteter",
        says="Ändringen gäller tid för {activity_no}, men i Aktiviteter är utfallet lika med planen eller saknas.",
        fix="För in den nya tiden på bladet Aktiviteter. Är planen redan ändrad: skriv det i Anmärkning i loggen.",
        severity="warning",
    )
    def logged_time_is_listed(self: BookData) -> Iterator[Hit]:
        moved = {row.known("activity_no") for row in self.rows(Activities) if time_moved(row)}
        listed = {row.known("activity_no") for row in self.rows(Activities)} - {None}
        for row in self.rows(Changes):
            no = row.known("activity_no")
            if row.kind == ChangeKind.TIME and row.remark is None and no in listed and no not in moved:
                yield Hit(Changes, ("kind",), row)

    @rule(
        "C06",
        at=("activities.depends_on",),
        short="Aktiviteter förutsätter varandra i en ring",
        says="{activity_no} förutsätter sig själv genom {chain}.",
        fix="Ta bort en av hänvisningarna i kolumnen Förutsätter.",
    )
    def no_cycles(self: BookData) -> Iterator[Hit]:
        needs = {row.activity_no: references_of(row) for row in self.rows(Activities) if row.known("activity_no")}
        for row, chain in rings(self.rows(Activities), "activity_no", needs):
            yield Hit(Activities, ("depends_on",), row, {"chain": chain})

    @rule(
        "C06",
        at=("goals.parent_id",),
        short="Mål är över varandra i en ring",
        says="{goal_id} är överordnat sig självt genom {chain}.",
        fix="Ta bort ett av målen i kolumnen Överordnat mål.",
    )
    def no_cycles_of_goals(self: BookData) -> Iterator[Hit]:
        goals = [row for row in self.rows(Goals) if row.known("goal_id")]
        above = {row.goal_id: [row.parent_id] if row.parent_id else [] for row in goals}
        for row, chain in rings(goals, "goal_id", above):
            yield Hit(Goals, ("parent_id",), row, {"chain": chain})


def rings(rows: Sequence[T], key: str, needs: dict[str, list[str]]) -> Iterator[tuple[T, str]]:
    """The first row of each ring of references, and the ring in words."""
    seen: set[str] = set()
    for row in rows:
        chain = cycle_from(row.known(key), needs)
        if chain and not seen & set(chain):
            seen |= set(chain)
            yield row, " – ".join(chain)


def cycle_from(start: str | None, needs: dict[str, list[str]]) -> list[str]:
    """The chain of references from `start` back to itself, empty when there is none."""
    trail: list[tuple[str, list[str]]] = [(start, [start])] if start else []
    visited: set[str] = set()
    while trail:
        here, path = trail.pop()
        for before in needs.get(here, []):
            if before == start:
                return [*path, before]
            if before not in visited:
                visited.add(before)
                trail.append((before, [*path, before]))
    return []
