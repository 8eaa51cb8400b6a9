"""What the libraries say to people, in Catalan and Spanish: read from their own source, said in our catalogues."""

import ast
import importlib.util
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.trans_real import DjangoTranslation

from observatori.management.commands.check_translations import faults_of

# What can never reach a person, by the beginning of its path.
SILENT = {
    "django": {
        "conf": "names of languages: ours are in the settings",
        "contrib/admin": "not installed",
        "contrib/flatpages": "not installed",
        "contrib/gis": "not installed",
        "contrib/humanize": "not installed",
        "contrib/redirects": "not installed",
        "contrib/sites/": "not installed",
        "core/management": "the programmer’s",
        "views/csrf.py": "a page of its own, errors/403.html",
        "views/static.py": "never serves: whitenoise does",
    },
    "rest_framework": {
        "authtoken": "not installed",
        "schemas": "drf-spectacular writes the schema",
    },
    "django_filters": {},
    "allauth": {
        "headless": "not installed",
        "idp": "not installed",
        "socialaccount": "not installed",
    },
    "drf_spectacular": {},
    "django_htmx": {},
    "pgtrigger": {},
    "whitenoise": {},
}
# The same word in that language, or no word at all.
EVERYWHERE = {"%(truncated_text)s…", "%(size)d byte", "%s GB", "%s KB", "%s MB", "%s PB", "%s TB", ", ", ":"}
EVERYWHERE |= {":?.!", "AM", "PM", "a.m.", "p.m.", "IPv4", "IPv6", "MFA", "No", "URL", "WebAuthn", "hash"}
EVERYWHERE |= {"Feb."}
SAME = {
    "ca": EVERYWHERE | {"Nov.", "Oct.", "Sessions", "Text", "sessions"},
    "es": EVERYWHERE | {"Error", "feb", "jul", "jun", "mar", "may", "nov", "oct", "sep"},
}
FUNCTIONS = {"_"} | {
    f"{kind}gettext{lazy}" for kind in ("", "n", "p", "np") for lazy in ("", "_lazy")
} | {"gettext_noop"}  # fmt: skip


def home_of(package):
    return Path(importlib.util.find_spec(package).submodule_search_locations[0])


@cache
def messages_of(package):
    """The keys under which a catalogue holds what a package says where people can hear it."""
    home, silent = home_of(package), tuple(SILENT[package])
    return {
        message
        for path in home.rglob("*.py")
        if not path.relative_to(home).as_posix().startswith(silent)
        for message in said_in(path.read_text())
    }


def said_in(code):
    if "gettext" not in code:
        return
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and (name := name_of(node.func)) in FUNCTIONS:
            texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
            if texts and all(isinstance(text, str) and text for text in texts):
                yield "\x04".join(texts[:2]) if "pgettext" in name else texts[0]


def name_of(function):
    return getattr(function, "id", getattr(function, "attr", ""))


def catalogues_of(language):
    """What is said in that language itself, without the one that Django falls back to."""
    translation = DjangoTranslation(language)
    while translation is not None:
        yield from getattr(translation._catalog, "_catalogs", [translation._catalog])
        translation = translation._fallback
        if isinstance(translation, DjangoTranslation):
            return


@pytest.mark.parametrize("language", ["ca", "es"])
@pytest.mark.parametrize("package", SILENT)
def test_a_library_speaks_the_language_of_the_page(package, language):
    catalogues = list(catalogues_of(language))

    def said(message):
        found = (one.get(key) for one in catalogues for key in (message, (message, 0)) if key in one)
        return next(found, "")

    unsaid = {one for one in messages_of(package) if said(one) in ("", one)}

    assert unsaid - SAME[language] == set()


def test_the_libraries_say_something_at_all():
    """Guards the reading itself: a new layout of a package would leave nothing to look for."""
    assert {package for package in SILENT if messages_of(package)} == {
        "django",
        "rest_framework",
        "django_filters",
        "allauth",
        "drf_spectacular",
    }


@pytest.mark.parametrize("package", SILENT)
def test_what_is_silent_is_still_there(package):
    home = home_of(package)
    paths = [path.relative_to(home).as_posix() for path in home.rglob("*.py")]

    assert [start for start in SILENT[package] if not any(one.startswith(start) for one in paths)] == []


@pytest.mark.parametrize("language", ["ca", "es"])
def test_what_we_say_for_the_libraries_is_whole_and_still_said(language):
    path = Path(settings.LOCALE_PATHS[1], language, "LC_MESSAGES", "django.po")
    catalogue = polib.pofile(str(path))
    said = {message for package in SILENT for message in messages_of(package)}

    assert faults_of(language, catalogue) == []
    assert [entry.msgid for entry in catalogue if entry.msgid not in said] == []
