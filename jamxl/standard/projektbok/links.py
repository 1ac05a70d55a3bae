"""The programme logic of a project: what leads to what, and where a link is missing. Pure.

Links are IDs that somebody wrote; rows that stand beside each other are never taken to belong together. Activities that
are cancelled or dropped neither need a result nor carry one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, NamedTuple

from jamxl.columns import Unknown
from jamxl.columns.choice import named_in
from jamxl.sheets import BookData, Table
from jamxl.swedish import counted

# The statuses of activities that are not done, as they stand in Aktiviteter.
STRUCK: Final = ("Inställd", "Utgår")


class Gap(NamedTuple):
    """A kind of gap: the table that has it, the mark on a row, and how many rows have it in words: one, many, none."""

    table: str
    mark: str
    one: str
    many: str
    none: str

    def sentence(self, count: int) -> str:
        """How many rows have the gap, as the assessment says it."""
        return f"{counted(count, self.one, self.many)}." if count else self.none


NO_RESULT: Final = Gap(
    "activities",
    "saknar resultat",
    "aktivitet saknar koppling till resultat",
    "aktiviteter saknar koppling till resultat",
    "Alla aktiviteter leder till resultat.",
)
NO_ACTIVITY: Final = Gap(
    "results",
    "saknar aktivitet",
    "resultat stöds inte av någon aktivitet",
    "resultat stöds inte av någon aktivitet",
    "Alla resultat stöds av aktiviteter.",
)
NO_EFFECT: Final = Gap(
    "results",
    "saknar effekt",
    "resultat saknar koppling till effekt",
    "resultat saknar koppling till effekt",
    "Alla resultat leder till effekter.",
)
UNSUPPORTED: Final = Gap(
    "effects",
    "saknar resultat",
    "effekt stöds inte av något resultat",
    "effekter stöds inte av något resultat",
    "Alla effekter stöds av resultat.",
)
NO_RESOURCE: Final = Gap(
    "activities",
    "saknar resurs",
    "aktivitet saknar resurs",
    "aktiviteter saknar resurs",
    "Resurser finns avsatta för alla aktiviteter.",
)
# The five kinds, in the order in which the follow-up guide asks for them.
GAPS: Final = (NO_RESULT, NO_ACTIVITY, NO_EFFECT, UNSUPPORTED, NO_RESOURCE)
# Asked of what has been achieved, so that it lasts.
NOT_CARRIED: Final = Gap(
    "results",
    "saknar förmedlande instans",
    "uppnått resultat saknar förmedlande instans",
    "uppnådda resultat saknar förmedlande instans",
    "Alla uppnådda resultat har en förmedlande instans.",
)


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the programme logic: which row of its table it is, its ID and text, what it names, and its gaps."""

    table: str
    index: int
    id: str
    text: str
    names: tuple[str, ...]
    gaps: tuple[Gap, ...]
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Logic:
    """Resources, activities, results and effects by table key, and the rows (indexes) that have each kind of gap.

    None in place of rows where it cannot be said: a sheet that is compared is not in use, or an ID is not found.
    """

    nodes: Mapping[str, Sequence[Node]]
    having: Mapping[Gap, Set[int] | None]

    @property
    def used(self) -> bool:
        """There is a result or an effect: the unit has a programme logic."""
        return bool(self.nodes["results"] or self.nodes["effects"])

    def has(self, gap: Gap, row: Table) -> bool:
        """A row of the gap's table has the gap."""
        return row.index in (self.having[gap] or ())

    def count(self, gap: Gap) -> int | None:
        """How many rows have the gap; None where it cannot be said."""
        having = self.having[gap]
        return None if having is None else len(having)


# Of each table its own ID, and the column that names the rows it leads to.
KEYS: Final = {
    "resources": ("resource_id", "activity_ids"),
    "activities": ("activity_no", "result_ids"),
    "results": ("result_id", "effect_ids"),
    "effects": ("effect_id", "goal_id"),
}
Names = Mapping[int, Sequence[str] | None]


def logic(book: BookData) -> Logic:
    """The programme logic of a unit's book."""
    return logic_of({key: rows.view() for key, rows in book.parts.items()})


def logic_of(parts: Mapping[str, Sequence[Table]]) -> Logic:
    """The programme logic in the rows of the tables, by table key."""
    rows = {key: [row for row in parts[key] if row.known(own)] for key, (own, _) in KEYS.items()}
    names = {key: {row.index: named(row, KEYS[key][1]) for row in rows[key]} for key in KEYS}
    live = {row.index: names["activities"][row.index] for row in rows["activities"] if not struck(row)}
    having: dict[Gap, Set[int] | None] = {
        NO_RESULT: nameless(live) if live and rows["results"] else None,
        NO_ACTIVITY: unnamed(rows["results"], "result_id", live),
        NO_EFFECT: nameless(names["results"]) if rows["results"] and rows["effects"] else None,
        UNSUPPORTED: unnamed(rows["effects"], "effect_id", names["results"]),
        NO_RESOURCE: without_resource(rows, names["resources"], parts["budget"]) if live else None,
        NOT_CARRIED: not_carried(rows["results"], parts["mediators"]),
    }
    return Logic({key: [node(key, row, names[key], having) for row in rows[key]] for key in KEYS}, having)


def node(key: str, row: Table, names: Names, having: Mapping[Gap, Set[int] | None]) -> Node:
    """A row with what it names and the gaps it has."""
    gaps = tuple(gap for gap, indexes in having.items() if gap.table == key and row.index in (indexes or ()))
    told = row.known("status") if key == "activities" and struck(row) else ""
    text = row.known("text") or ""
    return Node(key, row.index, row.known(KEYS[key][0]), text, tuple(names[row.index] or ()), gaps, told)


def named(row: Table, key: str) -> list[str] | None:
    """The IDs that a cell names; None when it could not be read."""
    try:
        value = getattr(row, key)
    except Unknown:
        return None
    return named_in(value) if value else []


def struck(row: Table) -> bool:
    """An activity that will not be done."""
    return row.known("status") in STRUCK


def nameless(names: Names) -> Set[int]:
    """The rows whose cell names nothing."""
    return {index for index, ids in names.items() if ids == []}


def mentions(names: Names) -> Counter[str]:
    """How many rows name each ID (folded)."""
    return Counter(name for ids in names.values() for name in {name.casefold() for name in ids or ()})


def unnamed(rows: Sequence[Table], key: str, names: Names) -> Set[int] | None:
    """The rows that nobody names. None when nobody could, or when an ID that is not found may be the one missed."""
    if not rows or not names or None in names.values():
        return None
    mentioned = mentions(names)
    counts = {row.index: mentioned[str(row.known(key)).casefold()] for row in rows}
    if sum(len(ids or ()) for ids in names.values()) != sum(counts.values()):
        return None
    return {index for index, count in counts.items() if not count}


def without_resource(rows: Mapping[str, Sequence[Table]], names: Names, posts: Sequence[Table]) -> Set[int] | None:
    """The activities with no hours, no resource that names them, and no kronor in their post."""
    if not rows["resources"] or None in names.values():
        return None
    given = mentions(names)
    paid = {str(post.known("post_id")).casefold() for post in posts if post.known("plan_sek")}
    return {
        row.index
        for row in rows["activities"]
        if row.known("plan_hours") == 0
        and not struck(row)
        and str(row.known("activity_no")).casefold() not in given
        and str(row.known("budget_id")).casefold() not in paid
    }


def not_carried(results: Sequence[Table], mediators: Sequence[Table]) -> Set[int] | None:
    """The achieved results that no mediating instance carries further."""
    known = {str(row.known("result_id")).casefold() for row in results}
    carried = {str(row.known("result_id")).casefold() for row in mediators if row.known("mediator_id")}
    # One that carries a result that is not found may be the one missed.
    if not results or carried - known:
        return None
    return {
        row.index
        for row in results
        if row.known("achieved") == "Ja" and str(row.known("result_id")).casefold() not in carried
    }


def activities_by_result(book: BookData) -> Counter[str]:
    """How many activities, those struck left out, lead to each result (folded ID). Raises Unknown without them."""
    book.values("activities", "result_ids")
    rows = book.parts["activities"].view()
    return mentions(
        {row.index: named(row, "result_ids") for row in rows if row.known("activity_no") and not struck(row)}
    )


def results_by_effect(book: BookData) -> Counter[str]:
    """How many results lead to each effect (folded ID). Raises Unknown without them."""
    book.values("results", "effect_ids")
    rows = book.parts["results"].view()
    return mentions({row.index: named(row, "effect_ids") for row in rows if row.known("result_id")})


def supporters(own: str | None, support: Counter[str]) -> float | None:
    """How many rows lead to the one with this ID."""
    return None if own is None else float(support[own.casefold()])
