"""What an organisation puts in, and the others with it, as people read it: bars, tables and a file."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from alliances.commitments.totals import Given, Sum, by_agreement, by_year, commitments_with, total
from alliances.pages.commitments import UNSAID, amount_words
from observatori.charts.bars import bars
from observatori.formats.phrases import capitalised, euros, typographic
from observatori.organisations.models import Organisation
from observatori.publishing.addresses import page_url

BEFORE = "is-before"  # the paler bar of charts/bars.html


def totals_context(given: Iterable[Given], code: str) -> dict:
    """Return what the pages of commitments show of an organisation, by its code; empty where nobody commits anything.

    `years` are the bars, `by_year` and `by_agreement` tables for table.html (None without rows), and `in_kind` what
    each instrument says: a list of {title, url, table}.
    """
    given = list(given)
    if not given:
        return {}
    years = by_year(given, code)
    return {
        "total": _figures(total(given, code)),
        "years": year_bars(years),
        "by_year": _money_table(
            _("Diners per any, en euros"),
            _("Any"),
            [({"text": _year(year)}, found) for year, found in years.items()],
        ),
        "by_agreement": agreement_table(given, code),
        "in_kind": in_kind_tables(given),
    }


def public_money(organisation: Organisation, at: date) -> dict:
    """Return what the public reads of an organisation’s commitments: those of agreements that anybody may read."""
    return totals_context(commitments_with(organisation, at), organisation.code)


def year_bars(years: dict[int | None, Sum]) -> list[dict]:
    """Return two bars a year, what it puts in and what the others do, as charts/bars.html takes them; without figures,
    which the table has.
    """
    rows = []
    for year, found in years.items():
        facts = {"year": _year(year)}
        ours, others = _("%(year)s, l’entitat") % facts, _("%(year)s, les altres") % facts
        rows.append({"label": ours, "value": found.ours or 0, "words": ""})
        rows.append({"label": others, "value": found.others or 0, "words": "", "style": BEFORE})
    return bars(rows)


def agreement_table(given: list[Given], code: str) -> dict | None:
    """Return the money of each agreement."""
    first = {one.agreement["code"]: one for one in given}
    rows = [
        (
            {
                "text": typographic(first[key].agreement["title"]),
                "lang": "ca",
                "url": _url(first[key].agreement),
            },
            found,
        )
        for key, found in by_agreement(given, code).items()
    ]
    return _money_table(_("Diners per conveni, en euros"), _("Conveni"), rows)


def in_kind_tables(given: Iterable[Given]) -> list[dict]:
    """Return what each instrument says is given in kind: {title, url, table}. It has no figure to sum.

    What is given alike in several years is one row.
    """
    found: dict[str, dict] = {}
    for one in given:
        if one.in_kind:
            said = found.setdefault(one.by["code"], {})
            said.setdefault((one.organisation["code"], one.in_kind, one.concept), []).append(one)
    return [_in_kind(list(rows.values())) for rows in found.values()]


def file_head() -> list[str]:
    """Return the first line of the file of commitments."""
    return [
        _("Codi del conveni"),
        _("Conveni"),
        _("Ho diu"),
        _("Codi de l’entitat"),
        _("Entitat"),
        _("Any"),
        _("Import (euros)"),
        _("En espècie"),
        _("Concepte"),
    ]


def file_rows(given: Iterable[Given]) -> Iterable[list]:
    """Return one commitment a line; numbers as programs read them."""
    for one in given:
        yield [
            one.agreement["code"],
            one.agreement["title"],
            one.by["code"],
            one.organisation["code"],
            one.organisation["name"],
            one.year,
            None if one.amount is None else f"{one.amount:.2f}",
            one.in_kind,
            one.concept,
        ]


def _figures(found: Sum) -> dict:
    figures = {"ours": found.ours, "others": found.others, "whole": found.whole}
    return {name: UNSAID if value is None else euros(value) for name, value in figures.items()}


def _money_table(caption, first, rows) -> dict | None:
    if not rows:
        return None
    columns = (_("L’entitat"), _("Les altres"), _("Totes"))
    return {
        "caption": caption,
        "columns": [{"label": first}, *({"label": label, "number": True} for label in columns)],
        "rows": [[head, *_amounts(columns, (found.ours, found.others, found.whole))] for head, found in rows],
    }


def _amounts(labels, values):
    return [
        {"text": amount_words(value), "label": label, "number": True}
        for label, value in zip(labels, values, strict=True)
    ]


def _in_kind(rows):
    first = rows[0][0]
    labels = (_("Entitat"), _("Aportació"), _("Anys"))
    return {
        "title": typographic(first.by["title"]),
        "url": _url(first.by),
        "table": {
            "caption": _("Aportacions en espècie"),
            "columns": [{"label": label} for label in labels],
            "rows": [_in_kind_row(alike, labels) for alike in rows],
        },
    }


def _in_kind_row(alike, labels):
    one, organisation = alike[0], alike[0].organisation
    years = sorted({one.year for one in alike if one.year})
    page = page_url("organisation", code=organisation["code"], slug=organisation["slug"])
    return typographic(
        [
            {"text": organisation["name"], "lang": "ca", "url": page},
            {"text": capitalised(one.in_kind), "note": one.concept, "label": labels[1]},
            {"text": ", ".join(map(str, years)), "label": labels[2]},
        ]
    )


def _url(document):
    return page_url("agreement", code=document["code"], slug=None)


def _year(year):
    return str(year) if year else _("Sense any")
