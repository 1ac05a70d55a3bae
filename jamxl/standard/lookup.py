"""Excel's way to the row that an ID names, for computed columns and rules."""


def looked_up(place: str, own: str, by: str) -> str:
    """Excel: the cell of `place` ("table.key") on the first row of its table whose `by` is this row's `own`."""
    table = place.partition(".")[0]
    return f"INDEX({{{place}}},MATCH({{{own}}},{{{table}.{by}}},0))"


def number_or_blank(excel: str) -> str:
    """Excel: a number as it is, and nothing for a blank cell, a word or a row that is not there."""
    return f'IF(ISNUMBER({excel}),{excel},"")'
