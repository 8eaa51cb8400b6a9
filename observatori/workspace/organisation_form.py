"""The form where an organisation’s data are corrected. Its field names are those of the API."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from observatori.catalan import fold
from observatori.organisations.models import Ownership
from observatori.publishing.forms import Choice, Lines, TermChoice, TermChoices, Text
from observatori.vocabularies import terms
from observatori.vocabularies.models import Vocabulary


class CorrectionForm(forms.Form):
    """What is known of an organisation. `version` is the one that was read."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = Text(
        required=True,
        max_length=250,
        label=_("Nom complet"),
        help_text=_("El nom oficial, tal com consta als convenis. Si el canvieu, l’antic es conserva."),
        error_messages={"required": _("Cal el nom de l’entitat.")},
    )
    short_name = Text(max_length=80, label=_("Nom curt o sigles"))
    aliases = Lines(
        rows=3,
        label=_("Altres noms"),
        help_text=_("Noms antics i variants amb què us busquen, un a cada línia."),
    )
    tax_id = Text(
        max_length=16,
        label=_("NIF"),
        help_text=_("Serveix per no registrar dues vegades la mateixa entitat."),
    )
    legal_form = TermChoice(Vocabulary.LEGAL_FORM, label=_("Forma jurídica"))
    ownership = Choice(choices=Ownership.choices, label=_("Titularitat"))
    kinds = TermChoices(Vocabulary.ORGANISATION_KIND, label=_("Classes d’entitat"))
    sectors = TermChoices(Vocabulary.SECTOR, label=_("Sectors"))
    levels_of_care = TermChoices(Vocabulary.LEVEL_OF_CARE, label=_("Nivells assistencials"))
    municipality_text = Text(max_length=120, label=_("Municipi"))
    comarca = TermChoice(Vocabulary.COMARCA, label=_("Comarca"))
    health_region = TermChoice(Vocabulary.HEALTH_REGION, label=_("Regió sanitària"))
    website = Text(
        max_length=300,
        validators=[
            URLValidator(schemes=["http", "https"], message=_("Cal una adreça que comenci per https://"))
        ],
        label=_("Web"),
        help_text=_("Per exemple: https://www.exemple.cat"),
    )

    @property
    def facts(self) -> dict:
        """Return what was typed, in the API’s write form. The form must be valid."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return facts | place_named(facts["municipality_text"])


def shown(facts: dict) -> dict:
    """Return what can be corrected as the form shows it: a municipality by its name."""
    name = terms.label(Vocabulary.MUNICIPALITY, facts["municipality"]) if facts["municipality"] else ""
    return facts | {"municipality_text": name or facts["municipality_text"]}


def place_named(text: str) -> dict:
    """Return the municipality of a name, as a term where the vocabulary has it, else as it was typed."""
    for code, label in terms.choices(Vocabulary.MUNICIPALITY):
        if fold(label) == fold(text):
            return {"municipality": code, "municipality_text": ""}
    return {"municipality": None, "municipality_text": text}
