"""The gallery docs/avvikelser: every code and every rule has a page, an example that causes it, and a picture.

What fails here names what to write: a case in docs/avvikelser/fall, then `python scripts/build_gallery.py`.
"""

import re
import tempfile
from functools import cache
from pathlib import Path

import build_gallery as gallery
import pytest
from build_gallery import Told
from gallery_cases import CASES, GALLERY, TODAY, Example, Page, make, pages

from jamxl import texts
from jamxl.inspection import check_one
from jamxl.project import Limits

# Codes that no file in itself can cause: each is tested where its page says.
WITHOUT = {"JX115", "JX116", "JX118", "JX123", "JX124", "JX125"}
EXAMPLES = {case.name: (page, case) for page in pages().values() for case in page.examples}
MOST_BYTES = 40_000
REBUILD = "run: python scripts/build_gallery.py"


@cache
def built() -> tempfile.TemporaryDirectory[str]:
    """The folder of the examples' workbooks."""
    return tempfile.TemporaryDirectory()


@cache
def told_in(name: str) -> list[Told]:
    """What checking an example gives."""
    case = EXAMPLES[name][1]
    gallery.build_workbooks(Path(built().name), [case])
    return gallery.said(case, Path(built().name))


def told_of(page: Page) -> dict[str, list[Told]]:
    return {case.name: told_in(case.name) for case in page.examples}


def everything() -> dict[str, list[Told]]:
    return {name: told_in(name) for name in EXAMPLES}


# ------------------------------------------------------------------------------------------------ nothing is missing


def test_every_code_has_a_case() -> None:
    missing = [code for code in texts.FINDINGS if code not in pages()]
    assert not missing, f"write a case for {', '.join(missing)} in {CASES.name}/ (see scripts/gallery_cases.py)"


@pytest.mark.parametrize("identity", sorted(gallery.every_rule()))
def test_every_rule_is_broken_on_its_page(identity: str) -> None:
    assert identity in pages(), f"write a case for rule {identity} in {CASES.name}/ (see scripts/gallery_cases.py)"
    page = pages()[identity]
    own = gallery.told_of(page, told_of(page))
    shown = {rule.short for told in own if (rule := gallery.rule_of(told.finding))}
    missing = [rule.short for rule in gallery.every_rule()[identity] if rule.short not in {*shown, *page.besides}]
    assert not missing, f"no example on the page {identity} breaks: {missing}"


def test_rules_that_no_small_book_breaks_are_broken_elsewhere() -> None:
    told = {(short, test) for page in pages().values() for short, test in page.besides.items()}
    shorts = {rule.short for rules in gallery.every_rule().values() for rule in rules}
    assert {short for short, _ in told} <= shorts
    for short, test in told:
        assert f'"{short}"' in (Path(__file__).parent / test).read_text(encoding="utf-8")


def test_no_page_without_a_code() -> None:
    known = {*texts.FINDINGS, *gallery.every_rule()}
    assert [code for code in pages() if code not in known] == []
    written = {path.stem for path in GALLERY.glob("*.md")} - {"README"}
    assert sorted(written - known) == []


@pytest.mark.parametrize("page", pages().values(), ids=pages())
def test_a_page_says_enough(page: Page) -> None:
    """A few words of title, and some sentences of our own."""
    assert 0 < len(page.title) <= 60
    assert not page.title.endswith(".")
    assert len(re.findall(r"[.!?](?:\s|$)", page.means)) >= 2
    assert page.examples or page.without, f"{page.code} has neither an example nor a reason for having none"


# ------------------------------------------------------------------------------------------------ the workbooks


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_workbook_causes_it(name: str) -> None:
    """The code, at the cells that were typed in, with its severity; and besides only what the case says."""
    page, case = EXAMPLES[name]
    own = [told for told in told_in(name) if gallery.belongs(told.finding, page.code)]
    others = {gallery.named(told.finding) for told in told_in(name)} - {page.code}
    assert sorted(told.place for told in own) == gallery.wanted(case, Path(built().name))
    assert others == set(case.also)
    for told in own:
        rule = gallery.rule_of(told.finding)
        assert told.finding.severity == (rule.severity if rule else texts.FINDINGS[page.code].severity)


def of_each_kind() -> list[Example]:
    """One example typed in, one whose cells were moved, one file that was broken, one blank, one inbox."""
    return [EXAMPLES[name][1] for name in ("JX301", "JX204", "JX101", "JX119", "JX112")]


@pytest.mark.parametrize("case", of_each_kind(), ids=lambda case: case.name)
def test_workbooks_are_made_alike_each_time(case: Example) -> None:
    made = make(case).files
    make.cache_clear()
    assert made
    assert make(case).files == made


def test_pictures_are_small() -> None:
    assert [path.name for path in GALLERY.glob("*.png") if path.stat().st_size > MOST_BYTES] == []


# ------------------------------------------------------------------------------------------------ pages and pictures


def test_pages_are_what_the_generator_gives() -> None:
    pages_now = gallery.texts_of(everything())
    there = {path.name: path.read_text(encoding="utf-8") for path in GALLERY.glob("*.md")}
    assert sorted(there) == sorted(pages_now), REBUILD
    assert [name for name, text in pages_now.items() if there[name] != text] == [], REBUILD


def test_every_marked_cell_has_its_picture() -> None:
    wanted = {shot.target.name for shot in gallery.shots(GALLERY, Path(built().name), everything())}
    assert wanted == {path.name for path in GALLERY.glob("*.png")}, REBUILD


@pytest.mark.parametrize("document", sorted(GALLERY.glob("*.md")), ids=lambda path: path.stem)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (GALLERY / target.strip("<>")).exists()] == []


# ------------------------------------------------------------------------------------------------ without a workbook


def test_which_codes_have_no_workbook() -> None:
    assert {page.code for page in pages().values() if page.without} == WITHOUT


@pytest.mark.parametrize("code", sorted(WITHOUT))
def test_codes_without_a_workbook_are_tested_elsewhere(code: str) -> None:
    tested = Path(__file__).parent / pages()[code].tested
    assert f'"{code}"' in tested.read_text(encoding="utf-8")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (finding,) = check_one(tmp_path / "bok.xlsx", Limits(), TODAY).findings
    assert finding.code == "JX118"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "bok.xlsx").touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    (finding,) = check_one(tmp_path / "bok.xlsx", Limits(), TODAY).findings
    assert finding.code == "JX115"
