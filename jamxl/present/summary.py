"""What is said of a report as a whole: observations, decisions asked for, answers to questions. Pure.

It is said of the views alone, so an edition says nothing that it does not show.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from jamxl.present.report import Answer, MainFigure, Statement, View, figure_id
from jamxl.present.sections import Figures, Section

# A summary is read on one page.
MOST_OBSERVED, MOST_DECIDED = 5, 3

Views = Mapping[str, View]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, the view that it is seen in, and how much it matters beside the others (more is more)."""

    text: str
    view: str = ""
    weight: float = 1.0


Teller = Callable[[Views], Iterable[Told]]
OBSERVERS: list[Teller] = []
DECIDERS: list[Teller] = []
ANSWERS: dict[str, list[Teller]] = {}


def observer(teller: Teller) -> Teller:
    """Make a function one that says what is worth noticing."""
    OBSERVERS.append(teller)
    return teller


def decider(teller: Teller) -> Teller:
    """Make a function one that says what must be decided."""
    DECIDERS.append(teller)
    return teller


def answer(question: str) -> Callable[[Teller], Teller]:
    """Make a function one that answers a question."""

    def wrap(teller: Teller) -> Teller:
        ANSWERS.setdefault(question, []).append(teller)
        return teller

    return wrap


def observations(views: Views) -> list[Statement]:
    """What matters most."""
    return weightiest(OBSERVERS, views)[:MOST_OBSERVED]


def decisions(views: Views) -> list[Statement]:
    """What must be decided first."""
    return weightiest(DECIDERS, views)[:MOST_DECIDED]


def answers(views: Views, questions: Sequence[str]) -> list[Answer]:
    """The questions, in their order, with what is said to each; without those that nothing can be said to."""
    said = ((question, weightiest(ANSWERS.get(question, ()), views)) for question in questions)
    return [Answer(question, tuple(statements)) for question, statements in said if statements]


def weightiest(tellers: Iterable[Teller], views: Views) -> list[Statement]:
    """What is told, the weightiest first, else in the order of the tellers."""
    told = [one for teller in tellers for one in teller(views)]
    return [Statement(one.text, one.view) for one in sorted(told, key=attrgetter("weight"), reverse=True)]


def main_figures(sections: Iterable[Section], views: Views) -> list[MainFigure]:
    """The totals that sections want on the first page."""
    found = []
    for section in sections:
        table, view = section.table, views[section.sheet]
        if isinstance(table, Figures) and table.total:
            last = len(view.rows) - 1
            for at, header in enumerate(view.headers):
                if label := table.headline.get(header, ""):
                    found.append(MainFigure(label, view.name, last, at, view.rows[last][at], figure_id(view, last, at)))
    return found
