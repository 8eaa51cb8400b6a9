"""The working copy of an experience, section by section, with the words of its codes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experiences.models import Axis, ExperienceType, Factor, ResultStatus, Stance
from observatori.curation.pages.words import (
    One,
    Several,
    a_day,
    choice,
    quantity,
    references,
    said,
    sources,
    term,
    text,
    texts,
)
from observatori.publishing.models import Visibility


def _factors(keys):
    words = {factor.key: factor.text for factor in Factor.objects.all()}
    return [words.get(key, key) for key in keys]


def _result(row):
    return said(
        (_("Abans"), quantity(row["baseline"], row["unit"])),
        (_("Després"), quantity(row["value"], row["unit"])),
        (_("Període"), row["period"]),
        (_("D’on surt"), ResultStatus(row["status"]).label if row["status"] else ""),
    )


def _evidence(row):
    return said(
        (_("Què en diu"), Stance(row["stance"]).label),
        (_("Cita"), row["quote"]),
        (_("Context"), row["context"]),
    )


EXPERIENCE = (
    (
        gettext_lazy("Identitat"),
        (
            One("title", gettext_lazy("Títol"), text),
            One("type", gettext_lazy("Tipus"), choice(ExperienceType)),
            One("axes", gettext_lazy("Eixos"), choice(Axis)),
            One("organisations", gettext_lazy("Entitats"), references),
            One("alliances", gettext_lazy("Aliances"), references),
            One("start", gettext_lazy("Data d’inici"), a_day),
            One("end", gettext_lazy("Data final"), a_day),
            One("summary", gettext_lazy("Resum"), text),
        ),
    ),
    (
        gettext_lazy("Què es va fer"),
        (
            One("context", gettext_lazy("Context"), text),
            One("problem", gettext_lazy("Quin problema hi havia"), text),
            One("what_was_done", gettext_lazy("Què es va fer"), text),
            One("participants", gettext_lazy("Qui hi va participar"), text),
            One("resources", gettext_lazy("Amb quins recursos"), text),
        ),
    ),
    (
        gettext_lazy("Resultats"),
        (
            Several(
                "results",
                gettext_lazy("Resultats"),
                lambda row, index: row["indicator"],
                _result,
                lambda row, index: row["indicator"],
            ),
        ),
    ),
    (
        gettext_lazy("Què se n’ha après"),
        (
            One("what_worked", gettext_lazy("Què ho va fer possible"), text),
            One("what_hindered", gettext_lazy("Què ho va dificultar"), text),
            One("replication", gettext_lazy("Què cal per repetir-ho en un altre lloc"), text),
            One("recommendations", gettext_lazy("Recomanacions"), texts),
            One("critical_points", gettext_lazy("Punts crítics"), texts),
            One("factors", gettext_lazy("Factors que hi van pesar"), _factors),
            Several(
                "evidence",
                gettext_lazy("Què diu dels aprenentatges"),
                lambda row, index: row["lesson"]["name"],
                _evidence,
                lambda row, index: row["lesson"]["code"],
            ),
        ),
    ),
    (
        gettext_lazy("Fonts"),
        (
            One("evidence_level", gettext_lazy("Nivell d’evidència"), term("evidence_level")),
            One("sources", gettext_lazy("Fonts"), sources),
            One("visibility", gettext_lazy("Visibilitat"), choice(Visibility)),
        ),
    ),
)
