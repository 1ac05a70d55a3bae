"""The sheet Granskning, first in the workbook: drawn as any sheet of ours, then grafted into the package."""

import copy
import io
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from jamxl import texts
from jamxl.draw import xlsx
from jamxl.grid import Cell, Pages
from jamxl.mark.package import (
    MAIN,
    REL,
    TRUE,
    CannotMark,
    Element,
    Package,
    Sheet,
    add,
    children,
    parse,
    serialise,
    whole,
)
from jamxl.mark.styles import Styles

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
VIEWS = f"{{{MAIN}}}sheetViews/{{{MAIN}}}sheetView"
SIGN = texts.REVIEW_KEY.encode()


# ------------------------------------------------------------------------------------------------ putting in


def put_in(package: Package, styles: Styles, pages: Pages) -> None:
    """Make the one grid of `pages` the workbook's first sheet. Raises ValueError unless its A1 holds texts.REVIEW_KEY.

    The grid has no tables, dates, number formats, conditions or names of its own (a print area is one). Properties of
    the pages are not taken along.
    """
    (grid,) = pages.grids
    if grid.cells.get((0, 0), Cell()).value != texts.REVIEW_KEY:
        raise ValueError(f"the first cell of {grid.name} must hold {texts.REVIEW_KEY!r}")
    name = free_sheet_name(package, grid.name)
    source = Package(xlsx.drawn(Pages([replace(grid, name=name)])))
    (sheet,) = source.sheets()
    tree = parse(source.data(sheet.part))
    restyle(tree, source, styles)
    inline(tree, source)
    part = package.free_name("xl/worksheets/sheet{}.xml")
    views = tree.find(f"{{{MAIN}}}sheetViews")
    windows = list(package.read(package.workbook).iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"))
    assert views is not None
    for number in range(1, len(windows)):
        view = copy.deepcopy(views[0])
        view.set("workbookViewId", str(number))
        views.append(view)
    package.put(part, serialise(tree))
    package.declare(part, SHEET_TYPE)
    enlist(package, name, part)


def free_sheet_name(package: Package, wanted: str) -> str:
    """The name, or the name and a number when the workbook has such a sheet."""
    taken = {element.get("name", "").lower() for element in sheet_elements(package)}
    name, number = wanted, 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def sheet_elements(package: Package) -> Iterator[Element]:
    return package.read(package.workbook).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")


def restyle(tree: Element, source: Package, styles: Styles) -> None:
    """Point a drawn sheet's cells at the workbook's styles, where theirs are added."""
    own = source.read(source.related(source.workbook, "styles"))
    parts = {name: own.findall(f"{{{MAIN}}}{name}/*") for name in ("fonts", "fills", "borders", "cellXfs")}
    for scheme in [found for font in parts["fonts"] for found in children(font, "scheme")]:
        # A theme's font would be the unit's own.
        parent = scheme.getparent()
        assert parent is not None
        parent.remove(scheme)
    indexes = {}
    for number, look in enumerate(parts["cellXfs"]):
        for name, attribute in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            look.set(attribute, str(styles.index(name, parts[name][int(look.get(attribute, "0"))])))
        indexes[str(number)] = str(styles.index("cellXfs", look))
    for cell in tree.iter(f"{{{MAIN}}}c"):
        cell.set("s", indexes[cell.get("s", "0")])


def inline(tree: Element, source: Package) -> None:
    """Texts that are shared, to texts in their cells."""
    part = source.related(source.workbook, "sharedStrings")
    shared = list(source.read(part)) if part else []
    for cell in tree.iter(f"{{{MAIN}}}c"):
        if cell.get("t") == "s":
            number = cell.find(f"{{{MAIN}}}v")
            assert number is not None
            cell.remove(number)
            cell.set("t", "inlineStr")
            add(cell, "is").extend(copy.deepcopy(shared[int(number.text or "0")]))


def enlist(package: Package, name: str, part: str) -> None:
    """Enter the sheet first among the workbook's sheets, and let the workbook open on it."""
    tree = package.edit(package.workbook)
    identity = package.relate(package.workbook, "worksheet", part)
    listed = tree.find(f"{{{MAIN}}}sheets")
    assert listed is not None
    number = 1 + max(whole(element.get("sheetId")) for element in listed)
    element = etree.Element(f"{{{MAIN}}}sheet", nsmap={"r": REL})
    element.set("name", name)
    element.set("sheetId", str(number))
    element.set(f"{{{REL}}}id", identity)
    listed.insert(0, element)
    for found in children(tree.find(f"{{{MAIN}}}definedNames"), "definedName"):
        if found.get("localSheetId"):
            found.set("localSheetId", str(whole(found.get("localSheetId")) + 1))
    open_on_first(package)
    for sheet in package.sheets()[1:]:
        unselect(package, sheet)


def open_on_first(package: Package) -> None:
    """Let every window of the workbook open on the first sheet."""
    for view in package.edit(package.workbook).iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
        view.set("activeTab", "0")
        view.attrib.pop("firstSheet", "")


def unselect(package: Package, sheet: Sheet) -> None:
    """Take the mark of a selected sheet away."""
    for view in package.read(sheet.part).iterfind(VIEWS):
        if view.get("tabSelected") in TRUE:
            package.edit(sheet.part)
            view.attrib.pop("tabSelected")


# ------------------------------------------------------------------------------------------------ taking out


def take_out(package: Package) -> None:
    """Take our sheets out of the workbook, unless it would have none left."""
    sheets = package.sheets()
    shared = package.related(package.workbook, "sharedStrings")
    in_shared = bool(shared) and SIGN in package.data(shared)
    ours = [
        sheet
        for sheet in sheets
        if sheet.kind == "worksheet"
        and (in_shared or SIGN in package.data(sheet.part))
        and first_text(package, sheet) == texts.REVIEW_KEY
    ]
    if len(ours) < len(sheets):
        for sheet in ours:
            remove(package, sheet)


def first_text(package: Package, sheet: Sheet) -> str:
    """The text in A1, "" when it has none."""
    data = io.BytesIO(package.data(sheet.part))
    try:
        cells = etree.iterparse(data, tag=f"{{{MAIN}}}c", resolve_entities=False, no_network=True)
        cell = next((element for _, element in cells), None)
    except etree.XMLSyntaxError as trouble:
        raise CannotMark(texts.CANNOT_MARK["damaged"]) from trouble
    if cell is None or cell.get("r", "A1") != "A1":
        return ""
    if cell.get("t") == "s":
        shared = package.read(package.related(package.workbook, "sharedStrings"))
        number = whole(cell.findtext(f"{{{MAIN}}}v"))
        cell = shared[number] if number < len(shared) else cell
    return "".join(str(text) for text in cell.itertext() if text)


def remove(package: Package, sheet: Sheet) -> None:
    """Take one sheet out, with its names and all that only it had."""
    tree = package.edit(package.workbook)
    listed = list(sheet_elements(package))
    number = next(i for i, element in enumerate(listed) if element.get(f"{{{REL}}}id") == sheet.relation)
    names = tree.find(f"{{{MAIN}}}definedNames")
    for found in list(children(names, "definedName")):
        assert names is not None
        own = whole(found.get("localSheetId")) if found.get("localSheetId") else -1
        if own == number:
            names.remove(found)
            if not len(names):
                tree.remove(names)
        elif own > number:
            found.set("localSheetId", str(own - 1))
    parent = listed[number].getparent()
    assert parent is not None
    parent.remove(listed[number])
    package.unrelate(package.workbook, sheet.relation)
    forget_order(package, sheet)
    for view in tree.iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
        active = whole(view.get("activeTab"))
        if active == number:
            active = select_first(package)
        elif active > number:
            active -= 1
        view.set("activeTab", str(active))


def forget_order(package: Package, sheet: Sheet) -> None:
    """Take away the order of calculation when it speaks of a sheet that is gone: Excel makes a new one."""
    order = package.related(package.workbook, "calcChain")
    if order and any(element.get("i") == str(sheet.id) for element in package.read(order)):
        for relation in package.relations(package.workbook):
            if relation.target == order:
                package.unrelate(package.workbook, relation.id)


def select_first(package: Package) -> int:
    """Select the first sheet that is shown; gives its number."""
    listed = list(sheet_elements(package))
    number = next((i for i, element in enumerate(listed) if element.get("state", "visible") == "visible"), 0)
    identity = listed[number].get(f"{{{REL}}}id")
    for sheet in package.sheets():
        if sheet.relation == identity:
            for view in package.edit(sheet.part).iterfind(VIEWS):
                view.set("tabSelected", "1")
    return number
