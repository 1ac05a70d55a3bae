"""A consolidation -> the report's internal edition, and what both editions have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from jamxl import report_texts
from jamxl.consolidation import Consolidated
from jamxl.dates import Period
from jamxl.present import views
from jamxl.present.appendix import definitions, most_found, quality
from jamxl.present.changes import Last, since
from jamxl.present.charting import worth_drawing
from jamxl.present.deliveries import deliveries, delivery_facts, files, unused
from jamxl.present.report import Chapter, Cover, Edition, Exhibit, Report, View, figure_id
from jamxl.present.sections import Figures, Listing, Section, made, pictures
from jamxl.present.signs import shown_number
from jamxl.present.summary import answers, decisions, main_figures, observations


@dataclass(frozen=True, slots=True)
class Letter:
    """What a report says of who sends it to whom; blank what the project has not said."""

    recipient: str = ""
    registry_no: str = ""
    sender: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What figures were in earlier reports: the periods, and by figure ID a value for each, None where unknown.

    `last`: the report that the new one says what has changed since.
    """

    periods: tuple[str, ...] = ()
    values: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    last: Last | None = None


UNSAID, UNKNOWN = Letter(), History()


def internal(data: Consolidated, letter: Letter = UNSAID, history: History = UNKNOWN) -> Report:
    """The edition for the project itself: live formulas, and ways to the units' files."""
    themes = made(data)
    chapters = [
        Chapter(str(theme), tuple(exhibit(data, one, history) for one in sections))
        for theme, sections in themes.items()
        if sections
    ]
    others = unused(data)
    sections = [section for sections in themes.values() for section in sections]
    return report(
        data,
        Edition.INTERNAL,
        letter,
        chapters,
        sections,
        deliveries(data),
        [most_found(data), *([others] if others else []), files(data)],
        history,
    )


def exhibit(data: Consolidated, section: Section, history: History) -> Exhibit:
    """A section's view with its charts and pictures."""
    view = followed(views.made(data, section), section, history)
    earlier = section.table.earlier if isinstance(section.table, Listing) else ()
    charts, drawings = worth_drawing(view, section.charts), tuple(pictures(data, section.sheet))
    return Exhibit(view, charts, drawings, section.detail, earlier)


def followed(view: View, section: Section, history: History) -> View:
    """A view with what its main figure was in earlier reports."""
    header = section.table.followed if isinstance(section.table, Figures) else ""
    if not header or not history.periods:
        return view
    at = view.column(header)
    earlier = [
        history.values.get(figure_id(view, row, at), [None] * len(history.periods)) for row in range(len(view.rows))
    ]
    trend = [(*before, shown_number(view.rows[row][at])) for row, before in enumerate(earlier)]
    return replace(view, trended=header, trend=trend)


def report(
    data: Consolidated,
    edition: Edition,
    letter: Letter,
    chapters: Sequence[Chapter],
    sections: Sequence[Section],
    arrived: View,
    appendix: Sequence[View],
    history: History,
) -> Report:
    """A report around its chapters: what is said of it as a whole is had from their views."""
    shown = {one.view.name: one.view for chapter in chapters for one in chapter.exhibits}
    first, more = main_figures(sections, shown)
    inside = edition is Edition.INTERNAL
    if history.last:
        changed = since(history.last, first, more, chapters, arrived, views.where_and_when(data), data.period)
        chapters = [changed, *chapters]
    last = [definitions(data, sections), quality(data, letter.contact, inside=inside), *appendix]
    last = [view for view in last if view.rows]
    known = {**shown, **{view.name: view for view in (arrived, *last)}}
    return Report(
        cover(data, letter),
        edition,
        [(label, int(count)) for label, _, count, _ in delivery_facts(data) if isinstance(count, int)],
        first,
        observations(known),
        decisions(known),
        answers(known),
        arrived,
        chapters,
        last,
        (*history.periods, data.period),
        more,
    )


def cover(data: Consolidated, letter: Letter) -> Cover:
    """What stands first."""
    received = max((d.received for d in data.used if d.received), default=None)
    return Cover(
        title=report_texts.TITLE.format(period=data.period),
        project=data.title,
        period=data.period,
        period_in_words=Period.parse(data.period).label if data.period else "",
        recipient=letter.recipient,
        registry_no=letter.registry_no,
        sender=letter.sender,
        contact=letter.contact,
        received=received.isoformat() if received else "",
    )
