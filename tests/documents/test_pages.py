import io
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from observatori.documents import copies, views
from observatori.documents.models import Document
from observatori.publishing.typed import mark_of
from tests.documents.files import make_docx, make_pdf, with_an_author
from tests.documents.making import make_document, make_row

LIMIT = 20 * 1024 * 1024


def address(name, cast, document=None, *, organisation=None):
    rest = [document.public_id] if document else []
    place = organisation or cast.owner
    return reverse(f"documents:{name}", args=[place.slug, cast.record.code, *rest])


def sent(data=None, filename="conveni.pdf", **facts):
    file = SimpleUploadedFile(filename, make_pdf("Conveni") if data is None else data)
    return {"title": "Conveni signat", "kind": "other", "visibility": "partners", "file": file} | facts


def statuses(client, cast, request):
    """The status each person gets of `request(client)`."""
    answers = {}
    for name, user in cast.people.items():
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
            answers[name] = request(client).status_code
    return answers


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


def words(response):
    return " ".join(unescape(response.content.decode()).split())


# --- Who enters -------------------------------------------------------------------------------------


def test_the_page_is_for_the_people_of_the_organisation_and_staff(client, cast):
    assert statuses(client, cast, lambda client: client.get(address("record", cast))) == {
        "owner admin": 200,
        "owner editor": 200,
        "owner reader": 200,
        "curator": 200,
        "party": 404,
        "partner": 404,
        "outsider": 404,
    }


def test_a_partner_reads_in_a_workspace_of_its_own_and_writes_nothing(client, cast):
    make_document(cast.record, title="Compartit")
    make_document(cast.record, title="Reservat", visibility="organisation")
    client.force_login(cast.people["partner"])
    page = client.get(address("record", cast, organisation=cast.partner))

    assert "Compartit" in words(page)
    assert "Reservat" not in words(page)
    assert page.context["may_write"] is False
    assert b'<form method="post"' not in page.content
    assert client.post(address("add", cast, organisation=cast.partner), sent()).status_code == 403


@pytest.mark.parametrize("name", ["add", "replace", "change", "remove"])
def test_only_editors_and_staff_send_a_form(client, cast, name):
    def where():
        return address(name, cast, None if name == "add" else make_row(cast.record))

    asked = statuses(client, cast, lambda client: client.get(where()))
    posted = statuses(client, cast, lambda client: client.post(where(), {"title": ""}))

    writers = ("owner admin", "owner editor", "curator")
    assert {asked[who] for who in writers} == {405 if name == "add" else 200}
    assert {posted[who] for who in writers} == {302 if name == "remove" else 422}
    assert posted["owner reader"] == 403
    assert {posted[who] for who in ("partner", "outsider")} == {404}


def test_who_has_not_logged_in_is_led_to_do_so(client, cast):
    response = client.get(address("record", cast))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_document_of_another_record_is_not_found(editor, cast):
    other = make_document(cast.alliance.record)

    assert editor.get(address("change", cast, other)).status_code == 404


# --- Adding -----------------------------------------------------------------------------------------


def test_an_upload_is_kept_and_listed(editor, cast):
    response = editor.post(address("add", cast), sent(), follow=True)

    assert response.redirect_chain == [(address("record", cast), 302)]
    assert "El document s’ha desat." in words(response)
    document = Document.objects.get()
    assert (document.title, document.uploaded_by.user) == ("Conveni signat", cast.editor)
    assert f"/documents/{document.public_id}/" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"file": ""}, "Heu de triar un fitxer."),
        ({"data": b""}, "El fitxer és buit."),
        ({"data": b"<script>"}, "El contingut del fitxer no és el que diu el seu nom."),
        ({"filename": "logo.svg"}, "Aquesta mena de fitxer no s’admet."),
        ({"data": bytes(LIMIT + 1024 * 1024)}, "El fitxer fa més de 20 MB."),
        ({"kind": "signed_original", "visibility": "public"}, "L’original signat no es fa mai públic"),
    ],
    ids=["none", "empty", "disguised", "other type", "21 MB", "public original"],
)
def test_a_refused_upload_says_why_and_keeps_what_was_typed(editor, cast, facts, sentence):
    response = editor.post(address("add", cast), sent(**facts))

    assert response.status_code == 422
    assert sentence in words(response)
    assert 'id="resum-errors"' in response.content.decode()
    assert "<title>Error: " in response.content.decode()
    assert 'value="Conveni signat"' in response.content.decode()
    assert not Document.objects.exists()


def test_an_upload_of_twice_the_limit_is_cut_where_the_limit_is(editor, cast):
    body = encode_multipart(BOUNDARY, sent(bytes(2 * LIMIT)))
    response = editor.generic("POST", address("add", cast), body, MULTIPART_CONTENT)

    assert response.status_code == 422
    assert "El fitxer fa més de 20 MB." in words(response)
    assert LIMIT < response.wsgi_request.FILES["file"].size <= LIMIT + 2 * 64 * 1024


# --- Findings ---------------------------------------------------------------------------------------


def test_a_copy_with_identity_numbers_waits_for_somebody_to_look(editor, cast):
    copy = sent(make_pdf("DNI 12345678Z"), kind="public_copy", visibility="public")
    response = editor.post(address("add", cast), copy, follow=True)
    document = Document.objects.get()

    assert response.redirect_chain[-1][0] == f"{address('change', cast, document)}?visibility=public"
    assert document.visibility == "partners"
    assert "***4567**" in words(response)
    assert "12345678" not in words(response)

    facts = {"title": "Còpia", "kind": "public_copy", "visibility": "public"}
    refused = editor.post(address("change", cast, document), facts)
    assert refused.status_code == 422
    assert "confirmeu que el document es pot publicar" in words(refused)
    assert list(refused.context["form"].errors) == ["confirmed"]
    assert editor.post(address("change", cast, document), facts | {"confirmed": "on"}).status_code == 302
    document.refresh_from_db()
    assert document.visibility == "public"


def test_the_page_shows_where_and_beside_which_words_and_what_the_copy_will_not_have(editor, cast):
    data = make_pdf("Clausula", "En Joan, amb DNI 12345678Z, signa", change=with_an_author)
    editor.post(address("add", cast), sent(data, visibility="public"))
    document = Document.objects.get()

    page = editor.get(address("change", cast, document))

    (row,) = page.context["look"]["found"]["rows"]
    assert [cell["text"] for cell in row][1:] == ["2", "1", "En Joan, amb DNI ***4567**, signa"]
    assert "De la còpia que llegirà tothom en traurem les metadades" in words(page)
    assert "Quedarà anotat qui ho ha confirmat" in words(page)
    assert "12345678" not in words(page)


def test_who_confirmed_and_what_was_taken_out_is_said_to_the_editors(editor, cast):
    cast.editor.name = "Laia Puig"
    cast.editor.save()
    data = make_pdf("DNI 12345678Z", change=with_an_author)
    editor.post(address("add", cast), sent(data, visibility="public"))
    facts = {"title": "Còpia", "kind": "public_copy", "visibility": "public", "confirmed": "on"}

    done = editor.post(address("change", cast, Document.objects.get()), facts, follow=True)

    copy = Document.objects.current().get()
    assert "Se n’han tret les metadades" in words(done)
    assert "El fitxer tal com es va pujar es conserva" in words(done)
    (row,) = done.context["rows"]
    assert row["confirmed"].startswith("Laia Puig ho va revisar i ho va confirmar ")
    assert row["versions"][0]["digest"] == copy.replaces.sha256
    assert copy.replaces.sha256 in words(done)
    page = editor.get(address("change", cast, copy))
    assert "Laia Puig ho va revisar" in words(page)
    assert "Se n’han tret les metadades" in words(page)
    assert 'name="confirmed"' not in page.content.decode()


def test_metadata_alone_asks_nothing(editor, cast):
    data = make_pdf("Clausula", change=with_an_author)
    done = editor.post(address("add", cast), sent(data, visibility="public"), follow=True)

    assert done.redirect_chain[-1][0] == address("record", cast)
    assert "Se n’han tret les metadades" in words(done)
    assert Document.objects.current().get().visibility == "public"


def test_the_public_page_says_what_the_copy_has_not_and_nobody_s_name(client, editor, cast):
    data = make_pdf("DNI 12345678Z", change=with_an_author)
    make_document(cast.record, file=io.BytesIO(data), visibility="public", confirmed=True, by=cast.editor)
    editor.logout()

    page = client.get(f"/convenis/{cast.record.code}/")

    assert "Se n’han tret les metadades" in words(page)
    assert "ho va confirmar" not in words(page)
    assert "SHA-256" not in words(page)


def test_an_upload_that_cannot_be_cleaned_is_kept_in_private(editor, cast, monkeypatch):
    monkeypatch.setattr(copies.cleaning, "SECONDS", 0)
    data = make_pdf("Clausula", change=with_an_author)
    response = editor.post(address("add", cast), sent(data, visibility="public"), follow=True)

    assert Document.objects.get().visibility == "partners"
    assert "no n’hem pogut treure les metadades" in words(response)
    facts = {"title": "Còpia", "kind": "other", "visibility": "public"}
    refused = editor.post(address("change", cast, Document.objects.get()), facts)
    assert refused.status_code == 422
    assert "No hem pogut treure del fitxer les metadades" in words(refused)


def test_a_document_replaced_meanwhile_says_so_on_the_form(editor, cast, monkeypatch):
    document = make_document(cast.record)
    monkeypatch.setattr(views, "document_at", lambda *arguments: document)
    make_document(cast.record, replaces=document)

    facts = {"title": "Nou", "kind": "other", "visibility": "partners"}
    response = editor.post(address("change", cast, document), facts)

    assert response.status_code == 422
    assert "ja té una versió posterior" in words(response)


# --- Versions and removal ---------------------------------------------------------------------------


def test_what_the_browser_kept_of_the_details_comes_back(editor, cast):
    editor.post(address("add", cast), sent(title="Abans"))
    path = address("change", cast, Document.objects.get(title="Abans"))
    typed = {"title": "Títol retocat", "kind": "other", "person": mark_of(cast.editor)}

    page = editor.post("/escrit/", {"path": path, "text": urlencode(typed)}, follow=True)

    assert 'value="Títol retocat"' in words(page)
    assert "data-guard data-typed" in words(page)
    assert f'data-saved="{path}"' in words(
        editor.post(path, {"title": "Desat", "kind": "other", "visibility": "partners"}, follow=True)
    )


def test_a_new_version_shows_with_the_one_before_under_it(editor, cast):
    first = make_document(cast.record, title="Primera")
    form = editor.get(address("replace", cast, first))
    assert 'value="Primera"' in form.content.decode()

    response = editor.post(
        address("replace", cast, first), sent(make_docx("a"), "conveni.docx", title="Segona"), follow=True
    )
    (row,) = response.context["rows"]
    assert (row["title"], row["number"], row["format"]) == ("Segona", 2, "DOCX")
    assert [version["title"] for version in row["versions"]] == ["Primera"]
    assert "Versions anteriors" in words(response)


def test_removing_asks_first(editor, cast):
    document = make_document(cast.record)

    assert "No es pot desfer." in words(editor.get(address("remove", cast, document)))
    assert Document.objects.current().exists()
    assert editor.post(address("remove", cast, document)).status_code == 302
    assert not Document.objects.current().exists()


def test_a_page_of_many_documents_takes_as_many_queries_as_one(editor, cast):
    def queries():
        with CaptureQueriesContext(connection) as made:
            assert editor.get(address("record", cast)).status_code == 200
        return len(made)

    latest = make_row(cast.record)
    queries()  # the first visit fills caches
    with_one = queries()
    for _ in range(19):
        make_row(cast.record)
        latest = make_row(cast.record, replaces=latest, number=latest.number + 1)

    assert queries() == with_one
