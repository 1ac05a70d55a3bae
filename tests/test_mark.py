"""Review copies: all that a unit's file had is still there, the marks are at their cells, and they go away again."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import libreoffice
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from packages import (
    FILES,
    MAIN,
    REL,
    before,
    comments,
    elements,
    lost,
    override,
    parts,
    relationship,
    rules_of,
    seen,
    threads,
    with_parts,
    workbook,
)

from jamxl.findings import Severity
from jamxl.grid import Grid, Pages, a1
from jamxl.mark import CannotMark, Mark, mark
from jamxl.mark.marking import take_away
from jamxl.mark.package import Package
from jamxl.read import read
from jamxl.texts import REVIEW_KEY

# What openpyxl says that it leaves out or makes up when it looks at our files.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.* extension is not supported and will be removed:UserWarning"),
    pytest.mark.filterwarnings("ignore:Workbook contains no default style:UserWarning"),
]

OPENING, CLOSING = "— Granskning (jamxl) —", "— Slut på granskningen —"


def ours(text: str) -> str:
    """A text as it stands in our note."""
    return f"{OPENING}\n{text}\n{CLOSING}"


def review_page(notes: Sequence[str]) -> Pages:
    """A first sheet: the hidden key, a title, headers, a link, and what was not placed."""
    grid = Grid("Granskning", title="Granskning")
    grid.put(0, 0, REVIEW_KEY, "key")
    grid.hidden_rows = {0}
    grid.put(1, 0, "Granskning", "title")
    for row, note in enumerate(notes, 5):
        grid.put(row, 0, note, "text", wrap=True)
    grid.put(3, 0, "Cell", "header")
    grid.put(4, 0, "B2", "link", formula='HYPERLINK("#\'Timmar\'!B2","B2")')
    grid.put(3, 1, "Anmärkning", "header")
    grid.put(4, 1, "=1+1", "text", wrap=True)
    grid.widths = {0: 20, 1: 60}
    grid.freeze = (4, 0)
    return Pages([grid])


def marked(data: bytes, *marks: Mark) -> bytes:
    return marked_and_told(data, *(marks or MARKS))[0]


def unmarked(data: bytes) -> bytes:
    """The workbook without what a review put there."""
    package = Package(data)
    take_away(package)
    return package.to_bytes()


def marked_and_told(data: bytes, *marks: Mark) -> tuple[bytes, list[str]]:
    """The review copy, and what it was told that it could not place."""
    told: list[str] = []

    def page(notes: list[str]) -> Pages:
        told.extend(notes)
        return review_page(notes)

    return mark(data, marks, page), told


def note_at(data: bytes, cell: str, sheet: str = "Timmar") -> str:
    found: str = comments(openpyxl.load_workbook(io.BytesIO(data))[sheet])[cell]
    return found


MARKS = (
    Mark("Timmar", "B2", "”1 o90” är inget tal.\nSkriv bara siffror.", "error"),
    Mark("Timmar", "B3", "Kontrollera talet.", "warning"),
    Mark("Timmar", "B3", "Talet är läst som 7.", "note"),
    Mark("Timmar", "D9", "=SUMMA(A1) är text.", "note"),
)

every_file = pytest.mark.parametrize("kind", FILES)


# ------------------------------------------------------------------------------------------------ nothing is lost


# The parts that every review copy changes.
ALWAYS = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")


@every_file
def test_everything_is_still_there(kind: str) -> None:
    old = FILES[kind]()
    may_change = [*ALWAYS, "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"]
    may_change += ["xl/comments1.xml", "xl/comments/comment1.xml", "xl/drawings/vmlDrawing1.vml"]
    may_change += ["xl/drawings/commentsDrawing1.vml"]
    if kind == "print areas and names":
        # It was the selected one.
        may_change.append("xl/worksheets/sheet2.xml")
    new = marked(old)
    assert lost(old, new, may_change) == []
    assert list(parts(new))[: len(parts(old))] == list(parts(old))


@every_file
def test_marks_are_at_their_cells(kind: str) -> None:
    found = seen(marked(FILES[kind]()))
    assert list(found) == ["Granskning", "Timmar", "Mer"]
    said = found["Timmar"]["comments"]
    assert said["B2"].endswith(ours("”1 o90” är inget tal.\nSkriv bara siffror."))
    assert kind == "conversation" or said["B3"] == ours("Kontrollera talet.\n\nTalet är läst som 7.")
    assert said["D9"] == ours("=SUMMA(A1) är text.")
    assert found["Timmar"]["formats"][-2:] == [
        ("B2", "expression", ('LEN("jamxl")=5',)),
        ("B3 D9", "expression", ('LEN("jamxl")=5',)),
    ]


@every_file
def test_taking_away_the_marks_gives_back_the_workbook(kind: str) -> None:
    old = FILES[kind]()
    new = unmarked(marked(old))
    assert parts(new).keys() == parts(old).keys()
    assert seen(new) == seen(old)
    for name, part in parts(old).items():
        if name not in ("xl/styles.xml", "[Content_Types].xml") and name.endswith((".xml", ".rels")):
            assert elements(parts(new)[name]) == elements(part), name


@every_file
def test_marking_again_gives_the_same_bytes(kind: str) -> None:
    once = marked(FILES[kind]())
    assert marked(once) == once


def test_the_same_input_gives_the_same_bytes() -> None:
    old = FILES["notes"]()
    new = marked(old)
    assert marked(old) == new
    with zipfile.ZipFile(io.BytesIO(new)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# The order that the standard gives the parts' children (ECMA-376, 18.3.1.99, 18.2.27 and 18.8.39). Excel calls a file
# damaged when they stand otherwise; other programs do not mind.
SEQUENCES = {
    "xl/worksheets/": "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr "
    "conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks "
    "colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF "
    "picture oleObjects controls webPublishItems tableParts extLst",
    "xl/workbook.xml": "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches extLst",
    "xl/styles.xml": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "xl/comments": "authors commentList extLst",
}


@every_file
def test_elements_stand_in_the_order_of_the_standard(kind: str) -> None:
    for name, part in parts(marked(FILES[kind]())).items():
        for start, sequence in SEQUENCES.items():
            if name.startswith(start) and name.endswith(".xml"):
                found = [child.tag.rpartition("}")[2] for child in ElementTree.fromstring(part)]
                assert found == sorted(found, key=sequence.split().index), name


def test_styles_without_some_collections_get_them_in_order() -> None:
    def bare(text: str) -> str:
        return re.sub("<(dxfs|cellStyles|tableStyles).*?</?\\1[^>]*>|<(dxfs|tableStyles)[^>]*/>", "", text)

    colours = '<colors><mruColors><color rgb="FF1F5A66"/></mruColors></colors>'
    old = with_parts(workbook(), {"xl/styles.xml": lambda text: before("</styleSheet>", colours)(bare(text))})
    assert b"dxfs" not in parts(old)["xl/styles.xml"]
    root = ElementTree.fromstring(parts(marked(old))["xl/styles.xml"])
    found = [child.tag.rpartition("}")[2] for child in root]
    assert found == ["fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs", "colors"]
    assert [child.get("count") for child in root][:-1] == [str(len(child)) for child in root][:-1]


def test_a_file_without_marks_is_not_touched() -> None:
    # openpyxl writes XML otherwise than lxml.
    old = FILES["openpyxl"]()
    assert parts(unmarked(old)) == parts(old)


def test_prefixes_that_are_spoken_of_are_declared() -> None:
    """Excel refuses a part whose mc:Ignorable has a prefix that nothing declares, and XML readers do not see it."""
    sheet = parts(marked(FILES["formats and protection"]()))["xl/worksheets/sheet1.xml"].decode()
    root = re.findall(r"<worksheet[^>]*>", sheet)[0]
    ignorable = re.findall(r'mc:Ignorable="([^"]+)"', root)[0].split()
    assert [prefix for prefix in ignorable if f'xmlns:{prefix}="' not in root] == []


@pytest.mark.parametrize("kind", ["plain", "formats and protection", "conversation"])
def test_cells_come_out_byte_for_byte(kind: str) -> None:
    def body(data: bytes) -> bytes:
        return parts(data)["xl/worksheets/sheet1.xml"].partition(b"<sheetData>")[2].partition(b"</sheetData>")[0]

    old = FILES[kind]()
    assert body(marked(old)) == body(old) != b""


cell_values = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), st.integers(-(10**6), 10**6), st.booleans()
)
places = st.tuples(st.integers(0, 40), st.integers(0, 12))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.dictionaries(places, cell_values, max_size=15), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 3), places, st.text(max_size=30), st.sampled_from(["error", "warning", "note"]))),
)
def test_values_are_the_same_whatever_is_marked(
    tmp_path: Path,
    sheets: list[dict[tuple[int, int], Any]],
    places: list[tuple[int, tuple[int, int], str, Severity]],
) -> None:
    path, copy = tmp_path / "bok.xlsx", tmp_path / "granskad.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for number, cells in enumerate(sheets):
            sheet = book.add_worksheet(f"Blad {number}")
            for (row, column), value in cells.items():
                sheet.write(row, column, value)
    chosen = [Mark(f"Blad {number}", a1(*at), text, severity) for number, at, text, severity in places]
    new, missed = marked_and_told(path.read_bytes(), *chosen)
    copy.write_bytes(new)
    assert [(s.name, s.rows) for s in read(copy).sheets[1:]] == [(s.name, s.rows) for s in read(path).sheets]
    assert len(missed) == sum(1 for number, *_ in places if number >= len(sheets))


# ------------------------------------------------------------------------------------------------ notes


def test_a_note_that_is_there_keeps_its_text_and_look() -> None:
    new = parts(marked(FILES["notes"]()))["xl/comments1.xml"]
    comment = next(c for c in ElementTree.fromstring(new).iter(f"{MAIN}comment") if c.get("ref") == "B2")
    texts = [(run.findtext(f"{MAIN}t"), run.find(f"{MAIN}rPr/{MAIN}b") is not None) for run in comment.iter(f"{MAIN}r")]
    assert texts == [
        ("Redan här", False),
        (f"\n{OPENING}", True),
        ("\n”1 o90” är inget tal.\nSkriv bara siffror.\n", False),
        (CLOSING, False),
    ]
    first = next(comment.iter(f"{MAIN}rPr"))
    assert next(iter(first)).attrib == {"val": "8"}


def test_a_plain_note_is_plain_again() -> None:
    def plain(text: str) -> str:
        return re.sub(r"<r><rPr>.*?</rPr>(<t>Redan här</t>)</r>", r"\1", text)

    old = with_parts(FILES["notes"](), {"xl/comments1.xml": plain})
    assert b"<text><t>Redan" in parts(old)["xl/comments1.xml"]
    new = marked(old)
    assert note_at(new, "B2").startswith(f"Redan här\n{OPENING}\n")
    assert elements(parts(unmarked(new))["xl/comments1.xml"]) == elements(parts(old)["xl/comments1.xml"])


def test_how_a_note_is_pronounced_stays_last() -> None:
    said = '<rPh sb="0" eb="1"><t>re</t></rPh><phoneticPr fontId="0"/>'
    old = with_parts(FILES["notes"](), {"xl/comments1.xml": before("</text>", said)})
    comment = ElementTree.fromstring(parts(marked(old))["xl/comments1.xml"])[1][0][0]
    assert [child.tag.rpartition("}")[2] for child in comment] == ["r", "r", "r", "r", "rPh", "phoneticPr"]
    assert elements(parts(unmarked(marked(old)))["xl/comments1.xml"]) == elements(parts(old)["xl/comments1.xml"])


def edited(data: bytes, cell: str, change: Callable[[str], str]) -> bytes:
    """The workbook with a note's text typed over in openpyxl, which forgets its runs."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Timmar"]
    sheet[cell].comment = Comment(change(sheet[cell].comment.text), "Anna")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_an_answer_below_our_note_stays() -> None:
    answered = edited(marked(workbook()), "B2", lambda text: f"{text}\nDet ska vara så.")
    assert note_at(unmarked(answered), "B2").strip() == "Det ska vara så."


def test_a_note_above_ours_stays_when_ours_lost_its_end() -> None:
    broken = edited(marked(FILES["notes"]()), "B2", lambda text: text.removesuffix(CLOSING))
    assert note_at(unmarked(broken), "B2") == "Redan här"


def test_a_conversation_gets_no_note_but_a_sentence() -> None:
    new, said = marked_and_told(threads(), *MARKS)
    assert said == ["Cell B3 på Timmar har en konversation; granskningens kommentar står bara här."]
    assert note_at(new, "B3") == "[Trådad kommentar] Stämmer det?"


NO_ROOM = "Kommentaren i cell B2 på Timmar är så lång att granskningens inte får plats; den står bara här."


@pytest.mark.parametrize(
    ("there", "text", "kept", "told"),
    [
        ("", "x" * 40_000, 32_767, []),
        ("Redan", "😀" * 20_000, 32_767, []),
        ("y" * 32_000, "kort", 32_000 + 1 + 22 + 1 + 4 + 1 + 24, []),
        ("y" * 32_760, "kort", 32_760, [NO_ROOM]),
    ],
    ids=["ours is too long", "signs that count twice", "both fit", "no room"],
)
def test_a_note_holds_32767_characters(there: str, text: str, kept: int, told: list[str]) -> None:
    # XlsxWriter has no more than 32,767 either.
    old = workbook(lambda book, sheet: sheet.write_comment("B2", there) if there else None)
    new, said = marked_and_told(old, Mark("Timmar", "B2", text, "error"))
    note = note_at(new, "B2")
    # Signs that count twice may leave one over.
    assert kept - 1 <= len(note.encode("utf-16-le")) // 2 <= kept
    assert said == told


def test_a_thousand_notes_a_sheet() -> None:
    many = [Mark("Timmar", f"{letter}{row}", "Rätta.", "error") for letter in "CE" for row in range(1, 602)]
    new, said = marked_and_told(workbook(), *many)
    found = seen(new)["Timmar"]
    assert len(found["comments"]) == 1000
    assert found["formats"] == [("C1:C601 E1:E601", "expression", ('LEN("jamxl")=5',))]
    assert said == [
        "Timmar har fler än 1\N{NO-BREAK SPACE}000 celler att se över. "
        "Alla är märkta; de sista har sina kommentarer bara här."
    ]


def thirty_notes(book: xlsxwriter.Workbook, sheet: Any) -> None:
    """So many that a thousand more need numbers from another block."""
    for row in range(30):
        for some in book.worksheets():
            some.write_comment(row, 4, "Redan här")


@pytest.mark.parametrize(
    "old", [workbook(), FILES["notes"](), FILES["macro and button"](), workbook(thirty_notes)],
    ids=["no box", "some boxes", "a button", "many boxes"],
)  # fmt: skip
def test_no_two_boxes_have_one_number(old: bytes) -> None:
    many = [Mark(sheet, f"C{row}", "Rätta.", "error") for sheet in ("Timmar", "Mer") for row in range(1, 1001)]
    new = marked(old, *many)
    had, shapes = (
        [number for part in parts(found).values() for number in re.findall(rb'id="(_x0000_s\d+)"', part)]
        for found in (old, new)
    )
    assert len(shapes) == len(set(shapes)) == len(had) + 2000
    for part in ("xl/drawings/vmlDrawing1.vml", "xl/drawings/vmlDrawing2.vml"):
        blocks = re.findall(rb'idmap[^>]*data="([\d,]+)"', parts(new)[part])[0].split(b",")
        assert {int(n) // 1024 for n in re.findall(rb'id="_x0000_s(\d+)"', parts(new)[part])} <= {
            int(b) for b in blocks
        }


def test_signs_that_xml_cannot_hold_become_spaces() -> None:
    new = marked(workbook(), Mark("Timmar", "B2", "a\x00b\x0bc\ud800d\r\ne\tf_x0041_", "error"))
    assert note_at(new, "B2") in (ours("a b c d\ne\tf_x0041_"), ours("a b c d\ne\tf_x005F_x0041_"))


@pytest.mark.parametrize(
    ("cell", "text", "anchor"),
    [
        # Columns of 64 pixels: 340 from 15 in the first one end 355 - 5 * 64 = 35 into the sixth. Lines of 15, 14 over.
        ("B2", "Kort", "2, 15, 0, 10, 7, 35, 3, 9"),
        ("B1", "Kort", "2, 15, 0, 2, 7, 35, 3, 1"),
        # The third row is hidden, the second is 45 points (60 pixels) high; column C is 100 characters wide.
        ("B3", "Kort", "2, 15, 1, 10, 2, 355, 3, 9"),
    ],
)
def test_a_box_is_as_large_as_its_text(cell: str, text: str, anchor: str) -> None:
    def sizes(book: xlsxwriter.Workbook, sheet: Any) -> None:
        if cell == "B3":
            sheet.set_column("C:C", 100)
            sheet.set_row(1, 45)
            sheet.set_row(2, None, None, {"hidden": True})

    new = parts(marked(workbook(sizes), Mark("Timmar", cell, text, "error")))
    assert re.findall(rb"<x:Anchor>(.*?)<", new["xl/drawings/vmlDrawing1.vml"]) == [anchor.encode()]


def test_the_box_of_a_note_grows_with_it_and_only_once() -> None:
    old = FILES["notes"]()
    once = marked(old)
    drawings = [parts(data)["xl/drawings/vmlDrawing1.vml"] for data in (old, once, marked(unmarked(once)))]
    anchors = [re.findall(rb"<x:Anchor>(.*?)<", drawing)[0] for drawing in drawings]
    # Half of XlsxWriter's 128 by 74 pixels; then 340 wide, and five lines of 15 pixels and 14 over.
    assert anchors == [b"2, 15, 0, 10, 3, 15, 4, 4", b"2, 15, 0, 10, 7, 35, 4, 19", b"2, 15, 0, 10, 7, 35, 4, 19"]


def test_a_signed_file_says_that_its_signature_is_not_the_copys() -> None:
    new, said = marked_and_told(with_parts(workbook(), {"_xmlsignatures/sig1.xml": "<Signature/>"}))
    assert said == ["Filen är digitalt signerad. Signaturen gäller originalet, inte den här kopian."]
    assert parts(new)["_xmlsignatures/sig1.xml"] == b"<Signature/>"


def test_a_drawing_that_cannot_be_added_to_is_told_of() -> None:
    def ragged(text: str) -> str:
        return text.replace("</xml>", "</XML>")

    new, said = marked_and_told(with_parts(FILES["notes"](), {"xl/drawings/vmlDrawing1.vml": ragged}), *MARKS)
    assert said == [
        "På Timmar går det inte att lägga till kommentarer. Cellerna är märkta; kommentarerna står bara här."
    ]
    assert note_at(new, "B2") == "Redan här"


# ------------------------------------------------------------------------------------------------ looks


def priorities(data: bytes) -> dict[str, list[str]]:
    """The priorities of a sheet's rules by type, in order."""
    found: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(parts(data)["xl/worksheets/sheet1.xml"]).iter():
        if element.tag.endswith("}cfRule") and element.get("priority"):
            found.setdefault(element.get("type", ""), []).append(element.get("priority", ""))
    return found


def test_our_look_comes_before_the_others_and_they_get_their_place_back() -> None:
    old = FILES["formats and protection"]()
    assert priorities(old) == {"cellIs": ["1"], "dataBar": ["2"]}
    new = marked(old)
    assert priorities(new) == {"cellIs": ["3"], "dataBar": ["4"], "expression": ["1", "2"]}
    assert priorities(unmarked(new)) == priorities(old)


def test_the_rules_of_a_pivot_table_keep_their_priorities() -> None:
    def pivot(text: str) -> str:
        return text.replace("<conditionalFormatting", '<conditionalFormatting pivot="1"', 1)

    old = with_parts(FILES["formats and protection"](), {"xl/worksheets/sheet1.xml": pivot})
    assert priorities(marked(old)) == {"cellIs": ["1"], "dataBar": ["2"], "expression": ["3", "4"]}


def test_the_two_looks_differ_in_more_than_colour() -> None:
    book = openpyxl.load_workbook(io.BytesIO(marked(workbook())))
    rules = [rule.dxf for rules in rules_of(book["Timmar"]).values() for rule in rules]
    assert [(look.font.b, look.border.left.style, look.border.top.style) for look in rules] == [
        (True, "thin", "thin"),
        (True, "dashed", "dashed"),
    ]


def test_scattered_cells_are_split_over_rules() -> None:
    scattered = [Mark("Timmar", f"C{row}", "Rätta.", "error") for row in range(1, 4001, 2)]
    formats = seen(marked(workbook(), *scattered))["Timmar"]["formats"]
    assert [len(area.split()) for area, *_ in formats] == [1000, 1000]


# ------------------------------------------------------------------------------------------------ the first sheet


def test_the_first_sheet_is_drawn_as_any_other() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(marked(FILES["formats and protection"]()))).worksheets[0]
    assert sheet["A1"].value == REVIEW_KEY
    assert sheet.row_dimensions[1].hidden
    assert sheet["A2"].font.b
    assert sheet["B5"].value == "=1+1"
    assert sheet["B5"].data_type == "s"
    assert sheet["A5"].value == '=HYPERLINK("#\'Timmar\'!B2","B2")'
    assert sheet.freeze_panes == "A5"
    assert sheet.column_dimensions["B"].width == pytest.approx(60.7, abs=0.1)
    assert sheet.protection.sheet


def test_the_workbook_opens_on_the_first_sheet() -> None:
    new = marked(FILES["print areas and names"]())
    book = openpyxl.load_workbook(io.BytesIO(new))
    assert [view.activeTab for view in book.views] == [0]
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, None, None]
    assert [sheet.print_area for sheet in book.worksheets[1:]] == ["'Timmar'!$A$1:$B$5", "'Mer'!$A$1:$A$2"]
    assert list(book["Mer"].defined_names) == ["Svar"]


def test_every_window_opens_on_the_first_sheet() -> None:
    def windows(text: str) -> str:
        return re.sub(r"(<workbookView [^>]*)/>", r'\1 activeTab="1" firstSheet="1"/>\1/>', text)

    new = marked(with_parts(workbook(), {"xl/workbook.xml": windows}))
    book = openpyxl.load_workbook(io.BytesIO(new))
    assert [(view.activeTab, view.firstSheet) for view in book.views] == [(0, 0), (0, 0)]
    views = book.worksheets[0].views.sheetView
    assert [(view.workbookViewId, view.tabSelected) for view in views] == [(0, True), (1, True)]


def test_a_sheet_of_the_units_own_keeps_its_name() -> None:
    def named(text: str) -> str:
        return text.replace("Mer", "GRANSKNING")

    new = marked(with_parts(workbook(), {"xl/workbook.xml": named}))
    book = openpyxl.load_workbook(io.BytesIO(new))
    assert book.sheetnames == ["Granskning (2)", "Timmar", "GRANSKNING"]
    assert openpyxl.load_workbook(io.BytesIO(unmarked(new))).sheetnames == ["Timmar", "GRANSKNING"]


def test_a_review_sheet_is_known_by_its_key_wherever_it_is_and_whatever_its_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(marked(FILES["print areas and names"]())))
    book.move_sheet("Granskning", 2)
    book["Granskning"].title = "Klart"
    book["Klart"].print_area = "A1:B5"
    book.active = 2
    target = io.BytesIO()
    book.save(target)
    new = unmarked(target.getvalue())
    assert b"Klart" not in parts(new)["xl/workbook.xml"]
    back = openpyxl.load_workbook(io.BytesIO(new))
    assert back.sheetnames == ["Timmar", "Mer"]
    assert [sheet.print_area for sheet in back.worksheets] == ["'Timmar'!$A$1:$B$5", "'Mer'!$A$1:$A$2"]
    assert back.active is back["Timmar"]


def test_the_order_of_calculation_goes_with_the_sheet_it_speaks_of() -> None:
    # As Excel leaves it: our sheet has the id 3, and a formula.
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    new = with_parts(
        marked(workbook()),
        {
            "[Content_Types].xml": before("</Types>", override("/xl/calcChain.xml", kind)),
            "xl/_rels/workbook.xml.rels": before(
                "</Relationships>", relationship("rId99", f"{REL}/calcChain", "calcChain.xml")
            ),
            "xl/calcChain.xml": f'<calcChain xmlns="{MAIN[1:-1]}"><c r="A5" i="3"/><c r="B5" i="1"/></calcChain>',
        },
    )
    back = parts(unmarked(new))
    assert "xl/calcChain.xml" not in back
    assert b"calcChain" not in back["[Content_Types].xml"] + back["xl/_rels/workbook.xml.rels"]


def test_a_page_without_the_key_is_refused() -> None:
    grid = Grid("Granskning")
    grid.put(0, 0, "Granskning")
    with pytest.raises(ValueError, match=REVIEW_KEY):
        mark(workbook(), MARKS, lambda notes: Pages([grid]))


def test_marks_on_sheets_without_cells_are_told_of() -> None:
    def chart_sheet(book: xlsxwriter.Workbook, sheet: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Timmar!$B$2:$B$3"})
        book.add_chartsheet("Diagram").set_chart(chart)

    wrong = [Mark("Diagram", "A1", "Nej.", "note"), Mark("Saknas", "B$2", "Nej.", "note")]
    _, said = marked_and_told(workbook(chart_sheet), *wrong)
    assert said == [
        "Cell A1 på Diagram går inte att märka; kommentaren står bara här.",
        "Cell B2 på Saknas går inte att märka; kommentaren står bara här.",
    ]


@pytest.mark.parametrize("cell", ["", "B", "2", "B0", "XFE1", "A1048577", "A1:B2"])
def test_a_mark_needs_an_address(cell: str) -> None:
    with pytest.raises(ValueError, match=r"address|outside"):
        marked(workbook(), Mark("Timmar", cell, "Nej.", "note"))


# ------------------------------------------------------------------------------------------------ what cannot be marked


def twice(data: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("XL/workbook.xml", "<workbook/>")
    return target.getvalue()


def strict(text: str) -> str:
    return text.replace(MAIN[1:-1], "http://purl.oclc.org/ooxml/spreadsheetml/main")


def other_kind(text: str) -> str:
    return text.replace("relationships/officeDocument", "relationships/x")


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
CANNOT: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "ingen Excel-arbetsbok"),
    "text": (lambda: b"Post;Timmar\n", "ingen Excel-arbetsbok"),
    "old format": (lambda: OLE + bytes(600), "ingen Excel-arbetsbok"),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "låst med lösenord"),
    "cut off": (lambda: workbook()[:2000], "skadad"),
    "other package": (lambda: with_parts(workbook(), {"_rels/.rels": other_kind}), "ingen Excel-arbetsbok"),
    "part twice": (lambda: twice(workbook()), "två gånger"),
    "broken sheet": (lambda: with_parts(workbook(), {"xl/worksheets/sheet1.xml": lambda text: text[:-9]}), "skadad"),
    "broken styles": (lambda: with_parts(workbook(), {"xl/styles.xml": lambda text: text + "<"}), "skadad"),
    "entities": (
        lambda: with_parts(workbook(), {"xl/styles.xml": before("<styleSheet", '<!DOCTYPE x [<!ENTITY a "b">]>')}),
        "skadad",
    ),
    "strict": (lambda: with_parts(workbook(), {"xl/workbook.xml": strict}), "Strict Open XML"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CANNOT)
def test_what_cannot_be_marked_is_said_in_swedish(kind: str) -> None:
    make, said = CANNOT[kind]
    with pytest.raises(CannotMark, match=said):
        marked(make())


def test_a_workbook_without_styles_gets_some() -> None:
    """Unstyled cells look as before, since the first style is the usual one."""

    def without(mark: str) -> Callable[[str], str]:
        return lambda text: re.sub(rf"<(Override|Relationship) [^>]*{mark}[^>]*/>", "", text)

    bare = with_parts(
        workbook(),
        {
            "[Content_Types].xml": without("styles"),
            "xl/_rels/workbook.xml.rels": without("styles"),
            "xl/styles.xml": None,
        },
    )
    sheet = openpyxl.load_workbook(io.BytesIO(marked(bare)))["Timmar"]
    assert (sheet["A1"].font.name, sheet["A1"].font.b, sheet["A1"].fill.patternType) == ("Calibri", False, None)


# ------------------------------------------------------------------------------------------------ LibreOffice


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Every file as LibreOffice saves it: the unit's own, and the review copy."""
    folder = tmp_path_factory.mktemp("mark")
    made: dict[tuple[str, str], Path] = {}
    for number, (kind, make) in enumerate(FILES.items()):
        old = make()
        suffix = "xlsx"
        for state, data in (("own", old), ("marked", marked(old))):
            made[kind, state] = folder / f"{number}_{state}.{suffix}"
            made[kind, state].write_bytes(data)
    out = dict(zip(made, libreoffice.saved(list(made.values()), folder), strict=True))
    return {kind: {state: out[kind, state].read_bytes() for state in ("own", "marked")} for kind in FILES}


# What LibreOffice keeps of a unit's file, so that there is something to compare.
LEFT = {
    "chart": ("xl/charts/chart", "xl/drawings/drawing"),
    "picture": ("xl/media/", "xl/drawings/drawing"),
    "text box": ("xl/drawings/drawing",),
    "macro and button": ("xl/drawings/drawing",),
}


@pytest.mark.libreoffice
@every_file
def test_libreoffice_keeps_the_units_things_and_the_marks(saved: Mapping[str, Mapping[str, bytes]], kind: str) -> None:
    own, copy = saved[kind]["own"], saved[kind]["marked"]
    was, now = seen(own), seen(copy)
    assert list(now) == ["Granskning", *was]
    assert now["Granskning"]["cells"]["B5"][0] == "=1+1"
    for sheet in was:
        assert now[sheet]["lists"] == was[sheet]["lists"]
        for cell, text in was[sheet]["comments"].items():
            assert now[sheet]["comments"][cell].startswith(text)
    assert ours("=SUMMA(A1) är text.") == now["Timmar"]["comments"]["D9"]
    for folder in ("xl/charts/chart", "xl/media/", "xl/drawings/drawing"):
        counts = [sum(name.startswith(folder) for name in parts(data)) for data in (own, copy)]
        assert counts[0] == counts[1] >= (folder in LEFT.get(kind, ())), folder


@pytest.mark.libreoffice
@every_file
def test_marks_go_away_after_libreoffice_saved_the_copy(saved: Mapping[str, Mapping[str, bytes]], kind: str) -> None:
    assert seen(unmarked(saved[kind]["marked"])) == seen(saved[kind]["own"])


@pytest.mark.libreoffice
def test_a_file_that_libreoffice_saved_can_be_marked(saved: Mapping[str, Mapping[str, bytes]]) -> None:
    old = saved["notes"]["own"]
    new = marked(old)
    may_change = [*ALWAYS, "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"]
    assert lost(old, new, [*may_change, "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"]) == []
    assert seen(unmarked(new)) == seen(old)
