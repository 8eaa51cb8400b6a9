"""The record card of an alliance: how it is classified, with the lists of what shares each term."""

from django.utils.translation import gettext as _

from alliances.models import Initiative, JointWork, Motive
from observatori.formats.phrases import capitalised, joined, listed, number, sentence, span
from observatori.publishing.pages import fact, known_and_unknown, term_links
from observatori.vocabularies import terms
from observatori.vocabularies.places import places


def classification(alliance: dict) -> list[dict]:
    """Return the facts of an alliance’s record card; what is not known comes last, by name."""
    population = alliance["population"]
    form = terms.label("form", alliance["form"]) if alliance["form"] else ""
    rows = [
        fact(_("Forma"), capitalised(form) or alliance["form_text"], note=_form_text(alliance, form)),
        fact(_("Dates"), capitalised(span(alliance["start"], alliance["end"]))),
        fact(_("Territori"), capitalised(places(alliance["territory"], alliance["territory_other"]))),
        fact(_("Serveis"), links=term_links("service", alliance["services"], "alliances:list", "service")),
        fact(_("Temes"), links=term_links("theme", alliance["themes"], "alliances:list", "theme")),
        fact(
            _("Nivells assistencials"),
            listed(terms.label("level_of_care", code) for code in alliance["levels_of_care"]),
        ),
        fact(
            _("Beneficis esperats"),
            links=term_links("benefit", alliance["benefits"], "alliances:list", "benefit"),
        ),
        fact(_("Reptes"), listed(terms.label("challenge", code) for code in alliance["challenges"])),
        fact(_("Població de referència"), _population(population) if population else ""),
        fact(_("Tipologia de socis"), _word("partner_typology", alliance["partner_typology"])),
        fact(_("Visió"), _word("vision", alliance["vision"])),
        fact(_("Motius"), capitalised(joined(Motive(code).label for code in alliance["motives"]))),
        fact(
            _("Grau de treball conjunt"),
            _enumerated(JointWork, alliance["joint_work"]),
        ),
        fact(
            _("Qui en va tenir la iniciativa"),
            _enumerated(Initiative, alliance["initiative"]),
        ),
    ]
    names = [fact(_("Altres noms"), many=alliance["aliases"], lang="ca")] if alliance["aliases"] else []
    return [*names, *known_and_unknown(rows)]


def _form_text(alliance, form):
    text = alliance["form_text"] or ""
    return "" if not form or text.casefold() == form.casefold() else sentence(text)


def _population(population):
    people = number(population["number"])
    if population["year"]:
        return _("%(people)s persones (%(year)d)") % {"people": people, "year": population["year"]}
    return _("%(people)s persones") % {"people": people}


def _word(vocabulary, code):
    return capitalised(terms.label(vocabulary, code)) if code else ""


def _enumerated(enumeration, code):
    return capitalised(enumeration(code).label) if code else ""
