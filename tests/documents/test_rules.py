import hashlib
import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from pikepdf import Array, Dictionary, Name, String

from alliances.rules import AGREEMENT, ALLIANCE
from experiences.rules import EXPERIENCE
from observatori.documents import copies, rules, sandbox
from observatori.documents.access import documents_visible_to
from observatori.documents.models import Document
from observatori.documents.rules import add_document, change_document, remove_document
from observatori.publishing.editing import delete_draft
from observatori.publishing.kinds import actor_of
from tests.documents.files import make_pdf, with_an_author
from tests.documents.making import make_document, upload
from tests.making import make_agreement, make_alliance, make_experience

DNI = "amb DNI 12345678Z"


def files_in(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def refusal(field, **facts):
    """The code of the one error under `field`."""
    with pytest.raises(ValidationError) as refused:
        add_document(**facts)
    (error,) = refused.value.error_dict[field]
    assert set(refused.value.error_dict) == {field}
    return error.code


# --- Adding -----------------------------------------------------------------------------------------


def test_a_document_is_kept_with_its_digest_text_and_a_name_of_ours(cast, media):
    data = make_pdf("Clausula primera")
    document = make_document(
        cast.record, file=io.BytesIO(data), filename="../Conveni marc.PDF", title=" Conveni ", by=cast.editor
    )

    assert document.title == "Conveni"
    assert document.filename == "Conveni marc.pdf"
    assert (document.size, document.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert document.text == "Clausula primera"
    assert document.uploaded_by.user == cast.editor
    assert files_in(media) == [str(document.public_id)]
    assert document.file.read() == data
    document.file.close()


def test_only_who_may_write_the_record_adds_changes_and_removes(cast):
    document = make_document(cast.record)

    def may(verb):
        def allows(user):
            try:
                with transaction.atomic():
                    verb(user)
                    transaction.set_rollback(True)
            except PermissionDenied:
                return False
            return True

        return cast.who(allows)

    writers = {"owner admin", "owner editor", "curator"}
    assert may(lambda user: make_document(cast.record, by=user)) == writers
    assert may(lambda user: change_document(document=document, by=user, title="Nou")) == writers
    assert may(lambda user: remove_document(document=document, by=user)) == writers


@pytest.mark.parametrize(
    ("field", "code", "facts"),
    [
        ("file", "empty", {"file": io.BytesIO()}),
        ("file", "type", {"filename": "conveni.svg"}),
        ("title", "blank", {"title": "  "}),
        ("title", "max_length", {"title": "a" * 251}),
        ("kind", "invalid_choice", {"kind": "photo"}),
        ("visibility", "invalid_choice", {"visibility": "everybody"}),
        ("visibility", "signed_original", {"kind": "signed_original", "visibility": "public"}),
    ],
)
def test_what_is_refused_leaves_neither_row_nor_file(cast, media, field, code, facts):
    assert refusal(field, record=cast.record, by=cast.editor, **upload(**facts)) == code
    assert files_in(media) == []
    assert not Document.objects.exists()


def test_the_database_too_keeps_signed_originals_from_the_public(cast):
    document = make_document(cast.record, kind="signed_original")

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(visibility="public")


def test_no_file_stays_when_its_row_cannot_be_written(cast, media, monkeypatch):
    def fails(document, **options):
        assert files_in(media) == [str(document.public_id)]
        raise DatabaseError

    monkeypatch.setattr(Document, "save", fails)
    with pytest.raises(DatabaseError):
        make_document(cast.record)

    assert files_in(media) == []


def test_no_row_stays_when_its_file_cannot_be_written(cast, media):
    media.mkdir()
    (media / "documents").write_text("no folder")

    with pytest.raises(FileExistsError):
        make_document(cast.record)
    assert not Document.objects.exists()


def test_the_same_file_comes_in_once_for_each_record(cast):
    data = make_pdf("Conveni")
    make_document(cast.record, file=io.BytesIO(data))
    other = make_agreement(cast.alliance, record={"owner": cast.owner}).record

    assert refusal("file", record=cast.record, by=None, **upload(file=io.BytesIO(data))) == "repeated"
    assert make_document(other, file=io.BytesIO(data)).pk


def test_an_organisation_has_a_quota_over_all_its_records(cast, monkeypatch):
    first = make_document(make_agreement(cast.alliance, record={"owner": cast.owner}).record)
    monkeypatch.setattr(rules, "QUOTA_MEGABYTES", (first.size + 100) / rules.MEGABYTE)

    assert refusal("file", record=cast.record, by=None, **upload()) == "quota"
    assert make_document(make_agreement(cast.alliance).record).pk
    remove_document(document=first, by=None)
    assert make_document(cast.record).pk


def test_too_large_is_told_apart_from_the_other_refusals(cast):
    def error_of(**facts):
        with pytest.raises(ValidationError) as refused:
            make_document(cast.record, **facts)
        return refused.value

    assert rules.is_too_large(error_of(file=io.BytesIO(bytes(20 * 1024 * 1024 + 1))))
    assert not rules.is_too_large(error_of(file=io.BytesIO()))
    assert not rules.is_too_large(error_of(title=""))


# --- Public copies ----------------------------------------------------------------------------------


def test_a_copy_with_identity_numbers_is_public_only_when_somebody_confirms(cast):
    copy = upload(DNI, kind="public_copy", visibility="public")

    assert refusal("visibility", record=cast.record, by=None, **copy) == "confirmation_needed"
    document = add_document(record=cast.record, by=None, confirmed=True, **copy)
    assert document.visibility == "public"
    assert document.findings[0]["sample"] == "***4567**"
    assert "12345678" not in str(document.findings)


def test_a_page_that_looks_like_signatures_needs_a_look_too(cast):
    file = io.BytesIO(make_pdf("Barcelona", pictures=2))

    assert (
        refusal("visibility", record=cast.record, by=None, **upload(file=file, visibility="public"))
        == "confirmation_needed"
    )


def test_a_clean_copy_is_public_at_once(cast):
    assert make_document(cast.record, kind="public_copy", visibility="public").findings == []


def test_making_a_document_public_later_asks_the_same(cast):
    document = make_document(cast.record, DNI)

    with pytest.raises(ValidationError) as refused:
        change_document(document=document, by=cast.editor, visibility="public")
    assert rules.needs_confirmation(refused.value)
    change_document(document=document, by=cast.editor, visibility="public", confirmed=True)
    document.refresh_from_db()
    assert document.visibility == "public"
    assert change_document(document=document, by=cast.editor, title="Nou").title == "Nou"


def test_a_public_document_does_not_become_the_signed_original(cast):
    document = make_document(cast.record, visibility="public")

    with pytest.raises(ValidationError) as refused:
        change_document(document=document, by=cast.editor, kind="signed_original")
    assert refused.value.error_dict["visibility"][0].code == "signed_original"


def _read(document):
    with document.file.open("rb") as file:
        return file.read()


def test_what_is_uploaded_for_everybody_stays_with_those_who_take_part_and_a_clean_copy_is_public(
    cast, media
):
    data = make_pdf("Clausula", change=with_an_author)
    copy = make_document(cast.record, file=io.BytesIO(data), kind="public_copy", visibility="public")

    original = copy.replaces
    assert (original.visibility, original.number, copy.visibility, copy.number) == (
        "partners",
        1,
        "public",
        2,
    )
    assert (original.sha256, _read(original)) == (hashlib.sha256(data).hexdigest(), data)
    assert b"Maria" in data
    assert b"Maria" not in _read(copy)
    assert (copy.size, copy.sha256) == (len(_read(copy)), hashlib.sha256(_read(copy)).hexdigest())
    assert (copy.title, copy.filename, copy.text) == (original.title, original.filename, "Clausula")
    assert (copy.taken_out, copy.findings, original.taken_out) == (["metadata"], [], [])
    assert cast.who(lambda user: documents_visible_to(user).filter(pk=copy.pk).exists()) == set(cast.people)
    readers = cast.who(lambda user: documents_visible_to(user).filter(pk=original.pk).exists())
    assert readers == set(cast.people) - {"anonymous", "outsider"}


def test_a_document_that_becomes_public_later_keeps_its_own_readers_and_kind(cast):
    file = io.BytesIO(make_pdf("Clausula", change=with_an_author))
    document = make_document(cast.record, file=file, kind="signed_original", visibility="organisation")

    copy = change_document(
        document=document, by=cast.editor, kind="public_copy", visibility="public", title="Nou"
    )

    document.refresh_from_db()
    assert (document.kind, document.visibility) == ("signed_original", "organisation")
    assert (copy.replaces, copy.kind, copy.visibility, copy.title) == (
        document,
        "public_copy",
        "public",
        "Nou",
    )
    assert copy.uploaded_by.user == cast.editor


def test_a_copy_that_was_cleaned_is_not_cleaned_again(cast):
    file = io.BytesIO(make_pdf("Clausula", change=with_an_author))
    copy = make_document(cast.record, file=file, visibility="public")
    change_document(document=copy, by=None, visibility="partners")

    again = change_document(document=copy, by=None, visibility="public")

    assert again.pk == copy.pk
    assert Document.objects.count() == 2


def test_a_file_that_cannot_be_cleaned_is_not_public(cast, monkeypatch):
    file = io.BytesIO(make_pdf("Clausula", change=with_an_author))
    monkeypatch.setattr(copies.cleaning, "SECONDS", 0)

    assert (
        refusal("visibility", record=cast.record, by=None, **upload(file=file, visibility="public"))
        == "not_cleaned"
    )
    assert not Document.objects.exists()


def _only_copies(data, run=sandbox.output):
    """A program that cleans nothing, and the others as they are."""
    cleaner = Path(copies.cleaning.__file__)
    return lambda program, *rest, **options: data if program == cleaner else run(program, *rest, **options)


def test_a_copy_that_still_says_what_had_to_go_is_not_public(cast, monkeypatch):
    data = make_pdf("Clausula", change=with_an_author)
    monkeypatch.setattr(copies.sandbox, "output", _only_copies(data))
    facts = upload(file=io.BytesIO(data), visibility="public")

    assert refusal("visibility", record=cast.record, by=None, **facts) == "not_cleaned"


def _signed(pdf):
    signature = pdf.make_indirect(Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3])))
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("a"), V=signature))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def test_who_confirmed_and_when_stays_with_what_became_public(cast):
    copy = upload(
        DNI, kind="public_copy", visibility="public", file=io.BytesIO(make_pdf(DNI, change=_signed))
    )
    assert refusal("visibility", record=cast.record, by=cast.editor, **copy) == "confirmation_needed"

    public = add_document(record=cast.record, by=cast.editor, confirmed=True, **copy)

    assert (public.confirmed_by.user, public.confirmed_at.date()) == (cast.editor, timezone.now().date())
    assert public.taken_out == ["electronic_signature"]
    assert (public.replaces.confirmed_by, public.replaces.confirmed_at) == (None, None)
    unasked = make_document(cast.record, visibility="public", by=cast.editor, confirmed=True)
    assert (unasked.confirmed_by, unasked.confirmed_at) == (None, None)


def test_nobody_confirmed_without_a_day(cast):
    document = make_document(cast.record)

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(confirmed_by=actor_of(cast.editor))


def test_both_files_of_a_cleaned_copy_count_and_both_go(cast, media, django_capture_on_commit_callbacks):
    file = io.BytesIO(make_pdf("Clausula", change=with_an_author))
    copy = make_document(cast.record, file=file, visibility="public")
    assert rules._taken(cast.record) == copy.size + copy.replaces.size

    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document=copy, by=None)
    assert files_in(media) == []


def test_what_somebody_replaced_meanwhile_is_not_changed(cast):
    first = make_document(cast.record)
    make_document(cast.record, replaces=first)

    with pytest.raises(ValidationError) as refused:
        change_document(document=first, by=None, title="Nou")
    assert refused.value.error_dict["file"][0].code == "replaced"


# --- Versions and removal ---------------------------------------------------------------------------


def test_a_new_version_takes_the_next_number_and_keeps_the_one_before(cast, media):
    first = make_document(cast.record)
    second = make_document(cast.record, replaces=first)
    third = make_document(cast.record, replaces=second)

    assert [document.number for document in (first, second, third)] == [1, 2, 3]
    assert list(Document.objects.current()) == [third]
    assert rules.earlier_versions(third) == [second, first]
    assert len(files_in(media)) == 3


def test_a_version_that_was_replaced_or_is_of_another_record_is_not_replaced(cast):
    first = make_document(cast.record)
    make_document(cast.record, replaces=first)
    elsewhere = make_document(make_agreement(cast.alliance).record)

    for document in (first, elsewhere):
        facts = upload(replaces=document)
        assert refusal("file", record=cast.record, by=None, **facts) == "replaced"


@pytest.mark.django_db(transaction=True)
def test_removing_deletes_every_file_and_keeps_the_rows_as_a_trace(cast, media):
    first = make_document(cast.record, DNI)
    second = make_document(cast.record, replaces=first)
    remove_document(document=second, by=cast.editor)

    assert files_in(media) == []
    for document in (first, second):
        document.refresh_from_db()
        assert document.removed_at
        assert document.sha256
        assert (document.file.name, document.text, document.findings) == ("", "", [])


@pytest.mark.django_db(transaction=True)
def test_no_file_is_deleted_when_the_removal_is_undone(cast, media):
    document = make_document(cast.record)

    with transaction.atomic():
        remove_document(document=document, by=None)
        transaction.set_rollback(True)
    assert files_in(media) == [str(document.public_id)]


DRAFTS = {
    "alliance": (ALLIANCE, lambda facts: make_alliance(published=False, **facts)),
    "agreement": (AGREEMENT, lambda facts: make_agreement(None, registered=False, record=facts)),
    "experience": (EXPERIENCE, lambda facts: make_experience(published=False, **facts)),
}


@pytest.mark.parametrize("kind", DRAFTS)
@pytest.mark.django_db(transaction=True)
def test_a_deleted_draft_keeps_no_file_no_text_and_no_quota(cast, media, kind):
    kind_rules, make = DRAFTS[kind]
    record = make({"owner": cast.owner}).record
    first = make_document(record, DNI)
    last = make_document(record, DNI + ".", replaces=first)
    original = make_document(record, kind="signed_original", visibility="organisation")

    delete_draft(record=record, rules=kind_rules, user=cast.editor)

    assert files_in(media) == []
    assert rules._taken(record) == 0
    for document in (first, last, original):
        document.refresh_from_db()
        assert document.removed_at
        assert (document.file.name, document.text, document.findings) == ("", "", [])


def test_nothing_is_added_to_a_draft_deleted_while_the_file_was_read(cast, media):
    record = make_agreement(None, registered=False, record={"owner": cast.owner}).record
    delete_draft(record=record, rules=AGREEMENT, user=cast.editor)

    with pytest.raises(PermissionDenied):
        make_document(record, by=cast.editor)
    assert files_in(media) == []
