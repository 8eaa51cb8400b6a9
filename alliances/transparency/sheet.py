"""The list as a table of cells, for the files."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from alliances.models import AgreementKind
from alliances.term import State
from alliances.transparency.lines import Line
from observatori.formats.phrases import capitalised, euros, language, named
from observatori.formats.spreadsheets import Column, Sheet
from observatori.organisations.models import Organisation
from observatori.publishing.addresses import page_url


def transparency_sheet(
    organisation: Organisation, lines: Iterable[Line], absolute: Callable[[str], str]
) -> Sheet:
    """Return the list of an organisation in the active language; `absolute` makes an address of a path."""
    columns = [
        Column(_("Codi"), 14),
        Column(_("Conveni"), 40),
        Column(_("Classe"), 18),
        Column(_("Data"), 14),
        Column(_("Parts"), 40),
        Column(_("Objecte"), 60),
        Column(_("Obligacions principals"), 60),
        Column(_("Import total (€)"), 16),
        Column(_("Estat"), 16),
        Column(_("Inici de la vigència"), 14),
        Column(_("Final de la vigència"), 14),
        Column(_("Encara prorrogable fins a"), 14),
        Column(_("Límit de les pròrrogues que diu el conveni"), 14),
        Column(_("Modificacions"), 60),
        Column(_("Fi anticipada"), 14),
        Column(_("Causa de la fi anticipada"), 40),
        Column(_("Òrgan de seguiment"), 40),
        Column(_("Pàgina"), 40, is_link=True),
        Column(_("Text publicat"), 40, is_link=True),
        Column(_("Còpia pública"), 40, is_link=True),
        Column(_("Confirmat per l’entitat"), 14),
    ]
    title = _("Convenis")
    return Sheet(title, columns, [_row(line, absolute) for line in lines], language())


def _row(line, absolute):
    status, end = line.status, line.end
    return [
        line.code,
        line.title,
        capitalised(AgreementKind(line.kind).label),
        line.date,
        named([*(party["name"] for party in line.parties), *line.others]),
        line.object,
        "\n".join(given_words(line)),
        line.total,
        capitalised(State(status.state).label),
        status.in_force_from,
        _("Durada indefinida") if status.open_ended else status.ends_on,
        line.extension_until if status.can_extend else None,
        line.extension_until,
        "\n".join(change_words(change) for change in line.changes),
        end and end.on,
        end.cause if end else "",
        line.follow_up,
        absolute(page_url("agreement", code=line.code, slug=None)),
        line.public_text,
        absolute(line.copies[0]["url"]) if line.copies else "",
        _("No") if line.registered_by else _("Sí"),
    ]


def given_words(line: Line) -> list[str]:
    """Return what each party puts in: «Hospital del Pla: 12.000 €; cessió d’espais»."""
    return [
        f"{given.organisation['name']}: "
        + "; ".join([*([euros(given.amount)] if given.amount is not None else []), *given.in_kind])
        for given in line.given
    ]


def change_words(change: dict) -> str:
    """Return an addendum in a line: «1 de gener del 2026: Addenda primera. Allarga la vigència…»."""
    told = ". ".join(filter(None, [change["title"].rstrip("."), change["text"]]))
    return f"{change['date']}: {told}" if change["date"] else told
