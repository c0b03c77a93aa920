"""Directories that appear whole or not at all, so that a killed run leaves nothing half-written behind."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from samspil.paper import command_line
from samspil.paper.refusal import Refused


@contextlib.contextmanager
def new_directory(out: Path) -> Iterator[Path]:
    """Hand out a hidden directory beside `out` and rename it to `out` at the end; on any fault it is removed.

    `out` is refused if it exists and holds anything. What a killed earlier run left hidden is swept away.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused(f"{out} findes allerede og er ikke tom. Vælg en ny mappe, så intet overskrives.")
    if not out.parent.is_dir():
        raise Refused(f"Mappen {out.parent} findes ikke. Opret den først.")

    sweep(out.parent, out.name)
    part = out.parent / f".{out.name}.{os.getpid()}.part"
    try:
        part.mkdir()
    except OSError as fault:
        raise command_line.unwritten(out, fault) from fault

    try:
        yield part
        if out.exists():
            out.rmdir()
        part.rename(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def sweep(folder: Path, name: str = "*") -> None:
    """Remove what killed processes left half-written in `folder`: hidden `.NAME.PID.part` files and directories."""
    for left in folder.glob(f".{name}.*.part"):
        if _alive(left):
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def is_part(path: Path) -> bool:
    """Say whether a path is something half-written that another process may be writing, or has left."""
    return path.name.startswith(".") and path.suffix == ".part"


def _alive(part: Path) -> bool:
    """Say whether the process that made a hidden directory still runs."""
    words = part.name.split(".")
    try:
        os.kill(int(words[-2]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
