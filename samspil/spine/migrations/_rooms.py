"""What the databases themselves refuse about the care room (docs/decisions/0018): put up by 0015, and by whoever remakes spine_node.

SQLite makes a table anew to change it, which drops the table's own triggers, and refuses while another table's trigger names it. So
a migration that alters one of these tables begins with `take_down` and ends with `put_up`; tests/spine/test_care.py sees that all stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Guard(NamedTuple):
    """Refuses a new row of a table, or a change of some of its columns, when the condition is true. `on` may be one deed alone."""

    name: str
    table: str
    columns: str
    refuses: str
    on: tuple[str, ...] = ("INSERT", "UPDATE")


def _is_of_thread(key: str) -> str:
    return f"EXISTS (SELECT 1 FROM spine_node WHERE id = {key} AND room = 'thread')"


GUARDS = (
    # A room and whose it is are for good, so that nothing that was judged by them turns into something else afterwards.
    Guard(
        "spine_node_stays",
        "spine_node",
        "room, subject_id",
        "OLD.room <> NEW.room OR (OLD.subject_id IS NOT NULL AND (NEW.subject_id IS NULL OR OLD.subject_id <> NEW.subject_id))",
        ("UPDATE",),
    ),
    # REPLACE deletes the old row without firing UPDATE triggers (SQLite documentation, "REPLACE").
    Guard(
        "spine_node_taken",
        "spine_node",
        "",
        "EXISTS (SELECT 1 FROM spine_node WHERE id = NEW.id AND room <> NEW.room)",
        ("INSERT",),
    ),
    # Both ends must be seen to lie on the thread: one that is not there yet may turn out to be of care.
    Guard(
        "spine_link_of_thread",
        "spine_link",
        "earlier_id, later_id",
        f"NOT {_is_of_thread('NEW.earlier_id')} OR NOT {_is_of_thread('NEW.later_id')}",
    ),
    Guard("spine_search_of_thread", "spine_searchentry", "node_id", f"NOT {_is_of_thread('NEW.node_id')}"),
    *(
        Guard(
            f"{table}_in_its_room",
            table,
            "node_id, room, subject_id",
            "NOT EXISTS (SELECT 1 FROM spine_node WHERE id = NEW.node_id AND room = NEW.room "
            "AND (room = 'thread' OR subject_id = NEW.subject_id))",
        )
        for table in ("spine_text", "spine_storedfile")
    ),
    Guard(
        "spine_version_of_care_sealed",
        "spine_textversion",
        "body, reason, text_id",
        "(NEW.body <> '' OR NEW.reason <> '') "
        "AND EXISTS (SELECT 1 FROM spine_text WHERE id = NEW.text_id AND room = 'care')",
    ),
    # A passage of care is quoted by its own record alone, and a care record quotes nothing else.
    Guard(
        "spine_quote_in_its_record",
        "spine_quote",
        "node_id, version_id",
        "EXISTS (SELECT 1 FROM spine_textversion JOIN spine_text ON spine_text.id = spine_textversion.text_id "
        "JOIN spine_node ON spine_node.id = NEW.node_id WHERE spine_textversion.id = NEW.version_id "
        "AND (spine_node.room = 'care' OR spine_text.room = 'care') AND spine_text.node_id <> spine_node.id)",
    ),
    Guard(
        "spine_duty_in_its_room",
        "spine_duty",
        "node_id, fulfilled_by_id",
        "EXISTS (SELECT 1 FROM spine_node WHERE id = NEW.fulfilled_by_id AND room = 'care') "
        f"AND {_is_of_thread('NEW.node_id')}",
    ),
    # Where and how a gathering of care is said in words, and who is there by name, stands in the record's sealed texts.
    Guard(
        "spine_gathering_of_care_bare",
        "spine_gathering",
        "node_id, place, time_text",
        "(NEW.place <> '' OR NEW.time_text <> '') "
        "AND EXISTS (SELECT 1 FROM spine_node WHERE id = NEW.node_id AND room = 'care')",
    ),
    Guard(
        "spine_invitation_of_care_bare",
        "spine_invitation",
        "gathering_id, name, note",
        "(NEW.name <> '' OR NEW.note <> '') "
        "AND EXISTS (SELECT 1 FROM spine_node WHERE id = NEW.gathering_id AND room = 'care')",
    ),
    Guard(
        "spine_message_of_care_bare",
        "spine_message",
        "node_id, calendar",
        "NEW.calendar <> '' AND EXISTS (SELECT 1 FROM spine_node WHERE id = NEW.node_id AND room = 'care')",
    ),
)


def names(vendor: str) -> set[str]:
    """Return the names of the triggers that stand when all guards are up."""
    if vendor != "sqlite":
        return {guard.name for guard in GUARDS}
    return {f"{guard.name}_{deed.lower()}" for guard in GUARDS for deed in guard.on}


def sqlite() -> Iterator[str]:
    """Give the statements that put all guards up on SQLite."""
    for guard in GUARDS:
        for deed in guard.on:
            of = f" OF {guard.columns}" if deed == "UPDATE" else ""
            yield (
                f"CREATE TRIGGER {guard.name}_{deed.lower()} BEFORE {deed}{of} ON {guard.table} "
                f"WHEN {guard.refuses} BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
            )


def postgres() -> Iterator[str]:
    """Give the statements that put all guards up on PostgreSQL, a function and a trigger each."""
    for guard in GUARDS:
        deeds = " OR ".join(
            f"UPDATE OF {guard.columns}" if deed == "UPDATE" and guard.columns else deed for deed in guard.on
        )
        yield (
            f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {guard.refuses} THEN "
            f"RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {deeds} ON {guard.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
        )


def put_up(apps, schema_editor):
    """Put every guard up."""
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgres():
        schema_editor.execute(statement, params=None)


def take_down(apps, schema_editor):
    """Take every guard down, those that a remade table has lost already too."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for guard in GUARDS:
        if is_sqlite:
            for deed in guard.on:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {guard.name}_{deed.lower()}", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}", params=None)
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {guard.name}()", params=None)
