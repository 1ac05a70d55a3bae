"""The project's rounds as a calendar file that the units put into their own calendars.

The same project gives the same bytes. A day that was moved gets a higher number than it had in the file from before, so
that whoever imports the new file has the event changed, not twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Component, Event

from jamxl.dates import Period
from jamxl.project import Project, Round
from jamxl.reminding import SOMEBODY, one_line
from jamxl.trouble import Trouble

NAME = "kalender.ics"

CALENDAR = "{project}: omgångar"
OPENS = "{project}: dags att svara för {period}"
OPENS_MORE = "Arbetsböckerna skickas ut. Sista dag att svara är {due}."
DUE = "{project}: sista dag att svara för {period}"
DUE_MORE = "Skicka de ifyllda arbetsböckerna till {coordinator}."
NONE = "Det finns inga omgångar att göra en kalender av. Skriv [[omgang]] med period och senast i jamxl.toml."

# When on its day an alarm sounds.
MORNING = timedelta(hours=9)


class NoRounds(Trouble):
    """A project without days to put in a calendar."""


def calendar(project: Project, before: bytes = b"") -> bytes:
    """The project's rounds as an .ics file. `before`: the file as it was, b"" for none. Raises NoRounds."""
    rounds = rounds_of(project)
    if not rounds:
        raise NoRounds(NONE)
    known = events_in(before)
    made = Calendar()
    made.add("prodid", "-//jamxl//jamxl//SV")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", CALENDAR.format(project=one_line(project.about.name)))
    for one in rounds:
        first = datetime.combine(Period.parse(one.period).start, time(), UTC)
        for event in events_of(project, one):
            made.add_component(numbered(event, first, known.get(str(event["uid"]))))
    return bytes(made.to_ical())


def rounds_of(project: Project) -> list[Round]:
    """The rounds of the calendar in order, with the project's own when only [projekt] says when it is due."""
    own = Period.parse(project.about.period).code
    rounds = {one.period: one for one in project.rounds}
    if project.about.due and own not in rounds:
        rounds[own] = Round(period=own, due=project.about.due)
    return sorted(rounds.values(), key=lambda one: one.due)


def events_of(project: Project, one: Round) -> list[Event]:
    """A round's days: the one it opens, if it is known, and the one it is due."""
    about = project.about
    title, period = one_line(about.name), Period.parse(one.period).label
    events = []
    if one.opens:
        opens = event_of(project, one, "oppnar", one.opens)
        opens.add("summary", OPENS.format(project=title, period=period))
        opens.add("description", OPENS_MORE.format(due=one.due))
        events.append(opens)
    due = event_of(project, one, "senast", one.due)
    due.add("summary", DUE.format(project=title, period=period))
    whom = ", ".join(filter(None, [one_line(about.coordinator) or SOMEBODY, about.email]))
    due.add("description", DUE_MORE.format(coordinator=whom))
    for days in sorted(set(project.unattended.before), reverse=True):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", str(due["summary"]))
        alarm.add("trigger", MORNING - timedelta(days=days))
        due.add_component(alarm)
    return [*events, due]


def event_of(project: Project, one: Round, kind: str, day: date) -> Event:
    """An event of a whole day, which takes up no time. It is known again by project, period and kind."""
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, repr((project.about.project_id, one.period, kind)))}@jamxl")
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def numbered(event: Event, first: datetime, before: Component | None) -> Event:
    """The event with the number of its version: that of before when it is the same, else the next.

    Its stamp is no clock's, since the same input is to give the same bytes; it is `first`, and rises with the number.
    """
    number = before.get("sequence", 0) if before else 0
    stamp(event, first, number)
    if before and before.to_ical() != event.to_ical():
        stamp(event, first, number + 1)
    return event


def stamp(event: Event, first: datetime, number: int) -> None:
    """Give an event the number of its version, and the stamp that goes with it."""
    for key, value in {"sequence": number, "dtstamp": first + timedelta(minutes=number)}.items():
        event.pop(key, None)
        event.add(key, value)


def events_in(file: bytes) -> dict[str, Component]:
    """A calendar file's events by UID; none of a file that is no calendar."""
    try:
        return {str(event["uid"]): event for event in Calendar.from_ical(file).walk("VEVENT")} if file else {}
    except (ValueError, KeyError):
        return {}
