"""A form with every widget the pages use, and the filters of a list that is not there."""

from django import forms
from django.utils.translation import gettext_lazy as _

AXES = [
    ("governance", _("Com es governen?")),
    ("management", _("Com es gestionen?")),
    ("collaborative_work", _("Com s’afavoreix el treball col·laboratiu entre professionals?")),
]
COMARQUES = [("osona", "Osona"), ("bages", "Bages"), ("garrotxa", "Garrotxa")]


class SampleForm(forms.Form):
    """One field of each widget."""

    name = forms.CharField(label=_("Nom"), help_text=_("Com la coneix tothom."))
    summary = forms.CharField(
        label=_("Resum"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Dues o tres frases: qui s’alia, per fer què i on."),
    )
    email = forms.EmailField(label=_("Adreça electrònica"))
    start = forms.DateField(
        label=_("Data d’inici"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    months = forms.IntegerField(label=_("Mesos de preavís"), required=False, min_value=0)
    comarca = forms.ChoiceField(label=_("Comarca"), choices=[("", "—"), *COMARQUES], required=False)
    axis = forms.ChoiceField(label=_("Pregunta"), choices=AXES, widget=forms.RadioSelect)
    comarques = forms.MultipleChoiceField(
        label=_("On es fa"), choices=COMARQUES, widget=forms.CheckboxSelectMultiple, required=False
    )
    consent = forms.BooleanField(label=_("Tinc el consentiment de la persona de contacte"))
    document = forms.FileField(label=_("Document"), required=False, help_text=_("PDF, fins a 20 MB."))


class SampleFilters(forms.Form):
    q = forms.CharField(label=_("Paraules"), required=False)
    axis = forms.MultipleChoiceField(
        label=_("Pregunta"), choices=AXES, widget=forms.CheckboxSelectMultiple, required=False
    )
    comarca = forms.MultipleChoiceField(
        label=_("Comarca"), choices=COMARQUES, widget=forms.CheckboxSelectMultiple, required=False
    )
