"""Search holds fewer parts of words, and real ones; PostgreSQL's vector holds no places, and each index of words is there once."""

from django.db import migrations, models

from samspil.spine import search, wording

CHUNK = 500
WITHOUT_PLACES, WITH_PLACES = "strip(to_tsvector('simple', stems))", "to_tsvector('simple', stems)"
VECTOR = [
    "DROP INDEX spine_search_index",
    "ALTER TABLE spine_searchentry DROP COLUMN vector",
    "ALTER TABLE spine_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS ({}) STORED",
    "CREATE INDEX spine_search_index ON spine_searchentry USING gin (vector)",
]


def keep_vector(schema_editor, made_by):
    if schema_editor.connection.vendor == "postgresql":
        for statement in VECTOR:
            schema_editor.execute(statement.format(made_by), params=None)


def without_places(apps, schema_editor):
    keep_vector(schema_editor, WITHOUT_PLACES)


def with_places(apps, schema_editor):
    keep_vector(schema_editor, WITH_PLACES)


REBUILD = "INSERT INTO spine_search_index(spine_search_index) VALUES ('rebuild')"


def index_anew(apps, schema_editor):
    """Write what each entry is found by, and the words that a slip may be led to; the index of each database follows."""
    entries, kept = apps.get_model("spine", "SearchEntry").objects, apps.get_model("spine", "SearchWord").objects
    kept.all().delete()
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
    # What was taken out lies in the index until it is made anew: else it grows by what it should shrink by.
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(REBUILD, params=None)


class Migration(migrations.Migration):
    dependencies = [("spine", "0018_search_words")]
    operations = [
        migrations.RunPython(without_places, with_places),
        *(
            migrations.AlterField("searchword", name, field)
            for name, field in (
                ("word", models.CharField(max_length=40)),
                ("head", models.CharField(help_text="De første bogstaver.", max_length=2)),
                ("tail", models.CharField(help_text="De sidste bogstaver.", max_length=2)),
            )
        ),
        migrations.AddIndex("searchword", models.Index(fields=["word"], name="search_word")),
        migrations.AddIndex("searchword", models.Index(fields=["head"], name="search_word_head")),
        migrations.AddIndex("searchword", models.Index(fields=["tail"], name="search_word_tail")),
        migrations.RunPython(index_anew, migrations.RunPython.noop),
    ]
