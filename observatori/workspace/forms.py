"""What is asked and filled in in a workspace."""

from django import forms
from django.utils.translation import gettext_lazy as _

from observatori.formats.characters import refuse_controls, refuse_controls_in_line
from observatori.publishing.kind_words import state_choices
from observatori.publishing.models import Claim

MESSAGE_LENGTH = Claim._meta.get_field("message").max_length


class StateForm(forms.Form):
    """Which states a list of a kind shows; none chosen, all of them."""

    state = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label=_("Estat"))

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = state_choices(kind)


class ClaimForm(forms.Form):
    """In whose name a documented case is asked for, and why; `organisations` are those that may."""

    organisation = forms.ChoiceField(label=_("En nom de quina entitat"))
    message = forms.CharField(
        max_length=MESSAGE_LENGTH,
        validators=[refuse_controls],
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=_("Per què és vostre"),
        help_text=_(
            "Per exemple: «En formem part des del principi i en gestionem la comissió de seguiment»."
        ),
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = {one.slug: one for one in organisations}
        self.fields["organisation"].choices = [(slug, one.name) for slug, one in self.organisations.items()]

    @property
    def chosen(self):
        """The organisation it names."""
        return self.organisations[self.cleaned_data["organisation"]]


class CalendarForm(forms.Form):
    """A new private calendar."""

    name = forms.CharField(
        max_length=80,
        validators=[refuse_controls_in_line],
        label=_("On el fareu servir"),
        help_text=_("Per exemple: «Outlook de la gerència». Així sabreu quin és quan el vulgueu tancar."),
        error_messages={"required": _("Cal dir on fareu servir el calendari.")},
    )
