"""Disclosure control: which cells to hide so that nobody can work out the small ones, and a proof that it is enough.

Complementary cell suppression in linked tables (Cox 1980; Kelly, Golden and Assad 1992; Fischetti and Salazar 2001),
with an audit by linear programming. `protect` searches, `audit` proves; they share no code but the terms in `model`.

A reader who knows how the method works may still reason about why a cell was hidden (one of a hidden pair must be
small); as in the literature, the intervals do not count that.
"""

from jamxl.protect.auditing import audit
from jamxl.protect.model import Figure, Interval, Part, Protected
from jamxl.protect.searching import protect

__all__ = ["Figure", "Interval", "Part", "Protected", "audit", "protect"]
