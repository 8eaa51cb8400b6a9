"""The comparison of all agreements in words: sentences, bars and a table."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.completeness.figures import (
    AGREEMENTS,
    DIMENSIONS,
    ORGANISATIONS,
    Compared,
    Figures,
    counted,
    group_of,
    groups_shown,
    how_many,
    is_enough,
    may_be_told,
)
from alliances.completeness.lights import Light
from alliances.models import AgreementKind, Content
from alliances.pages.completeness import item_name, what_it_says
from observatori.charts.bars import bars
from observatori.formats.phrases import capitalised, joined, measure, number, on, the_share
from observatori.vocabularies import terms

LABELS = {
    "sector": gettext_lazy("Sector de les entitats"),
    "form": gettext_lazy("Forma de l’aliança"),
    "kind": gettext_lazy("Classe de conveni"),
    "year": gettext_lazy("Any d’inici"),
}
SHOWN = (Light.OK, Light.PARTIAL, Light.MISSING, Light.UNKNOWN)
SENTENCES = 3  # of what most is missing
TOO_FEW = gettext_lazy(
    "Només es compara a partir de %(agreements)d convenis de %(organisations)d entitats, i que fora del grup en quedin "
    "tants més: amb menys, es podria saber què diu un conveni concret."
)
ONE_AT_A_TIME = gettext_lazy(
    "Trieu un sol grup: combinant-ne més d’un es podria saber què diu un conveni concret."
)


NOBODY_MARKED = gettext_lazy("Encara ningú no ha marcat què diu el text de cap d’aquests convenis.")
COUNTING = gettext_lazy(
    "És el primer cop que es compten tots els convenis, i triga uns segons: torneu a carregar la pàgina d’aquí a un "
    "moment."
)
NOTHING = {"sentences": [], "bars": [], "table": None, "unread": ""}


def figures_page(figures: Figures | None, asked: Mapping[str, Sequence[str]], today: date) -> dict:
    """Return what the page shows of what was counted last, with its day where that is not today; while nothing has
    been counted, only that it is being done, as `counting`.
    """
    if figures is None:
        return {"counting": str(COUNTING), "of_day": ""}
    of_day = "" if figures.at == today else _("Tal com eren %(day)s.") % {"day": on(figures.at)}
    return figures_context(figures.rows, asked) | {"counting": "", "of_day": of_day}


def figures_context(rows: Sequence[Compared], asked: Mapping[str, Sequence[str]]) -> dict:
    """Return what the page shows of `rows`, or of the group asked for: {dimension: values}."""
    facets = [f"{name}:{value}" for name in DIMENSIONS for value in asked.get(name, ()) if value]
    shown = {name: groups_shown(rows, name) for name in DIMENSIONS}
    why_not, group = "", rows
    if len(facets) > 1:
        why_not, group = str(ONE_AT_A_TIME), []
    elif facets:
        group = group_of(rows, facets[0]) if facets[0] in shown[facets[0].partition(":")[0]] else []
    if not why_not and not is_enough(group):
        why_not, group = TOO_FEW % {"agreements": AGREEMENTS, "organisations": ORGANISATIONS}, []
    chosen = facets[0] if len(facets) == 1 and group else ""
    return {
        "why_not": why_not,
        "groups": [_dimension(name, found, chosen) for name, found in shown.items() if found],
        "whole_url": "?" if facets else "",
        "of_what": _of_what(group, chosen),
        **(_figures(group, _told(rows, chosen)) if group else NOTHING),
    }


def _told(rows, facet):
    return {item for item in Content if may_be_told(rows, item, facet)}


def _figures(group, told):
    """What is told of a group: a content of which nothing is known of any agreement has no row of its own."""
    found = {item: counted(group, item) for item in Content}
    unread = [item for item in Content if item in told and found[item].keys() <= {Light.UNKNOWN}]
    if len(unread) == len(Content):
        return NOTHING | {"unread": str(NOBODY_MARKED)}
    read = {item: counts for item, counts in found.items() if item in told and item not in unread}
    missing = sorted(read, key=lambda item: -_share(read[item], Light.MISSING))
    missing = [item for item in missing if read[item][Light.MISSING]]
    return {
        "sentences": [_sentence(item, read[item]) for item in missing[:SENTENCES]],
        "bars": bars(
            (
                {
                    "label": item_name(item),
                    "value": share,
                    "words": measure(share, "%"),
                }
                for item in missing
                for share in [_share(read[item], Light.MISSING)]
            ),
            longest=100,
        ),
        "table": {
            "caption": _("Què diuen els convenis de cada contingut, en percentatge"),
            "columns": [
                {"label": _("Contingut")},
                *({"label": light.label, "number": True} for light in SHOWN),
                {"label": _("Convenis"), "number": True},
            ],
            "rows": [_row(item, found[item], item in read) for item in Content if item not in unread],
        },
        "unread": _unread(unread),
    }


def _unread(items):
    if not items:
        return ""
    return _("De cap conveni no consta res d’aquests continguts: %(names)s.") % {
        "names": joined(item_name(item) for item in items)
    }


def _row(item, counts, is_said):
    if not is_said:
        return [
            {"text": item_name(item)},
            {"label": "", "text": _("massa pocs per dir-ho"), "span": len(SHOWN) + 1},
        ]
    cells = [
        {"label": str(light.label), "number": True, "text": measure(_share(counts, light), "%")}
        for light in SHOWN
    ]
    total = {"label": _("Convenis"), "number": True, "text": number(counts.total())}
    return [{"text": item_name(item)}, *cells, total]


def _sentence(item, counts):
    share = capitalised(the_share(_share(counts, Light.MISSING)))
    return _("%(share)s dels convenis no diu %(what)s.") % {"share": share, "what": what_it_says(item)}


def _share(counts, light):
    """A whole percentage, halves up."""
    return int(100 * counts[light] / counts.total() + 0.5)


def _of_what(group, chosen):
    if not group:
        return ""
    organisations = len({row.organisation for row in group})
    said = ngettext(
        "%(agreements)s convenis públics, de %(n)s entitat.",
        "%(agreements)s convenis públics, de %(n)s entitats.",
        organisations,
    ) % {"agreements": number(how_many(group)), "n": number(organisations)}
    return f"{_value_label(chosen)}: {said}" if chosen else said


def _dimension(name, facets, chosen):
    return {
        "label": str(LABELS[name]),
        "links": [
            {
                "label": _value_label(facet),
                "url": f"?{name}={facet.partition(':')[2]}",
                "current": facet == chosen,
            }
            for facet in sorted(facets)
        ],
    }


def _value_label(facet):
    name, _colon, value = facet.partition(":")
    if name == "kind":
        return capitalised(AgreementKind(value).label)
    return value if name == "year" else capitalised(terms.label(name, value))
