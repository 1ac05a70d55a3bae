"""Asks every constraint and rule of a book; the answers serve both the workbook's own check and the findings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jamxl import texts
from jamxl.columns import Column, Constraint, Remark, Unknown
from jamxl.findings import Severity
from jamxl.sheets import BookData, Broken, Rule, Table, constraints

# So many different values of a column are compared with what they may have meant.
MOST_HINTS = 50


@dataclass(frozen=True, slots=True)
class Breach:
    """A demand that is not met: on row `index` of `part` (None: the book as a whole), in the columns `at`."""

    part: type[Table]
    index: int | None
    at: tuple[str, ...]
    code: str
    rule: str | None
    severity: Severity
    short: str
    message: str
    fix: str
    value: str = ""
    expected: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def breaches(data: BookData) -> Iterator[Breach]:
    """Every broken constraint and rule that the project heeds, as grave as it says.

    Within a row they come in the order of the workbook's own check.
    """
    for breach in every_breach(data):
        severity = data.severity(breach.rule, breach.severity)
        if severity is not None:
            yield breach if severity == breach.severity else replace(breach, severity=severity)


def every_breach(data: BookData) -> Iterator[Breach]:
    """Every broken constraint and rule."""
    for part in data.book.parts:
        yield from of_constraints(data, part)
        yield from of_rows(data, part)
    for rule in data.book.rules:
        for hit in rule.of_book(data):
            index = None if hit.row is None else hit.row.index
            yield broken_rule("JX510", rule, hit.part, index, hit.at, hit.row, hit.facts)


def of_constraints(data: BookData, part: type[Table]) -> Iterator[Breach]:
    """Broken constraints of one part; cells that could not be read are left out, they have their own finding."""
    rows = data.parts[part.table_key]
    if not len(rows):
        return
    for column, constraint in constraints(part):
        if column.key in rows.lost:
            continue
        values = rows.columns[column.key]
        try:
            broken = constraint.breaks(values, data)
        except Unknown:
            continue
        about = constraint.about(values, data) if broken and constraint.about else None
        meant: dict[Any, str | None] = {}
        for index in broken:
            if (index, column.key) not in rows.bad:
                if values[index] not in meant:
                    # A file where nothing fits would take long to compare.
                    few = len(meant) < MOST_HINTS
                    meant[values[index]] = constraint.near(values[index], data) if few else None
                told = about(values[index]) if about else Remark(constraint.code)
                shown = {"value": column.show(values[index]), "expected": constraint.expected}
                told = replace(told, facts=shown | told.facts)
                yield broken_constraint(part, column, constraint, index, told, meant[values[index]])


def broken_constraint(
    part: type[Table], column: Column, constraint: Constraint, index: int, told: Remark, meant: str | None
) -> Breach:
    facts = {"header": column.header, **told.facts}
    text = texts.FINDINGS[constraint.code]
    return Breach(
        part,
        index,
        (column.key,),
        constraint.code,
        constraint.rule,
        text.severity,
        constraint.short,
        text.message.format_map(facts),
        (told.fix or text.fix).format_map(facts) + texts.hint(meant),
        facts["value"],
        facts["expected"],
    )


def of_rows(data: BookData, part: type[Table]) -> Iterator[Breach]:
    """Broken row rules of one part."""
    if not part.rules:
        return
    views = data.parts[part.table_key].view()
    for rule in part.rules:
        for row in views:
            answer = rule.of_row(row, data)
            if not answer:
                facts = answer.facts if isinstance(answer, Broken) else {}
                yield broken_rule("JX410", rule, part, row.index, rule.at, row, facts)


def broken_rule(
    code: str,
    rule: Rule,
    part: type[Table],
    index: int | None,
    at: tuple[str, ...],
    row: Table | None,
    facts: Mapping[str, str],
) -> Breach:
    said = Said(facts)
    said.row = row
    value = "" if row is None else part.columns[at[0]].show(row.known(at[0]))
    return Breach(
        part,
        index,
        at,
        code,
        rule.id,
        rule.severity,
        rule.short,
        rule.says.format_map(said),
        rule.fix.format_map(said),
        facts.get("value", value),
        facts.get("expected", ""),
        facts,
    )


class Said(dict[str, str]):
    """The words of a rule's sentence: its facts, else the row's own cells, shown only when they are asked for."""

    row: Table | None = None

    def __missing__(self, key: str) -> str:
        if self.row is None:
            raise KeyError(key)
        return self.row.columns[key].show(self.row.known(key)) or "(tomt)"


def verdicts(data: BookData, found: list[Breach]) -> dict[str, list[list[str]]]:
    """For each part and row the short texts that the row's Kontroll cell shows, in its order.

    Only what the workbook's own formulas can tell: demands without an Excel face are left out.
    """
    shown = {part.table_key: {c.short for _, c in constraints(part) if c.excel} for part in data.book.parts}
    for part in data.book.parts:
        shown[part.table_key] |= {rule.short for rule in part.rules if rule.excel}
    result: dict[str, list[list[str]]] = {key: [[] for _ in range(len(rows))] for key, rows in data.parts.items()}
    for breach in found:
        key = breach.part.table_key
        if breach.index is not None and breach.short in shown[key]:
            result[key][breach.index].append(breach.short)
    return result
