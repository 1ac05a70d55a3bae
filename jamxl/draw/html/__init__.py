"""A report -> one HTML file: no script, nothing fetched, the drawings in it. The same report gives the same text.

The template has the elements, the style sheet the looks, and `page` what they are filled with. All text is escaped.
"""

from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from jamxl import report_texts
from jamxl.draw import charts
from jamxl.draw.html.page import Page
from jamxl.draw.html.safe import printable
from jamxl.present.report import Report

__all__ = ["MARK", "html", "latest"]

# The name of what a page of the latest report tells programs.
MARK = "jamxl"


def html(report: Report) -> str:
    """The report as a page that stands by itself; to be written as UTF-8."""
    environment = templates()
    css = looks()
    css += f"@media screen and (prefers-color-scheme: dark) {{{charts.dark()}}}\n"
    template = environment.get_template("report.html.jinja")
    return template.render(page=Page(report), words=report_texts.REPORT, css=Markup(css))


def latest(title: str, about: str, editions: Sequence[tuple[str, Sequence[tuple[str, str]]]], known: str) -> str:
    """A page that leads to the files of a report: for each edition a heading, and words and address of each file.

    `known` is for the program that looks at the page later, under MARK.
    """
    template = templates().get_template("latest.html.jinja")
    return template.render(title=title, about=about, editions=editions, mark=MARK, known=known, css=Markup(looks()))


def templates() -> Environment:
    """The templates; all text in them is escaped."""
    return Environment(
        loader=PackageLoader("jamxl.draw.html", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=printable,
    )


def looks() -> str:
    """The style sheet of every page."""
    return resources.files("jamxl.draw.html").joinpath("report.css").read_text("utf-8")
