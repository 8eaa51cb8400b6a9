"""Forms of documents; the fields have the names of the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from observatori.documents.inspection import MEDIA_TYPES, SENTENCES
from observatori.documents.models import DocumentKind
from observatori.formats.characters import refuse_controls_in_line
from observatori.formats.phrases import capitalised
from observatori.publishing.models import Visibility

ACCEPT = ",".join(f".{extension}" for extension in MEDIA_TYPES)
WHO_READS = {
    Visibility.PUBLIC: _("Tothom, quan el registre és públic"),
    Visibility.PARTNERS: _("Les entitats que hi participen"),
    Visibility.ORGANISATION: _("Només la vostra entitat"),
}


class FactsForm(forms.Form):
    """What is said of a document: title, class and who may read it."""

    title = forms.CharField(label=_("Títol"), max_length=250, validators=[refuse_controls_in_line])
    kind = forms.ChoiceField(
        label=_("Classe"),
        help_text=_(
            "L’original signat no es fa mai públic. Per publicar el text, pugeu-ne una còpia pública."
        ),
        choices=lambda: [(code, capitalised(label)) for code, label in DocumentKind.choices],
    )
    visibility = forms.ChoiceField(
        label=_("Qui el pot llegir"), choices=lambda: list(WHO_READS.items()), initial=Visibility.PARTNERS
    )

    def facts(self) -> dict:
        """Return the facts as the rules take them."""
        return {name: self.cleaned_data[name] for name in ("title", "kind", "visibility")}


class FileForm(forms.Form):
    """A file to upload. What it carries is looked at by the rules, which say what is wrong with it."""

    file = forms.FileField(
        label=_("Fitxer"),
        help_text=_("PDF, ODT, DOCX o XLSX, de 20 MB com a màxim."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
        error_messages={"required": SENTENCES["required"]},
    )


class DocumentForm(FactsForm, FileForm):
    """A document to add. The fields of text come first: they are kept when the file is too large."""

    field_order = ["title", "kind", "visibility", "file"]


class ChangeForm(FactsForm):
    """New facts of a document; `confirmed` only where something was found in it."""

    confirmed = forms.BooleanField(
        label=_("He revisat el que s’hi ha trobat i el document pot ser públic"),
        help_text=_("Només cal marcar-ho si el feu públic. Quedarà anotat qui ho ha confirmat i quin dia."),
        required=False,
    )

    def __init__(self, *args, asks_confirmation: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_confirmation:
            del self.fields["confirmed"]

    def facts(self):
        return super().facts() | {"confirmed": self.cleaned_data.get("confirmed", False)}
