"""Uppföljningsbok: one occasion of assessment, from each participant's marks to next year's measures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean, median, pstdev
from typing import Any, NamedTuple

from jamxl import columns as col
from jamxl.dates import Period
from jamxl.project import Project, Unit
from jamxl.sheets import Book, BookData, Broken, Form, Limits, Table, broken, rule
from jamxl.standard.cover import SEX_WORDS, Cover, Sex
from jamxl.swedish import fold


class Parameter(StrEnum):
    """What is assessed, in the order of the conversation."""

    STARTING_POINTS = "Utgångspunkter"
    EFFECTS = "Förväntade effekter"
    RESULTS = "Förväntade resultat"
    MEDIATORS = "Förmedlande instanser"
    ACTIVITIES = "Aktiviteter"
    RESOURCES = "Resurser"
    STRUCTURE = "Struktur"
    PROCESS = "Process"
    OVERALL = "Samlad bedömning"

    @property
    def nr(self) -> str:
        """P1 to P9: what marks and joint values are found by."""
        return f"P{list(Parameter).index(self) + 1}"

    @property
    def heading(self) -> str:
        return f"{self.nr} {self.value}"


class Guide(NamedTuple):
    """What is asked about a parameter: the judgement, and how many questions lead up to it."""

    judgement: str
    sub_questions: int


GUIDE = {
    Parameter.STARTING_POINTS: Guide("Hur tydlig och rimlig är bilden av det som arbetet ska förändra?", 2),
    Parameter.EFFECTS: Guide("Hur tydligt och rimligt är det ni hoppas se om tre till fem år?", 6),
    Parameter.RESULTS: Guide("Hur långt kom ni i år, jämfört med de resultat ni räknade med?", 5),
    Parameter.MEDIATORS: Guide("Hur väl är det planerat vem och vad som gör resultaten bestående?", 4),
    Parameter.ACTIVITIES: Guide("Hur väl blev de planerade aktiviteterna genomförda?", 5),
    Parameter.RESOURCES: Guide("Hur väl räcker tid, pengar och personal till det som ska göras?", 6),
    Parameter.STRUCTURE: Guide("Hur mycket hjälper organisation och styrning arbetet framåt?", 8),
    Parameter.PROCESS: Guide("Hur mycket hjälper delaktighet och lärande arbetet framåt?", 12),
    Parameter.OVERALL: Guide("Hur mycket bidrar arbetet som helhet till ökad jämställdhet?", 0),
}
PARAMETER_WORDS = {fold(words): parameter for parameter in Parameter for words in (parameter.nr, parameter.heading)}
PARTS = tuple(parameter.nr.lower() for parameter in Parameter)

# A joint value so far from the last one that the group should say why.
LARGE_CHANGE = 2


class MeasureKind(StrEnum):
    RAISE = "Höja"
    KEEP = "Behålla"


class FollowUp(StrEnum):
    DONE = "Gjort"
    PARTLY = "Delvis"
    NOT = "Ej"


def part_of(parameter: Parameter) -> Any:
    """Whether a parameter is part of the occasion."""
    return col.yes_no(
        f"Följs upp {parameter.heading}",
        carry=False,
        default=True,
        prompt="Nej om ni lämnar den utanför.",
    )


class Occasion(Form, sheet="Tillfälle", key="occasion"):
    """När ni träffas, vem som leder samtalet, vad ni följer upp och på vilken skala. Fyll i före mötet."""

    held_on: date = col.day("Datum", carry=False)
    previous_date: date | None = col.day(
        "Föregående tillfälle", required=False, previous="held_on", prompt="Om det här inte är det första."
    )
    facilitator: str = col.text("Samtalsledare", prompt="Roll, inte namn, t.ex. controller. Bedömer inte själv.")
    independent: bool = col.yes_no(
        "Samtalsledaren är fristående",
        prompt="Nej om rollen hör till enheten.",
    )
    part_k: float = col.whole("Deltagare K", carry=False, prompt="Antal kvinnor som bedömer.")
    part_m: float = col.whole("Deltagare M", carry=False, prompt="Antal män som bedömer.")
    scale_low: float = col.whole("Skalans lägsta", default=1.0, prompt="Oftast 1.")
    scale_high: float = col.whole(
        "Skalans högsta",
        example="10",
        default=10.0,
        prompt="Oftast 10. Samma skala varje år gör att värdena går att jämföra.",
    )
    label_low: str | None = col.text("Lägsta betyder", required=False, prompt="T.ex. inte alls.")
    label_high: str | None = col.text("Högsta betyder", required=False, prompt="T.ex. helt och hållet.")
    p1: bool = part_of(Parameter.STARTING_POINTS)
    p2: bool = part_of(Parameter.EFFECTS)
    p3: bool = part_of(Parameter.RESULTS)
    p4: bool = part_of(Parameter.MEDIATORS)
    p5: bool = part_of(Parameter.ACTIVITIES)
    p6: bool = part_of(Parameter.RESOURCES)
    p7: bool = part_of(Parameter.STRUCTURE)
    p8: bool = part_of(Parameter.PROCESS)
    p9: bool = part_of(Parameter.OVERALL)

    @classmethod
    def prefill(cls, project: Project, unit: Unit, period: Period) -> dict[str, Any]:
        scale = project.scale
        return {
            "scale_low": float(scale.low),
            "scale_high": float(scale.high),
            "label_low": scale.labels.get(scale.low),
            "label_high": scale.labels.get(scale.high),
        }

    @rule(
        "F01",
        at=("previous_date", "held_on"),
        short="Föregående tillfälle ligger inte före datumet",
        says="Föregående tillfälle {previous_date} ligger inte före {held_on}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({previous_date}),ISNUMBER({held_on}),{previous_date}>={held_on})",
    )
    def dates_in_order(self) -> bool:
        return self.previous_date is None or self.previous_date < self.held_on

    @rule(
        "F01",
        at=("scale_high", "scale_low"),
        short="Skalans högsta är inte större än dess lägsta",
        says="Skalan går från {scale_low} till {scale_high}.",
        fix="Rätta skalans gränser, t.ex. 1 och 10.",
        excel="AND(ISNUMBER({scale_low}),ISNUMBER({scale_high}),{scale_high}<={scale_low})",
    )
    def scale_rises(self) -> bool:
        return self.scale_high > self.scale_low

    @rule(
        "F02",
        at="independent",
        short="Samtalsledaren är inte fristående från enheten",
        says="Samtalsledaren ({facilitator}) är inte fristående från enheten.",
        fix="Låt någon utanför enheten leda samtalet, t.ex. en strateg, utvecklare eller controller.",
        severity="warning",
        excel='{independent}="Nej"',
    )
    def facilitator_is_independent(self) -> bool:
        return self.independent

    @rule(
        "F02",
        at="facilitator",
        short="Samtalsledaren deltar också i bedömningen",
        says="{facilitator} leder samtalet och står också som deltagare på bladet Personlig bedömning.",
        fix="Låt någon som inte deltar leda samtalet. Är det två olika personer: skilj rollerna åt i ord.",
        severity="warning",
        excel='AND({facilitator}<>"",SUMPRODUCT(({personal.code}={facilitator})+({personal.role}={facilitator}))>0)',
    )
    def facilitator_is_no_participant(self, book: BookData) -> bool:
        taking_part = book.identities("personal.code") | book.identities("personal.role")
        return self.facilitator.casefold() not in taking_part

    @rule(
        "F04",
        at=("part_k", "part_m"),
        short="Antalet deltagare är ett annat än antalet personliga bedömningar",
        says="Deltagarna är {people} (K och M), men Personlig bedömning har {rows} rader.",
        fix="Rätta antalet, eller för in de bedömningar som saknas.",
        severity="note",
        excel="AND(ISNUMBER({part_k}),ISNUMBER({part_m}),N({part_k})+N({part_m})<>COUNTA({personal.code}))",
    )
    def everyone_has_a_row(self, book: BookData) -> bool | Broken:
        people, rows = self.part_k + self.part_m, len(book.values(Personal, "code"))
        return people == rows or broken(people=people, rows=rows, expected=rows)


@dataclass(frozen=True, kw_only=True)
class Step(col.Whole):
    """A whole step on the occasion's scale.

    One demand where Whole has four: a row has nine marks, and an Excel formula holds 8,192 characters.
    """

    at_least: float | str | None = "occasion.scale_low"
    at_most: float | str | None = "occasion.scale_high"

    def bound_text(self) -> str:
        return "helt steg på skalan"

    def scale_text(self, book: BookData) -> str:
        return f"{super().scale_text(book)}, hela steg"

    def demands(self) -> Iterator[col.Constraint]:
        cell, low, high = f"{{{self.key}}}", "{occasion.scale_low}", "{occasion.scale_high}"
        yield col.Constraint(
            "JX403",
            "F01",
            f"{self.header}: ska vara ett {self.bound_text()}",
            f'AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<>INT(N({cell})),'
            f"AND(COUNT({low},{high})=2,OR(N({cell})<{low},N({cell})>{high}))))",
            off_scale,
            expected=self.bound_text(),
            about=self.about,
        )


def off_scale(values: Sequence[float | None], book: BookData) -> list[int]:
    """Indexes of marks that are no step of the scale; while it is unknown every whole number is one."""
    low, high = (book.lookup(f"occasion.scale_{end}") for end in ("low", "high"))
    unknown = low is None or high is None
    return [
        i
        for i, value in enumerate(values)
        if value is not None and not (value == int(value) and (unknown or low <= value <= high))
    ]


def mark(parameter: Parameter) -> Any:
    """A participant's own mark, with the judgement's question in the heading's prompt."""
    prompt = f"{GUIDE[parameter].judgement} Ett helt steg på skalan."
    return Step(header=parameter.heading, required=False, width=15, prompt=prompt)


class Personal(Table, sheet="Personlig bedömning", key="personal", capacity=30, private=True, carries=False):
    """Bedöm var och en för sig, före samtalet. Kod i stället för namn. Skalan står på bladet Tillfälle.

    Bladet följer med filen men kommer aldrig med i sammanställningen. Dit går bara antal svar, medelvärde och
    spridning när minst tre har svarat, och lägsta, högsta, median och standardavvikelse när minst fem har svarat.
    """

    code: str = col.identity("Deltagarkod", "D", prompt="D-01, D-02 … Aldrig namn.")
    role: str = col.text("Roll eller nivå", width=22, prompt="T.ex. handläggare eller chef. Inte namn.")
    sex: str | None = col.choice("Kön", Sex, required=False, width=8, same=SEX_WORDS, prompt="K eller M.")
    p1: float | None = mark(Parameter.STARTING_POINTS)
    p2: float | None = mark(Parameter.EFFECTS)
    p3: float | None = mark(Parameter.RESULTS)
    p4: float | None = mark(Parameter.MEDIATORS)
    p5: float | None = mark(Parameter.ACTIVITIES)
    p6: float | None = mark(Parameter.RESOURCES)
    p7: float | None = mark(Parameter.STRUCTURE)
    p8: float | None = mark(Parameter.PROCESS)
    p9: float | None = mark(Parameter.OVERALL)
    comment: str | None = col.text("Kommentar", required=False, prompt="Att minnas till samtalet. Inga namn.")

    @rule(
        "F01",
        at=PARTS,
        short="Markering för en parameter som inte följs upp",
        says="{code} har markerat {parameters}, som inte följs upp vid det här tillfället.",
        fix="Ta bort markeringen, eller skriv Ja för parametern på bladet Tillfälle.",
        severity="warning",
        excel="OR(" + ",".join(f'AND(ISNUMBER({{{p}}}),{{occasion.{p}}}="Nej")' for p in PARTS) + ")",
    )
    def only_what_is_followed_up(self, book: BookData) -> bool | Broken:
        occasion = book.form(Occasion)
        extra = [p.upper() for p in PARTS if self.known(p) is not None and occasion.known(p) is False]
        return not extra or broken(parameters=", ".join(extra))


def chosen(table: str) -> str:
    """Excel: what `table` holds for the row's own parameter, found by its number and not by its place."""
    return f"CHOOSE(VALUE(RIGHT({{nr}},1)),{','.join(f'{{{table}.{p}}}' for p in PARTS)})"


MARKS, FOLLOWED = chosen("personal"), chosen("occasion")


def figure(header: str, excel: str, by: Callable[[list[float]], float], **more: Any) -> Any:
    """A figure over the personal marks; blank while so few answered that one could tell who said what."""

    def over_marks(row: "Joint", book: BookData) -> float | None:
        marks = book.values(Personal, row.nr.lower())
        return float(by(marks)) if len(marks) >= book.limits.spread_at_least else None

    formula = f'IF({{n}}<{{limits.spread_at_least}},"",{excel})'
    return col.computed(col.number(header, **{"format": "0.0", "width": 9, **more}), formula, over_marks)


# The joint value is none that any participant gave; unknown while the marks are too few to be shown.
OUTSIDE = "AND(ISNUMBER({joint}),ISNUMBER({low}),OR({joint}<{low},{joint}>{high}))"


def outside(row: "Joint") -> bool:
    """OUTSIDE, in Python."""
    if row.joint is None or row.low is None or row.high is None:
        return False
    return not row.low <= row.joint <= row.high


class Joint(
    Table,
    sheet="Samlad bedömning",
    key="joint",
    fixed_rows=tuple({"nr": p.nr, "name": p.value, "question": GUIDE[p].judgement} for p in Parameter),
):
    """Se hur bedömningarna skiljer sig, samtala om varför, och enas om ett värde för varje parameter.

    Siffrorna räknas fram ur Personlig bedömning. Spridning är högsta minus lägsta markering, och
    standardavvikelsen gäller just dem som svarade. Har för få svarat, normalt färre än tre, visas bara
    antalet.
    """

    nr: str = col.text("Nr", fixed=True, width=6)
    name: str = col.text("Parameter", fixed=True, width=22)
    question: str = col.text("Fråga", fixed=True, width=58)
    followed: bool | None = col.computed(
        col.yes_no("Följs upp", width=9, prompt="Väljs på bladet Tillfälle."),
        f'IF(COUNTIF(lista_ja_nej,{FOLLOWED})=0,"",{FOLLOWED})',
        lambda row, book: book.lookup(f"occasion.{row.nr.lower()}"),
    )
    n: float = col.computed(
        col.whole("Antal svar", prompt="Personliga bedömningar med en markering."),
        f"COUNT({MARKS})",
        lambda row, book: float(len(book.values(Personal, row.nr.lower()))),
    )
    mean: float | None = figure("Medel", f"AVERAGE({MARKS})", fmean)
    middle: float | None = figure("Median", f"MEDIAN({MARKS})", median)
    low: float | None = figure("Min", f"MIN({MARKS})", min)
    high: float | None = figure("Max", f"MAX({MARKS})", max)
    spread: float | None = figure(
        "Spridning",
        f"MAX({MARKS})-MIN({MARKS})",
        lambda marks: max(marks) - min(marks),
        width=11,
        prompt="Max minus min.",
    )
    # STDEVP: the population's deviation, under the name that needs no prefix in the file.
    deviation: float | None = figure("Standardavvikelse", f"STDEVP({MARKS})", pstdev, format="0.00", width=18)
    joint: float | None = col.number(
        "Gemensamt värde",
        required=False,
        carry=False,
        format="0.0",
        width=12,
        prompt="Det ni enas om efter samtalet, högst en decimal. Tomt om parametern inte följs upp.",
        at_least="occasion.scale_low",
        at_most="occasion.scale_high",
    )
    previous: float | None = col.number(
        "Föregående värde",
        required=False,
        previous="joint",
        format="0.0",
        width=14,
        prompt="Det gemensamma värdet vid förra tillfället; oftast redan ifyllt.",
    )
    change: float | None = col.computed(
        col.number("Förändring", format="+0.0;-0.0;0.0", width=12),
        'IF(AND(ISNUMBER({joint}),ISNUMBER({previous})),ROUND(N({joint})-N({previous}),6),"")',
        lambda row, book: (
            None if row.known("joint") is None or row.known("previous") is None else round(row.joint - row.previous, 6)
        ),
    )
    reason: str | None = col.text(
        "Motivering",
        required=False,
        carry=False,
        width=40,
        prompt="Ska finnas när värdet ligger utanför de personliga markeringarna eller har ändrats två steg.",
    )

    @classmethod
    def published(cls, columns: dict[str, list[Any]], limits: Limits) -> dict[str, list[Any]]:
        """With three marks the lowest, the median and the highest are the marks themselves: told from five on."""
        few = [n is None or n < limits.detail_at_least for n in columns["n"]]
        hidden = {
            key: [None if hide else value for hide, value in zip(few, columns[key], strict=True)]
            for key in ("middle", "low", "high", "deviation")
        }
        return {**columns, **hidden}

    @rule(
        "F01",
        at="joint",
        short="Gemensamt värde utanför de personliga markeringarna",
        says="Gemensamt värde {joint} för {name} ligger utanför de personliga markeringarna.",
        fix="Stämmer det? Skriv i Motivering vad i samtalet som ledde dit.",
        severity="note",
        excel=OUTSIDE,
    )
    def inside_the_marks(self) -> bool:
        return not outside(self)

    @rule(
        "F01",
        at=("reason", "joint"),
        short="Motivering saknas",
        says="Gemensamt värde {joint} för {name} {why}, men Motivering är tom.",
        fix="Skriv kort varför ni landade där.",
        excel=f'AND({{reason}}="",OR({OUTSIDE},ABS(N({{change}}))>={LARGE_CHANGE}))',
    )
    def reason_given(self) -> bool | Broken:
        if self.reason is not None:
            return True
        if outside(self):
            return broken(why="ligger utanför de personliga markeringarna")
        large = self.change is not None and abs(self.change) >= LARGE_CHANGE
        return not large or broken(why=f"har ändrats med {Joint.columns['change'].show(self.change)} steg")

    @rule(
        "F01",
        at=("joint", "n"),
        short="Markerat av deltagarna men utan gemensamt värde",
        says="{name} har {n} personliga markeringar, men inget gemensamt värde.",
        fix="Fyll i det värde ni enades om.",
        severity="warning",
        excel='AND({followed}="Ja",{n}>0,{joint}="")',
    )
    def marks_lead_to_a_value(self) -> bool:
        return self.joint is not None or not (self.followed and self.n)

    @rule(
        "F01",
        at=("joint", "followed"),
        short="Har gemensamt värde men följs inte upp",
        says="{name} följs inte upp vid det här tillfället, men har gemensamt värde {joint}.",
        fix="Ta bort värdet, eller skriv Ja för parametern på bladet Tillfälle.",
        severity="warning",
        excel='AND({followed}="Nej",{joint}<>"")',
    )
    def only_what_is_followed_up(self) -> bool:
        return self.joint is None or self.followed is not False

    @rule(
        "F01",
        at="previous",
        short="Föregående värde ligger utanför skalan",
        says="Föregående värde {previous} för {name} är utanför skalan, {scale_low} till {scale_high}.",
        fix="Har ni bytt skala går värdena inte att jämföra: töm cellen. Annars rätta skalan på Tillfälle.",
        severity="note",
        excel="AND(ISNUMBER({previous}),ISNUMBER({occasion.scale_low}),ISNUMBER({occasion.scale_high}),"
        "OR({previous}<{occasion.scale_low},{previous}>{occasion.scale_high}))",
    )
    def same_scale_as_before(self, book: BookData) -> bool | Broken:
        scale = book.form(Occasion)
        low, high = scale.scale_low, scale.scale_high
        return self.previous is None or low <= self.previous <= high or broken(scale_low=low, scale_high=high)

    @rule(
        "F03",
        at="joint",
        short="Åtgärd saknas på bladet Höja värdet",
        says="{name} är bedömd till {joint}, men har ingen ny åtgärd på bladet Höja värdet.",
        fix="Skriv en åtgärd som höjer värdet, eller behåller ett högt. En redan uppföljd räknas inte.",
        severity="warning",
        excel='AND({followed}="Ja",ISNUMBER({joint}),COUNTIFS({measures.parameter},{name},{measures.outcome},"")=0)',
    )
    def leads_to_a_measure(self, book: BookData) -> bool:
        if not self.followed or self.joint is None:
            return True
        return any(m.known("parameter") == self.name and m.outcome is None for m in book.rows(Raise))


class Raise(Table, sheet="Höja värdet", key="measures", capacity=30):
    """Vad ger ett högre värde nästa år, eller behåller ett högt? Minst en åtgärd för varje bedömd parameter.

    Förra årets åtgärder följer med hit. Svara på dem i kolumnen Uppföljning innan ni skriver nya.
    """

    measure_id: str = col.identity("Åtgärds-ID", "H")
    parameter: str = col.choice("Parameter", Parameter, width=23, same=PARAMETER_WORDS)
    action: str = col.text("Åtgärd", width=46, prompt="Vad ni ska göra, så att det går att se om det blev gjort.")
    kind: str = col.choice("Typ", MeasureKind, width=11, prompt="Höja värdet, eller behålla ett högt.")
    responsible: str = col.text("Ansvarig", width=22, prompt="Roll, inte namn.")
    due: date = col.edge("Klart senast", "end", prompt="Datum, vecka (v. 11 2010), månad eller termin.")
    plan_no: str | None = col.text(
        "Aktivitetsnr i nästa plan",
        required=False,
        width=15,
        prompt="När åtgärden står i planen, t.ex. A-012.",
    )
    outcome: str | None = col.choice(
        "Uppföljning nästa år", FollowUp, required=False, width=14, prompt="Fylls i vid nästa tillfälle."
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "F03",
        at=("outcome", "due"),
        short="Åtgärden skulle ha varit klar men är inte uppföljd",
        says="{measure_id} skulle vara klar {due}, före {held_on}, men Uppföljning nästa år är tom.",
        fix="Svara Gjort, Delvis eller Ej. Ska åtgärden fortsätta: skriv den på en ny rad med nytt datum.",
        severity="warning",
        excel='AND(ISNUMBER({due}),ISNUMBER({occasion.held_on}),{due}<{occasion.held_on},{outcome}="")',
    )
    def last_years_are_answered(self, book: BookData) -> bool | Broken:
        held_on = book.form(Occasion).held_on
        return self.due >= held_on or self.outcome is not None or broken(held_on=held_on)


class Uppfoljningsbok(Book, key="uppfoljningsbok", title="Uppföljningsbok", version="1.0"):
    """The assessment of one occasion."""

    purpose = (
        "Här bedömer ni tillsammans hur arbetet går: först var och en för sig, sedan ett gemensamt värde.",
        "Skillnaderna mellan er är det intressanta. Åtgärderna för nästa år är det viktiga.",
    )
    parts = (Cover, Occasion, Personal, Joint, Raise)
