"""What was sent from a page is remembered a few minutes, so that the same press is carried out once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spine", "0006_held_forms")]
    operations = [
        migrations.CreateModel(
            name="Press",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("made", models.CharField(blank=True, max_length=100)),
                ("made_key", models.CharField(blank=True, max_length=40)),
            ],
        )
    ]
