"""The forms of an experience: its story and its results. What it says of the lessons is in lesson_forms.py."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.forms.alliance import SourceRow
from experiences.alliance_field import AllianceField, names_of, own_alliances
from experiences.models import Axis, ExperienceType, Factor, FactorKind, ResultStatus
from observatori.formats.phrases import capitalised, measure, typographic
from observatori.publishing.forms import (
    Choice,
    Choices,
    Day,
    GroupedCheckboxes,
    LongText,
    Number,
    TermChoice,
    Text,
)
from observatori.publishing.organisation_field import OrganisationField
from observatori.publishing.step_forms import RowForm, RowsOf, StepForm
from observatori.vocabularies.models import Vocabulary

# What each type is, for who has to choose: an attempt that failed is as welcome as a good practice.
MEANINGS = {
    ExperienceType.EXPERIENCE: gettext_lazy("què vau fer junts i què en va sortir, sigui el que sigui"),
    ExperienceType.GOOD_PRACTICE: gettext_lazy("ha donat bons resultats, demostrats, i es pot repetir"),
    ExperienceType.PROMISING_PRACTICE: gettext_lazy("apunta bons resultats, però encara falten dades"),
    ExperienceType.DEMONSTRATIVE_PROJECT: gettext_lazy("una prova feta expressament per veure si funciona"),
    ExperienceType.UNSUCCESSFUL_ATTEMPT: gettext_lazy(
        "no va anar com s’esperava; explicar-ho estalvia el mateix entrebanc a d’altres, i aquí val tant com un èxit"
    ),
    ExperienceType.LESSONS: gettext_lazy("el que heu après, més que no pas el que vau fer"),
    ExperienceType.STUDY: gettext_lazy("una recerca o una avaluació sobre una aliança"),
}


def types() -> list[tuple[str, str]]:
    """Return each type with a line that says what it is."""
    return [(kind.value, f"{capitalised(str(kind.label))}: {meaning}") for kind, meaning in MEANINGS.items()]


class OrganisationRow(RowForm):
    organisation = OrganisationField(
        label=gettext_lazy("Entitat"),
        help_text=gettext_lazy("Escriviu-ne el nom, les sigles o el NIF. Per exemple: «Hospital de Mataró»."),
    )


class AllianceRow(RowForm):
    alliance = AllianceField(
        label=gettext_lazy("Aliança"),
        help_text=gettext_lazy(
            "Escriviu-ne el nom o la sigla i trieu-la de la llista. Per exemple: «Plató»."
        ),
    )


class StoryForm(StepForm):
    """What was done, by whom, when and why."""

    needed = ("title", "summary", "what_was_done", "organisations")

    title = Text(
        required=True,
        max_length=250,
        label=gettext_lazy("Títol"),
        help_text=gettext_lazy(
            "Una frase que digui què vau fer. Per exemple: «Un sol equip de cardiologia per a dos hospitals»."
        ),
        error_messages={
            "required": gettext_lazy("Escriviu un títol: sense títol no es pot desar l’esborrany.")
        },
    )
    type = Choice(
        choices=types,
        empty=None,
        widget=forms.RadioSelect,
        label=gettext_lazy("Quina mena d’experiència és"),
        help_text=gettext_lazy("Si dubteu, trieu «Experiència»: es pot canviar."),
    )
    axes = Choices(
        choices=Axis.choices,
        label=gettext_lazy("A quines preguntes respon"),
        help_text=gettext_lazy(
            "Les tres preguntes de l’Observatori sobre les aliances. En podeu marcar més d’una."
        ),
    )
    start = Day(
        label=gettext_lazy("Quan va començar"),
        help_text=gettext_lazy(
            "L’any, el mes o el dia. Per exemple: «2019», «setembre del 2019» o «15/9/2019»."
        ),
    )
    end = Day(
        label=gettext_lazy("Quan va acabar"),
        help_text=gettext_lazy("Deixeu-ho en blanc si encara dura. Per exemple: «6/2022»."),
    )
    summary = LongText(
        label=gettext_lazy("Resum"),
        help_text=gettext_lazy(
            "Dues o tres frases per a qui no us coneix. Per exemple: «Dos hospitals comarcals van unir "
            "les guàrdies de radiologia; en un any, els informes urgents van passar de quatre hores a una»."
        ),
    )
    context = LongText(
        label=gettext_lazy("Context"),
        help_text=gettext_lazy(
            "On éreu i què us envoltava. Per exemple: «Comarca de 60.000 habitants, amb dos hospitals a vint minuts»."
        ),
    )
    problem = LongText(
        label=gettext_lazy("Quin problema hi havia"),
        help_text=gettext_lazy(
            "Per exemple: «Cap dels dos centres no podia cobrir sol les guàrdies de la nit»."
        ),
    )
    what_was_done = LongText(
        rows=8,
        label=gettext_lazy("Què es va fer"),
        help_text=gettext_lazy(
            "Els passos, per ordre, perquè algú altre els pugui seguir. Per exemple: «Primer vam acordar un "
            "protocol únic; després, una agenda compartida; al cap de sis mesos, una sola direcció»."
        ),
    )
    participants = LongText(
        label=gettext_lazy("Qui hi va participar"),
        help_text=gettext_lazy(
            "Quins equips i oficis, sense noms de persones. Per exemple: «Dotze radiòlogues, les dues direccions "
            "mèdiques i una representant del CatSalut»."
        ),
    )
    resources = LongText(
        label=gettext_lazy("Amb quins recursos"),
        help_text=gettext_lazy(
            "Diners, hores, espais, eines. Per exemple: «Mitja jornada de coordinació i 30.000 € d’informàtica»."
        ),
    )
    organisations = RowsOf(
        OrganisationRow,
        label=gettext_lazy("De quines entitats és"),
        one=gettext_lazy("Entitat"),
        add=gettext_lazy("Afegeix una entitat"),
        help_text=gettext_lazy("Les que ho van fer. Els seus membres podran llegir l’esborrany."),
        least=1,
        single="organisation",
    )
    alliances = RowsOf(
        AllianceRow,
        label=gettext_lazy("En quina aliança va néixer"),
        one=gettext_lazy("Aliança"),
        add=gettext_lazy("Afegeix una aliança"),
        help_text=gettext_lazy(
            "Si és pública al web o és un esborrany de la vostra entitat. Si no n’hi ha cap, deixeu-ho en blanc."
        ),
        least=1,
        single="alliance",
    )
    sources = RowsOf(
        SourceRow,
        label=gettext_lazy("Fonts"),
        one=gettext_lazy("Font"),
        add=gettext_lazy("Afegeix una font"),
        help_text=gettext_lazy("On se’n pot saber més: una memòria, una notícia, un article."),
    )

    def prepare(self):
        super().prepare()
        self.offered_alliances = names_of(own_alliances(self.user))

    def prepare_row(self, row):
        super().prepare_row(row)
        if isinstance(row, AllianceRow):
            row.fields["alliance"].introduce(self.user, self.names_of_organisations, self.offered_alliances)

    def clean_type(self):
        return self.cleaned_data["type"] or None

    def words(self, name, value):
        if name == "type" and value in ExperienceType.values:
            return [capitalised(str(ExperienceType(value).label))]
        if name == "alliances":
            return [self.names_of_organisations.get(code, code) for code in value or []]
        return super().words(name, value)


class Figure(Number):
    """A number as people measure things; it may be negative."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})

    def __init__(self, **facts):
        super().__init__(required=False, max_digits=16, decimal_places=3, **facts)


class ResultRow(RowForm):
    indicator = LongText(
        required=True,
        rows=2,
        label=gettext_lazy("Què es va mirar"),
        help_text=gettext_lazy("Per exemple: «Dies d’espera per a una ressonància»."),
        error_messages={"required": gettext_lazy("Digueu de què és aquest resultat.")},
    )
    baseline = Figure(
        label=gettext_lazy("Valor d’abans"),
        help_text=gettext_lazy("Només el nombre, si se sap. Per exemple: «45»."),
    )
    value = Figure(
        label=gettext_lazy("Valor de després"),
        help_text=gettext_lazy(
            "Només el nombre. Per exemple: «12,5». Si no el teniu, n’hi ha prou amb el text."
        ),
    )
    unit = Text(
        max_length=60,
        label=gettext_lazy("Unitat"),
        help_text=gettext_lazy("En què es compta. Per exemple: «dies», «%» o «persones»."),
    )
    period = Text(
        max_length=60,
        label=gettext_lazy("Període"),
        help_text=gettext_lazy("De quan és. Per exemple: «2022» o «primer semestre del 2022»."),
    )
    status = Choice(
        choices=ResultStatus.choices,
        label=gettext_lazy("D’on surt la xifra"),
        help_text=gettext_lazy("S’ha mesurat, s’estima, o és el que es preveu."),
    )


def factors_by_kind() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the guide’s factors in two groups, those of success and those of failure."""
    titles = {
        FactorKind.SUCCESS: _("Hi van ajudar (factors d’èxit)"),
        FactorKind.FAILURE: _("Ho van posar difícil (factors de fracàs)"),
    }
    factors = list(Factor.objects.all())
    return [
        (
            title,
            [
                (factor.key, capitalised(typographic(factor.text)))
                for factor in factors
                if factor.kind == kind
            ],
        )
        for kind, title in titles.items()
    ]


class ResultsForm(StepForm):
    """What came out of it, what helped and what stood in the way."""

    what_worked = LongText(
        label=gettext_lazy("Què ho va fer possible"),
        help_text=gettext_lazy(
            "Per exemple: «Les dues direccions es van reunir cada quinze dies i decidien allà mateix»."
        ),
    )
    what_hindered = LongText(
        label=gettext_lazy("Què ho va dificultar"),
        help_text=gettext_lazy(
            "El que va costar, i el que no va sortir. Per exemple: «Els dos sistemes d’informació no es parlaven»."
        ),
    )
    replication = LongText(
        label=gettext_lazy("Què cal per repetir-ho en un altre lloc"),
        help_text=gettext_lazy(
            "Per exemple: «Una història clínica compartida i una persona que hi dediqui mitja jornada el primer any»."
        ),
    )
    factors = Choices(
        choices=factors_by_kind,
        widget=GroupedCheckboxes,
        label=gettext_lazy("Factors que hi van pesar"),
        help_text=gettext_lazy(
            "Els deu d’èxit i els deu de fracàs de la guia. Marqueu només els que heu viscut."
        ),
    )
    evidence_level = TermChoice(
        Vocabulary.EVIDENCE_LEVEL,
        label=gettext_lazy("Nivell d’evidència"),
        help_text=gettext_lazy("En què es fonamenten els resultats. El relat de qui ho ha viscut també val."),
    )
    results = RowsOf(
        ResultRow,
        label=gettext_lazy("Què en va sortir"),
        one=gettext_lazy("Resultat"),
        add=gettext_lazy("Afegeix un resultat"),
        help_text=gettext_lazy("Un per indicador. També els que van anar pitjor del que s’esperava."),
        least=1,
    )

    @property
    def items(self):
        return sorted(super().items, key=lambda item: "field" in item)  # the results come first

    def words(self, name, value):
        if name == "results":
            return [" · ".join(_result_words(row)) for row in value or []]
        return super().words(name, value)


def _result_words(row) -> Iterable[str]:
    """A result in one line: what was looked at, before and after, when, and where the figure comes from."""
    yield row["indicator"]
    if row["baseline"] is not None:
        yield _("abans, %(figure)s") % {"figure": measure(row["baseline"], row["unit"])}
    if row["value"] is not None:
        yield _("després, %(figure)s") % {"figure": measure(row["value"], row["unit"])}
    if row["period"]:
        yield row["period"]
    if row["status"]:
        yield str(ResultStatus(row["status"]).label)
