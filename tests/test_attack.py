"""What a reader of the published open editions could learn beside their tables: words, names, counts, folders."""

from pathlib import Path
from typing import Any

import pytest
from tables import TODAY
from test_open_edition import BEFORE, NOW, PER_UNIT, TOGETHER, UNITS, USUAL, consolidated, delivery, shown, stat

from jamxl import present, publishing, texts
from jamxl.archiving import view_table
from jamxl.consolidation import Batch, Consolidated, Delivery
from jamxl.draw.html import html
from jamxl.intake import Count
from jamxl.present.report import View
from jamxl.project import Limits
from jamxl.sheets import BookData, Rows
from jamxl.standard.enkatbok import Enkatbok
from jamxl.standard.enkatbok.surveys import Surveys

SURVEYS = "Enkäter och svar"


def survey(unit: str, period: str = NOW, **counts: float) -> Delivery:
    """A unit's survey: how many were asked and answered."""
    part = Surveys
    records = [{"survey_id": "EN-01", "name": "Enkäten"} | counts]
    data = BookData(Enkatbok, Limits(), TODAY, {part.table_key: Rows.of(part, records)})
    data.compute()
    batch = Batch(part.sheet, data.parts[part.table_key].columns, [5], {})
    own: dict[str, Any] = {"names": ("Salem", UNITS[unit]), "batches": {part.table_key: batch}}
    path = f"inkorg/{period}/{unit}.xlsx"
    return Delivery(path, unit, "enkatbok", unit, period, "ok", [], Count(), **own)


def view_of(made: present.Opened, name: str) -> View:
    found = made.report.view(name)
    assert found is not None
    return found


# ------------------------------------------------------------------------------------------- words and names


@pytest.mark.parametrize(
    ("asked", "answered", "word"),
    [(8, 3, ".."), (8, 4, ".."), (20, 10, "få svar"), (21, 10, "låg svarsfrekvens; få svar"), (40, 40, "")],
)
def test_a_word_beside_the_figures_tells_nothing_of_those_that_are_hidden(asked: int, answered: int, word: str) -> None:
    """That half of eight have answered says that those who did, and are hidden for being few, are four."""
    made = present.opened(consolidated([survey("a", sent_k=asked, sent_m=0, ans_k=answered, ans_m=0)]))
    view = view_of(made, SURVEYS)
    assert view.rows[0][view.column("Utskick totalt")].value == asked
    assert view.rows[0][view.column("Läs försiktigt")].value == word


def test_a_name_that_is_not_shown_is_in_no_id() -> None:
    """What is left of a text that an identity number was taken out of may tell whose it is."""
    row = stat(30, 40) | {"measure": f"Elev {texts.REMOVED} Storgatan"}
    made = present.opened(consolidated([delivery("a", NOW, [row], texts_reviewed=True)]))
    table = view_table(view_of(made, PER_UNIT))
    ids = next(column for column in table.columns if column.key == "rad_id").values
    assert len(ids) == 1
    assert "storgatan" not in str(ids)
    assert "storgatan" not in html(made.report).casefold()


# ------------------------------------------------------------------------------------------- how many rows


def jump(women: int) -> Consolidated:
    """Twelve women and thirty men last time, and 32 now, of whom so many women."""
    rows = ((NOW, stat(women, 32 - women)), (BEFORE, stat(12, 30)))
    now, then = (delivery("a", period, [row], texts_reviewed=True) for period, row in rows)
    return consolidated([now], (consolidated([then]),))


def test_nobody_can_count_the_rows_that_stand_there_for_hidden_numbers() -> None:
    """A jump is a change of more than ten: from the twelve that all have seen, one woman is a jump and two are none."""
    told = []
    for women in (1, 2):
        made = present.opened(jump(women))
        assert shown(made, TOGETHER, "Kvinnor") == ".."
        told.append([
            (view.name, view.title, view.notes, view.empty, [[cell.value for cell in row] for row in view.rows])
            for view in (*(one.view for one in made.report.exhibits()), *made.report.appendix)
        ])  # fmt: skip
    assert told[0] == told[1]


# ------------------------------------------------------------------------------------------- rounds and folders


def surveys(period: str, counts: dict[str, int]) -> list[Delivery]:
    """Each unit's women who answered, and thirty men, of two hundred of each."""
    return [survey(unit, period, sent_k=200, sent_m=200, ans_k=k, ans_m=30) for unit, k in counts.items()]


def test_a_number_that_a_followed_table_says_has_not_changed_is_known() -> None:
    """No row of Alfa's and Beta's has changed: neither can protect the three women of Gamma, who come in late."""
    before = {"a": 40, "b": 50}
    data = consolidated(surveys(NOW, before | {"c": 3}), (consolidated(surveys(BEFORE, before)),))
    then = present.opened(data.earlier[0])
    view = view_of(then, SURVEYS)
    assert [row[view.column("Svar K")].value for row in view.rows] == [40, 50, 90]
    made = present.opened(data, {BEFORE: then.shown})
    assert "Sedan förra omgången" in [grid.name for grid in made.pages.grids]
    view = view_of(made, SURVEYS)
    assert [row[view.column("Svar K")].value for row in view.rows] == [40, 50, "..", ".."]


def test_what_was_published_in_another_folder_is_known(tmp_path: Path) -> None:
    """The first edition went to one folder, the second, with a late unit, to another: their difference is that unit."""
    records = tmp_path / "rapport"
    editions = []
    for folder, rows in (("ett", USUAL), ("två", USUAL | {"c": [stat(3, 12)]})):
        data = consolidated([delivery(unit, NOW, own) for unit, own in rows.items()])
        path = tmp_path / folder / f"sammanstallning_{NOW}.xlsx"
        editions.append(publishing.publish_open(data, path, records=records)[0])
        assert [file.suffix for file in path.parent.iterdir()] == [".xlsx"]
    assert [shown(made, TOGETHER, "Kvinnor") for made in editions] == [49.0, ".."]
