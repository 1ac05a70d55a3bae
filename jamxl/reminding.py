"""Reminders: which units are to have one today, and what it says. What a letter says is worded here and nowhere else.

A reminder belongs to a day: so many days before the due day, or after it. A run that was missed makes the latest of
them good, once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jamxl import identity
from jamxl.consolidation import Consolidated, Delivery
from jamxl.dates import Period
from jamxl.project import Project, Unit
from jamxl.swedish import counted

# A day that was missed is made good for so long: a machine that runs once a month misses none.
MADE_GOOD = timedelta(days=31)

SUBJECT = "Påminnelse: {project}, svar för {period} senast {due}"
HELLO = "Hej!"
TO = "Det här är en påminnelse till {unit}{reporter} i {project}."
LEFT = "Om {days}, {due}, är sista dagen att svara för {period}."
TOMORROW = "I morgon, {due}, är sista dagen att svara för {period}."
TODAY = "I dag, {due}, är sista dagen att svara för {period}."
OVER = "Sista dagen att svara för {period} var {due}."
LACKING = "Det här har vi inte fått än:"
ITEM = "- "
BOOK = ITEM + "{title}"
REFUSED = ITEM + "{title}. Den kom in men gick inte att ta med: {why}"
SEND_TO = "Fyll i och skicka till {coordinator}, {email}."
SEND_AS_BEFORE = "Fyll i och lämna till {coordinator}."
SOMEBODY = "den som samordnar projektet"
CLOSING = "Har ni redan skickat, eller behöver ni mer tid eller hjälp? Svara gärna på det här brevet, så löser vi det."
REGARDS = "Vänliga hälsningar"

# What the co-ordinator has to mend: the unit is not asked for such a book again.
OURS = {"JX106", "JX115", "JX116"}
# Where the finding speaks to the co-ordinator, in words for the unit. "" says no more than that the book is lacking.
TO_THE_UNIT = {
    "JX111": "den finns i flera filer som säger emot varandra. Skriv till oss vilken som gäller.",
    "JX113": "den gäller en annan period. För över uppgifterna till boken för den här omgången.",
    "JX120": "",
}
UNKNOWN = "filen går inte att använda. Skriv till oss så hjälper vi till."


@dataclass(frozen=True, slots=True)
class Step:
    """One of a round's reminders: so many days after the due day, negative before it."""

    due: date
    days: int

    @property
    def day(self) -> date:
        return self.due + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder to a unit: plain text, without line breaks in what becomes a header."""

    unit: Unit
    step: Step
    subject: str
    text: str


def step_on(project: Project, period: str, day: date) -> Step | None:
    """The reminder of a period's round that counts on a day: the latest whose day has come; None for none.

    What was to be said before the due day is not said after it, and nothing is said before the round has opened.
    """
    due, days = project.due(period), project.unattended
    opens = next((one.opens for one in project.rounds if one.period == period), None)
    if due is None or (opens and day < opens):
        return None
    steps = [Step(due, -n) for n in days.before if day <= due] + [Step(due, n) for n in days.after]
    come = [step for step in steps if step.day <= day <= step.day + MADE_GOOD]
    return max(come, key=lambda step: step.days, default=None)


def letters(project: Project, data: Consolidated, step: Step, day: date) -> list[Letter]:
    """A letter for each unit that still has books to send, in the order of the project's units."""
    lacking = [(unit, list(lacks(data, unit))) for unit in project.units]
    return [letter(project, data.period, unit, step, lines, day) for unit, lines in lacking if lines]


def lacks(data: Consolidated, unit: Unit) -> Iterator[str]:
    """A line for each book that a unit still has to send."""
    for arrived in data.arrivals():
        if arrived.unit.unit_id != unit.id or arrived.used:
            continue
        title = data.books[arrived.book].title
        refused = arrived.delivery or unreadable(data, unit.id, arrived.book)
        if refused is None:
            yield BOOK.format(title=title)
        elif (why := wrong(refused)) is not None:
            yield REFUSED.format(title=title, why=why) if why else BOOK.format(title=title)


def unreadable(data: Consolidated, unit: str, book: str) -> Delivery | None:
    """A file that could not be read, and whose name says that it is a unit's book."""
    name = f"_{unit}_{book}_"
    return next((one for one in data.refused if not one.unit and name in one.path.rpartition("/")[2]), None)


def wrong(refused: Delivery) -> str | None:
    """What was wrong with a book, in words for its unit: "" for nothing to say, None when it is not theirs to mend."""
    found = [one for one in refused.findings if one.code.startswith("JX1")]
    if any(one.code in OURS for one in found):
        return None
    for one in found:
        if one.code in TO_THE_UNIT:
            return TO_THE_UNIT[one.code]
        if one.severity == "error":
            return f"{one.message[:1].lower()}{one.message[1:]} {one.fix}"
    return UNKNOWN


def letter(project: Project, period: str, unit: Unit, step: Step, lacking: Sequence[str], day: date) -> Letter:
    """A unit's letter, as it reads on a day."""
    when, title = Period.parse(period).label, one_line(project.about.name)
    coordinator, email = one_line(project.about.coordinator), project.about.email
    reporter = f" ({one_line(unit.reporter)})" if unit.reporter else ""
    whom = TO.format(unit=one_line(unit.name), reporter=reporter, project=title)
    paragraphs = [
        HELLO,
        f"{whom} {left(step.due, when, day)}",
        "\n".join([LACKING, *map(one_line, lacking)]),
        (SEND_TO if email else SEND_AS_BEFORE).format(coordinator=coordinator or SOMEBODY, email=email),
        CLOSING,
        "\n".join(filter(None, [REGARDS, coordinator, title])),
    ]
    subject = SUBJECT.format(project=title, period=when, due=step.due)
    return Letter(unit, step, identity.masked(subject, day), identity.masked("\n\n".join(paragraphs) + "\n", day))


def left(due: date, period: str, day: date) -> str:
    """How long there is until the due day."""
    days = (due - day).days
    said = OVER if days < 0 else {0: TODAY, 1: TOMORROW}.get(days, LEFT)
    return said.format(days=counted(days, "dag", "dagar"), due=due, period=period)


def one_line(text: str) -> str:
    """A text without line breaks and other characters that steer: a name must not become a header of its own."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
