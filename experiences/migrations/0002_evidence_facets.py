from django.db import migrations

ADD = """
UPDATE publishing_searchentry entry
SET facets = entry.facets || ARRAY(
    SELECT (found ->> 'stance') || ':' || (found -> 'lesson' ->> 'code')
    FROM jsonb_array_elements(revision.document -> 'evidence') AS found
)
FROM publishing_record record
JOIN publishing_revision revision ON revision.id = record.published_revision_id
WHERE entry.record_id = record.id AND entry.type = 'experience'
"""


class Migration(migrations.Migration):
    """Lessons count what the published documents say of them: the entries name each stance."""

    dependencies = [("experiences", "0001_initial"), ("publishing", "0002_review_and_delivery")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
