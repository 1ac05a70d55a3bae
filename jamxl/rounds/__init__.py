"""The same unit over several rounds: what is new, changed and gone, and which numbers can be compared. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jamxl.consolidation import Consolidated, Delivery
from jamxl.rounds.comparing import Comparison, Kind, Number, Pair
from jamxl.rounds.lines import Line
from jamxl.rounds.telling import added, findings
from jamxl.sheets import Book, Limits


def followed_up(
    deliveries: Iterable[Delivery], earlier: Sequence[Delivery], books: Mapping[str, type[Book]], limits: Limits
) -> list[Delivery]:
    """The deliveries, each also told of what differs from its own in `earlier`: the one that counted last round."""
    last = {(delivery.unit, delivery.book): delivery for delivery in earlier}
    told = []
    for delivery in deliveries:
        before, book = last.get((delivery.unit, delivery.book)), books.get(delivery.book)
        if before is None or book is None or delivery.status == "refused":
            told.append(delivery)
        else:
            told.append(added(delivery, findings(Comparison(book, before, delivery), limits)))
    return told


def latest(earlier: Sequence[Consolidated]) -> list[Delivery]:
    """Of each unit and book the delivery that counted last, of rounds in order."""
    found = {(delivery.unit, delivery.book): delivery for data in earlier for delivery in data.used}
    return list(found.values())


def since(data: Consolidated, earlier: Sequence[Consolidated]) -> Consolidated:
    """A consolidation with the rounds before it, the first one first: its files are told of what differs."""
    if not earlier:
        return data
    used = followed_up(data.used, latest(earlier), data.books, data.limits)
    return replace(data, used=used, earlier=tuple(earlier), _stacks={}, _memo={})


__all__ = ["Comparison", "Kind", "Line", "Number", "Pair", "added", "findings", "followed_up", "latest", "since"]
