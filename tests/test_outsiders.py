"""Every address that names something, asked by who may not read it: the answer of what does not exist.

`ROWS` has each address of the router that takes parameters, and fails when one is added without a row. The values
of a row are names of `secrets`: whatever they stand for, an outsider must not tell it from `NOWHERE`.
"""

import re
from types import SimpleNamespace
from urllib.parse import quote
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from alliances.models import Relation
from alliances.radar.calendars import make_calendar
from alliances.radar.keeping import keep_all_milestones
from alliances.rules import register_agreement
from experiences.models import Lesson
from observatori.digests import rules as digests
from observatori.digests.models import Subscription
from observatori.organisations.members import ask_to_join, invite_member
from observatori.organisations.models import Invitation, JoinRequest, User
from observatori.organisations.tokens import issue_token
from observatori.publishing.claims import ask_claim
from observatori.publishing.comments import comment
from observatori.publishing.models import Event, Kind, Verb
from observatori.publishing.rules import create_record
from tests.addresses import addresses, path_of
from tests.digests.conftest import settle
from tests.documents.making import make_document
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

SECRET = "Mandarina"
OWN = "own"  # the outsider’s own organisation: a room she may enter, with something in it that is not hers
NOWHERE = {
    "alliance": "OAE-A-99999999",
    "agreement": "OAE-C-99999999",
    "addendum": "OAE-C-99999998",
    "experience": "OAE-E-99999999",
    "lesson": "OAE-L-99999999",
    "organisation": "OAE-O-99999999",
    "document": UUID(int=7),
}
SLUG, NUMBER = "no-hi-es", 2_000_000_000
VERBS = ("archive", "publish", "reject", "request-changes", "start-review", "submit", "unarchive", "withdraw")
OF_AGREEMENTS = (
    "archive",
    "comments",
    "completeness",
    "diff",
    "documents",
    "register",
    "text",
    "unarchive",
    "withdraw",
)
JOURNEYS = {"aliances": "alliance", "convenis": "agreement", "experiencies": "experience"}
STEPS = {"alliance": "socis", "agreement": "text", "experience": "historia"}


def of_the_api():
    """The rows of the API: a noun, and what can be said of one of its things."""
    nouns = {
        "organisations": ("organisation", ("verify",)),
        "alliances": ("alliance", ("comments", *VERBS)),
        "agreements": ("agreement", OF_AGREEMENTS),
        "addenda": ("addendum", OF_AGREEMENTS),
        "experiences": ("experience", ("comments", *VERBS)),
        "lessons": ("lesson", ()),
    }
    for noun, (thing, deeds) in nouns.items():
        address = f"api/v1/^{noun}/(?P<code>[^/]+)/"
        for deed in ("", *(f"{deed}/" for deed in deeds)):
            yield f"{address}{deed}$", {"code": thing}


def of_the_journeys():
    """The rows of the forms, in the rooms of organisations and in that of the staff."""
    for room, where in (("tauler/<slug:organisation>/", {"organisation": "room"}), ("curadoria/", {})):
        yield f"{room}aliances/<slug:parent>/convenis/nou/", where | {"parent": "alliance"}
        yield f"{room}convenis/<slug:parent>/addenda/", where | {"parent": "agreement"}
        yield f"{room}convenis/<slug:code>/semafor/", where | {"code": "agreement"}
        yield f"{room}convenis/<slug:code>/demana-registre/", where | {"code": "agreement"}
        for path, thing in JOURNEYS.items():
            record, code = f"{room}{path}/<slug:code>/", where | {"code": thing}
            yield record, code
            yield f"{record}accions/<slug:verb>/", code | {"verb": "=withdraw"}
            yield f"{record}esborra/", code
            yield f"{record}comentaris/", code
            yield f"{record}comentaris/<int:comment>/fet/", code | {"comment": f"{thing}_comment"}
            yield f"{record}<slug:step>/", code | {"step": f"={STEPS[thing]}"}


def of_the_documents():
    where = "tauler/<slug:organisation>/documents/<slug:code>/"
    named = {"organisation": "room", "code": "agreement"}
    yield "documents/<uuid:public_id>/", {"public_id": "document"}
    yield where, named
    yield f"{where}puja/", named
    for deed in ("versio-nova", "dades", "retira"):
        yield f"{where}<uuid:public_id>/{deed}/", named | {"public_id": "document"}


def of_the_members():
    where, named = "tauler/<slug:organisation>/", {"organisation": "room"}
    yield f"{where}membres/", named
    yield f"{where}membres/surt/", named
    yield f"{where}claus/", named
    yield f"{where}entitat/", named
    for address, thing in (
        ("membres/<int:pk>/paper/", "membership"),
        ("membres/<int:pk>/treu/", "membership"),
        ("invitacions/<int:pk>/anulla/", "invitation"),
        ("peticions/<int:pk>/accepta/", "request"),
        ("peticions/<int:pk>/denega/", "request"),
        ("claus/<int:pk>/revoca/", "token"),
    ):
        yield where + address, named | {"pk": thing}


OUT = ("transparencia/inserida/", "transparencia.csv", "transparencia.xlsx")  # what leaves the site


def of_the_partners():
    """What a partner answers for, and what it commits."""
    where, named = "tauler/<slug:organisation>/", {"organisation": "room"}
    for path in ("confirmacions/", "compromisos/", "compromisos.csv"):
        yield where + path, named
    yield f"{where}confirmacions/<int:pk>/", named | {"pk": "partnership"}
    yield f"{where}confirmacions/<int:pk>/recorda/", named | {"pk": "partnership"}
    for verb in ("confirm", "dispute"):
        yield f"api/v1/partnerships/<int:pk>/{verb}/", {"pk": "partnership"}


ROWS = dict(
    [*of_the_api(), *of_the_journeys(), *of_the_documents(), *of_the_members(), *of_the_partners()],
    **{
        "aliances/<slug:slug>/": {"slug": "alliance_slug"},
        "aliances/<slug:identity>/targeta.png": {"identity": "alliance_slug"},
        "convenis/<slug:identity>/targeta.png": {"identity": "agreement"},
        "experiencies/<slug:identity>/targeta.png": {"identity": "experience_slug"},
        "aprenentatges/<slug:identity>/targeta.png": {"identity": "lesson_slug"},
        "entitats/<slug:identity>/targeta.png": {"identity": "organisation_slug"},
        "convenis/<slug:code>/": {"code": "agreement"},
        "convenis/<slug:code>/esborrany/": {"code": "agreement"},
        "convenis/<slug:code>/comparacio/": {"code": "agreement"},
        "convenis/<slug:code>/text.pdf": {"code": "agreement"},
        "experiencies/<slug:slug>/": {"slug": "experience_slug"},
        "aprenentatges/<slug:slug>/": {"slug": "lesson_slug"},
        "entitats/<slug:slug>/": {"slug": "organisation_slug"},
        "entitats/<slug:slug>/transparencia/": {"slug": "organisation_slug"},
        **{f"entitats/<slug:slug>/{path}": {"slug": "organisation_slug"} for path in OUT},
        "tauler/<slug:organisation>/tramits/": {"organisation": "room"},
        "tauler/<slug:organisation>/tramits/plantilla/": {"organisation": "room"},
        "tauler/<slug:organisation>/convenis/<slug:code>/tramits/": {
            "organisation": "room",
            "code": "agreement",
        },
        "compte/entitat/<slug:organisation>/": {"organisation": "organisation_slug"},
        "compte/claus/<int:pk>/revoca/": {"pk": "token"},
        "compte/dos-passos/claus/<int:pk>/": {"pk": "key"},
        "compte/dos-passos/claus/<int:pk>/treu/": {"pk": "key"},
        "curadoria/entitats/<slug:slug>/": {"slug": "organisation_slug"},
        "curadoria/confirmacions/<int:pk>/recorda/": {"pk": "partnership"},
        "curadoria/peticions/<int:pk>/accepta/": {"pk": "claim"},
        "curadoria/peticions/<int:pk>/denega/": {"pk": "claim"},
        "curadoria/<slug:code>/": {"code": "alliance"},
        "curadoria/<slug:code>/assigna/": {"code": "alliance"},
        "curadoria/<slug:code>/comentaris/<int:pk>/": {"code": "alliance", "pk": "alliance_comment"},
        "tauler/reclama/<slug:code>/": {"code": "alliance"},
        "tauler/<slug:organisation>/": {"organisation": "room"},
        "tauler/<slug:organisation>/aliances/": {"organisation": "room"},
        "tauler/<slug:organisation>/convenis/": {"organisation": "room"},
        "tauler/<slug:organisation>/experiencies/": {"organisation": "room"},
        "tauler/<slug:organisation>/radar/": {"organisation": "room"},
        "tauler/<slug:organisation>/radar.csv": {"organisation": "room"},
        "tauler/<slug:organisation>/radar/<slug:code>/": {"organisation": "room", "code": "agreement"},
        "tauler/<slug:organisation>/calendaris/": {"organisation": "room"},
        "tauler/<slug:organisation>/calendaris/<int:pk>/tanca/": {"organisation": "room", "pk": "calendar"},
        "tauler/<slug:organisation>/aliances/nova/": {"organisation": "room"},
        "tauler/<slug:organisation>/experiencies/nova/": {"organisation": "room"},
    },
)
ELSEWHERE = {
    # A secret of 256 bits is the address.
    "compte/confirmacio/<str:key>/",
    "^compte/contrasenya/nova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
    "compte/invitacio/<str:secret>/",
    "calendari/<slug:secret>.ics",
    "subscripcions/confirmar/<str:secret>/",
    "subscripcions/<slug:token>/",
    "subscripcions/<slug:token>/baixa/",
    # What they name is the same for everybody, and read with the lists below.
    "sitemap-<slug:section>.xml",
    "api/v1/^factors/(?P<key>[^/]+)/$",
    "api/v1/^territories/(?P<code>[^/]+)/$",
    "api/v1/^vocabularies/(?P<code>[^/]+)/$",
}
CSRF = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


@pytest.fixture
def secrets():
    """One of everything that only its people may know of, each by the name it has in `ROWS`."""
    owner, partner = make_organisation(f"{SECRET} titular"), make_organisation(f"{SECRET} sòcia")
    admin = make_user(f"{SECRET}@exemple.cat".lower(), organisation=owner, membership="admin")
    mine = {"owner": owner, "origin": "registered"}
    alliance = make_alliance(SECRET, owner=owner, partners=[owner, partner], published=False)
    agreement = make_agreement(alliance, SECRET, parts=[("primera", SECRET)], registered=False, record=mine)
    addendum = make_agreement(
        alliance,
        SECRET,
        kind="addendum",
        amends=agreement,
        addendum_kind="other",
        registered=False,
        record=mine,
    )
    experience = make_experience(SECRET, owner=owner, organisations=[partner], published=False)
    lesson = Lesson.objects.create(
        record=create_record(kind=Kind.LESSON, slug="secret"), key="s", axis="governance",
        kind="recommendation", number=99, ca=SECRET,
    )  # fmt: skip
    things = {"alliance": alliance, "agreement": agreement, "addendum": addendum}
    things |= {"experience": experience, "lesson": lesson}
    values = {name: thing.record.code for name, thing in things.items()}
    values |= {f"{name}_slug": things[name].record.slug for name in ("alliance", "experience", "lesson")}
    for name in ("alliance", "agreement", "experience"):
        record = things[name].record
        values[f"{name}_comment"] = comment(record=record, user=admin, text=SECRET).pk
        Event.objects.create(record=record, verb=Verb.PUBLISHED)
    name_in_public(alliance, agreement)
    keep_all_milestones()
    values["partnership"] = alliance.partnerships.get(organisation=partner).pk
    values["document"] = make_document(agreement.record, title=SECRET, visibility="public").public_id
    return SimpleNamespace(**values, **of_members(owner, admin))


def of_members(owner, admin):
    """What an organisation has besides its records."""
    ask_to_join(organisation=owner, user=make_user(), message=SECRET)
    invite_member(organisation=owner, email=f"{SECRET}2@exemple.cat", role="editor", by=admin)
    asked = make_alliance(
        "Cas documentat", partners=[owner], published=False, record={"origin": "documented"}
    )
    key = Authenticator.objects.create(user=admin, type=Authenticator.Type.WEBAUTHN, data={"name": SECRET})
    return {
        "room": owner.slug,
        "organisation": owner.code,
        "organisation_slug": owner.slug,
        "membership": owner.memberships.get().pk,
        "request": JoinRequest.objects.get().pk,
        "invitation": Invitation.objects.get().pk,
        "token": issue_token(user=admin, scopes=["read"], organisation=owner, name=SECRET)[0].pk,
        "claim": ask_claim(record=asked.record, organisation=owner, message=SECRET, user=admin).pk,
        "key": key.pk,
        "calendar": make_calendar(organisation=owner, person=admin, name=SECRET)[0].pk,
    }


def name_in_public(alliance, agreement):
    """Public things that name the secret ones."""
    public = make_alliance("Aliança pública")
    make_experience("Experiència pública", alliances=[alliance, public])
    naming = make_agreement(public, "Conveni públic", registered=False)
    Relation.objects.create(source=naming, target=agreement, relation="relates")
    register_agreement(agreement=naming, by=None)


@pytest.fixture
def outsider():
    return make_user(organisation=make_organisation("Entitat de fora"), membership="admin")


@pytest.fixture(params=["anonymous", "outsider"])
def stranger(request, outsider):
    client = Client()
    if request.param == "outsider":
        client.force_login(outsider)
    return client


def nowhere(name):
    if name in NOWHERE:
        return NOWHERE[name]
    return SLUG if name.endswith(("slug", "room")) else NUMBER


def asked(row, secrets, own=None):
    """The values of a row, of something secret and of nothing; `own` is a room the outsider may enter."""
    pairs = {
        name: (thing[1:],) * 2 if thing[0] == "=" else (getattr(secrets, thing), nowhere(thing))
        for name, thing in row.items()
    }
    if own and row.get("organisation") == "room":
        pairs["organisation"] = (own, own)
    return [{name: pair[side] for name, pair in pairs.items()} for side in (0, 1)]


def told_by(answer, path):
    """What an answer tells: status, headers and body, but for the address that was asked itself."""
    texts = [answer.content.decode(errors="replace"), answer.headers.get("Location", "")]
    for address in (path, quote(path, safe="")):
        texts = [text.replace(address, "·") for text in texts]
    return answer.status_code, frozenset(answer.headers), *(CSRF.sub(r"\1", text) for text in texts)


def test_every_address_with_parameters_has_a_row():
    taking = {address for address in addresses() if "<" in address}
    assert taking == ROWS.keys() | ELSEWHERE


@pytest.mark.django_db
@pytest.mark.parametrize("room", ["theirs", OWN])
def test_what_is_not_hers_answers_as_what_does_not_exist(secrets, stranger, outsider, room):
    own = outsider.memberships.get().organisation.slug if room == OWN else None
    told = []
    for address, row in ROWS.items():
        if own and (row.get("organisation") != "room" or len(row) == 1):
            continue
        paths = [path_of(address, values) for values in asked(row, secrets, own)]
        for method in ("get", "head", "options", "post", "put", "patch", "delete"):
            found, nothing = (getattr(stranger, method)(path) for path in paths)
            if told_by(found, paths[0]) != told_by(nothing, paths[1]):
                told.append((method, address, found.status_code, nothing.status_code))
            if SECRET.lower() in found.content.decode(errors="replace").lower():
                told.append((method, address, SECRET))
    assert told == []


NOT_OF_MEMBERS = ("curadoria/", "tauler/reclama/", "compte/dos-passos/", "documents/")  # the last is no page
MUTE = {  # of nobody: the public page shows no draft
    "api/v1/^lessons/(?P<code>[^/]+)/$",
    "aprenentatges/<slug:slug>/",
    *(address for address in ROWS if address.endswith("targeta.png")),
    "entitats/<slug:slug>/",
    "convenis/<slug:code>/esborrany/",  # a draft begins from what is registered
    *(f"entitats/<slug:slug>/{path}" for path in OUT),
    "tauler/<slug:organisation>/confirmacions/<int:pk>/",  # a partner is asked about what is published
}


@pytest.mark.django_db
def test_whose_it_is_finds_it(secrets):
    client = Client()
    client.force_login(User.objects.get(memberships__pk=secrets.membership))
    unknown = []
    for address, row in ROWS.items():
        if address.startswith(NOT_OF_MEMBERS):
            continue
        path = path_of(address, asked(row, secrets)[0])
        if client.get(f"{path}?version=draft").status_code == 404:
            unknown.append(address)
    assert set(unknown) == MUTE


def lists(secrets):
    """Every address without parameters, and those that can be asked something, about the secret things."""
    plain = [f"/{address.replace('^', '').replace('$', '')}" for address in addresses() if "<" not in address]
    for path in plain:
        if "(" not in path:
            yield path
    for path in ("/aliances/", "/experiencies/", "/entitats/", "/cerca/", "/subscripcions/", "/aliances/feed/",
                 "/experiencies/feed/", "/cerca/feed/", "/api/v1/alliances/", "/api/v1/agreements/",
                 "/api/v1/experiences/", "/api/v1/organisations/", "/api/v1/lessons/", "/api/v1/search/"):  # fmt: skip
        yield f"{path}?organisation={secrets.organisation}"
        yield f"{path}?organisation={secrets.organisation_slug}"
        yield f"{path}?q={secrets.alliance}"
    for path in ("/entitats/suggeriments/", "/experiencies/suggeriments/aliances/", "/api/v1/suggest/", "/cerca/",
                 "/api/v1/search/", "/compte/entitat/"):  # fmt: skip
        yield f"{path}?q={SECRET[:-1]}"
    for noun in ("alliances", "agreements", "addenda", "experiences", "organisations", "lessons"):
        yield f"/api/v1/{noun}/?version=draft"
        yield f"/api/v1/{noun}/?modified_since=2020-01-01T00:00:00Z"
    yield "/api/v1/radar/"
    for name in ("party", "alliance"):
        yield f"/api/v1/radar/?{name}={SECRET}"
    for section in ("alliances", "agreements", "experiences", "lessons", "organisations"):
        yield f"/sitemap-{section}.xml"


@pytest.mark.django_db
def test_no_list_search_feed_or_suggestion_names_it(secrets, stranger):
    kept = (
        SECRET.lower(),
        *(getattr(secrets, name).lower() for name in ("alliance", "agreement", "experience")),
    )
    told = []
    for path in lists(secrets):
        body = stranger.get(path).content.decode(errors="replace").lower()
        query = path.partition("?")[2].lower()
        for word in kept:
            if body.replace(query, "").count(word) > (0 if word not in query else ECHOES):
                told.append((path, word))
    assert told == []


ECHOES = 8  # what is asked for is said again in the box, the title and the links


@pytest.mark.django_db(transaction=True)
def test_a_digest_never_names_it(secrets, mailoutbox):
    mailoutbox.clear()
    digests.subscribe(email="fora@exemple.cat", query="", frequency="instant", language="ca")
    Subscription.objects.update(
        confirmed_at=timezone.now(), next_at=timezone.now(), seen_transaction=0, seen_id=0
    )
    settle()
    digests.sweep(now=timezone.now())

    (letter,) = (
        one for one in mailoutbox if one.to == ["fora@exemple.cat"] and "Experiència pública" in one.body
    )
    assert SECRET.lower() not in str(letter.message()).lower()
    assert SECRET not in letter.body
