"""What a report says as a whole: what comes first, how sentences read views, main figures; on views made by hand."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from jamxl.grid import Cell
from jamxl.present import summary
from jamxl.present.chance import beyond_chance, judged
from jamxl.present.measures import COUNT, SHARE, Measure
from jamxl.present.reading import Row, by_number, largest, limited, quoted, rows, some, tally, total, where
from jamxl.present.report import View
from jamxl.present.sections import Figures, Section
from jamxl.present.summary import Told, Views, Weight
from jamxl.report_questions import NEEDED, Question


def view(**changes: object) -> View:
    """Two units and their total: one hidden number, one that is zero by its sign."""
    lines = [
        ("Osby", "Fler i arbete", Cell("..", format=""), Cell(0.405, format="0%"), "jämn"),
        ("Orust", "Kontoret", Cell("–"), Cell(0.0625, format="0.0%"), ".."),
        ("Totalt", "", Cell(1234, format="#,##0"), Cell("."), ""),
    ]
    made = View(
        "Tabell", "Tabell. 2010.", "", ("Kommun", "Enhet", "Mål", "Andel", "Fördelning"),
        [[cell if isinstance(cell, Cell) else Cell(cell) for cell in line] for line in lines], 2, total=True,
        keys=("osby", "orust", "totalt"), ids=("kommun", "enhet", "mal", "andel", "fordelning"),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------- reading


def test_a_number_is_no_more_exact_than_it_is_shown() -> None:
    first, second = rows({"Tabell": view()}, "Tabell")
    assert (first.number("Mål"), first.number("Andel")) == (None, 0.41)
    assert (second.number("Mål"), second.number("Andel")) == (0, 0.063)
    assert (second.said("Mål"), second.said("Andel")) == ("0", "6,3\u00a0%")
    assert (first.knows("Mål", "Andel"), second.knows("Mål", "Andel")) == (False, True)


def test_signs_are_no_words() -> None:
    first, second = rows({"Tabell": view()}, "Tabell")
    assert (first.words("Fördelning"), second.words("Fördelning")) == ("jämn", "")
    assert (first.unit, first.called("Fördelning")) == ("Fler i arbete i Osby", "”jämn” (Fler i arbete i Osby)")
    assert second.called("Fördelning") == "Kontoret i Orust"


def test_the_total_is_no_row() -> None:
    views = {"Tabell": view()}
    every = total(views, "Tabell")
    assert len(rows(views, "Tabell")) == 2
    assert every
    assert every.said("Mål") == "1\u00a0234"
    assert total({"Tabell": view(total=False)}, "Tabell") is None
    assert (rows({}, "Tabell"), total({}, "Tabell")) == ([], None)


def test_a_header_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="tuple"):
        rows({"Tabell": view()}, "Tabell")[0].number("Måål")


def test_rows_by_words_and_numbers() -> None:
    views = {"Tabell": view(total=False)}
    found = rows(views, "Tabell")
    assert [row.at for row in where(found, "Fördelning", "jämn", "skev")] == [0]
    assert tally(found, "Fördelning") == [("", 2), ("jämn", 1)]
    ranked = by_number(found, lambda row: row.number("Mål"))
    assert [(value, row.at) for value, row in ranked] == [(1234, 2), (0, 1)]
    assert [row.at for row in largest(ranked)] == [2]


def test_those_alike_are_all_largest() -> None:
    lines = [[Cell(name), Cell(number, format="#,##0")] for name, number in (("a", 2), ("b", 3), ("c", 3))]
    found = rows({"T": View("T", "", "", ("Enhet", "Tal"), lines, 1)}, "T")
    assert [row.words("Enhet") for row in largest(by_number(found, lambda row: row.number("Tal")))] == ["b", "c"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "a", ""], "a och b"),
        (list("abcdef"), "a, b, c, d, e och f"),
        (list("abcdefg"), "a, b, c, d, e och 2 till"),
    ],
)
def test_of_many_names_some(names: list[str], said: str) -> None:
    assert some(names) == said


def test_what_a_unit_wrote_stands_in_quotes_without_its_full_stop() -> None:
    assert quoted("Fråga alla. ") == "”Fråga alla”"


@pytest.mark.parametrize(("left_out", "said"), [(0, ""), (1, " 1 rad visas inte här och är inte med.")])
def test_rows_that_are_not_shown_are_told_of(left_out: int, said: str) -> None:
    assert limited(view(left_out=left_out)) == said


# ------------------------------------------------------------------------------------------- chance


@pytest.mark.parametrize(
    ("women", "men", "expected"),
    [
        # By the standard error of two shares, worked out by hand: 0,0962 for 23 and 30 per cent.
        ((9, 40), (18, 60), False),
        # 60 and 40 of a hundred each: 0,2 apart, standard error 0,0707.
        ((60, 100), (40, 100), True),
        # 0,13 apart, standard error 0,0706: less than 1,96 of it; 0,14 is more (0,1384).
        ((56, 100), (43, 100), False),
        ((57, 100), (43, 100), True),
        # At least thirty of each.
        ((29, 29), (0, 100), None),
        ((20, 30), (10, 30), True),
        # At least five expected: 9 of 60 are 4,5 of 30; 10 of 60 are five.
        ((9, 30), (0, 30), None),
        ((10, 30), (0, 30), True),
        ((30, 30), (21, 30), None),
    ],
)
def test_whether_a_difference_is_more_than_chance(
    women: tuple[int, int], men: tuple[int, int], expected: bool | None
) -> None:
    assert beyond_chance(*women, *men) is expected
    assert beyond_chance(*men, *women) is expected


def test_of_too_few_nothing_is_said() -> None:
    assert judged(3, 9, 5, 9) == "är de för få för att säga om skillnaden är mer än slump"


# ------------------------------------------------------------------------------------------- what comes first


@pytest.fixture
def tellers(monkeypatch: pytest.MonkeyPatch) -> list[summary.Teller]:
    """The observers and deciders, and none but those that a test adds."""
    own: list[summary.Teller] = []
    monkeypatch.setattr(summary, "OBSERVERS", own)
    monkeypatch.setattr(summary, "DECIDERS", own)
    return own


def telling(*sentences: tuple[str, Weight]) -> summary.Teller:
    def tell(views: Views) -> Iterator[Told]:
        for text, weight in sentences:
            yield Told(text, "Tabell", weight)

    return tell


def test_the_weightiest_come_first_and_those_alike_as_they_were_told(tellers: list[summary.Teller]) -> None:
    tellers += [
        telling(("sen", Weight.LATE), ("mål", Weight.GOAL_MISSED)),
        telling(("annat mål", Weight.GOAL_MISSED), ("saknas", Weight.TOTALS_UNSAFE)),
        telling(("risk", Weight.RISK_OCCURRED), ("osäkert", Weight.UNCERTAIN)),
    ]
    observed = [one.text for one in summary.observations({})]
    assert observed == ["saknas", "risk", "mål", "annat mål", "sen"]
    assert [one.text for one in summary.decisions({})] == ["saknas", "risk", "mål"]


def test_no_two_weights_are_alike() -> None:
    assert len({int(weight) for weight in Weight.__members__.values()}) == len(Weight.__members__)


def test_an_answer_is_told_in_its_order_whatever_it_weighs(monkeypatch: pytest.MonkeyPatch) -> None:
    own = telling(("först", Weight.PLAIN), ("sedan", Weight.TOTALS_UNSAFE))
    monkeypatch.setitem(summary.ANSWERS, Question.RISKS, [own])
    said = {answer.question: [one.text for one in answer.said] for answer in summary.answers({})}
    assert said[Question.RISKS] == ["först", "sedan"]


def test_a_question_that_nothing_answers_says_what_it_takes() -> None:
    said = {answer.question: answer.said for answer in summary.answers({})}
    assert list(said) == list(Question)
    assert set(NEEDED) == set(Question)
    (risks,) = said[Question.RISKS]
    assert risks.text == (
        "Frågan går inte att besvara med det som redovisas här. "
        "Ett svar kräver att enheterna fyller i Risker i Projektboken."
    )
    assert risks.view == ""


# ------------------------------------------------------------------------------------------- main figures


def section(name: str, headline: dict[str, str], first: dict[str, str] | None = None, total: str = "Totalt") -> Section:
    figures = Figures(
        ("Kommun", "Enhet"), (), [Measure("Mål", COUNT), Measure("Andel", SHARE)], total, headline=headline,
        first=first or {},
    )  # fmt: skip
    return Section(name, "", figures)


def test_the_first_page_has_those_that_ask_for_it_and_then_the_others_in_their_order() -> None:
    names = [f"Tabell {n}" for n in range(6)]
    wants = {name: {"Mål": ""} if name in ("Tabell 4", "Tabell 5") else {} for name in names}
    sections = [section(name, {"Mål": name}, wants[name]) for name in names]
    views = {name: view(name=name) for name in names}
    first, more = summary.main_figures(sections, views)
    assert [figure.label for figure in first] == ["Tabell 4", "Tabell 5", "Tabell 0", "Tabell 1", "Tabell 2"]
    assert [figure.label for figure in more] == ["Tabell 3"]
    assert (first[0].row, first[0].column, first[0].cell.value) == (2, 2, 1234)
    assert first[0].id == "tabell-4.totalt.mal"


def test_a_figure_is_seen_against_others_unless_one_of_them_is_hidden() -> None:
    words = {"Mål": "{Mål} av alla {Mål}", "Andel": "av {Andel}"}
    made = section("Tabell", {"Mål": "Mål", "Andel": "Andel"}, words)
    first, _ = summary.main_figures([made], {"Tabell": view()})
    assert [figure.beside for figure in first] == ["1\u00a0234 av alla 1\u00a0234", ""]


def test_a_section_without_a_total_has_no_main_figures() -> None:
    made = section("Tabell", {"Mål": "Mål"}, total="")
    assert summary.main_figures([made], {"Tabell": view(total=False)}) == ([], [])


def test_a_row_knows_its_place() -> None:
    assert Row(view(), 2).said("Kommun") == "Totalt"
