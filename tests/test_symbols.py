"""The signs of official statistics where a number could stand: kept from the cell to the consolidation."""

from pathlib import Path
from typing import Any

import pytest
import tables

from jamxl import columns as col
from jamxl.checking import Checked, check
from jamxl.consolidation import consolidate, deliver
from jamxl.present import COUNT, Figures, Group, Sum
from jamxl.present.views import basis
from jamxl.read import read
from jamxl.sheets import Book, Table
from jamxl.standard.cover import Cover


class Counts(Table, sheet="Antal", key="sign_counts", capacity=5):
    """Ett antal på varje rad."""

    row_id: str = col.identity("Rad-ID", "S")
    women: float | None = col.whole("Kvinnor", required=False, symbols=True)
    double: float | None = col.computed(
        col.whole("Dubbelt"),
        'IF(ISNUMBER({women}),2*{women},"")',
        lambda row, book: None if row.women is None else 2 * row.women,
    )


class Signs(Book, key="tecken", title="Tecken"):
    """A book with one number a row."""

    parts = (Cover, Counts)


BOOKS: dict[str, type[Book]] = {"tecken": Signs}
TEXT = (
    tables.COVER
    + """
## Antal
| Rad-ID | Kvinnor |
| S-01 | 3 |
| S-02 | 4 |
| S-03 | 5 |
| S-04 | 6 |
"""
)
TYPED = {"S-02": "..", "S-03": "–", "S-04": "."}


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """The book when signs have been typed in it, as text, as Excel keeps them."""
    file = tables.fill(tmp_path / "bok.xlsx", Signs, TEXT)
    tables.type_in(file, {f"Antal/{row}/Kvinnor": sign for row, sign in TYPED.items()})
    return check(read(file), BOOKS, tables.Limits(), tables.TODAY)


def test_a_sign_is_an_answer(checked: Checked) -> None:
    assert checked.data is not None
    rows = checked.data.parts["sign_counts"]
    assert rows.columns["women"] == [3.0, None, 0.0, None]
    assert rows.symbols == {(1, "women"): "..", (3, "women"): "."}
    assert rows.columns["double"] == [6.0, None, 0.0, None]
    # What the file holds of the computed column is what openpyxl left there, formulas that nobody worked out.
    assert [f.code for f in checked.findings if f.code != "JX309"] == []
    assert tables.balanced(checked)


def test_the_report_says_whose_numbers_are_withheld(checked: Checked) -> None:
    data = consolidate([deliver(checked, None)], BOOKS)
    figures = Figures(
        ("Allt",),
        [Group(("Allt",), {})],
        [Sum("Kvinnor", COUNT, Counts, "women")],
        basis=(Counts, "women", ("rad", "rader")),
    )
    assert data.withheld(Counts, "women") == {"Jobbcoachenheten": 2}
    assert data.unreadable(Counts, "women") == {}
    assert "2 värden i Kvinnor saknas enligt enheten (Jobbcoachenheten: tecknet .. eller .)." in basis(data, figures)


def test_a_sign_is_written_as_it_was_answered(tmp_path: Path) -> None:
    """As when a round is prefilled from jamxl.toml, or the demo is drawn."""
    rows: dict[str, Any] = {
        **tables.records(Signs, tables.COVER),
        "sign_counts": [{"row_id": "S-01", "women": col.Symbol("..")}],
    }
    raw = read(tables.fill(tmp_path / "bok.xlsx", Signs, rows))
    assert tables.values_of(raw)["Antal"][5][:3] == ["S-01", "..", ""]
