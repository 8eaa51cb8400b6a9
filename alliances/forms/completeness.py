"""The step where editors say which part of the text answers each content of the semàfor."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.completeness.lights import OF_THE_LAW
from alliances.models import Content, Coverage
from alliances.pages.completeness import WHAT, item_name
from alliances.text.part_names import whole_name
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
    """The fields of each content: what the text says of it, in which parts, a note, and that it was looked at again."""
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
        yield (
            f"{item}__again",
            forms.BooleanField(
                required=False, label=gettext_lazy("Ho he tornat a mirar, i el text d’ara encara ho diu")
            ),
        )


class _MarksForm(StepForm):
    """Which part answers each content.

    The document has, beside the answers, `markable`: the parts that can be named; `suggested`: what the text seems to
    say; `fields`: {content: what its fields say of it}, of those nobody
    answered; and `changed`: the contents whose text is not the one that was marked.
    """

    def prepare(self):
        super().prepare()
        self.named = {part["key"]: part for part in self.document.get("markable") or ()}
        parts = [(key, whole_name(part)) for key, part in self.named.items()]
        for item in Content:
            self.fields[f"{item}__answer"].label = item_name(item)
            if told := self.document.get("fields", {}).get(item):
                self.fields[f"{item}__answer"].choices = [("", told), *Coverage.choices]
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
        """What can be filled in at once, and then each content with its fields."""
        found = {one["field"].name: one for one in self.items}
        return [
            {"template": "alliances/edit/filled_at_once.html"},
            *(self._group(item, found) for item in Content),
        ]

    def _group(self, item, found):
        answer, parts, note = (found[f"{item}__{name}"] for name in ("answer", "parts", "note"))
        chosen, is_answered = self._as_read(parts["field"].value()), bool(answer["field"].value())
        suggested = {} if is_answered else self.document.get("suggested", {}).get(item, {})
        return {
            "template": "alliances/edit/mark.html",
            "item": item.value,
            "answer": answer,
            "parts": parts if self.named else None,
            "note": note,
            "again": found[f"{item}__again"] if item in self.document.get("changed", ()) else None,
            "chosen": chosen,
            "where": [one["name"] for one in chosen] or [note["field"].value() or ""],
            "suggested": self._as_read(suggested.get("parts")),
            "can_clear": is_answered,
            "is_open": bool(parts["field"].errors or note["field"].errors),
        }

    @property
    def has_suggestions(self) -> bool:
        """Whether the text seems to say something of a content that has no answer in the form."""
        return any(not self[f"{item}__answer"].value() for item in self.document.get("suggested", ()))

    def _as_read(self, keys):
        """Some parts, each with its name and its text."""
        parts = (self.named[key] for key in keys or () if key in self.named)
        return [{"name": whole_name(part), "text": part.get("text") or ""} for part in parts]

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


# Made from the list of contents, so that no field of it can be forgotten.
MarksForm = type(StepForm)("MarksForm", (_MarksForm,), dict(_fields()))
