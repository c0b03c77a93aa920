"""Every test that meets a database, and every case of every walk, on both: `make test` asks most of them of one a day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools import postgres
from tools.tests import ON_BOTH_DATABASES

ROOT = Path(__file__).resolve().parents[1]
WHOLE = ("-m", "pytest", "-q", "-m", "not drill and not journey", "-n", "2", "--dist", "loadfile", "--timeout=3600")


def main() -> int:
    """Run them on both, and return 1 where one failed or there is no PostgreSQL."""
    whole = {key: value for key, value in os.environ.items() if key not in {"SAMSPIL_DATABASES", "SAMSPIL_SEED"}}
    command = [sys.executable, *WHOLE, *(f"tests/{name}" for name in ON_BOTH_DATABASES)]
    with postgres.database(ROOT) as database:
        # What is marked `postgres` fails on SQLite, where it has nothing to say.
        on_sqlite = [*command, "-m", "not drill and not journey and not postgres"]
        asked = [(on_sqlite, {}), *([(command, {"SAMSPIL_TEST_DATABASE": database})] if database else [])]
        codes = [
            subprocess.run(words, cwd=ROOT, env={**whole, **told}, check=False).returncode for words, told in asked
        ]

        if database is None:
            print("No PostgreSQL here: install the package postgresql, or name a server in DATABASE.")
    return int(database is None or any(codes))


if __name__ == "__main__":
    sys.exit(main())
