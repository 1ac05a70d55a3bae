"""What stands last in a report: definitions, data quality, the rules most often broken."""

from dataclasses import replace

import pytest

from jamxl import present
from jamxl.consolidation import Consolidated
from jamxl.grid import Value
from jamxl.present.appendix import defined, definitions, most_found, quality, without_orders
from jamxl.present.making import Letter, internal
from jamxl.present.measures import COUNT, DECIMAL, HOURS, Derived, Known, Measure, Single, Stat, Sum, of_both, ratio
from jamxl.present.report import View, text
from jamxl.present.sections import Figures, Section
from jamxl.standard.projektbok.budget import Budget
from jamxl.standard.projektbok.milestones import Milestones


def values(view: View) -> list[list[Value]]:
    return [[cell.value for cell in line] for line in view.rows]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (
            Sum("Använt", HOURS, Budget, "act_hours"),
            "Summan av ”Utfall timmar” på bladet Timbudget. Nedlagd tid hittills.",
        ),
        (
            Sum("Ordinarie", HOURS, Budget, "plan_hours", (("funding", "Ordinarie"), ("text", "<>"))),
            "Summan av ”Budget timmar” på bladet Timbudget där Finansiering är Ordinarie och Budgetpost är ifylld.",
        ),
        (Single("Plan", HOURS, Budget, "plan_hours"), "Enhetens eget tal: ”Budget timmar” på bladet Timbudget."),
        (
            Stat("Median", DECIMAL, Budget, "plan_hours", function="MEDIAN"),
            "Medianen av ”Budget timmar” på bladet Timbudget.",
        ),
        # The first column names the row, so that it is filled in need not be said.
        (Known("Alla", COUNT, Milestones, "milestone_id"), "Antal rader på bladet Milstolpar."),
        (Known("Nådda", COUNT, Milestones, "actual"), "Antal rader på bladet Milstolpar där Verklig dag är ifylld."),
        (
            Known("Väntar", COUNT, Milestones, "milestone_id", (("decision", ""), ("state", "<>Kommande"))),
            "Antal rader på bladet Milstolpar där Beslut är tom och Läge inte är Kommande.",
        ),
        (
            Known("Kör", COUNT, Milestones, "decision", (("decision", "Kör"),)),
            "Antal rader på bladet Milstolpar där Beslut är Kör.",
        ),
        (ratio("Andel", "Nådda", "Alla"), "”Nådda” delat med ”Alla”."),
        (of_both("Andel kvinnor", "K", "M"), "”K” delat med ”K” och ”M” tillsammans."),
        (Derived("Summa", COUNT, "", sum, ("A", "B", "C")), "Räknat ur ”A”, ”B” och ”C”."),
        (Known("Poster", COUNT, Budget, "unit_id"), "Antal rader på bladet Timbudget."),
    ],
)
def test_how_a_figure_is_worked_out(demo_data: Consolidated, measure: Measure, expected: str) -> None:
    assert defined(demo_data, measure) == expected


def section(name: str, *measures: Measure) -> Section:
    return Section(name, "", Figures(("Enhet",), (), measures))


def test_what_is_worked_out_alike_in_several_tables_is_told_once(demo_data: Consolidated) -> None:
    share, other = ratio("Andel", "Nådda", "Alla"), ratio("Andel", "Klara", "Alla")
    view = definitions(demo_data, [section("Ett", share), section("Två", other, share), section("Tre", share)])
    assert values(view) == [
        ["Andel", "”Nådda” delat med ”Alla”.", "procent", "Ett, Två och Tre"],
        ["Andel", "”Klara” delat med ”Alla”.", "procent", "Två"],
    ]


def test_the_sum_of_a_column_of_the_same_name_says_itself_what_it_is(demo_data: Consolidated) -> None:
    same = Sum("Budget timmar", HOURS, Budget, "plan_hours")
    narrower = replace(same, where=(("funding", "Ordinarie"),))
    prompted = Sum("Utfall timmar", HOURS, Budget, "act_hours")
    names = [line[1] for line in values(definitions(demo_data, [section("T", same, narrower, prompted)]))]
    assert names == [
        "Summan av ”Budget timmar” på bladet Timbudget där Finansiering är Ordinarie.",
        "Summan av ”Utfall timmar” på bladet Timbudget. Nedlagd tid hittills.",
    ]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("Nedlagd tid hittills.", "Nedlagd tid hittills."),
        ("Män med minst ett intyg, var och en räknad en gång.", "Män med minst ett intyg, var och en räknad en gång."),
        ("Antal kvinnor. Ingen: skriv 0.", "Antal kvinnor."),
        ("De vars kön ni inte vet. De räknas bara in i totalen.", "De räknas bara in i totalen."),
        ("Alla sena tillsammans, t.ex. 45 för tre kvart.", "Alla sena tillsammans."),
        ("Värdet vid förra tillfället; oftast redan ifyllt.", "Värdet vid förra tillfället."),
        ("Det ni enas om efter samtalet, högst en decimal. Tomt om parametern inte följs upp.", ""),
        ("", ""),
    ],
)
def test_what_is_said_to_those_who_fill_in_is_no_definition(prompt: str, expected: str) -> None:
    assert without_orders(prompt) == expected


def test_coverage_and_contents_of_the_books(demo_data: Consolidated) -> None:
    """Eleven units expected with a Projektbok, one silent, one late; three cells that are no hours."""
    view = quality(demo_data, "samordnaren", inside=True)
    lines = {line[0]: line[1:] for line in values(view)}
    assert view.headers == (
        "Bok", "Väntade", "Med", "Sena", "Saknas", "Avvisade", "Andel med", "Rader lästa", "Rader med",
        "Rader avvisade", "Oläsliga värden", "Utan uppgift", "För få personer",
    )  # fmt: skip
    assert lines["Projektbok"][:6] == [11, 10, 1, 1, 0, 10 / 11]
    assert lines["Alla böcker"][:6] == [39, 36, 7, 3, 0, 36 / 39]
    rows = sum(len(batch.lines) for delivery in demo_data.used for batch in delivery.batches.values())
    assert lines["Alla böcker"][6:9] == [rows, rows, 0]
    assert lines["Alla böcker"][9] == 3
    assert view.notes[-1] == "Frågor om siffrorna: samordnaren."
    assert any("avrundning" in note for note in view.notes)


def test_the_open_edition_has_no_counts_of_what_books_hold(demo_data: Consolidated) -> None:
    inside, outside = (quality(demo_data, "", inside=inside) for inside in (True, False))
    assert outside.headers == inside.headers[:7]
    assert [text(cell) for cell in outside.rows[-1]] == ["Alla böcker", "39", "36", "7", "3", "–", "92,3\u00a0%"]
    assert not any("Känslig" in note or "Frågor" in note for note in outside.notes)
    assert any("Känslig" in note for note in inside.notes)


def test_a_project_that_expects_nobody_has_no_coverage(demo_data: Consolidated) -> None:
    view = quality(replace(demo_data, expected=(), _memo={}), "", inside=False)
    assert view.headers == ("Bok",)
    assert values(view)[-1] == ["Alla böcker"]


def test_rules_by_how_often_they_were_broken(demo_data: Consolidated) -> None:
    lines = values(most_found(demo_data))
    assert sum(int(str(line[3])) for line in lines) == len(demo_data.findings())
    order = [(["Fel", "Varning", "Notis"].index(str(line[1])), -int(str(line[3]))) for line in lines]
    assert order == sorted(order)
    assert ["X01", "Varning", "Projektbok", 4, 4] in [line[:5] for line in lines]


def test_both_editions_end_with_definitions_and_data_quality(demo_data: Consolidated) -> None:
    letter = Letter(contact="samordnare@example.org")
    editions = internal(demo_data, letter), present.opened(demo_data, letter=letter).report
    inside, outside = ([view.name for view in report.appendix] for report in editions)
    assert inside == ["Definitioner", "Datakvalitet", "Vanligaste avvikelserna", "Filer"]
    assert outside == ["Definitioner", "Datakvalitet", "Teckenförklaring"]
    tables = {exhibit.view.name for exhibit in editions[1].exhibits()}
    named = {
        name for line in values(editions[1].appendix[0]) for name in str(line[3]).replace(" och ", ", ").split(", ")
    }
    # A table that the open edition does not have is not defined there either.
    gone = {exhibit.view.name for exhibit in editions[0].exhibits()} - tables
    assert gone
    assert gone & named == set()
