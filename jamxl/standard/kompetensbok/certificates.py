"""Intyg: proofs of what people have learnt, counted apart from the persons who got them."""

from datetime import date
from enum import StrEnum

from jamxl import columns as col
from jamxl.ratios import share, share_excel
from jamxl.sheets import BookData, Broken, Follow, Form, Table, broken, rule
from jamxl.standard.counting import above_excel, both, both_excel, within


class Instrument(StrEnum):
    CERTIFICATE = "Intyg"
    VALIDATION = "Validering"
    TEST = "Kompetenstest"
    DIPLOMA = "Diplom"


PERSONS = both_excel("people_k", "people_m")


class Certificates(Table, sheet="Intyg", key="certificates", capacity=30):
    """Hur många intyg som delades ut, och till hur många personer. En person kan få flera intyg."""

    follow = Follow(names="text", figures=("people_k", "people_m"))

    certificate_id: str = col.identity("Intygsrad", "IN")
    training_id: str | None = col.reference(
        "Insats", "trainings.training_id", required=False, prompt="Insats-ID, t.ex. U-01. Tomt om det gäller flera."
    )
    text: str | None = col.text("Intyget gäller", required=False, width=34, prompt="T.ex. ärendehantering, nivå 1.")
    issued_on: date | None = col.edge("Utdelat", "end", required=False, prompt="Datum, månad eller termin.")
    count: float = col.whole("Antal intyg", people=True)
    people_k: float | None = col.whole(
        "Personer K",
        required=False,
        prompt="Kvinnor som fick dem, en gång var.",
        people=True,
        within=("<certificate_totals.people_k",),
    )
    people_m: float | None = col.whole(
        "Personer M",
        required=False,
        prompt="Män som fick dem, en gång var.",
        people=True,
        within=("<certificate_totals.people_m",),
    )
    people: float | None = col.computed(
        col.whole("Personer"),
        PERSONS,
        lambda row, book: both(row.people_k, row.people_m),
        people=True,
        adds=("people_k", "people_m"),
        within=("<count",),
    )
    remark: str | None = col.text("Anmärkning", required=False)

    @rule(
        "S04",
        at=("count", "people_k", "people_m"),
        short="Färre intyg än personer på raden",
        says="{count} intyg till {people} personer går inte ihop: var och en har fått minst ett.",
        fix="Rätta det antal som är fel. Intyg och personer räknas var för sig.",
        excel="AND(ISNUMBER({count}),ISNUMBER({people}),N({count})<N({people}))",
    )
    def one_each(self) -> bool:
        return self.people is None or self.count >= self.people


class CertificateTotals(Form, sheet="Intyg", key="certificate_totals", strip=True):
    """Slag av bevis, och alla intyg mot alla personer."""

    instrument: str | None = col.choice(
        "Slag av bevis", Instrument, required=False, width=15, prompt="Ett slag: olika slag räknas inte ihop."
    )
    changed_from: str | None = col.text(
        "Bytt från", required=False, width=26, prompt="Om målet gällde något annat, t.ex. validering: vad, och varför."
    )
    started_k: float | None = col.whole(
        "Började K", required=False, prompt="Kvinnor som började. Målets nämnare.", people=True
    )
    started_m: float | None = col.whole(
        "Började M", required=False, prompt="Män som började. Målets nämnare.", people=True
    )
    people_k: float | None = col.whole(
        "Unika personer K",
        required=False,
        prompt="Kvinnor med minst ett intyg, var och en räknad en gång.",
        people=True,
        within=("started_k",),
    )
    people_m: float | None = col.whole(
        "Unika personer M",
        required=False,
        prompt="Män med minst ett intyg, var och en räknad en gång.",
        people=True,
        within=("started_m",),
    )
    stated: float | None = col.whole(
        "Angivet antal personer",
        required=False,
        prompt="Om en rapport anger hur många som fått intyg.",
        people=True,
        adds=("people_k", "people_m"),
    )
    people: float | None = col.computed(
        col.whole("Unika personer"),
        PERSONS,
        lambda row, book: both(row.people_k, row.people_m),
        people=True,
        adds=("people_k", "people_m"),
        within=("<count",),
    )
    count: float = col.computed(
        col.whole("Intyg, summa"),
        "SUM({certificates.count})",
        lambda row, book: book.total(Certificates, "count"),
        people=True,
        adds=("certificates.count",),
    )
    per_person: float | None = col.computed(
        col.number("Intyg per person", format="0.00"),
        share_excel("{count}", "{people}"),
        lambda row, book: share(row.count, row.people),
    )
    share_k: float | None = col.computed(
        col.percent("Med intyg K", prompt="Av de kvinnor som började."),
        share_excel("{people_k}", "{started_k}"),
        lambda row, book: share(row.people_k, row.started_k),
    )
    share_m: float | None = col.computed(
        col.percent("Med intyg M", prompt="Av de män som började."),
        share_excel("{people_m}", "{started_m}"),
        lambda row, book: share(row.people_m, row.started_m),
    )

    @rule(
        "S01",
        at=("stated", "people_k", "people_m"),
        short="Kvinnor och män blir inte angivet antal personer",
        says="{people_k} kvinnor och {people_m} män blir {people}, men angivet antal är {stated}.",
        fix="Rätta det antal som är fel.",
        excel="AND(ISNUMBER({stated}),ISNUMBER({people}),N({stated})<>N({people}))",
    )
    def sexes_make_stated(self) -> bool | Broken:
        return self.stated is None or self.people is None or self.stated == self.people or broken(expected=self.people)

    @rule(
        "S04",
        at=("people_k", "people_m"),
        short="Färre intyg än unika personer",
        says="Raderna har {count} intyg, men {people} personer sägs ha fått minst ett var.",
        fix="För in de intyg som saknas, eller rätta antalet personer.",
        excel="AND(COUNT({certificates.count})>0,ISNUMBER({people}),{count}<N({people}),"
        "SUMPRODUCT((LEN({certificates.certificate_id})>0)*(1-ISNUMBER({certificates.count})))=0)",
    )
    def one_each(self, book: BookData) -> bool:
        rows = [row for row in book.rows(Certificates) if row.known("certificate_id") is not None]
        # A row without its count is told of; the certificates are not fewer because of it.
        in_full = book.values(Certificates, "count") and all(row.known("count") is not None for row in rows)
        return self.people is None or not in_full or self.count >= self.people

    @rule(
        "W02",
        at=("people_k", "people_m", "started_k", "started_m"),
        short="Fler har intyg än som började",
        says="{who} har intyg, men bara {most} började.",
        fix="Rätta det antal som är fel. Räkna varje person en gång.",
        severity="warning",
        excel=above_excel(("people_k", "started_k"), ("people_m", "started_m")),
    )
    def no_more_than_started(self) -> bool | Broken:
        return within((self.people_k, self.started_k, "kvinnor"), (self.people_m, self.started_m, "män"))
