"""Lists in the order of their indexes: entries keyed by day, a stored vector on PostgreSQL, a body's nodes by date; dated people."""

from django.db import migrations, models
from django.utils import timezone

DATED = ("circle", "organisation", "person", "role")
KEY_BITS, UUID_BITS, CHUNK = 40, 128, 500
POSTGRES = [
    "DROP INDEX spine_search_index",
    "ALTER TABLE spine_searchentry ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', stems)) STORED",
    "CREATE INDEX spine_search_index ON spine_searchentry USING gin (vector)",
]
POSTGRES_BACK = [
    "DROP INDEX spine_search_index",
    "ALTER TABLE spine_searchentry DROP COLUMN vector",
    "CREATE INDEX spine_search_index ON spine_searchentry USING gin (to_tsvector('simple', stems))",
]


def keep_vector(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRES:
            schema_editor.execute(statement, params=None)


def forget_vector(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRES_BACK:
            schema_editor.execute(statement, params=None)


def key_by_day(apps, schema_editor):
    """Deleted and made anew, so that the triggers of SQLite's index follow."""
    entries = apps.get_model("spine", "SearchEntry").objects
    standing = list(entries.order_by("pk").values_list("pk", flat=True))
    taken = set(standing)
    for at in range(0, len(standing), CHUNK):
        chunk = list(entries.filter(pk__in=standing[at : at + CHUNK]).select_related("node"))
        entries.filter(pk__in=[entry.pk for entry in chunk]).delete()
        for entry in chunk:
            day = entry.node.occurred_on.toordinal() if entry.node.occurred_on else 0
            key = day << KEY_BITS | ((1 << KEY_BITS) - 1 - (entry.node_id.int >> UUID_BITS - KEY_BITS))
            while key in taken:
                key += 1
            taken.add(key)
            entry.pk = key
        entries.bulk_create(chunk)


class Migration(migrations.Migration):
    dependencies = [("spine", "0004_invitations_answered")]
    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="created_at",
                field=models.DateTimeField(auto_now_add=True, default=timezone.now, verbose_name="oprettet"),
                preserve_default=False,
            )
            for name in DATED
        ),
        *(
            migrations.AddField(
                model_name=name, name="modified_at", field=models.DateTimeField(auto_now=True, verbose_name="ændret")
            )
            for name in DATED
        ),
        migrations.RemoveIndex(model_name="node", name="node_within_kind"),
        migrations.AddIndex(
            model_name="node",
            index=models.Index(fields=["within", "kind", "-occurred_on", "id"], name="node_within_kind_date"),
        ),
        migrations.RunPython(keep_vector, forget_vector),
        migrations.RunPython(key_by_day, migrations.RunPython.noop),
    ]
