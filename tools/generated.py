"""Writes docs/generated anew, or with --check tells which pages there no longer follow from the code.

Each tools/generate_*.py writes its pages into the folder it is given, and nothing else decides what lies there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def write(folder: Path, root: Path = ROOT) -> list[str]:
    """Run each generator into the folder and return the complaints of those that failed."""
    complaints = []
    for tool in sorted((root / "tools").glob("generate_*.py")):
        environment = {**os.environ, "PYTHONPATH": str(root)}
        # In a process of its own: two generators would set Django up twice.
        done = subprocess.run(
            [sys.executable, str(tool), str(folder)],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            complaints.append(f"{tool.name} stopped: {(done.stderr or done.stdout).strip()[-300:]}")

    return complaints


def stale(root: Path = ROOT) -> list[str]:
    """List the pages in docs/generated that are missing, changed, or follow from nothing."""
    with tempfile.TemporaryDirectory() as name:
        fresh, kept = Path(name), root / "docs" / "generated"
        complaints = write(fresh, root)
        if complaints:
            return complaints
        wanted, found = _texts(fresh), _texts(kept)
    return [
        f"docs/generated/{name}: {'missing' if name not in found else 'left over' if name not in wanted else 'not as generated'}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


def _texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def main(argv: list[str]) -> int:
    """Write or check docs/generated and return the exit code."""
    if argv == ["--check"]:
        complaints = stale()
    else:
        kept = ROOT / "docs" / "generated"
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        complaints = write(kept)
    print("\n".join(complaints) or "docs/generated follows from the code.")
    return int(bool(complaints))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
