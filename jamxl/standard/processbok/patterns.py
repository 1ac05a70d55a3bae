"""JämKAS: gender patterns, from what is seen to who does what about it."""

from jamxl import columns as col
from jamxl.sheets import Table, rule


class Patterns(Table, sheet="JämKAS", key="patterns", capacity=30):
    """Könsmönster: vad ni ser, vad det kan bero på, om det stämmer, och vad det får för följder för kvinnor och män.

    Ett mönster är ett antagande tills det är prövat. Skriv Ja i Bekräftat när siffror eller iakttagelser visar det,
    Nej när de visar något annat. Varje bekräftat mönster får en åtgärd, eller ett skäl till att inget görs.
    """

    pattern_id: str = col.identity("Mönster-ID", "KM")
    process_id: str | None = col.reference("Process-ID", "processes.process_id", required=False)
    group: str | None = col.text("Målgrupp", required=False, width=22, prompt="Vilka det gäller.")
    pattern: str = col.text("Könsmönster", width=38, prompt="T.ex. män visas oftare snickeriet.")
    observation: str | None = col.text(
        "Iakttagelse", required=False, width=34, prompt="Hur ni vet: siffror och underlag."
    )
    hypothesis: str | None = col.text("Möjlig orsak", required=False, width=30)
    confirmed: bool | None = col.yes_no("Bekräftat", required=False, width=11, prompt="Tomt tills det är prövat.")
    for_women: str | None = col.text("Följd för kvinnor", required=False, width=26)
    for_men: str | None = col.text("Följd för män", required=False, width=26)
    actors: str | None = col.text("Aktörer", required=False, width=22, prompt="Vilka som kan ändra det. Roller.")
    measure_ids: str | None = col.reference(
        "Åtgärd", "process_measures.measure_id", many=True, required=False, prompt="Åtgärds-ID, t.ex. FÅ-01, FÅ-02."
    )
    no_measure: str | None = col.text(
        "Skäl till ingen åtgärd", required=False, width=26, prompt="Om ni låter det vara."
    )

    @rule(
        "J42",
        at=("measure_ids", "no_measure", "confirmed"),
        short="Bekräftat mönster utan åtgärd",
        says="{pattern_id} är bekräftat, men har varken åtgärd eller skäl till ingen åtgärd.",
        fix="Hänvisa till en åtgärd på bladet Förbättringar, eller skriv varför inget görs.",
        excel='AND({confirmed}="Ja",{measure_ids}="",{no_measure}="")',
    )
    def confirmed_leads_on(self) -> bool:
        return not self.confirmed or self.measure_ids is not None or self.no_measure is not None

    @rule(
        "J42",
        at=("observation", "confirmed"),
        short="Bekräftat eller förkastat utan iakttagelse",
        says="{pattern_id} är prövat (Bekräftat: {confirmed}), men det står inte hur ni vet det.",
        fix="Skriv vilka siffror eller iakttagelser det bygger på, och hur många.",
        severity="warning",
        excel='AND(OR({confirmed}="Ja",{confirmed}="Nej"),{observation}="")',
    )
    def tested_by_something(self) -> bool:
        return self.confirmed is None or self.observation is not None
