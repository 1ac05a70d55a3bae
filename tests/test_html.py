"""The report as HTML: what stands in it, for whom it can be read, and what hostile texts do to it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import browser
import lxml.html
import pytest
import reports

from jamxl import demo, report_texts, workflow
from jamxl.draw import charts
from jamxl.draw.html import html
from jamxl.draw.html.safe import inlined
from jamxl.present.making import internal
from jamxl.present.opened import opened
from jamxl.present.report import Chapter, Exhibit, Report, View, figure_id, numbered, slug, text
from jamxl.project import load

MADE = {"small": reports.small, "hostile": reports.hostile, "empty": reports.empty}
LOOKS = ("1280x900/light", "1280x900/dark", "320x800/light", "320x800/dark", "1280x900/light/2", "1280x900/dark/4")
CSS = (Path(__file__).parents[1] / "jamxl" / "draw" / "html" / "report.css").read_text("utf-8")


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """The example project's report in both editions."""
    root = tmp_path_factory.mktemp("demo")
    demo.make(root)
    data = workflow.consolidate_project(load(root), today=demo.TODAY)
    return {"intern": internal(data), "oppen": opened(data).report}


def read(report: Report) -> Any:
    """The page as a program that reads HTML sees it, by way of the bytes of a file."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    return lxml.html.fromstring(html(report).encode("utf-8"), parser=parser)


def views(report: Report) -> list[View]:
    return [report.deliveries, *(exhibit.view for exhibit in report.exhibits()), *report.appendix]


def table_of(page: Any, view: View) -> Any:
    (table,) = page.xpath("//*[@id=$id]//table", id=slug(view.name))
    return table


def rows_of(table: Any) -> list[list[str]]:
    """The texts of a table's rows below its headings."""
    return [[cell.text_content() for cell in row] for row in table.xpath("./tbody/tr | ./tfoot/tr")]


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


def every_cell_stands_in_its_table(report: Report) -> int:
    """How many cells were found, each where it should be."""
    page = read(report)
    count = 0
    for view in filter(lambda view: view.rows, views(report)):
        found = rows_of(table_of(page, view))
        assert [row[: len(view.headers)] for row in found] == [[text(cell) for cell in row] for row in view.rows]
        count += len(view.rows) * len(view.headers)
    return count


def test_every_cell_of_every_view_stands_in_its_table() -> None:
    # 3 rows of 5, 2 of 5, 2 of 3, 7 of 4, and the deliveries' 3 of 4 and the signs' 3 of 2.
    assert every_cell_stands_in_its_table(reports.small()) == 15 + 10 + 6 + 28 + 12 + 6


@pytest.mark.parametrize("edition", ["intern", "oppen"])
def test_so_it_does_in_the_example_project(editions: dict[str, Report], edition: str) -> None:
    assert every_cell_stands_in_its_table(editions[edition]) > 5000
    ids_are_unique_and_links_lead_to_one(editions[edition])


def test_figures_as_a_reader_sees_them() -> None:
    page = read(reports.small())
    table = table_of(page, reports.hours())
    assert [row[:5] for row in rows_of(table)] == [
        ["Botkyrka", "Jobbcoachingen", "1\u00a0090,0", "200,0", "18,3\u00a0%"],
        ["Osby", "Arbetsmarknad", "400,5", "..", ".."],
        ["Totalt", "", "1\u00a0490,5", "200,0", "."],
    ]
    assert table.xpath("string(caption)") == "Tabell 2. Timmar per enhet, alla enheter, period 2010-T1, timmar"


def test_the_total_is_the_foot_of_its_table() -> None:
    page = read(reports.small())
    assert table_of(page, reports.hours()).xpath("count(tfoot/tr)") == 1
    assert table_of(page, reports.second_hours()).xpath("count(tfoot)") == 0


def test_headings_say_what_they_are_headings_of() -> None:
    page = read(reports.small())
    assert page.xpath("count(//th[not(@scope)])") == 0
    assert page.xpath("//table[not(caption)]") == []
    heads = table_of(page, reports.hours()).xpath("tbody//th[@scope='row']")
    assert [head.text for head in heads] == ["Botkyrka", "Jobbcoachingen", "Osby", "Arbetsmarknad"]


def test_the_label_that_tells_rows_apart_stays_in_sight() -> None:
    report = reports.small()
    view = report.chapters[0].exhibits[0].view
    # Two units of one municipality: it is the unit that tells them apart.
    alike = replace(view, rows=[view.rows[0], (view.rows[0][0], *view.rows[1][1:]), view.rows[2]])
    page = read(replace(report, chapters=[Chapter("Timmar", (Exhibit(alike),))]))
    staying = table_of(page, alike).xpath(".//th[contains(@class, 'k')]")
    assert [head.text for head in staying] == ["Enhet", "Jobbcoachingen", "Arbetsmarknad", "Totalt"]


def test_a_figure_is_found_by_its_id() -> None:
    report, view = reports.small(), reports.hours()
    page = read(report)
    (cell,) = page.xpath("//*[@id='timmar-per-enhet.jobbcoachingen.planerade-timmar']")
    assert cell.text_content() == "1\u00a0090,0"
    for row, cells in enumerate(view.rows):
        for column in range(view.labels, len(view.headers)):
            (cell,) = page.xpath("//td[@id=$id]", id=figure_id(view, row, column))
            assert cell.text_content() == text(cells[column])


def test_the_first_page_leads_to_the_figures_and_tables() -> None:
    page = read(reports.small())
    (link,) = page.xpath("//dl[@class='cards']//a")
    assert (link.text, link.get("href")) == ("1\u00a0490,5", "#timmar-per-enhet.totalt.planerade-timmar")
    assert [(a.text, a.get("href")) for a in page.xpath("//section[@id='sammanfattning']//li/a")] == [
        ("Tabell 3", "#milstolpar"),
        ("Tabell 2", "#timmar-per-enhet"),
    ]


def ids_are_unique_and_links_lead_to_one(report: Report) -> None:
    page = read(report)
    ids = Counter(page.xpath("//@id"))
    assert [each for each, count in ids.items() if count > 1] == []
    wanted = [link.removeprefix("#") for link in page.xpath("//a/@href")]
    wanted += [each for said in page.xpath("//@aria-labelledby") for each in said.split()]
    assert set(wanted) <= ids.keys()
    assert "innehall" in wanted


@pytest.mark.parametrize("name", MADE)
def test_ids_are_unique_and_each_link_leads_to_one(name: str) -> None:
    ids_are_unique_and_links_lead_to_one(MADE[name]())


def test_views_whose_names_give_the_same_id_are_told_apart() -> None:
    report = reports.small()
    twin = replace(reports.second_hours(), name="TIMMAR PER ENHET")
    page = read(replace(report, chapters=[*report.chapters, Chapter("Tvilling", (Exhibit(twin),))]))
    assert page.xpath("string(//*[@id='timmar-per-enhet-2']/h3)") == "TIMMAR PER ENHET"


def test_signs_are_read_as_words() -> None:
    page = read(reports.small())
    signs = table_of(page, reports.hours()).xpath(".//abbr")
    assert [(sign.text, sign.get("aria-label")) for sign in signs] == [
        ("..", "visas inte"),
        ("..", "visas inte"),
        (".", "kan inte förekomma"),
    ]


@pytest.mark.parametrize("name", MADE)
def test_nothing_runs_and_nothing_is_fetched(name: str) -> None:
    page = read(MADE[name]())
    for tag in ("script", "iframe", "object", "embed", "link", "base", "img", "form"):
        assert page.xpath(f"//{tag}") == [], tag
    attributes = [(key, value) for element in page.iter("*") for key, value in element.attrib.items()]
    assert [key for key, _ in attributes if key.startswith("on")] == []
    assert {value[0] for key, value in attributes if key in ("href", "src", "xlink:href")} <= {"#"}
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_the_style_sheet_is_the_one_of_the_package_and_knows_the_charts() -> None:
    style = read(reports.small()).xpath("string(//style)").strip()
    assert style.startswith(CSS.strip())
    assert charts.dark() in style
    assert "url(" not in style


def test_hostile_texts_are_texts() -> None:
    report = reports.hostile()
    page = read(report)
    assert page.xpath("string(//h1)") == reports.SCRIPT
    first = rows_of(table_of(page, report.chapters[0].exhibits[0].view))
    assert first[0] == [reports.SCRIPT, reports.SCRIPT, "1,0", reports.SCRIPT]
    # Without what no page may hold.
    assert first[1] == ["bråkslut", "bråkslut", "1,0", "bråkslut"]
    assert first[2][0] == reports.LONG


def test_a_statement_about_a_view_that_is_not_there_leads_nowhere() -> None:
    page = read(reports.hostile())
    (said,) = page.xpath("//li[starts-with(normalize-space(), 'En vy som inte finns.')]")
    assert said.xpath("a") == []


def test_an_empty_report_says_that_it_is() -> None:
    page = read(reports.empty())
    assert page.xpath("string(//title)") == "Rapport, Öppen utgåva"
    said = page.text_content()
    for sentence in (
        report_texts.REPORT["no_decisions"],
        report_texts.REPORT["no_observations"],
        "Inget att redovisa.",
    ):
        assert sentence in said


def test_lists_in_detail_are_folded_and_stand_after_the_chapters() -> None:
    page = read(reports.small())
    assert [head.text for head in page.xpath("//section[@id='bilaga']//h3")] == ["Risker i rader"]
    assert page.xpath("string(//section[@id='bilaga']//details/summary)") == "Visa tabellen, rader: 7"
    (more,) = page.xpath("//p[@class='more']")
    assert " ".join(more.text_content().split()) == "Rader i detalj står i bilagan: Risker i rader (Tabell 6)."


def test_rows_say_where_they_stand() -> None:
    table = table_of(read(reports.small()), reports.milestones())
    assert [row[-2:] for row in rows_of(table)] == [
        ["botkyrka_jobbcoachingen_projektbok_2010-T1.xlsx, Milstolpar, rad 7", reports.BEFORE[0]],
        ["osby_arbetsmarknad_projektbok_2010-T1.xlsx, Milstolpar, rad 7", ""],
    ]
    assert [head.text for head in table.xpath("thead//th")][-2:] == ["Står i", "Stod förra omgången i"]


def test_how_a_figure_has_gone_is_drawn_and_said() -> None:
    table = table_of(read(reports.small()), reports.hours())
    assert table.xpath("string(thead/tr/th[last()])") == "Använda timmar över tid"
    first, second, total = table.xpath(".//td[@class='trend']")
    said = first.xpath("string(svg/@aria-label)")
    assert "120,0" in said
    assert "200,0" in said
    assert "2009-T2" in said
    # One round is no line.
    assert len(second) == 0
    assert len(total) == 1


def test_the_ids_of_drawings_are_their_own() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" aria-labelledby="a b"><title id="a">A</title><desc id="b">B</desc>'
        '<defs><pattern id="p"/></defs><rect fill="url(#p)"/><use href="#p"/></svg>'
    )
    assert inlined(svg, "d1.") == svg.replace('"a', '"d1.a').replace(" b", " d1.b").replace('"b', '"d1.b').replace(
        '"p', '"d1.p'
    ).replace("#p", "#d1.p")


def test_the_same_report_gives_the_same_page() -> None:
    assert html(reports.small()) == html(reports.small())


def test_the_headings_leave_no_level_out() -> None:
    levels = [int(head.tag[1]) for head in read(reports.small()).xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def luminance(colour: str) -> float:
    """The relative luminance of #rgb or #rrggbb, as WCAG 2.1 defines it."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_can_be_told_from_its_ground(scheme: str) -> None:
    """By the colours of the style sheet, in each place where they may meet; axe does not look under a pointer."""
    light, dark, printed = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", {"light": light, "dark": dark, "print": printed}[scheme]))
    for ink in ("ink", "faint", "teal", "link"):
        for ground in ("ground", "raised", "head", "sum", "found"):
            lights = sorted((luminance(colours[ink]), luminance(colours[ground])))
            assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, (ink, ground)


def seen_well(page: Path, looks: Sequence[str]) -> None:
    """The page breaks no rule in any look, fits the window, and fetches nothing."""
    seen = browser.looked(page, looks)
    assert [look["look"] for look in seen] == list(looks)
    for look in seen:
        assert look["violations"] == [], look["look"]
        assert "color-contrast" in look["passed"]
        assert look["wider"] == 0, look["look"]
        assert look["asked"] == [page.as_uri()]
        assert look["complaints"] == []
        assert look["folded"] == 0
        assert look["cut"] == 0, look["look"]
        assert look["ground"] == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 25, 29)"}[look["look"].split("/")[1]]


@pytest.mark.browser
@pytest.mark.parametrize("name", MADE)
def test_in_a_browser(name: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(html(MADE[name]()), "utf-8")
    seen_well(page, LOOKS)


@pytest.mark.browser
@pytest.mark.parametrize("edition", ["intern", "oppen"])
def test_the_example_project_in_a_browser(editions: dict[str, Report], edition: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(html(editions[edition]), "utf-8")
    seen_well(page, ("1280x900/light", "320x800/dark"))


@pytest.mark.browser
def test_the_browser_sees_what_is_wrong(tmp_path: Path) -> None:
    """What finds nothing wrong in a report finds it where it is."""
    page = tmp_path / "bad.html"
    page.write_text(
        '<!DOCTYPE html><html><title>Fel</title><body style="background: #fff"><p style="color: #aaa">Blekt</p>'
        '<img src="http://example.invalid/bild.png"><p style="width: 1100px">Brett</p>'
        "<details><summary>Mer</summary><table><tr><td>Dold</td></tr></table></details>",
        "utf-8",
    )
    (look,) = browser.looked(page, ["320x800/light"])
    assert {"color-contrast", "html-has-lang", "image-alt"} <= {broken["rule"] for broken in look["violations"]}
    assert look["wider"] > 500
    assert look["folded"] == 1
    assert look["cut"] > 0
    assert "http://example.invalid/bild.png" in look["asked"]
