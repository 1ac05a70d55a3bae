"""The project's memory: every report that was made, with its figures, their origins, and what was
read of the files: whatever is needed to print it again.

A file beside jamxl.toml (SQLite), or a PostgreSQL database that several share. A run is saved whole or not at all.
"""

from typing import TYPE_CHECKING, Any

from jamxl.store.keys import checksum, code_checksum, delivery_key
from jamxl.store.opening import StoreError, open_store
from jamxl.store.records import Edited, Figure, FigureOrigin, File, Input, Printed, Reminder, Run

if TYPE_CHECKING:
    from jamxl.store.storing import Store

__all__ = [
    "Edited", "Figure", "FigureOrigin", "File", "Input", "Printed", "Reminder", "Run", "Store", "StoreError",
    "checksum", "code_checksum", "delivery_key", "open_store",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # Late, so that commands without a store do not wait for SQLAlchemy.
    if name == "Store":
        from jamxl.store.storing import Store

        return Store
    raise AttributeError(name)
