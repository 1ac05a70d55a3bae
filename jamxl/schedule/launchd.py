"""A job as an agent of launchd, which runs while the user is logged in.

launchd makes good for a time at which the Mac slept, but not for one at which it was off, and knows no years. So the
command that catches up is started on the days, and at each log-in.

Nothing here has been run on a Mac.
"""

import plistlib

from jamxl.schedule.job import Job
from jamxl.schedule.timing import Daily, Dates, Monthly, Timing, Weekly

LABEL = "se.jamxl."


def label(name: str) -> str:
    """What launchd calls the job of that name."""
    return LABEL + name


def agent(job: Job) -> bytes:
    """The property list."""
    return plistlib.dumps(
        {
            "Label": label(job.name),
            "ProgramArguments": list(job.catch_up),
            "StartCalendarInterval": intervals(job.timing),
            "RunAtLoad": True,
            "ProcessType": "Background",
        }
    )


def intervals(timing: Timing) -> list[dict[str, int]]:
    """When, as StartCalendarInterval has it: what is left out is any."""
    clock = {"Hour": timing.at.hour, "Minute": timing.at.minute}
    match timing:
        case Daily():
            return [clock]
        case Weekly(weekday=weekday):
            return [{"Weekday": weekday + 1, **clock}]
        case Monthly(day=day, months=months):
            return [{"Month": month, "Day": day, **clock} for month in months]
        case Dates(days=days):
            return [{"Month": month, "Day": day, **clock} for month, day in sorted({(d.month, d.day) for d in days})]
