"""The key store: master keys as files, and every other key wrapped by one of them in an SQLite file of its own.

It lies outside the database. A key is durable here before anything sealed with it can be committed there.
"""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
import secrets as randomness
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from samspil.paper.refusal import Refused
from samspil.spine import lines

JOURNAL, LOOKUP, DEPOSIT = "journal", "lookup", "deposit"
USES = (JOURNAL, LOOKUP, DEPOSIT)
KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: a random nonce of 96 bits, for at most 2^32 messages under one key
SUBJECT_KEY_ID_BYTES = 8
PATIENCE = 20.0  # seconds to wait for another process that writes keys

_TABLES = """
CREATE TABLE master (id TEXT PRIMARY KEY, made_at TEXT NOT NULL, is_current INTEGER NOT NULL);
CREATE UNIQUE INDEX master_current ON master(is_current) WHERE is_current = 1;
CREATE TABLE ring (id TEXT PRIMARY KEY, use TEXT NOT NULL, made_at TEXT NOT NULL, is_current INTEGER NOT NULL,
    master TEXT NOT NULL REFERENCES master(id), wrapped BLOB NOT NULL);
CREATE UNIQUE INDEX ring_current ON ring(use) WHERE is_current = 1;
CREATE TABLE subject_key (subject TEXT PRIMARY KEY, id BLOB NOT NULL, made_at TEXT NOT NULL,
    master TEXT NOT NULL REFERENCES master(id), wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX subject_key_master ON subject_key(master);
"""
# In rollback mode EXTRA also makes the removal of the rollback journal durable: after a power cut no committed key is gone.
_PRAGMAS = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"


@dataclass(frozen=True)
class RingKey:
    """One key of the installation: for the journal, for look-ups, or for what phones seal. Only the current one makes anything new."""

    id: str
    use: str
    is_current: bool
    secret: bytes


@dataclass(frozen=True)
class SubjectKey:
    """One data subject's own key."""

    id: bytes
    secret: bytes


class KeyStore:
    """One connection to the store in a folder. Used by the thread that opened it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "keys.sqlite3"
        if not self.file.exists():
            _found(folder)
        # A connection of SQLite must not be carried over a fork.
        self._owner = os.getpid()
        # Restored from a backup, it is another file under the same name.
        self._identity = _identity(self.file)
        self._connection = sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)
        self._connection.executescript(_PRAGMAS)
        self._masters: dict[str, AESGCM] = {}
        self._ring: dict[str, RingKey] = {}
        self._seen = -1

    def is_still_at(self, folder: Path) -> bool:
        """Tell whether this is still the store of the folder, for this process: not replaced, not forked."""
        return folder == self.folder and os.getpid() == self._owner and _identity(self.file) == self._identity

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Change the store in one durable transaction, alone among all processes."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            # On a full disk SQLite has rolled back by itself, and a second word would hide the first error.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._seen = -1

    def ring(self) -> dict[str, RingKey]:
        """Return every key of the installation by its id, read again when another process changed the store."""
        # `data_version` moves only by what other connections write; what this one writes resets `_seen`.
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen:
            rows = self._connection.execute("SELECT id, use, is_current, master, wrapped FROM ring ORDER BY made_at")
            self._ring = {
                key: RingKey(key, use, bool(current), self._unwrap(master, wrapped, f"ring/{use}/{key}".encode()))
                for key, use, current, master, wrapped in rows.fetchall()
            }
            self._seen = version
        return self._ring

    def current(self, use: str) -> RingKey:
        """Return the key that makes what is new for a use. A store founded before there was such a use is given one."""
        found = self._current(use)
        if found is None:
            with self.writing() as connection:
                # Another process may have come first: it is asked again under the lock.
                if self._current(use) is None:
                    master = self.current_master()
                    _add_to_ring(connection, use, master, self._master(master))
            found = self._current(use)
            assert found is not None
        return found

    def _current(self, use: str) -> RingKey | None:
        return next((key for key in self.ring().values() if key.use == use and key.is_current), None)

    def add_subject(self, subject: UUID) -> None:
        """Give a data subject a key of its own. It is durable on return."""
        key = SubjectKey(os.urandom(SUBJECT_KEY_ID_BYTES), os.urandom(KEY_BYTES))
        with self.writing() as connection:
            master = self.current_master()
            # Bound to its place: a wrapped key that is moved to another's row does not open.
            wrapped = _wrap(self._master(master), key.secret, _subject_place(subject.hex, key.id))
            connection.execute(
                "INSERT INTO subject_key VALUES (?, ?, ?, ?, ?)", [subject.hex, key.id, _now(), master, wrapped]
            )

    def subject(self, subject: UUID) -> SubjectKey | None:
        """Return a data subject's key, or None when it has none (any more). Never remembered between calls."""
        row = self._connection.execute(
            "SELECT id, master, wrapped FROM subject_key WHERE subject = ?", [subject.hex]
        ).fetchone()
        if row is None:
            return None
        return SubjectKey(row[0], self._unwrap(row[1], row[2], _subject_place(subject.hex, row[0])))

    def destroy_subject(self, subject: UUID) -> bool:
        """Destroy a data subject's key, its bytes overwritten in the file. Tells whether there was one."""
        with self.writing() as connection:
            return connection.execute("DELETE FROM subject_key WHERE subject = ?", [subject.hex]).rowcount == 1

    def subjects(self) -> set[UUID]:
        """Return the data subjects that have a key."""
        return {UUID(row[0]) for row in self._connection.execute("SELECT subject FROM subject_key")}

    def current_master(self) -> str:
        """Return the id of the master key that wraps what is new."""
        return str(self._connection.execute("SELECT id FROM master WHERE is_current = 1").fetchone()[0])

    def masters(self) -> dict[str, int]:
        """Return every master key's id and how many keys it wraps, oldest first."""
        return dict(
            self._connection.execute(
                "SELECT id, (SELECT count(*) FROM ring WHERE master = master.id) + "
                "(SELECT count(*) FROM subject_key WHERE master = master.id) FROM master ORDER BY made_at, id"
            ).fetchall()
        )

    def change_master(self, new: str) -> None:
        """Let a new master key, already in its file, wrap what is new, with new keys for every use."""
        with self.writing() as connection:
            connection.execute("UPDATE master SET is_current = 0")
            connection.execute("UPDATE ring SET is_current = 0")
            connection.execute("INSERT INTO master VALUES (?, ?, 1)", [new, _now()])
            _fill_ring(connection, new, self._master(new))

    def rewrap(self, limit: int) -> int:
        """Wrap up to `limit` keys anew under the current master, in one transaction, and give how many."""
        with self.writing() as connection:
            master = self.current_master()
            ring = connection.execute(
                "SELECT id, use, master, wrapped FROM ring WHERE master <> ? LIMIT ?", [master, limit]
            ).fetchall()
            for key, use, old, wrapped in ring:
                place = f"ring/{use}/{key}".encode()
                fresh = _wrap(self._master(master), self._unwrap(old, wrapped, place), place)
                connection.execute("UPDATE ring SET master = ?, wrapped = ? WHERE id = ?", [master, fresh, key])
            subjects = connection.execute(
                "SELECT subject, id, master, wrapped FROM subject_key WHERE master <> ? LIMIT ?",
                [master, limit - len(ring)],
            ).fetchall()
            for subject, key, old, wrapped in subjects:
                place = _subject_place(subject, key)
                fresh = _wrap(self._master(master), self._unwrap(old, wrapped, place), place)
                connection.execute(
                    "UPDATE subject_key SET master = ?, wrapped = ? WHERE subject = ?", [master, fresh, subject]
                )

        return len(ring) + len(subjects)

    def destroy_master(self, old: str) -> None:
        """Destroy a master key that wraps nothing: first its file, then its row; resumed after a crash."""
        self._masters.pop(old, None)
        _remove_master(self.folder, old)
        with self.writing() as connection:
            connection.execute("DELETE FROM master WHERE id = ? AND is_current = 0", [old])

    def destroy_ring(self, key: str) -> None:
        """Destroy a key of the installation that is no longer current."""
        with self.writing() as connection:
            connection.execute("DELETE FROM ring WHERE id = ? AND is_current = 0", [key])

    def stray_masters(self) -> list[str]:
        """Return master key files that the store does not know: made by a rotation that was cut short."""
        files = {path.stem.removeprefix("master-") for path in self.folder.glob("master-*.key")}
        return sorted(files - self.masters().keys())

    def _unwrap(self, master: str, wrapped: bytes, place: bytes) -> bytes:
        try:
            return self._master(master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], place)
        except InvalidTag:
            raise Refused(
                f"En nøgle i {self.file} passer ikke til hovednøglen {master}. Gendan nøglemappen fra sikkerhedskopien."
            ) from None

    def _master(self, key: str) -> AESGCM:
        if key not in self._masters:
            self._masters[key] = AESGCM(_read_master(self.folder, key))
        return self._masters[key]


_here = threading.local()


def opened() -> KeyStore:
    """Return this thread's connection to the store in SAMSPIL_KEYS, made at first use.

    Refused when the store is missing although the database holds something sealed, or when others can read a master key.
    """
    folder = Path(settings.SAMSPIL_KEYS)
    held: KeyStore | None = getattr(_here, "store", None)
    if held is None or not held.is_still_at(folder):
        close()
        held = _here.store = KeyStore(folder)
    return held


def close() -> None:
    """Close this thread's connection, if it has one."""
    held: KeyStore | None = getattr(_here, "store", None)
    if held is not None:
        held.close()
        _here.store = None


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two processes never make or retire master keys at once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def make_master(folder: Path) -> str:
    """Make a master key in a file of its own, durable on return, and give its id."""
    name = _new_id("master")
    place = folder / f"master-{name}.key"
    # Readable by its owner alone from the first byte, and never over another.
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    line = os.urandom(KEY_BYTES).hex().encode() + b"\n"
    try:
        if os.write(descriptor, line) != len(line):
            raise OSError(errno.ENOSPC, f"{place}: nøglen blev ikke skrevet færdig")
        os.fsync(descriptor)
    except OSError:
        place.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)

    lines.sync_folder(folder)
    return name


def _found(folder: Path) -> None:
    """Make a new store, whole or not at all: it gets its name as the last thing."""
    with alone(folder):
        file = folder / "keys.sqlite3"
        if file.exists():
            return

        _check_nothing_is_sealed(folder)
        half = folder / "keys.half"
        half.unlink(missing_ok=True)
        # SQLite would play a journal that a crash left into the new file.
        Path(f"{half}-journal").unlink(missing_ok=True)
        master = make_master(folder)
        half.touch(mode=0o600)
        connection = sqlite3.connect(half, isolation_level=None)
        connection.executescript(_PRAGMAS)
        connection.executescript(f"BEGIN; {_TABLES}")
        connection.execute("INSERT INTO master VALUES (?, ?, 1)", [master, _now()])
        _fill_ring(connection, master, AESGCM(_read_master(folder, master)))
        connection.execute("COMMIT")
        connection.close()
        half.replace(file)
        lines.sync_folder(folder)


def _fill_ring(connection: sqlite3.Connection, master: str, cipher: AESGCM) -> None:
    for use in USES:
        _add_to_ring(connection, use, master, cipher)


def _add_to_ring(connection: sqlite3.Connection, use: str, master: str, cipher: AESGCM) -> None:
    key = _new_id(use)
    wrapped = _wrap(cipher, os.urandom(KEY_BYTES), f"ring/{use}/{key}".encode())
    connection.execute("INSERT INTO ring VALUES (?, ?, ?, 1, ?, ?)", [key, use, _now(), master, wrapped])


def _check_nothing_is_sealed(folder: Path) -> None:
    from samspil.spine.models import JournalEntry, Subject

    if Subject.objects.exists() or JournalEntry.objects.exclude(key_id="").exists():
        raise Refused(
            f"Der er ingen nøgler i {folder}, men databasen er forseglet med nøgler. "
            "Ret SAMSPIL_KEYS, eller gendan nøglemappen fra sikkerhedskopien."
        )


def _read_master(folder: Path, key: str) -> bytes:
    place = folder / f"master-{key}.key"
    try:
        descriptor = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        raise Refused(f"Hovednøglen {place} mangler. Gendan nøglemappen fra sikkerhedskopien.") from None
    with os.fdopen(descriptor) as file:
        # Asked of the open file, which nobody can exchange in between.
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise Refused(f"Andre end ejeren kan læse {place}. Skriv: chmod 600 {place}")
        secret = bytes.fromhex(file.read())
    if len(secret) != KEY_BYTES:
        raise Refused(f"Hovednøglen {place} er ikke hel. Gendan nøglemappen fra sikkerhedskopien.")
    return secret


def _remove_master(folder: Path, key: str) -> None:
    place = folder / f"master-{key}.key"
    if place.exists():
        # The bytes of a removed file stay on the disk until something takes their place.
        with place.open("r+b") as file:
            file.write(b"0" * KEY_BYTES * 2)
            file.flush()
            os.fsync(file.fileno())
        place.unlink()
        lines.sync_folder(folder)


def _identity(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return (0, 0)
    return (stat.st_dev, stat.st_ino)


def _subject_place(subject: str, key: bytes) -> bytes:
    return f"subject/{subject}/".encode() + key


def _wrap(cipher: AESGCM, secret: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, secret, place)


def _new_id(use: str) -> str:
    # 16 characters, as the key_id columns hold: use, day, and enough chance that no two meet.
    return f"{use[0]}{dt.datetime.now(dt.UTC):%y%m%d}-{randomness.token_hex(4)}"


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()
