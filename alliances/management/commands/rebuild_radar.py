from django.core.management import BaseCommand, CommandError

from alliances.radar.keeping import keep_all_milestones


class Command(BaseCommand):
    help = "Refà el radar de venciments a partir dels convenis; amb --check, només diu quins no hi són bé."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="no canvia res; acaba amb error si cal refer-ne"
        )

    def handle(self, *, check=False, **options):
        wrong = keep_all_milestones(write=not check)
        if check and wrong:
            raise CommandError("Cal refer el radar d’aquests convenis: " + ", ".join(wrong))
        self.stdout.write(
            "El radar està al dia." if not wrong else f"S’ha refet el radar de {len(wrong)} convenis."
        )
