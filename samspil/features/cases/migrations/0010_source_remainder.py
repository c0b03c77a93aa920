"""What a source held beside what became records, kept for the secretary."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0009_drafts_for_few"),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceRemainder',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='remainder', serialize=False, to='cases.importedsource')),
                ('unplaced', models.TextField(blank=True, verbose_name='ikke placeret')),
                ('furniture', models.JSONField(default=list, verbose_name='sidens øvrige ord')),
            ],
        ),
    ]
