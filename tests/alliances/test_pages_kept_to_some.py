"""What is registered or published and not everybody reads has its page at the plain address, for those it involves."""

import io

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliances.rules import AGREEMENT, ALLIANCE, register_agreement
from observatori.publishing.standing import read_url
from observatori.publishing.transitions import advance
from tests.making import make_agreement, make_alliance, make_experience, make_organisation, make_user

pytestmark = pytest.mark.django_db

NOTICES = {
    "partners": "Només ho llegeixen els socis",
    "organisation": "Només ho llegeix qui ho signa",
    "public": "Encara no és públic",
}


@pytest.fixture
def owner():
    return make_organisation("Hospital del Pla")


@pytest.fixture
def partner():
    return make_organisation("Fundació Veïna")


@pytest.fixture
def alliance(owner, partner):
    return make_alliance("Triangle", owner=owner, partners=[owner, partner])


def agree(alliance, visibility="partners", **facts):
    record = {"owner": alliance.record.owner, "visibility": visibility}
    made = make_agreement(
        alliance, parts=[("primera", "Text de la primera.")], registered=False, record=record, **facts
    )
    made.parties.add(alliance.record.owner)
    return register(made)


def register(made):
    register_agreement(agreement=made, by=None)
    made.record.refresh_from_db()
    return made


def amend(agreement, text, effective, visibility="partners", *, registered=True):
    record = {"owner": agreement.record.owner, "visibility": visibility}
    made = make_agreement(
        agreement.alliance, f"Addenda {text}", kind="addendum", addendum_kind="amendment", amends=agreement,
        effective_on=effective, registered=False, record=record,
    )  # fmt: skip
    made.parties.add(agreement.record.owner)
    made.changes.create(op="replace", target="primera", text=text, position=0)
    return register(made) if registered else made


def browser(organisation, membership="reader"):
    client = Client()
    client.force_login(make_user(organisation=organisation, membership=membership))
    return client


def page(client, agreement, name="", **asked):
    return client.get(f"/convenis/{agreement.record.code}/{name}", asked)


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("visibility", ["partners", "organisation"])
def test_the_page_says_who_reads_it_and_is_kept_by_no_cache(alliance, owner, visibility):
    made = agree(alliance, visibility)

    for name in ("", "comparacio/"):
        found = page(browser(owner), made, name)

        assert found.status_code == 200
        assert NOTICES[visibility] in text_of(found)
        assert {"private", "no-store"} <= set(found["Cache-Control"].split(", "))
        assert "version=draft" not in text_of(found)
        assert f"{made.record.code}/targeta.png" not in text_of(found)


def test_an_agreement_of_a_draft_alliance_says_that_it_is_not_public_yet(owner, partner):
    alliance = make_alliance(owner=owner, partners=[owner, partner], published=False)
    made = agree(alliance, "public")

    found = page(browser(partner), made)

    assert NOTICES["public"] in text_of(found)
    assert page(Client(), made).status_code == 404


def test_what_everybody_reads_says_nothing_of_it(alliance, owner):
    made = agree(alliance, "public")

    for client in (browser(owner), Client()):
        assert not any(notice in text_of(page(client, made)) for notice in NOTICES.values())


def test_the_page_counts_the_registered_addenda_that_the_reader_may_read(alliance, owner, partner):
    made = agree(alliance)
    amend(made, "Canvi dels socis.", "2020-01-01")
    amend(made, "Canvi de qui signa.", "2021-01-01", "organisation")
    amend(made, "Canvi sense registrar.", "2022-01-01", registered=False)

    to_partner, to_owner = (text_of(page(browser(one), made)) for one in (partner, owner))

    assert ("Canvi dels socis." in to_partner, "Canvi de qui signa." in to_partner) == (True, False)
    assert "Canvi de qui signa." in to_owner
    assert "Canvi sense registrar." not in to_partner + to_owner


def test_the_pdf_says_who_reads_it(alliance, partner):
    found = page(browser(partner), agree(alliance), "text.pdf")

    pages = pypdf.PdfReader(io.BytesIO(b"".join(found.streaming_content))).pages
    text = " ".join(one.extract_text() for one in pages)
    assert NOTICES["partners"] in text
    assert "Text de la primera." in text
    assert "no-store" in found["Cache-Control"]


def test_whoever_it_does_not_involve_finds_nothing_at_any_address(alliance):
    made = agree(alliance)
    missing = text_of(Client().get("/convenis/OAE-C-9999/"))

    for client in (Client(), browser(make_organisation(), "admin")):
        for name in ("", "comparacio/", "text.pdf", "targeta.png"):
            assert page(client, made, name).status_code == 404
    assert text_of(page(Client(), made)).replace(made.record.code, "OAE-C-9999") == missing


def test_the_reason_of_a_withdrawn_one_is_for_those_it_involves(alliance, owner):
    made = agree(alliance)
    user = make_user(organisation=owner, membership="admin")
    advance(record=made.record, verb="withdraw", user=user, rules=AGREEMENT, reason="Hi ha un error.")

    found = page(browser(owner), made)

    assert found.status_code == 410
    assert "Hi ha un error." in text_of(found)
    assert "no-store" in found["Cache-Control"]
    assert page(Client(), made).status_code == 404


def test_with_its_alliance_withdrawn_it_says_why_the_public_reads_it_no_more(alliance, owner, partner):
    made = agree(alliance, "public")
    user = make_user(organisation=owner, membership="admin")
    advance(record=alliance.record, verb="withdraw", user=user, rules=ALLIANCE, reason="S’ha desfet.")

    assert page(Client(), made).status_code == 410
    found = text_of(page(browser(partner), made))
    assert "Ja no és públic" in found
    assert "S’ha desfet." in found


def test_an_alliance_for_partners_shows_them_its_agreements(owner, partner):
    record = {"visibility": "partners"}
    alliance = make_alliance("Pinya", owner=owner, partners=[owner, partner], record=record)
    agree(alliance, title="Conveni de la pinya")
    address = f"/aliances/{alliance.record.slug}/"

    found = browser(partner).get(address)

    assert NOTICES["partners"] in text_of(found)
    assert "Conveni de la pinya" in text_of(found)
    assert "no-store" in found["Cache-Control"]
    strangers = (Client(), browser(make_organisation()))
    assert [one.get(address).status_code for one in strangers] == [404, 404]


def test_an_experience_for_partners_is_read_by_them(owner, partner):
    record = {"visibility": "partners"}
    made = make_experience("Fer pinya", owner=owner, organisations=[owner, partner], record=record)
    address = f"/experiencies/{made.record.slug}/"

    assert NOTICES["partners"] in text_of(browser(partner).get(address))
    assert Client().get(address).status_code == 404


def test_lists_lead_to_the_plain_address_of_what_is_registered(alliance, owner):
    kept = agree(alliance)
    draft = amend(kept, "Una altra cosa.", "2024-01-01", registered=False)
    plain = f"/convenis/{kept.record.code}/"

    assert read_url(kept.record) == plain
    assert read_url(draft.record) == f"/convenis/{draft.record.code}/?version=draft"
    desk = browser(owner)
    for address in ("convenis/", "compromisos/"):
        assert f"{plain}?version=draft" not in text_of(desk.get(f"/tauler/{owner.slug}/{address}"))
    # Its days count the addendum that nobody has registered: they are read where it is.
    assert f"{plain}?version=draft" in text_of(desk.get(f"/tauler/{owner.slug}/radar/"))
    assert plain in text_of(desk.get(f"/tauler/{owner.slug}/convenis/"))


def test_the_queries_of_the_page_do_not_grow_with_its_addenda(alliance, owner):
    made, client = agree(alliance), browser(owner)

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert page(client, made).status_code == 200
        return len(found)

    amend(made, "Canvi 0", "2020-01-01")
    cost()
    one = cost()
    for year in range(19):
        amend(made, f"Canvi {year + 1}", f"{2001 + year}-01-01")
    assert cost() == one


def test_an_alliance_names_it_to_those_it_involves(alliance, partner):
    made = agree(alliance)
    make_agreement(alliance, "Conveni de tothom")
    path = f"/api/v1/alliances/{alliance.record.code}/"
    member, outsider = make_user(organisation=partner), make_user("fora@exemple.cat")

    assert made.record.code in agreements_named(path, member)
    assert agreements_named(path, outsider) == agreements_named(path) != []
    assert made.record.code not in agreements_named(path)


def agreements_named(path, user=None):
    client = Client()
    if user:
        client.force_login(user)
    return [one["code"] for one in client.get(path).json()["agreements"]]


def test_the_state_of_a_draft_is_for_those_it_involves(alliance, partner):
    agreement = make_agreement(alliance)
    for record in (alliance.record, agreement.record):
        type(record).objects.filter(pk=record.pk).update(state="changes_requested")
    member, outsider = make_user(organisation=partner), make_user("fora@exemple.cat")

    for noun, record, name in (
        ("alliances", alliance.record, "state"),
        ("agreements", agreement.record, "record_state"),
    ):
        for path in (f"/api/v1/{noun}/{record.code}/", f"/api/v1/{noun}/"):
            assert state_told(path, name, member) == "changes_requested"
            assert state_told(path, name, outsider) == "published"
            assert state_told(path, name) == "published"


def state_told(path, name, user=None):
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(path).json()
    return (answer["results"][0] if "next" in answer else answer)[name]
