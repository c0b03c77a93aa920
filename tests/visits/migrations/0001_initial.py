"""The tables of the tests' own feature with care records."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("spine", "0015_care_room")]
    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "node",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="spine.node",
                    ),
                ),
                ("way", models.CharField(blank=True, max_length=60, verbose_name="hvordan")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="næste")),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="spine.node"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="kode")),
                ("on", models.DateField(verbose_name="dato")),
            ],
        ),
    ]
