"""A head for every subject that has entries; from now on it moves with them and never back."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Max, OuterRef, Subquery

from jishiyu.ledger.seals import seal_of_head

SQLITE = [
    """CREATE TRIGGER ledger_head_no_way_back BEFORE UPDATE ON ledger_head
       WHEN NEW.version < OLD.version OR NEW.subject <> OLD.subject
       BEGIN SELECT RAISE(ABORT, 'a head of the ledger never goes back'); END""",
    """CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
       BEGIN SELECT RAISE(ABORT, 'a head of the ledger never goes back'); END""",
]
SQLITE_BACK = ["DROP TRIGGER ledger_head_no_way_back", "DROP TRIGGER ledger_head_no_delete"]

POSTGRESQL = [
    "ALTER TABLE ledger_head SET (fillfactor = 80)",  # updated by every act: room for it on the same page
    """CREATE FUNCTION ledger_head_no_way_back() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a head of the ledger never goes back'; END $$""",
    """CREATE TRIGGER ledger_head_no_way_back BEFORE UPDATE ON ledger_head FOR EACH ROW
       WHEN (NEW.version < OLD.version OR NEW.subject <> OLD.subject)
       EXECUTE FUNCTION ledger_head_no_way_back()""",
    """CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
       FOR EACH ROW EXECUTE FUNCTION ledger_head_no_way_back()""",
    """CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_head_no_way_back()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER ledger_head_no_way_back ON ledger_head",
    "DROP TRIGGER ledger_head_no_delete ON ledger_head",
    "DROP TRIGGER ledger_head_no_truncate ON ledger_head",
    "DROP FUNCTION ledger_head_no_way_back()",
]


def fill(apps, schema_editor):
    Entry, Head = apps.get_model("ledger", "Entry"), apps.get_model("ledger", "Head")
    newest = Entry.objects.filter(subject=OuterRef("subject")).values("subject").annotate(n=Max("version")).values("n")
    tips = Entry.objects.annotate(newest=Subquery(newest)).filter(version=F("newest"))
    key, algorithm, made = settings.JISHIYU_LEDGER_KEY, settings.JISHIYU_HASH, []
    for subject, version, tip in tips.values_list("subject", "version", "hash").iterator(chunk_size=2000):
        seal = seal_of_head(subject, version, tip, key=key, algorithm=algorithm)
        made.append(Head(subject=subject, version=version, hash=tip, seal=seal))
        if len(made) == 2000:
            Head.objects.bulk_create(made, batch_size=200)
            made = []
    Head.objects.bulk_create(made, batch_size=200)


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_work")]
    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("subject", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
