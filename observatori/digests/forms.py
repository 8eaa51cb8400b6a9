from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from observatori.digests.models import Frequency, Subscription
from observatori.digests.queries import in_words, normalised, query_fields

ASKED_HERE = ("q", "type", "axis")  # the other filters come from a list, and go on unseen
QUERY_LENGTH = Subscription._meta.get_field("query").max_length


def frequency_field(**options):
    return forms.ChoiceField(
        label=_("Cada quan"), choices=Frequency.choices, widget=forms.RadioSelect, **options
    )


class SubscribeForm(forms.Form):
    """Where to, how often, and every filter that a list or the search can be asked."""

    email = forms.EmailField(
        label=_("Adreça electrònica"),
        max_length=254,
        help_text=_("Només la farem servir per enviar-vos aquestes novetats."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    frequency = frequency_field(initial=Frequency.WEEKLY)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        for name, found in query_fields().items():
            if name not in ASKED_HERE:
                found.widget = found.hidden_widget()
            self.fields[name] = found

    def clean(self):
        cleaned = super().clean()
        if len(normalised(cleaned)) > QUERY_LENGTH:
            raise forms.ValidationError(_("Heu triat massa filtres alhora: traieu-ne alguns."), code="long")
        return cleaned

    @property
    def query(self) -> str:
        """The query of a valid form, normalised."""
        return normalised(self.cleaned_data)

    @cached_property
    def carried_words(self) -> list[str]:
        """In words, the filters that come from a list and that no field here shows."""
        carried = QueryDict(mutable=True)
        for name in self.fields.keys() - {*ASKED_HERE, "email", "frequency"}:
            carried.setlist(name, self[name].value() or [])
        return in_words(carried.urlencode())


class FrequencyForm(forms.Form):
    frequency = frequency_field()
