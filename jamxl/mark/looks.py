"""How a marked cell looks: a conditional format before all others, known again by a formula of its own."""

from collections.abc import Collection, Iterator, Sequence

from lxml import etree

from jamxl.findings import Severity
from jamxl.grid import letters, position
from jamxl.mark.package import MAIN, TRUE, Element, Package, Sheet, add, children, insert_in_order, whole
from jamxl.mark.styles import Styles

# Always true, and nobody else's; programs keep it as it is.
FORMULA = 'LEN("jamxl")=5'
SIGN = b"jamxl"
# Ranges in one rule: Excel takes 8,192, and some programs fewer.
MOST_RANGES = 1_000
AFTER = (
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "drawingHF", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
RULE = "{*}cfRule"

# Bold and framed, so that nobody has to tell the colours apart: what must be mended has an unbroken frame.
LOOK = """<dxf xmlns="{main}"><font><b/><color rgb="{ink}"/></font>
<fill><patternFill patternType="solid"><fgColor rgb="{paper}"/><bgColor rgb="{paper}"/></patternFill></fill>
<border><left style="{line}"><color rgb="{ink}"/></left><right style="{line}"><color rgb="{ink}"/></right>
<top style="{line}"><color rgb="{ink}"/></top><bottom style="{line}"><color rgb="{ink}"/></bottom></border></dxf>"""
ERROR = LOOK.format(main=MAIN, ink="FF8C1D04", paper="FFFBD9C8", line="thin").replace("\n", "")
OTHER = LOOK.format(main=MAIN, ink="FF5C4300", paper="FFFDF0C4", line="dashed").replace("\n", "")


def write(package: Package, sheet: Sheet, styles: Styles, cells: dict[str, Severity]) -> None:
    """Give cells their look by the severity of what is said of them."""
    tree = package.edit(sheet.part)
    rules: list[tuple[str, list[str]]] = []
    for look, chosen in ((ERROR, ("error",)), (OTHER, ("warning", "note"))):
        ranges = runs([cell for cell, severity in cells.items() if severity in chosen])
        index = str(styles.index("dxfs", etree.fromstring(look))) if ranges else ""
        rules += [(index, ranges[i : i + MOST_RANGES]) for i in range(0, len(ranges), MOST_RANGES)]
    first = make_room(tree, len(rules))
    for priority, (index, chosen_ranges) in enumerate(rules, first):
        format = etree.Element(f"{{{MAIN}}}conditionalFormatting", sqref=" ".join(chosen_ranges))
        rule = add(format, "cfRule", type="expression", dxfId=index, priority=str(priority))
        add(rule, "formula").text = FORMULA
        insert_in_order(tree, format, AFTER)


def make_room(tree: Element, many: int) -> int:
    """Move the other rules' priorities; gives the first that is free."""
    others = list(tree.iter(RULE))
    if any(format.get("pivot") in TRUE for format in children(tree, "conditionalFormatting")):
        # A pivot table knows its rules by their priority: ours come last.
        return 1 + max(whole(rule.get("priority")) for rule in others)
    for rule in others:
        if rule.get("priority"):
            rule.set("priority", str(whole(rule.get("priority")) + many))
    return 1


def runs(cells: Collection[str]) -> list[str]:
    """Addresses as ranges, cells below one another together, by column and row."""
    places = sorted(position(cell)[::-1] for cell in set(cells))
    return list(ranges(places))


def ranges(places: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The ranges of sorted (column, row) places."""
    at = 0
    while at < len(places):
        column, first = places[at]
        many = 1
        while at + many < len(places) and places[at + many] == (column, first + many):
            many += 1
        start, end = f"{letters(column)}{first + 1}", f"{letters(column)}{first + many}"
        yield start if many == 1 else f"{start}:{end}"
        at += many


def take_away(package: Package, sheet: Sheet) -> None:
    """Take away our conditional formats, and give the others their priorities back."""
    if SIGN not in package.data(sheet.part) or not any(ours(rule) for rule in package.read(sheet.part).iter(RULE)):
        return
    tree = package.edit(sheet.part)
    freed = []
    for format in list(children(tree, "conditionalFormatting")):
        for rule in list(children(format, "cfRule")):
            if ours(rule):
                freed.append(whole(rule.get("priority")))
                format.remove(rule)
        if not len(format):
            tree.remove(format)
    for rule in tree.iter(RULE):
        moved = sum(1 for gone in freed if gone < whole(rule.get("priority")))
        if moved:
            rule.set("priority", str(whole(rule.get("priority")) - moved))


def ours(rule: Element) -> bool:
    """Whether a rule is ours."""
    return any((formula.text or "").replace(" ", "") == FORMULA for formula in children(rule, "formula"))
