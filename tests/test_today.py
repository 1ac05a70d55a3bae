"""A day that knows how long what was judged by it stands."""

import operator
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_identity import check_digit

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
