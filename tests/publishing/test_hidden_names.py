"""What the public may not read is named nowhere: not when it is withdrawn, filtered by, or named by something else."""

import pytest

from alliances.models import Relation
from alliances.rules import register_agreement
from observatori.publishing.models import Record
from observatori.publishing.organisations import verify_organisation
from tests.api.calling import Caller
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db

SECRET = "Mandarina"


def withdraw(thing):
    Record.objects.filter(pk=thing.record.pk).update(withdrawn=True, withdrawn_reason=SECRET)


def pages_of(thing):
    """The page of a thing and its address in the API."""
    noun, path = {
        "alliance": ("alliances", f"/aliances/{thing.record.slug}/"),
        "agreement": ("agreements", f"/convenis/{thing.record.code}/"),
        "experience": ("experiences", f"/experiencies/{thing.record.slug}/"),
    }[thing.record.kind]
    return path, f"/api/v1/{noun}/{thing.record.code}/"


@pytest.mark.parametrize("visibility", ["partners", "organisation"])
@pytest.mark.parametrize("kind", ["alliance", "agreement", "experience"])
def test_what_was_never_public_is_not_said_to_be_withdrawn(client, kind, visibility):
    spine = {"visibility": visibility}
    thing = {
        "alliance": lambda: make_alliance(record=spine),
        "agreement": lambda: make_agreement(make_alliance(), record=spine),
        "experience": lambda: make_experience(record=spine),
    }[kind]()
    withdraw(thing)

    assert [client.get(path).status_code for path in pages_of(thing)] == [404, 404]


def test_a_withdrawn_agreement_of_a_draft_alliance_is_not_said_to_be(client):
    agreement = make_agreement(make_alliance(published=False))
    withdraw(agreement)

    assert [client.get(path).status_code for path in pages_of(agreement)] == [404, 404]


def test_what_was_public_says_that_it_is_withdrawn_until_it_is_archived(client):
    alliance = make_alliance()
    withdraw(alliance)
    assert [client.get(path).status_code for path in pages_of(alliance)] == [410, 410]

    Record.objects.filter(pk=alliance.record.pk).update(state="archived")
    assert [client.get(path).status_code for path in pages_of(alliance)] == [404, 404]


@pytest.mark.parametrize("target", ["public", "draft"])
def test_what_was_merged_leads_only_to_what_is_public(client, target):
    merged, into = make_alliance(), make_alliance(published=target == "public")
    Record.objects.filter(pk=merged.record.pk).update(merged_into=into.record)

    status = 301 if target == "public" else 404
    assert [client.get(path).status_code for path in pages_of(merged)] == [status, status]


@pytest.mark.parametrize("path", ["/aliances/", "/experiencies/", "/entitats/", "/cerca/", "/subscripcions/"])
def test_a_filter_names_no_organisation_that_nobody_knows(client, path):
    organisation = make_organisation(SECRET)
    for identity in (organisation.code, organisation.slug):
        assert SECRET not in client.get(f"{path}?organisation={identity}").content.decode()

    verify_organisation(organisation=organisation, by=make_user(role="curator"))
    assert SECRET in client.get(f"{path}?organisation={organisation.slug}").content.decode()


def test_a_centre_does_not_name_a_body_that_nobody_knows(client):
    body, curator = make_organisation(SECRET), make_user(role="curator")
    centre = make_organisation("Centre", centre_of=body)
    verify_organisation(organisation=centre, by=curator)
    paths = [
        f"/entitats/{centre.slug}/",
        "/entitats/",
        f"/api/v1/organisations/{centre.code}/",
        "/api/v1/organisations/",
        "/cerca/?q=centre",
        "/api/v1/search/?q=centre",
    ]
    assert [path for path in paths if SECRET in client.get(path).content.decode()] == []

    verify_organisation(organisation=body, by=curator)
    assert SECRET in client.get(paths[0]).content.decode()
    assert client.get(paths[2]).json()["centre_of"]["code"] == body.code


def test_what_names_a_public_thing_does_not_tell_its_draft_name(client):
    alliance = make_alliance("Aliança del Ter")
    target = make_agreement(alliance, "Conveni marc")
    alliance.name, target.title = f"{SECRET} aliança", f"{SECRET} conveni"
    alliance.save()
    target.save()
    experience = make_experience("Experiència", alliances=[alliance])
    source = make_agreement(alliance, "Protocol", registered=False)
    Relation.objects.create(source=source, target=target, relation="relates")
    register_agreement(agreement=source, by=None)
    source.title = SECRET
    source.save()

    things = [alliance, target, experience, source]
    paths = [path for thing in things for path in pages_of(thing)]
    paths += ["/aliances/", "/experiencies/", "/cerca/", "/api/v1/experiences/", "/api/v1/agreements/"]
    assert [path for path in paths if SECRET in client.get(path).content.decode()] == []
    assert client.get(f"/api/v1/search/?q={SECRET}").json()["count"] == 0
    assert client.get(pages_of(experience)[1]).json()["alliances"][0]["name"] == "Aliança del Ter"
    assert client.get(pages_of(source)[1]).json()["relations"][0]["agreement"]["name"] == "Conveni marc"


@pytest.fixture
def mine():
    organisation = make_organisation()
    return organisation, Caller(make_user(organisation=organisation))


def change_visibility(editor, thing, visibility):
    address = pages_of(thing)[1].removeprefix("/api/v1/")
    tag = editor.get(f"{address}?version=draft")["ETag"]
    assert editor.patch(address, {"visibility": visibility}, tag).status_code == 200


def made(kind, owner, visibility):
    spine = {"visibility": visibility}
    if kind == "alliance":
        return make_alliance(SECRET, owner=owner, record=spine)
    if kind == "experience":
        return make_experience(SECRET, owner=owner, record=spine)
    return make_agreement(make_alliance(), SECRET, record=spine | {"owner": owner})


KINDS = ["alliance", "agreement", "experience"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_stops_being_for_everybody_leaves_every_list_at_once(client, mine, kind):
    owner, editor = mine
    thing = made(kind, owner, "public")
    assert client.get(pages_of(thing)[0]).status_code == 200

    change_visibility(editor, thing, "partners")
    assert [client.get(path).status_code for path in pages_of(thing)] == [404, 404]
    lists = [f"/cerca/?q={thing.record.code}", f"/api/v1/{kind}s/", "/cerca/feed/", "/sitemap.xml"]
    told = (SECRET, f"/{thing.record.slug or thing.record.code}/")
    assert [path for path in lists if any(word in client.get(path).content.decode() for word in told)] == []
    assert client.get(f"/api/v1/search/?q={SECRET}").json()["count"] == 0
    assert client.get(f"/api/v1/{kind}s/").json()["results"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_published_for_some_waits_for_its_publication_to_be_for_all(client, mine, kind):
    owner, editor = mine
    thing = made(kind, owner, "partners")

    change_visibility(editor, thing, "public")
    assert [client.get(path).status_code for path in pages_of(thing)] == [404, 404]
    assert SECRET not in client.get(f"/api/v1/{kind}s/").content.decode()
    assert editor.get(pages_of(thing)[1].removeprefix("/api/v1/")).status_code == 200
