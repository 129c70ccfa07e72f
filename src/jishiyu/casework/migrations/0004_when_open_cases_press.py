"""Cases that are open already are urged from now on too: by the common table, from the rung their time has come to."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

FIRST_RUNG = 75  # percent of the promise to resolve
CHUNK = 500


def carry(apps, schema_editor):
    Case, Promise = apps.get_model("casework", "Case"), apps.get_model("casework", "Promise")
    starts = Promise.objects.filter(case=OuterRef("pk"), what="resolve").values("starts_at")[:1]
    open_ones = Case.objects.filter(state__in=["received", "dispatched", "handling"], due_at__isnull=False)
    chunk = []
    for case in open_ones.annotate(starts_at=Subquery(starts)).iterator(chunk_size=CHUNK):
        if case.starts_at is not None:
            case.next_step_at = case.starts_at + (case.due_at - case.starts_at) * FIRST_RUNG / 100
            chunk.append(case)
        if len(chunk) == CHUNK:
            Case.objects.bulk_update(chunk, ["next_step_at"])
            chunk = []
    Case.objects.bulk_update(chunk, ["next_step_at"])


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_dates_of_cases_that_are_there")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
