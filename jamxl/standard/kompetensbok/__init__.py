"""Kompetensbok: training given, who took part, what they can show for it, and what it changed."""

from jamxl.sheets import Book
from jamxl.standard.cover import Cover
from jamxl.standard.kompetensbok.ambassadors import Ambassadors, AmbassadorTotals
from jamxl.standard.kompetensbok.applications import Applications, Elsewhere
from jamxl.standard.kompetensbok.certificates import Certificates, CertificateTotals
from jamxl.standard.kompetensbok.trainings import Trainings, TrainingTotals

__all__ = [
    "AmbassadorTotals", "Ambassadors", "Applications", "CertificateTotals", "Certificates", "Elsewhere", "Kompetensbok",
    "TrainingTotals", "Trainings",
]  # fmt: skip


class Kompetensbok(Book, key="kompetensbok", title="Kompetensbok"):
    """What the unit has learnt, and what it does with it."""

    purpose = (
        "Här följer enheten sin kompetensutveckling: insatser, deltagare, intyg, ambassadörer och vad som ändrades.",
        "Kvinnor och män räknas var för sig, och personer för sig: deltaganden och intyg är fler än personerna.",
    )
    parts = (
        Cover, TrainingTotals, Trainings, CertificateTotals, Certificates, AmbassadorTotals, Ambassadors, Applications,
        Elsewhere,
    )  # fmt: skip
