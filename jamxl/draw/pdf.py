"""A report -> PDF, by Typst: for reading, for printing and for the archive (PDF/A-2a), open to everybody (PDF/UA-1).

The layout stands in report.typ, which is given the report as JSON: nothing that people have typed is read as Typst. The
same report gives the same bytes, on all machines: no clock, no fonts but jamxl's own.
"""

import json
from collections.abc import Callable, Sequence

from jamxl.draw.paper import Paper
from jamxl.draw.typesetting import typeset
from jamxl.present.report import Report


def pdf(report: Report, typeset: Callable[[str, Sequence[int]], bytes] = typeset) -> bytes:
    """The report as a tagged PDF; `typeset` may be done elsewhere. Raises what it does."""
    paper = Paper(report)
    return typeset(json.dumps(paper.data(), ensure_ascii=False), paper.labels)
