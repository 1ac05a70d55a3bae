"""What the keys of jamxl.toml are called: the only place that pairs them with the English attributes.

The co-ordinator writes the file, so its keys are Swedish and ASCII.
"""

from collections.abc import Mapping
from typing import Final

from jamxl.findings import Severity

FILENAME: Final = "jamxl.toml"
# The file that keeps every report, beside it.
HISTORY: Final = "jamxl.db"

# attribute: (key in the file, what the value looks like)
KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "about": ("projekt", ""),
    "name": ("namn", '"Jämställd service"'),
    "project_id": ("id", '"JI-2010"'),
    "period": ("period", '"2010-T1"'),
    "start": ("start", "2009-09-01"),
    "end": ("slut", "2010-12-31"),
    "recipient": ("mottagare", '"Styrgruppen"'),
    "registry_no": ("diarienummer", '"KS 2009/123"'),
    "coordinator": ("samordnare", '"Jämställdhetsstrateg"'),
    "email": ("epost", '"namn@kommunen.se"'),
    "due": ("senast", "2010-05-15"),
    "books": ("bocker", '["projektbok", "uppfoljningsbok"]'),
    "without": ("utan_blad", '["Tidrapport"]'),
    "folders": ("mappar", ""),
    "outgoing": ("utskick", '"utskick"'),
    "incoming": ("inkorg", '"inkorg"'),
    "reviews": ("granskat", '"granskat"'),
    "reports": ("rapport", '"rapport"'),
    "history": ("historik", ""),
    "url": ("url", '"postgresql://namn@server/jamxl"'),
    "thin_after": ("gallra_efter", "90"),
    "rounds": ("omgang", ""),
    "opens": ("oppnar", "2010-04-15"),
    "unattended": ("korning", ""),
    "editions": ("utgavor", '"bada"'),
    "publish": ("publicera", '"//filserver/styrgruppen/jamstalldhet"'),
    "before": ("paminn_fore", "[7, 1]"),
    "after": ("paminn_efter", "[1, 7]"),
    "quiet": ("orord_sekunder", "10"),
    "mail": ("epostserver", ""),
    "server": ("server", '"smtp.kommunen.se"'),
    "port": ("port", "587"),
    "security": ("skydd", '"starttls"'),
    "user": ("anvandare", '"jamstalldhet"'),
    "sender": ("avsandare", '"namn@kommunen.se"'),
    "limits": ("granser", ""),
    "deviation_share": ("avvikelse_andel", "0.10"),
    "deviation_hours": ("avvikelse_timmar", "8"),
    "share_tolerance": ("andel_tolerans", "0.5"),
    "spread_at_least": ("minst_for_spridning", "3"),
    "detail_at_least": ("minst_for_detalj", "5"),
    "partly_points": ("delvis_procentenheter", "5"),
    "partly_share": ("delvis_andel", "0.05"),
    "response_at_least": ("minsta_svarsfrekvens", "0.5"),
    "answers_at_least": ("minst_for_slutsats", "30"),
    "base_at_least": ("minst_for_andel", "10"),
    "count_at_least": ("minst_for_antal", "5"),
    "decimals_from": ("decimal_fran", "100"),
    "risk_top": ("risk_skala", "5"),
    "risk_medium": ("risk_medel", "5"),
    "risk_high": ("risk_hog", "12"),
    "jump_share": ("hopp_andel", "0.5"),
    "jump_count": ("hopp_antal", "10"),
    "seconds": ("sekunder_per_fil", "30"),
    "megabytes": ("megabyte_per_fil", "500"),
    "switches": ("regler", ""),
    "level": ("allvar", '"varning"'),
    "reason": ("skal", '"Ny regel; ett fel från och med nästa omgång"'),
    "scale": ("skala", ""),
    "low": ("min", "1"),
    "high": ("max", "10"),
    "labels": ("etiketter", '{ 1 = "inte alls", 10 = "helt" }'),
    "units": ("enhet", ""),
    "id": ("id", '"jobbcoachingen"'),
    "municipality": ("kommun", '"Botkyrka"'),
    "municipality_code": ("kommunkod", '"0127"'),
    "department": ("forvaltning", '"Dialog och Service"'),
    "reporter": ("uppgiftslamnare", '"Enhetschef"'),
    "prefill": ("forifyllt", ""),
}

# How grave a rule may be made; "av" is off.
LEVELS: Final[Mapping[str, Severity | None]] = {"av": None, "notis": "note", "varning": "warning", "fel": "error"}
