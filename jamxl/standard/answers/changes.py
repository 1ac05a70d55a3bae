"""What was changed, what was promised, which recommendations are open."""

from collections.abc import Iterator

from jamxl.present.reading import limited, rows, some, tally, total, where
from jamxl.present.summary import Told, Views, Weight, answer, decider, observer
from jamxl.report_questions import Question
from jamxl.standard.answers.goals import steers
from jamxl.swedish import counted, show

SINCE, LOG = "Sedan förra omgången", "Ändringslogg"
YEAR, ROUND = "Förra årets åtgärder", "Förra omgångens åtgärder"
AREAS, OPEN = "Rekommendationer per område", "Öppna rekommendationer"
# What a promise is called that nobody has answered for.
BROKEN = ("Inget svar", "Borta ur boken")
# So many recommendations stand in one question to the steering group.
MOST_ASKED = 2


@answer(Question.CHANGES)
def changed(views: Views) -> Iterator[Told]:
    every = total(views, SINCE)
    if every and every.knows("Nya", "Ändrade", "Borta"):
        new, changes = every.counted("Nya", "rad ny", "rader nya"), every.counted("Ändrade", "ändrad", "ändrade")
        said = f"I böckerna är {new}, {changes} och {every.said('Borta')} borta sedan förra omgången."
        yield Told(said, SINCE)
    steering = "Ändringar att känna till"
    if kinds := tally(rows(views, steering), "På bladet"):
        each = some(f"{sheet} ({show(count)})" for sheet, count in kinds)
        yield Told(f"Ändringar att känna till, efter blad: {each}.{limited(views[steering])}", steering)


@answer(Question.CHANGES)
def who_decided(views: Views) -> Iterator[Told]:
    log = rows(views, LOG)
    if not log:
        return
    deciders = [(who, count) for who, count in tally(log, "Beslutad av") if who]
    each = f" Beslutade av {some(f'{who} ({show(count)})' for who, count in deciders)}." if deciders else ""
    unsaid = sum(1 for row in log if not row.words("Beslutad av"))
    lacking = f" För {show(unsaid)} står inte vem som beslutade." if unsaid else ""
    said = f"I ändringsloggarna står sedan start {counted(len(log), 'ändring', 'ändringar')}.{each}{lacking}"
    yield Told(said + limited(log[0].view), LOG)


@answer(Question.PROMISES)
def raised(views: Views) -> Iterator[Told]:
    every = total(views, YEAR)
    if every and every.number("Åtgärder"):
        done, silent = every.counted("Gjorda", "gjord", "gjorda"), every.said("Utan svar")
        partly, undone = every.said("Delvis gjorda"), every.said("Inte gjorda")
        said = (
            f"Av {every.said('Åtgärder')} åtgärder som skulle höja värdet är {done}, {partly} delvis och {undone} "
            f"inte; {silent} har inget svar."
        )
        yield Told(said, YEAR)


@observer
@answer(Question.PROMISES)
def unanswered(views: Views) -> Iterator[Told]:
    promises = rows(views, ROUND)
    if broken := where(promises, "Svar", *BROKEN):
        units = some(row.unit for row in broken)
        every = counted(len(promises), "åtgärd", "åtgärder")
        said = f"{show(len(broken))} av {every} från förra omgången har inget svar: {units}."
        yield Told(said + limited(promises[0].view), ROUND, Weight.PROMISE_BROKEN)


@answer(Question.PROMISES)
def all_answered(views: Views) -> Iterator[Told]:
    promises = rows(views, ROUND)
    if promises and not where(promises, "Svar", *BROKEN):
        yield Told(f"Alla åtgärder från förra omgången har ett svar.{limited(promises[0].view)}", ROUND)


@answer(Question.RECOMMENDATIONS)
def recommendations(views: Views) -> Iterator[Told]:
    every = total(views, AREAS)
    if every and every.number("Rekommendationer"):
        proposed = every.counted("Föreslagna", "föreslagen", "föreslagna")
        adopted = every.counted("Antagna", "antagen men inte genomförd", "antagna men inte genomförda")
        done = every.counted("Genomförda", "är genomförd", "är genomförda")
        rejected = every.counted("Avslagna", "avslagen", "avslagna")
        said = (
            f"Av {every.said('Rekommendationer')} rekommendationer är {proposed} och {adopted}; {done} och {rejected}."
        )
        yield Told(said, AREAS)


@answer(Question.RECOMMENDATIONS)
def to_whom(views: Views) -> Iterator[Told]:
    left = rows(views, OPEN)
    whom = [(who, count) for who, count in tally(left, "Riktad till") if who]
    if whom:
        each = some(f"{who} ({show(count)})" for who, count in whom)
        yield Told(f"De öppna är riktade till {each}.{limited(left[0].view)}", OPEN)
    if undated := sum(1 for row in left if not row.words("Senast")):
        every = counted(len(left), "öppen rekommendation", "öppna rekommendationer")
        dated = undated < len(left)
        said = f"{show(undated)} av {every} har inget slutdatum." if dated else f"Ingen av {every} har ett slutdatum."
        yield Told(said, OPEN)


@decider
def proposals(views: Views) -> Iterator[Told]:
    """Recommendations that nobody has decided on."""
    if waiting := where(rows(views, OPEN), "Status", "Föreslagen"):
        each = some((row.called("Rekommendation") for row in waiting), MOST_ASKED)
        yield Told(f"Ska det här antas eller avslås? {each}.", OPEN, Weight.PROPOSED)


@decider
def directed(views: Views) -> Iterator[Told]:
    """Recommendations to the steering group itself."""
    if own := [row for row in rows(views, OPEN) if steers(row.words("Riktad till"))]:
        each = some((row.called("Rekommendation") for row in own), MOST_ASKED)
        yield Told(f"Ska styrgruppen göra det här, och i så fall när? {each}.", OPEN, Weight.DIRECTED)
