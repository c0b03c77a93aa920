"""What is wrong with the machine is found under the error that hides it, and a fault of our own is never called one."""

from __future__ import annotations

import errno
import sqlite3

import django.db
import psycopg
import pytest

from samspil.paper import faults
from samspil.paper.faults import Fault

ECHO = "cannot rollback - no transaction is active"


def hidden(first: Exception, *echoes: Exception) -> Exception:
    """An error as it is met: each further one raised while the one before was being handled."""
    error = first
    for echo in echoes:
        echo.__context__ = error
        error = echo
    return error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (sqlite3.OperationalError("database or disk is full"), Fault.FULL),
        (
            hidden(
                sqlite3.OperationalError("database or disk is full"),
                sqlite3.OperationalError(ECHO),
                django.db.OperationalError(ECHO),
            ),
            Fault.FULL,
        ),
        (OSError(errno.ENOSPC, "No space left on device"), Fault.FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), Fault.FULL),
        (psycopg.errors.DiskFull("could not extend file"), Fault.FULL),
        (OSError(errno.EROFS, "Read-only file system"), Fault.READ_ONLY),
        (sqlite3.OperationalError("attempt to write a readonly database"), Fault.READ_ONLY),
        (sqlite3.OperationalError("database is locked"), Fault.BUSY),
        (psycopg.errors.DeadlockDetected("deadlock detected"), Fault.BUSY),
        (psycopg.errors.AdminShutdown("terminating connection"), Fault.GONE),
        (psycopg.OperationalError("connection failed: Connection refused"), Fault.GONE),
        (
            hidden(
                psycopg.OperationalError("consuming input failed"),
                django.db.InterfaceError("connection already closed"),
            ),
            Fault.GONE,
        ),
        (sqlite3.OperationalError("unable to open database file"), Fault.GONE),
        (sqlite3.OperationalError("no such table: voices"), None),
        (psycopg.errors.UndefinedTable("relation does not exist"), None),
        (django.db.IntegrityError("UNIQUE constraint failed"), None),
        (ConnectionRefusedError(errno.ECONNREFUSED, "the mail server"), None),
        (FileNotFoundError(errno.ENOENT, "no such file"), None),
        (ValueError("database or disk is full"), None),
    ],
    ids=str,
)
def test_the_first_fault_counts(error: Exception, fault: Fault | None) -> None:
    assert faults.of(error) == fault
    assert bool(faults.sentence(error)) is (fault is not None)


def test_each_fault_has_its_words_for_readers_and_for_those_who_run_commands() -> None:
    assert faults.SENTENCES.keys() == faults.FOR_THE_RUNNER.keys() == set(Fault)
    assert faults.sentence(OSError(errno.ENOSPC, "")).startswith("Disken er fuld")
    assert faults.sentence(OSError(errno.ENOSPC, ""), for_the_runner=True).startswith("Disken er fuld")
