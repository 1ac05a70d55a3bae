"""Workbooks with all that Excel's people put in them, and a comparison of packages that knows nothing of jamxl.

XlsxWriter makes what it can; the rest is written by hand, part by part.
"""

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "http://schemas.microsoft.com/office"

# ------------------------------------------------------------------------------------------------ files of all kinds

Fill = Callable[[xlsxwriter.Workbook, Any], object]


def workbook(fill: Fill = lambda book, sheet: None, **options: Any) -> bytes:
    """A workbook with the sheets Timmar and Mer, and whatever `fill` adds to Timmar."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, **options})
    sheet = book.add_worksheet("Timmar")
    more = book.add_worksheet("Mer")
    sheet.write_column("A1", ["Post", "B-01", "B-02"])
    sheet.write_column("B1", ["Timmar", 200, 230])
    sheet.write_formula("B5", "=SUM(B2:B3)", None, 430)
    more.write_column("A1", ["Ja", "Nej"])
    fill(book, sheet)
    book.close()
    return target.getvalue()


def png() -> io.BytesIO:
    """A picture of 2 by 2 red dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    dots = zlib.compress(b"\0\xff\0\0\xff\0\0" * 2)
    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", dots) + chunk(b"IEND", b""))


def with_chart(book: xlsxwriter.Workbook, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Timmar!$B$2:$B$3", "fill": {"color": "#1F5A66"}, "data_labels": {"value": True}})
    chart.set_title({"name": "Timmar per post"})
    sheet.insert_chart("F2", chart)


def with_formats(book: xlsxwriter.Workbook, sheet: Any) -> None:
    red = book.add_format({"bg_color": "#FF0000", "num_format": "0.000"})
    sheet.conditional_format("B2:B3", {"type": "cell", "criteria": ">", "value": 210, "format": red})
    sheet.conditional_format("B2:B3", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.write("C2", 0.5, book.add_format({"num_format": "0.0 %", "bold": True, "locked": False}))
    sheet.protect()


def with_print_names(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.print_area("A1:B5")
    sheet.repeat_rows(0)
    book.worksheets()[1].print_area("A1:A2")
    book.define_name("Mer!Svar", "=Mer!$A$1:$A$2")
    book.worksheets()[1].activate()


def with_macro(book: xlsxwriter.Workbook, sheet: Any) -> None:
    book.add_vba_project(io.BytesIO(b"not a real project"), True)
    sheet.insert_button("F2", {"macro": "räkna", "caption": "Räkna"})


def with_parts(data: bytes, parts: Mapping[str, str | Callable[[str], str] | None]) -> bytes:
    """A copy with parts added, changed by a function, or left out (None)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(target, "w") as changed:
        for name in package.namelist():
            change = parts.get(name, "")
            if change is not None:
                content = package.read(name)
                changed.writestr(name, change(content.decode()) if callable(change) else content)
        for name, made in parts.items():
            if isinstance(made, str):
                changed.writestr(name, made)
    return target.getvalue()


def before(mark: str, added: str) -> Callable[[str], str]:
    """Adds text before a mark that the part has."""

    def change(text: str) -> str:
        assert mark in text
        return text.replace(mark, added + mark, 1)

    return change


def override(part: str, content_type: str) -> str:
    return f'<Override PartName="{part}" ContentType="{content_type}"/>'


def relationship(identity: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>'


X14 = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
EXTENSION_VALIDATION = f"""<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"
 xmlns:x14="{OFFICE}/spreadsheetml/2009/9/main"><x14:dataValidations count="1"
 xmlns:xm="{OFFICE}/excel/2006/main"><x14:dataValidation type="list" allowBlank="1"><x14:formula1>
<xm:f>Mer!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>C3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"""


def lists() -> bytes:
    """Drop-downs, one of them in Excel's extension list."""
    plain = workbook(lambda book, sheet: sheet.data_validation("C2", {"validate": "list", "source": ["Ja", "Nej"]}))
    return with_parts(plain, {"xl/worksheets/sheet1.xml": before("</worksheet>", EXTENSION_VALIDATION)})


def slicers() -> bytes:
    """A table with a slicer: an extension of the sheet, another of the workbook, two parts of their own."""
    table = {"columns": [{"header": "Post"}, {"header": "Timmar"}], "name": "Poster"}
    plain = workbook(lambda book, sheet: sheet.add_table("A1:B3", table))
    x14 = f'xmlns:x14="{OFFICE}/spreadsheetml/2009/9/main"'
    x15 = f'xmlns:x15="{OFFICE}/spreadsheetml/2010/11/main"'
    in_sheet = f'<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" {x14}><x14:slicerList>' \
               f'<x14:slicer r:id="rId9"/></x14:slicerList></ext></extLst>'  # fmt: skip
    in_book = f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" {x15}><x15:slicerCaches {x14}>' \
              f'<x14:slicerCache r:id="rId99"/></x15:slicerCaches></ext></extLst>'  # fmt: skip
    slicer = f'<slicers xmlns="{OFFICE}/spreadsheetml/2009/9/main"><slicer name="Post" cache="Utsnitt_Post" ' \
             'caption="Post" rowHeight="241300"/></slicers>'  # fmt: skip
    name = f'xmlns="{OFFICE}/spreadsheetml/2009/9/main" name="Utsnitt_Post" sourceName="Post"'
    cache = f'<slicerCacheDefinition {name}><extLst><x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" ' \
            f'xmlns:x="{MAIN[1:-1]}" {x15}><x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst>' \
            "</slicerCacheDefinition>"  # fmt: skip
    kind = f"{OFFICE}/2007/relationships"
    return with_parts(
        plain,
        {
            "[Content_Types].xml": before(
                "</Types>",
                override("/xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml")
                + override("/xl/slicerCaches/slicerCache1.xml", "application/vnd.ms-excel.slicerCache+xml"),
            ),
            "xl/workbook.xml": before("</workbook>", in_book),
            "xl/_rels/workbook.xml.rels": before(
                "</Relationships>", relationship("rId99", f"{kind}/slicerCache", "slicerCaches/slicerCache1.xml")
            ),
            "xl/worksheets/sheet1.xml": before("</worksheet>", in_sheet),
            "xl/worksheets/_rels/sheet1.xml.rels": before(
                "</Relationships>", relationship("rId9", f"{kind}/slicer", "../slicers/slicer1.xml")
            ),
            "xl/slicers/slicer1.xml": slicer,
            "xl/slicerCaches/slicerCache1.xml": cache,
        },
    )


def threads() -> bytes:
    """A conversation at B3, as Excel keeps it: a note for old programs, and the conversation beside it."""
    said = "[Trådad kommentar] Stämmer det?"
    plain = workbook(lambda book, sheet: sheet.write_comment("B3", said, {"author": "tc={1}"}))
    kind = f"{OFFICE}/2017/10/relationships"
    namespace = f'xmlns="{OFFICE}/spreadsheetml/2018/threadedcomments"'
    return with_parts(
        plain,
        {
            "[Content_Types].xml": before(
                "</Types>",
                override("/xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml")
                + override("/xl/persons/person.xml", "application/vnd.ms-excel.person+xml"),
            ),
            "xl/_rels/workbook.xml.rels": before(
                "</Relationships>", relationship("rId99", f"{kind}/person", "persons/person.xml")
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": before(
                "</Relationships>",
                relationship("rId9", f"{kind}/threadedComment", "../threadedComments/threadedComment1.xml"),
            ),
            "xl/threadedComments/threadedComment1.xml": f"<ThreadedComments {namespace}><threadedComment "
            'ref="B3" dT="2010-05-10T10:00:00.00" personId="{2}" id="{1}"><text>Stämmer det?</text>'
            "</threadedComment></ThreadedComments>",
            "xl/persons/person.xml": f'<personList {namespace}><person displayName="Projektledare" id="{{2}}" '
            'userId="p" providerId="None"/></personList>',
        },
    )


def prefixed() -> bytes:
    """Every element of sheets, workbook and styles with a prefix, as some programs write them."""

    def change(text: str) -> str:
        text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", text)
        return text.replace(f'xmlns="{MAIN[1:-1]}"', f'xmlns:x="{MAIN[1:-1]}"')

    parts = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml")
    return with_parts(workbook(), dict.fromkeys(parts, change))


def ragged_drawing() -> bytes:
    """A note whose box has HTML that is no XML, as Excel writes it."""
    plain = workbook(lambda book, sheet: sheet.write_comment("B2", "Från Excel"))
    change = before("</div>", "<font>Från Excel<br></font>")
    return with_parts(plain, {"xl/drawings/vmlDrawing1.vml": change})


def by_openpyxl() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(with_formats)))
    book["Timmar"]["B2"].comment = Comment("Från openpyxl", "Anna")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_notes(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.write_comment("B2", "Redan här", {"author": "Anna", "x_scale": 0.5})
    sheet.write_comment("A3", "En till", {"author": "Bo"})
    book.worksheets()[1].write_comment("A1", "På nästa blad")


def sparkline(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.add_sparkline("C5", {"range": "Timmar!B2:B3"})


def header_picture(book: xlsxwriter.Workbook, sheet: Any) -> None:
    sheet.set_header("&C&G", {"image_center": "logga.png", "image_data_center": png()})


FILES: dict[str, Callable[[], bytes]] = {
    "plain": workbook,
    "chart": lambda: workbook(with_chart),
    "picture": lambda: workbook(lambda book, sheet: sheet.insert_image("F2", "röd.png", {"image_data": png()})),
    "notes": lambda: workbook(with_notes),
    "note with HTML": ragged_drawing,
    "lists": lists,
    "slicers": slicers,
    "macro and button": lambda: workbook(with_macro),
    "print areas and names": lambda: workbook(with_print_names),
    "formats and protection": lambda: workbook(with_formats),
    "sparkline": lambda: workbook(sparkline),
    "text box": lambda: workbook(lambda book, sheet: sheet.insert_textbox("F2", "Hej på er")),
    "conversation": threads,
    "picture in the header": lambda: workbook(header_picture),
    "1904": lambda: workbook(date_1904=True),
    "prefixes": prefixed,
    "openpyxl": by_openpyxl,
}
# ------------------------------------------------------------------------------------------------ comparing packages


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


# Attributes that a new first sheet and new formats must change.
MOVES = {"localSheetId", "activeTab", "firstSheet", "tabSelected", "count", "priority"}


def elements(part: bytes) -> Counter[tuple[Any, ...]]:
    """Every element of a part: its name, attributes and text, without what may move."""
    return Counter(
        (
            element.tag,
            tuple(sorted((name, value) for name, value in element.attrib.items() if name not in MOVES)),
            (element.text or "").strip(),
        )
        for element in ElementTree.fromstring(part).iter()
        # openpyxl writes a list of names without names.
        if element.tag != f"{MAIN}definedNames" or len(element)
    )


def boxes(vml: bytes) -> set[bytes]:
    """The shapes of a drawing, without their places."""
    placeless = re.sub(rb"<\w+:Anchor>.*?</\w+:Anchor>", b"", vml, flags=re.S)
    return set(re.findall(rb"<\w+:shape\b.*?</\w+:shape>", placeless, re.S))


def lost(old: bytes, new: bytes, may_change: Sequence[str]) -> list[str]:
    """What of a package is not in another."""
    was, now = parts(old), parts(new)
    said = [f"{name} is gone" for name in was.keys() - now.keys()]
    for name in was.keys() & now.keys():
        if was[name] == now[name]:
            continue
        if name not in may_change:
            said.append(f"{name} has changed")
        elif name.endswith(".vml"):
            said += [f"{name} has lost {shape!r}" for shape in boxes(was[name]) - boxes(now[name])]
        else:
            said += [f"{name} has lost {element}" for element in elements(was[name]) - elements(now[name])]
    return said


def seen(data: bytes) -> dict[str, Any]:
    """Cells, comments and formats of every sheet, as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            "cells": {
                cell.coordinate: (cell.value, cell.number_format, cell.font.b, cell.fill.bgColor.rgb)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            },
            "comments": comments(sheet),
            "formats": [
                (str(area.sqref), rule.type, tuple(rule.formula))
                for area, rules in rules_of(sheet).items()
                for rule in sorted(rules, key=lambda rule: rule.priority)
            ],
            "lists": [(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation],
        }
        for sheet in book.worksheets
    }


def rules_of(sheet: Any) -> dict[Any, list[Any]]:
    """openpyxl's rules by area."""
    return dict(sheet.conditional_formatting._cf_rules)


def comments(sheet: Any) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
