"""What stands first in a workbook of either edition: the summary, the answers and the contents, as views."""

from collections.abc import Iterable, Sequence

from jamxl import report_texts
from jamxl.grid import Cell
from jamxl.present.measures import COUNT
from jamxl.present.report import Cover, MainFigure, Report, View

Line = tuple[str, str, Cell]


def summary(report: Report, about: str) -> View:
    """The first page as one table: who sends it to whom, how many have answered, figures, decisions, observations.

    `about`: what is to be known of the edition.
    """
    cover, words = report.cover, report_texts.SUMMARY_PARTS
    lines: list[Line] = [
        *((words["letter"], label, Cell(said, "text", wrap=True)) for label, said in letter(cover)),
        *((words["answered"], label, Cell(count, "text", COUNT, align="right")) for label, count in report.facts),
        *((words["figures"], named(figure), figure.cell) for figure in report.figures),
        *said(words["decisions"], (one.text for one in report.decisions)),
        *said(words["observations"], (one.text for one in report.observations)),
        *((words["more"], named(figure), figure.cell) for figure in report.more),
    ]
    rows = [[label_cell(part), label_cell(what), cell] for part, what, cell in lines]
    title = f"{report_texts.SUMMARY}. {' '.join(filter(None, (cover.project, cover.period_in_words)))}."
    return View(report_texts.SUMMARY, title, about, report_texts.SUMMARY_HEADERS, rows, 2)


def letter(cover: Cover) -> list[tuple[str, str]]:
    """Who sends the report to whom, as far as anybody has said."""
    return [(label, said) for field, label in report_texts.LETTER.items() if (said := getattr(cover, field))]


def named(figure: MainFigure) -> str:
    """What a main figure is called, with what it is seen against."""
    return f"{figure.label} ({figure.beside})" if figure.beside else figure.label


def said(part: str, sentences: Iterable[str]) -> list[Line]:
    """Sentences, numbered."""
    return [(part, str(n), Cell(sentence, "text", wrap=True)) for n, sentence in enumerate(sentences, 1)]


def answers(report: Report) -> View:
    """A steering group's questions, an answer a row."""
    rows = [
        [label_cell(one.question), Cell(statement.text, "text", wrap=True), way(statement.view)]
        for one in report.answers
        for statement in one.said
    ]
    intro = report_texts.ANSWERS_INTRO
    return View(report_texts.ANSWERS, f"{report_texts.ANSWERS}.", intro, report_texts.ANSWER_HEADERS, rows, 1)


def contents(chapters: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> View:
    """The sheets (name, what they hold) under each heading, with a way to each."""
    rows = [
        [label_cell(heading), way(name), Cell(intro, "text", wrap=True)]
        for heading, sheets in chapters
        for name, intro in sheets
    ]
    intro = report_texts.CONTENTS_INTRO
    return View(report_texts.CONTENTS, f"{report_texts.CONTENTS}.", intro, report_texts.CONTENTS_HEADERS, rows, 2)


def label_cell(words: str) -> Cell:
    """A label."""
    return Cell(words, "label", wrap=True)


def way(sheet: str) -> Cell:
    """A link to a sheet; a blank cell to none."""
    return Cell(sheet, "link" if sheet else "text", link=sheet, wrap=True)
