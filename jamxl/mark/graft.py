"""The sheet Granskning, first in the workbook: drawn as any sheet of ours, then grafted into the package."""

import copy
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from lxml import etree

from jamxl import texts
from jamxl.draw import xlsx
from jamxl.grid import Cell, FormulaColumn, Grid, Pages, Value
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
    insert_in_order,
    parse,
    serialise,
    whole,
)
from jamxl.mark.styles import Styles

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
# What a workbook has from its sheets on.
ORDER = (
    "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews",
    "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
VIEWS = f"{{{MAIN}}}sheetViews/{{{MAIN}}}sheetView"
SIGN = texts.REVIEW_KEY.encode()
# Days between the two ways of counting dates.
DAYS_TO_1904 = timedelta(days=1462)


# ------------------------------------------------------------------------------------------------ putting in


def put_in(package: Package, styles: Styles, pages: Pages) -> None:
    """Make the one grid of `pages` the workbook's first sheet. Raises ValueError unless its A1 holds texts.REVIEW_KEY.

    Of the pages themselves, names and properties are not taken along.
    """
    (grid,) = pages.grids
    if grid.cells.get((0, 0), Cell()).value != texts.REVIEW_KEY:
        raise ValueError(f"the first cell of {grid.name} must hold {texts.REVIEW_KEY!r}")
    name = free_sheet_name(package, grid.name)
    grid = own_names(package, replace(grid, name=name))
    source = drawn(dated(grid) if counts_from_1904(package) else grid)
    (sheet,) = source.sheets()
    tree = parse(source.data(sheet.part))
    restyle(tree, source, styles)
    inline(tree, source)
    part = package.free_name("xl/worksheets/sheet{}.xml")
    package.put(part, b"")
    put_tables(package, source, sheet, part, tree, styles)
    views = tree.find(f"{{{MAIN}}}sheetViews")
    windows = list(package.read(package.workbook).iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"))
    assert views is not None
    for number in range(1, len(windows)):
        view = copy.deepcopy(views[0])
        view.set("workbookViewId", str(number))
        views.append(view)
    package.put(part, serialise(tree))
    package.declare(part, SHEET_TYPE)
    enlist(package, source, name, part)


def drawn(grid: Grid) -> Package:
    """The grid as a package of its own."""
    return Package(xlsx.drawn(Pages([grid])))


def free_sheet_name(package: Package, wanted: str) -> str:
    """The name, or the name and a number when the workbook has such a sheet."""
    taken = {element.get("name", "").lower() for element in sheet_elements(package)}
    name, number = wanted, 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def own_names(package: Package, grid: Grid) -> Grid:
    """The grid with names for its tables that nothing in the workbook has."""
    taken = {table.get("displayName", "").lower() for table in tables(package)}
    defined = package.read(package.workbook).iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
    taken |= {element.get("name", "").lower() for element in defined}
    for number, table in enumerate(grid.tables):
        name, added = table.name, 1
        while name.lower() in taken:
            added += 1
            name = f"{table.name}_{added}"
        listed = [*grid.tables[:number], replace(table, name=name), *grid.tables[number + 1 :]]
        refers = re.compile(rf"\b{re.escape(table.name)}\[")
        cells = {at: replace(cell, formula=refers.sub(f"{name}[", cell.formula)) for at, cell in grid.cells.items()}
        grid = replace(grid, tables=listed, cells=cells)
    return grid


def tables(package: Package) -> list[Element]:
    """All tables of the workbook."""
    return [
        package.read(relation.target)
        for sheet in package.sheets()
        for relation in package.relations(sheet.part)
        if relation.kind == "table" and relation.target
    ]


def sheet_elements(package: Package) -> Iterator[Element]:
    return package.read(package.workbook).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")


def counts_from_1904(package: Package) -> bool:
    properties = package.read(package.workbook).find(f"{{{MAIN}}}workbookPr")
    return properties is not None and properties.get("date1904") in TRUE


def dated(grid: Grid) -> Grid:
    """The grid with days that a workbook which counts from 1904 shows as they were."""

    def moved(value: Value) -> Value:
        return value - DAYS_TO_1904 if isinstance(value, date) else value

    cells = {at: replace(cell, value=moved(cell.value)) for at, cell in grid.cells.items()}
    blocks = [
        replace(
            block,
            columns=[
                column if isinstance(column, FormulaColumn) else [moved(value) for value in column]
                for column in block.columns
            ],
        )
        for block in grid.blocks
    ]
    return replace(grid, cells=cells, blocks=blocks)


def restyle(tree: Element, source: Package, styles: Styles) -> None:
    """Point a drawn sheet's cells, rows, columns and conditions at the workbook's styles, where theirs are added."""
    own = source.read(source.related(source.workbook, "styles"))
    codes = {element.get("numFmtId"): element.get("formatCode", "") for element in own.iter(f"{{{MAIN}}}numFmt")}
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
        code = codes.get(look.get("numFmtId"))
        if code is not None:
            look.set("numFmtId", styles.number_format(code))
        indexes[str(number)] = str(styles.index("cellXfs", look))
    for cell in tree.iter(f"{{{MAIN}}}c"):
        cell.set("s", indexes[cell.get("s", "0")])
    for element, attribute in [(row, "s") for row in tree.iter(f"{{{MAIN}}}row")] + [
        (column, "style") for column in tree.iter(f"{{{MAIN}}}col")
    ]:
        if element.get(attribute):
            element.set(attribute, indexes[element.get(attribute, "0")])
    differential(tree, source, styles)


def differential(tree: Element, source: Package, styles: Styles) -> None:
    """Point the dxf indexes of a sheet or table at the workbook's."""
    looks = list(source.read(source.related(source.workbook, "styles")).iterfind(f"{{{MAIN}}}dxfs/{{{MAIN}}}dxf"))
    for element in tree.iter("{*}*"):
        for name, value in element.items():
            attribute = str(name)
            if attribute.lower().endswith("dxfid"):
                element.set(attribute, str(styles.index("dxfs", looks[whole(str(value))])))


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
            add(cell, f"{{{MAIN}}}is").extend(copy.deepcopy(shared[int(number.text or "0")]))


def put_tables(package: Package, source: Package, sheet: Sheet, part: str, tree: Element, styles: Styles) -> None:
    """The tables of a drawn sheet as parts of the package, with ids of their own."""
    last = max([whole(table.get("id")) for table in tables(package)], default=0)
    targets = {relation.id: relation.target for relation in source.relations(sheet.part)}
    for number, element in enumerate(tree.iter(f"{{{MAIN}}}tablePart"), last + 1):
        table = parse(source.data(targets[element.get(f"{{{REL}}}id", "")]))
        table.set("id", str(number))
        differential(table, source, styles)
        own = package.free_name("xl/tables/table{}.xml")
        package.put(own, serialise(table))
        package.declare(own, TABLE_TYPE)
        element.set(f"{{{REL}}}id", package.relate(part, "table", own))


def enlist(package: Package, source: Package, name: str, part: str) -> None:
    """Enter the sheet first among the workbook's sheets, with its names, and let the workbook open on it."""
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
    names = tree.find(f"{{{MAIN}}}definedNames")
    own = [
        found
        for found in source.read(source.workbook).iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
        if found.get("localSheetId") == "0"
    ]
    if names is None and own:
        names = etree.Element(f"{{{MAIN}}}definedNames")
        insert_in_order(tree, names, ORDER)
    for found in children(names, "definedName"):
        if found.get("localSheetId"):
            found.set("localSheetId", str(whole(found.get("localSheetId")) + 1))
    if names is not None:
        names[:0] = [copy.deepcopy(found) for found in own]
    open_on(package, 0)
    for sheet in package.sheets()[1:]:
        unselect(package, sheet)


def open_on(package: Package, number: int) -> None:
    """Let every window of the workbook open on a sheet."""
    for view in package.edit(package.workbook).iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
        view.set("activeTab", str(number))
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
        elif own > number:
            found.set("localSheetId", str(own - 1))
    if names is not None and not len(names):
        tree.remove(names)
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
