"""The form of one step: fields and rows under the names of the API, and what it says as facts."""

from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from observatori.organisations.models import User
from observatori.publishing.form_rows import BegunRow, RowForm, Rows, RowsOf, rearranged
from observatori.publishing.form_words import said
from observatori.publishing.organisation_field import OrganisationField, Registered, register_new
from observatori.publishing.written import names_in, written

__all__ = ["BegunRow", "RowForm", "RowsOf", "StepForm"]


class StepForm(forms.Form):
    """A step of a record. It shows `document`, the working copy, and what was typed over it (`data`).

    `kept` are fields to show as they were typed, though nobody asked to save them: for pages that change a form
    (a row more, a conflict, a lost session) without judging it.
    """

    use_required_attribute = False
    row_sets: dict[str, RowsOf] = {}
    needed: tuple[str, ...] = ()  # fields without which it cannot be submitted: the form says so

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, RowsOf)}
        cls.row_sets = cls.row_sets | declared

    def __init__(
        self,
        data=None,
        *,
        document: Mapping,
        user: User,
        kept: Mapping | None = None,
        comments=(),
        missing=(),
    ):
        self.document, self.user = document, user
        self.comments, self.missing = dict(comments), dict(missing)
        self.is_unsaved = data is not None or kept is not None
        self.registered = Registered()
        shown = self.of(document)
        initial = {name: _inside(shown, name.split("__")) for name in self.base_fields}
        super().__init__(data, initial=initial | dict(kept or {}), label_suffix="")
        self.names_of_organisations = names_in(document)
        self.prepare()
        held = {name: declared.of(document.get(name)) for name, declared in self.row_sets.items()}
        rows = {name: [*found, *self.proposed(name)] for name, found in held.items()} | dict(kept or {})
        self.rows = {
            name: Rows(name, declared, form=self, data=data, initial=rows[name])
            for name, declared in self.row_sets.items()
        }

    def prepare(self) -> None:
        """Hand the fields what they need of the person and the record; subclasses fill choices here."""
        self._introduce(self.fields)

    def proposed(self, name: str) -> list[dict]:
        """Return rows to show after those of the document, begun for the person."""
        return []

    def prepare_row(self, row: RowForm) -> None:
        """The same for the fields of a row."""
        self._introduce(row.fields)

    def _introduce(self, fields):
        for field in fields.values():
            if isinstance(field, OrganisationField):
                field.user, field.known = self.user, self.names_of_organisations

    @classmethod
    def names(cls) -> list[str]:
        """Return the API’s names of what the step asks, in order."""
        return list(dict.fromkeys([*(name.split("__")[0] for name in cls.base_fields), *cls.row_sets]))

    @classmethod
    def of(cls, document: Mapping) -> dict:
        """Return what `document` has in the fields of this step, in the API’s write form."""
        found: dict = {}
        for name in cls.base_fields:
            path = name.split("__")
            _put(found, path, written(_inside(document, path)))
        for name, declared in cls.row_sets.items():
            rows = declared.of(document.get(name))
            found[name] = [row[declared.options.single] for row in rows] if declared.options.single else rows
        return found

    def values(self) -> dict:
        """Return what was typed, in the same form. The form must be valid."""
        found: dict = {}
        for name in self.fields:
            _put(found, name.split("__"), self.cleaned_data[name])
        return found | {name: rows.values() for name, rows in self.rows.items()}

    def facts(self, names: Iterable[str]) -> dict:
        """Return those fields as the rules want them, new organisations registered.

        Rows are completed with the columns that this step does not ask. `registered` then says which those are, and
        who was invited. Run it in the transaction that saves; raises ValidationError.
        """
        values, names = self.values(), list(names)
        found = {name: values[name] for name in names}
        for name in set(names) & self.rows.keys():
            found[name] = self.rows[name].completed(found[name], self.document.get(name) or [])
        self.registered = Registered()
        return register_new(found, user=self.user, made=self.registered)

    def is_valid(self):
        valid = [super().is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        return all(valid)

    def refuse(self, error: ValidationError) -> None:
        """Put what a rule refused at its field or row; what has none, above all."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            first, *rest = name.split("/")
            if first in self.rows:
                self.rows[first].refuse(rest, errors)
            else:
                self.add_error(self._field_of(name), errors)

    def has_errors(self) -> bool:
        return bool(self.is_bound and (self.errors or any(rows.has_errors() for rows in self.rows.values())))

    @property
    def all_errors(self) -> list[dict]:
        """Return every error for the summary: {text, href}."""
        found = [{"text": text, "href": ""} for text in self.non_field_errors()]
        for bound in self:
            found += [{"text": f"{bound.label}: {text}", "href": anchor(bound)} for text in bound.errors]
        for rows in self.rows.values():
            found += rows.all_errors
        return found

    def shows(self) -> dict:
        """Return what its template shows beside the fields, from what was typed or is saved."""
        return {}

    @property
    def items(self) -> list[dict]:
        """Return what the page shows, in order: a field or a set of rows, with its comments and what is missing."""
        shown = [{"field": bound, **self._notes(_api_name(bound.name))} for bound in self.visible_fields()]
        return shown + [{"rows": rows, **self._notes(name)} for name, rows in self.rows.items()]

    @property
    def layout(self) -> list[dict]:
        """Return the items in the order and the groups of the page; one with a `template` is drawn by it."""
        return self.items

    def words(self, name: str, value) -> list[str]:
        """Return a value of one of the step’s fields as people read it, a line each."""
        if name in self.rows:
            return self.rows[name].words(value)
        fields = [field for field in self.fields if field.split("__")[0] == name]
        if fields == [name]:
            return said(self.fields[name], value)
        lines = []
        for field in fields:
            inner = said(self.fields[field], _inside({name: value}, field.split("__")))
            lines += [f"{self.fields[field].label}: {line}" for line in inner]
        return lines

    def label(self, name: str) -> str:
        """Return what people call a field, given by the API’s name."""
        if name in self.rows:
            return str(self.rows[name].label)
        return " · ".join(
            str(self.fields[field].label) for field in self.fields if field.split("__")[0] == name
        )

    def readings(self) -> list[dict]:
        """Return the step’s fields as the document has them: {label, lines, in_one}; empty ones have no line.

        `in_one` says that the lines are the labels of a choice, to be read one after another.
        """
        held = self.of(self.document)
        return [reading for name in self.names() for reading in self._read(name, held)]

    def _read(self, name, held):
        if name in self.rows:
            yield {"label": self.label(name), "lines": self.words(name, held.get(name)), "in_one": False}
            return
        for path in [field for field in self.fields if field.split("__")[0] == name]:
            field, value = self.fields[path], _inside(held, path.split("__"))
            lines = self.words(name, value) if path == name else said(field, value)
            in_one = isinstance(field, forms.MultipleChoiceField)
            yield {"label": str(field.label), "lines": lines, "in_one": in_one}

    def _notes(self, name):
        return {
            "name": name,
            "comments": self.comments.get(name, []),
            "missing": self.missing.get(name, ""),
            "needed": name in self.needed,
        }

    def _field_of(self, name):
        joined = name.replace("/", "__")
        columns = {field.replace("__", "_"): field for field in self.fields}  # some rules name the column
        places = (joined, columns.get(name), name.split("/")[0])
        return next((one for one in places if one in self.fields), None)

    @classmethod
    def rearranged(cls, data: MultiValueDict) -> dict | None:
        """Return what was typed, changed as a button of the page asks that saves nothing; None if none was pressed."""
        return rearranged(cls.typed(data), data, cls.row_sets)

    @classmethod
    def typed(cls, data: MultiValueDict) -> dict:
        """Return the raw text of every field and row, to show it again; see `kept`."""
        found = {
            name: field.widget.value_from_datadict(data, {}, name) for name, field in cls.base_fields.items()
        }
        return found | {name: declared.typed(name, data) for name, declared in cls.row_sets.items()}


def anchor(bound: forms.BoundField) -> str:
    """Return where a field is on its page."""
    first_option = bound.use_fieldset and not isinstance(bound.field, OrganisationField)
    return f"#{bound.auto_id}{'_0' if first_option else ''}"


def _api_name(name):
    return name.replace("__", "/") if "__" in name else name


def _inside(value, path):
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _put(found, path, value):
    *above, last = path
    for part in above:
        found = found.setdefault(part, {})
    found[last] = value
