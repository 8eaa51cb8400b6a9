"""The steps of an agreement. Source of the fields and their words: the project’s design, section 3.3."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliances.forms.split_text import split_text, without_title
from alliances.id_numbers import no_id_number
from alliances.models import AgreementKind, RelationKind, Renewal, Section
from alliances.pages.proposed_term import proposed_term, term_remarks
from alliances.signing import code_of, unsigned_parties
from observatori.publishing.forms import Choice, Day, LongText, Money, Text, Whole
from observatori.publishing.organisation_field import OrganisationField, chosen
from observatori.publishing.step_forms import BegunRow, RowForm, RowsOf, StepForm

LAST_YEAR = 2200
YEAR = re.compile(r"[0-9]{4}")
MONTHS = 1200
KINDS = [choice for choice in AgreementKind.choices if choice[0] != AgreementKind.ADDENDUM]


class PartyRow(RowForm):
    organisation = OrganisationField(
        label=gettext_lazy("Entitat"),
        help_text=gettext_lazy("El nom, les sigles o el NIF. Per exemple: «Institut Català de la Salut»."),
    )


class FactsForm(StepForm):
    """Which agreement it is and whose."""

    title = Text(
        required=True,
        max_length=500,
        label=gettext_lazy("Títol"),
        help_text=gettext_lazy(
            "El que porta el document. Per exemple: «Conveni marc de col·laboració entre…»."
        ),
        error_messages={"required": gettext_lazy("Cal el títol del conveni.")},
    )
    kind = Choice(
        choices=KINDS,
        empty=gettext_lazy("Trieu-ne una"),
        required=True,
        label=gettext_lazy("Classe"),
        help_text=gettext_lazy("Per exemple: «Conveni específic», si desplega un conveni marc."),
        error_messages={"required": gettext_lazy("Cal dir de quina classe és.")},
    )
    kind_text = Text(
        max_length=250,
        label=gettext_lazy("Classe, amb les paraules del document"),
        help_text=gettext_lazy("Si en diu d’una altra manera. Per exemple: «Acord de comanda de gestió»."),
    )
    summary = LongText(
        label=gettext_lazy("Resum"),
        help_text=gettext_lazy(
            "Què s’hi acorda, en una o dues frases. Per exemple: «L’hospital fa les ecografies del CAP»."
        ),
    )
    public_text = Text(
        max_length=500,
        validators=[
            URLValidator(
                schemes=["http", "https"], message=gettext_lazy("Cal una adreça que comenci per https://")
            )
        ],
        label=gettext_lazy("On s’ha publicat el text"),
        help_text=gettext_lazy("Per exemple, l’adreça del Registre de convenis de la Generalitat."),
    )
    parties = RowsOf(
        PartyRow,
        single="organisation",
        label=gettext_lazy("Parts"),
        one=gettext_lazy("Part"),
        add=gettext_lazy("Afegeix una part"),
        help_text=gettext_lazy("Qui el signa. Les parts no cal que siguin sòcies de l’aliança."),
    )

    def prepare_row(self, row):
        super().prepare_row(row)
        row.fields["organisation"].offer(self.document.get("offered") or [])


class SignatureRow(BegunRow):
    named_by = ("organisation", "party_text")
    begun = ("organisation",)
    organisation = OrganisationField(
        label=gettext_lazy("Entitat que signa"),
        help_text=gettext_lazy("Una de les parts. Per exemple: «Hospital de Vic»."),
    )
    party_text = Text(
        max_length=250,
        label=gettext_lazy("O bé, qui signa, si no és cap entitat de l’Observatori"),
        help_text=gettext_lazy(
            "Deixeu-ho buit si heu triat una entitat. Per exemple: «Els propietaris de la finca»."
        ),
    )
    person = Text(
        max_length=150,
        validators=[no_id_number],
        label=gettext_lazy("Persona"),
        help_text=gettext_lazy(
            "Nom i cognoms de qui signa, sense cap número d’identitat. Per exemple: «Maria Puig Vila»."
        ),
    )
    office = Text(
        max_length=250,
        validators=[no_id_number],
        label=gettext_lazy("Càrrec"),
        help_text=gettext_lazy("En qualitat de què signa. Per exemple: «Directora gerent»."),
    )
    signed_on = Day(
        label=gettext_lazy("Data de signatura"),
        help_text=gettext_lazy("Com consti al document. Per exemple: 15/6/2021."),
    )


class _OfParties(StepForm):
    """A step whose rows name organisations: the parties are offered first."""

    def prepare_row(self, row):
        super().prepare_row(row)
        row.fields["organisation"].offer(self.document.get("parties") or [])


def signature_rows(when) -> RowsOf:
    """Return the rows of who signs; `when` says which signature settles the day of the whole."""
    rule = gettext_lazy(
        "Cada part ja té una fila: escriviu-hi qui signa o la data. Una fila on no escriviu res no es desa, i no vol "
        "dir que aquella part hagi signat."
    )
    return RowsOf(
        SignatureRow,
        label=gettext_lazy("Signatures"),
        one=pgettext_lazy("de qui signa", "Signatura"),
        add=gettext_lazy("Afegeix una signatura"),
        help_text=format_lazy("{} {}", rule, when),
    )


class SignaturesForm(_OfParties):
    """Who signed it and when."""

    signed_on = Day(
        label=gettext_lazy("Data de signatura del conveni"),
        help_text=gettext_lazy("Només si no se sap la de cada signatura. Per exemple: juny del 2021."),
    )
    signatures = signature_rows(gettext_lazy("El conveni queda signat el dia de l’última signatura."))

    def proposed(self, name):
        codes = [code_of(party) for party in unsigned_parties(self.document)]
        return [SignatureRow.begin({"organisation": code}) for code in codes]


class TermForm(StepForm):
    """From when until when it is in force, and how it goes on."""

    in_force_from = Day(
        label=gettext_lazy("Vigent des de"),
        help_text=gettext_lazy("Si no es diu, compta des de la signatura. Per exemple: 1/7/2021."),
    )
    in_force_until = Day(
        label=gettext_lazy("Vigent fins a"),
        help_text=gettext_lazy("L’últim dia, inclòs. Per exemple: 30/6/2025."),
    )
    open_ended = forms.BooleanField(
        required=False,
        label=gettext_lazy("És de durada indefinida"),
        help_text=gettext_lazy("No té data final."),
    )
    duration_text = Text(
        max_length=250,
        label=gettext_lazy("La durada, com la diu el document"),
        help_text=gettext_lazy("Per exemple: «Quatre anys des de l’última signatura»."),
    )
    extension_until = Day(
        label=gettext_lazy("Es pot prorrogar fins a"),
        help_text=gettext_lazy("El límit de les pròrrogues. Per exemple: 30/6/2029."),
    )
    notice_months = Whole(
        most=MONTHS,
        label=gettext_lazy("Mesos de preavís"),
        help_text=gettext_lazy("Amb quants mesos d’antelació s’ha d’avisar que s’acaba. Per exemple: 3."),
    )
    renewal = Choice(
        choices=Renewal.choices,
        empty=None,
        label=gettext_lazy("Renovació"),
        help_text=gettext_lazy("Per exemple: «Pròrroga expressa», si cal signar-la."),
    )
    renewal_months = Whole(
        most=MONTHS,
        label=gettext_lazy("Mesos de cada renovació"),
        help_text=gettext_lazy("Només si es renova. Per exemple: 12."),
    )
    renewal_text = LongText(
        rows=3,
        label=gettext_lazy("La renovació, com la diu el document"),
        help_text=gettext_lazy("Per exemple: «Es prorrogarà tàcitament per anys naturals»."),
    )

    def shows(self):
        """What follows from the dates typed, or saved: sentences and remarks."""
        typed = self.values() if self.is_bound and self.is_valid() else {}
        document = {**self.document, **typed}
        remarks = term_remarks(document, has_public_party=self.document["has_public_party"])
        return {"proposed": proposed_term(document, timezone.localdate()), "remarks": remarks}


class PartRow(RowForm):
    identity = "key"
    named_by = told_by = ("label", "heading")
    ignored = ("section",)
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    section = Choice(
        choices=Section.choices,
        empty=None,
        initial=Section.CLAUSES,
        label=gettext_lazy("Secció"),
        help_text=gettext_lazy("On va. Per exemple: «Clàusules»."),
    )
    label = Text(
        max_length=80,
        label=gettext_lazy("Etiqueta"),
        help_text=gettext_lazy("Com s’hi fa referència. Per exemple: «Quarta bis»."),
    )
    heading = Text(
        max_length=250,
        label=gettext_lazy("Títol de la part"),
        help_text=gettext_lazy("Per exemple: «Compromisos econòmics»."),
    )
    text = LongText(
        rows=6,
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Tal com és al document."),
    )


def _before(parts, data):
    """The rows that were there before a text was split, as the page that split it says."""
    before = data.get("before", "")
    return parts[: int(before)] if before.isascii() and before.isdigit() and len(before) < 4 else parts


class PartsForm(StepForm):
    """The text, part by part; a whole one that is pasted is split, and shown before anything is saved."""

    @classmethod
    def rearranged(cls, data):
        kept, whole = cls.typed(data), data.get("whole", "")
        if "_unsplit" in data:
            return kept | {"parts": _before(kept["parts"], data), "whole": data.get("pasted", "")}
        if "_split" not in data:
            return super().rearranged(data)
        parts, title = without_title(split_text(whole))
        pasted = {"text": whole, "before": len(kept["parts"]), "title": title}
        return kept | {"parts": [*kept["parts"], *parts], "pasted": pasted}

    def shows(self):
        """What was pasted last, for who wants it back, and the title that was no part of it."""
        return {"pasted": self.initial.get("pasted"), "whole": self.initial.get("whole", "")}

    parts = RowsOf(
        PartRow,
        label=gettext_lazy("Parts del text"),
        one=pgettext_lazy("del text", "Part"),
        add=pgettext_lazy("del text", "Afegeix una part"),
        folds=True,
        help_text=gettext_lazy(
            "Una addenda canvia parts: com més separades estiguin, millor es llegirà el text refós."
        ),
    )


class CommitmentRow(BegunRow):
    told_by = ("organisation", "year", "amount", "concept")
    begun = ("organisation", "year", "concept")
    organisation = OrganisationField(
        label=gettext_lazy("Qui s’hi compromet"),
        help_text=gettext_lazy("Una de les parts. Per exemple: «Ajuntament de Manlleu»."),
    )
    year = Whole(
        most=LAST_YEAR,
        label=gettext_lazy("Any"),
        help_text=gettext_lazy("De quan és el compromís. Per exemple: 2024."),
    )
    amount = Money(
        label=gettext_lazy("Import, en euros"),
        help_text=gettext_lazy("Per exemple: 12.500,50."),
    )
    in_kind = LongText(
        rows=2,
        label=gettext_lazy("Aportació en espècie"),
        help_text=gettext_lazy("El que no són diners. Per exemple: «El local i la neteja»."),
    )
    concept = Text(
        max_length=250,
        label=gettext_lazy("Concepte"),
        help_text=gettext_lazy("Per a què. Per exemple: «Sou de la infermera gestora de casos»."),
    )

    @classmethod
    def after(cls, above):
        """The same for the next year, where the one above says whose it is."""
        organisation, year = above["organisation"], (above["year"] or "").strip()
        if not chosen(organisation):
            return {}
        following = str(int(year) + 1) if YEAR.fullmatch(year) else ""
        same = {"organisation": organisation | {"choice": ""}, "concept": above["concept"] or ""}
        return cls.begin(same | {"year": following})


class CommitmentsForm(_OfParties):
    """What each party puts in."""

    commitments = RowsOf(
        CommitmentRow,
        label=gettext_lazy("Compromisos"),
        one=gettext_lazy("Compromís"),
        add=gettext_lazy("Afegeix un compromís"),
        folds=True,
        help_text=gettext_lazy(
            "Diners o aportacions en espècie, any per any. La fila que s’afegeix continua la d’abans, un any després: "
            "si no hi poseu cap import ni cap aportació, no es desa."
        ),
    )


class RelationRow(RowForm):
    named_by = ("agreement",)
    ignored = ("relation",)
    relation = Choice(
        choices=RelationKind.choices,
        empty=None,
        initial=RelationKind.RELATES,
        label=gettext_lazy("Relació"),
        help_text=gettext_lazy("Què hi fa aquest conveni. Per exemple: «Desplega»."),
    )
    agreement = Text(
        max_length=16,
        label=gettext_lazy("Codi de l’altre conveni"),
        help_text=gettext_lazy("El que té a la seva pàgina. Per exemple: OAE-C-0012."),
    )

    def clean_agreement(self):
        if not self.cleaned_data["agreement"]:
            raise ValidationError(_("Cal el codi de l’altre conveni."))
        return self.cleaned_data["agreement"].upper()


class RelationsForm(StepForm):
    """How it stands to other agreements."""

    relations = RowsOf(
        RelationRow,
        label=gettext_lazy("Relacions"),
        one=gettext_lazy("Relació"),
        add=gettext_lazy("Afegeix una relació"),
        help_text=gettext_lazy(
            "Amb convenis que no són addendes d’aquest: el que desplega, substitueix o precedeix."
        ),
    )
