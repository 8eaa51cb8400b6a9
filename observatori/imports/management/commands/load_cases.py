"""The command that loads a folder of documented cases."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from observatori.imports.cases.load import load_cases
from observatori.imports.report import RefusedImport, Report


class Command(BaseCommand):
    help = "Carrega els casos documentats d’una carpeta (alliances.json i experiences.json)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="CARPETA", type=Path)
        parser.add_argument("--json", action="store_true", help="Escriu l’informe en JSON.")

    def handle(self, *, folder, **options):
        report = Report()
        try:
            load_cases(folder, report)
        except RefusedImport as refusal:
            report = Report(refused=[refusal.note])
        self.say(report, options["json"])
        if report.exit_code:
            sys.exit(report.exit_code)

    def say(self, report, as_json):
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(report.as_text())
