"""Facts to model instances: columns by name, and rows that belong to one record."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import DecimalField, Manager, Model, TextField
from django.utils.translation import gettext as _

from observatori.formats.characters import refused_columns

TEXT_LIMIT = 50_000  # characters of one text: forty pages, far below what a page or a mail can carry


def fill(instance: Model, facts: dict, columns: Iterable[str]) -> None:
    """Set the columns of `instance` to the facts of those names; unknown ones to the column’s default."""
    for name in columns:
        value = facts.get(name)
        field = instance._meta.get_field(name)
        if isinstance(value, float) and isinstance(field, DecimalField):
            value = Decimal(str(value))  # 0.8 as it was written, not as the processor stores it
        setattr(instance, name, field.get_default() if value is None else value)


def fill_known(instance: Model, facts: dict, columns: Iterable[str]) -> None:
    """As `fill`, but leave the columns that `facts` does not speak of."""
    fill(instance, facts, [name for name in columns if name in facts])


def clean(instance: Model) -> None:
    """Check lengths, characters, choices and dates of the columns. Raises ValidationError.

    Foreign keys come from the database already, so asking it again is left out.
    """
    errors = {
        field.name: ValidationError(
            _("El text és massa llarg: hi caben 50.000 caràcters."), code="max_length"
        )
        for field in instance._meta.fields
        if isinstance(field, TextField) and len(getattr(instance, field.name) or "") > TEXT_LIMIT
    }
    errors = refused_columns(instance) | errors
    gathered = Gathered(errors)
    with gathered.step():
        instance.clean_fields(exclude=[field.name for field in instance._meta.fields if field.is_relation])
    gathered.done()


def clean_whole(instance: Model) -> None:
    """As `clean`, and the constraints of the table too, each under the field its code names."""
    gathered = Gathered()
    with gathered.step():
        clean(instance)
    if not gathered.errors:  # the database would stumble over what the fields refuse
        with gathered.step():
            _clean_constraints(instance)
    gathered.done()


def _clean_constraints(instance):
    try:
        instance.validate_constraints()
    except ValidationError as error:
        names = {field.name for field in instance._meta.get_fields()}
        errors: dict[str, list] = {}
        for field, found in error.error_dict.items():
            for one in found:
                place = one.code if field == NON_FIELD_ERRORS and one.code in names else field
                errors.setdefault(place, []).append(one)
        raise ValidationError(errors) from None


class Gathered:
    """The ValidationErrors of several steps as one, so that people hear of everything at once."""

    def __init__(self, errors: dict | None = None):
        self.errors: dict[str, list] = {}
        if errors:
            self.add(ValidationError(errors))

    def add(self, error: ValidationError) -> None:
        for field, found in error.error_dict.items():
            self.errors.setdefault(field, []).extend(found)

    @contextmanager
    def step(self) -> Iterator[None]:
        try:
            yield
        except ValidationError as error:
            self.add(error)

    def done(self) -> None:
        """Raise what was gathered, if anything was."""
        if self.errors:
            raise ValidationError(self.errors)


def clean_rows(name: str, rows: Iterable[Model]) -> list[Model]:
    """Check each row; raise one ValidationError that says under ``name/<index>/<column>`` what is wrong."""
    gathered, rows = Gathered(), list(rows)
    for index, row in enumerate(rows):
        with gathered.step():
            try:
                clean(row)
            except ValidationError as error:
                found = {f"{name}/{index}/{column}": these for column, these in error.error_dict.items()}
                raise ValidationError(found) from None
    gathered.done()
    return rows


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
