"""Time, hours, and what must be decided."""

from collections.abc import Iterator, Sequence

from jamxl.present.reading import Row, by_number, limited, quoted, rows, some, total, where
from jamxl.present.summary import Told, Views, Weight, answer, decider, observer
from jamxl.report_questions import Question
from jamxl.swedish import counted, show

MILESTONES, ACTIVITIES = "Milstolpar", "Aktiviteter"
HOURS, POSTS = "Timmar per enhet", "Timmar per post"
PLAN, USED, FORECAST, EXTRA = "Planerade timmar", "Använda timmar", "Prognos", "Extra resurs"
SLIP = "Förskjutning, veckor"
# A forecast so much above the plan must be acted on.
TOO_MUCH = 0.1
# So many are told one by one.
MOST_TOLD = 3


@answer(Question.TIME)
def milestones(views: Views) -> Iterator[Told]:
    name = "Milstolpar per enhet"
    every = total(views, name)
    if every and every.number("Alla"):
        reached, late = every.counted("Nådda", "nådd", "nådda"), every.counted("Försenade", "försenad", "försenade")
        coming = every.said("Kommande")
        said = f"Av {every.said('Alla')} milstolpar är {reached}, {late} och {coming} kommande."
        yield Told(said, name)


@answer(Question.TIME)
def slipped(views: Views) -> Iterator[Told]:
    every = rows(views, MILESTONES)
    late = [row for weeks, row in by_number(every, lambda row: row.number(SLIP)) if weeks > 0]
    if late:
        each = (f"{row.called('Milstolpe')} med {row.said(SLIP)} veckor" for row in late)
        yield Told(f"Har nåtts senare än planerat: {some(each)}.{limited(late[0].view)}", MILESTONES)
    if passed := where(every, "Läge", "Försenad"):
        each = (f"{row.called('Milstolpe')}, planerad till {row.words('Planerad')}" for row in passed)
        yield Told(f"Har passerat utan att nås: {some(each)}.", MILESTONES)
    if late or passed:
        said = "Varför en milstolpe har flyttats frågar böckerna inte efter; det kan stå i ändringsloggen."
        yield Told(said, MILESTONES)


@observer
@answer(Question.TIME)
def late_activities(views: Views) -> Iterator[Told]:
    every = total(views, ACTIVITIES)
    if every and every.number("Försenade"):
        units = some(row.unit for row in rows(views, ACTIVITIES) if row.number("Försenade"))
        late = "försenad" if every.number("Försenade") == 1 else "försenade"
        said = f"{every.said('Försenade')} av {every.said(ACTIVITIES)} aktiviteter är {late}: {units}."
        yield Told(said, ACTIVITIES, Weight.LATE)


@answer(Question.TIME)
def reasons(views: Views) -> Iterator[Told]:
    name = "Försenade"
    late = rows(views, name)
    if not late:
        return
    told = [row for row in late if row.words("Orsak")]
    if told:
        each = some(f"{row.unit}: {quoted(row.words('Orsak'))}" for row in told)
        yield Told(f"Orsaker till att aktiviteter är försenade: {each}.", name)
    if len(told) < len(late):
        untold, every = show(len(late) - len(told)), counted(len(late), "försenad aktivitet", "försenade aktiviteter")
        said = f"För {untold} av {every} är ingen orsak angiven." if told else f"Ingen av {every} har en angiven orsak."
        yield Told(said + limited(late[0].view), name)


@answer(Question.HOURS)
def used(views: Views) -> Iterator[Told]:
    every = total(views, HOURS)
    if every and every.knows(USED, "Plan där utfall finns", "Använt av plan"):
        said = (
            f"{every.said(USED)} timmar är använda av {every.said('Plan där utfall finns')} planerade, "
            f"{every.said('Använt av plan')}, i de budgetposter som har utfall."
        )
        yield Told(said, HOURS)


@answer(Question.HOURS)
def forecast(views: Views) -> Iterator[Told]:
    every = total(views, HOURS)
    if every is None or not every.knows(FORECAST, PLAN):
        return
    plan, expected = every.number(PLAN) or 0.0, every.number(FORECAST) or 0.0
    beside = "lika med" if plan == expected else "mer än" if expected > plan else "mindre än"
    over = some(row.unit for row in rows(views, HOURS) if above(row))
    units = f" Prognosen är högre än planen för {over}." if over else ""
    said = f"Prognosen är {every.said(FORECAST)} timmar, {beside} planens {every.said(PLAN)}.{units}"
    weight = Weight.HOURS_RUN_OUT if expected > plan * (1 + TOO_MUCH) else Weight.LATE if over else Weight.PLAIN
    yield Told(said, HOURS, weight)


@observer
def over_plan(views: Views) -> Iterator[Told]:
    yield from (one for one in forecast(views) if one.weight > Weight.PLAIN)


def above(row: Row) -> bool:
    """The forecast is higher than the plan."""
    plan, expected = row.number(PLAN), row.number(FORECAST)
    return plan is not None and expected is not None and expected > plan


def extra_posts(views: Views) -> list[Row]:
    """The posts of the budget that the ordinary budget does not hold."""
    return [row for row in rows(views, POSTS) if row.number(EXTRA)]


@answer(Question.HOURS)
def extra(views: Views) -> Iterator[Told]:
    every = total(views, HOURS)
    if every and every.number(EXTRA):
        yield Told(f"{every.said(EXTRA)} av {every.said(PLAN)} planerade timmar är extra resurs.", HOURS)
    posts = extra_posts(views)
    if over := [row for row in posts if above(row)]:
        said = f"Prognosen är högre än planen i {show(len(over))} av {show(len(posts))} budgetposter med extra resurs: "
        yield Told(f"{said}{some(row.called('Budgetpost') for row in over)}.", POSTS)
    elif posts:
        of = counted(len(posts), "budgetpost", "budgetposter")
        said = f"Ingen av {of} med extra resurs har en prognos över planen. Den räcker om prognoserna håller."
        yield Told(said, POSTS)


@answer(Question.HOURS)
def kronor(views: Views) -> Iterator[Told]:
    if HOURS in views:
        yield Told("Rapporten räknar timmar. Kronor redovisas inte.")


@decider
def extra_runs_out(views: Views) -> Iterator[Told]:
    posts = extra_posts(views)
    if over := [row for row in posts if above(row)]:
        each = some(f"{row.called('Budgetpost')} {row.said(FORECAST)} mot {row.said(PLAN)}" for row in over)
        said = f"Ska den extra resursen utökas eller arbetet minskas? Prognosen i timmar är högre än planen: {each}."
        runs_out = sum(row.number(FORECAST) or 0 for row in posts) > sum(row.number(PLAN) or 0 for row in posts)
        yield Told(said, POSTS, Weight.HOURS_RUN_OUT if runs_out else Weight.PROPOSED)


def undecided(views: Views) -> tuple[list[Row], list[Row]]:
    """The decision points that have passed without a decision, and those to come, in the order of their days."""
    points = [row for row in where(rows(views, MILESTONES), "Typ", "Beslutspunkt") if not row.words("Beslut")]
    return [row for row in points if row.words("Läge") != "Kommande"], where(points, "Läge", "Kommande")


def following(views: Views, point: Row) -> str:
    """What is planned next in the same unit, which a late decision may hold up."""
    every = rows(views, MILESTONES)
    later = [row for row in every if row.at > point.at and row.unit == point.unit and row.words("Läge") == "Kommande"]
    if not later:
        return ""
    return (
        f" Nästa steg i enheten är {quoted(later[0].words('Milstolpe'))}, planerat till {later[0].words('Planerad')}."
    )


@answer(Question.DECISIONS)
def decision_points(views: Views) -> Iterator[Told]:
    name = "Milstolpar per enhet"
    every = total(views, name)
    if every and every.knows("Kommande beslut", "Beslut saknas"):
        coming, lacking = every.said("Kommande beslut"), every.said("Beslut saknas")
        yield Told(f"Kommande beslutspunkter: {coming}. Passerade utan beslut: {lacking}.", name)
    late, ahead = undecided(views)
    for point in [*late, *ahead][:MOST_TOLD]:
        passed = "skulle ha beslutats" if point in late else "ska beslutas"
        yield Told(
            f"{point.called('Milstolpe')} {passed} {point.words('Planerad')}.{following(views, point)}", MILESTONES
        )


@answer(Question.DECISIONS)
def waiting(views: Views) -> Iterator[Told]:
    late, ahead = undecided(views)
    if late or ahead:
        yield Told("Vad som händer om ett beslut dröjer står inte i böckerna, utöver vad som är planerat efter det.")


@decider
def due(views: Views) -> Iterator[Told]:
    late, ahead = undecided(views)
    points: Sequence[Row] = late or ahead
    if not points:
        return
    first = points[0]
    when = (
        f"Beslutet skulle ha fattats {first.words('Planerad')}" if late else f"Planerat till {first.words('Planerad')}"
    )
    more = (
        f" Ytterligare {counted(len(points) - 1, 'beslutspunkt', 'beslutspunkter')} väntar." if len(points) > 1 else ""
    )
    said = f"{quoted(first.words('Milstolpe'))}, {first.unit}. {when}.{following(views, first)}{more}"
    yield Told(said, MILESTONES, Weight.DECISION_LATE if late else Weight.DECISION_DUE)
