"""Charts as SVG: what they show of a view, where it lies, and that no colour is needed to read them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import pytest
from lxml import etree

from jamxl.draw.charts import dark, spark, svg
from jamxl.draw.charts.paper import COLOURS, INKS, Axis, room_for
from jamxl.grid import Cell, Value
from jamxl.present.charting import in_words, months, nice, plotted, worth_drawing
from jamxl.present.report import Chart, Kind, Palette, View

SVG = "{http://www.w3.org/2000/svg}"
HOURS, COUNT, SHARE, DAY = "#,##0.0", "#,##0", "0.0%", "yyyy-mm-dd"
PLAN, USED = "Planerade timmar", "Använda timmar"


def view(headers: tuple[str, ...], format: str, rows: Mapping[str, Sequence[Value]], total: bool = False) -> View:
    """A view with one label; signs stand as text, as in the open edition."""
    cells = [
        [Cell(name), *(Cell(value, format="" if isinstance(value, str) else format) for value in values)]
        for name, values in rows.items()
    ]
    return View("Timmar per enhet", "", "", ("Enhet", *headers), cells, labels=1, total=total)


HOURS_VIEW = view(
    (PLAN, USED),
    HOURS,
    {"Jobbcoachingen": (1090.0, 545.0), "Vux": (218.0, None), "Hälsan": ("..", "–"), "Totalt": (1308.0, 545.0)},
    total=True,
)
HOURS_CHART = Chart("bars", "Timmar", (PLAN, USED), unit="timmar", palette="plan")


def drawn(of: View, chart: Chart) -> etree._Element:
    """A chart, read as XML."""
    return etree.fromstring(svg(of, chart).encode())


def bars(root: etree._Element) -> list[tuple[float, float, str]]:
    """Where each bar begins, its length and its fill; the legend's squares are 12 by 12."""
    boxes = [box for box in root.iter(f"{SVG}rect") if box.get("height") in ("15", "21") and box.get("stroke")]
    return [(float(box.get("x") or 0), float(box.get("width") or 0), box.get("fill") or "") for box in boxes]


def texts(root: etree._Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_bars_are_as_long_as_their_values_and_the_total_is_not_drawn() -> None:
    found = bars(drawn(HOURS_VIEW, HOURS_CHART))
    assert len(found) == 3
    plan, used, vux = (length for _, length, _ in found)
    assert used / plan == pytest.approx(0.5, abs=0.001)
    assert vux / plan == pytest.approx(0.2, abs=0.001)
    assert found[0][2] != found[1][2]


def test_bars_say_their_values_as_the_table_does() -> None:
    said = texts(drawn(HOURS_VIEW, HOURS_CHART))
    for words in ("1\u00a0090,0", "545,0", "218,0", "uppgift saknas", "..", "–", "Timmar", "Jobbcoachingen"):
        assert words in said
    assert "1\u00a0308,0" not in said


def test_a_hidden_value_is_a_sign_and_no_bar() -> None:
    hidden = view(("Kvinnor", "Män"), COUNT, {"Arbete": ("..", ".."), "Studier": (6, 4)})
    root = drawn(hidden, Chart("bars", "Orsak", ("Kvinnor", "Män"), palette="sexes"))
    assert len(bars(root)) == 2
    assert texts(root).count("..") == 2


def test_a_hidden_part_of_a_stack_is_told_after_the_bar() -> None:
    parts = view(("Uppnådda", "Delvis", "Ej"), COUNT, {"A": (2, "..", 1), "B": (0, 0, 0), "C": (None, None, None)})
    root = drawn(parts, Chart("stacked", "Mål", ("Uppnådda", "Delvis", "Ej")))
    assert "Delvis .." in texts(root)
    assert "1 rad utan uppgift är inte med i diagrammet." in texts(root)
    assert "0" in texts(root)
    (first, length, _), (second, *_) = bars(root)
    assert second == pytest.approx(first + length, abs=0.11)


def test_a_stack_of_nothing_says_so_with_the_sign_of_the_table() -> None:
    parts = view(("Klara", "Pågår"), COUNT, {"A": ("–", "–"), "B": (1, 2)})
    assert "–" in texts(drawn(parts, Chart("stacked", "Läge", ("Klara", "Pågår"))))


def test_bars_below_zero_go_the_other_way() -> None:
    root = drawn(view(("Avvikelse",), HOURS, {"A": (-20.0,), "B": (10.0,)}), Chart("bars", "Avvikelse", ("Avvikelse",)))
    (below, length, _), (zero, *_) = bars(root)
    assert below + length == pytest.approx(zero, abs=0.11)
    assert "−20,0" in texts(root)


def test_shares_have_an_axis_to_a_hundred_per_cent() -> None:
    root = drawn(view(("Andel",), SHARE, {"A": (0.25,), "B": (0.5,)}), Chart("shares", "Andel", ("Andel",)))
    assert {"0\u00a0%", "20\u00a0%", "100\u00a0%"} <= set(texts(root))


def test_a_sex_distribution_shows_where_even_ends() -> None:
    shares = view(("Andel kvinnor", "Andel män"), SHARE, {"A": (0.25, 0.75), "B": (0.5, 0.5)})
    root = drawn(shares, Chart("stacked", "Fördelning", ("Andel kvinnor", "Andel män"), palette="sexes"))
    start, first, _ = bars(root)[0]
    whole = first / 0.25
    broken = [path.get("d") or "" for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    at = [float(re.findall(r"[\d.]+", path)[0]) for path in broken]
    assert at == pytest.approx([start + 0.4 * whole, start + 0.6 * whole], abs=0.3)


PROFILE = Chart("profile", "Bedömning", ("Medel", "Lägsta", "Högsta", "Föregående"), limits=(1, 10))


def test_a_profile_has_its_mean_between_its_ends() -> None:
    values = view(PROFILE.series, "0.0", {"1 Mål": (4.0, 1.0, 10.0, 7.0), "2 Stöd": (None, None, None, None)})
    root = drawn(values, PROFILE)
    marks = [circle for circle in root.iter(f"{SVG}circle") if float(circle.get("cy") or 0) > 40]
    wide = max(
        (list(map(float, re.findall(r"[\d.]+", path.get("d") or ""))) for path in root.iter(f"{SVG}path")
         if path.get("stroke-width") == "3" and "l" not in (path.get("d") or "")),
        key=lambda place: place[1],
    )  # fmt: skip
    low, high = wide[0], wide[2]
    assert len(marks) == 1
    assert float(marks[0].get("cx") or 0) == pytest.approx(low + (high - low) / 3, abs=0.2)
    assert "4,0 (1,0–10,0)" in texts(root)
    assert "2 Stöd" not in texts(root)


def test_days_lie_in_order_on_an_axis_of_months() -> None:
    days = {"Beslut": (date(2009, 9, 1), date(2009, 10, 1)), "Slut": (date(2010, 12, 15), None), "Utan": (None, None)}
    root = drawn(view(("Planerad", "Verklig"), DAY, days), Chart("gantt", "Tid", ("Planerad", "Verklig")))
    said = texts(root)
    assert {"2009-09-01", "2009-10-01", "2010-12-15", "2009-07", "2011-01"} <= set(said)
    assert "Utan" not in said


MANY = {f"Enhet {n}": (float(n), 1.0) for n in range(60)}


def test_of_many_rows_the_largest_are_drawn_and_the_chart_says_so() -> None:
    plot = plotted(view((PLAN, USED), HOURS, dict(MANY)), HOURS_CHART)
    assert [mark.name for mark in plot.marks] == [f"Enhet {n}" for n in range(59, 39, -1)]
    assert plot.rule == "De 20 största av 60, störst först."
    assert plot.rule in texts(drawn(view((PLAN, USED), HOURS, dict(MANY)), HOURS_CHART))


def test_of_many_shares_both_ends_are_drawn() -> None:
    shares = view(("Andel",), SHARE, {name: (value / 100,) for name, (value, _) in MANY.items()})
    plot = plotted(shares, Chart("shares", "Andel", ("Andel",)))
    assert [mark.row for mark in plot.marks] == [*range(59, 49, -1), *range(9, -1, -1)]
    assert plot.rule == "De 10 högsta och de 10 lägsta av 60 efter Andel."


def test_of_many_pairs_of_shares_those_furthest_apart_are_drawn() -> None:
    # The gap grows till row 30, and shrinks after it.
    pairs = {f"E{n}": (0.5, 0.5 + min(n, 60 - n) / 100) for n in range(60)} | {"E30": (0.5, "..")}
    plot = plotted(view(("K", "M"), SHARE, pairs), Chart("shares", "A", ("K", "M"), names=("Kvinnor", "Män")))
    assert [mark.row for mark in plot.marks[:5]] == [29, 31, 28, 32, 27]
    assert plot.rule == "De 20 av 60 där Kvinnor och Män skiljer sig mest."


def test_of_many_rows_with_few_values_those_are_drawn() -> None:
    rows = {f"E{n}": (n / 10 if n < 3 else "..",) for n in range(60)}
    plot = plotted(view(("Andel",), SHARE, rows), Chart("shares", "A", ("Andel",)))
    assert [mark.row for mark in plot.marks] == [2, 1, 0]
    assert plot.rule == "3 av 60 har värden att visa."


def test_of_many_rows_those_of_nothing_are_not_drawn() -> None:
    rows = {f"E{n}": (n if n < 3 else 0 if n < 50 else "..",) for n in range(60)}
    plot = plotted(view(("Antal",), COUNT, rows), Chart("bars", "A", ("Antal",)))
    assert [mark.row for mark in plot.marks] == [2, 1]
    assert plot.rule == "De 2 av 60 som har mer än noll, störst först."


def test_a_plan_and_its_outcome_are_not_added_up() -> None:
    # 100 planned and 90 used are 190 together; 150 planned and nothing known of use are more than either.
    rows: dict[str, Sequence[Value]] = {f"E{n}": (1.0, 1.0) for n in range(60)} | {
        "Jämn": (100.0, 90.0),
        "Okänd": (150.0, ".."),
    }
    chart = Chart("bars", "A", (PLAN, USED), palette="plan")
    assert [mark.name for mark in plotted(view((PLAN, USED), HOURS, rows), chart).marks[:2]] == ["Okänd", "Jämn"]


def test_of_many_days_those_that_moved_most_are_drawn_in_order_of_time() -> None:
    start = date(2010, 1, 1).toordinal()
    moved = {f"M{n}": (date.fromordinal(start - n), date.fromordinal(start + n)) for n in range(30)}
    plot = plotted(view(("Planerad", "Verklig"), DAY, dict(moved)), Chart("gantt", "Tid", ("Planerad", "Verklig")))
    assert [mark.name for mark in plot.marks] == [f"M{n}" for n in range(29, 9, -1)]
    assert plot.rule == "De 20 av 30 som har flyttats mest, i tidsordning."


def test_of_days_that_have_not_moved_nobody_says_so() -> None:
    day = date(2010, 1, 1)
    rows = {f"M{n}": (day, date(2010, 1, 2) if n == 25 else day) for n in range(30)}
    plot = plotted(view(("Planerad", "Verklig"), DAY, rows), Chart("gantt", "Tid", ("Planerad", "Verklig")))
    assert "M25" in {mark.name for mark in plot.marks}
    assert plot.rule == "20 av 30 i tidsordning: 1 som har flyttats och 19 till."


def test_hidden_values_do_not_choose_what_is_drawn() -> None:
    rows: dict[str, Sequence[Value]] = {**MANY, "Enhet 59": ("..", "..")}
    assert "Enhet 59" not in {mark.name for mark in plotted(view((PLAN, USED), HOURS, rows), HOURS_CHART).marks}


def test_labels_that_all_rows_share_are_left_out() -> None:
    cells = [[Cell("Botkyrka"), Cell(unit), Cell(1.0, format=HOURS)] for unit in ("Vux", "Jobb")]
    two = View("V", "", "", ("Kommun", "Enhet", PLAN), cells, labels=2)
    chart = Chart("bars", "T", (PLAN,))
    assert [mark.name for mark in plotted(two, chart).marks] == ["Vux", "Jobb"]
    other = View("V", "", "", two.headers, [*cells, [Cell("Salem"), Cell("Vux"), Cell(2.0)]], labels=2)
    assert [mark.name for mark in plotted(other, chart).marks] == ["Botkyrka, Vux", "Botkyrka, Jobb", "Salem, Vux"]


def test_few_marks_are_told_one_by_one() -> None:
    assert in_words(HOURS_VIEW, HOURS_CHART) == (
        "Stapeldiagram: Timmar, timmar. Jobbcoachingen: Planerade timmar 1\u00a0090,0, Använda timmar 545,0. "
        "Vux: Planerade timmar 218,0, Använda timmar uppgift saknas. "
        "Hälsan: Planerade timmar visas inte, Använda timmar noll. Alla värden står i tabellen Timmar per enhet."
    )


def test_many_marks_are_told_by_their_ends() -> None:
    rows: dict[str, tuple[Value, ...]] = {f"E{n}": (min(n, 6), 3) for n in range(1, 8)}
    rows["E8"] = ("..", 3)
    assert in_words(view(("Kvinnor", "Män"), COUNT, rows), Chart("bars", "Orsak", ("Kvinnor", "Män"))) == (
        "Stapeldiagram: Orsak. Kvinnor: högst 6 (E6 och 1 till), lägst 1 (E1). För 1 visas inget värde. "
        "Män: 3 överallt. Alla värden står i tabellen Timmar per enhet."
    )


def test_a_chart_of_nothing_is_not_worth_drawing() -> None:
    chart = Chart("bars", "T", ("Antal",))
    assert worth_drawing(view(("Antal",), COUNT, {"A": ("..",), "B": (3,)}), [chart]) == ()
    assert worth_drawing(view(("Antal",), COUNT, {"A": (0,), "B": (0,), "C": (0,)}), [chart]) == ()
    assert worth_drawing(view(("Antal",), COUNT, {"A": (0,), "B": (3,)}), [chart]) == (chart,)
    etree.fromstring(svg(view(("Antal",), COUNT, {}), chart).encode())


KINDS: list[Kind] = ["bars", "stacked", "shares", "profile", "gantt"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [(), (("..",) * 3,), ((0.0, 0.0, 0.0),), ((None, 5.0, None), (5.0, 5.0, 5.0))])
def test_every_kind_bears_what_may_stand_in_a_table(kind: Kind, values: tuple[tuple[Value, ...], ...]) -> None:
    if kind == "gantt":
        values = tuple(tuple(date(2010, 1, 1) if isinstance(v, float) else v for v in row) for row in values)
    of = view(("A", "B", "C"), COUNT, {f"R{n}": row for n, row in enumerate(values)})
    text = svg(of, Chart(kind, "T", ("A", "B", "C")))
    etree.fromstring(text.encode())
    assert "nan" not in text
    assert svg(of, Chart(kind, "T", ("A", "B", "C"))) == text


def test_hostile_words_stay_words() -> None:
    hostile = '</text><script>x()</script>" onload="\x00'
    of = view((PLAN, USED), HOURS, {hostile: (1.0, 2.0), "W" * 300: (1.0, 2.0)})
    root = drawn(of, Chart("bars", hostile, (PLAN, USED), names=(hostile, "b"), unit=hostile))
    assert {etree.QName(one).localname for one in root.iter()} == {"svg", "title", "desc", "rect", "text", "path"}
    assert max(float(text.get("x") or 0) for text in root.iter(f"{SVG}text")) <= 660


def test_nothing_is_asked_of_the_program_that_shows_it() -> None:
    text = svg(HOURS_VIEW, HOURS_CHART)
    assert not re.search(r"var\(|foreignObject|<style|<script|href|https?://(?!www\.w3\.org/2000/svg)", text)


def test_ids_are_of_the_view_and_the_chart() -> None:
    parts = view(("A", "B", "C"), COUNT, {"R": (1, 1, 1)})
    root = drawn(parts, Chart("stacked", "Mål", ("A", "B", "C")))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids)) == 3
    assert all(name.startswith("timmar-per-enhet-mal-") for name in ids if name)
    assert set(re.findall(r"url\(#([^)]+)\)", etree.tostring(root).decode())) <= set(ids)


def light(colour: str) -> float:
    """How light a colour is, from 0 to 1, as WCAG reckons."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", [1, 2])
def test_texts_can_be_read_on_what_they_stand_on(page: int) -> None:
    paper = COLOURS["jx-paper"][page]
    for name in ("jx-ink", "jx-faint"):
        assert contrast(str(COLOURS[name][page]), str(paper)) >= 4.5
    for name in COLOURS:
        if name.startswith("jx-on-"):
            assert contrast(str(COLOURS[name][page]), str(COLOURS[name.replace("on-", "")][page])) >= 4.5, name
    assert contrast(str(COLOURS["jx-edge"][page]), str(paper)) >= 3


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("palette", ["plain", "sexes", "plan", "either", "levels"])
def test_neighbours_differ_without_colours(page: int, palette: Palette) -> None:
    for one, other in pairwise(INKS[palette]):
        alike = contrast(str(COLOURS[f"jx-{one.name}"][page]), str(COLOURS[f"jx-{other.name}"][page])) < 1.9
        assert not alike or bool(one.hatch) != bool(other.hatch), (one, other)


def test_a_dark_page_gives_every_class_its_colour() -> None:
    rules = dict(re.findall(r"\.([\w-]+)\{(\w+:#\w+)\}", dark()))
    used = set(re.findall(r'class="([^"]+)"', svg(HOURS_VIEW, HOURS_CHART)))
    assert {name for names in used for name in names.split()} <= rules.keys()
    assert rules["jx-ink"] == "fill:#EEF3F4"


def test_steps_are_even_and_reach_both_ends() -> None:
    assert nice(0, 1090) == [0, 200, 400, 600, 800, 1000, 1200]
    assert nice(0, 3, whole=True) == [0, 1, 2, 3]
    assert nice(-20, 13) == [-20, -10, 0, 10, 20]
    assert nice(0, 0) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])


def test_an_axis_leaves_room_for_what_stands_at_its_bars() -> None:
    assert 330 < room_for([(1.0, "1 090,0"), (0.1, "uppgift saknas")], 400) < 370
    assert room_for([(0.4, "40,0 %"), (0, "..")], 400) == 400
    assert Axis(0, 10, 100, 300).at(5) == 200
    assert Axis(0, 10, 100, 300).at(50) == 300


@pytest.mark.parametrize(
    ("first", "last", "steps"),
    [
        (date(2010, 1, 31), date(2010, 3, 1), ["2010-01-01", "2010-02-01", "2010-03-01", "2010-04-01"]),
        (date(2009, 9, 1), date(2010, 12, 15), ["2009-07-01", "2010-01-01", "2010-07-01", "2011-01-01"]),
        (date(2010, 5, 5), date(2010, 5, 5), ["2010-05-01", "2010-06-01"]),
        (date(1, 1, 1), date(1, 1, 1), ["0001-01-01", "0001-02-01"]),
    ],
)
def test_months_go_from_before_the_first_day_till_after_the_last(first: date, last: date, steps: list[str]) -> None:
    found = months(first.toordinal(), last.toordinal())
    assert [date.fromordinal(int(step)).isoformat() for step in found] == steps


def test_a_day_far_away_makes_the_steps_longer() -> None:
    found = months(date(2010, 1, 1).toordinal(), date.max.toordinal())
    assert len(found) <= 7
    assert found[-1] == date.max.toordinal()
    assert all(one < other for one, other in pairwise(found))


def test_many_hidden_parts_are_counted() -> None:
    parts = view(("A", "B", "C"), COUNT, {"R": ("..", "..", ".."), "S": (1, "..", "..")})
    said = texts(drawn(parts, Chart("stacked", "T", ("A", "B", "C"))))
    assert "3 delar .." in said
    assert "B .., C .." in said


def trending(*values: float | None) -> View:
    row = [Cell("Vux"), Cell(1090.0, format=HOURS)]
    return View("T", "", "", ("Enhet", PLAN), [row], labels=1, trended=PLAN, trend=[values])


def test_a_sparkline_goes_from_the_first_round_to_the_last() -> None:
    root = etree.fromstring(spark(trending(100.0, None, 1090.0), 0, ("2009-T1", "2009-T2", "2010-T1")).encode())
    assert root.get("aria-label") == "Planerade timmar: 100,0 (2009-T1), 1\u00a0090,0 (2010-T1)"
    (path,) = root.iter(f"{SVG}path")
    assert path.get("d") == "M4 20L92 4"


def test_a_sparkline_of_one_round_is_none() -> None:
    assert spark(trending(None, 5.0), 0, ("a", "b")) == ""
    assert "M4 12L92 12" in spark(trending(5.0, 5.0), 0, ("a", "b"))
