"""The day a question is asked for: ``?at=YYYY-MM-DD``, on pages and in the API."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _


class BadDay(ValueError):
    """The text is not a day; its message is for people."""


def day_asked(text: str | None) -> date:
    """Return the day of `text`, today (Europe/Madrid) without one; raise BadDay for anything else."""
    if not text:
        return timezone.localdate()
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay(_("La data ha de tenir la forma AAAA-MM-DD, per exemple 2026-03-31.")) from None
