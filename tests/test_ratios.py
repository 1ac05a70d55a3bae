"""Shares by sex, percentage points and bases: the published figures, and both sides of every edge."""

import pytest

from jamxl import ratios

# women, men: what is said of them. G11 is one woman to two men, G42 is 36 and 44 of 80.
BALANCE = [
    (36, 44, "jämn"),
    (5, 10, "övervikt män"),
    (4, 6, "jämn"),
    (6, 4, "jämn"),
    (40, 60, "jämn"),
    (39.9, 60.1, "övervikt män"),
    (61, 39, "övervikt kvinnor"),
    (4, 5, "ej beräknad"),
    (0, 0, "ej beräknad"),
    (None, 12, None),
    (12, None, None),
]


@pytest.mark.parametrize(("women", "men", "said"), BALANCE)
def test_balance(women: float | None, men: float | None, said: str | None) -> None:
    assert ratios.balance(women, men) == said


def test_the_limit_of_a_small_group_may_be_lifted() -> None:
    assert ratios.balance(1, 2, least=0) == "övervikt män"
    assert ratios.balance(0, 0, least=0) == "ej beräknad"


def test_unknown_sex_is_kept_apart() -> None:
    assert ratios.of_both(10, 30) == 0.25
    assert ratios.of_both(None, 30) is None
    assert ratios.of_both(0, 0) is None


@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 4, 0.25), (0, 4, 0.0), (1, 0, None), (None, 4, None)])
def test_share(part: float | None, whole: float, expected: float | None) -> None:
    assert ratios.share(part, whole) == expected


def test_a_pooled_share_is_no_mean_of_shares() -> None:
    """1 of 2 and 10 of 98 are 11 of 100, though the mean of the two shares is 30 per cent."""
    assert ratios.pooled([(1, 2), (10, 98)]) == 0.11
    assert ratios.pooled([(1, 2), (None, 98), (5, None)]) == 0.5
    assert ratios.pooled([]) is None


@pytest.mark.parametrize(
    ("stated", "count", "most"), [(0.44, 0, 0.005), (0.372, 1, 0.0005), (0.5, 0, 0.005), (0.1234, 2, 0.00005)]
)
def test_how_far_rounding_moves_a_share(stated: float, count: int, most: float) -> None:
    assert ratios.decimals(stated) == count
    assert ratios.rounding(stated) == pytest.approx(most)


# G30: 11 of 21 is 52,4 %; 44 % is 11 of 25. G32: Salem. G33: Sundbyberg. G37: a quarter of 21 is about 5.
FITS = [
    (11, 21, 0.44, False),
    (11, 25, 0.44, True),
    (7, 9, 0.778, True),
    (8, 9, 0.889, True),
    (1, 9, 0.111, True),
    (1, 9, 0.112, False),
    (2, 6, 0.333, True),
    (5, 21, 0.238, True),
    (1, 200, 0.01, True),
    (3, 0, 0.5, False),
]


@pytest.mark.parametrize(("count", "base", "stated", "expected"), FITS)
def test_a_share_and_its_count(count: float, base: float, stated: float, expected: bool) -> None:
    assert ratios.fits(count, base, stated) is expected


@pytest.mark.parametrize(
    ("count", "stated", "base", "expected"),
    [
        (11, 0.44, 21, 25),
        (7, 0.778, 10, 9),
        # 1 of 2, 2 of 4 ...: the count is given, so the base is.
        (3, 0.5, 7, 6),
        # 80 % of a whole number of persons is never 3.
        (3, 0.8, 5, None),
        (3, 0.0, 5, None),
        (0, 0.5, 5, None),
        (3, 1.2, 5, None),
    ],
)
def test_the_base_that_would_fit(count: float, stated: float, base: float, expected: int | None) -> None:
    assert ratios.base_that_fits(count, stated, base) == expected


def test_a_change_between_two_rounded_shares() -> None:
    """G54: 3,8 to 11,2 per cent is 7,4 points; the report says 7,5, which the rounding of the two allows."""
    assert ratios.change_fits(0.038, 0.112, 0.075)
    assert not ratios.change_fits(0.038, 0.112, 0.076)


def test_percentage_points_are_not_per_cent() -> None:
    """G15: from 75 to 90 per cent is 15 points up, though a fifth more."""
    assert ratios.points(0.90, 0.75) == pytest.approx(15.0)
    assert ratios.share(0.90 - 0.75, 0.75) == pytest.approx(0.20)
    assert ratios.points(None, 0.75) is None
