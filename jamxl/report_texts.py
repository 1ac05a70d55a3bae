"""What a report says of itself. The sentences of its sections stand beside them."""

# What a column's number format says of its unit.
UNITS = {
    "#,##0.0": "timmar",
    "#,##0": "antal",
    "0.0%": "procent",
    "0.0": "tal",
    "+0.0;-0.0;0.0": "procentenheter",
}
NO_DATA = "Inget underlag"
SOURCE = "Källa: enheternas arbetsböcker{books}."
RECEIVED = "Underlaget inkom till och med {day}."
TITLE = "Sammanställning {period}"
EDITIONS = {"intern": "Intern utgåva", "oppen": "Öppen utgåva"}

DELIVERIES = "En rad för varje väntad arbetsbok. Det som saknas eller är avvisat är inte med i summorna."
UNUSED_FILES = "Filer som ingen väntad arbetsbok togs ur, och varför."
FILES_READ = "Varje fil som lästes. Kontrollsumman visar att det är samma fil."

# What a steering group asks, in the order that the answers stand in.
QUESTIONS = ("Vilka enheter har inte svarat, och går det att besluta ändå?",)
