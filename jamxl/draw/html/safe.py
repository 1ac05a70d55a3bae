"""What may stand in a page: texts without what none may hold, IDs given once, drawings with IDs of their own. Pure."""

import re

from lxml import etree
from markupsafe import Markup

# No page may hold these: controls, halves of characters, and what is no character.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# The IDs of the template's own.
OWN_IDS = ("sammanfattning", "svar", "innehall", "innehall.rubrik", "bilaga", "om-rapporten")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
XLINK = "{http://www.w3.org/1999/xlink}href"


def printable(value: object) -> object:
    """What is put in a page for a value: a text without what no page may hold; a drawing has been through here."""
    return without_controls(value) if type(value) is str else value


def without_controls(said: str) -> str:
    """A text as a page may hold it."""
    return UNPRINTABLE.sub("", said)


class Ids:
    """The IDs of a page: each given once."""

    def __init__(self) -> None:
        self.given = set(OWN_IDS)

    def new(self, wanted: str) -> str:
        """The wanted ID, or that with the first free number after it."""
        name, n = wanted or "del", 1
        while name in self.given:
            n += 1
            name = f"{wanted or 'del'}-{n}"
        self.given.add(name)
        return name


def inlined(svg: str, prefix: str) -> Markup:
    """A drawing as a part of a page: its IDs begin with a prefix, since other drawings may have the same.

    Raises lxml.etree.XMLSyntaxError when it is no XML.
    """
    root = etree.fromstring(without_controls(svg).encode())
    for element in root.iter(etree.Element):
        for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
            if name == "id":
                element.set(name, prefix + value)
            elif name in ("aria-labelledby", "aria-describedby"):
                element.set(name, " ".join(prefix + each for each in value.split()))
            elif name in ("href", XLINK) and value.startswith("#"):
                element.set(name, f"#{prefix}{value[1:]}")
            elif "url(#" in value:
                element.set(name, REFERENCE.sub(rf"url(#{prefix}\1)", value))
    return Markup(etree.tostring(root, encoding="unicode"))
