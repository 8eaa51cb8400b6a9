import contextlib
import io
import re
import shutil
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

LANGUAGES = ("es", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif%]|\{\w*(?::\w+)?\}")
# «locale» too: makemessages would find the real catalogues by itself and rewrite them.
IGNORED = ["var", ".venv", "tests", "docs", "static", "locale", "locale_libraries"]


class Command(BaseCommand):
    help = "Falla si a un catàleg li falta un missatge, en té un de dubtós o no en conserva les variables."

    def handle(self, **options):
        if shutil.which("xgettext") is None:
            raise CommandError("Falta gettext: sudo apt-get install gettext")
        faults = [fault for language in LANGUAGES for fault in faults_of(language, extracted(language))]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("Els catàlegs són complets.")


def extracted(language: str) -> polib.POFile:
    """Return the catalogue of `language` as makemessages would leave it now, without touching it."""
    own = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, language, "LC_MESSAGES", "django.po")
        copy.parent.mkdir(parents=True)
        shutil.copy(own, copy)
        with override_settings(LOCALE_PATHS=[folder]), contextlib.redirect_stdout(io.StringIO()):
            call_command("makemessages", locale=[language], ignore_patterns=IGNORED, verbosity=0)
        return polib.pofile(str(copy))


def faults_of(language: str, catalogue: polib.POFile) -> list[str]:
    """Return a sentence for each message that is missing, doubtful, stale or loses a variable."""
    return [
        f"{language}: {reason}: «{entry.msgid}»"
        for entry in catalogue
        if (reason := _fault(entry, int(_plurals(catalogue))))
    ]


def _fault(entry, plurals):
    if entry.obsolete:
        return "ja no es fa servir"
    if entry.fuzzy:
        return "és dubtós"
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(texts) or (entry.msgid_plural and len(texts) != plurals):
        return "no té traducció"
    if any(_variables(text) - _variables(entry.msgid + entry.msgid_plural) for text in texts):
        return "té variables que l’original no té"
    if _variables(entry.msgid_plural or entry.msgid) - _variables(texts[-1]):
        return "li falten variables"
    return None


def _variables(text):
    return set(PLACEHOLDER.findall(text))


def _plurals(catalogue):
    return re.search(r"nplurals=(\d)", catalogue.metadata.get("Plural-Forms", "nplurals=2")).group(1)
