"""The sheets around the declared ones: Läs mig, Kontroll, Listor and the hidden stamp; and the whole book. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from jamxl import texts
from jamxl.build import Built, Records, prepare, reference_names, sheet_grid, verdict_text
from jamxl.findings import Severity
from jamxl.formulas import resolve
from jamxl.grid import Area, Condition, Grid, ListObject, Pages, Style, a1, absolute, fit_heights, letters
from jamxl.rules import verdicts
from jamxl.sheets import Book, Limits, Table

CHECK_HEADERS = ("Blad", "Vad som kontrolleras", "Allvar", "Antal", "Läge", "Gå till", "Regel")
LIST_WIDTH = 24
# Behind a sheet's name, for what stands above its table.
STRIP = " (överst)"


# The cells of Läs mig that show the look they speak of.
SHOWN: dict[str, Style] = {"Vit cell": "fixed-white", "Grå cell": "fixed"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file is: written where a person does not reach it by accident, read back when the file returns."""

    book: str
    version: str
    unit: str = ""
    period: str = ""
    project: str = ""

    def items(self) -> list[tuple[str, str]]:
        """The stamp's lines on its sheet."""
        return [
            ("jamxl", self.book),
            ("schema_version", self.version),
            ("unit", self.unit),
            ("period", self.period),
            ("project", self.project),
        ]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends out the book, for Läs mig: all Swedish text, blank where not known; and the sheets it does without."""

    project: str = ""
    unit: str = ""
    coordinator: str = ""
    email: str = ""
    due: date | None = None
    registry_no: str = ""
    without: tuple[str, ...] = ()


def build(
    book: type[Book],
    stamp: Stamp,
    sender: Sender,
    records: Records,
    limits: Limits,
    today: date,
    spare: int | None = None,
) -> Pages:
    """The workbook as pages. `records`: rows to fill in, by part key and column key; blank parts may be left out.

    `spare`: as in `build.prepare`; a table of no rows at all cannot be drawn.
    """
    built = prepare(book, records, limits, today, spare)
    hidden = [sheet for sheet in sender.without if unused(built, sheet)]
    grids = [sheet_grid(built, sheet, parts) for sheet, parts in book.sheets().items()]
    lists, names = lists_grid(book)
    names |= reference_names(built)
    grids = [guide_grid(book, sender, hidden), *grids, check_grid(built, hidden), lists, stamp_grid(stamp)]
    for grid in grids:
        fit_heights(grid)
        if grid.name in hidden:
            grid.visibility = "hidden"
    who = " – ".join(part for part in (sender.unit, stamp.period) if part)
    return Pages(
        grids,
        names,
        title=f"{book.title} {who}".strip(),
        subject=sender.project,
        author=sender.coordinator,
        keywords=sender.registry_no,
        comments=f"jamxl {book.key} {book.version}",
    )


def unused(built: Built, sheet: str) -> bool:
    """Nothing is filled in on a sheet: what somebody has written is never hidden."""
    columns = [
        (built.data.parts[part.table_key], column)
        for part in built.book.sheets().get(sheet, ())
        for column in part.inputs()
    ]
    return not any(value is not None for rows, column in columns for value in rows.columns[column.key])


def guide_grid(book: type[Book], sender: Sender, hidden: Sequence[str]) -> Grid:
    """Läs mig: what the book is for, sheet by sheet, signs and colours, how to send it in."""
    grid = Grid(texts.GUIDE_SHEET, title=book.title, tab="info", portrait=True)
    grid.widths = {0: 26, 1: 78, 2: 20}
    grid.put(0, 0, f"{book.title}: läs mig först", "title")
    grid.heights[0] = 26
    row = 1
    for line in book.purpose:
        grid.put(row, 0, line, "intro")
        row += 1
    row += 1
    table_top = row
    rows: list[tuple[str, str, str, str]] = []
    for sheet, parts in book.sheets().items():
        if sheet in hidden:
            continue
        rows.append((sheet, parts[-1].help(), "Läses" if parts[-1].generated else "Fylls i", sheet))
    rows += [
        (texts.CHECK_SHEET, "Visar medan du skriver vad som saknas eller inte stämmer, med länk till raden.", "Läses",
         texts.CHECK_SHEET),
        (texts.LISTS_SHEET, "De värden som går att välja i listorna.", "Läses", texts.LISTS_SHEET),
        ("Vit cell", "Här skriver du. Rubriken förklarar vad, när du ställer dig i den.", "Tecken", ""),
        ("Grå cell", "Räknas fram av arbetsboken. Skriv inte här.", "Tecken", ""),
        ("Kolumnen Kontroll", "Kolumnen längst till höger i varje tabell säger i ord vad som behöver rättas på raden. "
         "De celler det gäller får dessutom ram och fet stil.", "Tecken", ""),
        ("Tom cell", "Uppgiften är inte ifylld. Skriv 0 när svaret är noll.", "Tecken", ""),
        ("Tal", "Skriv bara siffror, med det decimaltecken din Excel använder: 38,5.", "Så skriver du", ""),
        ("Datum", "Skriv år-månad-dag: 2010-03-15. I planerade datum går också v. 11 2010 och vt 2010.",
         "Så skriver du", ""),
        ("Fler rader", "Tabellerna har tomma rader att skriva på. Räcker de inte: Granska > Ta bort bladets skydd "
         "(inget lösenord) och skriv vidare på raden under tabellen.", "Så skriver du", ""),
        ("Sortera och filtrera", "Går bra, liksom att ändra kolumnbredd. Ta inte bort kolumner.", "Så skriver du", ""),
    ]  # fmt: skip
    for at, header in enumerate(("Blad eller tecken", "Förklaring", "Gäller")):
        grid.put(table_top, at, header, "header-computed")
    for row, (name, explanation, kind, target) in enumerate(rows, table_top + 1):
        link = f'HYPERLINK("#\'{target}\'!A1","{name}")' if target else ""
        grid.put(row, 0, name, "link" if link else SHOWN.get(name, "label"), formula=link)
        grid.put(row, 1, explanation, "text", wrap=True)
        grid.put(row, 2, kind, "text")
    bottom = table_top + len(rows)
    area = Area(table_top, 0, bottom, 2)
    headers = ("Blad eller tecken", "Förklaring", "Gäller")
    grid.tables.append(ListObject("Läs_mig", area, headers, ("",) * 3, filtered=False))
    due = f" senast {sender.due:%Y-%m-%d}" if sender.due else ""
    contact = ", ".join(part for part in (sender.coordinator, sender.email) if part)
    ending = [
        f"{texts.SEND_IN} spara filen och lägg den i inkorgen eller skicka den till samordnaren{due}. "
        "Byt inte namn på filen.",
        f"{texts.QUESTIONS} {contact or 'samordnaren för jämställdhetsarbetet'}.",
        book.privacy or texts.PRIVACY,
        texts.MADE_OF.format(book=book.key, version=book.version),
    ]
    for i, line_text in enumerate(ending):
        grid.put(bottom + 2 + i, 0, line_text, "intro")
    return grid


def lists_grid(book: type[Book]) -> tuple[Grid, dict[str, str]]:
    """Listor, and the defined name of each list."""
    grid = Grid(texts.LISTS_SHEET, title=f"{texts.LISTS_SHEET} – {book.title}", tab="info")
    grid.put(0, 0, texts.LISTS_SHEET, "title")
    grid.put(
        1, 0, "De värden som går att välja i arbetsbokens listor. Bladet ändras inte av den som fyller i.", "intro"
    )
    grid.heights[0] = 26
    names: dict[str, str] = {}
    columns = [(name, heading, options) for name, (heading, options) in book.lists().items()]
    deepest = max(len(options) for _, _, options in columns)
    for at, (name, heading, options) in enumerate(columns):
        grid.put(3, at, heading, "header-computed", wrap=True)
        grid.widths[at] = LIST_WIDTH
        for i, option in enumerate(options):
            grid.put(4 + i, at, option, "text", "@")
        names[name] = absolute(grid.name, Area(4, at, 3 + len(options), at))
    area = Area(3, 0, 3 + deepest, len(columns) - 1)
    grid.tables.append(
        ListObject("Listor", area, tuple(heading for _, heading, _ in columns), ("",) * len(columns), filtered=False)
    )
    grid.freeze = (4, 0)
    grid.repeat_rows = (3, 3)
    return grid, names


def check_grid(built: Built, hidden: Sequence[str]) -> Grid:
    """Kontroll: live, for each demand of the book, how many rows break it and a link to the first."""
    grid = Grid(texts.CHECK_SHEET, title=f"{texts.CHECK_SHEET} – {built.book.title}", tab="check")
    grid.put(0, 0, texts.CHECK_SHEET, "title")
    grid.heights[0] = 26
    grid.put(
        1, 0, "Räknas om medan du skriver. Fel ska rättas, varningar ska rättas eller förklaras i Anmärkning.", "intro"
    )
    top = 4
    for at, (header, width) in enumerate(zip(CHECK_HEADERS, (24, 58, 11, 9, 16, 18, 9), strict=True)):
        grid.put(top, at, header, "header-computed")
        grid.widths[at] = width
    row = top + 1
    for line in check_lines(built):
        if line.sheet.removesuffix(STRIP) in hidden:
            continue
        state = "att läsa" if line.severity == "note" else "att rätta"
        found = line.breaks > 0
        grid.put(row, 0, line.sheet, "text")
        grid.put(row, 1, line.what, "text", wrap=True)
        grid.put(row, 2, texts.SEVERITY[line.severity], "text")
        # An array formula, since a rule over the book may go through whole columns.
        array = "SUMPRODUCT" in line.counting
        grid.put(row, 3, line.breaks, "total", "0", formula=line.counting, array=array)
        judged = f'IF({a1(row, 3)}>0,"{state}","stämmer")'
        grid.put(row, 4, state if found else "stämmer", "text", formula=judged)
        grid.put(row, 5, line.link_text if found else "", "link", formula=f'IF({a1(row, 3)}=0,"",{line.link})')
        grid.put(row, 6, line.rule, "text")
        row += 1
    area = Area(top, 0, row - 1, len(CHECK_HEADERS) - 1)
    grid.tables.append(ListObject("Kontroll", area, CHECK_HEADERS, ("",) * len(CHECK_HEADERS)))
    errors, warnings = (f'SUMIFS(Kontroll[Antal],Kontroll[Allvar],"{texts.SEVERITY[s]}")' for s in ("error", "warning"))
    counts = [
        sum(
            int(str(grid.cells[r, 3].value)) for r in range(top + 1, row) if grid.cells[r, 2].value == texts.SEVERITY[s]
        )
        for s in ("error", "warning")
    ]
    clear = "Inget att rätta i arbetsboken."
    look = f'"Att se över: fel "&{errors}&", varningar "&{warnings}&"."'
    formula = f'IF({errors}+{warnings}=0,"{clear}",{look})'
    value = f"Att se över: fel {counts[0]}, varningar {counts[1]}." if any(counts) else clear
    grid.put(2, 0, value, "state", formula=formula)
    grid.conditions.append(Condition(Area(2, 0, 2, 0), 'ISNUMBER(SEARCH("att se över",$A$3))', "alarm"))
    grid.conditions.append(Condition(Area(top + 1, 3, row - 1, 4), f'AND($D{top + 2}>0,$C{top + 2}="Fel")', "bad"))
    grid.conditions.append(Condition(Area(top + 1, 3, row - 1, 4), f"$D{top + 2}>0", "warn"))
    grid.conditions.append(Condition(Area(top + 1, 4, row - 1, 4), f"$D{top + 2}=0", "good"))
    grid.freeze = (top + 1, 0)
    grid.repeat_rows = (top, top)
    grid.select = (top + 1, 0)
    return grid


class Line(NamedTuple):
    """A line of Kontroll: what is looked at, how its breaks are counted, and where the first one is."""

    sheet: str
    what: str
    severity: Severity
    counting: str
    link: str
    rule: str
    breaks: int
    link_text: str


def check_lines(built: Built) -> list[Line]:
    """Two lines for each part, on what is missing and what cannot be used; one for each rule that Excel can tell."""
    shown = verdicts(built.data, built.found)
    lines: list[Line] = []
    for part in built.book.parts:
        place = built.places[part.table_key]
        cells = place.verdicts()
        sentences = [verdict_text(row) for row in shown[part.table_key]]
        if place.upright:
            sentences = upright_sentences(part, shown[part.table_key][0])
        name = part.sheet + STRIP if part.strip else part.sheet
        kinds: list[tuple[str, Severity, str, str, str]] = [
            ("Allt som ska fyllas i är ifyllt", "error", "Fyll i ", "", ""),
            ("Värden går att använda (tal, datum, listor, ID)", "error", ": ", "", ""),
            *(
                (rule.short, severity, rule.short, rule.id, rule.at[0])
                for rule in part.rules
                if rule.excel and (severity := built.data.severity(rule.id, rule.severity))
            ),
        ]
        for what, severity, pattern, rule_id, key in kinds:
            column = "B" if place.upright else letters(place.columns[key]) if key else "A"
            row = f'{place.first}+MATCH("*{pattern}*",{cells},0)'
            link = f'HYPERLINK("#\'{part.sheet}\'!{column}"&({row}),"{texts.OPEN_CELL}")'
            count = sum(1 for sentence in sentences if pattern in sentence)
            counting = f'COUNTIF({cells},"*{pattern}*")'
            lines.append(Line(name, what, severity, counting, link, rule_id, count, texts.OPEN_CELL))
    first_place = built.places[built.book.parts[0].table_key]
    for rule in built.book.rules:
        severity_now = built.data.severity(rule.id, rule.severity)
        if rule.excel and severity_now:
            hits = [breach for breach in built.found if breach.rule == rule.id and breach.short == rule.short]
            counting = resolve(rule.excel, built.places, first_place, built.data.limits)
            # `at` of a rule over the book holds "table.column" places.
            sheet = built.book.part(rule.at[0].partition(".")[0]).sheet
            link = f'HYPERLINK("#\'{sheet}\'!A1","{texts.OPEN_SHEET}")'
            lines.append(Line(sheet, rule.short, severity_now, counting, link, rule.id, len(hits), texts.OPEN_SHEET))
    return lines


def upright_sentences(part: type[Table], shorts: list[str]) -> list[str]:
    """The Kontroll cells of an upright form, a field each."""
    sentences = []
    for key, column in part.columns.items():
        own = [c.short for c in column.constraints() if not column.computed]
        own += [r.short for r in part.rules if r.at[0] == key]
        sentences.append(verdict_text([short for short in shorts if short in own]))
    return sentences


def stamp_grid(stamp: Stamp) -> Grid:
    """The hidden sheet that says what the file is."""
    grid = Grid(texts.STAMP_SHEET, visibility="very hidden")
    for row, (name, value) in enumerate(stamp.items()):
        grid.put(row, 0, name, "text", "@")
        grid.put(row, 1, value, "text", "@")
    return grid
