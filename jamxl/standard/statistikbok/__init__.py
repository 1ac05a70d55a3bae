"""Statistikbok: numbers by sex, with what they count and what they are shares of.

One module a sheet, or group of kin sheets; here the rules between the sheets.
"""

from collections.abc import Iterator

from jamxl.sheets import Book, BookData, Hit, rule
from jamxl.standard.cover import Cover, InfoClass
from jamxl.standard.statistikbok.attendance import Attendance, Flow
from jamxl.standard.statistikbok.gender import CountUnit, GenderStats
from jamxl.standard.statistikbok.minutes import ServiceMinutes
from jamxl.standard.statistikbok.outcomes import Endings, EndingTotals, Later, LaterTotals, Staircase
from jamxl.standard.statistikbok.participants import Participants, ParticipantTotals, number_of
from jamxl.standard.statistikbok.referrals import Obstacles, Placements, Referrals, ReferralTotals
from jamxl.standard.statistikbok.visits import Visits, VisitTotals
from jamxl.swedish import counted

__all__ = [
    "Attendance", "EndingTotals", "Endings", "Flow", "GenderStats", "Later", "LaterTotals", "Obstacles",
    "ParticipantTotals", "Participants", "Placements", "ReferralTotals", "Referrals", "ServiceMinutes", "Staircase",
    "Statistikbok", "VisitTotals", "Visits",
]  # fmt: skip

# The measure that the sheet Deltagare itself can tell.
PARTICIPANTS = "Deltagare"


class Statistikbok(Book, key="statistikbok", title="Statistikbok"):
    """A unit's statistics for a period."""

    purpose = (
        "Här redovisar enheten sin statistik med kvinnor och män bredvid varandra.",
        "Fyll bara i de blad ni behöver. Blad om enskilda personer stannar i er fil; bara antal går vidare.",
    )
    privacy = (
        "Skriv koder, aldrig namn eller personnummer. Har boken rader om enskilda personer ska Informationsklass på "
        "Försättsblad vara Känslig. Raderna stannar i filen; bara antal går till sammanställningen."
    )
    parts = (
        Cover, GenderStats, ServiceMinutes, VisitTotals, Visits, ParticipantTotals, Participants, EndingTotals, Endings,
        LaterTotals, Later, Staircase, Flow, Attendance, ReferralTotals, Placements, Referrals, Obstacles,
    )  # fmt: skip

    @rule(
        "C01",
        at=("cover.info_class",),
        short="Uppgifter om personer kräver klassen Känslig",
        says="Boken har rader om enskilda personer, men informationsklassen är {info_class}.",
        fix="Välj Känslig på Försättsblad, eller ta bort raderna på Deltagare och Remittering.",
        excel='IF(AND({cover.info_class}<>"",{cover.info_class}<>"Känslig",'
        "COUNTA({participants.person})+COUNTA({referrals.referral_id})>0),1,0)",
    )
    def people_are_sensitive(self: BookData) -> Iterator[Hit]:
        cover = self.form(Cover)
        rows = len(self.values(Participants, "person")) + len(self.values(Referrals, "referral_id"))
        if rows and cover.info_class != InfoClass.SENSITIVE:
            yield Hit(Cover, ("info_class",), cover)

    @rule(
        "D06",
        at=("cover.info_class", "visits.language"),
        short="Språk för enskilda besök kräver klassen Känslig",
        says="Besöksregister har språk på {number}, men informationsklassen är {info_class}.",
        fix="Välj Känslig på Försättsblad, eller töm kolumnen Språk. Språk kan säga var någon kommer ifrån.",
        excel='IF(AND({cover.info_class}<>"",{cover.info_class}<>"Känslig",COUNTA({visits.language})>0),1,0)',
    )
    def origin_is_sensitive(self: BookData) -> Iterator[Hit]:
        cover = self.form(Cover)
        rows = len(self.values(Visits, "language"))
        if rows and cover.info_class != InfoClass.SENSITIVE:
            yield Hit(Cover, ("info_class",), cover, {"number": counted(rows, "rad", "rader")})

    @rule(
        "S04",
        at=("gender_stats.t", "participant_totals.people"),
        short="Deltagare i individer är antalet starter",
        says="{t} individer är antalet starter på Deltagare; personer är {people}, återinskrivningar {returns}.",
        fix="Skriv {people} individer, eller välj starter som räkneenhet.",
        excel="IF({participant_totals.people}<{participant_totals.starts},"
        f'SUMPRODUCT(({{gender_stats.measure}}="{PARTICIPANTS}")*({{gender_stats.count_unit}}="{CountUnit.PEOPLE}")*'
        "(LEN({gender_stats.breakdown})=0)*({gender_stats.period}={cover.period})*"
        "({gender_stats.t}={participant_totals.starts})),0)",
    )
    def starts_are_not_people(self: BookData) -> Iterator[Hit]:
        starts, people = number_of(self), number_of(self, latest=True)
        facts = {"people": f"{people:g}", "returns": f"{starts - people:g}", "expected": f"{people:g}"}
        for row in self.rows(GenderStats) if people < starts else []:
            about = (row.known("measure") or "").casefold() == PARTICIPANTS.casefold() and row.breakdown is None
            here = row.known("count_unit") == CountUnit.PEOPLE and row.known("period") == self.form(Cover).period
            if about and here and row.known("t") == starts:
                yield Hit(GenderStats, ("t",), row, facts)
