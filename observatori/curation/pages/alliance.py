"""The working copy of an alliance, section by section, with the words of its codes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import (
    ConditionKey,
    ConditionValue,
    GovernanceLevel,
    IndicatorStatus,
    Initiative,
    JointWork,
    Motive,
    PartnerRole,
    Phase,
)
from observatori.curation.pages.words import (
    Field,
    One,
    Several,
    a_day,
    choice,
    quantity,
    said,
    sources,
    term,
    term_words,
    territories,
    text,
    texts,
)
from observatori.formats.phrases import capitalised, number, span
from observatori.publishing.models import Visibility


class Conditions:
    """The six conditions, each a field of its own: what it answers and where that can be seen."""

    name = "conditions"

    def fields(self, document: dict) -> list[Field]:
        values, notes = document.get("conditions") or {}, document.get("condition_notes") or {}
        return [self._field(key, _condition(values.get(key), notes.get(key))) for key in ConditionKey]

    def _field(self, key, lines):
        """A condition may be called like a field of the alliance: its key says that it is a condition."""
        name = f"{self.name}/{key}"
        return Field(name, str(key.label), lines, name)


def _condition(value, note):
    if value in (None, ConditionValue.UNKNOWN) and not note:
        return []
    return [capitalised(ConditionValue(value or ConditionValue.UNKNOWN).label), *text(note or "")]


def _population(value):
    people = _("%(people)s persones") % {"people": number(value["number"])}
    return [f"{people} ({value['year']})" if value["year"] else people]


def _partner(row):
    return said(
        (_("Paper"), PartnerRole(row["role"]).label),
        (_("Amb aquestes paraules"), row["role_text"]),
        (_("Quan"), span(row["joined_on"], row["left_on"])),
        (_("Què hi busca"), row["own_objectives"]),
        (_("Què n’espera"), term_words("benefit", row["benefits"])),
        (_("Què hi aporta"), term_words("contribution", row["contribution"])),
        (_("Aportació, en detall"), row["contribution_text"]),
    )


def _body(row):
    return said(
        (_("Nivell"), GovernanceLevel(row["level"]).label if row.get("level") else ""),
        (_("Qui en forma part"), row.get("composition")),
        (_("Cada quan es reuneix"), row.get("frequency")),
        (_("Què fa"), row.get("functions")),
    )


def _result(row):
    return said(
        (_("Valor"), quantity(row.get("value"), row.get("unit"))),
        (_("Any"), row.get("year")),
        (_("D’on surt la xifra"), _where_from(row.get("status"))),
        (_("Detall"), row.get("detail")),
    )


def _where_from(status):
    return IndicatorStatus(status).label if status in IndicatorStatus.values else ""


def _name(row, index):
    return row["organisation"]["name"]


ALLIANCE = (
    (
        gettext_lazy("Identitat"),
        (
            One("name", gettext_lazy("Nom"), text),
            One("acronym", gettext_lazy("Sigla"), text),
            One("aliases", gettext_lazy("Altres noms"), texts),
            One("summary", gettext_lazy("Resum"), text),
            One("why_together", gettext_lazy("Què podeu fer junts que sols no podríeu?"), text),
            One("why_now", gettext_lazy("Per què ara?"), text),
            One("start", gettext_lazy("Data d’inici"), a_day),
            One("end", gettext_lazy("Data final"), a_day),
        ),
    ),
    (
        gettext_lazy("Socis"),
        (
            Several(
                "partners",
                gettext_lazy("Socis"),
                _name,
                _partner,
                lambda row, index: row["organisation"]["code"],
            ),
        ),
    ),
    (
        gettext_lazy("Guany mutu"),
        (
            One("shared_objective", gettext_lazy("Objectiu compartit"), text),
            One("objectives", gettext_lazy("Objectius"), texts),
            One("benefits", gettext_lazy("Beneficis esperats"), term("benefit")),
            One("value_for_people", gettext_lazy("Valor per a les persones ateses"), text),
            One("value_for_professionals", gettext_lazy("Valor per als professionals"), text),
            One("value_for_organisations", gettext_lazy("Valor per a les organitzacions"), text),
            One("systemic_fit", gettext_lazy("Encaix amb els objectius del sistema"), text),
        ),
    ),
    (
        gettext_lazy("Classificació"),
        (
            One("form", gettext_lazy("Forma"), term("form")),
            One("form_text", gettext_lazy("Forma, en les seves paraules"), text),
            One("vision", gettext_lazy("Visió"), term("vision")),
            One("phase", gettext_lazy("Fase"), choice(Phase)),
            One("joint_work", gettext_lazy("Grau de treball conjunt"), choice(JointWork)),
            One("motives", gettext_lazy("Motius"), choice(Motive)),
            One("partner_typology", gettext_lazy("Tipologia de socis (calculada)"), term("partner_typology")),
            One("territory", gettext_lazy("Territori"), territories),
            One("territory_other", gettext_lazy("Altres territoris"), texts),
            One("services", gettext_lazy("Serveis"), term("service")),
            One("levels_of_care", gettext_lazy("Nivells assistencials"), term("level_of_care")),
            One("themes", gettext_lazy("Temes"), term("theme")),
            One("challenges", gettext_lazy("Reptes"), term("challenge")),
            One("population", gettext_lazy("Població de referència"), _population),
        ),
    ),
    (
        gettext_lazy("Governança"),
        (
            One("initiative", gettext_lazy("Qui en va tenir la iniciativa"), choice(Initiative)),
            Several(
                "governance",
                gettext_lazy("Òrgans de govern"),
                lambda row, index: row.get("name") or _("Òrgan %(number)d") % {"number": index + 1},
                _body,
                lambda row, index: row.get("name") or index,
            ),
            One("joint_direction", gettext_lazy("Direcció conjunta"), text),
            One("transition_plan", gettext_lazy("Pla de transició"), text),
            One("follow_up", gettext_lazy("Seguiment"), text),
            One("conflict_resolution", gettext_lazy("Resolució de conflictes"), text),
            One("communication", gettext_lazy("Comunicació política, territorial i social"), text),
        ),
    ),
    (gettext_lazy("Les sis condicions"), (Conditions(),)),
    (
        gettext_lazy("Resultats i fonts"),
        (
            Several(
                "results",
                gettext_lazy("Resultats"),
                lambda row, index: row.get("indicator") or _("Resultat %(number)d") % {"number": index + 1},
                _result,
                lambda row, index: row.get("indicator") or index,
            ),
            One("difficulties", gettext_lazy("Dificultats"), texts),
            One("notes", gettext_lazy("Notes"), text),
            One("sources", gettext_lazy("Fonts"), sources),
            One("visibility", gettext_lazy("Visibilitat"), choice(Visibility)),
        ),
    ),
)
