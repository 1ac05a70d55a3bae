"""A workbook's styles: looks added at the end of their collections, or found there, so that no index moves."""

import copy
from typing import Any

from lxml import etree

from jamxl.mark.package import MAIN, Element, Package, insert_in_order

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
# What a cell without a style of its own has; Excel takes the first two fills for these, whatever they are.
FIRST = {
    "fonts": '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
}

Look = tuple[str, tuple[str, ...], tuple[Any, ...]]


class Styles:
    """The styles of a package, to add to."""

    def __init__(self, package: Package) -> None:
        part = package.related(package.workbook, "styles")
        if not part:
            part = "xl/styles.xml"
            if part in package.names:
                part = package.free_name("xl/styles{}.xml")
            package.put(part, f'<styleSheet xmlns="{MAIN}"/>'.encode())
            package.declare(part, STYLES_TYPE)
            package.relate(package.workbook, "styles", part)
        self.tree = package.edit(part)
        self._known: dict[str, dict[Look, int]] = {}
        for name in FIRST:
            self._collection(name)

    def _collection(self, name: str) -> Element:
        found = self.tree.find(f"{{{MAIN}}}{name}")
        if found is None:
            found = etree.Element(f"{{{MAIN}}}{name}")
            insert_in_order(self.tree, found, ORDER)
        if not len(found) and name in FIRST:
            found.extend(list(etree.fromstring(f'<all xmlns="{MAIN}">{FIRST[name]}</all>')))
            found.set("count", str(len(found)))
        return found

    def index(self, name: str, look: Element) -> int:
        """The index of a look in a collection ("fonts", "cellXfs", "dxfs" ...), where it is added when it is new."""
        collection = self._collection(name)
        if name not in self._known:
            # The first of equals is the one to find.
            self._known[name] = {canonical(element): i for i, element in reversed(list(enumerate(collection)))}
        known = self._known[name]
        key = canonical(look)
        if key not in known:
            known[key] = len(collection)
            collection.append(copy.deepcopy(look))
            collection.set("count", str(len(collection)))
        return known[key]


def canonical(element: Element) -> Look:
    """The same value for the same look, whatever its prefixes."""
    return str(element.tag), tuple(sorted(map(str, element.items()))), tuple(canonical(child) for child in element)
