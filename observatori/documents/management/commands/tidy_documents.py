from django.core.management import BaseCommand, CommandError

from observatori.documents.storage import reap_orphans, rows_without_file


class Command(BaseCommand):
    help = "Esborra els fitxers que no són de cap document i diu quins documents han perdut el seu."

    def handle(self, **options):
        self.stdout.write(f"S’han esborrat {len(reap_orphans())} fitxers que no eren de cap document.")
        if lost := rows_without_file():
            raise CommandError("Falten aquests fitxers: " + ", ".join(lost))
