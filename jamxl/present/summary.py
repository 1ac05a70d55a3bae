"""What is said of a report as a whole: observations, decisions asked for, answers to questions. Pure.

It is said of the views alone, so an edition says nothing that it does not show.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from operator import attrgetter

from jamxl.present.reading import Row
from jamxl.present.report import Answer, MainFigure, Statement, View, figure_id, text
from jamxl.present.sections import Figures, Section
from jamxl.report_questions import NEEDED, UNANSWERED, Question

# A summary is read on one page.
MOST_OBSERVED, MOST_DECIDED, MOST_FIGURES = 5, 3, 5
HEADING = re.compile(r"{(.+?)}")

Views = Mapping[str, View]


class Weight(IntEnum):
    """What a steering group must act on first: the highest. Of two alike, the one told first comes first.

    First what makes all else unsafe, then what cannot be undone later (money, time, decisions), then what went another
    way than was wanted, then what is good to know. An answer's plain sentences have PLAIN.
    """

    TOTALS_UNSAFE = 100
    DECISION_LATE = 95
    HOURS_RUN_OUT = 90
    RISK_OCCURRED = 80
    GOAL_MISSED = 70
    GOAL_UNMEASURED = 65
    DECISION_DUE = 60
    UNEQUAL = 55
    PROMISE_BROKEN = 50
    DIRECTED = 48
    LATE = 45
    PROPOSED = 40
    NOT_LEADING = 35
    UNCERTAIN = 30
    PLAIN = 1


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, the view that all its numbers are seen in, and how much it matters beside the others."""

    text: str
    view: str = ""
    weight: Weight = Weight.PLAIN


Teller = Callable[[Views], Iterable[Told]]
OBSERVERS: list[Teller] = []
DECIDERS: list[Teller] = []
ANSWERS: dict[Question, list[Teller]] = {question: [] for question in Question}


def observer(teller: Teller) -> Teller:
    """Make a function one that says what is worth noticing, if anything: of one subject, so at most one sentence."""
    OBSERVERS.append(teller)
    return teller


def decider(teller: Teller) -> Teller:
    """Make a function one that says what must be decided, and what the reported material says of waiting."""
    DECIDERS.append(teller)
    return teller


def answer(question: Question) -> Callable[[Teller], Teller]:
    """Make a function one that answers a question."""

    def wrap(teller: Teller) -> Teller:
        ANSWERS[question].append(teller)
        return teller

    return wrap


def observations(views: Views) -> list[Statement]:
    """What matters most."""
    return weightiest(OBSERVERS, views, MOST_OBSERVED)


def decisions(views: Views) -> list[Statement]:
    """What must be decided first."""
    return weightiest(DECIDERS, views, MOST_DECIDED)


def answers(views: Views) -> list[Answer]:
    """All questions with what is said to each; where nothing is, what has to be reported for that."""
    said = {question: told(tellers, views) for question, tellers in ANSWERS.items()}
    return [
        Answer(question, stated(sentences) or (Statement(UNANSWERED.format(needed=NEEDED[question])),))
        for question, sentences in said.items()
    ]


def told(tellers: Iterable[Teller], views: Views) -> list[Told]:
    """What is told, in the order of the tellers."""
    return [one for teller in tellers for one in teller(views)]


def weightiest(tellers: Iterable[Teller], views: Views, most: int) -> list[Statement]:
    """What is told that matters most, the weightiest first, else in the order of the tellers."""
    ranked = sorted(told(tellers, views), key=attrgetter("weight"), reverse=True)
    return list(stated(ranked[:most]))


def stated(sentences: Iterable[Told]) -> tuple[Statement, ...]:
    """Sentences as the report holds them."""
    return tuple(Statement(one.text, one.view) for one in sentences)


def main_figures(sections: Iterable[Section], views: Views) -> tuple[list[MainFigure], list[MainFigure]]:
    """The totals that sections want on the first page, and those that come after them.

    The first page has those that say so (`Figures.first`), and where they are too few the others in their order.
    """
    found = [figure for section in sections for figure in totals(section, views[section.sheet])]
    wanted = [figure for first, figure in found if first] + [figure for first, figure in found if not first]
    front = wanted[:MOST_FIGURES]
    return front, [figure for _, figure in found if figure not in front]


def totals(section: Section, view: View) -> Iterator[tuple[bool, MainFigure]]:
    """The main figures of a section, and whether each is wanted on the first page. One that nobody has told is none."""
    table = section.table
    if not isinstance(table, Figures) or not table.total:
        return
    last = Row(view, len(view.rows) - 1)
    for at, header in enumerate(view.headers):
        if (label := table.headline.get(header, "")) and text(view.rows[last.at][at]):
            beside, identity = against(last, table.first.get(header, "")), figure_id(view, last.at, at)
            yield (
                header in table.first,
                MainFigure(label, view.name, last.at, at, view.rows[last.at][at], identity, beside),
            )


def against(row: Row, words: str) -> str:
    """Words with the row's cells for {headings}; "" where some of them is hidden."""
    headers = HEADING.findall(words)
    return HEADING.sub(lambda found: row.said(found[1]), words) if row.knows(*headers) else ""
