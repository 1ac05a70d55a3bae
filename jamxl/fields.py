"""A book in Markdown, from the declaration: its field list, and its page of the handbook with pictures. Pure."""

from collections.abc import Callable, Mapping, Sequence

from jamxl import texts
from jamxl.build import prompt_text
from jamxl.columns import Column, Reference
from jamxl.sheets import Book, Table


def field_list(book: type[Book]) -> str:
    """All sheets of a book: columns with key, kind, demand and help; then its rules."""
    return markdown([f"# Fältlista: {book.title}", "", *about(book), *sheets_of(book)])


def handbook_page(book: type[Book], files: str, picture_of: Callable[[str], str]) -> str:
    """The same with a picture of each sheet: `files` is the folder of its workbooks, `picture_of` a sheet's picture."""
    workbooks = (
        f"Tom mall: [{book.key}_mall.xlsx]({files}/{book.key}_mall.xlsx). "
        f"Ifyllt exempel: [{book.key}_exempel.xlsx]({files}/{book.key}_exempel.xlsx)."
    )
    pictures = {sheet: f"![Bladet {sheet}, ifyllt]({files}/{picture_of(sheet)})" for sheet in book.sheets()}
    return markdown([f"# {book.title}", "", *about(book), workbooks, "", *sheets_of(book, pictures)])


def markdown(lines: Sequence[str]) -> str:
    """The text of a page."""
    return "\n".join(lines).rstrip() + "\n"


def about(book: type[Book]) -> list[str]:
    """What the book is for, and which it is."""
    return [*book.purpose, "", f"Mallversion {book.version}. Bokens nyckel: `{book.key}`.", ""]


def sheets_of(book: type[Book], pictures: Mapping[str, str] | None = None) -> list[str]:
    """The sheets with their columns and rules; under a sheet's first part its picture."""
    lines: list[str] = []
    left = dict(pictures or {})
    for part in book.parts:
        place = " (överst på bladet)" if part.is_form and part.strip else ""
        lines += [f"## {part.sheet}{place}", "", part.help(), "", f"Tabellens nyckel: `{part.table_key}`.", ""]
        if part.sheet in left:
            lines += [left.pop(part.sheet), ""]
        if part.generated:
            lines += ["Bladet är en vy av andra blad; där fylls inget i.", ""]
        if part.private:
            lines += ["Bladet följer med filen men kommer aldrig med i sammanställningen.", ""]
        lines += table(
            ("Rubrik", "Nyckel", "Slag", "Krav", "Så fyller du i"),
            [(c.header, f"`{c.key}`", kind(c), demand(c), prompt_text(c)) for c in part.columns.values()],
        )
        lines += rules_of(part)
    if book.rules:
        lines += ["## Regler mellan bladen", "", *rule_table(book)]
    return lines


def rules_of(part: type[Table]) -> list[str]:
    """A part's rules, nothing when it has none."""
    return ["**Regler**", "", *rule_table(part)] if part.rules else []


def rule_table(owner: type[Table] | type[Book]) -> list[str]:
    """The rules of a part or a book."""
    rows = [(rule.id, texts.SEVERITY[rule.severity], rule.short, rule.fix) for rule in owner.rules]
    return table(("Regel", "Allvar", "När", "Åtgärd"), rows)


def kind(column: Column) -> str:
    """The kind of a column in words, with what it refers to."""
    if isinstance(column, Reference) and column.to:
        return f"{column.kind_name} till `{column.to}`"
    return column.kind_name


def demand(column: Column) -> str:
    """Must it be filled in?"""
    return "räknas fram" if column.computed else "mallens" if column.fixed else "ska" if column.required else "får"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table and a blank line."""
    shown = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return [
        "| " + " | ".join(headers) + " |",
        "|" + "---|" * len(headers),
        *("| " + " | ".join(row) + " |" for row in shown),
        "",
    ]
