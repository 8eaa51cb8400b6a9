"""Every address of the router: the pages, filled from `tests.sample`, with who reads them, and what is no page.

`PAGES` and `NO_PAGES` together are the router: an address that is in neither fails `tests/test_addresses.py`. What
looks at every page (axe-core, 320 px, validity of the HTML, captures) walks `visits()`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^\]]*\]|[^)])+\)")
LANGUAGES = ("ca", "es", "en")
READERS = ("anonymous", "editor", "curator", "newcomer", "halfway")
EVERYBODY = ("anonymous", "editor", "curator")
NOBODY, EDITOR, CURATOR = ("anonymous",), ("editor",), ("curator",)
ROOM = "tauler/<slug:organisation>/"
STAFF = "curadoria/"


@dataclass(frozen=True)
class Page:
    """An address of the router that answers with a page.

    `values` are names of `Sample.values`, or what follows «=» as it stands; `lands` says that it leads to another
    address, which is the one looked at; `status` is what it answers.
    """

    address: str
    readers: tuple[str, ...]
    values: dict = field(default_factory=dict)
    query: str = ""
    lands: bool = False
    status: int = 200

    def path(self, values: dict, language: str = "ca") -> str:
        """Return the path of the page, filled with the sample’s values, in a language."""
        filled = {
            name: word[1:] if word.startswith("=") else values[word] for name, word in self.values.items()
        }
        translated = "" if language == "ca" or self.address.startswith("api/") else f"/{language}"
        return translated + path_of(self.address, filled) + self.query

    def __str__(self):
        named = "-".join(self.values.values())
        return f"{self.address}{self.query} {named}".strip() or "/"


def addresses(resolver=None, before="") -> Iterator[str]:
    """Every address of the router, as it is written there."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, address)
        else:
            yield address


def path_of(address: str, values: dict) -> str:
    """The path of an address of the router with these values in it."""
    filled = PARAMETER.sub(lambda found: str(values[found[1] or found[2]]), address)
    return "/" + filled.replace("^", "").replace("$", "")


def visits(pages=None) -> Iterator[tuple[Page, str]]:
    """Each page with each of its readers."""
    for page in PAGES if pages is None else pages:
        for reader in page.readers:
            yield page, reader


# --- What anybody reads ------------------------------------------------------------------------------


def _public():
    yield from (
        Page(address, EVERYBODY)
        for address in ("", "aliances/", "entitats/", "experiencies/", "aprenentatges/")
    )
    yield Page("api/docs/", NOBODY)
    yield Page("accessibilitat/", NOBODY)
    yield Page("ajuda/", NOBODY)
    yield Page("aliances/", NOBODY, query="?comarca=24&phase=implementation")
    yield Page("semafor/", EVERYBODY)
    yield Page("semafor/", NOBODY, query="?kind=framework&year=2019")
    yield Page("cerca/", EVERYBODY, query="?q=laboratori")
    yield Page("cerca/", NOBODY, query="?q=zzzzzz")
    yield Page("aliances/<slug:slug>/", EVERYBODY, {"slug": "real_alliance"})
    yield Page("aliances/<slug:slug>/", EVERYBODY, {"slug": "model_alliance"})
    yield Page("convenis/<slug:code>/", EVERYBODY, {"code": "model_agreement"}, "?at=2026-10-01")
    yield Page("convenis/<slug:code>/comparacio/", EVERYBODY, {"code": "model_agreement"}, "?to=2027-06-01")
    yield Page("experiencies/<slug:slug>/", EVERYBODY, {"slug": "real_experience"})
    yield Page("aprenentatges/<slug:slug>/", EVERYBODY, {"slug": "lesson"})
    yield Page("entitats/<slug:slug>/", EVERYBODY, {"slug": "real_organisation"})
    listed = "entitats/<slug:slug>/transparencia/"
    yield Page(listed, EVERYBODY, {"slug": "listed_organisation"})
    yield Page(listed, EDITOR, {"slug": "room"})
    yield Page(f"{listed}inserida/", NOBODY, {"slug": "listed_organisation"})
    yield Page("subscripcions/", ("anonymous", "editor"), query="?type=alliance&q=ter")
    yield Page("subscripcions/rebuda/", NOBODY)
    yield Page("subscripcions/confirmar/<str:secret>/", NOBODY, {"secret": "to_confirm"})
    yield Page("subscripcions/<slug:token>/", NOBODY, {"token": "subscription"})
    yield Page("subscripcions/<slug:token>/baixa/", NOBODY, {"token": "subscription"})


# --- Accounts ----------------------------------------------------------------------------------------


def _accounts():
    for path in ("entrar/", "alta/", "desactivat/", "confirmacio/", "contrasenya/oblidada/",
                 "contrasenya/oblidada/enviat/", "contrasenya/nova/feta/"):  # fmt: skip
        yield Page(f"compte/{path}", NOBODY)
    for path in ("", "sortir/", "adreces/", "contrasenya/", "dos-passos/", "dos-passos/aplicacio/activa/",
                 "dos-passos/claus/", "dos-passos/claus/nova/", "entitat/", "entitat/nova/",
                 "claus/", "sessions/", "identitat/"):  # fmt: skip
        yield Page(f"compte/{path}", EDITOR)
    for path in ("dos-passos/", "dos-passos/aplicacio/desactiva/", "dos-passos/recuperacio/", "dos-passos/claus/",
                 "dos-passos/recuperacio/nous/", "dos-passos/identitat/", "dos-passos/claus/identitat/"):  # fmt: skip
        yield Page(f"compte/{path}", CURATOR)
    yield Page("compte/entitat/", EDITOR, query="?q=hospital")
    yield Page("compte/dos-passos/claus/<int:pk>/", CURATOR, {"pk": "key"})
    yield Page("compte/dos-passos/claus/<int:pk>/treu/", CURATOR, {"pk": "key"})
    yield Page("compte/contrasenya/posar/", ("newcomer",))
    yield Page("compte/", ("newcomer",))
    yield Page("compte/entitat/<slug:organisation>/", ("newcomer",), {"organisation": "real_organisation"})
    yield Page("compte/dos-passos/codi/", ("halfway",))
    yield Page("compte/confirmacio/<str:key>/", NOBODY, {"key": "confirmation"})
    yield Page("compte/invitacio/<str:secret>/", ("anonymous", "newcomer"), {"secret": "invited"})
    reset = {"uidb36": "uidb36", "key": "reset"}
    yield Page(
        "^compte/contrasenya/nova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$", NOBODY, reset, lands=True
    )


# --- The rooms of work -------------------------------------------------------------------------------

ALLIANCE = ("identitat", "socis", "guany-mutu", "classificacio", "governanca", "condicions", "resultats",
            "convenis", "documents", "revisio")  # fmt: skip
AGREEMENT = ("dades", "vigencia", "text", "signatures", "compromisos", "relacions", "documents", "revisio")
EXPERIENCE = ("historia", "resultats", "aprenentatges", "revisio")
STATES = ("submitted", "in_review", "changes_requested", "published", "rejected", "archived", "withdrawn")
PLACES = ((ROOM, EDITOR, {"organisation": "room"}, "draft"), (STAFF, CURATOR, {}, "documented"))


def _journeys():
    """The forms, in the room of an organisation and in that of the staff."""
    for room, readers, where, state in PLACES:
        for path, thing, steps in (
            ("aliances", "alliance", ALLIANCE),
            ("convenis", "agreement", AGREEMENT),
            ("experiencies", "experience", EXPERIENCE),
        ):
            record, code = f"{room}{path}/<slug:code>/", where | {"code": f"{thing}_{state}"}
            yield Page(record, readers, code)
            for step in steps:
                yield Page(f"{record}<slug:step>/", readers, code | {"step": f"={step}"})
        yield Page(f"{room}convenis/<slug:code>/semafor/", readers, where | {"code": f"agreement_{state}"})
        for path in ("aliances/nova/", "experiencies/nova/"):
            yield Page(room + path, readers, where)
        parents = {name: where | {"parent": f"{name}_{state}"} for name in ("alliance", "agreement")}
        yield Page(f"{room}aliances/<slug:parent>/convenis/nou/", readers, parents["alliance"])
        yield Page(f"{room}convenis/<slug:parent>/addenda/", readers, parents["agreement"])


def _of_one_state():
    """What depends on the state of a record: the list of its steps, and the verbs that ask first."""
    room = {"organisation": "room"}
    for state in STATES:
        yield Page(f"{ROOM}aliances/<slug:code>/", EDITOR, room | {"code": f"alliance_{state}"})
    yield Page(f"{ROOM}convenis/<slug:code>/", EDITOR, room | {"code": "agreement_registered"})
    changes = room | {"code": "alliance_changes_requested", "step": "=identitat"}
    yield Page(f"{ROOM}aliances/<slug:code>/<slug:step>/", EDITOR, changes)
    closed = room | {"code": "alliance_submitted", "step": "=identitat"}
    yield Page(f"{ROOM}aliances/<slug:code>/<slug:step>/", EDITOR, closed)
    for step in ("dades", "canvis", "revisio"):
        addendum = room | {"code": "addendum", "step": f"={step}"}
        yield Page(f"{ROOM}convenis/<slug:code>/<slug:step>/", EDITOR, addendum)
    for path, thing in (("aliances", "alliance"), ("convenis", "agreement"), ("experiencies", "experience")):
        code = room | {"code": f"{thing}_draft"}
        yield Page(f"{ROOM}{path}/<slug:code>/esborra/", EDITOR, code)
        yield Page(f"{ROOM}{path}/<slug:code>/accions/<slug:verb>/", EDITOR, code | {"verb": "=archive"})
        code = {"code": f"{thing}_documented", "verb": "=withdraw"}
        yield Page(f"{STAFF}{path}/<slug:code>/accions/<slug:verb>/", CURATOR, code)


def _desks():
    room = {"organisation": "room"}
    yield Page("tauler/", CURATOR, lands=True)
    yield Page("tauler/", EDITOR)
    for path in ("", "aliances/", "convenis/", "experiencies/", "membres/", "claus/", "entitat/", "radar/",
                 "calendaris/"):  # fmt: skip
        yield Page(ROOM + path, EDITOR, room)
    yield Page(f"{ROOM}radar/", EDITOR, room, "?what=unknown&months=12")
    yield Page(f"{ROOM}radar/<slug:code>/", EDITOR, room | {"code": "agreement_draft"})
    for path in ("", "aliances/", "membres/", "radar/"):
        yield Page(ROOM + path, EDITOR, {"organisation": "empty_room"})
    for path in ("tramits/", "tramits/plantilla/"):
        yield Page(ROOM + path, EDITOR, room)
    yield Page(f"{ROOM}tramits/", EDITOR, {"organisation": "empty_room"})
    for thing in ("agreement_draft", "agreement_registered"):  # a list that was begun, and one that was not
        yield Page(f"{ROOM}convenis/<slug:code>/tramits/", EDITOR, room | {"code": thing})
    for path in ("confirmacions/", "compromisos/"):
        for name in ("room", "partner_room", "empty_room"):
            yield Page(ROOM + path, EDITOR, {"organisation": name})
    for name, number in (("room", "part_changed"), ("partner_room", "part_asked")):
        yield Page(f"{ROOM}confirmacions/<int:pk>/", EDITOR, {"organisation": name, "pk": number})
    yield Page("tauler/reclama/<slug:code>/", EDITOR, {"code": "case"})
    yield Page("convenis/<slug:code>/esborrany/", EDITOR, {"code": "model_agreement"})
    documents = room | {"code": "agreement_draft"}
    yield Page(f"{ROOM}documents/<slug:code>/", EDITOR, documents)
    for path in ("", "convenis/", "radar/", "entitats/", "peticions/", "confirmacions/"):
        yield Page(STAFF + path, CURATOR)
    for path in ("", "dialeg/"):
        yield Page(f"components/{path}", CURATOR)
    yield Page(STAFF, CURATOR, query="?state=archived&kind=experience")
    yield Page("curadoria/entitats/<slug:slug>/", CURATOR, {"slug": "room"})
    for state in ("submitted", "in_review", "changes_requested", "published"):
        yield Page("curadoria/<slug:code>/", CURATOR, {"code": f"alliance_{state}"})


PAGES = [*_public(), *_accounts(), *_journeys(), *_of_one_state(), *_desks()]

# --- What is refused ---------------------------------------------------------------------------------


def _refused():
    """Pages that say why there is nothing else to see; those of a refused form are met by who fills them in."""
    yield Page("aliances/<slug:slug>/", ("anonymous", "editor"), {"slug": "=no-hi-es"}, status=404)
    yield Page("aliances/<slug:slug>/", NOBODY, {"slug": "alliance_withdrawn_slug"}, status=410)
    yield Page("convenis/<slug:code>/", NOBODY, {"code": "model_agreement"}, "?at=avui", status=400)
    yield Page(
        "convenis/<slug:code>/comparacio/", NOBODY, {"code": "model_agreement"}, "?from=avui", status=422
    )
    yield Page("aliances/", NOBODY, query="?phase=no", status=422)
    yield Page("cerca/", NOBODY, query="?q=%00", status=422)
    yield Page(STAFF, CURATOR, query="?state=no", status=422)
    yield Page("components/formulari/", CURATOR, status=422)
    yield Page(
        "entitats/<slug:slug>/transparencia/", NOBODY, {"slug": "listed_organisation"}, "?year=no", status=422
    )
    yield Page(f"{ROOM}tramits/", EDITOR, {"organisation": "room"}, "?holder=no", status=422)
    yield Page(f"{ROOM}tramits/plantilla/", EDITOR, {"organisation": "partner_room"}, status=403)
    yield Page(f"{ROOM}aliances/", EDITOR, {"organisation": "room"}, "?state=no", status=422)
    yield Page(f"{ROOM}claus/", EDITOR, {"organisation": "partner_room"}, status=403)
    yield Page(f"{ROOM}radar/", EDITOR, {"organisation": "room"}, "?what=no", status=422)


REFUSED = [*_refused()]

# --- What is no page ---------------------------------------------------------------------------------

DATA = ("api/v1/", "api/^")  # JSON, and its problems


def _of_the_journeys():
    for room in (ROOM, STAFF):
        yield f"{room}convenis/<slug:code>/demana-registre/"
        for path in ("aliances", "convenis", "experiencies"):
            yield f"{room}{path}/<slug:code>/comentaris/"
            yield f"{room}{path}/<slug:code>/comentaris/<int:comment>/fet/"


NO_PAGES = {
    # For programs.
    "estat/",
    "estat/viu/",
    "robots.txt",
    "sitemap.xml",
    "sitemap-<slug:section>.xml",
    "aliances/feed/",
    "experiencies/feed/",
    "cerca/feed/",
    "calendari/<slug:secret>.ics",
    f"{ROOM}radar.csv",
    f"{STAFF}radar.csv",
    # Parts of a page, and files.
    f"{ROOM}compromisos.csv",
    "entitats/suggeriments/",
    "experiencies/suggeriments/aliances/",
    "documents/<uuid:public_id>/",
    "convenis/<slug:code>/text.pdf",
    "entitats/<slug:slug>/transparencia.csv",
    "entitats/<slug:slug>/transparencia.xlsx",
    "escrit/",
    "targeta.png",
    *(
        f"{room}/<slug:identity>/targeta.png"
        for room in ("aliances", "convenis", "experiencies", "aprenentatges", "entitats")
    ),
    f"{ROOM}confirmacions/<int:pk>/recorda/",
    f"{STAFF}confirmacions/<int:pk>/recorda/",
    "compte/dos-passos/recuperacio/baixa/",
    "compte/dos-passos/claus/entrar/",
    # Verbs: whoever asks for them is led to the page that has their button.
    *_of_the_journeys(),
    f"{STAFF}aliances/<slug:code>/esborra/",
    f"{STAFF}convenis/<slug:code>/esborra/",
    f"{STAFF}experiencies/<slug:code>/esborra/",
    *(f"{ROOM}documents/<slug:code>/{deed}/" for deed in ("puja",)),
    *(f"{ROOM}documents/<slug:code>/<uuid:public_id>/{deed}/" for deed in ("versio-nova", "dades", "retira")),
    *(f"{ROOM}membres/<int:pk>/{deed}/" for deed in ("paper", "treu")),
    f"{ROOM}membres/surt/",
    f"{ROOM}invitacions/<int:pk>/anulla/",
    *(f"{ROOM}peticions/<int:pk>/{deed}/" for deed in ("accepta", "denega")),
    f"{ROOM}claus/<int:pk>/revoca/",
    f"{ROOM}calendaris/<int:pk>/tanca/",
    "compte/claus/<int:pk>/revoca/",
    *(f"{STAFF}peticions/<int:pk>/{deed}/" for deed in ("accepta", "denega")),
    f"{STAFF}<slug:code>/assigna/",
    f"{STAFF}<slug:code>/comentaris/<int:pk>/",
}
