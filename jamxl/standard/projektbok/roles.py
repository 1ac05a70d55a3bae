"""Roller: who works in the project, by role; and how many women and men each group has, a view of the same rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from jamxl import columns as col
from jamxl.ratios import balance, balance_excel, of_both, of_both_excel
from jamxl.sheets import BookData, Broken, Follow, Table, broken, rule
from jamxl.standard.cover import SEX_WORDS, Cover, Role, Sex
from jamxl.standard.projektbok.activities import Activities, ActivityStatus

# Three people can be no more even than two and one; of fewer than four nothing is said. They hold offices, so their
# number is no secret, as it would be with participants.
LEAST_IN_GROUP = 4
EVERYBODY = "Totalt"
# So many days may the one who leaves and the one who takes over both have the role.
HANDOVER = 31

OVER = (ActivityStatus.CANCELLED, ActivityStatus.DROPPED)
# Those planned outside the project are told of on their own rows.
MINE = (
    '({activities.owner}={person})*({activities.status}<>"Inställd")*({activities.status}<>"Utgår")'
    "*(({activities.plan_start}>=N({cover.project_start}))+NOT(ISNUMBER({activities.plan_start}))>0)"
    "*((N({cover.project_end})=0)+({activities.plan_end}<={cover.project_end})+NOT(ISNUMBER({activities.plan_end}))>0)"
)
DAYS = '({start}="")+ISNUMBER({start})>0,({end}="")+ISNUMBER({end})>0'


def active(row: Any, book: BookData) -> bool | None:
    """Whether the role is held on the reporting day."""
    as_of = book.form(Cover).as_of
    begun = row.start is None or row.start <= as_of
    return (begun and (row.end is None or row.end >= as_of)) if row.person else None


class Roles(Table, sheet="Roller", key="roles", capacity=30):
    """Vilka som arbetar i projektet, med roll i stället för namn. Person-koden används i de andra bladen.

    När någon byts ut: skriv Till på den gamla raden, och lägg till en ny rad med Ersätter.
    """

    follow = Follow()

    person: str = col.identity("Person-kod", "P")
    name: str | None = col.text("Benämning", required=False, prompt="Befattning, t.ex. jobbcoach heltid. Inte namn.")
    role: str = col.choice("Roll", Role, width=20)
    organisation: str | None = col.text("Organisation", required=False)
    sex: str = col.choice("Kön", Sex, width=8, same=SEX_WORDS, prompt="K eller M.")
    start: date | None = col.day("Från", required=False)
    end: date | None = col.day("Till", required=False)
    post: float | None = col.percent("Andel tjänst", required=False, prompt="Del av heltid i projektet.")
    replaces: str | None = col.reference(
        "Ersätter",
        "roles.person",
        required=False,
        width=11,
        new_in="1.1",
        prompt="Person-kod för den som hade rollen förut.",
    )
    active: bool | None = col.computed(
        col.yes_no("Aktiv", width=9, prompt="Har rollen på avstämningsdagen."),
        f'IF(AND({{person}}<>"",ISNUMBER({{cover.as_of}}),{DAYS}),'
        'IF(AND(N({start})<={cover.as_of},OR({end}="",N({end})>={cover.as_of})),"Ja","Nej"),"")',
        active,
        new_in="1.1",
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "J01",
        at=("start", "end"),
        short="Till ligger före Från",
        says="Till {end} ligger före Från {start}.",
        fix="Rätta det datum som är fel.",
        excel="AND(ISNUMBER({start}),ISNUMBER({end}),{end}<{start})",
    )
    def in_order(self) -> bool:
        return before_or_same(self.start, self.end)

    @rule(
        "J03",
        at=("start", "end"),
        short="Ansvarar för aktiviteter utanför sin tid",
        says="{person} ansvarar för {activities} när rollen inte gäller ({start} till {end}).",
        fix="Byt ansvarig för aktiviteterna på bladet Aktiviteter, eller rätta Från och Till.",
        severity="warning",
        excel=f'AND({{person}}<>"",{DAYS},OR({{end}}="",N({{start}})<=N({{end}})),SUMPRODUCT({MINE}*('
        "ISNUMBER({start})*ISNUMBER({activities.plan_start})*({activities.plan_start}<{start})+ISNUMBER({end})*("
        '({activities.status}<>"Klar")*ISNUMBER({activities.plan_end})*({activities.plan_end}>{end})+'
        '({activities.status}="Klar")*ISNUMBER({activities.act_end})*({activities.act_end}>{end}))))>0)',
    )
    def there_for_the_activities(self, book: BookData) -> bool | Broken:
        start, end = self.start, self.end
        if not before_or_same(start, end):
            return True  # the dates themselves are wrong
        outside = [
            row.known("activity_no") or ""
            for row in owned(book, self.person)
            if not within(row.known("plan_start"), last_day(row), start, end)
        ]
        return not outside or broken(activities=", ".join(sorted(outside)))

    @rule(
        "J04",
        at=("replaces", "start"),
        short="Den som ersätts har rollen kvar",
        says="{person} ersätter {replaces}, men {replaces} har rollen kvar (Till: {left}).",
        fix="Skriv på den ersattas rad när rollen upphörde, eller rätta Ersätter.",
        severity="warning",
        excel='AND({replaces}<>"",COUNTIF({roles.person},{replaces})=1,OR({start}="",ISNUMBER({start})),'
        'SUMPRODUCT(({roles.person}={replaces})*(({roles.end}="")+ISNUMBER({start})*ISNUMBER({roles.end})*'
        f"({{roles.end}}>N({{start}})+{HANDOVER})))>0)",
    )
    def replaced_has_left(self, book: BookData) -> bool | Broken:
        if self.replaces is None:
            return True
        before = [row for row in book.rows(Roles) if same_person(row.known("person"), self.replaces)]
        if len(before) != 1:
            return True
        start, left = self.start, before[0].end
        gone = left is not None and (start is None or (left - start).days <= HANDOVER)
        return gone or broken(left=left or "(tomt)")

    @rule(
        "F02",
        at="role",
        short="Samtalsledaren ansvarar för aktiviteter",
        says="{person} är {role} men ansvarar också för aktiviteter i projektet.",
        fix="Låt någon utanför projektet leda samtalet, eller byt ansvarig på bladet Aktiviteter.",
        severity="warning",
        excel='AND({person}<>"",{role}="Samtalsledare",COUNTIF({activities.owner},{person})>0)',
    )
    def facilitator_owns_nothing(self, book: BookData) -> bool:
        return self.role != Role.FACILITATOR or self.person.casefold() not in book.identities("activities.owner")


def same_person(one: str | None, other: str) -> bool:
    """Two codes are the same, as Excel compares them."""
    return one is not None and one.casefold() == other.casefold()


def before_or_same(one: date | None, other: date | None) -> bool:
    """Two days are in order, or one of them is not known."""
    return one is None or other is None or one <= other


def owned(book: BookData, person: str) -> Iterator[Activities]:
    """The activities that a person is responsible for: not those that never come to be, or lie outside the project."""
    cover = book.form(Cover)
    first, last = cover.known("project_start"), cover.known("project_end")
    for row in book.rows(Activities):
        inside = before_or_same(first, row.known("plan_start")) and before_or_same(row.known("plan_end"), last)
        if inside and row.known("status") not in OVER and same_person(row.known("owner"), person):
            yield row


def last_day(row: Activities) -> date | None:
    """When an activity was over, or is planned to be."""
    done = row.known("status") == ActivityStatus.DONE
    day: date | None = row.known("act_end" if done else "plan_end")
    return day


def within(begins: date | None, ends: date | None, start: date | None, end: date | None) -> bool:
    """An activity's days lie within a role's; a day that is not known lies within."""
    return before_or_same(start, begins) and before_or_same(ends, end)


def holding(book: BookData, role: str = EVERYBODY) -> list[Roles]:
    """Those who hold a role, or any, on the reporting day."""
    return [row for row in book.rows(Roles) if row.known("active") and (role == EVERYBODY or row.known("role") == role)]


def of_sex(rows: list[Roles], sex: Sex) -> float:
    return float(sum(row.known("sex") == sex for row in rows))


def posts(rows: list[Roles]) -> float:
    """Posts in full-time equivalents, which is something else than persons."""
    return float(sum(row.known("post") or 0.0 for row in rows))


WANTED = f'{{roles.active}},"Ja",{{roles.role}},IF({{role}}="{EVERYBODY}","?*",{{role}})'


def counted(header: str, sex: Sex) -> Any:
    """How many of a sex a group has."""
    return col.computed(
        col.whole(header),
        f'COUNTIFS({WANTED},{{roles.sex}},"{sex}")',
        lambda row, book: of_sex(holding(book, row.role), sex),
    )


class RoleBalance(
    Table,
    sheet="Könsfördelning",
    key="role_balance",
    new_in="1.1",
    generated=True,
    fixed_rows=tuple({"role": role} for role in (*(role.value for role in Role), EVERYBODY)),
):
    """Kvinnor och män i varje grupp på avstämningsdagen. Räknas fram från bladet Roller.

    Jämn är en grupp där båda könen är minst 40 procent. Om färre än fyra sägs inget: av tre blir det alltid två och en.
    """

    role: str = col.text("Grupp", fixed=True, width=22)
    women: float = counted("Kvinnor", Sex.WOMAN)
    men: float = counted("Män", Sex.MAN)
    persons: float = col.computed(
        col.whole("Personer"),
        "{women}+{men}",
        lambda row, book: sum(of_sex(holding(book, row.role), sex) for sex in Sex),
    )
    share_women: float | None = col.computed(
        col.percent("Andel kvinnor"), of_both_excel("{women}", "{men}"), lambda row, book: of_both(row.women, row.men)
    )
    share_men: float | None = col.computed(
        col.percent("Andel män"), of_both_excel("{men}", "{women}"), lambda row, book: of_both(row.men, row.women)
    )
    balance: str | None = col.computed(
        col.text("Fördelning 40/60", width=18),
        f'IF({{persons}}=0,"",{balance_excel("{women}", "{men}", LEAST_IN_GROUP)})',
        lambda row, book: balance(row.women, row.men, LEAST_IN_GROUP) if row.persons else None,
    )
    posts: float = col.computed(
        col.number("Tjänster", prompt="Summan av andel tjänst: 1 är en heltid. Inte antal personer."),
        f"SUMIFS({{roles.post}},{WANTED})",
        lambda row, book: posts(holding(book, row.role)),
    )
