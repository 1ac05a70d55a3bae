"""A mail server on this machine: encrypted, with logins, and as unkind as a test wants it."""

import ssl
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from postgres import free_port

HOST, USER, PASSWORD = "127.0.0.1", "jamstalldhet", "Hemligt-42"


@dataclass
class Server:
    """What a mail server was given, and what it does not take."""

    port: int = 0
    refused: set[str] = field(default_factory=set)
    # What it does with the letters that come, by their number: hang up, or answer so.
    hangs_up: set[int] = field(default_factory=set)
    answers: dict[int, str] = field(default_factory=dict)
    got: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    commands: int = 0
    asked: int = 0

    # --- aiosmtpd calls these by name

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return f"550 <{address}> finns inte; {PASSWORD}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.asked += 1
        if self.asked in self.hangs_up:
            assert isinstance(server.transport, Transport)
            server.transport.abort()
            return "250 OK"
        if self.asked in self.answers:
            return self.answers[self.asked]
        assert isinstance(envelope.content, bytes)
        self.got.append(message_from_bytes(envelope.content, policy=default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any
    ) -> AuthResult:
        assert isinstance(login, LoginPassword)
        self.logins.append(login.password)
        right = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


def certificate(folder: Path, host: str = HOST) -> tuple[Path, Path]:
    """A certificate for a host that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "jamxl prov")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{host}.pem", folder / f"{host}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


@contextmanager
def serving(security: str, files: tuple[Path, Path], *, logins: bool = True) -> Iterator[Server]:
    """A server that speaks "starttls", "tls", or "nothing" of encryption. It wants a login unless told otherwise."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    own = Server(free_port())
    more: dict[str, Any] = {"authenticator": own.authenticate, "auth_required": logins} if logins else {}
    if security == "starttls":
        more |= {"tls_context": context, "require_starttls": True}
    else:
        more |= {"ssl_context": context if security == "tls" else None, "auth_require_tls": False}
    controller = Controller(own, hostname=HOST, port=own.port, **more)
    controller.start()
    try:
        yield own
    finally:
        controller.stop()
