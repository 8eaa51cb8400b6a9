"""Compile the catalogues of translations without gettext, which a bare machine lacks."""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_catalogue(source: Path) -> bool:
    """Write the .mo beside the .po ``source``; False where it is already newer. Fuzzy entries stay out."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    aside = target.with_suffix(f".{os.getpid()}")  # who reads meanwhile finds a whole file, old or new
    polib.pofile(source).save_as_mofile(aside)
    aside.replace(target)
    return True


class Command(BaseCommand):
    help = "Compila els catàlegs de traduccions que han canviat."
    requires_system_checks = []

    def handle(self, *, verbosity, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).rglob("*.po")):
                if compile_catalogue(source) and verbosity:
                    self.stdout.write(f"{source.relative_to(folder)}")
