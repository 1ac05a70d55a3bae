"""Notes at cells: the comments part, and the VML drawing that holds their boxes.

What is ours stands between two lines, alone in a note of ours or below what somebody else wrote. The author would
not do: LibreOffice forgets it. VML is changed as text, since Excel writes some that is not well-formed XML.
"""

import re
from collections.abc import Mapping

from lxml import etree

from jamxl import texts
from jamxl.grid import a1, position
from jamxl.mark.package import MAIN, REL, Element, Package, Sheet, add, children, insert_in_order, local
from jamxl.mark.size import sizes

AUTHOR = "jamxl"
HEAD, END = texts.REVIEW_OPENS, texts.REVIEW_CLOSES
# Enough of HEAD to look for in a part without parsing it: the dashes may be written in several ways.
SIGN = b"Granskning (jamxl)"
# A note's characters in all; and how many ours must have room for, if it has to be cut.
MOST_TEXT, LEAST_TEXT = 32_767, 200

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What follows legacyDrawing in a worksheet, and what stands in a comment's text after its runs.
SHEET_ORDER = (
    "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
TEXT_ORDER = ("r", "rPh", "phoneticPr")

# Programs differ in their prefixes, and in where they declare them.
SHAPE = re.compile(rb"<((?:\w+:)?)shape\b(?:(?!</\1shape>).)*</\1shape>", re.S)
SCAFFOLD = re.compile(rb"<((?:\w+:)?)(shapetype|shapelayout)\b.*?</\1\2>", re.S)
ELEMENT = re.compile(rb"<(?!xml\b)\w")
NOTE = re.compile(rb"""<((?:\w+:)?)ClientData\b[^>]*\bObjectType=["']Note["'][^>]*>""")
NOTE_PLACE = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*(\d{1,7})\s*</")
ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)(\s*\d+(?:\s*,\s*\d+){7}\s*)(?=</)")
IDMAP = re.compile(rb"""(<(?:\w+:)?idmap\b[^>]*\bdata=["'])([\d,\s]*)(["'])""")
SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})")
CLOSING = b"</xml>"
# A drawing's shapes are numbered in blocks, which no two drawings share.
BLOCK = 1024

NAMESPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
NEW_VML = f'<xml{NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{block}}"/></o:shapelayout></xml>'
NOTE_SHAPE = (
    '<v:shapetype{declared} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
BOX = (
    '<v:shape{declared} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:8pt;'
    'width:255pt;height:60pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)

# ------------------------------------------------------------------------------------------------ writing


def threads(package: Package, sheet: Sheet) -> set[str]:
    """The addresses of a sheet's cells that have a conversation."""
    parts = [relation.target for relation in package.relations(sheet.part) if relation.kind == "threadedComment"]
    return {element.get("ref", "") for part in parts if part for element in package.read(part).iterchildren("{*}*")}


def has_room(package: Package, sheet: Sheet) -> bool:
    """Whether notes can be added: a drawing that the sheet has must end as drawings do."""
    drawing = drawing_of(package, sheet)
    return not drawing or CLOSING in package.data(drawing)


def write(package: Package, sheet: Sheet, notes: Mapping[str, str]) -> list[str]:
    """Put a note at each address, below the note that is there; gives those whose note has no room for more."""
    part = package.related(sheet.part, "comments") or new_comments(package, sheet)
    tree = package.edit(part)
    authors, comments = (find_or_add(tree, name) for name in ("authors", "commentList"))
    there = {element.get("ref", ""): element for element in children(comments, "comment")}
    full, whole = [], {}
    for cell, said in notes.items():
        before = "" if cell not in there else content(find_or_add(there[cell], "text"))
        ours = fitted(said, MOST_TEXT - length(before))
        if not ours:
            full.append(cell)
            continue
        if cell not in there:
            there[cell] = add(comments, "comment", ref=cell, authorId=author(authors))
        put_below(find_or_add(there[cell], "text"), before, ours)
        whole[cell] = f"{before}\n{ours}" if before else ours
    draw_boxes(package, sheet, whole)
    return full


def fitted(said: str, room: int) -> str:
    """What is said between our two lines, cut to the room there is; "" when there is too little."""
    said = clean(said)
    spare = room - length(f"\n{HEAD}\n\n{END}")
    if length(said) > spare:
        if spare < LEAST_TEXT:
            return ""
        said = said.encode("utf-16-le")[: 2 * (spare - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
    return f"{HEAD}\n{said}\n{END}"


def clean(text: str) -> str:
    """A text that XML can hold, with line feeds only."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign if sign in "\n\t" or is_printable(ord(sign)) else " " for sign in text)


def is_printable(code: int) -> bool:
    return 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF


def length(text: str) -> int:
    """Characters as Excel counts them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def new_comments(package: Package, sheet: Sheet) -> str:
    part = package.free_name("xl/comments{}.xml")
    package.put(part, f'<comments xmlns="{MAIN}"/>'.encode())
    package.declare(part, COMMENTS_TYPE)
    package.relate(sheet.part, "comments", part)
    return part


def find_or_add(parent: Element, name: str) -> Element:
    found = parent.find(f"{{{MAIN}}}{name}")
    return add(parent, name) if found is None else found


def author(authors: Element) -> str:
    """The number of our author, added when it is new."""
    names = [element.text for element in children(authors, "author")]
    if AUTHOR not in names:
        add(authors, "author").text = AUTHOR
        names.append(AUTHOR)
    return str(names.index(AUTHOR))


def strings(text: Element) -> list[Element]:
    """The elements that hold a text's characters, in order; how they are pronounced is no part of it."""
    return [
        element
        for child in text
        for element in ([child] if local(child) == "t" else children(child, "t") if local(child) == "r" else [])
    ]


def content(text: Element) -> str:
    """The characters of a text."""
    return "".join(element.text or "" for element in strings(text))


def put_below(text: Element, before: str, ours: str) -> None:
    """Add our lines as runs of their own; a text without runs becomes the first."""
    for plain in text.findall(f"{{{MAIN}}}t"):
        run = etree.Element(f"{{{MAIN}}}r")
        text.replace(plain, run)
        run.append(plain)
    said = ours.removeprefix(HEAD).removesuffix(END)
    for part, size, bold in ((("\n" if before else "") + HEAD, "9", True), (said, "9", False), (END, "8", False)):
        run = etree.Element(f"{{{MAIN}}}r")
        insert_in_order(text, run, TEXT_ORDER)
        looks = add(run, "rPr")
        if bold:
            add(looks, "b")
        for name, value in (("sz", size), ("color", "81"), ("rFont", "Tahoma"), ("family", "2")):
            add(looks, name, **{"indexed" if name == "color" else "val": value})
        string = add(run, "t")
        string.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        # A text that looks like one of Excel's own escapes is escaped.
        string.text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", part)


# ------------------------------------------------------------------------------------------------ the boxes


def drawing_of(package: Package, sheet: Sheet) -> str:
    """The part with the boxes of a sheet's notes, "" when there is none."""
    element = package.read(sheet.part).find(f"{{{MAIN}}}legacyDrawing")
    if element is None:
        return ""
    wanted = element.get(f"{{{REL}}}id")
    return next((relation.target for relation in package.relations(sheet.part) if relation.id == wanted), "")


def draw_boxes(package: Package, sheet: Sheet, whole: Mapping[str, str]) -> None:
    """A box for each note that has none, and a larger one where a note grew."""
    drawing = drawing_of(package, sheet) or new_drawing(package, sheet)
    vml = package.data(drawing)
    known = sizes(package, sheet.part)
    boxed: set[str] = set()

    def roomier(shape: re.Match[bytes]) -> bytes:
        cell = note_place(shape[0])
        if cell not in whole:
            return shape[0]
        boxed.add(cell)
        if ANCHOR.search(shape[0]) is None:
            box = known.box(*position(cell), whole[cell]).encode()
            return NOTE.sub(lambda note: note[0] + b"<%bAnchor>%b</%bAnchor>" % (note[1], box, note[1]), shape[0])
        return ANCHOR.sub(lambda box: box[1] + known.enlarged(box[2].decode(), whole[cell]).encode(), shape[0])

    vml = SHAPE.sub(roomier, vml)
    new = [cell for cell in whole if cell not in boxed]
    vml, numbers = numbered(package, vml, len(new))
    root = vml[vml.find(b"<xml") :].partition(b">")[0]
    declared = "" if all(prefix in root for prefix in (b"xmlns:v=", b"xmlns:o=", b"xmlns:x=")) else NAMESPACES
    made = [] if b'id="_x0000_t202"' in vml else [NOTE_SHAPE.format(declared=declared)]
    for number, cell in zip(numbers, new, strict=True):
        row, column = position(cell)
        box = known.box(row, column, whole[cell])
        made.append(BOX.format(declared=declared, id=number, anchor=box, row=row, column=column))
    before, closing, after = vml.rpartition(CLOSING)
    package.put(drawing, before + "".join(made).encode() + closing + after)


def new_drawing(package: Package, sheet: Sheet) -> str:
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.put(part, NEW_VML.format(block=free_block(package)).encode())
    package.declare_extension("vml", VML_TYPE)
    identity = package.relate(sheet.part, "vmlDrawing", part)
    tree = package.edit(sheet.part)
    element = tree.find(f"{{{MAIN}}}legacyDrawing")
    if element is None:
        element = etree.Element(f"{{{MAIN}}}legacyDrawing", nsmap={"r": REL})
        insert_in_order(tree, element, SHEET_ORDER)
    element.set(f"{{{REL}}}id", identity)
    return part


def free_block(package: Package) -> int:
    """The first block of numbers after all that drawings have."""
    drawings = (package.data(name) for name in package.names if name.lower().endswith(".vml"))
    return 1 + max((block for vml in drawings for block in blocks(vml)), default=0)


def blocks(vml: bytes) -> list[int]:
    return [int(block) for found in IDMAP.finditer(vml) for block in re.findall(rb"\d{1,6}", found[2])]


def numbered(package: Package, vml: bytes, many: int) -> tuple[bytes, range]:
    """Numbers for so many more shapes: the drawing's own block goes on, or gets new ones after it."""
    mine = blocks(vml) or [1]
    used = [int(number) for number in SHAPE_ID.findall(vml)]
    first = max([number + 1 for number in used if number // BLOCK == mine[-1]], default=mine[-1] * BLOCK + 1)
    if first + many > (mine[-1] + 1) * BLOCK:
        start = free_block(package)
        added = range(start, start + 1 + many // BLOCK)
        first = start * BLOCK + 1
        vml = IDMAP.sub(lambda found: found[1] + ",".join(map(str, [*mine, *added])).encode() + found[3], vml, count=1)
    return vml, range(first, first + many)


def note_place(shape: bytes) -> str:
    """The address of the cell whose note a shape is the box of; "" for other shapes."""
    if NOTE.search(shape) is None:
        return ""
    found = {name: int(number) for name, number in NOTE_PLACE.findall(shape)}
    return a1(found[b"Row"], found[b"Column"]) if len(found) == 2 else ""


# ------------------------------------------------------------------------------------------------ taking away


def take_away(package: Package, sheet: Sheet) -> None:
    """Take away what is ours of a sheet's notes."""
    part = package.related(sheet.part, "comments")
    if not part or SIGN not in package.data(part):
        return
    tree = package.edit(part)
    comments = find_or_add(tree, "commentList")
    gone: set[str] = set()
    for comment in list(children(comments, "comment")):
        text = comment.find(f"{{{MAIN}}}text")
        if text is not None and cut(text) and not content(text).strip():
            comments.remove(comment)
            gone.add(comment.get("ref", ""))
    forget_author(tree)
    remove_boxes(package, sheet, gone)
    if not len(comments):
        for relation in package.relations(sheet.part):
            if relation.target == part:
                package.unrelate(sheet.part, relation.id)


def cut(text: Element) -> bool:
    """Take our lines out of a comment's text; whether there were any."""
    found = False
    while HEAD in (whole := content(text)):
        found = True
        start = whole.find(HEAD)
        end = whole.find(END, start)
        stop = len(whole) if end < 0 else end + len(END)
        remove(text, start - 1 if start and whole[start - 1] == "\n" else start, stop)
    runs = list(children(text, "r"))
    if found and len(runs) == 1 and runs[0].find(f"{{{MAIN}}}rPr") is None:
        # A single run without a look of its own is what a plain text became when we wrote below it.
        for string in children(runs[0], "t"):
            text.replace(runs[0], string)
    return found


def remove(text: Element, start: int, stop: int) -> None:
    """Take away characters from `start` to `stop`, and the runs that have none left."""
    at = 0
    for string in strings(text):
        said = string.text or ""
        left = said[: max(start - at, 0)] + said[max(stop - at, 0) :]
        at += len(said)
        string.text = left
        run = string.getparent()
        if not left and said and run is not None and run is not text:
            text.remove(run)


def forget_author(tree: Element) -> None:
    """Take our author off the end of the list when nothing is by it."""
    names = list(children(tree.find(f"{{{MAIN}}}authors"), "author"))
    used = {comment.get("authorId") for comment in tree.iter(f"{{{MAIN}}}comment")}
    if names and names[-1].text == AUTHOR and str(len(names) - 1) not in used:
        parent = names[-1].getparent()
        assert parent is not None
        parent.remove(names[-1])


def remove_boxes(package: Package, sheet: Sheet, gone: set[str]) -> None:
    """Take away the boxes of notes that are gone, and a drawing that has no other shape."""
    drawing = drawing_of(package, sheet)
    if not drawing:
        return
    vml = SHAPE.sub(lambda shape: b"" if note_place(shape[0]) in gone else shape[0], package.data(drawing))
    package.put(drawing, vml)
    if ELEMENT.search(SCAFFOLD.sub(b"", vml)) is None:
        tree = package.edit(sheet.part)
        element = tree.find(f"{{{MAIN}}}legacyDrawing")
        assert element is not None
        tree.remove(element)
        package.unrelate(sheet.part, element.get(f"{{{REL}}}id", ""))
