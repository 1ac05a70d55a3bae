"""Könsuppdelad statistik: what was counted of whom, women and men beside each other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import BookData, Broken, Follow, Table, broken, rule
from jamxl.standard.statistikbok.counting import Quality, evenness, is_blank, of_group, quotient
from jamxl.swedish import listed, round_half_up, show


class CountUnit(StrEnum):
    """What is counted. Numbers of different units are never put together."""

    PEOPLE = "individer"
    VISITS = "besök"
    CASES = "ärenden"
    STARTS = "starter"
    ENDINGS = "avslut"
    MINUTES = "minuter"
    HOURS = "timmar"
    KRONOR = "kronor"
    CERTIFICATES = "intyg"


# The same person may be behind several of these.
REPEATED = (CountUnit.VISITS, CountUnit.STARTS, CountUnit.CERTIFICATES)
REPEATED_WORDS = ",".join(f'"{unit}"' for unit in REPEATED)
UNIT_WORDS = (
    dict.fromkeys(("personer", "individ", "person", "brukare", "deltagare"), CountUnit.PEOPLE)
    | dict.fromkeys(("kr",), CountUnit.KRONOR)
    | dict.fromkeys(("h", "tim"), CountUnit.HOURS)
    | dict.fromkeys(("min",), CountUnit.MINUTES)
)

# A larger change since last time should be explained: in share of what it was, and in number.
JUMP = ("{limits.jump_share}", "{limits.jump_count}")
# More of unknown sex than this and the distribution says little.
UNKNOWN_SHARE = 0.05
# Words that begin a row of one sex alone.
OF_WHICH = ("varav", "därav")

# Rows that count the same, in words of Excel: alone, then with group, and with what is counted.
SAME_MEASURE = "({.measure}={measure})*({.period}={period})"
SAME_GROUP = f"{SAME_MEASURE}*({{.breakdown}}={{breakdown}})"
SAME_COUNT = f"{SAME_GROUP}*({{.count_unit}}={{count_unit}})"
NAMED = '{measure}<>"",{period}<>""'
# One sex where the stated total tells that there is another.
ONE_OF_TOTAL = 'AND(ISNUMBER({t_stated}),COUNT({k},{m})=1,OR({k}="",{m}=""))'
# One sex where the words say so.
WORDS = ",".join(f'"{word}"' for word in OF_WHICH)
WORDED = f"SUMPRODUCT(--ISNUMBER(SEARCH({{{WORDS}}},{{measure}}&{{breakdown}})))>0"
SHARED = 'OR({stated_share}<>"",{pop_k}<>"",{pop_m}<>"")'


@dataclass(frozen=True, kw_only=True)
class Counted(col.Choice):
    """What is counted; that it is missing is told by the rule of units that may not be added."""

    def constraints(self) -> Iterator[col.Constraint]:
        for constraint in super().constraints():
            yield replace(constraint, rule="S03") if constraint.code == "JX401" else constraint


class GenderStats(
    Table,
    sheet="Könsuppdelad statistik",
    key="gender_stats",
    capacity=50,
    excel_name="Statistik",
    counted_by=("measure", "count_unit", "breakdown", "period"),
    retells=(("k", "m", "t"),),
):
    """En rad för varje mått, med kvinnor och män bredvid varandra. Skriv 0 när det inte var någon.

    Andelar räknas på kvinnor och män; okänt kön står för sig och fördelas aldrig. Jämn fördelning är när båda könen
    är minst 40 procent. Skriv .. om uppgiften inte finns att få. Behöver ni dela upp på ålder, utbildning,
    bostadsområde, språk, födelseland eller verksamhet: en rad för varje grupp. Är det få i en grupp, tänk på vem som
    får se filen. Grupper, räkneenheter och perioder läggs aldrig ihop, varken här eller i rapporten.
    """

    follow = Follow(
        names="measure",
        defines=("measure", "count_unit", "breakdown"),
        figures=("k", "m"),
        by=("measure", "count_unit", "breakdown"),
        when="period",
    )

    stat_id: str = col.identity("Rad-ID", "ST", digits=3)
    measure: str = col.text(
        "Mått", width=26, prompt="Vad det gäller, t.ex. Deltagare. Skriv lika varje gång: lika mått läggs samman."
    )
    count_unit: str = Counted(  # type: ignore[assignment]
        header="Räkneenhet",
        options=tuple(unit.value for unit in CountUnit),
        list_name="lista_count_unit",
        same=UNIT_WORDS,
        width=12,
        prompt="Vad talen är: personer eller t.ex. deras besök eller starter.",
    )
    breakdown: str | None = col.text(
        "Redovisningsgrupp", required=False, width=20, prompt="T.ex. Ålder 20–24 eller Snickeri. Tomt = alla."
    )
    period: str = col.period("Period", carry=False, width=10, prompt="T.ex. 2010-T1, 2010-VT, 2010-K2, 2010-03.")
    k: float | None = col.number(
        "Kvinnor",
        required=False,
        carry=False,
        at_least=0,
        format="General",
        width=9,
        symbols=True,
        people=True,
        within=("pop_k",),
    )
    m: float | None = col.number(
        "Män",
        required=False,
        carry=False,
        at_least=0,
        format="General",
        width=9,
        symbols=True,
        people=True,
        within=("pop_m",),
    )
    u: float | None = col.number(
        "Okänt kön", required=False, carry=False, at_least=0, format="General", width=9, symbols=True, people=True
    )
    t: float | None = col.computed(
        col.number("Totalt", format="General", width=9, prompt="Kvinnor, män och okänt kön."),
        'IF(AND(ISNUMBER({k}),ISNUMBER({m}),OR({u}="",ISNUMBER({u}))),{k}+{m}+N({u}),"")',
        lambda row, book: None if row.k is None or row.m is None else row.k + row.m + (row.u or 0.0),
        people=True,
        adds=("k", "m", "u"),
    )
    t_stated: float | None = col.number(
        "Angivet totalt", required=False, carry=False, at_least=0, format="General", width=10,
        prompt="Om källan anger en summa: den jämförs med den beräknade.", people=True, adds=("k", "m", "u"),
    )  # fmt: skip
    share_k: float | None = of_group("Andel kvinnor", "k", "m", prompt="Av kvinnor och män.")
    share_m: float | None = of_group("Andel män", "m", "k", prompt="Av kvinnor och män.")
    even_flag: str | None = evenness("Jämn fördelning", "k", "m")
    base_name: str | None = col.text(
        "Nämnare", required=False, width=22, prompt="Alla som kunde ha räknats, t.ex. alla som avslutade."
    )
    pop_k: float | None = col.whole("Nämnare kvinnor", required=False, carry=False, people=True)
    pop_m: float | None = col.whole("Nämnare män", required=False, carry=False, people=True)
    rate_k: float | None = quotient(col.percent("Av alla kvinnor"), "k", "pop_k")
    rate_m: float | None = quotient(col.percent("Av alla män"), "m", "pop_m")
    rate: float | None = col.computed(
        col.percent("Av alla"),
        "IF(AND(ISNUMBER({k}),ISNUMBER({m}),ISNUMBER({pop_k}),ISNUMBER({pop_m})),"
        'IF(N({pop_k})+N({pop_m})<>0,(N({k})+N({m}))/(N({pop_k})+N({pop_m})),""),"")',
        lambda row, book: rate(row),
    )
    stated_share: float | None = col.percent(
        "Angiven andel",
        required=False,
        carry=False,
        prompt="Om källan anger en andel: den jämförs med Av alla.",
        people=("pop_k", "pop_m"),
    )
    prev_k: float | None = col.number(
        "Föregående kvinnor", required=False, at_least=0, format="General", previous="k", width=12, people=True
    )
    prev_m: float | None = col.number(
        "Föregående män", required=False, at_least=0, format="General", previous="m", width=12, people=True
    )
    approx: bool | None = col.yes_no(
        "Ungefärligt", required=False, carry=False, prompt="Ja om källan säger cirka, t.ex. en fjärdedel."
    )
    quality: str = col.choice("Kvalitet", Quality, width=12, prompt="Hur talen kom till.")
    source: str = col.text("Källa", width=24, prompt="Var talen är hämtade, t.ex. närvarolistor.")
    produced_on: date | None = col.day("Framtagen", required=False, carry=False)
    remark: str | None = col.text(
        "Anmärkning", required=False, carry=False, prompt="T.ex. varför talet ändrats mycket."
    )

    @rule(
        "S01",
        at=("t_stated", "k", "m", "u"),
        short="Könen blir inte det angivna totalt",
        says="Kvinnor {k}, män {m} och okänt kön {u} blir {t}, men angivet totalt är {t_stated}.",
        fix="Rätta det tal som är fel. Saknas kön för några: skriv dem under Okänt kön.",
        excel="AND(ISNUMBER({t}),ISNUMBER({t_stated}),ABS(N({t})-N({t_stated}))>0.005)",
    )
    def parts_make_the_total(self) -> bool:
        t = self.known("t")
        return self.t_stated is None or t is None or abs(t - self.t_stated) <= 0.005

    @rule(
        "S02",
        at=("k", "m"),
        short="Fyll i både kvinnor och män, 0 om ingen",
        says="Inte ifyllt: {missing}. En tom cell betyder att uppgiften saknas, inte att det var noll.",
        fix="Skriv antalet, 0 om det inte var någon, eller .. om uppgiften inte finns att få.",
        excel=f'AND(OR({{k}}="",{{m}}=""),NOT({ONE_OF_TOTAL}))',
    )
    def both_sexes(self) -> bool | Broken:
        blank = [self.columns[key].header for key in ("k", "m") if is_blank(self, key)]
        return not blank or one_of_total(self) or broken(missing=listed(blank))

    @rule(
        "S09",
        at=("k", "m"),
        short="Bara det ena könet är redovisat",
        says="Bara {given} är redovisade, som en del av helheten.{other}",
        fix="Fyll i båda könen, så att de går att jämföra. Skriv måttet utan varav.",
        severity="warning",
        excel=f"OR({ONE_OF_TOTAL},AND({WORDED},COUNT({{k}},{{m}})=2,N({{k}})*N({{m}})=0))",
    )
    def not_one_of_them_alone(self) -> bool | Broken:
        k, m, t = self.known("k"), self.known("m"), self.known("t_stated")
        if one_of_total(self):
            rest = t - (k or 0.0) - (m or 0.0) - (self.known("u") or 0.0)
            given, other = ("kvinnor", "Männen") if m is None else ("män", "Kvinnorna")
            return broken(given=given, other=f" {other} är {show(rest)} om totalen stämmer." if rest >= 0 else "")
        words = f"{self.known('measure') or ''}{self.known('breakdown') or ''}".lower()
        if not any(word in words for word in OF_WHICH) or k is None or m is None or k * m:
            return True
        return broken(given="kvinnor" if k else "män", other="")

    @rule(
        "S03",
        at=("measure", "count_unit", "breakdown", "period"),
        short="Samma mått, enhet, grupp och period två gånger",
        says="{measure} i {count_unit} för {period} står på flera rader med samma redovisningsgrupp: {rows}. "
        "De skulle räknas två gånger.",
        fix="Behåll en rad. Är det olika grupper: skriv vilka under Redovisningsgrupp.",
        excel=f'AND({NAMED},{{count_unit}}<>"",SUMPRODUCT({SAME_COUNT})>1)',
    )
    def counted_once(self, book: BookData) -> bool | Broken:
        alike = book.once(rows_by_count)[(*group_of(self), self.count_unit)]
        ids = [row.known("stat_id") or f"rad {row.index + 1}" for row in alike]
        return len(alike) < 2 or broken(rows=listed(ids))

    @rule(
        "S04",
        at=("k", "m", "count_unit"),
        short="Färre än antalet individer",
        says="{measure} har {count_unit} {k} för kvinnor och {m} för män, men individer {people_k} och {people_m} på "
        "{other}. Varje individ har minst en av {count_unit}.",
        fix="Kontrollera om talen har bytt plats, eller om räkneenheten är fel på någon av raderna.",
        excel=f"AND({NAMED},ISNUMBER(MATCH({{count_unit}},{{{REPEATED_WORDS}}},0)),ISNUMBER({{t}}),"
        f'SUMPRODUCT({SAME_GROUP}*({{.count_unit}}="{CountUnit.PEOPLE}")*ISNUMBER({{.t}})*'
        "(({.k}>N({k}))+({.m}>N({m}))>0))>0)",
    )
    def people_are_no_more(self, book: BookData) -> bool | Broken:
        if self.count_unit not in REPEATED or self.known("t") is None:
            return True
        for other in book.once(rows_by_count)[(*group_of(self), CountUnit.PEOPLE)]:
            if other.known("t") is not None and (
                (other.k or 0.0) > (self.k or 0.0) or (other.m or 0.0) > (self.m or 0.0)
            ):
                people = {f"people_{key}": self.columns[key].show(other.known(key)) or "–" for key in ("k", "m")}
                return broken(other=other.known("stat_id") or f"rad {other.index + 1}", **people)
        return True

    @rule(
        "S06",
        at=("stated_share", "pop_k", "pop_m"),
        short="Angiven andel stämmer inte med antalet",
        says="Angiven andel {stated_share} stämmer inte: {count} av {base} är {rate}. {would_fit}",
        fix="Kontrollera nämnaren och antalet. Är de rätt ska andelen vara {rate}.",
        severity="warning",
        excel="AND(COUNT({stated_share},{rate})=2,"
        f"ABS(N({{stated_share}})-N({{rate}}))>{ratios.rounding_excel('N({stated_share})')}+{ratios.SLACK:g},"
        'NOT(AND({approx}="Ja",ROUND(N({stated_share})*(N({pop_k})+N({pop_m})),0)=N({k})+N({m}))))',
    )
    def stated_share_agrees(self) -> bool | Broken:
        real, stated = self.known("rate"), self.stated_share
        if stated is None or real is None:
            return True
        count, base = (self.k or 0.0) + (self.m or 0.0), (self.pop_k or 0.0) + (self.pop_m or 0.0)
        about = self.approx is True and round_half_up(stated * base) == count
        if about or ratios.fits(count, base, stated):
            return True
        fitting, shown = ratios.base_that_fits(count, stated, base), self.columns["rate"].show(stated)
        told = f"Ingen nämnare ger {shown}." if fitting is None else f"{shown} är {show(count)} av {fitting}."
        return broken(count=count, base=base, would_fit=told, expected=self.columns["rate"].show(real))

    @rule(
        "S06",
        at=("base_name", "pop_k", "pop_m"),
        short="Andel utan nämnare",
        says="En andel räknas eller är angiven, men det här är tomt: {missing}. Utan nämnare säger andelen inget.",
        fix="Skriv vilka som är alla och hur många kvinnor och män de är.",
        severity="warning",
        excel=f'AND({SHARED},OR({{base_name}}="",{{pop_k}}="",{{pop_m}}=""))',
    )
    def share_has_its_base(self) -> bool | Broken:
        keys = ("base_name", "pop_k", "pop_m")
        blank = [self.columns[key].header for key in keys if is_blank(self, key)]
        shared = not all(is_blank(self, key) for key in ("stated_share", "pop_k", "pop_m"))
        return not (shared and blank) or broken(missing=listed(blank))

    @rule(
        "S07",
        at=("k", "m", "remark"),
        short="Stor ändring sedan förra gången",
        says="{changed}: en stor ändring sedan förra gången.",
        fix="Kontrollera talen och räkneenheten. Stämmer det: skriv i Anmärkning vad som har hänt.",
        severity="warning",
        excel='AND({remark}="",OR('
        + ",".join(ratios.jumped_excel(f"{{prev_{key}}}", f"{{{key}}}", *JUMP) for key in ("k", "m"))
        + "))",
    )
    def change_is_explained(self, book: BookData) -> bool | Broken:
        if self.remark is not None:
            return True
        pairs = {key: (self.known(f"prev_{key}"), self.known(key)) for key in ("k", "m")}
        large = [
            f"{self.columns[key].header} från {show(before or 0.0)} till {show(now or 0.0)}"
            for key, (before, now) in pairs.items()
            if ratios.jumped(before, now, book.limits.jump_share, book.limits.jump_count)
        ]
        return not large or broken(changed=listed(large))

    @rule(
        "S08",
        at="quality",
        short="Uppskattat tal bland räknade",
        says="{measure} är uppskattat här men räknat på {others}. Summor av dem märks som delvis uppskattade.",
        fix="Räkna om det går. Annars får det stå så.",
        severity="note",
        excel=f'AND({NAMED},{{count_unit}}<>"",{{quality}}="{Quality.ESTIMATED}",'
        f'SUMPRODUCT({SAME_MEASURE}*({{.count_unit}}={{count_unit}})*({{.quality}}="{Quality.COUNTED}"))>0)',
    )
    def not_mixed(self, book: BookData) -> bool | Broken:
        if self.quality != Quality.ESTIMATED:
            return True
        measure, period, _ = group_of(self)
        wanted = (measure, period, self.count_unit)
        counted = [
            row.known("stat_id") or f"rad {row.index + 1}"
            for (other, when, _, unit), rows in book.once(rows_by_count).items()
            for row in rows
            if (other, when, unit) == wanted and row.known("quality") == Quality.COUNTED
        ]
        return not counted or broken(others=listed(counted))

    @rule(
        "S10",
        at="u",
        short="Okänt kön är mer än fem procent",
        says="Okänt kön är {u} av {t}, mer än fem procent. Då säger könsfördelningen mindre än den ser ut att göra.",
        fix="Ta reda på kön för fler om det går. Fördela dem aldrig på kvinnor och män.",
        severity="warning",
        excel=f"AND(ISNUMBER({{t}}),N({{u}})>{UNKNOWN_SHARE:g}*N({{t}}))",
    )
    def sex_is_known(self) -> bool:
        u, t = self.known("u"), self.known("t")
        return not u or t is None or u <= UNKNOWN_SHARE * t


def rate(row: GenderStats) -> float | None:
    """Women and men counted, of all women and men."""
    numbers = (row.k, row.m, row.pop_k, row.pop_m)
    if None in numbers:
        return None
    k, m, pop_k, pop_m = (number or 0.0 for number in numbers)
    return ratios.share(k + m, pop_k + pop_m)


def one_of_total(row: GenderStats) -> bool:
    """ONE_OF_TOTAL, in Python."""
    k, m = row.known("k"), row.known("m")
    other_missing = (k is not None and is_blank(row, "m")) or (m is not None and is_blank(row, "k"))
    return row.known("t_stated") is not None and other_missing


def group_of(row: Table) -> tuple[str, str, str]:
    """What a row is about, as Excel compares it: measure, period, group."""
    return row.measure.casefold(), row.period.casefold(), (row.known("breakdown") or "").casefold()  # type: ignore[attr-defined]


def rows_by_count(book: BookData) -> dict[tuple[str, str, str, str], list[GenderStats]]:
    """The rows that count the same: by measure, period, group and what is counted. What nobody counts has no rows."""
    found: dict[tuple[str, str, str, str], list[GenderStats]] = defaultdict(list)
    for row in book.rows(GenderStats):
        if all(row.known(key) for key in ("measure", "period", "count_unit")):
            found[*group_of(row), row.count_unit].append(row)
    return found
