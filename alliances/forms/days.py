"""The two days between which an agreement is compared."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatori.rest.dates import BadDay, day_asked


class Day(forms.CharField):
    """A day as addresses have it, chosen in the browser’s own calendar."""

    widget = forms.DateInput(attrs={"type": "date"})

    def to_python(self, value):
        try:
            return day_asked(super().to_python(value))
        except BadDay as error:
            raise ValidationError(str(error), code="invalid") from None


class TwoDays(forms.Form):
    """`from` and `to`, in order; what the address leaves out is one of the usual days."""

    def __init__(self, asked: Mapping[str, str], usual: tuple[date, date]):
        self.swapped = None  # the two days in order, where they were asked for the other way round
        days = dict(zip(("from", "to"), usual, strict=True))
        super().__init__({name: asked.get(name) or day.isoformat() for name, day in days.items()})
        self.fields["from"] = Day(label=gettext_lazy("Des del text de"))
        self.fields["to"] = Day(label=gettext_lazy("Fins al text de"))

    def clean(self):
        days = self.cleaned_data
        for name in self.errors:  # a box of dates would not show what is no date
            self.fields[name].widget.input_type = "text"
        if len(days) == 2 and days["from"] > days["to"]:
            self.swapped = {"from": days["to"].isoformat(), "to": days["from"].isoformat()}
            self.add_error("to", _("La segona data ha de ser la mateixa que la primera o posterior."))
        return days

    @property
    def days(self) -> tuple[date, date]:
        """The two days, once the form is valid."""
        return self.cleaned_data["from"], self.cleaned_data["to"]
