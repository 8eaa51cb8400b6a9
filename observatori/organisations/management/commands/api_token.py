"""`manage.py api_token EMAIL --scopes read,write`: a key of the API for a person, printed alone."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from observatori.organisations.models import Organisation, User
from observatori.organisations.tokens import issue_token

NOTHING_DONE = 2


class Command(BaseCommand):
    help = "Crea una clau de l’API per a una persona i l’escriu: no es podrà tornar a veure."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--scopes", required=True, help="permisos separats per comes: read,write")
        parser.add_argument("--organisation", metavar="SLUG", help="entitat en nom de la qual s’escriu")
        parser.add_argument("--days", type=int, help="dies que val; sense dir-ho, no caduca")

    def handle(self, *, email, scopes, organisation, days, **options):
        user = _one(User.objects.filter(email__iexact=email), f"No hi ha cap persona amb l’adreça «{email}».")
        if organisation:
            found = Organisation.objects.active().filter(slug=organisation)
            organisation = _one(found, f"No hi ha cap entitat amb l’adreça «{organisation}».")
        try:
            _, secret = issue_token(
                user=user, scopes=scopes.split(","), organisation=organisation or None, days=days
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=NOTHING_DONE) from error
        self.stdout.write(secret)


def _one(rows, sentence):
    if row := rows.first():
        return row
    raise CommandError(sentence, returncode=NOTHING_DONE)
