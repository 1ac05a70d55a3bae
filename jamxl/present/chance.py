"""Whether a difference between women and men is more than chance. Pure."""

from math import sqrt
from typing import Final

# A rule of thumb for two shares: so many of each sex, so many expected on either side, so many standard errors apart.
LEAST_EACH: Final = 30
LEAST_EXPECTED: Final = 5
STANDARD_ERRORS: Final = 1.96
RULE: Final = (
    "Regeln är en tumregel: minst 30 kvinnor och 30 män, minst fem väntade i varje utfall, och en skillnad som är "
    "större än 1,96 medelfel."
)


def beyond_chance(women: float, of_women: float, men: float, of_men: float) -> bool | None:
    """The shares women / of_women and men / of_men differ more than chance makes them; None: too few to say."""
    both = of_women + of_men
    if min(of_women, of_men) < LEAST_EACH:
        return None
    share = (women + men) / both
    if min(of_women, of_men) * min(share, 1 - share) < LEAST_EXPECTED:
        return None
    error = sqrt(share * (1 - share) * (1 / of_women + 1 / of_men))
    return abs(women / of_women - men / of_men) > STANDARD_ERRORS * error


def judged(women: float, of_women: float, men: float, of_men: float) -> str:
    """The same in words, as the end of a sentence that has named the numbers of women and men."""
    match beyond_chance(women, of_women, men, of_men):
        case True:
            return "är skillnaden större än vad slumpen brukar ge"
        case False:
            return "kan skillnaden bero på slumpen"
        case None:
            return "är de för få för att säga om skillnaden är mer än slump"
