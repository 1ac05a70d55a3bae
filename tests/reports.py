"""Reports made by hand, small enough to read, for the tests of what draws them."""

from datetime import date

from jamxl.grid import Cell, Value
from jamxl.present.lanes import Box, Lane, picture
from jamxl.present.report import (
    Answer,
    Chapter,
    Chart,
    Cover,
    Edition,
    Exhibit,
    MainFigure,
    Picture,
    Report,
    Statement,
    View,
    figure_id,
)

HOURS, COUNT, SHARE = "#,##0.0", "#,##0", "0.0%"
SCRIPT = "<script>alert(1)</script> & \"citat\" 'apostrof' {{ 7 * 7 }} {% raw %} #let $x$ `kod` ]]> -->"
CONTROL = "bråk\x00\x01\x0b\x1f\ufffeslut\ud83d"
BEFORE = ("botkyrka_jobbcoachingen_projektbok_2009-T3.xlsx, Milstolpar G7", "")
LONG = "Donaudampfschifffahrt" * 10


def cells(*values: Value, formats: tuple[str, ...] = ()) -> tuple[Cell, ...]:
    """A row; texts have no format, and the signs stand to the right as figures do."""
    formats = formats or ("",) * len(values)
    return tuple(
        Cell(value, format="" if isinstance(value, str) else format, align="right" if format else "")
        for value, format in zip(values, formats, strict=True)
    )


def hours() -> View:
    """Figures with a total, a row's sign, and a trend."""
    formats = ("", "", HOURS, HOURS, SHARE)
    return View(
        name="Timmar per enhet",
        title="Timmar per enhet, alla enheter, period 2010-T1, timmar",
        intro="Planerade och använda timmar.",
        headers=("Kommun", "Enhet", "Planerade timmar", "Använda timmar", "Använt"),
        rows=(
            cells("Botkyrka", "Jobbcoachingen", 1090.0, 200.0, 0.18348, formats=formats),
            cells("Osby", "Arbetsmarknad", 400.5, "..", "..", formats=formats),
            cells("Totalt", "", 1490.5, 200.0, ".", formats=formats),
        ),
        labels=2,
        total=True,
        notes=("2 enheter har svarat.",),
        source="enheternas arbetsböcker (Projektbok, Budget)",
        keys=("jobbcoachingen", "arbetsmarknad", "totalt"),
        ids=("kommun", "enhet", "planerade-timmar", "anvanda-timmar", "anvant"),
        trended="Använda timmar",
        trend=((120.0, 150.0, 200.0), (None, 80.0, None), (120.0, 230.0, 200.0)),
    )


def milestones() -> View:
    """A listing, each row with its place in a file."""
    return View(
        name="Milstolpar",
        title="Milstolpar, alla enheter, period 2010-T1, dagar",
        intro="Milstolpar i tidsordning.",
        headers=("Kommun", "Enhet", "Milstolpe", "Planerad", "Klar"),
        rows=(
            cells("Botkyrka", "Jobbcoachingen", "Kartläggningen är klar", date(2010, 2, 1), date(2010, 2, 15)),
            cells("Osby", "Arbetsmarknad", "Utbildningen har börjat", date(2010, 3, 1), None),
        ),
        labels=3,
        source="enheternas arbetsböcker (Projektbok, Milstolpar)",
        links=(
            ("botkyrka_jobbcoachingen_projektbok_2010-T1.xlsx", "Milstolpar", 7),
            ("osby_arbetsmarknad_projektbok_2010-T1.xlsx", "Milstolpar", 7),
        ),
    )


def risks() -> View:
    """A long list, for the appendices."""
    return View(
        name="Risker i rader",
        title="Risker, alla enheter, period 2010-T1",
        intro="",
        headers=("Kommun", "Enhet", "Risk", "Värde"),
        rows=tuple(
            cells("Botkyrka", "Jobbcoachingen", f"Risk nummer {n}", n, formats=("", "", "", COUNT)) for n in range(1, 8)
        ),
        labels=2,
        links=tuple(("botkyrka_jobbcoachingen_projektbok_2010-T1.xlsx", "Risker", n) for n in range(7, 14)),
    )


def nothing() -> View:
    """A view with no rows."""
    return View("Ändringar", "Ändringar, alla enheter, period 2010-T1", "Vad som ändrats.", ("Enhet", "Ändring"), ())


def deliveries() -> View:
    """Who has answered."""
    return View(
        name="Leveransläge",
        title="Lämnade böcker, alla enheter, period 2010-T1",
        intro="Vilka enheter som har lämnat in.",
        headers=("Kommun", "Enhet", "Bok", "Läge"),
        rows=(
            cells("Botkyrka", "Jobbcoachingen", "Projektbok", "i tid"),
            cells("Osby", "Arbetsmarknad", "Projektbok", "sen"),
            cells("Nynäshamn", "Arbetsmarknad", "Projektbok", "saknas"),
        ),
        labels=3,
    )


def signs() -> View:
    """What the signs mean."""
    rows = (
        cells("..", "Uppgiften är dold eller saknas."),
        cells("–", "Noll, eller inget att redovisa."),
        cells(".", "Uppgiften kan inte förekomma."),
    )
    return View("Tecken", "Teckenförklaring", "", ("Tecken", "Betydelse"), rows, labels=1)


def small() -> Report:
    """A report with one of each."""
    view = hours()
    lanes = [
        Lane("Resurser", "Det som sätts in.", [Box("R1", "Två samordnare", ["A1"])]),
        Lane("Aktiviteter", "Det som görs.", [Box("A1", "Utbildning", lacks=["leder inte till något"])]),
    ]
    main = MainFigure("Planerade timmar", view.name, 2, 2, view.rows[2][2], figure_id(view, 2, 2))
    kept = Picture("programlogik", picture("Programlogik, Jobbcoachingen", lanes), "Programlogik, Jobbcoachingen")
    chart = Chart("bars", "Planerade och använda timmar per enhet", ("Planerade timmar", "Använda timmar"))
    days = Chart("gantt", "Milstolpar, planerad och verklig dag", ("Planerad", "Klar"))
    return Report(
        cover=Cover(
            title="Sammanställning 2010-T1",
            project="Jämställd service",
            period="2010-T1",
            period_in_words="januari–april 2010",
            recipient="Styrgruppen",
            registry_no="KS 2010:123",
            sender="Projektledaren",
            contact="projektkontoret@example.se",
            received="2010-05-20",
        ),
        edition=Edition.INTERNAL,
        facts=(("Väntade böcker", 3), ("I tid", 1), ("Sena", 1), ("Saknas", 1)),
        figures=(main,),
        observations=(Statement("Av 1 490,5 planerade timmar är 200,0 använda.", view.name),),
        decisions=(
            Statement("Besluta om hur timmarna i Osby ska räknas.", "Milstolpar"),
            Statement("Godkänn rapporten."),
        ),
        answers=(
            Answer("Är vi i tid?", (Statement("En milstolpe av två är klar.", "Milstolpar"),)),
            Answer("Vad har ändrats?", ()),
        ),
        deliveries=deliveries(),
        chapters=(
            Chapter("Timmar", (Exhibit(view, charts=(chart,)),)),
            Chapter(
                "Risker och milstolpar",
                (
                    Exhibit(risks(), detail=True),
                    Exhibit(milestones(), charts=(days,), earlier=BEFORE),
                    Exhibit(nothing()),
                ),
            ),
            Chapter("Programlogik", (Exhibit(second_hours(), pictures=(kept, kept)),)),
        ),
        appendix=(signs(),),
        periods=("2009-T2", "2009-T3", "2010-T1"),
        about={"Utgåva": "Intern", "jamxl": "0.1.0"},
    )


def second_hours() -> View:
    """Figures without total or trend."""
    rows = (cells("Botkyrka", 12, 30, formats=("", COUNT, COUNT)), cells("Osby", "–", 1200, formats=("", COUNT, COUNT)))
    return View(
        name="Deltagare",
        title="Deltagare efter kön och kommun, period 2010-T1, antal",
        intro="",
        headers=("Kommun", "Kvinnor", "Män"),
        rows=rows,
        labels=1,
        keys=("botkyrka", "osby"),
        ids=("kommun", "kvinnor", "man"),
    )


def empty() -> Report:
    """A report with nothing in it."""
    none = View("Leveransläge", "Lämnade böcker", "", (), ())
    return Report(Cover("", "", ""), Edition.OPEN, (), (), (), (), (), none, (), ())


def hostile() -> Report:
    """A report in which people have typed what breaks pages, in every place that they can."""
    texts = (SCRIPT, CONTROL, LONG)
    rows = tuple(cells(each, each, 1.0, each, formats=("", "", HOURS, "")) for each in texts)
    views = [
        View(
            name=f"{each} {n}",
            title=each,
            intro=each,
            headers=(each, LONG, "Värde", SCRIPT),
            rows=rows,
            labels=1,
            notes=texts,
            source=each,
            keys=("a", "b", "c"),
            ids=("d", "e", "f", "g"),
        )
        for n, each in enumerate(texts)
    ]
    said = tuple(Statement(each, view.name) for each, view in zip(texts, views, strict=True))
    lost = Statement("En vy som inte finns.", "Ingenstans")
    view = views[0]
    bars = Chart("bars", SCRIPT, ("Värde",), (LONG,))
    return Report(
        cover=Cover(SCRIPT, CONTROL, LONG, SCRIPT, CONTROL, LONG, SCRIPT, CONTROL),
        edition=Edition.INTERNAL,
        facts=((SCRIPT, 3), (LONG, 4)),
        figures=tuple(MainFigure(each, view.name, 0, 2, view.rows[0][2], figure_id(view, 0, 2)) for each in texts),
        observations=(*said, lost),
        decisions=said,
        answers=tuple(Answer(each, said) for each in texts),
        deliveries=deliveries(),
        chapters=tuple(
            Chapter(each, (Exhibit(view, charts=(bars,), detail=n == 1),))
            for n, (each, view) in enumerate(zip(texts, views, strict=True))
        ),
        appendix=(signs(),),
        about={SCRIPT: CONTROL},
    )


def large(units: int, sections: int, measures: int = 9) -> Report:
    """A report as of a county: so many sections with a row for each unit."""
    headers = ("Kommun", "Enhet", *(f"Mått {n}" for n in range(1, measures + 1)))
    formats = ("", "", *(HOURS,) * measures)

    def view(section: int) -> View:
        rows = tuple(
            cells(
                f"Kommun {unit}",
                f"Enheten för nummer {unit}",
                *(float(section * unit * n % 9973) for n in range(1, measures + 1)),
                formats=formats,
            )
            for unit in range(1, units + 1)
        )
        sums = (sum(float(str(row[2 + n].value)) for row in rows) for n in range(measures))
        total = cells("Totalt", "", *sums, formats=formats)
        return View(
            name=f"Avsnitt {section}",
            title=f"Avsnitt {section}, alla enheter, period 2010-T1, timmar",
            intro="Ett avsnitt.",
            headers=headers,
            rows=(*rows, total),
            labels=2,
            total=True,
            source="enheternas arbetsböcker (Projektbok, Budget)",
            keys=(*(f"enhet-{unit}" for unit in range(1, units + 1)), "totalt"),
            ids=("kommun", "enhet", *(f"matt-{n}" for n in range(1, measures + 1))),
        )

    chapters = tuple(
        Chapter(
            f"Kapitel {section}", (Exhibit(view(section), charts=(Chart("bars", f"Mått 1, {section}", ("Mått 1",)),)),)
        )
        for section in range(1, sections + 1)
    )
    return Report(
        Cover("Länet", "2010-T1", "januari–april 2010"),
        Edition.INTERNAL,
        (),
        (),
        (),
        (),
        (),
        deliveries(),
        chapters,
        (),
    )
