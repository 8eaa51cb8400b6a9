"""The steps of an alliance. Source of the fields and their words: the project’s design, section 3.2."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import (
    GovernanceLevel,
    Initiative,
    JointWork,
    Motive,
    PartnerRole,
    Phase,
)
from observatori.formats.phrases import since, until
from observatori.publishing.forms import (
    Choice,
    Choices,
    Day,
    Lines,
    LongText,
    TermChoice,
    TermChoices,
    Text,
    Whole,
    capitalised_choices,
)
from observatori.publishing.organisation_field import OrganisationField
from observatori.publishing.step_forms import RowForm, RowsOf, StepForm
from observatori.vocabularies.models import Vocabulary

LAST_YEAR = 2200
A_DAY = gettext_lazy(
    "El dia, el mes o només l’any, com se sàpiga. Per exemple: 26/3/2019, març del 2019 o 2019."
)


class SourceRow(RowForm):
    named_by = ("title", "url")
    title = Text(
        max_length=300,
        label=gettext_lazy("Títol"),
        help_text=gettext_lazy("Què és. Per exemple: «Memòria 2023 de l’hospital»."),
    )
    url = Text(
        max_length=1000,
        validators=[
            URLValidator(
                schemes=["http", "https"], message=gettext_lazy("Cal una adreça que comenci per https://")
            )
        ],
        label=gettext_lazy("Adreça"),
        help_text=gettext_lazy("On es pot llegir. Per exemple: https://www.exemple.cat/memoria"),
    )

    def clean(self):
        if self.cleaned_data.get("url") and not self.cleaned_data.get("title"):
            self.cleaned_data["title"] = self.cleaned_data["url"]
        return self.cleaned_data


class IdentityForm(StepForm):
    """Which alliance it is, and why."""

    needed = ("name", "summary")
    name = Text(
        required=True,
        max_length=250,
        label=gettext_lazy("Nom"),
        help_text=gettext_lazy("Com l’anomenen els socis. Per exemple: «Triangle del Senglar»."),
        error_messages={"required": gettext_lazy("Cal el nom de l’aliança.")},
    )
    acronym = Text(
        max_length=30,
        label=gettext_lazy("Sigla"),
        help_text=gettext_lazy("Si en té. Per exemple: «CATLAB»."),
    )
    summary = LongText(
        label=gettext_lazy("Resum"),
        help_text=gettext_lazy(
            "Qui s’ha aliat i per fer què, en dues o tres frases. Per exemple: «Tres hospitals comparteixen el "
            "laboratori, i fan en un sol lloc les anàlisis que no són urgents»."
        ),
    )
    why_together = LongText(
        label=gettext_lazy("Què podeu fer junts que sols no podríeu?"),
        help_text=gettext_lazy(
            "La raó de ser de l’aliança. Per exemple: «Tenir guàrdia de cirurgia vascular les 24 hores»."
        ),
    )
    why_now = LongText(
        label=gettext_lazy("Per què ara?"),
        help_text=gettext_lazy(
            "Què va fer que comencés. Per exemple: «La jubilació de dos dels tres radiòlegs»."
        ),
    )
    start = Day(label=gettext_lazy("Data d’inici"), help_text=A_DAY)
    end = Day(
        label=gettext_lazy("Data final"),
        help_text=gettext_lazy("Només si ja s’ha acabat. Per exemple: 12/2024."),
    )
    sources = RowsOf(
        SourceRow,
        label=gettext_lazy("Fonts"),
        one=gettext_lazy("Font"),
        add=gettext_lazy("Afegeix una font"),
        help_text=gettext_lazy("On se’n pot llegir més: memòries, notícies, articles."),
    )


class PartnerRow(RowForm):
    identity = "id"
    ignored = ("role",)
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    organisation = OrganisationField(
        label=gettext_lazy("Entitat"),
        help_text=gettext_lazy(
            "Escriviu-ne el nom, un nom antic, les sigles o el NIF. Per exemple: «Hospital de Vic»."
        ),
    )
    role = Choice(
        choices=PartnerRole.choices,
        empty=None,
        initial=PartnerRole.PARTNER,
        label=gettext_lazy("Paper"),
        help_text=gettext_lazy("Què hi fa. Per exemple: «Lidera», si és qui la impulsa."),
    )
    role_text = Text(
        max_length=250,
        label=gettext_lazy("Paper, amb les vostres paraules"),
        help_text=gettext_lazy("Si cal precisar-lo. Per exemple: «Hi posa l’edifici»."),
    )
    joined_on = Day(phrase=since, label=gettext_lazy("Hi va entrar"), help_text=A_DAY)
    left_on = Day(
        phrase=until,
        label=gettext_lazy("En va sortir"),
        help_text=gettext_lazy("Només si ja no n’és soci. Per exemple: 2022."),
    )

    def clean_organisation(self):
        if not self.cleaned_data["organisation"]:
            raise ValidationError(_("Cal dir de quina entitat es tracta."))
        return self.cleaned_data["organisation"]


class PartnersForm(StepForm):
    """Who the partners are."""

    partners = RowsOf(
        PartnerRow,
        label=gettext_lazy("Socis"),
        one=gettext_lazy("Soci"),
        add=gettext_lazy("Afegeix un soci"),
        least=2,
        help_text=gettext_lazy("Per trametre l’aliança en calen dos o més."),
    )


class WinWinRow(RowForm):
    identity = "id"
    named_by = ("organisation",)
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    organisation = forms.CharField(required=False, widget=forms.HiddenInput)
    own_objectives = LongText(
        rows=3,
        label=gettext_lazy("Objectius propis"),
        help_text=gettext_lazy(
            "Què hi busca aquest soci. Per exemple: «No haver de traslladar els malalts aguts»."
        ),
    )
    benefits = TermChoices(
        Vocabulary.BENEFIT,
        label=gettext_lazy("Beneficis que n’espera"),
        help_text=gettext_lazy("Per exemple: «Talent», si li costa de trobar professionals."),
    )
    contribution = TermChoices(
        Vocabulary.CONTRIBUTION,
        label=gettext_lazy("Què hi aporta"),
        help_text=gettext_lazy("Per exemple: «Professionals», si hi posa personal seu."),
    )
    contribution_text = LongText(
        rows=2,
        label=gettext_lazy("Detall de l’aportació"),
        help_text=gettext_lazy("Per exemple: «Dues infermeres a mitja jornada i un ecògraf»."),
    )


class WinWinForm(StepForm):
    """What each partner wins, and what all of them do together."""

    shared_objective = LongText(
        label=gettext_lazy("Objectiu compartit"),
        help_text=gettext_lazy(
            "El que tots volen. Per exemple: «Que ningú de la comarca hagi d’anar a Barcelona per una diàlisi»."
        ),
    )
    objectives = Lines(
        label=gettext_lazy("Objectius"),
        help_text=gettext_lazy("Un a cada línia. Per exemple: «Reduir la llista d’espera a 30 dies»."),
    )
    value_for_people = LongText(
        label=gettext_lazy("Valor per a les persones ateses"),
        help_text=gettext_lazy(
            "Què hi guanyen. Per exemple: «El mateix equip les segueix a tots dos centres»."
        ),
    )
    value_for_professionals = LongText(
        label=gettext_lazy("Valor per als professionals"),
        help_text=gettext_lazy(
            "Què hi guanyen. Per exemple: «Fan sessions clíniques amb l’hospital de referència»."
        ),
    )
    value_for_organisations = LongText(
        label=gettext_lazy("Valor per a les organitzacions"),
        help_text=gettext_lazy("Què hi guanyen. Per exemple: «Compren plegades i paguen un 12 % menys»."),
    )
    systemic_fit = LongText(
        label=gettext_lazy("Encaix amb els objectius del sistema"),
        help_text=gettext_lazy("Amb quin pla, i com. Per exemple: «Pla de salut 2021-2025, línia 4»."),
    )
    partners = RowsOf(WinWinRow, label=gettext_lazy("Cada soci"), one=gettext_lazy("Soci"))

    def prepare_row(self, row):
        super().prepare_row(row)
        code = row["organisation"].value()
        row.title = self.names_of_organisations.get(code, code or "")


class ClassificationForm(StepForm):
    """Of what kind it is, where it works and on what."""

    form = TermChoice(
        Vocabulary.FORM,
        label=gettext_lazy("Forma"),
        help_text=gettext_lazy("Com s’ha constituït. Per exemple: «Consorci», si té personalitat pròpia."),
    )
    vision = TermChoice(
        Vocabulary.VISION,
        label=gettext_lazy("Visió"),
        help_text=gettext_lazy("Fins on vol arribar. Si no hi encaixa cap, deixeu «No consta»."),
    )
    motives = Choices(
        choices=capitalised_choices(Motive.choices),
        label=gettext_lazy("Motius"),
        help_text=gettext_lazy("Per exemple: «Supervivència», si sense aliar-se el servei tancava."),
    )
    joint_work = Choice(
        choices=JointWork.choices,
        label=gettext_lazy("Grau de treball conjunt"),
        help_text=gettext_lazy("De menys a més. Per exemple: «Integració», si hi ha un sol equip."),
    )
    phase = Choice(
        choices=Phase.choices,
        label=gettext_lazy("Fase"),
        help_text=gettext_lazy("On sou ara. Per exemple: «Implantació», si s’acaba de signar."),
    )
    population__number = Whole(
        label=gettext_lazy("Població de referència"),
        help_text=gettext_lazy("Persones a qui pot arribar. Per exemple: 156.000."),
    )
    population__year = Whole(
        most=LAST_YEAR,
        label=gettext_lazy("Any de la població"),
        help_text=gettext_lazy("De quan és la xifra. Per exemple: 2023."),
    )
    territory = TermChoices(
        Vocabulary.COMARCA,
        Vocabulary.MUNICIPALITY,
        label=gettext_lazy("Comarques i municipis"),
        help_text=gettext_lazy("On treballa l’aliança. Per exemple: «Osona»."),
    )
    territory_other = Lines(
        rows=2,
        label=gettext_lazy("Altres llocs"),
        help_text=gettext_lazy("El que no és a la llista, un a cada línia. Per exemple: «Tot Catalunya»."),
    )
    services = TermChoices(
        Vocabulary.SERVICE,
        label=gettext_lazy("Serveis"),
        help_text=gettext_lazy("Sobre què s’han aliat. Per exemple: «Laboratori»."),
    )
    levels_of_care = TermChoices(
        Vocabulary.LEVEL_OF_CARE,
        label=gettext_lazy("Nivells assistencials"),
        help_text=gettext_lazy("Per exemple: «Atenció primària»."),
    )
    themes = TermChoices(
        Vocabulary.THEME,
        label=gettext_lazy("Temes"),
        help_text=gettext_lazy("De què tracta, perquè qui ho busca ho trobi."),
    )
    challenges = TermChoices(
        Vocabulary.CHALLENGE,
        label=gettext_lazy("Reptes"),
        help_text=gettext_lazy("A quins reptes del sistema respon."),
    )
    benefits = TermChoices(
        Vocabulary.BENEFIT,
        label=gettext_lazy("Beneficis esperats"),
        help_text=gettext_lazy("Del conjunt de l’aliança. Per exemple: «Equitat»."),
    )


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
