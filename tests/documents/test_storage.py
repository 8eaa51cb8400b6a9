import os
import time

import pytest
from django.core.management import CommandError, call_command

from observatori.documents.rules import remove_document
from tests.documents.making import make_document

TWO_DAYS = 2 * 24 * 3600


def test_only_old_files_of_nobody_are_deleted(cast, media, capsys):
    document = make_document(cast.record)
    for name, age in (("old", TWO_DAYS), ("young", 0)):
        orphan = media / "documents" / name
        orphan.write_bytes(b"x")
        os.utime(orphan, (time.time() - age,) * 2)
    os.utime(document.file.path, (time.time() - TWO_DAYS,) * 2)
    call_command("tidy_documents")

    assert {path.name for path in (media / "documents").iterdir()} == {"young", str(document.public_id)}
    assert "1 fitxers" in capsys.readouterr().out


def test_a_document_that_lost_its_file_is_told(cast, media):
    document = make_document(cast.record)
    os.remove(document.file.path)

    with pytest.raises(CommandError, match=str(document.public_id)):
        call_command("tidy_documents")


def test_a_removed_document_misses_no_file(cast, media, django_capture_on_commit_callbacks):
    document = make_document(cast.record)
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document=document, by=None)

    call_command("tidy_documents")
    assert list((media / "documents").iterdir()) == []


@pytest.mark.django_db
def test_a_place_without_documents_is_in_order():
    call_command("tidy_documents")
