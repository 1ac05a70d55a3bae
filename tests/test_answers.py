"""What each teller says: on small views made by hand, at their edges; on the demo, where every number is looked up."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jamxl import present
from jamxl.consolidation import Consolidated
from jamxl.grid import Cell
from jamxl.present.making import internal
from jamxl.present.report import Edition, Report, Statement, View, text
from jamxl.present.summary import ANSWERS, DECIDERS, OBSERVERS, Teller, Views, Weight
from jamxl.report_questions import Question
from jamxl.standard import books
from jamxl.standard.answers import changes, coverage, goals, people, progress, risks

books()
Share = float
WHOSE = ("Kommun", "Enhet")
A, B, C = ("Osby", "Arbete"), ("Orust", "Kontoret"), ("Salem", "Verkstan")


def cell(value: Any) -> Cell:
    """A cell of a table: counts without decimals, hours with one, shares of "12 %"."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+ %", value):
        return Cell(int(value[:-2]) / 100, "figure", "0%")
    return Cell(value, format={int: "#,##0", float: "#,##0.0", date: "yyyy-mm-dd"}.get(type(value), ""))


def view(name: str, headers: Sequence[str], *lines: Sequence[Any], total: bool = False, left_out: int = 0) -> View:
    rows = [[cell(value) for value in line] for line in lines]
    return View(name, f"{name}.", "", tuple(headers), rows, 2, total, left_out=left_out)


def said(teller: Teller, *views: View) -> list[str]:
    """What a teller says of some views; each sentence names one of them, or none."""
    known = {one.name: one for one in views}
    told = list(teller(known))
    assert {one.view for one in told} <= {*known, ""}
    return [one.text for one in told]


def weights(teller: Teller, *views: View) -> list[Weight]:
    return [one.weight for one in teller({one.name: one for one in views})]


# ------------------------------------------------------------------------------------------- who has answered


def delivered(*states: str, units: Sequence[tuple[str, str]] = (A, B, C), header: str = "Läge") -> View:
    lines = [(*units[n % len(units)], f"Bok {n}", state) for n, state in enumerate(states)]
    return view("Leveransläge", (*WHOSE, "Bok", header), *lines)


def test_all_books_are_in() -> None:
    books = delivered("i tid", "sen", "i tid")
    assert said(coverage.arrived, books) == ["3 av 3 väntade arbetsböcker är med, 1 av dem efter sista dagen."]
    assert said(coverage.missing, books) == []
    assert said(coverage.safe_to_decide, books) == ["Alla är med, så inget beslut behöver vänta på underlag."]
    assert said(coverage.wait_for_books, books) == []


def test_books_that_are_missing_or_refused_are_named_unit_by_unit() -> None:
    books = delivered("saknas", "i tid", "i tid", "avvisad", "i tid", "saknas", "i tid", "i tid")
    assert said(coverage.arrived, books) == ["5 av 8 väntade arbetsböcker är med."]
    assert said(coverage.missing_books, books) == [
        "Saknas eller är avvisade: Bok 0 och Bok 3 från Arbete i Osby; Bok 5 från Verkstan i Salem."
    ]
    assert said(coverage.missing, books) == [
        "3 av 8 arbetsböcker är inte med i någon summa: Arbete i Osby och Verkstan i Salem."
    ]
    assert weights(coverage.missing, books) == [Weight.TOTALS_UNSAFE]
    assert said(coverage.wait_for_books, books) == [
        "Ska Arbete i Osby och Verkstan i Salem få mer tid, eller fattas besluten utan dem? "
        "Tills böckerna kommer visar summorna inte helheten."
    ]
    assert weights(coverage.wait_for_books, books) == [Weight.TOTALS_UNSAFE]


@pytest.mark.parametrize(("gone", "begins"), [(1, "Beslut om helheten kan fattas"), (2, "Mer än en femtedel")])
def test_a_fifth_of_the_books_may_be_out(gone: int, begins: str) -> None:
    books = delivered(*["saknas"] * gone, *["i tid"] * (5 - gone))
    assert said(coverage.safe_to_decide, books)[0].startswith(begins)


def test_of_many_units_without_books_five_are_named() -> None:
    units = [("", f"Enhet {n}") for n in range(300)]
    books = delivered(*["saknas"] * 300, units=units)
    (missing,) = said(coverage.missing_books, books)
    assert missing.endswith("Bok 4 från Enhet 4; och 295 enheter till.")
    assert said(coverage.wait_for_books, books)[0].startswith(
        "Ska Enhet 0, Enhet 1, Enhet 2, Enhet 3, Enhet 4 och 295 till få mer tid"
    )


def test_a_project_that_expects_nobody_misses_nobody() -> None:
    books = delivered("med", "med", "avvisad")
    assert said(coverage.arrived, books) == [
        "Projektet anger inte vilka enheter som ska svara. 2 arbetsböcker är med i rapporten."
    ]


def test_nothing_came_and_nothing_was_expected() -> None:
    books = delivered()
    for teller in (coverage.arrived, coverage.missing, coverage.safe_to_decide, coverage.wait_for_books):
        assert said(teller, books) == []


# ------------------------------------------------------------------------------------------- how sure, how alike


RESPONSE = (*WHOSE, "Svar där utskick är känt", "Utskick där svar är känt", "Svarsfrekvens")


def test_the_response_rate_and_how_many_have_none() -> None:
    surveys = view(
        "Enkäter och svar", RESPONSE, (*A, 40, 80, "50 %"), (*B, "", "", ""), ("T", "", 40, 80, "50 %"), total=True
    )
    assert said(coverage.response, surveys) == [
        "Svarsfrekvensen är 50\u00a0%: 40 svar av 80 utskick.",
        "För 1 av 2 enkäter finns ingen svarsfrekvens att visa.",
    ]
    hidden = view("Enkäter och svar", RESPONSE, (*A, "..", "..", ".."), ("T", "", "..", "..", ".."), total=True)
    assert said(coverage.response, hidden) == ["För 1 av 1 enkät finns ingen svarsfrekvens att visa."]


MARKED = ("Mått", "Märkning")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("", "uppskattad", ".."), "Minst 1 av 3 rader med könsuppdelad statistik bygger på uppskattade tal."),
        (("", ""), "Inga tal i den könsuppdelade statistiken är märkta som uppskattade."),
        (("", ".."), None),
    ],
)
def test_estimated_numbers(marks: tuple[str, ...], expected: str | None) -> None:
    stats = view("Könsuppdelat samlat", MARKED, *(("Mått", mark) for mark in marks))
    assert said(coverage.estimated, stats) == ([expected] if expected else [])


def test_what_is_not_measured_as_before() -> None:
    headers = (*WHOSE, "Vad", "Att veta")
    lines = [(*A, "M-1", "Jämförs inte: Enhet var x"), (*B, "M-2", "Stor ändring")]
    assert said(coverage.redefined, view("Tal mot förra omgången", headers, *lines)) == [
        "1 tal jämförs inte med förra omgången, eftersom det som mäts har ändrats: M-1 (Arbete i Osby)."
    ]


def test_books_with_errors_are_in_only_the_internal_edition() -> None:
    assert said(coverage.with_errors, delivered("i tid")) == []
    assert said(coverage.with_errors, delivered("med fel", "utan anmärkning", header="Skick")) == [
        "1 arbetsbok är med trots fel: Bok 0 från Arbete i Osby."
    ]
    assert weights(coverage.with_errors, delivered("med fel", header="Skick")) == [Weight.UNCERTAIN]


REACHED = (*WHOSE, "Bedömda", "Andel uppnådda")


def test_units_beside_each_other() -> None:
    table = view(
        "Måluppfyllelse", REACHED, (*A, 2, "50 %"), (*B, 10, "60 %"), (*C, 1, "50 %"), ("T", "", 13, "52 %"), total=True
    )
    assert said(coverage.reached, table) == [
        "Andelen uppnådda mål går från 50\u00a0% (Arbete i Osby och Verkstan i Salem) till 60\u00a0% (Kontoret i "
        "Orust). Ingen har fler än 10 bedömda mål: rangordna dem inte."
    ]
    assert said(coverage.fairly, table) != []


@pytest.mark.parametrize("shares", [("50 %",), ("50 %", "50 %"), ("50 %", ".."), ("..", "..")])
def test_units_that_do_not_differ_or_cannot_be_seen_are_not_compared(shares: tuple[str, ...]) -> None:
    lines = [(*unit, 40, share) for unit, share in zip((A, B), shares, strict=False)]
    assert said(coverage.reached, view("Måluppfyllelse", REACHED, *lines)) == []
    assert said(coverage.fairly, view("Måluppfyllelse", REACHED, *lines)) == []


def test_many_goals_may_be_ranked() -> None:
    table = view("Måluppfyllelse", REACHED, (*A, 30, "50 %"), (*B, 29, "60 %"))
    assert said(coverage.reached, table) == [
        "Andelen uppnådda mål går från 50\u00a0% (Arbete i Osby) till 60\u00a0% (Kontoret i Orust)."
    ]


def test_the_measure_that_most_units_have() -> None:
    headers = (*WHOSE, "Mått", "Räkneenhet", "Redovisningsgrupp", "Period", "Av alla kvinnor", "Av alla män")
    work, practice = ("Arbete", "individer", "", "2010"), ("Praktik", "individer", "Unga", "2010")
    lines = [
        (*A, *work, "10 %", "20 %"), (*A, *practice, "30 %", ".."),
        (*B, *work, "15 %", "25 %"), (*B, *practice, "1 %", "2 %"),
    ]  # fmt: skip
    assert said(coverage.same_measure, view("Könsuppdelat per enhet", headers, *lines)) == [
        "Arbete (individer, 2010): av alla kvinnor från 10\u00a0% (Arbete i Osby) till 15\u00a0% (Kontoret i Orust), "
        "av alla män från 20\u00a0% (Arbete i Osby) till 25\u00a0% (Kontoret i Orust)."
    ]


def test_only_the_open_edition_may_be_published() -> None:
    assert said(coverage.open_to_all)[0].startswith("Nej")
    assert said(coverage.open_to_all, view("Teckenförklaring", ("Vad", "Tecken")))[0].startswith("Ja.")


# ------------------------------------------------------------------------------------------- time and hours


STATES = (*WHOSE, "Alla", "Nådda", "Försenade", "Kommande", "Kommande beslut", "Beslut saknas")
MILESTONE = (*WHOSE, "Typ", "Milstolpe", "Planerad", "Förskjutning, veckor", "Läge", "Beslut")
POINT, MAY, JUNE, JULY = "Beslutspunkt", date(2010, 5, 3), date(2010, 6, 1), date(2010, 7, 1)


def test_milestones_reached_late_and_to_come() -> None:
    table = view("Milstolpar per enhet", STATES, (*A, 4, 1, "–", 3, 2, 0), ("T", "", 4, 1, "–", 3, 2, "–"), total=True)
    assert said(progress.milestones, table) == ["Av 4 milstolpar är 1 nådd, 0 försenade och 3 kommande."]
    assert said(progress.decision_points, table) == ["Kommande beslutspunkter: 2. Passerade utan beslut: 0."]
    none = view("Milstolpar per enhet", STATES, ("T", "", 0, 0, 0, 0, 0, 0), total=True)
    assert said(progress.milestones, none) == []


def test_the_milestones_that_slipped_most_come_first() -> None:
    table = view(
        "Milstolpar", MILESTONE, (*A, "Fas", "Ett", MAY, 1.5, "Nådd", ""), (*B, "Fas", "Två", MAY, 3.0, "Nådd", ""),
        (*B, "Fas", "Tidigt", MAY, -2.0, "Nådd", ""), (*C, "Fas", "Tre", MAY, "", "Försenad", ""), left_out=2,
    )  # fmt: skip
    assert said(progress.slipped, table)[:2] == [
        "Har nåtts senare än planerat: ”Två” (Kontoret i Orust) med 3,0 veckor och ”Ett” (Arbete i Osby) med 1,5 "
        "veckor. 2 rader visas inte här och är inte med.",
        "Har passerat utan att nås: ”Tre” (Verkstan i Salem), planerad till 2010-05-03.",
    ]
    punctual = view("Milstolpar", MILESTONE, (*A, "Fas", "Ett", MAY, 0.0, "Nådd", ""))
    assert said(progress.slipped, punctual) == []


@pytest.mark.parametrize("late", [0, "–", ".."])
def test_no_late_activities_are_nothing_to_notice(late: Any) -> None:
    assert (
        said(
            progress.late_activities,
            view("Aktiviteter", (*WHOSE, "Försenade", "Aktiviteter"), ("T", "", late, 9), total=True),
        )
        == []
    )


def test_late_activities_and_their_units() -> None:
    table = view(
        "Aktiviteter", (*WHOSE, "Försenade", "Aktiviteter"), (*A, 2, 5), (*B, 0, 4), ("T", "", 2, 9), total=True
    )
    assert said(progress.late_activities, table) == ["2 av 9 aktiviteter är försenade: Arbete i Osby."]


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (("", "–"), ["Ingen av 2 försenade aktiviteter har en angiven orsak."]),
        (
            ("Sjukdom.", ""),
            [
                "Orsaker till att aktiviteter är försenade: Arbete i Osby: ”Sjukdom”.",
                "För 1 av 2 försenade aktiviteter är ingen orsak angiven.",
            ],
        ),
        (("Sjukdom",), ["Orsaker till att aktiviteter är försenade: Arbete i Osby: ”Sjukdom”."]),
        ((), []),
    ],
)
def test_why_activities_are_late(reasons: tuple[str, ...], expected: list[str]) -> None:
    assert (
        said(progress.reasons, view("Försenade", (*WHOSE, "Orsak"), *((*A, reason) for reason in reasons))) == expected
    )


HOURS = (
    *WHOSE, "Planerade timmar", "Använda timmar", "Plan där utfall finns", "Använt av plan", "Prognos", "Extra resurs",
)  # fmt: skip


def hours(planned: Any, forecast: Any, extra: Any = 0.0) -> View:
    line = (planned, 50.0, 80.0, "63 %", forecast, extra)
    return view("Timmar per enhet", HOURS, (*A, *line), ("T", "", *line), total=True)


@pytest.mark.parametrize(
    ("forecast", "expected", "weight"),
    [
        (100.0, "Prognosen är 100,0 timmar, lika med planens 100,0.", Weight.PLAIN),
        (90.0, "Prognosen är 90,0 timmar, mindre än planens 100,0.", Weight.PLAIN),
        (
            110.0,
            "Prognosen är 110,0 timmar, mer än planens 100,0. Prognosen är högre än planen för Arbete i Osby.",
            Weight.LATE,
        ),
        (
            110.1,
            "Prognosen är 110,1 timmar, mer än planens 100,0. Prognosen är högre än planen för Arbete i Osby.",
            Weight.HOURS_RUN_OUT,
        ),
    ],
)
def test_the_forecast_beside_the_plan(forecast: float, expected: str, weight: Weight) -> None:
    assert said(progress.forecast, hours(100.0, forecast)) == [expected]
    assert weights(progress.forecast, hours(100.0, forecast)) == [weight]
    noticed = [] if weight is Weight.PLAIN else [weight]
    assert weights(progress.over_plan, hours(100.0, forecast)) == noticed


def test_hours_used_of_plan() -> None:
    assert said(progress.used, hours(100.0, 100.0)) == [
        "50,0 timmar är använda av 80,0 planerade, 63\u00a0%, i de budgetposter som har utfall."
    ]
    assert said(progress.forecast, hours(100.0, "..")) == []
    assert said(progress.kronor, hours(100.0, 100.0)) == ["Rapporten räknar timmar. Kronor redovisas inte."]
    assert said(progress.kronor) == []


POSTS = (*WHOSE, "Budgetpost", "Planerade timmar", "Prognos", "Extra resurs")


def test_whether_the_extra_resource_lasts() -> None:
    within = view("Timmar per post", POSTS, (*A, "Kurs", 60.0, 60.0, 60.0), (*A, "Drift", 10.0, 90.0, ""))
    assert said(progress.extra, hours(100.0, 100.0, 60.0), within) == [
        "60,0 av 100,0 planerade timmar är extra resurs.",
        "Ingen av 1 budgetpost med extra resurs har en prognos över planen. Den räcker om prognoserna håller.",
    ]
    assert said(progress.extra_runs_out, within) == []
    over = view("Timmar per post", POSTS, (*A, "Kurs", 60.0, 61.0, 60.0), (*B, "Stöd", 40.0, 38.5, 40.0))
    assert said(progress.extra, over) == [
        "Prognosen är högre än planen i 1 av 2 budgetposter med extra resurs: ”Kurs” (Arbete i Osby)."
    ]
    assert said(progress.extra_runs_out, over) == [
        "Ska den extra resursen utökas eller arbetet minskas? Prognosen i timmar är högre än planen: "
        "”Kurs” (Arbete i Osby) 61,0 mot 60,0."
    ]
    assert weights(progress.extra_runs_out, over) == [Weight.PROPOSED]
    more = view("Timmar per post", POSTS, (*A, "Kurs", 60.0, 61.6, 60.0), (*B, "Stöd", 40.0, 38.5, 40.0))
    assert weights(progress.extra_runs_out, more) == [Weight.HOURS_RUN_OUT]


def test_the_next_decision_and_what_comes_after_it() -> None:
    table = view(
        "Milstolpar", MILESTONE, (*A, POINT, "Börja?", MAY, 0.0, "Nådd", "Kör"),
        (*A, POINT, "Gå vidare?", JUNE, "", "Kommande", "–"),
        (*B, "Fas", "Annat", JUNE, "", "Kommande", ""), (*A, "Fas", "Klart", JULY, "", "Kommande", ""),
        (*C, POINT, "Sluta?", JULY, "", "Kommande", ""), (*A, "Fas", "Slut", JULY, "", "Kommande", ""),
    )  # fmt: skip
    assert said(progress.due, table) == [
        "”Gå vidare?”, Arbete i Osby. Planerat till 2010-06-01. Nästa steg i enheten är ”Klart”, planerat till "
        "2010-07-01. Ytterligare 1 beslutspunkt väntar."
    ]
    assert weights(progress.due, table) == [Weight.DECISION_DUE]
    assert said(progress.decision_points, table) == [
        "”Gå vidare?” (Arbete i Osby) ska beslutas 2010-06-01. Nästa steg i enheten är ”Klart”, planerat till "
        "2010-07-01.",
        "”Sluta?” (Verkstan i Salem) ska beslutas 2010-07-01.",
    ]


def test_a_decision_that_is_late_comes_before_those_to_come() -> None:
    table = view(
        "Milstolpar",
        MILESTONE,
        (*A, POINT, "Sen?", MAY, "", "Försenad", ""),
        (*B, POINT, "Ny?", JUNE, "", "Kommande", ""),
    )
    assert said(progress.due, table) == ["”Sen?”, Arbete i Osby. Beslutet skulle ha fattats 2010-05-03."]
    assert weights(progress.due, table) == [Weight.DECISION_LATE]
    assert said(progress.decision_points, table)[0] == "”Sen?” (Arbete i Osby) skulle ha beslutats 2010-05-03."
    decided = view("Milstolpar", MILESTONE, (*A, POINT, "Klar?", MAY, "", "Nådd", "Kör"))
    assert said(progress.due, decided) == said(progress.waiting, decided) == []


# ------------------------------------------------------------------------------------------- goals and logic


GOALS = (*WHOSE, "Mål", "Uppnådda", "Delvis", "Ej uppnådda", "Kan inte mätas", "Ej bedömda", "Bedömda")


def test_goals_in_all() -> None:
    table = view(
        "Måluppfyllelse",
        GOALS,
        (*A, 9, 3, "–", 2, 4, 0, 5),
        (*B, 1, 1, 0, 0, 0, 0, 1),
        ("T", "", 10, 4, "–", 2, 4, 0, 6),
        total=True,
    )
    assert said(goals.goals, table) == [
        "Av 10 mål är 4 uppnådda, 0 delvis och 2 inte. 4 kan inte mätas och 0 har inte bedömts."
    ]
    assert said(goals.goals_missed, table) == ["2 av 6 bedömda mål är inte uppnådda: Arbete i Osby."]
    assert said(goals.unmeasured, table) == ["4 av 10 mål kan inte mätas: Arbete i Osby."]
    assert (weights(goals.goals_missed, table), weights(goals.unmeasured, table)) == (
        [Weight.GOAL_MISSED],
        [Weight.GOAL_UNMEASURED],
    )
    reached = view("Måluppfyllelse", GOALS, ("T", "", 1, 1, 0, "–", 0, 0, 1), total=True)
    assert said(goals.goals_missed, reached) == said(goals.unmeasured, reached) == []


def test_goals_that_are_missed_by_name() -> None:
    outcomes = view(
        "Mål och utfall",
        (*WHOSE, "Mål", "Status"),
        (*A, "Fler i arbete", "Ej uppnått"),
        (*B, "Nöjda", "Uppnått"),
        left_out=3,
    )
    assert said(goals.missed_by_name, outcomes) == [
        "Inte uppnådda: ”Fler i arbete” (Arbete i Osby). 3 rader visas inte här och är inte med."
    ]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 3), ["Den vanligaste orsaken till att mål inte kan mätas är ”B”: 3 mål."]),
        ((2, 2), ["De vanligaste orsakerna till att mål inte kan mätas är ”A” och ”B”: 2 mål vardera."]),
        ((0, 3), ["Orsaken till att mål inte kan mätas är ”B”: 3 mål."]),
        ((0, "–"), []),
        (("..", ".."), []),
    ],
)
def test_the_most_common_reason(counts: tuple[Any, ...], expected: list[str]) -> None:
    lines = [(name, count) for name, count in zip("AB", counts, strict=True)]
    assert said(goals.why_unmeasured, view("Varför mål inte kan mätas", ("Orsak", "Mål"), *lines)) == expected


UNMEASURED = (*WHOSE, "Mål", "Ansvarig", "Så mäts det nästa gång")


def test_whose_job_it_is_to_make_goals_measurable() -> None:
    table = view(
        "Kunde inte mätas", UNMEASURED, (*A, "Ett", "Chef", "Räkna"), (*A, "Två", "Chef", ""), (*B, "Tre", "", "–"),
        (*B, "Fyra", "Styrgruppen", "Fråga alla."),
    )  # fmt: skip
    assert said(goals.whose_job, table) == [
        "Ansvariga för att målen ska gå att mäta: Chef (2) och Styrgruppen (1).",
        "För 1 av dem står inte vem som är ansvarig.",
        "För 2 av dem står inte hur de ska mätas nästa gång.",
    ]
    assert said(goals.own_goals, table) == [
        "Hur ska ”Fyra” (Kontoret i Orust) mätas? Styrgruppen är ansvarig. Enhetens förslag: ”Fråga alla”."
    ]
    assert said(goals.own_goals, view("Kunde inte mätas", UNMEASURED, (*A, "Ett", "Chef", "Räkna"))) == []


LOGIC = (
    *WHOSE, "Aktiviteter", "Aktiviteter utan resultat", "Resultat", "Resultat utan aktivitet", "Uppnådda resultat",
    "Förmedlande instanser",
)  # fmt: skip
GAP = (*WHOSE, "Lucka", "Text")


def test_what_leads_nowhere() -> None:
    logic = view(
        "Programlogik per enhet",
        LOGIC,
        (*A, 9, 2, 4, 0, 0, 0),
        (*B, 3, "–", 4, 1, 2, 1),
        (*C, 3, "..", 1, "..", "..", 0),
    )
    gaps = view(
        "Luckor i programlogiken", GAP, (*A, "saknar resultat", "Möte"), (*A, "saknar resultat", "Resa"),
        (*B, "saknar aktivitet", "Rutin"), (*B, "saknar förmedlande instans", "Plan"),
    )  # fmt: skip
    assert said(goals.without_result, logic, gaps) == [
        "Aktiviteter utan resultat: 2 av 9 i Arbete i Osby.",
        "Det gäller ”Möte” (Arbete i Osby) och ”Resa” (Arbete i Osby).",
    ]
    assert said(goals.idle, logic, gaps) == ["Aktiviteter utan resultat: 2 av 9 i Arbete i Osby."]
    assert weights(goals.idle, logic) == [Weight.NOT_LEADING]
    assert said(goals.without_activity, logic, gaps) == [
        "Resultat utan aktivitet: 1 av 4 i Kontoret i Orust.",
        "Det gäller ”Rutin” (Kontoret i Orust).",
    ]
    assert said(goals.carried_on, logic, gaps) == [
        "Kontoret i Orust: 2 uppnådda resultat, 1 förmedlande instanser.",
        "Uppnådda men utan någon som för dem vidare: ”Plan” (Kontoret i Orust).",
    ]
    assert said(goals.stop, logic) == ["Koppla dem till ett resultat, eller pröva om de behövs."]


def test_a_logic_without_gaps_and_without_results_so_far() -> None:
    logic = view("Programlogik per enhet", LOGIC, (*A, 9, 0, 4, 0, 0, 0))
    assert said(goals.without_result, logic) == ["Aktiviteter utan resultat: inga i 1 enhet med programlogik."]
    assert said(goals.idle, logic) == said(goals.stop, logic) == []
    assert said(goals.carried_on, logic) == [
        "Inget resultat är markerat som uppnått, så det finns ännu inget att föra vidare."
    ]
    unknown = view("Programlogik per enhet", LOGIC, (*A, 9, "..", 4, "..", "..", ".."))
    assert said(goals.without_result, unknown) == said(goals.carried_on, unknown) == []


def test_what_becomes_ordinary_work() -> None:
    carried = view(
        "Förmedlande instanser",
        (*WHOSE, "Vad", "Aktör", "Beslutsdatum"),
        (*A, "Rutin", "Nämnden", MAY),
        (*B, "Plan", "", ""),
    )
    assert said(goals.taken_over, carried) == [
        "Förs vidare: ”Rutin” (Arbete i Osby: Nämnden, beslutat 2010-05-03) och ”Plan” (Kontoret i Orust)."
    ]
    assert said(goals.taken_over, hours(100.0, 100.0, 40.0))[0] == (
        "40,0 av planens 100,0 timmar är extra resurs. "
        "Vad av det som ska rymmas i ordinarie budget, och från vilken dag, är inte redovisat."
    )
    assert said(goals.taken_over, hours(100.0, 100.0, 0.0)) == []


def test_who_pays() -> None:
    cards = view("Projektkort", (*WHOSE, "Finansiering"), (*A, "ESF+"), (*B, ""), (*C, "ESF+"))
    assert said(goals.funding, cards)[0] == "Finansiering enligt projektkorten: ESF+ (2 enheter)."
    assert said(goals.funding, view("Projektkort", (*WHOSE, "Finansiering"), (*A, "–"))) == []


# ------------------------------------------------------------------------------------------- women and men


OUTCOME = (
    "Mått", "Räkneenhet", "Redovisningsgrupp", "Period", "Kvinnor med nämnare", "Nämnare kvinnor", "Av alla kvinnor",
    "Män med nämnare", "Nämnare män", "Av alla män",
)  # fmt: skip


def outcome(*numbers: Any, name: str = "Arbete") -> tuple[Any, ...]:
    return (name, "individer", "", "2010", *numbers)


def test_a_difference_that_chance_may_make() -> None:
    stats = view("Könsuppdelat samlat", OUTCOME, outcome(9, 40, "23 %", 18, 60, "30 %"))
    assert said(people.different, stats)[0] == (
        "Arbete (individer, 2010): 23\u00a0% av kvinnorna och 30\u00a0% av männen, 7 procentenheter lägre för kvinnor. "
        "Med 40 kvinnor och 60 män kan skillnaden bero på slumpen."
    )
    assert said(people.surely_different, stats) == []


def test_a_difference_that_chance_seldom_makes_is_noticed() -> None:
    stats = view(
        "Könsuppdelat samlat", OUTCOME, outcome(10, 40, "25 %", 4, 10, "40 %", name="Få"),
        outcome(62, 100, "62 %", 41, 100, "41 %"), outcome(1, 2, "50 %", "..", 60, "..", name="Dolt"),
    )  # fmt: skip
    sure = (
        "Arbete (individer, 2010): 62\u00a0% av kvinnorna och 41\u00a0% av männen, 21 procentenheter högre för "
        "kvinnor. Med 100 kvinnor och 100 män är skillnaden större än vad slumpen brukar ge."
    )
    assert said(people.surely_different, stats) == [sure]
    first, second, rule = said(people.different, stats)
    assert first == sure
    assert second.endswith("Med 40 kvinnor och 10 män är de för få för att säga om skillnaden är mer än slump.")
    assert rule.startswith("Regeln är en tumregel")


def test_no_difference_and_one_point() -> None:
    same, one = outcome(10, 100, "10 %", 10, 100, "10 %"), outcome(11, 100, "11 %", 10, 100, "10 %")
    assert "ingen skillnad." in said(people.different, view("Könsuppdelat samlat", OUTCOME, same))[0]
    assert "1 procentenhet högre för kvinnor." in said(people.different, view("Könsuppdelat samlat", OUTCOME, one))[0]


def test_of_many_measures_those_that_differ_most() -> None:
    lines = [outcome(50 + n, 100, f"{50 + n} %", 50, 100, "50 %", name=f"Mått {n}") for n in range(5)]
    told = said(people.different, view("Könsuppdelat samlat", OUTCOME, *lines))
    assert [one[:6] for one in told[:3]] == ["Mått 4", "Mått 3", "Mått 2"]
    assert told[3] == "2 mått till, med mindre skillnad, står i tabellen."


BEFORE = (*WHOSE, "Mått", "Ändring, p.e.", "Andel kvinnor förra", "Andel kvinnor nu")


@pytest.mark.parametrize(
    ("changes_", "named"),
    [
        ((3.0, -8.0), "Kontoret i Orust"),
        ((-8.0, 0.0), "Arbete i Osby"),
        ((8.0, -8.0), None),
        ((0.0, 0.0), None),
        (("..", ".."), None),
    ],
)
def test_where_womens_share_changed_most(changes_: tuple[Any, Any], named: str | None) -> None:
    lines = [(*unit, "Arbete", change, "40 %", "32 %") for unit, change in zip((A, B), changes_, strict=True)]
    told = [one for one in said(people.growing, view("Statistik mot förra omgången", BEFORE, *lines)) if "mest" in one]
    expected = (
        f"Kvinnornas andel av dem som räknas har ändrats mest för Arbete ({named}): från 40\u00a0% till 32\u00a0%."
    )
    assert told == ([expected] if named else [])


SERVICE = (
    *WHOSE, "Tjänst", "Andel kvinnor, brukare", "Andel kvinnor, minuter", "Skillnad, procentenheter",
    "Min per brukare, kvinnor", "Min per brukare, män",
)  # fmt: skip


def test_users_and_minutes() -> None:
    table = view(
        "Brukare och minuter", SERVICE, (*A, "Råd", "50 %", "52 %", 2.0, 12.0, 11.0),
        (*B, "Coach", "40 %", "31 %", -9.0, 20.0, 30.0), (*C, "Dold", "..", "..", "..", "..", ".."),
    )  # fmt: skip
    widest = (
        "Coach (Kontoret i Orust): kvinnor är 40\u00a0% av brukarna och får 31\u00a0% av tiden. "
        "Minuter per brukare: kvinnor 20,0, män 30,0."
    )
    told = said(people.minutes, table)
    assert told[:2] == [
        "I 1 av 2 redovisade tjänster får kvinnor en mindre del av tiden än de är av brukarna, i 1 en större.",
        widest,
    ]
    assert len(told) == 3
    assert said(people.less_time, table) == [widest]


@pytest.mark.parametrize(("gap", "noticed"), [(4.9, 0), (5.0, 1), (-5.0, 1), ("..", 0)])
def test_five_points_of_time_are_noticed(gap: Any, noticed: int) -> None:
    table = view("Brukare och minuter", SERVICE, (*A, "Råd", "50 %", "45 %", gap, "..", ".."))
    assert len(said(people.less_time, table)) == noticed


def test_hidden_minutes_are_said_to_be_hidden() -> None:
    table = view("Brukare och minuter", SERVICE, (*A, "Råd", "..", "..", "..", "..", ".."))
    assert said(people.minutes, table) == [people.NOT_SHOWN]


PLACES = (
    *WHOSE, "Verksamhet", "Valda av kvinnor", "Valda av män", "Jämn fördelning", "Eget val, av kvinnor",
    "Eget val, av män",
)  # fmt: skip


def test_who_is_referred_where() -> None:
    table = view(
        "Remittering per verksamhet", PLACES, (*A, "Textil", 20, 5, "övervikt kvinnor", "..", ".."),
        (*A, "Snickeri", 5, 20, "övervikt män", "..", ".."), (*A, "Kök", 9, 9, "jämn", "..", ".."),
        ("T", "", "", 34, 34, "jämn", "40 %", "60 %"), total=True,
    )  # fmt: skip
    assert said(people.referred, table) == [
        "Fler kvinnor än en jämn fördelning: Textil (Arbete i Osby).",
        "Fler män än en jämn fördelning: Snickeri (Arbete i Osby).",
        "Valde själva: 40\u00a0% av kvinnorna och 60\u00a0% av männen.",
    ]
    even = view("Remittering per verksamhet", PLACES, (*A, "Kök", 9, 9, "jämn", "..", ".."))
    assert said(people.referred, even) == []
    hidden = view(
        "Remittering per verksamhet", PLACES, (*A, "Kök", *[".."] * 5), ("T", "", "", *[".."] * 5), total=True
    )
    assert said(people.referred, hidden) == [people.NOT_SHOWN]


def test_the_checklist_of_referral() -> None:
    table = view(
        "Jämställd remittering", ("Nr", "Fråga", "Nej", "Ej undersökt"), ("R1", "Lika?", 1, "–"), ("R2", "Val?", 0, 2)
    )
    assert said(people.checklist, table) == [
        "Minst en enhet svarar nej i checklistan: ”Lika?”.",
        "Inte undersökt av minst en enhet: ”Val?”.",
    ]


ONWARD = (*WHOSE, "Kvinnor", "Män", "Arbete/studier kvinnor", "Arbete/studier män", "Av kvinnor", "Av män")
AFTER = ("Läge", "Uppföljda kvinnor", "Uppföljda män")


def test_work_or_studies() -> None:
    table = view("Deltagare", ONWARD, ("T", "", 48, 54, 15, 22, "31 %", "41 %"), total=True)
    assert said(people.onward, table) == [
        "31\u00a0% av 48 kvinnor och 41\u00a0% av 54 män har gått till arbete eller studier. "
        "Med så många kan skillnaden bero på slumpen."
    ]
    wide = view("Deltagare", ONWARD, ("T", "", 100, 200, 60, 60, "60 %", "30 %"), total=True)
    assert said(people.onward, wide)[0].endswith("Med så många är skillnaden större än vad slumpen brukar ge.")


@pytest.mark.parametrize("at", range(6))
def test_one_hidden_number_hides_who_went_to_work_or_studies(at: int) -> None:
    numbers = [48, 54, 15, 22, "31 %", "41 %"]
    line = [*numbers[:at], "..", *numbers[at + 1 :]]
    assert said(people.onward, view("Deltagare", ONWARD, ("T", "", *line), total=True)) == [people.NOT_SHOWN]


def test_ninety_days_later() -> None:
    states = view("Läge efter 90 dagar", AFTER, ("I arbete", 12, 15), ("I studier", "..", 3), ("Ej nådd", 4, 4))
    follow = view(
        "Uppföljning 90 dagar", (*WHOSE, "Ej uppföljda, totalt", "Ska följas upp, totalt"), ("T", "", 5, 40), total=True
    )
    assert said(people.still_there, states, follow) == [
        "Efter 90 dagar, av de uppföljda: i arbete 12 kvinnor och 15 män.",
        "Hur många som efter 90 dagar är i studier visas inte: talen gäller för få personer, eller saknas.",
        "5 av 40 avslut är inte uppföljda.",
    ]


# ------------------------------------------------------------------------------------------- changes and promises


def test_what_changed_and_who_decided() -> None:
    since = view("Sedan förra omgången", (*WHOSE, "Nya", "Ändrade", "Borta"), ("T", "", 4, 12, "–"), total=True)
    steering = view(
        "Ändringar att känna till", (*WHOSE, "På bladet"), (*A, "Mål"), (*A, "Risker"), (*B, "Mål"), left_out=1
    )
    assert said(changes.changed, since, steering) == [
        "I böckerna är 4 rader nya, 12 ändrade och 0 borta sedan förra omgången.",
        "Ändringar att känna till, efter blad: Mål (2) och Risker (1). 1 rad visas inte här och är inte med.",
    ]
    log = view("Ändringslogg", (*WHOSE, "Beslutad av"), (*A, "Styrgruppen"), (*A, ""), (*B, "–"))
    assert said(changes.who_decided, log) == [
        "I ändringsloggarna står sedan start 3 ändringar. Beslutade av Styrgruppen (1). "
        "För 2 står inte vem som beslutade."
    ]


def test_what_was_promised() -> None:
    year = view(
        "Förra årets åtgärder",
        (*WHOSE, "Åtgärder", "Gjorda", "Delvis gjorda", "Inte gjorda", "Utan svar"),
        ("T", "", 4, 2, 1, "–", 1),
        total=True,
    )
    assert said(changes.raised, year) == [
        "Av 4 åtgärder som skulle höja värdet är 2 gjorda, 1 delvis och 0 inte; 1 har inget svar."
    ]
    headers = (*WHOSE, "Svar")
    broken = view(
        "Förra omgångens åtgärder", headers, (*A, "Gjort"), (*B, "Inget svar"), (*C, "Borta ur boken"), left_out=2
    )
    assert said(changes.unanswered, broken) == [
        "2 av 3 åtgärder från förra omgången har inget svar: Kontoret i Orust och Verkstan i Salem. "
        "2 rader visas inte här och är inte med."
    ]
    assert weights(changes.unanswered, broken) == [Weight.PROMISE_BROKEN]


def test_promises_that_are_kept_are_no_observation() -> None:
    kept = view("Förra omgångens åtgärder", (*WHOSE, "Svar"), (*A, "Gjort"), (*B, "Ska vara klar senare"))
    assert said(changes.all_answered, kept) == ["Alla åtgärder från förra omgången har ett svar."]
    assert said(changes.unanswered, kept) == []


RECOMMENDED = (*WHOSE, "Rekommendation", "Riktad till", "Senast", "Status")


def test_recommendations() -> None:
    areas = view(
        "Rekommendationer per område",
        ("Område", "Rekommendationer", "Föreslagna", "Antagna", "Genomförda", "Avslagna"),
        ("T", 21, 3, 12, 6, "–"), total=True,
    )  # fmt: skip
    assert said(changes.recommendations, areas) == [
        "Av 21 rekommendationer är 3 föreslagna och 12 antagna men inte genomförda; 6 är genomförda och 0 avslagna."
    ]
    left = view(
        "Öppna rekommendationer",
        RECOMMENDED,
        (*A, "Ett", "Styrgruppen", "", "Antagen"),
        (*B, "Två", "Chef", MAY, "Föreslagen"),
    )
    assert said(changes.to_whom, left) == [
        "De öppna är riktade till Styrgruppen (1) och Chef (1).",
        "1 av 2 öppna rekommendationer har inget slutdatum.",
    ]
    assert said(changes.proposals, left) == ["Ska det här antas eller avslås? ”Två” (Kontoret i Orust)."]
    assert said(changes.directed, left) == ["Ska styrgruppen göra det här, och i så fall när? ”Ett” (Arbete i Osby)."]
    undated = view("Öppna rekommendationer", RECOMMENDED, (*A, "Ett", "", "", "Antagen"))
    assert said(changes.to_whom, undated) == ["Ingen av 1 öppen rekommendation har ett slutdatum."]
    assert said(changes.proposals, undated) == said(changes.directed, undated) == []


# ------------------------------------------------------------------------------------------- risks and learning


RISKS = (*WHOSE, "Risker", "Höga", "Nya", "Inträffade", "Stängda", "Personalrisker")


def test_risks_in_all_and_those_that_occurred() -> None:
    table = view(
        "Risker per enhet",
        RISKS,
        (*A, 4, 1, 2, 3, 0, 1),
        (*B, 4, 1, 2, "–", 0, 1),
        ("T", "", 8, 2, 4, 3, "–", 2),
        total=True,
    )
    assert said(risks.risks, table) == ["Av 8 risker har 3 inträffat och 0 stängts. 2 är höga och 4 nya."]
    assert said(risks.happened, table) == ["3 av 8 risker har inträffat: Arbete i Osby."]
    assert weights(risks.happened, table) == [Weight.RISK_OCCURRED]
    occurred = view("Inträffade risker", (*WHOSE, "Risk"), (*A, "Sjukdom."), left_out=2)
    assert said(risks.occurred, occurred) == [
        "Har inträffat, de största först: ”Sjukdom” (Arbete i Osby). 2 rader visas inte här och är inte med."
    ]
    left = view("Öppna risker", (*WHOSE, "Risk", "Typ"), (*A, "En slutar", "Personal"), (*B, "Lag", "Extern"))
    assert said(risks.one_person, table, left) == [
        "2 av 8 risker gäller personal.",
        "Öppna personalrisker: ”En slutar” (Arbete i Osby).",
    ]
    calm = view("Risker per enhet", RISKS, ("T", "", 8, 2, 4, "–", 0, 2), total=True)
    assert said(risks.happened, calm) == []


@pytest.mark.parametrize(
    ("spreads", "expected"),
    [
        ((5.0, 3.0), ["Störst redovisad spridning inom en enhet, 5,0: P1 (Arbete i Osby)."]),
        ((5.0, 5.0), ["Störst redovisad spridning inom en enhet, 5,0: P1 (Arbete i Osby) och P2 (Kontoret i Orust)."]),
        ((0.0, "–"), []),
        (("..", ".."), []),
    ],
)
def test_where_participants_disagree(spreads: tuple[Any, Any], expected: list[str]) -> None:
    lines = [(*unit, nr, spread) for unit, nr, spread in zip((A, B), ("P1", "P2"), spreads, strict=True)]
    assert said(risks.within, view("Oenighet inom enheter", (*WHOSE, "Parameter", "Spridning"), *lines)) == expected


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ((2.0, 1.0), ["Störst skillnad mellan enheternas gemensamma värden, 2,0: P1."]),
        ((0.0, 0.0), ["Enheternas gemensamma värden är lika."]),
        (("..", ".."), []),
    ],
)
def test_where_units_disagree(gaps: tuple[Any, Any], expected: list[str]) -> None:
    table = view("Oenighet mellan enheter", ("Parameter", "Skillnad"), *zip(("P1", "P2"), gaps, strict=True))
    assert said(risks.between, table) == expected


def test_training_and_its_use() -> None:
    staff = view("Nådd personal", (*WHOSE, "Nådda K", "Nådda M"), ("T", "", "90 %", "82 %"), total=True)
    assert (
        said(risks.reached, staff)[0]
        == "Minst en insats har nått 90\u00a0% av kvinnorna och 82\u00a0% av männen i personalen."
    )
    used = view(
        "Tillämpning",
        (*WHOSE, "Ändringar", "Individ", "Grupp", "Organisation", "System och struktur"),
        ("T", "", 12, 3, 4, 5, "–"),
        total=True,
    )
    followed = view("Kompetensinsatser", (*WHOSE, "Uppföljda", "Genomförda"), ("T", "", 14, 31), total=True)
    assert said(risks.applied, used, followed) == [
        "Efter insatserna är 12 ändringar rapporterade: 3 hos enskilda, 4 i grupper, 5 i organisationen och 0 i system "
        "och struktur.",
        "14 av 31 genomförda insatser är uppföljda.",
    ]
    unused = view("Tillämpning", used.headers, ("T", "", 0, 0, 0, 0, 0), total=True)
    assert said(risks.applied, unused) == ["Ingen ändring efter insatserna är rapporterad."]


# ------------------------------------------------------------------------------------------- the demo


@pytest.fixture(scope="module")
def editions(demo_data: Consolidated) -> dict[Edition, Report]:
    """Both editions of the demo."""
    return {Edition.INTERNAL: internal(demo_data), Edition.OPEN: present.opened(demo_data).report}


def views_of(report: Report) -> dict[str, View]:
    views = (report.deliveries, *(exhibit.view for exhibit in report.exhibits()), *report.appendix)
    return {view.name: view for view in views}


def statements(report: Report) -> Iterator[Statement]:
    yield from report.observations
    yield from report.decisions
    for answer in report.answers:
        yield from answer.said


NUMBER = re.compile(r"\d{4}-\d\d-\d\d|\u2212?\d+(?:\u00a0\d{3})*(?:,\d+)?(?:\u00a0%)?")
# What is no figure of a table: a unit's own words, names of periods and of measures, how many more there are.
OTHER = re.compile(
    r"”[^”]*”|\d{4}-[TQH]\d|\([^()]*, \d{4}[^()]*\)|\b[PMH]-?\d+|och \d+ till|[\d,]+ procentenhet\w*|90 dagar"
)


def numbers(words: str) -> list[str]:
    """The numbers in a sentence, without those that its tables' words have."""
    return NUMBER.findall(OTHER.sub(" ", words))


def counts(view: View) -> set[str]:
    """How many rows a view has, and how many that say the same in a column, say nothing in it, or have a number."""
    found = {len(view.body), view.left_out}
    for at in range(len(view.headers)):
        cells = [line[at].value for line in view.body]
        same = Counter(map(str, cells))
        having = [value for value in cells if isinstance(value, int | float)]
        blank = same["None"] + same[""] + same["–"]
        found |= {*same.values(), len(having), len(cells) - len(having), blank, len(cells) - blank}
    return {str(count) for count in found}


# Of several words in a column, or of two columns: counted by hand in the demo's workbooks.
BY_HAND = {"Leveransläge": {"36", "3"}, "Förra omgångens åtgärder": {"4", "3"}, "Timmar per post": {"9", "1"}}


@pytest.mark.parametrize("edition", list(Edition))
def test_each_number_of_a_sentence_stands_in_its_view(editions: Mapping[Edition, Report], edition: Edition) -> None:
    views = views_of(editions[edition])
    looked_up = 0
    for statement in statements(editions[edition]):
        told = numbers(statement.text)
        if not statement.view:
            assert [one for one in told if one not in ("30", "1,96")] == [], statement.text
            continue
        view = views[statement.view]
        cells = {text(cell) for line in view.rows for cell in line} | {"0"}
        unknown = [one for one in told if one not in cells | counts(view) | BY_HAND.get(view.name, set())]
        assert unknown == [], statement
        looked_up += len(told)
    assert looked_up > 80


def test_the_open_edition_says_no_number_that_it_hides(editions: Mapping[Edition, Report]) -> None:
    """Of the numbers of a view that the open edition shows nowhere in it, none is in its sentences about the view."""
    inside, outside = (views_of(editions[edition]) for edition in Edition)
    compared = 0
    for statement in statements(editions[Edition.OPEN]):
        if statement.view not in inside:
            continue
        before, after = (
            {text(cell) for line in views[statement.view].rows for cell in line} for views in (inside, outside)
        )
        hidden = {one for one in before - after if NUMBER.fullmatch(one)}
        allowed = counts(outside[statement.view]) | BY_HAND.get(statement.view, set())
        assert hidden.isdisjoint(set(numbers(statement.text)) - allowed), statement
        compared += len(hidden)
    assert compared > 30


@pytest.mark.parametrize("edition", list(Edition))
def test_differences_are_those_of_the_shown_shares(editions: Mapping[Edition, Report], edition: Edition) -> None:
    found = 0
    for statement in statements(editions[edition]):
        for women, men, points in re.findall(
            r"([\d,]+)\u00a0% av kvinnorna och ([\d,]+)\u00a0% av männen, ([\d,]+) procent", statement.text
        ):
            one, other, difference = (float(number.replace(",", ".")) for number in (women, men, points))
            assert abs(abs(one - other) - difference) < 1e-6
            found += 1
    assert found == 3


def test_the_demo_s_summary(editions: Mapping[Edition, Report]) -> None:
    report = editions[Edition.INTERNAL]
    assert [(figure.label, figure.beside) for figure in report.figures] == [
        ("Uppnådda mål", "av 31 mål"),
        ("Deltagare, personer", "48 kvinnor och 54 män"),
        ("Försenade aktiviteter", "av 82 aktiviteter"),
        ("Använt av plan, där utfall finns", "2\u00a0283,5 av 3\u00a0730,0 timmar"),
        ("Inträffade risker", "av 20 risker"),
    ]
    assert [statement.view for statement in report.observations] == [
        "Leveransläge", "Risker per enhet", "Måluppfyllelse", "Måluppfyllelse", "Brukare och minuter",
    ]  # fmt: skip
    assert [statement.view for statement in report.decisions] == ["Leveransläge", "Kunde inte mätas", "Milstolpar"]
    assert all(answer.said for answer in report.answers)
    assert [answer.question for answer in report.answers] == list(Question)


def every_teller() -> list[Teller]:
    return [*OBSERVERS, *DECIDERS, *(teller for tellers in ANSWERS.values() for teller in tellers)]


class Asked(dict[str, View]):
    """Views that keep what they were asked for."""

    def __init__(self, views: Views) -> None:
        super().__init__(views)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def test_the_views_that_tellers_ask_for_are_in_the_demo(editions: Mapping[Edition, Report]) -> None:
    """A section that is called something else must not silence an answer."""
    views = Asked(views_of(editions[Edition.INTERNAL]))
    for teller in every_teller():
        list(teller(views))
    # The demo's units have nothing that carries a result on.
    assert {name for name in views.names if name not in views} == {"Förmedlande instanser"}
    assert len(views.names) > 25


def test_nothing_is_told_of_hidden_numbers(editions: Mapping[Edition, Report]) -> None:
    """With every number hidden, what is told has no numbers but counts of rows."""
    views = {
        name: replace(
            view, rows=[[cell if isinstance(cell.value, str) else Cell("..") for cell in line] for line in view.rows]
        )
        for name, view in views_of(editions[Edition.OPEN]).items()
    }
    for teller in every_teller():
        for one in teller(views):
            allowed = counts(views[one.view]) | BY_HAND.get(one.view, set()) if one.view else {"30", "1,96"}
            assert set(numbers(one.text)) <= allowed, one


def test_empty_views_are_nothing_to_tell_of(editions: Mapping[Edition, Report]) -> None:
    views = {name: replace(view, rows=[], total=False) for name, view in views_of(editions[Edition.INTERNAL]).items()}
    told = {one.text for teller in every_teller() for one in teller(views) if one.view}
    assert {one for one in told if re.search(r"\d", one)} == set()


def test_no_sentence_is_said_twice_in_an_answer(editions: Mapping[Edition, Report]) -> None:
    for report in editions.values():
        for answer in report.answers:
            assert len({one.text for one in answer.said}) == len(answer.said), answer.question


def test_no_sentence_has_words_from_inside_the_program(editions: Mapping[Edition, Report]) -> None:
    for report in editions.values():
        for statement in statements(report):
            assert not re.search(r"None|\bnan\b|\{|\}|  |\.\.(?!\.)|\( |, \)|\"", statement.text), statement.text
            assert statement.text[-1] in ".?", statement.text
