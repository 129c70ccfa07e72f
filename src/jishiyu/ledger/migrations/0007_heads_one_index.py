"""Heads are found by their whole subject only: the second index Django gives a text key on PostgreSQL goes away."""

from django.db import migrations

DROP = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT indexname FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename = 'ledger_head' AND indexname LIKE '%\\_like'
  LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
END $$
"""


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_squashed_0006")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
