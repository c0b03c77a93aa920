"""Every walk over all addresses whole on both databases: `make test` asks each case on one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools import postgres

ROOT = Path(__file__).resolve().parents[1]
WALKS = ("-m", "pytest", "-q", "-m", "walk", "-n", "2", "--dist", "loadfile", "--durations=20", "--timeout=3600")


def main() -> int:
    """Run the walks on both, and return 1 where one failed or there is no PostgreSQL."""
    whole = {key: value for key, value in os.environ.items() if key not in {"SAMSPIL_DATABASES", "SAMSPIL_SEED"}}
    command = [sys.executable, *WALKS, "tests/promises", "tests/features"]
    with postgres.database(ROOT) as database:
        asked = [{}, {"SAMSPIL_TEST_DATABASE": database}] if database else [{}]
        codes = [subprocess.run(command, cwd=ROOT, env={**whole, **told}, check=False).returncode for told in asked]

        if database is None:
            print("No PostgreSQL here: install the package postgresql, or name a server in DATABASE.")
    return int(database is None or any(codes))


if __name__ == "__main__":
    sys.exit(main())
