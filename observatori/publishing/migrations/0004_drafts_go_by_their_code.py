"""A draft’s address tells nothing of names: until it is published it is its code."""

from django.db import migrations
from django.db.models.functions import Lower


def name_drafts_by_code(apps, schema_editor):
    records = apps.get_model("publishing", "Record").objects
    drafts = records.filter(published_revision=None, deleted_at=None).exclude(kind="agreement")
    drafts.update(slug=Lower("code"))


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_suggestions_by_name")]

    operations = [migrations.RunPython(name_drafts_by_code, migrations.RunPython.noop)]
