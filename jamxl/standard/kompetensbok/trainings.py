"""Insatser: what training was given, to how many women and men, and what was made of it."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.ratios import share, share_excel
from jamxl.sheets import BookData, Broken, Follow, Form, Table, rule
from jamxl.standard.counting import above_excel, within


class TrainingArea(StrEnum):
    EQUALITY = "Jämställdhet"
    RECEPTION = "Bemötande"
    ACCESSIBILITY = "Tillgänglighet"
    CASES = "Ärendehantering"
    ADMINISTRATION = "Kommunal förvaltning"
    DIGITAL = "IKT och e-tjänster"
    PERSONAL_DATA = "Personuppgifter"
    MOTIVATION = "Motiverande samtal (MI)"
    REHABILITATION = "Rehabiliteringsprocess"
    NEURO = "Neuropsykiatri (NPF)"
    WORK_ANALYSIS = "Arbetsanalys"
    ELSEWHERE = "Omvärld"


class TrainingKind(StrEnum):
    LECTURE = "Föreläsning"
    COURSE = "Kurs"
    WORKSHOP = "Workshop"
    DEEPENING = "Fördjupning"
    SUPERVISION = "Handledning"
    NETWORK = "Nätverksträff"
    VISIT = "Studiebesök"
    CONFERENCE = "Konferens"


class TrainingLevel(StrEnum):
    BASIC = "Grund"
    FURTHER = "Påbyggnad"
    DEEP = "Fördjupning"
    EXPERT = "Expert"


class TrainingState(StrEnum):
    PLANNED = "Planerad"
    HELD = "Genomförd"
    CANCELLED = "Inställd"


class TeacherSex(StrEnum):
    WOMAN = "K"
    MAN = "M"
    BOTH = "K och M"


STATE_WORDS = {"klar": TrainingState.HELD, "hållen": TrainingState.HELD, "avslutad": TrainingState.HELD}
BOTH_WORDS = dict.fromkeys(("båda", "både", "k/m", "k+m", "m och k"), TeacherSex.BOTH)


class Trainings(Table, sheet="Insatser", key="trainings", capacity=40):
    """En rad för varje utbildning, handledning eller studiebesök: vilka som bjöds in och vilka som kom.

    En insats är inte klar när kursen är slut. De tre sista frågorna gäller ledningen: var behovet och syftet klarlagda
    i förväg, fanns det en plan för att använda kunskapen, och följdes det upp?
    """

    follow = Follow(names="text", figures=("attended_k", "attended_m"))

    training_id: str = col.identity("Insats-ID", "U", digits=2)
    text: str = col.text("Insats", width=34, prompt="T.ex. Grundkurs i MI, tre dagar.")
    area: str = col.choice("Ämnesområde", TrainingArea, width=22, extendable=True)
    kind: str | None = col.choice("Form", TrainingKind, required=False, width=14, extendable=True)
    level: str | None = col.choice("Nivå", TrainingLevel, required=False, width=13)
    held_on: date | None = col.edge(
        "Startdatum", "start", required=False, prompt="Första dagen: datum, vecka (v. 11 2010), månad eller termin."
    )
    sessions: float | None = col.whole(
        "Antal tillfällen", required=False, at_least=1, width=14, prompt="Träffar eller dagar."
    )
    hours: float | None = col.hours(
        "Timmar per deltagare",
        required=False,
        width=12,
        prompt="Alla tillfällen tillsammans, för den som var med på allt.",
    )
    state: str = col.choice("Läge", TrainingState, width=13, near=STATE_WORDS)
    invited_k: float | None = col.whole("Inbjudna K", required=False, prompt="Antal kvinnor.", people=True)
    invited_m: float | None = col.whole("Inbjudna M", required=False, prompt="Antal män.", people=True)
    attended_k: float | None = col.whole(
        "Deltog K",
        required=False,
        prompt="Antal kvinnor. Ingen: skriv 0.",
        people=True,
        within=("invited_k", "<training_totals.unique_k"),
    )
    attended_m: float | None = col.whole(
        "Deltog M",
        required=False,
        prompt="Antal män. Ingen: skriv 0.",
        people=True,
        within=("invited_m", "<training_totals.unique_m"),
    )
    hours_k: float | None = col.computed(
        col.hours("Deltagartimmar K", width=14, prompt="Timmar per deltagare gånger antal kvinnor."),
        'IF(AND(ISNUMBER({hours}),ISNUMBER({attended_k})),{hours}*{attended_k},"")',
        lambda row, book: None if row.hours is None or row.attended_k is None else row.hours * row.attended_k,
        people="attended_k",
    )
    hours_m: float | None = col.computed(
        col.hours("Deltagartimmar M", width=14, prompt="Timmar per deltagare gånger antal män."),
        'IF(AND(ISNUMBER({hours}),ISNUMBER({attended_m})),{hours}*{attended_m},"")',
        lambda row, book: None if row.hours is None or row.attended_m is None else row.hours * row.attended_m,
        people="attended_m",
    )
    cancel_reason: str | None = col.text("Orsak om inställd", required=False, width=24)
    provider: str | None = col.text(
        "Genomförd av", required=False, width=22, prompt="Organisation eller roll, inte namn."
    )
    teacher_sex: str | None = col.choice(
        "Lärarens kön",
        TeacherSex,
        required=False,
        width=10,
        same=BOTH_WORDS,
        prompt="K, M, eller K och M om de var flera.",
    )
    prepared: bool | None = col.yes_no(
        "Förberedd", required=False, width=11, prompt="Ja om chefen klargjorde behov, syfte och hur det ska följas upp."
    )
    use_planned: bool | None = col.yes_no(
        "Tillämpning planerad", required=False, prompt="Ja om det var bestämt när och hur kunskapen ska användas."
    )
    followed_up: bool | None = col.yes_no(
        "Uppföljd", required=False, width=10, prompt="Ja om chefen i efterhand har frågat vad som används."
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "W02",
        at=("attended_k", "attended_m", "invited_k", "invited_m"),
        short="Fler deltog än som var inbjudna",
        says="{who} deltog, men bara {most} var inbjudna.",
        fix="Rätta det antal som är fel. Kom någon oanmäld: räkna in även den bland de inbjudna.",
        severity="warning",
        excel=above_excel(("attended_k", "invited_k"), ("attended_m", "invited_m")),
    )
    def no_more_than_invited(self) -> bool | Broken:
        women, men = (self.attended_k, self.invited_k, "kvinnor"), (self.attended_m, self.invited_m, "män")
        return within(women, men)

    @rule(
        "J31",
        at=("cancel_reason", "state"),
        short="Inställd insats utan orsak",
        says="{text} är inställd, men orsaken är inte ifylld.",
        fix="Skriv kort varför, och om den kommer senare.",
        severity="warning",
        excel='AND({state}="Inställd",{cancel_reason}="")',
    )
    def cancelling_explained(self) -> bool:
        return self.state != TrainingState.CANCELLED or self.cancel_reason is not None

    @rule(
        "J31",
        at=("attended_k", "attended_m", "state"),
        short="Genomförd insats utan antal deltagare",
        says="{text} är genomförd, men deltog K och deltog M är inte båda ifyllda.",
        fix="Fyll i hur många kvinnor och män som deltog. Skriv 0 om ingen av ett kön var med.",
        severity="warning",
        excel='AND({state}="Genomförd",OR({attended_k}="",{attended_m}=""))',
    )
    def held_has_participants(self) -> bool:
        return self.state != TrainingState.HELD or None not in (self.attended_k, self.attended_m)

    @rule(
        "J31",
        at=("attended_k", "attended_m", "state"),
        short="Deltagare på en insats som inte är genomförd",
        says="{text} har deltagare, men läget är {state}.",
        fix="Ändra läget till Genomförd, eller ta bort deltagarna.",
        severity="warning",
        excel='AND(OR({state}="Inställd",{state}="Planerad"),OR(N({attended_k})>0,N({attended_m})>0))',
    )
    def only_held_has_participants(self) -> bool:
        return self.state == TrainingState.HELD or not (self.attended_k or self.attended_m)


# Every intervention that was held has told its participants, and there is one.
HELD = (
    'COUNTIF({trainings.state},"Genomförd")>0,'
    'SUMPRODUCT(({trainings.state}="Genomförd")*((LEN({trainings.attended_k})=0)+(LEN({trainings.attended_m})=0)))=0'
)


def counted_in_full(book: BookData) -> bool:
    """HELD, in Python."""
    held = [row for row in book.rows(Trainings) if row.known("state") == TrainingState.HELD]
    return bool(held) and all(None not in (row.attended_k, row.attended_m) for row in held)


class TrainingTotals(Form, sheet="Insatser", key="training_totals", strip=True):
    """Personalen, hur många av dem som insatserna har nått, och summor."""

    staff_k: float | None = col.whole(
        "Personal K", required=False, prompt="Kvinnor som arbetar på enheten.", people=True
    )
    staff_m: float | None = col.whole("Personal M", required=False, prompt="Män som arbetar på enheten.", people=True)
    unique_k: float | None = col.whole(
        "Unika deltagare K",
        required=False,
        prompt="Kvinnor som deltog minst en gång, var och en räknad en gång.",
        people=True,
        within=("staff_k", "<times_k"),
    )
    unique_m: float | None = col.whole(
        "Unika deltagare M",
        required=False,
        prompt="Män som deltog minst en gång, var och en räknad en gång.",
        people=True,
        within=("staff_m", "<times_m"),
    )
    reached_k: float | None = col.computed(
        col.percent("Nådda K", prompt="Unika deltagare av personalen, kvinnor."),
        share_excel("{unique_k}", "{staff_k}"),
        lambda row, book: share(row.unique_k, row.staff_k),
    )
    reached_m: float | None = col.computed(
        col.percent("Nådda M", prompt="Unika deltagare av personalen, män."),
        share_excel("{unique_m}", "{staff_m}"),
        lambda row, book: share(row.unique_m, row.staff_m),
    )
    times_k: float = col.computed(
        col.whole("Deltaganden K"),
        "SUM({trainings.attended_k})",
        lambda row, book: book.total(Trainings, "attended_k"),
        people=True,
        adds=("trainings.attended_k",),
    )
    times_m: float = col.computed(
        col.whole("Deltaganden M"),
        "SUM({trainings.attended_m})",
        lambda row, book: book.total(Trainings, "attended_m"),
        people=True,
        adds=("trainings.attended_m",),
    )
    hours_k: float = col.computed(
        col.hours("Timmar K, summa"),
        "SUM({trainings.hours_k})",
        lambda row, book: book.total(Trainings, "hours_k"),
        people="times_k",
    )
    hours_m: float = col.computed(
        col.hours("Timmar M, summa"),
        "SUM({trainings.hours_m})",
        lambda row, book: book.total(Trainings, "hours_m"),
        people="times_m",
    )

    @rule(
        "W02",
        at=("unique_k", "unique_m", "staff_k", "staff_m"),
        short="Fler unika deltagare än personal",
        says="{who} har deltagit, men personalen är bara {most}.",
        fix="Räkna varje person en gång. Kom deltagare från andra enheter: redovisa dem hos deras egen enhet.",
        severity="warning",
        excel=above_excel(("unique_k", "staff_k"), ("unique_m", "staff_m")),
    )
    def no_more_than_staff(self) -> bool | Broken:
        return within((self.unique_k, self.staff_k, "kvinnor"), (self.unique_m, self.staff_m, "män"))

    @rule(
        "W02",
        at=("unique_k", "unique_m"),
        short="Fler unika deltagare än deltaganden",
        says="{who} har deltagit, men insatserna har tillsammans bara {most} deltaganden.",
        fix="Rätta antalet unika, eller för in de insatser som saknas.",
        severity="warning",
        excel=f"AND({HELD},{above_excel(('unique_k', 'times_k'), ('unique_m', 'times_m'))})",
    )
    def no_more_than_participations(self, book: BookData) -> bool | Broken:
        if not counted_in_full(book):
            return True
        return within((self.unique_k, self.times_k, "kvinnor"), (self.unique_m, self.times_m, "män"))
