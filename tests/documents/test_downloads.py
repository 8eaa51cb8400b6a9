import pytest
from django.urls import reverse

from observatori.documents.live import document_facts, download_path
from observatori.documents.rules import remove_document
from observatori.organisations.tokens import issue_token
from tests.documents.making import make_document

EVERYBODY = {
    "owner admin",
    "owner editor",
    "owner reader",
    "partner",
    "curator",
    "outsider",
    "anonymous",
    "party",
}


def get(client, user, document, **headers):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    return client.get(download_path(document), headers=headers)


def content(response):
    """The bytes of an answer; reading them to the end closes the file."""
    return b"".join(response)


def served(client, cast, document):
    """Who gets the file; everybody else gets the answer of a file that does not exist."""
    got = set()
    for name, user in cast.people.items():
        response = get(client, user, document)
        served = response.status_code == 200 and content(response).startswith(b"%PDF")
        got |= {name} if served else set()
        assert served or response.status_code == 404
    return got


@pytest.mark.parametrize(
    ("kind", "visibility", "who"),
    [
        ("public_copy", "public", EVERYBODY),
        ("signed_original", "partners", EVERYBODY - {"outsider", "anonymous", "partner", "curator"}),
        ("minutes", "organisation", EVERYBODY - {"outsider", "anonymous", "partner", "party"}),
    ],
)
def test_a_file_is_served_to_its_readers_only(client, cast, kind, visibility, who):
    assert served(client, cast, make_document(cast.record, kind=kind, visibility=visibility)) == who


def test_a_removed_file_and_one_that_never_was_are_the_same_404(client, cast):
    document = make_document(cast.record, visibility="public")
    remove_document(document=document, by=None)

    assert served(client, cast, document) == set()
    never = client.get(reverse("documents:download", args=["00000000-0000-4000-8000-000000000000"]))
    assert never.status_code == 404


def test_a_file_is_an_attachment_that_can_do_nothing(client, cast):
    document = make_document(cast.record, filename="Conveni d’adhesió.pdf", visibility="public")
    response = client.get(download_path(document))

    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Conveni%20d%E2%80%99")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert int(response["Content-Length"]) == document.size
    assert content(response).startswith(b"%PDF")


def test_only_what_anybody_may_read_is_kept_by_caches(client, cast):
    document = make_document(cast.record, visibility="public")

    anybody = get(client, cast.people["anonymous"], document)
    assert content(anybody)
    assert anybody["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Authorization"} <= set(anybody["Vary"].replace(" ", "").split(","))

    somebody = get(client, cast.people["partner"], document)
    assert content(somebody)
    assert somebody["Cache-Control"] == "private, no-store"


def test_a_reader_who_has_it_already_gets_no_bytes(client, cast):
    document = make_document(cast.record, visibility="public")
    response = get(client, cast.people["anonymous"], document, **{"if-none-match": f'"{document.sha256}"'})

    assert (response.status_code, response.content) == (304, b"")
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


def test_head_says_everything_but_the_file_and_post_is_refused(client, cast):
    document = make_document(cast.record, visibility="public")
    head = client.head(download_path(document))

    assert (head.status_code, int(head["Content-Length"])) == (200, document.size)
    assert content(head) == b""
    assert client.post(download_path(document)).status_code == 405


@pytest.mark.parametrize(("scope", "status"), [("read", 200), ("export", 404)])
def test_a_token_of_the_api_reads_what_its_owner_may_read(client, cast, scope, status):
    document = make_document(cast.record)
    _, secret = issue_token(user=cast.editor, scopes=[scope])
    response = client.get(download_path(document), headers={"authorization": f"Bearer {secret}"})

    assert content(response)
    assert response.status_code == status


def test_a_bad_token_is_401(client, cast):
    document = make_document(cast.record, visibility="public")
    response = client.get(download_path(document), headers={"authorization": "Bearer oae_fals"})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Content-Type"] == "application/problem+json"


def test_the_address_is_the_same_in_every_language(cast):
    document = make_document(cast.record)

    assert download_path(document) == f"/documents/{document.public_id}/"


def test_the_facts_of_the_api_tell_neither_path_nor_findings(cast):
    document = make_document(cast.record, "DNI 12345678Z", filename="a.pdf", title="Annex", kind="annex")
    facts = document_facts(document)

    assert set(facts) == {
        "id",
        "title",
        "kind",
        "visibility",
        "filename",
        "media_type",
        "size",
        "sha256",
        "number",
        "url",
        "uploaded_at",
    }
    assert facts["id"] == str(document.public_id)
    assert (facts["kind"], facts["filename"], facts["number"]) == ("annex", "a.pdf", 1)
