"""What earlier templates of the book had in another way, and what becomes of it."""

from collections.abc import Mapping
from typing import cast

from jamxl import columns as col
from jamxl.columns import Identity
from jamxl.sheets import Moved, Rows
from jamxl.standard.projektbok.activities import Activities
from jamxl.standard.projektbok.milestones import Milestones, MilestoneType
from jamxl.swedish import listed

# So many of the new milestones are named.
MOST_NAMED = 5


def milestones_of(old: Rows, parts: Mapping[str, Rows]) -> str:
    """Every activity that said Ja gets a milestone of its own: its name and its last day, on the activity's row."""
    activities, milestones = parts[Activities.table_key], parts[Milestones.table_key]
    if "is_milestone" not in old.lost:
        # What was asked for in another way is known, also where it is blank.
        activities.lost.discard("milestone_id")
    own = cast(Identity, Milestones.identity())
    named = []
    for index in (i for i, marked in enumerate(old.columns["is_milestone"]) if marked):
        identity = own.make(len(milestones))
        activities.columns["milestone_id"][index] = identity
        row = {key: values[index] for key, values in activities.columns.items()}
        milestones.add(
            {
                "milestone_id": identity,
                "kind": MilestoneType.MILESTONE.value,
                "name": row["text"] or row["activity_no"],
                "phase": row["phase"],
                "planned": row["plan_end"],
                "actual": row["act_end"],
            },
            activities.lines[index],
        )
        named.append(f"{row['activity_no'] or row['text'] or 'en aktivitet'} som {identity}")
    more = [f"{len(named) - MOST_NAMED} till"] if len(named) > MOST_NAMED else []
    told = listed(named[:MOST_NAMED] + more)
    return f"Ja i kolumnen Milstolpe läses som rader på den nya mallens blad Milstolpar: {told}." if named else ""


MOVED = (
    Moved(
        part=Activities,
        column=col.yes_no("Milstolpe", key="is_milestone", required=False),
        until="1.1",
        makes=Milestones,
        carry=milestones_of,
    ),
)
