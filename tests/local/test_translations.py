"""Catalogues compiled without gettext."""

import gettext
import os

import pytest
from django.core.management import call_command

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Aliança"
msgstr "Alliance"

msgctxt "alt. month"
msgid "April"
msgstr "d’abril"

msgid "%d entitat"
msgid_plural "%d entitats"
msgstr[0] "%d organisation"
msgstr[1] "%d organisations"

#, fuzzy
msgid "Conveni"
msgstr "Convenience"
"""


@pytest.fixture
def catalogue(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE)
    return source


def compiled(source):
    call_command("compile_translations", verbosity=0)
    return source.with_suffix(".mo")


def test_plain_contextual_and_plural_messages_are_compiled_and_fuzzy_ones_left_out(catalogue):
    with compiled(catalogue).open("rb") as file:
        messages = gettext.GNUTranslations(file)
    assert messages.gettext("Aliança") == "Alliance"
    assert messages.pgettext("alt. month", "April") == "d’abril"
    assert [messages.ngettext("%d entitat", "%d entitats", n) for n in (1, 2)] == [
        "%d organisation",
        "%d organisations",
    ]
    assert messages.gettext("Conveni") == "Conveni"


def test_only_a_changed_catalogue_is_compiled_again(catalogue):
    target = compiled(catalogue)
    target.write_bytes(b"as it was")
    compiled(catalogue)
    assert target.read_bytes() == b"as it was"
    later = target.stat().st_mtime + 1
    os.utime(catalogue, (later, later))
    assert compiled(catalogue).read_bytes() != b"as it was"


def test_nothing_else_is_left_in_the_folder(catalogue):
    compiled(catalogue)
    assert {path.name for path in catalogue.parent.iterdir()} == {"django.po", "django.mo"}
