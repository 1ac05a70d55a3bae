"""The field list of a book, in Markdown: every column that can be filled in, from the declaration. Pure."""

from collections.abc import Sequence

from jamxl import texts
from jamxl.build import prompt_text
from jamxl.columns import Column, Reference
from jamxl.sheets import Book, Table


def field_list(book: type[Book]) -> str:
    """All sheets of a book: columns with key, kind, demand and help; then its rules."""
    lines = [
        f"# Fältlista: {book.title}",
        "",
        *book.purpose,
        "",
        f"Mallversion {book.version}. Bokens nyckel: `{book.key}`.",
        "",
    ]
    for part in book.parts:
        place = " (överst på bladet)" if part.is_form and part.strip else ""
        lines += [f"## {part.sheet}{place}", "", part.help(), "", f"Tabellens nyckel: `{part.table_key}`.", ""]
        if part.private:
            lines += ["Bladet följer med filen men kommer aldrig med i sammanställningen.", ""]
        lines += table(
            ("Rubrik", "Nyckel", "Slag", "Krav", "Så fyller du i"),
            [(c.header, f"`{c.key}`", kind(c), demand(c), prompt_text(c)) for c in part.columns.values()],
        )
        lines += rules_of(part)
    if book.rules:
        lines += ["## Regler mellan bladen", "", *rule_table(book)]
    return "\n".join(lines).rstrip() + "\n"


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
