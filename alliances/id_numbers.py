"""Identity numbers where nobody should write them. Source of the rule: DESIGN §3.3, a signature never has one."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

APART = r"[-–.\s]?"  # between the groups of digits, and before the letter, as people write them
THREES = rf"[0-9]{{3}}{APART}[0-9]{{3}}"
ID_NUMBER = re.compile(
    rf"\b(?:[0-9]{{2}}{APART}{THREES}|[XYZ]{APART}[0-9]{APART}{THREES}){APART}[A-Z]\b", re.IGNORECASE
)


def no_id_number(text: str) -> None:
    """Refuse a text with what looks like a DNI or a NIE: a signature says who and as what, never the number."""
    if ID_NUMBER.search(text):
        raise ValidationError(
            _("Sembla que hi ha un número de DNI o NIE. Traieu-lo: l’Observatori no en desa mai."),
            code="id_number",
        )
