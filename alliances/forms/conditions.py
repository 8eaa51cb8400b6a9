"""The step of an alliance about the six conditions that make it last, each with where it can be seen."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import ConditionKey, ConditionValue
from observatori.publishing.form_words import said
from observatori.publishing.forms import Choice, Text
from observatori.publishing.step_forms import StepForm


def _condition_fields():
    """Each condition and, under it, where it can be seen."""
    for key in ConditionKey:
        yield (
            f"conditions__{key}",
            Choice(
                choices=ConditionValue.choices,
                empty=None,
                widget=forms.RadioSelect,
                label=key.label,
                help_text=gettext_lazy("Es compleix? Si no ho sabeu, deixeu «No consta»."),
            ),
        )
        yield (
            f"condition_notes__{key}",
            Text(
                max_length=1000,
                label=format_lazy("{}: {}", key.label, gettext_lazy("on es veu")),
                help_text=gettext_lazy("Per exemple: «A la memòria anual, que es publica»."),
            ),
        )


class _ConditionsForm(StepForm):
    """What makes an alliance last, and where it can be seen."""

    def readings(self):
        """Return the conditions, each with its answer and, under it, where it can be seen."""
        answers, notes = (self.document.get(name) or {} for name in ("conditions", "condition_notes"))
        return [self._reading(key, answers.get(key), notes.get(key)) for key in ConditionKey]

    def _reading(self, key, answer, note):
        seen = [_("On es veu: %(note)s") % {"note": note}] if note else []
        lines = [*said(self.fields[f"conditions__{key}"], answer), *seen]
        return {"label": str(key.label), "lines": lines, "in_one": False}


# Made from the list of conditions, so that no field of it can be forgotten.
ConditionsForm = type(StepForm)("ConditionsForm", (_ConditionsForm,), dict(_condition_fields()))
