"""Letters to one person about an account or an organisation: words from templates, sent in the background.

In the background, so that a page answers in the same time whether or not there is somebody to write to.
"""

import re
import uuid
from functools import partial

from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from kombu.exceptions import OperationalError

from observatori import mail
from observatori.organisations.models import User
from observatori.organisations.tasks import send

FOLDER = "accounts/mail"


def write_to(user: User, stem: str, **facts) -> None:
    """Send a letter to a person, in her language."""
    write_letter(stem, to=user.email, language=user.language, **facts)


def write_letter(stem: str, *, to: str, language: str, page: tuple[str, ...] = (), **facts) -> None:
    """Send the letter of a stem (`<stem>_subject.txt`, `<stem>.txt`) once the transaction is through.

    `page` names the page it leads to: a URL name and its arguments.
    """
    with translation.override(language):
        name, *arguments = page or ("home",)
        facts["url"] = mail.absolute(reverse(name, args=arguments))
        post(
            to=to,
            subject=plain(f"{FOLDER}/{stem}_subject.txt", facts),
            text=plain(f"{FOLDER}/{stem}.txt", facts),
        )


def plain(template: str, facts: dict) -> str:
    """Render a template of plain text, where nothing is escaped."""
    return get_template(template).template.render(Context(facts, autoescape=False))


def post(*, to: str, subject: str, text: str) -> None:
    """Send words that are already in the language of who reads them, as text and as HTML."""
    subject, text = " ".join(subject.split()), text.strip() + "\n"
    facts = {"subject": subject, "text": with_our_links(text), "language": translation.get_language()}
    letter = {"to": to, "subject": subject, "text": text, "key": uuid.uuid4().hex}
    letter["html"] = get_template(f"{FOLDER}/letter.html").render(facts)
    # Robust: what is done is done, also where neither the broker nor the mail server answers.
    transaction.on_commit(partial(_send, letter), robust=True)


def with_our_links(text: str) -> SafeString:
    """Return words as HTML in which the addresses of this site are links, and no others: people wrote the rest."""
    ours = re.compile(rf"{re.escape(escape(mail.absolute('/')))}[^\s<>]*")
    return mark_safe(ours.sub(r'<a href="\g<0>">\g<0></a>', escape(text)))  # noqa: S308 - escaped just here


def _send(letter):
    try:
        send.delay(**letter)
    except OperationalError:  # the broker is down: nobody waits for a letter because of that
        send(**letter)
