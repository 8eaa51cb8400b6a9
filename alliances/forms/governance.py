"""The step of an alliance about who governs it and how. Source: the project’s design, section 3.2."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import GovernanceLevel, Initiative
from observatori.publishing.forms import Choice, LongText, Text
from observatori.publishing.step_forms import RowForm, RowsOf, StepForm


class GovernanceRow(RowForm):
    named_by = ("name",)
    level = Choice(
        choices=GovernanceLevel.choices,
        label=gettext_lazy("Nivell"),
        help_text=gettext_lazy("Per exemple: «Equips directius», si hi seuen les gerències."),
    )
    name = Text(
        max_length=250,
        label=gettext_lazy("Òrgan"),
        help_text=gettext_lazy("Com se’n diu. Per exemple: «Comissió directora»."),
    )
    composition = LongText(
        rows=2,
        label=gettext_lazy("Qui en forma part"),
        help_text=gettext_lazy("Per exemple: «Les dues gerents i els caps de servei»."),
    )
    frequency = Text(
        max_length=120,
        label=gettext_lazy("Cada quan es reuneix"),
        help_text=gettext_lazy("Per exemple: «Cada tres mesos»."),
    )

    def clean_name(self):
        if not self.cleaned_data["name"]:
            raise ValidationError(_("Cal dir com es diu l’òrgan."))
        return self.cleaned_data["name"]


class GovernanceForm(StepForm):
    """Who governs it and how."""

    initiative = Choice(
        choices=Initiative.choices,
        label=gettext_lazy("De qui va ser la iniciativa"),
        help_text=gettext_lazy("Per exemple: «Professionals», si va néixer dels equips."),
    )
    joint_direction = LongText(
        rows=3,
        label=gettext_lazy("Direcció conjunta"),
        help_text=gettext_lazy("Qui dirigeix el que es fa plegat. Per exemple: «Un sol cap de servei»."),
    )
    transition_plan = LongText(
        rows=3,
        label=gettext_lazy("Pla de transició"),
        help_text=gettext_lazy("Com es passa d’abans a ara. Per exemple: «Un trasllat per trimestre»."),
    )
    follow_up = LongText(
        rows=3,
        label=gettext_lazy("Comissió de seguiment"),
        help_text=gettext_lazy("Qui mira si va bé. Per exemple: «Comissió mixta de sis persones»."),
    )
    conflict_resolution = LongText(
        rows=3,
        label=gettext_lazy("Resolució de conflictes"),
        help_text=gettext_lazy(
            "Què es fa quan no hi ha acord. Per exemple: «Decideixen les dues gerències»."
        ),
    )
    communication = LongText(
        rows=3,
        label=gettext_lazy("Comunicació política, territorial i social"),
        help_text=gettext_lazy("Com s’explica fora. Per exemple: «Cada any, als consells comarcals»."),
    )
    governance = RowsOf(
        GovernanceRow,
        label=gettext_lazy("Òrgans de govern"),
        one=gettext_lazy("Òrgan"),
        add=gettext_lazy("Afegeix un òrgan"),
        help_text=gettext_lazy("De l’autoritat sanitària als lideratges professionals."),
    )
