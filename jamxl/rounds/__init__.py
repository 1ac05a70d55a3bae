"""The same unit over several rounds: what is new, changed and gone, and which numbers can be compared. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from jamxl.consolidation import Consolidated, Delivery
from jamxl.rounds.comparing import Comparison, Kind, Number, Pair, other_periods
from jamxl.rounds.lines import BLANK, Line, Side, fold
from jamxl.rounds.tables import RoundNumbers, RoundRows, derived, moved, origin
from jamxl.rounds.telling import added, fell, findings, jumped, overdue, pending, reckoned
from jamxl.sheets import Book, Limits


def followed_up(
    deliveries: Iterable[Delivery], earlier: Sequence[Delivery], books: Mapping[str, type[Book]], limits: Limits
) -> list[Delivery]:
    """The deliveries, each also told of what differs from its own in `earlier`: the one that counted last round."""
    told = []
    for delivery in deliveries:
        compared = list(compare([delivery], earlier, books))
        told.append(added(delivery, findings(compared[0], limits)) if compared else delivery)
    return told


def compare(
    deliveries: Iterable[Delivery], earlier: Sequence[Delivery], books: Mapping[str, type[Book]]
) -> Iterator[Comparison]:
    """Each delivery that can be used beside its own in `earlier`."""
    last = {(delivery.unit, delivery.book): delivery for delivery in earlier}
    for delivery in deliveries:
        before = last.get((delivery.unit, delivery.book))
        if before is not None and delivery.book in books and delivery.status != "refused":
            yield Comparison(books[delivery.book], before, delivery)


def latest(earlier: Sequence[Consolidated]) -> list[Delivery]:
    """Of each unit and book the delivery that counted last, of rounds in order."""
    found = {(delivery.unit, delivery.book): delivery for data in earlier for delivery in data.used}
    return list(found.values())


def since(data: Consolidated, earlier: Sequence[Consolidated]) -> Consolidated:
    """A consolidation with the rounds before it, the first one first: its files are told of what differs."""
    if not (earlier and data.used):
        return data
    used = followed_up(data.used, latest(earlier), data.books, data.limits)
    tables = derived(data, earlier, list(compare(used, latest(earlier), data.books)))
    return replace(data, used=used, earlier=tuple(earlier), derived=tables, _stacks={}, _memo={})


def comparisons(data: Consolidated) -> list[Comparison]:
    """Every used file of a consolidation beside the unit's last one before it."""

    def work() -> list[Comparison]:
        return list(compare(data.used, latest(data.earlier), data.books))

    found: list[Comparison] = data.once(("rounds", ""), work)
    return found


__all__ = [
    "BLANK", "Comparison", "Kind", "Line", "Number", "Pair", "RoundNumbers", "RoundRows", "Side", "added", "compare",
    "comparisons", "fell", "findings", "fold", "followed_up", "jumped", "latest", "moved", "origin",
    "other_periods", "overdue", "pending", "reckoned", "since",
]  # fmt: skip
