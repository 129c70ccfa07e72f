"""Cases that are there already carry the date by which they were promised to be resolved, as the promise says it."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def carry(apps, schema_editor):
    Case, Promise = apps.get_model("casework", "Case"), apps.get_model("casework", "Promise")
    due = Promise.objects.filter(case=OuterRef("pk"), what="resolve").values("due_at")[:1]
    Case.objects.update(original_due_at=Subquery(due), due_at=Subquery(due))


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_in_full")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
