"""The report as HTML: what stands in it, for whom it can be read, and what hostile texts do to it."""

import reports

from jamxl.present.report import numbered


def test_tables_and_diagrams_have_numbers_in_the_order_of_reading() -> None:
    numbers = numbered(reports.small())
    # The long list comes after the chapters, and the signs last.
    assert dict(numbers.tables) == {
        "Leveransläge": 1,
        "Timmar per enhet": 2,
        "Milstolpar": 3,
        "Ändringar": 4,
        "Deltagare": 5,
        "Risker i rader": 6,
        "Tecken": 7,
    }
    assert {name: list(found) for name, found in numbers.diagrams.items() if found} == {
        "Timmar per enhet": [1],
        "Milstolpar": [2],
        "Deltagare": [3, 4],
    }


def test_an_empty_report_has_its_deliveries_only() -> None:
    numbers = numbered(reports.empty())
    assert dict(numbers.tables) == {"Leveransläge": 1}
    assert dict(numbers.diagrams) == {}
