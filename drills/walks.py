"""Every walk over all addresses whole on PostgreSQL: `make test` asks that database a seeded sample of them, after SQLite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools import postgres

ROOT = Path(__file__).resolve().parents[1]
WALKS = ("-m", "pytest", "-q", "-m", "walk", "-n", "2", "--dist", "loadfile", "--durations=20", "--timeout=3600")


def main() -> int:
    """Run the walks, and return pytest's exit code; 1 where there is no PostgreSQL."""
    with postgres.database(ROOT) as database:
        if database is None:
            print("No PostgreSQL here: install the package postgresql, or name a server in DATABASE.")
            return 1
        whole = {key: value for key, value in os.environ.items() if key != "SAMSPIL_SECOND_DATABASE"}
        command = [sys.executable, *WALKS, "tests/promises", "tests/features"]
        return subprocess.run(
            command, cwd=ROOT, env={**whole, "SAMSPIL_TEST_DATABASE": database}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
