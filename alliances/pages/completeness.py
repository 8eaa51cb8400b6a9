"""The semàfor of an agreement in words: what each light means, and in which parts of the text it is said."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliances.completeness.lights import OF_THE_LAW, Completeness, ItemLight, Light
from alliances.models import Content
from alliances.readings import Reading
from alliances.text.part_names import whole_name
from observatori.formats.phrases import joined, sentence, typographic

# What an agreement says of each content, after «No diu…», «Diu només en part…» and «No consta si diu…».
WHAT = {
    Content.A: gettext_lazy("qui el signa i amb quina capacitat"),
    Content.B: gettext_lazy("en quina competència es basa l’actuació pública"),
    Content.C: gettext_lazy("quin n’és l’objecte i què hi fa cada part"),
    Content.D: gettext_lazy("quins compromisos econòmics té cada part, any per any"),
    Content.E: gettext_lazy("què passa si una part no compleix"),
    Content.F: gettext_lazy("qui en fa el seguiment i com es resolen els conflictes"),
    Content.G: gettext_lazy("com es pot modificar"),
    Content.H: gettext_lazy("quant dura"),
    Content.DATA_PROTECTION: gettext_lazy("com es protegeixen les dades personals"),
    Content.STAFF: gettext_lazy("en quines condicions hi treballa el personal de cada part"),
    Content.CONFIDENTIALITY: gettext_lazy("què s’ha de mantenir confidencial"),
    Content.INTELLECTUAL_PROPERTY: gettext_lazy("de qui són els resultats i els drets que en surten"),
    Content.JURISDICTION: gettext_lazy("qui resol els litigis"),
}
SENTENCES = {
    Light.MISSING: gettext_lazy("No diu %(what)s."),
    Light.PARTIAL: gettext_lazy("Diu només en part %(what)s."),
    Light.UNKNOWN: gettext_lazy("No consta si diu %(what)s."),
}
WHOLE = {
    Light.OK: gettext_lazy("Hi és tot"),
    Light.PARTIAL: gettext_lazy("Hi és en part"),
    Light.MISSING: gettext_lazy("Hi falten continguts"),
}
FIELDS = {  # the fields that tell of a content nobody marked
    Content.A: gettext_lazy("les signatures, amb el càrrec de qui signa"),
    Content.B: gettext_lazy("la titularitat de les parts"),
    Content.D: gettext_lazy("els compromisos"),
    Content.H: gettext_lazy("la vigència"),
}
THE_ONLY_ONE = {
    Light.OK: gettext_lazy("Hi és l’únic contingut de l’article 49 que hi escau."),
    Light.PARTIAL: gettext_lazy("L’únic contingut de l’article 49 que hi escau hi és només en part."),
    Light.MISSING: gettext_lazy("Falta l’únic contingut de l’article 49 que hi escau."),
    Light.UNKNOWN: gettext_lazy("De l’únic contingut de l’article 49 que hi escau no consta si hi és."),
}
CHANGED = gettext_lazy("El text ha canviat des que es va mirar.")
NOT_COVERED = gettext_lazy(
    "El semàfor no s’aplica als protocols d’intencions ni als contractes de serveis; el d’una addenda és el del "
    "conveni que modifica."
)
NOT_MARKED = gettext_lazy("Encara ningú no ha marcat on diu el text cada contingut.")
BINDING = gettext_lazy(
    "Hi signa un ens públic: els vuit continguts de l’article 49 de la Llei 40/2015 són obligatoris."
)
NOT_BINDING = gettext_lazy(
    "No consta que hi signi cap ens públic: els continguts de l’article 49 de la Llei 40/2015 hi són recomanats."
)
HELP = gettext_lazy(
    "És una ajuda, no un dictamen jurídic: el que es llegeix aquí ho ha marcat qui registra el conveni, o "
    "surt dels camps."
)


def what_it_says(item: Content) -> str:
    """Return what a content is about, with the article it comes from: «com es pot modificar (art. 49.g)»."""
    article = f" (art. 49.{item.value})" if item in OF_THE_LAW else ""
    return f"{WHAT[item]}{article}"


def light_sentence(found: ItemLight) -> str:
    """Return what a light means; an empty text for a content that is there."""
    said = [str(reason.label) for reason in found.reasons]
    if found.light in SENTENCES and not (said and found.light == Light.PARTIAL):
        said = [str(SENTENCES[found.light]) % {"what": what_it_says(found.item)}, *said]
    return " ".join([*said, str(CHANGED)] if found.changed else said)


def fields_sentence(found: ItemLight) -> str:
    """Return which fields a light follows from; an empty text for one that follows from the text."""
    if not found.is_from_fields:
        return ""
    return _("Surt dels camps del conveni: %(fields)s.") % {"fields": FIELDS[found.item]}


def fields_label(found: ItemLight) -> str:
    """Return what the fields say of a content that nobody looked at in the text, to stand among its answers."""
    return _("%(light)s: surt dels camps del conveni (%(fields)s)") % {
        "light": found.light.label,
        "fields": FIELDS[found.item],
    }


def whole_sentence(found: Completeness) -> str:
    """Return what is missing of the contents of the law, and whether their text has changed, in a sentence or two."""
    if not found.applies:
        return str(NOT_COVERED)
    said, changed = _missing_sentence(found), sum(one.changed for one in found.essential)
    return f"{said} {_changed_sentence(changed)}" if changed else said


def _changed_sentence(number):
    return ngettext(
        "El text d’un dels continguts ha canviat des que es va mirar: cal tornar-lo a mirar.",
        "El text de %(n)d dels continguts ha canviat des que es va mirar: cal tornar-lo a mirar.",
        number,
    ) % {"n": number}


def _missing_sentence(found):
    lights = [one.light for one in found.essential]
    if set(lights) == {Light.UNKNOWN} and not any(one.marked for one in found.items):
        return str(NOT_MARKED)
    if len(lights) == 1:
        return str(THE_ONLY_ONE[lights[0]])
    if set(lights) <= {Light.OK}:
        return _("Hi són tots els continguts de l’article 49.")
    unknown = lights.count(Light.UNKNOWN)
    if set(lights) <= {Light.OK, Light.UNKNOWN}:
        return ngettext(
            "D’%(n)d dels %(all)d continguts de l’article 49 no consta si hi és.",
            "De %(n)d dels %(all)d continguts de l’article 49 no consta si hi són.",
            unknown,
        ) % {"n": unknown, "all": len(lights)}
    counts = [
        (ngettext("en falta %(n)d", "en falten %(n)d", lights.count(Light.MISSING)), Light.MISSING),
        (
            ngettext("%(n)d hi és només en part", "%(n)d hi són només en part", lights.count(Light.PARTIAL)),
            Light.PARTIAL,
        ),
        (ngettext("d’%(n)d no consta si hi és", "de %(n)d no consta si hi són", unknown), Light.UNKNOWN),
    ]
    said = joined(words % {"n": lights.count(light)} for words, light in counts if light in lights)
    return _("Dels %(all)d continguts de l’article 49, %(said)s.") % {"all": len(lights), "said": said}


def completeness_context(found: Completeness, reading: Reading, page: str = "") -> dict:
    """Return the semàfor as alliances/completeness.html takes it; `page` is where the parts of the text are."""
    names = {part["key"]: typographic(whole_name(part)) for part in reading.text.parts}
    rows = [_row(one, names, page) for one in found.items]
    return {
        "applies": found.applies,
        "light": _whole_light(found),
        "sentence": whole_sentence(found),
        "binding": str(BINDING if found.binding else NOT_BINDING) if found.applies else "",
        "help": str(HELP),
        "groups": [
            {
                "title": _("Continguts de l’article 49"),
                "rows": [row for row in rows if row["item"] in OF_THE_LAW],
            },
            {
                "title": _("Altres continguts recomanats"),
                "rows": [row for row in rows if row["item"] not in OF_THE_LAW],
            },
        ]
        if found.applies
        else [],
    }


def _whole_light(found):
    """What is all there, but no longer as it was read, is to be looked at again: it is no plain «hi és»."""
    if found.changed and found.light == Light.OK:
        return {"state": "stale", "label": _("Cal tornar-ho a mirar")}
    return {"state": found.light.value, "label": WHOLE.get(found.light, "")}


def item_name(item: Content) -> str:
    """Return «f) Seguiment i conflictes»: the letter is that of the law."""
    return f"{item.value}) {item.label}" if item in OF_THE_LAW else str(item.label)


def _row(found: ItemLight, names: Mapping[str, str], page: str) -> dict:
    return {
        "item": found.item.value,
        "name": item_name(found.item),
        "light": found.light.value,
        "sentence": light_sentence(found),
        "fields": fields_sentence(found),
        "changed": found.changed,
        "parts": [{"label": names[key], "url": f"{page}#part-{key}"} for key in found.parts],
        "note": sentence(typographic(found.note)),
    }
