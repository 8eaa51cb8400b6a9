"""Letters: their words, the addresses in them, and how one is handed over so that nobody gets it twice.

Knows nothing of what the letters are about. Sources: RFC 5321 §4.2.1 (what a reply’s first digit means) and
§4.5.3.2 (a connection lost after DATA leaves the fate of the message unknown), RFC 5322 §3.6.4 (Message-ID).
"""

import os
import re
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.policy import SMTP as WIRE
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import get_language

BLANK_LINES = re.compile(r"\n{3,}")
PERMANENT = 500  # the first SMTP code that a second try would not change


class NotAccepted(Exception):
    """The server refuses this letter to this address for good."""


class NotNow(Exception):
    """Nothing was handed over; a later try may work."""


class Unsure(Exception):
    """The connection was lost after DATA: the server may have taken the letter, or not."""


@dataclass(frozen=True)
class Letter:
    """What one person reads, in her language."""

    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


def render(name: str, context: dict, *, headers: dict[str, str] | None = None) -> Letter:
    """Return the letter of the templates ``mail/<name>.subject.txt``, ``.txt`` and ``.html``."""
    context = {**context, "home": absolute("/"), "language": get_language()}
    return Letter(
        subject=" ".join(_plain(f"mail/{name}.subject.txt", context).split()),
        text=BLANK_LINES.sub("\n\n", _plain(f"mail/{name}.txt", context)).strip() + "\n",
        html=get_template(f"mail/{name}.html").render(context),
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},  # RFC 3834
    )


def _plain(template, context):
    return get_template(template).template.render(Context(context, autoescape=False))


def absolute(path: str) -> str:
    """Return the whole address of a path: in a letter there is no request to ask."""
    return f"{settings.SITE_URL}{path}"


def our_domain() -> str:
    return urlsplit(settings.SITE_URL).hostname


def message_id(key: str) -> str:
    """Return the Message-ID of what has this key: always the same, so that a repetition can be recognised."""
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{settings.SITE_URL}#{key}')}@{our_domain()}>"


def hand_over(
    letter: Letter, *, to: str, message_id: str, before_data: Callable[[], None] = lambda: None
) -> None:
    """Give the letter to the mail server; `before_data` runs at the last moment before it may count as given.

    Raises NotAccepted, NotNow or Unsure, and whatever `before_data` raises to call it off.
    """
    message = EmailMultiAlternatives(
        letter.subject, letter.text, to=[to], headers={"Message-ID": message_id, **letter.headers}
    )
    message.attach_alternative(letter.html, "text/html")
    given = []

    def at_data():
        before_data()
        given.append(True)

    message.before_data = at_data
    try:
        mailers.default.send_messages([message])
    except (smtplib.SMTPDataError, smtplib.SMTPRecipientsRefused) as refusal:
        code, reason = _answer(refusal)
        raise (NotAccepted if code >= PERMANENT else NotNow)(f"{code} {reason}") from refusal
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as refusal:
        raise NotNow(str(refusal)) from refusal  # who we are, not whom we write to, is refused
    except OSError as error:
        raise (Unsure if given else NotNow)(f"{type(error).__name__}: {error}") from error
    except ValueError as error:  # an address that no server can be told
        raise NotAccepted(str(error)) from error


def _answer(refusal):
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        ((code, reason),) = refusal.recipients.values()
    else:
        code, reason = refusal.smtp_code, refusal.smtp_error
    return code, reason.decode(errors="replace") if isinstance(reason, bytes) else reason


# --- Backends of MAILERS ----------------------------------------------------------------------------


class _TellsOfData:
    """An SMTP connection that says when it is about to send the message itself."""

    before_data = None

    def data(self, msg):
        if self.before_data:
            self.before_data()
        return super().data(msg)


class _Smtp(_TellsOfData, smtplib.SMTP):
    pass


class _SmtpOverTls(_TellsOfData, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """Django’s SMTP backend, which calls the message’s `before_data` between RCPT and DATA."""

    @property
    def connection_class(self):
        return _SmtpOverTls if self.use_ssl else _Smtp

    def _send(self, message):
        self.connection.before_data = getattr(message, "before_data", None)
        return super()._send(message)


class EmlBackend(BaseEmailBackend):
    """Writes each message into a file of its own, named so that they sort by time."""

    def __init__(self, file_path, **options):
        super().__init__(**options)
        self.folder = Path(file_path)

    def send_messages(self, messages):
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            getattr(message, "before_data", lambda: None)()
            self._write(message.message().as_bytes(policy=WIRE))
        return len(messages)

    def _write(self, content):
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid.uuid4().hex[:8]}.eml"
        unfinished = self.folder / f".{name}"
        unfinished.write_bytes(content)
        os.replace(unfinished, self.folder / name)  # whoever watches the folder sees whole messages only
