"""Frågor: what was asked, on which scale, and what share of women and men agreed."""

from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import BookData, Broken, Follow, Limits, Table, broken, rule
from jamxl.standard.enkatbok.lookup import added, alternatives, survey_of
from jamxl.standard.enkatbok.surveys import ESTIMATED, FEW, LOW_RATE
from jamxl.standard.lookup import looked_up, number_or_blank
from jamxl.swedish import listed


class AnswerScale(StrEnum):
    YES_NO = "Ja eller nej"
    STEPS_3 = "3 steg"
    STEPS_4 = "4 steg"
    STEPS_5 = "5 steg"
    STEPS_6 = "6 steg"
    STEPS_7 = "7 steg"
    STEPS_10 = "10 steg"
    ONE = "Ett av flera alternativ"
    MANY = "Flera alternativ får väljas"
    WORDS = "Egna ord"


TOO_FEW = "för få svar för andel"
MANY = f'{{scale}}="{AnswerScale.MANY}"'


def own(key: str) -> str:
    """Excel: a cell of the question's survey."""
    return looked_up(f"surveys.{key}", "survey_id", "survey_id")


AGREEING = ',{survey_answers.agrees},"Ja"'
OWN_ROWS = '({survey_answers.question_id}={question_id})*({question_id}<>"")'


# Not by COUNTIFS: LibreOffice lets "any text" stand for numbers as well.
def counted(sex: str, agreeing: bool = False) -> str:
    """Excel: how many of the question's alternatives have a count of the sex; or of those that agree."""
    only = '*({survey_answers.agrees}="Ja")' if agreeing else ""
    return f"SUMPRODUCT({OWN_ROWS}*ISNUMBER({{survey_answers.{sex}}}){only})"


def unclear(sex: str) -> str:
    """Excel: how many of the question's alternatives have a word or a sign where the sex is counted."""
    cells = f"{{survey_answers.{sex}}}"
    return f'SUMPRODUCT({OWN_ROWS}*({cells}<>"")*(1-ISNUMBER({cells})))'


def summed(sex: str, agreeing: bool = False) -> str:
    """Excel: the question's answers of the sex, or those of them that agree."""
    only = AGREEING if agreeing else ""
    return f"SUMIFS({{survey_answers.{sex}}},{{survey_answers.question_id}},{{question_id}}{only})"


def sums(sexes: str, agreeing: bool = False) -> str:
    """Excel: `summed` over several sexes."""
    return "+".join(summed(sex, agreeing) for sex in sexes)


def chosen(rows: list[Table], sexes: str) -> float | None:
    """The answers of the sexes on some alternatives; None when none was counted. Raises Unknown as its cells do."""
    return added(getattr(row, sex) for row in rows for sex in sexes)


AGREES = "?agrees"


def given(sex: str, only: str = "") -> tuple[str, ...]:
    """What a count of the sex's answers is the sum of: its alternatives."""
    return (f"survey_answers.{sex}@question_id{only}",)


def number(header: str, sexes: str, of_survey: str, **more: Any) -> Any:
    """How many of the sexes answered: where several alternatives may be chosen, those who answered the survey."""

    def by(row: Any, book: BookData) -> float | None:
        if row.scale == AnswerScale.MANY:
            survey = survey_of(row, book)
            return None if survey is None else survey.known(of_survey)
        return chosen(alternatives(row, book), sexes)

    none, lost = ("+".join(map(count, sexes)) for count in (counted, unclear))
    formula = f'IF({MANY},{number_or_blank(own(of_survey))},IF(OR({none}=0,{lost}>0),"",{sums(sexes)}))'
    return col.computed(col.whole(header, width=8), formula, by, people=True, **more)


def agreement(header: str, sexes: str, base: str, adds: tuple[str, ...]) -> Any:
    """The share that agrees, of those who answered the question."""

    def by(row: Any, book: BookData) -> float | None:
        agreeing = [a for a in alternatives(row, book) if a.known("agrees")]
        if row.scale == AnswerScale.MANY or not agreeing:
            return None
        return ratios.share(chosen(agreeing, sexes), row.known(base))

    none = "+".join(counted(sex, agreeing=True) for sex in sexes)
    formula = f'IF(OR({MANY},{none}=0,N({{{base}}})=0),"",({sums(sexes, agreeing=True)})/{{{base}}})'
    prompt = "Av dem som svarade på frågan. Vilka svar som räknas väljs på bladet Svar."
    return col.computed(col.percent(header, width=9, prompt=prompt), formula, by, people=base, adds=adds)


def weak(limit: str) -> str:
    """Excel: fewer answers than a limit."""
    return f"AND(ISNUMBER({{n_t}}),N({{n_t}})<{{limits.{limit}}})"


CAUTION = (
    f'MID(IF({weak("base_at_least")},"; {TOO_FEW}",IF({weak("answers_at_least")},"; {FEW}",""))'
    f'&IF(ISNUMBER(SEARCH("{LOW_RATE}",{own("caution")})),"; {LOW_RATE}","")'
    f'&IF(ISNUMBER(SEARCH("{ESTIMATED}",{own("caution")})),"; {ESTIMATED}",""),3,99)'
)


def cautions(row: Any, book: BookData) -> str | None:
    """CAUTION in Python: why the question's result must be read with care."""
    n, limits = row.known("n_t"), book.limits
    few = [] if n is None or n >= limits.answers_at_least else [TOO_FEW if n < limits.base_at_least else FEW]
    survey = survey_of(row, book)
    told = (survey.known("caution") or "") if survey else ""
    return "; ".join(few + [word for word in (LOW_RATE, ESTIMATED) if word in told]) or None


def exceeds(key: str, of_survey: str, unless: str = "") -> str:
    """Excel: the question has more answers than its survey."""
    known = f"ISNUMBER({{{key}}}),ISNUMBER({own(of_survey)})"
    return f"IFERROR(AND({known}{unless},{{{key}}}>{own(of_survey)}),FALSE)"


SEXES_KNOWN = f",N({own('ans_u')})=0"


class Questions(Table, sheet="Frågor", key="survey_questions", capacity=40):
    """En rad för varje fråga, ordagrant. Antal och andelar räknas fram ur bladet Svar.

    Andelen gäller de svar som räknas som instämmande, av alla som svarade på just den frågan. Är underlaget litet
    står det i kolumnen Läs försiktigt, och i sammanställningen visas då inte andelen.
    """

    follow = Follow(names="text", defines=("text", "scale", "measure"), figures=("share_k", "share_m"))

    question_id: str = col.identity("Fråge-ID", "EF", width=9)
    survey_id: str = col.reference("Enkät-ID", "surveys.survey_id", width=9)
    text: str = col.text("Fråga", width=36, prompt="Som den stod i enkäten, ord för ord.")
    scale: str = col.choice("Skala", AnswerScale, width=20, prompt="Hur många steg svaren hade, eller hur de valdes.")
    measure: str | None = col.text(
        "Redovisad andel", required=False, width=20, prompt="Vad andelen visar, t.ex. instämmer i någon grad."
    )
    n_k: float | None = number("Svar K", "k", "ans_k", adds=given("k"), within=("survey_id>ans_k",))
    n_m: float | None = number("Svar M", "m", "ans_m", adds=given("m"), within=("survey_id>ans_m",))
    n_t: float | None = number(
        "Svar totalt", "kmu", "ans_t", adds=("n_k", "n_m", *given("u")), within=("survey_id>ans_t",)
    )
    share_k: float | None = agreement("Andel K", "k", "n_k", given("k", AGREES))
    share_m: float | None = agreement("Andel M", "m", "n_m", given("m", AGREES))
    share_t: float | None = agreement(
        "Andel totalt", "kmu", "n_t", tuple(name for sex in "kmu" for name in given(sex, AGREES))
    )
    caution: str | None = col.computed(
        col.text("Läs försiktigt", width=18, prompt="Varför resultatet ska läsas med försiktighet."), CAUTION, cautions
    )
    skipped: float | None = col.whole(
        "Internt bortfall",
        required=False,
        carry=False,
        prompt="De som svarade på enkäten men inte på frågan, eller inte fick den. Tomt om ni inte räknat dem.",
        people=True,
        adds=("survey_id>ans_t", "-n_t"),
    )
    remark: str | None = col.text("Anmärkning", required=False, width=16)

    @classmethod
    def published(cls, columns: dict[str, list[Any]], limits: Limits) -> dict[str, list[Any]]:
        """No share of a group that is too small for one."""
        return without_small(columns, limits)

    @rule(
        "E01",
        at=("n_t", "n_k", "n_m"),
        short="Fler svar på frågan än på enkäten",
        says="Alternativens svar blir fler än svaren på enkäten: {which}.",
        fix="Rätta antalen på bladet Svar eller Enkäter. Fick flera alternativ väljas: ange det i kolumnen Skala.",
        excel=f"AND(NOT({MANY}),OR({exceeds('n_k', 'ans_k', SEXES_KNOWN)},{exceeds('n_m', 'ans_m', SEXES_KNOWN)},"
        f"{exceeds('n_t', 'ans_t')}))",
    )
    def within_the_survey(self, book: BookData) -> bool | Broken:
        over = [f"{who} {int(n)} av {int(most)}" for who, n, most in overfull(self, book)]
        return not over or broken(which=listed(over))

    @rule(
        "E01",
        at="skipped",
        short="Svar och internt bortfall blir inte svaren på enkäten",
        says="Svar på frågan {n_t} och internt bortfall {skipped} blir {sum}, men enkäten har {all} svar.",
        fix="Rätta det antal som är fel, eller töm Internt bortfall.",
        excel=f"IFERROR(AND(NOT({MANY}),ISNUMBER({{skipped}}),ISNUMBER({{n_t}}),ISNUMBER({own('ans_t')}),"
        f"{{n_t}}<={own('ans_t')},{{n_t}}+{{skipped}}<>{own('ans_t')}),FALSE)",
    )
    def everyone_is_accounted_for(self, book: BookData) -> bool | Broken:
        survey, n = survey_of(self, book), self.known("n_t")
        everyone = survey.known("ans_t") if survey else None
        if self.scale == AnswerScale.MANY or self.skipped is None or n is None or everyone is None or n > everyone:
            return True
        together = n + self.skipped
        return together == everyone or broken(sum=together, all=everyone)

    @rule(
        "E01",
        at="question_id",
        short="Frågan har inga antal på bladet Svar",
        says="{question_id} hör till en enkät med svar, men bladet Svar har inga antal för frågan.",
        fix="För in en rad för varje svarsalternativ. Besvaras frågan med egna ord: ange det i kolumnen Skala.",
        excel=f'IFERROR(AND({{question_id}}<>"",{{scale}}<>"",{{scale}}<>"{AnswerScale.WORDS}",ISNUMBER({own("ans_t")}),'
        f"N({own('ans_t')})>0,SUM({{survey_answers.t}})>0,{'+'.join(map(counted, 'kmu'))}=0,"
        f"{'+'.join(map(unclear, 'kmu'))}=0),FALSE)",
    )
    def is_counted(self, book: BookData) -> bool:
        survey = survey_of(self, book)
        answered = bool(survey and survey.known("ans_t"))
        if self.scale == AnswerScale.WORDS or not answered or not sum(book.values("survey_answers", "t")):
            return True
        return chosen(alternatives(self, book), "kmu") is not None


def overfull(row: Questions, book: BookData) -> list[tuple[str, float, float]]:
    """Who answered a question in larger number than the survey: (who, answers to the question, to the survey)."""
    survey = survey_of(row, book)
    if survey is None or row.scale == AnswerScale.MANY:
        return []
    sexes = [] if survey.known("ans_u") else [("kvinnor", "k"), ("män", "m")]
    pairs = [(who, row.known(f"n_{x}"), survey.known(f"ans_{x}")) for who, x in [*sexes, ("totalt", "t")]]
    return [(who, n, most) for who, n, most in pairs if n is not None and most is not None and n > most]


def without_small(columns: dict[str, list[Any]], limits: Limits) -> dict[str, list[Any]]:
    """Columns in which a share stands only where its base is large enough to speak of per cent."""

    def shown(sex: str) -> list[Any]:
        pairs = zip(columns[f"n_{sex}"], columns[f"share_{sex}"], strict=True)
        return [None if n is None or n < limits.base_at_least else share for n, share in pairs]

    return {**columns, **{f"share_{sex}": shown(sex) for sex in "kmt"}}
