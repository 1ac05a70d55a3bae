"""What report.typ is filled with -> PDF, with Typst.

It knows nothing of reports, so that a process that does nothing else begins with little memory.
"""

import io
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

import pikepdf
import typst

from jamxl.draw.lettering import fonts

# 1 January 2000, as the workbooks say: a time of making would differ from run to run.
NO_TIME = 946_684_800


def typeset(report: str, labels: Sequence[int]) -> bytes:
    """A tagged PDF. `report`: the data of report.typ as JSON; `labels`: see with_row_headers.

    Typst keeps some ten kilobytes a cell until its process ends. Raises typst.TypstError where a drawing is no SVG or
    needs what the standards forbid.
    """
    with fonts() as faces:
        made = typst.compile(
            resources.files("jamxl.draw").joinpath("report.typ").read_bytes(),
            format="pdf",
            font_paths=faces,
            sys_inputs={"report": report},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=NO_TIME,
        )
    assert isinstance(made, bytes)
    return with_row_headers(made, labels)


def with_row_headers(made: bytes, labels: Sequence[int]) -> bytes:
    """A PDF of Typst's, which knows no headings of rows, with them: in each table's rows as many cells as `labels` say.

    A cell's headings are then known from their scope. Typst's own lists of them have those of the columns only, and are
    taken away.
    """
    row_scope = pikepdf.Array([pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)])
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as file:
        for table, count in zip(tables(file.Root.StructTreeRoot), labels, strict=True):
            body = next(part for part in table.K if part.S == "/TBody")
            for row in body.K:
                for at, cell in enumerate(row.K):
                    del cell.A
                    if at < count:
                        cell.S, cell.A = pikepdf.Name.TH, row_scope
        file.save(saved, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return saved.getvalue()


def tables(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The tables below an element of a structure, in their order."""
    below: Any = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if child.S == "/Table":
                yield child
            else:
                yield from tables(child)
