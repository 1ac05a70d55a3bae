"""Enkäter: who was asked, how, and how many answered."""

from enum import StrEnum

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import BookData, Broken, Follow, Limits, Table, broken, rule
from jamxl.standard.enkatbok.lookup import total
from jamxl.swedish import listed


class Method(StrEnum):
    WEB = "Webbenkät"
    PAPER = "Pappersenkät"
    FOCUS_GROUP = "Fokusgrupp"
    INTERVIEW = "Intervju"
    SEVERAL = "Flera sätt"


LOW_RATE, FEW, ESTIMATED = "låg svarsfrekvens", "få svar", "uppskattade antal"
RESPONDED_LITTLE = "AND(ISNUMBER({response}),N({response})<{limits.response_at_least})"
ANSWERED_BY_FEW = "AND(ISNUMBER({ans_t}),N({ans_t})<{limits.answers_at_least})"


COUNTS = ",".join(f"{{{first}_{sex}}}" for first in ("sent", "ans") for sex in "kmu")
# A sign such as .. says that a number is not to be had: what would be compared with it is not known.
ALL_NUMBERS = f"COUNT({COUNTS})=COUNTA({COUNTS})"


def too_many(sex: str) -> str:
    """Excel: more women (or men) answered than were asked. Not told while some were asked without their sex known."""
    asked, answered = f"{{sent_{sex}}}", f"{{ans_{sex}}}"
    return f"AND(ISNUMBER({answered}),ISNUMBER({asked}),N({{sent_u}})=0,N({answered})>N({asked}))"


class Surveys(Table, sheet="Enkäter", key="surveys", capacity=15):
    """En rad för varje enkät, intervjuomgång eller fokusgrupp: vilka ni frågade, hur, och hur många som svarade.

    Skriv 0 när ingen svarade. Vet ni inte könet på dem som svarade: fyll i kolumnen för okänt. Ställs samma enkät
    igen nästa år står raden kvar, med tomma antal.
    """

    follow = Follow(names="name")

    survey_id: str = col.identity("Enkät-ID", "EN")
    name: str = col.text("Enkät", width=28, prompt="Vad enkäten kallas, t.ex. Brukarenkät våren 2010.")
    target_group: str = col.text("Målgrupp", width=22, prompt="Vilka som fick frågorna.")
    purpose: str | None = col.text("Syfte", required=False, width=26, prompt="Vad svaren ska användas till.")
    period: str | None = col.period(
        "När", required=False, carry=False, width=10, prompt="T.ex. 2010, 2010-VT eller 2010-03."
    )
    method: str = col.choice("Metod", Method, width=14)
    sent_k: float | None = col.whole(
        "Utskick K", required=False, carry=False, symbols=True, prompt="Kvinnor som fick frågorna.", people=True
    )
    sent_m: float | None = col.whole(
        "Utskick M", required=False, carry=False, symbols=True, prompt="Män som fick frågorna.", people=True
    )
    sent_u: float | None = col.whole(
        "Utskick okänt",
        required=False,
        carry=False,
        symbols=True,
        prompt="De vars kön ni inte vet. De räknas bara in i totalen.",
        people=True,
    )
    sent_t: float | None = total("Utskick totalt", "sent_")
    ans_k: float | None = col.whole(
        "Svar K",
        required=False,
        carry=False,
        symbols=True,
        prompt="Kvinnor som svarade.",
        people=True,
        within=("sent_k",),
    )
    ans_m: float | None = col.whole(
        "Svar M", required=False, carry=False, symbols=True, prompt="Män som svarade.", people=True, within=("sent_m",)
    )
    ans_u: float | None = col.whole(
        "Svar okänt",
        required=False,
        carry=False,
        symbols=True,
        prompt="De vars kön ni inte vet. De räknas bara in i totalen.",
        people=True,
    )
    ans_t: float | None = total("Svar totalt", "ans_", within=("sent_t",))
    response: float | None = col.computed(
        col.percent("Svarsfrekvens", at_most=None, width=13, prompt="Svar totalt av utskick totalt."),
        ratios.share_excel("{ans_t}", "{sent_t}"),
        lambda row, book: ratios.share(row.known("ans_t"), row.known("sent_t")),
    )
    estimated: bool | None = col.yes_no(
        "Uppskattade antal",
        required=False,
        carry=False,
        prompt="Ja om antalen är ungefärliga, t.ex. ”en fjärdedel var kvinnor”.",
    )
    caution: str | None = col.computed(
        col.text("Läs försiktigt", width=22, prompt="Varför resultatet ska läsas med försiktighet."),
        f'MID(IF({RESPONDED_LITTLE},"; {LOW_RATE}","")&IF({ANSWERED_BY_FEW},"; {FEW}","")'
        f'&IF({{estimated}}="Ja","; {ESTIMATED}",""),3,99)',
        lambda row, book: "; ".join([*weaknesses(row, book.limits), *([ESTIMATED] if row.estimated else [])]) or None,
    )
    nonresponse: str | None = col.text(
        "Om bortfallet", required=False, carry=False, width=26, prompt="Vilka som inte svarade, och varför om ni vet."
    )
    adaptation: str | None = col.text(
        "Tolk eller anpassning", required=False, width=20, prompt="T.ex. tolk för en person, lättläst, högläsning."
    )
    moderator: bool | None = col.yes_no(
        "Extern moderator", required=False, prompt="Ja om någon utanför enheten ledde samtalet eller ställde frågorna."
    )
    compared_with: str | None = col.reference(
        "Jämförs med",
        "surveys.survey_id",
        required=False,
        loose=True,
        prompt="Tidigare enkät: dess ID här, eller i ord som Medarbetarenkäten 2009.",
    )
    remark: str | None = col.text(
        "Anmärkning", required=False, width=24, prompt="T.ex. två träffar à tre timmar, eller svåra frågor."
    )

    @rule(
        "E01",
        at=("ans_k", "ans_m", "ans_u"),
        short="Fler svar än utskick",
        says="Svaren är fler än de som fick frågorna: {which}.",
        fix="Rätta det antal som är fel.",
        excel=f"AND({ALL_NUMBERS},OR({too_many('k')},{too_many('m')},AND(ISNUMBER({{ans_t}}),ISNUMBER({{sent_t}}),N({{ans_t}})>N({{sent_t}}))))",
    )
    def answered_were_asked(self) -> bool | Broken:
        pairs = [("totalt", self.known("ans_t"), self.known("sent_t"))]
        if not self.sent_u:
            pairs = [("kvinnor", self.ans_k, self.sent_k), ("män", self.ans_m, self.sent_m), *pairs]
        over = [
            f"{who} {int(answered)} av {int(asked)}"
            for who, answered, asked in pairs
            if answered is not None and asked is not None and answered > asked
        ]
        return not over or broken(which=listed(over))

    @rule(
        "E01",
        at=("ans_k", "ans_m", "ans_u"),
        short="Antal svar på enkäten saknas",
        says="Frågorna till {name} har svar på bladet Svar, men här står inte hur många som svarade på enkäten.",
        fix="Fyll i hur många kvinnor och män som svarade.",
        excel='AND(COUNTA({ans_k},{ans_m},{ans_u})=0,{survey_id}<>"",'
        'COUNTIFS({survey_questions.survey_id},{survey_id},{survey_questions.n_t},">0")>0)',
    )
    def number_is_given(self, book: BookData) -> bool:
        if any(value is not None for value in (self.ans_k, self.ans_m, self.ans_u)):
            return True
        own = self.survey_id.casefold()
        return not any(
            (row.known("survey_id") or "").casefold() == own and (row.known("n_t") or 0) > 0
            for row in book.parts["survey_questions"].view()
        )

    @rule(
        "E02",
        at=("ans_k", "ans_m", "ans_u"),
        short="Läs resultatet försiktigt",
        says="{name} har {answers} svar{of}: {why}.",
        fix="Skriv antal svar och bortfall intill resultatet, och dra inga slutsatser om alla i målgruppen.",
        severity="note",
        excel=f"OR({RESPONDED_LITTLE},{ANSWERED_BY_FEW})",
    )
    def enough_have_answered(self, book: BookData) -> bool | Broken:
        why = weaknesses(self, book.limits)
        rate = self.known("response")
        of = "" if rate is None else f", svarsfrekvens {Surveys.columns['response'].show(rate)}"
        return not why or broken(answers=self.ans_t, of=of, why=listed(why))


def weaknesses(survey: Table, limits: Limits) -> list[str]:
    """What makes the answers to a survey say little of those who were asked."""
    rate, answered = survey.known("response"), survey.known("ans_t")
    found = [LOW_RATE] if rate is not None and rate < limits.response_at_least else []
    return found + ([FEW] if answered is not None and answered < limits.answers_at_least else [])
