"""The help page: how to take part, and the words of the Observatori. Their whole story: docs/glossari.md."""

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from observatori import catalan

# Each (term, what it means); docs/glossari.md has every one of them, and a test compares.
TERMS = (
    (
        _("aliança"),
        _(
            "Acord entre dues entitats o més que decideixen compartir recursos i col·laborar sense perdre"
            " la identitat."
        ),
    ),
    (
        _("entitat"),
        _("Organització que pot formar part d’una aliança: un hospital, un ajuntament, una fundació."),
    ),
    (_("soci"), _("Cadascuna de les entitats que formen una aliança.")),
    (
        _("conveni"),
        _("Document signat que diu a què es compromet cada part d’una aliança, i fins quan."),
    ),
    (
        _("conveni marc"),
        _("Conveni que fixa les regles generals; els convenis específics el despleguen."),
    ),
    (_("addenda"), _("Acord posterior que canvia, allarga o acaba un conveni ja signat.")),
    (_("part"), _("Qui signa un conveni i s’hi obliga. No cal que sigui sòcia de l’aliança.")),
    (_("vigència"), _("Temps en què un conveni obliga les parts.")),
    (_("pròrroga"), _("Allargament de la vigència: expressa si cal signar-la, tàcita si es fa sola.")),
    (
        _("preavís"),
        _("Temps d’antelació amb què una part ha d’avisar les altres que no vol continuar."),
    ),
    (
        _("text refós"),
        _("El conveni amb tots els canvis de les addendes a lloc, tal com queda en una data."),
    ),
    (
        _("experiència"),
        _("Relat del que es va fer en una aliança i del que en va sortir, també quan no va anar bé."),
    ),
    (_("aprenentatge"), _("El que se’n treu i val per a altres: una recomanació o un punt crític.")),
    (_("punt crític"), _("Aprenentatge que adverteix del que pot fer fracassar una aliança.")),
    (
        _("evidència"),
        _("El que una experiència diu d’un aprenentatge: el confirma, el matisa o el contradiu."),
    ),
    (
        _("factor"),
        _("Circumstància que ajuda una aliança a sortir bé (d’èxit) o a sortir malament (de fracàs)."),
    ),
    (
        _("cas documentat"),
        _("Aliança o experiència que l’Observatori ha escrit amb fonts públiques i que cap entitat ha confirmat."),
    ),
    (_("no consta"), _("No se sap o no s’ha dit. No vol dir que no, ni zero.")),
)  # fmt: skip

STATES = (
    (_("Esborrany"), _("Només el llegeixen les entitats que hi participen i l’equip de l’Observatori.")),
    (_("Pendent de revisió"), _("S’ha tramès. Fins que no es revisi no es pot canviar.")),
    (_("En revisió"), _("Algú de l’equip de l’Observatori se’l mira.")),
    (_("Amb canvis demanats"), _("Hi ha comentaris per respondre. Feu els canvis i torneu-lo a trametre.")),
    (_("Publicat"), _("El llegeix tothom. El que hi canvieu després no es veu fins que es torna a publicar.")),
    (_("Retirat"), _("Havia estat públic i ja no ho és. La pàgina diu per què.")),
    (_("Arxivat"), _("Ja no es pot canviar.")),
)  # fmt: skip


class Help(TemplateView):
    """How to read, register, claim and subscribe, and what each word means."""

    template_name = "help.html"

    def get_context_data(self, **kwargs):
        words = [(str(term), meaning) for term, meaning in TERMS]
        return super().get_context_data(
            words=sorted(words, key=lambda word: catalan.sort_key(word[0])), states=STATES, **kwargs
        )
