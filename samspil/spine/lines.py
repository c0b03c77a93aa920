"""Files that only grow, one JSON object a line: the journal's anchors and the list of erasures, outside the database.

A line is there whole and on the disk when `append` returns. A line cut by a crash is closed by the next one and read as None.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Hold a file open for appending, alone among all processes, and give its descriptor.

    Folder and file are made at need, for the owner only.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # The lock falls with the descriptor, also when the process is killed.
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def append(path: Path, make: Callable[[], Mapping[str, Any] | None]) -> bool:
    """Append what `make` gives, called with the file locked; None appends nothing. Tells whether it did.

    OSError when the disk takes no more.
    """
    with locked(path) as descriptor:
        record = make()
        if record is None:
            return False
        line = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        # A line that a crash cut off stays as it is; the next one begins on its own.
        end = os.fstat(descriptor).st_size
        if end and os.pread(descriptor, 1, end - 1) != b"\n":
            line = b"\n" + line
        # A full disk may take half a line without an error.
        if os.write(descriptor, line) != len(line):
            raise OSError(errno.ENOSPC, f"{path}: linjen blev ikke skrevet færdig")
        os.fsync(descriptor)

    sync_folder(path.parent)
    return True


def read(path: Path) -> Iterator[dict[str, Any] | None]:
    """Yield each line of a file, None for one that was never finished; nothing when there is no file."""
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                record = None
            yield record if isinstance(record, dict) and line.endswith(b"\n") else None


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a new or removed file stays so after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
