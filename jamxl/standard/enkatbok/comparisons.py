"""Jämförelser: the same question asked earlier, in percentage points."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from jamxl import columns as col
from jamxl import ratios
from jamxl.sheets import BookData, Broken, Limits, Table, broken, rule
from jamxl.standard.enkatbok.lookup import question_of
from jamxl.standard.enkatbok.questions import AnswerScale
from jamxl.standard.lookup import looked_up
from jamxl.swedish import listed, round_half_up


class Group(StrEnum):
    WOMEN = "Kvinnor"
    MEN = "Män"
    ALL = "Alla"

    @property
    def letter(self) -> str:
        return {Group.WOMEN: "k", Group.MEN: "m", Group.ALL: "t"}[self]


def in_words(like: Any, key: str) -> Any:
    """A text of the question as it is asked now."""

    def by(row: Any, book: BookData) -> Any:
        question = question_of(row, book)
        return None if question is None else question.known(key)

    place = looked_up(f"survey_questions.{key}", "question_id", "question_id")
    return col.computed(like, f'IFERROR({place}&"","")', by)


def of_group(like: Any, key: str, **more: Any) -> Any:
    """A figure of the question, for the women, the men or all."""

    def by(row: Any, book: BookData) -> Any:
        question = question_of(row, book)
        return None if question is None else question.known(f"{key}_{Group(row.group).letter}")

    formula = '""'
    for group in reversed(Group):
        place = looked_up(f"survey_questions.{key}_{group.letter}", "question_id", "question_id")
        formula = f'IF({{group}}="{group}",IF(ISNUMBER({place}),{place},""),{formula})'

    def the_same(row: Mapping[str, Any]) -> tuple[str, ...]:
        return (f"question_id>{key}_{Group(row['group']).letter}",) if row.get("group") else ()

    return col.computed(like, formula, by, adds=the_same, **more)


def wording(text: str) -> str:
    """A question's wording as it is compared: spaces and capital letters do not matter."""
    return " ".join(text.split()).casefold()


def differences(row: Any) -> list[str]:
    """What is not as it was last time; only of what is known of both times."""
    text = None not in (row.earlier_text, row.text_now) and wording(row.earlier_text) != wording(row.text_now)
    scale = None not in (row.earlier_scale, row.scale_now) and row.earlier_scale != row.scale_now
    return (["lydelsen"] if text else []) + (["skalan"] if scale else [])


def same(row: Any, book: BookData) -> bool | None:
    """The question is word for word the same, on the same scale; None while that cannot be told."""
    if differences(row):
        return False
    return None if None in (row.earlier_text, row.text_now, row.earlier_scale, row.scale_now) else True


def change(row: Any, book: BookData) -> float | None:
    """The change in percentage points, only of what may be compared."""
    then, now = row.earlier_share, row.known("share_now")
    return None if not row.known("same") or None in (then, now) else float(round((now - then) * 100, 6))


TEXT_DIFFERS = '({earlier_text}<>"")*({text_now}<>"")*(TRIM({earlier_text})<>TRIM({text_now}))'
SCALE_DIFFERS = '({earlier_scale}<>"")*({scale_now}<>"")*({earlier_scale}<>{scale_now})'
SAME = (
    f'IF({TEXT_DIFFERS}+{SCALE_DIFFERS}>0,"Nej",'
    'IF(OR({earlier_text}="",{text_now}="",{earlier_scale}="",{scale_now}=""),"","Ja"))'
)
CHANGE = (
    'IF(AND({same}="Ja",ISNUMBER({earlier_share}),ISNUMBER({share_now})),'
    'ROUND((N({share_now})-N({earlier_share}))*100,6),"")'
)
# Both shares as they are told, with one decimal, which is what a stated change was reckoned from.
THEN, NOW = "ROUND(N({earlier_share}),3)", "ROUND(N({share_now}),3)"
BOTH_CHANGES = "ISNUMBER({stated}),ISNUMBER({change}),ABS(ROUND(N({change}),1)-N({stated}))>0.000001"
WITHIN_ROUNDING = (
    f"ABS({NOW}-{THEN}-N({{stated}})/100)<={ratios.rounding_excel(THEN)}+{ratios.rounding_excel(NOW)}+{ratios.SLACK:g}"
)


def told_otherwise(row: Any) -> bool:
    """A change is stated, and is not the one that was worked out."""
    if row.stated is None or row.known("change") is None:
        return False
    return bool(abs(round_half_up(row.change, 1) - row.stated) > 1e-6)


def within_rounding(row: Any) -> bool:
    """The stated change may come from shares that were rounded first."""
    then, now = (round_half_up(value, 3) for value in (row.earlier_share, row.share_now))
    return ratios.change_fits(then, now, row.stated / 100)


class Comparisons(Table, sheet="Jämförelser", key="survey_comparisons", capacity=30):
    """En rad för varje fråga och grupp som jämförs med förra gången frågan ställdes.

    Förändringen räknas i procentenheter, och bara om lydelse och skala är desamma. Nästa år fylls det som då är
    förra gången i av sig självt.
    """

    comparison_id: str = col.identity("Jämförelse-ID", "JF", width=13)
    question_id: str = col.reference("Fråge-ID", "survey_questions.question_id", width=11)
    group: str = col.choice("Grupp", Group, width=9)
    earlier_text: str | None = col.text(
        "Lydelse förra gången",
        required=False,
        previous="text_now",
        width=24,
        prompt="Frågan ord för ord som den ställdes då.",
    )
    text_now: str | None = in_words(col.text("Lydelse nu", width=24), "text")
    earlier_scale: str | None = col.choice(
        "Skala förra gången", AnswerScale, required=False, previous="scale_now", width=14
    )
    scale_now: str | None = in_words(col.text("Skala nu", width=14), "scale")
    same: bool | None = col.computed(col.yes_no("Samma fråga", width=9), SAME, same)
    earlier_n: float | None = col.whole(
        "Svar förra gången",
        required=False,
        width=8,
        previous="n_now",
        prompt="Antal svar på frågan i gruppen.",
        people=True,
    )
    n_now: float | None = of_group(col.whole("Svar nu", width=8), "n", people=True)
    earlier_share: float | None = col.percent(
        "Andel förra gången", required=False, width=9, previous="share_now", people="earlier_n"
    )
    share_now: float | None = of_group(col.percent("Andel nu", width=9), "share", people="n_now")
    change: float | None = col.computed(
        col.number("Förändring, p.e.", format=ratios.POINTS, width=11, prompt="Andel nu minus förra gången."),
        CHANGE,
        change,
    )
    stated: float | None = col.number(
        "Angiven förändring, p.e.",
        required=False,
        carry=False,
        format=ratios.POINTS,
        width=11,
        unit="p.e.",
        prompt="Om förändringen redan står i en rapport: skriv den som där, t.ex. 7,5.",
        people="n_now",
    )
    remark: str | None = col.text("Anmärkning", required=False, width=15)

    @classmethod
    def published(cls, columns: dict[str, list[Any]], limits: Limits) -> dict[str, list[Any]]:
        """No share of a group that is too small for one, then or now, and no change from or to it."""

        def told(key: str, *bases: str) -> list[Any]:
            pairs = zip(*(columns[base] for base in bases), strict=True)
            small = [any(n is not None and n < limits.base_at_least for n in ns) for ns in pairs]
            return [None if hide else value for hide, value in zip(small, columns[key], strict=True)]

        return {
            **columns,
            "earlier_share": told("earlier_share", "earlier_n"),
            "share_now": told("share_now", "n_now"),
            "change": told("change", "earlier_n", "n_now"),
            "stated": told("stated", "earlier_n", "n_now"),
        }

    @rule(
        "E03",
        at=("earlier_text", "earlier_scale"),
        short="Frågan är inte densamma som förra gången",
        says="Andelarna för {question_id} går inte att jämföra: {what} är inte som förra gången.",
        fix="Redovisa resultaten var för sig. Är det ett skrivfel: rätta lydelsen eller skalan.",
        severity="warning",
        excel='AND({same}="Nej",OR({earlier_share}<>"",{stated}<>""))',
    )
    def only_the_same_question(self) -> bool | Broken:
        if self.known("same") is not False or (self.earlier_share is None and self.stated is None):
            return True
        return broken(what=listed(differences(self)))

    @rule(
        "M07",
        at=("earlier_n", "earlier_text", "earlier_scale"),
        short="Uppgift om förra gången saknas",
        says="Förra gången var andelen {earlier_share}, men {what} då är inte ifyllt.",
        fix="Fyll i lydelse, skala och antal svar från förra gången; annars går andelarna inte att jämföra.",
        severity="note",
        excel='AND({earlier_share}<>"",OR({earlier_n}="",{earlier_text}="",{earlier_scale}=""))',
    )
    def known_both_times(self) -> bool | Broken:
        known = {"lydelse": self.earlier_text, "skala": self.earlier_scale, "antal svar": self.earlier_n}
        missing = [word for word, value in known.items() if value is None]
        return self.earlier_share is None or not missing or broken(what=listed(missing))

    @rule(
        "M07",
        at=("stated", "change"),
        short="Angiven förändring skiljer genom avrundning",
        says="Förändringen är {change} procentenheter, angiven {stated}. Avrundade andelar kan ge den skillnaden.",
        fix="Inget behöver rättas. Använd helst den uträknade.",
        severity="note",
        excel=f"AND({BOTH_CHANGES},{WITHIN_ROUNDING})",
    )
    def stated_change_is_exact(self) -> bool:
        return not (told_otherwise(self) and within_rounding(self))

    @rule(
        "M07",
        at=("stated", "change"),
        short="Angiven förändring stämmer inte med andelarna",
        says="Från {earlier_share} till {share_now} är {change} procentenheter, men angiven förändring är {stated}.",
        fix="Räkna om: förändringen är andel nu minus andel förra gången, i procentenheter.",
        severity="warning",
        excel=f"AND({BOTH_CHANGES},NOT({WITHIN_ROUNDING}))",
    )
    def stated_change_fits(self) -> bool:
        return not told_otherwise(self) or within_rounding(self)
