"""Programlogik: the sheets of the programme logic side by side, with what is missing. Nobody fills it in."""

from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Form, Table
from jamxl.standard.projektbok.links import (
    GAPS,
    KEYS,
    NO_ACTIVITY,
    NO_EFFECT,
    NO_RESOURCE,
    NO_RESULT,
    NOT_CARRIED,
    STRUCK,
    UNSUPPORTED,
    Gap,
    Node,
    logic,
)
from jamxl.standard.projektbok.logic import LIVE, commas, names, uncarried, unresourced

# So many rows of each sheet are shown; those that are counted are all.
SHOWN = 40
ARROW, DASH = " → ", " – "

USED = {key: f"COUNTA({{{key}.{own}}})>0" for key, (own, _) in KEYS.items()}
USED["activities"] = f"SUMPRODUCT({LIVE})>0"


def asked(used: tuple[str, ...], count: str, *more: str) -> str:
    """Excel: a count, or nothing where it cannot be said."""
    return f'IF(AND({",".join((*(USED[key] for key in used), *more))}),{count},"")'


def all_found(rows: str, cells: str, counts: str) -> str:
    """Excel: all IDs in the cells of some rows are found. `counts`: how many rows name each row of the other table."""
    signs = f'LEN({commas(cells)})-LEN(SUBSTITUTE({commas(cells)},",",""))-1'
    return f"SUMPRODUCT({rows}*(LEN({cells})>0)*({signs}))=SUM({counts})"


# Excel: for each activity, 1 when it has no hours, no resource names it, and its post has no kronor.
GIVEN = names("TRANSPOSE({resources.activity_ids})", "{activities.activity_no}")
WITHOUT_RESOURCE = (
    f"{LIVE}*ISNUMBER({{activities.plan_hours}})*({{activities.plan_hours}}=0)*"
    "(SUMIFS({budget.plan_sek},{budget.post_id},{activities.budget_id})=0)*"
    f"(MMULT(--{GIVEN},ROW({{resources.activity_ids}})^0)=0)"
)


def total(header: str, gap: Gap, formula: str, array: bool = False) -> Any:
    """A column that counts the rows with a gap."""
    return col.computed(col.whole(header), formula, lambda row, book: amount(book, gap), array=array)


def amount(book: BookData, gap: Gap) -> float | None:
    """How many rows have a gap."""
    count = book.once(logic).count(gap)
    return None if count is None else float(count)


class LogicTotals(Form, sheet="Programlogik", key="logic_totals", new_in="1.1", strip=True):
    """Hur många luckor programlogiken har, efter slag."""

    no_result: float | None = total(
        "Aktiviteter utan resultat",
        NO_RESULT,
        asked(("activities", "results"), f"SUMPRODUCT({LIVE}*(LEN({{activities.result_ids}})=0))"),
    )
    no_activity: float | None = total(
        "Resultat utan aktivitet",
        NO_ACTIVITY,
        asked(
            ("activities", "results"),
            "COUNTIF({results.activity_count},0)",
            all_found(LIVE, "{activities.result_ids}", "{results.activity_count}"),
        ),
    )
    no_effect: float | None = total(
        "Resultat utan effekt",
        NO_EFFECT,
        asked(("results", "effects"), "SUMPRODUCT((LEN({results.result_id})>0)*(LEN({results.effect_ids})=0))"),
    )
    unsupported: float | None = total(
        "Effekter utan resultat",
        UNSUPPORTED,
        asked(
            ("results", "effects"),
            "COUNTIF({effects.result_count},0)",
            all_found("(LEN({results.result_id})>0)", "{results.effect_ids}", "{effects.result_count}"),
        ),
    )
    no_resource: float | None = total(
        "Aktiviteter utan resurs",
        NO_RESOURCE,
        asked(("activities", "resources"), f"SUM({WITHOUT_RESOURCE})"),
        array=True,
    )


TOTALS = {gap: f"{{logic_totals.{key}}}" for gap, key in zip(GAPS, LogicTotals.columns, strict=True)}


def sentence(header: str, *gaps: Gap) -> Any:
    """A column that says in words how many rows have some gaps."""

    def said(row: Any, book: BookData) -> str:
        counts = ((gap, book.once(logic).count(gap)) for gap in gaps)
        return " ".join(gap.sentence(count) for gap, count in counts if count is not None)

    sentences = '&" "&'.join(map(sentence_excel, gaps))
    return col.computed(col.text(header), f"TRIM({sentences})", said)


def sentence_excel(gap: Gap) -> str:
    """`Gap.sentence` in Excel."""
    count = TOTALS[gap]
    counted = f'{count}&" "&IF({count}=1,"{gap.one}","{gap.many}")&"."'
    return f'IF({count}="","",IF({count}=0,"{gap.none}",{counted}))'


class LogicAssessment(Form, sheet="Programlogik", key="logic_assessment", new_in="1.1", strip=True, generated=True):
    """Bedömning av programlogiken i ord."""

    gaps: float | None = col.computed(
        col.whole("Luckor"),
        f'IF(COUNT({",".join(TOTALS.values())})=0,"",SUM({",".join(TOTALS.values())}))',
        lambda row, book: all_gaps(book),
    )
    resources: str | None = sentence("Bedömning, resurser", NO_RESOURCE)
    activities: str | None = sentence("Bedömning, aktiviteter", NO_RESULT)
    results: str | None = sentence("Bedömning, resultat", NO_ACTIVITY)
    effects: str | None = sentence("Bedömning, effekter", NO_EFFECT, UNSUPPORTED)


def all_gaps(book: BookData) -> float | None:
    """How many gaps there are of the five kinds; None where none of them can be said."""
    known = [count for gap in GAPS if (count := book.once(logic).count(gap)) is not None]
    return float(sum(known)) if known else None


def nth(table: str, key: str) -> str:
    """Excel: the cell of the row that this line shows."""
    return f"INDEX({{{table}.{key}}},{{line}})"


def shown(header: str, table: str, marks: dict[Gap, str]) -> Any:
    """A column that shows the rows of a table. `marks`: by gap, the Excel test that the row has it."""
    own, to = KEYS[table]
    struck = [f'IF({nth(table, "status")}="{status}"," ({status})","")' for status in STRUCK] * (table == "activities")
    leads = f'IF({nth(table, to)}="","","{ARROW}"&{nth(table, to)})'
    missing = [f'IF({test},"{DASH}{gap.mark}","")' for gap, test in marks.items()]
    told = "&".join((nth(table, own), '" "', nth(table, "text"), *struck, leads, *missing))
    return col.computed(
        col.text(header, width=44),
        f'IFERROR(IF({nth(table, own)}="","",{told}),"")',
        lambda row, book: line_of(book, table, int(row.line) - 1),
    )


def line_of(book: BookData, table: str, index: int) -> str:
    """What a line shows of a table."""
    found = book.once(nodes_by_place).get((table, index))
    return "" if found is None else in_words(found, book.parts[table].columns[KEYS[table][1]][index])


def nodes_by_place(book: BookData) -> dict[tuple[str, int], Node]:
    """The rows of the programme logic by table and index."""
    return {(node.table, node.index): node for nodes in book.once(logic).nodes.values() for node in nodes}


def in_words(node: Node, leads: str | None) -> str:
    """A row in one line: its ID and text, where it leads, and what it lacks."""
    struck = f" ({node.struck})" if node.struck else ""
    return (
        f"{node.id} {node.text}{struck}"
        + (f"{ARROW}{leads}" if leads else "")
        + "".join(f"{DASH}{gap.mark}" for gap in node.gaps)
    )


LIVE_HERE = ",".join(f'{nth("activities", "status")}<>"{status}"' for status in STRUCK)


class LogicView(
    Table,
    sheet="Programlogik",
    key="logic_view",
    new_in="1.1",
    generated=True,
    fixed_rows=tuple({"line": float(n)} for n in range(1, SHOWN + 1)),
):
    """Resurser, aktiviteter, resultat och effekter sida vid sida, med det som saknas. Ändra på de blad de kommer från.

    Raderna hör inte ihop för att de står bredvid varandra: pilen säger vart något leder. Bladet visar de 40 första
    raderna på varje blad; överst räknas alla.
    """

    line: float = col.whole("Rad", fixed=True, width=12)
    resources: str | None = shown("Resurser", "resources", {})
    activities: str | None = shown(
        "Aktiviteter",
        "activities",
        {
            NO_RESULT: f'AND({nth("activities", "result_ids")}="",{LIVE_HERE},N({{logic_totals.no_result}})>0)',
            NO_RESOURCE: f"AND({LIVE_HERE},{unresourced(lambda key: nth('activities', key))})",
        },
    )
    results: str | None = shown(
        "Resultat",
        "results",
        {
            NO_ACTIVITY: f"AND({nth('results', 'activity_count')}=0,N({{logic_totals.no_activity}})>0)",
            NO_EFFECT: f'AND({nth("results", "effect_ids")}="",N({{logic_totals.no_effect}})>0)',
            NOT_CARRIED: f"AND({uncarried(lambda key: nth('results', key))})",
        },
    )
    effects: str | None = shown(
        "Effekter",
        "effects",
        {UNSUPPORTED: f"AND({nth('effects', 'result_count')}=0,N({{logic_totals.unsupported}})>0)"},
    )
