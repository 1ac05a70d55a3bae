"""The day that something is judged on, which knows how long the judgement stands. Pure."""

from datetime import date, timedelta
from typing import Self


class Today(date):
    """A day that notes which days it is put before or after, as in `actual <= book.today`.

    `until`: the first later day on which one of those comparisons would come out otherwise; None for never. What goes
    by nothing else of the day comes out the same on every day before it. Other uses of a day, such as its year or
    whether it equals another, are not noted.
    """

    until: date | None = None

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    # Python asks the day of the narrower class, wherever it stands: a plain day on the left comes here too.

    def __lt__(self, other: date, /) -> bool:
        return self._turning(super().__lt__(other), other)

    def __ge__(self, other: date, /) -> bool:
        return self._turning(super().__ge__(other), other)

    def __le__(self, other: date, /) -> bool:
        return self._turning(super().__le__(other), other, after=True)

    def __gt__(self, other: date, /) -> bool:
        return self._turning(super().__gt__(other), other, after=True)

    def _turning(self, answer: bool, other: date, after: bool = False) -> bool:
        """The answer, which turns on the `other` day, or on the one `after` it."""
        if answer is not NotImplemented and other != date.max:
            turn = other + timedelta(after)
            if super().__lt__(turn) and (self.until is None or turn < self.until):
                self.until = turn
        return answer
