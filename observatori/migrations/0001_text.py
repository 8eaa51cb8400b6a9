"""What every app stands on in the database: Catalan text search, and the sequences of the public codes."""

from pathlib import Path

from django.db import migrations

SEARCH_SQL = Path(__file__).resolve().parent.parent / "data" / "search.sql"
LETTERS = "acelod"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(SEARCH_SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        *(
            migrations.RunSQL(f"CREATE SEQUENCE code_{letter}", f"DROP SEQUENCE code_{letter}")
            for letter in LETTERS
        ),
    ]
