"""Officers are found by their phone as subjects are, so that a rating from an officer's own phone can be seen."""

from django.db import migrations, models

from jishiyu.registry.people import phone_index, sealer


def index(apps, schema_editor):
    Officer = apps.get_model("registry", "Officer")
    for officer in Officer.objects.exclude(phone_sealed="").only("phone_sealed").iterator():
        Officer.objects.filter(pk=officer.pk).update(phone_index=phone_index(sealer().open(officer.phone_sealed)))


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_opening_hours")]
    operations = [
        migrations.AddField(
            model_name="officer",
            name="phone_index",
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
