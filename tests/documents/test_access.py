import pytest

from observatori.documents.access import documents_visible_to, visible_documents
from observatori.documents.rules import remove_document
from observatori.publishing.rules import write_entry
from tests.documents.making import make_document
from tests.making import make_agreement, make_alliance

OWNERS = {"owner admin", "owner editor", "owner reader"}
PARTIES = OWNERS | {"party", "partner", "curator"}
EVERYBODY = PARTIES | {"outsider", "anonymous"}


def downloaders(cast, document):
    return cast.who(lambda user: document in documents_visible_to(user))


def readers(cast, document):
    seen = cast.who(lambda user: document in visible_documents(user, document.record))
    assert seen == downloaders(cast, document)
    return seen


@pytest.mark.parametrize(
    ("kind", "visibility", "who"),
    [
        ("public_copy", "public", EVERYBODY),
        ("annex", "partners", PARTIES),
        ("minutes", "organisation", OWNERS | {"curator"}),
        ("signed_original", "partners", OWNERS | {"party"}),
        ("signed_original", "organisation", OWNERS),
    ],
)
def test_readers_of_a_document_of_a_public_record(cast, kind, visibility, who):
    assert readers(cast, make_document(cast.record, kind=kind, visibility=visibility)) == who


def test_a_public_document_is_the_parties_own_while_its_record_is_not_public(cast):
    draft = make_agreement(cast.alliance, registered=False, record={"owner": cast.owner})
    document = make_document(draft.record, visibility="public")

    assert readers(cast, document) == PARTIES


def test_a_public_document_stops_being_public_with_its_record(cast):
    document = make_document(cast.record, visibility="public")
    write_entry(cast.record, None)

    assert readers(cast, document) == PARTIES


def test_a_document_of_nobodys_record_kept_to_the_organisation_is_staffs(cast):
    record = make_agreement(make_alliance(partners=[cast.owner, cast.partner])).record

    assert readers(cast, make_document(record, visibility="organisation")) == {"curator"}


def test_staff_see_the_signed_original_they_brought_in_and_those_of_nobodys_record(cast):
    facts = {"kind": "signed_original", "visibility": "partners"}
    brought = make_document(cast.record, by=cast.people["curator"], **facts)
    nobodys = make_agreement(make_alliance(partners=[cast.owner, cast.partner])).record

    assert "curator" in readers(cast, brought)
    assert "curator" in readers(cast, make_document(nobodys, **facts))


def test_the_original_of_an_addendum_is_read_by_the_parties_of_its_agreement(cast):
    addendum = make_agreement(
        cast.alliance, kind="addendum", amends=cast.agreement, record={"owner": cast.owner}
    )
    original = make_document(addendum.record, kind="signed_original", visibility="partners")

    assert readers(cast, original) == OWNERS | {"party"}


def test_a_removed_document_is_nobodys(cast):
    document = make_document(cast.record, visibility="public")
    remove_document(document=document, by=None)

    assert readers(cast, document) == set()


def test_a_replaced_public_version_is_the_parties_own(cast):
    first = make_document(cast.record, visibility="public")
    make_document(cast.record, visibility="public", replaces=first)

    assert downloaders(cast, first) == PARTIES
    assert cast.who(lambda user: first in visible_documents(user, cast.record)) == set()


@pytest.mark.parametrize("name", ["partner", "outsider", "anonymous"])
def test_documents_of_many_records_take_one_query(cast, name, django_assert_num_queries):
    user = cast.people[name]
    list(documents_visible_to(user))  # roles are read once for each request
    make_document(cast.record, visibility="public")
    with django_assert_num_queries(1):
        assert len(documents_visible_to(user)) == 1
    for _ in range(3):
        make_document(make_agreement(cast.alliance).record, visibility="public")
    with django_assert_num_queries(1):
        assert len(documents_visible_to(user)) == 4
