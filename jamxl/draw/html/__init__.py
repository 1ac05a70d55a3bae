"""A report -> one HTML file: no script, nothing fetched, the drawings in it. The same report gives the same text.

The template has the elements, the style sheet the looks, and `page` what they are filled with. All text is escaped.
"""

from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from jamxl import report_texts
from jamxl.draw import charts
from jamxl.draw.html.page import Page
from jamxl.draw.html.safe import printable
from jamxl.present.report import Report

__all__ = ["html"]


def html(report: Report) -> str:
    """The report as a page that stands by itself; to be written as UTF-8."""
    environment = Environment(
        loader=PackageLoader("jamxl.draw.html", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=printable,
    )
    css = resources.files("jamxl.draw.html").joinpath("report.css").read_text("utf-8")
    css += f"@media screen and (prefers-color-scheme: dark) {{{charts.dark()}}}\n"
    template = environment.get_template("report.html.jinja")
    return template.render(page=Page(report), words=report_texts.REPORT, css=Markup(css))
