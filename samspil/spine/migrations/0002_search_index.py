"""The full-text index beside the search entries: FTS5 on SQLite (really gone when deleted), GIN on PostgreSQL."""

from django.db import migrations

# An external-content FTS5 table is kept in step by triggers (SQLite documentation, FTS5 section 4.4.3).
# The entry's own integer key is the rowid, so VACUUM never moves it.
SQLITE = [
    "CREATE VIRTUAL TABLE spine_search_index USING fts5(stems, content='spine_searchentry', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER spine_search_added AFTER INSERT ON spine_searchentry BEGIN "
    "INSERT INTO spine_search_index(rowid, stems) VALUES (new.id, new.stems); END",
    "CREATE TRIGGER spine_search_removed AFTER DELETE ON spine_searchentry BEGIN "
    "INSERT INTO spine_search_index(spine_search_index, rowid, stems) VALUES ('delete', old.id, old.stems); END",
    "CREATE TRIGGER spine_search_changed AFTER UPDATE OF stems ON spine_searchentry BEGIN "
    "INSERT INTO spine_search_index(spine_search_index, rowid, stems) VALUES ('delete', old.id, old.stems); "
    "INSERT INTO spine_search_index(rowid, stems) VALUES (new.id, new.stems); END",
]
SQLITE_BACK = [
    "DROP TRIGGER spine_search_added",
    "DROP TRIGGER spine_search_removed",
    "DROP TRIGGER spine_search_changed",
    "DROP TABLE spine_search_index",
]
# FTS5 overwrites what is deleted from its index from SQLite 3.42 on; before that `samspil search rebuild` is needed.
SECURE_DELETE = "INSERT INTO spine_search_index(spine_search_index, rank) VALUES ('secure-delete', 1)"
POSTGRES = ["CREATE INDEX spine_search_index ON spine_searchentry USING gin (to_tsvector('simple', stems))"]
POSTGRES_BACK = ["DROP INDEX spine_search_index"]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement, params=None)
        if schema_editor.connection.Database.sqlite_version_info >= (3, 42):
            schema_editor.execute(SECURE_DELETE, params=None)
    else:
        for statement in POSTGRES:
            schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRES_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("spine", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
