"""How many a message reached: women, men, and those whose sex is not known."""

from typing import Any

from jamxl import columns as col
from jamxl.sheets import rule


def reached(who: str, people: str) -> Any:
    """How many of some people were reached."""
    return col.whole(f"Nådda {who}", required=False, prompt=f"Antal {people}. Skriv 0 om ingen.", people=True)


def reached_women() -> Any:
    return reached("K", "kvinnor")


def reached_men() -> Any:
    return reached("M", "män")


def reached_unknown() -> Any:
    return reached("okänt kön", "personer vars kön ni inte vet")


def of_both_sexes(row: Any) -> bool:
    """Women and men are both given, or neither."""
    return (row.reached_k is None) == (row.reached_m is None)


BOTH_SEXES = rule(
    "S09",
    at=("reached_k", "reached_m"),
    short="Nådda är ifyllt bara för ett kön",
    says="Nådda är ifyllt bara för ett kön: K {reached_k}, M {reached_m}.",
    fix="Fyll i båda. Skriv 0 om ingen nåddes; är könet inte känt, skriv antalet i Nådda okänt kön.",
    severity="warning",
    excel='({reached_k}="")<>({reached_m}="")',
)(of_both_sexes)
