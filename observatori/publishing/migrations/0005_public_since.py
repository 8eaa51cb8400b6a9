"""When anybody could first read a record: what has an entry today, since its entry was made."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    entries = apps.get_model("publishing", "SearchEntry").objects.filter(record=OuterRef("pk"))
    records = apps.get_model("publishing", "Record").objects.filter(search_entry__isnull=False)
    records.update(public_since=Subquery(entries.values("published_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_drafts_go_by_their_code")]

    operations = [
        migrations.AddField("record", "public_since", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
