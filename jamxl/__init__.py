"""jamxl: standard Excel workbooks for gender-equality follow-up: made, read, checked and consolidated.

import jamxl
result = jamxl.check("0127_jobbcoachingen_projektbok_2010-T1_v01.xlsx")
together = jamxl.consolidate(["inkorg/2010-T1"])
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jamxl.api import check, consolidate

__version__ = "0.1.0"
__all__ = ["__version__", "check", "consolidate"]


def __getattr__(name: str) -> Any:
    # Late, so that `jamxl --help` does not wait for pandas.
    if name in ("check", "consolidate"):
        from jamxl import api

        return getattr(api, name)
    raise AttributeError(name)
