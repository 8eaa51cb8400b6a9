"""What every page takes from documents and entries: cards, facts, sources, the way back."""

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observatori.formats.phrases import capitalised, listed, typographic
from observatori.organisations.models import Organisation, Ownership
from observatori.publishing.access import public_body
from observatori.publishing.models import EntryType, Kind, Origin, SearchEntry
from observatori.vocabularies import terms
from observatori.vocabularies.places import place_name, places_in_short

QUALITIES = {
    "stated": gettext_lazy("Els fets són els que diuen les fonts."),
    "partly": gettext_lazy("Una part dels fets s’ha deduït de les fonts, que no els diuen tots."),
}


def crumbs(*steps: tuple[str, str]) -> list[dict]:
    """Return the way back from a page: the home page and then each (address, label)."""
    return [{"url": url, "label": label} for url, label in ((reverse("home"), _("Inici")), *steps)]


def entry_card(entry: SearchEntry) -> dict:
    """Return what a list shows of any public thing; each app adds what it knows of its own."""
    card = typographic(entry.card)
    return {
        "code": entry.code,
        "state": "published",
        "title": typographic(entry.title),
        "url": entry.url,
        "kind": eyebrow(type_word(entry.type), origin=card.get("origin"), is_example=entry.is_example),
        "summary": typographic(entry.summary),
        "territory": capitalised(
            places_in_short(card.get("territory") or (), card.get("territory_other") or ())
        ),
        "meta": "",
        "badges": [],
        "partners": len(card.get("partners") or ()),
        "lang": "ca",
    }


def organisation_card(entry: SearchEntry) -> dict:
    """Return the card of an organisation: what it is, where, and of whom it is a centre."""
    card = entry.card
    centre_of = card.get("centre_of")
    return entry_card(entry) | {
        "kind": eyebrow(_("entitat"), *sector_words(card.get("sectors")), is_example=entry.is_example),
        "summary": _("És un centre de: %(name)s.") % {"name": centre_of} if centre_of else "",
        "territory": town(card.get("municipality"), card.get("comarca")),
        "meta": legal_form_word(card.get("legal_form")),
        "badges": [{"state": "confirmed", "label": _("Entitat verificada")}] if card.get("verified") else [],
    }


def eyebrow(kind: str, *more: str, origin: str | None = None, is_example: bool = False) -> str:
    """Return the line over a title: what the thing is, and what the reader should know of where it comes from."""
    words = [kind, *more]
    if is_example:
        words.append(_("exemple"))
    elif origin == Origin.DOCUMENTED:
        words.append(_("cas documentat"))
    return " · ".join(capitalised(word) if number == 0 else str(word) for number, word in enumerate(words))


def type_word(entry_type: str) -> str:
    """Return the name of one thing of a type: «aliança», «entitat»."""
    return _("entitat") if entry_type == EntryType.ORGANISATION else str(Kind(entry_type).label)


def fact(term: str, value="", **more) -> dict:
    """Return a row of facts.html; `more` may be url, many, links, note or lang."""
    return {"term": term, "value": value, **more}


def known_and_unknown(facts: Iterable[dict]) -> list[dict]:
    """Return the facts that are known, and in a last row the names of those that are not."""
    facts = list(facts)
    known = [row for row in facts if row["value"] or row.get("many") or row.get("links")]
    unknown = [row["term"] for row in facts if row not in known]
    return [*known, *([fact(_("No consta"), many=unknown)] if unknown else [])]


def filtered(name: str, **filters: str) -> str:
    """Return the address of a list with some filters on."""
    return f"{reverse(name)}?{urlencode(filters)}"


def term_links(vocabulary: str, codes: Iterable[str], name: str, parameter: str) -> list[dict]:
    """Return each term with the address of the list of what shares it."""
    return [
        {"label": terms.label(vocabulary, code), "url": filtered(name, **{parameter: code})} for code in codes
    ]


def source_rows(sources: Iterable[dict]) -> list[dict]:
    """Return the sources with the host each one is at."""
    return [
        {
            "title": typographic(source["title"]),
            "url": source.get("url") or "",
            "host": _host(source.get("url")),
        }
        for source in sources
    ]


def quality_word(quality: str | None) -> str:
    """Return how far the sources say what the page says."""
    return str(QUALITIES.get(quality, "")) if quality else ""


def organisation_facts(organisation: Organisation) -> list[dict]:
    """Return what the directory knows of an organisation."""
    region = organisation.health_region
    rows = [
        fact(_("Forma jurídica"), organisation.legal_form.label if organisation.legal_form else ""),
        fact(
            _("Titularitat"),
            capitalised(Ownership(organisation.ownership).label) if organisation.ownership else "",
        ),
        fact(_("Classe"), listed(terms.label("organisation_kind", code) for code in organisation.kinds)),
        fact(_("Sectors"), listed(sector_words(organisation.sectors))),
        fact(
            _("Nivells assistencials"),
            listed(terms.label("level_of_care", code) for code in organisation.levels_of_care),
        ),
        fact(_("Municipi"), _municipality(organisation), lang="ca"),
        _comarca_fact(organisation.comarca),
        fact(_("Regió sanitària"), region.label if region else "", lang="ca"),
        fact(_("Web"), _host(organisation.website), url=organisation.website),
        fact(_("Sòcia des del"), organisation.member_since and str(organisation.member_since)),
    ]
    return [*_other_names(organisation), *known_and_unknown(rows)]


def organisation_head(organisation: Organisation) -> dict:
    """Return what stands at the top of an organisation: what it is, where it is, whether it is verified."""
    sectors = sector_words(organisation.sectors)
    centre_of = public_body(organisation)
    place = town(_municipality(organisation), organisation.comarca and organisation.comarca.code)
    verified = {"state": "confirmed", "label": _("Entitat verificada")}
    return {
        "name": typographic(organisation.name),
        "centre_of": {"name": typographic(centre_of.name), "slug": centre_of.slug} if centre_of else None,
        "eyebrow": eyebrow(_("entitat"), *sectors, is_example=organisation.is_example),
        "lead": collective_word(organisation) or place,
        "badges": [verified] if organisation.verified else [],
        "crumbs": crumbs((reverse("organisations:list"), _("Entitats"))),
    }


def collective_word(organisation: Organisation) -> str:
    """Return how many entities a collective gathers, an empty text for a single organisation."""
    if not organisation.is_collective:
        return ""
    if organisation.collective_size is None:
        return _("Col·lectiu d’entitats; el nombre no consta.")
    size = organisation.collective_size
    return ngettext("Col·lectiu de %(size)d entitat.", "Col·lectiu de %(size)d entitats.", size) % {
        "size": size
    }


def sector_words(codes: Iterable[str] | None) -> list[str]:
    return [terms.label("sector", code) for code in codes or ()]


def legal_form_word(code: str | None) -> str:
    return capitalised(terms.label("legal_form", code)) if code else ""


def town(municipality: str | None, comarca: str | None) -> str:
    """Return where an organisation is: «Vic (Osona)»."""
    region = place_name(comarca) if comarca else ""
    return f"{municipality} ({region})" if municipality and region else municipality or capitalised(region)


def _comarca_fact(comarca):
    """The comarca, with the list of the organisations of the same one."""
    if comarca is None:
        return fact(_("Comarca"))
    neighbours = filtered("organisations:list", comarca=comarca.code)
    return fact(_("Comarca"), capitalised(place_name(comarca.code)), url=neighbours, lang="ca")


def _other_names(organisation):
    aliases = [typographic(alias.name) for alias in organisation.aliases.all()]
    names = [
        fact(_("Nom curt"), typographic(organisation.short_name), lang="ca"),
        fact(_("Altres noms"), many=aliases, lang="ca"),
    ]
    return [row for row in names if row["value"] or row.get("many")]


def _municipality(organisation):
    found = organisation.municipality
    return found.label if found else typographic(organisation.municipality_text)


def _host(url):
    return urlsplit(url).netloc.removeprefix("www.") if url else ""
