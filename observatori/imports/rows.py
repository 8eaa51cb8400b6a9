"""Facts to model instances: columns by name, and rows that belong to one record."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import DecimalField, Manager, Model


def fill(instance: Model, facts: dict, columns: Iterable[str]) -> None:
    """Set the columns of `instance` to the facts of those names; unknown ones to the column’s default."""
    for name in columns:
        value = facts.get(name)
        field = instance._meta.get_field(name)
        if isinstance(value, float) and isinstance(field, DecimalField):
            value = Decimal(str(value))  # 0.8 as it was written, not as the processor stores it
        setattr(instance, name, field.get_default() if value is None else value)


def clean(instance: Model) -> None:
    """Check lengths, choices and dates of the columns. Raises ValidationError.

    Foreign keys come from the database already, so asking it again is left out.
    """
    instance.clean_fields(exclude=[field.name for field in instance._meta.fields if field.is_relation])


def replace_rows(manager: Manager, rows: Iterable[Model], *, new: bool) -> None:
    """Make `rows` the only ones of a reverse relation; a `new` owner has none yet. Raises ValidationError."""
    rows = list(rows)
    for row in rows:
        setattr(row, manager.field.name, manager.instance)
        clean(row)
    if not new:
        manager.all().delete()
    manager.bulk_create(rows)


def replace_links(manager: Manager, things: Iterable[Model], *, new: bool) -> None:
    """Make `things` the only ones of a many-to-many relation; a `new` owner has none yet."""
    things = list(things)
    if things or not new:
        manager.set(things)
