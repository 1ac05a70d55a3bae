"""What a unit is told of its book beside that of the round before, as findings (JX6xx)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from jamxl import ratios, texts
from jamxl.checking import Status, limited
from jamxl.consolidation import Delivery
from jamxl.dates import Period
from jamxl.findings import Finding, ordered, worst
from jamxl.grid import a1
from jamxl.rounds.comparing import REMARK, Comparison, Defined, Kind, Number, Pair
from jamxl.rounds.lines import BLANK, Line, differs, id_of
from jamxl.sheets import Limits, Table
from jamxl.swedish import Unreadable, listed

# Behind all that is said of the sheets themselves.
LAST = 1_000_000
# So many rows that are gone are named.
MOST_NAMED = 8


def findings(told: Comparison, limits: Limits) -> list[Finding]:
    """All that is to be said, as grave as the project says, with cells of the file as it is now."""
    found = [*rows_gone(told), *rows_changed(told), *unlogged(told), *promises(told), *earlier_values(told)]
    found += [*redefined(told), *leaps(told, limits)]
    kept = []
    for finding in found:
        severity = limits.severity(finding.rule, finding.severity, told.now.period)
        if severity is not None:
            kept.append(replace(finding, severity=severity))
    return limited(ordered(kept))


def added(delivery: Delivery, more: Sequence[Finding]) -> Delivery:
    """The delivery with more findings; one that was refused stays so."""
    every = [*delivery.findings, *more]
    grave: dict[str | None, Status] = {"error": "errors", "warning": "warnings"}
    status = grave.get(worst(every), "ok")
    return replace(delivery, findings=every, status="refused" if delivery.status == "refused" else status)


# --- rows --------------------------------------------------------------------------------------------------------


def rows_gone(told: Comparison) -> Iterator[Finding]:
    """Rows that there were and are not, table by table; what was over may go."""
    for part in told.parts:
        follow = part.follow
        gone = [p.row for p in told.pairs if p.kind is Kind.GONE and p.part is part and not over(p.row)]
        # What was promised has its own finding.
        gone = [row for row in gone if not row.follow.promise]
        if not gone or follow is None:
            continue
        more = [f"{len(gone) - MOST_NAMED} till"] if len(gone) > MOST_NAMED else []
        value = listed([row.called for row in gone[:MOST_NAMED]] + more)
        variant = "log gone" if follow.log else "say it is over" if follow.closed else ""
        facts = {"value": value, "over": " eller ".join(follow.closed)}
        code, text = "JX607" if follow.log else "JX601", texts.BETWEEN_ROUNDS.get(variant)
        yield replace(said(told, code, part, None, (), facts, text), row_id=", ".join(row.row_id for row in gone))


def over(row: Line) -> bool:
    """The row said that it is no longer to be counted on."""
    return any(row.shown(key) in row.follow.closed for key in row.part.columns)


def rows_changed(told: Comparison) -> Iterator[Finding]:
    """IDs that stand for something else, rows with a new ID, and a log's rows that were written over."""
    for pair in told.pairs:
        now, before = pair.now, pair.before
        if now is None or before is None or explained(before, now):
            continue
        identity = now.part.identity()
        at = (identity.key,) if identity else ()
        used = told.sides[0].ids(now.part).get(id_of(now.row_id))
        if used and pair.kind in (Kind.REUSED, Kind.RENUMBERED):
            facts = {"what": now.row_id, "before": used.name, "value": now.name}
            yield said(told, "JX602", now.part, now, (*at, now.follow.names), facts)
        elif pair.kind is Kind.RENUMBERED:
            facts = {"what": now.called, "value": before.row_id}
            yield said(told, "JX601", now.part, now, at, facts, texts.BETWEEN_ROUNDS["renumbered"])
        elif now.follow.log and (keys := overwritten(pair)):
            words = [f"{header(now, key)} var {before.shown(key)}, är {now.shown(key) or BLANK}" for key in keys]
            yield said(told, "JX607", now.part, now, keys, {"what": now.row_id, "value": "; ".join(words)})


def overwritten(pair: Pair) -> tuple[str, ...]:
    """The changed cells that were not blank before."""
    assert pair.before is not None
    return tuple(key for key in pair.changed if pair.before.value(key) is not None)


def explained(before: Line, now: Line) -> bool:
    """The unit has written something new in the row's remark."""
    return REMARK in now.part.columns and now.value(REMARK) is not None and differs(before, now, REMARK)


# --- what must be answered ---------------------------------------------------------------------------------------


def unlogged(told: Comparison) -> Iterator[Finding]:
    """Plans that were changed without a word in the log, where the log is in use."""
    log = next((part for part in told.parts if part.follow and part.follow.log), None)
    if log is None or not told.sides[1].rows(log):
        return
    about = [column for column in log.columns.values() if getattr(column, "to", "")]
    new = [pair.row for pair in told.pairs if pair.part is log and pair.kind is Kind.NEW]
    named = {id_of(str(row.value(c.key))) for row in new for c in about if row.value(c.key) is not None}
    # A word that may stand instead of an ID is about every row.
    if named & {id_of(word) for column in about for word in getattr(column, "also", ())}:
        return
    for pair in told.pairs:
        before, now = pair.before, pair.now
        if before is None or now is None or pair.kind is not Kind.CHANGED or id_of(now.row_id) in named:
            continue
        keys = tuple(key for key in now.follow.logged if key in pair.changed and before.value(key) is not None)
        if keys and not explained(before, now) and not told_already(told, now, "A04"):
            facts = {"what": now.row_id, "before": before.shown(keys[0]), "log": log.sheet}
            yield said(told, "JX608", now.part, now, keys, {**facts, "value": now.shown(keys[0]) or BLANK})


def promises(told: Comparison) -> Iterator[Finding]:
    """What was promised last round, and is neither answered nor carried on."""
    until = reckoned(told.now)
    gone = {pair.before for pair in told.pairs if pair.kind is Kind.GONE}
    for pair in told.pairs:
        before, now = pair.before, pair.now
        if before is None or not before.follow.promise or not pending(before):
            continue
        answer, due = before.follow.promise
        words = {"header": header(before, answer), "due_header": header(before, due), "value": before.called}
        if before in gone:
            found = said(told, "JX606", pair.part, None, (), words)
            yield replace(found, row_id=before.row_id)
        elif now and pending(now) and overdue(now, due, until) and not asked_for(now):
            words |= {"due": now.shown(due), "state": now.shown(answer)}
            variant = "promise blank" if now.value(answer) is None else "promise pending"
            yield said(told, "JX606", pair.part, now, (answer, due), words, texts.BETWEEN_ROUNDS[variant])


def pending(row: Line) -> bool:
    """What the row promised is not answered yet. What cannot be read is taken for an answer."""
    answer, _ = row.follow.promise
    return row.knows(answer) and (row.value(answer) is None or row.shown(answer) in row.follow.pending)


def asked_for(row: Line) -> bool:
    """The book itself asks for answers to what is overdue."""
    return any(rule.id == texts.RULES["JX606"] for rule in row.part.rules)


def overdue(row: Line, due: str, until: date | None) -> bool:
    """The row was to be done by the day that its book is reckoned to."""
    day = row.value(due)
    return isinstance(day, date) and until is not None and day <= until


def reckoned(delivery: Delivery) -> date | None:
    """The day that a book is reckoned to, from its cover; else the last one of its period."""
    cover = next(iter(delivery.batches.values()), None)
    day = (cover.columns.get("as_of") or [None])[0] if cover else None
    if isinstance(day, date):
        return day
    try:
        return Period.parse(delivery.period).end
    except Unreadable:
        return None


# --- numbers -----------------------------------------------------------------------------------------------------


def redefined(told: Comparison) -> Iterator[Finding]:
    """Definitions that changed, each told once, for all the numbers that therefore are not compared."""
    rest: dict[tuple[Line, str], tuple[Defined, list[str]]] = {}
    for number in told.numbers:
        for change in number.redefined:
            _, headers = rest.setdefault((change.now, change.key), (change, []))
            headers.append(header(number.now, number.key))
    for (now, key), (change, headers) in rest.items():
        if not told_already(told, now, "E03"):
            facts = {"what": now.row_id, "compared": listed(list(dict.fromkeys(headers)))}
            facts |= {"before": change.before.shown(key) or BLANK, "value": now.shown(key) or BLANK}
            yield said(told, "JX604", now.part, now, (key,), facts)


def leaps(told: Comparison, limits: Limits) -> Iterator[Finding]:
    """Numbers that fell though they cannot, or that changed by much: those of a row together."""
    rows: dict[Line, dict[str, list[Number]]] = {}
    for number in told.numbers:
        if not explained(number.before, number.now):
            if fell(number):
                rows.setdefault(number.now, {}).setdefault("JX605", []).append(number)
            elif jumped(number, limits) and not told_already(told, number.now, "S07"):
                rows.setdefault(number.now, {}).setdefault("JX603", []).append(number)
    for now, kinds in rows.items():
        for code, numbers in kinds.items():
            changes = [f"{header(n.now, n.key)} från {n.before.shown(n.key)} till {now.shown(n.key)}" for n in numbers]
            keys = tuple(number.key for number in numbers)
            facts = {"what": now.called, "changes": listed(changes), "value": now.shown(keys[0])}
            yield said(told, code, now.part, now, keys, {**facts, "before": numbers[0].before.shown(keys[0])})


def fell(number: Number) -> bool:
    """A number that only can grow is less than it was."""
    before, now = number.values
    return number.compared and number.key in number.now.follow.grows and now < before


def jumped(number: Number, limits: Limits) -> bool:
    """A compared number changed by more than both limits."""
    if not number.compared or number.key in number.now.follow.grows:
        return False
    return ratios.jumped(*number.values, limits.jump_share, limits.jump_count)


def earlier_values(told: Comparison) -> Iterator[Finding]:
    """Columns for last round's values that hold something else."""
    for pair in told.pairs:
        before, now = pair.before, pair.now
        if before is None or now is None or pair.kind not in (Kind.SAME, Kind.CHANGED) or explained(before, now):
            continue
        for key, column in now.part.columns.items():
            if column.previous and None not in (now.value(key), before.value(column.previous)):
                facts = {"what": now.called, "before": before.shown(column.previous), "value": now.shown(key)}
                if facts["before"] != facts["value"]:
                    facts["source"] = header(before, column.previous)
                    yield said(told, "JX609", now.part, now, (key,), facts)


# --- one finding -------------------------------------------------------------------------------------------------


def told_already(told: Comparison, row: Line, rule: str) -> bool:
    """The book's own check has said it of the row, or on another sheet of a row that names it."""
    mine = id_of(row.row_id)
    for finding in told.now.findings:
        if finding.rule == rule:
            ids = finding.row_id.split(", ")
            if finding.table != row.part.table_key:
                ids += finding.message.replace(":", " ").split()
            if mine in map(id_of, ids):
                return True
    return False


def header(row: Line, key: str) -> str:
    """A column's heading."""
    return row.part.columns[key].header


def said(
    told: Comparison,
    code: str,
    part: type[Table],
    row: Line | None,
    keys: Sequence[str],
    facts: Mapping[str, str],
    text: texts.Text | None = None,
) -> Finding:
    """A finding about cells of a row, or about a sheet (no row). `text`: a variant of what the code says."""
    text = text or texts.FINDINGS[code]
    batch = told.now.batches[part.table_key]
    column = part.columns[keys[0]] if keys else None
    words = {"period": told.before.period, "header": column.header if column else "", **facts}
    places = [(row.row - 1, batch.places[key]) for key in keys if key in batch.places] if row else []
    return Finding(
        code,
        texts.FINDINGS[code].severity,
        text.message.format_map(words),
        text.fix.format_map(words),
        rule=texts.RULES.get(code),
        sheet=batch.sheet,
        table=part.table_key,
        column=column.key if column else "",
        header=column.header if column else "",
        cells=tuple(a1(*place) for place in places),
        row_id=row.row_id if row else "",
        value=facts.get("value", ""),
        expected=facts.get("before", ""),
        at=(LAST + told.book.parts.index(part), *(places[0] if places else (-1, -1))),
    )
