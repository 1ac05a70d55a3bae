"""Svar: how many women and men chose each alternative."""

from typing import Any

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import BookData, Broken, Limits, Table, broken, rule
from jamxl.standard.enkatbok.lookup import alternatives, question_of, total
from jamxl.standard.enkatbok.questions import without_small
from jamxl.standard.lookup import looked_up, number_or_blank


def base(header: str, key: str, **more: Any) -> Any:
    """How many answered the question."""

    def by(row: Any, book: BookData) -> float | None:
        question = question_of(row, book)
        return None if question is None else question.known(key)

    formula = number_or_blank(looked_up(f"survey_questions.{key}", "question_id", "question_id"))
    return col.computed(col.whole(header, width=8), formula, by, people=True, **more)


def share(header: str, part: str, whole: str) -> Any:
    """The share that chose the alternative, of those who answered the question."""
    return col.computed(
        col.percent(header, at_most=None, width=9),
        ratios.share_excel(f"{{{part}}}", f"{{{whole}}}"),
        lambda row, book: ratios.share(row.known(part), row.known(whole)),
    )


class Answers(Table, sheet="Svar", key="survey_answers", capacity=120):
    """En rad för varje fråga och svarsalternativ, med antal kvinnor och män. Andelarna räknas fram.

    Skriv 0 när ingen valde alternativet: tomt betyder att det inte är räknat. Alternativens antal ska tillsammans
    bli de som svarade på frågan.
    """

    answer_id: str = col.identity("Svars-ID", "SV", digits=3)
    question_id: str = col.reference("Fråge-ID", "survey_questions.question_id", width=11)
    alternative: str = col.text("Svarsalternativ", width=34, prompt="Som det stod i enkäten, t.ex. I hög grad.")
    agrees: bool | None = col.yes_no(
        "Instämmer",
        required=False,
        width=11,
        prompt="Ja om svaret räknas in i den redovisade andelen, t.ex. instämmer i någon grad.",
    )
    k: float | None = col.whole(
        "Antal K", required=False, carry=False, symbols=True, width=8, people=True, within=("n_k",)
    )
    m: float | None = col.whole(
        "Antal M", required=False, carry=False, symbols=True, width=8, people=True, within=("n_m",)
    )
    u: float | None = col.whole(
        "Antal okänt",
        required=False,
        carry=False,
        symbols=True,
        width=8,
        prompt="De vars kön ni inte vet.",
        people=True,
    )
    t: float | None = total("Antal totalt", "", within=("n_t",))
    n_k: float | None = base("Av svar K", "n_k", adds=("question_id>n_k",))
    n_m: float | None = base("Av svar M", "n_m", adds=("question_id>n_m",))
    n_t: float | None = base("Av svar totalt", "n_t", adds=("question_id>n_t",))
    share_k: float | None = share("Andel K", "k", "n_k")
    share_m: float | None = share("Andel M", "m", "n_m")
    share_t: float | None = share("Andel totalt", "t", "n_t")
    stated: float | None = col.percent(
        "Angiven andel",
        required=False,
        carry=False,
        prompt="Om andelen redan står i en rapport: skriv den som där. Den jämförs med antalen.",
        people="n_t",
        adds=("t",),
    )
    remark: str | None = col.text("Anmärkning", required=False, width=24)

    @classmethod
    def published(cls, columns: dict[str, list[Any]], limits: Limits) -> dict[str, list[Any]]:
        """No share of a group that is too small for one."""
        return without_small(columns, limits)

    @rule(
        "S02",
        at=("k", "m"),
        short="Bara det ena könet är ifyllt",
        says="Antal kvinnor är {k} och antal män {m}: båda ska vara ifyllda.",
        fix="Skriv 0 om ingen valde svaret. Vet ni inte könet: flytta antalet till Antal okänt.",
        excel='OR(AND(ISNUMBER({k}),{m}=""),AND(ISNUMBER({m}),{k}=""))',
    )
    def both_sexes(self) -> bool:
        return (self.k is None) == (self.m is None)

    @rule(
        "E01",
        at=("k", "m"),
        short="Antal saknas för alternativet",
        says="Frågans andra alternativ har antal, men inte det här.",
        fix="Skriv antalen, eller 0 om ingen valde alternativet.",
        excel='AND({question_id}<>"",COUNTA({k},{m},{u})=0,'
        "SUMIFS({survey_answers.t},{survey_answers.question_id},{question_id})>0)",
    )
    def alternative_is_counted(self, book: BookData) -> bool:
        if any(value is not None for value in (self.k, self.m, self.u)):
            return True
        return not any(row.known("t") for row in alternatives(self, book))

    @rule(
        "E01",
        at=("k", "m", "u"),
        short="Fler valde alternativet än som svarade",
        says="{t} valde alternativet (kvinnor {k}, män {m}), fler än de {n_t} som svarade (kvinnor {n_k}, män {n_m}).",
        fix="Rätta det antal som är fel, här eller på bladet Enkäter.",
        excel="OR(N({share_k})>1,N({share_m})>1,N({share_t})>1)",
    )
    def within_the_answers(self) -> bool:
        return not any((self.known(key) or 0) > 1 for key in ("share_k", "share_m", "share_t"))

    @rule(
        "S06",
        at=("stated", "k", "m"),
        short="Angiven andel stämmer inte med antalet",
        says="{t} av {n_t} svar är {share_t}, men angiven andel är {stated}.{base}",
        fix="Kontrollera nämnaren: räknades alla som svarade? Rätta antalet eller andelen.",
        severity="warning",
        excel="AND(ISNUMBER({stated}),ISNUMBER({share_t}),"
        f"ABS(N({{share_t}})-N({{stated}}))>{ratios.rounding_excel('N({stated})')}+{ratios.SLACK:g})",
    )
    def stated_share_fits(self) -> bool | Broken:
        count, answered = self.known("t"), self.known("n_t")
        if self.stated is None or count is None or not answered or ratios.fits(count, answered, self.stated):
            return True
        fitting = ratios.base_that_fits(count, self.stated, answered)
        return broken(base=f" Andelen stämmer om svaren är {fitting}." if fitting else "")
