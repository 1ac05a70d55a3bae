"""Reminders by a real mail server on this machine, always encrypted, and as drafts."""

import socket
import ssl
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from mail_server import HOST, PASSWORD, USER, Server, certificate, serving
from postgres import free_port
from rounds_of_units import project

from jamxl import mailing, workflow
from jamxl.mailing import Sent
from jamxl.project import Mail, Project
from jamxl.reminding import Letter, Step, letters

# Our server on this machine speaks TLS from the beginning, which aiosmtpd does not take into account.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

PERIOD, NOW = "2010-T1", datetime(2010, 5, 8, 7)
SENDER = "samordnare@kommunen.example"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("certifikat"))


@pytest.fixture(params=["starttls", "tls"])
def server(request: pytest.FixtureRequest, files: tuple[Path, Path]) -> Iterator[tuple[str, Server]]:
    with serving(request.param, files) as own:
        yield request.param, own


@pytest.fixture(autouse=True)
def known_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mailing.PASSWORD, PASSWORD)


def made(root: Path, mail: Mail, units: Sequence[str] = ("skola", "jobb", "verkstad")) -> Project:
    of = project(root, units)
    facts = {"coordinator": "Jämställdhetsstrateg", "email": SENDER}
    return of.model_copy(update={"mail": mail, "about": of.about.model_copy(update=facts)})


def to(port: int, security: str = "starttls", user: str = USER, sender: str = "") -> Mail:
    return Mail(server=HOST, port=port, security=security, user=user, sender=sender)


def written(of: Project) -> list[Letter]:
    data = workflow.of_round(of, PERIOD, [])
    return letters(of, data, Step(date(2010, 5, 15), -7), NOW.date())


def sent(of: Project, files: tuple[Path, Path] | None = None) -> list[Sent]:
    trust = ssl.create_default_context(cafile=files[0]) if files else None
    return list(mailing.deliver(of, PERIOD, written(of), NOW, trust))


def troubles(found: Sequence[Sent]) -> list[str]:
    return [one.trouble for one in found]


# --- by the server -------------------------------------------------------------------------------------------------


def test_letters_go_encrypted_and_logged_in(
    tmp_path: Path, files: tuple[Path, Path], server: tuple[str, Server]
) -> None:
    security, own = server
    of = made(tmp_path, to(own.port, security))
    assert troubles(sent(of, files)) == ["", "", ""]
    assert own.recipients == [f"{unit}@kommunen.example" for unit in ("skola", "jobb", "verkstad")]
    assert own.logins == [PASSWORD.encode()]  # one connection for all
    first = own.got[0]
    assert first["To"] == "Enhet skola <skola@kommunen.example>"
    assert first["From"] == f"Prov <{SENDER}>"
    assert first["Subject"] == "Påminnelse: Prov, svar för tertial 1 2010 senast 2010-05-15"
    assert first["Date"].datetime == NOW.astimezone()
    assert first["Reply-To"] is None
    assert first["X-Unsent"] is None
    assert first.get_content().replace("\r\n", "\n") == written(of)[0].text
    assert len({one["Message-ID"] for one in own.got}) == 3


def test_the_same_reminder_has_the_same_message_id(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("tls", files) as own:
        of = made(tmp_path, to(own.port, "tls", sender="noreply@kommunen.example"))
        sent(of, files)
        sent(of, files)
    ids = [one["Message-ID"] for one in own.got]
    assert ids[:3] == ids[3:]
    assert own.got[0]["From"] == "Prov <noreply@kommunen.example>"
    assert own.got[0]["Reply-To"] == f"Jämställdhetsstrateg <{SENDER}>"


def test_a_wrong_password_is_tried_on_one_connection_only(
    tmp_path: Path, files: tuple[Path, Path], server: tuple[str, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mailing.PASSWORD, "Fel-losen")
    found = sent(made(tmp_path, to(server[1].port, server[0])), files)
    said = f"{HOST} tog inte emot inloggningen för {USER} (svar 535). Kontrollera anvandare och lösenordet."
    assert troubles(found) == [said] * 3
    assert server[1].got == []
    # Once for each way of logging in that the server knows.
    assert server[1].logins == [b"Fel-losen"] * 2


def test_a_password_that_the_protocol_has_no_signs_for(
    tmp_path: Path, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mailing.PASSWORD, "lösenord")
    with serving("tls", files) as own:
        found = sent(made(tmp_path, to(own.port, "tls")), files)
    assert troubles(found) == [mailing.NOT_ASCII.format(server=HOST)] * 3


def test_a_refused_recipient_stops_nobody_elses_letter_and_its_answer_is_not_repeated(
    tmp_path: Path, files: tuple[Path, Path], server: tuple[str, Server]
) -> None:
    server[1].refused = {"jobb@kommunen.example"}
    found = sent(made(tmp_path, to(server[1].port, server[0])), files)
    said = f"{HOST} tog inte emot mottagarens adress (svar 550). Kontrollera epost i jamxl.toml."
    assert troubles(found) == ["", said, ""]
    assert server[1].recipients == ["skola@kommunen.example", "verkstad@kommunen.example"]


def test_a_server_that_hangs_up_in_the_middle_is_called_again(
    tmp_path: Path, files: tuple[Path, Path], server: tuple[str, Server]
) -> None:
    server[1].hangs_up = {2}
    found = sent(made(tmp_path, to(server[1].port, server[0])), files)
    assert troubles(found) == ["", f"{HOST} avbröt förbindelsen.", ""]
    assert len(server[1].logins) == 2


def test_a_server_that_hangs_up_all_the_time_is_left_alone(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("tls", files) as own:
        own.hangs_up = set(range(1, 100))
        found = sent(made(tmp_path, to(own.port, "tls"), [f"enhet{n}" for n in range(8)]), files)
    assert troubles(found) == [f"{HOST} avbröt förbindelsen."] * 8
    assert own.asked == mailing.HANG_UPS


@pytest.mark.parametrize("answer", ["554 nej", "421 senare"])
def test_a_refused_letter_stops_no_other(tmp_path: Path, files: tuple[Path, Path], answer: str) -> None:
    with serving("starttls", files) as own:
        own.answers = {1: answer}
        found = sent(made(tmp_path, to(own.port)), files)
    assert troubles(found) == [f"{HOST} tog inte emot brevet (svar {answer[:3]}).", "", ""]


def test_a_server_that_wants_a_login_and_gets_none_says_so(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("starttls", files) as own:
        found = sent(made(tmp_path, to(own.port, user="")), files)
    said = f"{HOST} tog inte emot avsändaren {SENDER} (svar 530). Kontrollera avsandare och anvandare."
    assert troubles(found) == [said] * 3


def test_a_server_without_logins(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("starttls", files, logins=False) as own:
        assert troubles(sent(made(tmp_path, to(own.port, user="")), files)) == ["", "", ""]


# --- never in the clear --------------------------------------------------------------------------------------------


def test_nothing_is_said_to_a_server_that_cannot_encrypt(tmp_path: Path, files: tuple[Path, Path]) -> None:
    with serving("nothing", files) as own:
        found = sent(made(tmp_path, to(own.port)), files)
        beside = sent(made(tmp_path, to(own.port, "tls")), files)
    assert {one.trouble for one in found} == {
        f"{HOST} erbjuder ingen kryptering (STARTTLS) på port {own.port}, och utan den skickas inget. "
        'Prova skydd = "tls" och port = 465, eller fråga IT.'
    }
    assert {one.trouble for one in beside} == {
        f"Det gick inte att få en krypterad förbindelse med {HOST} på port {own.port}. Kontrollera skydd och port."
    }
    assert (own.logins, own.commands, own.got) == ([], 0, [])


@pytest.mark.parametrize("how", ["nobody vouches", "another host"])
def test_a_certificate_that_cannot_be_trusted_ends_it(
    tmp_path: Path, files: tuple[Path, Path], server: tuple[str, Server], how: str
) -> None:
    security, own = server
    if how == "another host":
        other = certificate(tmp_path, "127.0.0.2")
        with serving(security, other) as own:
            found = sent(made(tmp_path, to(own.port, security)), other)
    else:
        found = sent(made(tmp_path, to(own.port, security)))
    assert all(one.trouble.startswith(f"Certifikatet som {HOST} visar går inte att lita på (") for one in found)
    assert len(found) == 3
    assert (own.logins, own.commands, own.got) == ([], 0, [])


# --- no server -----------------------------------------------------------------------------------------------------


def test_nobody_listens(tmp_path: Path) -> None:
    port = free_port()
    found = sent(made(tmp_path, to(port)))
    assert [one.trouble.partition(" (")[0] for one in found] == [f"{HOST} går inte att nå på port {port}"] * 3


def test_a_server_that_is_no_name(tmp_path: Path) -> None:
    found = sent(made(tmp_path, Mail(server="post.finns-inte.invalid")))
    assert all(one.trouble.startswith("post.finns-inte.invalid går inte att nå på port 587 (") for one in found)


def test_a_server_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "PATIENCE", 0.2)
    with socket.create_server((HOST, 0)) as silent:
        port = silent.getsockname()[1]
        found = sent(made(tmp_path, to(port)))
    assert len({one.trouble for one in found}) == 1
    assert f"på port {port}" in found[0].trouble or "avbröt förbindelsen" in found[0].trouble


def hang_up(listening: socket.socket) -> None:
    listening.accept()[0].close()


def test_a_server_that_hangs_up_at_once(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as rude:
        hanging_up = threading.Thread(target=hang_up, args=(rude,))
        hanging_up.start()
        found = sent(made(tmp_path, to(rude.getsockname()[1])))
        hanging_up.join()
    assert troubles(found) == [f"{HOST} avbröt förbindelsen."] * 3


# --- the password --------------------------------------------------------------------------------------------------


def test_the_password_is_had_of_the_systems_keyring(
    tmp_path: Path, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    class Kept(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return PASSWORD if (service, username) == ("jamxl", USER) else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    monkeypatch.delenv(mailing.PASSWORD)
    before = keyring.get_keyring()
    keyring.set_keyring(Kept())  # type: ignore[no-untyped-call]
    try:
        with serving("starttls", files) as own:
            assert troubles(sent(made(tmp_path, to(own.port)), files)) == ["", "", ""]
            found = sent(made(tmp_path, to(own.port, user="annan")), files)
    finally:
        keyring.set_keyring(before)
    assert own.logins == [PASSWORD.encode()]
    assert found[0].trouble.startswith(f"Lösenordet för annan på {HOST} saknas.")


@pytest.mark.parametrize("how", ["no package", "no keyring"])
def test_without_a_password_nothing_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.delenv(mailing.PASSWORD)
    if how == "no package":
        monkeypatch.setitem(sys.modules, "keyring", None)
    else:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        import keyring.core

        monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    found = sent(made(tmp_path, to(free_port())))
    assert (
        troubles(found)
        == [
            f"Lösenordet för {USER} på {HOST} saknas. Lägg det i miljövariabeln JAMXL_SMTP_PASSWORD eller i datorns "
            f"nyckelring (keyring set jamxl {USER})."
        ]
        * 3
    )


def test_a_sender_is_needed(tmp_path: Path) -> None:
    of = project(tmp_path, ["skola"]).model_copy(update={"mail": to(free_port())})
    assert troubles(sent(of)) == [mailing.NO_SENDER]


# --- addresses and names -------------------------------------------------------------------------------------------


def with_unit(of: Project, **facts: str) -> Project:
    return of.model_copy(update={"units": (of.units[0].model_copy(update=facts), *of.units[1:])})


def test_a_unit_without_an_address_is_named_and_the_others_have_theirs(
    tmp_path: Path, files: tuple[Path, Path]
) -> None:
    with serving("tls", files) as own:
        found = sent(with_unit(made(tmp_path, to(own.port, "tls")), email=""), files)
    assert {one.letter.unit.id: one.trouble for one in found} == {
        "skola": mailing.NO_ADDRESS,
        "jobb": "",
        "verkstad": "",
    }


def test_a_name_cannot_make_a_header_of_its_own(tmp_path: Path, files: tuple[Path, Path]) -> None:
    name = 'Skolan\r\nBcc: alla@kommunen.example\r\n\r\nNytt, brev; "x" <y@z.se> Åäö'
    with serving("tls", files) as own:
        found = sent(with_unit(made(tmp_path, to(own.port, "tls"), ["skola"]), name=name), files)
    assert troubles(found) == [""]
    (got,) = own.got
    assert own.recipients == ["skola@kommunen.example"]
    assert got["Bcc"] is None
    (address,) = got["To"].addresses
    assert address.addr_spec == "skola@kommunen.example"
    assert address.display_name.startswith("Skolan Bcc: alla@kommunen.example Nytt, brev; ")
    assert address.display_name.endswith(" <y@z.se> Åäö")


@pytest.mark.parametrize(
    "address", ["a@b.se\nBcc: c@d.se", "a b@c.se", "a@b.se, c@d.se", "@", "a@@b.se", "förskola@b.se"]
)
def test_an_address_that_is_none_stops_nobody_else(tmp_path: Path, files: tuple[Path, Path], address: str) -> None:
    """jamxl.toml refuses most of these; none may do harm."""
    with serving("tls", files) as own:
        found = sent(with_unit(made(tmp_path, to(own.port, "tls")), email=address), files)
    assert [bool(one.trouble) for one in found] == [True, False, False]
    assert "adress" in found[0].trouble.lower()
    assert own.recipients == ["jobb@kommunen.example", "verkstad@kommunen.example"]


# --- drafts --------------------------------------------------------------------------------------------------------


def test_without_a_server_letters_are_drafts(tmp_path: Path) -> None:
    of = made(tmp_path, Mail())
    found = sent(of)
    folder = of.reviews / PERIOD / "paminnelser"
    assert [one.draft for one in found] == [folder / f"paminnelse_{unit.id}.eml" for unit in of.units]
    data = (folder / "paminnelse_jobb.eml").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    draft = message_from_bytes(data, policy=default)
    assert (draft["X-Unsent"], draft["To"]) == ("1", "Enhet jobb <jobb@kommunen.example>")
    assert draft["Auto-Submitted"] is None
    assert draft.get_content().replace("\r\n", "\n") == written(of)[1].text


def test_drafts_to_those_who_have_answered_since_are_taken_away(tmp_path: Path) -> None:
    of = made(tmp_path, Mail())
    sent(of)
    folder = of.reviews / PERIOD / "paminnelser"
    (folder / "mitt_eget.eml").write_text("x")
    (folder / ".jamxl-halv.tmp").write_text("x")
    mailing.clear(of, PERIOD, ["jobb"], NOW.date())
    assert sorted(path.name for path in folder.iterdir()) == ["mitt_eget.eml", "paminnelse_jobb.eml"]


def test_a_folder_that_cannot_be_written_is_said_of_each(tmp_path: Path) -> None:
    of = made(tmp_path, Mail())
    of.reviews.mkdir()
    (of.reviews / PERIOD).write_text("en fil där mappen skulle vara")
    found = sent(of)
    assert len(found) == 3
    assert all("går inte att skriva. En del av sökvägen är en fil" in one.trouble for one in found)
    mailing.clear(of, PERIOD, [], NOW.date())


def test_clearing_makes_no_folder(tmp_path: Path) -> None:
    of = made(tmp_path, Mail())
    mailing.clear(of, PERIOD, [], NOW.date())
    assert not of.reviews.exists()
