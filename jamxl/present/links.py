"""What a reader knows of a unit's numbers beside what they are made of: parts of wholes, and the same told twice. Pure.

Whoever sees a number and another that it is a part of knows the rest too. A number that equals another of the unit's
is taken to be the same where one of them is told in free words: a fact that were not true would only hide more.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from jamxl.columns import Column
from jamxl.columns.kin import Whole, whole
from jamxl.present.measures import same
from jamxl.present.origins import NEAR, Origin, Round, Terms, added
from jamxl.sheets import Table

REST = "övriga"


def found(round_: Round) -> Iterator[Terms]:
    """Sums that are nothing."""
    for part in round_.data.parts():
        of_people = [column for column in part.columns.values() if column.people]
        for index, row in enumerate(round_.rows(part) if of_people else ()):
            for column in of_people:
                if row.get(column.key) is not None:
                    yield from of_cell(round_, part, index, column)
    yield from told_twice(round_)


def of_cell(round_: Round, part: type[Table], index: int, column: Column) -> Iterator[Terms]:
    """What a cell is together with the rest of all that it is a part of."""
    origin = round_.cell(part, index, column.key)
    if origin is None:
        return
    if origin.is_share and origin.terms and origin.of:
        yield from with_rest(round_, (part, index, column), origin, [(1.0, one) for one in origin.of], "", True)
    for named in column.within:
        if numbers := wholly(round_, part, index, whole(named)):
            yield from with_rest(round_, (part, index, column), origin, numbers, named, whole(named).people)


def wholly(round_: Round, part: type[Table], index: int, named: Whole) -> list[tuple[float, Origin]]:
    """The numbers that make a whole, with their factors; none when one of them is not known."""
    numbers = [list(round_.named(part, index, one)) for one in named.of]
    return [one for some in numbers for one in some] if all(numbers) else []


def with_rest(
    round_: Round,
    place: tuple[type[Table], int, Column],
    origin: Origin,
    numbers: Sequence[tuple[float, Origin]],
    named: str,
    people: bool,
) -> Iterator[Terms]:
    """A part and its rest, less the whole."""
    terms = added([origin, *(number for _, number in numbers)], [1.0, *(-factor for factor, _ in numbers)])
    rest = sum(factor * number.amount for factor, number in numbers) - origin.amount
    if rest >= NEAR:
        terms[round_.atom(*place, f"{REST} {named}".strip(), rest, None if people else 0.0)] = 1.0
    if rest > -NEAR:
        yield terms


# What a row tells of women, men and all.
Triple = tuple[Origin | None, Origin | None, Origin | None]
Told = tuple[type[Table], dict[str, Any], Triple]


def told_twice(round_: Round) -> Iterator[Terms]:
    """Numbers that a row in free words has in common with another sheet."""
    by_number: dict[tuple[Any, ...], list[Told]] = defaultdict(list)
    every = [(part, triples(part)) for part in round_.data.parts() if not part.generated]
    for part, keys in every:
        for told in cells_of(round_, part, keys):
            for numbers in looked_up(told[2]):
                by_number[told[1][""], *numbers].append(told)
    for part, _ in every:
        for one in cells_of(round_, part, list(part.retells)):
            for numbers in looked_up(one[2]):
                for other in by_number[one[1][""], *numbers]:
                    if other[0] is not part and alike(one, other, by_total=len(numbers) == 1):
                        yield from equal(one[2], other[2])


def triples(part: type[Table]) -> list[tuple[str, str, str]]:
    """The columns with women, men and all of the same."""
    people = {key for key, column in part.columns.items() if column.people}
    stems = [key.removesuffix("k") for key in people if key == "k" or key.endswith("_k")]
    found = []
    for stem in sorted(stems):
        totals = [key for key in (f"{stem}t", stem.rstrip("_")) if key in people]
        found.append((f"{stem}k", f"{stem}m", totals[0] if totals else ""))
    return found


def cells_of(round_: Round, part: type[Table], keys: list[tuple[str, str, str]]) -> Iterator[Told]:
    """The counts that rows tell."""
    for index, row in enumerate(round_.rows(part)):
        for names in keys:
            cells = [round_.cell(part, index, key) if key in part.columns else None for key in names]
            women, men, both = (None if c is None or c.is_amount or not c.terms else c for c in cells)
            yield part, row, (women, men, both)


# What a cell says: how many, and of a share of how many.
Number = tuple[float, float]


def number(origin: Origin) -> Number:
    """What a cell is found by."""
    return origin.amount, origin.persons if origin.is_share else 0.0


def looked_up(triple: Triple) -> Iterator[tuple[Number, ...]]:
    """By what numbers a row is looked up: women and men, or all."""
    women, men, both = triple
    if women and men and women.amount + men.amount:
        yield number(women), number(men)
    if both and both.amount:
        yield (number(both),)


def alike(one: Told, other: Told, by_total: bool) -> bool:
    """Two rows may tell of the same: the same period where both have one, and nothing in them that differs."""
    periods = [row["period"] for _, row, _ in (one, other) if row.get("period")]
    if len({same(period) for period in periods}) > 1:
        return False
    pairs = list(zip(one[2], other[2], strict=True))
    known = [number(a) == number(b) for a, b in pairs if a and b]
    # By the total alone only where one of them does not tell of the sexes.
    return all(known) and not (by_total and all(a and b for a, b in pairs[:2]))


def equal(one: Triple, other: Triple) -> Iterator[Terms]:
    """What both tell is the same."""
    for own, theirs in zip(one, other, strict=True):
        if own and theirs:
            yield added([own, theirs], [1.0, -1.0])
            if own.is_share:
                yield added([*own.of, *theirs.of], [1.0] * len(own.of) + [-1.0] * len(theirs.of))
