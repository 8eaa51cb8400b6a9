"""The verbs with which a partner answers about its part in an alliance."""

from django.db import migrations, models

VERBS = [
    ("submitted", "s’ha tramès"),
    ("changes_requested", "s’han demanat canvis"),
    ("published", "s’ha publicat"),
    ("updated", "s’ha actualitzat"),
    ("withdrawn", "s’ha retirat"),
    ("archived", "s’ha arxivat"),
    ("merged", "s’ha fusionat"),
    ("agreement_signed", "s’ha registrat un conveni"),
    ("addendum_signed", "s’ha registrat una addenda"),
    ("partner_confirmed", "un soci ha confirmat la seva part"),
    ("partner_disputed", "un soci hi discrepa"),
    ("review_started", "se n’ha començat la revisió"),
    ("rejected", "s’ha rebutjat"),
    ("deleted", "se n’ha esborrat l’esborrany"),
    ("claimed", "una entitat se n’ha fet càrrec"),
    ("verified", "s’ha verificat"),
]


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_public_since")]

    operations = [
        migrations.AlterField("event", "verb", models.CharField(choices=VERBS, max_length=20)),
    ]
