"""What the columns of the books tell of people: counts, what is worked out from counts, persons' own values. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jamxl.sheets import Limits, Table, operands, places

# What tells how values lie: with few of them, each could be found again.
LIE = re.compile(r"\b(MEDIAN|MIN|MAX|STDEVP?|VARP?|QUARTILE|PERCENTILE|LARGE|SMALL|RANK)\(")
MEAN = re.compile(r"\bAVERAGE(IFS?)?\(")


def about_people(part: type[Table], key: str) -> bool:
    """A column tells of numbers of people, or is worked out from such columns of its row."""
    return bool(part.columns[key].people or operands(part, key))


def formula_of(part: type[Table], key: str) -> str:
    """The formula of a computed column; blank for a typed one."""
    return getattr(part.columns[key], "formula", "") if key in part.columns else ""


@dataclass
class Telling:
    """All tables by key, and what their columns have been found to tell."""

    parts: Mapping[str, type[Table]]
    _behind: dict[tuple[str, str], frozenset[tuple[str, str]]] = field(default_factory=dict)
    _operands: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def operands(self, part: type[Table], key: str) -> tuple[str, ...]:
        """The numbers of people in its row that a computed column is worked out from."""
        place = (part.table_key, key)
        if place not in self._operands:
            self._operands[place] = operands(part, key)
        return self._operands[place]

    def behind(self, part: type[Table], key: str) -> frozenset[tuple[str, str]]:
        """The columns of numbers of people, in any table, that a computed column is worked out from: (table, key)."""
        start = (part.table_key, key)
        if start not in self._behind:
            seen, left = {start}, [start]
            while left:
                table, name = left.pop()
                if name in self.parts[table].columns and not self.parts[table].columns[name].people:
                    found = {(t or table, n) for t, n in places(formula_of(self.parts[table], name)) if known(self, t)}
                    left += found - seen
                    seen |= found
            people = ((t, n) for t, n in seen if n in self.parts[t].columns and self.parts[t].columns[n].people)
            self._behind[start] = frozenset(people)
        return self._behind[start]

    def is_word(self, part: type[Table], key: str) -> bool:
        """A column is no number of people, but worked out from such numbers, in any table."""
        column = part.columns.get(key)
        if part.generated or column is None or column.people or getattr(column, "by_numbers", None) == ():
            return False
        return column.computed and bool(operands(part, key) or self.behind(part, key))

    def tells(self, part: type[Table], key: str, value: Any) -> bool:
        """What stands in such a column may stand there because the numbers are what they are."""
        by_numbers = getattr(part.columns.get(key), "by_numbers", None)
        return self.is_word(part, key) and (by_numbers is None or value in by_numbers)

    def across(self, part: type[Table], key: str) -> bool:
        """A computed column compares its row with the table's others by what tells of people."""
        return any(table == "" and about_people(part, name) for table, name in places(formula_of(part, key)))

    def least(self, part: type[Table], key: str, limits: Limits) -> int:
        """How many persons' own values a computed column has to be of, to be shown; 0 where it is of none.

        Those values stand in a sheet that stays with the unit.
        """
        needed, seen, left = 0, {key}, [key]
        while left:
            formula = formula_of(part, left.pop())
            named = places(formula)
            if any(table in self.parts and self.parts[table].private for table, _ in named if table):
                lie = limits.base_at_least if LIE.search(formula) else 0
                needed = max(needed, lie, limits.detail_at_least if MEAN.search(formula) else 0)
            own = {name for table, name in named if not table} - seen
            seen |= own
            left += own
        return needed


def known(telling: Telling, table: str | None) -> bool:
    """A place of a formula is in a table, and not in the project's limits or lists."""
    return not table or table in telling.parts
