"""The command that fills a new database: vocabularies, lessons, cases and, on one machine, the example."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from observatori.imports.cases.load import load_cases
from observatori.imports.example import load_example
from observatori.imports.lessons import load_lessons
from observatori.imports.report import DONE_WITH_REFUSALS, NOTHING_DONE, RefusedImport, Report
from observatori.imports.sources import CASES
from observatori.imports.vocabularies import load_vocabularies
from observatori.publishing.models import Record


class Command(BaseCommand):
    help = "Carrega els vocabularis, els aprenentatges, els casos documentats i el cas d’exemple."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Si ja hi ha dades, només posa al dia els vocabularis i els aprenentatges.",
        )
        parser.add_argument(
            "--example", action="store_true", help="Carrega també el cas d’exemple en producció."
        )

    def handle(self, *, if_empty, example, verbosity, **options):
        cases = not (if_empty and Record.objects.exists())
        try:
            with transaction.atomic():
                reports = dict(load_everything(cases=cases, example=example or not settings.PRODUCTION))
        except RefusedImport as refusal:
            self.stderr.write(str(refusal.note))
            sys.exit(NOTHING_DONE)
        for title, report in reports.items():
            if verbosity:
                self.stdout.write(f"{title}: {report.summary()}")
            for note in report.refused:
                self.stderr.write(str(note))
        if any(report.refused for report in reports.values()):
            sys.exit(DONE_WITH_REFUSALS)


def load_everything(*, cases: bool, example: bool):
    """Load the data that comes with the project, without `cases` only its words; give the title and the report
    of each part.
    """
    parts = {_("Vocabularis"): load_vocabularies, _("Aprenentatges"): load_lessons}
    if cases:
        parts[_("Casos documentats")] = lambda report: load_cases(CASES, report)
    if cases and example:
        parts[_("Cas d’exemple")] = load_example
    for title, load in parts.items():
        report = Report()
        load(report)
        yield title, report
