"""What a reader of the published open editions could learn beside their tables: words, names, counts, folders."""

from pathlib import Path
from typing import Any

import pytest
from tables import TODAY
from test_open_edition import (
    BEFORE,
    NOW,
    PER_UNIT,
    TOGETHER,
    UNITS,
    USUAL,
    consolidated,
    delivery,
    goal,
    shown,
    stat,
)

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
from jamxl.targets import Status

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


REACHED_BY_UNIT, CANNOT = "Måluppfyllelse", Status.UNMEASURABLE
COUNTED = ("Mål", "Uppnådda", "Ej uppnådda", "Kan inte mätas", "Andel uppnådda")


def statuses(made: present.Opened) -> dict[str, tuple[Any, ...]]:
    """The counts of goals by unit and in all."""
    view = view_of(made, REACHED_BY_UNIT)
    return {
        str(row[1].value or row[0].value): tuple(row[view.column(header)].value for header in COUNTED)
        for row in view.rows
    }


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ({"a": (4.0,)}, {"Alfa": (1, "..", "..", "–", ".."), "Totalt": (1, "..", "..", "–", "..")}),
        ({"a": (8.0, 0.0)}, {"Alfa": (2, 1, 1, "–", 0.5), "Totalt": (2, 1, 1, "–", 0.5)}),
        # The goals of Beta are told; of all three units' the few of Alfa would be the rest.
        (
            {"a": (4.0, 8.0), "b": (9.0, 0.0, CANNOT), "c": (9.0,)},
            {
                "Alfa": (2, "..", "..", "–", ".."),
                "Beta": (3, 1, 1, 1, 0.5),
                "Gamma": (1, 1, "–", "–", 1.0),
                "Totalt": (6, "..", "..", 1, ".."),
            },
        ),
        # That something cannot be measured is the unit's own word, whatever the numbers are.
        (
            {"a": (4.0, CANNOT), "b": (2.0, 3.0)},
            {
                "Alfa": (2, "..", "..", 1, ".."),
                "Beta": (2, "..", "..", "–", ".."),
                "Totalt": (4, "..", "..", 1, ".."),
            },
        ),
    ],
    ids=["the only one", "none hidden", "one unit's", "all hidden"],
)
def test_a_count_of_words_tells_nothing_of_those_that_are_hidden(
    outcomes: dict[str, tuple[Any, ...]], told: dict[str, tuple[Any, ...]]
) -> None:
    """The goals are of at least five persons: how many of them are reached says whether four are hidden, or eight."""
    made = present.opened(consolidated([goal(*said, unit=unit) for unit, said in outcomes.items()]))
    assert made.exposed == []
    assert statuses(made) == told


def test_what_a_hidden_number_is_changes_no_count_of_words(tmp_path: Path) -> None:
    """Women and men that are hidden, so that one goal is reached or not; and last time's, that nobody saw either."""
    rounds = []
    for few, then in ((3.0, 4.0), (4.0, 2.0)):
        before = consolidated([goal(then, 9.0, period=BEFORE), goal(9.0, unit="b", period=BEFORE)])
        first, _ = publishing.publish_open(before, tmp_path / str(few) / f"sammanstallning_{BEFORE}.xlsx")
        data = consolidated([goal(few, 9.0), goal(9.0, unit="b")], (before,))
        made, _ = publishing.publish_open(data, tmp_path / str(few) / f"sammanstallning_{NOW}.xlsx")
        rounds.append([html(one.report) for one in (first, made)])
        assert statuses(made)["Alfa"] == statuses(first)["Alfa"] == (2, "..", "..", "–", "..")
    assert rounds[0] == rounds[1]


@pytest.mark.parametrize(("then", "now"), [(3.0, 9.0), (9.0, 3.0)])
def test_that_a_word_has_changed_tells_nothing_of_a_hidden_number(then: float, now: float) -> None:
    """A goal that is reached now, and has changed, was not reached; nothing else of it has changed."""
    made = present.opened(consolidated([goal(now)], (consolidated([goal(then, period=BEFORE)]),)))
    view = view_of(made, "Sedan förra omgången")
    changed = {str(row[2].value or row[0].value): row[view.column("Ändrade")].value for row in view.rows}
    # Nor is there a row that would not be there if nothing had changed.
    assert changed == {"Totalt": ".."}
    assert view_of(made, "Ändringar att känna till").rows == []
    both = present.opened(consolidated([goal(9.0)], (consolidated([goal(0.0, period=BEFORE)]),)))
    told = [cell.value for cell in view_of(both, "Ändringar att känna till").rows[0]]
    assert told[-3:-1] == ["Ej uppnått", "Uppnått"]


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


def test_what_figures_were_is_told_only_where_the_audit_knows_it(tmp_path: Path) -> None:
    """Without the record of an earlier edition nobody has tried what its figures give away beside these."""
    history = present.History((BEFORE,), {"deltagare.totalt.personer": [12.0]})
    editions = []
    for periods in ((NOW,), (BEFORE, NOW)):
        folder = tmp_path / str(len(periods))
        for period in periods:
            data = consolidated([delivery("a", period, [stat(30, 40)])])
            made, _ = publishing.publish_open(data, folder / f"sammanstallning_{period}.xlsx", history=history)
        editions.append(made)
    assert [made.report.periods for made in editions] == [(NOW,), (BEFORE, NOW)]


def test_an_earlier_period_shows_nothing_else_once_a_later_one_is_published(tmp_path: Path) -> None:
    """Gamma's twelve women would hide Beta's three in the earlier round, where both were late: the later tells them."""

    def publish(data: Consolidated) -> present.Opened:
        return publishing.publish_open(data, tmp_path / f"sammanstallning_{data.period}.xlsx")[0]

    first = consolidated([delivery("a", BEFORE, [stat(30, 40)])])
    publish(first)
    now = {"a": stat(31, 41, prev_k=30, prev_m=40), "c": stat(15, 14, prev_k=12, prev_m=12)}
    last = consolidated([delivery(unit, NOW, [row]) for unit, row in now.items()], (first,))
    assert shown(publish(last), PER_UNIT, "Föregående kvinnor", 1) == 12.0
    late = {"a": stat(30, 40), "b": stat(3, 18), "c": stat(12, 12)}
    with pytest.raises(publishing.NotProtected, match=f"{NOW} har redan en öppen utgåva"):
        publish(consolidated([delivery(unit, BEFORE, [row]) for unit, row in late.items()]))
    # The same again gives nothing more away.
    assert publish(first).exposed == []


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
