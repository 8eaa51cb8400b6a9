"""What people call the fields of a record, as its forms do: for letters, which show no form beside."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from alliances.editing.agreement import AGREEMENT_JOURNEY
from alliances.editing.alliance import ALLIANCE_JOURNEY
from experiences.editing import JOURNEY as EXPERIENCE_JOURNEY
from observatori.formats.phrases import typographic
from observatori.publishing.form_rows import place_among
from observatori.publishing.models import Record
from observatori.publishing.step_forms import StepForm

JOURNEYS = {
    journey.rules.kind: journey for journey in (ALLIANCE_JOURNEY, AGREEMENT_JOURNEY, EXPERIENCE_JOURNEY)
}
NAMED_BY = ("organisation", "lesson", "agreement")  # the references that name a row


def field_names(record: Record, fields: Iterable[str]) -> dict[str, str]:
    """Return the label of each field, given by the API’s name, with the name of the row it is about.

    «summary» is «Resum», «partners/0» is «Soci «Hospital de Riudebrera»». What no form asks keeps the API’s name;
    kinds without forms have no names, and neither has the whole record.
    """
    fields, journey = {field for field in fields if field}, JOURNEYS.get(record.kind)
    if not fields or journey is None:
        return {}
    document = journey.rules.document(journey.rules.load(record))
    forms = [step.form for step in journey.steps if step.form and step.applies(document)]
    return {field: _name(forms, document, field) for field in fields}


def _name(forms: list[type[StepForm]], document: Mapping, field: str) -> str:
    first, *rest = field.split("/")
    form = next((form for form in forms if first in form.names()), None)
    if form is None:
        return field
    if first in form.row_sets:
        return _row(form.row_sets[first].options, document.get(first) or [], rest)
    whole = form.base_fields.get(field.replace("/", "__")) or form.base_fields.get(first)
    label = whole or next(one for name, one in form.base_fields.items() if name.split("__")[0] == first)
    return str(label.label)


def _row(options, rows, rest):
    place = place_among(rest[0], len(rows)) if rest else None
    if place is None:
        return str(options.label)
    name = _row_name(rows[place]) or str(place + 1)
    return _("%(what)s «%(name)s»") % {"what": options.one, "name": typographic(name)}


def _row_name(row):
    if not isinstance(row, Mapping):
        return ""
    named = next((row[key]["name"] for key in NAMED_BY if row.get(key)), "")
    headed = ". ".join(filter(None, [row.get("label"), row.get("heading")]))
    return named or row.get("party_text") or headed or row.get("name") or row.get("indicator") or ""
