"""A day that knows how long what was judged by it stands."""

import ast
import operator
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_identity import check_digit

import jamxl
from jamxl import identity
from jamxl.today import Today

DAY = date(2010, 5, 10)
NEAR = st.integers(-3, 3).map(lambda days: DAY + timedelta(days))
ORDERS = [operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("on_the_left", [True, False])
@given(others=st.lists(NEAR, max_size=3))
def test_until_is_the_first_day_on_which_something_comes_out_otherwise(
    order: Callable[[Any, Any], bool], on_the_left: bool, others: list[date]
) -> None:
    def answers(day: date) -> list[bool]:
        return [order(day, other) if on_the_left else order(other, day) for other in others]

    today = Today.of(DAY)
    first = answers(today)
    days = [DAY + timedelta(days) for days in range(1, 10)]
    assert first == answers(DAY)
    assert today.until == next((day for day in days if answers(day) != first), None)


def test_the_last_day_of_all_never_comes() -> None:
    today = Today.of(DAY)
    assert not today > date.max
    assert today.until is None


@given(seed=st.integers(0, 10**6), day=st.dates(date(2001, 1, 1), date(2060, 1, 1)))
def test_identity_numbers_are_the_same_until_then(seed: int, day: date) -> None:
    chance = random.Random(seed)

    def number() -> str:
        born = day + timedelta(chance.randint(-125 * 365, 100 * 365))
        nine = f"{born:%y%m%d}{chance.randint(0, 999):03}"
        return (
            chance.choice(["", f"{born:%Y}"[:2]])
            + nine[:6]
            + chance.choice(["-", " ", ""])
            + nine[6:]
            + check_digit(nine)
        )

    said = " och ".join(number() for _ in range(3))
    today = Today.of(day)
    found = identity.found(said, today)
    last = today.until or date(2099, 12, 31)
    for later in (day, last - timedelta(1), day + chance.random() * (last - day)):
        assert identity.found(said, later) == found


# What is judged by the day that a file is checked on.
JUDGES = ["identity", "privacy", "intake", "checking", "consolidation", "inspection", "rules", "sheets"]


def test_what_is_judged_by_a_day_only_asks_what_is_before_and_after_it() -> None:
    """Its year, or the days between it and another, would not be noted: what was read would be kept too long."""
    package = Path(jamxl.__file__).parent
    files = [*(package / "standard").rglob("*.py"), *(package / f"{name}.py" for name in JUDGES)]
    compared = 0
    used: list[ast.expr]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Compare(ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()]):
                    compared += any(map(is_today, (node.left, *node.comparators)))
                    used = []
                case ast.Compare():
                    used = [node.left, *node.comparators]
                case ast.BinOp():
                    used = [node.left, node.right]
                case ast.Attribute():
                    used = [node.value]
                case _:
                    used = []
            assert not any(map(is_today, used)), f"{path}: {ast.unparse(node)}"
    assert compared >= 6


def is_today(node: ast.expr) -> bool:
    """`today`, or that of something."""
    match node:
        case ast.Name(id="today") | ast.Attribute(attr="today"):
            return True
    return False
