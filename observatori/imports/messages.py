"""The sentences of import reports, by code."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    # Whole files
    "missing_folder": _("La carpeta «{folder}» no existeix."),
    "no_files": _("A la carpeta «{folder}» no hi ha cap fitxer per carregar: s’hi esperava {files}."),
    "unreadable": _("El fitxer no es pot llegir."),
    "not_utf8": _("El fitxer no és text en UTF-8."),
    "not_json": _("El fitxer no és JSON vàlid: hi ha un error a la columna {column}."),
    "too_deep": _("El fitxer té massa nivells, uns dins dels altres."),
    "not_a_list": _("El fitxer ha de contenir una llista de casos."),
    "not_an_object": _("Cada cas de la llista ha de ser un objecte."),
    "missing_key": _("Hi falta la clau obligatòria «{key}»."),
    "wrong_type": _("El valor de la clau obligatòria «{key}» no és del tipus que toca."),
    "unstorable": _("Hi ha un caràcter o una xifra que no es pot desar, dins de «{key}»."),
    # Whole rows
    "invalid": _("El cas no es pot desar: {reasons}"),
    "slug_malformed": _("«{slug}» no és una adreça vàlida: només minúscules sense accent, xifres i guions."),
    "slug_twice": _("L’adreça «{slug}» ja surt en un cas anterior del fitxer."),
    "slug_taken": _("L’adreça «{slug}» ja és d’un registre que no ve d’aquesta font."),
    "unknown_reference": _("No es troba «{value}» ({what})."),
    # Rows that were loaded
    "changed_by_people": _("{which} s’ha modificat després d’importar-lo i es deixa com és."),
    "left_out": _("El valor de «{key}» no és del tipus que toca i no s’ha carregat."),
    "unknown_key": _("No es coneix la clau «{key}», i no s’ha carregat."),
    "unmapped": _(
        "«{text}» ({key}) no té equivalència als vocabularis: el codi queda buit i es conserva el text."
    ),
    "unmapped_left_out": _("«{text}» ({key}) no té equivalència als vocabularis i no s’ha carregat."),
    "date_malformed": _("«{text}» ({key}) no és una data, i no s’ha carregat."),
    "date_precision": _("La data «{text}» ({key}) i la precisió «{precision}» no lliguen: es desa «{kept}»."),
    "end_before_start": _("El final «{end}» és anterior a l’inici «{start}», i no s’ha carregat."),
    "duration_disagrees": _("La durada «{duration}» i el final «{end}» no lliguen: es conserva el final."),
    "duration_unused": _(
        "De la durada «{duration}» no se’n pot saber el final: no consta el dia que comença."
    ),
    "unknown_comarca": _("El codi de comarca «{text}» no existeix i no s’ha carregat; se’n conserva el nom."),
    "territory_disagrees": _("La comarca «{name}» i el codi «{text}» no lliguen: es desa el codi."),
    "partner_twice": _("«{name}» hi surt més d’un cop com a soci: es desa només el primer."),
    "too_few_partners": _("Una aliança ha de tenir dos socis o més; hi consten: {count}."),
    "partner_differs": _("«{name}» té dos valors diferents de «{key}»: es desa «{kept}» i no «{text}»."),
    "ambiguous_name": _("Hi ha més d’una entitat que es diu «{name}»: se’n crea una de nova."),
    "unknown_centre_of": _("No es troba l’entitat «{text}», de qui «{name}» és un centre: es deixa buit."),
    "web_unusable": _("«{text}» ({key}) no és una adreça web, i no s’ha carregat."),
    "unknown_alliance": _("No es troba l’aliança «{text}», i no s’hi ha enllaçat."),
    "agreement_gone": _("El conveni {which} ja no surt al fitxer; es deixa com és."),
}


def sentence(code: str, **values) -> str:
    """Return the sentence of `code` in the active language. Raises KeyError for an unknown code."""
    return str(MESSAGES[code]).format(**values)
