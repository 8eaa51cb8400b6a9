"""The address of a record: its code while it is a draft, the name it was first public with ever after.

A draft’s address must not depend on its name: whoever makes one would learn which names others hold in secret.
"""

from itertools import count

from django.db import connection

from observatori.catalan import slug
from observatori.codes import CODE
from observatori.publishing.models import Kind, Record, Visibility


def draft_slug(kind: str, code: str) -> str | None:
    """Return the address of a draft; agreements have none beside their code."""
    return None if kind == Kind.AGREEMENT else code.lower()


def settle_slug(record: Record, name: str) -> None:
    """Give a record its address for good, from `name`, when it is about to be public for the first time.

    Run it in the transaction that publishes, before the document is made: two that publish the same name at once
    wait for each other. An address that it came with or has already stays.
    """
    if record.visibility != Visibility.PUBLIC or record.slug != draft_slug(record.kind, record.code):
        return
    _one_at_a_time(record.kind)
    record.slug = _free_slug(record.kind, name)
    record.save(update_fields=["slug"])


def _one_at_a_time(kind):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"slug:{kind}"])


def _free_slug(kind, name):
    """The name as an address, with the first number after it that makes it nobody else’s."""
    wanted = slug(name) or kind
    if CODE.fullmatch(wanted):  # else it would be read as the code of another
        wanted = f"{kind}-{wanted}"
    taken = set(Record.objects.filter(kind=kind, slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(one for one in numbered if one not in taken)
