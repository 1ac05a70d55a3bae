"""Finding the rows that an ID names, and adding up women, men and those of unknown sex."""

from collections.abc import Iterable
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Table


def named(book: BookData, table: str, key: str) -> dict[str, Table]:
    """The rows of a table by ID, case-blind; the first where several have the same, as Excel's MATCH takes it."""
    found: dict[str, Table] = {}
    for row in book.parts[table].view():
        name = row.known(key)
        if name is not None:
            found.setdefault(name.casefold(), row)
    return found


def surveys(book: BookData) -> dict[str, Table]:
    """The surveys by ID."""
    return named(book, "surveys", "survey_id")


def questions(book: BookData) -> dict[str, Table]:
    """The questions by ID."""
    return named(book, "survey_questions", "question_id")


def answers(book: BookData) -> dict[str, list[Table]]:
    """The alternatives of each question, by its ID."""
    found: dict[str, list[Table]] = {}
    for row in book.parts["survey_answers"].view():
        name = row.known("question_id")
        if name is not None:
            found.setdefault(name.casefold(), []).append(row)
    return found


def survey_of(row: Any, book: BookData) -> Table | None:
    """The survey that a row names; None when there is none."""
    return book.once(surveys).get(row.survey_id.casefold())


def question_of(row: Any, book: BookData) -> Table | None:
    """The question that a row names; None when there is none."""
    return book.once(questions).get(row.question_id.casefold())


def alternatives(row: Any, book: BookData) -> list[Table]:
    """The rows of the sheet Svar that belong to a question."""
    return book.once(answers).get(row.question_id.casefold(), [])


def added(values: Iterable[float | None]) -> float | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return float(sum(known)) if known else None


def total(header: str, first: str, **more: Any) -> Any:
    """A column with the sum of `first`_k, _m and _u ("" for k, m and u): none while one of them is no number."""
    keys = [f"{first}{sex}" for sex in "kmu"]
    cells = ",".join(f"{{{key}}}" for key in keys)

    def by(row: Any, book: BookData) -> float | None:
        return added([getattr(row, key) for key in keys])

    formula = f'IF(OR(COUNT({cells})=0,COUNT({cells})<COUNTA({cells})),"",SUM({cells}))'
    return col.computed(col.whole(header, width=9), formula, by, people=True, adds=tuple(keys), **more)
