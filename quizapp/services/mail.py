"""Sending mail by SMTP. Only a lost password needs it, and only where a server is configured."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

TIMEOUT_SECONDS = 20
log = structlog.get_logger("quizapp.mail")


@dataclass(frozen=True)
class Mail:
    """A plain text message to one address; `sender` may be empty."""

    sender: str
    to: str
    subject: str
    text: str


def send(url: str, mail: Mail) -> bool:
    """Hand a mail to the server at `smtp://[user:password@]host[:port]` (`smtps://` for TLS).

    Plain smtp:// switches to TLS where the server offers it. A failure is logged without the
    address and returns False: nobody waits for the answer.
    """
    message = EmailMessage()
    message["From"] = mail.sender or f"quizapp@{urlsplit(url).hostname}"
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message.set_content(mail.text)
    try:
        _hand_over(url, message)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail not sent", reason=type(error).__name__)
        return False
    return True


def _hand_over(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        server.ehlo()
        if parts.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
