"""Every file of the corpus is refused with a sentence or stored as something harmless, in little time and memory."""

import io
import os
import re
import sys
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from observatori.documents import cleaning, extraction, rules, sandbox
from observatori.documents.inspection import SENTENCES
from observatori.documents.models import Document
from tests.documents.hostile import CORPUS

MOST_MEMORY = 512 * 1024  # kB, as the system tells it
MOST_SECONDS = 5

# Stands between us and the child: what a child of ours took would count our own memory, which it begins with.
WITNESS = """#!{python}
import os, signal, sys
pid = os.fork()
if not pid:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
_pid, status, used = os.wait4(pid, 0)
with open({log!r}, "a") as log:
    print(used.ru_maxrss, file=log)
code = os.waitstatus_to_exitcode(status)
os._exit(code if code >= 0 else 128 - code)
"""


@pytest.fixture
def peaks(tmp_path, monkeypatch):
    """Return a function that gives the most memory, in kB, that each child took so far."""
    log, witness = tmp_path / "peaks", tmp_path / "witness"
    log.touch()
    witness.write_text(WITNESS.format(python=sys.executable, log=str(log)))
    witness.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(witness))
    return lambda: [int(line) for line in log.read_text().split()]


REFUSED_UNOPENED = {"empty", "type", "too_large", "disguised"}  # by the name, the size or the first bytes


def test_the_corpus_has_more_than_thirty_files():
    assert len(CORPUS) >= 30


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_is_refused_with_its_sentence_or_read_in_a_sandbox(name, peaks):
    make, filename, refusal = CORPUS[name]
    file = io.BytesIO(make())
    started = _worked()

    try:
        reading = rules.read(file, filename)
    except ValidationError as error:
        (found,) = error.error_dict["file"]
        assert (found.code, found.messages) == (refusal, [str(SENTENCES[refusal])])
    else:
        assert refusal is None
        assert "root:" not in reading.text
        assert len(reading.text) <= 1024 * 1024
    assert _worked() - started < MOST_SECONDS
    most = max(peaks(), default=0)
    assert most < MOST_MEMORY
    assert most or refusal in REFUSED_UNOPENED


def _worked():
    """Seconds of the processor spent here and in the children: the clock says how loaded the machine is."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def test_the_children_that_look_at_files_cannot_take_more_memory(tmp_path, peaks):
    """The limit holds for every file, those nobody thought of among them; the corpus is only the proof that it does."""
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        "kept = []\ntry:\n    while True:\n        kept.append(bytearray(b'x') * 2**20)\n"
        "except MemoryError:\n    print(len(kept))\n"
    )

    taken = sandbox.run(greedy, io.BytesIO())

    (peak,) = peaks()
    assert 200 * 1024 < taken * 1024 < peak < MOST_MEMORY


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [name for name, (_, _, refusal) in CORPUS.items() if refusal is None])
def test_what_comes_in_is_cleaned_in_a_sandbox_or_not_at_all(name, peaks):
    make, filename, _ = CORPUS[name]
    extension = filename.rpartition(".")[2]
    started = _worked()

    with suppress(sandbox.Unreadable):
        sandbox.output(Path(cleaning.__file__), io.BytesIO(make()), extension, seconds=cleaning.SECONDS)

    assert _worked() - started < MOST_SECONDS
    assert max(peaks()) < MOST_MEMORY


def test_the_children_that_look_at_files_cannot_take_more_time():
    assert cleaning.SECONDS < MOST_SECONDS
    assert sandbox.SECONDS + extraction.SECONDS <= MOST_SECONDS


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [name for name, (_, _, refusal) in CORPUS.items() if refusal is None])
def test_what_is_stored_of_it_is_only_ever_downloaded(cast, name):
    make, filename, _ = CORPUS[name]
    facts = {"title": "Conveni", "kind": "other", "visibility": "partners"}
    document = rules.add_document(
        record=cast.record, file=io.BytesIO(make()), filename=filename, by=None, **facts
    )
    client = Client()
    client.force_login(cast.editor)

    answer = client.get(reverse("documents:download", args=[document.public_id]))
    answer.close()

    assert answer.status_code == HTTPStatus.OK
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert document.file.name == f"documents/{document.public_id}"
    assert re.fullmatch(r"[^/\\\x00-\x1f<>\"\u202e]{1,250}", document.filename)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_refused_leaves_nothing_behind(cast, media):
    facts = {"title": "Conveni", "kind": "other", "visibility": "partners"}
    refused = [(make, filename) for make, filename, refusal in CORPUS.values() if refusal]
    for make, filename in refused[::4]:
        with pytest.raises(ValidationError):
            rules.add_document(
                record=cast.record, file=io.BytesIO(make()), filename=filename, by=None, **facts
            )

    assert not Document.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]
