"""What came of an alliance: its results, what was difficult, and what else is worth knowing."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from alliances.models import IndicatorStatus
from observatori.formats.phrases import measure, number
from observatori.formats.typed_numbers import typed_number
from observatori.publishing.forms import Choice, Lines, LongText, Text, Whole
from observatori.publishing.step_forms import RowForm, RowsOf, StepForm

LAST_YEAR = 2200
FIGURE = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")  # what a float holds as it was typed


class FigureOrWords(Text):
    """A figure as people write it, or the words a source gives in its place («90 / 80»)."""

    def prepare_value(self, value):
        return number(value) if isinstance(value, int | float) else value

    def clean(self, value):
        text = super().clean(value)
        figure = typed_number(text)
        if FIGURE.fullmatch(figure):
            return float(figure) if "." in figure else int(figure)
        return text or None


class IndicatorRow(RowForm):
    told_by = ("indicator", "value", "unit", "year")
    indicator = Text(
        required=True,
        max_length=500,
        label=gettext_lazy("Què es va mirar"),
        help_text=gettext_lazy("Per exemple: «Dies d’espera per a una ressonància»."),
        error_messages={"required": gettext_lazy("Digueu de què és aquest resultat.")},
    )
    value = FigureOrWords(
        max_length=120,
        label=gettext_lazy("Valor"),
        help_text=gettext_lazy("El número, o les paraules si no n’hi ha un de sol. Per exemple: «12,5»."),
    )
    unit = Text(
        max_length=60,
        label=gettext_lazy("Unitat"),
        help_text=gettext_lazy("En què es compta. Per exemple: «dies», «%» o «persones»."),
    )
    year = Whole(
        most=LAST_YEAR,
        label=gettext_lazy("Any"),
        help_text=gettext_lazy("De quan és la xifra. Per exemple: 2023."),
    )
    status = Choice(
        choices=IndicatorStatus.choices,
        label=gettext_lazy("D’on surt la xifra"),
        help_text=gettext_lazy("S’ha mesurat, s’estima, o és el que es preveu."),
    )
    detail = LongText(
        rows=2,
        label=gettext_lazy("Detall"),
        help_text=gettext_lazy("Com es llegeix. Per exemple: «Abans de l’aliança n’eren 45»."),
    )


class OutcomeForm(StepForm):
    """What came of it: first what can be counted, then what stood in the way."""

    difficulties = Lines(
        label=gettext_lazy("Dificultats"),
        help_text=gettext_lazy(
            "El que va costar, una a cada línia. Per exemple: «Els dos sistemes d’informació no es parlaven»."
        ),
    )
    notes = LongText(
        label=gettext_lazy("Notes"),
        help_text=gettext_lazy(
            "El que cal saber per llegir-ho bé, i no encaixa enlloc més. També es publica."
        ),
    )
    results = RowsOf(
        IndicatorRow,
        label=gettext_lazy("Resultats"),
        one=gettext_lazy("Resultat"),
        add=gettext_lazy("Afegeix un resultat"),
        help_text=gettext_lazy("Un per indicador. També els que van anar pitjor del que s’esperava."),
        least=1,
        folds=True,
    )

    @property
    def items(self):
        return sorted(super().items, key=lambda item: "field" in item)  # the results come first

    def words(self, name, value):
        if name == "results":
            return [" · ".join(filter(None, _result_words(row))) for row in value or []]
        return super().words(name, value)


def _result_words(row) -> Iterable[str]:
    """A result in one line: what was looked at, how much, when, and where the figure comes from."""
    yield row["indicator"]
    yield measure(row["value"], row["unit"])
    yield str(row["year"] or "")
    yield str(IndicatorStatus(row["status"]).label) if row["status"] in IndicatorStatus.values else ""
    yield row["detail"]
