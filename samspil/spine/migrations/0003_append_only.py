"""Rows that are never changed: the databases themselves refuse it, for the journal, its anchors and the access log."""

from django.db import migrations

# table: what is refused. The access log's old rows may be deleted when their time is up; nothing else may.
TABLES = {
    "spine_journalentry": ("UPDATE", "DELETE"),
    "spine_journalanchor": ("UPDATE", "DELETE"),
    "spine_accessentry": ("UPDATE",),
}
# REPLACE deletes the old row without firing DELETE triggers (SQLite documentation, "REPLACE"), so it is refused on its way in.
TAKEN = {
    "spine_journalentry": "id = NEW.id OR (chain = NEW.chain AND sequence = NEW.sequence)",
    "spine_journalanchor": "id = NEW.id",
    "spine_accessentry": "id = NEW.id",
}


def sqlite():
    for table, deeds in TABLES.items():
        for deed in deeds:
            yield (
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {TAKEN[table]}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def sqlite_back():
    for table, deeds in TABLES.items():
        for deed in (*deeds, "REPLACE"):
            yield f"DROP TRIGGER {table}_no_{deed.lower()}"


def postgres():
    yield (
        "CREATE FUNCTION spine_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table, deeds in TABLES.items():
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE {' OR '.join(deeds)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION spine_append_only()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION spine_append_only()"
        )


def postgres_back():
    for table in TABLES:
        yield f"DROP TRIGGER {table}_append_only ON {table}"
        yield f"DROP TRIGGER {table}_no_truncate ON {table}"
    yield "DROP FUNCTION spine_append_only()"


def forwards(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in sqlite_back() if schema_editor.connection.vendor == "sqlite" else postgres_back():
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("spine", "0002_search_index")]
    operations = [migrations.RunPython(forwards, backwards)]
