"""When anybody could first read a record: what has an entry, since its entry was made; what had one until it was
withdrawn, archived or merged, since its last version.
"""

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery

DOCUMENT = "published_revision__document__visibility"
FOR_PUBLIC = Q(**{DOCUMENT: "public"}) | Q(**{f"{DOCUMENT}__isnull": True})
ENDED = Q(withdrawn=True) | Q(state="archived") | Q(merged_into__isnull=False)


def fill(apps, schema_editor):
    records = apps.get_model("publishing", "Record").objects
    entries = apps.get_model("publishing", "SearchEntry").objects.filter(record=OuterRef("pk"))
    revisions = apps.get_model("publishing", "Revision").objects.filter(pk=OuterRef("published_revision"))
    records.filter(search_entry__isnull=False).update(public_since=Subquery(entries.values("published_at")[:1]))
    ended = records.filter(
        FOR_PUBLIC, ENDED, visibility="public", published_revision__isnull=False, public_since=None
    )
    ended.update(public_since=Subquery(revisions.values("at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_drafts_go_by_their_code")]

    operations = [
        migrations.AddField("record", "public_since", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
