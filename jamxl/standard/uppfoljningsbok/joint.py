"""Samlad bedömning: what the marks tell, and the value that the group agrees on."""

from collections.abc import Callable
from statistics import fmean, median, pstdev
from typing import Any

from jamxl import columns as col
from jamxl.sheets import BookData, Broken, Limits, Table, broken, rule
from jamxl.standard.uppfoljningsbok.measures import Raise
from jamxl.standard.uppfoljningsbok.occasion import Occasion
from jamxl.standard.uppfoljningsbok.parameters import GUIDE, PARTS, Parameter
from jamxl.standard.uppfoljningsbok.personal import Personal

# A joint value so far from the last one that the group should say why.
LARGE_CHANGE = 2


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


# Standard deviations nearer than this are the same: the two programs sum marks in different orders.
NEAR = 1e-6


def rank(row: "Joint", book: BookData) -> float | None:
    """The place in the order of disagreement: by spread, then by standard deviation, then as they stand."""
    if row.known("spread") is None:
        return None
    known = [joint for joint in book.rows(Joint) if joint.known("spread") is not None]

    def before(other: "Joint") -> bool:
        if other.spread != row.spread or None in (other.deviation, row.deviation):
            return bool(other.known("spread") > row.known("spread"))
        apart = (other.deviation or 0) - (row.deviation or 0)
        return apart > NEAR or (abs(apart) <= NEAR and other.nr < row.nr)

    return 1.0 + sum(map(before, known))


# A text, as where nothing is shown, is greater than any number to Excel, but its spread is then no equal.
ALIKE = "({.spread}={spread})"
RANK = (
    'IF(NOT(ISNUMBER({spread})),"",1+SUMPRODUCT(ISNUMBER({.spread})*({.spread}>{spread}))'
    f"+SUMPRODUCT({ALIKE}*({{.deviation}}>{{deviation}}+{NEAR:g}))"
    f"+SUMPRODUCT({ALIKE}*({{.deviation}}<={{deviation}}+{NEAR:g})*({{.deviation}}>={{deviation}}-{NEAR:g})"
    "*({.nr}<{nr})))"
)

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
        people=True,
        within=("occasion.part_k+occasion.part_m",),
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
    rank: float | None = col.computed(
        col.whole("Plats i oenighet", width=9, prompt="1 är den parameter ni bedömde mest olika."),
        RANK,
        rank,
        new_in="1.1",
    )
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
