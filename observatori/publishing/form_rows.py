"""Rows of a step’s form: a list that grows, shrinks and is put in order, also without JavaScript.

Row *i* of «partners» has its fields under ``partners-<i>-<name>``; ``partners-total`` says how many there are. The
buttons ``_add``, ``_remove``, ``_up`` and ``_down`` change the list of what was typed and save nothing.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict

from observatori.publishing.form_words import said, said_within
from observatori.publishing.forms import LongText, Money
from observatori.publishing.organisation_field import OrganisationField, chosen
from observatori.publishing.written import is_filled, written

MOST = 300  # rows of one list: more than any agreement has parts
BRIEF = 80  # letters of a text that stand for the whole where a row is folded


class RowForm(forms.Form):
    """One row. `identity` is the hidden field that ties it to the document’s row, whose other columns it keeps.

    `ignored` are fields that have a value from the start, and do not make a row say something. `named_by` are the
    fields that tell one row from another where it is read in a line; without any, the first that says something.
    `told_by` are those that a folded row is told by.
    """

    use_required_attribute = False
    identity = ""
    ignored: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    beside: dict | None = None  # what the page shows next to the row: {title, text}
    brings = False  # whether a button brings the text of what is chosen in it

    @classmethod
    def of(cls, row: Mapping) -> dict:
        """Return what a row of the document has in these fields, in the API’s write form."""
        return {name: written(row.get(name)) for name in cls.base_fields}

    @classmethod
    def after(cls, above: Mapping) -> dict:
        """Return what a row that is added starts from, given the raw text of the one above."""
        return {}

    @property
    def quiet(self) -> set[str]:
        """The fields that say nothing by themselves."""
        return {self.identity, *self.ignored}

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in it."""
        return not any(is_filled(_text(self[name].data)) for name in self.fields if name not in self.quiet)

    @property
    def is_new(self) -> bool:
        """Whether the page begins it, so that it is shown open."""
        return not self.summary

    @property
    def summary(self) -> str:
        """What it is told by where it is folded, saved or not; an empty text for a row that says nothing."""
        visible = [bound for bound in self.visible_fields() if bound.name not in self.ignored]
        told = [brief for bound in visible if bound.name in self.told_by and (brief := _brief(bound))]
        return " · ".join(told or [brief for bound in visible if (brief := _brief(bound))][:1])


class BegunRow(RowForm):
    """A row that the page may begin with some values: until more is typed, it says nothing and is not saved.

    `begun` are the fields that are begun; `proposed` remembers what with.
    """

    begun: tuple[str, ...] = ()
    proposed = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def begin(cls, values: Mapping) -> dict:
        """Return the values of a row, raw or in the API’s write form, as begun by the page."""
        return {**values, "proposed": "|".join((_text(values[name]) or "").strip() for name in cls.begun)}

    @property
    def quiet(self):
        proposed = self["proposed"].data
        is_as_begun = (
            proposed and proposed == self.begin({name: self[name].data for name in self.begun})["proposed"]
        )
        return super().quiet | {"proposed", *(self.begun if is_as_begun else ())}

    @property
    def is_new(self):
        return super().is_new or bool(self["proposed"].value())

    def clean_proposed(self):
        return ""  # it is no fact of the row


@dataclass(frozen=True, kw_only=True)
class _Options:
    label: str
    one: str  # the name of one row, before its number
    add: str = ""  # the text of the button; without it the rows are those of the document, and no other
    help_text: str = ""
    least: int = 0  # rows shown at the start
    single: str = ""  # the list is of the values of this field
    folds: bool = False  # rows that say something are shown folded
    template: str = "forms/rows.html"


class RowsOf:
    """Declares a list of rows in a form: ``partners = RowsOf(PartnerRow, label=…, one=…, add=…)``."""

    def __init__(self, row: type[RowForm], **options):
        self.row, self.options = row, _Options(**options)

    @property
    def is_fixed(self) -> bool:
        return not self.options.add

    def total(self, name: str, data: Mapping) -> int:
        """Return how many rows were sent."""
        with suppress(ValueError):
            return min(max(int(data.get(f"{name}-total") or 0), 0), MOST)
        return 0

    def typed(self, name: str, data: MultiValueDict) -> list[dict]:
        """Return the raw text of every row."""
        return [
            {
                column: field.widget.value_from_datadict(data, {}, f"{name}-{index}-{column}")
                for column, field in self.row.base_fields.items()
            }
            for index in range(self.total(name, data))
        ]

    def of(self, rows: Iterable) -> list[dict]:
        """Return the rows of the document in the API’s write form."""
        rows = rows or []
        single = self.options.single
        return [self.row.of({single: row} if single else row) for row in rows]


class Rows:
    """The rows of one form."""

    def __init__(self, name: str, declared: RowsOf, *, form, data, initial: list[dict]):
        self.name, self.declared, self.options = name, declared, declared.options
        self.errors: list[str] = []
        self.comments, self.names = form.comments, form.names_of_organisations
        shown = declared.total(name, data) if data is not None else max(len(initial), self.options.least)
        initial = [*initial, *({} for _row in range(shown - len(initial)))]
        self.forms = [self._row(form, data, index, initial[index]) for index in range(shown)]
        self.places: list[int] = []  # of each row that says something, its number on the page

    def _row(self, form, data, index, initial):
        initial = {name: value for name, value in initial.items() if value is not None}
        row = self.declared.row(data, prefix=f"{self.name}-{index}", initial=initial, label_suffix="")
        form.prepare_row(row)
        return row

    @property
    def label(self):
        return self.options.label

    def is_valid(self) -> bool:
        self.places = [i for i, row in enumerate(self.forms) if self.declared.is_fixed or not row.is_blank]
        for index, row in enumerate(self.forms):
            if index not in self.places:
                row._errors, row.cleaned_data = ErrorDict(), {}  # an empty row is no mistake
        refused = [row for row in self.forms if not row.is_valid()]  # all of them, not the first alone
        return not refused

    def values(self) -> list:
        """Return what was typed in the rows that say something."""
        rows = [
            {name: self.forms[place].cleaned_data[name] for name in self.forms[place].fields}
            for place in self.places
        ]
        single = self.options.single
        return [row[single] for row in rows] if single else rows

    def completed(self, values: list, held: Iterable[Mapping]) -> list:
        """Return the rows with the columns that the form does not ask, from the document’s row of that identity."""
        identity = self.declared.row.identity
        if not identity:
            return values
        held = {row[identity]: written(row) for row in held}
        return [held.get(row[identity], {}) | row for row in values]

    def refuse(self, place: list[str], errors) -> None:
        """Put errors at a row and column, at a row, or at the whole list."""
        index = place_among(place[0], len(self.places)) if place else None
        if index is None:
            self.errors += [message for error in errors for message in error.messages]
            return
        row = self.forms[self.places[index]]
        column = place[1] if len(place) > 1 else self.options.single
        visible = column in row.fields and not row[column].is_hidden
        row.add_error(column if visible else None, errors)

    def has_errors(self) -> bool:
        return bool(self.errors or any(row.errors for row in self.forms))

    @property
    def all_errors(self) -> list[dict]:
        found = [{"text": f"{self.label}: {text}", "href": f"#{self.id}"} for text in self.errors]
        for index, row in enumerate(self.forms):
            is_named = bool(self.declared.row.named_by)
            one = self._title(row, index) if is_named else f"{self.options.one} {index + 1}"
            href = f"#{self.id}-{index}"
            found += [{"text": f"{one}: {text}", "href": href} for text in row.non_field_errors()]
            for bound in row:
                href = href if bound.use_fieldset else f"#{bound.auto_id}"
                found += [{"text": f"{one}, {bound.label}: {text}", "href": href} for text in bound.errors]
        return found

    @property
    def id(self) -> str:
        return f"files-{self.name}"

    @property
    def shown(self) -> list[dict]:
        """Return the rows as the page lays them out."""
        last = len(self.forms) - 1
        return [
            {
                "number": index + 1,
                "place": f"{self.name}-{index}",
                "id": f"{self.id}-{index}",
                "is_first": index == 0,
                "is_last": index == last,
                "form": row,
                "title": self._title(row, index),
                "is_open": self._is_open(row, index),
                "items": [self._item(bound, index) for bound in row.visible_fields()],
                "hidden": row.hidden_fields(),
                "comments": self.comments.get(f"{self.name}/{index}", []),
            }
            for index, row in enumerate(self.forms)
        ]

    def _is_open(self, row, index):
        if not self.options.folds:
            return True
        place = f"{self.name}/{index}"
        is_commented = any(name == place or name.startswith(f"{place}/") for name in self.comments)
        return bool(row.is_new or is_commented or (row.is_bound and row.errors))

    def words(self, value) -> list[str]:
        """Return rows in the API’s write form as people read them: a line each, its name first."""
        fields = self.forms[0].fields if self.forms else self.declared.row.base_fields
        return [line for row in value or [] if (line := self._line(row, fields))]

    def _line(self, row, fields):
        """«Hospital de Vic – soci, des del 2020»; nothing of a row of which only a name is known that nobody chose."""
        row = {self.options.single: row} if self.options.single else row
        speaking = self._speaking(row, fields)
        naming = self.declared.row.named_by or speaking[:1]
        rest = [name for name in speaking if name not in naming]
        if not rest and all(fields[name].widget.is_hidden for name in naming):
            return ""
        name = " · ".join(filter(None, (self._name(fields[name], row.get(name)) for name in naming)))
        between = " · " if any(isinstance(fields[one], LongText) for one in rest) else ", "
        facts = between.join(said_within(fields[one], row[one]) for one in rest)
        return " – ".join(filter(None, [name, facts]))

    def _speaking(self, row, fields):
        return [
            name
            for name, field in fields.items()
            if not field.widget.is_hidden and said(field, row.get(name))
        ]

    def _name(self, field, value):
        return self.names.get(value, value) if field.widget.is_hidden else " ".join(said(field, value))

    def _title(self, row, index):
        """The name of a row whose fields do not say of whom it is."""
        return row.title if hasattr(row, "title") else f"{self.options.one} {index + 1}"

    def _item(self, bound, index):
        name = f"{self.name}/{index}/{bound.name}"
        return {
            "field": bound,
            "name": name,
            "comments": self.comments.get(name, []),
            "missing": "",
            "needed": False,
        }


def rearranged(kept: Mapping, data: Mapping, row_sets: Mapping[str, RowsOf]) -> dict | None:
    """Return what was typed with a row more, less or elsewhere, as the pressed button asks; None if none was."""
    if (name := data.get("_add")) in row_sets:
        above = kept[name][-1:]
        return {**kept, name: [*kept[name], row_sets[name].row.after(above[0]) if above else {}]}
    for verb, change in (("_remove", _removed), ("_up", _raised), ("_down", _lowered)):
        name, index = pressed(data.get(verb), kept, row_sets)
        if index is not None:
            return {**kept, name: change(list(kept[name]), index)}
    return None


def pressed(button: str | None, kept: Mapping, names: Iterable[str]) -> tuple[str, int | None]:
    """Return the list, one of `names`, and the place of the row that a button is about: «parts-3»; no place where it
    is about none.
    """
    name, _dash, place = (button or "").rpartition("-")
    return name, place_among(place, len(kept[name])) if name in names else None


def place_among(text: str, count: int) -> int | None:
    """Return the place, from 0 on, that a text says among `count` rows; None where it says none of them."""
    return next((place for place in range(count) if str(place) == text), None)


def _removed(rows, index):
    return rows[:index] + rows[index + 1 :]


def _raised(rows, index):
    rows.insert(max(index - 1, 0), rows.pop(index))
    return rows


def _lowered(rows, index):
    rows.insert(index + 1, rows.pop(index))
    return rows


def _text(raw):
    """What a widget says of itself; of an organisation, the one chosen or the text typed in its box."""
    return chosen(raw) if isinstance(raw, dict) else raw


def _brief(bound):
    """A value of a row, typed or saved, as a short text."""
    field, value = bound.field, bound.value()
    if isinstance(field, OrganisationField):
        return field.name(value)
    if not is_filled(value):
        return ""
    if isinstance(field, forms.ChoiceField | forms.BooleanField):
        return " ".join(said(field, value))
    text = str(value).strip()
    if isinstance(field, Money):
        return f"{text}\u00a0€"
    return f"{text[:BRIEF].rstrip()}…" if len(text) > BRIEF else text
