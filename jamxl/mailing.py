"""Reminders on their way: by the municipality's mail server, always encrypted, or as drafts for the co-ordinator.

The password comes from the environment or from the system's own store of passwords, and is written nowhere.
"""

import hashlib
import os
import smtplib
import ssl
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from types import TracebackType
from typing import Self

from jamxl import workflow
from jamxl.project import Mail, Project
from jamxl.reminding import ITEM, Letter, one_line
from jamxl.trouble import Trouble
from jamxl.writing import CannotWrite, plainly, put_bytes, remove_leftovers

# Where drafts are put, among the period's answers to the units.
DRAFTS = "paminnelser"

PASSWORD, KEYRING = "JAMXL_SMTP_PASSWORD", "jamxl"

# Seconds to wait for the server, and how often it may hang up before the rest is left to the next run.
PATIENCE, HANG_UPS = 30.0, 3

NO_ADDRESS = "E-postadress saknas i jamxl.toml."
BAD_ADDRESS = "Adressen {address} går inte att skriva i ett brev. Rätta epost i jamxl.toml."
NO_SENDER = "Påminnelser behöver en avsändare: skriv avsandare under [epostserver], eller epost under [projekt]."
NO_PASSWORD = (
    "Lösenordet för {user} på {server} saknas. Lägg det i miljövariabeln JAMXL_SMTP_PASSWORD eller i datorns "
    "nyckelring (keyring set jamxl {user})."
)
NOT_ENCRYPTED = (
    '{server} erbjuder ingen kryptering (STARTTLS) på port {port}, och utan den skickas inget. Prova skydd = "tls" '
    "och port = 465, eller fråga IT."
)
CERTIFICATE = "Certifikatet som {server} visar går inte att lita på ({detail}). Inget skickades. Fråga IT."
NO_TLS = "Det gick inte att få en krypterad förbindelse med {server} på port {port}. Kontrollera skydd och port."
REFUSED_LOGIN = "{server} tog inte emot inloggningen för {user} (svar {code}). Kontrollera anvandare och lösenordet."
NO_LOGIN = "{server} tar inte emot någon inloggning. Ta bort anvandare under [epostserver], eller fråga IT."
NOT_ASCII = (
    "{server} tar inte emot andra tecken än a-z, siffror och vanliga skiljetecken i namn, lösenord och adresser."
)
AWAY = "{server} går inte att nå på port {port} ({detail})."
HUNG_UP = "{server} avbröt förbindelsen."
REFUSED_RECIPIENT = "{server} tog inte emot mottagarens adress (svar {code}). Kontrollera epost i jamxl.toml."
REFUSED_SENDER = "{server} tog inte emot avsändaren {sender} (svar {code}). Kontrollera avsandare och anvandare."
REFUSED = "{server} tog inte emot brevet (svar {code})."


class CannotSend(Trouble):
    """No letter can be sent; the message says why."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a letter: a file when it is a draft; why it did not go, "" when it did."""

    letter: Letter
    draft: Path | None = None
    trouble: str = ""

    @property
    def how(self) -> str:
        return "draft" if self.draft else "sent"


def deliver(
    project: Project, period: str, letters: Sequence[Letter], now: datetime, trust: ssl.SSLContext | None = None
) -> Iterator[Sent]:
    """Send letters, or put them as drafts where the project has no mail server. Tells of each as soon as it is done.

    `trust`: the certificates that the server is judged by, when not the system's own.
    """
    yield from (Sent(one, trouble=NO_ADDRESS) for one in letters if not one.unit.email)
    left = [one for one in letters if one.unit.email]
    if project.mail.server:
        yield from send(project, period, left, now, trust)
        return
    for one in left:
        yield draft(project, period, one, now)


# --- a letter as a message -----------------------------------------------------------------------------------------


def message(project: Project, period: str, letter: Letter, now: datetime) -> EmailMessage:
    """A letter as it travels. Raises CannotSend for an address that cannot stand in it.

    The same reminder has the same Message-ID: one that is sent again is known to be the same.
    """
    made = addressed(project, letter.unit.name, letter.unit.email, now)
    made["Subject"] = letter.subject
    facts = (project.about.project_id, period, letter.unit.id, str(letter.step.due), str(letter.step.days))
    made["Message-ID"] = f"<{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}@jamxl.invalid>"
    made.set_content(letter.text, cte="quoted-printable")
    return made


def addressed(project: Project, name: str, address: str, now: datetime) -> EmailMessage:
    """A letter from the project, to somebody and with nothing in it. Raises CannotSend."""
    about = project.about
    sender = project.mail.sender or about.email
    made = EmailMessage(policy=SMTP)
    try:
        made["To"] = Address(nameable(name, now), addr_spec=address)
        if sender:
            made["From"] = Address(nameable(about.name, now), addr_spec=sender)
        if about.email and about.email != sender:
            made["Reply-To"] = Address(nameable(about.coordinator, now), addr_spec=about.email)
    except (MessageError, ValueError, IndexError):
        raise CannotSend(BAD_ADDRESS.format(address=one_line(address))) from None
    made["Date"] = now.astimezone()
    return made


def nameable(name: str, now: datetime) -> str:
    """A name as it may stand in a header."""
    return workflow.nameless(one_line(name), now.date())


# --- drafts --------------------------------------------------------------------------------------------------------


def drafts(project: Project, period: str) -> Path:
    """The folder of a period's drafts."""
    return project.reviews / period / DRAFTS


def draft_path(project: Project, period: str, unit: str, today: date) -> Path:
    """Where a unit's draft lies."""
    return drafts(project, period) / workflow.nameless(f"paminnelse_{unit}.eml", today)


def draft(project: Project, period: str, letter: Letter, now: datetime) -> Sent:
    """Put a letter as a file that Outlook opens as a draft. A unit has one: the last."""
    path = draft_path(project, period, letter.unit.id, now.date())
    try:
        made = message(project, period, letter, now)
        made["X-Unsent"] = "1"
        with plainly(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        put_bytes(made.as_bytes(), path)
    except (CannotSend, CannotWrite) as trouble:
        return Sent(letter, trouble=str(trouble))
    return Sent(letter, path)


def clear(project: Project, period: str, lacking: Collection[str], today: date) -> None:
    """Take away the drafts to units that have answered since, and what a stopped run left.

    One that is open in a mail program stays until the next time.
    """
    with suppress(CannotWrite):
        remove_leftovers(drafts(project, period))
    for unit in project.units:
        path = draft_path(project, period, unit.id, today)
        if unit.id not in lacking:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def refresh(project: Project, period: str, letters: Iterable[Letter], now: datetime) -> None:
    """Write anew the drafts that still lie there and ask for another list of books than is lacking now."""
    for one in letters:
        try:
            data = draft_path(project, period, one.unit.id, now.date()).read_bytes()
        except OSError:
            # It was sent and taken away, or there never was one.
            continue
        body = message_from_bytes(data, policy=SMTP).get_body()
        if body is None or asked_for(body.get_content()) != asked_for(one.text):
            draft(project, period, one, now)


def asked_for(text: str) -> list[str]:
    """The lines of a letter that say what is lacking."""
    return [line for line in text.splitlines() if line.startswith(ITEM)]


# --- by the server -------------------------------------------------------------------------------------------------


def send(
    project: Project, period: str, letters: Sequence[Letter], now: datetime, trust: ssl.SSLContext | None = None
) -> Iterator[Sent]:
    """Send letters by the project's mail server, one after another. One that cannot go stops no other."""
    with Post(project, trust) as post:
        for letter in letters:
            try:
                made = message(project, period, letter, now)
                made["Auto-Submitted"] = "auto-generated"
                post.send(made)
            except CannotSend as trouble:
                yield Sent(letter, trouble=str(trouble))
            else:
                yield Sent(letter)


def tell(project: Project, subject: str, text: str, now: datetime, trust: ssl.SSLContext | None = None) -> None:
    """Send the co-ordinator a letter. Raises CannotSend."""
    made = addressed(project, project.about.coordinator, project.about.email, now)
    made["Subject"] = nameable(subject, now)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, cte="quoted-printable")
    with Post(project, trust) as post:
        post.send(made)


class Post:
    """A connection to the mail server, made at the first letter, and again when it was lost."""

    def __init__(self, project: Project, trust: ssl.SSLContext | None) -> None:
        self._mail, self._sender = project.mail, project.mail.sender or project.about.email
        self._trust = trust or ssl.create_default_context()
        self._server: smtplib.SMTP | None = None
        self._hopeless, self._hang_ups = "", 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            with suppress(OSError):
                self._server.quit()

    def send(self, letter: EmailMessage) -> None:
        """Send a letter. Raises CannotSend.

        What would be the same for every letter is tried once: a server may close an account after some wrong logins.
        """
        if self._hopeless:
            raise CannotSend(self._hopeless)
        if self._server is None:
            try:
                self._server = self._connected()
            except (CannotSend, OSError, UnicodeError) as trouble:
                self._hopeless = str(trouble) if isinstance(trouble, CannotSend) else self._why(trouble)
                raise CannotSend(self._hopeless) from trouble
        try:
            self._server.send_message(letter)
        except (OSError, UnicodeError) as trouble:
            why = self._why(trouble)
            if self._server.sock is None:
                self._server, self._hang_ups = None, self._hang_ups + 1
                self._hopeless = why if self._hang_ups == HANG_UPS else ""
            raise CannotSend(why) from trouble

    def _connected(self) -> smtplib.SMTP:
        """A connection that is encrypted and logged in. Raises CannotSend, OSError and UnicodeError."""
        mail = self._mail
        if not self._sender:
            raise CannotSend(NO_SENDER)
        secret = password(mail) if mail.user else ""
        server: smtplib.SMTP
        if mail.security == "tls":
            server = smtplib.SMTP_SSL(mail.server, mail.port, timeout=PATIENCE, context=self._trust)
        else:
            server = smtplib.SMTP(mail.server, mail.port, timeout=PATIENCE)
        try:
            if mail.security != "tls":
                begin_tls(server, mail, self._trust)
            if mail.user:
                log_in(server, mail, secret)
        except BaseException:
            server.close()
            raise
        return server

    def _why(self, trouble: Exception) -> str:
        """What the server or the net refused, as a sentence. What the server says is not repeated, but for its code."""
        facts = {"server": self._mail.server, "port": self._mail.port, "user": self._mail.user, "sender": self._sender}
        return sentence(trouble).format(**facts, code=code_of(trouble), detail=detail_of(trouble))


def begin_tls(server: smtplib.SMTP, mail: Mail, trust: ssl.SSLContext) -> None:
    """Encrypt what is said from here on. Raises CannotSend where the server cannot, and OSError."""
    server.ehlo()
    if not server.has_extn("starttls"):
        raise CannotSend(NOT_ENCRYPTED.format(server=mail.server, port=mail.port))
    server.starttls(context=trust)


def log_in(server: smtplib.SMTP, mail: Mail, secret: str) -> None:
    """Log in. Raises CannotSend where the server takes no logins, OSError and UnicodeError."""
    try:
        server.login(mail.user, secret)
    except smtplib.SMTPNotSupportedError:
        raise CannotSend(NO_LOGIN.format(server=mail.server)) from None


def password(mail: Mail) -> str:
    """The password for the mail server. Raises CannotSend without one."""
    found = os.environ.get(PASSWORD) or kept_password(mail.user)
    if not found:
        raise CannotSend(NO_PASSWORD.format(server=mail.server, user=mail.user))
    return found


def kept_password(user: str) -> str:
    """The password in the system's own store of passwords; "" when there is none, or no package that asks it."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        return ""
    try:
        return keyring.get_password(KEYRING, user) or ""
    except KeyringError:
        return ""


# The first that a trouble is an instance of says it.
SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, CERTIFICATE),
    (ssl.SSLError, NO_TLS),
    (smtplib.SMTPAuthenticationError, REFUSED_LOGIN),
    (smtplib.SMTPNotSupportedError, NOT_ASCII),
    (smtplib.SMTPRecipientsRefused, REFUSED_RECIPIENT),
    (smtplib.SMTPSenderRefused, REFUSED_SENDER),
    (smtplib.SMTPServerDisconnected, HUNG_UP),
    (smtplib.SMTPException, REFUSED),
    (UnicodeError, NOT_ASCII),
    (OSError, AWAY),
)


def sentence(trouble: Exception) -> str:
    """The sentence for a trouble, with its blanks."""
    return next(said for kind, said in SENTENCES if isinstance(trouble, kind))


def code_of(trouble: Exception) -> int:
    """The code that a server answered with; 0 for none."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in trouble.recipients.values()), 0)
    return int(getattr(trouble, "smtp_code", 0))


def detail_of(trouble: Exception) -> str:
    """What the system says of a trouble with the net, or of a certificate."""
    if isinstance(trouble, smtplib.SMTPException):
        return ""
    return str(getattr(trouble, "verify_message", "") or getattr(trouble, "strerror", "") or trouble)
