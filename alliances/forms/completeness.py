"""The step where editors say which part of the text answers each content of the semàfor."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.completeness import OF_THE_LAW
from alliances.models import Content, Coverage
from alliances.pages.completeness import WHAT, item_name
from alliances.part_names import short_name
from observatori.formats.phrases import capitalised
from observatori.publishing.forms import Choice, Choices, Text
from observatori.publishing.saving import Started
from observatori.publishing.step_forms import StepForm

NOT_LOOKED = gettext_lazy("Sense mirar")
NOTE_HINTS = {
    Content.H: gettext_lazy(
        "Si dura més de quatre anys, la norma que ho permet. Per exemple: «Article 12 de la Llei 15/1990»."
    )
}
NOTE_HINT = gettext_lazy(
    "Si no escau, per què. Si no és a cap part del text, on es pot llegir. La llegirà tothom qui llegeixi el conveni."
)


def _fields():
    """Three fields of each content: what the text says of it, in which parts, and a note."""
    for item in Content:
        yield (
            f"{item}__answer",
            Choice(
                choices=Coverage.choices,
                empty=NOT_LOOKED,
                widget=forms.RadioSelect,
                label=f"{item.value}) {item.label}" if item in OF_THE_LAW else item.label,
                help_text=WHAT[item],
            ),
        )
        yield (
            f"{item}__parts",
            Choices(
                label=format_lazy("{}: {}", item.label, gettext_lazy("parts del text que ho diuen")),
                help_text="",
            ),
        )
        yield (
            f"{item}__note",
            Text(
                max_length=500,
                label=format_lazy("{}: {}", item.label, gettext_lazy("nota")),
                help_text=NOTE_HINTS.get(item, NOTE_HINT),
            ),
        )


class _MarksForm(StepForm):
    """Which part answers each content. The document has «markable»: the parts that can be named."""

    def prepare(self):
        super().prepare()
        parts = [(part["key"], short_name(part)) for part in self.document.get("markable") or ()]
        for item in Content:
            self.fields[f"{item}__answer"].label = item_name(item)
            self.fields[f"{item}__answer"].help_text = capitalised(WHAT[item]) + "."
            self.fields[f"{item}__parts"].choices = parts

    def clean(self):
        for item in Content:
            named = self.cleaned_data.get(f"{item}__parts") or self.cleaned_data.get(f"{item}__note")
            if named and not self.cleaned_data.get(f"{item}__answer"):
                error = ValidationError(_("Trieu si hi és, si hi és en part, si falta o si no escau."))
                self.add_error(f"{item}__answer", error)
        return super().clean()

    @property
    def layout(self):
        """The notice of what seems to be said, and then each content with its three fields."""
        found = {one["field"].name: one for one in self.items}
        return [
            {"template": "alliances/edit/suggested_marks.html"},
            *(self._group(item, found) for item in Content),
        ]

    def _group(self, item, found):
        answer, parts, note = (found[f"{item}__{name}"] for name in ("answer", "parts", "note"))
        names = dict(self.fields[f"{item}__parts"].choices)
        chosen = [names[key] for key in parts["field"].value() or () if key in names]
        return {
            "template": "alliances/edit/mark.html",
            "answer": answer,
            "parts": parts if names else None,
            "note": note,
            "where": chosen or [note["field"].value() or ""],
            "is_open": bool(parts["field"].errors or note["field"].errors),
        }

    def marks(self, items) -> dict[str, Mapping | None]:
        """Return the answers to some contents as the rule takes them; None for one that nobody looked at."""
        values = self.values()
        return {item: values[item] if values[item]["answer"] else None for item in items}

    def changed(self, started: Started) -> list[str]:
        """The contents whose answer is not the one the form was shown with. Where nothing is known of what it was shown
        with, an empty answer takes none back.
        """
        values = self.values()
        return [item for item in started.changed(values) if values[item]["answer"] or item in started.digests]

    @property
    def unanswered(self) -> list[str]:
        """The contents that nobody looked at, in what was typed."""
        return [item for item, value in self.values().items() if not value["answer"]]


# Made from the list of contents, so that no field of it can be forgotten.
MarksForm = type(StepForm)("MarksForm", (_MarksForm,), dict(_fields()))
