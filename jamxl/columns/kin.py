"""How a column names the numbers that its own is the sum of, or a part of. Pure.

k                     in the same row
-k                    in the same row, and taken away
.k                    in all rows of the same sheet, of the unit
occasion.part_k       in all rows of another sheet of the unit
survey_id>ans_k       in the row that the same row's reference names
answers.k@question_id in the rows of another sheet whose reference names the same row
answers.k?agrees      in those where `agrees` is neither blank nor No
"""

import re
from dataclasses import dataclass
from functools import cache

PLACE = re.compile(r"(-)?(?:(\w*)(\.)|(\w+)>)?(\w+)(?:@(\w+))?(?:\?(\w+))?")


@dataclass(frozen=True, slots=True)
class Kin:
    """Numbers of the same unit. `table`: None is the same row, "" the same sheet; `by`: the row's own reference;
    `back`: their reference to the row; `only`: their column that says which of them."""

    key: str
    factor: float = 1.0
    table: str | None = None
    by: str = ""
    back: str = ""
    only: str = ""

    @property
    def own(self) -> list[str]:
        """The columns of the same table that it names."""
        if self.by:
            return [self.by]
        return [self.key, *filter(None, [self.only])] if not self.table else []


@cache
def kin(named: str) -> Kin:
    """What a name says. Raises ValueError for what is no name."""
    found = PLACE.fullmatch(named)
    if found is None:
        raise ValueError(named)
    minus, table, dot, by, key, back, only = found.groups()
    return Kin(key, -1.0 if minus else 1.0, table if dot else None, by or "", back or "", only or "")


@dataclass(frozen=True, slots=True)
class Whole:
    """Numbers that together count all of whom a number counts some. `people`: so the rest of them are people too."""

    of: tuple[Kin, ...]
    people: bool


@cache
def whole(named: str) -> Whole:
    """What a column is `within`: names with + between them; after < the rest says nothing of people."""
    return Whole(tuple(map(kin, named.lstrip("<").split("+"))), not named.startswith("<"))
