"""The list as the page shows it: what is asked of it, and every word of its rows."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.models import AgreementKind
from alliances.term import State
from alliances.transparency.lines import Line
from alliances.transparency.sheet import given_words
from observatori.formats.phrases import capitalised, day, euros, on, since, until
from observatori.publishing.addresses import page_url
from observatori.publishing.forms import Choice, capitalised_choices


class TransparencyFilters(forms.Form):
    """Which lines are shown: those of a year, those in a state. The options are those there are."""

    year = Choice(choices=(), empty=gettext_lazy("Tots"), label=gettext_lazy("Any"))
    state = Choice(choices=(), empty=gettext_lazy("Tots"), label=gettext_lazy("Estat"))

    def __init__(self, *args, lines: Iterable[Line], **kwargs):
        super().__init__(*args, **kwargs)
        lines = list(lines)
        years = sorted({line.date[:4] for line in lines if line.date}, reverse=True)
        states = {line.status.state for line in lines}
        self.fields["year"].choices = [("", _("Tots")), *((year, year) for year in years)]
        self.fields["state"].choices = [
            ("", _("Tots")),
            *capitalised_choices(choice for choice in State.choices if choice[0] in states),
        ]

    def chosen(self, lines: Iterable[Line]) -> list[Line]:
        """Return the lines that are asked for; none where what is asked cannot be read."""
        if not self.is_valid():
            return []
        year, state = self.cleaned_data["year"], self.cleaned_data["state"]
        return [
            line
            for line in lines
            if (not year or (line.date or "")[:4] == year) and (not state or line.status.state == state)
        ]


def line_rows(lines: Iterable[Line]) -> list[dict]:
    """Return the rows of transparency/table.html."""
    return [_row(line) for line in lines]


def _row(line):
    return {
        "code": line.code,
        "title": line.title,
        "url": page_url("agreement", code=line.code, slug=None),
        "kind": _kind(line),
        "state": line.status.state,
        "state_label": _("Vigència: no consta") if line.status.state == State.UNKNOWN else "",
        "date": day(line.date),
        "parties": [
            {
                "name": party["name"],
                "url": page_url("organisation", code=party["code"], slug=party["slug"]),
            }
            for party in line.parties
        ],
        "others": line.others,
        "object": line.object,
        "given": given_words(line),
        "total": _("Total: %(sum)s") % {"sum": euros(line.total)} if line.total is not None else "",
        "term": list(filter(None, [_term(line), _extension(line)])),
        "end": _end(line),
        "follow_up": line.follow_up,
        "changes": line.changes,
        "public_text": line.public_text,
        "is_unconfirmed": bool(line.registered_by),
        "copies": line.copies,
    }


def _kind(line):
    words = [capitalised(AgreementKind(line.kind).label)]
    return " · ".join([*words, _("exemple")] if line.is_example else words)


def _term(line):
    status = line.status
    start = capitalised(since(status.in_force_from)) if status.in_force_from else ""
    if status.ends_on:
        end = until(status.ends_on)
        return f"{start} {end}" if start else capitalised(end)
    if status.open_ended:
        indefinite = _("amb durada indefinida")
        return f"{start}, {indefinite}" if start else capitalised(indefinite)
    return start


def _extension(line):
    """Up to when it may be extended, while it may: what the text says of it is past once it is used up."""
    if line.extension_until is None or not line.status.can_extend:
        return ""
    return _("Es pot prorrogar %(until)s.") % {"until": until(line.extension_until)}


def _end(line):
    if line.end is None:
        return ""
    when = _("L’entitat se’n va separar") if line.end.separated else _("Es va resoldre abans d’hora")
    if line.end.on and line.end.separated:
        when = _("L’entitat se’n va separar %(day)s") % {"day": on(line.end.on)}
    elif line.end.on:
        when = _("Es va resoldre abans d’hora: l’últim dia vigent va ser %(day)s") % {"day": on(line.end.on)}
    return f"{when}. {line.end.cause}".strip()
