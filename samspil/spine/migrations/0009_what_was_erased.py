"""The list of erasures holds enough to do them again: of which kind, and the ids of the subject's own records and files."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spine", "0008_how_duties_ended")]
    operations = [
        migrations.AddField("erasure", "kind", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.AddField("erasure", "details", models.JSONField(default=dict)),
        migrations.AlterField("erasure", "at", models.DateTimeField(default=django.utils.timezone.now)),
    ]
