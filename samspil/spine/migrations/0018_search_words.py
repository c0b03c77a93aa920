"""Search that forgives: entries hold words, stems and parts of words, and each word is kept once for slips of the pen."""

from django.db import migrations, models

from samspil.spine import search, wording

CHUNK = 500


def index_anew(apps, schema_editor):
    """Write what each entry is found by; the triggers of SQLite's index and PostgreSQL's vector follow."""
    entries, kept = apps.get_model("spine", "SearchEntry").objects, apps.get_model("spine", "SearchWord").objects
    known = set()
    keys = list(entries.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        chunk = list(entries.filter(pk__in=keys[at : at + CHUNK]))
        for entry in chunk:
            entry.stems = " ".join(sorted(wording.tokens(entry.words)))
        entries.bulk_update(chunk, ["stems"])
        new = {word for entry in chunk for word in search.spelt(entry.stems)} - known
        known |= new
        kept.bulk_create(kept.model(word=word, head=word[:2], tail=word[-2:]) for word in sorted(new))


def stems_alone(apps, schema_editor):
    """Write the stems alone again."""
    entries = apps.get_model("spine", "SearchEntry").objects
    for entry in entries.all():
        entries.filter(pk=entry.pk).update(stems=" ".join(wording.stems(entry.words)))


class Migration(migrations.Migration):
    dependencies = [("spine", "0017_purposes_sealed")]
    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(db_index=True, max_length=40)),
                ("head", models.CharField(db_index=True, help_text="De første bogstaver.", max_length=2)),
                ("tail", models.CharField(db_index=True, help_text="De sidste bogstaver.", max_length=2)),
            ],
        ),
        # Words about the column alone: SQLite would make the table anew for them, and lose its triggers.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="searchentry",
                    name="stems",
                    field=models.TextField(
                        help_text="Det, de findes ved: ord, stammer og dele af ord (`wording.tokens`)."
                    ),
                )
            ]
        ),
        migrations.RunPython(index_anew, stems_alone),
    ]
