"""A PostgreSQL for the tests: the one that runs here, or a cluster of our own that ends when the run ends.

The cluster trusts everyone on loopback and does not wait for the disk: for tests only.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

STANDARD = "postgres://postgres@127.0.0.1:5432"


def servers_programs() -> Path | None:
    """Find the folder with initdb and pg_ctl, which Debian keeps off the PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def answers(address: str) -> bool:
    """Tell whether a server takes our connection at the address."""
    import psycopg

    try:
        psycopg.connect(_to_maintenance(address), connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def _to_maintenance(address: str) -> str:
    server, _, _ = address.partition("://")[2].partition("/")
    return f"postgresql://{server}/postgres"


@contextlib.contextmanager
def database(root: Path) -> Iterator[str | None]:
    """Lend the address of a database named after this folder, or None where there is no server."""
    name = f"samspil_{hashlib.sha256(str(root).encode()).hexdigest()[:8]}"
    given = os.environ.get("DATABASE")
    if given:
        yield given if answers(given) else None
    elif answers(STANDARD):
        yield f"{STANDARD}/{name}"
    elif programs := servers_programs():
        with cluster(programs, root / "var" / "pg") as server:
            yield f"{server}/{name}"
    else:
        yield None


@contextlib.contextmanager
def cluster(programs: Path, folder: Path) -> Iterator[str]:
    """Run a fresh cluster in the folder, as user postgres when we are root, and stop it afterwards."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home = _home(folder, as_postgres)
    # A port that the system has just given out is free, as nearly as can be known.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    # Nothing of a test database outlives the run, so it need not reach the disk.
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    control = [*as_postgres, str(programs / "pg_ctl"), "-D", str(home / "data"), "-w", "-s"]
    initdb = [*as_postgres, str(programs / "initdb"), "-D", str(home / "data"), "-U", "postgres", "-A", "trust"]
    _run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], home)
    _run([*control, "-l", str(home / "log"), "-o", options, "start"], home)
    try:
        yield f"postgres://postgres@127.0.0.1:{port}"
    finally:
        _run([*control, "-m", "immediate", "stop"], home)
        shutil.rmtree(home, ignore_errors=True)


def _home(folder: Path, as_postgres: list[str]) -> Path:
    """Make an empty folder that the server's user can enter: the one wanted, or a temporary one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not as_postgres:
        return folder

    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    # The folders above may be closed to that user, as /root is.
    entered = subprocess.run([*as_postgres, "test", "-w", str(folder)], check=False, capture_output=True)
    if entered.returncode == 0:
        return folder

    folder.rmdir()
    folder = Path(tempfile.mkdtemp(prefix="samspil-pg-"))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the PostgreSQL of the tests could not be started: {(done.stderr or done.stdout).strip()}")
